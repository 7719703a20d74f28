"""Judge each claim of a document by the rows that bear on it: a verdict, an outcome, and why.

The **verdict** judges what the sentence asserts; the **outcome** tells what became of a plan, a pledge or an
announced change. Both are computed from rows each time: nothing is typed. `data/documents/<ID>/claims.csv`
declares which test decides and with which arguments; `evidence.csv` links rows for, against and around a
claim. Tests on numbers and counts also find rows by themselves, by their arguments.

- A row decides if its source is not the document itself, its confidence is not low and its note does not
  begin with "no proof". Everything else is shown, but stands around the claim.
- Reprints of one release are one witness: agreement is counted on `release`.
- supported: every witness agrees; contradicted: there are witnesses and none agrees; partly supported: some
  agree and some do not, or a part of the sentence holds, or only vague statements were found; not found: no
  witness; not testable: an argument, or secret by nature.
- All data count, whatever years a chapter shows.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from bilateral.datapackage import Package, Selection, claim_tests, periods
from bilateral.messages import (
    Country,
    Day,
    Join,
    Label,
    Message,
    Number,
    Percent,
    Period,
    Sentences,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import culture, rows, synthesis
from bilateral.themes.economy import pledges
from bilateral.themes.economy.drawn import usd
from bilateral.themes.tourism_religion import feast_dates, promises
from bilateral.vocabulary import qualified, word

VERDICTS = ("supported", "partly supported", "contradicted", "not found", "not testable")
OUTCOMES = ("reached", "reached late", "missed", "done", "partly done", "not found by us", "not due")
# worst last: where the figures of the two sides differ, a pledge is judged by the less favourable ones
_PLEDGE = {"reached": 0, "reached_late": 1, "missed": 2}
_SECRET = "yes"


@dataclass(frozen=True)
class Evidence:
    """One row as one source tells it, and what it says of the claim.

    `stance` is for, against, vague (it bears on the claim but is less exact than it) or around (shown only).
    `part` is the part of a compound claim that it decides.
    """

    table: str
    row_id: str
    stance: str
    source: str
    release: str
    shown: Value
    owner: str = ""
    confidence: str = ""
    note: str = ""
    part: int = 0

    @property
    def decides(self) -> bool:
        return self.stance != "around"


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict and outcome (empty where it has none) and all that led to them.

    `found` are the values found as plain numbers, dates or codes; `value` says them in words.
    """

    claim_id: str
    document: str
    theme: str
    locator: str
    cites: str
    statement: Label
    test: str
    outcome_test: str
    verdict: str
    outcome: str
    value: Value | None
    found: tuple[Any, ...]
    tolerance: Value | None
    owners: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    asserted: Message
    why: Value
    outcome_why: Value | None
    searched: Label | None
    figure: str

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that decide, each once."""
        return rows.ids([e.source for e in self.evidence if e.decides])

    @property
    def releases(self) -> int:
        """How many independent releases stand behind the verdict."""
        return len({e.release for e in self.evidence if e.decides and e.release})


@dataclass
class _Ruling:
    """What a test finds: evidence by part of the claim, the value in words and bare, what was asserted."""

    asserted: Message
    parts: list[list[Evidence]] = field(default_factory=list)
    around: list[Evidence] = field(default_factory=list)
    value: Value | None = None
    found: tuple[Any, ...] = ()
    tolerance: Value | None = None
    verdict: str = ""  # set only where the parts do not decide it
    why: Value | None = None


def of_pair(package: Package, country_a: str, country_b: str) -> list[Judged]:
    """Every claim of every document about the two countries, judged, in the order of the tables.

    The order of the two countries never changes a verdict, outcome or value.
    """
    documents = package.documents
    wanted = {country_a, country_b}
    mine = [d.document for d in documents.itertuples() if set(d.countries.split(";")) == wanted]
    if not mine:
        return []
    record = Record(package.select(country_a, country_b), package.documents.source)
    links = package.evidence
    return [
        judge(record, claim, links[(links.document == claim.document) & (links.claim_id == claim.claim_id)])
        for claim in package.claims[package.claims.document.isin(mine)].itertuples()
    ]


def judge(record: Record, claim: Any, links: pd.DataFrame) -> Judged:
    """One claim (a row of `claims`) by its linked rows (those of `evidence` that name it)."""
    case = _Case(record, claim, links, claim_tests.parse(claim.arguments))
    ruling = _TESTS[claim.test](case)
    verdict = ruling.verdict or _verdict(ruling.parts, int(case.arguments.get("untested", 0)))
    evidence = [e for part in ruling.parts for e in part] + ruling.around + case.set_aside()
    evidence = _each_once(evidence)
    outcome, outcome_why = "", None
    if claim.outcome_test:
        other = replace_arguments(case, claim_tests.parse(claim.outcome_arguments))
        outcome, outcome_why = _OUTCOMES[claim.outcome_test](other)
    key = f"claims/{claim.document}-{claim.claim_id}"
    return Judged(
        claim_id=claim.claim_id,
        document=claim.document,
        theme=claim.theme,
        locator=claim.locator,
        cites=claim.cites,
        statement=Label(f"{key}/statement", claim.statement),
        test=claim.test,
        outcome_test=claim.outcome_test,
        verdict=verdict,
        outcome=outcome,
        value=ruling.value,
        found=ruling.found,
        tolerance=ruling.tolerance,
        owners=tuple(dict.fromkeys(e.owner for e in evidence if e.decides and e.owner)),
        evidence=tuple(evidence),
        asserted=ruling.asserted,
        why=ruling.why or _why(verdict, ruling.parts, int(case.arguments.get("untested", 0))),
        outcome_why=outcome_why,
        searched=Label(f"{key}/searched", claim.searched) if claim.searched else None,
        figure=claim.figure,
    )


# --- witnesses and verdicts ---


def _each_once(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence without doubles; a row that decides is not listed again as context."""
    kept: dict[tuple[str, str, str, int], Evidence] = {}
    for e in sorted(evidence, key=lambda e: not e.decides):
        twin = (e.table, e.row_id, e.source, 0)
        if e.decides or twin not in {(*key[:3], 0) for key in kept}:
            kept.setdefault((e.table, e.row_id, e.source, e.part), e)
    return list(kept.values())


