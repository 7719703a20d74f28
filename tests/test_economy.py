"""The economy chapter: indicators against quoted rows, mutated data, an empty pair, the swapped pair."""

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
from bilateral.themes import Indicator
from bilateral.themes import economy as e
from bilateral.themes.economy.drawn import owner_rank
from tests.conftest import some


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def changed(sel: Selection, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Selection:
    """The selection with its observations changed."""
    return replace(sel, observations=change(sel.observations.copy()).reset_index(drop=True))


def said(indicator: Indicator, name: str) -> str:
    return next(f.text.render("en") for f in indicator.findings if f.name == name)


def drawn(indicator: Indicator, series: str) -> dict[str, float]:
    rows = indicator.frame[(indicator.frame.series == series) & indicator.frame.value.notna()]
    return dict(zip(rows.period, rows.value, strict=True))


# --- whose number is drawn ---


def test_an_owner_has_a_place_in_a_stated_order() -> None:
    sides = {
        "UZB-STAT": "UZB",
        "UZB-MIIT": "UZB",
        "UZB-GOV": "UZB",
        "KAZ-STAT": "KAZ",
        "WITS": "INT",
        "EDB": "INT",
        "CIA": "USA",
    }
    places = [
        owner_rank(o, "UZB", sides)
        for o in ("UZB-STAT", "WITS", "UZB-MIIT", "UZB-GOV", "EDB", "CIA", "unknown")
    ]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert owner_rank("KAZ-STAT", "UZB", sides) == owner_rank("CIA", "UZB", sides)


def test_the_statistics_office_goes_before_a_speech() -> None:
    # "By Kazakh data turnover in 2022 reached 5.0 bn USD" beside the same sum said by the prime minister
    frame = e.trade.turnover(selection()).frame
    row = frame[(frame.series == "KAZ") & (frame.period == "2022")].iloc[0]
    assert (row.value, row.statistics_owner, row["mark"]) == (5e9, "KAZ-STAT", "")
    row = frame[(frame.series == "KAZ") & (frame.period == "2023")].iloc[0]
    assert (row.statistics_owner, row["mark"]) == ("KAZ-GOV", "other_owner")


def test_low_confidence_is_listed_but_not_drawn() -> None:
    # "trade rose 21.2% to 4.5 bn USD in 2019": low, beside 3.32 bn by the Uzbek ministry
    assert "2019" not in drawn(e.trade.turnover(selection()), "KAZ")
    table = e.trade.turnover_figures(selection()).frame
    assert ((table.period == "2019") & (table.value == 4.5e9) & (table.confidence == "low")).any()
    # 2017: "2 bn USD" by the press service of Uzbekistan's chamber, medium, whose statistics is not said; the
    # 2.35 bn of a page of 2018 that states no year are low
    frame = e.trade.turnover(selection()).frame
    row = frame[(frame.series == "UZB") & (frame.period == "2017")].iloc[0]
    assert (row.value, row.statistics_owner, row["mark"]) == (2e9, "unknown", "other_owner")


# --- part-years, years not found ---


def test_part_years_are_never_drawn_as_years() -> None:
    # January-September 2025: 3.4 bn by Kazakh media, 3.5 bn by an Uzbek page; January-October 2025: 4 bn
    turnover = e.trade.turnover(selection())
    assert drawn(turnover, "UZB")["2025"] == 4.97e9
    assert "2025" not in drawn(turnover, "KAZ")
    full = changed(selection(), lambda f: f[f.period.str.fullmatch(r"\d{4}")])
    assert e.trade.turnover(full).frame.equals(turnover.frame)


def test_a_year_without_a_figure_is_marked_as_not_found() -> None:
    frame = e.trade.turnover(selection()).frame
    missing = frame[(frame.series == "KAZ") & (frame.status == "not_found")]
    assert {"2016", "2019", "2020", "2025"} <= set(missing.period)
    assert missing.value.isna().all()


def test_a_stated_zero_is_a_zero() -> None:
    # KazTransOil: "67,900 t of Russian oil to Uzbekistan in 2017, 35,800 t in 2018, none in 2019-2022"
    indicator = e.freight.energy(selection())
    oil = indicator.frame[[w.render("en").startswith("oil carried") for w in indicator.frame["what"]]]
    assert oil[oil.value == 0].period.tolist() == ["2019", "2020", "2021", "2022"]
    assert "carried none in 2019, 2020, 2021 and 2022" in said(indicator, "oil_zero")


def test_gas_and_oil_are_not_trade_of_the_two() -> None:
    # "Transit of Russian gas through Kazakhstan to Uzbekistan began in October 2023 and reached 1.28 bcm"
    indicator = e.freight.energy(selection())
    assert "third country, Russia: the flow goes across Kazakhstan to Uzbekistan" in said(
        indicator, "energy_origin"
    )
    assert "1.28 bn" in said(indicator, "gas_first")
    assert "part-year" in said(indicator, "gas_first")
    planned = indicator.frame[indicator.frame.status == "planned"]
    assert {"2024", "2025", "2026", "2026-12"} <= set(planned.period)  # oil, gas, gas, electricity


# --- both reporters and the gap ---


def test_a_gap_is_between_two_statistics_offices() -> None:
    # 2022: 4.6 bn by Uzbek statistics (yuz.uz), "by Kazakh data turnover in 2022 reached 5.0 bn" (bne).
    # 2024 has 4.2 bn by Uzbek statistics and "exceeded 4 bn" by media: no pair, and no percentage of it
    text = said(e.trade.turnover(selection()), "turnover_latest")
    assert text.startswith("2022 is the only year")
    assert "Uzbekistan: USD 4.6 bn. Kazakhstan: USD 5 bn." in text
    assert "%" not in text


def test_a_compilation_is_a_line_of_its_own_and_no_report() -> None:
    # COW: imports of UZB from KAZ 1,530 and of KAZ from UZB 872 mln USD in 2014, together 2,402
    indicator = e.trade.turnover(selection())
    assert drawn(indicator, "compiled")["2014"] == 2402e6
    for made in (indicator, e.trade.mirror(selection())):
        own = made.frame[made.frame.series != "compiled"]
        assert "COW" not in set(own.statistics_owner)
    # COW 222, 1,399 and 1,478 against Kazakh exports of 201.674, 1,271.789 and 1,343.522 mln USD
    text = said(indicator, "compiled_uzb")
    assert "2004, 2008 and 2012 (3 of 4 years with both)" in text


def test_the_answer_names_the_level_before() -> None:
    # Kazakh trade ministry: "2 bn USD in 2017 (+31.2%)"; the compilation has 2.40 bn in 2013 and 2014
    indicator = e.answer.answer(selection())
    assert "USD 2.40 bn in 2014" in said(indicator, "answer_level")
    text = said(indicator, "answer_trough_kaz")
    assert "USD 2 bn for 2017 is below" in text
    assert "partly a recovery" in text
    # Gazeta.uz, May 2018, after the Uzbek chamber: "2 bn USD"; more than 3 bn for 2018
    text = said(indicator, "answer_trough_uzb")
    assert "USD 2 bn for 2017 is below" in text
    assert "above that level is for 2018" in text
    # 8.7% in January-September 2016 (Utembayev), 6.1% in 2025 (statistics agency)
    assert "8.7% in January–September 2016 and 6.1% in 2025" in said(indicator, "answer_share_uzb")


def test_a_figure_that_its_own_office_does_not_bear_out_is_named() -> None:
    # 4.3 bn for 2021 (prime minister's office); the statistics office has 5.0 bn in 2022, 29.8% more
    text = said(e.trade.turnover(selection()), "turnover_doubt_kaz_2021")
    assert "USD 4.3 bn" in text
    assert "imply USD 3.85 bn" in text
    assert e.trade.implied(selection(), "KAZ", "UZB")[2021][0] == pytest.approx(5e9 / 1.298)


def test_exports_meet_the_imports_of_the_other_side() -> None:
    # 2022: Kazakh exports 3.7 bn (Kazakh data) against Uzbek imports of 3.2 bn (Uzbek data)
    indicator = e.trade.mirror(selection())
    assert drawn(indicator, "KAZ-UZB exports")["2022"] == 3.7e9
    assert drawn(indicator, "KAZ-UZB imports")["2022"] == 3.2e9


def test_customs_data_go_before_a_rounded_word() -> None:
    # WITS, reported by Kazakhstan: 3,144.275 mln USD in 2023; Akorda: 3.1 bn
    assert drawn(e.trade.mirror(selection()), "KAZ-UZB exports")["2023"] == 3144275000


def test_more_money_in_one_row_moves_the_finding() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame.indicator == "turnover") & (frame.reporter == "KAZ") & (frame.period == "2022")
        frame.loc[rows & (frame.partner == "UZB"), "value"] = 6e9
        return frame

    text = said(e.trade.turnover(changed(selection(), change)), "turnover_latest")
    assert "USD 6 bn" in text
    assert "about USD 1.4 bn" in text


