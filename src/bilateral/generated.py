"""The parts of pages that follow from the data: scoreboard, sources by theme, tables, words of the tables.

Each is MyST text in one language, which a page of `book/` includes. Nothing here reads a page.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from bilateral import claim_forms, datapackage, figures, how_fast, maps, neighbours, page, summary, tables
from bilateral.countries import Pair
from bilateral.datapackage import reading
from bilateral.errors import BadInput
from bilateral.messages import Country, Message, Number, Value, Year, _, render, sort_key
from bilateral.tables import Citations, cited, plain
from bilateral.themes import Finding, Indicator
from bilateral.vocabulary import VOCABULARIES


@dataclass(frozen=True)
class Context:
    """A pair, a language and a data root (None: the default one).

    `report` is the address of a report of an error, `base` that of the published book; both may be empty.
    """

    country_a: str
    country_b: str
    language: str
    data: str | None = None
    report: str = ""
    base: str = ""

    @cached_property
    def package(self) -> datapackage.Package:
        return datapackage.load(self.data)

    @cached_property
    def selection(self) -> datapackage.Selection:
        return self.package.select(self.country_a, self.country_b)

    def in_language(self, language: str) -> Context:
        """The same in another language; what does not hang on the language is not computed again."""
        other = replace(self, language=language)
        for name in ("package", "selection", "sources_by_theme", "findings", "neighbours"):
            other.__dict__[name] = getattr(self, name)
        other.__dict__["judged"] = replace(self.judged, language=language)
        return other

    def acts(self, theme: str) -> pd.DataFrame:
        """The events of both countries in a theme."""
        both = self.selection.joint(self.selection.events)
        return both[both.theme == theme]

    def numbers(self, theme: str) -> pd.DataFrame:
        """The observations of a theme about one of the countries alone or about one in the other."""
        sel = self.selection
        indicators = set(sel.indicators[sel.indicators.theme == theme].indicator)
        found = sel.observations[sel.observations.indicator.isin(indicators)]
        return found[found.reporter.isin({sel.a, sel.b}) & found.partner.isin({sel.a, sel.b, ""})]

    def say(self, value: Value | str | float) -> str:
        return render(value, self.language)

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """The first findings of every chapter."""
        parameters = page.Parameters(self.country_a, self.country_b)
        return {t: page.Page(t, parameters, data=self.data).headlines() for t in page.THEMES}

    @cached_property
    def judged(self) -> claim_forms.Ledger:
        """The claims about the pair, judged, without addresses of sources."""
        return claim_forms.of_pair(self.package, self.country_a, self.country_b, self.language)

    @cached_property
    def ledger(self) -> claim_forms.Ledger:
        """The claims about the pair, judged; their sources lead to the pages that list them."""
        entries = {
            source: f"sources-{theme.replace('_', '-')}.html#cite-{source}"
            for theme, listed in self.sources_by_theme.items()
            for source in listed
        }
        return replace(self.judged, entries=entries)

    @cached_property
    def neighbours(self) -> neighbours.World:
        """The values of all pairs of land neighbours; they hang neither on the pair nor on the language."""
        return neighbours.World(self.package)

    @cached_property
    def sources_by_theme(self) -> dict[str, list[str]]:
        """Every source behind a row of the pair, on the page of the first theme that uses it."""
        sel = self.selection
        theme_of = dict(zip(sel.indicators.indicator, sel.indicators.theme, strict=True))
        event_theme = dict(zip(sel.events.event_id, sel.events.theme, strict=True))
        deed_theme = dict(
            zip(
                sel.commitments.commitment_id,
                [theme_of.get(i, "") for i in sel.commitments.indicator],
                strict=True,
            )
        )
        found: dict[str, set[str]] = {theme: set() for theme in page.THEMES}
        pairs = [
            *((event_theme.get(r.event_id, ""), r.source) for r in sel.event_sources.itertuples()),
            *((theme_of.get(r.indicator, ""), r.source) for r in sel.observations.itertuples()),
            *((deed_theme.get(r.commitment_id, ""), r.source) for r in sel.commitment_sources.itertuples()),
            *(("international_support", r.source) for r in sel.memberships.itertuples()),
        ]
        pairs += [
            (claim.theme if claim.theme in page.THEMES else "", e.source)
            for claim in self.judged.judged
            for e in claim.evidence
            if e.source
        ]
        for theme, source in pairs:
            if theme:
                found[theme].add(source)
        # A deed pledged and a general claim have no theme: their source stands with its other rows, else with
        # the agreements.
        known = set().union(*found.values())
        found["diplomacy"] |= {source for theme, source in pairs if not theme} - known
        taken: set[str] = set()
        listed: dict[str, list[str]] = {}
        for theme in page.THEMES:
            listed[theme] = sorted(found[theme] - taken)
            taken |= found[theme]
        return listed


def parts(context: Context) -> dict[str, str]:
    """All generated parts by file name."""
    made: dict[str, Callable[[Context], str]] = {
        "takeaways.md": takeaways,
        "headlines.md": headlines,
        "claims-general.md": claims_general,
        "scoreboard.md": scoreboard,
        "data-tables.md": data_tables,
        "glossary.md": glossary,
        "claims-verdicts.md": claims_verdicts,
        "claims-scoreboard.md": claims_scoreboard,
        "claims.md": claims,
        "claims-files.md": claims_files,
        "source-counts.md": source_counts,
        "neighbours-map.md": neighbours_map,
        "neighbours-places.md": neighbours_places,
        "neighbours-table.md": neighbours_table,
        "neighbours-columns.md": neighbours_columns,
        "how-fast-machine.md": lambda x: how_fast.conditions(x.language),
        "how-fast-times.md": lambda x: how_fast.times(x.language),
        "how-fast-beside.md": lambda x: how_fast.beside_cells(x.language),
        "how-fast-memory.md": lambda x: how_fast.memory(x.language),
    }
    texts = {name: make(context) for name, make in made.items()}
    for theme in page.THEMES:
        texts[f"sources-{theme.replace('_', '-')}.md"] = sources(context, theme)
    return texts


def sources(context: Context, theme: str) -> str:
    """The bibliography of a theme: the sources that no earlier theme has listed."""
    keys = context.sources_by_theme[theme]
    if not keys:
        return context.say(_("No source has been collected for this theme and this pair yet.")) + "\n"
    return "\n".join(["```{bibliography}", ":filter: False", "", *keys, "```", ""])


def source_counts(context: Context) -> str:
    """How many sources each theme's page lists; then the entries cited but behind no row of the pair."""
    rows = [
        [
            f"[{context.say(page.theme_title(theme))}](../book/sources-{theme.replace('_', '-')}.md)",
            context.say(Number(len(keys))),
        ]
        for theme, keys in context.sources_by_theme.items()
    ]
    listed = {key for keys in context.sources_by_theme.values() for key in keys}
    rest = sorted(set(context.package.sources.source) - listed)
    text = _table(context, [_("Theme"), _("Sources")], rows)
    if rest:
        names = ", ".join(f'"{key}"' for key in rest)
        text += f"\n```{{bibliography}}\n:filter: cited and key in {{{names}}}\n```\n"
    return text


