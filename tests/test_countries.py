"""Codes, names by language and date, neighbours, comparators."""

from __future__ import annotations

import pytest

from bilateral import countries
from bilateral.countries import Country, CountryError, Pair
from bilateral.errors import BadInput

BORDERS = [("KAZ", "UZB"), ("AFG", "UZB"), ("KAZ", "RUS"), ("NOR", "SWE")]


def test_all_codes_of_iso_3166_and_kosovo() -> None:
    assert len(countries.codes()) == 250
    assert {"UZB", "KAZ", "NOR", "XKX", "TWN", "ATA"} <= set(countries.codes())
    assert list(countries.codes()) == sorted(countries.codes())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("SUN", '"SUN" is a former state; expected one of today: ARM, AZE'),
        ("YUG", '"YUG" is a former state; expected one of today: BIH, HRV, MKD, MNE, SRB, SVN'),
        ("CSK", "expected one of today: CZE, SVK"),
        ("uzb", '"uzb" is no country code; expected ISO 3166-1 alpha-3'),
        ("UZ", "ISO 3166-1 alpha-3"),
        ("WLD", "ISO 3166-1 alpha-3"),
        ("", "ISO 3166-1 alpha-3"),
    ],
)
def test_other_codes_are_refused_in_one_line(code: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        countries.validate(code)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("UZB", "en", "Uzbekistan"),
        ("UZB", "uz", "O\u02bbzbekiston"),
        ("KAZ", "uz", "Qozog\u02bbiston"),
        ("KGZ", "uz", "Qirg\u02bbiziston"),
        ("USA", "uz", "AQSH"),
        ("MNG", "uz", "Mo\u02bbg\u02bbuliston"),
        ("CIV", "uz", "Kot-d\u02bcIvuar"),
        ("ESH", "uz", "G\u02bbarbiy Sahroi Kabir"),
        ("COD", "en", "DR Congo"),
        ("COG", "en", "Congo Republic"),
        ("BIH", "en", "Bosnia and Herzegovina"),
        ("HKG", "en", "Hong Kong"),
        ("HKG", "uz", "Gonkong"),
        ("PNG", "uz", "Papua-Yangi Gvineya"),
        ("KGZ", "ru", "Кыргызстан"),
        ("XKX", "en", "Kosovo"),
        ("WLD", "en", "World"),
        ("WLD", "uz", "Dunyo"),
    ],
)
def test_names(code: str, language: str, name: str) -> None:
    assert countries.name(code, language) == name


def test_every_country_has_a_name_and_no_wrong_apostrophe() -> None:
    for language in ("en", "uz", "ru", "kk"):
        for code in countries.codes():
            assert countries.name(code, language)
    assert not [c for c in countries.codes() if set("'‘`´’") & set(countries.name(c, "uz"))]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(CountryError, match="expected a code of CLDR"):
        countries.name("UZB", "xx")


@pytest.mark.parametrize(
    ("date", "name"),
    [
        (None, "Astana"),
        ("2018-12-31", "Astana"),
        ("2019-03-22", "Astana"),
        ("2019-03-23", "Nur-Sultan"),
        ("2021", "Nur-Sultan"),
        ("2022-09", "Nur-Sultan"),
        ("2022-09-17", "Astana"),
        ("1995", None),
    ],
)
def test_the_capital_by_date(date: str | None, name: str | None) -> None:
    assert countries.capital("KAZ", "en", date) == name


def test_capitals_in_uzbek() -> None:
    assert countries.capital("KAZ", "uz", "2020-01-01") == "Nur-Sulton"
    assert countries.capital("UZB", "uz") == "Toshkent"
    assert countries.capital("NOR", "uz") is None


def test_capitals_by_name() -> None:
    assert countries.capitals_named("Nur-Sultan") == (("KAZ", "2019-03-23", "2022-09-17"),)
    assert {code for code, _, _ in countries.capitals_named("Astana")} == {"KAZ"}
    assert countries.capitals_named("Samarkand") == ()


def test_neighbours_and_comparators() -> None:
    assert countries.neighbours("UZB", BORDERS) == ("AFG", "KAZ")
    assert countries.neighbours("ISL", BORDERS) == ()
    assert Pair("UZB", "KAZ").comparators(BORDERS) == ("AFG", "RUS")
    assert Pair("KAZ", "UZB").comparators(iter(BORDERS)) == ("AFG", "RUS")


def test_a_pair_keeps_the_order_of_its_reader() -> None:
    assert Pair("UZB", "KAZ").key == "UZB-KAZ"
    assert Pair("UZB", "KAZ").dyad == Pair("KAZ", "UZB").dyad == ("KAZ", "UZB")
    with pytest.raises(CountryError, match="two different countries"):
        Pair("UZB", "UZB")
    with pytest.raises(CountryError, match="former state"):
        Pair("UZB", "SUN")


def test_a_country() -> None:
    assert Country("NOR").name("uz") == "Norvegiya"
    with pytest.raises(CountryError):
        Country("XXX")
