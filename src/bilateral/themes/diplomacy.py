"""Diplomacy: the legal base, contacts of heads of state, the border, regional meetings, councils, the record.

Rows carry a few tags at the start of their notes ("presence: named."); `tag` reads them: presence (how we
know that both heads of state were at a meeting: a page names them or their states, says that all members
came, or it is inferred or announced), stand_in (the country that sent another person), absence (the country
that would stay away), occasion (celebration), body (councils or commissions), of (the document that a step
belongs to), package (a row for several documents), subject; in rows of sources: label, slip (the day meant).

A head-of-state contact is a visit, a meeting on the sidelines, a consultative meeting, a summit or a call
at which both countries were represented by their heads of state. A visit has a bilateral occasion; a journey
to a meeting of several states is a summit, wherever it was held and whatever a source calls it, so that early
and late years are counted alike.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Day, Join, Label, Message, Number, Percent, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import DATE, HOST, KIND, LEVEL, PLACE, SOURCE
from bilateral.themes.diplomacy_world import (
    THEME,
    world_alliances,
    world_border,
    world_limits,
    world_treaties,
)
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
    per_year,
    releases,
    stated,
    where,
    windows,
    with_sources,
)
from bilateral.vocabulary import word

VISIT_LEVELS = ("state", "official", "working", "informal", "unspecified")
CONTACT_KINDS = (
    "visit",
    "sidelines_meeting",
    "consultative_meeting",
    "summit_stated",
    "summit_unsure",
    "call",
)
GATHERINGS = ("summit", "sidelines_meeting", "consultative_meeting")  # with other states
STATED = ("named", "members")  # a page names both, or says that all members came
LEGAL_KINDS = ("treaty", "declaration", "agreement", "ratification", "entry_into_force")
DOCUMENT_RANKS = ("interstate", "intergovernmental", "interagency")


BODIES: dict[str, Message] = {
    "coordinating_council": _("coordinating council of the presidents"),
    "supreme_interstate_council": _("supreme interstate council"),
    "council_of_foreign_ministers": _("council of foreign ministers"),
    "council_of_regions": _("council of heads of regions"),
    "interregional_forum": _("forum of interregional cooperation"),
    "intergovernmental_commission": _("intergovernmental commission"),
    "demarcation_commission": _("demarcation commission"),
    "interparliamentary_council": _("interparliamentary council"),
    "consultative_meeting": _("consultative meeting of heads of state"),
}
CONTACT_LABELS: dict[str, Value] = {
    "visit": _("visit"),
    "sidelines_meeting": _("meeting of the two on the sidelines"),
    "consultative_meeting": _("consultative meeting"),
    "summit_stated": _("summit or celebration, presence of both stated"),
    "summit_unsure": _("summit, presence inferred or announced"),
    "call": _("telephone call"),
}

# --- reading the rows ---------------------------------------------------------------------------------------


def tag(frame: pd.DataFrame, name: str) -> pd.Series:
    """The value of a tag in each row's note ("" where there is none)."""
    pattern = rf"(?:^|\. ){name}: ([A-Za-z0-9_;-]+)(?:\.|$)"
    return frame["note"].astype(str).str.extract(pattern, expand=False).fillna("").astype(object)


def rows(sel: Selection) -> pd.DataFrame:
    """The theme's events about both countries, by date, with `year` and `source`."""
    return acts(sel, THEME)


def bilateral_only(sel: Selection, frame: pd.DataFrame) -> pd.DataFrame:
    """Events that name the two countries and no third one."""
    return where(frame, (set(c.split(";")) == {sel.a, sel.b} for c in frame.countries))


def contacts(sel: Selection) -> pd.DataFrame:
    """Head-of-state contacts of the pair, with `series`, one of CONTACT_KINDS, and `presence`.

    Whatever theme first told a meeting: kind, level and tags decide. `presence` is how we know that both were
    there (a visit or a call tells it by itself: "named"); `sure` holds where a page states it.
    """
    frame = with_sources(sel, sel.joint(sel.events))
    absent = tag(frame, "stand_in").map(lambda c: c in (sel.a, sel.b)).astype(bool)
    meets = frame.level.eq("head_of_state") & frame.kind.isin([*GATHERINGS, "call"])
    frame = frame[(frame.kind.eq("visit") | meets) & ~absent]
    presence = tag(frame, "presence").mask(frame.kind.isin(["visit", "call"]), "named")
    # "named" was said of the two for whom the rows were collected, not of every pair at the meeting
    sure = presence.isin(STATED if collected(sel) else STATED[1:])
    series = frame.kind.mask(frame.kind.eq("summit") & sure, "summit_stated")
    series = series.mask(frame.kind.eq("summit") & ~sure, "summit_unsure")
    return frame.assign(series=series, presence=presence, sure=sure)


def gatherings(sel: Selection) -> pd.DataFrame:
    """The contacts at which other states took part too."""
    frame = contacts(sel)
    return frame[frame.kind.isin(GATHERINGS)]


def last_full_year(sel: Selection) -> int:
    """The last year that was over when the pages were read; later events belong to a part-year."""
    read = [int(d[:4]) for d in sel.sources.read if d]
    year = max(read) - 1 if read else dt.date.max.year
    return min(year, sel.until) if sel.until is not None else year


def full_years(sel: Selection, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.year <= last_full_year(sel)]


def before_after(sel: Selection, frame: pd.DataFrame) -> tuple[int, int]:
    """Events in the two windows; a window cut by `since` or `until` counts what is left of it."""
    early, late = windows(sel)
    return int(frame.year.isin(early).sum()), int(frame.year.isin(late).sum())


def collected(sel: Selection) -> bool:
    """Whether rows were collected for these two: else all we know of them comes from meetings of several "
    "states."""
    return not bilateral_only(sel, rows(sel)).empty


def whole(sel: Selection) -> bool:
    """Whether both windows lie inside the selected and finished years, and rows of the two were collected."""
    early, late = windows(sel)
    return collected(sel) and (sel.since is None or sel.since <= early[0]) and late[-1] <= last_full_year(sel)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if len(text) == 10 else None


def _window_values(sel: Selection) -> dict[str, Value]:
    early, late = windows(sel)
    return {"first": Year(early[0]), "last": Year(early[-1]), "start": Year(late[0]), "end": Year(late[-1])}


def _part_year(sel: Selection, frame: pd.DataFrame) -> Message | None:
    """What a chart by year leaves out because the year was not over when the pages were read."""
    late = frame[frame.year > last_full_year(sel)]
    if late.empty:
        return None
    return ngettext(
        "{n} contact of {year} is left out: that year was not over when the pages were read.",
        "{n} contacts of {year} are left out: that year was not over when the pages were read.",
        len(late),
        n=Number(len(late)),
        year=Year(int(late.year.min())),
    )


