"""Which figure is drawn, and how figures are written.

Several owners often give one number. Every figure found stays in the tables; a line
takes one per reporter and year, by a fixed order (`RANKS`): the reporter's statistics office, its customs,
another body of its own, its government or foreign ministry (which name no statistics office), an
international compilation, anyone else, an unnamed owner. Within one owner the surer goes first, then the
exact, then the more precise figure. Figures of low confidence are listed, never drawn. Part-years are never
drawn as years. A drawn point that is not of the reporter's statistics office or customs is marked. The
compilations named in `COMPILATIONS` fill what a country did not report from its partner's figures: they are
never a country's own report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Money, Number, Percent, Value
from bilateral.themes.rows import TRUST, frame_of
from bilateral.vocabulary import qualified

THEME = "economy"


RANKS = ("statistics office", "customs", "other body", "government", "international", "others", "not named")


# owners that hold what a country's own customs reported, and owners that put figures in place of reports
_REPORTED_CUSTOMS = ("WITS",)
COMPILATIONS = ("COW",)


POINTS = "period series value qualifier status mark statistics_owner source"


def numbers(sel: Selection, indicator: str, reporter: str = "", partner: str | None = None) -> pd.DataFrame:
    """Observations of one indicator, with `year`: the calendar year of a full-year period, else missing."""
    rows = sel.observations[sel.observations.indicator == indicator]
    if reporter:
        rows = rows[rows.reporter == reporter]
    if partner is not None:
        rows = rows[rows.partner == partner]
    return rows.assign(year=[sel.full_year(p) for p in rows.period])


def owner_rank(owner: str, reporter: str, sides: Mapping[str, str]) -> int:
    """The place of a statistics owner in `RANKS` for one reporter; `sides` gives the country of an owner."""
    if owner in _REPORTED_CUSTOMS:
        return 1
    side, _dash, body = owner.partition("-")
    if owner == "unknown" or owner not in sides:
        return 6
    if sides[owner] == reporter and side == reporter:
        return {"STAT": 0, "CUSTOMS": 1, "GOV": 3, "MFA": 3}.get(body, 2)
    return 4 if sides[owner] == "INT" else 5


def pick(sel: Selection, rows: pd.DataFrame, by: str = "year") -> pd.DataFrame:
    """One row per `by` (a year or a period) in the order of `RANKS`; no low confidence, no compilation."""
    rows = rows[rows[by].notna() & (rows.confidence != "low") & ~rows.statistics_owner.isin(COMPILATIONS)]
    if rows.empty:
        return rows.assign(rank=[])
    sides = dict(zip(sel.owners.owner, sel.owners.side, strict=True))
    order = rows.assign(
        rank=[owner_rank(o, r, sides) for o, r in zip(rows.statistics_owner, rows.reporter, strict=True)],
        sure=rows.confidence.map(TRUST),
        rounded=(rows.qualifier != "exact").astype(int),
        coarse=[-len(f"{v:.12g}".replace(".", "").strip("0")) for v in rows.value],
    ).sort_values([by, "rank", "sure", "rounded", "coarse", "observation_id"], kind="stable")
    return order.drop_duplicates(by)


def point(row: Any, period: str, series: str) -> tuple[Any, ...]:
    """A picked row as a point of a line: the cells of `POINTS`."""
    status = "zero" if row.value == 0 else "reported"
    return period, series, row.value, row.qualifier, status, mark(row), row.statistics_owner, row.source


def points_of(sel: Selection, rows: pd.DataFrame, series: str, absent: Iterable[int] = ()) -> pd.DataFrame:
    """Picked rows as points of a line; the years of `absent` that have none are marked as not found."""
    picked = pick(sel, rows)
    found = [point(r, str(int(r.year)), series) for r in picked.itertuples()]
    have = {row[0] for row in found}
    found += [(str(y), series, None, "", "not_found", "", "", "") for y in absent if str(y) not in have]
    return frame_of(found, POINTS).sort_values("period", kind="stable")


def _span(frames: Sequence[pd.DataFrame]) -> range:
    years = [int(y) for f in frames for y in f.year.dropna()]
    return range(min(years), max(years) + 1) if years else range(0)


def lines_of(sel: Selection, wanted: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Several lines over one span of years, with what was not found; empty where nothing was found."""
    picked = {code: pick(sel, rows) for code, rows in wanted.items()}
    years = _span(list(picked.values()))
    lines = [points_of(sel, rows, code, years) for code, rows in wanted.items() if len(picked[code])]
    return pd.concat(lines, ignore_index=True) if lines else frame_of([], POINTS)


def by_year(frame: pd.DataFrame, series: str) -> dict[int, Any]:
    """The drawn rows of one line by year."""
    rows = frame[(frame.series == series) & frame.value.notna()]
    return {int(r.period): r for r in rows.itertuples()}


def as_stated(rows: pd.DataFrame, words: Mapping[str, Value]) -> pd.DataFrame:
    """Observations for a table: `what` and `amount` in words; equal figures of one owner stand once."""
    rows = rows.drop_duplicates(["indicator", "reporter", "period", "value", "statistics_owner"])
    return rows.assign(
        what=pd.Series([words[i] for i in rows.indicator], index=rows.index, dtype=object),
        amount=pd.Series([amount(r) for r in rows.itertuples()], index=rows.index, dtype=object),
    )


STATED = ["amount", "value", "statistics_owner", "confidence", "source"]  # the last columns of such tables


def usd(value: float) -> Money:
    """Dollars with the places that matter here: 4.97 bn must not become 5.0 bn."""
    return Money(value, 2 if value >= 1e9 else 1)


def mark(row: Any) -> str:
    """The mark of a picked row: whether another owner than the reporter's own statistics gives it."""
    return "" if row.rank <= 1 else "other_owner"


def amount(row: Any) -> Value:
    """The number of an observation as its source puts it: with "about", "more than" and its unit."""
    number: Value
    if row.unit == "USD":
        number = usd(row.value)
    elif row.unit in ("KZT", "UZS", "RUB", "EUR"):
        number = Money(row.value, currency=row.unit)
    elif row.unit == "percent":
        number = Percent(row.value)
    else:
        number = Number(row.value)
    return qualified(row.qualifier, number)
