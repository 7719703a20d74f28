"""The diplomacy chapter: indicators against quoted rows, mutated data, an empty pair, the swapped pair."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import figures, tables
from bilateral.datapackage import Selection, load
from bilateral.themes import Indicator
from bilateral.themes import diplomacy as d
from bilateral.themes.rows import releases

WORLD = ("shared_treaties", "alliances", "land_borders")


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def without(sel: Selection, *events: str) -> Selection:
    """The selection without some events."""
    return replace(sel, events=sel.events[~sel.events.event_id.isin(events)])


def changed(sel: Selection, event: str, **cells: str) -> Selection:
    """The selection with cells of one event overwritten."""
    frame = sel.events.copy()
    assert (frame.event_id == event).any()
    for column, value in cells.items():
        frame.loc[frame.event_id == event, column] = value
    return replace(sel, events=frame)


def said(indicator: Indicator, name: str, language: str = "en") -> str:
    return next(f.text.render(language) for f in indicator.findings if f.name == name)


def everything(sel: Selection, language: str = "en") -> dict[str, str]:
    return {
        f"{i.name}.{f.name}": f.text.render(language)
        for make in d.INDICATORS.values()
        for i in [make(sel)]
        for f in i.findings
    }


def number(frame: pd.DataFrame, period: str, series: str) -> float:
    found = frame[(frame.period == period) & (frame.series == series)].value
    return float(found.sum())


# --- against quoted rows ---


def test_visits_are_counted_by_the_label_of_the_most_official_source() -> None:
    # "visited Samarkand on 12 September 2016 to honour the late Karimov": the page names no level
    frame = d.visits_by_level(selection()).frame
    assert number(frame, "2017", "state") == 2
    assert number(frame, "2017", "working") == 0


def test_a_journey_to_a_summit_is_no_visit_though_a_source_calls_it_a_working_visit() -> None:
    # "Tokayev landed in Samarkand on 15 September 2022 on a working visit for the SCO summit."
    visits = d.visits_by_level(selection()).frame
    assert number(visits, "2022", "working") == 0
    table = d.visit_table(selection()).frame
    row = table[table.event_id == "DIP-V-20220915"].iloc[0]
    assert row.occasion.render("en") == "meeting of several states"
    assert "working visit: Kazinform" in row.labels.render("en")


def test_a_label_that_only_the_evidence_table_gave_is_not_taken_over() -> None:
    # "visited Samarkand on 12 September 2016 to honour the late Karimov": no level named
    row = d.visit_table(selection()).frame.set_index("event_id").loc["DIP-V-20160912"]
    assert row.level == "unspecified"
    assert row.labels.render("en").startswith("no label")


def test_a_first_president_is_no_head_of_state() -> None:
    # "with Nazarbayev representing Kazakhstan as First President", Tashkent, 29 November 2019
    met = d.contacts(selection())
    assert "DIP-CM-02" not in set(met.event_id)
    assert not {"DIP-V-20191129", "DIP-V-20191015", "DIP-TEL-20200320"} & set(met.event_id)
    grid = d.consultative(selection()).frame
    marks = {(r.row, r.column): r.status for r in grid.itertuples()}
    assert marks["KAZ", "2019"] == "stand_in"
    assert marks["UZB", "2019"] == "host"
    assert marks["TKM", "2018"] == "stand_in"  # "Turkmenistan's parliament speaker"
    assert marks["UZB", "2020"] == "not_found"


def test_days_to_ratification_are_counted_to_the_law() -> None:
    # signed 22 December 2022; Law No. 83-VIII of 20 May 2024; the report of 28 February is of parliament
    frame = d.ratification(selection()).frame
    days = {(r.category, r.series): r.value for r in frame.itertuples()}
    assert days["DIP-TR-2022", "KAZ"] == 515
    assert days["DIP-TR-2022", "UZB"] == 343
    assert days["DIP-BRD-2022", "in_force"] == 194
    assert ("DIP-TR-2013", "KAZ") not in days  # the law is dated to a year only


def test_the_border_runs_from_delimitation_to_entry_into_force() -> None:
    text = said(d.border(selection()), "border_years")
    assert "16 November 2001" in text
    assert "4 July 2023" in text
    assert "21 full years" in text
    steps = d.border_steps(selection()).frame.set_index("event_id")
    assert steps.loc["DIP-BRD-2022", "dates"].render("en") == (
        "2 December 2022, 21 December 2022 and 22 December 2022"
    )


def test_an_announced_or_missed_meeting_is_no_contact() -> None:
    # "Karimov had ignored the invitation to the informal CIS summit of 20-21 December 2008"
    met = set(d.contacts(selection()).event_id)
    assert not {"DIP-ABS-20081220", "DIP-SUMM-RES2026", "DIP-SUMM-OTS2026"} & met


def test_a_part_year_is_not_drawn() -> None:
    # the latest call is of 16 March 2026; the pages were read in the same year
    indicator = d.contacts_by_year(selection())
    assert indicator.frame.period.max() == "2025"
    assert indicator.note is not None
    assert "1 contact of 2026 is left out" in indicator.note.render("en")


def test_meetings_of_one_journey_are_one_occasion() -> None:
    # 7-9 August 2024: state visit and consultative meeting in Astana
    met = d.contacts(selection())
    august = met[met.event_id.isin(["DIP-V-20240807", "DIP-CM-06"])]
    assert len(august) == 2
    assert d.occasions(august) == 1
    assert d.occasions(met[met.event_id.isin(["DIP-V-20230303", "DIP-V-20240405"])]) == 2


def test_a_summit_counts_whatever_chapter_first_told_it() -> None:
    # "The presidents of the five founder states met in Almaty on 28 April 2009 ... joint statement on IFAS."
    sel = selection()
    met = d.contacts(sel).set_index("event_id")
    assert met.loc["DIP-SUM-20090428", "series"] == "summit_stated"
    assert "DIP-SUM-20090428" in set(d.visit_table(sel).frame.event_id)
    moved = changed(sel, "DIP-SUM-20090428", theme="international_support")
    assert set(d.contacts(moved).event_id) == set(met.index)
    assert "10 contacts of the heads of state in 2008–2015" in said(
        d.contacts_by_year(sel), "contacts_windows"
    )


def test_a_celebration_with_many_guests_is_no_bilateral_visit() -> None:
    # "the presidents of Kyrgyzstan, Tajikistan and Uzbekistan attended the reception of 6 July 2018"
    sel = selection()
    visits = d.contacts(sel).query("kind == 'visit'")
    assert not {"DIP-V-20180706", "DIP-V-20060111"} & set(visits.event_id)
    row = d.visit_table(sel).frame.set_index("event_id").loc["DIP-V-20180706"]
    assert row.occasion.render("en") == "celebration with guests of several states"


def test_presence_is_told_in_three_grades_that_sum_up() -> None:
    # "summit of 11 November 2022 under Mirziyoyev's chairmanship": the Kazakh president is not named
    met = d.gatherings(selection())
    grades = met.presence.value_counts()
    assert set(grades.index) == {"named", "members", "inferred", "announced"}
    assert f"Of {len(met)} meetings" in said(d.limits(selection()), "presence")
    assert met.set_index("event_id").loc["DIP-SUMM-OTS-20221111", "series"] == "summit_unsure"
    text = said(d.contacts_by_year(selection()), "contacts_windows")
    assert "1 and 3 rest on a presence that is only inferred or announced" in text
    part = d.full_years(selection(), met)
    hosts = said(d.hosts(selection()), "summit_hosts")
    assert f"Of {len(part)} meetings with other states" in hosts
    assert f"at {int(part.sure.sum())}:" in hosts


def test_who_was_named_for_one_pair_is_not_taken_for_named_for_another() -> None:
    met = d.gatherings(selection("TJK", "UZB"))
    assert set(met[met.sure].presence) == {"members"}


def test_an_absence_is_no_announced_meeting() -> None:
    # "Karimov had ignored the invitation to the informal CIS summit of 20-21 December 2008"
    limits = d.limits(selection())
    assert said(limits, "announced").startswith("2 meetings of heads of state were announced only")
    assert "(Uzbekistan, 20 December 2008)" in said(limits, "absent_uzb")


def test_calls_of_the_unfinished_year_are_told_too() -> None:
    # the call of 16 March 2026 is in no bar, but it was found
    text = said(d.contacts_by_year(selection()), "calls")
    assert "up to 2025: 17" in text
    assert "after that year: 1" in text


def test_the_record_is_held_against_a_count_of_its_own_time() -> None:
    # 114 documents were counted in November 2012; treaties and packages after that are no part of it
    text = said(d.legal_base(selection()), "legal_base_counts")
    assert "Up to November 2012 our record holds 8 entries, 2 of them for packages" in text
    assert "15 documents between the states" in said(d.legal_base(selection()), "legal_base_ranks")


def test_another_day_of_a_law_is_told() -> None:
    # Trend: "ratified the Treaty on Allied Relations on 1 December 2023"; the law is of 30 November
    text = said(d.ratification(selection()), "law_date")
    assert "1 December 2023; that would make 344 days" in text


def test_a_date_not_found_cites_no_source() -> None:
    finding = next(f for f in d.ratification(selection()).findings if f.name == "in_force_2")
    assert finding.sources == ()


def test_an_act_inside_one_state_is_no_step_on_the_border() -> None:
    # "villages of Bagys and Khiebon were placed under the Turkistan region of Kazakhstan"
    assert "DIP-BRD-BAGYS-2021" not in set(d.border(selection()).frame.event_id)
    assert "DIP-BRD-BAGYS-2021" in set(d.border_steps(selection()).frame.event_id)


def test_two_labels_of_one_site_are_both_shown() -> None:
    # Kun.uz: "informal meeting"; "A companion Kun.uz item calls the visit 'official'"
    row = d.visit_table(selection()).frame.set_index("event_id").loc["DIP-V-20240405"]
    assert row.labels.render("en").startswith(
        "official visit: Kun.uz; working visit: Yangi Oʻzbekiston (yuz.uz); informal visit: Kun.uz and The "
        "Astana Times"
    )


def test_a_count_by_a_source_of_the_record_is_no_check() -> None:
    # Kursiv: "Nazarbayev was in Uzbekistan twice in 2010 and held a bilateral meeting ... at the SCO summit"
    assert "In 1 the counting page is also a source" in said(d.cross_check(selection()), "cross_check")


def test_promised_meetings_are_followed() -> None:
    frame = d.council_pledges(selection()).frame.set_index("commitment_id")
    assert frame.loc["DIP-TR-2022-SIC", "status"] == "reached"  # met on 8 August 2024
    assert frame.loc["DIP-INST-FMC-MEET", "status"] == "reached"  # met in March 2025
    assert frame.loc["DIP-IGC-18-PLAN", "status"] == "reached_late"  # announced for 15 March, held 21 June
    assert frame.loc["DIP-AG-202408-REG-PLAN", "status"] == "not_found"
    assert frame.loc["DIP-FMC-02-PLAN", "status"] == "not_found"
    assert frame.loc["DIP-AG-202511-REG", "status"] == "not_due"


def test_reprints_of_one_release_count_once() -> None:
    sel = selection()
    origin = sel.sources[sel.sources.release != ""].groupby("release").source.agg(list)
    pair = next(s for s in origin if len(s) > 1)
    assert releases(sel, pair) == 1


# --- mutated data changes the result ---


def test_taking_a_visit_away_changes_the_counts() -> None:
    before, after = selection(), without(selection(), "DIP-V-20170322")
    assert "10 in 2017–2024" in said(d.visits_by_level(before), "visits_windows")
    assert "9 in 2017–2024" in said(d.visits_by_level(after), "visits_windows")
    assert "Kazakhstan received 12 visits" in said(d.hosts(before), "hosts")
    assert "Kazakhstan received 11 visits" in said(d.hosts(after), "hosts")


def test_another_host_and_level_are_seen() -> None:
    sel = changed(selection(), "DIP-V-20170322", host="UZB", level="informal")
    assert "Kazakhstan received 11 visits, Uzbekistan 13" in said(d.hosts(sel), "hosts")
    assert number(d.visits_by_level(sel).frame, "2017", "informal") == 1


def test_a_later_law_takes_more_days() -> None:
    sel = changed(selection(), "DIP-TR-2022-RAT-KAZ", date="2024-05-21")
    frame = d.ratification(sel).frame
    assert frame[(frame.category == "DIP-TR-2022") & (frame.series == "KAZ")].value.item() == 516


def test_a_meeting_found_keeps_a_promise() -> None:
    sel = selection()
    row = sel.events[sel.events.event_id == "DIP-SIC-02"].assign(
        event_id="X", date="2024-10-05", end_date="", note="body: council_of_regions."
    )
    frame = d.council_pledges(replace(sel, events=pd.concat([sel.events, row]))).frame
    assert frame.set_index("commitment_id").loc["DIP-AG-202408-REG-PLAN", "status"] == "reached"


def test_without_the_stand_in_the_meeting_counts() -> None:
    sel = changed(selection(), "DIP-CM-02", note="")
    assert "DIP-CM-02" in set(d.contacts(sel).event_id)


def test_another_turning_point_moves_the_windows() -> None:
    text = said(d.visits_by_level(selection(turning_point=2010)), "visits_windows")
    assert "2002–2009" in text
    assert "2011–2018" in text


def test_an_unrelated_change_changes_nothing() -> None:
    sel = without(selection(), "DIP-AWARD-2017")
    assert said(d.visits_by_level(sel), "visits_windows") == said(
        d.visits_by_level(selection()), "visits_windows"
    )


# --- other pairs ---


def bare() -> Selection:
    """A pair without rows of its own, and without those of the tables of the world."""
    sel = selection("NOR", "SWE")
    return replace(sel, world={name: sel.world[name].iloc[:0] for name in WORLD})


@pytest.mark.parametrize("name", list(d.INDICATORS))
def test_a_pair_without_rows_gives_an_empty_answer(name: str) -> None:
    indicator = d.INDICATORS[name](bare())
    assert indicator.frame.empty
    assert indicator.findings == ()


@pytest.mark.soak
def test_the_swapped_pair_says_the_same() -> None:
    assert everything(selection("KAZ", "UZB")) == everything(selection())
    for name, make in d.INDICATORS.items():
        one, two = make(selection()).frame, make(selection("KAZ", "UZB")).frame
        assert tables.to_csv(one, "en") == tables.to_csv(two, "en"), name


def test_a_pair_known_from_meetings_of_several_states_is_not_compared() -> None:
    sel = selection("TJK", "UZB")
    assert len(d.contacts(sel))
    assert "says nothing on how often the two met" in said(d.limits(sel), "not_collected")
    assert not any("2008–2015" in text for text in everything(sel).values())


def test_a_cut_window_is_not_compared() -> None:
    assert "visits_windows" not in [f.name for f in d.visits_by_level(selection(until=2020)).findings]


# --- form ---


@pytest.mark.soak  # the built pages show the same
@pytest.mark.parametrize("language", ["en", "uz"])
def test_all_of_it_can_be_drawn_and_written(language: str) -> None:
    sel = selection()
    cited = tables.Citations(sel.sources)
    drawn = written = 0
    for make in d.INDICATORS.values():
        indicator = make(sel)
        if indicator.chart:
            assert figures.describe(indicator, language, sel.turning_point)
            drawn += 1
        if indicator.table:
            assert tables.to_markdown(indicator, language, cited)
            written += 1
    assert drawn >= 5
    assert written >= 2
    assert len(everything(sel, language)) >= 8


def test_every_source_named_is_in_the_selection() -> None:
    sel = selection()
    known = set(sel.sources.source)
    for make in d.INDICATORS.values():
        indicator = make(sel)
        for finding in indicator.findings:
            assert set(finding.sources) <= known, finding.name


def test_names_of_findings_are_unique() -> None:
    names = [f.name for make in d.INDICATORS.values() for f in make(selection()).findings]
    assert len(names) == len(set(names))
