"""Pairs that a reader tries because they are odd: chapters show the right country, or say what is missing."""

from __future__ import annotations

from functools import cache

import pytest

from bilateral import countries
from bilateral.datapackage import load
from bilateral.messages import LANGUAGES, Country
from bilateral.page import FINDING, NOTHING, SYNTHESIS, THEMES
from tests import any_pair
from tests.any_pair import BROKEN, UNEVEN, Chapter
from tests.conftest import some

ODD = (
    ("NAM", "AGO"),  # NA, its two-letter code, is read as a missing value by many programs
    ("XKX", "ALB"),  # no member of the United Nations, and a code that ISO does not give
    ("SRB", "MNE"),  # one state until 2006
    ("COG", "COD"),  # two states by the name of Congo
    ("PRK", "KOR"),  # one hardly reports
    ("VAT", "ITA"),  # one lies inside the other, and does not vote in the General Assembly
    ("SSD", "SDN"),  # one state until 2011
    ("FRA", "BRA"),  # they meet in French Guiana alone, which is no border of ours
)


@cache
def opened(theme: str, a: str, b: str, language: str = "en") -> Chapter:
    return any_pair.chapter(theme, a, b, language, widths=())


def missing(chapter: Chapter) -> set[str]:
    """The figures and tables of which a chapter says that it has no row, by anchor."""
    records = [data.get(FINDING, {}) for data in chapter.outputs]
    return {str(record["id"]) for record in records if record.get("kind") == NOTHING}


def said(theme: str, pair: tuple[str, str], finding: str) -> str:
    """A finding in English, "" where there is none."""
    anchor = f"find-{theme.replace('_', '-')}-{finding.replace('_', '-')}"
    return next((str(f["text"]) for f in opened(theme, *pair).findings if f["id"] == anchor), "")


def drawn(theme: str, pair: tuple[str, str], indicator: str) -> dict[tuple[str, str], float]:
    """(series, period) -> value of a figure."""
    frame = opened(theme, *pair).indicators[indicator].frame
    return dict(zip(zip(frame.series, frame.period, strict=True), frame.value, strict=True))


def whole(chapter: Chapter, a: str, b: str, language: str) -> None:
    """It names both countries in its language, and each of its figures is there or said to be missing."""
    opening = any_pair.words(chapter.outputs[0])
    for code in (a, b):
        assert Country(code).render(language) in opening
    assert chapter.shown or missing(chapter)
    assert not missing(chapter) & set(chapter.shown)
    for data in chapter.outputs:
        assert not BROKEN.search(any_pair.words(data)), any_pair.words(data)
    for text in [
        *(str(f["text"]) for f in chapter.findings),
        *(alt for figure in chapter.shown.values() for alt in any_pair.alts(figure)),
    ]:
        assert not UNEVEN.search(text), text


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("pair", some(ODD, 2), ids="-".join)
def test_a_chapter_opens_in_other_languages(pair: tuple[str, str], language: str) -> None:
    """One theme of each pair; those below are opened in English, and all in all languages by `make soak`."""
    theme = THEMES[ODD.index(pair) % len(THEMES)]
    whole(opened(theme, *pair, language), *pair, language)


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pair", ODD, ids="-".join)
def test_every_chapter_opens_in_every_language(pair: tuple[str, str], language: str) -> None:
    for theme in (*THEMES, SYNTHESIS):
        whole(any_pair.chapter(theme, *pair, language), *pair, language)


# --- what each of them is odd for ---


def world(table: str, column: str, **cells: object) -> float:
    """The one value of a column in the row of a table of the world that holds the given cells."""
    frame = load().tables[table]
    for name, cell in cells.items():
        frame = frame[frame[name] == cell]
    assert len(frame) == 1
    return float(frame[column].iloc[0])


def test_namibia_is_not_taken_for_a_missing_value() -> None:
    assert countries.by_alpha2()["NA"] == "NAM"
    pair = ("NAM", "AGO")
    product = drawn("economy", pair, "gdp")
    # NAM,2023,12351024851 and AGO,2023,84722957642
    assert product["NAM", "2023"] == world("macro", "gdp", country="NAM", year=2023)
    assert round(product["NAM", "2023"] / 1e9, 2) == 12.35
    assert len([period for series, period in product if series == "NAM"]) >= 30
    assert said("economy", pair, "gdp_latest").startswith("2023: Angola USD 84.7 bn, Namibia USD 12.4 bn.")
    assert "42,539 in 2024" in said("culture", pair, "migrants_ago_nam")
    for theme in THEMES:
        assert len(opened(theme, *pair).shown) >= 3, theme