def takeaways(context: Context) -> str:
    """The findings that a reader should take away, each with the page that shows why."""
    blocks = []
    for taken in summary.takeaways(context.selection, context.judged.judged):
        blocks.append(f"- **[{context.say(taken.heading)}]({taken.page})**")
        blocks += [f"  - {plain(context.say(sentence))}" for sentence in taken.sentences]
    return "\n".join(blocks) + "\n"


def claims_general(context: Context) -> str:
    """The claims that belong to no theme, which stand in no chapter."""
    ledger = replace(context.judged, judged=context.judged.of_theme("general"))
    if not ledger.judged:
        return plain(context.say(_("There is no claim to show."))) + "\n"
    return _raw(claim_forms.box(ledger, "index", linked=True))


def headlines(context: Context) -> str:
    """The first findings of every chapter, each with its sources: the answer in half a page."""
    blocks = []
    citations = Citations(context.package.sources)
    for theme in page.THEMES:
        said = [
            f"{plain(context.say(f.text))} {cited(f.sources, context.language, citations, 2)}".strip()
            for f in context.findings[theme]
        ]
        if not said:
            none = (
                _("What has been collected for this chapter gives no leading finding yet.")
                if len(context.acts(theme)) or len(context.numbers(theme))
                else _("No row about these two countries has been collected yet.")
            )
            said = [plain(context.say(none))]
        name = f"**[{context.say(page.theme_title(theme))}](../notebooks/{theme}.ipynb).**"
        blocks += [f"- {name}", *(f"  - {line}" for line in said)]
    return "\n".join(blocks) + "\n"


