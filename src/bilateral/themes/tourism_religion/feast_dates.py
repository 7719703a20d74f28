"""The feast dates of the record, read on pages or taken from a package.

Feast days are events of kind `feast_day` with the id `FEAST-<country>-<feast>-<year>`. A date that rests on
the `holidays` package alone is kept apart from dates read on pages.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Message, _
from bilateral.themes.rows import acts, frame_of, ids, joined, with_sources
from bilateral.themes.tourism_religion.calendars import PACKAGE
from bilateral.themes.tourism_religion.shared import THEME

FEASTS: dict[str, Message] = {
    "fitr": _("Eid al-Fitr"),
    "adha": _("Eid al-Adha"),
    "ramadan": _("first day of Ramadan"),
}


def feast_days(sel: Selection) -> pd.DataFrame:
    """Every feast day of the record, one row a country, feast and year.

    Columns: country, feast, year, date, basis (page or package), planned, weak (no page of high confidence
    gives it), source.
    """
    days = sel.events[(sel.events.kind == "feast_day") & (sel.events.countries.str.len() == 3)]
    days = with_sources(sel, days).sort_values("event_id", kind="stable")
    publisher = dict(zip(sel.sources.source, sel.sources.publisher, strict=True))
    told = sel.event_sources
    sure = set(
        told.event_id[
            (told.confidence == "high") & ~told.source.map(publisher).fillna("").str.startswith(PACKAGE)
        ]
    )
    parts = days.event_id.str.split("-")
    read = [[i for i in ids([s]) if not publisher.get(i, "").startswith(PACKAGE)] for s in days.source]
    return pd.DataFrame(
        {
            "country": days.countries,
            "feast": parts.str[2],
            "year": pd.to_numeric(parts.str[3]).astype(int) if len(days) else pd.Series(dtype=int),
            "date": days.date,
            "basis": ["page" if pages else "package" for pages in read],
            "planned": days.note.str.startswith("planned"),
            "weak": ~days.event_id.isin(sure),
            "source": [";".join(pages) or s for pages, s in zip(read, days.source, strict=True)],
        }
    ).reset_index(drop=True)


def read_days(sel: Selection, *countries: str) -> pd.DataFrame:
    """The feast days that pages give, without plans."""
    days = feast_days(sel)
    return days[(days.basis == "page") & ~days.planned & days.country.isin(countries)]


def feast_pairs(sel: Selection) -> pd.DataFrame:
    """Each feast of each year with the dates of both countries, days apart, and what is known of it.

    status: same_day, different_day (both dates read on pages); same_package, different_package (one of the
    dates at least is in the package alone); planned; not_found (a date of one country only, or of none).
    """
    days = feast_days(sel)
    ours = days[days.country.isin([sel.a, sel.b])]
    rows = []
    for feast in FEASTS:
        for year in range(ours.year.min(), ours.year.max() + 1) if len(ours) else ():
            mine = ours[(ours.feast == feast) & (ours.year == year)]
            a, b = (mine[mine.country == c] for c in (sel.a, sel.b))
            day_a, day_b = (x.date.iloc[0] if len(x) else "" for x in (a, b))
            apart = abs((span(day_a)[0] - span(day_b)[0]).days) if day_a and day_b else None
            if apart is None:
                status = "not_found"
            elif mine.planned.any():
                status = "planned"
            else:
                status = "different" if apart else "same"
                status += "_package" if (mine.basis == "package").any() else "_day"
            rows.append((feast, year, day_a, day_b, apart, status, joined(mine)))
    return frame_of(rows, "feast year date_a date_b days status source")


def memorandum(sel: Selection) -> pd.DataFrame:
    """The first joint memorandum on feasts: one event or none."""
    return acts(sel, THEME, "memorandum").head(1)


def board_acts(sel: Selection) -> pd.DataFrame:
    """Joint acts of the religious boards from the memorandum on, the memorandum first."""
    signed = memorandum(sel)
    found = acts(sel, THEME, "memorandum", "agreement", "decision", "religious_meeting")
    day = signed.date.iloc[0] if len(signed) else ""
    found = found[(found.level == "religious_board") & (found.date >= day)]
    return found.reset_index(drop=True) if day else found[:0]


def _feast_day(row: Any) -> str:
    """A day that places the feast before or after an act; of two dates the earlier one."""
    return min(str(d) for d in (row.date_a, row.date_b) if d)


def split_feasts(sel: Selection, pairs: pd.DataFrame) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """The day of the memorandum, and the feasts with dates of both countries before and after it."""
    act = memorandum(sel)
    known = pairs[~pairs.status.isin(["not_found", "planned"])]
    if not len(act):
        return "", known[:0], known[:0]
    day = act.date.iloc[0]
    after = pd.Series([_feast_day(r) > day for r in known.itertuples()], index=known.index, dtype=bool)
    return day, known[~after], known[after]
