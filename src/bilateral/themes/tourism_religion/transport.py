"""Trains, buses, flights and crossings."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Capital, Day, Join, Message, Number, Percent, Period, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import OWNER, PERIOD, SOURCE
from bilateral.themes.rows import Findings, acts, between, count, event_title, joined, stated, with_sources
from bilateral.themes.tourism_religion.shared import THEME
from bilateral.vocabulary import word

_TRANSPORT_KINDS = ("transport_step", "announcement", "agreement", "closure", "reopening")

_CROSSINGS: dict[str, Message] = {
    "border_crossings": _("persons through one crossing"),
    "crossings_cars": _("cars through one crossing"),
    "crossings_buses": _("buses through one crossing"),
    "crossings_per_day": _("persons a day at one crossing, one way"),
    "crossing_points": _("crossing points on the common border"),
    "bus_routes": _("bus routes between the two countries"),
    "trains_weekly": _("passenger trains a week"),
}


def transport(sel: Selection) -> Indicator:
    """Trains, buses, flights and crossings: what was announced, what ran, what closed and reopened."""
    steps = acts(sel, THEME, *_TRANSPORT_KINDS)
    steps = steps[(steps.kind != "agreement") | (steps.level == "agency")]
    shut = sel.joint(sel.events)
    shut = shut[(shut.theme != THEME) & shut.kind.isin(["closure", "reopening"])]
    frame = pd.concat([steps, with_sources(sel, shut)], ignore_index=True)
    frame = frame.assign(lane=frame.kind).sort_values(["date", "event_id"])
    order = {kind: i for i, kind in enumerate(_TRANSPORT_KINDS)}
    frame = frame.sort_values("lane", key=lambda s: s.map(order), kind="stable")
    findings = Findings()
    if len(frame):
        findings.add(
            "transport_steps",
            _(
                "The record of transport holds {n} dated steps, the first of {first}; {closed} are closures "
                "and {opened} reopenings. What ran before the first step is not in it.",
                n=Number(len(frame)),
                first=Day(frame.date.min()),
                closed=count(frame.kind == "closure"),
                opened=count(frame.kind == "reopening"),
            ),
            frame.source,
        )
    shut = frame[(frame.kind == "closure") & (frame.end_date != "")]
    for i, row in enumerate(shut.itertuples(), 1):
        findings.add(
            f"closure_{i}",
            _(
                "{title}: from {start} to {end}, {days} days.",
                title=event_title(row),
                start=Day(row.date),
                end=Day(row.end_date),
                days=Number((span(row.end_date)[1] - span(row.date)[0]).days),
            ),
            row.source,
        )
    return Indicator(
        "transport",
        THEME,
        _("Trains, buses, flights and crossings: dated steps"),
        frame[["date", "lane", "event_id", "title", "source"]].reset_index(drop=True),
        chart=Chart(
            "timeline",
            labels={kind: Capital(word("kind", kind)) for kind in _TRANSPORT_KINDS},
            turning_point=True,
        ),
        findings=tuple(findings),
    )


def flights(sel: Selection) -> Indicator:
    """Flights a week on all routes: flown, and permitted by the aviation authorities (a ceiling)."""
    flown, ceiling = "flights_weekly", "flights_permitted_weekly"
    rows = between(sel, flown, ceiling)
    keys = ["indicator", "period", "value"]
    # an owner that is named comes before one that is not
    rows = rows.assign(unnamed=rows.statistics_owner == "unknown").sort_values([*keys, "unnamed"])
    rows = rows.assign(source=rows.groupby(keys).source.transform(joined)).drop_duplicates(keys)
    names = {flown: _("flown"), ceiling: _("permitted: a ceiling")}
    frame = rows.assign(
        what=[names[i] for i in rows.indicator], count=[stated(r) for r in rows.itertuples()]
    ).sort_values(["indicator", "period"], ascending=[False, True])
    findings = Findings()
    real, top = frame[frame.indicator == flown], frame[frame.indicator == ceiling]
    if len(real) > 1:
        later = real.iloc[1:]
        findings.add(
            "flights_flown",
            _(
                "Flights a week between the two countries: {figures}. From {period} on the figures lie "
                "between {low} and {high}.",
                figures=Join(
                    [_("{n} ({period})", n=stated(r), period=Period(r.period)) for r in real.itertuples()]
                ),
                period=Period(later.period.iloc[0]),
                low=Number(later.value.min()),
                high=Number(later.value.max()),
            ),
            real,
        )
    if len(top) and len(real):
        agreed, end = top.iloc[-1], real.iloc[-1]
        findings.add(
            "flights_ceiling",
            _(
                "The ceiling agreed in {period} is {ceiling} flights a week; the last figure of flights "
                "flown is {flown} ({flown_period}), about {share} of it. Whether both count the flights of "
                "the airlines of both countries in the same way is not stated.",
                period=Period(agreed.period),
                ceiling=Number(agreed.value),
                flown=stated(end),
                flown_period=Period(end.period),
                share=Percent(100 * end.value / agreed.value, 0),
            ),
            agreed.source,
            end.source,
        )
    return Indicator(
        "flights",
        THEME,
        _("Flights a week between the two countries"),
        frame[["what", "period", "count", "statistics_owner", "source", "indicator", "value"]].reset_index(
            drop=True
        ),
        table=Table(
            (
                Column("what", _("What"), "value"),
                PERIOD,
                Column("count", _("Flights a week"), "value"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_("Planned services are not counted here: they stand among the announcements with a date."),
    )


def crossings(sel: Selection) -> Indicator:
    """Counts at crossings and of routes, as a table: too few and too unlike for a chart."""
    rows = between(sel, *_CROSSINGS)
    keys = ["indicator", "period", "value", "qualifier", "statistics_owner"]
    told = rows.groupby(keys, sort=False, as_index=False).agg(source=("source", joined))
    told = told.sort_values(["period", "indicator", "value"]).reset_index(drop=True)
    frame = told.assign(
        what=[Capital(_CROSSINGS[i]) for i in told.indicator],
        count=[stated(r) for r in told.itertuples()],
        owner=told.statistics_owner,
    )
    return Indicator(
        "crossings",
        THEME,
        _("Crossings, buses and trains in numbers"),
        frame[["period", "what", "count", "owner", "source", "indicator", "value"]],
        table=Table(
            (
                PERIOD,
                Column("what", _("What is counted"), "value"),
                Column("count", _("Value"), "value"),
                Column("owner", _("Statistics owner"), "word", "owner"),
                SOURCE,
            )
        ),
    )
