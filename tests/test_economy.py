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
        "CIA": "USA",
    }
    places = [
        owner_rank(o, "UZB", sides) for o in ("UZB-STAT", "UZB-MIIT", "UZB-GOV", "WITS", "CIA", "unknown")
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
    frame = e.freight.oil_transit(selection()).frame.set_index("period")
    assert list(frame.loc[["2019", "2020", "2021", "2022"]].status) == ["zero"] * 4
    assert frame.loc["2018", "value"] == 35800


def test_gas_of_a_part_year_is_said_and_not_drawn() -> None:
    # "began in October 2023 and reached 1.28 bcm by year-end"; 5.6 bcm in 2024; plans 7.3 and 11 bcm
    indicator = e.freight.gas_transit(selection())
    assert "2023" not in set(indicator.frame.period)
    assert list(indicator.frame.role) == ["value", "target", "target"]
    assert "1.28 bn" in said(indicator, "gas_first")


# --- both reporters and the gap ---


def test_the_latest_common_year_and_its_gap() -> None:
    # 4.2 bn by Uzbek statistics, "exceeded 4 bn USD" by Kazakh media, both for 2024
    text = said(e.trade.turnover(selection()), "turnover_latest")
    assert "USD 4.2 bn" in text
    assert "more than USD 4 bn" in text
    assert "5% above" in text


def test_exports_meet_the_imports_of_the_other_side() -> None:
    # 2022: Kazakh exports 3.7 bn (Kazakh data) against Uzbek imports of 3.2 bn (Uzbek data)
    indicator = e.trade.mirror_in(selection())
    assert drawn(indicator, "exports")["2022"] == 3.7e9
    assert drawn(indicator, "imports")["2022"] == 3.2e9


def test_more_money_in_one_row_moves_the_finding() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame.indicator == "turnover") & (frame.reporter == "KAZ") & (frame.period == "2024")
        frame.loc[rows & (frame.partner == "UZB"), "value"] = 6e9
        return frame

    text = said(e.trade.turnover(changed(selection(), change)), "turnover_latest")
    assert "USD 6 bn" in text
    assert "43% above" in text


# --- pledges ---


def test_five_billion_for_2020_were_missed_by_one_and_met_late_by_the_other() -> None:
    rows = e.pledges.pledge_table(selection()).frame.set_index("commitment_id")
    row = rows.loc["eco-target-5bn-2020"]
    assert (row.outcome_a, row.outcome_b) == ("missed", "reached_late")
    assert (row.met_a.render("en"), row.met_b.render("en")) == ("not met", "2022")


def test_a_figure_may_be_implied_by_the_next_years_growth() -> None:
    # "trade grew 33% to 4.3 bn USD in 2021": 4.3 / 1.33 = 3.23 bn in 2020
    found = e.pledges.implied(selection(), "KAZ", "UZB")
    assert found[2020][0] == pytest.approx(4.3e9 / 1.33)
    assert "implied" in said(e.pledges.pledges(selection()), "pledge_5bn_2020")


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


def test_announced_and_signed_deals_are_two_things() -> None:
    # March 2017: 75 contracts worth 1 bn announced, 92 agreements worth 840 mln signed
    text = said(e.deals.deals(selection()), "deals_2017_03")
    assert text == "March 2017: USD 1 bn announced, USD 840 mn signed, 84% of what was announced."


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


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("name", list(e.INDICATORS))
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
    limits = e.limits.limits(selection("NOR", "SWE"))
    assert [f.name for f in limits.findings] == ["limits_nothing"]
    for name, make in e.INDICATORS.items():
        assert make(selection("NOR", "SWE")).frame.empty, name


@pytest.mark.parametrize(
    "name", [n for n in e.INDICATORS if n not in ("mirror_in", "mirror_out", "agrifood_in")]
)
def test_the_order_of_the_pair_does_not_matter_to_the_numbers(name: str) -> None:
    def numbers(sel: Selection, which: str) -> list[str]:
        texts = [f.text.render("en") for f in e.INDICATORS[which](sel).findings]
        return sorted(x for t in texts for x in re.findall(r"\d+(?:[.,]\d+)*", t))

    other = {"partners_a": "partners_b", "partners_b": "partners_a"}.get(name, name)
    assert numbers(selection(), name) == numbers(selection("KAZ", "UZB"), other)


def test_goods_of_one_direction_are_the_same_goods_from_the_other_side() -> None:
    one, two = e.trade.mirror_in(selection()).frame, e.trade.mirror_out(selection("KAZ", "UZB")).frame
    assert one.reset_index(drop=True).equals(two.reset_index(drop=True))


def test_a_window_of_years_is_kept() -> None:
    frame = e.trade.turnover(selection(until=2020)).frame
    assert frame.period.astype(int).max() <= 2020
    assert "Pledge of USD 10 bn" not in " ".join(
        f.text.render("en") for f in e.pledges.pledges(selection(until=2019)).findings
    )
