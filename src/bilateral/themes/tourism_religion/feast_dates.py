"""The feast dates of the record, read on pages or taken from a package.

Feast days are events of kind `feast_day` with the id `FEAST-<country>-<feast>-<year>`. A date that rests on
the `holidays` package alone is kept apart from dates read on pages.
"""

from __future__ import annotations

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
    """Every feast day of the record: feast, country, year, date, basis (page or package), planned, source."""
    days = sel.events[(sel.events.kind == "feast_day") & (sel.events.countries.str.len() == 3)]
    days = with_sources(sel, days).sort_values("event_id", kind="stable")
    publisher = dict(zip(sel.sources.source, sel.sources.publisher, strict=True))
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
            "source": [";".join(pages) or s for pages, s in zip(read, days.source, strict=True)],
        }
    ).reset_index(drop=True)


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