def _witnesses(part: Iterable[Evidence]) -> dict[str, set[str]]:
    """What each release says of one part of a claim: its stances."""
    said: dict[str, set[str]] = {}
    for e in part:
        if e.decides:
            said.setdefault(e.release, set()).add(e.stance)
    return said


def _of_part(part: Iterable[Evidence]) -> str:
    said = _witnesses(part)
    agree = [r for r, stances in said.items() if "for" in stances]
    differ = [r for r, stances in said.items() if "against" in stances]
    if not said:
        return "not found"
    if agree:
        return "partly supported" if differ else "supported"
    return "contradicted" if differ else "partly supported"  # vague statements alone


def _verdict(parts: Sequence[Sequence[Evidence]], untested: int = 0) -> str:
    """The verdict on a claim from those on its parts; a part that no row can test keeps it from the best."""
    found = {_of_part(part) for part in parts} or {"not found"}
    if found == {"supported"}:
        return "partly supported" if untested else "supported"
    if len(found) == 1:
        return found.pop()
    return "contradicted" if found == {"contradicted", "not found"} else "partly supported"


def _why(verdict: str, parts: Sequence[Sequence[Evidence]], untested: int) -> Value:
    """The sentence that says why: how many independent releases agree, differ, stay vague."""
    said = _witnesses(e for part in parts for e in part)
    agree = sum("for" in s and "against" not in s for s in said.values())
    differ = sum("against" in s for s in said.values())
    vague = len(said) - agree - differ
    sentences: list[Value] = []
    if not said:
        sentences.append(_("No source that could decide was found."))
    else:
        sentences.append(
            ngettext(
                "{n} independent release bears on it: {agree} in agreement, {differ} differing, {vague} "
                "less exact than the claim.",
                "{n} independent releases bear on it: {agree} in agreement, {differ} differing, {vague} "
                "less exact than the claim.",
                len(said),
                n=Number(len(said)),
                agree=Number(agree),
                differ=Number(differ),
                vague=Number(vague),
            )
        )
    states = [_of_part(part) for part in parts]
    if len(parts) > 1:
        sentences.append(
            _(
                "The sentence has {n} parts; {held} of them supported.",
                n=Number(len(parts) + untested),
                held=Number(states.count("supported")),
            )
        )
    if untested:
        sentences.append(
            ngettext(
                "{n} part of the sentence cannot be tested with what we hold.",
                "{n} parts of the sentence cannot be tested with what we hold.",
                untested,
                n=Number(untested),
            )
        )
    return Sentences(tuple(sentences))


# --- the rows that bear on a claim ---


class Record:
    """The rows of a pair as a judge wants them: by id, with statements, releases, plans and pledges."""

    def __init__(self, sel: Selection, documents: Iterable[str]) -> None:
        self.sel = sel
        self.documents = set(documents)  # sources that are documents a book tests: never evidence
        self.release = {r.source: r.release or r.source for r in sel.sources.itertuples()}
        self._said = {
            table: self._by_row(getattr(sel, table), key)
            for table, key in (("event_sources", "event_id"), ("commitment_sources", "commitment_id"))
        }
        self._rows = {
            table: {row[0]: row for row in getattr(sel, table).itertuples(index=False)}
            for table in ("events", "commitments", "observations", "memberships")
        }

    def _by_row(self, frame: pd.DataFrame, key: str) -> dict[str, pd.DataFrame]:
        frame = frame[~frame.source.isin(self.documents)]
        frame = frame.assign(decides=(frame.confidence != "low") & ~frame.note.str.startswith("no proof"))
        return {str(row_id): mine for row_id, mine in frame.groupby(key)}

    def row(self, table: str, row_id: str) -> Any:
        """A row of events, commitments, observations or memberships by its id; None where there is none."""
        return self._rows[table].get(row_id)

    @cached_property
    def plans(self) -> dict[str, str]:
        """What became of each promised deed: status by commitment."""
        plans, promised = culture.pledged(self.sel), promises.promise_rows(self.sel)
        became = dict(zip(plans.commitment_id, plans.outcome, strict=True))
        return became | dict(zip(promised.event_id, promised.outcome, strict=True))

    @cached_property
    def pledges(self) -> list[dict[str, Any]]:
        """Each pledge on turnover with what became of it by the figures of each side."""
        return pledges.pledge_rows(self.sel)

    @cached_property
    def feasts(self) -> pd.DataFrame:
        """Each feast of each year with the dates of both countries, as read on pages."""
        pairs = feast_dates.feast_pairs(self.sel)
        return pairs[pairs.status.str.endswith("_day")]

    def statements(self, table: str, row_id: str) -> Iterator[Any]:
        """What sources say of one act or pledge, each with `decides`; never the document's own words."""
        mine = self._said[table].get(row_id)
        return iter(()) if mine is None else mine.itertuples()


