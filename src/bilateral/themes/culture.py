"""Culture: pledges and what became of them, students, diaspora, shared heritage, monuments, books and film.

A commitment that is a deed belongs to a plan (`plan of <event_id>;`), to the programme of a year devoted to
the partner (`programme of <event_id>;`) or stands alone (`pledge of <event_id>;`): its note begins with one
of these. What was done is an event whose note begins with `fulfils <commitment_id>;` or `partly fulfils`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

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
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import DATE, HOST, KIND, OWNER, PERIOD, PLACE, SOURCES
from bilateral.themes.rows import (
    TRUST,
    Findings,
    between,
    commitment_sources,
    count,
    deed_title,
    frame_of,
    ids,
    joined,
    per_year,
    releases,
    stated,
    with_sources,
)
from bilateral.vocabulary import qualified, word

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


# --- small steps that several indicators share ---


def _marked(note: str, mark: str) -> list[str]:
    """What stands behind a machine-readable word in a note: `_marked("fulfils X; fulfils Y;", "fulfils")`."""
    return re.findall(rf"(?:^|(?<=; )){mark} ([^;]+)(?=;)", note)


def _family(kind: str) -> str:
    return FAMILIES.get(kind, "other")


def _title(events: pd.DataFrame, event_id: str) -> Value | None:
    """The title of an event, or None where it stands outside of the selected years."""
    found = events[events.event_id == event_id].title
    return Label(f"events/{event_id}/title", found.iloc[0]) if len(found) else None


def _sourced(sel: Selection, events: pd.DataFrame) -> pd.DataFrame:
    """Events, oldest first, with `year`, their `sources` ("a;b") and the number of independent `releases`."""
    frame = with_sources(sel, events)
    return frame.assign(sources=frame.source, releases=[releases(sel, cell) for cell in frame.source])


def acts(sel: Selection, background: bool = False) -> pd.DataFrame:
    """The theme's acts that name both countries: what was done, not what was said or planned.

    Acts from before the two states were independent (`background;`) only on demand.
    """
    frame = sel.joint(sel.events)
    frame = frame[(frame.theme == THEME) & ~frame.kind.isin(WORDS)]
    if not background:
        frame = frame[~frame.note.str.startswith("background;")]
    return _sourced(sel, frame)


def pledged(sel: Selection) -> pd.DataFrame:
    """Deeds pledged in culture, each with its outcome.

    Columns: commitment_id, deed, date, due, group, parent (event), yearly (MM-DD or ""), outcome (done,
    partly_done, not_found), done (first date), events (ids of what was done), years (those with an act),
    missed (due years without one), sources (of the pledge), proof (sources of what was done), document (named
    only by the document that a book tests, which is no evidence).
    """
    pledges, events = sel.joint(sel.commitments), sel.joint(sel.events)
    cited = commitment_sources(sel)
    documents = set(sel.sources[sel.sources.url.str.startswith("urn:")].source)
    last = max(events[events.theme == THEME].date, default="")
    rows = []
    for row in pledges[pledges.deed != ""].itertuples():
        group = next((g for g in GROUPS if _marked(row.note, f"{g} of")), "")
        if not group:
            continue
        whole, part = (
            events[[row.commitment_id in _marked(n, mark) for n in events.note]]
            for mark in ("fulfils", "partly fulfils")
        )
        acted = pd.concat([whole, part]).sort_values("date", kind="stable")
        years = sorted({sel.year(d) for d in acted.date})
        yearly = next(iter(_marked(row.note, "yearly")), "")
        first = sel.year(row.date)
        due = [y for y in range(first, int(last[:4] or 0) + 1) if row.date[:10] <= f"{y}-{yearly}" <= last]
        missed = [y for y in due if y not in years] if yearly else []
        outcome = "not_found" if acted.empty else "partly_done" if whole.empty or missed else "done"
        named = cited.get(row.commitment_id, "")
        proof = sel.event_sources[sel.event_sources.event_id.isin(acted.event_id)]
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
                acted.date.iloc[0] if len(acted) else "",
                ";".join(acted.event_id),
                years,
                missed,
                named,
                joined(proof),
                bool(named) and set(ids(named)) <= documents,
            )
        )
    return frame_of(
        rows,
        "commitment_id deed date due group parent yearly outcome done events years missed sources proof "
        "document",
    )


def _done_cell(events: pd.DataFrame, ids: str) -> Value | str:
    """The titles of what was done, as one value for a table cell."""
    titles = [t for e in ids.split(";") if (t := _title(events, e)) is not None]
    return Join(titles) if titles else ""


def _outcome_counts(frame: pd.DataFrame) -> dict[str, Number]:
    counts = frame.outcome.value_counts()
    return {code: Number(int(counts.get(code, 0))) for code in ("done", "partly_done", "not_found")}


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
        findings.add(
            "plan_done",
            _(
                "“{plan}”: {n} items of its plan are known to us; {done} done, {partly_done} partly done, "
                "{not_found} not found by us.",
                plan=_title(sel.events, parent) or parent,
                n=Number(len(mine)),
                **_outcome_counts(mine),
            ),
            mine,
            mine.proof,
        )
    for row in items[items.yearly != ""].itertuples():
        due = len(row.missed) + len([y for y in row.years if y not in row.missed])
        if row.years:
            findings.add(
                "plan_yearly",
                ngettext(
                    "“{deed}”: of {due} years we found the act in {n} ({years}); for the others no page was "
                    "found, which does not show that nothing was held.",
                    "“{deed}”: of {due} years we found the act in {n} ({years}); for the others no page was "
                    "found, which does not show that nothing was held.",
                    len(row.years),
                    deed=deed_title(row),
                    due=Number(due),
                    n=Number(len(row.years)),
                    years=Join([Year(y) for y in row.years]),
                ),
                tuple(row.proof.split(";")),
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
            status = "planned" if column == "planned_column" else r.outcome
            source = r.sources if column == "planned_column" else r.proof
            rows.append((r.commitment_id, column, status, source))
    labels: dict[str, Value] = {r.commitment_id: deed_title(r) for r in items.itertuples()}
    labels |= {"planned_column": _("in the plan"), "held_column": _("as held"), **OUTCOMES}
    findings = Findings()
    for parent in dict.fromkeys(items.parent):
        mine = items[items.parent == parent]
        findings.add(
            "programme_done",
            _(
                "“{opening}”: of {n} named items of its programme we found {done} done, {partly_done} partly "
                "done; for {not_found} no report was found by us.",
                opening=_title(sel.events, parent) or parent,
                n=Number(len(mine)),
                **_outcome_counts(mine),
            ),
            mine,
            mine.proof,
        )
        alone = mine[mine.document]
        if len(alone):
            findings.add(
                "programme_document",
                ngettext(
                    "{n} of these items is named by the tested document alone, and it is no evidence that it "
                    "was planned; done or partly done: {found}.",
                    "{n} of these items are named by the tested document alone, and it is no evidence that "
                    "they were planned; done or partly done: {found}.",
                    len(alone),
                    n=Number(len(alone)),
                    found=count(alone.outcome != "not_found"),
                ),
                alone,
            )
    return Indicator(
        "programme",
        THEME,
        _("A year devoted to the partner: named items, planned and held"),
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
        "record": _("dated acts found by us"),
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
                "{host}, {year}: events planned: {planned}; said to be held: {held}; dated acts found by us: "
                "{n}.",
                **values,
            )
        elif len(planned):
            text = _(
                "{host}, {year}: events planned: {planned}; no count of events held was found; dated acts "
                "found by us: {n}.",
                **values,
            )
        else:
            text = _(
                "{host}, {year}: events said to be held: {held}; no count of planned events was found; dated "
                "acts found by us: {n}.",
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
    """Acts of the programme of a year; `year_host` is the country where the opening of that year was held."""
    events = sel.joint(sel.events)
    items = pledged(sel)
    of_item = dict(zip(items.commitment_id, items.parent.where(items.group == "programme", ""), strict=True))
    parents = [
        next(iter([*_marked(n, "programme of"), *(of_item.get(i, "") for i in _marked(n, "fulfils"))]), "")
        for n in events.note
    ]
    opened = dict(zip(sel.events.event_id, sel.events.host, strict=True))
    openings = set(parents) - {""}
    events = events.assign(
        year_of=[p or (e if e in openings else "") for p, e in zip(parents, events.event_id, strict=True)]
    )
    events = events[events.year_of != ""]
    return _sourced(sel, events.assign(year_host=[opened.get(p, "") for p in events.year_of]))


def year_events(sel: Selection) -> Indicator:
    """Acts of the years devoted to the partner, as found (table)."""
    frame = _programme_events(sel)
    columns = ["event_id", "date", "title", "host", "place", "releases", "sources"]
    findings = Findings()
    if len(frame):
        single = int((frame.releases == 1).sum())
        findings.add(
            "year_events_single",
            ngettext(
                "Of {total} dated act of these years, {n} rests on one independent release.",
                "Of {total} dated acts of these years, {n} rest on one independent release.",
                len(frame),
                total=Number(len(frame)),
                n=Number(single),
            ),
            frame,
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
                HOST,
                PLACE,
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
    """Students from each country in the other by year and owner of the statistics (lines, log scale)."""
    counts = between(sel, "students")
    # a bound ("more than") is no point of a line and a month is no year: both stand in the table
    drawn = counts[counts.qualifier.isin(("exact", "about", ""))]
    drawn = drawn[drawn.year.notna()].drop_duplicates(["reporter", "statistics_owner", "year"])
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


def _student_findings(sel: Selection, frame: pd.DataFrame, counts: pd.DataFrame) -> list[Finding]:
    findings = Findings()
    known = frame[frame.statistics_owner != "unknown"]
    for owner in dict.fromkeys(known.statistics_owner):
        mine = known[known.statistics_owner == owner]
        by_host = {h: mine[mine.host == h].set_index("period") for h in (sel.a, sel.b)}
        common = sorted(set(by_host[sel.a].index) & set(by_host[sel.b].index))
        if common:
            year = common[-1]
            more, fewer = sorted((sel.a, sel.b), key=lambda h: -by_host[h].value[year])
            big, small = by_host[more].value[year], by_host[fewer].value[year]
            if small:
                findings.add(
                    "students_directions",
                    _(
                        "By {owner} for {year}: {more} had {big} students from {fewer}, {fewer} had {small} "
                        "from {more}; that is {ratio} to 1.",
                        owner=word("owner", owner),
                        year=Year(int(year)),
                        big=Number(big),
                        fewer=Country(fewer),
                        more=Country(more),
                        small=Number(small),
                        ratio=Number(big / small, 0),
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
                            "{host}: by {owner} the count rose from {before} ({year_before}) to {after} "
                            "({year_after}); the largest later count of another owner is {other} ({period}). "
                            "The rise is not explained by the source, and a change of rule cannot be "
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
        if sel.full_year(str(period)) and mine.value.max() >= 2 * mine.value.min() > 0:
            findings.add(
                "students_disagree",
                _(
                    "{host}, {year}: the counts disagree: {counts}. The largest may follow another rule.",
                    host=Country(str(host)),
                    year=Year(sel.year(str(period))),
                    counts=Join([stated(r) for r in mine.sort_values("value").itertuples()]),
                ),
                mine.source,
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
                "{n} of {total} counts of students name no owner of the statistics.",
                n=Number(len(frame)),
                total=Number(len(every)),
            ),
            frame.source,
        )
    return Indicator(
        "students_table",
        THEME,
        _("Counts of students that name no owner, as given"),
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
    frame = frame.assign(what=what, count=cells, sources=frame.source).reset_index(drop=True)
    findings = Findings()
    for name, reporter in dict.fromkeys(zip(frame.indicator, frame.reporter, strict=True)):
        mine = frame[(frame.indicator == name) & (frame.reporter == reporter)]
        if mine.value.nunique() > 1:
            findings.add(
                f"schooling_{name}",
                _(
                    "{host}: {what}: {counts}. Dates and counting rules differ.",
                    host=Country(reporter),
                    what=SCHOOLING_WORDS[name],
                    counts=Join(
                        [_("{n} ({period})", n=stated(r), period=Period(r.period)) for r in mine.itertuples()]
                    ),
                ),
                mine.source,
            )
    return Indicator(
        "schooling",
        THEME,
        _("Schools and universities: counts as given"),
        frame[["reporter", "partner", "what", "period", "value", "count", "statistics_owner", "sources"]],
        table=Table(
            (
                Column("reporter", _("Country"), "country"),
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


def diaspora_share(sel: Selection) -> Indicator:
    """Share of the partner's titular people among residents, by census or yearly register (points)."""
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
                    "{host}: share of the titular people of {origin} among residents: {early} ({first}), "
                    "{late} ({last}).",
                    host=Country(host),
                    origin=Country(origin),
                    early=Percent(first.value),
                    late=Percent(last.value),
                    first=Period(first.period),
                    last=Period(last.period),
                ),
                same[host],
            )
    return Indicator(
        "diaspora_share",
        THEME,
        _("Share of the partner's titular people among residents"),
        frame_of(rows, "period series value statistics_owner source"),
        chart=Chart("lines", unit="percent", turning_point=True),
        findings=tuple(findings),
        note=_(
            "The country named is where people live. Censuses and yearly registers; no line joins them, "
            "since the years between were not read. A register of one month is named in the sentence below "
            "and not drawn."
        ),
    )


