"""How fast the book is made: what `benchmarks/run.py` measured, as tables of a page.

The rows stand in `benchmarks/results.csv`, the machine in `results.json` beside it; nothing is measured here.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bilateral.messages import Day, Message, Number, Value, _, ngettext, render
from bilateral.roots import CHECKOUT
from bilateral.tables import plain

RESULTS = CHECKOUT / "benchmarks" / "results.csv"
MACHINE = RESULTS.with_suffix(".json")

CASES = {
    "execute-first": _("The chapters of one pair are executed for the first time"),
    "execute-again": _("The chapters of one pair are executed again; results of slow functions are kept"),
    "book": _("The whole book in one language, from nothing"),
    "unchanged": _("The book again, nothing changed"),
    "data-row": _("The book again, one row of the data changed"),
    "sentence": _("The book again, one sentence of a page of text changed"),
    "language": _("The book in one language more"),
    "ten-pairs": _("The chapters of ten pairs are executed for the first time"),
    "all-pairs": _("The chapters of all pairs of neighbours: twenty measured, and taken in proportion"),
    "workers": _("Six books in one language, on Dask workers with one core each"),
}
# Backticks are code: names of tools are the same in every language.
TOOLS = {
    "papermill-jupyter-book": _("`papermill`, one chapter at a time, then `jupyter-book`"),
    "papermill": _("`papermill`, one chapter at a time"),
    "papermill-parallel": _("`papermill`, a chapter on each core"),
    "jupyter-book": _("`jupyter-book` with execution"),
    "bilateral": _("this project"),
    "one-worker": _("one worker"),
    "two-workers": _("two workers"),
}
# Units of the file, with the heads of the two columns that hold such numbers.
UNITS = {
    "seconds": (_("Seconds, median"), _("Seconds, least–most")),
    "MB": (_("Megabytes, median"), _("Megabytes, least–most")),
    "seconds beside cells per page": (
        _("Seconds per chapter, median"),
        _("Seconds per chapter, least–most"),
    ),
}


def measured(path: Path = RESULTS) -> list[dict[str, str]]:
    """The rows that hold a number; none where nothing was measured."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["median"]]
    except FileNotFoundError:
        return []


def conditions(language: str, path: Path = MACHINE) -> str:
    """When and on what machine it was measured."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _none(language)
    values: dict[str, Value | str] = {
        "date": Day(told["date"]),
        "processor": told["processor"],
        "memory": Number(told["memory_gb"], 0),
        "python": told["python"],
        "load": Number(told["load"][0], 1),
        "cores": Number(told["cores"]),
    }
    when = _("Measured on {date} with Python {python}, each case in turn with all tools.", **values)
    machine = ngettext(
        "The machine has {cores} core ({processor}) and {memory} GB of memory.",
        "The machine has {cores} cores ({processor}) and {memory} GB of memory.",
        told["cores"],
        **values,
    )
    load = _(
        "Processes that were using a core or waiting for one when it began, on average: {load}.", **values
    )
    busy = _(
        "The machine was busy with other work: the seconds are longer than they would be on a quiet one, and "
        "differences between the tools may come from that work."
    )
    said = [when, machine, load, *([busy] if told["load"][0] > told["cores"] else [])]
    return plain(" ".join(x.render(language) for x in said)) + "\n"


def times(language: str, path: Path = RESULTS) -> str:
    """How long each case took with each tool."""
    return _tables("seconds", tuple(CASES), language, path)


def beside_cells(language: str, path: Path = RESULTS) -> str:
    """What execution costs beside the cells' own time, per chapter."""
    cases = ("execute-first", "execute-again", "ten-pairs")
    return _tables("seconds beside cells per page", cases, language, path)


def memory(language: str, path: Path = RESULTS) -> str:
    """The peak of memory of all processes together."""
    return _tables("MB", ("execute-first", "book", "ten-pairs"), language, path)


def _tables(unit: str, cases: Sequence[str], language: str, path: Path) -> str:
    """A table for each case, under its name."""
    rows = [row for row in measured(path) if row["unit"] == unit and row["case"] in cases]
    blocks = [
        f"**{render(CASES[case], language)}**\n\n{_table(list(found), unit, language)}"
        for case, found in groupby(rows, key=lambda row: row["case"])
    ]
    return "\n".join(blocks) or _none(language)


def _none(language: str) -> str:
    return plain(_("Nothing has been measured yet.").render(language)) + "\n"


def _table(rows: Sequence[Mapping[str, str]], unit: str, language: str) -> str:
    heads: list[Message] = [
        _("Made with"),
        *UNITS[unit],
        _("Ratio to the first row"),
        _("Chapters executed"),
        _("Runs"),
    ]
    lines = ["| " + " | ".join(h.render(language) for h in heads) + " |", "|:---" + "|---:" * 5 + "|"]
    for row in rows:
        low, middle, high = (_short(float(row[x]), language) for x in ("min", "median", "max"))
        ratio = Number(float(row["ratio"]), 2).render(language) if row["ratio"] else "1"
        counts = [Number(int(row[x])).render(language) for x in ("pages", "runs")]
        tool = TOOLS[row["tool"]].render(language)
        lines.append("| " + " | ".join([tool, middle, f"{low}–{high}", ratio, *counts]) + " |")
    return "\n".join(lines) + "\n"


def _short(value: float, language: str) -> str:
    """A number with as many places as say something: two below 10, one below 100."""
    return Number(value, 2 if value < 10 else 1 if value < 100 else 0).render(language)