# --- pledges ---


def test_five_billion_for_2020_have_no_kazakh_figure_for_that_year() -> None:
    # Kazakhstan: 5.0 bn for 2022, "nearly 5 bn" by another page; no full-year figure for 2019 and 2020
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    row = rows.loc["eco-target-5bn-2020"]
    assert (row.outcome_a, row.outcome_b) == ("missed", "not_found")
    text = said(e.pledges.pledges(selection()), "pledge_5bn_2020")
    assert "Kazakhstan: no figure for that year" in text
    assert "another source says nearly USD 5 bn" in text


def test_a_pledge_is_not_met_in_a_year_when_earlier_years_have_no_figure() -> None:
    # 3 bn for 2018: Kazakhstan 2.488 bn in 2018 (Deutsche Allgemeine Zeitung; "nearly 2.5 bn" by Qazaq TV, of
    # the same trust and no named owner, is rounded), 4.3 bn in 2021, nothing for 2019 and 2020
    indicator = e.pledges.pledges(selection())
    text = said(indicator, "pledge_3bn_2018")
    assert "no figure was found for 2019 and 2020" in text
    assert "Kazakhstan: USD 2.49 bn" in text
    assert drawn(e.trade.turnover(selection()), "KAZ")["2018"] == 2488e6
    assert "more than USD 3 bn" in text
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    assert rows.loc["eco-target-3bn-2018", "met_b"].render("en") == "2021 or before"
    cited = next(f.sources for f in indicator.findings if f.name == "pledge_5bn_2022")
    figures_of = {"yuz-uz-2023-cab2c", "bne-intellinews-2023-779a2"}
    assert figures_of <= set(cited)  # the pages of the numbers, not of the pledge alone


