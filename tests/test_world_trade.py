"""All-goods trade of neighbours in four sources: the figures, the traps of each, the rules on them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from bilateral.datapackage import check, load
from bilateral.datapackage.descriptor import descriptor
from bilateral.datapackage.reading import CHECKOUT
from bilateral.upstream import (
    UnknownVersionError,
    cow_trade,
    factbook_trade,
    main,
    make,
    penppml_exports,
    states,
    wits_trade,
)
from bilateral.upstream import find as find_originals
from tests import small_data
from tests.small_data import read
from tests.world_files import DATASETS, WORLD, Row, find, lines, needs_files, pairs

TABLES = (*wits_trade.TABLES, *factbook_trade.TABLES, *penppml_exports.TABLES, *cow_trade.TABLES)


# -- the committed figures, read in the files by hand


def test_goods_trade_stands_under_who_counted() -> None:
    # In the file: UZB,export,KAZ,1351127019 and UZB,import,KAZ,2977042746 and KAZ,export,UZB,3144274601
    ours = {"partner": "KAZ", "reporter": "UZB", "year": "2023"}
    assert find("goods_trade", **ours, flow="exports") == [["1351127019"]]
    assert find("goods_trade", **ours, flow="imports") == [["2977042746"]]
    assert find("goods_trade", reporter="KAZ", partner="UZB") == [["2023", "exports", "3144274601"]]
    # VEN,export,BRA,468002513 and VEN,import,BRA,1152749458 are marked as what Brazil reports
    assert find("goods_trade", reporter="BRA", partner="VEN") == [
        ["2023", "exports", "1152749458"],
        ["2023", "imports", "468002513"],
    ]
    # RUS,export,KAZ,16192156665, marked likewise: Russia reported no 2023
    assert find("goods_trade", reporter="KAZ", partner="RUS", flow="imports") == [["2023", "16192156665"]]
    reporters = {row["reporter"] for row in read(WORLD / "goods_trade.csv")}
    assert not reporters & {"RUS", "BLR", "IRN", "TKM", "VEN", "AFG", "PRK"}
    assert (
        len(read(WORLD / "goods_trade.csv")) == 471 - 18
    )  # rows of the file, reports that stand in two lists


def test_shares_are_those_printed_and_a_partner_not_listed_has_a_bound() -> None:
    shares = {"reporter": "UZB", "partner": "KAZ", "flow": "exports"}
    assert find("trade_shares", **shares, year="2014") == [["14.6", "", "13310000000", "2015-11-29"]]
    # 2023: Switzerland 34, Russia 12, UK 11, China 7, Turkey 6
    assert find("trade_shares", **shares, year="2023") == [["", "6", "25050000000", "2026-05-17"]]
    # United States 76.8 and nobody else: at most what is left
    assert find("trade_shares", reporter="CAN", partner="DNK", year="2014", flow="exports") == [
        ["", "23.2", "478400000000", "2015-11-29"]
    ]
    # Georgia 4.3 in an edition of 2021; in that of 2024 Italy 28, Turkey 15, Israel 7, Germany 5, India 5
    assert find("trade_shares", reporter="AZE", partner="GEO", year="2017", flow="exports")[0][:2] == [
        "",
        "5",
    ]
    # "Herzegovina 6" and "The Former Yugo Rep of 4.0"
    assert find("trade_shares", reporter="HRV", partner="BIH", year="2023", flow="exports")[0][0] == "6"
    assert find("trade_shares", reporter="SRB", partner="MKD", year="2014", flow="exports")[0][0] == "4"
    # Senegal's list of 2017 names "The", which may be the Gambia; that of imports does not
    gambia = {"reporter": "SEN", "partner": "GMB", "year": "2017"}
    assert find("trade_shares", **gambia, flow="exports") == []
    assert len(find("trade_shares", **gambia, flow="imports")) == 1
    assert not [row for row in read(WORLD / "trade_shares.csv") if row["partner"] == "ERI" and row["percent"]]


def test_each_row_of_shares_has_a_share_or_a_bound_and_one_total_a_list() -> None:
    rows = read(WORLD / "trade_shares.csv")
    assert all(bool(row["percent"]) != bool(row["at_most"]) for row in rows)
    of_lists = {(r["reporter"], r["year"], r["flow"], r["total"], r["edition"]) for r in rows}
    assert len(of_lists) == len({key[:3] for key in of_lists})
    named = {tuple(sorted((row["reporter"], row["partner"]))) for row in rows if row["percent"]}
    assert len(named) == 246  # of the 317 pairs


def test_exports_are_dollars_of_the_exporter() -> None:
    # KAZ,UZB,2016 in the file: 919601728.0; 1996: 198829920.0
    assert find("goods_exports", reporter="KAZ", partner="UZB", year="2016") == [["919601728"]]
    assert find("goods_exports", reporter="KAZ", partner="UZB", year="1996") == [["198829920"]]
    assert find("goods_exports", reporter="UZB") == []
    years: dict[str, set[int]] = {}
    for row in read(WORLD / "goods_exports.csv"):
        years.setdefault(row["reporter"], set()).add(int(row["year"]))
    assert years["ROU"] == set(range(1992, 2017, 4))  # ROM in the file
    assert min(years["SRB"]) == 2008
    assert min(years["DEU"]) == 1992
    assert years["SDN"] == {2012, 2016}
    assert years["COD"] == {1972, 1976}  # ZAR in the file
    assert not years.keys() & {"BEL", "LUX", "BLX", "YUG", "CSK"}


def test_history_is_the_mean_of_the_recorded_years() -> None:
    # Imports of Uzbekistan from Kazakhstan in millions, 2011 to 2014: 1297, 1478, 1486, 1530
    rows = find("trade_history", exporter="KAZ", importer="UZB")
    assert rows[-1][:4] == ["2011", "2014", "4", str((1297 + 1478 + 1486 + 1530) * 250_000)]
    # 1995 to 1998: 168, 222, 163, 131. In 1993 a zero, in 1994 129: no row for one year
    assert rows[0][:4] == ["1995", "1998", "4", str((168 + 222 + 163 + 131) * 250_000)]
    back = find("trade_history", exporter="UZB", importer="KAZ")
    assert back[0][:4] == ["1995", "1998", "4", str((270 + 89 + 66 + 96) * 250_000)]
    assert len(rows) == len(back) == 5


def test_no_mean_of_one_year_and_nothing_of_another_state() -> None:
    rows = read(WORLD / "trade_history.csv")
    assert {row["years"] for row in rows} == {"2", "3", "4"}
    for row in rows:
        assert int(row["last_year"]) - int(row["first_year"]) == 3
        for side in ("exporter", "importer"):
            since = states.FIRST_YEAR.get(row[side], 1971)
            assert int(row["last_year"]) >= since + int(row["years"]) - 1
    assert not any("SRB" in (row["exporter"], row["importer"]) for row in rows)  # no figures from 2007 on
    belgian = [int(row["first_year"]) for row in rows if "BEL" in (row["exporter"], row["importer"])]
    assert min(belgian) == 1995  # of which two years, 1997 and 1998


def test_most_pairs_have_five_dates_in_one_source() -> None:
    for table, year, wanted in (
        ("trade_history", "first_year", 258),
        ("goods_exports", "year", 260),
        ("trade_shares", "year", 317),
    ):
        dates: dict[tuple[str, ...], set[str]] = {}
        for row in read(WORLD / f"{table}.csv"):
            pair = tuple(sorted(list(row.values())[:2]))
            dates.setdefault(pair, set()).add(row[year])
        assert sum(len(found) >= 5 for found in dates.values()) == wanted


# -- made again from the files


@needs_files
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_files_give_the_same_bytes(table, tmp_path: Path) -> None:
    assert main((table,), [str(DATASETS), "--world", str(tmp_path)]) == 0
    for ending in ("csv", "json"):
        name = f"{table.name}.{ending}"
        assert (tmp_path / name).read_bytes() == (WORLD / name).read_bytes()


@needs_files
def test_shares_of_history_by_another_way() -> None:
    trade = pd.read_parquet(DATASETS / "trade" / "cow_trade_v4_directed_dyad_year.parquet")
    trade = trade[trade["year"].between(2011, 2014)]
    kazakhstan, uzbekistan = 705, 704
    bought = trade[(trade["ccode1"] == uzbekistan) & (trade["flow1"] > 0)]
    sold = trade[(trade["ccode1"] == kazakhstan) & (trade["flow2"] > 0)]  # flow2: imports of the second
    flow = bought.loc[bought["ccode2"] == kazakhstan, "flow1"].sum()
    assert flow == sold.loc[sold["ccode2"] == uzbekistan, "flow2"].sum() == 5791
    of = find("trade_history", exporter="KAZ", importer="UZB", first_year="2011")[0][-2:]
    assert of == [f"{flow / sold['flow2'].sum():.6f}", f"{flow / bought['flow1'].sum():.6f}"]


@needs_files
def test_a_report_in_two_lists_is_one_number() -> None:
    path = DATASETS / "trade" / "wits2023_top7_neighbours.csv"
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert len(wits_trade.derive(raw, pairs())) == 0
    assert (raw["year"] == "2023").all()
    spoilt = raw.replace("16192156665", "1")
    own = pd.DataFrame([["2023", "KAZ", "import", "RUS", "2", "0"]], columns=raw.columns)
    with pytest.raises(ValueError, match="expected one number for one report"):
        wits_trade.derive(pd.concat([spoilt, own]), pairs("KAZ-RUS"))


# -- the derivations on a few rows


def wits(*rows: tuple[str, str, str, str, str]) -> list[str]:
    columns = ["reporter_iso3", "flow", "partner_iso3", "value_usd", "mirror_of_partner_report"]
    frame = pd.DataFrame(rows, columns=columns).assign(year="2023")
    return lines(wits_trade.derive(frame, pairs("KAZ-UZB")))


def test_a_filled_in_row_goes_back_to_its_reporter() -> None:
    assert wits(("KAZ", "export", "UZB", "5", "1")) == ["UZB,KAZ,2023,imports,5"]
    assert wits(("KAZ", "import", "UZB", "5", "1")) == ["UZB,KAZ,2023,exports,5"]
    assert wits(("KAZ", "export", "UZB", "5", "0")) == ["KAZ,UZB,2023,exports,5"]
    assert wits(("KAZ", "export", "UZB", "5", "1"), ("UZB", "import", "KAZ", "5", "0")) == [
        "UZB,KAZ,2023,imports,5"
    ]
    assert wits(("KAZ", "export", "CHN", "5", "0")) == []


def factbook(*rows: tuple[str, str, str, str, str, str]) -> list[str]:
    columns = ["iso3", "partner", "partner_iso3", "share", "seen", "total_usd"]
    frame = pd.DataFrame(rows, columns=columns).assign(flow="export", year="2019")
    return lines(factbook_trade.derive(frame, pairs("KAZ-UZB", "CHN-KAZ", "GMB-SEN")))


def test_two_editions_are_not_mixed_in_a_list() -> None:
    assert factbook(
        ("UZB", "Kazakhstan", "KAZ", "9.4", "2021-03-01", "100"),
        ("UZB", "China", "CHN", "12", "2024-03-28", "200.4"),
        ("UZB", "Russia", "RUS", "8", "2024-03-28", "200.4"),
    ) == ["UZB,KAZ,2019,exports,,8,200,2024-03-28"]


def test_what_a_list_leaves_bounds_the_others() -> None:
    one = ("KAZ", "Uzbekistan", "UZB", "96.5", "2021-03-01", "")
    assert factbook(one) == [
        "KAZ,CHN,2019,exports,,3.5,,2021-03-01",
        "KAZ,UZB,2019,exports,96.5,,,2021-03-01",
    ]
    # 102 by rounding: nothing left, the smallest printed bounds
    more = ("KAZ", "Russia", "RUS", "5.5", "2021-03-01", "")
    assert factbook(one, more)[0] == "KAZ,CHN,2019,exports,,5.5,,2021-03-01"


def test_half_a_name_is_nobody_and_a_continent_no_country() -> None:
    the = ("SEN", "The", "ERI", "4", "2021-03-01", "")
    assert factbook(the, ("KAZ", "China", "CHN", "5", "2021-03-01", "")) == [
        "KAZ,CHN,2019,exports,5,,,2021-03-01",
        "KAZ,UZB,2019,exports,,5,,2021-03-01",
    ]
    assert factbook(the, ("SEN", "Gambia", "GMB", "3", "2021-03-01", "")) == [
        "SEN,GMB,2019,exports,3,,,2021-03-01"
    ]
    uzbekistan = ("UZB", "Kazakhstan", "KAZ", "9", "2021-03-01", "")
    continents = (
        ("KAZ", "Asia", "", "50", "2021-03-01", ""),
        ("KAZ", "Uzbekistan", "UZB", "5", "2021-03-01", ""),
    )
    assert factbook(uzbekistan, *continents) == ["UZB,KAZ,2019,exports,9,,,2021-03-01"]


def test_exports_keep_zeros_and_leave_out_other_states() -> None:
    frame = pd.DataFrame(
        [
            ("ROM", "SRB", "2004", 9.0),
            ("ROM", "SRB", "2008", 0.0),
            ("SRB", "ROM", "2008", 2.6),
            ("YUG", "ROM", "1988", 7.0),
        ],
        columns=["exp", "imp", "time", "export"],
    )
    found = lines(penppml_exports.derive(frame.astype({"exp": "category"}), pairs("ROU-SRB")))
    assert found == ["ROU,SRB,2008,0", "SRB,ROU,2008,3"]


def cow(*rows: tuple[int, int, int, float]) -> list[str]:
    frame = pd.DataFrame(rows, columns=["ccode1", "ccode2", "year", "flow1"])
    codes = {1: "KAZ", 2: "UZB", 3: "RUS", 4: "BEL", 5: "FRA"}
    return lines(cow_trade.derive(frame, codes, pairs("KAZ-UZB", "KAZ-RUS", "BEL-FRA")))


def test_a_zero_is_no_year_and_one_year_no_mean() -> None:
    assert cow((1, 2, 2011, 4.0), (1, 2, 2012, 0.0), (1, 2, 2013, float("nan")), (1, 2, 2014, 2.0)) == [
        "UZB,KAZ,2011,2014,2,3000000,1.000000,1.000000"
    ]
    assert cow((1, 2, 2010, 4.0), (1, 2, 2011, 4.0)) == []  # two periods
    assert cow((1, 2, 2011, -9.0), (1, 2, 2012, 4.0)) == []


def test_shares_are_of_the_same_years_and_of_all_partners() -> None:
    # Kazakhstan buys 1 of 4 from Uzbekistan in 2011 and 3 of 3 in 2012; 2013 has nothing from it
    assert cow(
        (1, 2, 2011, 1.0), (1, 99, 2011, 3.0), (1, 2, 2012, 3.0), (1, 99, 2013, 50.0), (99, 2, 2012, 4.0)
    ) == ["UZB,KAZ,2011,2014,2,2000000,0.500000,0.571429"]


def test_a_number_of_another_state_is_left_out() -> None:
    assert cow(*((1, 3, year, 2.0) for year in (1989, 1990, 1991, 1992))) == []
    assert len(cow(*((1, 3, year, 2.0) for year in (1992, 1993, 1994)))) == 1
    assert cow((5, 4, 1995, 2.0), (5, 4, 1996, 2.0), (5, 4, 1997, 2.0)) == []


def test_another_file_is_refused(tmp_path: Path) -> None:
    for table in TABLES:
        with pytest.raises(FileNotFoundError):
            find_originals(tmp_path, table.originals)
        (tmp_path / table.originals[0].file).write_bytes(b"something else")
        with pytest.raises(UnknownVersionError):
            find_originals(tmp_path, table.originals)


# -- in the package


def test_licences_differ_by_table_and_aggregates_say_why() -> None:
    found = {r["name"]: r["licenses"][0]["name"] for r in descriptor(CHECKOUT / "data")["resources"]}
    names = ("goods-trade", "trade-shares", "goods-exports", "trade-history")
    assert [found[name] for name in names] == ["CC-BY-4.0", "CC0-1.0", "MIT", "CC-BY-4.0"]
    record = json.loads((WORLD / "trade_history.json").read_text(encoding="utf-8"))
    assert "no licence to redistribute" in record["why_aggregates"]
    published = load(CHECKOUT / "data").published
    assert [published[name.replace("-", "_")] for name in names] == [
        "world-bank-wits",
        "cia-world-factbook",
        "penppml-trade",
        "cow-trade",
    ]


def test_the_selection_reads_them_when_asked() -> None:
    world = load(CHECKOUT / "data").select("UZB", "KAZ").world
    shares = world["trade_shares"]
    assert str(shares["percent"].dtype) == "float64"
    assert shares["percent"].isna().any()
    assert str(world["trade_history"]["first_year"].dtype) == "int64"


# -- planted faults


def named(row: Row) -> bool:
    return bool(row["percent"])


# table, which rows, what is changed, in which column the fault is, what it says
CELLS: small_data.Plan = {
    "no neighbour": ("goods_trade", {"partner": "NOR"}, "partner", "a pair of land_borders.csv"),
    "another flow": ("goods_trade", {"flow": "export"}, "flow", "one of exports, imports"),
    "nothing traded": ("goods_trade", {"value": "0"}, "value", "at least 1"),
    "part of a dollar": ("goods_trade", {"value": "1.5"}, "value", "a whole number"),
    "a year not in the file": ("goods_trade", {"year": "2022"}, "year", "at least 2023"),
    "more than all": ("trade_shares", {"percent": "146"}, "percent", "at most 100", named),
    "share and bound": ("trade_shares", {"at_most": "6"}, "at_most", "both percent and at_most", named),
    "neither": ("trade_shares", {"percent": ""}, "at_most", "neither percent nor at_most", named),
    "no such day": ("trade_shares", {"edition": "2015-11-31"}, "edition", "a date of the calendar"),
    "total in billions": ("trade_shares", {"total": "13.31"}, "total", "at least 1000000"),
    "a year between": ("goods_exports", {"year": "2015"}, "year", "one of the 14 values"),
    "exports below zero": ("goods_exports", {"exports": "-1"}, "exports", "at least 0"),
    "a former state": ("goods_exports", {"partner": "SUN"}, "partner", "one of today"),
    "a mean of one": ("trade_history", {"years": "1"}, "years", "at least 2"),
    "years the wrong way": ("trade_history", {"last_year": "1974"}, "first_year", "at most last_year 1974"),
    "a share in per cent": ("trade_history", {"of_exports": "2.19"}, "of_exports", "at most 1"),
    "a mean in millions": ("trade_history", {"mean": "577"}, "mean", "at least 1000"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `check` says of each planted cell, all planted in one root."""
    root = small_data.make(tmp_path_factory.mktemp("small"))
    assert [str(fault) for fault in check(root)] == []
    return small_data.plant(root, CELLS)


@pytest.mark.parametrize("name", CELLS)
def test_a_planted_cell_is_found(name: str, found: dict[str, str]) -> None:
    assert CELLS[name][3] in found[name]


@needs_files
def test_records_name_who_has_no_row() -> None:
    borders = pd.read_csv(WORLD / "land_borders.csv", dtype=str, keep_default_na=False)
    for table in TABLES:
        frame, record = make(table, find_originals(DATASETS, table.originals), borders)
        said = record.get("no_reporter", record.get("no_row"))
        sides = [table.key[0]] if "no_reporter" in record else list(table.key[:2])
        there = {code for side in sides for code in frame[side]}
        assert said == sorted({*borders["a"], *borders["b"]} - there)
