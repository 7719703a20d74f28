"""The chapter on international support: its indicators against values read in the sources."""

from dataclasses import replace

import pandas as pd
import pytest

from bilateral.datapackage import Selection, load
from bilateral.themes import Finding, Indicator
from bilateral.themes import international_support as theme


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
    return replace(sel, unga=sel.unga.iloc[:0], **{n: getattr(sel, n).iloc[:0] for n in names})


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


def test_left_and_joined_again_are_two_spells(pair: Selection) -> None:
    frame = theme.memberships(pair).frame
    own = frame[frame.row.str.contains("CSTO") & (frame.series == "UZB")]
    assert own[["start", "end"]].values.tolist() == [["1992-05-15", "1999"], ["2006-06-23", "2012-12-19"]]


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
    assert "Turkic States" in before
    assert "Turkic States" not in after


# --- candidacies ---


def test_support_by_a_group_is_not_support_by_the_other_side(pair: Selection) -> None:
    frame = theme.candidacy_table(pair).frame
    council = frame[(frame.candidate == "KAZ") & (frame.term == "2017/2018")].iloc[0]
    assert council.own.render("en") == "not found by us"
    assert council.joint.render("en") == "2015 and April 2016"
    assert council.elected.render("en") == "28 June 2016"


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
    later = frame[frame.term == "2039/2040"].iloc[0]
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
    assert frame.loc["2025-03-04", "lead"] == "KAZ"
    assert frame.loc["2018-04-12", "lead"] == "TKM"


def test_a_plan_is_no_exercise(pair: Selection) -> None:
    security = theme.security(pair)
    assert "4 joint exercises" in said(security, "exercises")
    assert "2006" not in set(security.frame[security.frame.lane == "exercise"].date.str[:4])


def test_another_act_changes_the_count(pair: Selection) -> None:
    row = pair.events[pair.events.event_id == "INT-EX-KANZHAR-2023"].assign(event_id="X-1", date="2024-01-01")
    more = replace(pair, events=pd.concat([pair.events, row], ignore_index=True))
    assert "5 joint exercises" in said(theme.security(more), "exercises")


def test_directions_of_support_are_counted_apart(pair: Selection) -> None:
    acts = theme.support(pair).frame
    assert acts.groupby("series").size().to_dict() == {"a_for_b": 8, "b_for_a": 8, "both": 3}


def test_the_zone_from_proposal_to_protocol(pair: Selection) -> None:
    frame = theme.zone_table(pair).frame
    assert frame.date.iloc[0] == "1993"
    assert frame.date.iloc[-1] == "2014-05-06"
    assert "2009-03-21" in set(frame.date)


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
    assert (
        theme.candidacy_table(pair).frame.term.tolist() == theme.candidacy_table(swapped).frame.term.tolist()
    )
    assert len(theme.support(pair).frame) == len(theme.support(swapped).frame)


@pytest.mark.parametrize(
    "asked",
    [{"since": 2018}, {"until": 2012}, {"turning_point": 2022}, {"comparators": []}, {"since": 2030}],
)
def test_other_years_and_comparators_can_be_asked_for(asked: dict[str, int]) -> None:
    sel = load().select("UZB", "KAZ", **asked)
    for function in theme.INDICATORS.values():
        for found in function(sel).findings:
            assert found.text.render("en")
