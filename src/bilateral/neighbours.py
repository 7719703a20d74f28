"""A pair among all pairs of land neighbours: a value of each measure, the pair's place, a table of all.

A measure is one number of a pair (agreement in the General Assembly, common holidays), or one for each
direction (migrants from A in B, and from B in A). Of a series the latest value of a pair or direction counts,
none older than `AGE` years before the end of the table. What has no value has no place: absent is not zero.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from bilateral.datapackage import Package
from bilateral.messages import Country, Message, Number, Period, Value, _, ngettext, render, sort_key
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import SOURCES

AGE = 10  # years: an older value is not set beside those of today
SESSIONS, LEAST = 5, 3  # sessions of the mean, and how many of them a pair must have
COLUMNS = ["a", "b", "period", "value"]
NONE = "–"
POPULATION = "world-bank-wdi-population"  # the second source of migrants for every 1,000 people
Tables = Mapping[str, pd.DataFrame]


# --- the values of each measure: frames of COLUMNS, a < b where a measure has no direction ---


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """The last row with a value of each (a, b), at most AGE years before the last of all.

    `period` is the year of the row. `frame` has the columns a, b, year and value; rows without a value are
    passed over.
    """
    frame = frame[frame.value.notna()]
    frame = frame[frame.year >= frame.year.max() - AGE].sort_values(["a", "b", "year"])
    frame = frame.drop_duplicates(["a", "b"], keep="last")
    return frame.assign(period=frame.year.astype(int).astype(str))[COLUMNS].reset_index(drop=True)


def last_session(unga: pd.DataFrame) -> int | None:
    """The year of the last whole session, None without any.

    A session with less than half of the roll calls that one of the five before it had has only begun.
    """
    calls = unga.groupby("year").n.max().sort_index()
    for year in reversed(calls.index):
        before = calls[(calls.index < year) & (calls.index >= year - SESSIONS)]
        if before.empty or calls[year] * 2 >= before.median():
            return int(year)
    return None


def _session(tables: Tables) -> pd.DataFrame:
    unga = tables["unga_agreement"]
    unga = unga[unga.year == last_session(unga)]
    return unga.assign(period=unga.year.astype(str), value=100 * unga.agree)[COLUMNS]


def _sessions(tables: Tables) -> pd.DataFrame:
    unga = tables["unga_agreement"]
    last = last_session(unga)
    if last is None:
        return pd.DataFrame(columns=COLUMNS)
    unga = unga[unga.year.between(last - SESSIONS + 1, last)]
    means = unga.groupby(["a", "b"]).agree.agg(["mean", "size"]).reset_index()
    means = means[means["size"] >= LEAST]
    return means.assign(period=f"{last - SESSIONS + 1}/{last}", value=100 * means["mean"])[COLUMNS]


def _agrifood(tables: Tables) -> pd.DataFrame:
    frame = tables["agrifood_trade"]
    kept = frame[["exports", "imports"]].sum(axis=1, min_count=1)  # NaN where no flow is kept
    whole = frame[["all_exports", "all_imports"]].sum(axis=1)
    return latest(frame.assign(a=frame.reporter, b=frame.partner, value=100 * kept / whole.where(whole > 0)))


def _trade(flow: str) -> Callable[[Tables], pd.DataFrame]:
    def find(tables: Tables) -> pd.DataFrame:
        frame = tables["trade_shares"]
        frame = frame[frame.flow == flow]
        # a newer list without the partner says more than an older one with it
        frame = frame[frame.year == frame.groupby("reporter").year.transform("max")]
        return latest(frame.assign(a=frame.reporter, b=frame.partner, value=frame.percent))

    return find


def _migrants(tables: Tables) -> pd.DataFrame:
    people = tables["macro"][["country", "year", "population"]].rename(columns={"country": "destination"})
    frame = tables["migrants"].merge(people, on=["destination", "year"])
    return latest(
        frame.assign(a=frame.origin, b=frame.destination, value=1000 * frame.migrants / frame.population)
    )


def _students(tables: Tables) -> pd.DataFrame:
    frame = tables["students"]
    whole = frame.all_destinations
    share = 100 * frame.students / whole.where(whole > 0)
    return latest(frame.assign(a=frame.origin, b=frame.destination, value=share))


def _treaties(tables: Tables) -> pd.DataFrame:
    frame = tables["shared_treaties"]
    sums = frame.groupby(["a", "b"]).treaties.sum().rename("value").reset_index()
    return sums.assign(period=f"{frame.year.min()}/{frame.year.max()}" if len(frame) else "")[COLUMNS]


def _both_members(tables: Tables) -> pd.DataFrame:
    """Organisations of which both are members, for the pairs of which both have a line in the table."""
    frame = tables["organisations"]
    listed = set(frame.country)
    members = frame[frame.status == "member"].groupby("country").organisation.agg(set)
    pairs = tables["land_borders"][["a", "b"]]
    pairs = pairs[pairs.a.isin(listed) & pairs.b.isin(listed)]
    both = [
        len(members.get(a, set()) & members.get(b, set()))
        for a, b in pairs.itertuples(index=False, name=None)
    ]
    return pairs.assign(period="", value=pd.Series(both, index=pairs.index, dtype=float))


def _organisations(tables: Tables) -> pd.DataFrame:
    frame = tables["shared_organisations"]
    return latest(frame.assign(value=frame.shared))


def _holidays(tables: Tables) -> pd.DataFrame:
    """The year of which `common_holidays` names the days: later ones are what the law of that year says."""
    frame, named = tables["public_holidays"], tables["common_holidays"].date.str[:4]
    frame = frame[frame.year.astype(str) == (named.max() if len(named) else "")]
    return latest(frame.assign(value=frame.common))


def _religion(tables: Tables) -> pd.DataFrame:
    frame = tables["religion_similarity"]
    return latest(frame.assign(value=100 * frame.denominations))


def _border(tables: Tables) -> pd.DataFrame:
    return tables["land_borders"].assign(period="", value=lambda frame: frame.km_max)[COLUMNS]


def _visa(tables: Tables) -> pd.DataFrame:
    """In how many of the two directions the last snapshot asks for no visa; both directions must be in it."""
    frame = tables["visa_rules"]
    last = frame.last_seen.max() if len(frame) else ""
    frame = frame[frame.last_seen == last]
    ends = frame[["passport", "destination"]]
    frame = frame.assign(a=ends.min(axis=1), b=ends.max(axis=1), free=frame.requirement == "visa_free")
    sums = frame.groupby(["a", "b"]).free.agg(["sum", "size"]).reset_index()
    sums = sums[sums["size"] == 2]
    return sums.assign(period=last, value=sums["sum"].astype(float))[COLUMNS]


@dataclass(frozen=True)
class Measure:
    """A measure of a pair, or of each of its two directions (`directed`: from `a` to `b`)."""

    name: str
    table: str  # table of the world whose publication is its source
    title: Message  # with its unit
    meaning: Message
    find: Callable[[Tables], pd.DataFrame]
    directed: bool = False
    decimals: int = 0
    also: tuple[str, ...] = ()  # further sources


MEASURES = (
    Measure(
        "un_session",
        "unga_agreement",
        _("Same vote in the UN General Assembly, latest session, %"),
        _(
            "Share of identical votes (yes, no, abstain) among the roll calls where both voted, in the last "
            "whole session of the data; the year is that in which the session opens."
        ),
        _session,
        decimals=1,
    ),
    Measure(
        "un_sessions",
        "unga_agreement",
        _("Same vote in the UN General Assembly, mean of five sessions, %"),
        _("Mean of the same share over the last five sessions; at least three of them hold common votes."),
        _sessions,
        decimals=1,
    ),
    Measure(
        "agrifood",
        "agrifood_trade",
        _("Farm and food trade: the other country's share, %"),
        _(
            "Arrow: reporter → partner. Exports to and imports from the partner together, among all farm and "
            "food trade of the reporter, each summed from the flows that the copy of the data keeps: small "
            "flows are missing above and below the line. Without a kept flow there is no value."
        ),
        _agrifood,
        directed=True,
        decimals=2,
    ),
    Measure(
        "exports",
        "trade_shares",
        _("Exports of goods: the other country's share, %"),
        _(
            "Arrow: exporter → importer. As the newest list of the largest partners on the page of the "
            "exporter prints it, mostly in whole per cent; whose statistics these are is not named there. A "
            "partner that is not on the list has no value."
        ),
        _trade("exports"),
        directed=True,
        decimals=1,
    ),
    Measure(
        "imports",
        "trade_shares",
        _("Imports of goods: the other country's share, %"),
        _("Arrow: importer → exporter. As for exports, from the page of the importer."),
        _trade("imports"),
        directed=True,
        decimals=1,
    ),
    Measure(
        "migrants",
        "migrants",
        _("Migrants from the other country, for every 1,000 people"),
        _(
            "Arrow: origin → country of residence. Estimated people from the origin for every 1,000 people "
            "of the country where they live; whether by birth or by citizenship depends on that country. "
            "Without an estimate for the origin there is no value."
        ),
        _migrants,
        directed=True,
        decimals=2,
        also=(POPULATION,),
    ),
    Measure(
        "students",
        "students",
        _("Students abroad who study in the other country, %"),
        _(
            "Arrow: origin → country of study. Share among the origin's students in all countries that "
            "report. Only flows among the ten largest of either side have a value."
        ),
        _students,
        directed=True,
        decimals=2,
    ),
    Measure(
        "treaties",
        "shared_treaties",
        _("Treaties that came to bind both, number"),
        _(
            "Our count from a collection of treaties on environment, trade and health above all, all years "
            "together, without amendments. No register of all treaties, and not those in force today."
        ),
        _treaties,
    ),
    Measure(
        "organisations",
        "organisations",
        _("Organisations of which both are members, World Factbook, number"),
        _("Our count of what the lines of both countries print without an addition such as observer."),
        _both_members,
    ),
    Measure(
        "organisations_cow",
        "shared_organisations",
        _("Organisations of which both are members, Correlates of War, number"),
        _("Our count of organisations of states with both as full members; the data end with this year."),
        _organisations,
    ),
    Measure(
        "holidays",
        "public_holidays",
        _("Public holidays on the same day, number of days"),
        _("Days of the year that are a public holiday in both countries, whatever the feast."),
        _holidays,
    ),
    Measure(
        "religion",
        "religion_similarity",
        _("Likeness of religions, %"),
        _(
            "100: the same shares of all denominations, 0: none in common. Our computation from estimates of "
            "unequal quality; the data end with this year."
        ),
        _religion,
        decimals=1,
    ),
    Measure(
        "border",
        "land_borders",
        _("Length of the border, km"),
        _("The larger of the lengths that the pages of both countries print."),
        _border,
        decimals=1,
    ),
    Measure(
        "visa",
        "visa_rules",
        _("Directions in which no visa is needed, of two"),
        _(
            "For ordinary passports, as Passport Index says it in the last snapshot; visas on arrival and "
            "electronic ones count as visas."
        ),
        _visa,
    ),
)


@dataclass(frozen=True)
class Place:
    """Where a value stands among `n`: `rank` 1 is the largest, equal ones share the mean of their ranks."""

    rank: float
    n: int

    @property
    def percentile(self) -> float:
        """Share of values that are smaller, half of the equal ones (itself too) with them, per cent.

        The same as `scipy.stats.percentileofscore(values, value, kind="mean")`.
        """
        return 100 * (1 - (self.rank - 0.5) / self.n)


def place(value: float, values: pd.Series) -> Place:
    """The place of one of the values among all of them; `values` hold no NaN."""
    larger, equal = int((values > value).sum()), int((values == value).sum())
    return Place(larger + (equal + 1) / 2, len(values))


@dataclass(frozen=True)
class World:
    """All values of all measures for the pairs of `land_borders`, and where each measure comes from."""

    package: Package

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """All pairs (a < b), in order."""
        return sorted((min(p), max(p)) for p in self.package.borders)

    @cached_property
    def values(self) -> dict[str, pd.DataFrame]:
        """Measure -> frame of a, b, period, value, without missing values, pairs of `pairs` alone."""
        known = {*self.pairs, *((b, a) for a, b in self.pairs)}
        found = {}
        for measure in MEASURES:
            frame = measure.find(self.package.tables)
            ends = zip(frame.a, frame.b, strict=True)
            kept = pd.Series([pair in known for pair in ends], index=frame.index, dtype=bool)
            frame = frame[kept & frame.value.notna()].astype({"value": float})
            frame = frame.assign(period=frame.period.where(frame.period != "", self._edition(measure.table)))
            found[measure.name] = frame.reset_index(drop=True)
        return found

    def _edition(self, table: str) -> str:
        """The year of the edition of a table without a column of time, as its record tells it; else ""."""
        path = self.package.root / "world" / f"{table}.json"
        version = json.loads(path.read_text(encoding="utf-8")).get("version", "") if path.exists() else ""
        year = re.search(r"\b(?:19|20)\d\d\b", version)
        return year[0] if year else ""

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], tuple[float, str]]:
        """(measure, a, b) -> value and period; a < b where the measure has no direction."""
        return {
            (name, a, b): (value, period)
            for name, frame in self.values.items()
            for a, b, period, value in frame[COLUMNS].itertuples(index=False, name=None)
        }

    def cell(self, measure: Measure, a: str, b: str) -> tuple[float, str] | None:
        """Value and period of a measure from a to b; None where there is none."""
        one, other = (a, b) if measure.directed else sorted((a, b))
        return self.cells.get((measure.name, one, other))

    def source(self, measure: Measure) -> str:
        """The sources of a measure, joined by ";"."""
        known = set(self.package.sources.source)
        named = (self.package.published.get(measure.table, ""), *measure.also)
        return ";".join(source for source in named if source in known)


def _directions(measure: Measure, a: str, b: str) -> list[tuple[str, str]]:
    return [(a, b), (b, a)] if measure.directed else [(a, b)]


def _amount(measure: Measure, value: float) -> Number:
    return Number(value, measure.decimals)


def _between(measure: Measure, a: str, b: str) -> Message:
    both = {"a": Country(a), "b": Country(b)}
    return _("{a} → {b}", **both) if measure.directed else _("{a}–{b}", **both)


def places(world: World, a: str, b: str) -> Indicator:
    """The pair's value and place for each measure, a row for each direction; also where there is no value.

    Frame: category (measure and direction), measure, between, said, period, place, percentile, median (to be
    read), value (the percentile as a number, NaN without one), source.
    """
    rows = []
    for measure in MEASURES:
        values = world.values[measure.name].value
        for one, other in _directions(measure, a, b):
            cell = world.cell(measure, one, other)
            row: dict[str, Value | str | float] = {
                "category": f"{measure.name} {one} {other}",
                "measure": measure.title,
                "between": _between(measure, one, other),
                "said": _("no value"),
                "period": NONE,
                "place": NONE,
                "percentile": NONE,
                "median": _amount(measure, float(values.median())) if len(values) else NONE,
                "value": float("nan"),
                "source": world.source(measure),
            }
            if cell is not None:
                value, period = cell
                found = place(value, values)
                row |= {
                    "said": _amount(measure, value),
                    "period": Period(period) if period else NONE,
                    "place": _("{k} of {n}", k=Number(found.rank, None), n=Number(found.n)),
                    "percentile": Number(found.percentile, 0),
                    "value": found.percentile,
                }
            rows.append(row)
    return Indicator(
        "places",
        "neighbours",
        _("Place of the pair among all pairs of land neighbours"),
        pd.DataFrame(rows),
        table=Table(
            (
                Column("measure", _("Measure"), "value"),
                Column("between", _("Countries"), "value"),
                Column("said", _("Value"), "value"),
                Column("period", _("Period"), "value"),
                Column("place", _("Place, from the largest"), "value"),
                Column("percentile", _("Percentile"), "value"),
                Column("median", _("Median of all"), "value"),
                Column("source", SOURCES.header, "sources"),
            )
        ),
        note=_(
            "Place 1 is the largest value, and equal values share the mean of their places. The percentile "
            "is the share of smaller values, with half of the equal ones. A measure with an arrow has two "
            "values for each pair, and each is placed among all values of both directions. A large value is "
            "neither good nor bad. Without a value there is no place: it is unknown, not zero."
        ),
    )


def drawn(indicator: Indicator) -> Indicator:
    """The percentiles of `places` as a chart, the measures without a value left out."""
    frame = indicator.frame[indicator.frame.value.notna()]
    labels = {
        row.category: _("{measure} ({countries})", measure=row.measure, countries=row.between)
        for row in frame.itertuples()
    }
    return Indicator(
        "percentiles",
        "neighbours",
        _("Percentile of the pair in each measure, among all pairs of land neighbours"),
        frame[["category", "value", "source"]].reset_index(drop=True),
        Chart("ranking", "percent", labels=labels),
        note=_(
            "Near 100: one of the largest values among all; near 0: one of the smallest; 50: in the middle. "
            "The measures are of different kinds and are not to be added up."
        ),
    )


def columns(world: World) -> Indicator:
    """What each column of the table of all pairs holds: meaning, periods, how many have a value, source."""
    rows = []
    for measure in MEASURES:
        frame = world.values[measure.name]
        ends = sorted(part for period in frame.period if period for part in period.split("/"))
        span = "/".join(dict.fromkeys((ends[0], ends[-1]))) if ends else ""
        most = len(world.pairs) * (2 if measure.directed else 1)
        rows.append(
            {
                "measure": measure.title,
                "meaning": measure.meaning,
                "period": Period(span) if span else NONE,
                "known": _("{k} of {n}", k=Number(len(frame)), n=Number(most)),
                "source": world.source(measure),
            }
        )
    return Indicator(
        "columns",
        "neighbours",
        _("What the columns hold"),
        pd.DataFrame(rows),
        table=Table(
            (
                Column("measure", _("Measure"), "value"),
                Column("meaning", _("Meaning"), "value"),
                Column("period", _("Period"), "value"),
                Column("known", _("With a value"), "value"),
                Column("source", SOURCES.header, "sources"),
            )
        ),
        note=_(
            "Where a period is a span of years, each pair has its own latest year in it, at most {n} years "
            "before the last; the file holds the year of each value.",
            n=Number(AGE),
        ),
    )


# --- the table of all pairs ---


def filters(world: World, language: str) -> str:
    """The field that narrows the table; hidden until the page's script can work it."""

    def say(message: Value) -> str:
        return escape(render(message, language))

    shown = _("{n} of {all} pairs shown", n="{n}", all="{all}")
    return (
        '<form class="bl-filter d-print-none" data-bilateral-rows="bl-neighbours" hidden role="search" '
        f'aria-label="{say(_("Filter the pairs"))}">'
        f'<p><label for="bl-pair">{say(_("Name of a country"))}</label>'
        '<input id="bl-pair" name="q" type="search" autocomplete="off"></p>'
        f'<p><button type="reset">{say(_("Show all"))}</button></p>'
        f'<p class="bl-count" role="status" data-shown="{say(shown)}"></p></form>'
    )


