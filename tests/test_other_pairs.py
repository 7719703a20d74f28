"""Whole books of pairs that are not the default one, in every language and without a warning."""

from __future__ import annotations

import re
from copy import copy
from pathlib import Path

import pytest

from bilateral import countries
from bilateral.book_state import book_folder
from tests.any_pair import BROKEN
from tests.built import CHAPTERS, LANGUAGES, PAGES, article, labels, plain
from tests.conftest import bilateral

TUTORIAL = "book/make-your-own-pair"
PAIRS = [("CHL", "ARG"), ("ARG", "CHL"), ("NOR", "SWE"), ("KGZ", "TJK")]


@pytest.mark.parametrize(
    ("pair", "languages"),
    # the tutorial, which other tests follow, makes a book in English
    [(PAIRS[0], ("uz",)), *(pytest.param(pair, LANGUAGES, marks=pytest.mark.soak) for pair in PAIRS)],
)
def test_the_book_is_whole(pair: tuple[str, str], languages: tuple[str, ...], tmp_path: Path) -> None:
    chosen = [x for language in languages for x in ("--language", language)]
    done = bilateral("build", *pair, *chosen, "--books", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).casefold()
    folder = book_folder(*pair, tmp_path)
    for language in languages:
        names = "–".join(countries.name(code, language) for code in pair)
        for page in PAGES:
            path = folder / language / f"{page}.html"
            title = re.search(r"(?s)<title>(.*?)</title>", path.read_text(encoding="utf-8"))
            assert title is not None
            assert names in plain(title[1]), f"{language}/{page}"
            if page == TUTORIAL:  # its prose speaks of None and {}
                continue
            found = copy(article(path))
            # commands show {} of their own, and a title in Kazakh may hold the word "nan"
            for apart in found.select("pre, code, .source-title"):
                apart.decompose()
            assert BROKEN.search(plain(found.get_text())) is None, f"{language}/{page}"
        drawn = {chapter: labels(article(folder / language / f"{chapter}.html")) for chapter in CHAPTERS}
        assert min(map(len, drawn.values())) >= 2, "a figure, wide and narrow, in each chapter"
        assert all(told for alts in drawn.values() for told in alts)
