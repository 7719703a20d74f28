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
from tests.conftest import some


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
    assert {found[i] for i in ("CUL-003", "CUL-005-B")} == {"not_found"}


def test_a_contest_for_students_alone_fulfils_the_plan_in_part() -> None:
    # CUL-005-A: "an essay contest on Abai's works for pupils and students"; CUL-216, 2021: a car was given
    # "among students of Uzbekistan who had written essays"; of pupils, or of the resolution, no page tells.
    # The announcement of that contest ("no proof") is no report of it
    item = c.pledged(selection()).set_index("commitment_id").loc["CUL-005-A"]
    assert (item.outcome, item.done, item.proof) == ("partly_done", "2021", "24-kz-nd-d89f1")
    marks = {(r.row, r.column): r.status for r in c.plan(selection()).frame.itertuples()}
    assert (marks["CUL-005-A", "2018"], marks["CUL-005-A", "2021"]) == ("planned", "partly_done")
    assert ("CUL-005-A", "2025") not in marks
    assert "we found 2 done and 2 partly done; for 2 no report" in said(c.plan(selection()), "plan_done")


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
    assert not [f for f in c.plan(sel).findings if f.name == "plan_told"]


def test_an_item_that_only_a_report_names_is_not_counted_under_the_decision() -> None:
    # CUL-002-C: the broadcaster speaks of literary evenings, the resolution as read does not
    ind = c.plan(selection())
    assert "of 6 items" in said(ind, "plan_done")
    assert "is named by a report" in said(ind, "plan_report")


def test_what_is_done_names_who_tells_it() -> None:
    # both books: one presentation by the Writers' Union, two pages of UzA
    assert said(c.plan(selection()), "plan_told").endswith("(10 August 2018), told by UzA.")


def test_an_act_of_the_other_side_and_another_act_are_told_as_such() -> None:
    # CUL-206: "Staff of the Kazakh embassy laid flowers"; CUL-018: report of 9 August 2025; CUL-211: an
    # exhibition
    ind = c.plan(selection())
    days = "10 August 2018, 10 August 2023 (by Kazakhstan) and August 2025"
    assert f"fell due 8 times. We found it 3 times: {days}." in said(ind, "plan_yearly")
    assert "Book exhibition for Abai Day" in said(ind, "plan_beside")
    marks = {(r.row, r.column): r.status for r in ind.frame.itertuples()}
    assert (marks["CUL-004", "2018"], marks["CUL-004", "2023"]) == ("done", "partly_done")


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
    ind = c.programme(selection())
    assert "6 more items are named by the tested document alone" in said(ind, "programme_document")
    # done: the theatre (CUL-034); in part: one of four towns with a concert (CUL-110), and for the exhibition
    # of books the pavilion at a fair (CUL-214), of which no page speaks as the exhibition that was planned
    assert said(ind, "programme_done") == (
        "Year of Uzbekistan in Kazakhstan, 2018: of 9 items that sources name beforehand, we found 1 "
        "done and 2 partly done; for 6 no report was found by us."
    )
    beforehand = ind.frame[ind.frame.column == "planned_column"].set_index("row").status
    assert set(beforehand[beforehand == "document"].index) == set(alone.commitment_id)


def test_both_years_are_planned_against_held() -> None:
    # Kazinform, 1 July 2019: the Astana Opera was to perform; xs.uz: concerts announced for October
    assert "2019: of 2 items" in said(c.programme(selection()), "programme_done_2")


def test_only_a_page_that_tells_of_the_partner_proves() -> None:
    # CUL-108: "The countries listed in the excerpt do not include Uzbekistan"; Udmurtia's library names
    # writers
    items = c.pledged(selection()).set_index("commitment_id")
    assert items.proof["SEED-C32-B"] == "national-library-of-udmu-2018-e94a9"
    # CUL-107: a memorandum with a festival; two pages: "Uzbekistan not named in the excerpt"
    assert items.outcome["SEED-C32-A"] == "partly_done"
    assert items.proof["SEED-C32-A"] == "eurasia-iff-2018-87112"
    # CUL-109: one page, "no proof; ... Uzbekistan not named in the excerpt": nothing was found of the writers
    assert (items.outcome["SEED-C32-D"], items.proof["SEED-C32-D"]) == ("not_found", "")
    assert "We found 1 done and 1 partly done" in said(c.programme(selection()), "programme_document")
    assert (items[items.outcome != "not_found"].proof != "").all()


