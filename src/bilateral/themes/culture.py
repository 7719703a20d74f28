"""Culture: pledges and what became of them, students, diaspora, shared heritage, monuments, books and film.

A commitment that is a deed belongs to a plan (`plan of <event_id>;`), to the programme of a year devoted to
the partner (`programme of <event_id>;`) or stands alone (`pledge of <event_id>;`): its note begins with one
of these. What was done is an event whose note begins with `fulfils <commitment_id>;` or `partly fulfils`.

Further words of a note, each closed by ";": of an event `part of <event_id>` (not counted beside it),
`beside <commitment_id>` (another act on the day that was due), `by <ISO3>` (the side that acted, where it is
not the one that planned), `explains <indicator>`, `inferred` (the date is our inference), `background`; of a
commitment `by report` (named by a report only) and `yearly MM-DD`; of an observation `includes <measure>`; of
what a source says of an event `no proof` (it tells of the occasion, not of the partner's part in it).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import (
    Compact,
    Country,
    Day,
    Join,
    Label,
    Message,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Finding, Indicator, Table, culture_world
from bilateral.themes.columns import DATE, HOST, KIND, OWNER, PERIOD, PLACE, SOURCES
from bilateral.themes.rows import (
    TRUST,
    Findings,
    between,
    commitment_sources,
    count,
    deed_title,
    event_title,
    frame_of,
    ids,
    joined,
    per_year,
    releases,
    stated,
    where,
    with_sources,
)
from bilateral.vocabulary import VOCABULARIES, qualified, word

THEME = "culture"
GROUPS = ("plan", "programme", "pledge")
# Announcements, plans and proposals are words: they are not counted as acts.
WORDS = ("announcement", "plan", "proposal", "statement", "decision")
# What the acts are counted under; any other kind falls under "other".
FAMILIES = {
    "cultural_event": "events",
    "anniversary": "events",
    "forum": "events",
    "publication": "books",
    "monument": "books",
    "film": "film",
    "media": "film",
    "education_step": "education",
    "inscription": "heritage",
}
FAMILY_WORDS: dict[str, Value] = {
    "events": _("days of culture, exhibitions, concerts, anniversaries"),
    "books": _("books and monuments"),
    "film": _("film and media"),
    "education": _("education"),
    "heritage": _("heritage inscriptions"),
    "other": _("agreements and other acts"),
}
LISTS: dict[str, Value] = {"world": _("World Heritage List"), "intangible": _("lists of intangible heritage")}
OUTCOMES: dict[str, Value] = {
    code: word("status", code) for code in ("planned", "done", "partly_done", "not_found")
}
WORKS = ("monument", "publication", "film", "media")
# What a count of students takes in that the others leave out.
MEASURES: dict[str, Value] = {"distance study": _("distance study")}


# --- small steps that several indicators share ---


def _marked(note: str, mark: str) -> list[str]:
    """What stands behind a machine-readable word in a note: `_marked("fulfils X; fulfils Y;", "fulfils")`."""
    return re.findall(rf"(?:^|(?<=; )){mark} ([^;]+)(?=;)", note)


def _flagged(notes: pd.Series, word: str) -> pd.Series:
    """Which notes hold a machine-readable word that stands alone ("inferred;")."""
    return notes.str.contains(rf"(?:^|; ){word};", regex=True)


def _family(kind: str) -> str:
    return FAMILIES.get(kind, "other")


def _title(events: pd.DataFrame, event_id: str) -> Value | None:
    """The title of an event, or None where it stands outside of the selected years."""
    found = events[events.event_id == event_id].title
    return Label(f"events/{event_id}/title", found.iloc[0]) if len(found) else None


def _proving(sel: Selection) -> Selection:
    """The selection without what sources say of an occasion but not of the partner's part in it."""
    said = sel.event_sources
    return sel.having(event_sources=said[~_flagged(said.note, "no proof")])


def _sourced(sel: Selection, events: pd.DataFrame) -> pd.DataFrame:
    """Events, oldest first, with `year`, their `sources` ("a;b") and the number of independent `releases`."""
    frame = with_sources(_proving(sel), events)
    return frame.assign(sources=frame.source, releases=[releases(sel, cell) for cell in frame.source])


def acts(sel: Selection, background: bool = False) -> pd.DataFrame:
    """The theme's acts that name both countries: what was done, not what was said or planned.

    A part of another act is counted with it. Acts from before the two states were independent (`background;`)
    only on demand.
    """
    frame = sel.joint(sel.events)
    frame = frame[(frame.theme == THEME) & ~frame.kind.isin(WORDS)]
    known = set(frame.event_id)
    frame = where(frame, [not known & set(_marked(note, "part of")) for note in frame.note])
    return _sourced(sel, frame if background else frame[~_flagged(frame.note, "background")])


def pledged(sel: Selection) -> pd.DataFrame:
    """Deeds pledged in culture, each with its outcome.

    Columns: commitment_id, deed, date, due, group, parent (event), yearly (MM-DD or ""), outcome (done,
    partly_done, not_found), done (first date), events (ids of what was done), years (those with an act),
    missed (due years without one), sources (of the pledge), proof (sources of what was done), document (named
    only by the document that a book tests, which is no evidence), report (named by a report only).
    """
    pledges, events = sel.joint(sel.commitments), sel.events
    said = _proving(sel).event_sources
    shown = events[
        events.event_id.isin(said.event_id)
    ]  # an act without a page that proves it fulfils nothing
    cited = commitment_sources(sel)
    documents = set(sel.sources[sel.sources.url.str.startswith("urn:")].source)
    last = max(sel.joint(events[events.theme == THEME]).date, default="")
    # which items each act fulfils, read once for all items
    fulfilled = [[_marked(note, mark) for note in shown.note] for mark in ("fulfils", "partly fulfils")]
    rows = []
    for row in pledges[pledges.deed != ""].itertuples():
        group = next((g for g in GROUPS if _marked(row.note, f"{g} of")), "")
        if not group:
            continue
        whole, part = (where(shown, [row.commitment_id in items for items in by]) for by in fulfilled)
        acted = pd.concat([whole, part]).sort_values("date", kind="stable")
        years = sorted({sel.year(d) for d in acted.date})
        yearly = next(iter(_marked(row.note, "yearly")), "")
        first = sel.year(row.date)
        due = [y for y in range(first, int(last[:4] or 0) + 1) if row.date[:10] <= f"{y}-{yearly}" <= last]
        missed = [y for y in due if y not in years] if yearly else []
        outcome = "not_found" if acted.empty else "partly_done" if whole.empty or missed else "done"
        named = cited.get(row.commitment_id, "")
        proof = said[said.event_id.isin(acted.event_id)]
        done = whole if len(whole) and not yearly else acted
        rows.append(
            (
                row.commitment_id,
                row.deed,
                row.date,
                row.due,
                group,
                _marked(row.note, f"{group} of")[0],
                yearly,
                outcome,
                min(done.date, default=""),
                ";".join(acted.event_id),
                years,
                missed,
                named,
                joined(proof),
                bool(named) and set(ids(named)) <= documents,
                "report" in _marked(row.note, "by"),
            )
        )
    return frame_of(
        rows,
        "commitment_id deed date due group parent yearly outcome done events years missed sources proof "
        "document report",
    )


