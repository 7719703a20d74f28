"""Judged claims in the forms in which they leave the package.

HTML for a chapter and for the page of claims; JSON, CSV and JSON-LD (schema.org ClaimReview) to take away;
text for a terminal. Nothing is judged here: see `bilateral.claims`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from bilateral import claims
from bilateral.claims import OUTCOMES, VERDICTS, Evidence, Judged
from bilateral.datapackage import Package
from bilateral.messages import Capital, Country, Join, Label, Message, Number, Value, _, ngettext, render
from bilateral.vocabulary import THEMES, word

AUTHORS = "The bilateral authors"
PAGE = "book/claims.html"
CLAIM_THEMES = ("general", *THEMES)
# ClaimReview wants a number where a claim is scored; the two other verdicts are words alone.
RATINGS = {"supported": 5, "partly supported": 3, "contradicted": 1}
_WIDTH = 100  # columns of a terminal
_SLOT = "\0"  # stands in for markup while a sentence is escaped

_RING = '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
# Each verdict has a shape of its own, so that none is told by colour alone.
_SHAPES = {
    "supported": '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>',
    "partly supported": f'{_RING}<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/>',
    "contradicted": '<path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "not found": _RING,
    "not testable": '<path d="M2 8h12" fill="none" stroke="currentColor" stroke-width="2.5"/>',
}
_SIGNS = {"for": "+", "against": "\u2212", "vague": "≈", "around": "·"}

_MEANING = {
    "supported": _("Every independent source that can decide agrees, within the tolerance."),
    "partly supported": _(
        "Some sources agree and others do not, or only a part of the sentence holds, or all that was found "
        "is less exact than the sentence."
    ),
    "contradicted": _("There are sources that can decide, and none agrees."),
    "not found": _("We looked and found no independent source that could decide."),
    "not testable": _("An argument, or a thing that is secret by nature."),
}


@dataclass(frozen=True)
class Ledger:
    """The judged claims about a pair, to be written in one language.

    `entries` says where a source stands in the book's bibliography: id -> address seen from the page of
    claims. A source without one is named without a link.
    """

    package: Package
    country_a: str
    country_b: str
    language: str
    judged: tuple[Judged, ...]
    entries: Mapping[str, str] = field(default_factory=dict)

    def say(self, value: Value | str | float) -> str:
        return render(value, self.language)

    def html(self, value: Value | str | float) -> str:
        return escape(self.say(value))

    def of_theme(self, theme: str) -> tuple[Judged, ...]:
        return tuple(j for j in self.judged if j.theme == theme)

    @cached_property
    def documents(self) -> list[Any]:
        """The rows of `documents` about the two countries."""
        wanted = {self.country_a, self.country_b}
        return [d for d in self.package.documents.itertuples() if set(d.countries.split(";")) == wanted]

    @cached_property
    def sources(self) -> dict[str, Mapping[str, str]]:
        return {row["source"]: row for row in self.package.sources.to_dict("records")}

    @cached_property
    def _arguments(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {
            (c.document, c.claim_id): (c.arguments, c.outcome_arguments)
            for c in self.package.claims.itertuples()
        }

    def arguments(self, judged: Judged) -> tuple[str, str]:
        """The declared arguments of a claim's test and of the test of its outcome."""
        return self._arguments.get((judged.document, judged.claim_id), ("", ""))

    def anchor(self, judged: Judged) -> str:
        """Where a claim stands on its page: `claim-C39`, with the document's id where there are several."""
        middle = f"{judged.document}-" if len(self.documents) > 1 else ""
        return f"claim-{middle}{judged.claim_id}"

    def one_side(self, judged: Judged) -> str:
        """The country of the pair from which all deciding sources come; empty where there is none."""
        home = dict(zip(self.package.publishers.publisher, self.package.publishers.country, strict=True))
        sides = {home.get(self.sources[s]["publisher"], "") for s in judged.sources if s in self.sources}
        side = sides.pop() if len(sides) == 1 else ""
        return side if side in (self.country_a, self.country_b) else ""

    def warnings(self, judged: Judged) -> list[Message]:
        """Why a verdict rests on less than it seems."""
        found = []
        side = self.one_side(judged)
        if judged.releases == 1:
            found.append(_("Only one independent release decides."))
        if side:
            found.append(_("All sources that decide come from one side: {country}.", country=Country(side)))
        return found

    def cited(self, source: str) -> str:
        """Publisher and year of a source, as its citations in the book have it."""
        row = self.sources[source]
        year = row["published"][:4] or self.say(_("undated"))
        return f"{row['publisher']}, {year}"

    def citation(self, source: str) -> str:
        """A citation as HTML, leading to the entry in the bibliography where there is one."""
        text, entry = escape(self.cited(source)), self.entries.get(source)
        return f'<a href="{escape(entry)}">{text}</a>' if entry else text


