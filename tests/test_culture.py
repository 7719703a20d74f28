"""The culture chapter: indicators against quoted rows, mutated data, an empty pair, the swapped pair."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import figures, tables
from bilateral.datapackage import Selection, load
from bilateral.messages import Value
from bilateral.themes import Indicator
from bilateral.themes import culture as c
from bilateral.themes.rows import releases


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def without(sel: Selection, **masks: Callable[[pd.DataFrame], Any]) -> Selection:
    """A selection without the rows that a mask names: `without(sel, events=lambda f: f.event_id == "X")`."""
    return replace(sel, **{k: getattr(sel, k)[~mask(getattr(sel, k))] for k, mask in masks.items()})


def said(indicator: Indicator, name: str) -> str:
    return next(f.text.render("en") for f in indicator.findings if f.name == name)


def outcomes(sel: Selection) -> dict[str, str]:
    items = c.pledged(sel)
    return dict(zip(items.commitment_id, items.outcome, strict=True))


# --- the plan ---


def test_two_items_of_the_plan_are_done_by_one_presentation() -> None:
    # UzA, 10 August 2018: the Writers' Union presented the selected works and the collection of articles
    found = outcomes(selection())
    assert (found["CUL-002-A"], found["CUL-002-B"]) == ("done", "done")


def test_what_only_a_plan_names_is_not_found() -> None:
    # CUL-003: "Plan item; no source found that confirms the exposition was opened."
    found = outcomes(selection())
    assert {found[i] for i in ("CUL-003", "CUL-005-A", "CUL-005-B")} == {"not_found"}


def test_a_yearly_item_needs_every_year() -> None:
    # flowers on 10 August: reports of 2018, 2023 and August 2025; the record ends in December 2025
    item = c.pledged(selection()).set_index("commitment_id").loc["CUL-004"]
    assert item.outcome == "partly_done"
    assert item.years == [2018, 2023, 2025]
    assert item.missed == [2019, 2020, 2021, 2022, 2024]


def test_a_plan_grid_keeps_planned_done_and_not_found_apart() -> None:
    frame = c.plan(selection()).frame
    marks = {(r.row, r.column): r.status for r in frame.itertuples()}
    assert marks["CUL-003", "2018"] == "planned"
    assert marks["CUL-003", "2025"] == "not_found"
    assert marks["CUL-004", "2019"] == "not_found"
    assert marks["CUL-002-C", "2018"] == "partly_done"
    assert ("CUL-002-A", "2025") not in marks


def test_taking_the_report_away_takes_the_outcome_away() -> None:
    sel = without(selection(), events=lambda f: f.event_id == "CUL-006")
    assert outcomes(sel)["CUL-002-A"] == "not_found"
    assert "0 done" in said(c.plan(sel), "plan_done")


def test_links_name_commitments_that_exist() -> None:
    sel = selection()
    links = {i for n in sel.events.note for i in re.findall(r"(?:^|; )(?:partly )?fulfils ([^;]+);", n)}
    assert links
    assert links <= set(sel.commitments.commitment_id)


def test_programme_items_named_by_the_document_alone_are_counted_apart() -> None:
    items = c.pledged(selection())
    alone = items[items.document]
    assert set(alone.commitment_id) == {f"SEED-C32-{x}" for x in "ABCDEF"}
    assert set(alone.group) == {"programme"}
    assert "6 of these items" in said(c.programme(selection()), "programme_document")


def test_a_monument_took_from_pledge_to_unveiling() -> None:
    # announced 15 March 2018 (CUL-038), unveiled 8 August 2024 (CUL-040): 2,338 days
    assert said(c.pledges(selection()), "pledge_wait").endswith("6.4 years later.")


# --- the years devoted to each other ---


def test_planned_and_held_are_of_different_years() -> None:
    # CUL-033: over 200 (Qazaq TV) and about 200 (Kazinform) planned for 2018; CUL-048: over 80 held in 2019
    ind = c.year_counts(selection())
    assert said(ind, "year_counts_kaz").startswith(
        "Kazakhstan, 2018: events planned: more than 200 and about 200; no"
    )
    assert "said to be held: more than 80; no count of planned" in said(ind, "year_counts_uzb")
    assert ind.frame[ind.frame.series == "planned"].period.tolist() == ["2018"]


def test_a_held_occasion_without_the_partner_is_no_act_of_the_programme() -> None:
    frame = c.year_events(selection()).frame
    assert "CUL-108" in set(frame.event_id)  # writers from Uzbekistan are named among the guests
    assert "CUL-109" not in set(frame.event_id)  # the forum was held; its report does not name Uzbekistan


# --- students ---


def test_students_of_the_series() -> None:
    # UNESCO Institute for Statistics: 9,641 and 136 in 2019; 26,130 in 2020
    frame = c.students(selection()).frame.set_index(["host", "statistics_owner", "period"]).value
    assert frame["KAZ", "UIS", "2019"] == 9641
    assert frame["UZB", "UIS", "2019"] == 136
    assert frame["KAZ", "UIS", "2020"] == 26130
    assert "71 to 1" in said(c.students(selection()), "students_directions")


def test_a_month_a_school_year_and_a_bound_are_no_points() -> None:
    # 6,721 as of December 2023; 4,620 in 2024/25; "more than 12 thousand" in 2018
    values = set(c.students(selection()).frame.value)
    assert not values & {6721, 416, 4620, 6000, 12000}
    assert {6721, 416, 4620, 6000, 12000} <= set(c.students_table(selection()).frame.value)


def test_a_year_without_a_report_is_no_zero() -> None:
    frame = c.students(selection()).frame
    assert "2002" not in set(frame.period)
    assert (frame.value > 0).all()


def test_a_changed_number_changes_the_sentence() -> None:
    sel = selection()
    numbers = sel.observations.copy()
    mine = (numbers.indicator == "students") & (numbers.reporter == "UZB") & (numbers.period == "2019")
    numbers.loc[mine, "value"] = 500.0
    changed = replace(sel, observations=numbers)
    assert "19 to 1" in said(c.students(changed), "students_directions")


# --- diaspora ---


def test_a_part_year_share_is_told_and_not_drawn() -> None:
    # Ferghana: 3.2 percent at 30 April 2023
    ind = c.diaspora_share(selection())
    assert "3.2% (April 2023)" in said(ind, "diaspora_share_kaz")
    assert 3.2 not in set(ind.frame.value)


def test_a_region_is_no_country() -> None:
    # 378 thousand Uzbeks in Turkistan region
    assert 378000 not in set(c.diaspora_counts(selection()).frame.value)


def test_statements_stand_apart_from_statistics() -> None:
    frame = c.diaspora_counts(selection()).frame
    assert set(frame[frame.series == "statement"].statistics_owner) == {"unknown"}
    assert "unknown" not in set(frame[frame.series != "statement"].statistics_owner)
    low = frame[(frame.series == "doubtful")]
    assert set(low.period) == {"1989", "2021"}  # the two figures of one page that look swapped


# --- heritage, works, the record ---


def test_joint_inscriptions() -> None:
    # Navruz 2016, Nasreddin 2022, yurts 2025; Western Tien-Shan 2016, Turan 2023
    ind = c.inscriptions(selection())
    joint = ind.frame[ind.frame.series == "both"]
    assert set(joint.event_id) == {"CUL-086", "CUL-087", "CUL-088", "CUL-090", "CUL-091"}
    assert said(ind, "inscriptions_joint").startswith("5 inscriptions")


def test_one_sided_inscriptions_are_not_joint() -> None:
    # the Silk Roads corridor of 2014 does not include Uzbekistan; Navruz of 2009 not yet Kazakhstan
    frame = c.inscriptions(selection()).frame.set_index("event_id").series
    assert frame["CUL-092"] == "KAZ"
    assert frame["CUL-085"] == "UZB"


def test_announcements_and_background_are_no_acts() -> None:
    sel = selection()
    ids = set(c.acts(sel).event_id)
    assert not ids & {"CUL-038", "CUL-037", "CUL-099", "CUL-008"}
    assert "CUL-008" in set(c.works(sel).frame.event_id)


def test_reprints_count_as_one_release() -> None:
    sel = selection()
    same = sel.sources[sel.sources.release == "24kz-2025-08-abai-180"].source
    assert len(same) == 2
    assert releases(sel, same) == 1


def test_the_turning_year_is_on_neither_side() -> None:
    assert "Dated acts: 73, of them 2 before 2016 and 69 after it." in said(
        c.acts_by_year(selection()), "acts_time"
    )


# --- for any pair ---


@pytest.mark.parametrize("name", list(c.INDICATORS))
def test_every_indicator_can_be_shown(name: str) -> None:
    sel = selection()
    ind = c.INDICATORS[name](sel)
    for language in ("en", "uz"):
        if ind.chart:
            assert figures.draw(ind, language, sel.turning_point).alt
        if ind.table:
            tables.to_csv(ind.frame, language)
    known = set(sel.sources.source)
    assert {s for f in ind.findings for s in f.sources} <= known
    assert set(tables.columns_sources(ind.frame)) <= known
    names = [f.name for f in ind.findings]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", list(c.INDICATORS))
def test_a_pair_without_rows_gives_empty_frames(name: str) -> None:
    full, empty = c.INDICATORS[name](selection()), c.INDICATORS[name](selection("NOR", "SWE"))
    assert len(empty.frame) == 0
    assert empty.findings == ()
    assert list(empty.frame.columns) == list(full.frame.columns)


@pytest.mark.parametrize("name", list(c.INDICATORS))
def test_the_order_of_the_pair_changes_no_number(name: str) -> None:
    one, other = c.INDICATORS[name](selection()), c.INDICATORS[name](selection("KAZ", "UZB"))

    def rows(ind: Indicator) -> list[str]:
        return sorted(
            str([v.render("en") if isinstance(v, Value) else v for v in r.values()])
            for r in ind.frame.to_dict("records")
        )

    def numbers(ind: Indicator) -> dict[str, list[str]]:
        return {f.name: sorted(re.findall(r"\d+(?:[.,]\d+)*", f.text.render("en"))) for f in ind.findings}

    assert rows(one) == rows(other)
    assert numbers(one) == numbers(other)


@pytest.mark.parametrize("window", [{"since": 2019}, {"until": 2017}, {"since": 2016, "until": 2016}])
def test_a_window_of_years_breaks_nothing(window: dict[str, int]) -> None:
    sel = selection(**window)
    for name in c.INDICATORS:
        ind = c.INDICATORS[name](sel)
        if ind.chart and len(ind.frame):
            figures.draw(ind, "en", sel.turning_point)
