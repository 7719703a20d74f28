"""The order in which a reader names two countries exchanges labels and changes no number, for any pair.

Rows are compared as a reader reads them: codes of series by their labels, columns by their headers. So a
label that stays on its side while the numbers change theirs is a difference, although these are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from multiprocessing import get_context
from typing import Any

import pandas as pd
import pytest

from bilateral.datapackage import load
from bilateral.messages import Country, Join, Message, Sentences, _, render
from bilateral.page import SYNTHESIS
from bilateral.themes import Chart, Column, Finding, Indicator, Table, international_support
from bilateral.themes.synthesis import answers as tested
from tests.any_pair import CHAPTERS, PAIRS, WIDTHS, Chapter, alts, chapter, indicators, numbers, rows

# Pairs and the chapters in which each is most apt to differ: much collected by hand, a state without votes, a
# young one, two that share a name, one that hardly anybody reports, two without a land border of their own.
SAMPLE: dict[tuple[str, str], tuple[str, ...]] = {
    ("UZB", "KAZ"): ("diplomacy", "tourism_religion"),  # its answers of the synthesis: see test_synthesis
    ("KGZ", "TJK"): ("economy", "international_support"),
    ("CHL", "ARG"): ("diplomacy", "economy"),
    ("XKX", "ALB"): ("tourism_religion",),
    ("SSD", "SDN"): ("culture",),
    ("COG", "COD"): ("economy", "culture"),
    ("PRK", "KOR"): ("diplomacy",),
    ("FRA", "BRA"): ("tourism_religion", SYNTHESIS),
}
ROLES = {"a": "b", "b": "a", "first": "second", "second": "first"}
_JOINTS = re.compile(r", | and | ?– ?|; ?|: ")


def mirrored(name: str, among: Iterable[str]) -> str:
    """A name with its side exchanged ("date_a": "date_b"), if the other side is there too."""
    other = "_".join(ROLES.get(part, part) for part in name.split("_"))
    return other if other in set(among) else name


def written(value: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return render(value, "en") if hasattr(value, "render") else str(value)


def parts(value: Any) -> tuple[str, ...]:
    """A text taken apart where a list is joined: "A–B" and "B–A" are one, "A → B" and "B → A" are two."""
    return tuple(sorted(_JOINTS.split(written(value).rstrip("."))))


def lines(indicator: Indicator, swap: bool) -> Counter[Any]:
    """The rows of a figure or table, each cell under the words that a reader finds there."""
    frame, labels = indicator.frame, indicator.chart.labels if indicator.chart else {}
    headers = {c.name: written(c.header) for c in indicator.table.columns} if indicator.table else {}
    names = [headers.get(name) or (mirrored(name, frame.columns) if swap else name) for name in frame.columns]
    return Counter(
        tuple(
            sorted(
                (name, parts(labels.get(cell, cell) if isinstance(cell, str) else cell))
                for name, cell in zip(names, row, strict=True)
            )
        )
        for row in frame.itertuples(index=False, name=None)
    )


def sentences(found: Iterable[Finding]) -> list[Message]:
    return [
        part
        for finding in found
        for part in (finding.text.items if isinstance(finding.text, Sentences) else (finding.text,))
        if isinstance(part, Message)
    ]


def alike(one: Any, two: Any) -> bool:
    """Do two texts tell the same, in other order or with the slots of the two sides exchanged?"""
    if parts(one) == parts(two):
        return True
    if isinstance(one, Message) and isinstance(two, Message):
        slots = {mirrored(name, two.values): value for name, value in two.values.items()}
        return one.msgid == two.msgid and all(
            name in slots and alike(value, slots[name]) for name, value in one.values.items()
        )
    if isinstance(one, Join) and isinstance(two, Join):
        return not unlike(one.items, two.items)
    return False


def unlike(one: Iterable[Any], two: Iterable[Any]) -> list[str]:
    """Texts of either order for which the other has none that is alike."""
    left, right = list(one), list(two)
    for text in list(left):
        twin = next((n for n, other in enumerate(right) if alike(text, other)), None)
        if twin is not None:
            left.remove(text)
            del right[twin]
    return [f"{side} {written(text)}" for side, rest in (("<", left), (">", right)) for text in rest]


def drawing(chart: Chart | None) -> tuple[Any, ...]:
    """What a chart is beside its rows."""
    if chart is None:
        return ()
    gaps = sorted(tuple(sorted(chart.gap[n : n + 2])) for n in range(0, len(chart.gap), 2))
    axes = [parts(label) for label in (chart.x_label, chart.y_label)]
    words = Counter(parts(label) for label in (*chart.labels.values(), *chart.panels.values()))
    return (chart.kind, chart.unit, gaps, axes, words, chart.turning_point, chart.join_gaps, chart.log)


def compared(one: Mapping[str, Indicator], two: Mapping[str, Indicator]) -> list[str]:
    """What differs between the indicators of (A, B) and those of (B, A), beside the order of names."""
    found = []
    for name, mine in one.items():
        other = two[mirrored(name, two)]
        there, back = lines(mine, False), lines(other, True)
        found += [f"{name}: < {row}" for row in (there - back)] + [f"{name}: > {row}" for row in back - there]
        if drawing(mine.chart) != drawing(other.chart):
            found.append(f"{name}: another chart")
        texts = [([x.title, *([x.note] if x.note else []), *sentences(x.findings)]) for x in (mine, other)]
        found += [f"{name}: {text}" for text in unlike(*texts)]
        said = [Counter(tuple(numbers(written(f.text))) for f in x.findings) for x in (mine, other)]
        if said[0] != said[1]:
            found.append(f"{name}: other numbers in the findings: {said[0] - said[1]}, {said[1] - said[0]}")
        cited = [Counter(tuple(sorted(f.sources)) for f in x.findings) for x in (mine, other)]
        if cited[0] != cited[1]:
            found.append(f"{name}: other sources")
    return found


def statistics(answer: tested.Answer, swap: bool) -> dict[str, Any]:
    """All that the tests of change say of a theme, by name of the group for the order (A, B)."""
    said = {f.name: getattr(answer, f.name) for f in fields(answer) if f.name not in ("primary", "beside")}
    said |= {name: getattr(answer, name) for name in ("state", "changed", "as_declared", "baseline_decides")}
    for name in ("contrasts", "group_effects"):
        groups = said[name] or {}
        said[name] = sorted((mirrored(key, groups) if swap else key, value) for key, value in groups.items())
    if swap and answer.lists:
        by_a, by_b, both = answer.lists
        said["lists"] = (by_b, by_a, both)
    said["values"] = dict(answer.primary.series.values)
    if answer.beside:
        said |= {f"beside {name}": value for name, value in statistics(answer.beside, swap).items()}
    return said


def answers_differ(a: str, b: str) -> list[str]:
    """Which statistics of the synthesis depend on the order; equal is equal to the last bit."""
    one, two = (
        {x.primary.theme: x for x in tested.answers(load().select(*ends))} for ends in ((a, b), (b, a))
    )
    found = [] if set(one) == set(two) else ["other themes"]
    for theme in set(one) & set(two):
        there, back = statistics(one[theme], False), statistics(two[theme], True)
        found += [f"{theme}: {name}" for name in there if repr(there[name]) != repr(back[name])]
    return found


def differences(pair: tuple[str, str], chapters: Iterable[str] = CHAPTERS) -> list[str]:
    """What differs between the two orders of a pair, over whole chapters."""
    a, b = pair
    found = []
    for theme in chapters:
        found += [f"{a}-{b} {theme} {x}" for x in compared(indicators(theme, a, b), indicators(theme, b, a))]
        if theme == SYNTHESIS:
            found += [f"{a}-{b} answers {x}" for x in answers_differ(a, b)]
    return found


# --- indicators ---


@pytest.mark.parametrize("pair", SAMPLE, ids="-".join)
def test_the_order_of_a_pair_changes_no_indicator(pair: tuple[str, str]) -> None:
    found = differences(pair, SAMPLE[pair])
    assert not found, "\n".join(found[:20])


@pytest.mark.soak
def test_the_order_changes_no_indicator_of_any_pair() -> None:
    """All pairs of land neighbours, every indicator of every chapter; more than half an hour."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = [line for lines_ in pool.map(differences, PAIRS, chunksize=4) for line in lines_]
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:60])