def _done_cell(events: pd.DataFrame, ids: str) -> Value | str:
    """The titles of what was done, as one value for a table cell."""
    titles = [t for e in ids.split(";") if (t := _title(events, e)) is not None]
    return Join(titles) if titles else ""


def _outcome_counts(frame: pd.DataFrame) -> dict[str, Number]:
    counts = frame.outcome.value_counts()
    return {code: Number(int(counts.get(code, 0))) for code in ("done", "partly_done", "not_found")}


def _quoted(title: Value, day: str) -> Message:
    return _("“{title}” ({day})", title=title, day=Day(day))


def _year_name(sel: Selection, opening: str) -> Message | None:
    """The name of the year that an act opened: devoted to the partner of the country where it was opened."""
    found = sel.events[sel.events.event_id == opening]
    if found.empty or found.host.iloc[0] not in (sel.a, sel.b):
        return None
    host = found.host.iloc[0]
    return _(
        "Year of {partner} in {host}, {year}",
        partner=Country(sel.b if host == sel.a else sel.a),
        host=Country(host),
        year=Year(sel.year(found.date.iloc[0])),
    )


# --- all promises ---


def overview(sel: Selection) -> Indicator:
    """The answer of the chapter: what became of every promise that a source names (findings only)."""
    items = pledged(sel)
    items = items[~items.document.astype(bool)]
    findings = Findings()
    if len(items):
        findings.add(
            "overview_pledges",
            _(
                "Sources name {n} cultural promises and items of plans. We found {done} done and "
                "{partly_done} partly done; for {not_found} no report was found by us.",
                n=Number(len(items)),
                **_outcome_counts(items),
            ),
            items,
            items.proof,
        )
    return Indicator(
        "overview", THEME, _("What became of the promises"), frame_of([], "row"), findings=tuple(findings)
    )


# --- plans and pledges ---


def plan(sel: Selection) -> Indicator:
    """Items of the plan under a decision by year: planned, done, not found (grid)."""
    items = pledged(sel)
    items = items[items.group == "plan"].reset_index(drop=True)
    events = sel.joint(sel.events)
    last = max([sel.year(d) for d in events[events.theme == THEME].date], default=0)
    rows = []
    for row in items.itertuples():
        first = sel.year(row.date)
        marks = dict.fromkeys(row.missed, "not_found")
        if first not in row.years:
            marks[first] = "planned"
        if row.outcome == "not_found":
            marks[last if last > first else first] = "not_found"
        whole = row.outcome == "done" or row.yearly
        marks |= dict.fromkeys(row.years, "done" if whole else "partly_done")
        # a year in which only the other side acted, not the one that planned
        ours = {sel.year(d) for d, by in _dated_acts(sel, row) if not by}
        marks |= dict.fromkeys(set(row.years) - ours, "partly_done")
        for year in range(first, last + 1):
            if year in marks:
                source = row.sources if marks[year] == "planned" else row.proof or row.sources
                rows.append((row.commitment_id, str(year), marks[year], source))
    frame = frame_of(rows, "row column status source")
    # the columns of a grid stand in the order of its rows: years in their order, items in that of the plan
    order = {c: i for i, c in enumerate(items.commitment_id)}
    frame = frame.sort_values(
        ["column", "row"], key=lambda s: s.map(order) if s.name == "row" else s, kind="stable"
    )
    labels = {r.commitment_id: deed_title(r) for r in items.itertuples()}
    findings = Findings()
    for parent in dict.fromkeys(items.parent):
        mine = items[items.parent == parent]
        named = mine[~mine.report.astype(bool)]
        findings.add(
            "plan_done",
            _(
                "“{plan}”: of {n} items of its plan that are known to us, we found {done} done and "
                "{partly_done} partly done; for {not_found} no report was found by us.",
                plan=_title(sel.events, parent) or parent,
                n=Number(len(named)),
                **_outcome_counts(named),
            ),
            named,
            named.proof,
        )
        done = named[named.outcome == "done"]
        if len(done):
            acted = sel.events[sel.events.event_id.isin(ids(done.events))]
            told = sel.sources[sel.sources.source.isin(ids(done.proof))].publisher
            findings.add(
                "plan_told",
                _(
                    "What was done in full rests on {acts}, told by {publishers}.",
                    acts=Join([_quoted(event_title(r), r.date) for r in acted.itertuples()]),
                    publishers=Join(sorted(set(told))),
                ),
                done.proof,
            )
        for row in mine[mine.report.astype(bool)].itertuples():
            findings.add(
                "plan_report",
                _(
                    "One more item, “{deed}”, is named by a report and not by the decision as we read it: "
                    "{outcome}.",
                    deed=deed_title(row),
                    outcome=OUTCOMES[row.outcome],
                ),
                row.sources,
                row.proof,
            )
    for row in items[items.yearly != ""].itertuples():
        found = [
            _("{day} (by {country})", day=Day(d), country=Country(by)) if by else Day(d)
            for d, by in _dated_acts(sel, row)
        ]
        if found:
            findings.add(
                "plan_yearly",
                ngettext(
                    "“{deed}” fell due {due} times. We found it {n} time: {days}. A year without a page is "
                    "not shown to be a year without the act.",
                    "“{deed}” fell due {due} times. We found it {n} times: {days}. A year without a page is "
                    "not shown to be a year without the act.",
                    len(found),
                    deed=deed_title(row),
                    due=Number(len(set(row.missed) | set(row.years))),
                    n=Number(len(found)),
                    days=Join(found),
                ),
                row.proof,
            )
        beside = where(events, [row.commitment_id in _marked(n, "beside") for n in events.note])
        if len(beside):
            findings.add(
                "plan_beside",
                _(
                    "On the same occasion, but not what was planned: {acts}.",
                    acts=Join([_quoted(event_title(r), r.date) for r in beside.itertuples()]),
                ),
                _sourced(sel, beside),
            )
    return Indicator(
        "plan",
        THEME,
        _("The plan under a decision, item by item and year by year"),
        frame.reset_index(drop=True),
        chart=Chart("grid", labels={**labels, **OUTCOMES}),
        findings=tuple(findings),
        note=_(
            "“Done” needs a page that reports the act; “not found by us” says that we found none, not that "
            "nothing was done. It stands in the last year of the record."
        ),
    )


