"""The size of the two economies: product and population."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Money, Number, Percent, Value, Year, _
from bilateral.themes import Chart, Indicator
from bilateral.themes.economy.drawn import POINTS, THEME, by_year, lines_of
from bilateral.themes.economy.trade import reported
from bilateral.themes.economy.world import with_world
from bilateral.themes.rows import Findings, frame_of


def _size(sel: Selection, indicator: str) -> pd.DataFrame:
    """One line per country from the one owner that has most years of both, so that no line mixes owners."""
    rows = sel.observations[
        (sel.observations.indicator == indicator) & sel.observations.reporter.isin([sel.a, sel.b])
    ]
    if rows.empty:
        return frame_of([], POINTS)
    owner = rows.groupby("statistics_owner").size().idxmax()
    rows = rows[rows.statistics_owner == owner]
    rows = rows.assign(year=[sel.full_year(p) for p in rows.period])
    frames = {c: rows[rows.reporter == c] for c in (sel.a, sel.b)}
    return lines_of(sel, frames).assign(mark="")


def _size_findings(
    sel: Selection, name: str, frame: pd.DataFrame, write: Callable[[float], Value]
) -> Findings:
    findings = Findings()
    a, b = by_year(frame, sel.a), by_year(frame, sel.b)
    common = sorted(set(a) & set(b))
    if common:
        year = common[-1]
        large, small = sorted((sel.a, sel.b), key=lambda c: -(by_year(frame, c)[year].value))
        high, low = by_year(frame, large)[year], by_year(frame, small)[year]
        findings.add(
            f"{name}_latest",
            _(
                "{year}: {large} {high}, {small} {low}. The first is {ratio} times as large.",
                year=Year(year),
                large=Country(large),
                small=Country(small),
                high=write(high.value),
                low=write(low.value),
                ratio=Number(high.value / low.value, 1),
            ),
            high,
            low,
        )
    return findings


def gdp(sel: Selection) -> Indicator:
    """Gross domestic product of both in current dollars, and turnover beside it."""
    sel = with_world(sel, "macro")
    frame = _size(sel, "gdp")
    findings = _size_findings(sel, "gdp", frame, Money)
    people = _size(sel, "population")
    findings += _size_findings(sel, "population", people, Number)
    trade = reported(sel)
    for code in (sel.a, sel.b):
        size, flow = by_year(frame, code), by_year(trade, code)
        common = sorted(set(size) & set(flow))
        if common:
            year = common[-1]
            findings.add(
                f"trade_to_gdp_{code.lower()}",
                _(
                    "{country}: trade with the other country, by the figure used here, equals {percent} of "
                    "gross domestic product in {year}.",
                    country=Country(code),
                    percent=Percent(100 * flow[year].value / size[year].value),
                    year=Year(year),
                ),
                flow[year],
                size[year],
            )
        years = sorted(size)
        drops = [(y, size[y].value / size[y - 1].value) for y in years if y - 1 in size]
        if drops:
            worst, ratio = min(drops, key=lambda d: d[1])
            if ratio < 0.8:
                findings.add(
                    f"gdp_drop_{code.lower()}",
                    _(
                        "{country}: gross domestic product in dollars falls most in {year}, by {percent}; "
                        "dollars at the exchange rate of the day can move without output moving as much.",
                        country=Country(code),
                        year=Year(worst),
                        percent=Percent(100 * (1 - ratio)),
                    ),
                    size[worst],
                    size[worst - 1],
                )
    return Indicator(
        "gdp",
        THEME,
        _("Gross domestic product in current US dollars"),
        frame,
        chart=Chart("lines", unit="USD", turning_point=True),
        findings=tuple(findings),
    )