@dataclass
class _Case:
    """A claim before its judge: the pair's record, the claim, its linked rows, the test's arguments."""

    record: Record
    claim: Any
    links: pd.DataFrame
    arguments: Mapping[str, str]

    @property
    def sel(self) -> Selection:
        return self.record.sel

    def listed(self, name: str) -> list[str]:
        """An argument as a list."""
        return [x for x in self.arguments.get(name, "").split(",") if x]

    def linked(self, table: str, *stances: str) -> dict[str, str]:
        """Rows of a table linked with one of the stances: id -> stance."""
        mine = self.links[(self.links.table == table) & self.links.stance.isin(stances)]
        return dict(zip(mine.row_id, mine.stance, strict=True))

    def note(self, table: str, row_id: str) -> str:
        """What the ledger notes on a linked row."""
        mine = self.links[(self.links.table == table) & (self.links.row_id == row_id)]
        return str(mine.note.iloc[0]) if len(mine) else ""

    def evidence(self, table: str, row: Any, row_id: str, stance: str, shown: Value, part: int) -> Evidence:
        """A row as evidence; one that may not decide stands around the claim."""
        decides = getattr(row, "decides", row.confidence != "low")
        return Evidence(
            table,
            row_id,
            stance if decides else "around",
            row.source,
            self.record.release.get(row.source, row.source),
            shown,
            owner=getattr(row, "statistics_owner", ""),
            confidence=row.confidence,
            note=self.note(table, row_id),
            part=part,
        )

    def set_aside(self) -> list[Evidence]:
        """The rows linked as context, and those that the outcome alone reads: shown, without a verdict."""
        found: list[Evidence] = []
        read = claim_tests.TESTS[self.claim.test].tables
        for link in self.links.itertuples():
            if link.stance == "around" or link.table not in read:
                found += self._context(link.table, link.row_id)
        return found

    def _context(self, table: str, row_id: str) -> list[Evidence]:
        if table in ("observations", "memberships"):
            row = self.record.row(table, row_id)
            if row is None:
                return []
            shown = number_shown(row) if table == "observations" else _membership(row)
            return [self.evidence(table, row, row_id, "around", shown, 0)]
        title = self.title(table, row_id) if table in ("events", "commitments") else None
        if title is None:
            return []
        said = "event_sources" if table == "events" else "commitment_sources"
        return [
            self.evidence(table, row, row_id, "around", _dated(title, row.says_date), 0)
            for row in self.record.statements(said, row_id)
        ]

    def title(self, table: str, row_id: str) -> Value | None:
        """An event or a commitment as a reader knows it; None where there is no such row."""
        row = self.record.row(table, row_id)
        if row is None:
            return None
        if table == "events":
            return Label(f"events/{row_id}/title", row.title)
        if row.deed and " " in row.deed:
            return Label(f"commitments/{row_id}/title", row.deed)
        # a deed that is a code: the announcement with the same id has the words
        event = self.record.row("events", row_id)
        return pledge_shown(row) if event is None else Label(f"events/{row_id}/title", event.title)


def replace_arguments(case: _Case, arguments: Mapping[str, str]) -> _Case:
    """The same case before another test."""
    return _Case(case.record, case.claim, case.links, arguments)


def _dated(title: Value, says_date: str) -> Value:
    return _("{title} ({date})", title=title, date=Day(says_date)) if says_date else title


def pledge_shown(row: Any) -> Value:
    """A pledged number: "USD 5 bn by 2020"."""
    if pd.isna(row.target):
        return _("pledge of {date}", date=Day(row.date))
    amount: Value = usd(row.target) if row.unit == "USD" else _unit(row.target, row.unit)
    return _("{amount} by {due}", amount=amount, due=Period(row.due)) if row.due else amount


def _unit(value: float, unit: str) -> Value:
    if unit == "USD":
        return usd(value)
    if unit == "percent":
        return Percent(value)
    return _("{n} {unit}", n=Number(value), unit=word("unit", unit))


def number_shown(row: Any) -> Value:
    """An observation as a reader knows it: the number with its "about", and its period."""
    return _(
        "{value} ({period})",
        value=qualified(row.qualifier, _unit(row.value, row.unit)),
        period=Period(row.period),
    )


def _membership(row: Any) -> Value:
    """A membership as a reader knows it: country, organisation, state, since when."""
    known: dict[str, Value] = {
        "country": Country(row.country),
        "organisation": Label("organisation", row.organisation),
        "status": word("membership", row.status),
    }
    if row.since:
        return _("{country}, {organisation}: {status} since {since}", since=Day(row.since), **known)
    return _("{country}, {organisation}: {status}", **known)


# --- dates and numbers ---


def _fits(claimed: str, said: str) -> str:
    """Whether a stated date fits the claimed one: for, against, or vague (coarser, or not dated)."""
    if not claimed:
        return "for"
    if not said:
        return "vague"
    first, last = _interval(claimed)
    begin, end = periods.span(said)
    if first <= begin and end <= last:
        return "for"
    return "vague" if begin <= last and end >= first else "against"


def _interval(cell: str) -> tuple[date, date]:
    """First and last day of a period or an interval; `../` begins at the beginning of time."""
    if cell.startswith("../"):
        return date.min, periods.span(cell[3:])[1]
    return periods.span(cell)


def _when(cell: str) -> Value:
    """A period, or the end of an open one, as a reader knows it."""
    return _("up to {date}", date=Period(cell[3:])) if cell.startswith("../") else Period(cell)


def _in_period(cell: str, period: str) -> bool:
    """Whether a row's period is the claimed one; of an open interval (`../2015`), whether it ends inside."""
    if cell.startswith("../"):
        return periods.span(period)[1] <= _interval(cell)[1]
    return periods.span(period) == periods.span(cell)


