"""Migrants, refugees, students, entry rules and air routes of neighbours: derived figures and their rules."""

from __future__ import annotations

import gzip
import shutil
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from bilateral.datapackage import check, load
from bilateral.datapackage.descriptor import descriptor
from bilateral.datapackage.reading import CHECKOUT, upstream
from bilateral.upstream import (
    main,
    openflights_routes,
    passport_index,
    uis_students,
    undesa_migrants,
    unhcr_refugees,
)
from tests import small_data
from tests.small_data import read, write
from tests.world_files import DATASETS, WORLD, Row, lines, needs_files, pairs

PEOPLE = DATASETS / "people"
SNAPSHOTS = DATASETS / "visa" / "passport_index_snapshots_2019_2026.parquet"
MODULES = (undesa_migrants, unhcr_refugees, uis_students, passport_index, openflights_routes)
NEW = tuple(table.name for module in MODULES for table in module.TABLES)


def rows(table: str, **cells: str) -> list[Row]:
    """The rows of a table of the world with these cells."""
    return [r for r in read(WORLD / f"{table}.csv") if all(r[c] == cell for c, cell in cells.items())]


def figures(table: str, **cells: str) -> list[str]:
    """The cells of the one row with these cells, without its key."""
    (row,) = rows(table, **cells)
    return [cell for column, cell in row.items() if column not in cells]


def all_pairs() -> set[frozenset[str]]:
    return {frozenset((r["a"], r["b"])) for r in read(WORLD / "land_borders.csv")}


# -- migrants


def test_migrants_are_the_figures_of_the_file() -> None:
    # LocID 398 (KAZ), LocIDorg 860 (UZB), 2024.5: 744161; 0 (all origins): 2089797; 2003 (Other): 104104
    there = figures("migrants", destination="KAZ", origin="UZB", year="2024")
    assert there[:3] == ["744161", "104104", "2089797"]
    assert figures("migrants", destination="KAZ", origin="UZB", year="1990")[0] == "164039"
    assert figures("migrants", destination="UZB", origin="KAZ", year="2024")[:3] == [
        "13013",
        "75829",
        "1154963",
    ]
    # written 5e+05 in the file
    assert figures("migrants", destination="EGY", origin="SDN", year="2024")[0] == "500000"
    years = [r["year"] for r in rows("migrants", destination="UZB", origin="KAZ")]
    assert years == ["1990", "1995", "2000", "2005", "2010", "2015", "2020", "2024"]


def test_an_origin_that_was_not_estimated_has_no_row() -> None:
    assert rows("migrants", destination="UZB", origin="AFG") == []
    assert rows("migrants", destination="DEU", origin="CHE") == []
    assert len(rows("migrants", destination="CHE", origin="DEU")) == 8
    assert not any("XKX" in r.values() for r in read(WORLD / "migrants.csv"))
    # all migrants of South Sudan are "Other" from 1990 to 2005; in 2010 the file allots nobody to Sudan
    south = rows("migrants", destination="SSD", origin="SDN")
    assert [(r["year"], r["migrants"]) for r in south][:2] == [("2010", "0"), ("2015", "562381")]


def test_a_lonely_zero_of_the_publisher_stays() -> None:
    syrians = {r["year"]: r["migrants"] for r in rows("migrants", destination="LBN", origin="SYR")}
    assert [syrians[y] for y in ("1990", "1995", "2000", "2005")] == ["0"] * 4
    assert int(syrians["2010"]) > 0


