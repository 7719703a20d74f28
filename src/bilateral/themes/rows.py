"""What every chapter does with rows: pick them, join their sources, count releases, write what they say.

Rows are pandas frames or what `itertuples` and `iloc` give of them. A cell `source` or `sources` holds ids of
`data/sources.csv`, several joined by ";".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Label, Message, Number, Sentences, Value, Year, _
from bilateral.themes import Finding
from bilateral.vocabulary import qualified

WINDOW = 8  # full years compared on each side of the turning point, which is on neither side
TRUST = {"high": 0, "medium": 1, "low": 2}  # the order of `confidence`, surest first


# --- sources ---


def ids(*given: Any) -> tuple[str, ...]:
    """The source ids of frames, rows, cells or lists of cells, each once, in the order they come."""
    found: list[str] = []
    for item in given:
        cells = getattr(item, "source", getattr(item, "sources", item))
        for cell in [cells] if isinstance(cells, str) else cells:
            found += [source for source in cell.split(";") if source]
    return tuple(dict.fromkeys(found))


def joined(*given: Any) -> str:
    """The same ids as one cell, joined by ";"."""
    return ";".join(ids(*given))


def releases(sel: Selection, *given: Any) -> int:
    """How many independent releases stand behind sources: reprints of one release count once."""
    named = dict(zip(sel.sources.source, sel.sources.release, strict=True))
    return len({named.get(source) or source for source in ids(*given)})


class Findings(list[Finding]):
    """The findings of an indicator as they are made; the second one of a name gets "_2", and so on."""

    def add(self, name: str, text: Message | Sentences, *sources: Any) -> None:
        """Append a finding; `sources` as for `ids`."""
        taken, free, n = {finding.name for finding in self}, name, 1
        while free in taken:
            n += 1
            free = f"{name}_{n}"
        self.append(Finding(free, text, ids(*sources)))


# --- frames ---


def frame_of(rows: Iterable[Any], columns: str) -> pd.DataFrame:
    """Rows (tuples or dicts) as a frame with the named columns also where there are no rows.

    The columns `value` and `target` are float.
    """
    frame = pd.DataFrame(list(rows), columns=columns.split())
    return frame.astype({name: float for name in ("value", "target") if name in frame})


def where(frame: pd.DataFrame, mask: Iterable[Any]) -> pd.DataFrame:
    """The rows where the mask holds; an empty frame keeps its columns."""
    return frame.loc[pd.Series(list(mask), index=frame.index, dtype=bool)]


def count(mask: pd.Series) -> Number:
    """How many rows a mask holds for."""
    return Number(int(mask.sum()))


# --- observations ---


def between(sel: Selection, *indicators: str) -> pd.DataFrame:
    """Observations of the two countries about each other, either way, in time order.

    `year` is the calendar year of a full-year period, else missing: a part-year is never a year.
    """
    rows, pair = sel.observations, (sel.a, sel.b)
    rows = rows[rows.indicator.isin(indicators) & rows.reporter.isin(pair) & rows.partner.isin(pair)]
    rows = rows.assign(year=[sel.full_year(p) for p in rows.period])
    return rows.sort_values(["period", "reporter", "observation_id"], kind="stable", ignore_index=True)


def stated(row: Any, write: Callable[[float], Value] = Number) -> Value:
    """The value of an observation with its "about" or "more than"."""
    return qualified(row.qualifier, write(row.value))


# --- tables of the world ---


def ways(sel: Selection) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both directions between the two: from a to b, from b to a."""
    return (sel.a, sel.b), (sel.b, sel.a)


def arrow(origin: str, destination: str) -> Message:
    """A direction in words that leave both names as they are."""
    return _("{origin} → {destination}", origin=Country(origin), destination=Country(destination))


def published(sel: Selection, table: str) -> str:
    """The source of a table of the world, "" where none is listed."""
    return sel.published.get(table, "")


def of_pair(sel: Selection, table: str) -> pd.DataFrame:
    """Rows of a table of pairs (a < b) about the two, with their source."""
    frame = sel.world[table]
    low, high = sel.pair.dyad
    frame = frame[frame.a == low]  # one after the other: the second compares a few rows only
    frame = frame[frame.b == high]
    return frame.assign(source=published(sel, table)).reset_index(drop=True)


def of_years(sel: Selection, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows whose `year` lies within the years asked for, in order of time."""
    inside = frame.year.between(sel.since or 0, sel.until or 9999)
    return frame[inside].sort_values("year", kind="stable", ignore_index=True)


# --- events and commitments ---


def with_sources(sel: Selection, events: pd.DataFrame) -> pd.DataFrame:
    """Events by date, with `source` (all their sources, joined by ";") and `year` (an int)."""
    cited = _cited(sel.event_sources.event_id, sel.event_sources.source)
    return events.assign(
        source=pd.Series([cited.get(e, "") for e in events.event_id], index=events.index, dtype=object),
        year=pd.Series([sel.year(d) for d in events.date], index=events.index, dtype=int),
    ).sort_values(["date", "event_id"], kind="stable", ignore_index=True)


def acts(sel: Selection, theme: str, *kinds: str) -> pd.DataFrame:
    """A theme's events about both countries, of the given kinds (none: all), as `with_sources` gives them."""
    events = sel.joint(sel.events)
    events = events[events.theme == theme]
    return with_sources(sel, events[events.kind.isin(kinds)] if kinds else events)


def per_year(events: pd.DataFrame, order: Iterable[str]) -> pd.DataFrame:
    """Events per year and `series`, series in the order given: period, series, value (a count), source."""
    if events.empty:
        return frame_of([], "period series value source")
    counts = events.groupby(["series", "year"]).agg(value=("event_id", "size"), source=("source", ";".join))
    places = {series: place for place, series in enumerate(order)}
    counts = counts.reset_index().sort_values(
        ["series", "year"], key=lambda s: s.map(places) if s.name == "series" else s
    )
    counts = counts.assign(period=counts.year.astype(str), value=counts.value.astype(float))
    return counts[["period", "series", "value", "source"]].reset_index(drop=True)


def commitment_sources(sel: Selection) -> dict[str, str]:
    """The sources of each commitment, joined by ";"."""
    return _cited(sel.commitment_sources.commitment_id, sel.commitment_sources.source)


def _cited(row_ids: Iterable[str], sources: Iterable[str]) -> dict[str, str]:
    """Row id -> its sources, each once, joined by ";". A plain loop: every chapter asks for it many times."""
    found: dict[str, dict[str, None]] = {}
    for row_id, source in zip(row_ids, sources, strict=True):
        found.setdefault(row_id, {})[source] = None
    return {row_id: ";".join(named) for row_id, named in found.items()}


def event_title(row: Any) -> Label:
    """The title of an event's row, in the language of the page."""
    return Label(f"events/{row.event_id}/title", row.title)


def deed_title(row: Any) -> Label:
    """The deed that a commitment's row promises, in the language of the page."""
    return Label(f"commitments/{row.commitment_id}/title", row.deed)


# --- before and after the turning point ---


def windows(sel: Selection) -> tuple[range, range]:
    """The years compared before and after the turning point."""
    t = sel.turning_point
    return range(t - WINDOW, t), range(t + 1, t + WINDOW + 1)


def before_after(sel: Selection, events: pd.DataFrame) -> dict[str, Value]:
    """Slots of a sentence: how many events lie `before` and `after` the turning point `year`."""
    return {
        "before": count(events.year < sel.turning_point),
        "after": count(events.year > sel.turning_point),
        "year": Year(sel.turning_point),
    }