def test_a_plan_from_hearsay_gets_no_outcome() -> None:
    # Today.az, 15 April 2019: "The sides were reported to plan mutual trade of 4 bn USD", low confidence
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    assert rows.loc["eco-target-4bn-2019", "outcome_b"] == "unknown"


def test_a_pledge_still_to_come_is_not_missed() -> None:
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    for name in ("eco-target-10bn-2026", "eco-target-10bn-2030"):
        assert rows.loc[name, "outcome_a"] == rows.loc[name, "outcome_b"] == "not_due"
    assert rows.loc["eco-target-10bn", "outcome_a"] == "open"  # no year was named


def test_a_higher_figure_meets_the_pledge() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame.indicator == "turnover") & (frame.reporter == "UZB") & (frame.period == "2020")
        frame.loc[rows & (frame.partner == "KAZ"), "value"] = 5.5e9
        return frame

    rows = e.pledges.pledge_table(changed(selection(), change)).frame.set_index("commitment_id")
    assert rows.loc["eco-target-5bn-2020", "outcome_a"] == "reached"


# --- the other parts of the chapter ---


def test_shares_of_partners_come_from_one_owner() -> None:
    # Gazeta.uz after the statistics agency, 2023: China 21.9, Russia 15.8, Kazakhstan 7
    indicator = e.partners.partners_a(selection())
    assert set(indicator.frame.statistics_owner) - {""} == {"UZB-STAT"}
    assert [drawn(indicator, c)["2023"] for c in ("CHN", "RUS", "KAZ")] == [21.9, 15.8, 7.0]