def _near(value: float, claimed: float, digit: float) -> bool:
    """Within half a unit of the last digit that the claim states."""
    return abs(value - claimed) <= digit / 2 * (1 + 1e-9)


def _compares(row: Any, claimed: float, digit: float, op: str) -> str:
    """What a number says of the claimed one: for, against, or vague ("more than 120" of "more than 130")."""
    value, bound = row.value, row.qualifier
    if op == "more_than":
        if value > claimed or (value == claimed and bound == "more_than"):
            return "for"
        return "vague" if bound == "more_than" else "against"
    if op == "less_than":
        if value < claimed or (value == claimed and bound == "less_than"):
            return "for"
        return "vague" if bound == "less_than" else "against"
    if _near(value, claimed, digit):
        return "for"
    # a whole number that the claimed fraction rounds to is no other number: 31 beside 31.2
    rounded = digit < 1 and float(value).is_integer() and _near(value, claimed, 1)
    open_end = (bound == "more_than" and value < claimed) or (bound == "less_than" and value > claimed)
    return "vague" if rounded or open_end else "against"


def _each(values: Iterable[Value]) -> Value | None:
    """Values in words, each once."""
    listed = list({value.render("en"): value for value in values}.values())
    return Join(listed) if listed else None


# --- the tests ---


def event_exists(case: _Case) -> _Ruling:
    """Do sources tell of the act, at the date and with the label that the sentence gives?"""
    claimed, level = case.arguments.get("date", ""), case.arguments.get("level", "")
    known: dict[str, Value] = {"kind": word("kind", case.listed("kind")[0])}
    if level in ("state", "official", "working", "informal"):
        known["kind"] = word("visit", level)
    asserted = (
        _("Asserted: {kind}, {date}.", date=_when(claimed), **known)
        if claimed
        else _("Asserted: {kind}, without a date.", **known)
    )
    ruling = _Ruling(asserted)
    against: list[Evidence] = []
    dates: list[str] = []
    for event, link in case.linked("events", "for", "against").items():
        title = case.title("events", event)
        if title is None:
            continue
        part = len(ruling.parts)
        mine = []
        for row in case.record.statements("event_sources", event):
            stance = _fits(claimed, row.says_date)
            if level and row.says_level != level and stance != "against":
                stance = "against" if row.says_level else "vague"  # a page without a label names no other
            if link == "against":
                stance = "against"
            e = case.evidence("events", row, event, stance, _dated(title, row.says_date), part)
            mine.append(e)
            if e.decides and row.says_date:
                dates.append(row.says_date)
        if link == "against":
            against += mine
        else:
            ruling.parts.append(mine)
    if against and ruling.parts:
        ruling.parts[0] += [replace(e, part=0) for e in against]
    elif against:
        ruling.parts.append(against)
    ruling.found = tuple(sorted(set(dates)))
    ruling.value = _each(Day(d) for d in ruling.found)
    return ruling


def count_at_least(case: _Case) -> _Ruling:
    """Are there as many acts as the sentence says, each told by a source that can decide?"""
    n = int(case.arguments["n"])
    events = case.sel.joint(case.sel.events)
    linked, aside = case.linked("events", "for"), case.linked("events", "around", "against")
    fits = events.kind.isin(case.listed("kind"))
    for column in ("level", "theme", "host"):
        if case.listed(column):
            fits &= events[column].isin(case.listed(column))
    first = _interval(case.arguments["since"])[0] if "since" in case.arguments else date.min
    last = _interval(case.arguments["until"])[1] if "until" in case.arguments else date.max
    fits &= pd.Series([first <= periods.span(d)[0] <= last for d in events.date], index=events.index)
    wanted = events[(fits | events.event_id.isin(linked)) & ~events.event_id.isin(aside)]
    counted: list[str] = []
    mine: list[Evidence] = []
    for event in wanted.sort_values(["date", "event_id"]).itertuples():
        title = Label(f"events/{event.event_id}/title", event.title)
        told = [
            case.evidence("events", row, event.event_id, "for", _dated(title, row.says_date or event.date), 0)
            for row in case.record.statements("event_sources", event.event_id)
        ]
        mine += told
        if any(e.decides for e in told):
            counted.append(event.event_id)
    found = len(counted)
    verdict = "supported" if found >= n else "partly supported" if found else "not found"
    untested = int(case.arguments.get("untested", 0))
    kinds = set(wanted[wanted.event_id.isin(counted)].kind)
    if verdict == "supported" and (untested or not set(case.listed("also")) <= kinds):
        verdict = "partly supported"
    return _Ruling(
        ngettext("Asserted: at least {n} act.", "Asserted: at least {n} acts.", n, n=Number(n)),
        [mine] if mine else [],
        value=ngettext("{n} act", "{n} acts", found, n=Number(found)),
        found=(found,),
        verdict=verdict,
        why=Sentences(
            (
                ngettext(
                    "Found: {n} act told by a source that can decide.",
                    "Found: {n} acts told by a source that can decide.",
                    found,
                    n=Number(found),
                ),
                *([_why(verdict, [mine], untested)] if mine else []),
            )
        ),
    )


def _numbers(case: _Case, indicators: Sequence[str], period: str) -> pd.DataFrame:
    """Observations that the arguments select, and the linked ones, without those set aside."""
    numbers = case.sel.observations
    linked, aside = case.linked("observations", "for", "against"), case.linked("observations", "around")
    fits = (
        numbers.indicator.isin(indicators)
        & numbers.reporter.isin(case.listed("reporter"))
        & numbers.partner.isin(case.listed("partner"))
    )
    fits &= pd.Series([_in_period(period, p) for p in numbers.period], index=numbers.index, dtype=bool)
    fits |= numbers.observation_id.isin(linked)
    found = numbers[fits & ~numbers.observation_id.isin(aside) & ~numbers.source.isin(case.record.documents)]
    return found.sort_values(["period", "observation_id"], kind="stable")