def scoreboard(context: Context) -> str:
    """What the data hold for each theme: acts before and after the turning point, numbers, sources."""
    sel = context.selection
    rows = []
    for theme in page.THEMES:
        mine, numbers = context.acts(theme), context.numbers(theme)
        years = [sel.year(d) for d in mine.date]
        used = set(sel.event_sources[sel.event_sources.event_id.isin(set(mine.event_id))].source) | set(
            numbers.source
        )
        releases = sel.sources[sel.sources.source.isin(used)]
        independent = {r.release or r.source for r in releases.itertuples()}
        rows.append(
            [
                f"[{context.say(page.theme_title(theme))}](../notebooks/{theme}.ipynb)",
                context.say(Number(sum(y < sel.turning_point for y in years))),
                context.say(Number(sum(y >= sel.turning_point for y in years))),
                context.say(Number(len(numbers))),
                context.say(Number(len(independent))),
            ]
        )
    turn = Year(sel.turning_point)
    head: list[Message] = [
        _("Theme"),
        _("Dated acts of both before {year}", year=turn),
        _("Dated acts of both from {year}", year=turn),
        _("Numbers"),
        _("Independent sources"),
    ]
    return _table(context, head, rows)


def claims_verdicts(context: Context) -> str:
    """What each verdict means, with its shape."""
    return _raw(claim_forms.legend(context.judged))


def claims_scoreboard(context: Context) -> str:
    """Verdicts counted by theme, and what became of plans and pledges."""
    ledger = context.judged
    if not ledger.judged:
        return plain(context.say(claim_forms.none_yet(context.country_a, context.country_b))) + "\n"
    became = plain(claim_forms.outcomes(ledger.judged, context.language))
    return f"{_raw(claim_forms.scoreboard(ledger))}\n{became}\n"


def claims(context: Context) -> str:
    """Every claim with its verdict and how we know, and the controls that narrow the list."""
    ledger = context.ledger
    if not ledger.judged:
        return plain(context.say(_("There is no claim to show."))) + "\n"
    report = f"{context.report}{context.country_a}-{context.country_b}/{context.language}/book/claims"
    return _raw(claim_forms.filters(ledger) + claim_forms.entries(ledger, report))


def claims_files(context: Context) -> str:
    """Links to the files of claims; see `files`."""
    if not context.judged.judged:
        return plain(context.say(_("There is no claim to show."))) + "\n"
    return _raw(claim_forms.downloads(context.judged))


def files(context: Context) -> dict[str, str]:
    """Files that lie beside the pages for whoever takes them, by their path under `_static`."""
    found = {"neighbours/neighbours.csv": neighbours.to_csv(context.neighbours, context.language)}
    if context.judged.judged:
        made = claim_forms.files(context.judged, datapackage.data_date(context.data), context.base)
        found |= {f"claims/{name}": text for name, text in made.items()}
    return found


# --- the pair among all pairs of neighbours ---


