"""The chapter on international support: its indicators against values read in the sources."""

from dataclasses import replace

import pandas as pd
import pytest

from bilateral.datapackage import Selection, load
from bilateral.themes import Finding, Indicator
from bilateral.themes import international_support as theme
from tests.conftest import some


@pytest.fixture(scope="module")
def pair() -> Selection:
    return load().select("UZB", "KAZ")


@pytest.fixture(scope="module")
def swapped() -> Selection:
    return load().select("KAZ", "UZB")


def finding(indicator: Indicator, name: str) -> Finding:
    return next(f for f in indicator.findings if f.name == name)


def said(indicator: Indicator, name: str) -> str:
    return finding(indicator, name).text.render("en")


def empty(sel: Selection) -> Selection:
    """The same pair with no row at all."""
    names = ["events", "event_sources", "observations", "memberships", "commitments", "commitment_sources"]
    world = {name: sel.world[name].iloc[:0] for name in ("shared_organisations", "organisations", "refugees")}
    return replace(sel, unga=sel.unga.iloc[:0], world=world, **{n: getattr(sel, n).iloc[:0] for n in names})


@pytest.mark.parametrize(
    ("note", "key", "value"),
    [
        ("Candidate: KAZ. Body: UN Security Council. Term: 2017/2018.", "Body", "UN Security Council"),
        ("Lead: UZB. Sponsor: KAZ", "Sponsor", "KAZ"),
        ("Adopted by consensus.", "Lead", ""),
        ("", "By", ""),
    ],
)
def test_facts_are_read_from_notes(note: str, key: str, value: str) -> None:
    assert theme.noted(note, key) == value


def test_every_indicator_has_sources_for_its_findings(pair: Selection) -> None:
    for name, function in theme.INDICATORS.items():
        for found in function(pair).findings:
            assert found.sources or name == "limits", found.name


# --- agreement in the General Assembly ---


def test_agreement_of_the_last_session(pair: Selection) -> None:
    # session 78 opened in 2023: 69 of 75 roll calls alike, although its votes run to June 2024
    text = said(theme.agreement(pair), "agreement_latest")
    assert "opened in 2023" in text
    assert "92%" in text
    assert "75 roll calls" in text


def test_the_baseline_decides_the_size_of_the_change(pair: Selection) -> None:
    # plain means of the session shares: +0.057 against 2010-15, +0.014 against 2005-15
    text = said(theme.baselines(pair), "baseline_trap")
    assert "2010–2015 the change is 5.7" in text
    assert "2005–2015 it is 1.4" in text
    assert "93.7%" in text


def test_the_turning_year_is_on_neither_side(pair: Selection) -> None:
    unga = pair.unga.copy()
    own = (unga.a == "KAZ") & (unga.b == "UZB")
    unga.loc[own & (unga.year == pair.turning_point), "agree"] = 0.0
    moved = replace(pair, unga=unga)
    assert said(theme.agreement(moved), "agreement_change") == said(theme.agreement(pair), "agreement_change")


def test_changed_votes_change_the_finding(pair: Selection) -> None:
    unga = pair.unga.copy()
    own = (unga.a == "KAZ") & (unga.b == "UZB")
    unga.loc[own & (unga.year > pair.turning_point), "agree"] = 0.5
    text = said(theme.agreement(replace(pair, unga=unga)), "agreement_change")
    assert "50%" in text
    assert "−" in text


def test_the_place_is_given_for_both_windows(pair: Selection) -> None:
    text = said(theme.agreement(pair), "agreement_place")
    assert "99 of the 300" in text
    assert "182 of 300" in text


def test_the_first_finding_answers_the_chapter(pair: Selection) -> None:
    first, second = theme.agreement(pair).findings[:2]
    assert (first.name, second.name) == ("agreement_change", "agreement_shared")
    assert "3.3 percentage points for Uzbekistan and −1.4 for Kazakhstan" in second.text.render("en")


