"""Builds to be killed, for `test_solid`: python -m tests.killed_builds ROOT

For each line "VERSION FROM SECONDS HOW" on standard input a build of the small book at ROOT is started, in a
process forked from this one, which has imported all of it. It is killed with SIGKILL that many seconds after
its start (FROM is "start") or after its pages are built ("pages"), unless it has ended; "-" is never. HOW is
"exchange" or "rename": how the finished book is put in its place. The answer is a line "ended CODE SECONDS
SECONDS", in all and since the pages were built, or "killed".
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import nbclient  # noqa: F401  (what a build imports late)

import bilateral.generated  # noqa: F401  (late, too)
from bilateral import book_state, datapackage, publish, tasks
from bilateral.run_key import Store
from tests import small_book
from tests.test_runner import notebook

PAIR = ("UZB", "KAZ")
EVERY = 4  # versions of the book between two of its notebook, which is then executed


def words(version: int) -> str:
    """The words of the first page; all versions are of the same length, so that sizes tell nothing."""
    return f"# Summary\n\nVersion {version:06}.\n"


def write(root: Path, version: int) -> None:
    (root / "book" / "index.md").write_text(words(version), encoding="utf-8")
    code = f"{small_book.OPENED}\n# {version // EVERY}"
    notebook(root / "notebooks" / "economy.ipynb", code)


def forked(root: Path, how: str, tell: int) -> int:
    """Start a build in a child, which writes a byte to `tell` once its pages are built; returns its id."""
    child = os.fork()
    if child:
        return child
    code = 1

    def progress(line: str) -> None:
        if line.startswith("Built"):
            os.write(tell, b"!")

    try:
        if how == "rename":
            publish._exchange = lambda a, b: False
        publish.build_book(*PAIR, ["en"], root=root, build=root / "_build", progress=progress)
        code = 0
    finally:
        os._exit(code)


def main(root: Path) -> None:
    small_book.hasten()
    # The tables are read here, once, and not by every child.
    datapackage.bibliography(datapackage.load())
    book_state.key(*PAIR, ["en"], root=root)
    task = tasks.make_task(root / "notebooks" / "economy.ipynb", {"language": "en"})
    Store(root / "_build" / ".results", root).look(task)
    print("ready", flush=True)
    for line in sys.stdin:
        version, origin, seconds, how = line.split()
        write(root, int(version))
        heard, tell = os.pipe()
        os.set_blocking(heard, False)
        began = time.monotonic()
        child = forked(root, how, tell)
        starts = {"start": began}
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            now = time.monotonic()
            with suppress(BlockingIOError):
                os.read(heard, 1)
                starts["pages"] = now
            if done:
                code = os.waitstatus_to_exitcode(status)
                print("ended", code, now - began, now - starts.get("pages", now), flush=True)
                break
            if seconds != "-" and now >= starts.get(origin, now + 1) + float(seconds):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                print("killed", flush=True)
                break
            time.sleep(0.0005)
        os.close(heard)
        os.close(tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