def _dated_acts(sel: Selection, item: Any) -> list[tuple[str, str]]:
    """The dates on which an item of `pledged` was done, each with the side that acted ("": the planner)."""
    found = sel.events[sel.events.event_id.isin(ids(item.events))].sort_values("date", kind="stable")
    sides = [next((x for x in _marked(n, "by") if x in (sel.a, sel.b)), "") for n in found.note]
    return list(zip(found.date, sides, strict=True))


def _items_table(sel: Selection, group: str) -> pd.DataFrame:
    items = pledged(sel)
    items = items[items.group == group].reset_index(drop=True)
    items["sources"] = [joined(p, s) for p, s in zip(items.proof, items.sources, strict=True)]
    # a dash where nothing was found: "not stated" would be another thing
    items["act"] = pd.Series([_done_cell(sel.events, e) or "—" for e in items.events], dtype=object)
    items["first_done"] = pd.Series([Day(d) if d else "—" for d in items.done], dtype=object)
    return items[["commitment_id", "deed", "date", "outcome", "done", "first_done", "act", "sources"]]


ITEM_COLUMNS = (
    Column("deed", _("Item"), "title"),
    Column("date", _("Planned"), "day"),
    Column("outcome", _("Outcome"), "mark"),
    Column("first_done", _("First done"), "value"),
    Column("act", _("What was done"), "value"),
    SOURCES,
)


def plan_items(sel: Selection) -> Indicator:
    """The items of the plan with outcome, what was done and the sources (table)."""
    frame = _items_table(sel, "plan")
    return Indicator(
        "plan_items", THEME, _("Items of the plan and what became of them"), frame, table=Table(ITEM_COLUMNS)
    )


def programme(sel: Selection) -> Indicator:
    """Named items of the programmes of years devoted to the partner: planned against held (grid)."""
    items = pledged(sel)
    items = items[items.group == "programme"].reset_index(drop=True)
    rows = []
    for column in ("planned_column", "held_column"):
        for r in items.itertuples():
            named = "document" if r.document else "planned"
            status = named if column == "planned_column" else r.outcome
            source = r.sources if column == "planned_column" else r.proof
            rows.append((r.commitment_id, column, status, source))
    labels: dict[str, Value] = {r.commitment_id: deed_title(r) for r in items.itertuples()}
    labels |= {"planned_column": _("named beforehand"), "held_column": _("as held"), **OUTCOMES}
    labels |= {"document": _("named by the tested document alone")}
    findings = Findings()
    for parent in dict.fromkeys(items.parent):
        mine, year_name = items[items.parent == parent], _year_name(sel, parent)
        if year_name is None:
            continue
        named, alone = mine[~mine.document.astype(bool)], mine[mine.document.astype(bool)]
        if len(named):
            findings.add(
                "programme_done",
                _(
                    "{year_name}: of {n} items that sources name beforehand, we found {done} done and "
                    "{partly_done} partly done; for {not_found} no report was found by us.",
                    year_name=year_name,
                    n=Number(len(named)),
                    **_outcome_counts(named),
                ),
                named,
                named.proof,
            )
        if len(alone):
            counts = _outcome_counts(alone)
            findings.add(
                "programme_document",
                ngettext(
                    "{year_name}: {n} more item is named by the tested document alone, which is no evidence "
                    "that it was planned. We found {done} done and {partly_done} partly done.",
                    "{year_name}: {n} more items are named by the tested document alone, which is no "
                    "evidence that they were planned. We found {done} done and {partly_done} partly done.",
                    len(alone),
                    year_name=year_name,
                    n=Number(len(alone)),
                    done=counts["done"],
                    partly_done=counts["partly_done"],
                ),
                alone,
                alone.proof,
            )
    return Indicator(
        "programme",
        THEME,
        _("Years devoted to the partner: items named beforehand, and what was held"),
        frame_of(rows, "row column status source"),
        chart=Chart("grid", labels=labels),
        findings=tuple(findings),
        note=_(
            "“Partly done”: a part of the item was held, or the occasion was held and the part planned is "
            "not shown."
        ),
    )


def year_counts(sel: Selection) -> Indicator:
    """Events of the years devoted to the partner: planned, said to be held, and found by us (ranking)."""
    said = between(sel, "year_events_planned", "year_events_held")
    said = said.drop_duplicates(["indicator", "reporter", "period"])
    found = _programme_events(sel)
    found = found[(found.status == "held") & (found.host == found.year_host)]
    rows = []
    labels: dict[str, Value] = {}

    def add(
        host: str, period: str, series: str, value: float, source: str, owner: str, qualifier: str = ""
    ) -> None:
        category = f"{host} {period} {series}"
        labels[category] = _(
            "{host}, {period}: {what}", host=Country(host), period=Period(period), what=labels_of[series]
        )
        rows.append((category, series, host, period, value, qualifier, source, owner))

    labels_of: dict[str, Value] = {
        "planned": _("planned"),
        "held": _("said to be held"),
        "record": _("dated acts of that Year in the country, found by us"),
    }
    for row in said.itertuples():
        series = "planned" if row.indicator == "year_events_planned" else "held"
        add(row.reporter, row.period, series, row.value, row.source, row.statistics_owner, row.qualifier)
    for host, period in dict.fromkeys(zip(said.reporter, said.period, strict=True)):
        mine = found[(found.year_host == host) & (found.year == sel.year(period))]
        add(host, period, "record", len(mine), joined(mine), "")
    findings = Findings()
    for host, period in dict.fromkeys(zip(said.reporter, said.period, strict=True)):
        mine = between(sel, "year_events_planned", "year_events_held")
        mine = mine[(mine.reporter == host) & (mine.period == period)]
        ours = found[(found.year_host == host) & (found.year == sel.year(period))]
        values: dict[str, Value] = {
            "host": Country(host),
            "year": Year(sel.year(period)),
            "n": Number(len(ours)),
        }
        planned, held = (mine[mine.indicator == f"year_events_{x}"] for x in ("planned", "held"))
        if len(planned):
            values["planned"] = Join([stated(r) for r in planned.itertuples()])
        if len(held):
            values["held"] = Join([stated(r) for r in held.itertuples()])
        if len(planned) and len(held):
            text = _(
                "{host}, {year}: sources speak of {planned} events planned and of {held} held. We could date"
                " {n} acts of that Year in the country.",
                **values,
            )
        elif len(planned):
            text = _(
                "{host}, {year}: sources speak of {planned} events planned; no count of events held was "
                "found by us. We could date {n} acts of that Year in the country.",
                **values,
            )
        else:
            text = _(
                "{host}, {year}: sources speak of {held} events held; no count of events planned was found "
                "by us. We could date {n} acts of that Year in the country.",
                **values,
            )
        findings.add(f"year_counts_{host.lower()}", text, mine, ours)
    return Indicator(
        "year_counts",
        THEME,
        _("Years devoted to the partner: events planned, said to be held, and found by us"),
        frame_of(rows, "category series host period value qualifier source statistics_owner"),
        chart=Chart("ranking", unit="events", labels={**labels, **labels_of}),
        findings=tuple(findings),
        note=_(
            "Planned and said to be held are round numbers (“more than”, “about”): the bars show their lower "
            "bound. A bar that is missing was not found by us."
        ),
    )


