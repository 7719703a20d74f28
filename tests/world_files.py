"""The committed tables of the world and the publishers' files they were made from, for the tests of both."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from bilateral.datapackage.reading import CHECKOUT
from tests.small_data import read

WORLD = CHECKOUT / "data" / "world"
DATASETS = CHECKOUT.parent / "shared" / "datasets"
Row = dict[str, str]

needs_files = pytest.mark.skipif(
    not DATASETS.exists(), reason="../shared is not there: no publisher's file to derive again"
)


def find(table: str, **cells: str) -> list[list[str]]:
    """The other cells of the rows of a committed table that hold the given ones."""
    return [
        [cell for column, cell in row.items() if column not in cells]
        for row in read(WORLD / f"{table}.csv")
        if all(row[column] == cell for column, cell in cells.items())
    ]


def record(table: str) -> dict[str, object]:
    """The record beside a committed table."""
    found: dict[str, object] = json.loads((WORLD / f"{table}.json").read_text(encoding="utf-8"))
    return found


def pairs(*names: str) -> pd.DataFrame:
    """Pairs of states as `land_borders.csv` has them, from names such as "KAZ-UZB"."""
    return pd.DataFrame([n.split("-") for n in names], columns=["a", "b"])


def lines(frame: pd.DataFrame) -> list[str]:
    """The rows of a frame as CSV."""
    return frame.to_csv(index=False, header=False, lineterminator="\n").splitlines()
