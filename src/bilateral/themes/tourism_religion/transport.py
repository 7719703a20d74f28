"""Trains, buses, flights and crossings."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Capital, Day, Message, Number, Percent, Period, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import PERIOD, SOURCE
from bilateral.themes.rows import (
    Findings,
    acts,
    between,
    count,
    event_title,
    joined,
    stated,
    where,
    with_sources,
)
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
        before = where(frame, (sel.year(d) < sel.turning_point for d in frame.date))
        findings.add(
            "transport_steps",
            _(
                "The record holds {n} dated steps in transport, {before} of them before {year}; {closed} are "
                "closures and {opened} reopenings.",
                n=Number(len(frame)),
                before=Number(len(before)),
                year=Year(sel.turning_point),
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
    names = ["flights_weekly", "flights_permitted_weekly"]
    rows = between(sel, *names)
    rows = rows.assign(year=[sel.year(p) for p in rows.period]).sort_values(["period", "observation_id"])
    rows = rows.assign(source=rows.groupby(["indicator", "period", "value"]).source.transform(joined))
    last = rows.drop_duplicates(["indicator", "year"], keep="last")
    frame = last.assign(series=last.indicator).sort_values(["series", "year"], ascending=[False, True])
    findings = Findings()
    flown = frame[frame.series == names[0]]
    if len(flown) > 1:
        start, end = flown.iloc[0], flown.iloc[-1]
        findings.add(
            "flights_flown",
            _(
                "Flights a week between the two countries: {start} in {start_period}, {end} in {end_period}.",
                start=stated(start),
                start_period=Period(start.period),
                end=stated(end),
                end_period=Period(end.period),
            ),
            start.source,
            end.source,
        )
    ceiling = frame[frame.series == names[1]]
    if len(ceiling) and len(flown):
        top, end = ceiling.iloc[-1], flown.iloc[-1]
        findings.add(
            "flights_ceiling",
            _(
                "The ceiling agreed for {period} is {ceiling} flights a week; the last figure of flights "
                "flown is {flown} ({flown_period}), or {share} of it.",
                period=Period(top.period),
                ceiling=Number(top.value),
                flown=stated(end),
                flown_period=Period(end.period),
                share=Percent(100 * end.value / top.value),
            ),
            top.source,
            end.source,
        )
    return Indicator(
        "flights",
        THEME,
        _("Flights a week between the two countries"),
        frame[["period", "series", "value", "qualifier", "statistics_owner", "source"]].reset_index(
            drop=True
        ),
        chart=Chart(
            "lines",
            unit="count",
            labels={names[0]: _("flown"), names[1]: _("permitted: a ceiling")},
            y_label=_("Flights a week"),
            turning_point=True,
        ),
        findings=tuple(findings),
        note=_("The last figure of each year; years without a mark hold no figure that we found."),
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