def diaspora_counts(sel: Selection) -> Indicator:
    """Every stated size of the two diasporas: statistics with an owner, statements without (ranking)."""
    counts = between(sel, "diaspora")
    kinds = [
        "statement" if o == "unknown" else "doubtful" if c == "low" else "statistics"
        for o, c in zip(counts.statistics_owner, counts.confidence, strict=True)
    ]
    counts = counts.assign(series=kinds)
    labels: dict[str, Value] = {
        "statistics": _("statistics with a named owner"),
        "doubtful": _("statistics as quoted, doubtful"),
        "statement": _("statement that names no statistics"),
    }
    rows = []
    for r in counts.itertuples():
        where = _("{host}, {period}", host=Country(r.reporter), period=Period(r.period))
        bound = _("{where}: {count}", where=where, count=qualified(r.qualifier, Compact(r.value)))
        labels[r.observation_id] = where if r.qualifier == "exact" else bound
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
                    "{host}: censuses counted {early} members of the titular people of {origin} in {first} "
                    "and {late} in {last}.",
                    host=Country(host),
                    origin=Country(origin),
                    early=Number(first.value),
                    late=Number(last.value),
                    first=Year(sel.year(first.period)),
                    last=Year(sel.year(last.period)),
                ),
                census.source,
            )
        if len(owned) and len(told):
            said = []
            for r in told.itertuples():
                away = (owned.period.map(sel.year) - sel.year(r.period)).abs()
                near = (
                    owned[away == away.min()]
                    .sort_values("confidence", key=lambda s: s.map(TRUST), kind="stable")
                    .iloc[0]
                )
                said.append(
                    _(
                        "{told} in {period} (nearest statistics: {n}, {nearest})",
                        told=stated(r),
                        period=Period(r.period),
                        n=stated(near),
                        nearest=Period(near.period),
                    )
                )
            findings.add(
                f"diaspora_statements_{host.lower()}",
                _(
                    "{host}: statements that name no statistics put the titular people of {origin} at "
                    "{said}.",
                    host=Country(host),
                    origin=Country(origin),
                    said=Join(said),
                ),
                mine.source,
            )
        for period, both in owned.groupby("period", sort=True):
            if both.value.nunique() > 1:
                findings.add(
                    f"diaspora_disagree_{host.lower()}",
                    _(
                        "{host}, {period}: two figures stand under one owner, {low} and {high}; both are "
                        "kept.",
                        host=Country(host),
                        period=Period(str(period)),
                        low=Number(both.value.min()),
                        high=Number(both.value.max()),
                    ),
                    both.source,
                )
    return Indicator(
        "diaspora_counts",
        THEME,
        _("Every stated size of the two diasporas"),
        frame_of(
            rows, "category series value reporter partner period qualifier confidence statistics_owner source"
        ),
        chart=Chart("ranking", unit="persons", labels=labels),
        findings=tuple(findings),
        note=_(
            "The country named is where people live; they belong to the titular people of the other country."
        ),
    )