def test_migrants_of_small_frames() -> None:
    stock = pd.DataFrame(
        [
            ("398", "0", "0", "1990.5", "100"),
            ("398", "860", "0", "1990.5", "60"),
            ("398", "860", "1", "1990.5", "25"),  # men alone
            ("398", "2003", "0", "1990.5", "40"),
            ("398", "0", "0", "1995.5", "30"),
            ("398", "860", "0", "1995.5", "0"),
            ("398", "2003", "0", "1995.5", "30"),  # nobody's origin is known
            ("516", "0", "0", "1990.5", "7"),
            ("516", "860", "0", "1990.5", "7"),
            ("643", "0", "0", "1990.5", "9"),
            ("643", "398", "0", "1990.5", "9"),  # no neighbours in this list
        ],
        columns=["LocID", "LocIDorg", "sex", "yearref", "value"],
    )
    places = pd.DataFrame(
        [
            ("398", "KAZ", "1"),
            ("860", "UZB", "1"),
            ("516", "NAM", "1"),
            ("643", "RUS", "1"),
            ("0", "NA", "1"),
            ("2003", "NA", "1"),
            ("643", "SUN", "NA"),
        ],
        columns=["LocID", "ISO3", "Preferred"],
    )
    known = undesa_migrants.codes(places)
    assert known == {"398": "KAZ", "860": "UZB", "516": "NAM", "643": "RUS"}
    found = undesa_migrants.derive(stock, known, pairs("KAZ-UZB", "NAM-UZB"))
    assert lines(found) == ["KAZ,UZB,1990,60,40,100,67", "NAM,UZB,1990,7,0,7,67"]


@needs_files
def test_a_plain_sum_of_the_emigrants_gives_the_same() -> None:
    stock = pd.read_csv(PEOPLE / "undesa_ims2024_origin_destination.csv.gz", dtype=str)
    sums: dict[str, int] = defaultdict(int)
    for origin, sex, year, value in zip(
        stock["LocIDorg"], stock["sex"], stock["yearref"], stock["value"], strict=True
    ):
        if origin == "860" and sex == "0":
            sums[year[:4]] += int(float(value))
    kept = {r["year"]: int(r["all_destinations"]) for r in rows("migrants", destination="KAZ", origin="UZB")}
    assert kept == dict(sums)


# -- refugees


def test_refugees_are_the_figures_of_the_file() -> None:
    assert figures("refugees", host="KAZ", origin="UZB", year="2010")[:5] == ["94", "221", "", "0", "0"]
    assert figures("refugees", host="COL", origin="VEN", year="2025")[:3] == ["1097", "16320", "2810778"]
    afghans = figures("refugees", host="PAK", origin="AFG", year="2024")
    assert afghans[:5] == ["1559964", "198610", "", "798348", "126812"]
    # the host's own reckoning changed
    there = {r["year"]: r["refugees"] for r in rows("refugees", host="RUS", origin="UKR")}
    assert (there["2023"], there["2024"]) == ("1227554", "6894")


def test_small_figures_were_rounded_and_no_row_is_nothing_at_all() -> None:
    for row in read(WORLD / "refugees.csv"):
        people = [int(row[c] or 0) for c in unhcr_refugees.PEOPLE.values()]
        assert not {1, 2, 3, 4} & set(people)
        assert any(people)
        assert row["other_protection"] == "" or int(row["year"]) >= 2018
    assert rows("refugees", host="UZB", origin="KAZ") == []


def test_no_divided_state_goes_on_in_what_is_left_of_it() -> None:
    first: dict[str, int] = defaultdict(lambda: 9999)
    for row in read(WORLD / "refugees.csv"):
        for side in (row["host"], row["origin"]):
            first[side] = min(first[side], int(row["year"]))
    assert (first["SRB"], first["SDN"], first["ETH"], first["SSD"]) == (2006, 2011, 1993, 2011)
    assert "XKX" not in first


def test_refugees_of_small_frames() -> None:
    columns = [
        "year",
        "coa_iso",
        "coo_iso",
        "refugees",
        "asylum_seekers",
        "oip",
        "ooc",
        "returned_refugees",
    ]
    none = float("nan")
    table = pd.DataFrame(
        [
            (2004.0, "KAZ", "UZB", 5.0, 0.0, none, 0.0, 0.0),
            (2004.0, "KAZ", "UNK", 7.0, 0.0, none, 0.0, 0.0),  # of unknown origin: in the sum of the host
            (2004.0, "SWE", "UZB", 20.0, 0.0, none, 0.0, 0.0),
            (2005.0, "KAZ", "UZB", 0.0, 0.0, none, 0.0, 0.0),  # a row for the stateless alone
            (1989.0, "KAZ", "UZB", 9.0, 0.0, none, 0.0, 0.0),
            (2018.0, "UZB", "KAZ", 0.0, 0.0, 6.0, 0.0, 0.0),
            (2005.0, "MKD", "SRB", 50.0, 0.0, none, 0.0, 0.0),  # Serbia and Montenegro
            (2006.0, "MKD", "SRB", 40.0, 0.0, none, 0.0, 8.0),
        ],
        columns=columns,
    )
    found = unhcr_refugees.derive(table, pairs("KAZ-UZB", "MKD-SRB"))
    assert lines(found) == [
        "KAZ,UZB,2004,5,0,,0,0,12,25",
        "MKD,SRB,2006,40,0,,0,8,40,40",
        "UZB,KAZ,2018,0,0,6,0,0,0,0",
    ]


