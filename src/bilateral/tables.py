"""Tables in two forms: complete HTML for JupyterLab and MyST Markdown with citations for the book."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from bilateral import reads
from bilateral.messages import (
    Country,
    Day,
    Join,
    Label,
    Money,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
    render,
)
from bilateral.themes import Column, Indicator
from bilateral.vocabulary import word


@dataclass(frozen=True)
class Citation:
    """What a citation prints where there is no bibliography: "Publisher, year", linked to the source."""

    source: str
    text: str
    url: str


class Citations(Mapping[str, Citation]):
    """All sources of the package by id; writes a list of ids as HTML links or as citations of the book.

    `sources` is the package's table of sources. An id that is not in it raises KeyError: a fact without a
    source is a fault.
    """

    def __init__(self, sources: pd.DataFrame) -> None:
        self._all = {
            row.source: Citation(
                row.source,
                f"{row.publisher}, {row.published[:4]}" if row.published else row.publisher,
                row.url,
            )
            for row in sources.itertuples()
        }

    def __getitem__(self, source: str) -> Citation:
        reads.note("source", source)
        return self._all[source]

    def __iter__(self) -> Any:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def html(self, ids: Sequence[str]) -> str:
        return "; ".join(
            f'<a href="{escape(c.url, quote=True)}" title="{escape(c.source)}">{escape(c.text)}</a>'
            for c in map(self.__getitem__, ids)
        )

    def markdown(self, ids: Sequence[str]) -> str:
        for source in ids:
            self[source]
        return f"{{cite:p}}`{','.join(ids)}`" if ids else ""


def split_ids(cell: Any) -> list[str]:
    """The ids in a cell "a;b", in order, each once."""
    return list(dict.fromkeys(x for x in str(cell).split(";") if x)) if isinstance(cell, str) else []


def columns_sources(frame: pd.DataFrame) -> list[str]:
    """Every source named in a frame's `source` or `sources` column, each once, in row order."""
    column = next((c for c in ("source", "sources") if c in frame), None)
    return list(dict.fromkeys(x for cell in frame[column] for x in split_ids(cell))) if column else []


def cell_value(column: Column, row: Mapping[str, Any]) -> Value | str:
    """What a cell says, as a value that can be written in any language; a missing cell is empty."""
    raw = row[column.name]
    if isinstance(raw, Value):
        return raw
    if raw is None or raw == "" or (isinstance(raw, float) and pd.isna(raw)):
        return ""
    write = _CELL.get(column.kind)
    return write(column, row, raw) if write else str(raw)


def _title(column: Column, row: Mapping[str, Any], raw: Any) -> Value:
    for table, key in (("events", "event_id"), ("commitments", "commitment_id")):
        if row.get(key):
            return Label(f"{table}/{row[key]}/title", str(raw))
    raise KeyError(f"column {column.name}: a title needs event_id or commitment_id in its row")


_CELL: dict[str, Callable[[Column, Mapping[str, Any], Any], Value | str]] = {
    "title": _title,
    "word": lambda c, r, v: Join([word(c.vocabulary, x) for x in str(v).split(";")]),
    "mark": lambda c, r, v: word(c.vocabulary or "status", str(v)),
    "day": lambda c, r, v: Day(str(v)),
    "period": lambda c, r, v: Period(str(v)),
    "number": lambda c, r, v: Number(v),
    "money": lambda c, r, v: Money(v),
    "percent": lambda c, r, v: Percent(v),
    "year": lambda c, r, v: Year(int(v)),
    "country": lambda c, r, v: Country(str(v)),
    "countries": lambda c, r, v: Join([Country(x) for x in str(v).split(";")]),
    "place": lambda c, r, v: Label("place", str(v)),
}
_CITED_IN_CELL = 4  # more would make a row taller than a screen
_NUMERIC = {"number", "money", "percent", "year"}


def to_html(indicator: Indicator, language: str, citations: Citations) -> str:
    """The table as HTML, one row per frame row; raises ValueError where the indicator has no table."""
    columns = _columns(indicator)
    head = "".join(f'<th scope="col">{escape(c.header.render(language))}</th>' for c in columns)
    body = []
    for row in indicator.frame.to_dict("records"):
        cells = []
        for c in columns:
            text = (
                citations.html(split_ids(row[c.name]))
                if c.kind == "sources"
                else _printed(c, escape(_write(c, row, language)), language)
            )
            style = ' style="text-align:right"' if c.kind in _NUMERIC else ""
            cells.append(f"<td{style}>{text}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def to_markdown(indicator: Indicator, language: str, citations: Citations) -> str:
    """The table as a MyST pipe table with citations; raises ValueError where the indicator has no table."""
    columns = _columns(indicator)
    lines = [
        "| " + " | ".join(plain(c.header.render(language)) for c in columns) + " |",
        "|" + "|".join("---:" if c.kind in _NUMERIC else ":---" for c in columns) + "|",
    ]
    for row in indicator.frame.to_dict("records"):
        cells = [
            cited(split_ids(row[c.name]), language, citations)
            if c.kind == "sources"
            else _printed(c, plain(_write(c, row, language)), language)
            for c in columns
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cited(ids: Sequence[str], language: str, citations: Citations, most: int = _CITED_IN_CELL) -> str:
    """The first `most` citations; the rest are counted, and stand in the chapter's CSV and in the sources."""
    shown = citations.markdown(ids[:most])
    rest = len(ids) - most
    if rest <= 0:
        return shown
    more = ngettext("and {n} more", "and {n} more", rest, n=Number(rest))
    return f"{shown} {plain(more.render(language))}"


def _raw(value: Any, language: str) -> Any:
    """A cell for a CSV: a number bare, whatever the language writes around it; words in the language."""
    for kind, attribute in ((Number, "value"), (Money, "usd"), (Percent, "percent"), (Year, "year")):
        if isinstance(value, kind):
            return getattr(value, attribute)
    return render(value, language) if isinstance(value, Value) else value


def to_csv(frame: pd.DataFrame, language: str) -> str:
    """A frame as CSV (LF): numbers and codes as they are in the data, sentences in the page's language."""
    plain = frame.map(lambda v: _raw(v, language))
    return str(plain.to_csv(index=False, lineterminator="\n", float_format="%.10g"))


def _write(column: Column, row: Mapping[str, Any], language: str) -> str:
    value = cell_value(column, row)
    if value == "":
        return _("not stated").render(language) if column.kind not in ("text", "printed", "sources") else ""
    return render(value, language)


def _printed(column: Column, written: str, language: str) -> str:
    """A written cell, marked as English if it holds what a publisher prints and the page is not English."""
    return f'<span lang="en">{written}</span>' if column.kind == "printed" and language != "en" else written


def _columns(indicator: Indicator) -> tuple[Column, ...]:
    if indicator.table is None:
        raise ValueError(f"indicator {indicator.id} has no table")
    return indicator.table.columns


def plain(text: str) -> str:
    """Text that Markdown must take as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|$~])", r"\\\1", re.sub(r"\s+", " ", text))
