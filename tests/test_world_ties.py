"""Alliances, treaties, agreements and organisations of neighbours: the figures, the traps, the rules."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from bilateral.datapackage import check, load
from bilateral.datapackage.descriptor import descriptor
from bilateral.datapackage.reading import CHECKOUT
from bilateral.upstream import (
    atop_alliances,
    cow_igo,
    desta_agreements,
    factbook_organisations,
    main,
    manytreaties,
    states,
)
from tests import small_data
from tests.small_data import read
from tests.world_files import DATASETS, WORLD, Row, find, lines, needs_files, pairs, record

TABLES = (
    *atop_alliances.TABLES,
    *manytreaties.TABLES,
    *desta_agreements.TABLES,
    *factbook_organisations.TABLES,
    *cow_igo.TABLES,
)


# -- the committed figures, read in the files by hand


def test_years_of_obligation_and_their_ends() -> None:
    # 704 and 705 in the file: 1992 to 2018, each year defence, non-aggression and consultation
    assert find("alliances", a="KAZ", b="UZB") == [
        [kind, "27", "1992", "2018"] for kind in ("any", "consultation", "defence", "nonaggression")
    ]
    # 375 and 365: defence 1948 to 1992, neutrality from 1992, consultation from 1948; not the Soviet Union's
    assert find("alliances", a="FIN", b="RUS") == [
        ["any", "27", "1992", "2018"],
        ["consultation", "27", "1992", "2018"],
        ["defence", "1", "1992", "1992"],
        ["neutrality", "27", "1992", "2018"],
        ["nonaggression", "27", "1992", "2018"],
    ]
    # 700 and 710: 1960 to 2006
    assert ["any", "47", "1960", "2006"] in find("alliances", a="AFG", b="CHN")


def test_no_alliance_is_a_zero_and_no_data_no_row() -> None:
    any_ = {(row["a"], row["b"]): row for row in read(WORLD / "alliances.csv") if row["obligation"] == "any"}
    without = {pair for pair, row in any_.items() if row["years"] == "0"}
    # No row of either order in the file
    assert without == {
        ("AFG", "TJK"),
        ("AFG", "TKM"),
        ("AFG", "UZB"),
        ("ARM", "IRN"),
        ("AZE", "IRN"),
        ("IND", "NPL"),
        ("IRN", "TKM"),
        ("ISR", "SYR"),
        ("SYR", "TUR"),
    }
    assert all(any_[pair]["first_year"] == any_[pair]["last_year"] == "" for pair in without)
    assert len(any_) == 307
    assert record("alliances")["no_row"] == ["BTN", "PSE", "VAT", "XKX"]
    for row in read(WORLD / "alliances.csv"):
        if row["years"] != "0":
            span = int(row["last_year"]) - int(row["first_year"]) + 1
            assert 1 <= int(row["years"]) <= span


def test_treaties_that_came_to_bind_both() -> None:
    rows = {row[0]: row[1:] for row in find("shared_treaties", a="KAZ", b="UZB")}
    # 1992: plant protection 27 January, electric energy of the CIS 14 February, joint management of water 18
    # February, WHO 19 August, noise of aircraft 12 November, statute of the water commission 5 December
    assert rows["1992"] == ["6", "0", "0"]
    # 1993: the Aral Sea, 26 March
    assert rows["1993"] == ["1", "0", "0"]
    # 2013: amendments to the lists of CITES, 12 June, nothing else
    assert rows["2013"] == ["0", "1", "0"]
    assert sum(int(row[0]) + int(row[1]) for row in rows.values()) == 94
    assert "1991" not in rows
    assert min(row[0] for row in find("shared_treaties", a="FIN", b="RUS")) == "1992"
    assert record("shared_treaties")["not_in_data"] == ["XKX"]


def test_trade_agreements_count_once() -> None:
    # In the list: economic community and CIS 1994 (the CIS in force 1994), the two states 1997 (1998),
    # agrarian market 1998, ECO 2003 (2008), Eurasian Economic Community 2006, CIS 2011 (2012)
    assert find("trade_agreements", a="KAZ", b="UZB") == [
        ["1994", "2", "1"],
        ["1997", "1", "0"],
        ["1998", "1", "1"],
        ["2003", "1", "0"],
        ["2006", "1", "0"],
        ["2008", "0", "1"],
        ["2011", "1", "0"],
        ["2012", "0", "1"],
    ]
    # NAFTA 1992 (1994), TPP 2016, USMCA 2018 (2020)
    assert find("trade_agreements", a="MEX", b="USA") == [
        ["1992", "1", "0"],
        ["1994", "0", "1"],
        ["2016", "1", "0"],
        ["2018", "1", "0"],
        ["2020", "0", "1"],
    ]
    # the agreement of December 2006 is in the list as a consolidated text alone; 2007 is the first year
    assert find("trade_agreements", a="MNE", b="SRB") == [["2007", "0", "1"]]
    assert record("trade_agreements")["not_in_data"] == ["VAT"]


def test_organisations_as_printed() -> None:
    ours = dict(find("organisations", country="UZB"))
    assert (ours["EAEU"], ours["WTO"], ours["SCO"]) == ("observer", "observer", "member")
    assert (ours["ICC"], ours["WFTU"]) == ("national committees", "NGOs")
    assert "EEU" not in ours
    assert len(ours) == 46
    theirs = dict(find("organisations", country="KAZ"))
    assert (theirs["EAEU"], theirs["UN Security Council"]) == ("member", "temporary")
    assert dict(find("organisations", country="AFG"))["ADB"] == "member"  # after the sentence
    assert dict(find("organisations", country="BGR"))["G-9"] == "member"  # "G- 9"
    assert dict(find("organisations", country="MOZ"))["UNESCO"] == "member"  # "&nbsp; UNESCO"
    assert dict(find("organisations", country="CHN"))["BRICS"] == "member"  # the file of China is ch.json
    assert record("organisations")["no_row"] == ["PSE"]


def test_shared_organisations_with_what_is_not_known() -> None:
    # 45 columns with a 1 for both in 2014, 55 for 705, 49 for 704; 26 with -9 for both
    assert find("shared_organisations", a="KAZ", b="UZB", year="2014") == [["45", "26", "55", "49"]]
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in read(WORLD / "shared_organisations.csv"):
        years[row["a"], row["b"]].add(int(row["year"]))
        assert int(row["shared"]) <= min(int(row["of_a"]), int(row["of_b"]))
    assert years["FRA", "ITA"] == set(range(1965, 2015))
    assert years["FIN", "RUS"] == set(range(1992, 2015))
    assert years["MNE", "SRB"] == set(range(2007, 2015))
    assert len(years) == 313


def test_most_pairs_have_five_dates_in_one_source() -> None:
    for table, wanted in (("shared_organisations", 301), ("shared_treaties", 311)):
        dates: dict[tuple[str, str], int] = defaultdict(int)
        for row in read(WORLD / f"{table}.csv"):
            dates[row["a"], row["b"]] += 1
        assert sum(count >= 5 for count in dates.values()) == wanted


# -- made again from the files

# The alliances of two centuries take half a minute; `make soak` makes all tables again.
LONG = {"alliances": pytest.mark.soak}


@needs_files
@pytest.mark.parametrize(
    "table", [pytest.param(t, marks=LONG.get(t.name, ())) for t in TABLES], ids=lambda t: t.name
)
def test_the_same_files_give_the_same_bytes(table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert main((table,), [str(DATASETS), "--world", str(tmp_path)]) == 0
    for ending in ("csv", "json"):
        name = f"{table.name}.{ending}"
        assert (tmp_path / name).read_bytes() == (WORLD / name).read_bytes()


@needs_files
@pytest.mark.parametrize(("year", "pair"), [(1970, ("FRA", "ITA")), (2005, ("ARG", "BRA"))])
def test_shared_organisations_by_another_way(year: int, pair: tuple[str, str]) -> None:
    # the other file of the project has one row for each organisation and year, and a column for each state
    table = pd.read_parquet(DATASETS / "igo" / "cow_igo_v3_igo_year.parquet")
    names = {"FRA": "france", "ITA": "italy", "ARG": "argentina", "BRA": "brazil"}
    there = table[table["year"] == year]
    one, other = (there[names[code]] == 1 for code in pair)
    counts = [str(int(column.sum())) for column in (one & other, one, other)]
    shared, _unknown, of_a, of_b = find("shared_organisations", a=pair[0], b=pair[1], year=str(year))[0]
    assert [shared, of_a, of_b] == counts


@needs_files
def test_dates_of_the_factbook_stand_behind_the_first_years() -> None:
    lines_ = {}
    import tarfile

    path = DATASETS / "macro" / "cia_factbook_json_8662a8b.tar.xz"
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            page = json.load(file) if file else None
            said = page.get("Government", {}).get("Independence", {}) if isinstance(page, dict) else {}
            lines_[Path(member.name).stem] = said.get("text", "")
    for gec, code, date in (
        ("rs", "RUS", "25 December 1991"),
        ("ri", "SRB", "5 June 2006"),
        ("od", "SSD", "9 July 2011"),
        ("ez", "CZE", "1 January 1993"),
        ("ym", "YEM", "22 May 1990"),
        ("er", "ERI", "24 May 1993"),
        ("bg", "PAK", "16 December 1971"),
    ):
        assert lines_[gec].startswith(date)
        day, month, year = date.split()
        assert states.FIRST_YEAR[code] == int(year) + ((day, month) != ("1", "January"))


# -- the derivations on a few rows

CODES = {1: "KAZ", 2: "UZB", 3: "RUS", 4: "FIN", 5: "SRB"}


def atop(*rows: tuple[int, int, int, int, int, int, int, int]) -> list[str]:
    kinds = ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"]
    frame = pd.DataFrame(rows, columns=["ccode1", "ccode2", "year", *kinds])
    return lines(atop_alliances.derive(frame, CODES, pairs("KAZ-UZB", "FIN-RUS")))


def test_an_obligation_of_one_side_counts_and_a_gap_shows() -> None:
    assert atop(
        (1, 2, 2000, 1, 0, 0, 0, 0),
        (2, 1, 2000, 0, 0, 0, 0, 0),
        (2, 1, 2005, 0, 0, 1, 0, 0),
        (1, 2, 2006, 0, 0, 0, 0, 0),
    ) == [
        "KAZ,UZB,any,2,2000,2005",
        "KAZ,UZB,defence,1,2000,2000",
        "KAZ,UZB,neutrality,1,2005,2005",
    ]


def test_both_in_the_data_without_each_other_is_a_zero() -> None:
    assert atop((1, 3, 2000, 1, 0, 0, 0, 0), (2, 3, 2000, 1, 0, 0, 0, 0)) == ["KAZ,UZB,any,0,,"]
    assert atop((4, 3, 1980, 1, 0, 0, 0, 0)) == ["FIN,RUS,any,0,,"]  # of the Soviet Union
    assert atop((1, 3, 2000, 1, 0, 0, 0, 0)) == []  # Uzbekistan does not occur


def treaties(*rows: tuple[str, str, str]) -> list[str]:
    parties = pd.DataFrame(rows, columns=["stateID", "treatyID", "StateForce"])
    kinds = pd.DataFrame({"treatyID": ["CHANGE_2001P"], "TypeAgree": ["Amendment"]})
    return lines(manytreaties.derive(parties, kinds, pairs("KAZ-UZB", "FIN-RUS")))


def test_a_treaty_counts_when_the_later_side_is_bound() -> None:
    dated = (("KAZ", "T_1990A", "1995-01-01"), ("UZB", "T_1990A", "1998-05-01"))
    assert treaties(*dated) == ["KAZ,UZB,1998,1,0,1"]
    again = (("KAZ", "T_1990A", "1999"), ("KAZ", "T_1990A", "1995"), ("UZB", "T_1990A", "1996"))
    assert treaties(*again) == ["KAZ,UZB,1996,1,0,1"]
    assert treaties(*again, ("RUS", "T_1990A", "")) == ["KAZ,UZB,1996,1,0,0"]  # a third party
    assert treaties(("KAZ", "T_1990A", ""), ("UZB", "T_1990A", "1998")) == []
    assert treaties(("KAZ", "T_1990A", "9999-12-31"), ("UZB", "T_1990A", "1998")) == []
    assert treaties(("FIN", "T_1960A", "1961"), ("RUS", "T_1960A", "1962")) == []


def test_amendments_are_told_by_type_or_identifier() -> None:
    both = [(code, name, "2003") for code in ("KAZ", "UZB") for name in ("A_2001E1:B_1990A", "CHANGE_2001P")]
    assert treaties(*both) == ["KAZ,UZB,2003,0,2,2"]
    other = [(code, "B_1990E", "2003") for code in ("KAZ", "UZB")]
    plain = [(code, "EAST_1990A", "2003") for code in ("KAZ", "UZB")]
    assert treaties(*other, *plain) == ["KAZ,UZB,2003,1,1,2"]


def desta(*rows: tuple[str, str, str, str, str]) -> list[str]:
    columns = ["iso1", "iso2", "base_treaty", "year", "entryforceyear"]
    frame = pd.DataFrame(rows, columns=columns)
    codes = {398: "KAZ", 860: "UZB", 688: "SRB"}
    return lines(desta_agreements.derive(frame, codes, pairs("KAZ-UZB", "SRB-XKX")))


def test_an_agreement_counts_once_and_from_the_first_year_on() -> None:
    # either order, a second entry of the same treaty, no year of entry into force
    assert desta(("860", "398", "7", "1997", "1998"), ("398", "860", "7", "2001", "2002")) == [
        "KAZ,UZB,1997,1,0",
        "KAZ,UZB,1998,0,1",
    ]
    assert desta(("398", "860", "7", "1997", ""), ("398", "860", "8", "1997", "1997")) == ["KAZ,UZB,1997,2,1"]
    assert desta(("900", "688", "9", "2006", "2007")) == ["SRB,XKX,2007,0,1"]  # 900 is Kosovo there


def igo(*rows: tuple[int, int, int, int, int]) -> list[str]:
    frame = pd.DataFrame(rows, columns=["ccode", "year", "un", "cis", "loas"]).assign(state="")
    return lines(cow_igo.derive(frame, CODES, pairs("KAZ-UZB", "FIN-RUS", "KAZ-XKX")))


def test_only_full_members_share_and_gaps_are_counted() -> None:
    assert igo((1, 2000, 1, 1, 0), (2, 2000, 1, 3, -9)) == ["KAZ,UZB,2000,1,0,2,1"]
    assert igo((1, 2000, 1, -9, -9), (2, 2000, -9, -9, 0)) == ["KAZ,UZB,2000,0,2,1,0"]
    assert igo((1, 2000, 1, 1, 1), (2, 2001, 1, 1, 1)) == []
    assert igo((1, 1960, 1, 1, 1), (2, 1960, 1, 1, 1)) == []
    assert igo((3, 1980, 1, 0, 0), (4, 1980, 1, 0, 0)) == []
    assert igo((3, 1992, 1, 0, 0), (4, 1992, 1, 0, -1)) == ["FIN,RUS,1992,1,0,1,1"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ADB, EAEU (observer)", {"ADB": "member", "EAEU": "observer"}),
        ("CIS (member, has not signed), UN", {"CIS": "member, has not signed", "UN": "member"}),
        ("EITI (compliant country) (suspended)", {"EITI": "compliant country, suspended"}),
        ("UNEP,&nbsp; UNESCO, OSCE (partners)", {"UNEP": "member", "UNESCO": "member", "OSCE": "partner"}),
        ("X is a member of these but takes no part: ADB, UN", {"ADB": "member", "UN": "member"}),
        ("EAEU (observer), EEU (observer), G- 9", {"EAEU": "observer", "G-9": "member"}),
        ("none", {}),
    ],
)
def test_a_line_of_organisations(line: str, found: dict[str, str]) -> None:
    assert factbook_organisations.parse(line) == found


def test_an_item_in_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="is no organisation; expected a name"):
        factbook_organisations.parse("ADB, (observer)")


# -- in the package


def test_each_table_names_its_licence_and_its_source() -> None:
    found = {r["name"]: r["licenses"][0]["name"] for r in descriptor(CHECKOUT / "data")["resources"]}
    published = load(CHECKOUT / "data").published
    for table, licence, source in (
        ("alliances", "CC-BY-4.0", "atop-alliances"),
        ("shared_treaties", "CC-BY-4.0", "manytreaties"),
        ("trade_agreements", "CC-BY-4.0", "desta-trade-agreements"),
        ("organisations", "CC0-1.0", "cia-world-factbook"),
        ("shared_organisations", "CC-BY-4.0", "cow-igo"),
    ):
        assert found[table.replace("_", "-")] == licence
        assert published[table] == source
        assert (licence == "CC0-1.0") == ("why_aggregates" not in record(table))


# -- planted faults


def with_years(row: Row) -> bool:
    return row["years"] != "0"


CELLS: small_data.Plan = {
    "the wrong order": ("alliances", {"a": "ZWE"}, "b", "a code after ZWE in the alphabet"),
    "no neighbours": ("alliances", {"b": "ZWE"}, "b", "a pair of land_borders.csv"),
    "another obligation": ("alliances", {"obligation": "trade"}, "obligation", "one of any, consultation"),
    "more years than there are": ("alliances", {"years": "74"}, "years", "at most 73"),
    "no first year": ("alliances", {"first_year": ""}, "first_year", "the first of the years", with_years),
    "years backwards": (
        "alliances",
        {"first_year": "2018", "last_year": "1992"},
        "first_year",
        "at most last_year 1992",
        with_years,
    ),
    "treaties below zero": ("shared_treaties", {"treaties": "-1"}, "treaties", "at least 0"),
    "half a treaty": ("shared_treaties", {"amendments": "0.5"}, "amendments", "integer"),
    "a year to come": ("shared_treaties", {"year": "2024"}, "year", "at most 2023"),
    "no count": ("trade_agreements", {"signed": ""}, "signed", "an empty cell"),
    "too many": ("trade_agreements", {"in_force": "11"}, "in_force", "at most 10"),
    "no land border": ("organisations", {"country": "JPN"}, "country", "a country of land_borders.csv"),
    "two parentheses": ("organisations", {"status": "a) (b"}, "status", "expected"),
    "no organisation": ("organisations", {"organisation": ""}, "organisation", "an empty cell"),
    "more shared than members": (
        "shared_organisations",
        {"shared": "60", "of_a": "61", "of_b": "59"},
        "shared",
        "at most of_b 59",
    ),
    "a year before": ("shared_organisations", {"year": "1964"}, "year", "at least 1965"),
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
    assert found[name]
