"""Books of many pairs: which ones, what a failure stops, what is left, and a worker of Dask that dies.

No book is made here: a stub takes its time and writes a page. A worker of Dask loads this file to have it.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bilateral import book_state, dependencies, many_pairs
from bilateral.cli import main
from bilateral.countries import Pair
from bilateral.errors import BadInput
from tests.conftest import ROOT

BORDERS = (("KGZ", "TJK"), ("ARG", "CHL"), ("AGO", "NAM"))
LOG = "log"  # in the folder of books: what the stub began and ended, and in which process
PARTS = 3
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")


def stub_book(a: str, b: str, languages: Sequence[str], build: Path, keep_doctrees: bool = True) -> Path:
    """Stands for `publish.build_book`. Fails where the folder of books has a file FAIL-<pair>."""
    assert not keep_doctrees
    build.mkdir(parents=True, exist_ok=True)
    _note(build, "began", a, b)
    time.sleep(float(os.environ.get("STUB_SECONDS", "0")))
    if (build / f"FAIL-{a}-{b}").exists():
        raise BadInput("economy.ipynb: nothing fits\nand a second line")
    book = book_state.book_folder(a, b, build)
    book.mkdir(parents=True, exist_ok=True)
    for part in range(PARTS):
        (book / f"{part}.html").write_text(f"{a} {b}", encoding="utf-8")
    book_state.note(book, book_state.key(a, b, languages))
    _note(build, "ended", a, b)
    return book


def _note(build: Path, *words: str) -> None:
    with (build / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps([*words, os.getpid()]) + "\n")


def noted(build: Path, what: str) -> list[tuple[str, int]]:
    """(pair, process) of what the stub began or ended."""
    lines = (build / LOG).read_text(encoding="utf-8").splitlines() if (build / LOG).exists() else []
    return [(f"{a}-{b}", process) for word, a, b, process in map(json.loads, lines) if word == what]


def dask_setup(worker: object) -> None:
    """What a worker of Dask calls at its start: it need not import what a real build needs."""
    made = ModuleType("bilateral.publish")
    made.build_book = stub_book  # type: ignore[attr-defined]
    sys.modules[made.__name__] = made


# --------------------------------------------------------------------------- which pairs


def read(given: str) -> list[str]:
    return [pair.key for pair in many_pairs.read_pairs(given, BORDERS, Pair)]


def test_pairs_are_all_or_listed_or_in_a_file(tmp_path: Path) -> None:
    assert read("all") == ["KGZ-TJK", "ARG-CHL", "AGO-NAM"]
    assert read("KGZ-TJK, CHL ARG,KGZ–TJK") == ["KGZ-TJK", "CHL-ARG"]
    path = tmp_path / "pairs.txt"
    path.write_text("\ufeff# mine\nKGZ TJK  # first\n\n  CHL-ARG\nKGZ - TJK\nTJK KGZ\n", encoding="utf-8")
    assert read(str(path)) == ["KGZ-TJK", "CHL-ARG", "TJK-KGZ"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("KGZ TJK\n\nKGZ\n", ':3: "KGZ" is no pair; expected two codes'),
        ("KGZ TJK ARG\n", ':1: "KGZ TJK ARG" is no pair'),
        ("# all\nKGZ ATL\n", ':2: "ATL" is no country code'),
        ("KGZ KGZ\n", ':1: "KGZ" stands on both sides'),
        ("# nothing\n", "names no pair"),
        ("\udcff", "cannot be read as text"),
    ],
)
def test_a_bad_entry_names_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "pairs.txt"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BadInput) as error:
        read(str(path))
    assert str(path) in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


# --------------------------------------------------------------------------- the command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """`bilateral build --books <tmp>/books ...` inside this process."""
    monkeypatch.setenv("BILATERAL_DATA", "")
    monkeypatch.delenv("BILATERAL_DATA")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["build", "--books", str(tmp_path / "books"), *arguments])

    return run


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Books are stubs; the list grows with each server of warm kernels that would start."""
    from bilateral import publish, warm_kernels

    started: list[int] = []

    def warm(say: Callable[[str], None]) -> nullcontext[str]:
        started.append(1)
        return nullcontext("python3")

    monkeypatch.setattr(publish, "build_book", stub_book)
    monkeypatch.setattr(warm_kernels, "warm", warm)
    return started


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["KGZ", "TJK", "--pairs", "all"], "--pairs all: stands beside KGZ; expected one or the other"),
        (["--pairs", "nowhere.txt"], "--pairs nowhere.txt: no file and no pair; expected all, a file, or"),
        (["--pairs", "KGZ-TJK,CHL"], '--pairs KGZ-TJK,CHL: "CHL" is no pair'),
        (["--pairs", "KGZ-CHL"], "--pairs KGZ-CHL: KGZ and CHL share no land border; expected"),
        (
            ["--scheduler", "tcp://host:8786"],
            "--scheduler: shares many books; expected together with --pairs",
        ),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    command: Callable[..., Result], arguments: list[str], said: str
) -> None:
    done = command(*arguments)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_a_failure_stops_no_other_book_and_the_next_run_goes_on(
    command: Callable[..., Result], servers: list[int], tmp_path: Path
) -> None:
    books = tmp_path / "books"
    books.mkdir()
    bad = books / "FAIL-CHL-ARG"
    bad.touch()
    pairs = ("--pairs", "KGZ-TJK,CHL-ARG,AGO-NAM")
    done = command(*pairs)
    assert done.exit_code == 1
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"\[1/3\] KGZ-TJK built in \d+ s; less than a minute left", lines[0])
    assert lines[1] == ("[2/3] CHL-ARG failed: economy.ipynb: nothing fits; less than a minute left")
    assert re.fullmatch(r"\[3/3\] AGO-NAM built in \d+ s", lines[2])
    assert lines[3:] == [
        f"2 built, 0 as they were, 1 failed: {books}",
        "  CHL-ARG: economy.ipynb: nothing fits",
        "    and a second line",
    ]
    assert servers == [1], "one server of warm kernels for all"

    bad.unlink()
    (books / "AGO-NAM" / "html" / "1.html").unlink()  # not whole: made again
    done = command(*pairs)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 of 3 books as they were: nothing they are made from has changed\n[2/3] ")
    assert [pair for pair, _ in noted(books, "ended")] == ["KGZ-TJK", "AGO-NAM", "CHL-ARG", "AGO-NAM"]

    done = command(*pairs)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == [f"0 built, 3 as they were, 0 failed: {books}"]
    assert servers == [1, 1], "none where nothing is to be built"


