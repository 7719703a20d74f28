"""One module per publisher's subject: read the publisher's file, derive our figures for neighbours.

Each module names its tables in `TABLES`. A table knows the originals it is made from (pinned by address and
SHA-256) and how to derive its rows and its record from them. `python -m bilateral.upstream.<name> FOLDER`
derives from files that lie in a folder; `bilateral refresh` fetches them first. Both write
`data/world/<table>.csv` and, beside it, `<table>.json`: where the figures come from. The same input always
gives the same bytes; an input that is not the pinned version is refused, so that a figure never rests on an
unknown file.

The SHA-256 in a module is that of the version which its docstring describes, and what its own command takes.
The SHA-256 in `<table>.json` is that of the files from which the table that is there was made: `refresh` goes
by it, so that accepting newer files (`refresh --update`) changes no code.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

WORLD = Path("data/world")  # below the project's root, where the modules are run
BORDERS = "land_borders"  # the table of pairs, from which every other one takes which countries it is about

# Paths of the originals by file name, and the pairs of states (a, b) -> the rows, and what the record adds.
Derive = Callable[[Mapping[str, Path], pd.DataFrame], tuple[pd.DataFrame, dict[str, Any]]]


class UnknownVersionError(ValueError):
    """The input file is not the one that the module documents."""


@dataclass(frozen=True)
class Original:
    """One file of a publisher, pinned: `address` gives exactly these bytes.

    `address` is "" where the file is a conversion of ours or of a third hand, which no address gives; the
    record says of what, and such a file is handed in by folder. There it may also lie packed with gzip
    (`gdp.csv` as `gdp.csv.gz`): what counts is the content.
    """

    file: str
    sha256: str
    address: str = ""


@dataclass(frozen=True)
class WorldTable:
    """A table of `data/world`: its key, its originals, the fixed part of its record, how to derive it.

    `record` holds upstream, doi, address, version, licence, licence_code, derived_from (DESIGN §4). `latest`
    asks the publisher, through its own client, for the originals as they are today and writes them into a
    folder under their names; None where nobody but the pinned address gives them.
    """

    name: str
    key: tuple[str, ...]
    originals: tuple[Original, ...]
    record: Mapping[str, Any]
    derive: Derive
    latest: Callable[[Path], None] | None = None


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


def locate(folder: Path, file: str) -> Path | None:
    """Where a file lies below a folder, as it is or packed with gzip; None: nowhere."""
    return next((path for name in (file, f"{file}.gz") for path in sorted(folder.rglob(name))), None)


def content_sha256(path: Path, file: str) -> str:
    """The SHA-256 of an original: where `path` is `file` packed with gzip, that of its content."""
    if path.name == file:
        return sha256(path)
    with gzip.open(path) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def find(folder: Path, originals: tuple[Original, ...]) -> dict[str, Path]:
    """The originals by file name, wherever they lie below a folder; each has its pinned bytes.

    Raises FileNotFoundError for a file that is not there, UnknownVersionError for other bytes.
    """
    found = {}
    for original in originals:
        path = locate(folder, original.file)
        if path is None:
            raise FileNotFoundError(f"{folder}: {original.file} is not there")
        have = content_sha256(path, original.file)
        if have != original.sha256:
            raise UnknownVersionError(f"{path}: sha256 {have}; expected {original.sha256}")
        found[original.file] = path
    return found


def pairs_in(world: Path, tables: tuple[WorldTable, ...]) -> pd.DataFrame:
    """The rows of `land_borders.csv` as text; no row where it is not there yet and nobody needs it.

    Raises FileNotFoundError where a table other than land_borders itself is to be made without it.
    """
    path = world / f"{BORDERS}.csv"
    if not path.exists() and all(table.name == BORDERS for table in tables):
        return pd.DataFrame(columns=["a", "b"], dtype=str)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def make(
    table: WorldTable,
    files: Mapping[str, Path],
    pairs: pd.DataFrame,
    hashes: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Rows and record of a table from its originals; `pairs` are the rows of `land_borders.csv` as text.

    `hashes`: the SHA-256 of each original by file name, where they are not the pinned ones of the module.
    """
    frame, said = table.derive(files, pairs)
    hashes = dict(hashes or {o.file: o.sha256 for o in table.originals})
    return frame, {
        **table.record,
        # a table made from an installed package has no file; `said` holds the hash of what was read there
        "sha256": hashes if len(hashes) > 1 else next(iter(hashes.values()), ""),
        "script": f"python -m {module(table)}",
        **said,
    }


def module(table: WorldTable) -> str:
    """The name under which a person runs the module of a table, also while it runs as `__main__`."""
    return f"{__name__}.{Path(inspect.getfile(table.derive)).stem}"


def main(tables: tuple[WorldTable, ...], arguments: list[str] | None = None) -> int:
    """Command line of a module; exit 0, or 1 with one line if a file is missing or not the pinned version."""
    text = sys.modules[tables[0].derive.__module__].__doc__
    parser = argparse.ArgumentParser(prog=f"python -m {module(tables[0])}", description=text)
    names = ", ".join(o.file for table in tables for o in table.originals)
    parser.add_argument("folder", type=Path, help=f"where the originals lie, at any depth: {names}")
    parser.add_argument("--world", type=Path, default=WORLD, help="where the tables are written")
    options = parser.parse_args(arguments)
    try:
        pairs = pairs_in(WORLD, tables)
        for table in tables:
            frame, record = make(table, find(options.folder, table.originals), pairs)
            write_world(table.name, frame, record, options.world)
            print(f"{table.name}: {len(frame)} rows")
    except (OSError, UnknownVersionError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
