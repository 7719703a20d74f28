"""The name of any country stands in any sentence as if the sentence had been written for it."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bilateral import countries, messages
from bilateral.messages import Country
from bilateral.page import book_title
from bilateral.themes.rows import arrow
from tests.any_pair import PAIRS, UNEVEN

SOURCES = Path(messages.__file__).parent
Template = tuple[str, str | None, str | None]  # msgid, plural, context
TEXTS = ("_", "ngettext", "pgettext")
MANY = (0, 1, 2, 3, 5, 11, 21)  # numbers that between them take every plural form


def constructor(value: ast.expr) -> str:
    """The function whose result is given to a slot, "" where that cannot be read off.

    A list of countries is written as a country: alone or at its end, a name stands in the slot.
    """
    if not isinstance(value, ast.Call):
        return ""
    made = getattr(value.func, "id", "") or getattr(value.func, "attr", "")
    inner = {getattr(x.func, "id", "") for x in ast.walk(value) if isinstance(x, ast.Call)}
    return "Country" if made == "Join" and inner <= {"Join", "Country", "sorted"} else made


@cache
def templates() -> dict[Template, frozenset[str]]:
    """Every message with slots for countries, and these slots.

    A slot is for a country if `Country(...)` is given to it. Where a name or a bundle of values is given, it
    is if slots of that name hold countries elsewhere and nothing else.
    """
    calls, given = [], defaultdict(set)
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            message = isinstance(node, ast.Call) and getattr(node.func, "id", "") in TEXTS
            pairs: list[tuple[str | None, ast.expr]] = []
            if isinstance(node, ast.Call):
                pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
            if isinstance(node, ast.Dict):
                keys = (key.value if isinstance(key, ast.Constant) else None for key in node.keys)
                pairs = list(zip(keys, node.values, strict=True))
            for name, value in pairs:
                if message or constructor(value) == "Country":
                    given[name].add(constructor(value))
            if message:
                calls.append(node)
    always = {"a", "b"} | {
        name for name, made in given.items() if "Country" in made and made <= {"Country", ""}
    }
    found: dict[Template, frozenset[str]] = {}
    for call in calls:
        texts = [x.value for x in call.args if isinstance(x, ast.Constant) and isinstance(x.value, str)]
        kind = getattr(call.func, "id", "")
        context = texts.pop(0) if kind == "pgettext" else None
        explicit = {k.arg: constructor(k.value) for k in call.keywords}
        slots = frozenset(
            slot
            for slot in {
                name for text in texts for _t, name, _s, _c in string.Formatter().parse(text) if name
            }
            if explicit.get(slot) == "Country" or (slot in always and not explicit.get(slot))
        )
        if slots:
            plural = texts[1] if kind == "ngettext" else None
            key = (texts[0], plural, context)
            found[key] = found.get(key, frozenset()) | slots
    return found


def forms(template: Template, language: str) -> set[str]:
    """The texts of a template in a language, one for each plural form."""
    msgid, plural, context = template
    held = messages.catalogue(language, "app")
    if plural is not None:
        return {held.ngettext(msgid, plural, n) for n in MANY}
    return {held.pgettext(context, msgid) if context is not None else held.gettext(msgid)}


def written(language: str) -> Iterator[str]:
    """Every template with every country in its slots, beside another one where it has two."""
    names = [Country(code).render(language) for code in countries.codes()]
    for template, slots in templates().items():
        for text in forms(template, language):
            filled = {name: "1" for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
            held = sorted(slots & set(filled))
            for n in range(len(names)):
                filled |= {slot: names[(n + 101 * at) % len(names)] for at, slot in enumerate(held)}
                yield text.format_map(filled)


def test_the_templates_with_countries_are_found() -> None:
    found = templates()
    assert len(found) > 170
    assert found["A New Stage? {a}–{b} relations, claim by claim", None, None] == {"a", "b"}
    assert found["{origin} → {destination}", None, None] == {"origin", "destination"}
    assert ("{n} source", "{n} sources", None) not in found


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_name_is_words_alone(language: str) -> None:
    """No mark of a catalogue of codes: a bracket, a comma, "&", a dash between spaces, a status."""
    names = {code: Country(code).render(language) for code in countries.codes()}
    odd = {
        c: n for c, n in names.items() if not re.fullmatch(r"[^\W\d_]+(?:(?:[-ʻʼ’ ]|\. ?)[^\W\d_]+)*ʻ?", n)
    }
    assert not {c: n for c, n in odd.items() if n not in ("U.S. Virgin Islands", "U.S. Outlying Islands")}
    assert not {n for n in names.values() if re.search(r"\b(SAR|MMH)\b", n)}
    assert len(set(names.values())) == len(names), "two countries of one name could not be told apart"


def test_uzbek_names_have_the_letters_of_the_book() -> None:
    for code in countries.codes():
        name = Country(code).render("uz")
        assert not re.search("['‘’`´]", name), name
        assert not re.search("(?<![OoGg])ʻ|[OoGg]ʼ(?=[aeiou])", name), name


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_country_fits_every_sentence(language: str) -> None:
    uneven = [text for text in written(language) if UNEVEN.search(text)]
    assert not uneven, "\n".join(uneven[:20])


@pytest.mark.parametrize("language", [x for x in messages.LANGUAGES if x != "en"])
def test_no_ending_is_glued_to_a_name(language: str) -> None:
    """Endings change with the last sound of a name; a noun of the template's own takes the case."""
    glued = [
        text
        for template, slots in templates().items()
        for text in forms(template, language)
        if re.search(rf"\w\{{({'|'.join(slots)})\}}|\{{({'|'.join(slots)})\}}[\w'ʼʻ’-]", text)
    ]
    assert not glued, "\n".join(glued)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_titles_and_arrows_name_both_countries_of_any_pair(language: str) -> None:
    codes = countries.codes()
    for one, other in {*PAIRS, *pairwise(codes)}:
        first, second = (Country(code).render(language) for code in (one, other))
        for a, b, left, right in ((one, other, first, second), (other, one, second, first)):
            title = book_title(a, b).render(language)
            assert f"{left}–{right}" in title
            assert arrow(a, b).render(language) == f"{left} → {right}"
            assert not UNEVEN.search(title)