def of_pair(
    package: Package,
    country_a: str,
    country_b: str,
    language: str,
    theme: str = "",
    entries: Mapping[str, str] | None = None,
) -> Ledger:
    """Judge the claims about a pair, or those of one theme alone, and make them ready to be written."""
    if theme:
        mine = package.having(claims=package.claims[package.claims.theme == theme])
        judged = claims.of_pair(mine, country_a, country_b)
    else:
        judged = claims.of_pair(package, country_a, country_b)
    return Ledger(package, country_a, country_b, language, tuple(judged), entries or {})


# --- words and shapes ---


def mark(verdict: str) -> str:
    """The shape of a verdict as inline SVG; the word always stands beside it."""
    return (
        '<svg class="bl-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f"{_SHAPES[verdict]}</svg>"
    )


def verdict_html(ledger: Ledger, verdict: str) -> str:
    """Shape and word of a verdict."""
    text = ledger.html(Capital(word("verdict", verdict)))
    return f'<span class="bl-v bl-v-{verdict.replace(" ", "-")}">{mark(verdict)} {text}</span>'


def tally(judged: Sequence[Judged], language: str) -> str:
    """How many claims there are and how many have each verdict, as a sentence."""
    counts = Counter(j.verdict for j in judged)
    parts: list[Value] = [
        _("{verdict}: {n}", verdict=word("verdict", v), n=Number(counts[v])) for v in VERDICTS if counts[v]
    ]
    n = len(judged)
    said = ngettext("{n} claim: {verdicts}.", "{n} claims: {verdicts}.", n, n=Number(n), verdicts=Join(parts))
    return said.render(language)


def outcomes(judged: Sequence[Judged], language: str) -> str:
    """What became of the plans and pledges, as a sentence; empty where no claim has an outcome."""
    counts = Counter(j.outcome for j in judged if j.outcome)
    parts: list[Value] = [
        _("{verdict}: {n}", verdict=word("outcome", o), n=Number(counts[o])) for o in OUTCOMES if counts[o]
    ]
    if not parts:
        return ""
    return _("What became of plans, pledges and announced changes: {outcomes}.", outcomes=Join(parts)).render(
        language
    )


def none_yet(country_a: str, country_b: str) -> Message:
    """What stands in place of claims where no document about the pair is tested."""
    return _(
        "No document about {a} and {b} is tested yet. To test one, add its claims and the evidence as a "
        "folder of the data: see “Make your own pair”.",
        a=Country(country_a),
        b=Country(country_b),
    )


def _note(judged: Judged, e: Evidence) -> Value:
    key = f"evidence/{judged.document}-{judged.claim_id}-{e.table}-{e.row_id}/note"
    return Label(key, e.note)


def _releases(n: int) -> Message:
    return ngettext("{n} independent release", "{n} independent releases", n, n=Number(n))


def figure_of(judged: Judged) -> tuple[str, str]:
    """Page and anchor of the figure or table that shows a claim; two empty texts where there is none."""
    page, _hash, anchor = judged.figure.partition("#")
    return page, anchor


def _figure_text(judged: Judged) -> Message:
    page, anchor = figure_of(judged)
    chapter = word("theme", page)
    if anchor.startswith("tab-"):
        return _("Table in the chapter “{chapter}”", chapter=chapter)
    return _("Figure in the chapter “{chapter}”", chapter=chapter)


