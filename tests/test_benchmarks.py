"""Benchmarks without measuring: their table is made from runs that are given, and the page from a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import run
from bilateral import book_state, how_fast
from tests.conftest import ROOT


def given(seconds: float, **more: Any) -> run.Measured:
    return run.Measured(seconds, megabytes=100.0, output="", **{"pages": 6, **more})


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a run of two rounds writes whose measurements are given."""
    taken = iter([8, 4, 16, 8, 6, 2, 12, 4])

    def step(case: str, tool: str, copy: object) -> run.Measured:
        return given(next(taken), cores=2, cells=2.0)

    monkeypatch.setattr(
        run, "CHAINS", (run.Chain(("ten-pairs", "all-pairs"), ("papermill", "bilateral"), step),)
    )
    monkeypatch.setattr(run, "Copy", lambda root: None)
    run.main(["--only", "ten-pairs", "all-pairs", "--repeat", "2", "--output", str(tmp_path)])
    return tmp_path


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def chosen(rows: list[dict[str, str]], **values: str) -> Mapping[str, str]:
    found = [row for row in rows if all(row[name] == value for name, value in values.items())]
    assert len(found) == 1
    return found[0]


def test_cases_are_listed_without_measuring(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--list"])
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(run.CASES)


def test_the_table_tells_spread_ratio_and_what_is_not_measured(output: Path) -> None:
    rows = rows_of(output)
    ours = chosen(rows, case="ten-pairs", tool="bilateral", unit="seconds")
    assert (ours["runs"], ours["min"], ours["median"], ours["max"]) == ("2", "2.00", "3.00", "4.00")
    assert ours["ratio"] == "0.429"  # 3 of the plain tool's 7
    beside = chosen(rows, case="ten-pairs", tool="papermill", unit="seconds beside cells per page")
    assert float(beside["median"]) == pytest.approx((7 - 2 / 2) / 6, abs=0.005)
    every = chosen(rows, case="all-pairs", tool="bilateral", unit="seconds")
    assert float(every["median"]) == pytest.approx(6 * len(run.all_pairs()) / 20)
    assert every["note"].startswith("20 pairs measured")
    told = json.loads((output / "results.json").read_text(encoding="utf-8"))
    assert told["runs"][0]["seconds"] == [8, 6]
    assert {"date", "commit", "cores", "processor", "memory_gb", "python", "versions"} <= told.keys()


def test_the_tools_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = run.Chain(("book", "unchanged", "language"), ("jupyter-book", "bilateral"), lambda *x: given(1))
    monkeypatch.setattr(run, "CHAINS", (chain,))
    monkeypatch.setattr(run, "Copy", lambda root: None)
    run.main(["--only", "unchanged", "--repeat", "1", "--output", str(tmp_path)])
    lines = [line.split()[1:3] for line in capsys.readouterr().out.splitlines() if line.startswith("1/1")]
    tools = ("jupyter-book", "bilateral")
    assert lines == [[case, tool] for case in ("book", "unchanged") for tool in tools]
    assert {row["case"] for row in rows_of(tmp_path)} == {"unchanged"}, "the book was only on the way"


def test_a_long_case_is_measured_once_and_the_loop_is_what_the_book_is_compared_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chain(case: str, tool: str, seconds: float, **more: Any) -> run.Chain:
        return run.Chain((case,), (tool,), lambda *x: given(seconds), **more)

    chains = [chain("book", "bilateral", 1), chain("book", "jupyter-book", 2)]
    chains += [chain("book", "papermill-jupyter-book", 4), chain("workers", "one-worker", 3, once=True)]
    monkeypatch.setattr(run, "CHAINS", tuple(chains))
    monkeypatch.setattr(run, "Copy", lambda root: None)
    monkeypatch.setattr(run, "no_workers", lambda: "")
    run.main(["--only", "book", "workers", "--repeat", "2", "--output", str(tmp_path)])
    told = [
        (row["tool"], row["runs"], row["ratio"]) for row in rows_of(tmp_path) if row["unit"] == run.SECONDS
    ]
    book = [
        ("papermill-jupyter-book", "2", "1.000"),
        ("jupyter-book", "2", "0.500"),
        ("bilateral", "2", "0.250"),
    ]
    assert told == [*book, ("one-worker", "1", "1.000")]


def test_a_case_without_its_option_is_skipped_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "no_workers", lambda: "no option")
    run.main(["--only", "workers", "--output", str(tmp_path)])
    assert [(row["case"], row["median"], row["note"]) for row in rows_of(tmp_path)] == [
        ("workers", "", "skipped: no option")
    ]
    assert "measured yet" in how_fast.times("en", tmp_path / "results.csv")


def test_a_changed_row_and_another_language_change_what_they_should(tmp_path: Path) -> None:
    events = ROOT / "data" / "curated" / run.DEFAULT_PAIR / "events.csv"
    copy = tmp_path / "events.csv"
    copy.write_bytes(events.read_bytes())
    run._change_row(copy)
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (events, copy))
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    (tmp_path / "notebooks").mkdir()
    for name in ("_config.yml", "notebooks/culture.ipynb"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    run._speak_uzbek(tmp_path)
    assert "language: uz" in (tmp_path / "_config.yml").read_text(encoding="utf-8")
    assert r"language = \"uz\"" in (tmp_path / "notebooks/culture.ipynb").read_text(encoding="utf-8")


def test_the_results_that_are_kept_are_what_the_page_shows() -> None:
    with how_fast.RESULTS.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == run.COLUMNS
    measured = how_fast.measured()
    assert measured
    for row in measured:
        assert float(row["min"]) <= float(row["median"]) <= float(row["max"])
        assert min(int(row["runs"]), int(row["cores"])) >= 1
    assert all(row["note"] for row in rows if not row["median"])
    assert {row["unit"] for row in measured} <= {*how_fast.UNITS, run.CELLS}
    for name in ("results.csv", "results.json"):
        assert f"benchmarks/{name}" in book_state.PARTS


def test_every_case_and_tool_has_words() -> None:
    assert set(how_fast.CASES) == set(run.CASES)
    assert set(how_fast.TOOLS) == {tool for chain in run.CHAINS for tool in chain.tools}


@pytest.mark.parametrize("language", ["en", "uz"])
def test_the_page_shows_the_table(output: Path, language: str) -> None:
    text = how_fast.times(language, output / "results.csv")
    assert text.count("| `papermill`") == 2, "the ten pairs, and all by the twenty"
    assert ("0.43" if language == "en" else "0,43") in text
    assert str(run.CORES) in how_fast.conditions(language, output / "results.json")
    assert "100" in how_fast.memory(language, output / "results.csv")


@pytest.mark.parametrize(("load", "busy"), [(0.4, False), (8.0, True)])
def test_the_page_says_whether_the_machine_was_busy(output: Path, load: float, busy: bool) -> None:
    path = output / "results.json"
    told = json.loads(path.read_text(encoding="utf-8")) | {"load": [load, 0, 0], "cores": 2}
    path.write_text(json.dumps(told), encoding="utf-8")
    assert ("busy with other work" in how_fast.conditions("en", path)) is busy


def test_without_results_the_page_says_so(tmp_path: Path) -> None:
    missing = tmp_path / "results.csv"
    for part in (how_fast.times, how_fast.beside_cells, how_fast.memory):
        assert part("en", missing) == "Nothing has been measured yet.\n"
    assert how_fast.conditions("en", missing.with_suffix(".json")) == "Nothing has been measured yet.\n"
