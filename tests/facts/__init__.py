"""Facts checked by hand against their rows; `tests/test_facts.py` looks for them on the built pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Fact:
    """One fact on one page, as it must read in each language.

    `expected` is text that must stand inside the element with the anchor: in a `sentence` the finding; in a
    `table` the text of a row, its cells joined by one space; in `alt` the label of the drawing; in `csv` a
    line of the CSV. `source_row` quotes the evidence, `reasoning` says why the expected text follows from it,
    and `trap` names the mistake of a naive reading, if there is one ("part-year", "unit", "owner", ...).
    """

    page: str
    where: Literal["sentence", "table", "alt", "csv"]
    anchor: str
    expected: Mapping[str, str]
    source_row: str
    reasoning: str
    trap: str = ""