def test_a_promise_of_two_directions_is_done_with_the_second() -> None:
    # CUL-011: anthologies and translations both ways; in Kazakh April 2019, in Uzbek December 2022
    item = c.pledged(selection()).set_index("commitment_id").loc["CUL-011-A"]
    assert (item.outcome, item.done) == ("done", "2022-12")


def test_one_sentence_answers_for_all_promises_that_sources_name() -> None:
    items = c.pledged(selection())
    named = items[~items.document]
    assert (named.outcome == "done").sum() == 6
    text = said(c.overview(selection()), "overview_pledges")
    assert text.startswith(f"Sources name {len(named)} cultural promises")
    # in part: CUL-002-C, CUL-004 (three years of eight), CUL-005-A, CUL-032-F and CUL-032-H
    assert "We found 6 done and 5 partly done; for 9" in text


def test_a_monument_took_from_pledge_to_unveiling() -> None:
    # announced 15 March 2018 (CUL-038), unveiled 8 August 2024 (CUL-040): 2,338 days
    assert said(c.pledges(selection()), "pledge_wait").endswith("6.4 years later.")


# --- the years devoted to each other ---


def test_planned_and_held_are_of_different_years() -> None:
    # CUL-033: over 200 (Qazaq TV) and about 200 (Kazinform) planned for 2018; CUL-048: over 80 held in 2019
    ind = c.year_counts(selection())
    assert said(ind, "year_counts_kaz").startswith(
        "Kazakhstan, 2018: sources speak of more than 200 and about 200 events planned; no count"
    )
    assert "speak of more than 80 events held; no count of events planned" in said(ind, "year_counts_uzb")
    assert ind.frame[ind.frame.series == "planned"].period.tolist() == ["2018"]


def test_what_counts_for_a_year_was_held_in_it_where_it_was_devoted() -> None:
    # CUL-112: a book exhibition in Almaty in January 2019; CUL-204: concerts "announced for October"
    ind = c.year_events(selection())
    status = ind.frame.set_index("event_id").status
    assert status["CUL-204"] == "announced"
    assert status["CUL-112"] == "held"
    counted = c.year_counts(selection()).frame.set_index("category").value
    # 2018: the opening, CUL-034, -035, -036, -110 and the book fair (CUL-214: "the pavilion of Uzbekistan,
    # guest of honour, was opened, with regard to the Year"); a speech at the opening (CUL-215) is none
    assert (counted["UZB 2019 record"], counted["KAZ 2018 record"]) == (4, 6)
    assert {"CUL-213", "CUL-215"}.isdisjoint(status.index)
    # UzA and the government portal carry one release on the book fair
    assert "Of 11 dated acts of these years, 7 rest on one" in said(ind, "year_events_single")


def test_an_occasion_that_the_document_alone_ties_to_a_year_is_no_act_of_it() -> None:
    # CUL-107, CUL-108: no page but the tested document ties them to the Year; CUL-111: nor does the library's
    assert not {"CUL-107", "CUL-108", "CUL-109", "CUL-111"} & set(c.year_events(selection()).frame.event_id)


# --- students ---


def test_students_of_the_series() -> None:
    # UNESCO Institute for Statistics: 9,641 and 136 in 2019; 26,130 in 2020
    frame = c.students(selection()).frame.set_index(["host", "statistics_owner", "period"]).value
    assert frame["KAZ", "UIS", "2019"] == 9641
    assert frame["UZB", "UIS", "2019"] == 136
    assert frame["KAZ", "UIS", "2020"] == 26130
    # 2018: 3,768 and 108; the year in doubt does not stand alone
    assert "35 and 71 to 1" in said(c.students(selection()), "students_directions")


def test_a_count_of_another_measure_is_told_as_such() -> None:
    # CUL-075: about 3,700 (a study), 3,768 (UIS); Qazaq TV: more than 12 thousand, "helped by distance
    # learning"
    text = said(c.students(selection()), "students_disagree")
    assert text.endswith(
        "3,768 agree within a tenth. Another count, more than 12,000, includes distance study."
    )


def test_the_call_home_of_students_is_told_beside_their_counts_and_is_no_act() -> None:
    # CUL-078: Uzbekistan invited its students to transfer home, February 2020
    assert "transfer home” (February 2020)" in said(c.students(selection()), "students_explained")
    assert "CUL-078" not in set(c.acts(selection()).event_id)


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
    assert "35 and 19 to 1" in said(c.students(changed), "students_directions")


