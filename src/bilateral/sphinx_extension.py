"""The book's own Sphinx extension: outputs of notebooks, generated pages, the reader's page.

Loaded by `_config.yml`, so that plain `jupyter-book build .` makes the same pages as `bilateral build`. It
- gives the directive `bilateral-output`, which holds a figure, table or finding with its anchor and CSV;
- writes, before the pages are read, the parts of pages that follow from the data (`bilateral.generated`);
- replaces what the stock theme gets wrong (`web/templates`, `web/static`), so that nothing needs hiding.
"""

from __future__ import annotations

import ast
import base64
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from pybtex.backends.plaintext import Backend as PlainText
from pybtex.richtext import HRef, Tag, Text
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import node as pybtex_node
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.style.referencing import BracketStyle, GroupReferenceStyle
from sphinxcontrib.bibtex.style.referencing.basic_author_year import (
    BasicAuthorYearParentheticalReferenceStyle,
)
from sphinxcontrib.bibtex.style.template import reference

from bilateral import __version__, roots, search_uz
from bilateral.messages import Day, Message, Number, _, language_name
from bilateral.vocabulary import FINDING, book_title, word

WEB = Path(__file__).parent / "web"


# An output as `page.directive` writes it: anchor, options, body; and what stands in a body as it is.
_OUTPUT = re.compile(r"````\{bilateral-output\} (\S+)\n((?::[^\n]*\n)*)\n(.*)\n````\n", re.S)
_OPTION = re.compile(r"(?m)^:([\w-]+): (.*)$")
_RAW = re.compile(r"(?ms)^```\{raw\} html\n(.*?)\n```$")


class OutputRenderer(MimeRenderPlugin):
    """Outputs of notebooks: what the book's own directive holds, with drawings kept from Markdown's parser.

    The parser looks at each character of a text several times, and drawings are most of the text. The
    machine-readable form of a finding is for the runner; on the page the sentence beside it stands.
    """

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        if data.mime_type == FINDING:
            return []
        if data.mime_type != "text/markdown" or inline or not (found := _OUTPUT.fullmatch(data.string)):
            return None
        anchor, options, body = found.groups()
        node = _output(anchor, dict(_OPTION.findall(options)))
        with renderer.renderer.current_node_context(node):
            for n, text in enumerate(_RAW.split(body)):
                if n % 2:
                    node += nodes.raw("", text, format="html")
                elif text.strip():
                    renderer.renderer.nested_render_text(text, data.line or 0)
        renderer.renderer.document.note_explicit_target(node)
        return [node]


# --- figures, tables and findings ---


class output_node(nodes.General, nodes.Element):  # noqa: N801  (docutils names its nodes so)
    """A figure, table or finding under its anchor."""