def _programme_events(sel: Selection) -> pd.DataFrame:
    """Acts of the programme of a year: `year_of` (its opening), `year_host` (where it was opened), `status`.

    What fulfils an item counts where a source other than the tested document names that item. `status` is
    `held`, or `announced` for what was only announced.
    """
    events = sel.joint(sel.events)
    items = pledged(sel)
    items = items[(items.group == "programme") & ~items.document.astype(bool)]
    of_item = dict(zip(items.commitment_id, items.parent, strict=True))
    parents = [
        next(
            iter(
                [
                    *_marked(n, "programme of"),
                    *(of_item.get(i, "") for i in _marked(n, "(?:partly )?fulfils")),
                ]
            ),
            "",
        )
        for n in events.note
    ]
    opened = dict(zip(sel.events.event_id, sel.events.host, strict=True))
    openings = set(parents) - {""}
    events = events.assign(
        year_of=[p or (e if e in openings else "") for p, e in zip(parents, events.event_id, strict=True)],
        status=["announced" if kind in WORDS else "held" for kind in events.kind],
    )
    events = events[events.year_of != ""]
    return _sourced(sel, events.assign(year_host=[opened.get(p, "") for p in events.year_of]))


def year_events(sel: Selection) -> Indicator:
    """Acts of the years devoted to the partner, as found (table)."""
    frame = _programme_events(sel)
    names = [_year_name(sel, opening) or "—" for opening in frame.year_of]
    frame = frame.assign(year_name=pd.Series(names, index=frame.index, dtype=object))
    columns = ["event_id", "date", "title", "year_name", "host", "place", "status", "releases", "sources"]
    findings = Findings()
    held = frame[frame.status == "held"]
    if len(held):
        findings.add(
            "year_events_single",
            ngettext(
                "Of {total} dated act of these years, {n} rests on one independent release.",
                "Of {total} dated acts of these years, {n} rest on one independent release.",
                len(held),
                total=Number(len(held)),
                n=count(held.releases == 1),
            ),
            held,
        )
    return Indicator(
        "year_events",
        THEME,
        _("Years devoted to the partner: the acts that we found"),
        frame[columns],
        table=Table(
            (
                DATE,
                Column("title", _("Act"), "title"),
                Column("year_name", _("Belongs to"), "value"),
                HOST,
                PLACE,
                Column("status", _("As found"), "mark"),
                Column("releases", _("Independent releases"), "number"),
                SOURCES,
            )
        ),
        findings=tuple(findings),
    )


def pledges(sel: Selection) -> Indicator:
    """Single pledges and how long they took (table)."""
    frame = _items_table(sel, "pledge")
    items = pledged(sel)
    items = items[(items.group == "pledge") & (items.outcome == "done")]
    waits = [
        (r, (dt.date.fromisoformat(r.done) - dt.date.fromisoformat(r.date)).days)
        for r in items.itertuples()
        if len(r.done) == len(r.date) == 10  # both to the day
    ]
    findings = tuple(
        Finding(
            "pledge_wait",
            _(
                "“{deed}”: pledged {since}, done {until}, {years} years later.",
                deed=deed_title(r),
                since=Day(r.date),
                until=Day(r.done),
                years=Number(days / 365.25, 1),
            ),
            ids(r.sources, r.proof),
        )
        for r, days in waits
    )
    return Indicator(
        "pledges",
        THEME,
        _("Single pledges and what became of them"),
        frame,
        table=Table(ITEM_COLUMNS),
        findings=findings,
    )


# --- students ---


def _series(host: str, origin: str, owner: str) -> Message:
    return _(
        "{origin} → {host} ({owner})", host=Country(host), origin=Country(origin), owner=word("owner", owner)
    )


def students(sel: Selection) -> Indicator:
    """Students from each country in the other by year and owner of the statistics (lines, log scale).

    Where the record lacks a count of UIS, the table of the world gives it.
    """
    counts = between(sel, "students")
    # a bound ("more than") is no point of a line and a month is no year: both stand in the table
    drawn = counts[counts.qualifier.isin(("exact", "about", ""))]
    drawn = drawn[drawn.year.notna()].drop_duplicates(["reporter", "statistics_owner", "year"])
    published = culture_world.students_published(sel, counts)
    if len(published):
        drawn = pd.concat([drawn[published.columns], published]).sort_values("period", kind="stable")
    labels: dict[str, Value] = {}
    rows = []
    for host, origin in ((sel.a, sel.b), (sel.b, sel.a)):
        for owner in dict.fromkeys(drawn.statistics_owner):
            mine = drawn[(drawn.reporter == host) & (drawn.statistics_owner == owner)]
            code = f"{host}:{owner}"
            labels[code] = _series(host, origin, owner)
            rows += [
                (str(int(r.year)), code, r.value, host, origin, owner, r.source) for r in mine.itertuples()
            ]
    frame = frame_of(rows, "period series value host origin statistics_owner source")
    return Indicator(
        "students",
        THEME,
        _("Students from each country in the other"),
        frame,
        chart=Chart("lines", unit="students", labels=labels, turning_point=True, log=True),
        findings=tuple(_student_findings(sel, frame, counts)),
        note=_(
            "Logarithmic scale. Owners count by different rules, so their lines are not joined; what holds "
            "for a part of a year stands in the table."
        ),
    )


def _ratio(times: float) -> Number:
    """How many to one: with a decimal where whole numbers would hide the half of it."""
    return Number(times, 0 if times >= 10 else 1)