def test_a_session_without_common_votes_is_a_gap(pair: Selection) -> None:
    frame = theme.roll_calls(pair).frame
    gap = frame[frame.period == "2001"]
    assert gap.status.tolist() == ["not_reported"]
    assert gap.value.isna().all()
    assert "2001" not in set(theme.agreement(pair).frame.query("series == 'pair'").period)


def test_all_other_neighbours_of_one_side_moved_up(pair: Selection) -> None:
    assert "4 of 4" in said(theme.neighbours(pair), "neighbours_a")
    assert "2 of 4" in said(theme.neighbours(pair), "neighbours_b")


def test_years_asked_for_cut_the_votes() -> None:
    sel = load().select("UZB", "KAZ", since=2010, until=2020)
    periods = theme.agreement(sel).frame.period
    assert (periods.min(), periods.max()) == ("2010", "2020")


# --- memberships ---


def test_a_treaty_is_not_the_organisation_that_grew_from_it(pair: Selection) -> None:
    # INT-CST-1992: "the Collective Security Treaty was signed in Tashkent on 15 May 1992"; INT-CST-1999-UZB:
    # "left the Collective Security Treaty"; INT-CSTO-UZB-JOIN06 and -SUSP speak of the organisation
    frame = theme.memberships(pair).frame
    own = frame[frame.row.str.contains("CST") & (frame.series == "UZB")]
    assert own[["row", "start", "end"]].values.tolist() == [
        ["Collective Security Treaty (CST)", "1992-05-15", "1999"],
        ["Collective Security Treaty Organization (CSTO)", "2006-06-23", "2012-12-19"],
    ]
    cells = theme.membership_table(pair).frame
    row = cells[[v.render("en").endswith("(CSTO)") for v in cells.organisation]].iloc[0]
    assert row.a.render("en") == "Member (2006) and membership suspended (2012)"
    assert not pair.memberships.query("organisation.str.contains('CSTO') and status == 'founder'").size


def test_left_and_joined_again_are_two_spells(pair: Selection) -> None:
    rows = pair.memberships.copy()
    own = rows.organisation.str.contains(r"\(CST\)") & (rows.country == "UZB") & (rows.status == "party")
    name = rows[rows.organisation.str.contains("CSTO")].organisation.iloc[0]
    rows.loc[own, ["organisation", "status"]] = [name, "member"]
    frame = theme.memberships(replace(pair, memberships=rows)).frame
    frame = frame[(frame.row == name) & (frame.series == "UZB")]
    assert frame[["start", "end"]].values.tolist() == [["1992-05-15", "1999"], ["2006-06-23", "2012-12-19"]]


def test_two_days_of_one_year_are_both_kept(pair: Selection) -> None:
    # INT-CSTO-UZB-JOIN06: announced at the Minsk summit, 23 June 2006; the protocol is of 16 August 2006
    assert "23 June 2006 and 16 August 2006" in said(theme.memberships(pair), "memberships_days")


def test_a_start_known_by_signature_alone_is_named(pair: Selection) -> None:
    # INT-AIIB-AOA: signed on 29 June 2015; the dates of ratification were not read
    text = said(theme.memberships(pair), "memberships_when")
    assert "To 13 of these both belonged before 2016, to 2 only after it" in text
    assert "counted from the signature" in text
    assert text.endswith("Asian Infrastructure Investment Bank (AIIB).")


def test_a_source_that_ends_early_says_so(pair: Selection) -> None:
    # INT-NAM-UZB-JOIN: coded "in every year from 1992", data to 2014
    text = said(theme.memberships(pair), "memberships_only_a")
    assert "Non-Aligned Movement (NAM) (source read up to 2014)" in text


def test_an_observer_is_no_member(pair: Selection) -> None:
    frame = theme.memberships(pair).frame
    eurasian = frame[frame.row.str.contains("EAEU")]
    assert eurasian.series.tolist() == ["KAZ"]  # Uzbekistan has been an observer since 11 December 2020
    cells = theme.membership_table(pair).frame
    row = cells[[v.render("en").endswith("(EAEU)") for v in cells.organisation]].iloc[0]
    assert row.a.render("en") == "Observer (2020)"


