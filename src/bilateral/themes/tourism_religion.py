"""Tourism and religion: visits in both directions, the single visa, rules of stay, transport, feast dates.

Feast days are events of kind `feast_day` with the id `FEAST-<country>-<feast>-<year>`. A date that rests on
the `holidays` package alone is kept apart from dates read on pages. What became of a promise stands in the
note of the commitment: `done: <event>` (on that date), `seen: <event>` (done by then, no day known) or
`replaced: <event>` (a later plan took its place); the promise itself is the event with the same id.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import permutations
from typing import Any

import babel.dates
import holidays
import pandas as pd
from hijridate import Hijri

from bilateral import messages
from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import (
    Capital,
    Country,
    Day,
    Join,
    Message,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import DATE, LEVEL, PERIOD, SOURCE
from bilateral.themes.rows import (
    Findings,
    acts,
    between,
    commitment_sources,
    count,
    event_title,
    frame_of,
    ids,
    joined,
    releases,
    stated,
    where,
    with_sources,
)
from bilateral.vocabulary import qualified, word

THEME = "tourism_religion"
PACKAGE = "vacanza/holidays"  # the publisher of dates that come from the package of the cross-check

FEASTS: dict[str, Message] = {
    "fitr": _("Eid al-Fitr"),
    "adha": _("Eid al-Adha"),
    "ramadan": _("first day of Ramadan"),
}
_HIJRI = {"fitr": (10, 1), "adha": (12, 10), "ramadan": (9, 1)}  # month and day of the Hijri year
_PACKAGE_NAMES = {"fitr": "Eid al-Fitr", "adha": "Eid al-Adha"}

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
_STAY_KINDS = ("agreement", "ratification", "entry_into_force", "rule", "proposal", "decision")
_STAY_LEVELS = ("government", "head_of_state", "parliament")
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


# --- shared ---


def _visa(sel: Selection) -> pd.DataFrame:
    return acts(sel, THEME, "visa_step")


def _stay(sel: Selection) -> pd.DataFrame:
    steps = acts(sel, THEME, *_STAY_KINDS)
    return steps[steps.level.isin(_STAY_LEVELS)].reset_index(drop=True)


def _counts(sel: Selection) -> pd.DataFrame:
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


def _route(origin: str, destination: str) -> dict[str, Value]:
    return {"origin": Country(origin), "destination": Country(destination)}


def _way(sel: Selection, destination: str) -> str:
    """The name of a direction, which does not depend on the order of the pair."""
    return "one_way" if destination == min(sel.a, sel.b) else "other_way"


# --- visits ---


def _visitors(sel: Selection, name: str, origin: str, destination: str) -> Indicator:
    """Whole-year counts of one direction; a series never mixes owners or definitions."""
    rows = _counts(sel)
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
                **_route(origin, destination),
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
        _("{origin} → {destination}: travellers in whole years", **_route(origin, destination)),
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
                **_route(origin, destination),
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
    rows = _counts(sel)
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
            **_route(row.origin, row.destination),
            months=Months(int(row.first), int(row.last)),
            measure=_SHORT[row.indicator],
        )
    frame = rows.assign(category=categories, series=rows.year.astype(str))
    for code, mine in frame.groupby("category", sort=False):
        start, end = mine.iloc[0], mine.iloc[-1]
        side = _way(sel, start.destination)
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
    rows = _counts(sel)
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
            **_route(row.origin, row.destination),
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
                **_route(row.origin, row.destination),
                out=qualified(row.qualifier_out, Number(row.value_out)),
                into=qualified(row.qualifier_in, Number(row.value_in)),
                ratio=Number(row.value_in / row.value_out, 1),
            ),
            row.source_out,
            row.source_in,
        )
    findings += [
        Finding(
            f"mirror_missing_{_way(sel, destination)}",
            _(
                "{origin} → {destination}: no period was found for which both sides published a count; the "
                "figures of this direction come from one side at a time.",
                **_route(origin, destination),
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
    rows = _counts(sel)
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
            **_route(origin, destination),
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
                        **_route(origin, destination),
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
    told = _told(_counts(sel))
    frame = told.assign(
        direction=[
            _("{origin} → {destination}", **_route(r.origin, r.destination)) for r in told.itertuples()
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
                    **_route(row.origin, row.destination),
                    period=Period(row.period),
                    measure=_COUNTS[row.indicator],
                    owner=word("owner", row.statistics_owner),
                    low=Number(low),
                    high=Number(high),
                ),
                mine.source,
            )
    return out


# --- promises ---


def _today(sel: Selection) -> str:
    """The day up to which the record was read, or the end of the last year asked for."""
    read = sel.sources.read.max() if len(sel.sources) else ""
    return min(read, f"{sel.until}-12-31") if sel.until and read else read


def _promises(sel: Selection) -> pd.DataFrame:
    """Promises of this theme with what became of them: outcome, when done, sources.

    A promise belongs to the theme of the event with its id. Kept in the month or year it was promised for
    counts as kept in time, where the record knows no more exact day.
    """
    events = sel.events.set_index("event_id")
    mine = sel.joint(sel.commitments)
    mine = where(mine, (i in events.index and events.theme[i] == THEME for i in mine.commitment_id))
    mine = mine[mine.due != ""]
    told, today, rows = commitment_sources(sel), _today(sel), []
    for row in mine.sort_values(["date", "commitment_id"]).itertuples():
        found = re.search(r"(done|seen): ([\w.-]+)", row.note)
        done = events.date.get(found[2], "") if found else ""
        sources = told.get(row.commitment_id, "")
        exact = found is not None and found[1] == "done"
        if found and done:
            size = min(len(done), len(row.due))
            in_time = "reached" if done[:size] <= row.due[:size] else "reached_late"
            outcome = in_time if exact else "done"
            proof = sel.event_sources[sel.event_sources.event_id == found[2]]
            sources = joined(sources, proof)
        elif "replaced:" in row.note:
            outcome = "missed"
        else:
            outcome = "not_found" if span(row.due)[1].isoformat() <= today else "not_due"
        rows.append(
            (
                row.commitment_id,
                row.date,
                events.title[row.commitment_id],
                events.kind[row.commitment_id],
                row.due,
                outcome,
                done,
                exact,
                sources,
            )
        )
    return frame_of(rows, "event_id date title kind due outcome done exact source")


def _seen(row: Any) -> Value:
    """When a promise was carried out, as exactly as the record knows."""
    if not row.done:
        return word("status", "not_found")
    return Day(row.done) if row.exact else _("seen by {day}", day=Day(row.done))


def promises(sel: Selection) -> Indicator:
    """Announcements with a due date, and what became of each."""
    frame = _promises(sel)
    counts = frame.outcome.value_counts()
    findings = Findings()
    if len(frame):
        findings.add(
            "promises_outcome",
            _(
                "Announcements with a due date: {n}. Carried out in time: {kept}; late: {late}; carried out, "
                "day not known: {done}; passed and replaced by a later plan: {missed}; not found by us: "
                "{unknown}; not due yet: {open}.",
                n=Number(len(frame)),
                kept=Number(int(counts.get("reached", 0))),
                late=Number(int(counts.get("reached_late", 0))),
                done=Number(int(counts.get("done", 0))),
                missed=Number(int(counts.get("missed", 0))),
                unknown=Number(int(counts.get("not_found", 0))),
                open=Number(int(counts.get("not_due", 0))),
            ),
            frame.source,
        )
    return Indicator(
        "promises",
        THEME,
        _("Announced for a date, and what became of it"),
        frame.assign(found=[_seen(r) for r in frame.itertuples()]),
        table=Table(
            (
                Column("date", _("Announced"), "day"),
                Column("title", _("What"), "title"),
                Column("due", _("Due"), "period"),
                Column("outcome", _("Outcome"), "mark"),
                Column("found", _("Carried out"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "“Not found by us” is no statement that it did not happen: the record thins out in the last "
            "months before it was read ({day}).",
            day=Day(_today(sel)),
        )
        if len(frame)
        else None,
    )


# --- visa and stay ---


def visa(sel: Selection) -> Indicator:
    """Steps on a single visa and on rules of stay, one mark a step."""
    steps, stay = _visa(sel), _stay(sel)
    frame = pd.concat([steps.assign(lane="visa"), stay.assign(lane="stay")], ignore_index=True)
    findings = Findings()
    if len(steps):
        told = ids(steps)
        findings.add(
            "visa_steps",
            _(
                "The record of a single visa holds {n} steps from {first} to {last}, told by {sources} "
                "sources ({releases} independent releases).",
                n=Number(len(steps)),
                first=Day(steps.date.iloc[0]),
                last=Day(steps.date.iloc[-1]),
                sources=Number(len(told)),
                releases=Number(releases(sel, told)),
            ),
            told,
        )
    promised = _promises(sel)
    promised = promised[promised.kind == "visa_step"]
    for i, row in enumerate(promised.itertuples(), 1):
        findings.add(
            f"visa_promise_{i}",
            _(
                "{title}: due {due}; outcome: {outcome}.",
                title=event_title(row),
                due=Period(row.due),
                outcome=word("status", row.outcome),
            ),
            row.source,
        )
    if len(promised) and not promised.outcome.isin(["reached", "reached_late", "done"]).any():
        findings.add(
            "visa_launch",
            _(
                "No source of any year tells of a launch; the last step found is of {last}, and nothing "
                "later was found up to the day the record was read, {day}.",
                last=Day(steps.date.iloc[-1]),
                day=Day(_today(sel)),
            ),
            steps.source.iloc[-1],
        )
    findings += _stay_findings(stay)
    return Indicator(
        "visa",
        THEME,
        _("Steps on a single visa and on rules of stay"),
        frame[["date", "lane", "event_id", "title", "kind", "source"]],
        chart=Chart(
            "timeline",
            labels={"visa": _("Single tourist visa"), "stay": _("Trips, stay and documents")},
            turning_point=True,
        ),
        findings=tuple(findings),
    )


def _stay_findings(stay: pd.DataFrame) -> list[Finding]:
    """From signature to entry into force of the last rule that came into force."""
    force = stay[stay.kind == "entry_into_force"]
    if not len(force):
        return []
    end = force.iloc[-1]
    signed = stay[(stay.kind == "agreement") & (stay.date < end.date)]
    rules = stay[(stay.kind == "rule") & (stay.date < end.date)]
    if not len(signed) or not len(rules):
        return []
    start, rule = signed.iloc[-1], rules.iloc[-1]
    days = (span(end.date)[0] - span(start.date)[0]).days
    return [
        Finding(
            "stay_rule",
            _(
                "The present rule of stay was signed on {signed}, announced on {announced} and stands in the "
                "amended agreement of {force}, {days} days after the signature; sources differ on its start.",
                signed=Day(start.date),
                announced=Day(rule.date),
                force=Day(end.date),
                days=Number(days),
            ),
            ids([start.source, rule.source, end.source]),
        )
    ]


def visa_table(sel: Selection) -> Indicator:
    """The steps on the visa and on stay, each with its sources."""
    frame = pd.concat([_visa(sel), _stay(sel)], ignore_index=True).sort_values(["date", "event_id"])
    return Indicator(
        "visa_table",
        THEME,
        _("Visa and stay, step by step"),
        frame[["event_id", "date", "title", "level", "source"]].reset_index(drop=True),
        table=Table((DATE, Column("title", _("Step"), "title"), LEVEL, SOURCE)),
    )


# --- transport ---


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


# --- feasts ---


@cache
def _package_days(country: str, feast: str, first: int, last: int) -> dict[int, str]:
    """First day of a feast by year as `holidays` gives it; estimates left out; empty where it has none.

    Source: package `holidays`, public holidays of the country, names in English.
    """
    if feast not in _PACKAGE_NAMES:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            listed = holidays.country_holidays(country, years=range(first, last + 1), language="en_US")
        except NotImplementedError:
            return {}
    days = {
        day
        for day, names in listed.items()
        for name in names.split("; ")
        if name == _PACKAGE_NAMES[feast]  # not "(observed)", not "(estimated)"
    }
    starts = sorted(d for d in days if d - pd.Timedelta(days=1) not in days)
    found: dict[int, list[date]] = {}
    for day in starts:
        found.setdefault(day.year, []).append(day)
    # a year that holds the feast twice cannot be paired by its year
    return {y: d[0].isoformat() for y, d in found.items() if len(d) == 1}


@cache
def _calendar_day(feast: str, year: int) -> str:
    """The feast in the calculated Umm al-Qura calendar (package `hijridate`); "" outside its range."""
    month, day = _HIJRI[feast]
    for hijri in range(year - 580, year - 576):
        try:
            found = Hijri(hijri, month, day).to_gregorian()
        except (OverflowError, ValueError):
            continue
        if found.year == year:
            return date(found.year, found.month, found.day).isoformat()
    return ""


def _packages() -> dict[str, Value | str]:
    """The names and versions of the two packages, for notes."""
    return {"holidays": f"holidays {version('holidays')}", "hijri": f"hijridate {version('hijridate')}"}


def _feast_days(sel: Selection) -> pd.DataFrame:
    """Every feast day of the record: feast, country, year, date, basis (page or package), planned, source."""
    days = sel.events[(sel.events.kind == "feast_day") & (sel.events.countries.str.len() == 3)]
    days = with_sources(sel, days).sort_values("event_id", kind="stable")
    publisher = dict(zip(sel.sources.source, sel.sources.publisher, strict=True))
    parts = days.event_id.str.split("-")
    read = [[i for i in ids([s]) if not publisher.get(i, "").startswith(PACKAGE)] for s in days.source]
    return pd.DataFrame(
        {
            "country": days.countries,
            "feast": parts.str[2],
            "year": pd.to_numeric(parts.str[3]).astype(int) if len(days) else pd.Series(dtype=int),
            "date": days.date,
            "basis": ["page" if pages else "package" for pages in read],
            "planned": days.note.str.startswith("planned"),
            "source": [";".join(pages) or s for pages, s in zip(read, days.source, strict=True)],
        }
    ).reset_index(drop=True)


def _feast_pairs(sel: Selection) -> pd.DataFrame:
    """Each feast of each year with the dates of both countries, days apart, and what is known of it.

    status: same_day, different_day (both dates read on pages); same_package, different_package (one of the
    dates at least is in the package alone); planned; not_found (a date of one country only, or of none).
    """
    days = _feast_days(sel)
    ours = days[days.country.isin([sel.a, sel.b])]
    rows = []
    for feast in FEASTS:
        for year in range(ours.year.min(), ours.year.max() + 1) if len(ours) else ():
            mine = ours[(ours.feast == feast) & (ours.year == year)]
            a, b = (mine[mine.country == c] for c in (sel.a, sel.b))
            day_a, day_b = (x.date.iloc[0] if len(x) else "" for x in (a, b))
            apart = abs((span(day_a)[0] - span(day_b)[0]).days) if day_a and day_b else None
            if apart is None:
                status = "not_found"
            elif mine.planned.any():
                status = "planned"
            else:
                status = "different" if apart else "same"
                status += "_package" if (mine.basis == "package").any() else "_day"
            rows.append((feast, year, day_a, day_b, apart, status, joined(mine)))
    return frame_of(rows, "feast year date_a date_b days status source")


def _memorandum(sel: Selection) -> pd.DataFrame:
    """The first joint memorandum on feasts: one event or none."""
    return acts(sel, THEME, "memorandum").head(1)


_FEAST_STATUS: dict[str, Value] = {
    "same_day": word("status", "same_day"),
    "different_day": word("status", "different_day"),
    "same_package": _("same day, a date from the package alone"),
    "different_package": _("different days, a date from the package alone"),
    "planned": word("status", "planned"),
    "not_found": _("dates of both countries not found by us"),
}


def _feast_day(row: Any) -> str:
    """A day that places the feast before or after an act; of two dates the earlier one."""
    return min(str(d) for d in (row.date_a, row.date_b) if d)


def _split(sel: Selection, pairs: pd.DataFrame) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """The day of the memorandum, and the feasts with dates of both countries before and after it."""
    act = _memorandum(sel)
    known = pairs[~pairs.status.isin(["not_found", "planned"])]
    if not len(act):
        return "", known[:0], known[:0]
    day = act.date.iloc[0]
    after = pd.Series([_feast_day(r) > day for r in known.itertuples()], index=known.index, dtype=bool)
    return day, known[~after], known[after]


def feasts(sel: Selection) -> Indicator:
    """Whether the two countries kept each feast on the same day, year by year."""
    pairs = _feast_pairs(sel)
    day, before, after = _split(sel, pairs)
    frame = pairs.assign(row=pairs.feast, column=pairs.year.astype(str))
    findings = Findings()
    act = _memorandum(sel)
    if len(act):
        told = ids(act)
        findings.add(
            "memorandum",
            _(
                "{title}: {day}, told by {n} sources ({releases} independent releases).",
                title=event_title(act.iloc[0]),
                day=Day(day),
                n=Number(len(told)),
                releases=Number(releases(sel, told)),
            ),
            told,
        )
    for feast in FEASTS:
        mine_before, mine_after = (f[f.feast == feast] for f in (before, after))
        if len(mine_before) + len(mine_after):
            findings += _feast_findings(feast, day, mine_before, mine_after)
    gaps = pairs[pairs.status == "not_found"]
    if len(gaps):
        half = gaps[(gaps.date_a != "") | (gaps.date_b != "")]
        findings.add(
            "feasts_missing",
            _(
                "Of {n} feasts from {first} to {last}, {missing} lack a date of at least one country; {half} "
                "of these have a date of one country only. They count neither as same nor as different.",
                n=Number(len(pairs)),
                first=Year(int(pairs.year.min())),
                last=Year(int(pairs.year.max())),
                missing=Number(len(gaps)),
                half=Number(len(half)),
            ),
            half.source,
        )
    return Indicator(
        "feasts",
        THEME,
        _("Feasts in both countries, year by year"),
        frame[["row", "column", "status", "date_a", "date_b", "days", "source"]],
        chart=Chart("grid", labels={**{k: Capital(v) for k, v in FEASTS.items()}, **_FEAST_STATUS}),
        findings=tuple(findings),
        note=_(
            "Dates of the holidays package are the same ones that the cross-check below uses, so they are "
            "marked apart. A year with a date of one country only is not found by us, never a coincidence."
        ),
    )


def _feast_findings(feast: str, day: str, before: pd.DataFrame, after: pd.DataFrame) -> list[Finding]:
    """One sentence on dates read on pages and, where the package adds years, one more on those."""
    out = Findings()
    for basis, name in (("_day", ""), ("_package", "_package")):
        old, new = (f[f.status.str.endswith(basis)] for f in (before, after))
        if not len(old) + len(new):
            continue
        values: dict[str, Any] = {
            "feast": Capital(FEASTS[feast]),
            "day": Day(day),
            "n": Number(len(old)),
            "differ": count(old.days > 0),
            "m": Number(len(new)),
            "differ_later": count(new.days > 0),
        }
        text = (
            _(
                "{feast}, dates of both countries read on pages. Years before the memorandum ({day}): {n}, "
                "on different days in {differ}. Years after it: {m}, on different days in {differ_later}.",
                **values,
            )
            if not name
            else _(
                "{feast}, at least one of the two dates from the holidays package alone. Years before the "
                "memorandum ({day}): {n}, on different days in {differ}. Years after it: {m}, on different "
                "days in {differ_later}.",
                **values,
            )
        )
        out.add(f"feast_{feast}{name}", text, *old.source, *new.source)
    apart = before[before.status == "different_day"]
    if len(apart):
        out.add(
            f"feast_{feast}_apart",
            _(
                "{feast}, dates read on pages: on different days in {years}; the two dates were never more "
                "than {days} apart.",
                feast=Capital(FEASTS[feast]),
                years=Join([Year(int(y)) for y in sorted(apart.year)]),
                days=ngettext("{n} day", "{n} days", int(apart.days.max()), n=Number(int(apart.days.max()))),
            ),
            apart.source,
        )
    return out


def feast_table(sel: Selection) -> Indicator:
    """The dates themselves, feast by feast and year by year, with the days between them."""
    pairs = _feast_pairs(sel)
    pairs = pairs[(pairs.date_a != "") | (pairs.date_b != "")]
    missing = word("status", "not_found")
    frame = pairs.assign(
        feast_name=[Capital(FEASTS[f]) for f in pairs.feast],
        first=[Day(d) if d else missing for d in pairs.date_a],
        second=[Day(d) if d else missing for d in pairs.date_b],
        apart=[missing if pd.isna(d) else Number(int(d)) for d in pairs.days],
        known=[_FEAST_STATUS[s] for s in pairs.status],
    ).reset_index(drop=True)
    columns = (
        Column("feast_name", _("Feast"), "value"),
        Column("year", _("Year"), "year"),
        Column("first", _("Date, {country}", country=Country(sel.a)), "value"),
        Column("second", _("Date, {country}", country=Country(sel.b)), "value"),
        Column("apart", _("Days apart"), "value"),
        Column("known", _("What is known"), "value"),
        SOURCE,
    )
    return Indicator(
        "feast_table",
        THEME,
        _("Feast dates of both countries"),
        frame[[c.name for c in columns]],
        table=Table(columns),
    )


def offsets(sel: Selection) -> Indicator:
    """Days between the observed Eid al-Fitr and the calculated calendar, per country; dates of pages only."""
    feast = "fitr"
    days = _feast_days(sel)
    days = days[
        days.country.isin([sel.a, sel.b]) & (days.feast == feast) & (days.basis == "page") & ~days.planned
    ]
    days = days.assign(calendar=[_calendar_day(feast, y) for y in days.year])
    days = days[days.calendar != ""].sort_values(["country", "year"])
    frame = days.assign(
        period=days.year.astype(str),
        series=days.country,
        value=[float((span(d)[0] - span(c)[0]).days) for d, c in zip(days.date, days.calendar, strict=True)],
    )[["period", "series", "value", "date", "calendar", "source"]].reset_index(drop=True)
    act = _memorandum(sel)
    findings = Findings()
    for country in sorted({sel.a, sel.b}):
        mine = frame[frame.series == country]
        if len(mine) and len(act):
            later = mine.date > act.date.iloc[0]
            findings.add(
                f"offset_{country.lower()}",
                _(
                    "{country}: {feast} fell on the day of the calculated calendar in {hit} of {n} "
                    "documented years before the memorandum, in {hit_later} of {m} after it.",
                    country=Country(country),
                    feast=FEASTS[feast],
                    hit=count(mine[~later].value == 0),
                    n=count(~later),
                    hit_later=count(mine[later].value == 0),
                    m=count(later),
                ),
                mine.source,
            )
    return Indicator(
        "offsets",
        THEME,
        _("{feast}: days before or after the calculated calendar", feast=FEASTS[feast]),
        frame,
        chart=Chart("lines", unit="days", turning_point=True),
        findings=tuple(findings),
        note=_(
            "Observed day minus the day of the Umm al-Qura calendar ({hijri}), which is reckoned in advance; "
            "below zero is earlier. Only dates read on pages.",
            hijri=_packages()["hijri"],
        )
        if len(frame)
        else None,
    )


def crosscheck(sel: Selection) -> Indicator:
    """Dates read on pages against the dates of the `holidays` package, country by country."""
    days = _feast_days(sel)
    days = days[(days.basis == "page") & ~days.planned & days.feast.isin(list(_PACKAGE_NAMES))]
    rows = []
    for (country, feast), mine in days.groupby(["country", "feast"], sort=True):
        listed = _package_days(str(country), str(feast), int(mine.year.min()), int(mine.year.max()))
        held = mine[mine.year.isin(list(listed))]
        differ = where(held, (listed[y] != d for y, d in zip(held.year, held.date, strict=True)))
        years: Value = Join([Year(int(y)) for y in sorted(differ.year)]) if len(differ) else _("none")
        if not len(held):
            years = _("not in the package")
        rows.append(
            (
                country,
                feast,
                Capital(FEASTS[str(feast)]),
                len(mine),
                len(held),
                len(held) - len(differ),
                years,
                joined(mine),
            )
        )
    frame = frame_of(rows, "country feast feast_name read held same years source")
    findings = Findings()
    if len(frame):
        told = ids(frame)
        findings.add(
            "crosscheck",
            _(
                "The holidays package holds {held} of the {n} feast dates that we read on pages of "
                "{countries}, and gives the same day for {same} of them.",
                held=count(frame.held),
                n=Number(int(frame["read"].sum())),
                countries=Join([Country(c) for c in dict.fromkeys(frame.country)]),
                same=count(frame.same),
            ),
            told,
        )
        silent = frame[(frame.held == 0)]
        for i, row in enumerate(silent.itertuples(), 1):
            findings.add(
                f"crosscheck_silent_{i}",
                _(
                    "{country}: the package has no date of {feast}; dates that rest on pages alone: {n}.",
                    country=Country(row.country),
                    feast=FEASTS[row.feast],
                    n=Number(row.read),
                ),
                row.source,
            )
    return Indicator(
        "crosscheck",
        THEME,
        _("Dates read on pages against the holidays package"),
        frame[["country", "feast_name", "read", "held", "same", "years", "source"]],
        table=Table(
            (
                Column("country", _("Country"), "country"),
                Column("feast_name", _("Feast"), "value"),
                Column("read", _("Dates read"), "number"),
                Column("held", _("In the package"), "number"),
                Column("same", _("Same day"), "number"),
                Column("years", _("Differs in"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_("{holidays}; estimates of the package are left out.", holidays=_packages()["holidays"])
        if len(frame)
        else None,
    )


def base_rate(sel: Selection) -> Indicator:
    """How often neighbours kept Eid al-Fitr on one day before and after the pair's memorandum.

    Our pair by dates of pages, other land neighbours among pair and comparators by the `holidays` package.
    """
    feast = "fitr"
    pairs = _feast_pairs(sel)
    day, old, new = _split(sel, pairs[(pairs.feast == feast) & pairs.status.str.endswith("_day")])
    columns = "category series value n same source"
    title = _("{feast} on the same day: this pair and its neighbours", feast=FEASTS[feast])
    chart = Chart("pairs", unit="percent")
    if not day or not len(old) or not len(new):
        return Indicator("base_rate", THEME, title, frame_of([], columns), chart=chart)
    first, last = int(min(old.year.min(), new.year.min())), int(new.year.max())
    turn = sel.year(day)
    near = sorted({sel.a, sel.b, *sel.comparators})
    ours = tuple(sorted((sel.a, sel.b)))
    bordering = {tuple(sorted(b)) for b in sel.borders}
    labels: dict[str, Value] = {"before": _("before the memorandum"), "after": _("after the memorandum")}
    rows = []

    def add(pair: tuple[str, ...], days: dict[str, list[int]], sources: str) -> None:
        code = "–".join(pair)
        labels[code] = _("{a}–{b}", a=Country(pair[0]), b=Country(pair[1]))
        for side, apart in days.items():
            same = sum(d == 0 for d in apart)
            rows.append((code, side, 100 * same / len(apart), len(apart), same, sources))

    add(ours, {"before": list(old.days), "after": list(new.days)}, joined(old, new))
    for pair in [(x, y) for x in near for y in near if x < y and (x, y) in bordering and (x, y) != ours]:
        x, y = (_package_days(c, feast, first, last) for c in pair)
        apart = {
            year: (date.fromisoformat(x[year]) - date.fromisoformat(y[year])).days
            for year in x.keys() & y.keys()
        }
        split = {
            "before": [d for year, d in apart.items() if x[year] <= day],
            "after": [d for year, d in apart.items() if x[year] > day],
        }
        if all(split.values()):
            add(pair, split, "")
    frame = frame_of(rows, columns)
    others = frame[frame.category != "–".join(ours)]
    findings = Findings()
    mine = frame[frame.category == "–".join(ours)].set_index("series")
    if len(others):
        pooled = others.groupby("series")[["same", "n"]].sum()
        up = others.pivot(index="category", columns="series", values="value")
        findings.add(
            "base_rate",
            _(
                "Before the memorandum the pair kept {feast} on one day in {same} of {n} documented years, "
                "after it in {same_later} of {n_later}. In the {pairs} other pairs of neighbours with dates "
                "in the holidays package ({first}–{last}) the share was {share} before and {share_later} "
                "after {year}; it rose in {rose} of them.",
                feast=FEASTS[feast],
                same=Number(int(mine.same["before"])),
                n=Number(int(mine.n["before"])),
                same_later=Number(int(mine.same["after"])),
                n_later=Number(int(mine.n["after"])),
                pairs=Number(others.category.nunique()),
                first=Year(first),
                last=Year(last),
                share=Percent(100 * pooled.same["before"] / pooled.n["before"]),
                share_later=Percent(100 * pooled.same["after"] / pooled.n["after"]),
                year=Year(turn),
                rose=count(up["after"] > up["before"]),
            ),
            mine.source,
        )
    return Indicator(
        "base_rate",
        THEME,
        title,
        frame,
        chart=Chart("pairs", unit="percent", labels=labels),
        findings=tuple(findings),
        note=_(
            "The pair itself: dates read on pages. The others: public holidays in {holidays}, estimates left "
            "out. A rise of the others says that part of the change may be shared.",
            holidays=_packages()["holidays"],
        ),
    )


# --- limits ---


def limits(sel: Selection) -> Indicator:
    """What the record of this chapter does not cover, counted."""
    acts = sel.joint(sel.events)
    acts = acts[(acts.theme == THEME) & (acts.kind != "feast_day")]
    told = sel.event_sources[sel.event_sources.event_id.isin(acts.event_id)]
    findings = Findings()
    if len(acts):
        alone = sum(releases(sel, mine) == 1 for _id, mine in told.groupby("event_id"))
        findings.add(
            "limits_acts",
            _(
                "{alone} of the {n} acts of this chapter rest on one independent release, and {early} of "
                "them are dated before {year}; the web remembers recent years better.",
                alone=Number(alone),
                n=Number(len(acts)),
                early=Number(sum(sel.year(d) < sel.turning_point for d in acts.date)),
                year=Year(sel.turning_point),
            ),
        )
    counts = _counts(sel)
    notes = pd.concat([told.note, counts.note])
    if len(notes):
        findings.add(
            "limits_unaudited",
            _(
                "{n} of the {total} statements and figures behind this chapter were added in a second round "
                "that nobody has audited, and {low} are of low confidence.",
                n=Number(int(notes.str.contains("unaudited").sum())),
                total=Number(len(notes)),
                low=count(pd.concat([told.confidence, counts.confidence]) == "low"),
            ),
        )
    for origin, destination in permutations(sorted((sel.a, sel.b))):
        mine = counts[(counts.destination == destination) & (counts.reporter == destination)]
        years = sorted({y for y in map(sel.full_year, mine.period) if y is not None})
        if len(mine):
            findings.add(
                f"limits_visitors_{_way(sel, destination)}",
                _(
                    "{origin} → {destination}: the destination's own counts cover {n} whole years ({years}); "
                    "no trend across a change of owner can be read from them.",
                    **_route(origin, destination),
                    n=Number(len(years)),
                    years=Join([Year(y) for y in years]) if years else _("none"),
                ),
            )
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "name"), findings=tuple(findings)
    )


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        visitors_one_way,
        visitors_other_way,
        same_months,
        mirror,
        purposes,
        visitors_table,
        visa,
        visa_table,
        transport,
        promises,
        flights,
        crossings,
        feasts,
        feast_table,
        offsets,
        base_rate,
        crosscheck,
        limits,
    )
}