# --- pages ---


def pages_differ(one: Chapter, two: Chapter) -> list[str]:
    """Numbers in findings, in alternative texts and in the rows of CSV files that depend on the order."""
    said = [Counter(tuple(numbers(f["text"])) for f in x.findings) for x in (one, two)]
    found = [f"findings: {n}" for n in ((said[0] - said[1]) | (said[1] - said[0]))]
    if len(one.shown) != len(two.shown):
        found.append("not the same number of figures and tables")
    for anchor, mine in one.shown.items():
        twin = mirrored(anchor.replace("-", "_"), (x.replace("-", "_") for x in two.shown)).replace("_", "-")
        if twin not in two.shown:
            found.append(f"{anchor}: not there")
            continue
        other = two.shown[twin]
        if [numbers(alt) for alt in alts(mine)] != [numbers(alt) for alt in alts(other)]:
            found.append(f"{anchor}: {alts(mine)} {alts(other)}")
        there, back = (Counter(tuple(numbers(" ".join(row))) for row in rows(x)) for x in (mine, other))
        found += [f"{anchor}: {row}" for row in ((there - back) | (back - there))]
    return found


@pytest.mark.parametrize(
    ("pair", "widths"),
    [
        (("VAT", "ITA"), ()),
        pytest.param(("UZB", "KAZ"), WIDTHS, marks=pytest.mark.soak),
        pytest.param(("KGZ", "TJK"), WIDTHS, marks=pytest.mark.soak),
    ],
)
def test_the_order_of_a_pair_changes_no_number_of_a_page(
    pair: tuple[str, str], widths: tuple[str, ...]
) -> None:
    for theme in CHAPTERS:
        one, two = (chapter(theme, *ends, widths=widths) for ends in (pair, pair[::-1]))
        assert one.shown
        assert not pages_differ(one, two)
        assert not compared(one.indicators, two.indicators)