class BilateralOutput(SphinxDirective):
    """An output: `bilateral-output anchor` with its kind; figures and tables have title, csv, csv-data."""

    has_content = True
    required_arguments = 1
    option_spec = {  # noqa: RUF012
        "kind": lambda x: directives.choice(x, ("figure", "table", "finding", "opening", "claims")),
        "title": directives.unchanged,
        "csv": directives.unchanged,
        "csv-data": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        node = _output(self.arguments[0], self.options)
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        self.state.document.note_explicit_target(node)
        return [node]


def _output(anchor: str, options: Mapping[str, str]) -> output_node:
    title = options.get("title", "")
    return output_node(
        ids=[anchor],
        kind=options["kind"],
        title=json.loads(title) if title.startswith('"') else title,
        csv=options.get("csv", ""),
        data=options.get("csv-data", ""),
    )


def visit_output(self: HTML5Translator, node: output_node) -> None:
    kind = node["kind"]
    if kind not in ("figure", "table"):
        self.body.append(self.starttag(node, "div", CLASS=f"bilateral-{kind}"))
        return
    label = f"{node['ids'][0]}-title"
    self.body.append(self.starttag(node, "figure", CLASS=f"bilateral-{kind}", **{"aria-labelledby": label}))
    self.body.append(
        f'<figcaption class="bilateral-title" id="{label}">{self.encode(node["title"])}</figcaption>\n'
    )


def depart_output(self: HTML5Translator, node: output_node) -> None:
    if node["kind"] not in ("figure", "table"):
        self.body.append("</div>\n")
        return
    if node["csv"]:
        target = Path(self.builder.outdir) / "_static" / "csv" / node["csv"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode(node["data"]))
        here = self.builder.get_target_uri(self.builder.current_docname)
        link = os.path.relpath(f"_static/csv/{node['csv']}", Path(here).parent)
        text = word("text", "download_csv").render(self.config.language)
        self.body.append(
            f'<p class="bilateral-download"><a href="{link}" download>{self.encode(text)}'
            f'<span class="visually-hidden"> {self.encode(node["title"])}</span></a></p>\n'
        )
    self.body.append("</figure>\n")


class scroll_node(nodes.General, nodes.Element):  # noqa: N801
    """A table that scrolls by itself where the page is narrow, reachable by keyboard and with a name."""


class ScrollingTables(SphinxPostTransform):
    """Put every table into a focusable region named by its figure, caption or section.

    Tables of a page with the same name are told apart by a number from the second one on.
    """

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        seen: Counter[str] = Counter()
        for table in list(self.document.findall(nodes.table)):
            label = self._label(table)
            seen[label] += 1
            region = scroll_node(label=label, number=seen[label])
            table.replace_self(region)
            region.append(table)

    def _label(self, table: nodes.table) -> str:
        for child in table.findall(nodes.title):
            return child.astext()
        parent = table.parent
        while parent is not None:
            if isinstance(parent, output_node):
                return str(parent["title"])
            if isinstance(parent, nodes.section):
                return next(iter(parent.findall(nodes.title))).astext()
            parent = parent.parent
        return ""


def visit_scroll(self: HTML5Translator, node: scroll_node) -> None:
    title, number = node["label"], node["number"]
    named = _("Table: {title}", title=title)
    if number > 1:
        named = _("Table {n}: {title}", n=Number(number), title=title)
    label = named.render(self.config.language)
    self.body.append(
        f'<div class="bilateral-scroll" role="region" tabindex="0" aria-label="{self.attval(label)}">'
    )


def depart_scroll(self: HTML5Translator, node: scroll_node) -> None:
    self.body.append("</div>\n")


# --- the bibliography ---


class SourceLabels(BaseLabelStyle):
    """An entry is labelled with the id that the tables and the CSV files use for the source."""

    def format_labels(self, sorted_entries: Iterable[Any]) -> Iterator[str]:
        return (entry.key for entry in sorted_entries)


class BibliographyStyle(BaseStyle):
    """One entry: publisher, title as a link to the source, the dates it was published and read.

    Written from the row of the source in the page's language; `on_builder` provides both.
    """

    default_name_style = "plain"
    default_label_style = SourceLabels
    default_sorting_style = "author_year_title"
    language = "en"
    rows: Mapping[str, Mapping[str, str]] = {}

    def format_misc(self, context: dict[str, Any]) -> Text:
        row = self.rows[context["entry"].key]
        title = Tag("em", row["title"])
        if row["url"].startswith("http"):  # a document that the project itself holds has no address
            title = HRef(row["url"], title)
        parts: list[Any] = [row["publisher"], ". ", title]
        if row["title_kind"] == "described":
            parts += [" ", self._say(_("(described by us)"))]
        parts.append(". ")
        if row["published"]:
            parts += [self._say(_("Published: {date}.", date=Day(row["published"]))), " "]
        if row["read"]:
            parts.append(self._say(_("Read: {date}.", date=Day(row["read"]))))
        return Text(*parts)

    def _say(self, message: Message) -> str:
        return message.render(self.language)


@pybtex_node
def publisher_and_year(children: list[Any], data: dict[str, Any]) -> Text:
    """Who published a source and in which year, or that it bears no date, in the page's language."""
    row = BibliographyStyle.rows[data["entry"].key]
    year = row["published"][:4] or _("undated").render(BibliographyStyle.language)
    return Text(f"{row['publisher']}, {year}")


@dataclass
class Citation(BasicAuthorYearParentheticalReferenceStyle):
    """`{cite:p}`: publisher and year in brackets, leading to the entry."""

    def role_names(self) -> Iterable[str]:
        return ["p"]

    def inner(self, role_name: str) -> Any:
        return reference[publisher_and_year]


@dataclass
class CitationStyle(GroupReferenceStyle):
    """The reference style of the book: one role, `{cite:p}`."""

    def __post_init__(self) -> None:
        self.styles.append(Citation(BracketStyle(left="(", right=")", sep="; ")))
        super().__post_init__()


class EntriesAsList(SphinxPostTransform):
    """Write the bibliography as a plain list, and say in which language each title is (for reading aloud).

    The stock markup gives every entry the deprecated role doc-biblioentry, in a list without items.
    """

    default_priority = 900  # after the citations have found their entries

    def run(self, **kwargs: Any) -> None:
        for group in {id(c.parent): c.parent for c in self.document.findall(nodes.citation)}.values():
            entries = nodes.bullet_list(bullet="-", classes=["bilateral-sources"])
            for citation in list(group.findall(nodes.citation)):
                source = citation["ids"][0].removeprefix("cite-")
                item = nodes.list_item("", *[c for c in citation.children if not isinstance(c, nodes.label)])
                item["ids"] = citation["ids"]
                language = BibliographyStyle.rows.get(source, {}).get("language", "")
                for title in item.findall(nodes.emphasis):
                    title["classes"] += [
                        "source-title",
                        *([f"language-{language}"] if len(language) == 2 else []),
                    ]
                entries.append(item)
            group.replace_self(entries)


class Bibliographies(BibtexDomain):
    """The citations of sphinxcontrib-bibtex, with a short way for the two filters that this book has.

    The stock one looks, for every entry of every bibliography, through all citations of the book: a fifth of
    the time of a build.
    """

    def get_filtered_entries(self, bibliography_key: Any) -> Iterable[tuple[str, Any]]:
        bibliography = self.bibliographies[bibliography_key]
        filtered = ast.unparse(bibliography.filter_)
        if filtered == "False":  # it lists its keys
            wanted = set(bibliography.keys)
        elif filtered.startswith("cited and key in {"):
            named = {n.value for n in ast.walk(bibliography.filter_) if isinstance(n, ast.Constant)}
            wanted = {target.key for ref in self.citation_refs for target in ref.targets} & named
        else:
            yield from super().get_filtered_entries(bibliography_key)
            return
        for entry in self.get_entries(bibliography.bibfiles):
            if entry.key in wanted:
                yield bibliography.keyprefix + entry.key, entry


# --- pages ---


def on_config(app: Sphinx, config: Config) -> None:
    config.templates_path.insert(0, str(WEB / "templates"))
    config.html_static_path.append(str(WEB / "static"))
    BibliographyStyle.language = config.language
    if config.language != "en":
        # Our catalogues of the theme's own strings (the stock theme has neither Uzbek nor Kazakh ones).
        for folder in config.locale_dirs:
            app.add_message_catalog("booktheme", str(Path(app.srcdir, folder)))


def on_builder(app: Sphinx) -> None:
    """See that `book/generated/` holds the generated parts, which the pages include, and the files to take.

    `bilateral build` wrote them for all languages at once; a plain `jupyter-book build` makes them here.
    """
    data = app.config.bilateral_data or None
    BibliographyStyle.rows = {row["source"]: row for row in roots.sources(data)}
    folder = Path(app.srcdir) / "book" / "generated"
    if not app.config.bilateral_staged:
        from bilateral import generated  # with all that draws and computes: a second of each build

        a, b = app.config.bilateral_countries
        context = generated.Context(
            a,
            b,
            app.config.language,
            data,
            report=app.config.bilateral_report_address,
            base=app.config.html_baseurl or "",
        )
        generated.write(folder, context)
    app.config.html_static_path.append(str(folder / "static"))


def on_read(app: Sphinx, env: BuildEnvironment) -> None:
    """Let pages be written by several processes where `sphinx_build` says so.

    Only now, because reading them so takes longer: each process would hand over all that it knows.
    """
    writers = int(os.environ.get("BILATERAL_WRITERS", "1"))
    if writers > 1:
        app.parallel = writers + 1  # Sphinx counts itself


_data_date = cache(roots.data_date)  # asked by each page


def on_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """What our templates need: words in the page's language, the other languages, how to cite."""
    language = app.config.language

    def say(message: Message) -> str:
        return message.render(language)

    a, b = app.config.bilateral_countries
    others = [x for x in app.config.bilateral_languages if x != language]
    root = "../" * (pagename.count("/") + 1)
    context["bilateral"] = {
        "languages": [
            {"code": x, "name": language_name(x), "url": f"{root}{x}/{pagename}.html"} for x in others
        ],
        "language_label": say(_("This page in other languages")),
        "cite_label": say(_("Cite this page")),
        "cite_text": say(
            _(
                "{chapter}. In: {book}. Version {version}, data read up to {date}.",
                chapter=context.get("title") or app.config.html_title,
                book=book_title(a, b),
                version=__version__,
                date=Day(_data_date(app.config.bilateral_data or None)),
            )
        ),
        "report_label": say(_("Report an error")),
        "report_url": app.config.bilateral_report_address + f"{a}-{b}/{language}/{pagename}",
        "print_label": say(_("Print this page")),
        "notebook_label": say(_("The notebook behind this page")),
        "machine_label": say(_("How to correct a translation")),
        "machine_text": say(_("This translation was made with the help of a machine."))
        if language != "en"
        else "",
        "tools_label": say(_("About this page")),
        "contents_label": say(_("Contents of the book")),
        "page_contents_label": say(_("On this page")),
        "named_folds": lambda html: str(html).replace(
            "<summary>", f'<summary><span class="visually-hidden">{escape(say(_("Pages below")))}</span>'
        ),
    }
    if context.get("sourcename", "").endswith(".ipynb"):
        context["bilateral"]["notebook_url"] = f"{context['pathto']('_sources', 1)}/{context['sourcename']}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("bilateral_countries", ["UZB", "KAZ"], "env")
    app.add_config_value("bilateral_languages", ["en"], "env")
    app.add_config_value("bilateral_data", "", "env")
    app.add_config_value("bilateral_staged", False, "env")
    app.add_config_value("bilateral_report_address", "mailto:", "html")
    # jupyter-book always sets this value of sphinx-comments, which the book does not load.
    app.add_config_value("comments_config", {}, "html")
    search_uz.register()
    pybtex.plugin.register_plugin("pybtex.style.formatting", "bilateral", BibliographyStyle)
    # Each citation asks pybtex for this backend, which else looks through all installed packages anew.
    pybtex.plugin.register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
    sphinxcontrib.bibtex.plugin.register_plugin(
        "sphinxcontrib.bibtex.style.referencing", "bilateral", CitationStyle
    )
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_domain(Bibliographies, override=True)
    app.add_directive("bilateral-output", BilateralOutput)
    app.add_node(output_node, html=(visit_output, depart_output))
    app.add_node(scroll_node, html=(visit_scroll, depart_scroll))
    app.add_post_transform(ScrollingTables)
    app.add_post_transform(EntriesAsList)
    app.add_css_file("bilateral.css", priority=900)
    app.add_js_file("bilateral.js", loading_method="defer")
    app.connect("config-inited", on_config, priority=400)
    app.connect("builder-inited", on_builder)
    app.connect("env-updated", on_read)
    app.connect("html-page-context", on_page, priority=400)  # before the theme renders parts
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