def _student_findings(sel: Selection, frame: pd.DataFrame, counts: pd.DataFrame) -> list[Finding]:
    findings = Findings()
    known = frame[frame.statistics_owner != "unknown"]
    for owner in dict.fromkeys(known.statistics_owner):
        mine = known[known.statistics_owner == owner]
        by_host = {h: mine[mine.host == h].set_index("period") for h in (sel.a, sel.b)}
        common = sorted(set(by_host[sel.a].index) & set(by_host[sel.b].index))
        if len(common) > 1:
            more, fewer = sorted((sel.a, sel.b), key=lambda h: -by_host[h].value[common[-1]])
            big, small = by_host[more].value[common], by_host[fewer].value[common]
            if (small > 0).all():
                ratio, last = big / small, common[-2:]
                findings.add(
                    "students_directions",
                    _(
                        "{owner}: {more} had {big} students from {fewer} in {years}, and "
                        "{fewer} had {small} from {more}: {ratios} to 1. The median of the {n} years with "
                        "both counts is {median} to 1.",
                        owner=word("owner", owner),
                        more=Country(more),
                        fewer=Country(fewer),
                        years=Join([Year(int(y)) for y in last]),
                        big=Join([Number(big[y]) for y in last]),
                        small=Join([Number(small[y]) for y in last]),
                        ratios=Join([_ratio(ratio[y]) for y in last]),
                        n=Number(len(common)),
                        median=_ratio(ratio.median()),
                    ),
                    mine.source,
                )
        for host in (sel.a, sel.b):
            line = by_host[host].value.sort_index()
            if len(line) > 2 and line.iloc[-2] and line.iloc[-1] >= 2 * line.iloc[-2]:
                later = counts[
                    (counts.reporter == host)
                    & (counts.period > f"{line.index[-1]}-12")
                    & (counts.qualifier == "exact")
                ]
                if len(later):
                    top = later.sort_values("value").iloc[-1]
                    findings.add(
                        "students_jump",
                        _(
                            "{host} ({owner}): the count rose from {before} ({year_before}) to {after} "
                            "({year_after}). The largest later count, from another source, is {other} "
                            "({period}). The source does not explain the rise; a change of rule cannot be "
                            "excluded.",
                            host=Country(host),
                            owner=word("owner", owner),
                            before=Number(line.iloc[-2]),
                            year_before=Year(int(line.index[-2])),
                            after=Number(line.iloc[-1]),
                            year_after=Year(int(line.index[-1])),
                            other=Number(top.value),
                            period=Period(top.period),
                        ),
                        mine.source,
                        top.source,
                    )
    for (host, period), mine in counts.groupby(["reporter", "period"], sort=True):
        if not (sel.full_year(str(period)) and mine.value.max() >= 2 * mine.value.min() > 0):
            continue
        measures = [next((m for m in _marked(n, "includes") if m in MEASURES), "") for n in mine.note]
        mine = mine.assign(measure=measures).sort_values("value", kind="stable")
        alike, other = mine[mine.measure == ""], mine[mine.measure != ""]
        if len(other) == 1 and len(alike) > 1 and alike.value.max() <= 1.1 * alike.value.min():
            text = _(
                "{host}, {year}: {alike} agree within a tenth. Another count, {other}, includes {measure}.",
                host=Country(str(host)),
                year=Year(sel.year(str(period))),
                alike=Join([stated(r) for r in alike.itertuples()]),
                other=stated(other.iloc[0]),
                measure=MEASURES[other.measure.iloc[0]],
            )
        else:
            text = _(
                "{host}, {year}: the counts differ: {counts}.",
                host=Country(str(host)),
                year=Year(sel.year(str(period))),
                counts=Join([stated(r) for r in mine.itertuples()]),
            )
        findings.add("students_disagree", text, mine.source)
    events = sel.joint(sel.events)
    bearing = where(events, ["students" in _marked(n, "explains") for n in events.note])
    for row in _sourced(sel, bearing).itertuples():
        findings.add(
            "students_explained",
            _(
                "An act that bears on these counts: {act}. Our sources do not tell in numbers what it "
                "changed.",
                act=_quoted(event_title(row), row.date),
            ),
            row.sources,
        )
    return findings


def students_table(sel: Selection) -> Indicator:
    """Counts of students beside those of an office that publishes a series: no owner is named (table)."""
    every = between(sel, "students")
    frame = every[every.statistics_owner == "unknown"].reset_index(drop=True)
    cells = [stated(r) for r in frame.itertuples()]
    frame = frame.assign(count=pd.Series(cells, dtype=object), sources=frame.source)
    findings = Findings()
    if len(frame):
        findings.add(
            "students_owner",
            _(
                "{n} of {total} counts of students name no statistics office.",
                n=Number(len(frame)),
                total=Number(len(every)),
            ),
            frame.source,
        )
    return Indicator(
        "students_table",
        THEME,
        _("Counts of students that name no statistics office, as given"),
        frame[["reporter", "partner", "period", "value", "count", "statistics_owner", "sources"]],
        table=Table(
            (
                Column("reporter", _("Studying in"), "country"),
                Column("partner", _("Coming from"), "country"),
                PERIOD,
                Column("count", _("Students"), "value"),
                SOURCES,
            )
        ),
        findings=tuple(findings),
    )


SCHOOLING = (
    "schools_partner_language",
    "pupils_partner_language",
    "higher_schools_partner_language",
    "university_contracts",
    "universities_at_fair",
)
SCHOOLING_WORDS: dict[str, Value] = {
    "schools_partner_language": _("general schools teaching in the partner's language"),
    "pupils_partner_language": _("pupils counted under the partner's language"),
    "higher_schools_partner_language": _("higher schools training specialists in the partner's language"),
    "university_contracts": _("contracts between universities"),
    "universities_at_fair": _("universities of the partner at an education fair"),
}


