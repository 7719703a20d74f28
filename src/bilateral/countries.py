"""A country and a pair of countries: codes, names by language and date, borders, comparators.

Codes are ISO 3166-1 alpha-3, and `XKX` (user-assigned) for Kosovo. Three tables stand beside it:
`countries.csv` (codes of today with their alpha-2, former codes with their successors), `country_names.csv`
(names that differ from CLDR) and `capitals.csv` (capitals by date). All other names are CLDR's, from Babel.
This module knows no data package: who asks for neighbours brings the borders.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bilateral.errors import BadInput

HERE = Path(__file__).parent
WORLD = "WLD"  # a partner in trade tables, never a side of a pair


class CountryError(BadInput):
    """A code that names no country of today; the message is one line fit for a reader."""


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _alpha2() -> dict[str, str]:
    return {row["code"]: row["alpha2"] for row in _read("countries.csv") if row["alpha2"]}


@cache
def _former() -> dict[str, tuple[str, ...]]:
    return {
        row["code"]: tuple(row["successors"].split(";"))
        for row in _read("countries.csv")
        if row["successors"]
    }


@cache
def _dated(table: str) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """(code, language) -> [(valid_from, valid_until, name)] of one of the two name tables."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in _read(table):
        spell = (row["valid_from"], row["valid_until"], row["name"])
        found.setdefault((row["code"], row["language"]), []).append(spell)
    return found


def codes() -> tuple[str, ...]:
    """All codes a country of today can have, sorted (249 of ISO 3166-1 and XKX)."""
    return tuple(sorted(_alpha2()))


def by_alpha2() -> dict[str, str]:
    """Code by ISO 3166-1 alpha-2 code, as `{"NA": "NAM"}`; `XK` (user-assigned) is Kosovo."""
    return {alpha2: code for code, alpha2 in _alpha2().items()}


def fault(code: str) -> str | None:
    """What is wrong with a country code, in one line; None if nothing is."""
    if code in _alpha2():
        return None
    if code in _former():
        return f'"{code}" is a former state; expected one of today: {", ".join(_former()[code])}'
    return f'"{code}" is no country code; expected ISO 3166-1 alpha-3, as NOR (or XKX for Kosovo)'


def validate(code: str) -> str:
    """The code itself if it names a country of today.

    Raises CountryError with one line that says what was found and what was expected.
    """
    found = fault(code)
    if found:
        raise CountryError(found)
    return code


def orthography(text: str, language: str) -> str:
    """Apostrophes as the language writes them: in Uzbek Latin oʻ gʻ with U+02BB and elsewhere ʼ, U+02BC."""
    if language != "uz":
        return text
    text = re.sub(r"(?<=[OoGg])['‘’`ʼʻ]", "\u02bb", text)
    return re.sub(r"['‘’`´]", "\u02bc", text)


def _at(spells: list[tuple[str, str, str]], date: str | None) -> str | None:
    """The name that held on an ISO date (None: the one that holds now; a year or month: on its first day)."""
    for since, until, name in spells:
        if date is None:
            if not until:
                return name
        elif since <= (date + "-01-01")[:10] and (not until or (date + "-01-01")[:10] < until):
            return name
    return None


def name(code: str, language: str = "en", date: str | None = None) -> str:
    """Short name of a country in the nominative, as the language wrote it on `date` (None: today).

    `WLD` is the world. Raises CountryError for an unknown code or a language without names.
    """
    own = _at(_dated("country_names.csv").get((code, language), []), date)
    if own is not None:
        return own
    territory = "001" if code == WORLD else _alpha2()[validate(code)]
    try:
        return orthography(Locale.parse(language).territories[territory], language)
    except (UnknownLocaleError, ValueError, KeyError):
        raise CountryError(
            f'no names of countries in language "{language}"; expected a code of CLDR, as en or uz'
        ) from None


def capital(code: str, language: str = "en", date: str | None = None) -> str | None:
    """Name of the capital as it was on `date` (ISO, any precision; None: today).

    None where our table has no name for that country, language or time.
    """
    return _at(_dated("capitals.csv").get((validate(code), language), []), date)


def capitals_named(english: str) -> tuple[tuple[str, str, str], ...]:
    """(code, valid_from, valid_until) of each time a capital bore this English name; empty if none did."""
    table = _dated("capitals.csv").items()
    return tuple(
        (code, since, until)
        for (code, language), spells in table
        for since, until, name_ in spells
        if language == "en" and name_ == english
    )


def neighbours(code: str, borders: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Land neighbours of a country, sorted. `borders`: pairs of codes, in any order, one a border."""
    found = {b if a == code else a for a, b in borders if code in (a, b)}
    return tuple(sorted(found - {code}))


@dataclass(frozen=True)
class Country:
    """A country of today by its code; making one with an unknown code raises CountryError."""

    code: str

    def __post_init__(self) -> None:
        validate(self.code)

    def name(self, language: str = "en", date: str | None = None) -> str:
        """Short name in the nominative, see `countries.name`."""
        return name(self.code, language, date)


@dataclass(frozen=True)
class Pair:
    """Two different countries; the order is the reader's (A first) and must never change a number."""

    a: str
    b: str

    def __post_init__(self) -> None:
        validate(self.a)
        validate(self.b)
        if self.a == self.b:
            raise CountryError(f'"{self.a}" stands on both sides; expected two different countries')

    @property
    def key(self) -> str:
        """Name of the pair in paths, as `NOR-SWE`; keeps the reader's order."""
        return f"{self.a}-{self.b}"

    @property
    def dyad(self) -> tuple[str, str]:
        """The two codes in alphabetical order, as undirected tables hold them."""
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)

    def comparators(self, borders: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """The other land neighbours of both countries, sorted (`borders` as for `neighbours`)."""
        pairs = list(borders)
        both = set(neighbours(self.a, pairs)) | set(neighbours(self.b, pairs))
        return tuple(sorted(both - {self.a, self.b}))
