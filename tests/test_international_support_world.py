"""What the chapter computes from the tables of the world: hand-checked, mutated, swapped, for all pairs."""

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
from bilateral.themes import international_support as theme
from bilateral.themes import international_support_world as w
from tests.any_pair import ENOUGH, own, size

TABLES = (w.SHARED, w.LINES, w.REFUGEES)
NAMES = ("world_organisations", "world_members", "world_refugees")
PAIRS = load().borders


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def having(sel: Selection, table: str, frame: pd.DataFrame) -> Selection:
    return replace(sel, world={**{name: sel.world[name] for name in TABLES}, table: frame})


def said(indicator: Indicator, name: str, language: str = "en") -> str:
    return next(f.text.render(language) for f in indicator.findings if f.name == name)


def series(indicator: Indicator, code: str) -> dict[str, float]:
    mine = indicator.frame[indicator.frame.series == code]
    return dict(zip(mine.period, mine.value, strict=True))


# --- hand-checked ---


def test_organisations_by_year_are_those_of_the_table() -> None:
    # KAZ,UZB,1991,4,20,5,6 and KAZ,UZB,2014,45,26,55,49
    found = w.world_organisations(selection())
    both = series(found, w.BOTH)
    assert (both["1991"], both["2014"], len(both)) == (4, 45, 24)
    assert (series(found, "KAZ")["2014"], series(found, "UZB")["2014"]) == (55, 49)
    assert said(found, "world_organisations_change").endswith("4 in 1991, 45 in 2014.")
    assert said(found, "world_organisations_each") == (
        "Full memberships in 2014: Uzbekistan 49, Kazakhstan 55, in common 45."
    )
    assert "For 26 organisations" in said(found, "world_organisations_unknown")
    # DEU,FRA,1991,96 and 2014,94,26,101,116; Germany has no row before 1991
    both = series(w.world_organisations(selection("DEU", "FRA")), w.BOTH)
    assert (min(both), both["1991"], both["2014"]) == ("1991", 96, 94)


def test_members_are_those_of_both_lines() -> None:
    # 11 abbreviations stand in the lines of both without an addition, and in Italy's 63 more
    found = w.world_members(selection("ITA", "VAT"))
    names = "IAEA IOM ITSO ITU Interpol OPCW OSCE UNCTAD UNHCR UPU WIPO"
    assert " ".join(sorted(found.frame.organisation)) == names
    text = said(found, "world_members_both")
    assert "prints 11 organisations" in text
    assert "Italy 63, Vatican City 0." in text
    # Germany and France with twelve other neighbours that have a line; none of them is in the G-5
    found = w.world_members(selection("DEU", "FRA"))
    assert found.frame.iloc[0].organisation == "G-5"
    assert render(found.frame.iloc[0].others, "en") == "0 of 12"
    assert said(found, "world_members_own").endswith("have a line there (12): G-5.")


def test_refugees_are_those_of_the_table() -> None:
    # KAZ,UZB,2025,5,0 and KAZ,UZB,2009,182: rounded figures are told as such
    found = w.world_refugees(selection())
    assert said(found, "world_refugees_last_uzb_kaz") == (
        "Uzbekistan → Kazakhstan, end of 2025, the last year reported: refugees about 5, asylum-seekers "
        "none, or rounded to none."
    )
    assert said(found, "world_refugees_most_uzb_kaz").endswith("was 182, at the end of 2009.")
    assert series(found, "refugees UZB KAZ")["2009"] == 182
    assert not series(found, "refugees KAZ UZB"), "no row: nobody reported anyone"
    # RUS,UKR,2022,1275315 and 2025,5488,249
    found = w.world_refugees(selection("RUS", "UKR"))
    assert "1,275,315, at the end of 2022" in said(found, "world_refugees_most_ukr_rus")
    assert "refugees 5,488, asylum-seekers 249." in said(found, "world_refugees_last_ukr_rus")
    # PAK,AFG,2025: 140558 others in need of protection, returns of 2002: 1569248
    found = w.world_refugees(selection("AFG", "PAK"))
    assert said(found, "world_refugees_other_afg_pak").endswith("figures, 140,558.")
    assert "in 2002, 1,569,248 in" in said(found, "world_refugees_returned_afg_pak")
    assert "other_protection PAK AFG" not in set(found.frame.series)


# --- mutated, empty, swapped ---


def test_a_changed_row_changes_what_is_said() -> None:
    frame = selection().world[w.SHARED].copy()
    mine = (frame.a == "KAZ") & (frame.b == "UZB") & (frame.year == 2014)
    frame.loc[mine, ["shared", "unknown"]] = [46, 0]
    found = w.world_organisations(having(selection(), w.SHARED, frame))
    assert said(found, "world_organisations_each").endswith("in common 46.")
    assert "world_organisations_unknown" not in {f.name for f in found.findings}
    lines = selection().world[w.LINES].copy()
    lines.loc[(lines.country == "UZB") & (lines.organisation == "ISO"), "status"] = "observer"
    before, after = (w.world_members(s).frame for s in (selection(), having(selection(), w.LINES, lines)))
    assert set(before.organisation) - set(after.organisation) == {"ISO"}
    people = selection().world[w.REFUGEES].copy()
    people.loc[(people.host == "KAZ") & (people.origin == "UZB") & (people.year == 2025), "refugees"] = 7
    found = w.world_refugees(having(selection(), w.REFUGEES, people))
    assert "refugees 7," in said(found, "world_refugees_last_uzb_kaz")


