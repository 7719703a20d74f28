"""Everything a reader sees in words: catalogues, numbers, dates and sentences per language.

A `Message` is a sentence that is not yet in any language: an English template (its gettext msgid) and typed values.
`Message.render(language)` looks the template up and formats each value as the language writes it. Templates keep
names in the nominative so that any country fits (see the glossary notes in `locale/README.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "uz")


class Value:
    """A typed value inside a message; `render` writes it as the language does."""

    def render(self, language: str) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Message(Value):
    """A translatable sentence: `msgid` is the English template with `{name}` slots, filled from `values`."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None
    domain: str = "app"

    def render(self, language: str) -> str:
        template = self.msgid if self.n in (None, 1) or self.plural is None else self.plural
        return template.format(**{k: render(v, language) for k, v in self.values.items()})


def _(msgid: str, **values: Any) -> Message:
    """A message of the `app` domain (the name gettext tools look for)."""
    return Message(msgid, values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Message:
    """A message whose English form depends on `number`; give the number itself as a value too."""
    return Message(singular, values, plural, number)


def render(value: Any, language: str) -> str:
    """Write any value: a `Value` by itself, an int or float as a number, a string as it is (a name or a code)."""
    if isinstance(value, Value):
        return value.render(language)
    if isinstance(value, (int, float)):
        return Number(value).render(language)
    return str(value)


@dataclass(frozen=True)
class Number(Value):
    """A plain number, `decimals` places (None: as many as it has, at most 2)."""

    value: float
    decimals: int | None = None

    def render(self, language: str) -> str:
        return f"{self.value:,.{self.decimals or 0}f}"


@dataclass(frozen=True)
class Money(Value):
    """US dollars: `Money(2.1e9)` is "USD 2.1 bn"."""

    usd: float
    decimals: int = 1

    def render(self, language: str) -> str:
        return f"USD {self.usd / 1e9:.{self.decimals}f} bn"


@dataclass(frozen=True)
class Percent(Value):
    """A percentage given as a percent number: `Percent(31.2)` is "31.2%"."""

    percent: float
    decimals: int = 1

    def render(self, language: str) -> str:
        return f"{self.percent:.{self.decimals}f}%"


@dataclass(frozen=True)
class Year(Value):
    """A year: never grouped, and the templates write what their language puts behind it ("{year}-yil")."""

    year: int

    def render(self, language: str) -> str:
        return str(self.year)


@dataclass(frozen=True)
class Day(Value):
    """An ISO date of any precision ("2018", "2018-03", "2018-03-15") as the language writes it."""

    iso: str

    def render(self, language: str) -> str:
        return self.iso


@dataclass(frozen=True)
class Period(Value):
    """An SDMX period or interval ("2018-Q1", "2018-01/2018-08") as the language writes it."""

    sdmx: str

    def render(self, language: str) -> str:
        return self.sdmx


@dataclass(frozen=True)
class Country(Value):
    """A country by ISO alpha-3 code, by its short name in the nominative (`WLD` is the world)."""

    code: str

    def render(self, language: str) -> str:
        return self.code


@dataclass(frozen=True)
class Label(Value):
    """A text of the data (title, place, organisation), translated in the `data` domain under `context`.

    `context` is the row, as `events/DIP-BRD-2002/title`, or the vocabulary, as `place`.
    """

    context: str
    english: str

    def render(self, language: str) -> str:
        return self.english


@dataclass(frozen=True)
class Join(Value):
    """Values joined as the language joins a list ("a, b and c")."""

    items: Sequence[Any]

    def render(self, language: str) -> str:
        return ", ".join(render(i, language) for i in self.items)
