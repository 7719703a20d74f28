"""All that a notebook imports: open a page, take indicators, show figures, tables and findings.

Every output carries two forms: `text/html`, complete in JupyterLab, and `text/markdown` (MyST), which the
book prefers.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib import import_module
from typing import Any

import pandas as pd
from IPython.display import display

from bilateral import claim_forms, datapackage, dependencies, figures, messages, reads, tables
from bilateral.errors import BadInput
from bilateral.messages import Country, Join, Message, Number, Value, Year, _, ngettext, render
from bilateral.parameters import Parameters as Parameters
from bilateral.parameters import check_parameters as check_parameters
from bilateral.themes import Finding, Indicator
from bilateral.vocabulary import FINDING as FINDING
from bilateral.vocabulary import NOTHING as NOTHING
from bilateral.vocabulary import THEMES as THEMES
from bilateral.vocabulary import book_title as book_title
from bilateral.vocabulary import word

# What the summary takes from each chapter: indicator, beginning of the finding's name, how many at most.
HEADLINES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "diplomacy": (("visits_by_level", "visits_windows", 1), ("visits_by_level", "state_visits_windows", 1)),
    "economy": (
        ("answer", "answer_level", 1),
        ("answer", "answer_pledges", 1),
        ("answer", "answer_share", 1),
    ),
    "culture": (("overview", "overview_pledges", 1), ("plan", "plan_done", 1)),
    "tourism_religion": (("feasts", "feast_fitr", 1), ("visa", "visa_launch", 1)),
    "international_support": (
        ("agreement", "agreement_change", 1),
        ("agreement", "agreement_shared", 1),
        ("baselines", "baseline_trap", 1),
    ),
}
SYNTHESIS = "synthesis"  # the chapter that sets the others side by side
_OPEN_ROWS = 15  # a longer table is folded, so that the next question stays in sight
_CITED_INLINE = 6  # more sources than this stand behind a fold, so that a line can be read


def select(package: datapackage.Package, theme: str, parameters: Parameters) -> datapackage.Selection:
    """The rows that a chapter is given: those of its theme and of the others it names in `READS`."""
    p = parameters
    return package.select(
        p.country_a,
        p.country_b,
        since=p.since,
        until=p.until,
        turning_point=p.turning_point,
        comparators=p.comparators,
        themes=getattr(import_module(f"bilateral.themes.{theme}"), "READS", (theme,)),
    )


def citations(package: datapackage.Package) -> tables.Citations:
    """How each source of a package is cited."""
    return tables.Citations(package.tables.unnoted("sources"))


def claims_shown(ledger: claim_forms.Ledger, theme: str) -> list[str]:
    """What a chapter shows of the claims that belong to it.

    One sentence that counts verdicts, and the claims as HTML, for a notebook by itself and for the book; the
    sentence alone where there are none.
    """
    if not ledger.judged:
        text = (
            _("The tested document makes no claim that belongs to this chapter.")
            if ledger.documents
            else claim_forms.none_yet(ledger.country_a, ledger.country_b)
        )
        return [text.render(ledger.language)]
    forms = [claim_forms.box(ledger, theme, linked) for linked in (False, True)]
    return [claim_forms.tally(ledger.judged, ledger.language), *forms]


def claims_digest(ledger: claim_forms.Ledger, shown: Sequence[str]) -> str:
    """A digest of what `claims_shown` gives for a ledger, with the sources behind it."""
    return dependencies.digest(*shown, *(source for judged in ledger.judged for source in judged.sources))


def theme_title(theme: str) -> Message:
    return word("theme", theme)


class Page:
    """One chapter: a theme, a pair and a language. Shows what it is given as outputs of a notebook cell."""

    def __init__(
        self,
        theme: str,
        parameters: Parameters,
        show: Callable[[dict[str, Any]], None] | None = None,
        data: str | None = None,
    ) -> None:
        if theme not in (*THEMES, SYNTHESIS):
            raise BadInput(f"theme {theme!r}: unknown; expected one of {', '.join((*THEMES, SYNTHESIS))}")
        p = self.parameters = parameters
        self.theme, self.language = theme, p.language
        self.package = datapackage.load(data)
        self.selection = select(self.package, theme, p)
        self.citations = citations(self.package)
        self._indicators = import_module(f"bilateral.themes.{theme}").INDICATORS
        self._show = show or (lambda bundle: display(bundle, raw=True))

    def indicator(self, name: str) -> Indicator:
        """An indicator of this page's theme, computed for its pair; the table behind it is `.frame`."""
        if name not in self._indicators:
            raise BadInput(
                f"indicator {name!r}: unknown in {self.theme}; expected one of {', '.join(self._indicators)}"
            )
        indicator: Indicator = self._indicators[name](self.selection)
        return indicator

    def opening(self) -> None:
        """The line under the title: which pair, which years, how many sources and from which side."""
        p = self.parameters
        a, b = Country(p.country_a), Country(p.country_b)
        said: list[Value] = [_("{a} and {b}.", a=a, b=b)]
        if p.since is not None:
            said.append(_("Shown from {year}.", year=Year(p.since)))
        if p.until is not None:
            said.append(_("Shown up to {year}.", year=Year(p.until)))
        balance = self.source_balance()
        total = sum(balance.values())
        if total:
            said.append(
                ngettext(
                    "This chapter rests on {n} source.",
                    "This chapter rests on {n} sources.",
                    total,
                    n=Number(total),
                )
            )
            said.append(
                _(
                    "By place of publication: {a} {by_a}, {b} {by_b}, elsewhere {third}, unknown {unknown}.",
                    a=a,
                    b=b,
                    by_a=Number(balance["a"]),
                    by_b=Number(balance["b"]),
                    third=Number(balance["third"]),
                    unknown=Number(balance["unknown"]),
                )
            )
            if total > 1 and total in (balance["a"], balance["b"]):
                said.append(_("All of them come from one side: read with care."))
        else:
            said.append(
                _(
                    "No row about these two countries has been collected for this chapter yet. "
                    "What follows rests on the tables of the world, where these have figures."
                )
            )
        self._emit(
            "opening", f"opening-{_hyphen(self.theme)}", " ".join(s.render(self.language) for s in said)
        )

    def headlines(self) -> list[Finding]:
        """The findings of this chapter that stand in the summary; none where the data give none."""
        found: list[Finding] = []
        for name, beginning, most in HEADLINES[self.theme]:
            findings = self.indicator(name).findings
            found += [f for f in findings if f.name.startswith(beginning)][:most]
        return found

    def cite(self, sources: Sequence[str], most: int) -> str:
        """The first `most` sources as a citation in MyST, and how many more there are."""
        return tables.cited(list(dict.fromkeys(sources)), self.language, self.citations, most)

    def source_balance(self) -> dict[str, int]:
        """How many sources of the theme come from a, from b, from elsewhere, from nobody knows where."""
        sel = self.selection
        events = sel.joint(sel.events)
        themes = THEMES if self.theme == SYNTHESIS else (self.theme,)
        mine = set(events[events.theme.isin(themes)].event_id)
        used = set(sel.event_sources[sel.event_sources.event_id.isin(mine)].source)
        names = set(sel.indicators[sel.indicators.theme.isin(themes)].indicator)
        pair = {sel.a, sel.b}
        rows = sel.observations[sel.observations.indicator.isin(names)]
        used |= set(rows[rows.reporter.isin(pair) | rows.partner.isin(pair)].source)
        home = dict(zip(sel.publishers.publisher, sel.publishers.country, strict=True))
        sides = {self.parameters.country_a: "a", self.parameters.country_b: "b", "": "unknown"}
        counts = dict.fromkeys(("a", "b", "third", "unknown"), 0)
        for row in sel.sources[sel.sources.source.isin(used)].itertuples():
            counts[sides.get(home.get(row.publisher, ""), "third")] += 1
        return counts

    def figure(self, indicator: Indicator) -> None:
        """Draw an indicator: figure, alt text, note, sources, owners of the statistics, CSV and citation."""
        if not len(indicator.frame):
            self._nothing(indicator, "fig")
            return
        drawing = figures.draw(indicator, self.language, self.selection.turning_point)
        anchor = f"fig-{indicator.id}"
        html, markdown = self._below(indicator)
        self._figure_like(
            "figure",
            anchor,
            indicator,
            html=f'<div style="max-width:52em">{drawing.wide}</div>{html}',
            markdown=f"{_raw(drawing.wide + drawing.narrow)}\n\n{markdown}",
        )

    def table(self, indicator: Indicator) -> None:
        """Show an indicator's table with its sources, CSV and citation."""
        if not len(indicator.frame):
            self._nothing(indicator, "tab")
            return
        html, markdown = self._below(
            indicator,
            cited=not any(c.kind == "sources" for c in indicator.table.columns) if indicator.table else True,
        )
        table_html = tables.to_html(indicator, self.language, self.citations)
        table_md = tables.to_markdown(indicator, self.language, self.citations)
        rows = len(indicator.frame)
        if rows > _OPEN_ROWS:
            count = ngettext("Show the table: {n} row", "Show the table: {n} rows", rows, n=Number(rows))
            head = f'<details class="bl-fold"><summary>{escape(count.render(self.language))}</summary>'
            table_html = f"{head}{table_html}</details>"
            table_md = f"{_raw(head)}\n\n{table_md}\n\n{_raw('</details>')}"
        self._figure_like(
            "table",
            f"tab-{indicator.id}",
            indicator,
            html=table_html + html,
            markdown=f"{table_md}\n\n{markdown}",
        )

    def findings(self, indicator: Indicator) -> None:
        """Show an indicator's findings, one computed sentence each, with its sources."""
        for finding in indicator.findings:
            text = finding.text.render(self.language)
            anchor = f"find-{_hyphen(self.theme)}-{_hyphen(finding.name)}"
            values = {k: render(v, "en") for k, v in finding.text.values.items()}
            record = {
                "id": anchor,
                "theme": self.theme,
                "indicator": indicator.name,
                "language": self.language,
                "text": text,
                "values": values,
                "sources": list(finding.sources),
            }
            self._emit("finding", anchor, text, finding.sources, record)

    def claims(self) -> None:
        """Show the claims of the tested documents that belong to this chapter, each with its verdict.

        Verdicts use all data, whatever years the chapter shows. A pair without a document, and a theme
        without a claim, are told in one sentence.
        """
        p, anchor = self.parameters, f"claims-{_hyphen(self.theme)}"
        with reads.aside():  # judging looks at all data; what is shown stands for what was read
            ledger = claim_forms.of_pair(self.package, p.country_a, p.country_b, self.language, self.theme)
            shown = claims_shown(ledger, self.theme)
        reads.note("claims", claims_digest(ledger, shown))
        said, *forms = shown
        if not forms:
            self._emit("claims", anchor, said)
            return
        self._show(
            {
                "text/html": f'<div id="{anchor}"><p>{escape(said)}</p>{forms[0]}</div>',
                "text/markdown": directive(
                    anchor, {"kind": "claims"}, f"{tables.plain(said)}\n\n{_raw(forms[1])}"
                ),
                FINDING: {
                    "id": anchor,
                    "theme": self.theme,
                    "indicator": "claims",
                    "language": self.language,
                    "text": said,
                    "values": {j.claim_id: j.verdict for j in ledger.judged},
                    "sources": list(dict.fromkeys(s for j in ledger.judged for s in j.sources if s)),
                },
            }
        )

    # --- how things are written ---

    def _nothing(self, indicator: Indicator, kind: str) -> None:
        text = _(
            "{title}: no row for this pair was found. See “Make your own pair” for how to add one.",
            title=indicator.title,
        ).render(self.language)
        anchor = f"{kind}-{indicator.id}"
        record = {"id": anchor, "kind": NOTHING, "title": indicator.title.render(self.language)}
        self._emit("finding", anchor, text, record=record)

    def _emit(
        self,
        kind: str,
        anchor: str,
        text: str,
        sources: Sequence[str] = (),
        record: dict[str, Any] | None = None,
    ) -> None:
        cited_html, cited_md = self._cite(sources)
        bundle: dict[str, Any] = {
            "text/html": f'<div id="{anchor}"><p>{escape(text)} {cited_html}</p></div>',
            "text/markdown": directive(anchor, {"kind": kind}, f"{tables.plain(text)} {cited_md}".strip()),
        }
        if record:
            bundle[FINDING] = record
        self._show(bundle)

    def _figure_like(self, kind: str, anchor: str, indicator: Indicator, html: str, markdown: str) -> None:
        title = indicator.title.render(self.language)
        csv = tables.to_csv(indicator.frame, self.language)
        data = base64.b64encode(csv.encode()).decode()
        name = f"{anchor}.csv"
        link = word("text", "download_csv").render(self.language)
        options = {"kind": kind, "title": title, "csv": name, "csv-data": data}
        self._show(
            {
                "text/html": f'<figure id="{anchor}" style="margin:1em 0">'
                f"<figcaption><strong>{escape(title)}</strong></figcaption>{html}"
                f'<p><a download="{name}" href="data:text/csv;charset=utf-8;base64,{data}">'
                f"{escape(link)}</a></p>"
                "</figure>",
                "text/markdown": directive(anchor, options, markdown),
            }
        )

    def _below(self, indicator: Indicator, cited: bool = True) -> tuple[str, str]:
        """What stands under a figure or table (note, sources, owners, how to cite), as HTML and as MyST."""

        def say(message: Value) -> str:
            return render(message, self.language)

        html, md = [], []
        if indicator.note is not None:
            html.append(f"<p>{escape(say(indicator.note))}</p>")
            md.append(tables.plain(say(indicator.note)))
        sources = tables.columns_sources(indicator.frame) if cited else []
        if sources:
            cited_html, cited_md = self._cite(sources)
            lead = say(_("Source:")) if len(sources) == 1 else say(_("Sources:"))
            html.append(f"<p>{escape(lead)} {cited_html}</p>")
            md.append(f"{tables.plain(lead)} {cited_md}")
        owners = []
        if "statistics_owner" in indicator.frame:
            owners = list(
                dict.fromkeys(x for cell in indicator.frame.statistics_owner for x in tables.split_ids(cell))
            )
        if owners:
            line = say(_("Statistics owner: {owners}.", owners=Join([word("owner", o) for o in owners])))
            html.append(f"<p>{escape(line)}</p>")
            md.append(tables.plain(line))
        cite = say(
            _(
                "How to cite: “{title}”, in: {book}, chapter “{chapter}”.",
                title=indicator.title,
                chapter=theme_title(self.theme),
                book=book_title(self.parameters.country_a, self.parameters.country_b),
            )
        )
        html.append(f"<p>{escape(cite)}</p>")
        md.append(tables.plain(cite))
        return "".join(html), "\n\n".join(md)

    def _cite(self, sources: Sequence[str]) -> tuple[str, str]:
        """Citations as HTML links and as MyST; many of them behind a fold that says how many."""
        ids = list(dict.fromkeys(sources))
        html, md = self.citations.html(ids), self.citations.markdown(ids)
        if len(ids) <= _CITED_INLINE:
            return (f"({html})" if html else ""), md
        count = ngettext("{n} source", "{n} sources", len(ids), n=Number(len(ids))).render(self.language)
        head = f"<details><summary>{escape(count)}</summary>"
        return f"{head}{html}</details>", f"\n\n{_raw(head)}\n\n{md}\n\n{_raw('</details>')}\n\n"