def test_sources_that_differ_on_a_year_are_both_kept(pair: Selection) -> None:
    text = said(theme.memberships(pair), "memberships_differ_uzb_oic")
    assert "1995" in text
    assert "1996" in text


def test_an_end_in_the_data_takes_a_member_out(pair: Selection) -> None:
    rows = pair.memberships.copy()
    rows.loc[(rows.country == "UZB") & rows.organisation.str.contains("OTS"), "until"] = "2025"
    before = said(theme.memberships(pair), "memberships_both")
    after = said(theme.memberships(replace(pair, memberships=rows)), "memberships_both")
    assert "15 organisations" in before
    assert "14 organisations" in after
    cells = theme.membership_table(pair).frame
    assert sum(v.render("en") == "yes" for v in cells.both) == 15


# --- candidacies ---


def test_support_by_a_group_is_not_support_by_the_other_side(pair: Selection) -> None:
    frame = theme.candidacy_table(pair).frame
    council = frame[(frame.candidate == "KAZ") & (frame.votes != "")].iloc[0]
    assert council.own.render("en") == "not found by us"
    assert council.joint.render("en") == "2015 and April 2016 (without naming the other side)"
    assert council.elected.render("en") == "28 June 2016"


def test_a_text_that_does_not_name_the_other_side_is_counted_apart(pair: Selection) -> None:
    # five welcomes of Budapest (both are members); the OIC's calls: "Uzbekistan not named"; the Movement's
    # backing of Uzbekistan, where Kazakhstan is an observer
    text = said(theme.candidacies(pair), "candidacies_support")
    assert "11 candidacies" in text
    assert "support for 1 of them" in text
    assert "5 with the other side among the members, and 2 without naming it" in text


def test_an_announcement_without_a_term_is_tied_to_no_term(pair: Selection) -> None:
    # INT-UNSC-BID-2023 names no term; 2039-2040 stands in the declaration of May 2025 alone
    frame = theme.candidacy_table(pair).frame
    terms = [v.render("en") for v in frame.term]
    later = frame.iloc[terms.index("2039–2040")]
    assert later.announced.render("en") == "not found by us"
    assert frame.iloc[terms.index("not found by us")].announced.render("en") == "10 March 2023"
    assert "10 March 2023" in said(theme.candidacies(pair), "candidacies_open")


def test_a_day_of_thanks_is_no_announcement(pair: Selection) -> None:
    # INT-NAM-UZB-2027: "thanked Non-Aligned Movement members in Kampala in January 2024 for backing"
    frame = theme.candidacy_table(pair).frame
    chair = frame[[v.render("en").startswith("Chair") for v in frame.body]].iloc[0]
    assert chair.announced.render("en") == "not found by us"
    assert chair.joint.render("en").startswith("20 January 2024")


def test_an_exposition_held_and_a_term_served_are_no_blanks(pair: Selection) -> None:
    # EXPO-2017 in DIP-V-20170608 and DIP-V-20170909; INT-HRC-KAZ-2021: "having served in 2013-2015"
    frame = theme.candidacy_table(pair).frame
    outcomes = {
        v.render("en"): row.elected.render("en")
        for v, (_i, row) in zip(frame.term, frame.iterrows(), strict=True)
    }
    assert outcomes["2017"] == "held in 2017"
    assert outcomes["2013–2015"].startswith("served")


def test_support_said_after_the_vote_is_no_support_of_the_candidacy(pair: Selection) -> None:
    events = pair.events.set_index("event_id")
    assert events.loc["INT-UNSC-SUP-2017", "kind"] == "mutual_support"
    acts = theme.candidacies(pair).frame
    own = acts[acts.lane == "own"]
    assert own.date.tolist() == ["2012-09-07"]  # the bid of Astana for the exposition of 2017


