"""What the data hold about a pair: theme by table, with the years, and what is missing.

A row of the matrix is one table in one theme, seen one way: of both countries together, from one to the
other, or of one alone. No row says that nothing was collected; it does not say that there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from bilateral.countries import Pair
from bilateral.datapackage import periods, reading, rules
from bilateral.vocabulary import THEMES

GENERAL = "general"  # pledged deeds, and claims that belong to no theme
# The theme in which a table of the world is counted; chapters of other themes may read it too.
WORLD_THEMES = {
    **dict.fromkeys(("land_borders", "alliances", "shared_treaties"), "diplomacy"),
    **dict.fromkeys(
        (
            "macro",
            "area",
            "agrifood_trade",
            "goods_trade",
            "trade_shares",
            "goods_exports",
            "trade_history",
            "trade_agreements",
        ),
        "economy",
    ),
    **dict.fromkeys(
        (
            "languages",
            "shared_languages",
            "world_heritage",
            "world_heritage_counts",
            "migrants",
            "refugees",
            "students",
        ),
        "culture",
    ),
    **dict.fromkeys(
        (
            "visa_rules",
            "air_routes",
            "religions",
            "religion_similarity",
            "public_holidays",
            "common_holidays",
        ),
        "tourism_religion",
    ),
    **dict.fromkeys(("unga_agreement", "organisations", "shared_organisations"), "international_support"),
}


@dataclass(frozen=True)
class Cover:
    """One row of the matrix: `seen` is "KGZ–TJK" (both), "KGZ→TJK" (one way) or "KGZ" (one alone).

    `years` are the calendar years that the rows touch, ascending; empty where they have no date.
    """

    theme: str
    table: str
    seen: str
    rows: int
    years: tuple[int, ...]


def coverage(package: reading.Package, pair: Pair) -> list[Cover]:
    """The matrix of a pair: themes in the order of the book, typed tables before those of the world.

    The order of the pair does not change it.
    """
    a, b = pair.dyad
    sel = package.select(a, b)
    both, ways = f"{a}–{b}", ((a, b), (b, a))
    events, pledges, numbers = sel.joint(sel.events), sel.joint(sel.commitments), sel.observations
    theme_of = dict(zip(sel.indicators.indicator, sel.indicators.theme, strict=True))
    about = package.documents[package.documents.countries == f"{a};{b}"]
    claims = package.claims[package.claims.document.isin(about.document)]
    found: list[Cover] = []
    for theme in (*THEMES, GENERAL):
        if theme != GENERAL:
            found.append(_cover(theme, "events", both, events[events.theme == theme]))
            mine = numbers[numbers.indicator.map(theme_of) == theme]
            for one, other in ways:
                rows = mine[(mine.reporter == one) & (mine.partner == other)]
                found.append(_cover(theme, "observations", f"{one}→{other}", rows))
        promised = pledges[pledges.indicator.map(lambda x: theme_of.get(x, GENERAL)) == theme]
        found.append(_cover(theme, "commitments", both, promised))
        if theme == "international_support":
            for code in (a, b):
                rows = sel.memberships[sel.memberships.country == code]
                found.append(_cover(theme, "memberships", code, rows))
        found.append(_cover(theme, "claims", both, claims[claims.theme == theme]))
        for table in reading.WORLD:
            if WORLD_THEMES.get(table, GENERAL) == theme:
                found += _world(package.tables[table], theme, table, a, b)
    return found


def _world(frame: pd.DataFrame, theme: str, table: str, a: str, b: str) -> Iterable[Cover]:
    """A table of the world about both, one way and the other, or about each country.

    One way is from reporter, exporter, origin or passport to the other side.
    """
    columns = rules.CODES[table]
    if len(columns) == 1:
        for code in (a, b):
            yield _cover(theme, table, code, frame[frame[columns[0]] == code])
        return
    undirected = table in (*rules.UNDIRECTED, "land_borders")
    for one, other in ((a, b),) if undirected else ((a, b), (b, a)):
        source, target = columns[::-1] if columns[1] == "origin" else columns
        rows = frame[(frame[source] == one) & (frame[target] == other)]
        yield _cover(theme, table, f"{one}{'–' if undirected else '→'}{other}", rows)


def _cover(theme: str, table: str, seen: str, rows: pd.DataFrame) -> Cover:
    return Cover(theme, table, seen, len(rows), _years(table, rows))


def _years(table: str, rows: pd.DataFrame) -> tuple[int, ...]:
    """The years that rows touch: their year, the years between a first and a last one, or their dates."""
    found: set[int] = set()
    if "year" in rows:
        found = {int(x) for x in rows["year"] if re.fullmatch(r"\d{4}", str(x))}
    elif "first_year" in rows:
        spans = zip(rows["first_year"], rows["last_year"], strict=True)
        found = {y for x, z in spans if str(x) and str(z) for y in range(int(x), int(z) + 1)}
    else:
        columns = rules.DATES.get(table, ("date",) if "date" in rows else ())
        dated = [[cell for cell in cells if cell] for cells in rows[list(columns)].itertuples(index=False)]
        if table in ("commitments", "memberships"):  # the end is when it is due, or open
            dated = [cells[:1] for cells in dated]
        for cells in (x for x in dated if x):
            first, last = periods.span(cells[0])[0].year, periods.span(cells[-1])[1].year
            found |= set(range(first, last + 1))
    return tuple(sorted(found))


def missing(matrix: Sequence[Cover]) -> dict[str, list[str]]:
    """Theme -> what has no row, as "observations KGZ→TJK"; themes that lack nothing are not there."""
    found: dict[str, list[str]] = {}
    for cover in matrix:
        if not cover.rows:
            found.setdefault(cover.theme, []).append(f"{cover.table} {cover.seen}")
    return found


def as_text(matrix: Sequence[Cover]) -> str:
    """The matrix for a terminal, with what is missing below it."""
    lines = [f"{'theme':<22}  {'table':<21}  {'seen':<8}  {'rows':>5}  years"]
    theme = ""
    for cover in matrix:
        shown = cover.theme if cover.theme != theme else ""
        theme = cover.theme
        count = f"{cover.rows:,}" if cover.rows else "none"
        line = f"{shown:<22}  {cover.table:<21}  {cover.seen:<8}  {count:>5}  {_span(cover)}"
        lines.append(line.rstrip())
    lines.append("\nMissing (no row: nothing was collected, which does not say that there is nothing)")
    for theme, tables in missing(matrix).items():
        lines.append(f"  {theme}: {', '.join(tables)}")
    return "\n".join(lines)


def _span(cover: Cover) -> str:
    """First and last year, and how many of those between have a row."""
    if not cover.years:
        return "undated" if cover.rows else ""
    first, last, n = cover.years[0], cover.years[-1], len(cover.years)
    if first == last:
        return str(first)
    whole = last - first + 1
    return f"{first}–{last}" + (f" ({n} of {whole} years)" if n < whole else "")


def as_records(matrix: Sequence[Cover]) -> list[dict[str, object]]:
    """The matrix for machines; `first` and `last` are null where there is no year."""
    return [
        {
            "theme": x.theme,
            "table": x.table,
            "seen": x.seen,
            "rows": x.rows,
            "first": x.years[0] if x.years else None,
            "last": x.years[-1] if x.years else None,
            "years": list(x.years),
        }
        for x in matrix
    ]
