"""Freight and energy carried between the two and across them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Period, Value, Year, _
from bilateral.themes import Column, Indicator, Table
from bilateral.themes.columns import OWNER, PERIOD, SOURCE
from bilateral.themes.economy.drawn import THEME, as_stated, by_year, lines_of, numbers, pick
from bilateral.themes.rows import Findings, between, commitment_sources, frame_of, stated


def _tonnes(value: float) -> Value:
    return _("{n} million tonnes", n=Number(value / 1e6, 1))


def _single(sel: Selection, indicator: str, code: str) -> pd.DataFrame:
    """One line for a number of the pair whichever side reports it; the side with more years is taken."""
    sides = [numbers(sel, indicator, r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))]
    best = max(sides, key=lambda f: (f.year.notna().sum(), len(f)))
    # carriers and ministries count these, no statistics office: no mark
    return lines_of(sel, {code: best}).assign(mark="")


def freight(sel: Selection) -> Indicator:
    """Freight between the two as stated, part-years with their months."""
    frame = _single(sel, "freight_rail", "freight_rail")
    mine, findings = by_year(frame, "freight_rail"), Findings()
    rows = between(sel, "freight_rail", "freight_rail_growth")
    if len(mine) > 1:
        first, last = min(mine), max(mine)
        findings.add(
            "freight_change",
            _(
                "Rail freight is put at {old} for {first} and {new} for {last}; for {missing} of the "
                "years between them no full-year figure was found.",
                old=stated(mine[first], _tonnes),
                new=stated(mine[last], _tonnes),
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
                    "The figure and the growth stated for {last} imply {implied} for {before}; another "
                    "source gives {said} for that year. The two do not "
                    "count the same thing, or one is wrong.",
                    last=Year(last),
                    before=Year(last - 1),
                    implied=_tonnes(mine[last].value / (1 + rate.value.iloc[0] / 100)),
                    said=stated(said.iloc[0], _tonnes),
                ),
                mine[last],
                said,
                rate,
            )
    pledged = sel.joint(sel.commitments)
    pledged = pledged[(pledged.indicator == "freight_rail") & pledged.target.notna()]
    cited = commitment_sources(sel)
    for p in pledged.itertuples():
        findings.add(
            "freight_goal",
            _(
                "In {year} the sides named {target} a year as their goal for rail freight.",
                year=Year(sel.year(p.date)),
                target=_tonnes(p.target),
            ),
            cited.get(p.commitment_id, ""),
        )
    return _listed(
        sel,
        "freight",
        _("Freight between {a} and {b} as stated", a=Country(sel.a), b=Country(sel.b)),
        _FREIGHT,
        findings,
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
}


_ENERGY = {
    "gas_transit": _("gas carried across, cubic metres"),
    "oil_transit": _("oil carried across, tonnes"),
    "exports_oil_tonnes": _("own oil exported, tonnes"),
    "electricity_supply": _("electricity, kilowatt-hours"),
}


def _listed(
    sel: Selection, name: str, title: Message, words: Mapping[str, Value], findings: Findings
) -> Indicator:
    """A table of figures as stated and of what was planned, by subject and period."""
    rows = as_stated(between(sel, *words), words).assign(status="reported")
    plans = sel.joint(sel.commitments)
    plans = plans[plans.indicator.isin(list(words)) & plans.target.notna()]
    cited = commitment_sources(sel)
    columns = "indicator period what amount value status statistics_owner source"
    planned = frame_of(
        [
            (
                p.indicator,
                p.due or p.date,
                words[p.indicator],
                Number(p.target),
                None,
                "planned",
                "",
                cited.get(p.commitment_id, ""),
            )
            for p in plans.itertuples()
        ],
        columns,
    )
    both = [f for f in (rows[columns.split()], planned) if len(f)]
    frame = pd.concat(both, ignore_index=True) if both else planned
    order = {k: i for i, k in enumerate(words)}
    frame = frame.assign(order=frame.indicator.map(order)).sort_values(["order", "period"], kind="stable")
    return Indicator(
        name,
        THEME,
        title,
        frame[["what", "period", "amount", "value", "status", "statistics_owner", "source"]],
        table=Table(
            (
                Column("what", _("What"), "value"),
                PERIOD,
                Column("amount", _("Figure"), "value"),
                Column("status", _("Status"), "mark"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_("A plan stands at the period for which it is due, or at its own date if none was named."),
    )


def _origin(sel: Selection, indicator: str) -> Value | None:
    """The third country that the plans about goods carried across name, or None."""
    plans = sel.joint(sel.commitments)
    named = {c for p in plans[plans.indicator == indicator].countries for c in p.split(";")}
    third = sorted(named - {sel.a, sel.b})
    return Join([Country(c) for c in third]) if third else None


def energy(sel: Selection) -> Indicator:
    """Oil and gas carried across one country to the other and electricity, carried and planned."""
    findings = Findings()
    gas, origin = between(sel, "gas_transit"), _origin(sel, "gas_transit")
    part, full = gas[gas.year.isna()], pick(sel, gas)
    if len(gas) and origin is not None:
        findings.add(
            "energy_origin",
            _(
                "The gas and oil carried come from a third country, {origin}: the flow goes across {across} "
                "to {target} and is no trade between the two.",
                origin=origin,
                across=Country(gas.reporter.iloc[0]),
                target=Country(gas.partner.iloc[0]),
            ),
            gas,
            between(sel, "oil_transit"),
        )
    if len(part) and len(full):
        last = full.iloc[-1]
        findings.add(
            "gas_first",
            _(
                "Gas: {part} bn cubic metres in {period}, which is a part-year; {full} bn in the full year "
                "{year}.",
                part=Number(part.value.iloc[0] / 1e9),
                period=Period(part.period.iloc[0]),
                full=Number(last.value / 1e9),
                year=Year(int(last.year)),
            ),
            part,
            last,
        )
    oil = pick(sel, between(sel, "oil_transit"))
    zeros = oil[oil.value == 0]
    if len(zeros):
        top = oil.loc[oil.value.idxmax()]
        findings.add(
            "oil_zero",
            _(
                "Oil: the carrier states that it carried none in {years}; the highest year is {top} with "
                "{value} tonnes.",
                years=Join([Year(int(y)) for y in zeros.year]),
                top=Year(int(top.year)),
                value=Number(top.value),
            ),
            zeros,
            top,
        )
    power = sel.joint(sel.commitments)
    power = power[(power.indicator == "electricity_supply") & power.target.notna()]
    for p in power.itertuples():
        findings.add(
            "power_planned",
            _(
                "Electricity: about {n} million kilowatt-hours are agreed for delivery up to {due}. No "
                "figure of electricity delivered was found.",
                n=Number(p.target / 1e6),
                due=Period(p.due),
            ),
            commitment_sources(sel).get(p.commitment_id, ""),
        )
    return _listed(sel, "energy", _("Oil, gas and electricity: carried and planned"), _ENERGY, findings)
