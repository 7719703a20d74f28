"""One module per publisher: read the publisher's file, derive our figures for every pair of neighbours.

Each module runs as `python -m bilateral.upstream.<name> PATH`, writes `data/world/<table>.csv` and, beside
it, `<table>.json`: where the figures come from. The same input always gives the same bytes; an input that is
not the version documented in the module is refused, so that a figure never rests on an unknown file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

WORLD = Path("data/world")  # below the project's root, where the modules are run


class UnknownVersionError(ValueError):
    """The input file is not the one that the module documents."""


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require(path: Path, expected: str) -> None:
    """Raise `UnknownVersionError` unless the file has the checksum that the module documents."""
    found = sha256(path)
    if found != expected:
        raise UnknownVersionError(f"{path}: sha256 {found}; expected {expected}")


def write_atomic(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with LF line ends: a reader sees the old file or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(text.encode())
    part.replace(path)


def write_world(table: str, frame: pd.DataFrame, record: Mapping[str, Any], folder: Path = WORLD) -> None:
    """Write `<table>.csv` and its record `<table>.json` into `folder`."""
    write_atomic(folder / f"{table}.csv", frame.to_csv(index=False, lineterminator="\n"))
    write_atomic(folder / f"{table}.json", json.dumps(dict(record), ensure_ascii=False, indent=2) + "\n")