def not_found(titles: Sequence[str], language: str) -> str:
    """A section in MyST that tells in one list what a chapter looked for and did not find."""
    said = _(
        "For these questions no row about the two countries was found, neither among the rows collected from "
        "sources nor in the tables of the world, which the page “Data” lists. “Make your own pair” says how "
        "to add rows."
    )
    lines = [f"- {tables.plain(title)}" for title in titles]
    head = tables.plain(_("What was looked for and not found").render(language))
    return "\n".join([f"## {head}", "", tables.plain(said.render(language)), "", *lines, ""])


def open_page(theme: str, namespace: Mapping[str, Any]) -> Page:
    """Open a chapter with the parameters that stand in a notebook's namespace (give it `globals()`).

    Raises BadInput, shown as one line, for an unknown parameter name, country or language, or a bad year.
    """
    global _opened
    reads.start()
    given = {}
    for name, value in namespace.items():
        simple = value is None or isinstance(value, (str, int, float, bool, list, tuple))
        if simple and not name.startswith("_") and name not in ("In", "exit", "quit"):
            given[name] = value
    _opened = Page(theme, check_parameters(given))
    return _opened


def show_reads() -> None:
    """Show the runner what the page was given and has read: it adds this call to the notebooks it executes.

    `rows` holds the digests of the rows, `read` each key of `reads` with its digest; None and "" where the
    notebook noted reads without a page. Shows nothing where nothing was noted.
    """
    read = reads.noted()
    if read is None:
        return
    rows, told = None, [[key, ""] for key in read]
    if _opened is not None:
        with reads.aside():
            rows = digests_of_rows(_opened.selection)
            told = [[key, digest_of_read(key, _opened.package, _opened.citations)] for key in read]
    display({reads.MIME: {"rows": rows, "read": told}}, raw=True)