EVENT = Column("title", _("Event"), "title")


# --- the legal base -----------------------------------------------------------------------------------------


def _legal(sel: Selection) -> pd.DataFrame:
    frame = rows(sel)
    return bilateral_only(sel, frame[frame.kind.isin(LEGAL_KINDS)])


def _noted(frame: pd.DataFrame, name: str) -> list[tuple[Any, str]]:
    """Each row with the value of its tag."""
    return list(zip(frame.itertuples(), tag(frame, name), strict=True))


def _document_count(row: Any, what: str) -> Message:
    slots: dict[str, Value] = {"count": stated(row), "period": Day(row.period)}
    if what == "agreements":
        return _("{count} agreements ({period})", **slots)
    return _("{count} documents ({period})", **slots)


def legal_base(sel: Selection) -> Indicator:
    """Treaties, declarations and agreements of the two alone, with ratifications and entries into force."""
    frame = _legal(sel)
    order = [k for k in LEGAL_KINDS if k in set(frame.kind)]
    frame = pd.concat([frame[frame.kind == k] for k in order]) if order else frame
    treaties = frame[frame.kind == "treaty"]
    found = Findings()
    if len(treaties):
        first, last = treaties.iloc[0], treaties.iloc[-1]
        found.add(
            "treaties",
            ngettext(
                "The record holds {n} treaty of the two states alone, of {first}.",
                "The record holds {n} treaties of the two states alone, the first of {first}, the latest of "
                "{last}.",
                len(treaties),
                n=Number(len(treaties)),
                first=Day(first.date),
                last=Day(last.date),
            ),
            treaties,
        )
    if len(frame):
        summit = frame[frame.level.eq("head_of_state") & frame.kind.isin(["treaty", "declaration"])]
        early, late = before_after(sel, summit)
        if whole(sel):
            found.add(
                "treaties_declarations_windows",
                _(
                    "Treaties and declarations of the two heads of state: {early} in {first}–{last}, {late} "
                    "in {start}–{end}.",
                    early=Number(early),
                    late=Number(late),
                    **_window_values(sel),
                ),
                summit[summit.year.isin([*windows(sel)[0], *windows(sel)[1]])],
            )
    documents = frame[frame.kind.isin(["treaty", "declaration", "agreement"])]
    packages = documents[tag(documents, "package").ne("")]
    counted = between(sel, "legal_base_documents")
    if len(counted):
        until = counted.period.max()
        held, packed = (f[f.date.str[: len(until)] <= until] for f in (documents, packages))
        found.add(
            "legal_base_counts",
            _(
                "Sources count {counts}. Up to {period} our record holds {held} entries, {packed} of them "
                "for packages of several documents; over all years it holds {all}, {packages} of them for "
                "packages.",
                counts=Join([_document_count(*pair) for pair in _noted(counted, "counts")]),
                period=Day(until),
                held=Number(len(held)),
                packed=Number(len(packed)),
                all=Number(len(documents)),
                packages=Number(len(packages)),
            ),
            counted,
            documents,
        )
    ranks = [between(sel, f"legal_base_{rank}") for rank in DOCUMENT_RANKS]
    if all(len(rank) for rank in ranks):
        states, governments, agencies = (rank.iloc[-1] for rank in ranks)
        found.add(
            "legal_base_ranks",
            _(
                "One count is divided by rank ({period}): {states} documents between the states, "
                "{governments} between the governments and {agencies} between agencies.",
                period=Day(states.period),
                states=stated(states),
                governments=stated(governments),
                agencies=stated(agencies),
            ),
            states,
            governments,
            agencies,
        )
    marks = frame.assign(lane=frame.kind)[["date", "lane", "event_id", "title", "source"]]
    return Indicator(
        "legal_base",
        THEME,
        _("Documents of the two states by date"),
        marks.reset_index(drop=True),
        chart=Chart("timeline", labels={k: word("kind", k) for k in LEGAL_KINDS}),
        findings=tuple(found),
        note=_(
            "Only documents that a page in the record names and dates; sources count many more. Treaties "
            "with third states are left out."
        ),
    )


def treaties(sel: Selection) -> Indicator:
    """Table of the documents of the two states alone, with the level at which each was made."""
    frame = _legal(sel)
    return Indicator(
        "treaties",
        THEME,
        _("Treaties, declarations and agreements, and what became of them"),
        frame[["date", "event_id", "title", "kind", "level", "place", "source"]].reset_index(drop=True),
        table=Table((DATE, EVENT, KIND, LEVEL, SOURCE)),
    )


def _other_days(sel: Selection, event: str, taken: str) -> list[tuple[str, str]]:
    """Days that sources give for an event other than the one taken, each with its sources."""
    said = sel.event_sources[sel.event_sources.event_id == event]
    other = said[(said.says_date.str.len() == 10) & (said.says_date != taken)]
    return [(str(day), joined(rows)) for day, rows in other.groupby("says_date")]


