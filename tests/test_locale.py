"""The catalogues hold what the sources say, whole, in the letters of the language."""

from __future__ import annotations

import csv
import json
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages import Catalog

from bilateral import catalogues, datapackage, figures, messages, page, tables
from bilateral.vocabulary import VOCABULARIES
from tests.conftest import some

ROOT = Path(__file__).parents[1]
OTHERS = [language for language in messages.LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.xdist_group("catalogues")
def test_the_catalogues_are_whole_and_as_extracted(language: str) -> None:
    found = catalogues.faults(language)
    assert not found, "\n".join(found[:40]) + f"\n{len(found)} faults; see locale/README.md"


def test_uzbek_is_among_the_languages() -> None:
    assert messages.LANGUAGES[0] == "en"
    assert "uz" in messages.LANGUAGES


def test_messages_in_code_are_found_nested_ones_and_contexts_too() -> None:
    code = (
        "# Translators: a greeting\n"
        "m = _('Hello, ' 'world {a}', a=_('inner'))\n"
        "ngettext('{n} act', '{n} acts', len(x), n=_('deep'))\n"
        "pgettext('rank', 'state')\n"
        "for _ in range(3): pass\n"
    )
    assert list(catalogues.messages_in(code, "x.py")) == [
        (None, "Hello, world {a}", ["Translators: a greeting"]),
        (None, ("{n} act", "{n} acts"), []),
        ("rank", "state", []),
        (None, "inner", ["Translators: a greeting"]),
        (None, "deep", []),
    ]


@pytest.mark.parametrize("code", ["_(name)", "_(f'{x} acts')", "ngettext('one', many, 2)", "_('a' + b)"])
def test_a_text_that_is_no_literal_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"x\.py:1: the text of \w+\(\) is not written out as a literal"):
        list(catalogues.messages_in(code, "x.py"))


def test_merging_keeps_translations_and_gives_the_same_bytes() -> None:
    template, old = Catalog(), Catalog(locale="uz")
    template.add("b")
    template.add("a", context="place")
    template.add(("{n} act", "{n} acts"))
    old.add("b", "bb")
    old.add("gone", "ketgan")
    old.add(("{n} act", "{n} acts"), ("{n} ta voqea", "{n} ta voqea"))
    merged = catalogues.merge(template, old, "uz")
    text = catalogues.to_bytes(merged).decode()
    assert 'msgid "b"\nmsgstr "bb"' in text
    assert 'msgctxt "place"\nmsgid "a"\nmsgstr ""' in text
    assert 'msgstr[1] "{n} ta voqea"' in text
    assert "gone" not in text
    assert "Date" not in text
    assert catalogues.to_bytes(catalogues.merge(template, merged, "uz")).decode() == text


def test_merging_keeps_the_plural_forms_of_a_language() -> None:
    old = Catalog(locale="ru")
    old.mime_headers = [("Plural-Forms", "nplurals=4; plural=(n % 4);")]
    merged = catalogues.merge(Catalog(), old, "ru")
    assert b'"Plural-Forms: nplurals=4; plural=(n % 4);\\n"' in catalogues.to_bytes(merged)


@pytest.mark.parametrize(
    ("english", "uzbek", "fault"),
    [
        ("{a} acts", "{b} voqea", "slots"),
        ("%(x)s made", "yaratdi", "slots"),
        ("found ${n} pages", "sahifa", "slots"),
        ("Uzbekistan", "O'zbekiston", "U\\+02BB and U\\+02BC"),
        ("Uzbekistan", "O‘zbekiston", "U\\+02BB and U\\+02BC"),
        ("data", "maʻlumot", "after a letter other than o and g"),
        ("Kazakhstan", "Qozogʼiston", "after a letter other than o and g"),
        ("data", "maʼlumot ", "space"),
    ],
)
def test_a_wrong_translation_is_a_fault(english: str, uzbek: str, fault: str) -> None:
    catalogue = Catalog(locale="uz")
    message = catalogue.add(english, uzbek)
    with pytest.raises(AssertionError, match=fault):
        assert not list(catalogues.faults_of(message, "uz", "app")), list(
            catalogues.faults_of(message, "uz", "app")
        )


