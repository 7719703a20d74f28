"""What the diplomacy chapter computes from the tables of the world: hand-checked, mutated, for all pairs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import countries, figures, tables
from bilateral.datapackage import Selection, load
from bilateral.themes import Indicator
from bilateral.themes import diplomacy as d
from bilateral.themes import diplomacy_world as w
from tests.any_pair import ENOUGH, own, size
from tests.conftest import some

NAMES = ("world_treaties", "world_alliances", "world_border")
PAIRS = load().borders
Rows = list[tuple[Any, ...]]


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return load().select(a, b, **given)


def having(sel: Selection, table: str, frame: pd.DataFrame) -> Selection:
    """The selection with another table of the world."""
    return replace(sel, world={**{name: sel.world[name] for name in w_tables()}, table: frame})


def w_tables() -> tuple[str, ...]:
    return (w.TREATIES, w.ALLIANCES, w.BORDERS)


def without(sel: Selection, table: str) -> Selection:
    """The selection without the pair's rows of a table of the world."""
    frame = sel.world[table]
    pair = sorted((sel.a, sel.b))
    return having(sel, table, frame[~((frame.a == pair[0]) & (frame.b == pair[1]))])


def said(indicator: Indicator, name: str, language: str = "en") -> str:
    return next(f.text.render(language) for f in indicator.findings if f.name == name)


def everything(sel: Selection, language: str = "en") -> dict[str, str]:
    made = [d.INDICATORS[name](sel) for name in NAMES]
    return {f.name: f.text.render(language) for i in made for f in (*i.findings, *w.world_limits(sel))}


def counts(sel: Selection, series: str) -> dict[str, float]:
    frame = w.world_treaties(sel).frame
    mine = frame[frame.series == series]
    return dict(zip(mine.period, mine.value, strict=True))


def obligations(sel: Selection) -> Rows:
    """The rows of the table of obligations as a reader sees them."""
    columns = ["what", "years", "first", "last", "without", "then"]
    frame = w.world_alliances(sel).frame
    return [
        tuple(x.render("en") if hasattr(x, "render") else x for x in row)
        for row in frame[columns].itertuples(index=False)
    ]


def lengths(sel: Selection, series: str) -> dict[str, float]:
    frame = w.world_border(sel).frame
    mine = frame[frame.series == series]
    return dict(zip(mine.category, mine.value, strict=True))


# --- hand-checked against the tables ---


def test_treaties_are_those_of_the_table_and_years_without_a_row_are_zeros() -> None:
    # KAZ,UZB,1998,11,6,0; no row for 1996, 2016, 2018 and 2019; 63 and 31 in all rows; the table ends in 2023
    treaties, amendments = (counts(selection(), series) for series in ("treaties", "amendments"))
    assert (treaties["1998"], amendments["1998"]) == (11, 6)
    assert list(treaties) == [str(y) for y in range(1992, 2024)] == list(amendments)
    assert {y for y in treaties if treaties[y] == amendments[y] == 0} == {"1996", "2016", "2018", "2019"}
    assert (sum(treaties.values()), sum(amendments.values())) == (63, 31)
    indicator = w.world_treaties(selection())
    assert said(indicator, "world_treaties_total") == (
        "New for both countries in 1992–2023, as far as the collection goes: treaties 63, amendments of "
        "treaties 31; of all these without a third party 0."
    )
    assert said(indicator, "world_treaties_most").endswith("in one year: 11 (1998).")
    # 6, 1, 8, 2, 0, 2, 11 are 30 up to 1998, 4 more in 1999: 34 of 63
    assert said(indicator, "world_treaties_half") == (
        "By the end of 1999 at least half of these treaties (63) bound both; the latest came in 2023."
    )


def test_treaties_of_other_pairs() -> None:
    # NOR,SWE: 70 rows of 225 treaties and 172 amendments, 7 without a third party; 1976 with 10
    north = w.world_treaties(selection("NOR", "SWE"))
    assert "treaties 225, amendments of treaties 172; of all these without a third party 7." in said(
        north, "world_treaties_total"
    )
    assert said(north, "world_treaties_most").endswith("in one year: 10 (1976).")
    # BEN,BFA: 6 in 1960 and 6 in 1999; the first row is of 1958
    west = w.world_treaties(selection("BEN", "BFA"))
    assert said(west, "world_treaties_most").endswith("in one year: 6 (1960 and 1999).")
    assert west.frame.period.min() == "1958"


def test_obligations_are_those_of_the_table() -> None:
    # DEU,POL,any,28,1991,2018; consultation and nonaggression the same; defence,22,1997,2018
    assert obligations(selection("DEU", "POL")) == [
        ("at least one obligation", 28, 1991, 2018, 0, "in force then"),
        ("defence", 22, 1997, 2018, 0, "in force then"),
        ("non-aggression", 28, 1991, 2018, 0, "in force then"),
        ("consultation", 28, 1991, 2018, 0, "in force then"),
    ]
    assert said(w.world_alliances(selection("DEU", "POL")), "world_alliances_end") == (
        "In force at the end of the data, 2018: defence (first year 1997), non-aggression (first year 1991) "
        "and consultation (first year 1991)."
    )
    assert "27 calendar years, the first 1992, the last 2018" in said(
        w.world_alliances(selection()), "world_alliances_years"
    )