# -- students


def test_students_are_the_figures_of_the_lists() -> None:
    there = figures("students", origin="UZB", destination="KAZ", year="2020")
    assert there[:3] == ["26130", "", "both"]
    # the list of Kazakhstan in 2019, with "Other countries" 709
    listed = (1472, 3719, 709, 1511, 612, 1117, 2699, 257, 563, 9641, 427)
    there = figures("students", origin="UZB", destination="KAZ", year="2019")
    assert there == ["9641", "", "both", "51877", str(sum(listed))]
    # Uzbekistan is not among the ten leading destinations of Kazakhstan
    assert figures("students", origin="KAZ", destination="UZB", year="2019")[:3] == ["136", "", "origins"]
    # 17464.41667 in the file
    assert figures("students", origin="DEU", destination="AUT", year="2008")[0] == "17464"


def test_a_year_without_a_leading_flow_is_no_zero() -> None:
    years = {r["year"] for r in rows("students", origin="UZB", destination="KAZ")}
    assert years == {str(y) for y in range(1999, 2021)} - {"2002"}
    for row in read(WORLD / "students.csv"):
        assert int(row["students"]) > 0
        assert not ({"SRB", "MNE"} & {row["origin"], row["destination"]} and int(row["year"]) < 2007)
        assert "SDN" not in (row["origin"], row["destination"]) or int(row["year"]) >= 2011
        assert "XKX" not in row.values()


def listing(*flows: tuple[str, str, int, float, str]) -> pd.DataFrame:
    return pd.DataFrame(flows, columns=["origin", "destination", "year", "students", "cond_all"])


def test_students_of_small_lists() -> None:
    destinations = listing(
        ("UZB", "KAZ", 2005, 10.5, "a - c -"),
        ("UZB", "", 2005, 2.0, "- - - -"),
        ("SRB", "MKD", 2006, 3.0, "- - - -"),
        ("SRB", "MKD", 2007, 4.0, "- - - d"),
    )
    origins = listing(
        ("UZB", "KAZ", 2005, 10.5, "a - c -"),
        ("", "KAZ", 2005, 5.0, "- - - -"),
        ("KAZ", "UZB", 2005, 1.0, "- - - -"),
    )
    found = uis_students.derive(destinations, origins, pairs("KAZ-UZB", "MKD-SRB"))
    assert lines(found) == [
        "KAZ,UZB,2005,1,,origins,,1",
        "SRB,MKD,2007,4,uis_estimate,destinations,4,",
        "UZB,KAZ,2005,10,includes;national_estimate,both,12,16",
    ]


def test_two_lists_that_disagree_are_refused() -> None:
    one, other = (listing(("UZB", "KAZ", 2005, n, "- - - -")) for n in (10.0, 11.0))
    with pytest.raises(ValueError, match="disagree; expected one figure"):
        uis_students.derive(one, other, pairs("KAZ-UZB"))


def test_a_name_of_the_lists_is_a_country_or_known_to_be_none() -> None:
    names = ("Venezuala", "Turkey", "Congo", "DR Congo", "Niger", "Nigeria", "Namibia", "Sudan")
    codes = ["VEN", "TUR", "COG", "COD", "NER", "NGA", "NAM", "SDN"]
    assert [uis_students.code(name) for name in names] == codes
    assert uis_students.code("Sudan (pre-secession)") == uis_students.code("Asia: unknown countries") == ""
    with pytest.raises(KeyError):
        uis_students.code("Yugoslavia")


