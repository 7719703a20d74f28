"""Trade between the two by year, as both sides report it: turnover, growth, goods each way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Percent, Value, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, OWNER, PERIOD, RELEASES, REPORTER, SOURCE
from bilateral.themes.economy.drawn import (
    COMPILATIONS,
    POINTS,
    STATED,
    THEME,
    amount,
    as_stated,
    by_year,
    lines_of,
    numbers,
    pick,
    usd,
)
from bilateral.themes.rows import TRUST, Findings, between, frame_of, joined, releases, stated, where

_YEARS_BEFORE = 11  # years before the turning point that the chart of turnover shows
COMPILED = "compiled"
_UPLIFT = 1.1  # what a compilation adds for freight where it takes imports from the partner's exports


def compiled(sel: Selection) -> pd.DataFrame:
    """Turnover by year as a compilation has it: its imports of a from b plus those of b from a, one owner."""
    rows = between(sel, "imports")
    rows = rows[rows.statistics_owner.isin(COMPILATIONS) & rows.year.notna() & (rows.confidence != "low")]
    rows = rows.drop_duplicates(["statistics_owner", "year", "reporter"])
    out = [
        (str(int(year)), COMPILED, mine.value.sum(), "exact", "reported", "", owner, joined(mine))
        for (owner, year), mine in rows.groupby(["statistics_owner", "year"], sort=True)
        if len(mine) == 2
    ]
    return frame_of(out, POINTS)


def reported(sel: Selection) -> pd.DataFrame:
    """Turnover by year as each side's figures have it, with the years in which none was found."""
    return lines_of(sel, {r: numbers(sel, "turnover", r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))})


def comparable(mine: Mapping[int, Any], other: Mapping[int, Any]) -> list[int]:
    """The years with an exact figure of the statistics of both sides: neither point is hollow."""
    return [
        y
        for y in sorted(set(mine) & set(other))
        if all(not row.mark and row.qualifier == "exact" for row in (mine[y], other[y]))
    ]


def implied(sel: Selection, reporter: str, partner: str) -> dict[int, tuple[float, str]]:
    """Turnover of a year that a later figure and its growth imply: value / (1 + growth), both of one page.

    Only exact figures above low confidence whose owner is a statistics office; year -> (US dollars, source).
    """

    def exact(indicator: str) -> pd.DataFrame:
        rows = numbers(sel, indicator, reporter, partner)
        offices = rows.statistics_owner == f"{reporter}-STAT"
        return rows[rows.year.notna() & offices & (rows.confidence != "low") & (rows.qualifier == "exact")]

    rate, value = exact("turnover_growth"), exact("turnover")
    found: dict[int, tuple[float, str]] = {}
    for r in rate.itertuples():
        same = value[(value.year == r.year) & (value.source == r.source)]
        if len(same):
            found.setdefault(int(r.year) - 1, (float(same.value.iloc[0]) / (1 + r.value / 100), r.source))
    return found


def turnover(sel: Selection) -> Indicator:
    """Turnover by year as each side reports it, a compilation beside it, the gap where both did."""
    own, before = reported(sel), compiled(sel)
    a, b = by_year(own, sel.a), by_year(own, sel.b)
    frame = pd.concat([own, before], ignore_index=True) if len(before) else own
    frame = frame[[int(p) >= sel.turning_point - _YEARS_BEFORE for p in frame.period]].reset_index(drop=True)
    findings = Findings()
    years = comparable(a, b)
    if years:
        last = years[-1]
        known: dict[str, Value] = {
            "year": Year(last),
            "a": Country(sel.a),
            "b": Country(sel.b),
            "value_a": stated(a[last], usd),
            "value_b": stated(b[last], usd),
            "gap": usd(abs(a[last].value - b[last].value)),
        }
        text = (
            _(
                "{year} is the only year for which the statistics offices of both sides are named. {a}: "
                "{value_a}. {b}: {value_b}. The figures are rounded; the gap is about {gap}.",
                **known,
            )
            if len(years) == 1
            else _(
                "{year} is the latest year for which the statistics offices of both sides are named. {a}: "
                "{value_a}. {b}: {value_b}. The figures are rounded; the gap is about {gap}.",
                **known,
            )
        )
        findings.add("turnover_latest", text, a[last], b[last])
    for code, mine in ((sel.a, a), (sel.b, b)):
        later = {y: r for y, r in mine.items() if y > sel.turning_point}
        if len(later) > 1:
            first, last, top = min(later), max(later), max(later, key=lambda y: later[y].value)
            findings.add(
                f"turnover_since_{code.lower()}",
                _(
                    "{country}: the first figure after {turning_point} is {first_value} ({first}), the "
                    "latest {last_value} ({last}), the highest {top_value} ({top}).",
                    country=Country(code),
                    turning_point=Year(sel.turning_point),
                    first=Year(first),
                    last=Year(last),
                    top=Year(top),
                    first_value=stated(later[first], usd),
                    last_value=stated(later[last], usd),
                    top_value=stated(later[top], usd),
                ),
                later[first],
                later[last],
                later[top],
            )
    for code, partner, mine in ((sel.a, sel.b, a), (sel.b, sel.a, b)):
        for year, (value, source) in implied(sel, code, partner).items():
            row = mine.get(year)
            if row is not None and row.mark and abs(row.value - value) > 0.05 * value:
                findings.add(
                    f"turnover_doubt_{code.lower()}_{year}",
                    _(
                        "{country}: for {year} the figure used is {value}, and its statistics office is not "
                        "named. The office's figure for {next} and its growth imply {implied}.",
                        country=Country(code),
                        year=Year(year),
                        value=stated(row, usd),
                        next=Year(year + 1),
                        implied=usd(float(f"{value:.3g}")),
                    ),
                    row,
                    source,
                )
    _compiled_from_partner(sel, findings)
    _spread(sel, findings)
    return Indicator(
        "turnover",
        THEME,
        _("Trade turnover of {a} and {b}, by reporter", a=Country(sel.a), b=Country(sel.b)),
        frame,
        chart=Chart(
            "lines",
            unit="USD",
            labels={COMPILED: _("a compilation: imports of both added up")} if len(before) else {},
            turning_point=True,
            gap=(sel.a, sel.b),
        ),
        findings=tuple(findings),
        note=_(
            "One figure per side and year: its statistics office first, then its customs, its other bodies "
            "and others. A compilation puts the partner's figures in place of what a country did not report, "
            "so it is no report of either side. Figures of low confidence and part-years are not drawn."
        ),
    )


