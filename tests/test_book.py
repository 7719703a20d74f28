"""The built default book, page by page and language by language, without a browser."""

from __future__ import annotations

import csv
import gzip
import json
import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from bs4 import Tag

from bilateral import datapackage
from tests.built import (
    CHAPTERS,
    LANGUAGES,
    PAGES,
    TOC,
    anchored,
    anchors,
    article,
    csv_of,
    labels,
    plain,
    soup,
)
from tests.conftest import ROOT

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_page = pytest.mark.parametrize("page", PAGES)
each_chapter = pytest.mark.parametrize("page", CHAPTERS)

SKIP = {"script", "style", "template", "noscript"}


@each_language
def test_every_page_of_the_contents_is_there_and_no_other(book: Path, language: str) -> None:
    made = {
        p.relative_to(book / language).with_suffix("").as_posix() for p in (book / language).rglob("*.html")
    }
    made = {x for x in made if not x.startswith("_static")}
    assert made == {*PAGES, "index", "search"}


@each_language
@each_page
def test_frame_of_a_page(book: Path, language: str, page: str) -> None:
    """Language, title, skip link, one h1, the switch that keeps the page, and what stands at its foot."""
    path = book / language / f"{page}.html"
    html = soup(path)
    root = html.find("html")
    assert isinstance(root, Tag)
    assert root["lang"] == language
    heading = article(path).find("h1")
    assert heading is not None
    assert html.title is not None
    assert plain(heading.get_text().rstrip("#")) in html.title.get_text()
    skip = html.select_one("#pst-skip-link a")
    assert skip is not None
    assert soup(path).select_one(str(skip["href"])) is not None
    others = html.select("a[data-bilateral-language]")
    assert [a["hreflang"] for a in others] == [x for x in LANGUAGES if x != language]
    for link in others:
        target = (path.parent / str(link["href"])).resolve()
        assert target == (book / str(link["hreflang"]) / f"{page}.html").resolve()
        assert target.exists()
    tools = html.select_one("section.bilateral-tools")
    assert tools is not None
    cite = tools.select_one(".bilateral-cite")
    assert cite is not None
    assert plain(heading.get_text().rstrip("#")) in cite.get_text()
    assert any(str(a["href"]).endswith(f"UZB-KAZ/{language}/{page}") for a in tools.select("a[href]"))
    assert tools.select_one("button[data-bilateral-print]") is not None
    assert html.select_one("meta[name=viewport]") is not None


@each_language
@each_page
def test_nothing_raw_and_no_trace_of_the_machine(book: Path, language: str, page: str) -> None:
    path = book / language / f"{page}.html"
    text = article(path).get_text()
    assert not re.search(r"\{cite|\{bilateral|\{raw\}|```|:csv-data:|Traceback|\bNaN\b|Message\(", text)
    source = path.read_text(encoding="utf-8")
    for trace in (str(ROOT), str(Path.home()) + "/", "/.work-", "/tmp/"):
        assert trace not in source


@each_language
@each_page
def test_links_lead_somewhere(book: Path, language: str, page: str) -> None:
    path = book / language / f"{page}.html"
    for link in soup(path).select("a[href], link[href], script[src], img[src]"):
        address = str(link.get("href") or link.get("src"))
        if re.match(r"(https?|mailto|data):", address):
            assert link.name == "a", f"{address} would be fetched from elsewhere"
            continue
        name, _, anchor = address.partition("#")
        target = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path
        assert target.exists(), address
        if anchor and target.suffix == ".html":
            assert unquote(anchor) in anchors(target), address


@each_language
@each_page
def test_regions_of_a_page_have_different_names(book: Path, language: str, page: str) -> None:
    """A list of regions, as a screen reader gives it, is of use only where names tell them apart."""
    regions = soup(book / language / f"{page}.html").select("[role=region]")
    names = [str(region["aria-label"]) for region in regions]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]