@needs_files
def test_the_two_lists_of_students_agree_everywhere() -> None:
    one = uis_students.read_list(
        PEOPLE / f"{uis_students.DESTINATIONS.file}.gz", "origin_country_name", "dest_country_lumped"
    )
    other = uis_students.read_list(
        PEOPLE / f"{uis_students.ORIGINS.file}.gz", "origin_country_lumped", "dest_country_name"
    )
    both = one[(one.origin != "") & (one.destination != "")].merge(
        other, on=["origin", "destination", "year"], suffixes=("", "_2")
    )
    assert len(both) > 9000
    assert (both["students"] == both["students_2"]).all()


# -- entry rules


def spells(passport: str, destination: str) -> list[tuple[str, ...]]:
    found = rows("visa_rules", passport=passport, destination=destination)
    return [tuple(r.values())[2:] for r in found]


def test_entry_rules_of_the_default_pair_as_the_snapshots_have_them() -> None:
    assert spells("KAZ", "UZB") == [("2019-11-23", "2026-02-17", "visa_free", "", "54", "first", "0")]
    assert spells("UZB", "KAZ") == [
        ("2019-11-23", "2019-12-17", "visa_free", "", "2", "first", "0"),
        ("2020-02-07", "2020-05-09", "visa_free", "30", "4", "recoded", "0"),
        ("2020-11-19", "2021-02-24", "covid_ban", "", "3", "change", "0"),
        ("2021-05-13", "2026-02-17", "visa_free", "30", "45", "change", "0"),
    ]
    assert spells("KAZ", "CHN") == [
        ("2019-11-23", "2023-11-06", "visa_required", "", "38", "first", "0"),
        ("2023-12-03", "2026-02-17", "visa_free", "30", "16", "change", "0"),
    ]
    # e-visas were taken out of "visa required": no change of the rule
    assert spells("AFG", "UZB")[1] == ("2020-11-19", "2024-04-08", "electronic", "", "37", "recoded", "0")


def test_spells_follow_on_each_other_and_cover_every_snapshot() -> None:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read(WORLD / "visa_rules.csv"):
        found[row["passport"], row["destination"]].append(row)
        assert row["days"] == "" or row["requirement"] == "visa_free"
        assert row["flip"] == "0" or row["snapshots"] == "1"
    assert {frozenset(way) for way in found} == all_pairs()
    assert len(found) == 2 * len(all_pairs())
    for listed in found.values():
        assert sum(int(row["snapshots"]) for row in listed) == 54
        assert (listed[0]["first_seen"], listed[-1]["last_seen"]) == ("2019-11-23", "2026-02-17")
        assert [row["begins"] == "first" for row in listed] == [n == 0 for n in range(len(listed))]
        for before, after in pairwise(listed):
            assert before["last_seen"] < after["first_seen"]
            assert (before["requirement"], before["days"]) != (after["requirement"], after["days"])


def said(*cells: str) -> list[tuple[object, ...]]:
    """The spells of what some snapshots said, as requirement, days, snapshots, begins, flip."""
    dates = ("2019-12-17", "2020-02-07", "2020-05-09", "2020-11-19", "2021-01-25", "2022-01-05", "2026-02-17")
    found = passport_index.spells(dict(zip(dates, cells, strict=True)))
    return [
        tuple(spell[c] for c in ("requirement", "days", "snapshots", "begins", "flip")) for spell in found
    ]


def test_codes_of_all_times_are_read_as_one_language() -> None:
    assert said("2", "ETA", "ETA", *["visa on arrival"] * 4) == [("on_arrival", "", 7, "first", 0)]
    assert said("1", "VOA", "VOA", "EVW", "e-visa", "e-visa", "eta") == [("electronic", "", 7, "first", 0)]
    assert said("0", "VR", "VR", *["visa required"] * 4) == [("visa_required", "", 7, "first", 0)]
    assert said("3", "VF", "VF", *["visa free"] * 4) == [("visa_free", "", 7, "first", 0)]
    with pytest.raises(KeyError):
        passport_index.rule("7", "2019-12-17")
    with pytest.raises(KeyError):
        passport_index.rule("freedom", "2022-01-05")


