"""Facts checked by hand, looked for on the built pages in both languages."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path

import pytest

from tests.built import anchored, csv_of, labels, plain, rows
from tests.conftest import ROOT
from tests.facts import Fact

THEMES = ("diplomacy", "economy", "culture", "tourism_religion", "international_support", "claims")


def facts(theme: str) -> list[Fact]:
    listed: list[Fact] = import_module(f"tests.facts.{theme}").FACTS
    return listed


ALL = [
    (theme, fact) for theme in THEMES if (ROOT / f"tests/facts/{theme}.py").exists() for fact in facts(theme)
]


def test_there_are_enough_of_every_sort() -> None:
    assert len(ALL) >= 40
    by_theme = Counter(theme for theme, _fact in ALL)
    assert all(by_theme[theme] >= 6 for theme in THEMES), by_theme
    assert {fact.where for _theme, fact in ALL} == {"sentence", "table", "alt", "csv"}
    assert sum(bool(fact.trap) for _theme, fact in ALL) >= 10
    for _theme, fact in ALL:
        assert set(fact.expected) == {"en", "uz"}
        assert len(fact.source_row) > 20
        assert len(fact.reasoning) > 10


@pytest.mark.parametrize("language", ["en", "uz"])
@pytest.mark.parametrize(
    "fact", [pytest.param(f, id=f"{f.anchor}-{f.where}-{n}") for n, (_theme, f) in enumerate(ALL)]
)
def test_fact_stands_on_its_page(book: Path, fact: Fact, language: str) -> None:
    path = book / language / f"{fact.page}.html"
    element = anchored(path, fact.anchor)
    expected = plain(fact.expected[language])
    if fact.where == "sentence":
        found = [plain(element.get_text())]
    elif fact.where == "table":
        found = rows(element)
    elif fact.where == "alt":
        found = labels(element)
    else:
        found = csv_of(path, element).splitlines()
    holds = all if fact.where == "alt" else any
    if not (found and holds(expected in text for text in found)):
        # the text most like the expected one, not the whole table
        nearest = max(found, key=lambda text: SequenceMatcher(None, expected, text[:400]).ratio(), default="")
        pytest.fail(
            f"{fact.page} #{fact.anchor} ({fact.where})\nexpected: {expected}\nnearest:  {nearest[:600]}",
            False,
        )