def table(world: World, a: str, b: str, language: str) -> str:
    """All pairs with all measures as one HTML table, by name; the row of the pair is marked.

    Codes are in alphabetical order within a pair, so that "first → second" is the same for every reader.
    """

    def say(value: Value) -> str:
        return escape(render(value, language))

    top, below = [f'<th scope="col" rowspan="2">{say(_("Pair"))}</th>'], []
    for measure in MEASURES:
        if measure.directed:
            top.append(f'<th scope="colgroup" colspan="2">{say(measure.title)}</th>')
            for words in (_("first → second"), _("second → first")):
                below.append(f'<th scope="col">{say(words)}</th>')
        else:
            top.append(f'<th scope="col" rowspan="2">{say(measure.title)}</th>')
    written: dict[tuple[float, int], str] = {}

    def write(measure: Measure, one: str, other: str) -> str:
        cell = world.cell(measure, one, other)
        if cell is None:
            return f"<td>{NONE}</td>"
        key = (cell[0], measure.decimals)
        if key not in written:
            written[key] = f"<td>{say(_amount(measure, cell[0]))}</td>"
        return written[key]

    names = {code: render(Country(code), language) for pair in world.pairs for code in pair}
    ordered = sorted(world.pairs, key=lambda p: [sort_key(names[code], language) for code in p])
    rows = []
    for one, other in ordered:
        cells = [write(m, *ends) for m in MEASURES for ends in _directions(m, one, other)]
        own = ' class="bl-own" aria-current="true"' if {one, other} == {a, b} else ""
        name = say(_("{a}–{b}", a=Country(one), b=Country(other)))
        rows.append(f'<tr{own}><th scope="row">{name}</th>{"".join(cells)}</tr>')
    label = say(_("Table: {title}", title=_("All pairs of land neighbours")))
    return (
        f'<div class="bilateral-scroll bl-high" role="region" tabindex="0" aria-label="{label}">'
        '<table class="table bl-neighbours" id="bl-neighbours"><thead>'
        f"<tr>{''.join(top)}</tr><tr>{''.join(below)}</tr></thead><tbody>\n"
        + "\n".join(rows)
        + "\n</tbody></table></div>"
    )