def value_within(case: _Case) -> _Ruling:
    """Is the number what sources give, within half a unit of the last digit that the sentence states?"""
    claimed, digit = float(case.arguments["value"]), float(case.arguments["digit"])
    op = case.arguments.get("op", "within")
    found = _numbers(case, case.listed("indicator"), case.arguments["period"])
    mine = [
        case.evidence(
            "observations",
            row,
            row.observation_id,
            _compares(row, claimed, digit, op),
            number_shown(row),
            0,
        )
        for row in found.itertuples()
    ]
    unit = _unit_of(case, case.listed("indicator")[0])
    amount = _unit(claimed, unit)
    say: Mapping[str, Value] = {"amount": amount}
    asserted = {
        "within": _("Asserted: {amount}.", **say),
        "more_than": _("Asserted: more than {amount}.", **say),
        "less_than": _("Asserted: less than {amount}.", **say),
    }[op]
    deciding = [r for r, e in zip(found.itertuples(), mine, strict=True) if e.decides]
    return _Ruling(
        asserted,
        [mine] if mine else [],
        value=_each(qualified(r.qualifier, _unit(r.value, r.unit)) for r in deciding),
        found=tuple(dict.fromkeys(r.value for r in deciding)),
        tolerance=_("± {amount}", amount=_unit(digit / 2, unit)) if op == "within" else None,
    )


def _unit_of(case: _Case, indicator: str) -> str:
    names = case.sel.indicators
    mine = names[names.indicator == indicator].unit
    return str(mine.iloc[0]) if len(mine) else "count"


def growth_within(case: _Case) -> _Ruling:
    """Is the growth what sources state, and what the levels of one owner give?"""
    claimed, digit = float(case.arguments["value"]), float(case.arguments["digit"])
    period, base = case.arguments["period"], case.arguments["base"]
    mine, values = [], []
    linked = set(case.linked("observations", "for", "against"))
    for row in _numbers(case, case.listed("stated"), period).itertuples():
        e = case.evidence(
            "observations",
            row,
            row.observation_id,
            _compares(row, claimed, digit, "within"),
            number_shown(row),
            0,
        )
        mine.append(e)
        values += [float(row.value)] if e.decides else []
    levels = case.listed("indicator")
    now, then = (
        frame[frame.indicator.isin(levels) & (frame.confidence != "low")]
        for frame in (_numbers(case, levels, period), _numbers(case, levels, base))
    )
    # growth only within one owner and direction: two owners' levels differ for other reasons
    for new in now[~now.observation_id.isin(linked) | now.indicator.isin(levels)].itertuples():
        same = then[
            (then.statistics_owner == new.statistics_owner)
            & (then.reporter == new.reporter)
            & (then.partner == new.partner)
            & (then.period != new.period)
        ]
        if new.statistics_owner == "unknown":
            continue
        for old in same.itertuples():
            growth = 100 * (new.value / old.value - 1)
            shown = _(
                "{old} to {new}: {growth}",
                old=number_shown(old),
                new=number_shown(new),
                growth=Percent(growth),
            )
            stance = "for" if _near(growth, claimed, digit) else "against"
            mine.append(case.evidence("observations", new, new.observation_id, stance, shown, 0))
            mine.append(case.evidence("observations", old, old.observation_id, stance, shown, 0))
            values.append(growth)
    return _Ruling(
        _(
            "Asserted: {change} in {period} against {base}.",
            change=Percent(claimed),
            period=Period(period),
            base=Period(base),
        ),
        [mine] if mine else [],
        value=_each(Percent(v) for v in values),
        found=tuple(dict.fromkeys(round(v, 6) for v in values)),
        tolerance=_("± {n} percentage points", n=Number(digit / 2)),
    )


def ranks_first(case: _Case) -> _Ruling:
    """Is the country first among the others, by each measure and in each year?"""
    country, among = case.arguments["country"], case.listed("among")
    macro, area = case.sel.macro, case.sel.area
    years = (int(case.arguments.get("since", 1900)), int(case.arguments.get("until", 2100)))
    ruling = _Ruling(
        _("Asserted: {country} is first of {n} states.", country=Country(country), n=Number(len(among)))
    )
    said: list[Value] = []
    found: list[Any] = []
    for part, measure in enumerate(case.listed("measure")):
        if measure == "area":
            table = area[area.country.isin(among)].assign(year=0, value=area.area_km2)
        else:
            per = macro.population if measure == "gdp_per_head" else 1
            table = macro[macro.country.isin(among)].assign(value=macro.gdp / per)
            table = table[table.year.between(*years)]
        table = table[table.value.notna()]
        first: list[int] = []
        other: list[int] = []
        for year, mine in table.groupby("year"):
            if country in set(mine.country) and len(mine) > 1:
                best = mine.sort_values("value", ascending=False).country.iloc[0]
                (first if best == country else other).append(int(str(year)))
        name = word("measure", measure)
        source = _published(case.sel, "area" if measure == "area" else "macro")
        evidence = []
        for stance, at in (("for", first), ("against", other)):
            if not at:
                continue
            shown: Value = (
                name
                if measure == "area"
                else ngettext(
                    "{measure}: {n} year, {first}–{last}",
                    "{measure}: {n} years, {first}–{last}",
                    len(at),
                    measure=name,
                    n=Number(len(at)),
                    first=Year(min(at)),
                    last=Year(max(at)),
                )
            )
            table_name = "area" if measure == "area" else "macro"
            evidence.append(
                Evidence(
                    table_name, measure, stance, source, source, shown, _OWNERS[table_name], "high", "", part
                )
            )
        ruling.parts.append(evidence)
        if first or other:
            found.append((measure, len(first), len(first) + len(other)))
            said.append(
                _("{measure}: first", measure=name)
                if measure == "area" and first
                else _("{measure}: not first", measure=name)
                if measure == "area"
                else _(
                    "{measure}: first in {n} of {all} years",
                    measure=name,
                    n=Number(len(first)),
                    all=Number(len(first) + len(other)),
                )
            )
    ruling.value, ruling.found = _each(said), tuple(found)
    return ruling