def test_both_counts_of_a_disputed_election_are_kept(pair: Selection) -> None:
    text = said(theme.candidacies(pair), "election_uzb_2020")
    assert "169 and 164" in text


def test_an_election_of_a_later_term_is_not_due(pair: Selection) -> None:
    frame = theme.candidacy_table(pair).frame
    later = frame[[v.render("en") == "2039–2040" for v in frame.term]].iloc[0]
    assert later.elected.render("en") == "not due yet"


def test_no_function_says_how_a_state_voted(pair: Selection) -> None:
    text = said(theme.candidacies(pair), "candidacies_ballot")
    assert "secret ballot" in text
    assert "cannot be known" in text


# --- resolutions, support, security ---


def test_lead_and_sponsors_of_resolutions(pair: Selection) -> None:
    frame = theme.resolution_table(pair).frame.set_index("date")
    assert frame.loc["2018-06-22", "sponsors"].render("en") == "55"
    assert frame.loc["2018-12-12", "sponsors"].render("en") == "more than 50"
    assert frame.loc["2025-03-04", "lead"].render("en") == "Kazakhstan"
    assert frame.loc["2018-04-12", "lead"].render("en") == "Turkmenistan"
    assert frame.loc["2022-07-28", "both"].render("en") == "by name"
    assert frame.loc["2019-05-28", "both"].render("en") == "not found by us"


def test_to_start_a_text_and_to_table_it_are_two_things(pair: Selection) -> None:
    # tabled for the five: June 2018, connectivity, zone of peace by name; 78/147, SDG centre in words
    found = theme.resolutions(pair)
    assert "Uzbekistan for 5, Kazakhstan for 1 and another state for 2; for 2" in said(
        found, "resolutions_lead"
    )
    assert "5 of the 10" in said(found, "resolutions_tabled")
    assert "5 of the 10; for 2 more" in said(found, "resolutions_joint")


def test_a_plan_is_no_exercise(pair: Selection) -> None:
    security = theme.security(pair)
    # INT-EX-2021 is the series "Kalkan, Hamkorlik and Khanjar"; Kanzhar-2023 is a stage of it
    assert "3 exercises or series" in said(security, "exercises")
    assert "1 before 2016, 2 after it; other states took part in 2" in said(security, "exercises")
    assert "2006" not in set(security.frame[security.frame.lane == "exercise"].date.str[:4])


def test_another_act_changes_the_count(pair: Selection) -> None:
    row = pair.events[pair.events.event_id == "INT-EX-KANZHAR-2023"].assign(
        event_id="X-1", date="2024-01-01", note=""
    )
    more = replace(pair, events=pd.concat([pair.events, row], ignore_index=True))
    assert "4 exercises or series" in said(theme.security(more), "exercises")


def test_directions_of_support_are_counted_apart(pair: Selection) -> None:
    # among them INT-CICA-SUP-2006 and -2022 and INT-OSCE-SUP-2010 ("By: UZB. For: KAZ."), INT-DAMS-SUP-2010
    # ("By: KAZ. For: UZB."); Uzbekistan's objection at the OSCE summit of 2010 and its reserve on CICA in
    # 2002 are statements
    acts = theme.support(pair).frame
    assert acts.groupby("series").size().to_dict() == {"a_for_b": 13, "b_for_a": 8, "both": 1}
    own = acts.set_index("event_id").series
    assert (own["INT-OSCE-SUP-2010"], own["INT-DAMS-SUP-2010"]) == ("a_for_b", "b_for_a")
    assert not {"INT-OSCE-UZB-2010", "INT-CICA-UZB-2002", "INT-AFG-TASHKENT-2018"} & set(own.index)
    assert "22 acts of declared support or aid between the two countries: 6 before 2016, 16 after it" in said(
        theme.support(pair), "support_when"
    )