def digests_of_rows(selection: datapackage.Selection) -> dict[str, str]:
    """Digest of the rows in each table of a selection, and of what it was told of neighbours and sources."""
    told = {name: _digest_of_frame(frame) for name, frame in selection.given().items()}
    told["neighbours"] = dependencies.digest(repr((selection.comparators, selection.borders)))
    told["publications"] = dependencies.digest(repr(sorted(selection.published.items())))
    return told


def _digest_of_frame(frame: pd.DataFrame) -> str:
    return dependencies.digest(repr(list(frame.columns)), repr(frame.to_numpy().tolist()))


def digest_of_read(key: reads.Key, package: datapackage.Package, cited: tables.Citations) -> str:
    """The digest of one thing that `reads` names, as it is now; "" where there is no such thing.

    Claims were judged when they were shown: their key is their digest.
    """
    kind, *rest = key
    if kind == "message":
        language, domain, msgid, context, *counted = rest
        plural, n = (counted[0], int(counted[1])) if counted else (None, None)
        return dependencies.digest(messages.translation(language, domain, msgid, context or None, plural, n))
    if kind == "source":
        return dependencies.digest(repr(cited[rest[0]])) if rest[0] in cited else ""
    if kind == "table":
        return package.tables.digest(rest[0]) if rest[0] in package.tables else ""
    return rest[0]


_opened: Page | None = None  # the last one


def _hyphen(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name)


def _raw(html: str) -> str:
    return f"```{{raw}} html\n{html}\n```"


def directive(anchor: str, options: Mapping[str, str], body: str) -> str:
    """An output of the book in MyST: see `bilateral.sphinx_extension.BilateralOutput` for its options."""
    lines = [
        f"````{{bilateral-output}} {anchor}",
        *(f":{k}: {json.dumps(v, ensure_ascii=False) if k == 'title' else v}" for k, v in options.items()),
    ]
    return "\n".join([*lines, "", body, "````", ""])