def _compiled_from_partner(sel: Selection, findings: Findings) -> None:
    """Where a compilation's imports are 1.10 times the exports that the partner itself reported."""
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        into, out = numbers(sel, "imports", reporter, partner), numbers(sel, "exports", partner, reporter)
        into = into[into.statistics_owner.isin(COMPILATIONS) & into.year.notna()]
        out = pick(sel, out).set_index("year")
        same = [r for r in into.itertuples() if r.year in out.index]
        lifted = [r for r in same if abs(r.value / out.value[r.year] - _UPLIFT) < 0.005]
        if lifted:
            findings.add(
                f"compiled_{reporter.lower()}",
                _(
                    "The compilation's imports of {a} from {b} are {times} times the exports that {b} "
                    "reported, in {years} ({k} of {n} years with both). In those years they are no report of "
                    "{a}.",
                    a=Country(reporter),
                    b=Country(partner),
                    times=Number(_UPLIFT, 2),
                    years=Join([Year(int(r.year)) for r in lifted]),
                    k=Number(len(lifted)),
                    n=Number(len(same)),
                ),
                *lifted,
                *(out.source[r.year] for r in lifted),
            )


def _spread(sel: Selection, findings: Findings) -> None:
    """How many years have figures that differ, low confidence left out, and where they differ most."""
    rows = between(sel, "turnover")
    rows = rows[rows.year.notna() & (rows.confidence != "low") & (rows.year >= sel.turning_point)]
    spread = {int(y): mine.sort_values("value", kind="stable") for y, mine in rows.groupby("year")}
    several = {y: m for y, m in spread.items() if m.value.iloc[-1] > 1.05 * m.value.iloc[0]}
    if several:
        year = max(several, key=lambda y: several[y].value.iloc[-1] / several[y].value.iloc[0])
        low, high = several[year].iloc[0], several[year].iloc[-1]
        findings.add(
            "turnover_spread",
            _(
                "In {k} of {n} full years since {since} the figures found lie more than {limit} apart. They "
                "lie furthest apart, by ratio, in {year}: {low} and {high}.",
                k=Number(len(several)),
                n=Number(len(spread)),
                since=Year(sel.turning_point),
                limit=Percent(5),
                year=Year(year),
                low=stated(low, usd),
                high=stated(high, usd),
            ),
            low,
            high,
        )


def turnover_figures(sel: Selection) -> Indicator:
    """Every full-year figure of turnover, exports and imports that was found, with its owner."""
    rows = between(sel, *FLOW_WORDS)
    rows = rows[rows.year.notna() & (rows.year >= sel.turning_point)]
    keys = ["year", "indicator", "reporter", "value", "statistics_owner"]
    out = []
    for key, mine in rows.groupby(keys, sort=True):
        k = dict(zip(keys, key, strict=True))
        mine = mine.sort_values("confidence", key=lambda c: c.map(TRUST), kind="stable")
        out.append(
            (
                str(int(k["year"])),
                FLOW_WORDS[k["indicator"]],
                side(mine.iloc[0]),
                amount(mine.iloc[0]),
                k["value"],
                k["statistics_owner"],
                mine.confidence.iloc[0],
                Number(releases(sel, mine)),
                joined(mine),
            )
        )
    frame = frame_of(out, "period flow reporter amount value statistics_owner confidence releases source")
    return Indicator(
        "turnover_figures",
        THEME,
        _("Full-year figures since {year}, by whose they are", year=Year(sel.turning_point)),
        frame,
        table=Table(
            (
                Column("period", _("Year"), "period"),
                Column("flow", _("Flow"), "value"),
                Column("reporter", REPORTER.header, "value"),
                Column("amount", _("Figure"), "value"),
                OWNER,
                CONFIDENCE,
                RELEASES,
                SOURCE,
            )
        ),
    )


