"""World Heritage, languages, religions and public holidays of neighbours: figures, traps, rules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import holidays
import pandas as pd
import pytest

from bilateral import upstream
from bilateral.datapackage import check, load
from bilateral.datapackage.descriptor import descriptor
from bilateral.datapackage.reading import CHECKOUT, addresses
from bilateral.upstream import (
    UnknownVersionError,
    WorldTable,
    cldr_languages,
    factbook_religions,
    glottolog,
    public_holidays,
    unesco_world_heritage,
    world_religion,
)
from tests import small_data
from tests.conftest import some
from tests.small_data import read, write
from tests.world_files import DATASETS, WORLD, lines, needs_files, pairs, record

FROM_FILES = (unesco_world_heritage, glottolog, factbook_religions, world_religion)
FROM_PACKAGES = (cldr_languages, public_holidays)
TABLES: dict[str, WorldTable] = {t.name: t for m in (*FROM_FILES, *FROM_PACKAGES) for t in m.TABLES}
PAIRS = tuple(name for name, table in TABLES.items() if table.key[0] == "a")


def rows(table: str, **cells: str) -> list[dict[str, str]]:
    return [r for r in read(WORLD / f"{table}.csv") if all(r[c] == cell for c, cell in cells.items())]


# -- the committed figures, read by hand in the publishers' files


def test_sites_that_two_neighbours_share() -> None:
    # 1490 "kg,kz,uz", 1693 "kz,tm,uz"; 1442 (Silk Roads: Tianshan) is "cn,kg,kz", 1675 (Zarafshan) "tj,tm,uz"
    assert [(r["site"], r["year"], r["states"]) for r in rows("world_heritage", a="KAZ", b="UZB")] == [
        ("1490", "2016", "KAZ;KGZ;UZB"),
        ("1693", "2023", "KAZ;TKM;UZB"),
    ]
    assert [r["site"] for r in rows("world_heritage", a="TJK", b="UZB")] == ["1675"]
    assert [r["name"] for r in rows("world_heritage", a="POL", b="UKR")] == [
        "Ancient and Primeval Beech Forests of the Carpathians and Other Regions of Europe",
        "Wooden Tserkvas of the Carpathian Region in Poland and Ukraine",  # "<em>Tserkvas</em>" in the file
    ]
    assert rows("world_heritage", a="AFG", b="UZB") == []
    assert len({(r["a"], r["b"]) for r in rows("world_heritage")}) == 89


def test_sites_of_a_country_by_year() -> None:
    # Uzbekistan in the file: 1990, 1993, 2000, 2001, 2016 (shared), 2023 (two, both shared)
    found = {
        r["year"]: (r["sites"], r["transboundary"]) for r in rows("world_heritage_counts", country="UZB")
    }
    ones = {"1990": ("1", "0"), "1993": ("1", "0"), "2000": ("1", "0"), "2001": ("1", "0")}
    assert found == {**ones, "2016": ("1", "1"), "2023": ("2", "2")}
    assert rows("world_heritage_counts", country="NAM")
    assert sum(int(r["sites"]) for r in rows("world_heritage_counts", country="DEU", year="2021")) == 5


def test_languages_as_cldr_has_them() -> None:
    said = {r["language"]: (r["share"], r["official"]) for r in rows("languages", country="UZB")}
    assert said == {
        "uz": ("85", "official"),
        "uz_Cyrl": ("15", "official"),
        "ru": ("14", ""),
        "kaa": ("2.1", ""),
        "tr": ("0.62", ""),
    }
    assert {r["language"] for r in rows("languages", country="NAM")} > {"af", "en", "naq"}
    assert ("sq", "official") in {(r["language"], r["official"]) for r in rows("languages", country="XKX")}
    assert record("languages")["no_row"] == []


def test_languages_in_both_countries() -> None:
    (row,) = rows("shared_languages", a="KAZ", b="UZB")
    assert (row["languages_a"], row["languages_b"], row["shared"]) == ("27", "17", "7")
    assert row["names"] == "Dungan; Kara-Kalpak; Kazakh; Kirghiz; Northern Uzbek; Russian; Uighur"
    (row,) = rows("shared_languages", a="ITA", b="VAT")
    assert (row["shared"], row["names"], row["glottocodes"]) == ("1", "Italian", "ital1282")
    assert rows("shared_languages", a="BWA", b="NAM")
    for row in rows("shared_languages"):
        assert len(row["names"].split("; ")) == len(row["glottocodes"].split(";"))
        assert int(row["shared"]) == (len(row["glottocodes"].split(";")) if row["glottocodes"] else 0)
    assert record("shared_languages")["no_row"] == ["XKX"]
    assert len(rows("shared_languages")) == 317 - 4  # Kosovo has four land borders


def test_religions_as_the_factbook_prints_them() -> None:
    def said(country: str) -> list[tuple[str, str, str, str]]:
        return [
            (r["religion"], r["percent"], r["status"], r["year"]) for r in rows("religions", country=country)
        ]

    assert said("UZB") == [  # "Muslim 88% (mostly Sunni), Eastern Orthodox 9%, other 3%"
        ("Eastern Orthodox", "9", "given", ""),
        ("Muslim", "88", "given", ""),
        ("other", "3", "given", ""),
    ]
    assert said("VAT") == [("Roman Catholic", "", "named", "")]
    assert ("Muslim", "", "unparsed", "2015") in said("IRQ")  # "Muslim (official) 95-98% (Shia 61-64%, ...)"
    assert ("Christian", "", "unparsed", "2014") in said("COD")  # "Christian 93/1%"
    assert [s[2] for s in said("URY")] == ["unparsed"]  # two estimates in one text
    assert ("Jain", "0.4", "given", "2011") not in said("IND")
    assert ("Muslim", "27.7", "given", "2013") in said("BEN")  # GEC code BN, where BN is Brunei in ISO
    assert said("PSE") == []


def test_likeness_in_religion_is_the_sum_by_hand() -> None:
    # 2010 in the file: Orthodox, other Christian, Jewish, Sunni, Shia, no religion, other
    uzb = (1126422, 281605, 4200, 25907724, 281605, 504000, 55014)
    kaz = (4731595, 0, 3300, 9189508, 489475, 1880000, 21970)
    total_a, total_b = sum(uzb), sum(kaz)
    half = sum(abs(x / total_a - y / total_b) for x, y in zip(uzb, kaz, strict=True)) / 2
    (row,) = rows("religion_similarity", a="KAZ", b="UZB", year="2010")
    assert row["denominations"] == f"{1 - half:.4f}"
    first = {
        pair: min(r["year"] for r in rows("religion_similarity", a=pair[:3], b=pair[4:])) for pair in BEGIN
    }
    assert first == BEGIN
    assert not rows("religion_similarity", a="EGY", b="SDN")
    assert not rows("religion_similarity", a="MNE", b="SRB", year="2005")


BEGIN = {"KAZ-UZB": "1995", "DEU-FRA": "1995", "FIN-RUS": "1995", "FRA-ITA": "1945", "IND-PAK": "1975"}


def test_public_holidays_of_both() -> None:
    (row,) = rows("public_holidays", a="KAZ", b="UZB", year="2026")
    assert (row["common"], row["estimated"]) == ("5", "1")
    # 14 dates of Uzbekistan less four additional days off and one moved working day
    assert row["days_b"] == "9"
    assert [
        (r["date"], r["name_a"], r["name_b"], r["estimated"])
        for r in rows("common_holidays", a="KAZ", b="UZB")
    ] == [
        ("2026-01-01", "New Year's Day", "New Year's Day", "false"),
        ("2026-03-08", "International Women's Day", "Women's Day", "false"),
        ("2026-03-21", "Nowruz Holiday", "Nowruz", "false"),
        ("2026-05-09", "Victory Day", "Day of Memory and Honor", "false"),
        ("2026-05-27", "Eid al-Adha", "Eid al-Adha", "true"),
    ]
    assert [r["days_b"] for r in rows("public_holidays", a="RUS", b="UKR", year="2024")] == ["0"]
    assert (
        min(r["year"] for r in rows("public_holidays", a="ESP", b="PRT")) == "2008"
    )  # a gap before, not zero
    assert len({(r["a"], r["b"]) for r in rows("public_holidays")}) == 317
    for row in rows("public_holidays", year="2026"):
        assert int(row["common"]) == len(rows_2026()[row["a"], row["b"]])


def rows_2026() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows("common_holidays"):
        found.setdefault((row["a"], row["b"]), []).append(row["date"])
    empty = {(r["a"], r["b"]): [] for r in rows("land_borders")}
    return {**empty, **found}


# -- the same again


@needs_files
@pytest.mark.soak
@pytest.mark.parametrize("module", FROM_FILES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_the_files_give_the_committed_bytes(
    module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT)
    same_bytes(module.TABLES, DATASETS, tmp_path)  # type: ignore[attr-defined]


@pytest.mark.soak
@pytest.mark.parametrize("module", FROM_PACKAGES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_the_packages_give_the_committed_bytes(
    module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT)
    same_bytes(module.TABLES, tmp_path, tmp_path)  # type: ignore[attr-defined]


def same_bytes(tables: tuple[WorldTable, ...], folder: Path, world: Path) -> None:
    assert upstream.main(tables, [str(folder), "--world", str(world)]) == 0
    for table in tables:
        for suffix in (".csv", ".json"):
            made = world / f"{table.name}{suffix}"
            assert made.read_bytes() == (WORLD / made.name).read_bytes()


def test_another_version_of_a_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_holidays, "version", lambda _name: "0.110")
    monkeypatch.setattr(cldr_languages, "get_cldr_version", lambda: "48")
    for table, says in (
        ("public_holidays", "expected 0.109"),
        ("languages", "expected Babel 2.18.0 with CLDR 47"),
    ):
        with pytest.raises(UnknownVersionError, match=says):
            TABLES[table].derive({}, pairs("KAZ-UZB"))


# -- the traps, on small inputs


def test_a_site_counts_for_each_of_its_states(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(
        "id_no,name_en,date_inscribed,category,iso_code\n"
        '7,<em>One</em>  site ,2001,Natural,"na,bw"\n8,Two,2001,Mixed,na\n9,Jerusalem,1981,Cultural,\n',
        encoding="utf-8",
    )
    sites = unesco_world_heritage.read_sites(path)
    assert lines(unesco_world_heritage.shared(sites, pairs("BWA-NAM", "NAM-ZAF"))) == [
        "BWA,NAM,7,2001,natural,BWA;NAM,One site"
    ]
    assert lines(unesco_world_heritage.counts(sites, {"NAM", "ZAF"})) == ["NAM,2001,2,1"]


def test_a_language_without_a_number_is_zero_and_without_a_status_empty() -> None:
    found = cldr_languages.derive(
        {
            "NA": {
                "en": {"population_percent": 7.0, "official_status": "official"},
                "xx": {"population_percent": 0.0, "official_status": None},
            },
            "JP": {"ja": {"population_percent": 95.0, "official_status": "official"}},
        },
        {"NAM"},
    )
    assert lines(found) == ["NAM,en,7,official", "NAM,xx,0,"]


def test_only_languages_are_counted_and_a_pair_without_a_common_one_has_zero(tmp_path: Path) -> None:
    path = tmp_path / "languages.csv"
    path.write_text(
        "Glottocode,Name,Level,Countries\naaaa1234,Aa,language,NA;BW\nbbbb1234,Bb,dialect,NA;BW\n"
        "cccc1234,Cc,language,ZA\ndddd1234,Dd,language,\n",
        encoding="utf-8",
    )
    found = glottolog.derive(glottolog.read_languages(path), pairs("BWA-NAM", "NAM-ZAF", "KOR-PRK"))
    assert lines(found) == ["BWA,NAM,1,1,1,Aa,aaaa1234", "NAM,ZAF,1,1,0,,"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Muslim 93%, other 3% (2020 est.)",
            [("Muslim", "93", "given", "2020"), ("other", "3", "given", "2020")],
        ),
        ("Christian &lt;0.1% (2016-17 est.)", [("Christian", "", "below", "2016/2017")]),
        ("Hindu (official) .3% (Shaiva, Vaishnava 2%) (2022)", [("Hindu", "0.3", "given", "2022")]),
        ("Muslim, 1.3%, none 2%", [("Muslim", "1.3", "given", ""), ("none", "2", "given", "")]),
        ("tribal, animist, or other 5%", [("tribal, animist, or other", "5", "given", "")]),
        ("Sunni 5%, Jews, and Hindus", [("Sunni", "5", "given", ""), ("Jews, and Hindus", "", "named", "")]),
        (
            "Protestant 27.1% other Christian 6.1%",
            [("Protestant", "27.1", "given", ""), ("other Christian", "6.1", "given", "")],
        ),
        ("Muslim 98% (Sunni 95%) other 2%", [("Muslim", "98", "given", ""), ("other", "2", "given", "")]),
        (
            "Hindu 7%; less than 1%: Bon, Jains&nbsp; (2021 est.)",
            [("Hindu", "7", "given", "2021"), ("Bon", "", "below", "2021"), ("Jains", "", "below", "2021")],
        ),
        ("Muslim 99%; note - Jews about 3,000 (2020 est.)", [("Muslim", "99", "given", "2020")]),
        ("Roman Catholic more than 90%", [("Roman Catholic more than", "", "unparsed", "")]),
        ("Muslim 80-85%", [("Muslim", "", "unparsed", "")]),
        ("Christian 93/1%", [("Christian", "", "unparsed", "")]),
        ("Sunni Muslim", [("Sunni Muslim", "", "named", "")]),
    ],
)  # fmt: skip
def test_a_text_on_religions_is_cut_and_never_guessed(text: str, found: list[tuple[str, ...]]) -> None:
    assert [row[:4] for row in factbook_religions.parse(text)] == found


def test_shares_are_of_what_is_counted_and_a_state_begins_when_it_began() -> None:
    groups = [g for members in world_religion.FAMILIES.values() for g in members]

    def row(year: int, state: int, **counts: str) -> dict[str, str]:
        return {**dict.fromkeys(groups, "0"), "year": str(year), "state": str(state), **counts}

    table = pd.DataFrame(
        [
            row(1990, 1, islmsun="1,000"),  # another state then
            row(1995, 1, islmsun="60", islmshi="40"),
            row(1995, 2, islmsun="0", islmshi="150", nonrelig="50"),
            row(2000, 1, islmsun="1"),
            row(2000, 2, islmsun=""),
        ]
    )
    shares = world_religion.shares(table, {1: "RUS", 2: "FIN"})
    assert list(shares.index) == [("FIN", 1995), ("RUS", 1995), ("RUS", 2000)]
    # denominations: |0.6 - 0| + |0.4 - 0.75| + |0 - 0.25| = 1.2; families: |1 - 0.75| + |0 - 0.25| = 0.5
    assert lines(world_religion.derive(shares, pairs("FIN-RUS", "CHN-RUS"))) == ["FIN,RUS,1995,0.4000,0.7500"]


def test_a_common_day_is_estimated_where_one_side_is() -> None:
    day, moved = date(2026, 3, 20), date(2026, 1, 2)
    known = {
        "KAZ": (2000, {day: "Eid al-Fitr (estimated)", moved: "Christmas"}),
        "UZB": (2001, {day: "Eid al-Fitr", date(2026, 9, 1): "Independence Day"}),
    }
    found = public_holidays.derive(known, pairs("KAZ-UZB", "KAZ-RUS"), range(2025, 2027))
    assert lines(found)[-2:] == ["KAZ,UZB,2025,0,0,0,0", "KAZ,UZB,2026,2,2,1,1"]
    assert lines(found)[0].startswith("KAZ,UZB,2001,")
    assert lines(public_holidays.names(known, pairs("KAZ-UZB"), 2026)) == [
        "KAZ,UZB,2026-03-20,Eid al-Fitr,Eid al-Fitr,true"
    ]


def test_days_off_that_are_no_holiday_are_not_counted() -> None:
    listed = holidays.country_holidays("UZ", years=2026, observed=False, language="en_US")
    _first, kept = public_holidays.days("UZB")
    gone = sorted(listed[d] for d in listed if d not in kept)
    assert gone == ["Additional day off by Presidential decree"] * 4 + [
        "Day off (substituted from 12/12/2026)"
    ]
    assert public_holidays.days("MAR")[1][date(2026, 7, 30)] == "Throne Day"  # MAR: not the month


# -- in the package


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_its_schema_record_and_sources(name: str) -> None:
    package = load(CHECKOUT / "data")
    frame = package.select("UZB", "KAZ").world[name]
    assert len(frame) == len(read(WORLD / f"{name}.csv"))
    schema = json.loads((CHECKOUT / "data" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    assert tuple(schema["primaryKey"]) == TABLES[name].key
    assert name in package.published
    assert set(addresses(record(name))) <= set(package.sources.url)  # type: ignore[arg-type]
    assert (WORLD / f"{name}.csv").stat().st_size < 700_000
    resource = next(r for r in descriptor(CHECKOUT / "data")["resources"] if r["path"] == f"world/{name}.csv")
    assert resource["licenses"][0]["name"] == TABLES[name].record["licence_code"]


@pytest.mark.parametrize("name", PAIRS)
def test_every_pair_is_one_of_neighbours_a_before_b(name: str) -> None:
    known = {(r["a"], r["b"]) for r in read(WORLD / "land_borders.csv")}
    assert {(r["a"], r["b"]) for r in read(WORLD / f"{name}.csv")} <= known


# -- planted faults


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_data.make(tmp_path_factory.mktemp("small"))
    for name in TABLES:  # enough to plant a fault in, quick to check
        path = root / "world" / f"{name}.csv"
        write(path, [r for r in read(path) if "KAZ" in (r.get("a"), r.get("b"), r.get("country"))])
    assert [str(fault) for fault in check(root)] == []
    return root


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small.parent, tmp_path / "copy")
    return tmp_path / "copy" / "data"


def has(**cells: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: all(row[column] == cell for column, cell in cells.items())


SHARED = has(a="KAZ", b="UZB")
CELLS = {
    "a site of another pair": ("world_heritage", SHARED, {"states": "KAZ;TKM"}, "states", "KAZ and UZB"),
    "a pair the wrong way": ("shared_languages", SHARED, {"a": "UZB", "b": "KAZ"}, "b", "in the alphabet"),
    "a pair without a border": ("public_holidays", SHARED, {"b": "TJK"}, "b", "a pair of land_borders.csv"),
    "more shared than there are": (
        "shared_languages", SHARED, {"shared": "18"}, "shared", "at most languages_b 17",
    ),
    "more common days than days": (
        "public_holidays", has(a="KAZ", b="UZB", year="2026"), {"common": "10"}, "common", "at most days_b",
    ),
    "more shared sites than sites": (
        "world_heritage_counts", has(country="KAZ", year="2003"), {"transboundary": "2"}, "transboundary",
        "at most sites 1",
    ),
    "a share above all": ("languages", has(country="KAZ"), {"share": "101"}, "share", "at most 100"),
    "an unknown status": ("languages", has(country="KAZ"), {"official": "yes"}, "official", "one of"),
    "a percentage that is not given": (
        "religions", has(country="KAZ", religion="Muslim"), {"status": "named"}, "percent", "there alone",
    ),
    "a country without a border": (
        "religions", has(country="KAZ", religion="unspecified"), {"country": "LKA"}, "country",
        "a country of land_borders.csv",
    ),
    "a likeness above one": (
        "religion_similarity", has(a="KAZ", b="UZB", year="2010"), {"families": "1.2"}, "families",
        "at most 1",
    ),
    "a day of another year": ("common_holidays", SHARED, {"date": "2025-01-01"}, "date", "a day of 2026"),
}  # fmt: skip


@pytest.mark.parametrize("name", some(CELLS, 2))
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
    assert says in found[0]
