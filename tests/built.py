"""Reading a built page as a test wants it: anchors, texts, rows, labels, CSV files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag

from bilateral import publish
from bilateral.page import THEMES
from tests.conftest import ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = publish.pages_of(TOC)
CHAPTERS = [f"notebooks/{theme}" for theme in THEMES]
LANGUAGES = ("en", "uz")


@cache
def soup(path: Path) -> BeautifulSoup:
    """A page, parsed once for each process, its drawings without their strokes. Nobody may change it."""
    text = re.sub(r"(?s)(<svg\b[^>]*>).*?(</svg>)", r"\1\2", path.read_text(encoding="utf-8"))
    return BeautifulSoup(text, "lxml")  # several times faster than the parser of Python


@cache
def anchors(path: Path) -> frozenset[str]:
    """Every id of a page."""
    return frozenset(str(tag["id"]) for tag in soup(path).find_all(id=True))


def article(path: Path) -> Tag:
    found = soup(path).find("article")
    assert isinstance(found, Tag), path
    return found


def plain(text: str) -> str:
    """Text with its white space made equal, the no-break spaces of numbers too."""
    return re.sub(r"\s+", " ", text).strip()


def anchored(path: Path, anchor: str) -> Tag:
    found = soup(path).find(id=anchor)
    assert isinstance(found, Tag), f"{path.name} has no #{anchor}"
    return found


def rows(element: Tag) -> list[str]:
    """The rows of the tables inside an element, the cells of each joined by one space."""
    return [
        " ".join(plain(cell.get_text()) for cell in row.find_all(["th", "td"]))
        for row in element.find_all("tr")
    ]


def labels(element: Tag) -> list[str]:
    """What is told to whoever cannot see the drawings."""
    return [plain(str(svg.get("aria-label", ""))) for svg in element.find_all("svg")]


def csv_of(path: Path, element: Tag) -> str:
    """The CSV behind a figure or a table."""
    link = element.select_one(".bilateral-download a")
    assert link is not None
    return (path.parent / str(link["href"])).resolve().read_text(encoding="utf-8")
