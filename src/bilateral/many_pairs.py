"""Books of many pairs: one after the other on this machine, or shared among machines by Dask.

The list of tasks is the same in both cases, and a task (the book of one pair) is one pure function of what
it is given. A pair that fails is told of and the others go on. A book that is current is not made again, so
whoever was stopped starts the same command once more.

On Dask each worker runs the ordinary code from its own checkout and writes into one folder that all machines
share under the same path. Two things are checked before a worker begins: that it would make the book from
the same code, data and packages as the machine that asks, and that it sees the same folder.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from bilateral import book_state
from bilateral.countries import Pair
from bilateral.errors import BadInput

ALL = "all"
REACH = 10  # seconds that a scheduler has to answer
_EXPECTED = "expected two codes, as KGZ TJK or KGZ-TJK"
_PAIR = re.compile(r"(\w+)(?:\s*[-–]\s*|\s+)(\w+)")
_ONE = Lock()  # a build sets the environment of its process, so there is one at a time in each


class ClusterFailed(Exception):
    """The scheduler or its workers cannot do what is asked; the message is one line."""


@dataclass(frozen=True)
class BookTask:
    """All that decides the book of one pair, and where it is to stand."""

    pair: Pair
    languages: tuple[str, ...]
    books: Path
    data: str | None = None  # $BILATERAL_DATA where the task was made
    # For another machine: the key of the book, and a file in `books` that it has to see.
    made_from: str = ""
    witness: str = ""

    @property
    def book(self) -> Path:
        return book_state.book_folder(self.pair.a, self.pair.b, self.books)

    def key(self) -> str:
        """What the book would be made from now and here."""
        return book_state.key(self.pair.a, self.pair.b, self.languages)


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the book was built in so many seconds, or was current, or why it failed."""

    pair: Pair
    built: bool = False
    seconds: float = 0.0
    fault: str = ""

    def __str__(self) -> str:
        if self.fault:
            return f"{self.pair.key} failed: {self.fault.splitlines()[0]}"
        return (
            f"{self.pair.key} built in {self.seconds:.0f} s" if self.built else f"{self.pair.key} as it was"
        )


def read_pairs(
    given: str, every: Iterable[tuple[str, str]], make: Callable[[str, str], Pair]
) -> tuple[Pair, ...]:
    """The pairs that `--pairs` names, each once: "all", a file with one a line, or some joined by commas.

    `every` are the pairs of "all"; `make` gives a pair for two codes or raises BadInput. Raises BadInput that
    names the file and the line of a bad entry.
    """
    if given == ALL:
        return tuple(make(a, b) for a, b in every)
    path = Path(given)
    if path.is_file():
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"--pairs {given}: cannot be read as text ({error})") from None
        entries = [(f"{given}:{n}", line.partition("#")[0].strip()) for n, line in enumerate(lines, start=1)]
    else:
        entries = [(f"--pairs {given}", entry.strip()) for entry in given.split(",")]
        if not any(_PAIR.fullmatch(entry) for _, entry in entries):
            raise BadInput(f"--pairs {given}: no file and no pair; expected all, a file, or KGZ-TJK,CHL-ARG")
    found: dict[Pair, None] = {}
    for place, entry in entries:
        if entry:
            codes = _PAIR.fullmatch(entry)
            if not codes:
                raise BadInput(f'{place}: "{entry}" is no pair; {_EXPECTED}')
            try:
                found[make(codes[1], codes[2])] = None
            except BadInput as error:
                raise BadInput(f"{place}: {error}") from None
    if not found:
        raise BadInput(f"--pairs {given}: names no pair; {_EXPECTED}, one a line")
    return tuple(found)


def build(
    pairs: Sequence[Pair],
    languages: Sequence[str],
    books: Path,
    say: Callable[[str], None],
    scheduler: str | None = None,
) -> list[Outcome]:
    """Build the books of all pairs that are not current, here or by a Dask scheduler; returns what failed.

    `say` gets a line for each pair, and the failures at the end. Raises BadInput where the data root is none,
    ClusterFailed where the cluster cannot do it.
    """
    if scheduler:
        _reach(scheduler)
    data = os.environ.get("BILATERAL_DATA")
    listed = [BookTask(pair, tuple(languages), books, data) for pair in pairs]
    wanted = [task for task in listed if not book_state.is_current(task.book, task.key())]
    current, done, total = len(listed) - len(wanted), 0, len(listed)
    if current:
        say(f"{current} of {total} books as they were: nothing they are made from has changed")
    failed: list[Outcome] = []
    began = time.monotonic()
    outcomes = _shared(wanted, scheduler, say) if scheduler else _here(wanted, say)
    for done, outcome in enumerate(outcomes, start=1):
        left = (len(wanted) - done) * (time.monotonic() - began) / done
        say(
            f"[{current + done}/{total}] {outcome}" + (f"; {_rough(left)} left" if done < len(wanted) else "")
        )
        if outcome.fault:
            failed.append(outcome)
    say(f"{done - len(failed)} built, {current} as they were, {len(failed)} failed: {books}")
    for outcome in failed:
        told = outcome.fault.replace("\n", "\n    ")
        say(f"  {outcome.pair.key}: {told}")
    return failed