# --- the comparison itself ---


def sample(a: str, b: str, value_a: float, value_b: float) -> Indicator:
    sides = {"a": Country(a), "b": Country(b)}
    return Indicator(
        "sample",
        "economy",
        _("{a}–{b}", **sides),
        pd.DataFrame({"series": ["a_others", "b_others"], "value": [value_a, value_b]}),
        Chart("bars", labels={f"{side}_others": name for side, name in sides.items()}),
        Table((Column("series", _("Measure")), Column("value", _("Value"), "number"))),
        findings=(Finding("both", _("{a}: {by_a}; then {b}: {by_b}.", **sides, by_a=value_a, by_b=value_b)),),
    )


def test_a_side_that_does_not_follow_its_label_is_found() -> None:
    one, two = sample("UZB", "KAZ", 1, 2), sample("KAZ", "UZB", 2, 1)
    assert not compared({"sample": one}, {"sample": two})
    wrong = sample("KAZ", "UZB", 1, 2)  # the same numbers, in the same order
    assert len(compared({"sample": one}, {"sample": wrong})) >= 4
    assert compared({"sample": one}, {"sample": replace(two, frame=wrong.frame)})
    assert compared({"sample": one}, {"sample": replace(two, findings=wrong.findings)})
    assert compared({"sample": one}, {"sample": replace(two, chart=replace(two.chart, kind="lines"))})  # type: ignore[type-var]


def test_an_indicator_that_keeps_a_side_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The means with other neighbours, labelled by the alphabet while the numbers follow the reader."""
    labels = international_support._curve_labels
    monkeypatch.setattr(
        international_support,
        "_curve_labels",
        lambda sel: labels(replace(sel, a=min(sel.a, sel.b), b=max(sel.a, sel.b))),
    )
    one, two = (
        {"agreement": international_support.agreement(load().select(*ends))}
        for ends in (("KGZ", "TJK"), ("TJK", "KGZ"))
    )
    assert compared(one, two)
