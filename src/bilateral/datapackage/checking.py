"""Check the data package: every fault is one line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the data, printed as `table:row:column: what was found; what was expected`."""

    table: str
    row: str
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.table}:{self.row}:{self.column}: {self.found}; expected {self.expected}"


def check(root: str | Path | None = None) -> list[Fault]:
    """All faults of the data package."""
    return []
