"""Freight and energy carried between the two and across them."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Number, Period, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import OWNER, PERIOD, REPORTER, SOURCE
from bilateral.themes.economy.drawn import POINTS, THEME, as_stated, by_year, lines_of, numbers
from bilateral.themes.rows import Findings, between, commitment_sources, frame_of


def _single(sel: Selection, indicator: str, code: str) -> pd.DataFrame:
    """One line for a number of the pair whichever side reports it; the side with more years is taken."""
    sides = [numbers(sel, indicator, r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))]
    best = max(sides, key=lambda f: (f.year.notna().sum(), len(f)))
    # carriers and ministries count these, no statistics office: no mark
    return lines_of(sel, {code: best}).assign(mark="")


def freight(sel: Selection) -> Indicator:
    """Rail freight between the two by full year; pledged tonnage in a finding."""
    frame = _single(sel, "freight_rail", "freight_rail")
    mine, findings = by_year(frame, "freight_rail"), Findings()
    rows = between(sel, "freight_rail", "freight_rail_growth")
    if len(mine) > 1:
        first, last = min(mine), max(mine)
        findings.add(
            "freight_change",
            _(
                "Rail freight is put at {old} million tonnes for {first} and {new} million tonnes for "
                "{last}; for {missing} of the years between them no full-year figure was found.",
                old=Number(mine[first].value / 1e6, 1),
                new=Number(mine[last].value / 1e6, 1),
                first=Year(first),
                last=Year(last),
                missing=Number(last - first - 1 - sum(1 for y in mine if first < y < last)),
            ),
            mine[first],
            mine[last],
        )
        rate = rows[(rows.indicator == "freight_rail_growth") & (rows.year == last)]
        said = rows[(rows.indicator == "freight_rail") & (rows.year == last - 1)]
        if len(rate) and len(said):
            findings.add(
                "freight_conflict",
                _(
                    "The figure and the growth stated for {last} imply {implied} million tonnes for "
                    "{before}; another source gives {said} million tonnes for that year. The two do not "
                    "count the same thing, or one is wrong.",
                    last=Year(last),
                    before=Year(last - 1),
                    implied=Number(mine[last].value / (1 + rate.value.iloc[0] / 100) / 1e6, 1),
                    said=Number(said.value.iloc[0] / 1e6, 1),
                ),
                mine[last],
                said,
                rate,
            )
    return Indicator(
        "freight",
        THEME,
        _("Rail freight between {a} and {b}, full years", a=Country(sel.a), b=Country(sel.b)),
        frame,
        chart=Chart("lines", unit="tonnes", labels={"freight_rail": _("rail freight")}, turning_point=True),
        findings=tuple(findings),
    )


_FREIGHT = {
    "freight_rail": _("rail freight"),
    "freight_rail_growth": _("growth of rail freight"),
    "freight_rail_exports": _("exports by rail"),
    "freight_rail_grain": _("grain by rail"),
    "freight_rail_coal": _("coal by rail"),
    "border_trains_daily": _("freight trains a day at a crossing"),
    "border_train_pairs_daily": _("pairs of trains a day at a crossing"),
    "wagons_waiting": _("wagons waiting at the border"),
    "gas_transit": _("gas carried across, cubic metres"),
    "oil_transit": _("oil carried across, tonnes"),
    "exports_oil_tonnes": _("own oil exported, tonnes"),
}


def freight_table(sel: Selection) -> Indicator:
    """Freight and energy figures as stated, part-years with their months."""
    frame = as_stated(between(sel, *_FREIGHT), _FREIGHT)
    order = {k: i for i, k in enumerate(_FREIGHT)}
    frame = frame.assign(order=frame.indicator.map(order)).sort_values(["order", "period"], kind="stable")
    return Indicator(
        "freight_table",
        THEME,
        _("Freight and energy figures as stated"),
        frame[["what", "period", "reporter", "amount", "value", "statistics_owner", "source"]],
        table=Table(
            (
                Column("what", _("What"), "value"),
                PERIOD,
                REPORTER,
                Column("amount", _("Figure"), "value"),
                OWNER,
                SOURCE,
            )
        ),
    )


def oil_transit(sel: Selection) -> Indicator:
    """Oil carried across one country to the other, with the years of a stated zero marked as zero."""
    frame = _single(sel, "oil_transit", "oil_transit")
    mine, findings = by_year(frame, "oil_transit"), Findings()
    zeros = sorted(y for y, r in mine.items() if r.value == 0)
    if zeros:
        top = max(mine, key=lambda y: mine[y].value)
        findings.add(
            "oil_zero",
            _(
                "Oil transit: the carrier itself states zero for {years}; the highest year is {top} with "
                "{value} tonnes.",
                years=Join([Year(y) for y in zeros]),
                top=Year(top),
                value=Number(mine[top].value),
            ),
            *(mine[y] for y in zeros),
            mine[top],
        )
    return Indicator(
        "oil_transit",
        THEME,
        _("Oil carried across one of the two countries to the other, full years"),
        frame,
        chart=Chart("lines", unit="tonnes", labels={"oil_transit": _("oil transit")}, turning_point=True),
        findings=tuple(findings),
    )


def gas_transit(sel: Selection) -> Indicator:
    """Gas carried across one country to the other: full years, plans at the year they are for."""
    frame = _single(sel, "gas_transit", "gas_transit").assign(role="value")
    plans = sel.joint(sel.commitments)
    plans = plans[(plans.indicator == "gas_transit") & plans.target.notna() & (plans.due != "")]
    cited = commitment_sources(sel)
    aims = frame_of(
        [
            (
                str(sel.year(r.due)),
                "gas_transit",
                r.target,
                "exact",
                "reported",
                "",
                "",
                cited.get(r.commitment_id, ""),
                "target",
            )
            for r in plans.itertuples()
        ],
        f"{POINTS} role",
    )
    rows, findings = between(sel, "gas_transit"), Findings()
    part = rows[rows.year.isna()]
    if len(part) and len(frame):
        full = by_year(frame, "gas_transit")
        last = max(full)
        findings.add(
            "gas_first",
            _(
                "Gas transit: {part} bn cubic metres in {period}, a part-year and not drawn; {full} bn in "
                "the full year {year}.",
                part=Number(part.value.iloc[0] / 1e9),
                period=Period(part.period.iloc[0]),
                full=Number(full[last].value / 1e9),
                year=Year(last),
            ),
            part,
            full[last],
        )
    return Indicator(
        "gas_transit",
        THEME,
        _("Gas carried across one of the two countries to the other: carried and planned"),
        pd.concat([frame, aims], ignore_index=True) if len(frame) and len(aims) else frame,
        chart=Chart("lines", unit="m3", labels={"gas_transit": _("gas transit")}, turning_point=True),
        findings=tuple(findings),
    )