def test_a_right_translation_is_no_fault() -> None:
    message = Catalog(locale="uz").add("{a}: data of {year}", "{a}: {year}-yil maʼlumoti, Gʻarb va oʻrta")
    assert not list(catalogues.faults_of(message, "uz", "app"))


def test_planted_faults_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "uz" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    template = Catalog()
    for text in ("Missing", "Same", "Fuzzy", "Fine"):
        template.add(text)
    monkeypatch.setattr(catalogues, "extract", lambda domain: template)
    held = Catalog(locale="uz")
    held.add("Missing")
    held.add("Same", "Same")
    held.add("Fuzzy", "Noaniq", flags=["fuzzy"])
    held.add("Fine", "Yaxshi")
    for domain in catalogues.DOMAINS:
        catalogues.path_of("uz", domain).write_bytes(catalogues.to_bytes(held))
    (tmp_path / "uz" / "same-as-english.txt").write_text("# list\nNobody\ta name\nSame2\n", encoding="utf-8")
    found = "\n".join(catalogues.faults("uz"))
    for fault in (
        "uz/app: 'Missing': has no translation",
        "uz/app: 'Same': is as in English",
        "uz/app: 'Fuzzy': is fuzzy",
        "'Nobody' is not needed",
        "'Same2' has no reason",
        "uz/sphinx.js: not what sphinx.po gives",
    ):
        assert fault in found
    assert "Fine" not in found


def test_the_theme_scripts_get_their_strings() -> None:
    text = (ROOT / "locale" / "uz" / "LC_MESSAGES" / "sphinx.js").read_text(encoding="utf-8")
    content = json.loads(text.removeprefix("Documentation.addTranslations(").removesuffix(");\n"))
    assert content["locale"] == "uz"
    assert content["messages"]["Search Results"] == "Qidiruv natijalari"
    assert all(content["messages"].values())


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("data/curated/*/events.csv", "kind", "kind"),
        ("data/curated/*/events.csv", "level", "level"),
        ("data/curated/*/events.csv", "theme", "theme"),
        ("data/curated/*/event_sources.csv", "confidence", "confidence"),
        ("data/curated/*/observations.csv", "unit", "unit"),
        ("data/curated/*/observations.csv", "qualifier", "qualifier"),
        ("data/curated/*/observations.csv", "statistics_owner", "owner"),
        ("data/curated/*/memberships.csv", "status", "membership"),
        ("data/owners.csv", "owner", "owner"),
        ("data/indicators.csv", "unit", "unit"),
        ("data/sources.csv", "title_kind", "title_kind"),
    ],
)
def test_every_code_of_the_data_has_its_word(table: str, column: str, vocabulary: str) -> None:
    codes = set()
    for path in ROOT.glob(table):
        with path.open(encoding="utf-8", newline="") as file:
            codes |= {row[column] for row in csv.DictReader(file) if row[column]}
    assert codes
    assert codes <= set(VOCABULARIES[vocabulary]), sorted(codes - set(VOCABULARIES[vocabulary]))


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["nonsense"]) == 2
    assert "catalogues update" in capsys.readouterr().err


@pytest.fixture(scope="module")
def package() -> datapackage.Package:
    return datapackage.load()


@pytest.mark.parametrize("theme", some(page.THEMES, 3))
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.xdist_group("catalogues")
def test_no_text_of_a_chapter_falls_back_to_english(
    theme: str, language: str, package: datapackage.Package
) -> None:
    before = messages.untranslated(language)
    selection = package.select("UZB", "KAZ")
    citations = tables.Citations(package.sources)
    written = []
    for make in import_module(f"bilateral.themes.{theme}").INDICATORS.values():
        indicator = make(selection)
        texts = [indicator.title, indicator.note, *(finding.text for finding in indicator.findings)]
        if indicator.chart is not None and len(indicator.frame):
            texts += [indicator.chart.x_label, indicator.chart.y_label, *indicator.chart.labels.values()]
            written.append(figures.describe(indicator, language, 2016))
        if indicator.table is not None and len(indicator.frame):
            texts += [column.header for column in indicator.table.columns]
            written.append(tables.to_html(indicator, language, citations))
        written += [text.render(language) for text in texts if text is not None]
    assert messages.untranslated(language) == before
    # a Day or Period in a template meant for a Year writes its "yil" twice
    assert not [text for text in written if "-yil-yil" in text]