_OWNERS = {"area": "CIA", "macro": "WB", "unga_agreement": "UNGA", "agrifood_trade": "FAOSTAT"}


def _published(sel: Selection, table: str) -> str:
    """The source id of the publication behind a world table."""
    return sel.published.get(table, "")


def trade_over_size(case: _Case) -> _Ruling:
    """Is the partner's share in trade larger than its share in the world's product?

    The ratio is the simplest trade intensity: 1 means that the partner buys and sells as much as its size
    alone would give (Anderson and Norman 2003 use trade in place of product in the denominator).
    """
    macro = case.sel.macro
    world = macro[macro.country == "WLD"].set_index("year").gdp
    mine: list[Evidence] = []
    ratios: list[float] = []
    numbers = case.sel.observations
    aside = case.linked("observations", "around")
    wanted = numbers[
        numbers.indicator.isin(case.listed("indicator"))
        & numbers.reporter.isin(case.listed("reporter"))
        & numbers.partner.isin(case.listed("partner"))
        & ~numbers.observation_id.isin(aside)
    ].sort_values(["period", "observation_id"], kind="stable")
    for row in wanted.itertuples():
        year = case.sel.year(row.period)
        if year < int(case.arguments.get("since", 1900)):
            continue
        gdp = macro[(macro.country == row.partner) & (macro.year == year)].gdp
        if not len(gdp) or year not in world.index or pd.isna(gdp.iloc[0]):
            continue
        size = 100 * float(gdp.iloc[0]) / float(world[year])
        e = case.evidence(
            "observations",
            row,
            row.observation_id,
            "for" if row.value > size else "against",
            _(
                "{country} ({period}): share of {partner} in trade {share}, in the world's product {size}",
                country=Country(row.reporter),
                partner=Country(row.partner),
                period=Period(row.period),
                share=Percent(row.value),
                size=Percent(size, 2),
            ),
            0,
        )
        mine.append(e)
        ratios += [row.value / size] if e.decides else []
    return _Ruling(
        _("Asserted, as far as it can be tested: a neighbour weighs more in trade than its size gives."),
        [mine] if mine else [],
        value=_(
            "{low} to {high} times its share in the world's product",
            low=Number(min(ratios), 0),
            high=Number(max(ratios), 0),
        )
        if ratios
        else None,
        found=tuple(round(r, 3) for r in ratios),
    )


def member_of(case: _Case) -> _Ruling:
    """Is each country a member of each organisation today?"""
    names = case.sel.memberships
    short = names.organisation.str.extract(r"\(([^()]+)\)\s*$", expand=False).fillna(names.organisation)
    ruling = _Ruling(
        _(
            "Asserted: {countries}, members of {organisations}.",
            countries=Join([Country(c) for c in case.listed("countries")]),
            organisations=Join([_body(names, short, o) for o in case.listed("organisations")]),
        )
    )
    held = 0
    aside = case.linked("memberships", "around")
    for organisation in case.listed("organisations"):
        for country in case.listed("countries"):
            part = len(ruling.parts)
            mine = names[(short == organisation) & (names.country == country)]
            mine = mine[~mine.membership_id.isin(aside)]
            now = mine[mine.until == ""] if (mine.until == "").any() else mine
            evidence = [
                case.evidence(
                    "memberships",
                    row,
                    row.membership_id,
                    "for" if row.status in ("member", "founder") and not row.until else "against",
                    _membership(row),
                    part,
                )
                for row in now.itertuples()
            ]
            ruling.parts.append(evidence)
            held += _of_part(evidence) == "supported"
    ruling.value = _("{n} of {all} memberships found", n=Number(held), all=Number(len(ruling.parts)))
    ruling.found = (held, len(ruling.parts))
    return ruling


def _body(names: pd.DataFrame, short: pd.Series, organisation: str) -> Value:
    mine = names[short == organisation].organisation
    return Label("organisation", mine.iloc[0]) if len(mine) else organisation  # type: ignore[return-value]


def _pledges(case: _Case) -> pd.DataFrame:
    """Commitments of both countries with the claimed indicator and term, and those linked."""
    frame = case.sel.joint(case.sel.commitments)
    linked, aside = case.linked("commitments", "for", "against"), case.linked("commitments", "around")
    fits = (frame.indicator == case.arguments["indicator"]) & (frame.due == case.arguments.get("due", ""))
    return frame[(fits | frame.commitment_id.isin(linked)) & ~frame.commitment_id.isin(aside)]