def test_aid_and_assurances_told_in_a_call_are_counted(pair: Selection) -> None:
    # INT-AID-SARDOBA-KAZ, -UZB, INT-SUP-KAZ-JAN2022: beside the calls of 24 July 2020 and 6 January 2022
    acts = theme.support(pair).frame
    told = set(acts.event_id)
    assert {"INT-AID-SARDOBA-KAZ", "INT-AID-SARDOBA-UZB", "INT-SUP-KAZ-JAN2022"} <= told
    text = said(theme.support(pair), "support_aid")
    assert text == "Aid, given or promised, makes up 4 of them: 2 by Uzbekistan, 2 by Kazakhstan."


def test_no_support_is_counted_twice_or_out_of_place(pair: Selection) -> None:
    # one support told by giver and receiver; an election at home; a former president; positions that coincide
    told = set(theme.support(pair).frame.event_id)
    assert "INT-SUP-CM-2018" in told
    assert not told & {"INT-SUP-CM-2017", "INT-ELECT-1999-SUP", "INT-SUP-OTS-2019", "INT-SUP-2013"}


def test_an_agreement_told_in_a_package_stands_in_the_security_table(pair: Selection) -> None:
    frame = theme.security_table(pair).frame
    assert frame[frame.event_id == "INT-EX-2025-AGR"].date.tolist() == ["2025-11-15"]


def test_the_zone_from_proposal_to_protocol(pair: Selection) -> None:
    frame = theme.zone_table(pair).frame
    assert frame.date.iloc[0] == "1993"
    assert frame.date.iloc[-1] == "2014-05-06"
    assert "2009-03-21" in set(frame.date)
    # the first step is known by its year alone, so the span is not one number
    assert "20 or 21 years" in said(theme.zone_table(pair), "zone_years")
    assert "Uzbekistan and Kazakhstan" in said(theme.zone_table(pair), "zone_ratified")


# --- any pair ---


def test_no_row_at_all(pair: Selection) -> None:
    for function in theme.INDICATORS.values():
        indicator = function(empty(pair))
        assert not len(indicator.frame)
        assert not indicator.findings


def test_a_pair_without_curated_rows_has_votes_only() -> None:
    sel = load().select("NOR", "SWE")
    assert len(theme.agreement(sel).frame)
    for name in ("memberships", "candidacies", "support", "resolutions", "security", "zone_table"):
        indicator = theme.INDICATORS[name](sel)
        assert not len(indicator.frame)
        assert not indicator.findings


def test_a_pair_that_never_voted_together() -> None:
    sel = load().select("SRB", "XKX")
    assert not len(theme.agreement(sel).frame)
    assert not theme.baselines(sel).findings


def test_the_swapped_pair_says_the_same(pair: Selection, swapped: Selection) -> None:
    for name in ("agreement_change", "agreement_place"):
        assert said(theme.agreement(pair), name) == said(theme.agreement(swapped), name)
    for name in ("baseline_trap", "baseline_range"):
        assert said(theme.baselines(pair), name) == said(theme.baselines(swapped), name)
    assert said(theme.neighbours(pair), "neighbours_a") == said(theme.neighbours(swapped), "neighbours_b")
    assert said(theme.memberships(pair), "memberships_both") == said(
        theme.memberships(swapped), "memberships_both"
    )
    terms = [[v.render("en") for v in theme.candidacy_table(s).frame.term] for s in (pair, swapped)]
    assert terms[0] == terms[1]
    assert len(theme.support(pair).frame) == len(theme.support(swapped).frame)


@pytest.mark.parametrize(
    "asked",
    some(
        [{"since": 2018}, {"until": 2012}, {"turning_point": 2022}, {"comparators": []}, {"since": 2030}], 2
    ),
)
def test_other_years_and_comparators_can_be_asked_for(asked: dict[str, int]) -> None:
    sel = load().select("UZB", "KAZ", **asked)
    for function in theme.INDICATORS.values():
        for found in function(sel).findings:
            assert found.text.render("en")
