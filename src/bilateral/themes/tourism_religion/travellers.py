"""Travellers in both directions, as their counts are published: visits, entries, departures, purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any

import babel.dates
import pandas as pd

from bilateral import messages
from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Capital, Message, Number, Percent, Period, Value, Year, _
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import PERIOD, SOURCE
from bilateral.themes.rows import Findings, between, count, frame_of, ids, joined, releases, stated, where
from bilateral.themes.tourism_religion.shared import THEME, route, way
from bilateral.vocabulary import qualified, word

# What is counted, and whether the country of origin counts (then it is the reporter).
_COUNTS: dict[str, Message] = {
    "visitors": _("visits for tourism, visits to relatives included"),
    "entries": _("entries over the border"),
    "departures": _("departures for tourism, counted by the country of origin"),
    "visitors_registered": _("guests registered by hosts"),
    "visitors_tourists": _("tourists in a narrow count"),
    "visitors_relatives": _("visits to relatives"),
    "visitors_leisure": _("leisure"),
    "visitors_business": _("business"),
    "visitors_medical": _("treatment"),
    "visitors_study": _("study"),
    "visitors_commerce": _("commerce"),
}
_SHORT = {"visitors": _("visits"), "entries": _("entries"), "departures": _("departures")}
_PURPOSES = [name for name in _COUNTS if name not in ("visitors", "entries", "departures")][2:]


@dataclass(frozen=True)
class Months(Value):
    """The months of a period without its year: "January–July", "yanvar–iyul"."""

    first: int
    last: int

    def render(self, language: str) -> str:
        # Translators: CLDR pattern of a month beside another month; in Uzbek MMMM, in Russian LLLL
        pattern = _("LLLL").render(language)
        names = [
            babel.dates.format_date(date(2000, month, 1), pattern, messages.locale(language))
            for month in (self.first, self.last)
        ]
        return messages.normalise("–".join(dict.fromkeys(names)), language)


def traveller_counts(sel: Selection) -> pd.DataFrame:
    """Observations of travellers between the two countries, with origin, destination and exactness first."""
    rows = between(sel, *_COUNTS)
    leaving = rows.indicator == "departures"
    rows = rows.assign(
        origin=rows.reporter.where(leaving, rows.partner),
        destination=rows.partner.where(leaving, rows.reporter),
        rough=(rows.qualifier != "exact").astype(int),
    )
    return rows.sort_values(["period", "rough", "observation_id"]).reset_index(drop=True)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per count, period, owner and value; the sources of equal figures joined."""
    keys = ["origin", "destination", "indicator", "period", "statistics_owner", "value", "qualifier", "unit"]
    grouped = rows.groupby(keys, sort=False, as_index=False).agg(source=("source", joined))
    return grouped.sort_values(["period", "indicator"], kind="stable").reset_index(drop=True)