@each_language
def test_every_citation_opens_its_entry_and_every_entry_its_source(book: Path, language: str) -> None:
    sources = datapackage.load().sources.set_index("source")
    entries: dict[str, Path] = {}
    for page in PAGES:
        path = book / language / f"{page}.html"
        for item in article(path).select("li[id^=cite-]"):
            source = str(item["id"]).removeprefix("cite-")
            assert source not in entries, f"{source} stands twice"
            entries[source] = path
            title = item.select_one("em")
            assert title is not None, source
            assert plain(title.get_text()) == plain(str(sources.title[source]))
            link = title.find_parent("a")
            if str(sources.url[source]).startswith("http"):
                assert link is not None, source
                assert link["href"] == sources.url[source]
            else:
                assert str(sources.url[source]).startswith("urn:"), source
            assert str(sources.publisher[source]) in item.get_text()
    cited: set[str] = set()
    for page in CHAPTERS:
        path = book / language / f"{page}.html"
        for link in article(path).select('a[href*="#cite-"]'):
            name, _, anchor = str(link["href"]).partition("#cite-")
            assert entries[anchor] == (path.parent / name).resolve()
            cited.add(anchor)
    assert len(cited) > 300
    assert cited <= set(entries)


@each_language
@each_chapter
def test_a_chapter_is_whole(book: Path, language: str, page: str) -> None:
    """At least 5 figures, 2 tables, 8 findings; each figure told in words, with CSV and sources."""
    path = book / language / f"{page}.html"
    body = article(path)
    figures, tables = body.select("figure.bilateral-figure"), body.select("figure.bilateral-table")
    assert len(figures) >= 5
    assert len(tables) >= 2
    assert len(body.select(".bilateral-finding[id^=find-]")) >= 8
    for figure in figures:
        wide, narrow = labels(figure)
        assert wide == narrow
        if re.search(r"^(.*,)?(period|date|year|start)(,|$)", csv_of(path, figure).splitlines()[0]):
            assert re.search(r"\d{4}", wide), wide
        assert len(wide) > 60
        for svg in figure.find_all("svg"):
            assert svg["role"] == "img"
            assert not re.search(r'="[0-9.]+pt"', str(svg)[:300]), "it scales with the page"
    for element in (*figures, *tables):
        title = element.find("figcaption")
        assert title is not None
        assert plain(title.get_text())
        assert element["aria-labelledby"] == title["id"]
        lines = list(csv.reader(csv_of(path, element).splitlines()))
        assert len(lines) >= 2, element["id"]
        assert len({len(line) for line in lines}) == 1
    for heading in body.select("th"):
        assert plain(heading.get_text()), "an empty head of a table"
    for image in body.select("img"):
        assert len(str(image.get("alt", ""))) > 20
    ids = re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))  # those of drawings included
    assert len(ids) == len(set(ids)), sorted(x for x in ids if ids.count(x) > 1)


@each_chapter
def test_the_two_languages_show_the_same(book: Path, page: str) -> None:
    """Same anchors in the same order, same numbers behind figures and tables."""
    paths = [book / language / f"{page}.html" for language in LANGUAGES]
    anchors = [[str(x["id"]) for x in article(p).select("[id^=fig-],[id^=tab-],[id^=find-]")] for p in paths]
    sections = [[str(x["id"]) for x in article(p).select("section[id]")] for p in paths]
    assert anchors[0] == anchors[1]
    assert sections[0] == sections[1], "the switch keeps the section"
    for anchor in anchors[0]:
        both = [anchored(p, anchor) for p in paths]
        if both[0].select_one(".bilateral-download"):
            one, two = (pd.read_csv(StringIO(csv_of(p, e))) for p, e in zip(paths, both, strict=True))
            numbers = [c for c in one.columns if pd.api.types.is_numeric_dtype(one[c])]
            assert list(one.columns) == list(two.columns)
            pd.testing.assert_frame_equal(one[numbers], two[numbers])


@each_language
def test_weight(book: Path, language: str) -> None:
    """HTML with the images of a theme: at most 400 KB compressed; a first visit: at most 1 MB."""

    def compressed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 6))

    for page in PAGES:
        path = book / language / f"{page}.html"
        html = soup(path)
        images = [path.parent / str(i["src"]) for i in html.select("article img[src]")]
        own = compressed(path) + sum(compressed(i) for i in images)
        assert own <= 400_000, f"{page}: {own}"
        loaded = html.select("link[rel=stylesheet][href], script[src], link[rel=icon][href]")
        files = {
            (path.parent / str(x.get("href") or x.get("src")).partition("?")[0]).resolve() for x in loaded
        }
        assert own + sum(map(compressed, files)) <= 1_000_000, page