def schooling(sel: Selection) -> Indicator:
    """Schools and pupils in the partner's language, and ties of universities (table)."""
    frame = between(sel, *SCHOOLING)
    frame = frame.sort_values(
        ["indicator", "reporter", "period"],
        key=lambda s: s.map(SCHOOLING.index) if s.name == "indicator" else s,
        kind="stable",
    )
    what = pd.Series([SCHOOLING_WORDS[i] for i in frame.indicator], index=frame.index, dtype=object)
    cells = pd.Series([stated(r) for r in frame.itertuples()], index=frame.index, dtype=object)
    # what lies between the two countries stands under both
    both = frame.note.str.contains("side not stated")
    countries = frame.reporter.where(~both, ";".join(sorted((sel.a, sel.b))))
    frame = frame.assign(what=what, count=cells, countries=countries, sources=frame.source).reset_index(
        drop=True
    )
    findings = Findings()
    for name, reporter in dict.fromkeys(zip(frame.indicator, frame.reporter, strict=True)):
        mine = frame[(frame.indicator == name) & (frame.reporter == reporter)]
        if mine.value.nunique() > 1:
            values: dict[str, Value] = {"host": Country(reporter), "what": SCHOOLING_WORDS[name]}
            if mine.period.nunique() == 1:
                text = _(
                    "{host}, {period}: the reports differ on the number of {what}: {counts}.",
                    period=Period(mine.period.iloc[0]),
                    counts=Join([stated(r) for r in mine.itertuples()]),
                    **values,
                )
            else:
                text = _(
                    "{host}: for the number of {what}, sources give {counts}. Whether they count alike is "
                    "not stated.",
                    counts=Join(
                        [_("{n} ({period})", n=stated(r), period=Period(r.period)) for r in mine.itertuples()]
                    ),
                    **values,
                )
            findings.add(f"schooling_{name}", text, mine.source)
    return Indicator(
        "schooling",
        THEME,
        _("Schools and universities: counts as given"),
        frame[["countries", "partner", "what", "period", "value", "count", "statistics_owner", "sources"]],
        table=Table(
            (
                Column("countries", _("Country"), "countries"),
                Column("what", _("What is counted"), "value"),
                PERIOD,
                Column("count", _("Number"), "value"),
                OWNER,
                SOURCES,
            )
        ),
        findings=tuple(findings),
    )


# --- diaspora ---


def _people(code: str) -> Value:
    """The people that a country is named after: "Kazakhs"."""
    if code in VOCABULARIES["people"]:
        return word("people", code)
    return _("people named after {country}", country=Country(code))


def _peoples(sel: Selection) -> dict[str, Value]:
    """Slots that name both countries and the people of each."""
    return {
        "country_a": Country(sel.a),
        "country_b": Country(sel.b),
        "people_a": _people(sel.a),
        "people_b": _people(sel.b),
    }


def diaspora_share(sel: Selection) -> Indicator:
    """Share of the people of one country among residents of the other, by census or register (points)."""
    shares = between(sel, "diaspora_share")
    shares = shares.assign(trust=shares.confidence.map(TRUST)).sort_values(
        ["reporter", "period", "trust"], kind="stable"
    )
    same = shares.groupby(["reporter", "period"]).source.agg(joined)
    shares = shares.drop_duplicates(["reporter", "period"])
    rows = []
    findings = Findings()
    for host, origin in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = shares[shares.reporter == host]
        rows += [
            (r.period, host, r.value, r.statistics_owner, same[(host, r.period)])
            for r in mine.itertuples()
            if sel.full_year(r.period)
        ]
        if len(mine) > 1:
            first, last = mine.iloc[0], mine.iloc[-1]
            findings.add(
                f"diaspora_share_{host.lower()}",
                _(
                    "{host}: the share of {people} among residents was {early} ({first}) and {late} "
                    "({last}).",
                    host=Country(host),
                    people=_people(origin),
                    early=Percent(first.value),
                    late=Percent(last.value),
                    first=Period(first.period),
                    last=Period(last.period),
                ),
                same[host],
            )
    census = sel.observations[sel.observations.indicator == "census_last"].sort_values("period")
    counted = between(sel, "diaspora", "diaspora_share")
    counted = counted[counted.statistics_owner.str.endswith("CENSUS")]
    for host in (sel.a, sel.b):
        told = census[census.reporter == host]
        since = told.value.max()
        if len(told) and not (counted[counted.reporter == host].period.map(sel.year) > since).any():
            findings.add(
                f"diaspora_census_last_{host.lower()}",
                _(
                    "{host}: the last completed census that sources named in {period} was that of {year}. "
                    "Later numbers are no census counts.",
                    host=Country(host),
                    period=Period(told.period.iloc[-1]),
                    year=Year(int(since)),
                ),
                told,
            )
    return Indicator(
        "diaspora_share",
        THEME,
        _("Share among residents: {people_b} in {country_a}, {people_a} in {country_b}", **_peoples(sel)),
        frame_of(rows, "period series value statistics_owner source"),
        chart=Chart("lines", unit="percent", turning_point=True),
        findings=tuple(findings),
        note=_(
            "The country named is where people live. Censuses and yearly registers; no line joins them, "
            "since the years between were not read. A register of one month is named in the sentence below "
            "and not drawn."
        ),
    )


def _with_periods(rows: pd.DataFrame) -> list[Value]:
    return [_("{n} ({period})", n=stated(r), period=Period(r.period)) for r in rows.itertuples()]


def _two_figures(host: str, period: str, both: pd.DataFrame, owned: pd.DataFrame) -> Message:
    """Two figures of one office for one time; the less sure page may give the other figure elsewhere."""
    sure, doubtful = both.sort_values("trust", kind="stable").iloc[0], both.sort_values("trust").iloc[-1]
    values = {
        "host": Country(host),
        "period": Period(period),
        "sure": Number(sure.value),
        "doubtful": Number(doubtful.value),
    }
    swapped = owned[
        (owned.source == doubtful.source) & (owned.value == sure.value) & (owned.period != period)
    ]
    if len(swapped):
        return _(
            "{host}, {period}: {sure} and {doubtful} are both quoted from one office. The page with "
            "{doubtful} gives {sure} for {other}, so it has likely exchanged the two. Both are kept.",
            other=Period(swapped.period.iloc[0]),
            **values,
        )
    return _(
        "{host}, {period}: {sure} and {doubtful} are both quoted from one office. Both are kept.", **values
    )


