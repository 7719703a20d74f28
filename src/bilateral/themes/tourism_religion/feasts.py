"""Feasts of both countries: on the same day or not, against the calendar, and beside other neighbours."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Capital, Country, Day, Join, Message, Number, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, DATE, SOURCE
from bilateral.themes.rows import Findings, event_title, ids, releases, where
from bilateral.themes.tourism_religion.feast_dates import (
    FEASTS,
    board_acts,
    feast_days,
    feast_pairs,
    memorandum,
    split_feasts,
)
from bilateral.themes.tourism_religion.shared import THEME, event_trust
from bilateral.vocabulary import word

_FEAST_STATUS: dict[str, Value] = {
    "same_day": word("status", "same_day"),
    "different_day": word("status", "different_day"),
    "same_package": _("same day, a date from the package alone"),
    "different_package": _("different days, a date from the package alone"),
    "planned": word("status", "planned"),
    "not_found": _("dates of both countries not found by us"),
}


def feasts(sel: Selection) -> Indicator:
    """Whether the two countries kept each feast on the same day, year by year."""
    pairs = feast_pairs(sel)
    day, before, after = split_feasts(sel, pairs)
    frame = pairs.assign(row=pairs.feast, column=pairs.year.astype(str))
    findings = Findings()
    act = memorandum(sel)
    for feast in FEASTS:
        mine_before, mine_after = (f[f.feast == feast] for f in (before, after))
        if len(mine_before) + len(mine_after):
            findings += _feast_findings(sel, feast, day, mine_before, mine_after)
    findings += _package_findings(day, before, after)
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


def _apart(pairs: pd.DataFrame) -> Message:
    """In how many of the years the days differed: "in 4 of 5 documented years"."""
    n, apart = Number(len(pairs)), int((pairs.days > 0).sum())
    if not len(pairs):
        return _("in no documented year")
    if not apart and len(pairs) > 1:
        return _("in none of {n} documented years", n=n)
    return ngettext(
        "in {k} of {n} documented year",
        "in {k} of {n} documented years",
        len(pairs),
        k=Number(apart),
        n=n,
    )


def _feast_findings(
    sel: Selection, feast: str, day: str, before: pd.DataFrame, after: pd.DataFrame
) -> list[Finding]:
    """What dates read on pages say of one feast, and how well the time before the memorandum is known."""
    out = Findings()
    old, new = (f[f.status.str.endswith("_day")] for f in (before, after))
    if len(old) + len(new):
        out.add(
            f"feast_{feast}",
            _(
                "{feast}: the two countries kept different days {before} before the memorandum ({day}), and "
                "{after} after it.",
                feast=Capital(FEASTS[feast]),
                day=Day(day),
                before=_apart(old),
                after=_apart(new),
            ),
            old,
            new,
        )
    apart = old[old.days > 0]
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
            apart,
        )
        days = feast_days(sel)
        mine = days[(days.feast == feast) & days.country.isin([sel.a, sel.b]) & days.year.isin(old.year)]
        weak = mine[mine.weak]
        firm = old[~old.year.isin(weak.year)]
        same = old[(old.days == 0) & old.year.isin(weak.year)]
        if len(weak):
            out.add(
                f"feast_{feast}_weak",
                _(
                    "Of the {n} dates of {feast} behind the years before the memorandum, {weak} rest on "
                    "pages of medium or low confidence alone; years with two firmer dates: {firm}.",
                    n=Number(len(mine)),
                    feast=FEASTS[feast],
                    weak=Number(len(weak)),
                    firm=Number(len(firm)),
                ),
                weak,
            )
        if len(same):
            out.add(
                f"feast_{feast}_weak_same",
                _(
                    "{feast} on one day before the memorandum ({years}): at least one of the two dates is "
                    "such a date.",
                    feast=Capital(FEASTS[feast]),
                    years=Join([Year(int(y)) for y in same.year]),
                ),
                weak[weak.year.isin(same.year)],
            )
    return out


def _package_findings(day: str, before: pd.DataFrame, after: pd.DataFrame) -> list[Finding]:
    """One note on the years that rest on the package for a date at least; they stand apart from the pages."""
    old, new = (f[f.status.str.endswith("_package")] for f in (before, after))
    parts = [
        text
        for feast in FEASTS
        for rows, text in (
            (old, _("{feast} {years} before the memorandum", **_package_years(feast, old))),
            (new, _("{feast} {years} after the memorandum", **_package_years(feast, new))),
        )
        if (rows.feast == feast).any()
    ]
    if not parts:
        return []
    text = _(
        "Years with a date from the holidays package alone are counted apart. Different days: {parts}.",
        parts=Join(parts),
    )
    return [Finding("feast_package", text, ids(old, new))]


def _package_years(feast: str, pairs: pd.DataFrame) -> dict[str, Value]:
    return {"feast": FEASTS[feast], "years": _apart(pairs[pairs.feast == feast])}


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


def feast_acts(sel: Selection) -> Indicator:
    """What the religious boards did about common dates from the memorandum on: one row an act."""
    frame = board_acts(sel)
    trust = event_trust(sel)
    frame = frame.assign(confidence=[trust.get(i, "") for i in frame.event_id])
    findings = Findings()
    later = frame[frame.kind != "memorandum"]
    if len(later):
        others = sorted({c for cell in later.countries for c in cell.split(";")} - {sel.a, sel.b})
        findings.add(
            "feast_acts",
            _(
                "After the memorandum {n} acts of religious boards on common dates or common fatwas are on "
                "record, from {first} to {last}.",
                n=Number(len(later)),
                first=Day(later.date.iloc[0]),
                last=Day(later.date.iloc[-1]),
            ),
            later,
        )
        if others:
            wider = where(later, (set(c.split(";")) - {sel.a, sel.b} for c in later.countries))
            findings.add(
                "feast_acts_wider",
                _(
                    "{n} of these acts name further countries: {countries}.",
                    n=Number(len(wider)),
                    countries=Join([Country(c) for c in others]),
                ),
                wider,
            )
    return Indicator(
        "feast_acts",
        THEME,
        _("What the religious boards did from the memorandum on"),
        frame[["event_id", "date", "title", "countries", "confidence", "source"]],
        table=Table(
            (
                DATE,
                Column("title", _("Act"), "title"),
                Column("countries", _("Countries"), "countries"),
                CONFIDENCE,
                SOURCE,
            )
        ),
        findings=tuple(findings),
    )