@each_language
def test_scoreboard_is_computed_from_the_data(book: Path, language: str) -> None:
    selection = datapackage.load().select("UZB", "KAZ")
    acts = selection.joint(selection.events)
    table = article(book / language / "book" / "index.html").find_all("table")[-1]
    assert isinstance(table, Tag)
    body = [[plain(c.get_text()) for c in row.find_all("td")] for row in table.select("tbody tr")]
    assert len(body) == 5
    shown = [int(re.sub(r"\D", "", row[1])) + int(re.sub(r"\D", "", row[2])) for row in body]
    assert sum(shown) == len(acts)
    assert [a["href"].rpartition("/")[2] for a in table.select("tbody a")] == [
        f"{page.rpartition('/')[2]}.html" for page in CHAPTERS
    ]


def test_data_page_names_every_table_with_its_licence(book: Path) -> None:
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        text = article(book / language / "book" / "data.html").get_text()
        for resource in described["resources"]:
            assert resource["name"] in text


@each_language
def test_what_changed_is_the_changelog(book: Path, language: str) -> None:
    text = article(book / language / "book" / "what-changed.html").get_text()
    for version in re.findall(r"(?m)^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")):
        assert version in text


@each_language
def test_executed_notebooks_and_search_are_there(book: Path, language: str) -> None:
    for page in CHAPTERS:
        assert (book / language / "_sources" / f"{page}.ipynb").exists()
    index = (book / language / "searchindex.js").read_text(encoding="utf-8")
    assert '"2017"' in index
    assert TOC["root"] in index


# --- Uzbek, all the way down ---

# English words that a page in Uzbek cannot hold; none of them is a word of Uzbek.
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|with|from|this|that|which|for|by|not|no|page|search|next|previous|source|"
    r"sources|table|figure|download|contents|reported|between|country|countries|year|years|unknown|print|cite|"
    r"copyright|skip|toggle|close|back|menu|navigation|mode|light|dark|note|version|chapter|before|after)\b",
    re.IGNORECASE,
)
# Marked as another language or as code: titles of sources, addresses, names of columns.
FOREIGN = "code, pre, kbd, .source-title, [lang]:not([lang=uz])"
# Names that are written alike in every language.
NAMES = (
    "Correlates of War",
    "Alliance Treaty Obligations and Provisions",
    *{row.name for row in datapackage.load().world_heritage.itertuples(index=False)},
)


def visible(html: Tag) -> list[str]:
    """Every text and label of a page that a reader meets."""
    found: list[str] = []
    foreign = {id(x) for x in html.select(FOREIGN)}

    def walk(node: Tag) -> None:
        if node.name in SKIP or id(node) in foreign:
            return
        for name in ("aria-label", "title", "placeholder", "alt", "data-bs-title"):
            if node.get(name) and node.name != "link":
                found.append(str(node[name]))
        for child in node.children:
            if isinstance(child, Tag):
                walk(child)
            elif type(child).__name__ == "NavigableString" and child.strip():
                found.append(str(child))

    walk(html)
    return found


@pytest.mark.parametrize("page", [*PAGES, "index", "search"])
def test_every_text_of_an_uzbek_page_is_uzbek(book: Path, page: str) -> None:
    html = soup(book / "uz" / f"{page}.html")
    publishers = set(datapackage.load().sources.publisher)
    body = html.find("html")
    assert isinstance(body, Tag)
    wrong = []
    for text in visible(body):
        for name in (*NAMES, *sorted(publishers, key=len, reverse=True)):
            text = text.replace(name, "")
        if ENGLISH.search(text):
            wrong.append(plain(text)[:160])
    assert wrong == [], "\n".join(wrong)


@each_page
def test_uzbek_is_written_with_its_own_apostrophes(book: Path, page: str) -> None:
    for text in visible(article(book / "uz" / f"{page}.html")):
        assert not re.search(r"[oOgG]['‘’`ʼ]", text), text
