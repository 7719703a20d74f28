"""The built pages of a translated language: nothing left in English, and a search that finds every form."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, NavigableString

from bilateral import catalogues, messages
from tests.conftest import ROOT

OTHERS = [language for language in messages.LANGUAGES if language != "en"]
SPOKEN = ("aria-label", "alt", "title", "placeholder")
# What no language translates: the key on a keyboard, what a command prints, licences.
CONSTANT = re.compile(r"Ctrl|None|· (CC[-\w.]+|MIT|ODbL[-\w.]*)( · )?|v?\d[\d.]*")


def texts(path: Path) -> set[str]:
    """Every text that a page shows or says, but for code, titles of sources and parts in another language."""
    html = re.sub(r"<(path|use)\b[^>]*>", "", path.read_text(encoding="utf-8"))  # strokes say nothing
    page = BeautifulSoup(html, "lxml")  # several times faster than the parser of Python
    for part in page.select("script, style, code, pre, template, body [lang], .source-title"):
        part.extract()
    found = [str(text) for text in page.find_all(string=True) if type(text) is NavigableString]
    found += [part[name] for part in page.find_all(True) for name in SPOKEN if part.get(name)]
    return {" ".join(text.split()) for text in found if re.search(r"[^\W\d_]{2}", text)}


def _names(language: str) -> set[str]:
    """What may be the same in both languages: publishers, abbreviations, and what the allow-list holds."""
    names = set(catalogues.allowed_same(language))
    for table, column in (("sources.csv", "publisher"), ("curated/UZB-KAZ/memberships.csv", "organisation")):
        with (ROOT / "data" / table).open(encoding="utf-8", newline="") as file:
            cells = {row[column] for row in csv.DictReader(file)}
        names |= cells if column == "publisher" else {re.sub(r".*\((.+)\)$", r"\1", cell) for cell in cells}
    return names


def _is_name(text: str, names: set[str]) -> bool:
    """A name, or a citation or list made of names: "Kazinform, 2018", "Daryo.", "UzA;"."""
    bare = re.sub(r"^\(|\)$|[.;,:]$", "", text)
    bare = re.sub(r", \d{4}[a-z]?$", "", bare)
    return {bare, bare[:1].lower() + bare[1:], bare + "."} & names != set() or bool(CONSTANT.fullmatch(text))


@pytest.mark.xdist_group("book")
@pytest.mark.parametrize("language", OTHERS)
def test_no_page_repeats_an_english_text(book: Path, language: str) -> None:
    names = _names(language)
    left = {}
    for page in sorted((book / language).rglob("*.html")):
        name = page.relative_to(book / language)
        if "_static" in name.parts:
            continue
        both = texts(page) & texts(book / "en" / name)
        if repeated := sorted(text for text in both if not _is_name(text, names)):
            left[str(name)] = repeated
    assert not left, "\n".join(f"{page}: {texts[:8]}" for page, texts in left.items())


@pytest.mark.xdist_group("book")
@pytest.mark.parametrize(
    "query", ["Ozbekiston", "O'zbekistonning", "Oʻzbekistonda", "O’zbekistonga", "memorandumi", "sentyabr"]
)
def test_a_search_in_uzbek_finds_every_form(book: Path, browser: Any, query: str) -> None:
    page = browser.new_page()
    try:
        page.goto((book / "uz" / "search.html").as_uri() + f"?q={quote(query)}")
        page.get_by_text("Qidiruv tugadi").wait_for()  # comes after the last result
        found = page.inner_text("#search-results")
    finally:
        page.close()
    assert "Turizm va din" in found
