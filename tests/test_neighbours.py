"""A pair among all pairs of neighbours: values checked by hand, places, the page's parts, every pair."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from functools import cache

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from scipy import stats

from bilateral import countries, figures, generated, maps, neighbours
from bilateral.datapackage import Package, load
from bilateral.messages import LANGUAGES, Country, render
from bilateral.neighbours import MEASURES, World

BY_NAME = {m.name: m for m in MEASURES}
BROKEN = re.compile(r"\{\w*\}|\bnan\b|\bNone\b|Message\(")


@cache
def world() -> World:
    return World(load())


@cache
def context(a: str = "UZB", b: str = "KAZ", language: str = "en") -> generated.Context:
    return generated.Context(a, b, language)


def having(**frames: pd.DataFrame) -> World:
    return World(load().having(**frames))


def said(a: str, b: str, measure: str) -> list[tuple[str, str, str, str]]:
    """Direction, value, period and place of a measure, as a reader sees them."""
    frame = neighbours.places(world(), a, b).frame
    rows = frame[frame.category.str.startswith(f"{measure} ")]
    columns = ["between", "said", "period", "place"]
    return [tuple(render(x, "en") for x in row) for row in rows[columns].itertuples(index=False, name=None)]


# --- values, by hand against the tables ---


def test_values_are_those_of_the_tables() -> None:
    def cell(name: str, a: str, b: str) -> tuple[float, str] | None:
        return world().cell(BY_NAME[name], a, b)

    # unga_agreement: KAZ,UZB,2023,0.920000,75; mean of .916667 .931818 .901408 .864865 .92
    assert cell("un_session", "UZB", "KAZ") == (pytest.approx(92.0), "2023")
    assert cell("un_sessions", "UZB", "KAZ") == (pytest.approx(90.69516), "2019/2023")
    # agrifood_trade: UZB,KAZ,2024,292547000,2093818000,2766331000,4801272000
    assert cell("agrifood", "UZB", "KAZ") == (pytest.approx(100 * 2386365 / 7567603), "2024")
    assert cell("agrifood", "KAZ", "UZB") == (pytest.approx(100 * 1550416 / 7483852), "2024")
    # trade_shares: UZB,KAZ,2023,exports,,6 and UZB,KAZ,2023,imports,8: 7 per cent of 2022 is not the newest
    assert cell("exports", "UZB", "KAZ") is None
    assert cell("imports", "UZB", "KAZ") == (8, "2023")
    # migrants: UZB,KAZ,2024,13013 (destination first); macro: UZB,2024,,36361859
    assert cell("migrants", "KAZ", "UZB") == (pytest.approx(13013 / 36361.859), "2024")
    # students: UZB,KAZ,2020,26130,,both,43174
    assert cell("students", "UZB", "KAZ") == (pytest.approx(2613000 / 43174), "2020")
    assert cell("students", "KAZ", "UZB") == (pytest.approx(13600 / 86615), "2019")
    assert cell("treaties", "UZB", "KAZ") == (63, "1946/2023")
    assert cell("organisations_cow", "UZB", "KAZ") == (45, "2014")
    assert cell("holidays", "UZB", "KAZ") == (5, "2026")
    assert cell("religion", "UZB", "KAZ") == (pytest.approx(63.26), "2010")
    assert cell("border", "UZB", "KAZ") == (2330, "2026")
    assert cell("visa", "UZB", "KAZ") == (2, "2026-02-17")
    # IAEA IOM ITSO ITU Interpol OPCW OSCE UNCTAD UNHCR UPU WIPO stand in both lines
    assert cell("organisations", "ITA", "VAT") == (11, "2026")
    assert cell("treaties", "ITA", "VAT") == (23, "1946/2023")
    assert cell("border", "VAT", "ITA") == (3.4, "2026")
    for name in ("un_session", "migrants", "students", "organisations_cow", "religion"):
        assert cell(name, "ITA", "VAT") is None
    # no organisation of Kosovo's line stands in it twice; MKD,XKX,2010,0.0410
    assert cell("religion", "XKX", "MKD") == (pytest.approx(4.1), "2010")
    assert cell("treaties", "XKX", "MKD") is None, "the collection has no code for Kosovo: no zero"


def test_the_last_session_is_a_whole_one() -> None:
    calls = pd.DataFrame({"year": [2018, 2019, 2020, 2021], "n": [80, 90, 85, 43]})
    assert neighbours.last_session(calls) == 2021, "43 is more than half of 85"
    assert neighbours.last_session(calls.assign(n=[80, 90, 85, 42])) == 2020
    assert neighbours.last_session(calls.iloc[:1]) == 2018
    assert neighbours.last_session(calls.iloc[:0]) is None


def test_an_old_value_is_none_and_a_missing_one_is_passed_over() -> None:
    frame = pd.DataFrame(
        [("A", "B", 2020, 1.0), ("A", "B", 2021, None), ("C", "D", 2010, 3.0), ("E", "F", 2009, 4.0)],
        columns=["a", "b", "year", "value"],
    )
    found = neighbours.latest(frame)
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("A", "B", "2020", 1.0),
        ("C", "D", "2010", 3.0),
    ]


def test_a_mutated_row_changes_the_value_and_nothing_else() -> None:
    frame = load().religion_similarity.copy()
    mine = (frame.a == "KAZ") & (frame.b == "UZB") & (frame.year == 2010)
    frame.loc[mine, "denominations"] = 0.0
    other = having(religion_similarity=frame)
    assert other.cell(BY_NAME["religion"], "UZB", "KAZ") == (0, "2010")
    assert {k: v for k, v in other.cells.items() if k[0] != "religion"} == {
        k: v for k, v in world().cells.items() if k[0] != "religion"
    }
    visa = load().visa_rules.copy()
    mine = (visa.passport == "UZB") & (visa.destination == "KAZ") & (visa.last_seen == visa.last_seen.max())
    visa.loc[mine, "requirement"] = "on_arrival"
    assert having(visa_rules=visa).cell(BY_NAME["visa"], "UZB", "KAZ") == (1, "2026-02-17")
    assert having(visa_rules=visa[~mine]).cell(BY_NAME["visa"], "UZB", "KAZ") is None, "one side is unknown"


def test_flows_below_the_threshold_are_no_zero() -> None:
    frame = load().agrifood_trade
    frame = frame[(frame.reporter == "UZB") & (frame.partner == "KAZ") & (frame.year == 2024)]
    none = having(agrifood_trade=frame.assign(exports=float("nan"), imports=float("nan")))
    assert none.cell(BY_NAME["agrifood"], "UZB", "KAZ") is None
    one = having(agrifood_trade=frame.assign(imports=float("nan")))
    assert one.cell(BY_NAME["agrifood"], "UZB", "KAZ") == (pytest.approx(100 * 292547 / 7567603), "2024")


# --- places ---


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    values = pd.Series([5.0, 3.0, 3.0, 3.0, 1.0])
    assert neighbours.place(5.0, values) == neighbours.Place(1.0, 5)
    assert neighbours.place(3.0, values) == neighbours.Place(3.0, 5)
    assert neighbours.place(3.0, values.iloc[:3]) == neighbours.Place(2.5, 3)
    assert neighbours.place(1.0, values).percentile == pytest.approx(10)
    for value in values:
        expected = stats.percentileofscore(values, value, kind="mean")
        assert neighbours.place(value, values).percentile == pytest.approx(expected)


def test_places_are_those_of_a_sorted_list() -> None:
    lengths = sorted((row.km_max for row in load().land_borders.itertuples()), reverse=True)
    rank = lengths.index(2330) + 1
    assert lengths.count(2330) == 1
    assert said("UZB", "KAZ", "border") == [("Uzbekistan–Kazakhstan", "2,330", "2026", f"{rank} of 317")]
    assert said("CAN", "USA", "border")[0][3] == "1 of 317"
    assert said("ITA", "VAT", "un_session") == [("Italy–Vatican City", "no value", "–", "–")]


@pytest.mark.parametrize("pair", [("UZB", "KAZ"), ("ITA", "VAT"), ("SRB", "XKX")])
def test_the_order_of_the_pair_changes_no_number(pair: tuple[str, str]) -> None:
    there, back = (neighbours.places(world(), *ends).frame for ends in (pair, pair[::-1]))
    for frame in (there, back):
        frame["key"] = [
            f"{m} {a} {b}" if BY_NAME[m].directed else f"{m} {min(a, b)} {max(a, b)}"
            for m, a, b in (c.split() for c in frame.category)
        ]
    columns = ["said", "period", "place", "percentile", "median", "value", "source"]
    one, two = (f.set_index("key").sort_index()[columns].map(str) for f in (there, back))
    pd.testing.assert_frame_equal(one, two)
    assert render(there.between.iloc[0], "en") != render(back.between.iloc[0], "en")
    assert neighbours.table(world(), *pair, "en") == neighbours.table(world(), *pair[::-1], "en")


# --- what is written ---


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_every_pair_and_marks_one(language: str) -> None:
    page = soup(neighbours.table(world(), "UZB", "KAZ", language))
    rows = page.select("tbody tr")
    assert len(rows) == len(world().pairs) == 317
    width = sum(2 if m.directed else 1 for m in MEASURES)
    assert {len(row.find_all("td")) for row in rows} == {width}
    assert all(row.find("th")["scope"] == "row" for row in rows)  # type: ignore[index]
    own = page.select("tr[aria-current=true]")
    assert len(own) == 1
    assert own[0].th is not None
    named = [x.strip() for x in own[0].th.get_text().split("–")]
    assert named == [render(Country(code), language) for code in ("KAZ", "UZB")]
    heads = page.select("thead th")
    assert sum(int(str(h.get("colspan", 1))) for h in page.select("thead tr:first-child th")) == width + 1
    assert all(h.get_text().strip() for h in heads)
    assert not BROKEN.search(page.get_text())
    assert [i["id"] for i in page.select("table[id]")] == ["bl-neighbours"]


def test_the_field_waits_for_the_script() -> None:
    form = soup(neighbours.filters(world(), "en")).form
    assert form is not None
    assert form.has_attr("hidden"), "a page without a script has no dead controls"
    assert form["data-bilateral-rows"] == "bl-neighbours"
    assert form.select_one('label[for="bl-pair"]') is not None
    count = form.select_one("[role=status]")
    assert count is not None
    assert {"{n}", "{all}"} <= set(str(count["data-shown"]).split())


def test_the_file_holds_what_the_table_holds() -> None:
    files = generated.files(context())
    rows = list(csv.DictReader(io.StringIO(files["neighbours/neighbours.csv"])))
    assert len(rows) == 317
    mine = next(row for row in rows if (row["a"], row["b"]) == ("KAZ", "UZB"))
    assert (mine["name_a"], mine["border"], mine["border_period"]) == ("Kazakhstan", "2330", "2026")
    assert (mine["imports_ab"], mine["imports_ba"], mine["imports_ba_period"]) == ("", "8", "2023")
    assert float(mine["students_ab"]) == pytest.approx(13600 / 86615)
    filled = sum(bool(row[m]) for row in rows for m in row if m in BY_NAME)
    assert filled == sum(len(world().values[m.name]) for m in MEASURES if not m.directed)


def test_every_column_says_its_years_and_its_source() -> None:
    frame = neighbours.columns(world()).frame
    assert len(frame) == len(MEASURES)
    known = set(load().sources.source)
    for row in frame.itertuples():
        assert row.source
        assert set(row.source.split(";")) <= known
        assert re.search(r"\d{4}", render(row.period, "en"))
    assert {r.source for r in frame.itertuples() if ";" in r.source} == {
        "un-desa-migrant-stock-2024;world-bank-wdi-population"
    }
    assert render(frame.known.iloc[0], "en") == "306 of 317"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_of_the_page(language: str) -> None:
    c = context(language=language)
    map_, places = generated.neighbours_map(c), generated.neighbours_places(c)
    names = [render(Country(code), language) for code in ("UZB", "KAZ")]
    for text, anchor in ((map_, "fig-neighbours-map"), (places, "fig-neighbours-percentiles")):
        assert text.count(f"{{bilateral-output}} {anchor}\n") == 1
        drawings = soup(text).find_all("svg")
        assert [d["role"] for d in drawings] == ["img", "img"]
        assert len({str(d["aria-label"]) for d in drawings}) == 1
        assert len(str(drawings[0]["aria-label"])) > 60
        assert all(name in text for name in names)
    assert "Natural Earth" in map_
    assert "{cite:p}`harvard-dataverse-unga-votes`" in places
    assert not BROKEN.search(re.sub(r"\{(bilateral-output|raw|cite:p)\}", "", places))
    weight = sum(len(t.encode()) for t in (map_, places, generated.neighbours_table(c)))
    assert weight < 270_000, weight


def test_a_pair_without_a_border_and_tables_without_rows_are_told() -> None:
    text = generated.neighbours_places(context("JPN", "KAZ"))
    assert "Japan and Kazakhstan are no pair of the 317 land neighbours in the table." in text
    assert "svg" not in text
    bare = next(code for code in countries.codes() if code not in maps.world().polygons)
    assert "There are no outlines" in generated.neighbours_map(context(bare, "KAZ"))
    page: Package = load()
    empty = World(page.having(**{m.table: page.tables[m.table].iloc[:0] for m in MEASURES}))
    assert empty.cells == {}
    assert not neighbours.drawn(neighbours.places(empty, "UZB", "KAZ")).frame.size
    assert len(neighbours.columns(empty).frame) == len(MEASURES)


# --- every pair ---


def test_every_pair_has_places() -> None:
    known = {}
    for a, b in itertools.islice(world().pairs, 0, None, 10):
        frame = neighbours.places(world(), a, b).frame
        known[a, b] = int(frame.value.notna().sum())
        assert frame.value.dropna().between(0, 100, inclusive="neither").all()
        assert str(known[a, b]) in neighbours.summary(world(), a, b).render("en")
        told = figures.describe(neighbours.drawn(neighbours.places(world(), a, b)), LANGUAGES[-1])
        assert not BROKEN.search(told)
    assert min(known.values()) >= 5, json.dumps({"-".join(k): v for k, v in known.items()})


@pytest.mark.soak
def test_every_pair_has_a_page() -> None:
    for a, b in world().pairs:
        c = context(a, b, LANGUAGES[-1])
        assert "fig-neighbours-map" in generated.neighbours_map(c)
        assert "fig-neighbours-percentiles" in generated.neighbours_places(c)