def ratification(sel: Selection) -> Indicator:
    """Days from the signing of a document to each side's ratification law and to its entry into force.

    Frame: category (event_id of the document), series (country, or "in_force"), value (days). Only documents
    and steps dated to the day; a ratification counts when the head of state has signed the law.
    """
    frame = rows(sel)
    steps = frame[frame.kind.isin(["ratification", "entry_into_force"])]
    laws = steps[(steps.kind == "entry_into_force") | (steps.level == "head_of_state")]
    documents = frame.set_index("event_id")
    out: list[tuple[object, ...]] = []
    law_of: dict[tuple[str, str], str] = {}
    found = Findings()
    for step, signed in zip(laws.itertuples(), tag(laws, "of"), strict=True):
        if signed not in documents.index:
            continue
        document = documents.loc[signed]
        start, end = _day(document.date), _day(step.date)
        if start and end:
            series = "in_force" if step.kind == "entry_into_force" else step.host
            source = joined(document, step)
            law_of[signed, series] = step.event_id
            out.append((signed, series, float((end - start).days), document.date, step.date, source))
    columns = ["category", "series", "value", "signed", "done", "source"]
    table = pd.DataFrame(out, columns=columns)
    table["last"] = table.series.eq("in_force")  # countries first, in one order whatever the pair's
    table = table.sort_values(["last", "series", "signed"], kind="stable").reset_index(drop=True)[columns]
    labels: dict[str, Value] = {"in_force": _("in force")}
    for signed in dict.fromkeys(table.category):
        title = Label(f"events/{signed}/title", documents.loc[signed].title)
        labels[signed] = title
        mine = table[table.category == signed]
        sides = mine[mine.series.isin([sel.a, sel.b])].sort_values("value", kind="stable")
        if sides.series.nunique() == 2:
            first, second = sides.iloc[0], sides.iloc[1]
            found.add(
                f"ratified_{len(found) + 1}",
                _(
                    "“{title}”, signed on {signed}: {first} had its ratification law after {n} days, "
                    "{second} after {m} days.",
                    title=title,
                    signed=Day(first.signed),
                    first=Country(first.series),
                    n=Number(first.value),
                    second=Country(second.series),
                    m=Number(second.value),
                ),
                sides,
            )
            if not (mine.series == "in_force").any():
                found.add(
                    f"in_force_{len(found)}",
                    _("When “{title}” entered into force was not found by us.", title=title),
                )
        for side in sides.itertuples():
            for date, source in _other_days(sel, law_of[signed, side.series], side.done):
                days = (dt.date.fromisoformat(date) - dt.date.fromisoformat(side.signed)).days
                found.add(
                    "law_date",
                    _(
                        "For the law of one side on “{title}” ({country}, {date}) a source gives another "
                        "day, {other}; that would make {n} days.",
                        title=title,
                        country=Country(side.series),
                        date=Day(side.done),
                        other=Day(date),
                        n=Number(days),
                    ),
                    source,
                )
    pacts = bilateral_only(sel, frame[frame.kind == "treaty"])
    if len(pacts):
        sides_of = laws[laws.kind.eq("ratification") & tag(laws, "of").isin(pacts.event_id)]
        pair = sorted((sel.a, sel.b))
        found.add(
            "laws_found",
            _(
                "The record holds {n} treaties of the two states alone. Ratification laws found for them: "
                "{first} {a}, {second} {b}. A law that we did not find may exist all the same.",
                n=Number(len(pacts)),
                first=Country(pair[0]),
                a=count(sides_of.host == pair[0]),
                second=Country(pair[1]),
                b=count(sides_of.host == pair[1]),
            ),
            sides_of,
        )
    return Indicator(
        "ratification",
        THEME,
        _("Days from signing to ratification law and entry into force"),
        table,
        chart=Chart("pairs", unit="days", x_label=_("days after signing"), labels=labels),
        findings=tuple(found),
        note=_(
            "A side without a mark: no law dated to the day was found by us. A treaty with a third state is "
            "drawn too."
        ),
    )


# --- heads of state -----------------------------------------------------------------------------------------


def occasions(frame: pd.DataFrame) -> int:
    """Distinct journeys: meetings in one host country on the same or the next day are one occasion."""
    rough, reach = 0, dict[tuple[str, str], dt.date]()
    joined = 0
    for row in frame[frame.kind != "call"].sort_values("date").itertuples():
        start, end, where = _day(row.date), _day(row.end_date or row.date), (row.host, row.place)
        if not start or not end:
            rough += 1
            continue
        if where not in reach or start > reach[where] + dt.timedelta(days=1):
            joined += 1
        reach[where] = max(end, reach.get(where, end))
    return joined + rough


def contacts_by_year(sel: Selection) -> Indicator:
    """Head-of-state contacts per year by kind; the year in which the pages were read is left out."""
    every = contacts(sel)
    frame = full_years(sel, every)
    found = Findings()
    if len(frame):
        early, late = before_after(sel, frame)
        meetings = frame[frame.kind != "call"]
        if whole(sel):
            found.add(
                "contacts_windows",
                _(
                    "The record holds {early} contacts of the heads of state in {first}–{last} and {late} in "
                    "{start}–{end}; of these, {unsure_early} and {unsure_late} rest on a presence that is "
                    "only inferred or announced.",
                    early=Number(early),
                    late=Number(late),
                    unsure_early=Number(before_after(sel, frame[~frame.sure])[0]),
                    unsure_late=Number(before_after(sel, frame[~frame.sure])[1]),
                    **_window_values(sel),
                ),
                frame[frame.year.isin([*windows(sel)[0], *windows(sel)[1]])],
            )
            seen = [len(meetings[meetings.year.isin(w)]) for w in windows(sel)]
            trips = [occasions(meetings[meetings.year.isin(w)]) for w in windows(sel)]
            found.add(
                "occasions",
                _(
                    "Without calls, and with meetings in one city on the same or the next day taken as one "
                    "occasion, {meetings_early} meetings of {first}–{last} become {early} occasions and "
                    "{meetings_late} of {start}–{end} become {late}.",
                    meetings_early=Number(seen[0]),
                    early=Number(trips[0]),
                    meetings_late=Number(seen[1]),
                    late=Number(trips[1]),
                    **_window_values(sel),
                ),
                meetings[meetings.year.isin([*windows(sel)[0], *windows(sel)[1]])],
            )
        calls = frame[frame.kind == "call"]
        later = every[(every.kind == "call") & (every.year > last_full_year(sel))]
        if len(calls):
            found.add(
                "calls",
                ngettext(
                    "{n} telephone call of the heads of state was found, of {first}; whether there were "
                    "others before that the record cannot tell.",
                    "{n} telephone calls of the heads of state were found, the first of {first}; whether "
                    "there were any before that the record cannot tell.",
                    len(calls),
                    n=Number(len(calls)),
                    first=Day(calls.iloc[0].date),
                )
                if later.empty
                else _(
                    "Telephone calls of the heads of state found up to {year}: {n}, the first of {first}; "
                    "after that year: {m}. Whether there were any before the first the record cannot tell.",
                    year=Year(last_full_year(sel)),
                    n=Number(len(calls)),
                    first=Day(calls.iloc[0].date),
                    m=Number(len(later)),
                ),
                calls,
                later,
            )
    return Indicator(
        "contacts_by_year",
        THEME,
        _("Contacts of the heads of state per year, by kind"),
        per_year(frame, CONTACT_KINDS),
        chart=Chart("bars", y_label=_("contacts found"), labels=CONTACT_LABELS, turning_point=True),
        findings=tuple(found),
        note=_part_year(sel, every),
    )


def visits(sel: Selection) -> pd.DataFrame:
    frame = contacts(sel)
    return frame[frame.kind == "visit"]


def _beside(visit: Any, others: pd.DataFrame) -> bool:
    """Whether one of the others was in the visit's city on its days or the day before or after."""
    start, end, day = _day(visit.date), _day(visit.end_date or visit.date), dt.timedelta(days=1)
    if not start or not end:
        return False
    for other in others[(others.host == visit.host) & (others.place == visit.place)].itertuples():
        first, last = _day(other.date), _day(other.end_date or other.date)
        if first and last and first <= end + day and last >= start - day:
            return True
    return False