# --- a chapter's box ---


def box(ledger: Ledger, here: str, linked: bool) -> str:
    """The claims of a chapter as HTML: statement, verdict, outcome, value, releases, figure.

    `here` is the chapter's page, or the name of a page of `book/`. `linked` is False where the page of claims
    is out of reach, as in a notebook by itself; figures of the same chapter are linked everywhere.
    """
    items = []
    for j in ledger.judged:
        name = escape(j.claim_id)
        if linked:
            name = f'<a href="../{PAGE}#{ledger.anchor(j)}">{name}</a>'
        facts = [verdict_html(ledger, j.verdict)]
        if j.outcome:
            said = _("Outcome: {outcome}", outcome=word("outcome", j.outcome))
            facts.append(f"<span>{ledger.html(said)}</span>")
        if j.value is not None:
            facts.append(f"<span>{ledger.html(_('Found: {value}', value=j.value))}</span>")
        if j.releases:
            facts.append(f"<span>{ledger.html(_releases(j.releases))}</span>")
        page, anchor = figure_of(j)
        if page == here:
            below = _("Table in this chapter") if anchor.startswith("tab-") else _("Figure in this chapter")
            facts.append(f'<a href="#{escape(anchor)}">{ledger.html(below)}</a>')
        elif page and linked:
            address = f"../notebooks/{page}.html#{anchor}"
            facts.append(f'<a href="{escape(address)}">{ledger.html(_figure_text(j))}</a>')
        items.append(
            f'<li class="bl-claim"><p class="bl-said"><strong>{name}</strong> {ledger.html(j.statement)}</p>'
            f'<p class="bl-line">{" ".join(facts)}</p></li>'
        )
    return f'<ul class="bl-claims">{"".join(items)}</ul>'


# --- the page of claims ---


def legend(ledger: Ledger) -> str:
    """What each verdict means, beside its shape."""
    items = "".join(
        f"<div><dt>{verdict_html(ledger, v)}</dt><dd>{ledger.html(_MEANING[v])}</dd></div>" for v in VERDICTS
    )
    return f'<dl class="simple bl-legend">{items}</dl>'