def commitment_made(case: _Case) -> _Ruling:
    """Do sources tell of the pledge, with the amount and the term that the sentence gives?"""
    target, digit = float(case.arguments["target"]), float(case.arguments["digit"])
    mine: list[Evidence] = []
    made: list[Any] = []
    for pledge in _pledges(case).itertuples():
        good = pledge.due == case.arguments.get("due", pledge.due) and _near(pledge.target, target, digit)
        for row in case.record.statements("commitment_sources", pledge.commitment_id):
            stance = "for" if good else "against"
            if good and case.arguments.get("date"):
                stance = _fits(case.arguments["date"], row.says_date)
            e = case.evidence(
                "commitments",
                row,
                pledge.commitment_id,
                stance,
                _dated(pledge_shown(pledge), row.says_date),
                0,
            )
            mine.append(e)
            made += [pledge] if e.decides else []
    unit = _unit_of(case, case.arguments["indicator"])
    said: dict[str, Value] = {"amount": _unit(target, unit)}
    return _Ruling(
        _("Asserted: a pledge of {amount} by {due}.", due=Period(case.arguments["due"]), **said)
        if case.arguments.get("due")
        else _("Asserted: a pledge of {amount}.", **said),
        [mine] if mine else [],
        value=_each({p.commitment_id: pledge_shown(p) for p in made}.values()),
        found=tuple(dict.fromkeys(float(p.target) for p in made)),
        tolerance=_("± {amount}", amount=_unit(digit / 2, unit)),
    )


def plan_made(case: _Case) -> _Ruling:
    """Do sources other than the document tell of the plan, part by part?"""
    ruling = _Ruling(_("Asserted: the plan itself, whatever became of it."))
    for pledge in case.linked("commitments", "for"):
        title = case.title("commitments", pledge)
        if title is None:
            continue
        part = len(ruling.parts)
        ruling.parts.append(
            [
                case.evidence("commitments", row, pledge, "for", _dated(title, row.says_date), part)
                for row in case.record.statements("commitment_sources", pledge)
            ]
        )
    missing = int(case.arguments.get("parts", 1)) - len(ruling.parts)
    ruling.parts += [[] for _n in range(missing)]
    told = sum(_of_part(part) == "supported" for part in ruling.parts)
    all_ = len(ruling.parts)
    ruling.found = (told, all_)
    ruling.value = ngettext(
        "{n} of {all} part of the plan told by others",
        "{n} of {all} parts of the plan told by others",
        all_,
        n=Number(told),
        all=Number(all_),
    )
    return ruling


def agrees_more_than(case: _Case) -> _Ruling:
    """Did the two vote alike more often than the others, session by session?"""
    unga, sel = case.sel.unga, case.sel
    first, last = int(case.arguments["since"]), int(case.arguments["until"])
    a, b = sorted((sel.a, sel.b))
    ours = unga[(unga.a == a) & (unga.b == b) & unga.year.between(first, last)].set_index("year").agree
    others = unga[~((unga.a == a) & (unga.b == b))]
    if case.arguments["than"] == "other_neighbours":
        others = others[others.a.isin([a, b]) | others.b.isin([a, b])]
    middle = others.groupby("year").agree.median()
    above = [y for y in ours.index if y in middle.index and ours[y] > middle[y]]
    below = [y for y in ours.index if y in middle.index and ours[y] <= middle[y]]
    source = _published(sel, "unga_agreement")
    evidence = []
    for stance, at in (("for", above), ("against", below)):
        if at:
            shown = ngettext(
                "{n} session, {first}–{last}",
                "{n} sessions, {first}–{last}",
                len(at),
                n=Number(len(at)),
                first=Year(min(at)),
                last=Year(max(at)),
            )
            evidence.append(
                Evidence("unga_agreement", f"{a}-{b}", stance, source, source, shown, "UNGA", "high")
            )
    middle_said = (
        _("the median of all pairs of neighbours")
        if case.arguments["than"] == "land_pairs"
        else _("the median of their other neighbours")
    )
    all_ = len(above) + len(below)
    return _Ruling(
        _(
            "Asserted, as far as votes show it: in every session from {first} to {last} the two vote alike "
            "more often than {middle}.",
            first=Year(first),
            last=Year(last),
            middle=middle_said,
        ),
        [evidence] if evidence else [],
        value=_("above in {n} of {all} sessions", n=Number(len(above)), all=Number(all_)) if all_ else None,
        found=(len(above), all_),
        why=_(
            "The two voted alike more often than {middle} in {n} of {all} sessions with common votes, on "
            "average {own} against {other}.",
            middle=middle_said,
            n=Number(len(above)),
            all=Number(all_),
            own=Percent(100 * statistics.fmean(ours[above + below])),
            other=Percent(100 * statistics.fmean(middle[above + below])),
        )
        if all_
        else None,
    )


def declared_support(case: _Case) -> _Ruling:
    """Do sources tell that one side declared its support? A secret ballot itself can never be tested."""
    ruling = event_exists(case)
    secret = case.arguments.get("secret") == _SECRET
    said: dict[str, Value] = {
        "giver": Country(case.arguments["giver"]),
        "taker": Country(case.arguments["taker"]),
    }
    ruling.asserted = (
        _("Asserted: {giver} voted for {taker} in a secret ballot.", **said)
        if secret
        else _("Asserted: {giver} declared its support of {taker}.", **said)
    )
    if secret:
        told = len(_witnesses(e for part in ruling.parts for e in part))
        ruling.verdict = "not testable"
        ruling.why = Sentences(
            (
                _("The ballot is secret: no source can show the vote."),
                ngettext(
                    "Support declared beforehand is told by {n} independent release.",
                    "Support declared beforehand is told by {n} independent releases.",
                    told,
                    n=Number(told),
                )
                if told
                else _("No support declared beforehand was found."),
            )
        )
    return ruling


def argument(case: _Case) -> _Ruling:
    """An argument is discussed, not scored."""
    return _Ruling(
        _("An argument, not a fact."),
        verdict="not testable",
        why=_("The sentence argues; no row of data could show it to be false."),
    )


