"""The tests that a claim can declare, and how their arguments are written in a cell.

A cell holds `key=value` pairs joined by `; `, a list inside a value is joined by `,`:

    indicator=turnover; reporter=UZB,KAZ; partner=UZB,KAZ; period=2017; value=2000000000; digit=1000000000

The declarations stand here, below everything that judges, so that `bilateral check` can read a claim's row
before anything is computed. `bilateral.claims` implements each test once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bilateral import countries
from bilateral.datapackage import periods

Parser = Callable[[str], str | None]


@dataclass(frozen=True)
class Argument:
    """One argument: what is wrong with a value (None: nothing), and whether it must be there."""

    wrong: Parser
    required: bool = True


@dataclass(frozen=True)
class ClaimTest:
    """A declared test: its arguments, the tables whose rows decide it, and where it may stand.

    `falsify` names the column that, set to something else, turns the row against the claim: the mutation
    tests are made from it. `testable` is False for what no evidence can decide.
    """

    arguments: Mapping[str, Argument] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    falsify: str = ""
    of_outcome: bool = False
    testable: bool = True


def _words(cell: str) -> str | None:
    good = re.fullmatch(r"[A-Za-z0-9_+-]+( [A-Za-z0-9_+-]+)*(,[A-Za-z0-9_+-]+( [A-Za-z0-9_+-]+)*)*", cell)
    return None if good else "one word, or several joined by ,"


def _codes(cell: str) -> str | None:
    bad = [code for code in cell.split(",") if countries.fault(code) is not None]
    return f"ISO 3166-1 alpha-3 codes joined by , (not {bad[0]})" if bad else None


def _number(cell: str) -> str | None:
    return None if re.fullmatch(r"-?\d+(\.\d+)?", cell) else "a plain number, as 31.2"


def _whole(cell: str) -> str | None:
    return None if re.fullmatch(r"[1-9]\d*", cell) else "a whole number from 1"


def _period(cell: str) -> str | None:
    """A day, month, quarter, half-year or year, or an interval of them; `../` opens it to the past."""
    for end in cell.removeprefix("../").split("/"):
        try:
            periods.span(end)
        except ValueError:
            return "a period, as 2017, 2018-01/2018-02 or ../2015"
    return None


def _year(cell: str) -> str | None:
    return None if re.fullmatch(r"[12]\d{3}", cell) else "a year, as 2016"


def _one_of(*words: str) -> Parser:
    return lambda cell: None if set(cell.split(",")) <= set(words) else f"one of {', '.join(words)}"


_UNTESTED = {"untested": Argument(_whole, False)}
_WINDOW = {"since": Argument(_period, False), "until": Argument(_period, False)}
_YEARS = {"since": Argument(_year), "until": Argument(_year)}
_SIDES = {"reporter": Argument(_codes), "partner": Argument(_codes)}
_EVENTS, _NUMBERS = ("events",), ("observations",)

TESTS: dict[str, ClaimTest] = {
    "event_exists": ClaimTest(
        {
            "kind": Argument(_words),
            "date": Argument(_period, False),
            "level": Argument(_words, False),
            **_UNTESTED,
        },
        _EVENTS,
        "says_date",
    ),
    "count_at_least": ClaimTest(
        {
            "n": Argument(_whole),
            "kind": Argument(_words),
            "also": Argument(_words, False),  # kinds of which one act at least must be among those counted
            "level": Argument(_words, False),
            "theme": Argument(_words, False),
            "host": Argument(_codes, False),
            **_WINDOW,
            **_UNTESTED,
        },
        _EVENTS,
        "kind",
    ),
    "value_within": ClaimTest(
        {
            "indicator": Argument(_words),
            **_SIDES,
            "period": Argument(_period),
            "value": Argument(_number),
            "digit": Argument(_number),
            "op": Argument(_one_of("within", "more_than", "less_than"), False),
            **_UNTESTED,
        },
        _NUMBERS,
        "value",
    ),
    "growth_within": ClaimTest(
        {
            "indicator": Argument(_words),
            "stated": Argument(_words),
            **_SIDES,
            "period": Argument(_period),
            "base": Argument(_period),
            "value": Argument(_number),
            "digit": Argument(_number),
            **_UNTESTED,
        },
        _NUMBERS,
        "value",
    ),
    "ranks_first": ClaimTest(
        {
            "measure": Argument(_one_of("area", "gdp", "gdp_per_head")),
            "country": Argument(_codes),
            "among": Argument(_codes),
            "since": Argument(_year, False),
            "until": Argument(_year, False),
            **_UNTESTED,
        },
        ("area", "macro"),
        "area_km2 gdp",
    ),
    "trade_over_size": ClaimTest(
        {**_SIDES, "indicator": Argument(_words), "since": Argument(_year, False), **_UNTESTED},
        _NUMBERS,
        "value",
    ),
    "member_of": ClaimTest(
        {"organisations": Argument(_words), "countries": Argument(_codes), **_UNTESTED},
        ("memberships",),
        "status",
    ),
    "commitment_made": ClaimTest(
        {
            "indicator": Argument(_words),
            "target": Argument(_number),
            "digit": Argument(_number),
            "due": Argument(_period, False),
            "date": Argument(_period, False),
            **_UNTESTED,
        },
        ("commitments",),
        "target",
    ),
    "plan_made": ClaimTest(
        {"parts": Argument(_whole, False), **_UNTESTED}, ("commitments",), "commitment_id"
    ),
    "agrees_more_than": ClaimTest(
        {"than": Argument(_one_of("land_pairs", "other_neighbours")), **_YEARS, **_UNTESTED},
        ("unga_agreement",),
        "agree",
    ),
    "dates_coincide": ClaimTest(
        {"feast": Argument(_one_of("fitr", "adha", "ramadan")), "after": Argument(_words)},
        _EVENTS,
        "date",
        of_outcome=True,
    ),
    "change_at": ClaimTest({"year": Argument(_year)}, ("unga_agreement", "agrifood_trade", "events")),
    "declared_support": ClaimTest(
        {
            "giver": Argument(_codes),
            "taker": Argument(_codes),
            "kind": Argument(_words),
            "secret": Argument(_one_of("yes"), False),
            **_WINDOW,
            **_UNTESTED,
        },
        _EVENTS,
        "event_id",
    ),
    "argument": ClaimTest(testable=False),
    "commitment_met": ClaimTest(
        {"indicator": Argument(_words), "target": Argument(_number), "due": Argument(_period, False)},
        ("commitments", "observations"),
        of_outcome=True,
    ),
    "plan_item_done": ClaimTest({}, ("commitments", "events"), of_outcome=True),
}


def parse(cell: str) -> dict[str, str]:
    """The arguments of a cell; raises ValueError where it is not `key=value; key=value`."""
    found: dict[str, str] = {}
    for pair in cell.split("; ") if cell else []:
        key, equals, value = pair.partition("=")
        if not equals or not key or not value or key in found:
            raise ValueError(f'"{pair}" is no key=value')
        found[key] = value
    return found


def fault(test: str, cell: str, of_outcome: bool) -> str | None:
    """What was expected of a test's arguments, where they are not right; None where they are."""
    declared = TESTS.get(test)
    if declared is None or declared.of_outcome != of_outcome:
        names = [name for name, known in TESTS.items() if known.of_outcome == of_outcome]
        return f"a test, one of {', '.join(names)}"
    try:
        given = parse(cell)
    except ValueError as error:
        return f"key=value pairs joined by '; ' ({error})"
    for key in given:
        if key not in declared.arguments:
            return f"arguments of {test}: {', '.join(declared.arguments) or 'none'} (not {key})"
    for key, argument in declared.arguments.items():
        if key not in given:
            if argument.required:
                return f"{key}=..., an argument that {test} needs"
            continue
        wrong = argument.wrong(given[key])
        if wrong:
            return f"{key}={wrong}"
    return None