def book_of(task: BookTask) -> Outcome:
    """Make the book of one pair, unless it is current: the whole work of a worker.

    Whatever fails is the outcome of this pair alone. Raises ClusterFailed on a machine that is not fit for
    any pair of the list.
    """
    with _ONE, _data_root(task.data):
        began = time.monotonic()
        made_from = task.key()
        if task.made_from not in ("", made_from):
            raise ClusterFailed(
                f"worker on {socket.gethostname()}: has other code, data or packages; expected those of the "
                "machine that asks"
            )
        if task.witness and not (task.books / task.witness).exists():
            raise ClusterFailed(
                f"worker on {socket.gethostname()}: {task.books} is not the folder of the machine that asks; "
                "expected one that all machines share under this path (--books)"
            )
        if book_state.is_current(task.book, made_from):  # the worker that made it died before it could say so
            return Outcome(task.pair)
        from bilateral import publish

        try:
            publish.build_book(
                task.pair.a, task.pair.b, task.languages, build=task.books, keep_doctrees=False
            )
        except Exception as error:  # one bad pair of hundreds, whatever is wrong with it
            ours = type(error).__module__.partition(".")[0] == __package__
            fault = str(error) if ours else f"{type(error).__name__}: {error}"
            return Outcome(task.pair, seconds=time.monotonic() - began, fault=fault or type(error).__name__)
        return Outcome(task.pair, built=True, seconds=time.monotonic() - began)


@contextmanager
def _data_root(data: str | None) -> Iterator[None]:
    """Read a data root for a while as if it had been given to this process; None: the one it has."""
    before = os.environ.get("BILATERAL_DATA")
    if data:
        os.environ["BILATERAL_DATA"] = data
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("BILATERAL_DATA", None)
        else:
            os.environ["BILATERAL_DATA"] = before


def _here(tasks: Sequence[BookTask], say: Callable[[str], None]) -> Iterator[Outcome]:
    """One after the other, with one server of warm kernels for all: each build finds it and joins."""
    if not tasks:
        return
    from bilateral import warm_kernels

    with warm_kernels.warm(say):
        yield from map(book_of, tasks)


def _reach(address: str) -> None:
    """Shake hands with a scheduler once: a client that finds none at an address takes its time to end."""
    try:
        from distributed.comm import connect
    except ModuleNotFoundError:
        raise BadInput("--scheduler: the package distributed is missing; expected it installed") from None

    async def hands() -> None:
        await (await connect(address, timeout=REACH)).close()

    try:
        with ThreadPoolExecutor(1) as beside:  # the caller may have an event loop of its own
            beside.submit(lambda: asyncio.run(hands())).result()
    except ValueError as error:
        raise BadInput(f"--scheduler {address}: {error}; expected an address as tcp://host:8786") from None
    except OSError:
        raise ClusterFailed(f"scheduler {address}: no answer within {REACH} seconds") from None
    except Exception as error:  # whatever it makes of the words of another server
        raise ClusterFailed(f"scheduler {address}: what answers is no scheduler ({error})") from None


def _shared(tasks: Sequence[BookTask], address: str, say: Callable[[str], None]) -> Iterator[Outcome]:
    """By the workers of a Dask scheduler, as they come; the tasks of a worker that dies go to another."""
    if not tasks:
        return
    import distributed

    for name in ("distributed", "distributed.client"):  # they tell in tracebacks what is told here in a line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with _witness(tasks[0].books) as witness:
        asked = [replace(task, made_from=task.key(), witness=witness) for task in tasks]
        try:
            with distributed.Client(address, timeout=REACH) as client:
                threads = client.nthreads()
                if not threads:
                    say(f"Waiting for workers: scheduler {address} has none yet")
                if any(n > 1 for n in threads.values()):
                    say("A worker makes one book at a time, with all cores; expected --nthreads 1")
                futures = {client.submit(book_of, task): task.pair for task in asked}
                for future in distributed.as_completed(list(futures)):
                    yield _outcome(future, futures[future])
        except (OSError, CancelledError):
            raise ClusterFailed(
                f"scheduler {address}: was lost; the same command goes on where this one ended"
            ) from None


def _outcome(future: Any, pair: Pair) -> Outcome:
    """What a worker answered. Raises ClusterFailed where it could not even begin, OSError for no answer."""
    from distributed.scheduler import KilledWorker

    try:
        outcome: Outcome = future.result()
        return outcome
    except KilledWorker:
        return Outcome(pair, fault="every worker that took it died")
    except (ClusterFailed, OSError, CancelledError):
        raise
    except Exception as error:  # as ModuleNotFoundError where the project is not installed
        raise ClusterFailed(f"worker: {type(error).__name__}: {error}") from None


@contextmanager
def _witness(books: Path) -> Iterator[str]:
    """A file among the books while they are asked for, by which other machines know the folder; its name."""
    try:
        books.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(dir=books, prefix=".asked-")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise BadInput(f"{books}: {error.strerror}; expected a folder that can be written") from None
    with file:
        yield Path(file.name).name


def _rough(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    return f"about {minutes} min" if minutes < 60 else f"about {minutes // 60} h {minutes % 60} min"
