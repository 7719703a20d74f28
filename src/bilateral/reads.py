"""What a page reads while it runs, beside the rows it was given: told once it has run, for its run key.

A key is a tuple of texts: ("table", NAME) for a table of the world, ("source", ID) for the way a source is
cited, ("message", LANGUAGE, DOMAIN, MSGID, CONTEXT) for a translation, with PLURAL, N where a number chooses
it; ("claims", DIGEST) for the claims of a chapter as they are shown. Nothing is noted before `start`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

Key = tuple[str, ...]
MIME = "application/vnd.bilateral.reads+json"  # of the output in which a page tells it

_noted: dict[Key, None] | None = None


def start() -> None:
    """Note from here on what is read, forgetting what was noted before."""
    global _noted
    _noted = {}


def note(*key: str) -> None:
    """Note that something has been read."""
    if _noted is not None:
        _noted[key] = None


def noted() -> list[Key] | None:
    """What has been read since `start`, in alphabetical order; None if there was none."""
    return None if _noted is None else sorted(_noted)


@contextmanager
def aside() -> Iterator[dict[Key, None]]:
    """Note what is read inside apart, in what is given: the result stands for it, or the caller does."""
    global _noted
    held, _noted = _noted, {}
    try:
        yield _noted
    finally:
        _noted = held