def change_at(case: _Case) -> _Ruling:
    """Did the primary indicators change at the year, theme by theme? See `themes.synthesis`.

    Each theme is a witness of its own; a theme whose indicator cannot be tested is none.
    """
    year = int(case.arguments["year"])
    witnesses = synthesis.thesis(case.sel, year)
    mine = [
        Evidence(
            w.table, w.indicator, w.stance, w.source, w.indicator, w.shown, _OWNERS.get(w.table, ""), "high"
        )
        for w in witnesses
    ]
    stances = [w.stance for w in witnesses]
    ruling = _Ruling(
        _("Asserted: relations changed from {year} on, in every theme that can be tested.", year=Year(year)),
        [mine] if mine else [],
        value=_(
            "{n} themes tested: {changed} changed, {open} left open, {other} changed the other way",
            n=Number(len(stances)),
            changed=Number(stances.count("for")),
            open=Number(stances.count("vague")),
            other=Number(stances.count("against")),
        )
        if stances
        else None,
        found=tuple((w.indicator, w.stance) for w in witnesses),
    )
    if stances and set(stances) == {"vague"}:
        # not contradicted: a test that finds no change beyond chance does not exclude one
        ruling.verdict = "not found"
        ruling.why = _(
            "No theme shows a change at this year that is beyond chance and beyond the growth of the record; "
            "none of the tests excludes one."
        )
    elif "for" in stances and "vague" in stances:
        ruling.verdict = "partly supported"
    return ruling


_TESTS: dict[str, Callable[[_Case], _Ruling]] = {
    "event_exists": event_exists,
    "count_at_least": count_at_least,
    "value_within": value_within,
    "growth_within": growth_within,
    "ranks_first": ranks_first,
    "trade_over_size": trade_over_size,
    "member_of": member_of,
    "commitment_made": commitment_made,
    "plan_made": plan_made,
    "agrees_more_than": agrees_more_than,
    "declared_support": declared_support,
    "change_at": change_at,
    "argument": argument,
}


# --- outcomes ---

Outcome = tuple[str, Value | None]


def commitment_met(case: _Case) -> Outcome:
    """Was the amount reached, first when, and by whose figures? The less favourable side decides."""
    linked = set(case.linked("commitments", "for"))
    target, due = float(case.arguments["target"]), case.arguments.get("due", "")
    mine = [
        r
        for r in case.record.pledges
        if r["commitment_id"] in linked or (r["target"] == target and r["due"] == due)
    ]
    if not mine:
        return "not found by us", None
    row = mine[0]
    sides = {code: row[f"outcome_{at}"] for at, code in (("a", case.sel.a), ("b", case.sel.b))}
    judged = [x for x in sides.values() if x in _PLEDGE]
    if judged:
        outcome = max(judged, key=_PLEDGE.__getitem__).replace("_", " ")
    else:
        outcome = "not due" if set(sides.values()) == {"not_due"} else "not found by us"
    sentences: list[Value] = [
        pledges.side_met(Country(code), row, at) for at, code in (("a", case.sel.a), ("b", case.sel.b))
    ]
    if len(set(judged)) > 1:
        sentences.append(_("The figures of the two sides differ; the less favourable ones decide."))
    return outcome, Sentences(tuple(sentences))


def plan_item_done(case: _Case) -> Outcome:
    """What the record says of each part of a plan: done, partly done, missed, not found, not due."""
    became = case.record.plans
    wanted = list(case.linked("commitments", "for"))
    states = [became.get(c, "not_found") for c in wanted if case.title("commitments", c) is not None]
    good = {"done", "reached", "reached_late"}
    if not states:
        return "not found by us", None
    if set(states) <= good:
        outcome = "reached late" if set(states) == {"reached_late"} else "done"
    elif good & set(states) or "partly_done" in states:
        outcome = "partly done"
    elif "missed" in states:
        outcome = "missed"
    else:
        outcome = "not due" if set(states) == {"not_due"} else "not found by us"
    said: list[Value] = [
        _("{title}: {outcome}", title=case.title("commitments", c), outcome=word("status", state))
        for c, state in zip(wanted, states, strict=False)
    ]
    return outcome, _("{parts}.", parts=Join(said))


def dates_coincide(case: _Case) -> Outcome:
    """Did the dates fall together after the act, and did they before?"""
    act = case.record.row("events", case.arguments["after"])
    if act is None:
        return "not found by us", None
    day, pairs = act.date, case.record.feasts
    said: list[Value] = []
    after_all: list[bool] = []
    for feast in case.listed("feast"):
        mine = pairs[pairs.feast == feast]
        earliest = [min(str(r.date_a), str(r.date_b)) for r in mine.itertuples()]
        same = mine.status == "same_day"
        late = pd.Series([d > day for d in earliest], index=mine.index, dtype=bool)
        after_all += list(same[late])
        said.append(
            _(
                "{feast}: on the same day in {before} of {n_before} years before and in {after} of {n_after} "
                "years after.",
                feast=feast_dates.FEASTS[feast],
                before=Number(int(same[~late].sum())),
                n_before=Number(int((~late).sum())),
                after=Number(int(same[late].sum())),
                n_after=Number(int(late.sum())),
            )
        )
    if not after_all:
        return "not found by us", Sentences(tuple(said))
    outcome = "done" if all(after_all) else "partly done" if any(after_all) else "missed"
    return outcome, Sentences(tuple(said))


_OUTCOMES: dict[str, Callable[[_Case], Outcome]] = {
    "commitment_met": commitment_met,
    "plan_item_done": plan_item_done,
    "dates_coincide": dates_coincide,
}