def test_reprints_of_one_release_count_once() -> None:
    # the Turkistan forum of 26 November 2021: Kazinform and Kazakhstan Today carry one text
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    assert rows.loc["eco-target-10bn-2026", "releases"].render("en") == "1"
    assert len(rows.loc["eco-target-10bn-2026", "source"].split(";")) == 2


def test_firms_are_kept_apart_by_definition() -> None:
    # end of 2025: 1,199 with Kazakh capital (Uzbek statistics), 876 at work (Kazakh ministry)
    indicator = e.firms.firms(selection())
    assert drawn(indicator, "UZB firms_partner_capital")["2025-12"] == 1199
    assert drawn(indicator, "UZB firms_operating")["2025-11"] == 876
    # chamber of commerce of Uzbekistan, May 2018: 281 with Kazakh capital, 238 of them joint, 43 wholly owned
    assert drawn(indicator, "UZB firms_partner_capital")["2018-05"] == 281
    assert drawn(indicator, "UZB firms_joint")["2018-05"] == 238
    # 1 May 2024: "4,595 legal entities with Uzbek founders", 79% operating: registered, a line of its own
    assert drawn(indicator, "KAZ firms_registered") == {"2024-05": 4595}
    assert max(drawn(indicator, "KAZ firms_partner_capital").values()) == 2000
    assert indicator.frame.series.nunique() <= 6  # a chart tells six lines apart


def test_announced_and_signed_deals_are_two_things() -> None:
    # March 2017: 75 contracts worth 1 bn announced, 92 agreements worth 840 mln signed
    text = said(e.deals.deals(selection()), "deals_2017_03")
    assert text == (
        "March 2017: USD 1 bn announced, USD 840 mn signed. The two lists are not known to be the same. "
        "The owners of the two figures: state bodies of Kazakhstan (statistics office not named) and "
        "Chamber of Commerce and Industry of Uzbekistan."
    )
    # "ten documents" belong to the state visit of September 2017, not to the forum of that month
    table = e.deals.deals_table(selection()).frame.set_index("period")
    assert table.loc["2017-09", "event_id"] != "ECO-FORUM-2017-09"


def test_little_of_the_portfolio_was_completed() -> None:
    # August 2024: 69 projects worth 3.1 bn, 12 of them worth 217 mln completed
    text = said(e.deals.portfolio(selection()), "portfolio_completed")
    assert "12 of 69" in text
    assert "USD 217 mn of USD 3.1 bn, or 7%" in text


def test_exports_to_the_neighbours_reach_past_the_turning_point() -> None:
    # UN Comtrade: 919.6 mln (2016) and, as WITS has it, 3,144.3 mln (2023); China 4,214.9 and 14,758.7
    indicator = e.partners.partners_b(selection())
    assert drawn(indicator, "UZB")["2023"] == 3144275000
    assert "Uzbekistan 3.4 times, China 3.5 times" in said(indicator, "partners_b_change")