def test_a_country_without_a_line_is_not_one_without_members() -> None:
    found = w.world_members(selection("ISR", "PSE"))
    assert not len(found.frame)
    assert not found.findings


def test_zeros_alone_are_no_figure() -> None:
    people = selection().world[w.REFUGEES]
    mine = people[(people.host == "KAZ") & (people.origin == "UZB")].assign(refugees=0, asylum_seekers=0)
    found = w.world_refugees(having(selection(), w.REFUGEES, mine))
    assert not len(found.frame)
    assert not found.findings


@pytest.mark.parametrize("table", TABLES)
def test_without_rows_nothing_is_said(table: str) -> None:
    sel = having(selection(), table, selection().world[table].iloc[:0])
    found = theme.INDICATORS[NAMES[TABLES.index(table)]](sel)
    assert not len(found.frame)
    assert not found.findings


def test_other_years_can_be_asked_for() -> None:
    sel = selection(since=2010, until=2012)
    assert set(w.world_organisations(sel).frame.period) == {"2010", "2011", "2012"}
    assert "in 2010" in said(w.world_organisations(sel), "world_organisations_change")
    assert set(w.world_refugees(sel).frame.period) == {"2010", "2011", "2012"}
    assert not len(w.world_organisations(selection(since=2020)).frame)


@pytest.mark.parametrize("pair", [("UZB", "KAZ"), ("AFG", "PAK"), ("DEU", "FRA")])
def test_the_swapped_pair_has_the_same_numbers(pair: tuple[str, str]) -> None:
    for name in NAMES:
        one, two = (theme.INDICATORS[name](selection(*ends)) for ends in (pair, pair[::-1]))
        columns = [c for c in ("series", "organisation", "period", "value") if c in one.frame]
        left, right = (i.frame[columns].sort_values(columns, ignore_index=True) for i in (one, two))
        pd.testing.assert_frame_equal(left, right)
        assert {f.name for f in one.findings} == {f.name for f in two.findings}
        for found in one.findings:
            if name == "world_refugees":
                assert found.text.render("en") == said(two, found.name)
    text = said(w.world_organisations(selection("KAZ", "UZB")), "world_organisations_each")
    assert text.endswith("Kazakhstan 55, Uzbekistan 49, in common 45.")


# --- every pair ---


def told(pairs: list[tuple[str, str]]) -> dict[str, int]:
    """For how many pairs a figure has five periods or more, and the table a row; all said is whole."""
    counts = dict.fromkeys((*NAMES, "either figure"), 0)
    for a, b in pairs:
        sel = load().select(a, b)
        made = {name: theme.INDICATORS[name](sel) for name in NAMES}
        for name, indicator in made.items():
            counts[name] += size(indicator) > 0 if indicator.table else size(indicator) >= ENOUGH
        counts["either figure"] += own("international_support", made)
        for found in (*(f for i in made.values() for f in i.findings), *w.world_limits(sel)):
            assert found.sources, found.name
            text = found.text.render("uz")
            assert "{" not in text, text
            assert "nan" not in text.lower().split(), text
    return counts


@pytest.mark.soak
def test_every_tenth_pair_is_told() -> None:
    assert min(told(PAIRS[::10]).values()) > 20


@pytest.mark.soak
def test_every_pair_is_told() -> None:
    assert told(PAIRS) == {
        "world_organisations": 301,
        "world_members": 314,
        "world_refugees": 258,
        "either figure": 314,
    }


@pytest.mark.parametrize("pair", PAIRS[::40])
def test_alt_text_and_tables_are_written(pair: tuple[str, str]) -> None:
    sel = selection(*pair)
    citations = tables.Citations(load().sources)
    for name in NAMES:
        made = theme.INDICATORS[name](sel)
        if not len(made.frame):
            continue
        if made.chart:
            assert len(figures.describe(made, "uz", sel.turning_point)) > 60
            assert set(made.frame.series) <= {*made.chart.labels}
        else:
            text = tables.to_markdown(made, "uz", citations)
            assert text.count("\n") == len(made.frame) + 1
        assert tables.to_csv(made.frame, "uz").count("\n") == len(made.frame) + 1


def test_the_limits_name_the_last_year() -> None:
    texts = [f.text.render("en") for f in theme.limits(selection("NOR", "SWE")).findings]
    assert any("end with 2014" in text for text in texts)
    assert any("UNRWA" in text for text in texts)
    assert not w.world_limits(selection("ITA", "VAT"))