def scoreboard(ledger: Ledger) -> str:
    """Verdicts counted by theme; each count leads to the claims that it counts."""
    head = [ledger.html(_("Theme")), *(verdict_html(ledger, v) for v in VERDICTS), ledger.html(_("Total"))]
    rows = []
    for theme in CLAIM_THEMES:
        mine = ledger.of_theme(theme)
        if mine:
            name = f'<a href="{_view(theme=theme)}">{ledger.html(word("theme", theme))}</a>'
            rows.append(
                (name, [(len([j for j in mine if j.verdict == v]), theme, v) for v in VERDICTS], mine)
            )
    body = ""
    for name, cells, mine in rows:
        counted = "".join(_count(ledger, n, theme=theme, verdict=v) for n, theme, v in cells)
        body += f'<tr><th scope="row">{name}</th>{counted}<td>{ledger.html(Number(len(mine)))}</td></tr>'
    totals = "".join(
        _count(ledger, len([j for j in ledger.judged if j.verdict == v]), verdict=v) for v in VERDICTS
    )
    body += (
        f'<tr class="bl-total"><th scope="row">{ledger.html(_("All themes"))}</th>{totals}'
        f"<td>{ledger.html(Number(len(ledger.judged)))}</td></tr>"
    )
    columns = "".join(f'<th scope="col">{h}</th>' for h in head)
    label = ledger.html(_("Table: {title}", title=_("Verdicts by theme")))
    return _scrolling(label, f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody>", "bl-scoreboard")


def _view(**filters: str) -> str:
    """The address of a filtered list of claims."""
    query = "&amp;".join(f"{key}={value.replace(' ', '+')}" for key, value in filters.items())
    return f"claims.html?{query}#all-claims"


def _count(ledger: Ledger, n: int, **filters: str) -> str:
    text = ledger.html(Number(n))
    return f'<td><a href="{_view(**filters)}">{text}</a></td>' if n else f"<td>{text}</td>"


def _scrolling(label: str, table: str, name: str) -> str:
    return (
        f'<div class="bilateral-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="table {name}">{table}</table></div>'
    )


def filters(ledger: Ledger) -> str:
    """The controls that narrow the list; hidden until the page's script can work them."""

    def choice(name: str, title: Message, words: Mapping[str, Value]) -> str:
        options = "".join(
            f'<option value="{escape(code)}">{ledger.html(Capital(text))}</option>'
            for code, text in words.items()
        )
        return (
            f'<p><label for="bl-{name}">{ledger.html(title)}</label>'
            f'<select id="bl-{name}" name="{name}"><option value="">{ledger.html(_("All"))}</option>'
            f"{options}</select></p>"
        )

    def used(vocabulary: str, codes: Sequence[str], attribute: str) -> dict[str, Value]:
        there = {getattr(j, attribute) for j in ledger.judged}
        return {code: word(vocabulary, code) for code in codes if code in there}

    # the script puts numbers into the two slots
    shown = _("{n} of {all} claims shown", n="{n}", all="{all}")
    return (
        '<form class="bl-filter d-print-none" data-bilateral-claims hidden '
        f'role="search" aria-label="{ledger.html(_("Filter the claims"))}">'
        f"{choice('theme', _('Theme'), used('theme', CLAIM_THEMES, 'theme'))}"
        f"{choice('verdict', _('Verdict'), used('verdict', VERDICTS, 'verdict'))}"
        f"{choice('outcome', _('Outcome'), used('outcome', OUTCOMES, 'outcome'))}"
        f'<p><label for="bl-q">{ledger.html(_("Words in the claim"))}</label>'
        '<input id="bl-q" name="q" type="search" autocomplete="off"></p>'
        f'<p><button type="reset">{ledger.html(_("Show all"))}</button></p>'
        f'<p class="bl-count" role="status" data-shown="{ledger.html(shown)}"></p></form>'
    )


def entries(ledger: Ledger, report: str) -> str:
    """Every claim with all that is known of it, as a list. `report` is the address of a report of an error,
    to which the claim's name is added."""
    items = "".join(_entry(ledger, j, report) for j in ledger.judged)
    return f'<ul class="bl-claims bl-all">{items}</ul>'


def _entry(ledger: Ledger, j: Judged, report: str) -> str:
    anchor = ledger.anchor(j)
    verdict = verdict_html(ledger, j.verdict)
    said = [verdict]
    if j.outcome:
        outcome = ledger.html(_("Outcome: {outcome}", outcome=word("outcome", j.outcome)))
        said.append(f"<strong>{outcome}</strong>")
    facts = "".join(f"<div><dt>{ledger.html(t)}</dt><dd>{d}</dd></div>" for t, d in _facts(ledger, j))
    warnings = " ".join(ledger.html(w) for w in ledger.warnings(j))
    if warnings:
        care = ledger.html(_("Read with care."))
        warnings = f'<p class="bl-warning"><strong>{care}</strong> {warnings}</p>'
    links = []
    page, figure = figure_of(j)
    if page:
        links.append(
            f'<a href="../notebooks/{escape(page)}.html#{escape(figure)}">{ledger.html(_figure_text(j))}</a>'
        )
    which = f'<span class="visually-hidden"> {escape(j.claim_id)}</span>'
    error = ledger.html(word("text", "report_error"))
    links.append(f'<a class="d-print-none" href="{escape(report)}%23{anchor}">{error}{which}</a>')
    return (
        f'<li class="bl-claim" id="{anchor}" data-theme="{j.theme}" data-verdict="{j.verdict}" '
        f'data-outcome="{j.outcome}">'
        f'<h3><a class="bl-id" href="#{anchor}">{escape(j.claim_id)}</a> {ledger.html(j.statement)}</h3>'
        f'<p class="bl-line">{" ".join(said)}</p>{warnings}'
        f'<dl class="simple bl-facts">{facts}</dl>'
        f'<p class="bl-line bl-links">{" ".join(links)}</p>'
        f'<details class="bl-how"><summary>{ledger.html(_("How do we know?"))}{which}</summary>'
        f"{_how(ledger, j)}</details></li>\n"
    )


def _facts(ledger: Ledger, j: Judged) -> list[tuple[Message, str]]:
    """Title and HTML of each thing known of a claim."""
    found: list[tuple[Message, str]] = []
    if j.outcome and j.outcome_why is not None:
        found.append((_("Outcome"), ledger.html(j.outcome_why)))
    if j.value is not None:
        found.append((_("Found"), ledger.html(j.value)))
    if j.tolerance is not None:
        found.append((_("Tolerance"), ledger.html(j.tolerance)))
    if j.owners:
        found.append((_("Whose statistics"), ledger.html(Join([word("owner", o) for o in j.owners]))))
    if j.test != "argument":
        found.append((_("Independent releases"), ledger.html(Number(j.releases))))
    cited = [ledger.citation(s) for s in j.sources if s]
    if cited:
        shown, rest = cited[:_CITED], cited[_CITED:]
        text = "; ".join(shown)
        if rest:
            text += " " + ledger.html(
                ngettext("and {n} more", "and {n} more", len(rest), n=Number(len(rest)))
            )
        found.append((_("Sources"), text))
    found.append((_("Theme"), ledger.html(word("theme", j.theme))))
    found.append((_("In the document"), _place(ledger, j)))
    return found


_CITED = 6  # the others stand in the table of evidence


def _place(ledger: Ledger, j: Judged) -> str:
    """Where the document says it, and what it cites for it, as HTML."""
    paragraph = re.fullmatch(r"P(\d+)", j.locator)
    where: Value | str = _("paragraph {n}", n=paragraph[1]) if paragraph else j.locator
    if not j.cites:
        return ledger.html(_("{place}; it gives no citation", place=where))
    text = ledger.html(_("{place}; it cites {cites}", place=where, cites=_SLOT))
    return text.replace(_SLOT, f"<code>{escape(j.cites)}</code>")


def _how(ledger: Ledger, j: Judged) -> str:
    """How we know: what was asserted and asked, what was searched for, and the rows one by one."""
    parts = [f"<p>{ledger.html(j.asserted)} {ledger.html(j.why)}</p>"]
    tests = [(_("Test of the verdict"), j.test, ledger.arguments(j)[0])]
    if j.outcome_test:
        tests.append((_("Test of the outcome"), j.outcome_test, ledger.arguments(j)[1]))
    asked = []
    for title, test, given in tests:
        code = f"{test}: {given}" if given else test
        asked.append(
            f"<div><dt>{ledger.html(title)}</dt><dd>{ledger.html(word('claim_test', test))} "
            f"<code>{escape(code)}</code></dd></div>"
        )
    if j.searched is not None:
        asked.append(f"<div><dt>{ledger.html(_('Looked for'))}</dt><dd>{ledger.html(j.searched)}</dd></div>")
    parts.append(f'<dl class="simple bl-facts">{"".join(asked)}</dl>')
    if j.evidence:
        parts.append(_evidence_table(ledger, j))
    return "".join(parts)


@dataclass
class _Row:
    """One row of the data as several sources tell it alike."""

    evidence: Evidence
    shown: str
    sources: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)