def test_a_change_of_words_is_told_from_a_change_of_the_rule() -> None:
    assert said("3", "90", "90", "90", "90", "90", "60") == [
        ("visa_free", "", 1, "first", 0),
        ("visa_free", "90", 5, "recoded", 0),
        ("visa_free", "60", 1, "other_copy", 0),
    ]
    assert said("0", "30", "VR", "e-visa", "covid ban", "e-visa", "e-visa") == [
        ("visa_required", "", 1, "first", 0),
        ("visa_free", "30", 1, "change", 1),
        ("visa_required", "", 1, "change", 0),
        ("electronic", "", 1, "recoded", 0),
        ("covid_ban", "", 1, "change", 1),
        ("electronic", "", 2, "change", 0),
    ]


def test_entry_rules_of_a_small_frame() -> None:
    columns = ["passport_iso3", "destination_iso3", "requirement", "snapshot"]
    cells = pd.DataFrame(
        [
            ("UZB", "KAZ", "30", "2022-01-05"),
            ("UZB", "KAZ", "3", "2019-12-17"),
            ("KAZ", "UZB", "visa free", "2022-01-05"),
            ("KAZ", "KAZ", "-1", "2022-01-05"),
            ("KAZ", "NOR", "visa required", "2022-01-05"),
        ],
        columns=columns,
    )
    assert lines(passport_index.derive(cells, pairs("KAZ-UZB"))) == [
        "KAZ,UZB,2022-01-05,2022-01-05,visa_free,,1,first,0",
        "UZB,KAZ,2019-12-17,2019-12-17,visa_free,,1,first,0",
        "UZB,KAZ,2022-01-05,2022-01-05,visa_free,30,1,change,0",
    ]


@needs_files
def test_the_words_of_early_2020_stand_the_wrong_way_round() -> None:
    cells = pd.read_parquet(SNAPSHOTS).astype(str)
    cells = cells[cells["snapshot"].isin(("2019-12-17", "2020-02-07"))]
    by_word = cells.groupby("requirement")["destination_iso3"].agg(set)
    for electronic in ("1", "VOA"):
        assert {"USA", "CAN", "AUS", "NZL"} <= by_word[electronic]
        assert not {"NPL", "MDV", "COM", "KHM"} & by_word[electronic]
    for on_arrival in ("2", "ETA"):
        assert {"NPL", "MDV", "COM", "KHM"} <= by_word[on_arrival]
        assert not {"USA", "CAN"} & by_word[on_arrival]


# -- air routes


def test_air_routes_of_the_default_pair_counted_by_hand() -> None:
    # HY and KC, each ALA-TAS and TSE-TAS, there and back; no codeshare
    assert figures("air_routes", a="KAZ", b="UZB") == ["8", "2", "2", "0"]
    assert all(int(r["routes"]) + int(r["codeshares"]) > 0 for r in read(WORLD / "air_routes.csv"))
    assert not any("XKX" in (r["a"], r["b"]) for r in read(WORLD / "air_routes.csv"))


def test_routes_of_small_frames() -> None:
    airports = {"1": "KAZ", "2": "UZB", "3": "UZB", "4": "NOR", "5": "NAM"}
    routes = pd.DataFrame(
        [
            ("HY", "1", "2", ""),
            ("HY", "2", "1", ""),
            ("KC", "2", "1", ""),
            ("KC", "3", "1", ""),
            ("LH", "1", "3", "Y"),
            ("HY", "2", "3", ""),
            ("HY", "2", "4", ""),
            ("HY", "1", "\\N", ""),
            ("LH", "5", "4", "Y"),
        ],
        columns=["airline", "source", "target", "codeshare"],
    )
    found = openflights_routes.derive(routes, airports, pairs("KAZ-UZB", "NAM-NOR", "NAM-UZB"))
    assert lines(found) == ["KAZ,UZB,4,2,2,1", "NAM,NOR,0,0,0,1"]


