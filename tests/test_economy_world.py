"""The economy chapter from the tables of the world: against rows read by eye, changed tables, all pairs."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import figures, tables
from bilateral.datapackage import Selection, load
from bilateral.themes import Indicator
from bilateral.themes.economy import INDICATORS, world

NEW = (
    "exports_fourth_year",
    "shares_four_years",
    "partner_lists",
    "mirror_all_goods",
    "trade_agreements",
)
PAIRS = tuple(load().borders)


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def changed(sel: Selection, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Selection:
    """The selection with one table of the world changed; the others stay as they are."""
    return replace(sel, world=ChainMap({table: change(sel.world[table].copy())}, sel.world))  # type: ignore[arg-type]


def said(indicator: Indicator, name: str, language: str = "en") -> str:
    return next(f.text.render(language) for f in indicator.findings if f.name == name)


def drawn(indicator: Indicator, series: str) -> dict[str, float]:
    rows = indicator.frame[indicator.frame.series == series]
    return dict(zip(rows.period, rows.value, strict=True))


# --- exports every fourth year ---


def test_exports_are_the_exporters_and_a_country_not_in_the_data_set_has_no_zero() -> None:
    # KAZ,UZB: 198829920, 47990000, 201674032, 1271789056, 1343521536, 919601728; no row of UZB
    indicator = world.exports_fourth_year(selection())
    assert drawn(indicator, "KAZ-UZB") == {
        "1996": 198829920,
        "2000": 47990000,
        "2004": 201674032,
        "2008": 1271789056,
        "2012": 1343521536,
        "2016": 919601728,
    }
    assert set(indicator.frame.series) == {"KAZ-UZB"}
    assert said(indicator, "exports_fourth_uzb_kaz").endswith("no row in this data set, which is no zero.")
    text = said(indicator, "exports_fourth_kaz_uzb")
    assert "USD 198.8 mn in 1996 and USD 919.6 mn in 2016" in text
    assert "the highest of the 6 figures is USD 1.34 bn (2012)" in text
    # 919,601,728 of a product of 137,278,320,000 (World Bank, Kazakhstan 2016)
    assert "equal 0.7% of" in said(indicator, "exports_fourth_to_gdp_kaz")


def test_exports_of_another_pair_have_both_directions() -> None:
    # NOR,SWE,1964,181791744 and 2016,5194649600; SWE,NOR,1964,365863072 and 2016,13718684672
    indicator = world.exports_fourth_year(selection("NOR", "SWE"))
    assert len(indicator.frame) == 28
    assert "USD 181.8 mn in 1964 and USD 5.19 bn in 2016" in said(indicator, "exports_fourth_nor_swe")
    assert "USD 365.9 mn in 1964 and USD 13.72 bn in 2016" in said(indicator, "exports_fourth_swe_nor")


def test_one_year_is_told_as_one_and_a_zero_as_a_zero() -> None:
    # TJK,KGZ has 2000 alone, 2605000; KOR,PRK is 0 in all fourteen years
    text = said(world.exports_fourth_year(selection("KGZ", "TJK")), "exports_fourth_tjk_kgz")
    assert "exports of USD 2.6 mn in 2000, the only year" in text
    korea = world.exports_fourth_year(selection("KOR", "PRK"))
    assert set(korea.frame.status) == {"zero"}
    assert "a zero in all 14 years" in said(korea, "exports_fourth_kor_prk")
    assert "exports_fourth_to_gdp_kor" not in {f.name for f in korea.findings}


def test_more_exports_in_one_row_move_the_finding() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        row = (frame.reporter == "KAZ") & (frame.partner == "UZB") & (frame.year == 2016)
        frame.loc[row, "exports"] = 3e9
        return frame

    text = said(
        world.exports_fourth_year(changed(selection(), "goods_exports", change)), "exports_fourth_kaz_uzb"
    )
    assert "and USD 3 bn in 2016; the highest of the 6 figures is USD 3 bn (2016)" in text


# --- shares ---


def test_shares_belong_to_the_country_whose_trade_it_is() -> None:
    # UZB,KAZ,2011,2014,4,843750000,0.135346,0.019428 and KAZ,UZB,2011,2014,4,1447750000,0.021944,0.111546
    indicator = world.shares_four_years(selection())
    last = {code: drawn(indicator, code)["2011/2014"] for code in indicator.frame.series.unique()}
    assert last == pytest.approx(
        {"UZB-exports": 13.5346, "UZB-imports": 11.1546, "KAZ-exports": 2.1944, "KAZ-imports": 1.9428}
    )
    text = said(indicator, "shares_four_years_uzb")
    assert "4.3% in exports and 4.5% in imports (1995–1998), later 13.5% and 11.2% (2011–2014)" in text
    # 130.25 + 171 and 843.75 + 1447.75 millions
    text = said(indicator, "shares_four_years_sum")
    assert "USD 301.3 mn a year (1995–1998), USD 2.29 bn a year (2011–2014)" in text
    assert "shares_four_years_thin" not in {f.name for f in indicator.findings}  # all 10 rest on four years
    alt = figures.describe(indicator, "en", 2016)
    assert "Line chart, 1995–2014" in alt  # the end of the last period, not its start


def test_means_of_fewer_years_are_counted() -> None:
    # Kyrgyzstan and Tajikistan, 1991 to 1994: three years each way, the other ten rows four
    indicator = world.shares_four_years(selection("KGZ", "TJK"))
    assert "2 of the 12 means rest" in said(indicator, "shares_four_years_thin")
    # KGZ,TJK 0.005720 of exports, TJK,KGZ 0.004227 of imports; 0.014916 and 0.000890
    text = said(indicator, "shares_four_years_kgz")
    assert "0.6% in exports and 0.4% in imports (1991–1994), later 1.5% and 0.1% (2011–2014)" in text


def test_a_share_too_small_to_write_has_a_bound() -> None:
    # MOZ,SWZ,2011,2014: 0.000376 of exports is 0.04%
    mine = selection().world["trade_history"]
    row = mine[(mine.exporter == "MOZ") & (mine.importer == "SWZ") & (mine.first_year == 2011)].iloc[0]
    assert 0 < row.of_exports < 0.0005
    text = said(world.shares_four_years(selection("SWZ", "MOZ")), "shares_four_years_moz")
    assert "later less than 0.05% and 0.2% (2011–2014)" in text


def test_a_period_that_lacks_one_direction_is_not_summed() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        late = (frame.exporter == "UZB") & (frame.importer == "KAZ") & (frame.first_year == 2011)
        return frame[~late]

    indicator = world.shares_four_years(changed(selection(), "trade_history", change))
    text = said(indicator, "shares_four_years_sum")
    assert "2011" not in text
    assert "USD 1.59 bn a year (2007–2010)" in text  # 457.75 + 1137 millions
    assert drawn(indicator, "UZB-imports")["2011/2014"] == pytest.approx(11.1546)


# --- lists of the largest partners ---


def test_a_partner_not_on_a_list_has_a_bound_and_no_zero() -> None:
    # UZB,KAZ: exports 14.6, 14.2, 7.7, 9, 7 and in 2023 at most 6; imports in 2023 8. KAZ,UZB: never named
    indicator = world.partner_lists(selection())
    frame = indicator.frame.set_index(["reporter", "period"])
    assert frame.exports_percent["UZB"].tolist()[:5] == [14.6, 14.2, 7.7, 9, 7]
    row = frame.loc[("UZB", "2023")]
    assert pd.isna(row.exports_percent)
    assert row.exports_at_most == 6
    assert row.exports.render("en") == "not on the list: at most 6%"
    assert row.imports.render("en") == "8%"
    text = said(indicator, "partner_lists_uzb")
    assert "named in 5 of 6 lists of the largest buyers and in 6 of 6 lists" in text
    assert "its share is at most 6% in exports (2023) and 8% in imports (2023)" in text
    assert "named in 0 of 6 lists of the largest buyers" in said(indicator, "partner_lists_kaz")


def test_a_year_with_one_list_says_that_the_other_is_missing() -> None:
    # Senegal's list of exports of 2017 is left out (the name "The" in it may be the Gambia)
    frame = world.partner_lists(selection("SEN", "GMB")).frame.set_index(["reporter", "period"])
    assert frame.exports[("SEN", "2017")].render("en") == "no list"
    assert frame.imports[("SEN", "2017")].render("en") == "not on the list: at most 4.2%"


def test_a_printed_zero_is_less_than_half_a_per_cent() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        row = (frame.reporter == "UZB") & (frame.partner == "KAZ") & (frame.year == 2023)
        frame.loc[row, ["percent", "at_most"]] = [0.0, float("nan")]
        return frame

    indicator = world.partner_lists(changed(selection(), "trade_shares", change))
    text = said(indicator, "partner_lists_uzb")
    assert "is less than 0.5% in exports (2023) and less than 0.5% in imports (2023)" in text
    assert "in 6 of 6 lists of the largest buyers" in text


# --- mirror data ---


def test_mirror_data_stand_side_by_side_and_a_missing_count_is_no_zero() -> None:
    # KAZ,UZB exports 3144274601; UZB,KAZ exports 1351127019, imports 2977042746
    indicator = world.mirror_all_goods(selection())
    frame = indicator.frame.assign(way=[w.render("en") for w in indicator.frame.way]).set_index("way")
    row = frame.loc["Kazakhstan → Uzbekistan"]
    assert (row.exports, row.imports) == (3144274601, 2977042746)
    row = frame.loc["Uzbekistan → Kazakhstan"]
    assert row.exports == 1351127019
    assert pd.isna(row.imports)
    assert row.by_importer.render("en") == "no row"
    text = said(indicator, "mirror_all_goods_kaz_uzb")
    assert "USD 3.14 bn by the exporter, imports of USD 2.98 bn by the importer" in text
    assert "5.6% above the smaller" in text  # 3144274601 / 2977042746 = 1.0562
    assert "the importer's count is not in the table" in said(indicator, "mirror_all_goods_uzb_kaz")


def test_mirror_data_of_another_pair() -> None:
    # NOR,SWE exports 13685479378, SWE,NOR imports 19928616159: 1.4562
    indicator = world.mirror_all_goods(selection("NOR", "SWE"))
    assert "45.6% above the smaller" in said(indicator, "mirror_all_goods_nor_swe")
    # SWE,NOR exports 18249029512, NOR,SWE imports 10459648753: 1.7447
    assert "74.5% above the smaller" in said(indicator, "mirror_all_goods_swe_nor")


# --- trade agreements ---


def test_agreements_stand_in_the_year_of_signature_and_of_entry_into_force() -> None:
    # KAZ,UZB signed: 1994 2, 1997, 1998, 2003, 2006, 2011; in force: 1994, 1998, 2008, 2012
    indicator = world.trade_agreements(selection())
    lanes = indicator.frame.groupby("lane").date.apply(list)
    assert lanes["signed"] == ["1994", "1994", "1997", "1998", "2003", "2006", "2011"]
    assert lanes["in_force"] == ["1994", "1998", "2008", "2012"]
    text = said(indicator, "trade_agreements_signed")
    assert text.startswith("7 trade agreements")
    assert text.endswith("the first in 1994, the latest in 2011; since 2016: 0.")
    late = said(world.trade_agreements(selection(turning_point=2006)), "trade_agreements_signed")
    assert late.endswith("since 2006: 2.")
    # NOR,SWE,1960,1,1 is the only row
    text = said(world.trade_agreements(selection("NOR", "SWE")), "trade_agreements_in_force")
    assert text == (
        "1 trade agreement with both as members is listed as entered into force (1960); since 2016: 0."
    )
    # KGZ,TJK signed: 1994 1, 1998 3, 1999, 2000, 2003, 2011
    text = said(world.trade_agreements(selection("KGZ", "TJK")), "trade_agreements_signed")
    assert text.startswith("8 trade agreements")


# --- figures in place of observations that nobody collected ---


def test_farm_and_food_goods_of_a_pair_without_collected_rows_come_from_the_table() -> None:
    sel = selection("KGZ", "TJK")
    indicator = INDICATORS["agrifood"](sel)
    assert set(indicator.frame[indicator.frame.value.notna()].source) == {sel.published["agrifood_trade"]}
    table = sel.agrifood
    for series, column in (("KGZ-TJK exports", "exports"), ("KGZ-TJK imports", "imports")):
        reporter = ["KGZ", "TJK"] if column == "exports" else ["TJK", "KGZ"]
        rows = table[(table.reporter == reporter[0]) & (table.partner == reporter[1])]
        known = {str(r.year): getattr(r, column) for r in rows.itertuples()}
        points = indicator.frame[(indicator.frame.series == series) & indicator.frame.value.notna()]
        assert len(points)
        assert all(known[p] == v for p, v in zip(points.period, points.value, strict=True))


def test_collected_rows_go_before_the_table() -> None:
    assert world.with_world(selection(), "agrifood_trade") is selection()
    assert world.with_world(selection(), "macro") is selection()
    gdp = INDICATORS["gdp"](selection("NOR", "SWE"))
    # World Bank, 2023: Sweden 593.3, Norway 485.5 bn
    assert "Sweden USD 593.3 bn, Norway USD 485.5 bn" in said(gdp, "gdp_latest")
    late = INDICATORS["gdp"](selection("NOR", "SWE", since=2010, until=2015))
    assert set(late.frame.period) == {str(year) for year in range(2010, 2016)}


# --- what holds for all of them ---


def test_the_answer_of_a_pair_without_collected_rows_is_of_the_two() -> None:
    findings = INDICATORS["answer"](selection("NOR", "SWE")).findings
    assert findings[0].name == "answer_share_partner_lists_nor"  # which the summary of the book takes up
    # Norway 2023: exports to Sweden 9, imports from it 11
    assert "9% in exports (2023) and 11% in imports (2023)" in findings[0].text.render("en")
    assert not [f for f in INDICATORS["answer"](selection()).findings if "partner_lists" in f.name]


def test_the_limits_name_the_tables_without_a_row_and_where_they_end() -> None:
    text = said(INDICATORS["limits"](selection("BEL", "LUX")), "limits_world")
    assert text.endswith("in the years shown: exports every fourth year.")
    limits = INDICATORS["limits"](selection())
    assert said(limits, "limits_world").startswith("All 5 tables")
    ends = said(limits, "limits_world_ends")
    for words in ("fourth year (2016)", "four years (2014)", "partners (2023)", "agreements (2021)"):
        assert words in ends


def test_a_window_of_years_is_kept() -> None:
    sel = selection(since=2000, until=2010)
    assert list(drawn(world.exports_fourth_year(sel), "KAZ-UZB")) == ["2000", "2004", "2008"]
    # 1999 to 2002 begins before the window, 2011 to 2014 ends after it
    assert list(drawn(world.shares_four_years(sel), "UZB-exports")) == ["2003/2006", "2007/2010"]
    assert world.partner_lists(sel).frame.empty
    assert world.mirror_all_goods(sel).frame.empty
    assert world.trade_agreements(sel).frame.date.tolist() == ["2003", "2006", "2008"]


@pytest.mark.parametrize("name", NEW)
def test_no_row_gives_an_empty_frame_and_no_finding(name: str) -> None:
    table = dict(zip(NEW, world.TABLES, strict=True))[name]
    indicator = INDICATORS[name](changed(selection(), table, lambda frame: frame.iloc[:0]))
    assert indicator.frame.empty
    assert indicator.findings == ()


@pytest.mark.parametrize("pair", [("UZB", "KAZ"), ("NOR", "SWE"), ("SEN", "GMB")])
@pytest.mark.parametrize("name", [*NEW, "agrifood"])
def test_the_order_of_the_pair_changes_no_number(name: str, pair: tuple[str, str]) -> None:
    one, two = (INDICATORS[name](selection(*order)) for order in (pair, pair[::-1]))
    assert {f.name: f.text.render("en") for f in one.findings} == {
        f.name: f.text.render("en") for f in two.findings
    }
    numbers = [
        sorted(tuple(str(cell) for cell in row) for row in i.frame.to_numpy().tolist()) for i in (one, two)
    ]
    assert numbers[0] == numbers[1]


def _shown(pairs: tuple[tuple[str, str], ...]) -> None:
    citations = tables.Citations(load().sources)
    for pair in pairs:
        sel = selection(*pair)
        for name in NEW:
            indicator = INDICATORS[name](sel)
            for language in ("en", "uz"):
                texts = [f.text.render(language) for f in indicator.findings]
                if len(indicator.frame):
                    if indicator.chart is not None:
                        texts.append(figures.describe(indicator, language, sel.turning_point))
                    else:
                        texts.append(tables.to_markdown(indicator, language, citations))
                for text in texts:
                    assert not re.search(r"\bnan\b|[{]\w+[}]", text.replace("{cite:p}", "")), (
                        pair,
                        name,
                        text,
                    )
            assert all(s in citations for f in indicator.findings for s in f.sources), (pair, name)


@pytest.mark.soak
def test_every_tenth_pair_can_be_shown() -> None:
    _shown(PAIRS[::10])


@pytest.mark.soak
def test_every_pair_can_be_shown() -> None:
    _shown(PAIRS)


def test_every_pair_has_a_dated_agreement_or_a_series() -> None:
    """Of the 317 pairs, counted in the tables themselves: what the chapter has for each of them."""
    tables_of = {table: selection().world[table] for table in world.TABLES}
    pairs = set(PAIRS)

    def having(table: str, one: str, two: str, least: int) -> set[tuple[str, str]]:
        """Pairs with at least that many rows in one direction."""
        sizes = tables_of[table].groupby([one, two]).size()
        return {(min(k), max(k)) for k in sizes[sizes >= least].index} & pairs

    fourth = having("goods_exports", "reporter", "partner", 5)
    history = having("trade_history", "exporter", "importer", 5)
    dated = having("trade_agreements", "a", "b", 1)
    assert (len(fourth), len(history), len(dated)) == (257, 257, 290)
    assert len(fourth | history | dated) == 317
    sample = sorted(fourth)[::40]
    for pair in sample:
        frame = world.exports_fourth_year(selection(*pair)).frame
        assert frame.groupby("series").period.nunique().max() >= 5, pair
