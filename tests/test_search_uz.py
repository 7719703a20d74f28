"""Uzbek search: every form of a word has one key, in Python and in the reader's browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bilateral import search_uz

LOCALE = Path(__file__).parents[1] / "locale" / "uz" / "LC_MESSAGES"

FORMS = [
    "Oʻzbekiston Ozbekiston O'zbekiston O’zbekiston O`zbekiston OʻZBEKISTON Oʻzbekistonning O'zbekistonda "
    "Oʻzbekistonga Oʻzbekistondan Oʻzbekistondagi Oʻzbekistonni",
    "Qozogʻiston Qozog'istonning qozogistonda Qozogʻistonga",
    "Mirziyoyev Mirziyoev Mirziyoyevning",
    "Nazarboyev Nazarboev Nazarboyevga",
    "Toʻqayev To'qaev Toʻqayevni",
    "sentabr sentyabr sentabrda",
    "oktabr oktyabrgacha",
    "tashrif tashrifi tashriflar tashriflari tashriflarning tashrifida",
    "vazirlik vazirligi vazirlikka vazirligining vazirliklar",
    "maʼlumot ma'lumot malumot maʼlumotlar maʼlumotlariga",
    "AQSH AQSh AQSHga",
    "Iroq Iroqqa Iroqning",
    "savdo savdosi savdosining",
    "yil yili yilda yilgacha yillarda yillar",
    "Kanada Kanadada Kanadaning",
]


@pytest.mark.parametrize("forms", FORMS)
def test_all_forms_of_a_word_have_one_key(forms: str) -> None:
    assert len({search_uz.stem(form) for form in forms.split()}) == 1, [
        (form, search_uz.stem(form)) for form in forms.split()
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Oʻzbekiston", "Qozogʻiston"), ("eksport", "import"), ("ikki", "iqtisod"), ("til", "yil")],
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert search_uz.stem(one) != search_uz.stem(other)


def test_an_apostrophe_belongs_to_its_word_and_quotation_marks_do_not() -> None:
    assert search_uz.split("O'zbekiston “va” 2018-yil: ma’lumot (bo‘yicha)") == [
        "O'zbekiston",
        "2018",
        "yil",
        "ma’lumot",
    ]


def _words() -> list[str]:
    """Every word of the Uzbek catalogues, and forms with other apostrophes."""
    text = " ".join(
        (LOCALE / f"{domain}.po").read_text(encoding="utf-8") for domain in ("app", "book", "data")
    )
    words = sorted(set(text.split()) | set(" ".join(FORMS).split()))
    return words + [word.replace("ʻ", "'") for word in words if "ʻ" in word]


def test_python_and_javascript_agree(browser: Any) -> None:
    words = _words()
    page = browser.new_page()
    split, stems = page.evaluate(
        "words => { " + search_uz.JAVASCRIPT + " const stemmer = new Stemmer();"
        " return [splitQuery(words.join(' ')), words.map(word => stemmer.stemWord(word))]; }",
        words,
    )  # fmt: skip
    page.close()
    assert split == search_uz.split(" ".join(words))
    assert stems == [search_uz.stem(word) for word in words]
    assert len(words) > 500


def test_sphinx_builds_an_index_that_the_forms_find(tmp_path: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    search_uz.register()
    (tmp_path / "index.rst").write_text(
        "Savdo\n=====\n\nOʻzbekistonning eksporti, 2018-yil.\n", encoding="utf-8"
    )
    with docutils_namespace():
        Sphinx(
            str(tmp_path), None, str(tmp_path / "out"), str(tmp_path / "trees"), "html",
            confoverrides={"language": "uz", "html_theme": "basic"}, status=None, warning=None,
        ).build()  # fmt: skip
    index = (tmp_path / "out" / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    for query in ("Ozbekiston", "O'zbekistonning", "Oʻzbekistonda", "eksport"):
        assert search_uz.stem(query) in terms
    assert search_uz.JAVASCRIPT in (tmp_path / "out" / "_static" / "language_data.js").read_text(
        encoding="utf-8"
    )