def _best(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The most exact figure of each group, with the sources that give just it."""
    told = rows.assign(all=rows.groupby([*keys, "value"], sort=False).source.transform(joined))
    return told.drop_duplicates(keys).assign(source=lambda f: f["all"]).drop(columns="all")


def _visitors(sel: Selection, name: str, origin: str, destination: str) -> Indicator:
    """Whole-year counts of one direction; a series never mixes owners or definitions."""
    rows = traveller_counts(sel)
    rows = rows[
        (rows.destination == destination) & rows.indicator.isin(["visitors", "entries", "departures"])
    ]
    rows = _best(rows[rows.year.notna()], ["year", "indicator", "statistics_owner"])
    frame = rows.assign(
        period=[str(int(y)) for y in rows.year],
        series=rows.indicator + "." + rows.statistics_owner,
        status="reported",
    )[["period", "series", "indicator", "statistics_owner", "value", "qualifier", "status", "source"]]
    labels: dict[str, Value] = {
        code: _(
            "{measure} ({owner})",
            measure=Capital(_SHORT[code.split(".")[0]]),
            owner=word("owner", code.split(".")[1]),
        )
        for code in dict.fromkeys(frame.series)
    }
    findings = Findings()
    if len(frame):
        years = sorted({int(p) for p in frame.period})
        gaps = [y for y in range(years[0], years[-1] + 1) if y not in years]
        findings.add(
            f"{name}_years",
            _(
                "{origin} → {destination}: for {n} of the {total} years from {first} to {last} a count of "
                "the whole year was found, from {owners} owners of statistics.",
                **route(origin, destination),
                n=Number(len(years)),
                total=Number(years[-1] - years[0] + 1),
                first=Year(years[0]),
                last=Year(years[-1]),
                owners=Number(frame.statistics_owner.nunique()),
            ),
            frame.source,
        )
        findings += _longest(frame, f"{name}_change", origin, destination)
        missing = pd.DataFrame({"period": [str(y) for y in gaps], "series": frame.series.iloc[0]})
        frame = pd.concat([frame, missing.assign(status="not_found")], ignore_index=True)
        frame = frame.fillna({"source": "", "statistics_owner": "", "indicator": "", "qualifier": ""})
    return Indicator(
        name,
        THEME,
        _("{origin} → {destination}: travellers in whole years", **route(origin, destination)),
        frame.sort_values(["period", "series"]).reset_index(drop=True),
        chart=Chart("lines", unit="persons", labels=labels, turning_point=True),
        findings=tuple(findings),
        note=_(
            "Visits include visits to relatives; departures are counted by the country of origin. Each owner "
            "and each way of counting is a series of its own, and points of different series must not be "
            "compared. A part of a year is not shown here. A cross marks a year without a count that we "
            "found."
        ),
    )


def _longest(frame: pd.DataFrame, name: str, origin: str, destination: str) -> list[Finding]:
    """First and last year of the series that spans most years, if any series has two."""
    spans = frame.groupby("series", sort=True).period.agg(lambda p: int(p.max()) - int(p.min()))
    if not len(spans) or spans.max() == 0:
        return []
    mine = frame[frame.series == spans.idxmax()].sort_values("period")
    first, last = mine.iloc[0], mine.iloc[-1]
    return [
        Finding(
            name,
            _(
                "{origin} → {destination}, {measure}: {start} in {start_year}, {end} in {end_year} (change "
                "{change}); both figures from one owner: {owner}.",
                **route(origin, destination),
                measure=_COUNTS[first.indicator],
                start=stated(first),
                start_year=Year(int(first.period)),
                end=stated(last),
                end_year=Year(int(last.period)),
                change=Percent(100 * (last.value / first.value - 1)),
                owner=word("owner", first.statistics_owner),
            ),
            ids([first.source, last.source]),
        )
    ]


def visitors_one_way(sel: Selection) -> Indicator:
    """Travellers to the one country of the pair (the first by code, whatever the order asked for)."""
    one, other = sorted((sel.a, sel.b))
    return _visitors(sel, "visitors_one_way", other, one)


def visitors_other_way(sel: Selection) -> Indicator:
    """Travellers in the other direction, whole years only."""
    one, other = sorted((sel.a, sel.b))
    return _visitors(sel, "visitors_other_way", one, other)


def same_months(sel: Selection) -> Indicator:
    """Part-years set beside the same months of other years: one owner, one definition, one direction a "
    "row."""
    rows = traveller_counts(sel)
    rows = rows[rows.indicator.isin(["visitors", "departures"])]
    spans = [span(p) for p in rows.period]
    whole_months = [
        s.day == 1 and s.year == e.year and (e.month == 12 or (e + pd.Timedelta(days=1)).day == 1)
        for s, e in spans
    ]
    rows = rows.assign(
        year=[s.year for s, _end in spans],
        first=[s.month for s, _end in spans],
        last=[e.month for _start, e in spans],
    )
    rows = where(rows, whole_months)
    rows = rows[~((rows["first"] == 1) & (rows["last"] == 12))]
    group = ["origin", "destination", "indicator", "statistics_owner", "first", "last"]
    rows = _best(rows, [*group, "year"])
    rows = rows[rows.groupby(group).year.transform("nunique") > 1] if len(rows) else rows
    rows = rows.sort_values(
        ["indicator", "origin", "first", "last", "year"], ascending=[False, True, True, True, True]
    )
    labels: dict[str, Value] = {}
    categories, findings = [], Findings()
    for row in rows.itertuples():
        code = f"{row.indicator}.{row.destination}.{row.first}-{row.last}.{row.statistics_owner}"
        categories.append(code)
        labels[code] = _(
            "{origin} → {destination}, {months}, {measure}",
            **route(row.origin, row.destination),
            months=Months(int(row.first), int(row.last)),
            measure=_SHORT[row.indicator],
        )
    frame = rows.assign(category=categories, series=rows.year.astype(str))
    for code, mine in frame.groupby("category", sort=False):
        start, end = mine.iloc[0], mine.iloc[-1]
        side = way(sel, start.destination)
        findings.add(
            f"same_months_{start.indicator}_{side}_{start['first']}_{start['last']}",
            _(
                "{what}: {start} in {start_year}, {end} in {end_year}, change {change}.",
                what=labels[str(code)],
                start=stated(start),
                start_year=Year(int(start.year)),
                end=stated(end),
                end_year=Year(int(end.year)),
                change=Percent(100 * (end.value / start.value - 1)),
            ),
            mine.source,
        )
    return Indicator(
        "same_months",
        THEME,
        _("The same months of different years"),
        _every_year(frame),
        chart=Chart("pairs", unit="persons", labels=labels),
        findings=tuple(findings),
        note=_(
            "A part of a year is set beside the same part of another year only, and only where one owner "
            "counted both. Where pages differ on a figure, the most exact one is drawn."
        ),
    )


def _every_year(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each category and year, so that years stand in order and a gap is a row of its own."""
    years = sorted(set(frame.series))
    cells = pd.MultiIndex.from_product([frame.category.unique(), years], names=["category", "series"])
    columns = ["value", "qualifier", "period", "statistics_owner", "source"]
    full = frame.set_index(["category", "series"])[columns].reindex(cells).reset_index()
    full["status"] = full.value.notna().map({True: "reported", False: "not_found"})
    return full.fillna(dict.fromkeys(columns[1:], ""))


_MEASURED = ("value", "qualifier", "indicator", "statistics_owner", "source")


def mirror(sel: Selection) -> Indicator:
    """One flow counted twice: on leaving by the country of origin, on entering by the destination."""
    rows = traveller_counts(sel)
    out = _best(rows[rows.indicator == "departures"], ["origin", "period"])
    into = _best(rows[rows.indicator.isin(["visitors", "entries"])], ["origin", "period"])
    both = out.merge(into, on=["origin", "destination", "period"], suffixes=("_out", "_in"))
    labels: dict[str, Value] = {"out": _("counted on leaving"), "in": _("counted on entering")}
    parts: list[tuple[Any, ...]] = []
    findings = Findings()
    for row in both.sort_values("period").itertuples():
        code = f"{row.origin}.{row.period}"
        labels[code] = _(
            "{origin} → {destination}, {period}",
            **route(row.origin, row.destination),
            period=Period(row.period),
        )
        for side, reporter in (("out", row.origin), ("in", row.destination)):
            measured = [getattr(row, f"{name}_{side}") for name in _MEASURED]
            parts.append((code, side, reporter, *measured))
        findings.add(
            f"mirror_{len(findings) + 1}",
            _(
                "{what}: {origin} counted {out} ({measure_out}), {destination} {into} ({measure_in}); the "
                "second figure is {ratio} times the first, and the two do not measure the same.",
                measure_out=_COUNTS[row.indicator_out],
                measure_in=_COUNTS[row.indicator_in],
                what=Period(row.period),
                **route(row.origin, row.destination),
                out=qualified(row.qualifier_out, Number(row.value_out)),
                into=qualified(row.qualifier_in, Number(row.value_in)),
                ratio=Number(row.value_in / row.value_out, 1),
            ),
            row.source_out,
            row.source_in,
        )
    findings += [
        Finding(
            f"mirror_missing_{way(sel, destination)}",
            _(
                "{origin} → {destination}: no period was found for which both sides published a count; the "
                "figures of this direction come from one side at a time.",
                **route(origin, destination),
            ),
            ids(rows[rows.destination == destination].source)[:6],
        )
        for origin, destination in permutations(sorted((sel.a, sel.b)))
        if (rows.destination == destination).any() and not (both.destination == destination).any()
    ]
    frame = frame_of(parts, f"category series reporter {' '.join(_MEASURED)}")
    columns = [
        "category",
        "series",
        "value",
        "qualifier",
        "indicator",
        "reporter",
        "statistics_owner",
        "source",
    ]
    return Indicator(
        "mirror",
        THEME,
        _("One flow, two counts"),
        frame[columns],
        chart=Chart("pairs", unit="persons", labels=labels),
        findings=tuple(findings),
        note=_("Only periods that both sides published; the line between the marks is the gap."),
    )


def purposes(sel: Selection) -> Indicator:
    """Why people came, for the latest period with at least three purposes from one owner."""
    rows = traveller_counts(sel)
    rows = rows[rows.indicator.isin(_PURPOSES)]
    group = ["origin", "destination", "period", "statistics_owner"]
    rows = _best(rows, [*group, "indicator"])
    wide = rows[rows.groupby(group).indicator.transform("nunique") >= 3] if len(rows) else rows
    findings = Findings()
    title = _("Purposes of visits")
    if len(wide):
        latest = wide.period.max()
        wide = wide[wide.period == latest].drop_duplicates("indicator")
        origin, destination = wide.origin.iloc[0], wide.destination.iloc[0]
        title = _(
            "{origin} → {destination}: purposes of visits, {period}",
            **route(origin, destination),
            period=Period(latest),
        )
        total = wide.value.sum()
        for purpose in ("visitors_relatives", "visitors_leisure"):
            mine = wide[wide.indicator == purpose]
            if len(mine):
                findings.add(
                    f"purpose_{purpose.removeprefix('visitors_')}",
                    _(
                        "{origin} → {destination}, {period}: {value} of {total} visits, or {share}, had the "
                        "purpose “{purpose}”.",
                        **route(origin, destination),
                        period=Period(latest),
                        value=Number(mine.value.iloc[0]),
                        total=Number(total),
                        share=Percent(100 * mine.value.iloc[0] / total),
                        purpose=_COUNTS[purpose],
                    ),
                    mine.source,
                )
    frame = wide.assign(category=wide.indicator)
    return Indicator(
        "purposes",
        THEME,
        title,
        frame[["category", "value", "period", "statistics_owner", "source"]].reset_index(drop=True),
        chart=Chart("ranking", unit="persons", labels={k: Capital(v) for k, v in _COUNTS.items()}),
        findings=tuple(findings),
        note=_("The destination's statistics call all of these visits for tourism purposes."),
    )


def visitors_table(sel: Selection) -> Indicator:
    """Every count of travellers found: direction, period, measure, owner and sources."""
    told = _told(traveller_counts(sel))
    frame = told.assign(
        direction=[
            _("{origin} → {destination}", **route(r.origin, r.destination)) for r in told.itertuples()
        ],
        measure=[Capital(_COUNTS[i]) for i in told.indicator],
        count=[stated(r) for r in told.itertuples()],
        owner=told.statistics_owner,
    )
    frame = frame.sort_values(["destination", "period", "indicator"], kind="stable").reset_index(drop=True)
    findings = Findings()
    if len(frame):
        whole = [sel.full_year(p) is not None for p in frame.period]
        told = ids(frame)
        findings.add(
            "counts_found",
            _(
                "{n} different counts of travellers were found, {whole} of them for a whole year; they rest "
                "on {sources} sources, which are {releases} independent releases. For {unknown} the owner of "
                "the statistics is not stated.",
                n=Number(len(frame)),
                whole=Number(sum(whole)),
                sources=Number(len(told)),
                releases=Number(releases(sel, told)),
                unknown=count(frame.statistics_owner == "unknown"),
            ),
            told,
        )
        findings += _disagreements(frame)
    columns = (
        Column("direction", _("Direction"), "value"),
        PERIOD,
        Column("measure", _("What is counted"), "value"),
        Column("count", _("Persons"), "value"),
        Column("owner", _("Statistics owner"), "word", "owner"),
        SOURCE,
    )
    wanted = [c.name for c in columns]
    return Indicator(
        "visitors_table",
        THEME,
        _("Every count of travellers found"),
        frame[[*wanted, "value", "indicator"]],
        table=Table(columns),
        findings=tuple(findings),
    )


def _disagreements(frame: pd.DataFrame) -> list[Finding]:
    """Figures of one owner for one period that differ by more than a twentieth, told by different pages."""
    keys = ["direction_key", "indicator", "period", "statistics_owner"]
    frame = frame.assign(direction_key=frame.origin + frame.destination)
    out = Findings()
    for _key, mine in frame.groupby(keys, sort=True):
        low, high = mine.value.min(), mine.value.max()
        if high > 1.05 * low:
            row = mine.iloc[0]
            out.add(
                f"disagreement_{len(out) + 1}",
                _(
                    "{origin} → {destination}, {period}, {measure}: pages give the same owner ({owner}) "
                    "figures from {low} to {high}.",
                    **route(row.origin, row.destination),
                    period=Period(row.period),
                    measure=_COUNTS[row.indicator],
                    owner=word("owner", row.statistics_owner),
                    low=Number(low),
                    high=Number(high),
                ),
                mine.source,
            )
    return out
