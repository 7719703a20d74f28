"""What the tourism and religion chapter computes from the tables of the world: hand-checked, all pairs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import figures, tables
from bilateral.datapackage import Selection, load
from bilateral.messages import render
from bilateral.themes import Indicator
from bilateral.themes import tourism_religion as t
from bilateral.themes.tourism_religion import world as w
from tests.any_pair import own

NAMES = (
    "entry_rules",
    "air_routes",
    "holidays_in_common",
    "common_days",
    "religions",
    "religion_similarity",
)
TABLES = (
    "visa_rules",
    "air_routes",
    "public_holidays",
    "common_holidays",
    "religions",
    "religion_similarity",
)
PAIRS = load().borders


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def having(sel: Selection, table: str, frame: pd.DataFrame) -> Selection:
    """The selection with another table of the world."""
    return replace(sel, world={**{name: sel.world[name] for name in TABLES}, table: frame})


def said(indicator: Indicator, name: str, language: str = "en") -> str:
    return next(f.text.render(language) for f in indicator.findings if f.name == name)


def names(indicator: Indicator) -> list[str]:
    return [f.name for f in indicator.findings]


def made(sel: Selection) -> list[Indicator]:
    return [t.INDICATORS[name](sel) for name in NAMES]


def line(indicator: Indicator, series: str) -> dict[str, float]:
    mine = indicator.frame[indicator.frame.series == series]
    return dict(zip(mine.period, mine.value, strict=True))


# --- hand-checked against the tables ---


def test_entry_rules_are_the_spells_of_the_table() -> None:
    # UZB,KAZ: visa_free to 2019-12-17; visa_free,30 (recoded) to 2020-05-09; covid_ban 2020-11-19 to
    # 2021-02-24; visa_free,30 from 2021-05-13 on, 45 snapshots. KAZ,UZB: one spell of 54
    indicator = w.entry_rules(selection())
    rows = list(indicator.frame[["row", "start", "end", "series"]].itertuples(index=False, name=None))
    assert rows == [
        ("UZB:KAZ", "2019-11-23", "2019-12-17", "visa_free"),
        ("UZB:KAZ", "2020-02-07", "2020-05-09", "visa_free"),
        ("UZB:KAZ", "2020-11-19", "2021-02-24", "covid_ban"),
        ("UZB:KAZ", "2021-05-13", "2026-02-17", "visa_free"),
        ("KAZ:UZB", "2019-11-23", "2026-02-17", "visa_free"),
    ]
    assert said(indicator, "entry_last_one_way") == (
        "Uzbekistan → Kazakhstan: no visa needed (the last 45 snapshots, 13 May 2021 – 17 February 2026); "
        "stay in the last one: up to 30 days."
    )
    assert said(indicator, "entry_last_other_way") == (
        "Kazakhstan → Uzbekistan: no visa needed (the last 54 snapshots, 23 November 2019 – 17 February "
        "2026)."
    )
    assert said(indicator, "entry_change_one_way") == (
        "Uzbekistan → Kazakhstan: 2 changes, the last seen between the snapshots of 24 February 2021 and 13 "
        "May 2021: travel banned in the pandemic, then no visa needed."
    )
    assert "entry_change_other_way" not in names(indicator)
    assert "no visa needed (13 May 2021 – 17 February 2026)" in said(indicator, "entry_compared")


def test_rules_that_end_with_the_snapshots_are_not_said_to_go_on_or_to_have_ended() -> None:
    alt = figures.describe(w.entry_rules(selection()), "en", 2016)
    assert "Chart of 5 periods in 2 rows; the first starts in 2019. Uzbekistan → Kazakhstan" in alt
    assert "still going on" not in alt


def test_entry_rules_of_other_pairs() -> None:
    # IND,PAK: visa_required throughout; PAK,IND: covid_ban 2021-01-25 to 2021-11-21, then 40 snapshots
    south = w.entry_rules(selection("IND", "PAK"))
    assert "visa required (the last 54 snapshots" in said(south, "entry_last_other_way")
    assert "between the snapshots of 21 November 2021 and 14 December 2021" in said(
        south, "entry_change_one_way"
    )
    # RUS,UKR: visa_free to 2022-06-06, then visa_required; UKR,RUS: visa_free,90 from 2022-07-03 on
    east = w.entry_rules(selection("RUS", "UKR"))
    assert said(east, "entry_change_other_way") == (
        "Russia → Ukraine: 1 change, seen between the snapshots of 6 June 2022 and 3 July 2022: no visa "
        "needed, then visa required."
    )
    assert said(east, "entry_compared") == (
        "The two directions stand under different rules (3 July 2022 – 17 February 2026)."
    )


def test_the_record_of_visa_steps_is_set_beside_the_site() -> None:
    # events within the snapshots: TR-007, TR-008 (2021), TR-016, TR-016-SIGN, TR-017, TR-017-KAZ (2024),
    # TR-017-UZB and two more; earlier ones, as TR-005 of 2018, are not counted
    own = t.visa.steps(selection())
    own = own[(own.date >= "2019-11-23") & (own.date <= "2026-02-17")]
    assert {"TR-007", "TR-008", "TR-016", "TR-016-SIGN", "TR-017", "TR-017-KAZ", "TR-017-UZB"} <= set(
        own.event_id
    )
    text = said(w.entry_rules(selection()), "entry_record")
    assert f"in our own record, above: {len(own)};" in text
    assert "both directions together: 2." in text
    assert "entry_record" not in names(w.entry_rules(selection("IND", "PAK")))


def test_routes_stand_beside_those_of_the_neighbours() -> None:
    # KAZ,UZB,8,2,2,0; CHN,KAZ 4 pairs, KAZ,KGZ 2, KAZ,RUS 35; KGZ,UZB 1
    indicator = w.air_routes(selection())
    assert dict(zip(indicator.frame.category, indicator.frame.value, strict=True)) == {
        "KAZ-RUS": 35,
        "CHN-KAZ": 4,
        "KAZ-KGZ": 2,
        "KAZ-UZB": 2,
        "KGZ-UZB": 1,
    }
    assert "routes 8 (there and back count as two), airlines 2, pairs of airports 2;" in said(
        indicator, "air_pair"
    )
    assert said(indicator, "air_place_kaz") == (
        "Kazakhstan: other land neighbours with a route in the file: 3; joined by more pairs of airports "
        "than the two of this pair: 2."
    )
    # ESP,FRA,214,13,80,86
    assert (
        "routes 214 (there and back count as two), airlines 13, pairs of airports 80; beside these"
        in said(w.air_routes(selection("ESP", "FRA")), "air_pair")
    )


def test_a_route_that_is_only_sold_is_no_bar_and_no_zero() -> None:
    # BEL,NLD,0,0,0,2
    indicator = w.air_routes(selection("BEL", "NLD"))
    assert "BEL-NLD" not in set(indicator.frame.category)
    assert said(indicator, "air_none") == (
        "June 2014: no route of an airline's own between the two is in the file; seats sold on planes of "
        "another airline: 2 rows. Whether there was a flight is not known."
    )


def test_nothing_is_said_of_routes_between_two_that_are_no_neighbours() -> None:
    indicator = w.air_routes(selection("DEU", "ESP"))
    assert indicator.frame.empty
    assert indicator.findings == ()


def test_holidays_in_common_are_those_of_the_table() -> None:
    # KAZ,UZB: 2000 8,10,3; 2016 16,9,6; 2026 14,9,5,1; 2008 to 2015: 4, 4 and six times 5; later always 5
    indicator = w.holidays_in_common(selection())
    common = line(indicator, "common")
    assert (common["2000"], common["2016"], common["2026"]) == (3, 6, 5)
    assert list(common)[-1] == "2026"  # later years are no announcement
    assert (line(indicator, "UZB")["2000"], line(indicator, "KAZ")["2000"]) == (10, 8)
    assert said(indicator, "holidays_ends") == (
        "Days in common: 3 (2000) and 5 (2026). All public holidays (2026): Uzbekistan 9, Kazakhstan 14."
    )
    assert said(indicator, "holidays_windows") == (
        "Days in common a year, on average: 4.8 (2008–2015) and 5 (2017–2024)."
    )
    assert "the package estimates 2," in said(indicator, "holidays_estimated")  # one of 2001, one of 2026
    # NOR,SWE: 2000 12,13,10; 2026 12,13,9
    assert "10 (2000) and 9 (2026)" in said(w.holidays_in_common(selection("NOR", "SWE")), "holidays_ends")


def test_a_zero_by_law_is_told_as_a_count() -> None:
    # RUS,UKR: 2023 to 2026 14,0,0
    indicator = w.holidays_in_common(selection("RUS", "UKR"))
    assert line(indicator, "common")["2026"] == 0
    assert "no public holiday in 2023, 2024, 2025 and 2026" in said(indicator, "holidays_none_ukr")
    days = w.common_days(selection("RUS", "UKR"))
    assert days.frame.empty
    assert names(days) == ["common_days_none"]


def test_common_days_have_the_name_of_each_side() -> None:
    days = w.common_days(selection())
    rows = list(days.frame[["date", "first", "second"]].itertuples(index=False, name=None))
    assert len(rows) == 5
    # KAZ,UZB,2026-05-09,Victory Day,Day of Memory and Honor
    assert ("2026-05-09", "Day of Memory and Honor", "Victory Day") in rows
    assert said(days, "common_days_named") == (
        "2026, days in common: 5; under one and the same name in the package: 2; estimated by it, on one "
        "side at least: 1."
    )
    assert said(days, "common_days_feasts").endswith("Eid al-Fitr – 0 and Eid al-Adha – 1.")
    assert "common_days_feasts" not in names(w.common_days(selection("NOR", "SWE")))


def test_religions_are_printed_as_they_stand() -> None:
    frame = w.religions(selection()).frame
    assert list(frame.text) == [
        "Muslim 88% (mostly Sunni)",
        "Eastern Orthodox 9%",
        "other 3%",
        "Muslim 69.3%",
        "Christian 17.2% (Orthodox 17%, other 0.2%)",
        "unspecified 11%",
        "non-believers 2.3%",
        "Buddhism 0.1%",
        "other 0.1%",
    ]
    indicator = w.religions(selection("IND", "PAK"))
    assert said(indicator, "religions_pak") == (  # 1.4, 1.6 and 96.4; four groups below 1%
        "Pakistan: the largest percentage, 96.4%, is printed for “Muslim” (estimate of 2020); all 3 "
        "percentages add up to 99.4%."
    )
    assert list(indicator.frame.percent.isna())[-4:] == [True] * 4
    assert "estimate without a year" in said(w.religions(selection()), "religions_uzb")


def test_no_largest_group_is_named_where_one_without_a_number_may_be_larger() -> None:
    # RUS: "Russian Orthodox 15-20%", "Muslim 10-15%", other Christian 2; UKR: names alone
    indicator = w.religions(selection("RUS", "UKR"))
    assert said(indicator, "religions_rus") == (
        "Russia: groups with one percentage 1, together 2%; groups without 2. Which one is largest cannot be "
        "read from a number."
    )
    assert "groups without 6" in said(indicator, "religions_ukr")
    # IRQ: "Muslim (official) 95-98%" is not read, so Christians with 1% are not the largest
    assert "cannot be read" in said(w.religions(selection("IRQ", "KWT")), "religions_irq")
    # the Palestinian territories have no row
    assert "which is not zero" in said(w.religions(selection("ISR", "PSE")), "religions_missing_pse")


def test_similarity_is_that_of_the_table() -> None:
    # KAZ,UZB: 1995 0.5839,0.5839; 2010 0.6326,0.6626
    indicator = w.religion_similarity(selection())
    assert line(indicator, "families") == {"1995": 0.5839, "2000": 0.5833, "2005": 0.6013, "2010": 0.6626}
    assert said(indicator, "similarity_ends") == (
        "Overlap by religions: 58.4% (1995) and 66.3% (2010); by denominations: 58.4% (1995) and 63.3% "
        "(2010)."
    )
    # ESP,FRA: 1945 0.9203,0.9402; 2010 0.8490,0.8962
    assert "by religions: 94.0% (1945) and 89.6% (2010); by denominations: 92.0% (1945) and 84.9%" in said(
        w.religion_similarity(selection("ESP", "FRA")), "similarity_ends"
    )


# --- mutated tables, other years ---


def test_what_one_snapshot_says_is_no_change() -> None:
    table = selection().world["visa_rules"]
    mine = (table.passport == "UZB") & (table.destination == "KAZ")
    marked = table.assign(flip=table.flip.mask(mine & (table.requirement == "covid_ban"), 1))
    indicator = w.entry_rules(having(selection(), "visa_rules", marked))
    assert "entry_change_one_way" not in names(indicator)
    assert "(the last 51 snapshots, 23 November 2019" in said(indicator, "entry_last_one_way")  # 2 + 4 + 45
    assert len(indicator.frame) == 5  # it is drawn all the same


def test_words_of_the_site_that_changed_are_no_change_of_the_rule() -> None:
    table = selection().world["visa_rules"]
    mine = (table.passport == "UZB") & (table.destination == "KAZ") & (table.first_seen == "2020-11-19")
    recoded = table.assign(begins=table.begins.mask(mine, "recoded"))
    assert "1 change, seen" in said(
        w.entry_rules(having(selection(), "visa_rules", recoded)), "entry_change_one_way"
    )


def test_another_rule_of_the_last_snapshot_is_told() -> None:
    table = selection().world["visa_rules"]
    mine = (table.passport == "KAZ") & (table.destination == "UZB")
    other = table.assign(requirement=table.requirement.mask(mine, "electronic"))
    indicator = w.entry_rules(having(selection(), "visa_rules", other))
    assert "under different rules" in said(indicator, "entry_compared")
    gone = w.entry_rules(having(selection(), "visa_rules", table[~mine]))
    assert "no rule in the snapshots" in said(gone, "entry_none_other_way")
    assert "entry_compared" not in names(gone)


def test_tables_without_the_pair_give_no_figure_and_no_finding() -> None:
    sel = selection()
    pair = ["KAZ", "UZB"]
    for name in TABLES:
        frame = sel.world[name]
        columns = [c for c in ("a", "b", "passport", "destination", "country") if c in frame]
        sel = having(sel, name, frame[~frame[columns].isin(pair).any(axis=1)])
    for indicator in made(sel):
        assert indicator.frame.empty, indicator.name
        assert indicator.findings == (), indicator.name
    assert w.not_covered(sel) is None
    assert "limits_world" not in names(t.INDICATORS["limits"](sel))


def test_years_asked_for_bound_every_dated_figure() -> None:
    late = selection(since=2021)
    assert list(line(w.holidays_in_common(late), "common")) == [str(y) for y in range(2021, 2027)]
    assert w.air_routes(late).frame.empty
    assert w.religion_similarity(late).frame.empty
    assert w.entry_rules(late).frame.end.min() >= "2021"
    early = selection(until=2010)
    assert w.entry_rules(early).frame.empty
    assert w.common_days(early).frame.empty
    assert w.common_days(early).findings == ()
    assert line(w.religion_similarity(early), "families")["2010"] == 0.6626


def test_limits_say_where_the_tables_end() -> None:
    text = said(t.INDICATORS["limits"](selection()), "limits_world")
    ends = "entry rules 17 February 2026, public holidays 2026, overlap of religions 2010; air routes are of"
    assert f"{ends} June 2014" in text


# --- every pair ---


def numbers(indicator: Indicator) -> list[tuple[str, ...]]:
    """The rows of a figure or table without what depends on the order of the pair."""
    # which of two columns a country's name of a day stands in follows the pair
    frame = indicator.frame.astype(object).map(lambda v: render(v, "en") if hasattr(v, "render") else v)
    return sorted(tuple(sorted(map(str, row))) for row in frame.itertuples(index=False))


@pytest.mark.parametrize("pair", [("UZB", "KAZ"), ("IND", "PAK"), ("RUS", "UKR")])
def test_the_order_of_the_pair_never_changes_a_number(pair: tuple[str, str]) -> None:
    for one, two in zip(made(selection(*pair)), made(selection(*pair[::-1])), strict=True):
        assert numbers(one) == numbers(two)
        for name in names(one):
            digits = [
                sorted("".join(c if c.isdigit() else " " for c in said(i, name)).split()) for i in (one, two)
            ]
            assert digits[0] == digits[1], name


@pytest.mark.parametrize("pairs", [PAIRS[::25], pytest.param(PAIRS, marks=pytest.mark.soak)], ids=len)
def test_every_pair_computes_and_has_five_periods_of_its_own(pairs: list[tuple[str, str]]) -> None:
    package = load()
    series = changes = 0
    for a, b in pairs:
        indicators = dict(zip(NAMES, made(package.select(a, b)), strict=True))
        for indicator in indicators.values():
            assert all(f.sources and f.text.render("en") for f in indicator.findings)
        five = own("tourism_religion", indicators)
        assert five or "GNB" in (a, b)  # of Guinea-Bissau the package knows the law since 2023
        series += five
        changes += any(n.startswith("entry_change") for n in names(indicators["entry_rules"]))
    assert series > 0.95 * len(pairs)
    assert changes > len(pairs) / 4


@pytest.mark.parametrize("pair", [("UZB", "KAZ"), ("COD", "COG"), ("BIH", "HRV")])
def test_figures_draw_in_each_language_with_sources_that_are_known(pair: tuple[str, str]) -> None:
    known = set(load().sources.source)
    for language in ("en", "uz"):
        for indicator in made(selection(*pair)):
            assert set(indicator.frame.source) <= known
            assert {s for f in indicator.findings for s in f.sources} <= known
            if indicator.chart is not None and len(indicator.frame):
                assert figures.describe(indicator, language, 2016)
            if indicator.table is not None:
                assert tables.to_markdown(indicator, language, tables.Citations(load().sources))
            assert all(f.text.render(language) for f in indicator.findings)