def test_a_brand_given_up_is_no_step_done() -> None:
    # steps: Ravon cars shown at the plant in 2017, the Chevrolet line of 2020, large kits in 2023, the plant
    # of 2024; the memorandum of 2016 states an intent, the sale of the Kazakh maker in 2018 is no joint step
    indicator = e.projects.projects(selection())
    assert "end" in set(indicator.frame.series)
    cars = indicator.frame[indicator.frame.lane == "cars"]
    assert cars[cars.series == "step"].date.tolist() == ["2017-11-08", "2020-03-28", "2023-05", "2024-03-14"]
    assert "2018-12-11" not in set(cars.date)
    assert "signed 7 (first in 2016), carried out 4" in said(indicator, "project_cars")
    # ECO-TRADEHOUSE-2016-PLAN, 26 December 2016: the sides "meant to set up joint trading houses"
    assert "signed 3 (first in 2016), carried out 1" in said(indicator, "project_trade_houses")


def test_freight_figures_of_different_scope_are_set_against_each_other() -> None:
    # 32.3 mln t in 2025 (+16%) imply 27.8 mln t in 2024, a railway meeting said 11.5 mln t
    text = said(e.freight.freight(selection()), "freight_conflict")
    assert "27.8" in text
    assert "11.5" in text


def test_four_point_nine_seven_is_not_five() -> None:
    text = said(e.trade.turnover(selection()), "turnover_since_uzb")
    assert "USD 4.97 bn" in text
    assert "USD 5" not in text


# --- every function, for every pair ---

PAIRS = [("UZB", "KAZ"), ("KAZ", "UZB"), ("NOR", "SWE"), ("KAZ", "KGZ"), ("UZB", "TJK")]


@pytest.mark.parametrize("pair", some(PAIRS, 2))
@pytest.mark.parametrize("name", some(e.INDICATORS, 3))
def test_every_indicator_can_be_shown(name: str, pair: tuple[str, str]) -> None:
    sel = selection(*pair)
    indicator = e.INDICATORS[name](sel)
    citations = tables.Citations(load().sources)
    for language in ("en", "uz"):
        for finding in indicator.findings:
            assert "{" not in finding.text.render(language)
            assert all(s in citations for s in finding.sources)
        if indicator.table is not None:
            assert tables.to_html(indicator, language, citations)
        if indicator.chart is not None and len(indicator.frame):
            assert figures.describe(indicator, language, sel.turning_point)


def test_a_pair_without_rows_says_so() -> None:
    sel = selection("NOR", "SWE")
    limits = e.limits.limits(sel)
    assert [f.name for f in limits.findings] == ["limits_nothing", "limits_world", "limits_world_ends"]
    of_the_world = {"agrifood", "gdp", *(name for name in e.INDICATORS if hasattr(e.world, name))}
    for name, make in e.INDICATORS.items():
        assert make(sel).frame.empty == (name not in of_the_world), name


@pytest.mark.parametrize("name", list(e.INDICATORS))
def test_the_order_of_the_pair_does_not_matter_to_the_numbers(name: str) -> None:
    def numbers(sel: Selection, which: str) -> list[str]:
        texts = [f.text.render("en") for f in e.INDICATORS[which](sel).findings]
        return sorted(x for t in texts for x in re.findall(r"\d+(?:[.,]\d+)*", t))

    other = {"partners_a": "partners_b", "partners_b": "partners_a"}.get(name, name)
    assert numbers(selection(), name) == numbers(selection("KAZ", "UZB"), other)


def test_goods_of_one_direction_are_the_same_goods_from_the_other_side() -> None:
    one, two = e.trade.mirror(selection()), e.trade.mirror(selection("KAZ", "UZB"))
    for series in ("KAZ-UZB exports", "UZB-KAZ imports"):
        assert drawn(one, series) == drawn(two, series)


def test_a_window_of_years_is_kept() -> None:
    frame = e.trade.turnover(selection(until=2020)).frame
    assert frame.period.astype(int).max() <= 2020
    assert "Pledge of USD 10 bn" not in " ".join(
        f.text.render("en") for f in e.pledges.pledges(selection(until=2019)).findings
    )
