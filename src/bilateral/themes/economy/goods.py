"""What is traded: farm and food goods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Capital, Country, Year, _
from bilateral.themes import Chart, Indicator
from bilateral.themes.economy.drawn import POINTS, THEME, pick, point, usd
from bilateral.themes.economy.trade import mirrored
from bilateral.themes.rows import Findings, between, frame_of
from bilateral.vocabulary import word


def agrifood_in(sel: Selection) -> Indicator:
    """Farm and food goods from b to a as both report them (lower bounds)."""
    title = _("Farm and food goods from {origin} to {target}", origin=Country(sel.b), target=Country(sel.a))
    return mirrored(sel, "agrifood_in", sel.b, sel.a, "_agrifood", title)


_GOODS = {
    "exports_wheat": _("wheat"),
    "exports_flour_starch": _("flour, starch and other food products"),
    "exports_processed_food": _("processed meat, fish, fruit, vegetables, oils and fats"),
    "exports_sunflower_seed": _("sunflower seed"),
}


def goods(sel: Selection) -> Indicator:
    """Main farm and food goods by value from the side that exports more of them (a year's largest only)."""
    rows = between(sel, *_GOODS)
    totals = rows.groupby("reporter").value.sum()
    findings = Findings()
    points: list[Sequence[Any]] = []
    origin = str(totals.idxmax()) if len(totals) else sel.a
    for code in _GOODS:
        for r in pick(sel, rows[(rows.reporter == origin) & (rows.indicator == code)]).itertuples():
            points.append(point(r, str(int(r.year)), code))
    frame = frame_of(points, POINTS).assign(mark="")
    if len(frame):
        years = sorted(set(frame.period))
        absent = [str(y) for y in range(int(years[0]), int(years[-1]) + 1) if str(y) not in years]
        lead = frame[frame.period == years[-1]].sort_values("value").iloc[-1]
        first = frame[(frame.series == lead.series) & (frame.period == years[0])]
        top = frame[frame.series == lead.series].sort_values("value").iloc[-1]
        findings.add(
            "goods_lead",
            _(
                "{good}: the largest of the goods listed in {last} with {new}; {old} in {first}, highest "
                "{high} in {top}.",
                good=Capital(_GOODS[lead.series]),
                last=Year(int(years[-1])),
                first=Year(int(years[0])),
                top=Year(int(top.period)),
                new=usd(lead.value),
                old=usd(first.value.iloc[0]) if len(first) else word("status", "not_found"),
                high=usd(top.value),
            ),
            lead.source,
            first,
            top.source,
        )
        frame = pd.concat(
            [frame, frame_of([(y, lead.series, None, "", "not_found", "", "", "") for y in absent], POINTS)],
            ignore_index=True,
        )
    return Indicator(
        "goods",
        THEME,
        _("{country}: main farm and food exports to the other country", country=Country(origin)),
        frame,
        chart=Chart("bars", unit="USD", labels=_GOODS),
        findings=tuple(findings),
        note=_(
            "Lower bounds: the copy of the trade matrix keeps only the larger flows. Goods beyond the listed "
            "ones are not shown."
        ),
    )