def test_an_airport_belongs_to_the_state_of_our_pairs(tmp_path: Path) -> None:
    def airport(number: str, country: str, letters: str) -> str:
        return f'{number},"Name","City","{country}","{letters}","ABCD",1,2,3,4,"E","Zone","airport","Our"\n'

    path = tmp_path / "airports.dat"
    known = (
        ("1", "Serbia", "BEG"),
        ("2", "Serbia", "PRN"),
        ("3", "West Bank", "\\N"),
        ("4", "Namibia", "WDH"),
        ("5", "Congo (Kinshasa)", "FIH"),
        ("6", "Svalbard", "LYR"),
    )
    path.write_text("".join(airport(*cells) for cells in known), encoding="utf-8")
    found = openflights_routes.read_airports(path)
    assert found == {"1": "SRB", "2": "XKX", "3": "PSE", "4": "NAM", "5": "COD", "6": ""}
    path.write_text(airport("7", "Utopia", "UTO"), encoding="utf-8")
    with pytest.raises(KeyError, match="Utopia"):
        openflights_routes.read_airports(path)


@needs_files
def test_a_plain_count_of_the_routes_gives_the_same() -> None:
    airports = openflights_routes.read_airports(PEOPLE / "openflights_airports.dat.gz")
    counted: dict[frozenset[str], set[str]] = defaultdict(set)
    with gzip.open(PEOPLE / "openflights_routes.dat.gz", "rt", encoding="utf-8") as file:
        for line in file:
            cells = line.split(",")
            if cells[6] == "":
                ends = frozenset(airports.get(cells[n], "") for n in (3, 5))
                counted[ends].add(line)
    for row in read(WORLD / "air_routes.csv"):
        assert int(row["routes"]) == len(counted[frozenset((row["a"], row["b"]))])


# -- all of them


@needs_files
@pytest.mark.soak
def test_the_scripts_write_the_committed_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    for module in MODULES:
        assert main(module.TABLES, [str(DATASETS), "--world", str(tmp_path)]) == 0
    for name in NEW:
        for suffix in (".csv", ".json"):
            made = tmp_path / f"{name}{suffix}"
            assert made.read_bytes() == (WORLD / made.name).read_bytes()


@pytest.mark.parametrize(
    ("table", "covered"),
    [("migrants", 307), ("refugees", 277), ("students", 267), ("visa_rules", 317), ("air_routes", 241)],
)
def test_how_many_pairs_have_a_row(table: str, covered: int) -> None:
    found = {frozenset(list(row.values())[:2]) for row in read(WORLD / f"{table}.csv")}
    assert found <= all_pairs()
    assert len(found) == covered


def test_each_table_has_its_own_licence_and_its_publication_is_a_source() -> None:
    found = {r["name"]: r for r in descriptor(CHECKOUT / "data")["resources"]}
    licences = {table: found[table.replace("_", "-")]["licenses"][0] for table in NEW}
    assert {table: licence["name"] for table, licence in licences.items()} == {
        "migrants": "CC-BY-3.0-IGO",
        "refugees": "CC-BY-4.0",
        "students": "CC-BY-SA-3.0-IGO",
        "visa_rules": "CC-BY-4.0",
        "air_routes": "ODbL-1.0",
    }
    package = load(CHECKOUT / "data")
    assert {table: package.published[table] for table in NEW} == {
        "migrants": "un-desa-migrant-stock-2024",
        "refugees": "unhcr-refugee-data-finder",
        "students": "unesco-uis-mobile-students",
        "visa_rules": "passport-index",
        "air_routes": "openflights-data",
    }
    assert set(package.published.values()) <= set(package.sources.source)
    assert "https://openflights.org/data" in upstream(CHECKOUT / "data")


def test_a_selection_reads_them_when_asked() -> None:
    world = load(CHECKOUT / "data").select("UZB", "KAZ").world
    assert all(len(world[table]) == len(read(WORLD / f"{table}.csv")) for table in NEW)
    assert str(world["migrants"]["year"].dtype) == "int64"
    assert world["refugees"]["other_protection"].isna().any()
    assert set(world["visa_rules"]["days"].dropna()) >= {30.0, 90.0}


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


Plant = tuple[str, Callable[[Row], str], str]


def always(cell: str) -> Callable[[Row], str]:
    return lambda _row: cell


def above(column: str) -> Callable[[Row], str]:
    return lambda row: str(int(row[column]) + 1)