def diaspora_counts(sel: Selection) -> Indicator:
    """Every stated number of the people of one country in the other, with or without an office (ranking)."""
    counts = between(sel, "diaspora")
    kinds = [
        "statement" if o == "unknown" else "doubtful" if c == "low" else "statistics"
        for o, c in zip(counts.statistics_owner, counts.confidence, strict=True)
    ]
    counts = counts.assign(series=kinds, trust=counts.confidence.map(TRUST))
    same = ["reporter", "period", "value", "qualifier", "statistics_owner"]
    told_by = counts.groupby(same).source.agg(joined)
    # one bar for a number that several pages quote from one office, named after the surest of them
    counts = counts.sort_values("trust", kind="stable").drop_duplicates(same)
    counts = counts.sort_values(["period", "reporter", "observation_id"], kind="stable")
    counts["source"] = [told_by[tuple(key)] for key in counts[same].itertuples(index=False)]
    labels: dict[str, Value] = {
        "statistics": _("statistics with a named owner"),
        "doubtful": _("statistics as quoted, doubtful"),
        "statement": _("statement that names no statistics"),
    }
    rows = []
    for r in counts.itertuples():
        place = _("{host}, {period}", host=Country(r.reporter), period=Period(r.period))
        bound = _("{where}: {count}", where=place, count=qualified(r.qualifier, Compact(r.value)))
        labels[r.observation_id] = place if r.qualifier == "exact" else bound
        cells = (r.reporter, r.partner, r.period, r.qualifier, r.confidence, r.statistics_owner, r.source)
        rows.append((r.observation_id, r.series, r.value, *cells))
    findings = Findings()
    for host, origin in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = counts[counts.reporter == host]
        owned, told = mine[mine.series != "statement"], mine[mine.series == "statement"]
        census = owned[owned.statistics_owner.str.endswith("CENSUS")]
        if len(census) > 1:
            first, last = census.iloc[0], census.iloc[-1]
            findings.add(
                f"diaspora_census_{host.lower()}",
                _(
                    "{host}: censuses counted {early} {people} in {first} and {late} in {last}.",
                    host=Country(host),
                    people=_people(origin),
                    early=Number(first.value),
                    late=Number(last.value),
                    first=Year(sel.year(first.period)),
                    last=Year(sel.year(last.period)),
                ),
                census.source,
            )
        sure = owned[owned.series == "statistics"]
        if len(sure) and len(told):
            findings.add(
                f"diaspora_statements_{host.lower()}",
                _(
                    "{host}: statements that name no statistics put the number of {people} at {said}. "
                    "Statistics offices, as quoted, give {counts}.",
                    host=Country(host),
                    people=_people(origin),
                    said=Join(_with_periods(told)),
                    counts=Join(_with_periods(sure)),
                ),
                told,
                sure,
            )
        for period, both in owned.groupby("period", sort=True):
            if both.value.nunique() == 2:
                findings.add(
                    f"diaspora_disagree_{host.lower()}", _two_figures(host, str(period), both, owned), both
                )
    return Indicator(
        "diaspora_counts",
        THEME,
        _("Every stated number: {people_b} in {country_a}, {people_a} in {country_b}", **_peoples(sel)),
        frame_of(
            rows, "category series value reporter partner period qualifier confidence statistics_owner source"
        ),
        chart=Chart("ranking", unit="persons", labels=labels),
        findings=tuple(findings),
        note=_(
            "The country named is where people live: {people_b} in {country_a}, {people_a} in {country_b}.",
            **_peoples(sel),
        ),
    )


# --- heritage, works, the record ---


def inscriptions(sel: Selection) -> Indicator:
    """Inscriptions on heritage lists that name one or both countries (timeline)."""
    frame = _inscribed(sel)
    lanes = frame.assign(lane=frame["list"], series=frame.on_file)
    labels: dict[str, Value] = {**LISTS, "both": _("both countries on the file")}
    labels |= {c: _("{country} on the file, the other not", country=Country(c)) for c in (sel.a, sel.b)}
    findings = Findings()
    both = frame[frame.on_file == "both"]
    if len(both):
        findings.add(
            "inscriptions_joint",
            ngettext(
                "{n} inscription or extension has both countries on the file: {world} on the World Heritage "
                "List, {intangible} on the lists of intangible heritage.",
                "{n} inscriptions or extensions have both countries on the file: {world} on the World "
                "Heritage List, {intangible} on the lists of intangible heritage.",
                len(both),
                n=Number(len(both)),
                world=count(both["list"] == "world"),
                intangible=count(both["list"] == "intangible"),
            ),
            both,
        )
        early = int((both.year < sel.turning_point).sum())
        late = int((both.year > sel.turning_point).sum())
        findings.add(
            "inscriptions_time",
            _(
                "Of the joint ones, {late} came after {year}, {during} in that year and {early} before it. A"
                " file takes years, so the year of inscription is not that of the work.",
                early=Number(early),
                during=Number(len(both) - early - late),
                late=Number(late),
                year=Year(sel.turning_point),
            ),
            both,
        )
    return Indicator(
        "inscriptions",
        THEME,
        _("Inscriptions on heritage lists"),
        lanes[["event_id", "date", "lane", "series", "countries", "source"]],
        chart=Chart("timeline", labels=labels),
        findings=tuple(findings),
        note=_(
            "Only inscriptions in our record. A file that lacks one of the two is here where a source "
            "compares them."
        ),
    )


def _inscribed(sel: Selection) -> pd.DataFrame:
    frame = sel.events[sel.events.kind == "inscription"]
    pair = {sel.a, sel.b}
    named = [pair & set(c.split(";")) for c in frame.countries]
    frame = frame.assign(on_file=["both" if n == pair else next(iter(n), "") for n in named])
    frame = frame[frame.on_file != ""]
    lists = [next(iter(_marked(n, "list")), "intangible") for n in frame.note]
    return _sourced(sel, frame.assign(**{"list": lists}))


def inscriptions_table(sel: Selection) -> Indicator:
    """The same inscriptions with states and sources (table)."""
    frame = _inscribed(sel)
    names = pd.Series([LISTS[x] for x in frame["list"]], index=frame.index, dtype=object)
    frame = frame.assign(**{"list": names})
    return Indicator(
        "inscriptions_table",
        THEME,
        _("Heritage inscriptions, and which of the states our sources name"),
        frame[["event_id", "date", "title", "list", "countries", "sources"]],
        table=Table(
            (
                DATE,
                Column("title", _("Inscription"), "title"),
                Column("list", _("List"), "value"),
                Column("countries", _("States that our sources name"), "countries"),
                SOURCES,
            )
        ),
    )


def _of_kind(kind: str, n: int) -> Message:
    """A number of entries on works of one kind."""
    if kind == "monument":
        return ngettext("{n} monument", "{n} monuments", n, n=Number(n))
    if kind == "publication":
        return ngettext("{n} publication", "{n} publications", n, n=Number(n))
    if kind == "film":
        return ngettext("{n} on film or cinema", "{n} on film or cinema", n, n=Number(n))
    return ngettext("{n} on media", "{n} on media", n, n=Number(n))


