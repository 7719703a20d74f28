"""Dates of feasts beside calendars reckoned in advance and the package of public holidays."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Capital, Country, Join, Message, Number, Value, Year, _
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import SOURCE
from bilateral.themes.rows import Findings, frame_of, joined, where
from bilateral.themes.tourism_religion.calendars import (
    PACKAGE_NAMES,
    YARDSTICK,
    calendar_day,
    package_days,
    package_versions,
)
from bilateral.themes.tourism_religion.feast_dates import FEASTS, memorandum, read_days
from bilateral.themes.tourism_religion.shared import THEME
from bilateral.vocabulary import word


def offsets(sel: Selection) -> Indicator:
    """Whether each country kept Eid al-Fitr on the day of a calendar reckoned in advance; pages only.

    Two yardsticks: the Umm al-Qura calendar, and the public holidays of `YARDSTICK`.
    """
    feast = "fitr"
    pair = sorted((sel.a, sel.b))
    days = read_days(sel, *pair)
    days = days[days.feast == feast].sort_values(["country", "year"])
    yardsticks = _yardsticks(sel, feast, days)
    labels: dict[str, Value] = {
        "on_day": _("on the day of the calendar"),
        "off_day": _("on another day"),
        "not_found": word("status", "not_found"),
    }
    rows = []
    for code, (calendar, listed) in yardsticks.items():
        for country in pair:
            labels[f"{country}.{code}"] = _(
                "{country}: {calendar}", country=Country(country), calendar=calendar
            )
            mine = days[days.country == country].set_index("year")
            for year in range(days.year.min(), days.year.max() + 1):
                known = year in mine.index and year in listed
                kept = mine["date"][year] if known else ""
                status = ("on_day" if kept == listed[year] else "off_day") if known else "not_found"
                told = mine.source[year] if known else ""
                rows.append((f"{country}.{code}", str(year), status, kept, listed.get(year, ""), told))
    frame = frame_of(rows, "row column status date calendar source")
    return Indicator(
        "offsets",
        THEME,
        _("{feast} beside two calendars reckoned in advance", feast=FEASTS[feast]),
        frame,
        chart=Chart("grid", labels=labels),
        findings=tuple(_offset_findings(sel, feast, frame, yardsticks)),
        note=_(
            "Umm al-Qura by {hijri}, the public holidays of {country} by {holidays}. Only dates read on "
            "pages.",
            country=Country(YARDSTICK),
            **package_versions(),
        )
        if len(frame)
        else None,
    )


def _yardsticks(sel: Selection, feast: str, days: pd.DataFrame) -> dict[str, tuple[Message, dict[int, str]]]:
    """Name and feast days by year of each calendar that dates are measured by, by its code."""
    if days.empty:
        return {}
    first, last = int(days.year.min()), int(days.year.max())
    hijri = {year: day for year in range(first, last + 1) if (day := calendar_day(feast, year))}
    found = {"hijri": (_("the Umm al-Qura calendar"), hijri)}
    if YARDSTICK in (sel.a, sel.b):
        return found
    other = _("the calendar of {country}", country=Country(YARDSTICK))
    return {YARDSTICK.lower(): (other, package_days(YARDSTICK, feast, first, last)), **found}


def _offset_findings(
    sel: Selection, feast: str, frame: pd.DataFrame, yardsticks: dict[str, tuple[Message, dict[int, str]]]
) -> list[Finding]:
    """Per calendar: how often each country kept its day; then the years that no calendar explains."""
    act = memorandum(sel)
    pair = sorted((sel.a, sel.b))
    known = frame[frame.status != "not_found"]
    if not len(act) or not len(known):
        return []
    known = known.assign(later=known.date > act.date.iloc[0], hit=known.status == "on_day")
    found = Findings()
    for code, (calendar, _listed) in yardsticks.items():
        rows = {c: known[known["row"] == f"{c}.{code}"] for c in pair}
        if any(mine.later.nunique() < 2 for mine in rows.values()):
            continue
        shares = {c: mine.groupby("later").hit.agg(["sum", "size"]) for c, mine in rows.items()}
        one, two = shares.values()
        found.add(
            f"offset_{code}",
            _(
                "Measured by {calendar}: {one} kept {feast} on its day in {hit} of {n} documented years "
                "before the memorandum and in {hit_later} of {n_later} after it; {two} in {hit_two} of "
                "{n_two} and in {hit_two_later} of {n_two_later}.",
                calendar=calendar,
                feast=FEASTS[feast],
                one=Country(pair[0]),
                two=Country(pair[1]),
                hit=Number(int(one["sum"][False])),
                n=Number(int(one["size"][False])),
                hit_later=Number(int(one["sum"][True])),
                n_later=Number(int(one["size"][True])),
                hit_two=Number(int(two["sum"][False])),
                n_two=Number(int(two["size"][False])),
                hit_two_later=Number(int(two["sum"][True])),
                n_two_later=Number(int(two["size"][True])),
            ),
            *rows.values(),
        )
        moved = {
            c: abs(s["sum"][True] / s["size"][True] - s["sum"][False] / s["size"][False])
            for c, s in shares.items()
        }
        mover, other = sorted(moved, key=moved.__getitem__, reverse=True)
        if moved[mover] > 2 * moved[other]:  # small counts: a smaller difference would be noise
            found.add(
                f"offset_{code}_moved",
                _(
                    "Measured by {calendar}, the days of {one} changed most after the memorandum; those of "
                    "{other} changed little.",
                    calendar=calendar,
                    one=Country(mover),
                    other=Country(other),
                ),
                *rows.values(),
            )
    off = known[~known.hit].groupby("column")
    apart = [
        int(year)
        for year, mine in off
        if len(mine) == len(yardsticks) * len(pair) and mine.date.nunique() == 1
    ]
    if apart and len(yardsticks) > 1:
        found.add(
            "offset_together",
            _(
                "In {years} both countries kept {feast} on one day that neither calendar gives. There a "
                "shared calendar does not explain the same day.",
                years=Join([Year(y) for y in apart]),
                feast=FEASTS[feast],
            ),
            known[known["column"].isin([str(y) for y in apart])],
        )
    return found


def crosscheck(sel: Selection) -> Indicator:
    """Dates read on pages against the `holidays` package and the calculated calendar, by country and feast.

    The two countries of the pair come first; the dates of their neighbours are those that pages give.
    """
    pair = sorted((sel.a, sel.b))
    days = read_days(sel, *pair, *sel.comparators)
    days = days.assign(ours=days.country.isin(pair))
    rows = []
    for (ours, country, feast), mine in days.groupby(["ours", "country", "feast"], sort=True):
        listed = package_days(str(country), str(feast), int(mine.year.min()), int(mine.year.max()))
        held = mine[mine.year.isin(list(listed))]
        differ = where(held, (listed[y] != d for y, d in zip(held.year, held.date, strict=True)))
        years: Value = Join([Year(int(y)) for y in sorted(differ.year)]) if len(differ) else _("none")
        if not len(held):
            years = _("not in the package")
        hits = sum(calendar_day(str(feast), int(y)) == d for y, d in zip(mine.year, mine.date, strict=True))
        rows.append(
            (
                bool(ours),
                country,
                feast,
                Capital(FEASTS[str(feast)]),
                len(mine),
                len(held),
                len(held) - len(differ),
                years,
                hits,
                joined(mine),
            )
        )
    columns = "ours country feast feast_name read held same years calendar source"
    frame = frame_of(rows, columns).sort_values("ours", ascending=False, kind="stable").reset_index(drop=True)
    mine = frame[frame.ours.astype(bool)]
    findings = Findings()
    if len(mine):
        public = mine[mine.feast.isin(list(PACKAGE_NAMES))]
        findings.add(
            "crosscheck",
            _(
                "The holidays package holds {held} of the {n} feast dates of the two countries that we read "
                "on pages (Ramadan left out), and gives the same day for {same} of them.",
                held=Number(int(public.held.sum())),
                n=Number(int(public["read"].sum())),
                same=Number(int(public.same.sum())),
            ),
            public[public.held > 0],
        )
        findings.add(
            "crosscheck_calendar",
            _(
                "Dates of the two countries that the Umm al-Qura calendar gives as well: {counts}.",
                counts=Join(
                    [
                        _(
                            "{feast} – {same} of {n}",
                            feast=FEASTS[str(feast)],
                            same=Number(int(rows.calendar.sum())),
                            n=Number(int(rows["read"].sum())),
                        )
                        for feast, rows in mine.groupby("feast", sort=True)
                    ]
                ),
            ),
            mine,
        )
        silent = public[public.held == 0]
        for i, row in enumerate(silent.itertuples(), 1):
            findings.add(
                f"crosscheck_silent_{i}",
                _(
                    "{country}: the package has no date of {feast}; dates that rest on pages alone: {n}.",
                    country=Country(row.country),
                    feast=FEASTS[row.feast],
                    n=Number(row.read),
                ),
                row.source,
            )
    return Indicator(
        "crosscheck",
        THEME,
        _("Dates read on pages against the holidays package and a calculated calendar"),
        frame[["country", "feast_name", "read", "held", "same", "years", "calendar", "source", "feast"]],
        table=Table(
            (
                Column("country", _("Country"), "country"),
                Column("feast_name", _("Feast"), "value"),
                Column("read", _("Dates read"), "number"),
                Column("held", _("In the package"), "number"),
                Column("same", _("Same day"), "number"),
                Column("years", _("Differs in"), "value"),
                Column("calendar", _("Same day in Umm al-Qura"), "number"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_("{holidays}, estimates left out; Umm al-Qura by {hijri}.", **package_versions())
        if len(frame)
        else None,
    )
