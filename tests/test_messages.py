"""Numbers, dates, money and sentences as each language writes them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bilateral import messages
from bilateral.messages import (
    Capital,
    Compact,
    Country,
    Day,
    Join,
    Label,
    Message,
    MessageError,
    Money,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
    pgettext,
    render,
)
from bilateral.vocabulary import VOCABULARIES, qualified, word

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "en", "uz"),
    [
        (Number(2357.7), "2,357.7", f"2{NBSP}357,7"),
        (Number(1234567), "1,234,567", f"1{NBSP}234{NBSP}567"),
        (Number(2.25, 1), "2.3", "2,3"),
        (Number(3.0, 1), "3", "3"),
        (Number(3.02, 1), "3.0", "3,0"),
        (Number(3.999), "4", "4"),
        (Number(0.1 + 0.2), "0.3", "0,3"),
        (Number(-0.4), "−0.4", "−0,4"),
        (Number(-0.04, 1), "0.0", "0,0"),
        (Number(np.int64(12)), "12", "12"),
        (Compact(2.7e6), "2.7 mn", "2,7 mln"),
        (Compact(999.96e6), "1.0 bn", "1,0 mlrd"),
        (Compact(949_999), "949,999", f"949{NBSP}999"),
        (Compact(-1.5e9), "−1.5 bn", "−1,5 mlrd"),
        (Money(2.1e9), "USD 2.1 bn", "2,1 mlrd AQSH dollari"),
        (Money(3e9), "USD 3 bn", "3 mlrd AQSH dollari"),
        (Money(736_200_000), "USD 736.2 mn", "736,2 mln AQSH dollari"),
        (Money(999_960_000), "USD 1.0 bn", "1,0 mlrd AQSH dollari"),
        (Money(2255.3), "USD 2,255", f"2{NBSP}255 AQSH dollari"),
        (Money(1.25e9, 2), "USD 1.25 bn", "1,25 mlrd AQSH dollari"),
        (Money(5e12, currency="UZS"), "UZS 5 trn", "5 trln soʻm"),
        (Percent(31.2), "31.2%", "31,2%"),
        (Percent(100), "100%", "100%"),
        (Percent(-3.45), "−3.5%", "−3,5%"),
        (Year(2018), "2018", "2018"),
        (Year(np.float64(2018)), "2018", "2018"),
        (Day("2018-03-15"), "15 March 2018", "2018-yil 15-mart"),
        (Day("2018-03"), "March 2018", "2018-yil mart"),
        (Day("2018"), "2018", "2018-yil"),
        (Period("2018-Q1"), "Q1 2018", "2018-yil I chorak"),
        (Period("2018-S1"), "first half of 2018", "2018-yil I yarmi"),
        (Period("2018-01/2018-08"), "January–August 2018", "2018-yil yanvar–avgust"),
        (Period("2018/2022"), "2018–2022", "2018–2022-yillar"),
        (Period("2018-11/2019-02"), "November 2018 – February 2019", "2018-yil noyabr – 2019-yil fevral"),
        (Period("2018-03-15/2018-03-17"), "15–17 March 2018", "2018-yil 15–17-mart"),
        (
            Period("2018-03-30/2018-04-02"),
            "30 March 2018 – 2 April 2018",
            "2018-yil 30-mart – 2018-yil 2-aprel",
        ),
        (Period("2018-03/2018-03"), "March 2018", "2018-yil mart"),
        (Country("UZB"), "Uzbekistan", "Oʻzbekiston"),
        (Country("KGZ"), "Kyrgyzstan", "Qirgʻiziston"),
        (Country("USA"), "United States", "AQSH"),
        (Country("WLD"), "World", "Dunyo"),
        (Join([Country("KAZ")]), "Kazakhstan", "Qozogʻiston"),
        (Join([Country("KAZ"), Country("UZB")]), "Kazakhstan and Uzbekistan", "Qozogʻiston va Oʻzbekiston"),
        (Join(["a", "b", "c"]), "a, b and c", "a, b va c"),
        (Capital(word("kind", "visit")), "Visit", "Tashrif"),
        (qualified("about", Number(3)), "about 3", "taxminan 3"),
        (qualified("", 3), "3", "3"),
    ],
)
def test_each_language_writes_a_value_its_own_way(value: Value, en: str, uz: str) -> None:
    assert value.render("en") == en
    assert value.render("uz") == uz


def test_a_year_is_never_grouped() -> None:
    message = _("Shown from {year}.", year=Year(2018))
    assert message.render("en") == "Shown from 2018."
    assert message.render("uz") == "2018-yildan boshlab koʻrsatilgan."


def test_a_count_takes_its_form() -> None:
    def sources(n: int) -> Message:
        return ngettext("{n} source", "{n} sources", n, n=n)

    assert [sources(n).render("en") for n in (0, 1, 2)] == ["0 sources", "1 source", "2 sources"]
    assert [sources(n).render("uz") for n in (0, 1, 2)] == ["0 ta manba", "1 ta manba", "2 ta manba"]


def test_a_context_parts_one_word_of_two_meanings() -> None:
    assert word("level", "state").render("uz") == "davlat tashrifi"
    assert word("unit", "states").render("uz") == "davlatlar"
    assert messages.language_name("uz") == "Oʻzbekcha"
    assert messages.language_name("en") == "English"


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA, pd.NaT, np.nan])
def test_a_missing_value_is_an_error_that_names_the_message(missing: object) -> None:
    with pytest.raises(MessageError, match=r"Published \{date\}.*date"):
        _("Published {date}.", date=missing).render("en")


@pytest.mark.parametrize(
    "value",
    [
        Number(float("nan")),
        Money(float("nan")),
        Money(1, currency="XXX"),
        Percent(float("inf")),
        Compact(float("nan")),
        Year(float("nan")),  # type: ignore[arg-type]
        Day(""),
        Day("2018-13"),
        Day("2018-02-30"),
        Period("2018-Q5"),
        Period("2019/2018"),
        Period("soon"),
        Country(""),
        Country("XYZ"),
        Label("place", ""),
        Join([]),
        Message(""),
        _("{a}", a=[1]),
    ],
)
def test_what_cannot_be_written_is_an_error(value: Value) -> None:
    for language in ("en", "uz"):
        with pytest.raises(MessageError):
            value.render(language)


def test_an_unknown_slot_is_an_error_that_names_the_message() -> None:
    with pytest.raises(MessageError, match=r"\{wrong\}.*right|right"):
        _("{right} and {wrong}", wrong=1).render("en")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(MessageError, match="unknown language 'xx'; known are en, uz"):
        _("{n}", n=1).render("xx")


def test_what_has_no_translation_falls_back_to_english_and_is_remembered() -> None:
    made_up = Message("No catalogue holds this {n}.", {"n": 1})
    assert made_up.render("uz") == "No catalogue holds this 1."
    assert ("app", "", made_up.msgid) in messages.untranslated("uz")
    assert Label("place", "Nowhere").render("uz") == "Nowhere"
    assert ("data", "place", "Nowhere") in messages.untranslated("uz")
    assert messages.untranslated("en") == set()


def test_values_of_python_render_as_they_are() -> None:
    assert render("KAZ-STAT", "uz") == "KAZ-STAT"
    assert render(1234, "uz") == f"1{NBSP}234"
    assert render(np.float64(0.5), "uz") == "0,5"
    with pytest.raises(MessageError):
        render(object(), "en")


def test_words_from_outside_get_the_letters_of_the_book() -> None:
    assert messages.normalise("O‘zbekiston, Kot-d’Ivuar, G'arb", "uz") == "Oʻzbekiston, Kot-dʼIvuar, Gʻarb"
    assert messages.normalise("l’été", "ru") == "l’été"


def test_words_sort_by_the_alphabet_of_the_language() -> None:
    words = ["Oʻzbekiston", "Xitoy", "Qozogʻiston", "Shvetsiya", "Suriya", "Oman", "Chexiya"]
    expected = ["Oman", "Qozogʻiston", "Suriya", "Xitoy", "Oʻzbekiston", "Shvetsiya", "Chexiya"]
    assert sorted(words, key=lambda w: messages.sort_key(w, "uz")) == expected
    assert sorted(["b", "A", "a b", "aa"], key=lambda w: messages.sort_key(w, "en")) == [
        "A",
        "a b",
        "aa",
        "b",
    ]


CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Data"\nmsgstr "{word}"\n'


def test_a_language_is_added_by_its_catalogues_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    entries = {
        "Data": "Данные",
        "d MMMM y": "d MMMM y 'года'",
        "{amount} bn": "{amount} млрд",
        "USD": "долл. США",
        "{currency} {amount}": "{amount} {currency}",
    }
    text = CATALOGUE.split("\n\n")[0] + "\n\n"
    text += "\n\n".join(f'msgid "{a}"\nmsgstr "{b}"' for a, b in entries.items())
    (folder / "app.po").write_text(text + "\n", encoding="utf-8")
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "LANGUAGES", ("en", "ru"))
    assert _("Data").render("ru") == "Данные"
    assert Day("2018-03-15").render("ru") == "15 марта 2018 года"
    assert Money(2.1e9).render("ru") == "2,1 млрд долл. США"
    assert Percent(31.2).render("ru") == f"31,2{NBSP}%"
    assert pgettext("kind of act", "agreement").render("ru") == "agreement"


def test_a_changed_catalogue_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = tmp_path / "uz" / "LC_MESSAGES" / "app.po"
    po.parent.mkdir(parents=True)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    seen = []
    for moment, text in (
        (2_000_000_000, "birinchi"),
        (1_000_000_000, "ikkinchi"),
    ):  # the later text has the older date
        po.write_text(CATALOGUE.replace("{word}", text), encoding="utf-8")
        os.utime(po, (moment, moment))
        seen.append(_("Data").render("uz"))
    assert seen == ["birinchi", "ikkinchi"]
    assert [p.name for p in po.parent.iterdir() if p.suffix == ".mo"] == ["app.mo"]


def test_a_read_only_catalogue_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = tmp_path / "uz" / "LC_MESSAGES" / "app.po"
    po.parent.mkdir(parents=True)
    po.write_text(CATALOGUE.replace("{word}", "maʼlumot"), encoding="utf-8")
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(
        messages.tempfile, "mkstemp", lambda **_kwargs: (_ for _ in ()).throw(PermissionError())
    )
    assert _("Data").render("uz") == "maʼlumot"
    assert not po.with_suffix(".mo").exists()


def test_every_word_of_every_vocabulary_can_be_written() -> None:
    for vocabulary, words in VOCABULARIES.items():
        for code in words:
            message = qualified(code, 3) if vocabulary == "qualifier" else word(vocabulary, code)
            for language in ("en", "uz"):
                assert message.render(language)


def test_an_unknown_code_or_vocabulary_is_an_error() -> None:
    with pytest.raises(MessageError, match="'kind' has no word for 'party'"):
        word("kind", "party")
    with pytest.raises(MessageError, match="no vocabulary 'kinds'"):
        word("kinds", "visit")