def test_two_states_by_the_name_of_congo_are_two() -> None:
    pair = ("COG", "COD")
    assert [Country(code).render("en") for code in pair] == ["Congo Republic", "DR Congo"]
    product = drawn("economy", pair, "gdp")
    for code in pair:
        assert product[code, "2023"] == world("macro", "gdp", country=code, year=2023)
    assert product["COD", "2023"] > 4 * product["COG", "2023"]
    text = said("economy", pair, "gdp_latest")
    assert text.startswith("2023: DR Congo USD 66.4 bn, Congo Republic USD 15.3 bn.")
    assert world("area", "area_km2", country="COD") > 6 * world("area", "area_km2", country="COG")
    # with nine and five states in all, each other among them
    assert "other land borders in the figure 8" in said("diplomacy", pair, "world_border_place_cod")
    assert "other land borders in the figure 4" in said("diplomacy", pair, "world_border_place_cog")
    # COD,COG,2024,168387 and COG,COD,2024,7108 of the estimates (origin first)
    assert "168,387 in 2024" in said("culture", pair, "migrants_cod_cog")
    assert "7,108 in 2024" in said("culture", pair, "migrants_cog_cod")


@pytest.mark.parametrize("pair", [("XKX", "ALB"), ("VAT", "ITA")], ids="-".join)
def test_no_member_of_the_united_nations_agrees_or_disagrees_there(pair: tuple[str, str]) -> None:
    chapter = opened("international_support", *pair)
    assert {"fig-international-support-agreement", "fig-international-support-roll-calls"} <= missing(chapter)
    assert not [f for f in chapter.findings if "-agreement-" in f["id"] or "-roll-calls-" in f["id"]]
    lines = chapter.indicators["neighbours"].frame.category
    assert len(lines)
    assert not lines.str.contains(pair[0]).any(), "its neighbour's agreement with others is that of others"
    assert "tab-international-support-world-members" in chapter.shown


def test_kosovo_has_the_rows_that_there_are() -> None:
    pair = ("XKX", "ALB")
    assert drawn("economy", pair, "gdp")["XKX", "2023"] == world("macro", "gdp", country="XKX", year=2023)
    assert "112 km" in said("diplomacy", pair, "world_border_length")
    assert "no visa needed" in said("tourism_religion", pair, "entry_last_one_way")
    assert "migrants not found by us" in said("culture", pair, "limits_world")
    assert {"fig-diplomacy-world-treaties", "tab-diplomacy-world-alliances"} <= missing(
        opened("diplomacy", *pair)
    )


def test_vatican_city_has_a_border_and_no_product() -> None:
    pair = ("VAT", "ITA")
    assert "3.4 km" in said("diplomacy", pair, "world_border_length")
    assert {series for series, _ in drawn("economy", pair, "gdp")} == {"ITA"}
    assert said("economy", pair, "gdp_latest") == "", "two products are needed to compare two"


@pytest.mark.parametrize(("pair", "first"), [(("SRB", "MNE"), 2006), (("SSD", "SDN"), 2011)])
def test_a_state_has_no_rows_from_before_it_was_one(pair: tuple[str, str], first: int) -> None:
    treaties = [int(period) for _, period in drawn("diplomacy", pair, "world_treaties")]
    votes = [int(p) for s, p in drawn("international_support", pair, "agreement") if s == "pair"]
    assert len(set(treaties)) >= 10
    assert min(treaties) >= first
    assert len(votes) >= 10
    assert min(votes) >= first


def test_what_one_korea_does_not_tell_is_no_zero() -> None:
    pair = ("PRK", "KOR")
    assert {series for series, _ in drawn("economy", pair, "gdp")} == {"KOR"}
    assert said("economy", pair, "gdp_latest") == ""
    assert said("culture", pair, "migrants_none_prk_kor").endswith(
        "give no estimate for these years, which is not zero."
    )
    assert said("international_support", pair, "agreement_latest").startswith(
        "In the session that opened in 2023, North Korea and South Korea voted alike in 35.4% of the 79"
    )


def test_two_states_without_a_border_of_ours_are_told_so() -> None:
    a, b = pair = ("FRA", "BRA")
    assert "French Guiana" in str(load().apart(countries.Pair(a, b)))
    diplomacy = opened("diplomacy", *pair)
    assert diplomacy.shown == {}
    assert "fig-diplomacy-world-border" in missing(diplomacy)
    assert not diplomacy.findings
    assert "fig-international-support-agreement" in missing(opened("international_support", *pair))
    assert "these have no row for the two" in said("economy", pair, "limits_world")
    # what is known of each by itself is shown: FRA,2023 and BRA,2023
    product = drawn("economy", pair, "gdp")
    assert product[a, "2023"] > product[b, "2023"] > 2e12