def visits_by_level(sel: Selection) -> Indicator:
    """Visits with a bilateral occasion per year by the label that sources give."""
    every = visits(sel)
    frame = full_years(sel, every)
    frame = frame.assign(series=frame.level)
    found = Findings()
    if len(frame) and whole(sel):
        early, late = (frame[frame.year.isin(w)] for w in windows(sel))
        found.add(
            "visits_windows",
            _(
                "Visits with a bilateral occasion: {early} in {first}–{last}, {late} in {start}–{end}.",
                early=Number(len(early)),
                late=Number(len(late)),
                **_window_values(sel),
            ),
            early,
            late,
        )
        found.add(
            "state_visits_windows",
            _(
                "State visits among them: {early} in {first}–{last}, {late} in {start}–{end}; visits to "
                "which no source gives a label: {bare_early} and {bare_late}.",
                early=count(early.level == "state"),
                late=count(late.level == "state"),
                bare_early=count(early.level == "unspecified"),
                bare_late=count(late.level == "unspecified"),
                **_window_values(sel),
            ),
            early,
            late[late.level.isin(["state", "unspecified"])],
        )
    state = every[every.level == "state"]
    if len(state):
        found.add(
            "first_state_visit",
            ngettext(
                "Sources label {n} visit a state visit: {host} received it on {first}.",
                "Sources label {n} visits state visits; the first of these began on {first}. Host: {host}.",
                len(state),
                n=Number(len(state)),
                first=Day(state.iloc[0].date),
                host=Country(state.iloc[0].host),
            ),
            state,
        )
    others = gatherings(sel)
    beside = where(every, (_beside(row, others) for row in every.itertuples()))
    if len(beside):
        found.add(
            "visits_beside",
            ngettext(
                "{n} of {all} visits fell on the same or the next day, and in the same city, as a meeting of "
                "several states, which is counted as a contact of its own: {dates}.",
                "{n} of {all} visits fell on the same or the next day, and in the same city, as a meeting of "
                "several states, which is counted as a contact of its own: {dates}.",
                len(beside),
                n=Number(len(beside)),
                all=Number(len(every)),
                dates=Join([Day(d) for d in beside.date]),
            ),
            beside,
        )
    return Indicator(
        "visits_by_level",
        THEME,
        _("Visits of the heads of state to one another per year, by level"),
        per_year(frame, VISIT_LEVELS),
        chart=Chart(
            "bars",
            y_label=_("visits found"),
            labels={level: word("visit", level) for level in VISIT_LEVELS},
            turning_point=True,
        ),
        findings=tuple(found),
        note=_(
            "A year without a bar is one for which no visit was found; no register says that there was none. "
            "A journey to a meeting of several states, or to a celebration with guests of several states, is "
            "not counted here."
        ),
    )


def hosts(sel: Selection) -> Indicator:
    """Who received whom: each visit in the lane of its host, marked by its level."""
    frame = visits(sel)
    pair = sorted((sel.a, sel.b))
    frame = frame[frame.host.isin(pair)]
    marks = frame.assign(lane=frame.host, series=frame.level)
    order = {level: i for i, level in enumerate(VISIT_LEVELS)}
    marks = marks.assign(rank=marks.series.map(order)).sort_values(["lane", "rank", "date"], kind="stable")
    found = Findings()
    if len(frame):
        numbers = [int((frame.host == c).sum()) for c in pair]
        found.add(
            "hosts",
            _(
                "{first} received {n} visits, {second} {m}.",
                first=Country(pair[0]),
                n=Number(numbers[0]),
                second=Country(pair[1]),
                m=Number(numbers[1]),
            ),
            frame,
        )
        if whole(sel):
            early, late = (frame[frame.year.isin(w)] for w in windows(sel))
            found.add(
                "hosts_windows",
                _(
                    "In {first}–{last} {one} received {a} and {two} {b}; in {start}–{end} {one} received {c} "
                    "and {two} {d}.",
                    one=Country(pair[0]),
                    two=Country(pair[1]),
                    a=count(early.host == pair[0]),
                    b=count(early.host == pair[1]),
                    c=count(late.host == pair[0]),
                    d=count(late.host == pair[1]),
                    **_window_values(sel),
                ),
                early,
                late,
            )
        regional = full_years(sel, gatherings(sel))
        sure, unsure = regional[regional.sure], regional[~regional.sure]
        if len(regional):
            found.add(
                "summit_hosts",
                _(
                    "Of {n} meetings with other states, pages state the presence of both heads of state at "
                    "{sure}: {a} in {first}, {b} in {second} and {c} elsewhere. At the other {unsure} it is "
                    "inferred or announced: {d} in {first}, {e} in {second} and {f} elsewhere.",
                    n=Number(len(regional)),
                    sure=Number(len(sure)),
                    unsure=Number(len(unsure)),
                    first=Country(pair[0]),
                    second=Country(pair[1]),
                    a=count(sure.host == pair[0]),
                    b=count(sure.host == pair[1]),
                    c=count(~sure.host.isin(pair)),
                    d=count(unsure.host == pair[0]),
                    e=count(unsure.host == pair[1]),
                    f=count(~unsure.host.isin(pair)),
                ),
                regional,
            )
    return Indicator(
        "hosts",
        THEME,
        _("Who received whom: visits of the heads of state by host and level"),
        marks[["date", "lane", "series", "event_id", "title", "source"]].reset_index(drop=True),
        chart=Chart("timeline", labels={level: word("visit", level) for level in VISIT_LEVELS}),
        findings=tuple(found),
    )


def _said(label: str, publishers: Iterable[str]) -> Message:
    """One label with the publishers that use it."""
    names = Join(sorted(set(publishers)))
    return _("{label}: {publishers}", label=word("visit", label), publishers=names)


def _labels_of(sel: Selection, event: str) -> tuple[dict[str, list[str]], int]:
    """The labels that sources give a journey, each with its publishers, and how many sources give none."""
    said = sel.event_sources[sel.event_sources.event_id == event]
    publisher = dict(zip(sel.sources.source, sel.sources.publisher, strict=True))
    given: dict[str, list[str]] = {}
    silent = 0
    for source, level, noted in zip(said.source, said.says_level, tag(said, "label"), strict=True):
        labels = {level, noted} - {""}
        for label in labels:
            given.setdefault(label, []).append(publisher.get(source, source))
        silent += not labels
    return given, silent


def _label_cell(given: dict[str, list[str]], silent: int) -> Message:
    parts = [_said(label, given[label]) for label in VISIT_LEVELS if label in given]
    if silent:
        parts.append(ngettext("no label: {n} source", "no label: {n} sources", silent, n=Number(silent)))
    cell = parts[-1]
    for part in reversed(parts[:-1]):
        cell = _("{first}; {rest}", first=part, rest=cell)
    return cell


def journeys(sel: Selection) -> pd.DataFrame:
    """Every journey of one head of state to the other country, whatever its occasion."""
    frame = contacts(sel)
    abroad = frame.kind.isin(["visit", "sidelines_meeting", "summit"]) & frame.host.isin([sel.a, sel.b])
    frame = frame[abroad]
    guest = frame.host.map({sel.a: sel.b, sel.b: sel.a})
    labels = [_labels_of(sel, e) for e in frame.event_id]
    return frame.assign(guest=guest, given=[g for g, _n in labels], silent=[n for _g, n in labels])


