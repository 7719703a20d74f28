"""Faults planted in the ledger of claims, each with the line that `bilateral check` must give."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bilateral.datapackage import check
from tests import small_data
from tests.conftest import some
from tests.small_data import read, write

CLAIMS, EVIDENCE = "documents/seed/claims", "documents/seed/evidence"
Change = Callable[[Path], None]


@cache
def whole(folder: str) -> Path:
    return small_data.make(Path(folder))


@pytest.fixture
def root(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound data root of its own for each test."""
    made = whole(str(tmp_path_factory.getbasetemp() / "ledger"))
    shutil.copytree(made.parent, tmp_path / "copy")
    return tmp_path / "copy" / made.name


def claim(**values: str) -> Change:
    """The first claim with a test of dates, with other cells."""

    def change(root: Path) -> None:
        rows = read(root / f"{CLAIMS}.csv")
        next(r for r in rows if r["test"] == "event_exists").update(values)
        write(root / f"{CLAIMS}.csv", rows)

    return change


def link(**values: str) -> Change:
    """The first link to an event, with other cells."""

    def change(root: Path) -> None:
        rows = read(root / f"{EVIDENCE}.csv")
        next(r for r in rows if r["table"] == "events").update(values)
        write(root / f"{EVIDENCE}.csv", rows)

    return change


def document(**values: str) -> Change:
    def change(root: Path) -> None:
        rows = read(root / "documents.csv")
        rows[0].update(values)
        write(root / "documents.csv", rows)

    return change


FAULTS: dict[str, tuple[Change, str, str]] = {
    "an unknown test": (claim(test="event_seen"), f"{CLAIMS}:", "a test, one of event_exists"),
    "an outcome test as a test": (
        claim(test="plan_item_done", arguments=""),
        f"{CLAIMS}:",
        "a test, one of event_exists",
    ),
    "a test as an outcome test": (
        claim(outcome_test="event_exists", outcome_arguments="kind=visit"),
        f"{CLAIMS}:",
        "a test, one of dates_coincide",
    ),
    "an argument missing": (claim(arguments="date=1992"), f"{CLAIMS}:", "kind=..., an argument"),
    "an unknown argument": (claim(arguments="kind=visit; size=3"), f"{CLAIMS}:", "(not size)"),
    "an argument twice": (claim(arguments="kind=visit; kind=visit"), f"{CLAIMS}:", "key=value pairs"),
    "a date that cannot be": (
        claim(arguments="kind=visit; date=2018-02-30"),
        f"{CLAIMS}:",
        "date=a period",
    ),
    "arguments of an outcome without a test": (
        claim(outcome_test="", outcome_arguments="due=2018"),
        f"{CLAIMS}:",
        "no arguments without a test",
    ),
    "an indicator that is none": (
        claim(
            test="value_within",
            arguments="indicator=moods; reporter=UZB; partner=KAZ; period=2017; value=1; digit=1",
        ),
        f"{CLAIMS}:",
        "an indicator of indicators.csv",
    ),
    "nothing searched for": (claim(searched=""), f"{CLAIMS}:", "what was searched for"),
    "a claim of another document": (claim(document="other"), f"{CLAIMS}:", "a document of documents.csv"),
    "a theme that is none": (claim(theme="weather"), f"{CLAIMS}:", "one of general, diplomacy"),
    "a figure without its page": (claim(figure="fig-economy-turnover"), f"{CLAIMS}:", "page and anchor"),
    "an empty statement": (claim(statement=""), f"{CLAIMS}:", "what it asserts"),
    "a link to no claim": (link(claim_id="C99"), f"{EVIDENCE}:", "a claim of seed"),
    "a link to no row": (link(row_id="NOBODY"), f"{EVIDENCE}:", "an id of a row of events.csv"),
    "a link to no table": (link(table="rumours"), f"{EVIDENCE}:", "one of"),
    "a stance that is none": (link(stance="perhaps"), f"{EVIDENCE}:", "one of for, against, around"),
    "context without a reason": (link(stance="around", note=""), f"{EVIDENCE}:", "why the row stands around"),
    "a document without a source": (document(source="nobody"), "documents:", "a source of sources.csv"),
    "a document about one country": (document(countries="KAZ"), "documents:", "the two countries"),
}


def test_the_small_root_is_sound(root: Path) -> None:
    assert [str(f) for f in check(root)] == []
    assert any(r["table"] == "events" for r in read(root / f"{EVIDENCE}.csv"))


@pytest.mark.parametrize("name", some(FAULTS, 2))
def test_a_planted_fault_is_found(name: str, root: Path) -> None:
    plant, begins, says = FAULTS[name]
    plant(root)
    found = [str(f) for f in check(root)]
    assert [line for line in found if line.startswith(begins) and says in line], found
    assert all("; expected " in line and "\n" not in line for line in found)


def test_a_missing_ledger_is_one_fault(root: Path) -> None:
    (root / f"{EVIDENCE}.csv").unlink()
    found = [str(f) for f in check(root)]
    assert any(line.startswith(f"{EVIDENCE}:-:-: no such file") for line in found), found
