"""Travellers in both directions, as their counts are published: visits, entries, departures, purposes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from typing import Any

import babel.dates
import pandas as pd

from bilateral import messages
from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Capital, Join, Message, Number, Percent, Period, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, PERIOD, SOURCE
from bilateral.themes.rows import (
    Findings,
    between,
    count,
    ids,
    joined,
    releases,
    stated,
    where,
    with_sources,
)
from bilateral.themes.tourism_religion.shared import THEME, best_trust, route, way
from bilateral.vocabulary import qualified, word

# What is counted, and whether the country of origin counts (then it is the reporter).
_COUNTS: dict[str, Message] = {
    "visitors": _("visits for tourism, visits to relatives included"),
    "arrivals_all": _("arrivals, purpose not stated"),
    "entries": _("entries over the border"),
    "departures": _("departures for tourism, counted by the country of origin"),
    "departures_all": _("departures, purpose not stated"),
    "visitors_registered": _("guests registered by hosts"),
    "visitors_tourists": _("tourists in a narrow count"),
    "visitors_relatives": _("visits to relatives"),
    "visitors_leisure": _("leisure"),
    "visitors_business": _("business"),
    "visitors_medical": _("treatment"),
    "visitors_study": _("study"),
    "visitors_commerce": _("commerce"),
}

LEAVING = ("departures", "departures_all")

ENTERING = ("visitors", "arrivals_all", "entries")

_SHORT = {
    "visitors": _("visits for tourism"),
    "arrivals_all": _COUNTS["arrivals_all"],
    "entries": _("entries"),
    "departures": _("departures for tourism"),
    "departures_all": _COUNTS["departures_all"],
}

_PURPOSES = (
    "visitors_relatives",
    "visitors_leisure",
    "visitors_business",
    "visitors_medical",
    "visitors_study",
    "visitors_commerce",
)


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
    leaving = rows.indicator.isin(LEAVING)
    rows = rows.assign(
        origin=rows.reporter.where(leaving, rows.partner),
        destination=rows.partner.where(leaving, rows.reporter),
        rough=(rows.qualifier != "exact").astype(int),
    )
    return rows.sort_values(["period", "rough", "observation_id"]).reset_index(drop=True)


def sound_counts(sel: Selection) -> pd.DataFrame:
    """The counts that figures and comparisons rest on: those of low confidence stand in the table alone."""
    rows = traveller_counts(sel)
    return rows[rows.confidence != "low"].reset_index(drop=True)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per count, period, owner and value; sources of equal figures joined, best confidence kept."""
    keys = ["origin", "destination", "indicator", "period", "statistics_owner", "value", "qualifier", "unit"]
    grouped = rows.groupby(keys, sort=False, as_index=False).agg(
        source=("source", joined), confidence=("confidence", best_trust)
    )
    return grouped.sort_values(["period", "indicator"], kind="stable").reset_index(drop=True)


