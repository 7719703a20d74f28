"""The parameters of the notebooks, which are those of every command that executes them, and their check.

Apart from `page`, so that a task can be listed before anything is imported that computes or draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bilateral import countries, messages
from bilateral.errors import BadInput

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Parameters:
    """The parameters of every notebook, checked; None (since, until, comparators): what the data hold."""

    country_a: str
    country_b: str
    language: str = "en"
    since: int | None = None
    until: int | None = None
    turning_point: int = 2016
    comparators: tuple[str, ...] | None = None


def check_parameters(given: Mapping[str, Any]) -> Parameters:
    """Names and values of a notebook's parameters, or BadInput with the one thing that is wrong."""
    known = list(Parameters.__dataclass_fields__)
    for name in given:
        if name not in known:
            raise BadInput(f"parameter {name}: unknown name; expected one of {', '.join(known)}")
    for name in ("country_a", "country_b"):
        if name not in given:
            raise BadInput(f"parameter {name}: missing; expected an ISO 3166-1 alpha-3 code such as KGZ")
    a, b = (_country(given[name], name) for name in ("country_a", "country_b"))
    if a == b:
        raise BadInput(f"parameter country_b: {b} is also country_a; expected another country")
    language = given.get("language", "en")
    if language not in messages.LANGUAGES:
        raise BadInput(
            f"parameter language: {language!r} is not a language of the book; "
            f"expected {', '.join(messages.LANGUAGES)}"
        )
    years: dict[str, int | None] = {}
    for name, default in (("since", None), ("until", None), ("turning_point", 2016)):
        value = given.get(name, default)
        if value is None and name != "turning_point":
            years[name] = None
            continue
        if isinstance(value, bool) or not isinstance(value, int) or not _FIRST_YEAR <= value <= _LAST_YEAR:
            raise BadInput(
                f"parameter {name}: {value!r} is not a year; "
                f"expected a whole number from {_FIRST_YEAR} to {_LAST_YEAR}"
            )
        years[name] = value
    if years["since"] is not None and years["until"] is not None and years["since"] > years["until"]:
        raise BadInput(
            f"parameter since: {years['since']} is after until ({years['until']}); expected an earlier year"
        )
    others = given.get("comparators")
    if others is not None:
        if isinstance(others, str) or not isinstance(others, Sequence):
            raise BadInput(
                f"parameter comparators: {others!r}; expected None or a list of ISO 3166-1 alpha-3 codes"
            )
        others = tuple(_country(c, "comparators") for c in others)
        for code in others:
            if code in (a, b):
                raise BadInput(f"parameter comparators: {code} is one of the pair; expected other countries")
    return Parameters(a, b, language, years["since"], years["until"], years["turning_point"], others)  # type: ignore[arg-type]


def _country(code: Any, parameter: str) -> str:
    wrong = (
        countries.fault(code)
        if isinstance(code, str)
        else f"{code!r} is not a text; expected ISO 3166-1 alpha-3, as NOR"
    )
    if wrong:
        raise BadInput(f"parameter {parameter}: {wrong}")
    return str(code)