def test_all_pairs_are_those_of_the_data(
    command: Callable[..., Result], servers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bilateral import datapackage

    asked: list[Any] = []
    monkeypatch.setattr(many_pairs, "build", lambda pairs, *rest: asked.extend(pairs))
    assert command("--pairs", "all").exit_code == 0
    assert [(pair.a, pair.b) for pair in asked] == datapackage.load().borders
    assert len(asked) > 300


def test_the_time_left_is_told_roughly() -> None:
    told = [many_pairs._rough(x) for x in (10, 100, 3000, 7500)]
    assert told == ["less than a minute", "about 2 min", "about 50 min", "about 2 h 5 min"]


# --------------------------------------------------------------------------- Dask


def test_a_worker_checks_that_it_would_make_the_same_book(tmp_path: Path) -> None:
    task = many_pairs.BookTask(Pair("KGZ", "TJK"), ("en",), tmp_path, made_from="of other code")
    with pytest.raises(many_pairs.ClusterFailed, match="has other code, data or packages; expected"):
        many_pairs.book_of(task)
    task = many_pairs.BookTask(Pair("KGZ", "TJK"), ("en",), tmp_path, witness=".asked-elsewhere")
    with pytest.raises(
        many_pairs.ClusterFailed, match="is not the folder of the machine that asks; expected"
    ):
        many_pairs.book_of(task)
    assert list(tmp_path.iterdir()) == []


def test_threads_parse_sources_where_the_collector_lets_others_run() -> None:
    """Dask puts a function of its own into the collector of garbage."""
    sources = [path.read_bytes() for path in sorted(dependencies.PACKAGE.rglob("*.py"))[:40]]

    def other(phase: str, told: dict[str, int]) -> None:
        time.sleep(0)

    gc.callbacks.append(other)
    try:
        with ThreadPoolExecutor(3) as pool:
            for trees in [pool.map(dependencies.syntax_tree, sources) for _ in range(3)]:
                assert len(list(trees)) == len(sources)
    finally:
        gc.callbacks.remove(other)


def test_without_distributed_a_scheduler_is_bad_input(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = command("--pairs", "KGZ-TJK", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "bilateral: --scheduler: the package distributed is missing; expected it installed\n"
    )


@needs_dask
def test_no_scheduler_is_one_line(command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_pairs, "REACH", 1)
    done = command("--pairs", "KGZ-TJK", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "bilateral: scheduler tcp://127.0.0.1:9: no answer within 1 seconds\n"
    done = command("--pairs", "KGZ-TJK", "--scheduler", "nonsense")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "expected an address as tcp://host:8786" in done.stderr


@contextmanager
def processes(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers of this machine, each a process; yields the address and the workers."""
    at = folder / "scheduler.json"
    options = {
        "cwd": ROOT,
        "env": {**os.environ, "STUB_SECONDS": "0.7"},
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    program = [sys.executable, "-m"]
    local = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(at)]
    started = [
        subprocess.Popen([*program, "distributed.cli.dask_scheduler", *local, "--port", "0"], **options)
    ]
    try:
        own = ["--no-nanny", "--nthreads", "1", "--preload", __name__, "--local-directory", str(folder)]
        for _ in range(workers):
            worker = [*program, "distributed.cli.dask_worker", *local, *own]
            started.append(subprocess.Popen(worker, **options))
        wait(lambda: at.exists() and at.stat().st_size > 0)
        yield json.loads(at.read_text(encoding="utf-8"))["address"], started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(timeout=10)


def wait(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@needs_dask
def test_books_of_a_worker_that_is_killed_are_made_by_another(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    (books / "FAIL-AGO-NAM").touch()
    pairs = [Pair(*x.split("-")) for x in ("KGZ-TJK", "ARG-CHL", "AGO-NAM", "FRA-ESP", "IND-PAK", "NOR-SWE")]
    said: list[str] = []
    lost: list[str] = []

    with processes(tmp_path, workers=2) as (address, workers):
        victim = workers[0]

        def kill() -> None:
            """In the middle of a book, when the other worker has come as well."""

            def unfinished() -> list[str]:
                ended = noted(books, "ended")
                return [
                    pair
                    for pair, process in noted(books, "began")
                    if process == victim.pid and (pair, process) not in ended and pair != "AGO-NAM"
                ]

            wait(lambda: bool(unfinished()) and len({process for _, process in noted(books, "began")}) == 2)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            lost.extend(unfinished())

        killer = Thread(target=kill)
        killer.start()
        failed = many_pairs.build(pairs, ("en",), books, said.append, address)
        killer.join()

    assert victim.returncode == -signal.SIGKILL
    assert len(lost) == 1
    assert [str(x) for x in failed] == ["AGO-NAM failed: economy.ipynb: nothing fits"]
    good = sorted(pair.key for pair in pairs if pair.key != "AGO-NAM")
    ended = noted(books, "ended")
    assert sorted(pair for pair, _ in ended) == good, "each once"
    assert {process for pair, process in ended if pair in lost} == {workers[1].pid}
    for key in good:
        assert len(list((books / key / "html").iterdir())) == PARTS
    assert sum(line.startswith("[6/6] ") for line in said) == 1
    assert not list(books.glob(".asked-*"))