# table -> faults, each planted in a row of its own: column, new cell, what the fault says
PLANTED: dict[str, list[Plant]] = {
    "migrants": [
        ("origin", always("UKR"), "KAZ-UKR; expected a pair of land_borders.csv, either way"),
        ("destination", always("SUN"), "is a former state"),
        ("year", always("2021"), "expected one of 1990, 1995, 2000"),
        ("migrants", above("all_origins"), "expected at most all_origins"),
        ("migrants", always("0.5"), "a whole number"),
        ("migrants", always(""), "an empty cell; expected a value"),
        ("unallocated", always("-1"), "at least 0"),
    ],
    "refugees": [
        ("host", always("SUN"), "is a former state"),
        ("origin", always("UNK"), "is no country code"),
        ("origin", always("UKR"), "a pair of land_borders.csv, either way"),
        ("refugees", above("host_refugees"), "at most host_refugees"),
        ("year", always("1989"), "at least 1990"),
        ("asylum_seekers", always(""), "an empty cell; expected a value"),
        ("other_protection", always("few"), "a number"),
    ],
    "students": [
        ("destination", always("UKR"), "a pair of land_borders.csv, either way"),
        ("students", always("0"), "at least 1"),
        ("students", above("all_origins"), "at most all_origins"),
        ("listed", always("neither"), "one of destinations, origins, both"),
        ("qualifier", always("guess"), "expected"),
        ("year", always("1997"), "at least 1998"),
    ],
    "visa_rules": [
        ("destination", always("UKR"), "a pair of land_borders.csv, either way"),
        ("last_seen", always("2019-11-22"), "no day before first_seen"),
        ("last_seen", always("2026-02-30"), "a date of the calendar"),
        ("requirement", always("e-visa"), "expected one of visa_free, on_arrival"),
        ("days", always("366"), "at most 360"),
        ("flip", always("0.5"), "a whole number"),
        ("begins", always("later"), "expected one of first, change"),
        ("snapshots", always("55"), "at most 54"),
    ],
    "air_routes": [
        ("b", always("ABW"), "a code after AFG"),
        ("b", always("UKR"), "a pair of land_borders.csv"),
        ("routes", always("-8"), "at least 0"),
        ("airlines", always("1.5"), "a whole number"),
    ],
}


@pytest.mark.parametrize("table", PLANTED)
def test_planted_cells_are_found(table: str, root: Path) -> None:
    path = root / "world" / f"{table}.csv"
    there = read(path)
    assert len(there) >= len(PLANTED[table])
    for row, (column, cell, _says) in zip(there, PLANTED[table], strict=False):
        assert row[column] != cell(row), "nothing was planted"
        row[column] = cell(row)
    write(path, there)
    found = [str(fault) for fault in check(root)]
    for line, (column, _cell, says) in enumerate(PLANTED[table], 2):
        here = [f for f in found if f.startswith(f"world/{table}:{line}:{column}: ") and says in f]
        assert len(here) == 1, (line, column, says, found)
        assert "; expected " in here[0]


def test_a_part_is_no_larger_than_its_second_whole(root: Path) -> None:
    wholes = {"migrants": "all_destinations", "refugees": "origin_refugees", "students": "all_destinations"}
    for table, whole in wholes.items():
        path = root / "world" / f"{table}.csv"
        there = read(path)
        large = next(row for row in there if int(row[table]) > 1)
        large[whole] = "1"
        write(path, there)
    found = {(f.table, f.column): f.expected for f in check(root)}
    assert found == {(f"world/{table}", table): f"at most {whole} 1" for table, whole in wholes.items()}


def test_rows_out_of_order_and_rows_twice_are_found(root: Path) -> None:
    paths = {table: root / "world" / f"{table}.csv" for table in NEW}
    sound = {table: read(path) for table, path in paths.items()}
    for table, path in paths.items():
        write(path, [sound[table][1], sound[table][0], *sound[table][2:]])
    found = check(root)
    assert sorted((fault.table, fault.line) for fault in found) == sorted((f"world/{t}", 3) for t in NEW)
    assert all(fault.expected.startswith("rows in the order of ") for fault in found)
    for table, path in paths.items():
        write(path, [sound[table][0], *sound[table]])
    found = check(root)
    assert sorted((fault.table, fault.line) for fault in found) == sorted((f"world/{t}", 3) for t in NEW)
    assert all(fault.expected == "each once" for fault in found)
