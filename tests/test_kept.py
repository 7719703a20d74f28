"""Results kept on disk: computed once, and never older than what they hang on."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from bilateral import figures, kept, messages, reads
from bilateral.messages import _
from bilateral.themes import Chart, Indicator


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BILATERAL_KEPT", str(tmp_path / "kept"))
    return tmp_path / "kept"


def counted(calls: list[int]) -> Callable[[int], int]:
    """A slow function, as a new process has it: nothing in memory."""

    def square(number: int) -> int:
        calls.append(number)
        return number * number

    square.__module__ = "bilateral.turning_point"
    return kept.kept(square)


def test_a_result_is_computed_once_for_all_processes() -> None:
    calls: list[int] = []
    for square in (counted(calls), counted(calls)):
        assert [square(3), square(3), square(4)] == [9, 9, 16]
    assert calls == [3, 4]


def test_changed_code_and_other_libraries_compute_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    counted(calls)(3)
    for name, given in (("code", lambda module: "another"), ("version", lambda library: "0")):
        kept._written_by.cache_clear()
        with monkeypatch.context() as changed:
            changed.setattr(kept.dependencies if name == "code" else kept, name, given)
            counted(calls)(3)
    kept._written_by.cache_clear()
    counted(calls)(3)
    assert calls == [3, 3, 3]


def test_who_wants_what_another_computes_waits_for_it(folder: Path) -> None:
    calls: list[int] = []
    begun = threading.Event()

    def slow(number: int) -> int:
        calls.append(number)
        begun.set()
        time.sleep(0.3)
        return number * number

    slow.__module__ = "bilateral.turning_point"
    one, other = kept.kept(slow), kept.kept(slow)  # nothing in common but the disk, as two processes
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(one, 3)
        assert begun.wait(10)
        assert other(3) == 9
        assert first.result() == 9
    assert calls == [3]
    assert list(folder.rglob(".*.lock")) == []


def test_nobody_waits_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    counted(calls)(3)
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    path.unlink()
    monkeypatch.setattr(kept, "WAIT", 0.1)
    with path.with_name(f".{path.name}.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert counted(calls)(3) == 9
    assert calls == [3, 3]
    assert path.exists()


def test_a_part_of_the_arguments_may_decide_and_memory_is_bounded() -> None:
    calls: list[tuple[int, str]] = []

    def named(number: int, name: str) -> str:
        calls.append((number, name))
        return name * number

    named.__module__ = "bilateral.turning_point"
    by_number = kept.kept(named, hangs_on=lambda number, name: number)
    assert [by_number(2, "a"), by_number(2, "b"), by_number(3, "b")] == ["aa", "aa", "bbb"]
    assert calls == [(2, "a"), (3, "b")]
    for number in range(kept.IN_MEMORY + 2):
        by_number(number, "c")
    (held,) = [cell.cell_contents for cell in by_number.__closure__ if isinstance(cell.cell_contents, dict)]  # type: ignore[attr-defined]
    assert len(held) == kept.IN_MEMORY


@pytest.mark.parametrize("content", [b"", b"no result", b"\x80\x05."])
def test_a_damaged_file_is_computed_again_and_replaced(folder: Path, content: bytes) -> None:
    calls: list[int] = []
    counted(calls)(3)
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    whole = path.read_bytes()
    path.write_bytes(content)
    assert counted(calls)(3) == 9
    assert (calls, path.read_bytes()) == ([3, 3], whole)


def test_without_a_folder_it_is_computed_each_time(folder: Path) -> None:
    folder.write_text("no folder")
    calls: list[int] = []
    assert [counted(calls)(3), counted(calls)(3)] == [9, 9]
    assert calls == [3, 3]


# --- drawings ---


def indicator(**changes: object) -> Indicator:
    frame = pd.DataFrame({"period": ["2015", "2016"], "series": "KAZ", "value": [1.0, 2.0]})
    given: dict[str, object] = {
        "title": _("Trade turnover"),
        "frame": frame,
        "chart": Chart("lines"),
        **changes,
    }
    return Indicator("turnover", "economy", **given)  # type: ignore[arg-type]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How often something is drawn by a call of `figures.draw` in a new process."""
    calls: list[str] = []
    svg = figures._svg
    monkeypatch.setattr(figures, "_svg", lambda *args, **given: calls.append("") or svg(*args, **given))
    once = figures._drawn.__wrapped__

    def draw(one: Indicator, language: str = "en", turning_point: int | None = None) -> int:
        monkeypatch.setattr(figures, "_drawn", kept.kept(once))
        calls.clear()
        figures.draw(one, language, turning_point)
        return len(calls)

    return draw


def test_a_drawing_is_made_again_when_what_it_shows_has_changed(drawn: Callable[..., int]) -> None:
    shown = indicator()
    assert (drawn(shown), drawn(shown)) == (2, 0), "wide and narrow, once"
    changed = shown.frame.assign(value=[1.0, 3.0])
    assert drawn(indicator(frame=changed)) == 2
    assert drawn(indicator(title=_("Trade balance"))) == 2, "its alt text names it"
    assert drawn(indicator(chart=Chart("lines", unit="USD"))) == 2
    assert drawn(indicator(chart=Chart("lines", turning_point=True)), turning_point=2016) == 2
    assert drawn(indicator(chart=Chart("lines", turning_point=True)), turning_point=2015) == 2
    assert drawn(shown, "uz") == 2
    assert drawn(indicator(note=_("Trade balance"))) == 0, "a note stands under the drawing"
    assert drawn(shown) == 0


def test_a_drawing_is_made_again_when_a_translation_has_changed(
    drawn: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = indicator()
    drawn(shown, "uz")
    monkeypatch.setattr(messages, "catalogues_digest", lambda language: f"another {language}")
    assert drawn(shown, "uz") == 2


def test_who_gets_a_drawing_from_the_disk_has_read_what_it_shows(drawn: Callable[..., int]) -> None:
    shown = indicator(chart=Chart("lines", unit="USD"))
    noted = []
    for _turn in range(2):
        reads.start()
        drawn(shown, "uz")
        noted.append(reads.noted())
    reads._noted = None
    assert noted[0] == noted[1]
    assert any(key[0] == "message" for key in noted[0] or [])


def test_the_kept_folder_is_of_the_project_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILATERAL_KEPT")
    assert kept.folder() == Path(kept.__file__).parents[2] / "_build" / "kept"
