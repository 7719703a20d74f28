"""Firms with capital from the other country."""

from __future__ import annotations

from bilateral.datapackage import Selection
from bilateral.messages import Country, Number, Period, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, OWNER, SOURCE
from bilateral.themes.economy.drawn import POINTS, STATED, THEME, as_stated, numbers, pick, point
from bilateral.themes.rows import Findings, between, frame_of, stated

_FIRMS = {
    "firms_partner_capital": _("with capital of the partner"),
    "firms_operating": _("said to be operating"),
    "firms_joint": _("called joint ventures"),
}


_FIRMS_ALSO = {
    "firms_wholly_owned": _("wholly owned by the partner"),
    "firms_new": _("created in the period"),
    "firms_one_city": _("in one city"),
    "firms_joint_both": _("joint, in both countries together"),
}


def firms(sel: Selection) -> Indicator:
    """Counts of firms, one line per country and definition; a count at a date stands at its year."""
    points, labels = [], {}
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        for indicator, what in _FIRMS.items():
            code = f"{reporter} {indicator}"
            rows = numbers(sel, indicator, reporter, partner)
            rows = rows[~rows.period.str.contains("/")]  # a stock at a date: it stands at its month
            picked = pick(sel, rows, "period")
            points += [point(r, r.period, code) for r in picked.itertuples()]
            labels[code] = _("in {country}, {what}", country=Country(reporter), what=what)
    frame = frame_of(points, POINTS)
    findings = Findings()
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = {r.period: r for r in frame[frame.series == f"{reporter} firms_partner_capital"].itertuples()}
        if len(mine) > 1:
            first, last = min(mine), max(mine)
            findings.add(
                f"firms_{reporter.lower()}",
                _(
                    "Firms in {country} with capital from {partner}: {old} in {first}, {new} in {last}. "
                    "Owners of these counts: {owners}; definitions differ, so the difference is no growth "
                    "rate.",
                    country=Country(reporter),
                    partner=Country(partner),
                    old=stated(mine[first]),
                    new=stated(mine[last]),
                    first=Period(first),
                    last=Period(last),
                    owners=Number(len({r.statistics_owner for r in mine.values()})),
                ),
                mine[first],
                mine[last],
            )
        every = between(sel, *_FIRMS)
        every = every[every.reporter == reporter]
        every = every.assign(at=[sel.year(p) for p in every.period])
        spread = every.groupby("at").value.agg(["min", "max"])
        if len(spread) and (spread["max"] / spread["min"]).max() > 1:
            year = (spread["max"] / spread["min"]).idxmax()
            findings.add(
                f"firms_spread_{reporter.lower()}",
                _(
                    "The counts of one year differ most in {year} for firms in {country}: {low} and {high}, "
                    "by definition and by owner.",
                    year=Year(int(year)),
                    country=Country(reporter),
                    low=Number(spread["min"][year]),
                    high=Number(spread["max"][year]),
                ),
                every[every["at"] == year],
            )
    return Indicator(
        "firms",
        THEME,
        _("Firms with capital from the other country, by date and definition"),
        frame,
        chart=Chart("lines", unit="firms", labels=labels, turning_point=True, join_gaps=True),
        findings=tuple(findings),
        note=_("A count is a stock at a date. Lines join counts of one definition; their owners may differ."),
    )


def firms_table(sel: Selection) -> Indicator:
    """Every count of firms by date, country and definition."""
    words = {**_FIRMS, **_FIRMS_ALSO}
    frame = as_stated(between(sel, *words), words).rename(columns={"what": "definition"})
    return Indicator(
        "firms_table",
        THEME,
        _("Firms by date and definition"),
        frame[["period", "reporter", "definition", *STATED]],
        table=Table(
            (
                Column("period", _("Date or period"), "period"),
                Column("reporter", _("Firms in"), "country"),
                Column("definition", _("Definition"), "value"),
                Column("amount", _("Number"), "value"),
                OWNER,
                CONFIDENCE,
                SOURCE,
            )
        ),
    )
