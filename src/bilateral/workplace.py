"""The folder in which a book is built: one build at a time, and what a stopped build has left is put right.

    <books>/A-B/html      the last good book
    <books>/A-B/.lock     held by the build that runs, with its process and since when
    <books>/A-B/.work-*   what that build makes
    <books>/A-B/.old-*    the last book, between two renames of `publish.swap`

The lock is the kernel's (flock), which lets go of it when the process ends, however it ends. So a build that
holds the lock knows that whatever it finds there belongs to nobody.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

LOCK = ".lock"
OLD = ".old-"  # a book on its way out, in front of the name of its place
LEFT = (".work-", OLD, ".new-")  # what a stopped build leaves, by how its name begins
# What is the fault of the place, not ours: no room, no right to write, no such medium any more.
_OF_THE_PLACE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO),
    *(errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR),
}
NO_ROOM = os.strerror(errno.ENOSPC)


class BookLocked(Exception):
    """Another build of the same book is running; the message says which and since when."""


class NotWritten(Exception):
    """The folder of the books does not take what a build writes; the message says why, in one line."""


@contextmanager
def hold(book: Path, progress: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Be the only build of a book while the context lasts, in a folder without remains of another.

    Raises BookLocked at once where another build holds it, NotWritten where the disk is full or read-only.
    """
    folder = book.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BookLocked(f"{folder.name} {_holder(folder / LOCK)}") from None
            _write_holder(lock.fileno())
            try:
                if put_right(book):
                    progress("A build was stopped here; what it left has been cleared away")
                yield
            finally:
                with suppress(OSError):
                    os.ftruncate(lock.fileno(), 0)
    except OSError as error:
        why = _why(error, folder.parent)
        if why is None:
            raise
        raise NotWritten(f"{folder} cannot be written: {why}") from error


def put_right(book: Path) -> bool:
    """Bring a book back that was moved aside and not yet replaced, remove what stopped builds have left.

    Says whether there was anything. Only for who holds the lock.
    """
    old = book.with_name(f"{OLD}{book.name}")
    back = old.is_dir() and not book.exists()
    if back:
        old.rename(book)
    left = [path for path in book.parent.iterdir() if path.name.startswith(LEFT)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return back or bool(left)


def end_with_parent() -> None:
    """Let this process be killed when the one that started it ends: nobody wants its work then (Linux)."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it ended in between
            os.kill(os.getpid(), signal.SIGKILL)


def _write_holder(file: int) -> None:
    facts = {"process": os.getpid(), "since": datetime.now().astimezone().isoformat(" ", "seconds")}
    os.ftruncate(file, 0)
    os.write(file, (json.dumps(facts) + "\n").encode())


def _holder(lock: Path) -> str:
    try:
        facts = json.loads(lock.read_text(encoding="utf-8"))
        return f"is being built by process {facts['process']} since {facts['since']}; wait until it has ended"
    except (OSError, ValueError, TypeError, KeyError):  # it is writing them just now
        return "is being built by another process; wait until it has ended"


def _why(error: OSError, books: Path) -> str | None:
    """The reason in words, if it is the fault of the place; None for what concerns another place."""
    if isinstance(error, shutil.Error):  # copytree gathers all that went wrong, as texts
        told = str(error)
        return NO_ROOM if NO_ROOM in told else None
    elsewhere = error.filename is not None and not Path(os.fsdecode(error.filename)).is_relative_to(books)
    return None if error.errno not in _OF_THE_PLACE or elsewhere else error.strerror