# --- heritage, works, the record ---


def inscriptions(sel: Selection) -> Indicator:
    """Inscriptions on heritage lists that name one or both countries (timeline)."""
    frame = _inscribed(sel)
    lanes = frame.assign(lane=frame["list"], series=frame.on_file)
    labels: dict[str, Value] = {**LISTS, "both": _("both countries on the file")}
    labels |= {c: _("{country} without the other", country=Country(c)) for c in (sel.a, sel.b)}
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
                "Of the joint ones, {early} fall before {year}, {during} in that year and {late} after it; a "
                "file takes years, so the year of inscription is not that of the work.",
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
            "Only inscriptions in our record: files of one country alone are here where a source compares "
            "the two."
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
        _("Heritage inscriptions and the states on the file"),
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


def works(sel: Selection) -> Indicator:
    """Monuments, books, film and media (table)."""
    frame = acts(sel, background=True)
    frame = frame[frame.kind.isin(WORKS)].reset_index(drop=True)
    findings = Findings()
    if len(frame):
        counts = frame.kind.value_counts()
        findings.add(
            "works_kinds",
            _(
                "Our record holds {n} works and agreements on works: {counts}.",
                n=Number(len(frame)),
                counts=Join(
                    [
                        _("{what}: {n}", what=word("kind", k), n=Number(int(counts[k])))
                        for k in WORKS
                        if k in counts
                    ]
                ),
            ),
            frame,
        )
        books = frame[frame.kind == "publication"]
        if len(books):
            by_host = books.host.replace("", pd.NA).dropna().value_counts()
            findings.add(
                "works_books",
                _(
                    "Publications by the country where they appeared or were presented: {counts}.",
                    counts=Join(
                        [
                            _("{what}: {n}", what=Country(h), n=Number(int(by_host.get(h, 0))))
                            for h in (sel.a, sel.b)
                        ]
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
                Column("title", _("Work"), "title"),
                Column("host", _("Country"), "country"),
                PLACE,
                SOURCES,
            )
        ),
        findings=tuple(findings),
        note=_("A book from before the two states were independent is listed as background."),
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
                "Dated acts: {n}, of them {early} before {year} and {late} after it. The record grows with "
                "the web and was gathered around the later years, so this is no measure of change.",
                n=Number(len(first)),
                early=count(first.year < sel.turning_point),
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
            "Announcements and plans are not counted. A year without a bar has no act in our record, which "
            "is not zero."
        ),
    )


def hosts(sel: Selection) -> Indicator:
    """In which of the two countries the acts were held, by year (stacked bars)."""
    frame = acts(sel)
    frame = frame[frame.host.isin((sel.a, sel.b)) & (frame.kind != "inscription")]
    findings = Findings()
    if len(frame):
        counts = frame.host.value_counts()
        findings.add(
            "hosts_balance",
            _(
                "Acts held in one of the two countries: {counts}.",
                counts=Join(
                    [
                        _("{what}: {n}", what=Country(h), n=Number(int(counts.get(h, 0))))
                        for h in (sel.a, sel.b)
                    ]
                ),
            ),
            frame,
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
                "{n} of {total} acts are dated to a month or a year only.",
                n=Number(len(coarse)),
                total=Number(len(frame)),
            ),
        )
    items = pledged(sel)
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
                "{n} of {total} numbers of this chapter name no owner of the statistics.",
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
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "row"), findings=tuple(findings)
    )


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
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
        limits,
    )
}