def test_years_without_an_obligation_between_its_ends_are_told() -> None:
    # BEN,BFA,any,45,1961,2018: a span of 58 years; consultation,4,1961,1964
    rows = {row[0]: row[1:] for row in obligations(selection("BEN", "BFA"))}
    assert rows["at least one obligation"] == (45, 1961, 2018, 13, "in force then")
    assert rows["consultation"] == (4, 1961, 1964, 0, "not in force then")
    assert "consultation" not in said(w.world_alliances(selection("BEN", "BFA")), "world_alliances_end")


def test_none_found_is_told_and_is_not_the_same_as_not_in_the_data() -> None:
    # IND,NPL,any,0,, but Kosovo does not occur in the data at all
    assert obligations(selection("IND", "NPL")) == [
        ("at least one obligation", 0, "none", "none", "none", "none found, both are in the data")
    ]
    indicator = w.world_alliances(selection("IND", "NPL"))
    assert said(indicator, "world_alliances_none").startswith("The data set has both countries and no treaty")
    kosovo = w.world_alliances(selection("ALB", "XKX"))
    assert kosovo.frame.empty
    assert kosovo.findings == ()


def test_an_obligation_that_ended_is_not_told_as_in_force() -> None:
    # AFG,CHN,any,47,1960,2006; nonaggression the same
    indicator = w.world_alliances(selection("AFG", "CHN"))
    assert [f.name for f in indicator.findings] == ["world_alliances_years", "world_alliances_ended"]
    assert "first 1960, the last 2006" in said(indicator, "world_alliances_years")


def test_the_border_stands_beside_the_other_borders_of_both() -> None:
    # KAZ: RUS 7,644; CHN 1,765; KGZ 1,212; TKM 413. UZB: TKM 1,793; TJK 1,312; KGZ 1,314; AFG 144
    indicator = w.world_border(selection())
    assert lengths(selection(), "pair") == {"KAZ-UZB": 2330}
    assert lengths(selection(), "KAZ") == {"CHN-KAZ": 1765, "KAZ-KGZ": 1212, "KAZ-RUS": 7644, "KAZ-TKM": 413}
    assert lengths(selection(), "UZB") == {"AFG-UZB": 144, "KGZ-UZB": 1314, "TJK-UZB": 1312, "TKM-UZB": 1793}
    assert said(indicator, "world_border_length") == (
        "The CIA World Factbook prints one length of the border: 2,330 km."
    )
    assert "figure 4, longer than this one 1." in said(indicator, "world_border_place_kaz")
    assert "figure 4, longer than this one 0." in said(indicator, "world_border_place_uzb")
    assert set(indicator.frame.source) == {"cia-world-factbook"}


def test_two_printed_lengths_are_both_told() -> None:
    # DEU,POL,447.0,467.0 and NOR,SWE,1666.0,1666.0
    text = said(w.world_border(selection("DEU", "POL")), "world_border_length")
    assert "447 km as the smallest and 467 km as the largest" in text
    assert "one length of the border: 1,666 km" in said(
        w.world_border(selection("NOR", "SWE")), "world_border_length"
    )


# --- mutated tables, other years, other comparators ---


def test_a_row_more_or_less_changes_the_counts() -> None:
    frame = selection().world[w.TREATIES]
    mine = (frame.a == "KAZ") & (frame.b == "UZB")
    more = frame.assign(treaties=frame.treaties + (mine & (frame.year == 2007)) * 20)
    assert counts(having(selection(), w.TREATIES, more), "treaties")["2007"] == 23
    gone = counts(having(selection(), w.TREATIES, frame[~(mine & (frame.year == 2007))]), "treaties")
    assert gone["2007"] == 0
    assert sum(gone.values()) == 60
    others = having(selection(), w.TREATIES, frame.assign(treaties=frame.treaties + ~mine * 5))
    assert counts(others, "treaties") == counts(selection(), "treaties")


def test_a_longer_obligation_and_another_end_of_the_data_change_the_table() -> None:
    frame = selection().world[w.ALLIANCES]
    mine = (frame.a == "KAZ") & (frame.b == "UZB") & (frame.obligation == "defence")
    other = having(selection(), w.ALLIANCES, frame.assign(last_year=frame.last_year.mask(mine, 2010)))
    row = next(r for r in obligations(other) if r[0] == "defence")
    assert row[3:] == (2010, -8, "not in force then")  # 27 years cannot lie between 1992 and 2010
    assert "defence" not in said(w.world_alliances(other), "world_alliances_end")
    later = having(selection(), w.ALLIANCES, frame.assign(last_year=frame.last_year.mask(mine, 2020)))
    assert "at the end of the data, 2020: defence" in said(w.world_alliances(later), "world_alliances_end")