def visit_table(sel: Selection) -> Indicator:
    """Every journey in a table, with the label that each source gives and its occasion."""
    frame = journeys(sel)
    kinds: dict[str, Message] = {
        "visit": _("bilateral"),
        "summit_unsure": _("meeting of several states; presence of both inferred or announced"),
    }
    feast = _("celebration with guests of several states")
    occasion = [
        feast if o == "celebration" else kinds.get(k, _("meeting of several states"))
        for k, o in zip(frame.series, tag(frame, "occasion"), strict=True)
    ]
    cells = [_label_cell(g, n) for g, n in zip(frame.given, frame.silent, strict=True)]
    where = [
        _("{place}, {country}", place=Label("place", p), country=Country(h)) if p else Country(h)
        for p, h in zip(frame.place, frame.host, strict=True)
    ]
    frame = frame.assign(occasion=occasion, labels=cells, where=where)
    visits = frame[frame.kind == "visit"]
    found = Findings()
    if len(visits):
        differ = visits[visits.given.map(len) > 1]
        bare = visits[visits.given.map(len) == 0]
        found.add(
            "labels_differ",
            _(
                "Of {n} visits with a bilateral occasion, sources give different labels to {differ} and no "
                "label to {bare}.",
                n=Number(len(visits)),
                differ=Number(len(differ)),
                bare=Number(len(bare)),
            ),
            ids(differ, bare) or ids(visits),
        )
    others = frame[(frame.kind != "visit") & (frame.given.map(lambda g: "working" in g))]
    if len(others):
        found.add(
            "working_to_summits",
            ngettext(
                "{n} journey to a meeting of several states is called a working visit by a source; it is "
                "counted as a summit here, not as a visit.",
                "{n} journeys to meetings of several states are called working visits by a source; they are "
                "counted as summits here, not as visits.",
                len(others),
                n=Number(len(others)),
            ),
            others,
        )
    columns = ["date", "host", "where", "event_id", "title", "occasion", "level", "labels", "source"]
    shown = frame.assign(level=frame.level.where(frame.kind == "visit", ""))
    return Indicator(
        "visit_table",
        THEME,
        _("Journeys of a head of state to the other country, with the label each source gives"),
        shown[columns].reset_index(drop=True),
        table=Table(
            (
                DATE,
                Column("where", _("Host"), "value"),
                EVENT,
                Column("occasion", _("Occasion"), "value"),
                Column("labels", _("Label by source"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(found),
        note=_(
            "Only journeys that we found. Calls and meetings in third countries stand in the figures, "
            "consultative meetings in a table of their own."
        ),
    )


# --- the border ---------------------------------------------------------------------------------------------


def _border(sel: Selection) -> pd.DataFrame:
    frame = rows(sel)
    return frame[tag(frame, "subject").eq("border")]


def border(sel: Selection) -> Indicator:
    """Steps of fixing the common border, from delimitation to demarcation."""
    frame = _border(sel)
    kinds = ["treaty", "border_step", "commission_meeting", "ratification", "entry_into_force"]
    frame = pd.concat([frame[frame.kind == k] for k in kinds])
    found = Findings()
    by_treaty = frame[frame.kind == "treaty"].sort_values("date")
    force = frame[frame.kind == "entry_into_force"]
    if len(by_treaty) and len(force):
        start, end = _day(by_treaty.iloc[0].date), _day(force.iloc[-1].date)
        if start and end:
            found.add(
                "border_years",
                _(
                    "From the first border treaty ({start}) to the entry into force of the treaty on "
                    "demarcation ({end}) it took {years} full years.",
                    start=Day(start.isoformat()),
                    end=Day(end.isoformat()),
                    years=Number(math.floor((end - start).days / 365.25)),
                ),
                by_treaty.head(1),
                force.tail(1),
            )
    share = between(sel, "border_agreed_share")
    if len(share):
        values = sorted(set(share.value))
        found.add(
            "border_share",
            ngettext(
                "{n} source says that the first treaty fixed {share} of the line. Sources of low confidence "
                "among them: {low}.",
                "{n} sources say that the first treaty fixed {share} of the line, and none differs. Sources "
                "of low confidence among them: {low}.",
                share.source.nunique(),
                share=Percent(values[0]),
                n=Number(share.source.nunique()),
                low=Number(share[share.confidence == "low"].source.nunique()),
            )
            if len(values) == 1
            else _(
                "Sources put the share fixed by the first treaty at {low} to {high}.",
                low=Percent(values[0]),
                high=Percent(values[-1]),
            ),
            share,
        )
    length = between(sel, "border_length").sort_values("observation_id")
    if len(length):
        low, high = length.loc[length.value.idxmin()], length.loc[length.value.idxmax()]
        undated = length[tag(length, "page").eq("undated")]
        found.add(
            "border_length",
            ngettext(
                "{n} source puts the length of the border at {length} kilometres.",
                "{n} sources put the length of the border at {length} kilometres, and none differs.",
                length.source.nunique(),
                length=Number(low.value, 3),
                n=Number(length.source.nunique()),
            )
            if low.value == high.value
            else _(
                "Sources give {n} figures for the length of the border, from {low} to {high} kilometres; the "
                "one with most decimals is {exact}.",
                low=Number(low.value, 3),
                high=Number(high.value, 3),
                n=Number(len(length)),
                exact=Number(max(length.value, key=lambda v: len(f"{v:.10g}")), 3),
            ),
            length,
        )
        if len(undated):
            found.add(
                "border_length_undated",
                _(
                    "On a page without a date stands: {lengths} kilometres. It may be older than the result "
                    "of the demarcation.",
                    lengths=Join([Number(v, 3) for v in sorted(set(undated.value))]),
                ),
                undated,
            )
    markers = between(sel, "border_markers")
    if len(markers):
        found.add(
            "border_markers",
            _(
                "Number of boundary markers by the sources: {n} ({sources} sources, {releases} independent "
                "releases).",
                n=Join([Number(v) for v in sorted(set(markers.value))]),
                sources=Number(markers.source.nunique()),
                releases=Number(releases(sel, markers)),
            ),
            markers,
        )
    return Indicator(
        "border",
        THEME,
        _("From delimitation to demarcation: steps on the common border"),
        frame.assign(lane=frame.kind)[["date", "lane", "event_id", "title", "source"]].reset_index(drop=True),
        chart=Chart(
            "timeline",
            labels={k: word("kind", k) for k in kinds}
            | {"commission_meeting": BODIES["demarcation_commission"]},
        ),
        findings=tuple(found),
    )


def border_steps(sel: Selection) -> Indicator:
    """Table of the same steps, in order, with the date that each source gives where they differ."""
    frame = _border(sel)
    said = sel.event_sources[sel.event_sources.event_id.isin(frame.event_id)]
    days = {e: sorted({d for d in g.says_date if len(d) == 10}) for e, g in said.groupby("event_id")}
    cells = [
        Join([Day(d) for d in days.get(e, [])]) if len(days.get(e, [])) > 1 else _("no other date")
        for e in frame.event_id
    ]
    frame = frame.assign(dates=cells)
    found = Findings()
    differ = frame[frame.event_id.map(lambda e: len(days.get(e, [])) > 1).astype(bool)]
    for row in differ[differ.kind == "treaty"].itertuples():
        found.add(
            f"border_dates_{len(found) + 1}",
            _(
                "Sources date “{title}” differently ({dates}); the record takes {date}.",
                title=event_title(row),
                dates=Join([Day(d) for d in days[row.event_id]]),
                date=Day(row.date),
            ),
            row,
        )
    slips = said[tag(said, "slip").ne("")]
    for row, meant in _noted(slips, "slip"):
        found.add(
            "date_slip",
            _(
                "Of these dates, {date} stands in one report and is probably a slip for {meant}.",
                date=Day(row.says_date),
                meant=Day(meant),
            ),
            row,
        )
    return Indicator(
        "border_steps",
        THEME,
        _("Documents and acts on the common border, with the dates that sources give"),
        frame[["date", "event_id", "title", "kind", "place", "dates", "source"]].reset_index(drop=True),
        table=Table((DATE, EVENT, KIND, Column("dates", _("Dates where sources differ"), "value"), SOURCE)),
        findings=tuple(found),
    )


# --- consultative meetings ----------------------------------------------------------------------------------


def _consultative(sel: Selection) -> pd.DataFrame:
    frame = rows(sel)
    return frame[frame.kind == "consultative_meeting"]


def consultative(sel: Selection) -> Indicator:
    """Consultative meetings of heads of state by year: who came, who hosted, in which year none was found.

    Frame: row (country), column (year), status (host, head_of_state, stand_in, not_found).
    """
    frame = full_years(sel, _consultative(sel))
    out, found = [], Findings()
    if len(frame):
        years = range(int(frame.year.min()), min(last_full_year(sel), int(_known_end(sel))) + 1)
        members = sorted({c for cell in frame.countries for c in cell.split(";")})
        by_year = {int(r.year): r for r in frame.assign(stand_in=tag(frame, "stand_in")).itertuples()}
        for country in members:
            for year in years:
                row = by_year.get(year)
                if row is None:
                    status, source = "not_found", ""
                else:
                    came = "stand_in" if country in row.stand_in.split(";") else "head_of_state"
                    status, source = (
                        "host" if country == row.host and came != "stand_in" else came,
                        row.source,
                    )
                out.append((country, str(year), status, source))
        missing = [y for y in years if y not in by_year]
        held = len(by_year)
        found.add(
            "consultative_held",
            _(
                "{held} consultative meetings were held in {first}–{last}, hosted in this order by {hosts}.",
                held=Number(len(frame)),
                first=Year(years[0]),
                last=Year(years[-1]),
                hosts=Join([Country(h) for h in frame.host]),
            ),
            frame,
        )
        pledge = sel.joint(sel.commitments)
        pledge = pledge[pledge.deed == "consultative_meeting.every_year"]
        if len(pledge):
            cited = sel.commitment_sources[sel.commitment_sources.commitment_id.isin(pledge.commitment_id)]
            found.add(
                "consultative_pledge",
                _(
                    "The leaders agreed in {year} to meet every year; a meeting is found in {held} of {n} "
                    "years, none in {missing}.",
                    year=Year(sel.year(pledge.iloc[0].date)),
                    held=Number(held),
                    n=Number(len(years)),
                    missing=Join([Year(y) for y in missing]),
                )
                if missing
                else _(
                    "The leaders agreed in {year} to meet every year; a meeting is found in each of {n} "
                    "years.",
                    year=Year(sel.year(pledge.iloc[0].date)),
                    n=Number(len(years)),
                ),
                cited,
                frame,
            )
        absent = tag(frame, "stand_in")
        for country in sorted((sel.a, sel.b)):
            away = frame[absent.map(lambda c, x=country: x in c.split(";")).astype(bool)]
            if len(away):
                found.add(
                    f"stand_in_{country.lower()}",
                    _(
                        "{country} was not represented by its head of state at this meeting, which is "
                        "therefore no head-of-state contact of the two: {dates}.",
                        country=Country(country),
                        dates=Join([Day(d) for d in away.date]),
                    ),
                    away,
                )
    table = frame_of(out, "row column status source")
    return Indicator(
        "consultative",
        THEME,
        _("Consultative meetings of heads of state: who hosted and who came"),
        table,
        chart=Chart(
            "grid",
            labels={
                "host": _("hosted the meeting"),
                "head_of_state": _("took part, no stand-in reported"),
                "stand_in": _("represented by another person"),
                "not_found": _("no meeting found by us"),
            },
        ),
        findings=tuple(found),
    )


def _known_end(sel: Selection) -> int:
    """The last year with any event of the theme that is not an announcement."""
    frame = rows(sel)
    return int(frame[frame.kind != "announcement"].year.max())


def consultative_table(sel: Selection) -> Indicator:
    """Table of the consultative meetings."""
    frame = _consultative(sel)
    return Indicator(
        "consultative_table",
        THEME,
        _("Consultative meetings of heads of state"),
        frame[["date", "event_id", "title", "host", "place", "source"]].reset_index(drop=True),
        table=Table((DATE, EVENT, HOST, PLACE, SOURCE)),
    )


# --- councils and commissions -------------------------------------------------------------------------------


def _councils(sel: Selection) -> pd.DataFrame:
    frame = rows(sel)
    frame = frame.assign(lane=tag(frame, "body").str.split(";")).explode("lane", ignore_index=True)
    return frame[frame.lane.fillna("") != ""]


def councils(sel: Selection) -> Indicator:
    """Meetings and founding decisions of joint councils and commissions, one lane each."""
    frame = _councils(sel)
    meeting = frame.kind.isin(["council_meeting", "commission_meeting", "forum"])
    frame = frame.assign(series=["meeting" if m else "founded" for m in meeting])
    found = Findings()
    if len(frame):
        met = frame[frame.series == "meeting"]
        found.add(
            "councils",
            _(
                "The record holds {bodies} joint councils, commissions and forums of the two; dated meetings "
                "were found for {met} of them, {n} meetings in all.",
                bodies=Number(frame.lane.nunique()),
                met=Number(met.lane.nunique()),
                n=Number(len(met)),
            ),
            frame,
        )
    founded = frame[frame.series == "founded"]
    silent = [
        b for b in dict.fromkeys(founded.lane) if not ((frame.lane == b) & (frame.series == "meeting")).any()
    ]
    if silent:
        found.add(
            "councils_without_meeting",
            _(
                "For these bodies the record holds a decision to found them, but no meeting: {bodies}.",
                bodies=Join([BODIES.get(b, b) for b in silent]),
            ),
            founded[founded.lane.isin(silent)],
        )
    return Indicator(
        "councils",
        THEME,
        _("Joint councils, commissions and forums by date"),
        frame[["date", "lane", "series", "event_id", "title", "source"]].reset_index(drop=True),
        chart=Chart(
            "timeline", labels={**BODIES, "meeting": _("meeting"), "founded": _("decision to found")}
        ),
        findings=tuple(found),
        note=_(
            "Most sessions left no page that the record holds: where a title carries the number of a "
            "session, it shows how many are missing. Business councils and bodies of deputy ministers were "
            "not sought."
        ),
    )


def council_pledges(sel: Selection) -> Indicator:
    """What was promised of joint councils, when it was due, and the first meeting found after the promise."""
    pledges = sel.joint(sel.commitments)
    pledges = pledges[pledges.deed.str.endswith(".meeting") & pledges.deed.str.split(".").str[0].isin(BODIES)]
    frame = _councils(sel)
    meetings = frame[frame.kind.isin(["council_meeting", "commission_meeting", "forum"])]
    known = rows(sel)
    end = known[known.kind != "announcement"].date.max() if len(known) else ""
    cited = commitment_sources(sel)
    out = []
    for row in pledges.sort_values("date").itertuples():
        body = row.deed.split(".")[0]
        later = meetings[(meetings.lane == body) & (meetings.date > row.date)]
        if len(later):
            status = "reached" if later.iloc[0].date[: len(row.due)] <= row.due else "reached_late"
        else:
            status = "not_due" if row.due and row.due >= end[: len(row.due)] else "not_found"
        out.append(
            (row.date, row.commitment_id, BODIES[body], row.due, status, cited.get(row.commitment_id, ""))
        )
    table = frame_of(out, "date commitment_id body due status source")
    found = Findings()
    if len(table):
        found.add(
            "council_pledges",
            _(
                "We entered {n} promised or announced meetings of joint bodies. Held by the date, or "
                "promised without one and held: {kept}; held later: {late}; past the date and not found by "
                "us: {lost}; not due yet: {open}.",
                n=Number(len(table)),
                kept=count(table.status == "reached"),
                late=count(table.status == "reached_late"),
                lost=count(table.status == "not_found"),
                open=count(table.status == "not_due"),
            ),
            table,
            meetings,
        )
    return Indicator(
        "council_pledges",
        THEME,
        _("Promised meetings of joint councils and what was found of them"),
        table,
        table=Table(
            (
                Column("date", _("Promised on"), "day"),
                Column("body", _("Body"), "value"),
                Column("due", _("Due"), "period"),
                Column("status", _("Outcome"), "mark", "status"),
                SOURCE,
            )
        ),
        findings=tuple(found),
    )


# --- the record itself --------------------------------------------------------------------------------------


def _per_event(sel: Selection) -> pd.DataFrame:
    frame = full_years(sel, rows(sel))
    counts = [(len(s.split(";")), releases(sel, s)) if s else (0, 0) for s in frame.source]
    return frame.assign(sources=[c[0] for c in counts], releases=[c[1] for c in counts])


def coverage(sel: Selection) -> Indicator:
    """How well the record covers each year: sources and independent releases per event."""
    frame = _per_event(sel)
    out = pd.DataFrame(columns=["period", "series", "value", "events"])
    found = Findings()
    if len(frame):
        by_year = frame.groupby("year")[["sources", "releases"]].mean()
        events = frame.groupby("year").size()
        span = range(int(frame.year.min()), int(frame.year.max()) + 1)
        table = by_year.reindex(span).rename_axis("year").reset_index()
        out = table.melt("year", var_name="series", value_name="value")
        out = out.assign(period=out.year.astype(str), events=out.year.map(events).fillna(0).astype(int))
        out = out[["period", "series", "value", "events"]]
        early, late = (frame[frame.year.isin(w)] for w in windows(sel))
        if len(early) and len(late) and whole(sel):
            found.add(
                "coverage_windows",
                _(
                    "The record holds {n} events of {first}–{last} with {a} sources each on average, and {m} "
                    "of {start}–{end} with {b}; counted by independent release it is {c} and {d}.",
                    n=Number(len(early)),
                    m=Number(len(late)),
                    a=Number(early.sources.mean(), 1),
                    b=Number(late.sources.mean(), 1),
                    c=Number(early.releases.mean(), 1),
                    d=Number(late.releases.mean(), 1),
                    **_window_values(sel),
                ),
            )
            single = [100 * (part.releases <= 1).mean() for part in (early, late)]
            found.add(
                "single_release",
                _(
                    "Events known from one release only: {a} of those of {first}–{last}, {b} of those of "
                    "{start}–{end}.",
                    a=Percent(single[0], 0),
                    b=Percent(single[1], 0),
                    **_window_values(sel),
                ),
            )
    return Indicator(
        "coverage",
        THEME,
        _("Sources per event in the record, by year of the event"),
        out.reset_index(drop=True),
        chart=Chart(
            "lines",
            y_label=_("sources per event"),
            labels={"sources": _("sources per event"), "releases": _("independent releases per event")},
            turning_point=True,
        ),
        findings=tuple(found),
        note=_("A break in a line is a year without any event in the record."),
    )


def record_size(sel: Selection) -> Indicator:
    """Events of the theme per year in the record: contacts of heads of state and all else."""
    frame = full_years(sel, rows(sel))
    top = set(contacts(sel).event_id)
    frame = frame.assign(series=["contacts" if e in top else "other" for e in frame.event_id])
    found = Findings()
    if len(frame) and collected(sel):
        first, last = int(frame.year.min()), int(frame.year.max())
        empty = [y for y in range(first, last + 1) if y not in set(frame.year)]
        if empty:
            found.add(
                "empty_years",
                ngettext(
                    "For {n} year between {first} and {last} the record holds nothing at all: {years}.",
                    "For {n} years between {first} and {last} the record holds nothing at all: {years}.",
                    len(empty),
                    n=Number(len(empty)),
                    first=Year(first),
                    last=Year(last),
                    years=Join([Year(y) for y in empty]),
                ),
            )
        met = {*full_years(sel, gatherings(sel)).year}
        if gap := [y for y in range(first, last + 1) if y not in met]:
            found.add(
                "summit_gaps",
                _(
                    "No meeting of several states with both heads of state is in the record for {years}. "
                    "Such meetings were entered only where a page was found: a gap may come from the search.",
                    years=Join([Year(y) for y in gap]),
                ),
            )
    return Indicator(
        "record_size",
        THEME,
        _("Events in the record per year"),
        per_year(frame, ("contacts", "other")).drop(columns="source"),
        chart=Chart(
            "bars",
            y_label=_("events in the record"),
            labels={"contacts": _("contacts of heads of state"), "other": _("other events")},
            turning_point=True,
        ),
        findings=tuple(found),
    )


def cross_check(sel: Selection) -> Indicator:
    """Counts that sources give of meetings or visits, beside what the record holds for the same period."""
    numbers = between(sel, "meetings_counted", "visits_counted")
    every = contacts(sel)
    met = every[every.kind != "call"]
    out, own = [], 0
    for row in numbers.itertuples():
        start, end = (row.period.split("/") * 2)[:2]
        mine = met[(met.date.str[: len(start)] >= start) & (met.date.str[: len(end)] <= end)]
        if row.indicator == "visits_counted":
            mine = mine[
                (mine.host == row.reporter) & mine.kind.isin(["visit", "sidelines_meeting", "summit"])
            ]
        counted = _("visits") if row.indicator == "visits_counted" else _("meetings")
        held = occasions(mine)
        own += row.source in ids(mine)
        out.append((row.period, counted, stated(row), row.value, held, row.source))
    table = frame_of(out, "period what said value held source")
    found = Findings()
    if len(table):
        more = numbers.qualifier.eq("more_than").to_numpy()
        short = table[(table.held < table.value) | ((table.held == table.value) & more)]
        found.add(
            "cross_check",
            _(
                "{n} times a source gives its own count of meetings or visits; our record holds fewer in "
                "{short} of them. In {own} the counting page is also a source of the record, which makes it "
                "no independent check.",
                n=Number(len(table)),
                short=Number(len(short)),
                own=Number(own),
            ),
            table,
        )
    return Indicator(
        "cross_check",
        THEME,
        _("Counts given by sources beside what the record holds"),
        table,
        table=Table(
            (
                Column("period", _("Period"), "period"),
                Column("what", _("Counted"), "value"),
                Column("said", _("By the source"), "value"),
                Column("held", _("In the record"), "number"),
                SOURCE,
            )
        ),
        findings=tuple(found),
        note=_(
            "Meetings in one city on the same or the next day are one occasion here, for a source counts "
            "journeys."
        ),
    )


def _sides(sel: Selection, cell: str) -> set[str]:
    """The countries of the publishers of some sources."""
    publisher = dict(zip(sel.sources.source, sel.sources.publisher, strict=True))
    country = dict(zip(sel.publishers.publisher, sel.publishers.country, strict=True))
    return {country.get(publisher.get(source, ""), "") for source in ids(cell)}


def limits(sel: Selection) -> Indicator:
    """What this chapter cannot tell: findings about the record, computed from it."""
    frame = rows(sel)
    top = contacts(sel)
    found = Findings()
    former = frame[frame.level == "former_head_of_state"]
    if len(former):
        found.add(
            "former",
            ngettext(
                "{n} contact with a former head of state is known and not counted.",
                "{n} contacts with a former head of state are known and not counted.",
                len(former),
                n=Number(len(former)),
            ),
            former,
        )
    missed = where(frame, (c in (sel.a, sel.b) for c in tag(frame, "absence")))
    announced = frame[frame.kind.eq("announcement") & frame.level.eq("head_of_state")]
    announced = announced[~announced.event_id.isin(missed.event_id)]
    if len(announced):
        found.add(
            "announced",
            ngettext(
                "{n} meeting of heads of state was announced only; no page shows that both came, and it is "
                "not counted.",
                "{n} meetings of heads of state were announced only; no page shows that both came, and they "
                "are not counted.",
                len(announced),
                n=Number(len(announced)),
            ),
            announced,
        )
    for row, country in _noted(missed, "absence"):
        found.add(
            f"absent_{country.lower()}",
            _(
                "A source reports that a head of state would stay away from a meeting ({country}, {date}); "
                "it is not counted.",
                country=Country(country),
                date=Day(row.date),
            ),
            row,
        )
    joint = gatherings(sel)
    if len(joint) and collected(sel):
        found.add(
            "presence",
            _(
                "Of {all} meetings with other states, pages name both heads of state or both states at "
                "{named}, say that all members came at {members}, and leave it to inference or announcement "
                "at {unsure}.",
                all=Number(len(joint)),
                named=count(joint.presence == "named"),
                members=count(joint.presence == "members"),
                unsure=count(~joint.sure),
            ),
            joint[~joint.sure],
        )
    if len(top) and whole(sel):
        told = {c: where(top, (c in _sides(sel, s) for s in top.source)) for c in sorted((sel.a, sel.b))}
        (first, one), (second, two) = told.items()
        found.add(
            "one_side",
            _(
                "Contacts told by at least one source of the country itself: {country} {a} in "
                "{first}–{last} and {b} in {start}–{end}; {other} {c} and {d}.",
                country=Country(first),
                other=Country(second),
                **dict(
                    zip("abcd", map(Number, before_after(sel, one) + before_after(sel, two)), strict=True)
                ),
                **_window_values(sel),
            ),
        )
    weak = top[top.source.map(lambda s: releases(sel, s)) == 1]
    if len(top):
        found.add(
            "one_release",
            _(
                "{n} of {all} contacts of the heads of state rest on a single release.",
                n=Number(len(weak)),
                all=Number(len(top)),
            ),
        )
    rough = top[top.date.str.len() < 10]
    if len(rough):
        found.add(
            "undated",
            ngettext(
                "{n} contact is dated to a month or a year only.",
                "{n} contacts are dated to a month or a year only.",
                len(rough),
                n=Number(len(rough)),
            ),
            rough,
        )
    if len(frame) and not collected(sel):
        found.add(
            "not_collected",
            _(
                "No row about these two alone was collected: what stands here comes from meetings of several "
                "states and says nothing on how often the two met."
            ),
        )
    if len(top) and collected(sel):
        found.add(
            "no_register",
            _(
                "No register of visits was found: a year without a contact is a year in which we found none, "
                "and the same search was not made for any other pair, so what is particular to these two "
                "cannot be known from this chapter."
            ),
        )
    found += world_limits(sel)
    table = pd.DataFrame([(f.name, f.text) for f in found], columns=["name", "text"])
    return Indicator("limits", THEME, _("What this chapter cannot tell"), table, findings=tuple(found))


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        legal_base,
        treaties,
        ratification,
        contacts_by_year,
        visits_by_level,
        hosts,
        visit_table,
        border,
        border_steps,
        consultative,
        consultative_table,
        councils,
        council_pledges,
        record_size,
        coverage,
        cross_check,
        world_treaties,
        world_alliances,
        world_border,
        limits,
    )
}
