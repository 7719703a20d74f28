"""Results of slow pure functions, kept on disk: computed once for all pages, languages, pairs and runs.

What is kept hangs on the arguments, on the code of the function's module with all of `bilateral` that it
imports, and on the versions of the libraries that compute, draw and check; so it is never older than they
are. It stands in `_build/kept` of the project and may be deleted at any time.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from bilateral import dependencies
from bilateral.files import write_whole

P = ParamSpec("P")
R = TypeVar("R")
IN_MEMORY = 200  # results of a function, beside those on the disk
WAIT = 60.0  # seconds
LIBRARIES = ("numpy", "scipy", "statsmodels", "ruptures", "pandas", "matplotlib", "babel", "frictionless")


def folder() -> Path:
    """Where results are kept: $BILATERAL_KEPT, else `_build/kept` of the project."""
    return Path(os.environ.get("BILATERAL_KEPT") or Path(__file__).resolve().parents[2] / "_build" / "kept")


def kept(function: Callable[P, R], hangs_on: Callable[P, Any] | None = None) -> Callable[P, R]:
    """Decorate a pure function whose arguments and result can be pickled, so that it is computed once.

    `hangs_on` gives, for arguments that are large, the small part of them or the digest that decides the
    result. Where the folder cannot be written, or holds something else than a result of ours, the function is
    called as if it were not decorated. Who wants a result that another process is computing waits for it, but
    no longer than `WAIT` seconds. Do not change a result: the next caller gets the same object.
    """
    known: dict[str, R] = {}

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        told = hangs_on(*args, **kwargs) if hangs_on else (args, kwargs)
        written = pickle.dumps(told, protocol=5)
        key = dependencies.digest(_written_by(function.__module__), function.__qualname__, written)
        if key not in known:
            path = folder() / key[:2] / key
            found = _read(path)
            if not found:
                with _alone(path):
                    found = _read(path)  # where somebody else has computed it meanwhile
                    if not found:
                        found = (function(*args, **kwargs),)
                        # No room is no fault, nor what cannot be pickled, which is told in three ways.
                        with suppress(OSError, pickle.PicklingError, TypeError, AttributeError):
                            write_whole(path, zlib.compress(pickle.dumps(found, protocol=5), 1))
            if len(known) >= IN_MEMORY:
                known.pop(next(iter(known)))
            known[key] = found[0]
        return known[key]

    return remembered


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock of a result; where there can be none, or it is long in other hands, go on without."""
    lock = path.with_name(f".{path.name}.lock")
    with ExitStack() as held:
        with suppress(ImportError, OSError):  # fcntl is of Unix alone
            import fcntl

            lock.parent.mkdir(parents=True, exist_ok=True)
            file = held.enter_context(lock.open("wb"))
            until = time.monotonic() + WAIT
            while time.monotonic() < until:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    held.callback(lock.unlink, missing_ok=True)
                    break
                time.sleep(0.02)
        yield


@cache
def _written_by(module: str) -> str:
    return dependencies.digest(dependencies.code(module), sys.version, *map(version, LIBRARIES))


def _read(path: Path) -> tuple[Any] | tuple[()]:
    """What a file holds, or nothing where there is none, or none that a whole write of ours has left."""
    try:
        found = pickle.loads(zlib.decompress(path.read_bytes()))
    except Exception:  # whatever a damaged file raises: it is computed again
        return ()
    return found if isinstance(found, tuple) and len(found) == 1 else ()