def _output(
    context: Context,
    kind: str,
    anchor: str,
    title: Message,
    body: list[str],
    frame: pd.DataFrame | None = None,
) -> str:
    """A figure or table of a page that is no notebook, with the file behind it (`frame`)."""
    options = {"kind": kind, "title": context.say(title)}
    if frame is not None:
        data = base64.b64encode(tables.to_csv(frame, context.language).encode()).decode()
        options |= {"csv": f"{anchor}.csv", "csv-data": data}
    return page.directive(anchor, options, "\n\n".join(body))


def neighbours_map(context: Context) -> str:
    """The map of the pair with its neighbours, who drew the outlines, and what they do not say."""
    a, b = context.country_a, context.country_b
    try:
        drawing = maps.draw(Pair(a, b), context.selection.comparators, context.language)
    except BadInput:
        return plain(context.say(_("There are no outlines of this pair to draw a map from."))) + "\n"
    title = _("{a} and {b} with their neighbours", a=Country(a), b=Country(b))
    note = _(
        "Outlines: Natural Earth, public domain, simplified. Borders, names and labels imply no opinion on "
        "the status of any country, area or border."
    )
    body = [_raw(drawing.wide + drawing.narrow), plain(context.say(note))]
    return _output(context, "figure", "fig-neighbours-map", title, body)


def neighbours_places(context: Context) -> str:
    """The pair's place in each measure: how many are known, the figure, the table."""
    world, a, b = context.neighbours, context.country_a, context.country_b
    places = neighbours.places(world, a, b)
    blocks = [plain(context.say(neighbours.summary(world, a, b))) + "\n"]
    chart = neighbours.drawn(places)
    if len(chart.frame):
        drawing = figures.draw(chart, context.language)
        body = [_raw(drawing.wide + drawing.narrow), plain(context.say(chart.note or ""))]
        blocks.append(_output(context, "figure", f"fig-{chart.id}", chart.title, body, chart.frame))
    return "\n".join([*blocks, _table_output(context, places)])


def _table_output(context: Context, indicator: Indicator) -> str:
    citations = tables.Citations(context.package.sources)
    body = [tables.to_markdown(indicator, context.language, citations)]
    if indicator.note is not None:
        body.append(plain(context.say(indicator.note)))
    return _output(context, "table", f"tab-{indicator.id}", indicator.title, body, indicator.frame)


def neighbours_table(context: Context) -> str:
    """The measures of all pairs, the field that narrows the table, and the file of it."""
    world, language = context.neighbours, context.language
    return _raw(
        neighbours.filters(world, language)
        + neighbours.table(world, context.country_a, context.country_b, language)
        + neighbours.downloads(language)
    )


def neighbours_columns(context: Context) -> str:
    """What each column of the table of all pairs holds, with its years and its source."""
    return _table_output(context, neighbours.columns(context.neighbours))


def write(folder: Path, context: Context) -> None:
    """Write all parts into a folder, the files of `files` below its `static`; equal parts stay untouched."""
    static = folder / "static"
    shutil.rmtree(static, ignore_errors=True)  # those of another pair
    static.mkdir(parents=True)
    made = parts(context) | {f"static/{name}": text for name, text in files(context).items()}
    for name, text in made.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")