def side(row: Any) -> Value:
    """Whose statistics a row belongs to: the reporter, unless the note says that no side was stated."""
    return _("side not stated") if "side not stated" in row.note else Country(row.reporter)


FLOW_WORDS = {"turnover": _("turnover"), "exports": _("exports"), "imports": _("imports")}


def directions(sel: Selection, name: str, goods: str, title: Message, note: Message | None) -> Indicator:
    """Goods in both directions, each twice: exports by the origin, imports by the destination."""
    wanted, labels, ways = {}, {}, ((sel.b, sel.a), (sel.a, sel.b))
    for origin, target in ways:
        for flow, reporter, partner in (("exports", origin, target), ("imports", target, origin)):
            code = f"{origin}-{target} {flow}"
            rows = numbers(sel, f"{flow}{goods}", reporter, partner)
            wanted[code] = rows[rows.year >= sel.turning_point] if not goods else rows
            labels[code] = _(
                "{origin} to {target}, by {reporter}",
                origin=Country(origin),
                target=Country(target),
                reporter=Country(reporter),
            )
    frame, findings = lines_of(sel, wanted), Findings()
    for origin, target in ways:
        gave, took = (by_year(frame, f"{origin}-{target} {flow}") for flow in ("exports", "imports"))
        known: dict[str, Value] = {"origin": Country(origin), "target": Country(target)}
        both = sorted(set(gave) & set(took))
        if goods:
            both = [y for y in both if gave[y].statistics_owner == took[y].statistics_owner]
        else:
            both = comparable(gave, took)
        if not both:
            continue
        last = both[-1]
        known |= {
            "year": Year(last),
            "gave": stated(gave[last], usd),
            "took": stated(took[last], usd),
        }
        text = (
            _(
                "From {origin} to {target} in {year}: {origin} has {gave}, {target} {took}. Both are lower "
                "bounds, so they give no gap.",
                **known,
            )
            if goods
            else _(
                "From {origin} to {target} in {year}: {origin} has exports of {gave}, {target} imports of "
                "{took}. The gap is about {gap}.",
                gap=usd(float(f"{abs(gave[last].value - took[last].value):.1g}")),
                **known,
            )
        )
        findings.add(f"{name}_{origin.lower()}_{target.lower()}", text, gave[last], took[last])
    return Indicator(
        name,
        THEME,
        title,
        frame,
        chart=Chart(
            "lines",
            unit="USD",
            labels=labels,
            turning_point=True,
            gap=() if goods else tuple(wanted),
        ),
        findings=tuple(findings),
        note=note,
    )


def mirror(sel: Selection) -> Indicator:
    """Goods in both directions since the turning point, as the exporter and as the importer report them."""
    title = _("Goods in each direction, by the exporter and by the importer")
    return directions(sel, "mirror", "", title, None)


def growth(sel: Selection) -> Indicator:
    """Stated growth rates of turnover, set against each other where they are for the same year."""
    rows = between(sel, "turnover_growth")
    first = sel.turning_point - 1  # the year before is what the turning point's own rate starts from
    late = where(rows, (sel.year(p) >= first for p in rows.period))
    frame = as_stated(late, {"turnover_growth": _("turnover")})
    frame = frame.assign(reporter=pd.Series([side(r) for r in frame.itertuples()], index=frame.index))
    findings = Findings()
    full = where(rows, rows.year.notna() & (rows.confidence != "low"))
    spread = full.groupby("year").value.agg(["min", "max"])
    spread = spread[spread["max"] > spread["min"]]
    if len(spread):
        year = (spread["max"] - spread["min"]).idxmax()
        mine = full[full.year == year].sort_values("value", kind="stable")
        low, high = mine.iloc[0], mine.iloc[-1]
        findings.add(
            "growth_spread",
            _(
                "The growth rates stated for one year lie furthest apart in {year}: {low} ({low_side}) and "
                "{high} ({high_side}).",
                year=Year(int(year)),
                low=stated(low, Percent),
                low_side=side(low),
                high=stated(high, Percent),
                high_side=side(high),
            ),
            low,
            high,
        )
    return Indicator(
        "growth",
        THEME,
        _("Stated growth of turnover, against the same period a year before"),
        frame[["period", "reporter", *STATED]],
        table=Table(
            (
                PERIOD,
                Column("reporter", REPORTER.header, "value"),
                Column("amount", _("Growth"), "value"),
                OWNER,
                CONFIDENCE,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "A rate is for its own period: part-years are listed and never compared with years. Where a page "
            "says “since the start of the year”, its months are taken from the day it was said."
        ),
    )