def works(sel: Selection) -> Indicator:
    """Monuments, books, film and media (table)."""
    frame = acts(sel, background=True)
    frame = frame[frame.kind.isin(WORKS)].reset_index(drop=True)
    findings = Findings()
    counted = frame[~_flagged(frame.note, "background")]
    if len(counted):
        kinds = counted.kind.value_counts()
        findings.add(
            "works_kinds",
            _(
                "Our record holds {n} entries on works: {counts}. One entry may stand for several books or "
                "films.",
                n=Number(len(counted)),
                counts=Join([_of_kind(k, int(kinds[k])) for k in WORKS if k in kinds]),
            ),
            counted,
        )
    books = counted[counted.kind == "publication"]
    if len(books):
        findings.add(
            "works_books",
            _(
                "Publications by the country where they appeared or were presented: {counts}.",
                counts=Join(
                    [_("{what}: {n}", what=Country(h), n=count(books.host == h)) for h in (sel.a, sel.b)]
                ),
            ),
            books,
        )
    return Indicator(
        "works",
        THEME,
        _("Monuments, books, film and media"),
        frame[["event_id", "date", "kind", "title", "host", "place", "sources"]],
        table=Table(
            (
                DATE,
                KIND,
                Column("title", _("Entry"), "title"),
                Column("host", _("Country"), "country"),
                PLACE,
                SOURCES,
            )
        ),
        findings=tuple(findings),
        note=_("A book from before the two states were independent is listed as background and not counted."),
    )


def _per_year(frame: pd.DataFrame, order: Iterable[str]) -> pd.DataFrame:
    """As `per_year`, each source of a bar named once."""
    counts = per_year(frame, order)
    return counts.assign(source=[joined(cell) for cell in counts.source])


def acts_by_year(sel: Selection) -> Indicator:
    """Dated acts a year by family (stacked bars); no register covers the years, so no year is a zero."""
    first = acts(sel)
    first = first.assign(series=first.kind.map(_family))
    findings = Findings()
    if len(first):
        findings.add(
            "acts_time",
            _(
                "Our record holds {n} dated acts: {early} before {year}, {during} in that year and {late} "
                "after it. It grows with the web and was gathered around the later years, so this is no "
                "measure of change.",
                n=Number(len(first)),
                early=count(first.year < sel.turning_point),
                during=count(first.year == sel.turning_point),
                late=count(first.year > sel.turning_point),
                year=Year(sel.turning_point),
            ),
            first,
        )
    return Indicator(
        "acts_by_year",
        THEME,
        _("Dated acts in culture by year"),
        _per_year(first, FAMILY_WORDS),
        chart=Chart("bars", unit="count", labels=FAMILY_WORDS, turning_point=True),
        findings=tuple(findings),
        note=_(
            "Announcements and plans are not counted, nor is a part of another act. A year without a bar has"
            " no act in our record, which is not zero."
        ),
    )


def _by_host(sel: Selection, frame: pd.DataFrame) -> Join:
    return Join(
        [_("{n} were in {country}", n=count(frame.host == h), country=Country(h)) for h in (sel.a, sel.b)]
    )


def hosts(sel: Selection) -> Indicator:
    """In which of the two countries the acts were held, by year (stacked bars)."""
    frame = acts(sel)
    frame = frame[frame.host.isin((sel.a, sel.b)) & (frame.kind != "inscription")]
    findings = Findings()
    if len(frame):
        findings.add(
            "hosts_balance",
            _("Of the acts held in one of the two countries, {counts}.", counts=_by_host(sel, frame)),
            frame,
        )
        home = dict(zip(sel.publishers.publisher, sel.publishers.country, strict=True))
        side = {s: home.get(p, "") for s, p in zip(sel.sources.source, sel.sources.publisher, strict=True)}
        for teller in (sel.a, sel.b):
            told = where(frame, [any(side.get(s) == teller for s in ids(cell)) for cell in frame.source])
            findings.add(
                f"hosts_told_{teller.lower()}",
                _(
                    "Counting only what publishers of {teller} tell, {counts}.",
                    teller=Country(teller),
                    counts=_by_host(sel, told),
                ),
                [s for s in ids(told) if side.get(s) == teller],
            )
    return Indicator(
        "hosts",
        THEME,
        _("Where the acts were held"),
        _per_year(frame.assign(series=frame.host), (sel.a, sel.b)),
        chart=Chart("bars", unit="count", turning_point=True),
        findings=tuple(findings),
    )


def limits(sel: Selection) -> Indicator:
    """What the chapter cannot tell, in numbers (findings only)."""
    frame = acts(sel)
    findings = Findings()
    if len(frame):
        single = frame[frame.releases <= 1]
        coarse = frame[frame.date.str.len() < 10]
        inferred = frame[_flagged(frame.note, "inferred")]
        findings.add(
            "limits_releases",
            _(
                "{n} of {total} acts rest on a single independent release.",
                n=Number(len(single)),
                total=Number(len(frame)),
            ),
        )
        findings.add(
            "limits_dates",
            _(
                "{n} of {total} acts are dated to a month or a year only; for {inferred} acts the date is "
                "our inference from context.",
                n=Number(len(coarse)),
                total=Number(len(frame)),
                inferred=Number(len(inferred)),
            ),
        )
    items = pledged(sel)
    items = items[~items.document.astype(bool)]
    if len(items):
        findings.add(
            "limits_items",
            _(
                "For {n} of {total} pledged items no report was found. We read what a search returns, mostly "
                "the opening of a page; papers in print, broadcasts and pages that are gone were not seen.",
                n=count(items.outcome == "not_found"),
                total=Number(len(items)),
            ),
        )
    names = set(sel.indicators[sel.indicators.theme == THEME].indicator)
    numbers = between(sel, *names)
    if len(numbers):
        findings.add(
            "limits_owners",
            _(
                "{n} of {total} numbers of this chapter name no statistics office.",
                n=count(numbers.statistics_owner == "unknown"),
                total=Number(len(numbers)),
            ),
        )
        held = numbers[numbers.indicator == "year_events_held"]
        planned = numbers[numbers.indicator == "year_events_planned"]
        if len(held) and len(planned) and not set(held.reporter) & set(planned.reporter):
            findings.add(
                "limits_years",
                _(
                    "No year devoted to the partner has both a count of planned and a count of held events, "
                    "so no share of a programme can be given."
                ),
            )
    if (not_covered := culture_world.not_covered(sel)) is not None:
        findings.add("limits_world", not_covered)
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "row"), findings=tuple(findings)
    )


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        overview,
        plan,
        plan_items,
        programme,
        year_counts,
        year_events,
        pledges,
        students,
        students_table,
        schooling,
        diaspora_share,
        diaspora_counts,
        inscriptions,
        inscriptions_table,
        works,
        acts_by_year,
        hosts,
        *culture_world.INDICATORS.values(),
        limits,
    )
}