def test_two_reports_of_one_fair_have_one_date() -> None:
    # CUL-081: 37 and 12 universities, the same two days of May 2017
    ind = c.schooling(selection())
    assert "May 2017: the reports differ" in said(ind, "schooling_universities_at_fair")
    contracts = ind.frame[ind.frame.value == 471]
    assert contracts.countries.tolist() == ["KAZ;UZB"]


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


def test_exchanged_figures_are_said_to_be_exchanged() -> None:
    # Newstaraz: 821.2 in 1989 and 808.2 in 2021; Zakovat: 821.2 in 2021
    text = said(c.diaspora_counts(selection()), "diaspora_disagree_uzb")
    assert "The page with 808,200 gives 821,200 for 1989" in text


def test_people_are_called_by_their_name_and_the_last_census_is_told() -> None:
    for ind in (c.diaspora_share(selection()), c.diaspora_counts(selection())):
        assert "Kazakhs in Uzbekistan, Uzbeks in Kazakhstan" in ind.title.render("en")
        assert not any("titular" in f.text.render("en") for f in ind.findings)
    # Kazinform, 3 February 2026: the last census of Uzbekistan was held in 1989
    assert "that of 1989" in said(c.diaspora_share(selection()), "diaspora_census_last_uzb")
    names = {f.name for f in c.diaspora_share(selection()).findings}
    assert "diaspora_census_last_kaz" not in names


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
    # a Year declared by one president, a speech of the other at its opening
    assert not ids & {"CUL-213", "CUL-215"}
    # announced or planned, not reported as held: CUL-060 "whether it was shot is not shown", CUL-116
    # "Announcement"
    assert not ids & {"CUL-060", "CUL-079", "CUL-096", "CUL-114", "CUL-116", "CUL-204", "CUL-212"}
    # the report does not name the partner
    assert "CUL-109" not in ids
    assert "CUL-008" in set(c.works(sel).frame.event_id)


def test_a_part_of_an_act_is_not_counted_beside_it() -> None:
    # CUL-015: the presidents see the exhibition of CUL-014; CUL-057, CUL-113: signed within the Days of
    # culture
    ids = set(c.acts(selection()).event_id)
    assert not ids & {"CUL-015", "CUL-057", "CUL-113"}
    assert {"CUL-014", "CUL-056", "CUL-055"} <= ids


def test_what_one_side_tells_is_told_apart() -> None:
    ind = c.hosts(selection())
    assert {"hosts_told_uzb", "hosts_told_kaz"} <= {f.name for f in ind.findings}
    home = dict(zip(selection().publishers.publisher, selection().publishers.country, strict=True))
    side = dict(zip(selection().sources.source, selection().sources.publisher.map(home), strict=True))
    told = next(f for f in ind.findings if f.name == "hosts_told_uzb")
    assert {side[s] for s in told.sources} == {"UZB"}


def test_reprints_count_as_one_release() -> None:
    sel = selection()
    same = sel.sources[sel.sources.release == "24kz-2025-08-abai-180"].source
    assert len(same) == 2
    assert releases(sel, same) == 1


def test_the_turning_year_is_on_neither_side() -> None:
    # the book fair of April 2018 (CUL-214) and the essay contest of 2021 (CUL-216) among those after it
    text = said(c.acts_by_year(selection()), "acts_time")
    assert text.startswith("Our record holds 63 dated acts: 2 before 2016, 2 in that year and 59 after it.")


# --- for any pair ---


@pytest.mark.parametrize("name", some(c.INDICATORS, 4))
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


@pytest.mark.parametrize("name", some(c.INDICATORS, 3))
def test_a_pair_without_rows_gives_empty_frames(name: str) -> None:
    # neighbours have rows in the tables of the world; two islands have none there
    world = {"students", "limits", *c.culture_world.INDICATORS}
    for pair in [("ISL", "MLT"), *([("NOR", "SWE")] if name not in world else [])]:
        full, empty = c.INDICATORS[name](selection()), c.INDICATORS[name](selection(*pair))
        assert len(empty.frame) == 0
        assert empty.findings == ()
        assert list(empty.frame.columns) == list(full.frame.columns)


@pytest.mark.parametrize("name", some(c.INDICATORS, 4))
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


@pytest.mark.parametrize("window", [{"since": 2019}, pytest.param({"until": 2017}, marks=pytest.mark.soak)])
def test_a_window_of_years_breaks_nothing(window: dict[str, int]) -> None:
    sel = selection(**window)
    for name in c.INDICATORS:
        ind = c.INDICATORS[name](sel)
        if ind.chart and len(ind.frame):
            figures.draw(ind, "en", sel.turning_point)