# What one row of a table is, by the table's schema.
ROWS = {
    "sources": _("One source; every source stands here once."),
    "publishers": _("One publisher and the country it belongs to."),
    "owners": _("One office that owns a statistic."),
    "indicators": _("One indicator with its unit and its meaning."),
    "events": _("One dated act."),
    "event_sources": _("What one source says of an act."),
    "observations": _("One number from one owner of statistics in one source."),
    "commitments": _("One pledge, a number or a deed, and when it is due."),
    "commitment_sources": _("What one source says of a pledge."),
    "memberships": _("One country in one organisation, as one source has it."),
    "reconciliation": _("Where one row of the evidence went, or why it was left out."),
    "unga_agreement": _("How often two neighbours voted alike in one session of the UN General Assembly."),
    "agrifood_trade": _(
        "Farm and food trade of one country with a land neighbour in one year, as it reports it."
    ),
    "macro": _("Gross domestic product and population of one country, or of the world, in one year."),
    "area": _("The area of one country."),
    "world_heritage": _("One World Heritage site that lies in both of two neighbouring states."),
    "world_heritage_counts": _("World Heritage sites of one country that were inscribed in one year."),
    "languages": _("One language in one country: estimated share of the people, official status."),
    "shared_languages": _("How many languages two neighbours have in common, and which."),
    "religions": _("One religion in one country, as the World Factbook puts it."),
    "religion_similarity": _("How alike two neighbours are in religion, in one year."),
    "public_holidays": _("How many public holidays two neighbours have on the same day, in one year."),
    "common_holidays": _("One day of 2026 that is a public holiday in both of two neighbouring states."),
    "migrants": _("Estimated number of people from one neighbour who live in the other, in one year."),
    "refugees": _("Refugees and asylum-seekers from one neighbour in the other at the end of one year."),
    "students": _("Students from one neighbour in the other in one year, where the flow is a leading one."),
    "visa_rules": _("What a passport needed to enter the neighbour, between two dates."),
    "air_routes": _("Airline routes between two neighbours in 2014: of historical value only."),
    "goods_trade": _("Trade in all goods of one country with a land neighbour in 2023, as it reports it."),
    "trade_shares": _(
        "The share of a land neighbour in the trade of one country, as the World Factbook lists it."
    ),
    "goods_exports": _("Exports of all goods from one country to a land neighbour in one year."),
    "trade_history": _("Trade in goods from one country to a land neighbour, a mean of four years."),
    "alliances": _("In how many years a treaty obliged two neighbours to each other, by kind of obligation."),
    "shared_treaties": _("How many treaties came to bind both neighbours in one year."),
    "trade_agreements": _("How many trade agreements two neighbours signed, or put into force, in one year."),
    "organisations": _("One international organisation in which one country takes part."),
    "shared_organisations": _("Of how many organisations two neighbours were both members in one year."),
    "land_borders": _("One pair of states that share a land border."),
}


def data_tables(context: Context) -> str:
    """Each table of the data package: its file and licence, what one row is, its fields."""
    first, *added = reading.layers(context.package.root)
    blocks = _tables_of(context, first, "data")
    for layer in added:  # rows of somebody's own, by the name of their folder
        blocks += _tables_of(context, layer, layer.name)
    return "\n".join(blocks)


def _tables_of(context: Context, root: Path, folder: str) -> list[str]:
    described = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    blocks = []
    for resource in described["resources"]:
        path = resource["path"] if isinstance(resource["path"], str) else resource["path"][0]
        licences = ", ".join(
            f"`{x['name']}`" for x in resource.get("licenses", described.get("licenses", []))
        )
        schema = resource.get("schema", {})
        if isinstance(schema, str):
            schema = json.loads((root / schema).read_text(encoding="utf-8"))
        blocks.append(f"**`{resource['name']}`** · `{folder}/{path}` · {licences}\n")
        fields = ", ".join(f"`{f['name']}`" for f in schema.get("fields", []))
        row = ROWS.get(Path(path).stem)
        blocks.append(f"{context.say(row) if row else ''} {fields}\n")
    return blocks


def glossary(context: Context) -> str:
    """The words of the closed lists with which the tables are filled, as they are written on pages."""
    lists = {
        "status": _("What is known of a cell"),
        "visit": _("Ranks of a visit"),
        "level": _("Levels of an act"),
        "kind": _("Kinds of act"),
        "membership": _("States of membership"),
    }
    blocks = []
    for name, title in lists.items():
        words = VOCABULARIES[name].values()
        written = sorted({context.say(w) for w in words}, key=lambda text: sort_key(text, context.language))
        blocks += [f"**{context.say(title)}**", "", ", ".join(written), ""]
    return "\n".join(blocks)


def _raw(html: str) -> str:
    return f"```{{raw}} html\n{html}\n```\n"


def _table(context: Context, head: list[Message], rows: list[list[str]]) -> str:
    lines = [
        "| " + " | ".join(context.say(h) for h in head) + " |",
        "|:---" + "|---:" * (len(head) - 1) + "|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