def _grouped(ledger: Ledger, j: Judged) -> list[_Row]:
    """The evidence of a claim, statements that say the same of the same row together, in order."""
    found: dict[tuple[Any, ...], _Row] = {}
    for e in j.evidence:
        shown = ledger.say(e.shown)
        key = (e.part, e.stance, e.table, e.row_id, shown, e.owner, e.confidence, e.note)
        row = found.setdefault(key, _Row(e, shown))
        if e.source and e.source not in row.sources:
            row.sources.append(e.source)
        if e.release:
            row.releases.add(e.release)
    return list(found.values())


def _evidence_table(ledger: Ledger, j: Judged) -> str:
    rows = _grouped(ledger, j)
    columns: list[tuple[Message, Callable[[_Row], str]]] = [
        (_("How it bears on the claim"), lambda r: _stance(ledger, r.evidence.stance)),
        (_("What the row says"), lambda r: _says(ledger, j, r)),
        (word("text", "statistics_owner"), lambda r: _word(ledger, "owner", r.evidence.owner)),
        (word("text", "confidence"), lambda r: _word(ledger, "confidence", r.evidence.confidence)),
        (word("text", "sources"), lambda r: "; ".join(map(ledger.citation, r.sources))),
        (_("Releases"), lambda r: ledger.html(Number(len(r.releases)))),
    ]
    if not any(r.evidence.owner for r in rows):
        del columns[2]  # acts belong to no office of statistics
    head = "".join(f'<th scope="col">{ledger.html(title)}</th>' for title, _cell in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell(r)}</td>' for _title, cell in columns)}</tr>" for r in rows)
    label = ledger.html(_("Evidence of the claim {claim}", claim=j.claim_id))
    return _scrolling(label, f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>", "bl-evidence")


def _stance(ledger: Ledger, stance: str) -> str:
    return f'<b aria-hidden="true">{_SIGNS[stance]}</b> {ledger.html(word("stance", stance))}'


def _says(ledger: Ledger, j: Judged, row: _Row) -> str:
    """What a row says, where it stands in the data, and what the ledger notes on it."""
    address = escape("/".join(filter(None, _address(row.evidence))))
    note = f'<p class="bl-note">{ledger.html(_note(j, row.evidence))}</p>' if row.evidence.note else ""
    return f"{escape(row.shown)} <code>{address}</code>{note}"


def _word(ledger: Ledger, vocabulary: str, code: str) -> str:
    return ledger.html(word(vocabulary, code)) if code else ""


def _address(e: Evidence) -> tuple[str, str]:
    return e.table, e.row_id


def downloads(ledger: Ledger) -> str:
    """Links to the files to take away, seen from the page of claims."""
    what = {
        "claims.csv": _("All claims as a table"),
        "claims.json": _("All claims with their evidence"),
        "claims-review.jsonld": _("All claims as reviews for search engines and archives"),
    }
    kinds = {
        "claims.csv": "CSV",
        "claims.json": "JSON",
        "claims-review.jsonld": "JSON-LD, schema.org ClaimReview",
    }
    items = "".join(
        f'<li><a href="../_static/claims/{name}" download>{ledger.html(text)}</a> '
        f"<code>{kinds[name]}</code></li>"
        for name, text in what.items()
    )
    return f"<ul>{items}</ul>"


# --- to take away ---


def files(ledger: Ledger, date: str, base: str = "") -> dict[str, str]:
    """Files to take away by name: CSV, JSON, JSON-LD.

    `date` is that of the data, `base` the book's own address in the ledger's language; it may be empty.
    """
    return {
        "claims.csv": to_csv(ledger),
        "claims.json": to_json(ledger),
        "claims-review.jsonld": to_jsonld(ledger, date, base),
    }


def record(ledger: Ledger, j: Judged) -> dict[str, Any]:
    """A claim as plain values, words in the ledger's language; codes and numbers are as in the tables."""

    def text(value: Value | None) -> str | None:
        return None if value is None else ledger.say(value)

    return {
        "claim_id": j.claim_id,
        "document": j.document,
        "theme": j.theme,
        "locator": j.locator,
        "cites": j.cites or None,
        "statement": ledger.say(j.statement),
        "verdict": j.verdict,
        "outcome": j.outcome or None,
        "value": text(j.value),
        "found": _bare(j.found),
        "tolerance": text(j.tolerance),
        "owners": list(j.owners),
        "sources": [s for s in j.sources if s],
        "releases": j.releases,
        "test": j.test,
        "arguments": ledger.arguments(j)[0],
        "outcome_test": j.outcome_test or None,
        "asserted": ledger.say(j.asserted),
        "why": ledger.say(j.why),
        "outcome_why": text(j.outcome_why),
        "searched": text(j.searched),
        "figure": j.figure or None,
        "evidence": [
            {
                "table": e.table,
                "row_id": e.row_id,
                "stance": e.stance,
                "source": e.source,
                "release": e.release,
                "owner": e.owner,
                "confidence": e.confidence,
                "shown": ledger.say(e.shown),
                "note": ledger.say(_note(j, e)) if e.note else "",
            }
            for e in j.evidence
        ],
    }


def _bare(value: Any) -> Any:
    """Tuples as lists and numbers of the tables as numbers of Python."""
    if isinstance(value, (list, tuple)):
        return [_bare(x) for x in value]
    return value.item() if hasattr(value, "item") else value


def to_json(ledger: Ledger, judged: Sequence[Judged] | None = None) -> str:
    """Claims as a JSON array (all of the ledger's, or those given)."""
    chosen = ledger.judged if judged is None else judged
    listed = [record(ledger, j) for j in chosen]
    return json.dumps(listed, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_csv(ledger: Ledger) -> str:
    """Claims as CSV, one row each, without the evidence: lists joined by ";", values found as JSON."""
    out = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for j in ledger.judged:
        row = record(ledger, j)
        del row["evidence"]
        for name in ("owners", "sources"):
            row[name] = ";".join(row[name])
        row["found"] = json.dumps(row["found"], ensure_ascii=False, allow_nan=False)
        if writer is None:
            writer = csv.DictWriter(out, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
    return out.getvalue()


def to_jsonld(ledger: Ledger, date: str, base: str = "") -> str:
    """Claims as ClaimReview of schema.org: one for each in a graph, words in the ledger's language.

    Addresses are relative to the file unless the book's own address (`base`, of one language) is given.
    """
    home = base.rstrip("/") + "/" if base else "../../"
    graph = [_review(ledger, j, date, home) for j in ledger.judged]
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _review(ledger: Ledger, j: Judged, date: str, home: str) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": ledger.say(word("verdict", j.verdict))}
    if j.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[j.verdict], "bestRating": 5, "worstRating": 1}
    rating["ratingExplanation"] = ledger.say(j.why)
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "url": f"{home}{PAGE}#{ledger.anchor(j)}",
        "claimReviewed": ledger.say(j.statement),
        "datePublished": date,
        "inLanguage": ledger.language,
        "author": {"@type": "Organization", "name": AUTHORS},
        "itemReviewed": _claim(ledger, j),
        "reviewRating": rating,
    }
    urls = [ledger.sources[s]["url"] for s in j.sources if s in ledger.sources]
    cited = [u for u in dict.fromkeys(urls) if u.startswith("http")]
    if cited:
        review["citation"] = cited
    return review


def _claim(ledger: Ledger, j: Judged) -> dict[str, Any]:
    """The claim as a thing reviewed: in which work it appears, and whose work that is."""
    document = next((d for d in ledger.documents if d.document == j.document), None)
    source = ledger.sources.get(document.source, {}) if document is not None else {}
    names = [n for n in document.authors.split(";;") if n] if document is not None else []
    people = [
        {"@type": "Person", "name": name} for name in names or [ledger.say(_("not stated in our copy"))]
    ]
    author: Any = people if len(people) > 1 else people[0]
    work: dict[str, Any] = {
        "@type": "CreativeWork",
        "name": source.get("title") or j.document,
        "author": author,
    }
    if source.get("language"):
        work["inLanguage"] = source["language"]
    if source.get("url", "").startswith("http"):
        work["url"] = source["url"]
    return {"@type": "Claim", "author": author, "appearance": work}


# --- a terminal ---


def table(ledger: Ledger, judged: Sequence[Judged]) -> str:
    """Claims as a table of at most 100 columns, long cells wrapped; under it the verdicts are counted."""
    head = [
        ledger.say(x)
        for x in (
            _("Claim"),
            _("Verdict"),
            _("Outcome"),
            _("Releases"),
            _("Found"),
            _("What is claimed"),
        )
    ]
    rows = [
        [
            j.claim_id,
            ledger.say(word("verdict", j.verdict)),
            ledger.say(word("outcome", j.outcome)) if j.outcome else "",
            ledger.say(Number(j.releases)),
            "" if j.value is None else ledger.say(j.value),
            ledger.say(j.statement),
        ]
        for j in judged
    ]
    widths = [
        min(most, max(len(row[n]) for row in [head, *rows])) for n, most in enumerate((12, 16, 12, 12, 18))
    ]
    widths.append(_WIDTH - sum(widths) - 2 * len(widths))
    lines = [*_cells(head, widths), "  ".join("-" * w for w in widths)]
    for row in rows:
        lines += _cells(row, widths)
    for sentence in (tally(judged, ledger.language), outcomes(judged, ledger.language)):
        lines += ["", *textwrap.wrap(sentence, _WIDTH)] if sentence else []
    return "\n".join(lines)


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """A row of a table as lines."""
    wrapped = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    return [
        "  ".join(
            (c[n] if n < len(c) else "").ljust(w) for c, w in zip(wrapped, widths, strict=True)
        ).rstrip()
        for n in range(height)
    ]


def full(ledger: Ledger, j: Judged) -> str:
    """One claim with all that led to its verdict, as text of at most 100 columns."""

    def lines(text: str, indent: str = "", then: str = "  ") -> list[str]:
        return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + then)

    def titled(title: Value, text: str) -> list[str]:
        return lines(f"{ledger.say(title)}: {text}")

    paragraph = re.fullmatch(r"P(\d+)", j.locator)
    place = ledger.say(_("paragraph {n}", n=paragraph[1])) if paragraph else j.locator
    told = lines(f"{j.claim_id}  {ledger.say(j.statement)}", then=" " * (len(j.claim_id) + 2))
    told += titled(_("In the document"), "; ".join([j.document, place, *([j.cites] if j.cites else [])]))
    told += titled(_("Theme"), ledger.say(word("theme", j.theme)))
    told += titled(_("Verdict"), ledger.say(word("verdict", j.verdict)))
    if j.outcome:
        why = f". {ledger.say(j.outcome_why)}" if j.outcome_why is not None else ""
        told += titled(_("Outcome"), ledger.say(word("outcome", j.outcome)) + why)
    if j.value is not None:
        told += titled(_("Found"), ledger.say(j.value))
    if j.tolerance is not None:
        told += titled(_("Tolerance"), ledger.say(j.tolerance))
    if j.owners:
        told += titled(_("Whose statistics"), ledger.say(Join([word("owner", o) for o in j.owners])))
    told += titled(_("Independent releases"), ledger.say(Number(j.releases)))
    told += [line for w in ledger.warnings(j) for line in lines(ledger.say(w))]
    told += ["", ledger.say(_("How do we know?"))]
    told += lines(f"{ledger.say(j.asserted)} {ledger.say(j.why)}", "  ", "")
    for test, given in zip((j.test, j.outcome_test), ledger.arguments(j), strict=True):
        if test:
            told += lines(f"{ledger.say(word('claim_test', test))} [{test}] {given}".rstrip(), "  ")
    if j.searched is not None:
        told += lines(f"{ledger.say(_('Looked for'))}: {ledger.say(j.searched)}", "  ")
    for row in _grouped(ledger, j):
        e = row.evidence
        said = [
            f"{_SIGNS[e.stance]} {ledger.say(word('stance', e.stance))}: {row.shown}",
            ledger.say(word("owner", e.owner)) if e.owner else "",
            _confidence(ledger, e),
            "; ".join(map(ledger.cited, row.sources)),
            ledger.say(_releases(len(row.releases))),
            ledger.say(_note(j, e)) if e.note else "",
            "/".join(filter(None, _address(e))),
        ]
        told += lines(" | ".join(filter(None, said)), "  ")
    return "\n".join(told)


def _confidence(ledger: Ledger, e: Evidence) -> str:
    if not e.confidence:
        return ""
    return f"{ledger.say(word('text', 'confidence'))}: {ledger.say(word('confidence', e.confidence))}"