def _best(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The most exact figure of each group, with the sources that give just it."""
    told = rows.assign(all=rows.groupby([*keys, "value"], sort=False).source.transform(joined))
    return told.drop_duplicates(keys).assign(source=lambda f: f["all"]).drop(columns="all")


def _change(first: Any, last: Any) -> Message:
    """The change between two observations in per cent; "about" where one of them is not exact."""
    change = 100 * (last.value / first.value - 1)
    share = Percent(abs(change), 0)
    rough = last.qualifier != "exact" or first.qualifier != "exact"
    if change >= 0:
        return _("a rise of about {share}", share=share) if rough else _("a rise of {share}", share=share)
    return _("a fall of about {share}", share=share) if rough else _("a fall of {share}", share=share)


def _visitors(sel: Selection, name: str, origin: str, destination: str) -> Indicator:
    """Whole-year counts of one direction; a series never mixes owners or definitions."""
    rows = sound_counts(sel)
    rows = rows[(rows.destination == destination) & rows.indicator.isin(ENTERING + LEAVING)]
    rows = _best(rows[rows.year.notna()], ["year", "indicator", "statistics_owner"])
    frame = rows.assign(
        period=[str(int(y)) for y in rows.year],
        series=rows.indicator + "." + rows.statistics_owner,
        status="reported",
    )[["period", "series", "indicator", "statistics_owner", "value", "qualifier", "status", "source", "note"]]
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
        findings += _longest(sel, frame, name, origin, destination)
        findings.add(
            f"{name}_years",
            _(
                "{origin} → {destination}: for {n} of the {total} years from {first} to {last} a count of "
                "the whole year was found, in {series} series of different owners or definitions.",
                **route(origin, destination),
                n=Number(len(years)),
                total=Number(years[-1] - years[0] + 1),
                first=Year(years[0]),
                last=Year(years[-1]),
                series=Number(frame.series.nunique()),
            ),
            frame.source,
        )
        missing = pd.DataFrame({"period": [str(y) for y in gaps], "series": frame.series.iloc[0]})
        frame = pd.concat([frame, missing.assign(status="not_found")], ignore_index=True)
        frame = frame.fillna({"source": "", "statistics_owner": "", "indicator": "", "qualifier": ""})
    return Indicator(
        name,
        THEME,
        _("{origin} → {destination}: travellers in whole years", **route(origin, destination)),
        frame.drop(columns="note").sort_values(["period", "series"]).reset_index(drop=True),
        chart=Chart("lines", unit="persons", labels=labels, turning_point=True),
        findings=tuple(findings),
        note=_(
            "Visits for tourism include visits to relatives. Each owner and each way of counting is a series "
            "of its own, and points of different series must not be compared. Parts of years and figures of "
            "low confidence are in the table of counts only. A cross marks a year without a count that we "
            "found."
        ),
    )


def _longest(sel: Selection, frame: pd.DataFrame, name: str, origin: str, destination: str) -> list[Finding]:
    """First and last year of the series that spans most years, and what is known of the time before it."""
    spans = frame.groupby("series", sort=True).period.agg(lambda p: int(p.max()) - int(p.min()))
    if not len(spans) or spans.max() == 0:
        return []
    mine = frame[frame.series == spans.idxmax()].sort_values("period")
    first, last = mine.iloc[0], mine.iloc[-1]
    year, end = Year(int(first.period)), stated(last)
    found = Findings()
    found.add(
        f"{name}_change",
        _(
            "{origin} → {destination}, {measure}: {start} in {start_year}, {end} in {end_year}, {change}; "
            "both figures from one owner: {owner}.",
            **route(origin, destination),
            measure=_COUNTS[first.indicator],
            start=stated(first),
            start_year=year,
            end=_("{n} (preliminary)", n=end) if "reliminary" in last.note else end,
            end_year=Year(int(last.period)),
            change=_change(first, last),
            owner=word("owner", first.statistics_owner),
        ),
        first.source,
        last.source,
    )
    opened = sel.joint(sel.events)
    opened = opened[opened.kind == "reopening"]
    opened = where(opened, (sel.year(d) == year.year for d in opened.date))
    if len(opened):
        found.add(
            f"{name}_base",
            _(
                "In {year}, the first of these years, closed traffic between the two countries was reopened; "
                "the change is counted from there.",
                year=year,
            ),
            with_sources(sel, opened).source,
        )
    earlier = traveller_counts(sel)
    earlier = earlier[(earlier.destination == destination) & earlier.indicator.isin(ENTERING + LEAVING)]
    earlier = earlier[earlier.year < year.year].drop_duplicates(["year", "indicator", "statistics_owner"])
    if len(earlier):
        found.add(
            f"{name}_earlier",
            _(
                "{origin} → {destination}, earlier counts by other owners or definitions: {counts}.",
                **route(origin, destination),
                counts=Join([_earlier(r) for r in earlier.itertuples()]),
            ),
            earlier.source,
        )
    return found


def _earlier(row: Any) -> Message:
    values = {"n": stated(row), "year": Year(int(row.year)), "measure": _SHORT[row.indicator]}
    if row.confidence == "low":
        return _("{n} in {year} ({measure}; low confidence)", **values)
    return _("{n} in {year} ({measure})", **values)


def _comparable(sel: Selection) -> list[Finding]:
    """Whether any owner counted the same thing in a whole year before the turning point and in one after."""
    rows = sound_counts(sel)
    rows = rows[rows.indicator.isin(ENTERING + LEAVING) & rows.year.notna()]
    if rows.empty:
        return []
    series = rows.groupby(["origin", "destination", "indicator", "statistics_owner"]).year.agg(["min", "max"])
    across = series[(series["min"] < sel.turning_point) & (series["max"] > sel.turning_point)]
    year = Year(sel.turning_point)
    if len(across):
        text = ngettext(
            "{n} series of whole years, of one owner and one definition, reaches from before {year} to after "
            "it.",
            "{n} series of whole years, each of one owner and one definition, reach from before {year} to "
            "after it.",
            len(across),
            n=Number(len(across)),
            year=year,
        )
    else:
        text = _(
            "Whether more people travel than before {year} cannot be shown: no owner was found that counted "
            "the same travellers both before and after it. The first whole year with a usable count is "
            "{first}.",
            year=year,
            first=Year(int(rows.year.min())),
        )
    return [Finding("travel_comparable", text, ids(rows))]


def visitors_one_way(sel: Selection) -> Indicator:
    """Travellers to the one country of the pair (the first by code, whatever the order asked for)."""
    one, other = sorted((sel.a, sel.b))
    found = _visitors(sel, "visitors_one_way", other, one)
    return replace(found, findings=(*_comparable(sel), *found.findings))


def visitors_other_way(sel: Selection) -> Indicator:
    """Travellers in the other direction, whole years only."""
    one, other = sorted((sel.a, sel.b))
    return _visitors(sel, "visitors_other_way", one, other)


def same_months(sel: Selection) -> Indicator:
    """Part-years beside the same months of other years: one owner, one definition, one direction a row."""
    rows = sound_counts(sel)
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
                "{what}: {start} in {start_year}, {end} in {end_year}, {change}.",
                what=labels[str(code)],
                start=stated(start),
                start_year=Year(int(start.year)),
                end=stated(end),
                end_year=Year(int(end.year)),
                change=_change(start, end),
            ),
            start.source,
            end.source,
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
            "counted both. Where pages differ on a figure, the most exact one is drawn; figures of low "
            "confidence are left out."
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


def mirror(sel: Selection) -> Indicator:
    """One flow counted twice: on leaving by the country of origin, on entering by the destination."""
    rows = sound_counts(sel)
    out = _best(rows[rows.indicator.isin(LEAVING)], ["origin", "period"])
    into = _best(rows[rows.indicator.isin(ENTERING)], ["origin", "period"])
    both = out.merge(into, on=["origin", "destination", "period"], suffixes=("_out", "_in"))
    both = both.sort_values(["period", "origin"]).reset_index(drop=True)
    frame = both.assign(
        direction=[
            _("{origin} → {destination}", **route(r.origin, r.destination)) for r in both.itertuples()
        ],
        leaving=[_counted(r, "out") for r in both.itertuples()],
        entering=[_counted(r, "in") for r in both.itertuples()],
        ratio=[Number(r.value_in / r.value_out, 1) for r in both.itertuples()],
        statistics_owner=both.statistics_owner_out + ";" + both.statistics_owner_in,
        source=[joined(r.source_out, r.source_in) for r in both.itertuples()],
    )
    findings = Findings()
    for i, row in enumerate(frame.itertuples(), 1):
        findings.add(
            f"mirror_{i}",
            _(
                "{origin} → {destination}, {period}: {out} by the count on leaving, {into} by the count on "
                "entering; the second is about {ratio} times as large, and the two do not count the same.",
                **route(row.origin, row.destination),
                period=Period(row.period),
                out=row.leaving,
                into=row.entering,
                ratio=row.ratio,
            ),
            row.source,
        )
    for origin, destination in permutations(sorted((sel.a, sel.b))):
        mine = rows[rows.destination == destination]
        if len(mine) and not (both.destination == destination).any():
            findings.add(
                f"mirror_missing_{way(sel, destination)}",
                _(
                    "{origin} → {destination}: no period was found for which both sides published a count; "
                    "the figures of this direction come from one side at a time.",
                    **route(origin, destination),
                ),
                ids(mine)[:6],
            )
    columns = (
        Column("direction", _("Direction"), "value"),
        PERIOD,
        Column("leaving", _("Counted on leaving"), "value"),
        Column("entering", _("Counted on entering"), "value"),
        Column("ratio", _("Second figure by the first"), "value"),
        SOURCE,
    )
    return Indicator(
        "mirror",
        THEME,
        _("One flow, two counts"),
        frame[["direction", "period", "leaving", "entering", "ratio", "statistics_owner", "source"]],
        table=Table(columns),
        findings=tuple(findings),
        note=_("Only periods that both sides published; figures of low confidence are left out."),
    )


def _counted(row: Any, side: str) -> Message:
    return _(
        "{n} ({measure}; {owner})",
        n=qualified(getattr(row, f"qualifier_{side}"), Number(getattr(row, f"value_{side}"))),
        measure=_SHORT[getattr(row, f"indicator_{side}")],
        owner=word("owner", getattr(row, f"statistics_owner_{side}")),
    )


def purposes(sel: Selection) -> Indicator:
    """Why people came, for the latest period with at least three purposes from one owner."""
    rows = sound_counts(sel)
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
                        "{origin} → {destination}, {period}: {value} of the {total} visits that the listed "
                        "purposes add up to, or {share}, had the purpose “{purpose}”.",
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
        CONFIDENCE,
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
        row, top = mine.loc[mine.value.idxmin()], mine.loc[mine.value.idxmax()]
        if top.value > 1.05 * row.value:
            out.add(
                f"disagreement_{len(out) + 1}",
                _(
                    "{origin} → {destination}, {period}, {measure}: pages give the same owner ({owner}) "
                    "different figures, {low} and {high}.",
                    **route(row.origin, row.destination),
                    period=Period(row.period),
                    measure=_COUNTS[row.indicator],
                    owner=word("owner", row.statistics_owner),
                    low=stated(row),
                    high=stated(top),
                ),
                mine.source,
            )
    return out