def test_another_length_changes_the_place() -> None:
    frame = selection().world[w.BORDERS]
    mine = (frame.a == "KAZ") & (frame.b == "UZB")
    short = frame.assign(km_max=frame.km_max.mask(mine, 1300), km_min=frame.km_min.mask(mine, 1200))
    indicator = w.world_border(having(selection(), w.BORDERS, short))
    assert "1,200 km as the smallest and 1,300 km as the largest" in said(indicator, "world_border_length")
    assert "longer than this one 2." in said(indicator, "world_border_place_kaz")
    assert "longer than this one 3." in said(indicator, "world_border_place_uzb")


@pytest.mark.parametrize(("name", "table"), list(zip(NAMES, w_tables(), strict=True)))
def test_a_pair_without_rows_gives_an_empty_answer(name: str, table: str) -> None:
    indicator = d.INDICATORS[name](without(selection(), table))
    assert indicator.frame.empty
    assert indicator.findings == ()
    limit = f"world_limits_{ {'world_border': 'contacts'}.get(name, name.removeprefix('world_')) }"
    assert limit in [f.name for f in w.world_limits(selection())]
    assert limit not in [f.name for f in w.world_limits(without(selection(), table))]


def test_the_years_asked_for_cut_the_treaties_and_drop_obligations_outside_them() -> None:
    late = counts(selection(since=2000, until=2010), "treaties")
    assert list(late) == [str(y) for y in range(2000, 2011)]
    assert sum(late.values()) == 23  # 2, 2, 2, 2, 2, 4, 3, 3, 1, 1 and 1
    assert w.world_treaties(selection(until=1980)).frame.empty
    assert [r[0] for r in obligations(selection("BEN", "BFA", since=1970))] == [
        "at least one obligation", "defence", "non-aggression"
    ]  # fmt: skip
    assert w.world_alliances(selection(until=1980)).frame.empty


def test_the_borders_shown_are_those_with_the_comparators() -> None:
    sel = selection(comparators=("KGZ",))
    assert set(w.world_border(sel).frame.category) == {"KAZ-UZB", "KAZ-KGZ", "KGZ-UZB"}
    assert "figure 1, longer than this one 0." in said(w.world_border(sel), "world_border_place_kaz")


# --- all pairs ---


@pytest.mark.parametrize(("a", "b"), [("KAZ", "UZB"), ("DEU", "POL"), ("IND", "NPL")])
def test_the_swapped_pair_says_the_same(a: str, b: str) -> None:
    one, two = selection(a, b), selection(b, a)
    assert everything(one) == everything(two)
    for name in NAMES:
        first, second = (d.INDICATORS[name](sel) for sel in (one, two))
        assert tables.to_csv(first.frame, "en") == tables.to_csv(second.frame, "en")


@pytest.mark.soak
def test_all_pairs_of_neighbours_have_an_answer() -> None:
    base = selection()  # the three read nothing of a pair but its codes, its comparators and these tables
    known = set(base.sources.source)
    series, facts, lost = 0, 0, []
    for a, b in PAIRS:
        sel = replace(base, a=a, b=b, comparators=countries.Pair(a, b).comparators(PAIRS))
        made = {name: d.INDICATORS[name](sel) for name in NAMES}
        treaties, alliances, border = made.values()
        for indicator in made.values():
            for finding in indicator.findings:
                assert finding.text.render("en"), (a, b, finding.name)
                assert finding.sources, (a, b, finding.name)
                assert set(finding.sources) <= known, (a, b, finding.name)
        assert len(border.frame[border.frame.series == "pair"]) == 1, (a, b)
        five = size(treaties) >= ENOUGH
        dated = bool(len(alliances.frame)) and bool((alliances.frame.years > 0).any())
        series, facts = series + five, facts + dated
        assert (five or dated) == own("diplomacy", made)
        if not own("diplomacy", made):
            lost.append(f"{a}-{b}")
    # Kosovo is in neither collection; nine pairs have no obligation, ten have a state without one in the data
    assert (series, facts) == (313, 298)
    assert lost == ["ALB-XKX", "MKD-XKX", "MNE-XKX", "SRB-XKX"]


@pytest.mark.parametrize("language", ["en", "uz"])
@pytest.mark.parametrize("pair", some([("UZB", "KAZ"), ("CHN", "RUS"), ("IND", "NPL"), ("ITA", "VAT")], 4))
def test_all_of_it_can_be_drawn_and_written(pair: tuple[str, str], language: str) -> None:
    sel = selection(*pair)
    cited = tables.Citations(sel.sources)
    for name in ("world_treaties", "world_border"):
        assert "<svg" in figures.draw(d.INDICATORS[name](sel), language, sel.turning_point).wide
    table = w.world_alliances(sel)
    assert len(table.frame) == 0 or "atop-alliances" in tables.to_markdown(table, language, cited)
    assert len(everything(sel, language)) >= 5
