"""Firms with capital from the other country."""

from __future__ import annotations

from itertools import pairwise

from bilateral.datapackage import Selection
from bilateral.messages import Country, Period, Value, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, OWNER, SOURCE
from bilateral.themes.economy.drawn import POINTS, STATED, THEME, as_stated, numbers, pick, point
from bilateral.themes.rows import Findings, between, frame_of, stated

_MOST_LINES = 6
_FIRMS = {
    "firms_partner_capital": _("with capital of the partner"),
    "firms_registered": _("registered, with founders from the partner"),
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
    # a chart tells six lines apart: the definitions with most counts; every count is in the table
    shown = frame.groupby("series", sort=False).size().sort_values(ascending=False, kind="stable")
    drawn = frame[frame.series.isin(shown.index[:_MOST_LINES])].reset_index(drop=True)
    findings = Findings()
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        for indicator in _FIRMS:
            mine = {r.period: r for r in frame[frame.series == f"{reporter} {indicator}"].itertuples()}
            known: dict[str, Value] = {
                "country": Country(reporter),
                "partner": Country(partner),
            }
            if len(mine) == 1 and indicator == "firms_registered":
                row = next(iter(mine.values()))
                findings.add(
                    f"firms_registered_{reporter.lower()}",
                    _(
                        "Registered firms in {country} with founders from {partner}: {n} in {period}. This "
                        "is another definition and no point of the other lines.",
                        n=stated(row),
                        period=Period(row.period),
                        **known,
                    ),
                    row,
                )
            if len(mine) < 2 or indicator != "firms_partner_capital":
                continue
            first, last = min(mine), max(mine)
            findings.add(
                f"firms_{reporter.lower()}",
                _(
                    "Firms in {country} with capital from {partner}: {old} in {first}, {new} in {last}. The "
                    "owners of the counts differ, so the difference is no growth rate.",
                    old=stated(mine[first]),
                    new=stated(mine[last]),
                    first=Period(first),
                    last=Period(last),
                    **known,
                ),
                mine[first],
                mine[last],
            )
            steps = list(mine.values())
            falls = [(x, y) for x, y in pairwise(steps) if y.value < 0.9 * x.value]
            if falls:
                old, new = max(falls, key=lambda pair: pair[0].value - pair[1].value)
                findings.add(
                    f"firms_doubt_{reporter.lower()}",
                    _(
                        "Firms in {country} with capital from {partner}: {old} in {first}, but {new} in "
                        "{last}. One of the two counts is doubtful, or they count differently.",
                        old=stated(old),
                        new=stated(new),
                        first=Period(old.period),
                        last=Period(new.period),
                        **known,
                    ),
                    old,
                    new,
                )
    return Indicator(
        "firms",
        THEME,
        _("Firms with capital from the other country, by date and definition"),
        drawn,
        chart=Chart("lines", unit="firms", labels=labels, turning_point=True, join_gaps=True),
        findings=tuple(findings),
        note=_(
            "A count is a stock at a date. Lines join counts of one definition; their owners may differ. Of "
            "the definitions, the six with most counts are drawn; the table has all."
        ),
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
