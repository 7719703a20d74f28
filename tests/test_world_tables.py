"""Trade, size and area of neighbours: the figures derived from publishers' files, and the rules on them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tarfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from bilateral.datapackage import check, load
from bilateral.datapackage.descriptor import descriptor
from bilateral.datapackage.reading import CHECKOUT, addresses, upstream
from bilateral.upstream import WorldTable, factbook_area, faostat_trade, main, world_bank
from tests import small_data
from tests.conftest import some
from tests.small_data import read, write
from tests.world_files import DATASETS, WORLD, Row, needs_files, pairs

TRADE = DATASETS / "trade" / "faostat_agrifood_tm_allpairs_1992_2024.parquet"
NEW = ("agrifood_trade", "macro", "area")


def trade(reporter: str, partner: str, year: int) -> list[str]:
    """The four figures of one row."""
    key = (reporter, partner, str(year))
    rows = read(WORLD / "agrifood_trade.csv")
    row = next(r for r in rows if (r["reporter"], r["partner"], r["year"]) == key)
    return [row[c] for c in ("exports", "imports", "all_exports", "all_imports")]


def flows(*rows: tuple[str, str, str, int, int, str]) -> pd.DataFrame:
    columns = ["reporter_iso3", "partner_iso3", "product_group", "year", "value_kusd", "flow"]
    return pd.DataFrame(rows, columns=columns)


def derived(*rows: tuple[str, str, str, int, int, str]) -> list[str]:
    """The rows that the module makes of some flows of Kazakhstan and Uzbekistan, as CSV."""
    frame = faostat_trade.derive(flows(*rows), pairs("KAZ-UZB"))
    return frame.to_csv(index=False, header=False).splitlines()


# -- the committed figures, summed by hand


def test_trade_is_the_sum_of_the_rows_of_the_file() -> None:
    # KAZ,UZB,2005 in thousand US dollars. export: cereals 2324, fruits 17, oilseeds 204, other animal
    # products 1, other groups 85397. import: fibres 12288, fruits 17, live animals 8, oilseeds 42, other
    # animal products 49, vegetables 98.
    exports, imports, *_ = trade("KAZ", "UZB", 2005)
    assert exports == str((2324 + 17 + 204 + 1 + 85397) * 1000) == "87943000"
    assert imports == str((12288 + 17 + 8 + 42 + 49 + 98) * 1000) == "12502000"
    # UZB,AFG,2017. export: cereals 51819, eggs 14623, oilseeds 3595, other groups 47714, pulses 37951, raw
    # milk 75. import: oilseeds 7, other animal products 192.
    exports, imports, *_ = trade("UZB", "AFG", 2017)
    assert exports == str((51819 + 14623 + 3595 + 47714 + 37951 + 75) * 1000)
    assert imports == str((7 + 192) * 1000)


def test_a_fragment_of_a_year_is_no_zero() -> None:
    # KAZ 2010 has one row in the file: RUS, cereals, import, 468956
    assert trade("KAZ", "RUS", 2010) == ["", "468956000", "", "468956000"]
    assert trade("KAZ", "UZB", 2010) == ["", "", "", "468956000"]


def test_who_reports_and_since_when() -> None:
    years: dict[str, set[int]] = defaultdict(set)
    for row in read(WORLD / "agrifood_trade.csv"):
        years[row["reporter"]].add(int(row["year"]))
    assert not years.keys() & {"DEU", "ESP", "FRA", "GBR", "ITA", "NLD", "USA", "TKM", "PRK"}
    assert years["UZB"] == set(range(2017, 2025))
    assert years["TJK"] == set(range(2016, 2024))
    assert max(years["RUS"]) == max(years["BLR"]) == 2021
    assert not any(row["partner"] == "XKX" for row in read(WORLD / "agrifood_trade.csv"))
    assert min(int(r["year"]) for r in read(WORLD / "agrifood_trade.csv") if r["partner"] == "SRB") == 2006


def test_size_and_area_are_those_printed() -> None:
    macro = {(r["country"], r["year"]): (r["gdp"], r["population"]) for r in read(WORLD / "macro.csv")}
    # In the files: GDP 261421121085.57208 and 90889149306.73126; population 20330104 and 35652307
    assert macro["KAZ", "2023"] == ("261421121086", "20330104")
    assert macro["UZB", "2023"] == ("90889149307", "35652307")
    assert macro["UZB", "2024"] == ("", "36361859")
    assert macro["WLD", "2023"] == ("105435039507024", "8064057930")
    assert ("NAM", "1990") in macro
    area = {r["country"]: r["area_km2"] for r in read(WORLD / "area.csv")}
    assert (area["KAZ"], area["UZB"]) == ("2724900", "447400")
    assert area["NER"] == "1267000"  # printed "1.267 million sq km"
    assert area["PSE"] == str(5860 + 360)  # West Bank, Gaza Strip
    assert (area["CHN"], area["CHE"], area["AUT"]) == ("9596960", "41277", "83871")  # GEC codes CH, SZ, AU
    assert "VAT" not in area


def test_every_country_with_a_land_border_is_there() -> None:
    states = {row[side] for row in read(WORLD / "land_borders.csv") for side in ("a", "b")}
    for name, also in (("macro", {"WLD"}), ("area", set())):
        record = json.loads((WORLD / f"{name}.json").read_text(encoding="utf-8"))
        there = {row["country"] for row in read(WORLD / f"{name}.csv")}
        assert there == (states | also) - set(record["no_row"])
        assert record["no_row"] == ["VAT"]


# -- the same again from the files


@needs_files
def test_the_scripts_write_the_committed_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    for module in (faostat_trade, world_bank, factbook_area):
        assert main(module.TABLES, [str(DATASETS), "--world", str(tmp_path)]) == 0
    for name in NEW:
        for suffix in (".csv", ".json"):
            made = tmp_path / f"{name}{suffix}"
            assert made.read_bytes() == (WORLD / made.name).read_bytes()


@needs_files
@pytest.mark.parametrize("year", [1998, 2019])
def test_a_plain_sum_of_the_file_gives_the_same(year: int) -> None:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    frame = pd.read_parquet(TRADE)
    frame = frame[(frame.reporter_iso3 == "KAZ") & (frame.year == year)]
    for partner, value, flow in zip(frame.partner_iso3, frame.value_kusd, frame.flow, strict=True):
        for name in {partner, "all"} - {"KAZ"}:
            sums[name, flow] += value * 1000
    for partner in ("CHN", "KGZ", "RUS", "TKM", "UZB"):
        found = [str(sums[name, flow] or "") for name in (partner, "all") for flow in ("export", "import")]
        assert trade("KAZ", partner, year) == found


@needs_files
def test_the_trade_file_has_no_total_no_world_and_no_row_twice() -> None:
    frame = pd.read_parquet(TRADE)
    keys = ["reporter_iso3", "partner_iso3", "product_group", "year", "flow"]
    assert not frame.duplicated(keys).any()
    assert frame.value_kusd.min() == 1
    assert not {"WLD", "EU", "XXX"} & set(frame.partner_iso3)
    assert not any("total" in group.casefold() for group in frame.product_group.unique())
    assert frame.product_group.nunique() == 14


@needs_files
@pytest.mark.parametrize("code", ["KAZ", "UZB"])
def test_every_kept_flow_is_five_percent_of_its_item_and_year(code: str) -> None:
    frame = pd.read_csv(DATASETS / "trade" / f"faostat_tm_{code}.csv.gz", encoding="utf-8-sig")
    kept = frame.groupby(["Item", "Element", "Year"]).value.transform("sum")
    assert (frame.value / kept).min() >= 0.05
    groups = frame.groupby("cpc_name1").Item.unique()
    assert sum(map(len, groups)) == frame.Item.nunique()  # no item in two groups, so nothing is summed twice


# -- the traps, one by one


def test_a_flow_that_is_not_there_is_an_empty_cell() -> None:
    assert derived(
        ("KAZ", "UZB", "Cereals", 2005, 3, "export"),
        ("KAZ", "RUS", "Cereals", 2005, 4, "export"),
        ("UZB", "KAZ", "Cereals", 2005, 5, "import"),
    ) == ["KAZ,UZB,2005,3000,,7000,", "UZB,KAZ,2005,,5000,,5000"]


def test_a_year_without_a_report_has_no_row_and_one_without_the_partner_neither() -> None:
    # Uzbekistan reports nothing; in 1999 nobody names Uzbekistan as a partner
    assert derived(
        ("KAZ", "RUS", "Cereals", 1999, 4, "export"),
        ("KAZ", "RUS", "Cereals", 2000, 4, "export"),
        ("TJK", "UZB", "Cereals", 2000, 1, "import"),
    ) == ["KAZ,UZB,2000,,,4000,"]


def test_trade_with_itself_counts_nowhere() -> None:
    assert derived(
        ("KAZ", "KAZ", "Cereals", 2005, 900, "import"),
        ("KAZ", "UZB", "Cereals", 2005, 3, "import"),
        ("UZB", "UZB", "Cereals", 2005, 900, "export"),
    ) == ["KAZ,UZB,2005,,3000,,3000"]


def test_groups_and_years_are_kept_apart() -> None:
    assert derived(
        ("KAZ", "UZB", "Cereals", 2004, 1, "export"),
        ("KAZ", "UZB", "Cereals", 2005, 2, "export"),
        ("KAZ", "UZB", "Vegetables", 2005, 3, "export"),
    ) == ["KAZ,UZB,2004,1000,,1000,", "KAZ,UZB,2005,5000,,5000,"]


def test_the_world_bank_names_regions_that_are_no_countries() -> None:
    def table(*rows: tuple[str, int, str]) -> pd.DataFrame:
        return pd.DataFrame([("", c, str(y), v) for c, y, v in rows], columns=list(COLUMNS))

    COLUMNS = ("Country Name", "Country Code", "Year", "Value")  # noqa: N806
    gdp = table(("UZB", 1989, "1"), ("UZB", 1990, "2.5"), ("UZB", 1991, "3.5"), ("ECS", 1990, "9"))
    people = table(("UZB", 1990, "20"), ("UZB", 1991, "21"), ("NAM", 1990, "1"), ("WLD", 1990, "99"))
    found = world_bank.derive(gdp, people, {"UZB", "NAM"})
    assert found.to_csv(index=False).splitlines() == [
        "country,year,gdp,population",
        "NAM,1990,,1",
        "UZB,1990,2,20",
        "UZB,1991,4,21",
        "WLD,1990,,99",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("447,400 sq km", 447_400),
        ("1.267 million sq km", 1_267_000),
        ("643,801 sq km ; 551,500 sq km (metropolitan France)", 643_801),
        ("0.44 sq km", 0.44),
    ],
)
def test_areas_as_the_factbook_prints_them(text: str, found: float) -> None:
    assert float(factbook_area.square_km(text)) == found


def test_an_area_in_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with no area; expected square kilometres"):
        factbook_area.square_km("about the size of California")


def test_the_code_of_a_file_is_no_iso_code(tmp_path: Path) -> None:
    pages = {
        "ch": "9,596,960 sq km",
        "sz": "41,277 sq km",
        "we": "5,860 sq km",
        "gz": "360 sq km",
        "vt": "0 sq km",
    }
    path = tmp_path / "factbook.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        for gec, text in {**pages, "xx": None, "list": None}.items():
            total = {"text": text} if text else {"by ocean": "many"}
            page: object = [] if gec == "list" else {"Geography": {"Area": {"total ": total}}}
            raw = json.dumps(page).encode()
            member = tarfile.TarInfo(f"region/{gec}.json")
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    codes = tmp_path / "codes.csv"
    codes.write_text("iso3c,fips\nCHN,CH\nCHE,SZ\nPSE,WE\nVAT,VT\n,XX\nSSD,\n", encoding="utf-8")
    areas = factbook_area.read_areas(path)
    assert areas.keys() == {"CH", "SZ", "WE", "GZ", "VT"}
    found = factbook_area.derive(areas, factbook_area.read_codes(codes), {"CHN", "CHE", "PSE", "VAT"})
    assert found.values.tolist() == [["CHE", "41277"], ["CHN", "9596960"], ["PSE", "6220"]]


@pytest.mark.parametrize(
    "tables", [faostat_trade.TABLES, world_bank.TABLES, factbook_area.TABLES], ids=lambda t: t[0].name
)
def test_another_file_is_refused_in_one_line(
    tables: tuple[WorldTable, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(CHECKOUT)
    arguments = [str(tmp_path), "--world", str(tmp_path / "world")]
    path = tmp_path / tables[0].originals[0].file
    assert main(tables, arguments) == 1
    path.write_bytes(b"something else")
    assert main(tables, arguments) == 1
    says = capsys.readouterr().err.splitlines()
    assert says[0] == f"{tmp_path}: {path.name} is not there"
    assert says[1].startswith(f"{path}: sha256 ")
    assert says[1].endswith(f"; expected {tables[0].originals[0].sha256}")
    assert len(says) == 2
    assert list(tmp_path.iterdir()) == [path]


# -- in the package


def test_the_selection_holds_the_tables_whole_and_typed() -> None:
    package = load(CHECKOUT / "data")
    one, other = package.select("UZB", "KAZ"), package.select("NOR", "SWE", comparators=[], since=2020)
    for name, table in (("agrifood", "agrifood_trade"), ("macro", "macro"), ("area", "area")):
        assert len(getattr(one, name)) == len(read(WORLD / f"{table}.csv"))
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
        figures = getattr(one, name).drop(columns=["reporter", "partner", "country"], errors="ignore")
        kinds = {column: str(dtype) for column, dtype in figures.dtypes.items()}
        assert kinds == {column: "int64" if column == "year" else "float64" for column in kinds}
    assert one.agrifood.exports.isna().any()
    assert {"fao-faostat-trade-matrix", "world-bank-wdi-gdp", "cia-world-factbook"} <= set(
        other.sources.source
    )


def test_each_table_names_its_own_licence_and_its_addresses() -> None:
    found = {r["name"]: r for r in descriptor(CHECKOUT / "data")["resources"]}
    licences = {name: found[name]["licenses"][0] for name in found}
    assert [licences[n]["name"] for n in ("agrifood-trade", "macro")] == ["CC-BY-4.0"] * 2
    assert [licences[n]["name"] for n in ("area", "land-borders", "unga-agreement")] == ["CC0-1.0"] * 3
    assert licences["agrifood-trade"]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert licences["area"]["title"].startswith("public domain")
    assert [s["path"][-14:] for s in found["macro"]["sources"]] == ["NY.GDP.MKTP.CD", "or/SP.POP.TOTL"]
    known = {row["url"] for row in read(CHECKOUT / "data" / "sources.csv")}
    assert upstream(CHECKOUT / "data") <= known


def test_a_record_names_one_address_or_several_or_a_doi() -> None:
    assert addresses({"doi": "10.1/x"}) == ["https://doi.org/10.1/x"]
    assert addresses({"doi": "", "address": "https://a.org/"}) == ["https://a.org/"]
    assert addresses({"doi": "10.1/x", "address": ["https://a.org/"]}) == [
        "https://doi.org/10.1/x",
        "https://a.org/",
    ]
    assert addresses({"doi": ""}) == []


# -- planted faults


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_data.make(tmp_path_factory.mktemp("small"))
    assert [str(fault) for fault in check(root)] == []
    return root


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small.parent, tmp_path / "copy")
    return tmp_path / "copy" / "data"


def has(**cells: str) -> Callable[[Row], bool]:
    return lambda row: all(row[column] == cell for column, cell in cells.items())


FLOW = has(reporter="KAZ", partner="UZB", year="2017")
SIZE = has(country="KAZ", year="2016")

# table, which row, what is changed, in which column the fault is, what it says
CELLS: dict[str, tuple[str, Callable[[Row], bool], Row, str, str]] = {
    "a partner that is no neighbour": (
        "agrifood_trade",
        FLOW,
        {"partner": "NOR"},
        "partner",
        "KAZ-NOR; expected a pair of land_borders.csv, either way",
    ),
    "trade with itself": ("agrifood_trade", FLOW, {"partner": "KAZ"}, "partner", "KAZ-KAZ; expected a pair"),
    "a reporter of no country": (
        "agrifood_trade",
        FLOW,
        {"reporter": "SUN"},
        "reporter",
        "one of today",
    ),
    "trade with the world": ("agrifood_trade", FLOW, {"partner": "WLD"}, "partner", "ISO 3166-1 alpha-3"),
    "a year before the file": ("agrifood_trade", FLOW, {"year": "1991"}, "year", "at least 1992"),
    "a year after the file": ("agrifood_trade", FLOW, {"year": "2025"}, "year", "at most 2024"),
    "no year": ("agrifood_trade", FLOW, {"year": ""}, "year", "an empty cell; expected a value"),
    "a zero that was not reported": ("agrifood_trade", FLOW, {"exports": "0"}, "exports", "at least 1000"),
    "trade below zero": ("agrifood_trade", FLOW, {"imports": "-5000"}, "imports", "at least 1000"),
    "half a dollar": ("agrifood_trade", FLOW, {"exports": "444122000.5"}, "exports", "a whole number"),
    "trade in words": ("agrifood_trade", FLOW, {"exports": "much"}, "exports", "a number"),
    "more with one than with all": (
        "agrifood_trade",
        FLOW,
        {"exports": "1990483001"},
        "exports",
        '"1990483001"; expected at most all_exports 1990483000',
    ),
    "a part without its whole": (
        "agrifood_trade",
        FLOW,
        {"all_imports": ""},
        "all_imports",
        "an empty cell; expected at least imports 331876000",
    ),
    "another whole than the other rows": (
        "agrifood_trade",
        FLOW,
        {"all_exports": "2000000000"},
        "all_exports",
        '"1990483000", as in the other rows of KAZ 2017',
    ),
    "a size of a country without a land border": (
        "macro",
        SIZE,
        {"country": "JPN"},
        "country",
        '"JPN"; expected a country of land_borders.csv',
    ),
    "a size of a region": ("macro", SIZE, {"country": "ECS"}, "country", "is no country code"),
    "an economy larger than the world": (
        "macro",
        SIZE,
        {"gdp": "900000000000000"},
        "gdp",
        "that of the world",
    ),
    "an economy in millions": ("macro", SIZE, {"gdp": "137278"}, "gdp", "at least 1000000"),
    "more people than there are": (
        "macro",
        SIZE,
        {"population": "9000000000"},
        "population",
        "that of the world",
    ),
    "half a person": ("macro", SIZE, {"population": "17794055.5"}, "population", "a whole number"),
    "no people": ("macro", SIZE, {"population": ""}, "population", "an empty cell; expected a value"),
    "people in thousands": ("macro", SIZE, {"population": "178"}, "population", "at least 1000"),
    "a size before the states": ("macro", SIZE, {"year": "1989"}, "year", "at least 1990"),
    "an area of a country without a land border": (
        "area",
        has(country="KAZ"),
        {"country": "JPN"},
        "country",
        "a country of land_borders.csv",
    ),
    "an area of the world": ("area", has(country="UZB"), {"country": "WLD"}, "country", "is no country code"),
    "no area": ("area", has(country="KAZ"), {"area_km2": "0"}, "area_km2", "at least 1"),
    "an area larger than the largest": (
        "area",
        has(country="KAZ"),
        {"area_km2": "27249000"},
        "area_km2",
        "at most 17098242",
    ),
}


@pytest.mark.parametrize("name", some(CELLS, 3))
def test_a_planted_cell_is_found(name: str, root: Path) -> None:
    table, which, cells, column, says = CELLS[name]
    path = root / "world" / f"{table}.csv"
    rows = read(path)
    line, row = next((n, row) for n, row in enumerate(rows, 2) if which(row))
    assert any(row[c] != cell for c, cell in cells.items()), "nothing was planted"
    row.update(cells)
    write(path, rows)
    found = [str(f) for f in check(root) if str(f).startswith(f"world/{table}:{line}:{column}: ")]
    assert len(found) == 1
    assert "; expected " in found[0]
    assert says in found[0]


def test_a_year_with_nothing_at_all_is_no_row(root: Path) -> None:
    path = root / "world" / "agrifood_trade.csv"
    rows = [row for row in read(path) if row["year"] != "2010"]
    blank = dict.fromkeys(("exports", "imports", "all_exports", "all_imports"), "")
    at = next(n for n, row in enumerate(rows) if row["year"] == "2011")
    write(path, [*rows[:at], {**rows[at], "year": "2010", **blank}, *rows[at:]])
    assert [str(f).partition("] ")[2] for f in check(root)] == [
        "neither exports nor imports; expected a figure, or no row"
    ]


@pytest.mark.parametrize("table", NEW)
def test_rows_out_of_order_and_rows_twice_are_found(table: str, root: Path) -> None:
    path = root / "world" / f"{table}.csv"
    rows = read(path)
    write(path, [rows[1], rows[0], *rows[2:]])
    (fault,) = check(root)
    assert (fault.table, fault.line) == (f"world/{table}", 3)
    assert fault.expected.startswith("rows in the order of ")
    write(path, [rows[0], *rows])
    (fault,) = check(root)
    assert (fault.line, fault.expected) == (3, "each once")


def test_a_publication_that_no_record_names_is_unused(root: Path) -> None:
    for name, key in (("agrifood_trade", "address"), ("macro", "address")):
        path = root / "world" / f"{name}.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        del record[key]
        path.write_text(json.dumps(record), encoding="utf-8")
    found = [str(f) for f in check(root) if f.table == "sources"]
    assert len(found) == 3
    assert all("no row uses it" in line for line in found)


def test_a_licence_that_the_package_does_not_know_is_found(root: Path) -> None:
    path = root / "world" / "macro.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "licence_code": "GPL-3.0-only"}), encoding="utf-8")
    assert any("cannot be made anew" in str(f) for f in check(root))


def test_tables_of_the_world_are_written_as_csv_of_ours() -> None:
    for name in NEW:
        raw = (WORLD / f"{name}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(raw)))
        assert raw == "".join(",".join(row) + "\n" for row in rows)
        assert (WORLD / f"{name}.csv").stat().st_size < 1_500_000
