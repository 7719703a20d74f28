"""All or nothing: one build at a time, killed at any moment, without room; and the same bytes every time."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from bilateral import book_state, cli, publish, run_record, sphinx_build, tasks, workplace
from bilateral.run_key import Store
from tests import elsewhere, killed_builds, small_book
from tests.conftest import ROOT
from tests.small_book import state
from tests.test_runner import notebook

BESIDE = {workplace.LOCK, book_state.STATE, run_record.NAME, ".pages", "html"}


def build(root: Path, progress: Callable[[str], None] = lambda line: None) -> Path:
    return publish.build_book("UZB", "KAZ", ["en"], root=root, build=root / "_build", progress=progress)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_book.hasten(monkeypatch)
    return small_book.make(tmp_path / "root")


# --------------------------------------------------------------------------- one at a time

HOLDER = """
import sys
from pathlib import Path
from bilateral import workplace
with workplace.hold(Path(sys.argv[1])):
    (Path(sys.argv[1]).parent / ".work-mine").mkdir()
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(book: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of a book."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_build_is_refused_in_one_line_and_a_killed_one_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "write_generated", None)  # nobody gets that far
    book = book_state.book_folder("KGZ", "TJK", tmp_path)
    with holder(book) as process:
        done = CliRunner().invoke(cli.main, ["build", "KGZ", "TJK", "--books", str(tmp_path)])
        since = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d"
        told = rf"bilateral: KGZ-TJK is being built by process {process.pid} since {since}; wait until .+\n"
        assert re.fullmatch(told, done.output)
        assert done.exit_code == 1
        with workplace.hold(book_state.book_folder("UZB", "KAZ", tmp_path)):
            pass  # another pair is no concern of it
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (book.parent / workplace.LOCK).read_text(encoding="utf-8"), "it could not say goodbye"
    said: list[str] = []
    with workplace.hold(book, said.append):
        facts = json.loads((book.parent / workplace.LOCK).read_text(encoding="utf-8"))
        assert facts["process"] == os.getpid()
        assert [path.name for path in book.parent.iterdir()] == [workplace.LOCK]
    assert said == ["A build was stopped here; what it left has been cleared away"]


def test_of_two_builds_at_once_one_is_done_and_one_is_refused(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(folder: Path, ready: object, writers: int) -> Path:
        with pytest.raises(workplace.BookLocked):
            build(small)
        return small_book.without_sphinx(folder)

    monkeypatch.setattr(sphinx_build, "run", meanwhile)
    book = build(small)
    assert {path.name for path in book.parent.iterdir()} == BESIDE


# --------------------------------------------------------------------------- no room, no right


def fails(code: int) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[bool]:
    """A small file system of its own at a folder, where we may mount one; says whether it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = shutil.which("mount") and not subprocess.run(command, capture_output=True, check=False).returncode
    try:
        yield bool(done)
    finally:
        if done:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_no_room_is_one_line_and_the_last_book_stays(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook(small / "notebooks" / "economy.ipynb", small_book.OPENED)
    with mounted(small / "_build", "size=8m") as real:
        good = state(build(small))
        (small / "book" / "index.md").write_text("# Other words\n", encoding="utf-8")
        if real:
            filler = small / "_build" / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        else:
            monkeypatch.setattr(publish, "stage", fails(errno.ENOSPC))
        with pytest.raises(
            workplace.NotWritten, match=r"^\S+UZB-KAZ cannot be written: No space left on device$"
        ):
            build(small)
        book = book_state.book_folder("UZB", "KAZ", small / "_build")
        assert state(book) == good
        assert {path.name for path in book.parent.iterdir()} == BESIDE
        if real:
            filler.unlink()
        else:
            monkeypatch.undo()
            small_book.hasten(monkeypatch)
        assert state(build(small)) != good


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_1(tmp_path: Path) -> None:
    books = tmp_path / "books"
    with mounted(books, "size=1m,ro") as real:
        if not real:
            books.chmod(0o500)
        done = CliRunner().invoke(cli.main, ["build", "KGZ", "TJK", "--books", str(books)])
        books.chmod(0o700) if not real else None
    assert done.exit_code == 1
    why = "Read-only file system" if real else "Permission denied"
    assert done.output == (
        f"bilateral: {books / 'KGZ-TJK'} cannot be written: {why}; the last good book is as it was\n"
    )


def test_sphinx_without_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish.stage(tmp_path / "en", "KGZ", "TJK", "en", ["en"], [], None, ROOT)
    printed = ("", "OSError: [Errno 28] No space left on device: 'x'")
    process = SimpleNamespace(returncode=2, communicate=lambda line: printed)
    monkeypatch.setattr(sphinx_build, "_start", lambda: nullcontext(process))
    with pytest.raises(OSError, match="No space left on device") as error:
        sphinx_build.run(folder)
    assert error.value.errno == errno.ENOSPC


def test_a_fault_that_is_not_of_the_place_stays_what_it_is(tmp_path: Path) -> None:
    book = tmp_path / "books" / "A-B" / "html"
    with pytest.raises(FileNotFoundError), workplace.hold(book):
        (tmp_path / "nowhere").read_text()
    with pytest.raises(PermissionError), workplace.hold(book):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path / "elsewhere"))


# --------------------------------------------------------------------------- killed

# Puts a new book in place of the old one and dies in front of the n-th call that changes a folder.
STEP = """
import os, signal, sys
from pathlib import Path
from bilateral import publish, sphinx_build, workplace
book, how, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if how == "rename":
    publish._exchange = lambda a, b: False
exchange, calls = publish._exchange, 0
def counted(call):
    def step(*arguments, **options):
        global calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return step
for number in range(1, last + 1):
    child = os.fork()
    if not child:
        for name in ("rename", "replace", "unlink", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        publish._exchange = counted(exchange)
        with workplace.hold(book), publish.workshop(book.parent) as work:
            (work / "html").mkdir()
            for name in ("html/a", "html/b", "built.json", "ro-crate-metadata.json"):
                (work / name).write_text(f"{number:03}")
            publish.put_in_place(work / "html", book)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    with workplace.hold(book):
        files = {p.relative_to(book.parent).as_posix(): p.read_text()
            for p in book.parent.rglob("*") if p.is_file() and p.name != workplace.LOCK}
    print(number, os.waitstatus_to_exitcode(status), sorted(files), sorted(set(files.values())))
"""


@pytest.mark.parametrize("how", ["exchange", "rename"])
def test_killed_before_any_step_of_the_last_ones_leaves_one_whole_book(tmp_path: Path, how: str) -> None:
    book = tmp_path / "A-B" / "html"
    last = 24
    done = subprocess.run(
        [sys.executable, "-c", STEP, str(book), how, str(last)], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == last
    seen = set()
    for line in lines:
        found = re.fullmatch(r"(\d+) (-9|0) (\[.*?\]) (\[.*?\])", line)
        assert found, line
        number, code, files, versions = int(found[1]), int(found[2]), eval(found[3]), eval(found[4])
        pages = [name for name in files if name.startswith("html/")]
        assert pages in ([], ["html/a", "html/b"]), line
        assert pages or number < 5, "there is a book from the first whole build on"
        assert len(versions) <= 1, f"never two versions: {line}"
        seen.add((code, f"{number:03}" in versions))
    assert seen == {(-9, False), (-9, True), (0, True)}, (
        "killed before and after the new book, and not at all"
    )


class Killer:
    """Builds of a small book in another process, killed at moments we choose."""

    def __init__(self, folder: Path) -> None:
        self.root = small_book.make(folder / "root")
        self.book = book_state.book_folder(*killed_builds.PAIR, self.root / "_build")
        killed_builds.write(self.root, 0)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killed_builds", str(self.root)],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == ["ready"]

    def __call__(self, version: int, origin: str, seconds: float | str, how: str = "exchange") -> list[str]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{version} {origin} {seconds} {how}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def whole(self, version: int) -> tuple[float, float]:
        """Let a build come to its end; returns how long it took, in all and once its pages were built."""
        done = self(version, "start", "-")
        assert done[:2] == ["ended", "0"], done
        return float(done[2]), float(done[3])

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    killer = Killer(tmp_path)
    yield killer
    killer.end()


def of_version(first: dict[str, bytes], version: int) -> dict[str, bytes]:
    """What a book of a version consists of, from the first one."""
    old, new = (killed_builds.words(x).encode() for x in (1, version))
    return {name: content.replace(old, new) for name, content in first.items()}


def kill_builds(killer: Killer, times: int, seed: int) -> dict[str, int]:
    """Kill builds at random moments; after each the book is the last one or the new one, whole."""
    chance = random.Random(seed)
    killer.whole(0)
    quick, end = killer.whole(1)
    first = state(killer.book)
    slow, _ = killer.whole(killed_builds.EVERY)  # with its notebook executed
    last, seen = killed_builds.EVERY, {"killed": 0, "ended": 0, "last": 0, "new": 0, "aside": 0}
    version = last
    while seen["killed"] < times:
        version += 1
        how = chance.choice(["exchange", "rename"])
        # half of them anywhere, half about the moment when the book is put in place
        if chance.random() < 0.5:
            length = slow if version % killed_builds.EVERY == 0 else quick
            answer = killer(version, "start", chance.uniform(0, length), how)
        else:
            answer = killer(version, "pages", chance.uniform(0, end), how)
        seen[answer[0]] += 1
        assert answer[0] == "killed" or answer[1] == "0", answer
        if not killer.book.exists():  # between two renames: the next start brings it back
            assert how == "rename"
            seen["aside"] += 1
            with workplace.hold(killer.book):
                pass
        found = state(killer.book)
        if found == of_version(first, version):
            last = version
            seen["new"] += 1
        else:
            assert found == of_version(first, last), "the last book, whole"
            seen["last"] += 1
        # what stands beside a book is about it
        noted = killer.book.with_name(book_state.STATE)
        if noted.exists():
            assert json.loads(noted.read_text())["files"] == book_state._listing(killer.book)
        for _title, place, digest in (
            run_record.pages(killer.book) if killer.book.with_name(run_record.NAME).exists() else ()
        ):
            assert digest == run_record.sha256((killer.book.parent / place).read_text(encoding="utf-8"))
    killer.whole(version + 1)
    assert state(killer.book) == of_version(first, version + 1)
    assert {path.name for path in killer.book.parent.iterdir()} == BESIDE, "nothing is left of the dead"
    return seen


@pytest.mark.soak
def test_builds_killed_at_random_moments_leave_a_whole_book(killer: Killer) -> None:
    assert kill_builds(killer, 2, seed=int(time.time()))["killed"] == 2


@pytest.mark.soak
def test_two_hundred_killed_builds_leave_a_whole_book(killer: Killer) -> None:
    seen = kill_builds(killer, 200, seed=200)
    print(seen)
    assert seen["killed"] == 200
    assert seen["new"] - seen["ended"] > 20, "some were killed when the new book was there already"


@pytest.mark.soak
def test_the_next_build_goes_on_where_a_killed_one_was(tmp_path: Path, small: Path) -> None:
    root = small_book.make(tmp_path / "two", "culture")
    first, second = (root / "notebooks" / f"{name}.ipynb" for name in ("economy", "culture"))
    notebook(first, small_book.OPENED)
    notebook(second, small_book.OPENED, "import time\ntime.sleep(600)")
    code = (
        "import sys; from pathlib import Path; from tests import small_book, test_solid;"
        "small_book.hasten(); test_solid.build(Path(sys.argv[1]))"
    )
    given = {"country_a": "UZB", "country_b": "KAZ", "language": "en"}
    task = tasks.make_task(first, given)
    with subprocess.Popen([sys.executable, "-c", code, str(root)], cwd=ROOT) as process:
        end = time.monotonic() + 120
        while not list(Store(root / "_build" / ".results", root).results(task)) and time.monotonic() < end:
            time.sleep(0.05)
        process.kill()
    assert [path.name for path in (root / "_build" / "UZB-KAZ").glob(".work-*")]
    notebook(second, small_book.OPENED)
    said: list[str] = []
    book = build(root, said.append)
    assert said[0] == "A build was stopped here; what it left has been cleared away"
    assert "1 of 2 as they were: nothing they depend on has changed" in said
    assert "[1/1] culture (en)" in said
    assert {path.name for path in book.parent.iterdir()} == BESIDE


def test_what_a_build_has_started_ends_with_it() -> None:
    """So that Sphinx does not go on writing into a folder which the next build clears away."""
    inner = "from bilateral.workplace import end_with_parent as e; e(); print(1, flush=True); input()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        process.kill()
        assert process.stdout.read() == b"", "the pipe is at its end when nobody holds it any more"


# --------------------------------------------------------------------------- the same bytes


@pytest.mark.soak
def test_the_default_book_is_the_same_bytes_from_another_copy(book: Path, tmp_path: Path) -> None:
    """One language of a small pair is compared in `test_tutorial`, where it is built anyway."""
    found = elsewhere.built(tmp_path)
    assert len(found) > 400
    assert elsewhere.differing(state(book), found) == []
