"""Feasts of both countries: on the same day or not, against the calendar, and beside other neighbours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Capital, Country, Day, Join, Number, Percent, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import SOURCE
from bilateral.themes.rows import Findings, count, event_title, frame_of, ids, joined, releases, where
from bilateral.themes.tourism_religion.calendars import (
    PACKAGE_NAMES,
    calendar_day,
    package_days,
    package_versions,
)
from bilateral.themes.tourism_religion.feast_dates import FEASTS, feast_days, feast_pairs, memorandum
from bilateral.themes.tourism_religion.shared import THEME
from bilateral.vocabulary import word

_FEAST_STATUS: dict[str, Value] = {
    "same_day": word("status", "same_day"),
    "different_day": word("status", "different_day"),
    "same_package": _("same day, a date from the package alone"),
    "different_package": _("different days, a date from the package alone"),
    "planned": word("status", "planned"),
    "not_found": _("dates of both countries not found by us"),
}


def _feast_day(row: Any) -> str:
    """A day that places the feast before or after an act; of two dates the earlier one."""
    return min(str(d) for d in (row.date_a, row.date_b) if d)


def _split(sel: Selection, pairs: pd.DataFrame) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """The day of the memorandum, and the feasts with dates of both countries before and after it."""
    act = memorandum(sel)
    known = pairs[~pairs.status.isin(["not_found", "planned"])]
    if not len(act):
        return "", known[:0], known[:0]
    day = act.date.iloc[0]
    after = pd.Series([_feast_day(r) > day for r in known.itertuples()], index=known.index, dtype=bool)
    return day, known[~after], known[after]


def feasts(sel: Selection) -> Indicator:
    """Whether the two countries kept each feast on the same day, year by year."""
    pairs = feast_pairs(sel)
    day, before, after = _split(sel, pairs)
    frame = pairs.assign(row=pairs.feast, column=pairs.year.astype(str))
    findings = Findings()
    act = memorandum(sel)
    if len(act):
        told = ids(act)
        findings.add(
            "memorandum",
            _(
                "{title}: {day}, told by {n} sources ({releases} independent releases).",
                title=event_title(act.iloc[0]),
                day=Day(day),
                n=Number(len(told)),
                releases=Number(releases(sel, told)),
            ),
            told,
        )
    for feast in FEASTS:
        mine_before, mine_after = (f[f.feast == feast] for f in (before, after))
        if len(mine_before) + len(mine_after):
            findings += _feast_findings(feast, day, mine_before, mine_after)
    gaps = pairs[pairs.status == "not_found"]
    if len(gaps):
        half = gaps[(gaps.date_a != "") | (gaps.date_b != "")]
        findings.add(
            "feasts_missing",
            _(
                "Of {n} feasts from {first} to {last}, {missing} lack a date of at least one country; {half} "
                "of these have a date of one country only. They count neither as same nor as different.",
                n=Number(len(pairs)),
                first=Year(int(pairs.year.min())),
                last=Year(int(pairs.year.max())),
                missing=Number(len(gaps)),
                half=Number(len(half)),
            ),
            half.source,
        )
    return Indicator(
        "feasts",
        THEME,
        _("Feasts in both countries, year by year"),
        frame[["row", "column", "status", "date_a", "date_b", "days", "source"]],
        chart=Chart("grid", labels={**{k: Capital(v) for k, v in FEASTS.items()}, **_FEAST_STATUS}),
        findings=tuple(findings),
        note=_(
            "Dates of the holidays package are the same ones that the cross-check below uses, so they are "
            "marked apart. A year with a date of one country only is not found by us, never a coincidence."
        ),
    )


def _feast_findings(feast: str, day: str, before: pd.DataFrame, after: pd.DataFrame) -> list[Finding]:
    """One sentence on dates read on pages and, where the package adds years, one more on those."""
    out = Findings()
    for basis, name in (("_day", ""), ("_package", "_package")):
        old, new = (f[f.status.str.endswith(basis)] for f in (before, after))
        if not len(old) + len(new):
            continue
        values: dict[str, Any] = {
            "feast": Capital(FEASTS[feast]),
            "day": Day(day),
            "n": Number(len(old)),
            "differ": count(old.days > 0),
            "m": Number(len(new)),
            "differ_later": count(new.days > 0),
        }
        text = (
            _(
                "{feast}, dates of both countries read on pages. Years before the memorandum ({day}): {n}, "
                "on different days in {differ}. Years after it: {m}, on different days in {differ_later}.",
                **values,
            )
            if not name
            else _(
                "{feast}, at least one of the two dates from the holidays package alone. Years before the "
                "memorandum ({day}): {n}, on different days in {differ}. Years after it: {m}, on different "
                "days in {differ_later}.",
                **values,
            )
        )
        out.add(f"feast_{feast}{name}", text, *old.source, *new.source)
    apart = before[before.status == "different_day"]
    if len(apart):
        out.add(
            f"feast_{feast}_apart",
            _(
                "{feast}, dates read on pages: on different days in {years}; the two dates were never more "
                "than {days} apart.",
                feast=Capital(FEASTS[feast]),
                years=Join([Year(int(y)) for y in sorted(apart.year)]),
                days=ngettext("{n} day", "{n} days", int(apart.days.max()), n=Number(int(apart.days.max()))),
            ),
            apart.source,
        )
    return out


def feast_table(sel: Selection) -> Indicator:
    """The dates themselves, feast by feast and year by year, with the days between them."""
    pairs = feast_pairs(sel)
    pairs = pairs[(pairs.date_a != "") | (pairs.date_b != "")]
    missing = word("status", "not_found")
    frame = pairs.assign(
        feast_name=[Capital(FEASTS[f]) for f in pairs.feast],
        first=[Day(d) if d else missing for d in pairs.date_a],
        second=[Day(d) if d else missing for d in pairs.date_b],
        apart=[missing if pd.isna(d) else Number(int(d)) for d in pairs.days],
        known=[_FEAST_STATUS[s] for s in pairs.status],
    ).reset_index(drop=True)
    columns = (
        Column("feast_name", _("Feast"), "value"),
        Column("year", _("Year"), "year"),
        Column("first", _("Date, {country}", country=Country(sel.a)), "value"),
        Column("second", _("Date, {country}", country=Country(sel.b)), "value"),
        Column("apart", _("Days apart"), "value"),
        Column("known", _("What is known"), "value"),
        SOURCE,
    )
    return Indicator(
        "feast_table",
        THEME,
        _("Feast dates of both countries"),
        frame[[c.name for c in columns]],
        table=Table(columns),
    )


def offsets(sel: Selection) -> Indicator:
    """Days between the observed Eid al-Fitr and the calculated calendar, per country; dates of pages only."""
    feast = "fitr"
    days = feast_days(sel)
    days = days[
        days.country.isin([sel.a, sel.b]) & (days.feast == feast) & (days.basis == "page") & ~days.planned
    ]
    days = days.assign(calendar=[calendar_day(feast, y) for y in days.year])
    days = days[days.calendar != ""].sort_values(["country", "year"])
    frame = days.assign(
        period=days.year.astype(str),
        series=days.country,
        value=[float((span(d)[0] - span(c)[0]).days) for d, c in zip(days.date, days.calendar, strict=True)],
    )[["period", "series", "value", "date", "calendar", "source"]].reset_index(drop=True)
    act = memorandum(sel)
    findings = Findings()
    for country in sorted({sel.a, sel.b}):
        mine = frame[frame.series == country]
        if len(mine) and len(act):
            later = mine.date > act.date.iloc[0]
            findings.add(
                f"offset_{country.lower()}",
                _(
                    "{country}: {feast} fell on the day of the calculated calendar in {hit} of {n} "
                    "documented years before the memorandum, in {hit_later} of {m} after it.",
                    country=Country(country),
                    feast=FEASTS[feast],
                    hit=count(mine[~later].value == 0),
                    n=count(~later),
                    hit_later=count(mine[later].value == 0),
                    m=count(later),
                ),
                mine.source,
            )
    return Indicator(
        "offsets",
        THEME,
        _("{feast}: days before or after the calculated calendar", feast=FEASTS[feast]),
        frame,
        chart=Chart("lines", unit="days", turning_point=True),
        findings=tuple(findings),
        note=_(
            "Observed day minus the day of the Umm al-Qura calendar ({hijri}), which is reckoned in advance; "
            "below zero is earlier. Only dates read on pages.",
            hijri=package_versions()["hijri"],
        )
        if len(frame)
        else None,
    )


def crosscheck(sel: Selection) -> Indicator:
    """Dates read on pages against the dates of the `holidays` package, country by country."""
    days = feast_days(sel)
    days = days[(days.basis == "page") & ~days.planned & days.feast.isin(list(PACKAGE_NAMES))]
    rows = []
    for (country, feast), mine in days.groupby(["country", "feast"], sort=True):
        listed = package_days(str(country), str(feast), int(mine.year.min()), int(mine.year.max()))
        held = mine[mine.year.isin(list(listed))]
        differ = where(held, (listed[y] != d for y, d in zip(held.year, held.date, strict=True)))
        years: Value = Join([Year(int(y)) for y in sorted(differ.year)]) if len(differ) else _("none")
        if not len(held):
            years = _("not in the package")
        rows.append(
            (
                country,
                feast,
                Capital(FEASTS[str(feast)]),
                len(mine),
                len(held),
                len(held) - len(differ),
                years,
                joined(mine),
            )
        )
    frame = frame_of(rows, "country feast feast_name read held same years source")
    findings = Findings()
    if len(frame):
        told = ids(frame)
        findings.add(
            "crosscheck",
            _(
                "The holidays package holds {held} of the {n} feast dates that we read on pages of "
                "{countries}, and gives the same day for {same} of them.",
                held=count(frame.held),
                n=Number(int(frame["read"].sum())),
                countries=Join([Country(c) for c in dict.fromkeys(frame.country)]),
                same=count(frame.same),
            ),
            told,
        )
        silent = frame[(frame.held == 0)]
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
        _("Dates read on pages against the holidays package"),
        frame[["country", "feast_name", "read", "held", "same", "years", "source"]],
        table=Table(
            (
                Column("country", _("Country"), "country"),
                Column("feast_name", _("Feast"), "value"),
                Column("read", _("Dates read"), "number"),
                Column("held", _("In the package"), "number"),
                Column("same", _("Same day"), "number"),
                Column("years", _("Differs in"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_("{holidays}; estimates of the package are left out.", holidays=package_versions()["holidays"])
        if len(frame)
        else None,
    )


def base_rate(sel: Selection) -> Indicator:
    """How often neighbours kept Eid al-Fitr on one day before and after the pair's memorandum.

    Our pair by dates of pages, other land neighbours among pair and comparators by the `holidays` package.
    """
    feast = "fitr"
    pairs = feast_pairs(sel)
    day, old, new = _split(sel, pairs[(pairs.feast == feast) & pairs.status.str.endswith("_day")])
    columns = "category series value n same source"
    title = _("{feast} on the same day: this pair and its neighbours", feast=FEASTS[feast])
    chart = Chart("pairs", unit="percent")
    if not day or not len(old) or not len(new):
        return Indicator("base_rate", THEME, title, frame_of([], columns), chart=chart)
    first, last = int(min(old.year.min(), new.year.min())), int(new.year.max())
    turn = sel.year(day)
    near = sorted({sel.a, sel.b, *sel.comparators})
    ours = tuple(sorted((sel.a, sel.b)))
    bordering = {tuple(sorted(b)) for b in sel.borders}
    labels: dict[str, Value] = {"before": _("before the memorandum"), "after": _("after the memorandum")}
    rows = []

    def add(pair: tuple[str, ...], days: dict[str, list[int]], sources: str) -> None:
        code = "–".join(pair)
        labels[code] = _("{a}–{b}", a=Country(pair[0]), b=Country(pair[1]))
        for side, apart in days.items():
            same = sum(d == 0 for d in apart)
            rows.append((code, side, 100 * same / len(apart), len(apart), same, sources))

    add(ours, {"before": list(old.days), "after": list(new.days)}, joined(old, new))
    for pair in [(x, y) for x in near for y in near if x < y and (x, y) in bordering and (x, y) != ours]:
        x, y = (package_days(c, feast, first, last) for c in pair)
        apart = {
            year: (date.fromisoformat(x[year]) - date.fromisoformat(y[year])).days
            for year in x.keys() & y.keys()
        }
        split = {
            "before": [d for year, d in apart.items() if x[year] <= day],
            "after": [d for year, d in apart.items() if x[year] > day],
        }
        if all(split.values()):
            add(pair, split, "")
    frame = frame_of(rows, columns)
    others = frame[frame.category != "–".join(ours)]
    findings = Findings()
    mine = frame[frame.category == "–".join(ours)].set_index("series")
    if len(others):
        pooled = others.groupby("series")[["same", "n"]].sum()
        up = others.pivot(index="category", columns="series", values="value")
        findings.add(
            "base_rate",
            _(
                "Before the memorandum the pair kept {feast} on one day in {same} of {n} documented years, "
                "after it in {same_later} of {n_later}. In the {pairs} other pairs of neighbours with dates "
                "in the holidays package ({first}–{last}) the share was {share} before and {share_later} "
                "after {year}; it rose in {rose} of them.",
                feast=FEASTS[feast],
                same=Number(int(mine.same["before"])),
                n=Number(int(mine.n["before"])),
                same_later=Number(int(mine.same["after"])),
                n_later=Number(int(mine.n["after"])),
                pairs=Number(others.category.nunique()),
                first=Year(first),
                last=Year(last),
                share=Percent(100 * pooled.same["before"] / pooled.n["before"]),
                share_later=Percent(100 * pooled.same["after"] / pooled.n["after"]),
                year=Year(turn),
                rose=count(up["after"] > up["before"]),
            ),
            mine.source,
        )
    return Indicator(
        "base_rate",
        THEME,
        title,
        frame,
        chart=Chart("pairs", unit="percent", labels=labels),
        findings=tuple(findings),
        note=_(
            "The pair itself: dates read on pages. The others: public holidays in {holidays}, estimates left "
            "out. A rise of the others says that part of the change may be shared.",
            holidays=package_versions()["holidays"],
        ),
    )