def to_csv(world: World, language: str) -> str:
    """All pairs as CSV (LF), one row each: codes, names, then value and period of each measure.

    A measure with directions has four columns: from a to b (`_ab`) and from b to a (`_ba`).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ["a", "b", "name_a", "name_b"]
    for measure in MEASURES:
        for end in ("_ab", "_ba") if measure.directed else ("",):
            head += [f"{measure.name}{end}", f"{measure.name}{end}_period"]
    writer.writerow(head)
    for a, b in world.pairs:
        row = [a, b, render(Country(a), language), render(Country(b), language)]
        for measure in MEASURES:
            for ends in _directions(measure, a, b):
                cell = world.cell(measure, *ends)
                row += [f"{cell[0]:.10g}", cell[1]] if cell else ["", ""]
        writer.writerow(row)
    return out.getvalue()


def downloads(language: str) -> str:
    """The link to the file to take away, seen from the page."""
    text = escape(render(_("All pairs of land neighbours as a table"), language))
    link = f'<a href="../_static/neighbours/neighbours.csv" download>{text}</a>'
    return f"<ul><li>{link} <code>CSV</code></li></ul>"


def summary(world: World, a: str, b: str) -> Message:
    """How many values the page has of the pair, or that the table has no such pair."""
    if tuple(sorted((a, b))) not in set(world.pairs):
        return _(
            "{a} and {b} are no pair of the {n} land neighbours in the table.",
            a=Country(a),
            b=Country(b),
            n=Number(len(world.pairs)),
        )
    cells = [world.cell(m, *ends) for m in MEASURES for ends in _directions(m, a, b)]
    known = sum(cell is not None for cell in cells)
    return ngettext(
        "{a} and {b} among {all} pairs of land neighbours: {n} of {most} values is known.",
        "{a} and {b} among {all} pairs of land neighbours: {n} of {most} values are known.",
        known,
        a=Country(a),
        b=Country(b),
        all=Number(len(world.pairs)),
        n=Number(known),
        most=Number(len(cells)),
    )
