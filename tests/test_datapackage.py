"""Reading, selecting, the descriptor and the bibliography."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from pybtex.database import parse_string
from pybtex.richtext import Text

from bilateral import datapackage
from bilateral.datapackage import Package, bibliography, full_year, load, year
from bilateral.datapackage.bibtex import BIB, entry
from bilateral.datapackage.descriptor import OURS, as_text, descriptor
from bilateral.datapackage.periods import span
from bilateral.datapackage.reading import CHECKOUT, CURATED
from bilateral.errors import BadInput
from bilateral.vocabulary import VOCABULARIES
from tests import small_data

FRAMES = (
    "events",
    "event_sources",
    "observations",
    "commitments",
    "commitment_sources",
    "memberships",
    "sources",
    "owners",
    "publishers",
    "indicators",
    "unga",
)


@pytest.fixture(scope="module")
def package() -> Package:
    return load(CHECKOUT / "data")


def codes(cells: pd.Series) -> list[set[str]]:
    return [set(cell.split(";")) for cell in cells]


def test_a_selection_holds_the_pair_and_its_comparators(package: Package) -> None:
    sel = package.select("UZB", "KAZ")
    assert sel.comparators == ("AFG", "CHN", "KGZ", "RUS", "TJK", "TKM")
    assert (sel.a, sel.b, sel.turning_point, sel.since, sel.until) == ("UZB", "KAZ", 2016, None, None)
    assert len(sel.events) > 400
    assert len(sel.observations) > 1000
    everyone = {"UZB", "KAZ", *sel.comparators}
    assert all(listed & everyone for listed in codes(sel.events.countries))
    both = {"UZB", "KAZ"}
    for reporter, partner in zip(sel.observations.reporter, sel.observations.partner, strict=True):
        assert {reporter, partner} & both or {reporter, partner} <= everyone
    assert set(sel.event_sources.event_id) == set(sel.events.event_id)
    assert set(sel.commitment_sources.commitment_id) == set(sel.commitments.commitment_id)
    assert set(sel.memberships.country) <= everyone
    said = set(sel.event_sources.source) | set(sel.observations.source) | set(sel.memberships.source)
    assert said <= set(sel.sources.source)
    joint = sel.joint(sel.events)
    assert 0 < len(joint) <= len(sel.events)
    assert all(both <= listed for listed in codes(joint.countries))
    assert len(sel.unga) > 10_000


def test_the_order_of_the_pair_changes_no_row(package: Package) -> None:
    one, two = package.select("UZB", "KAZ"), package.select("KAZ", "UZB")
    assert (two.a, two.b) == ("KAZ", "UZB")
    assert one.comparators == two.comparators
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    pd.testing.assert_frame_equal(one.joint(one.events), two.joint(two.events))


def test_rows_are_selected_by_codes_and_never_by_folder(package: Package) -> None:
    sel = package.select("KGZ", "TJK")
    assert sel.comparators == ("AFG", "CHN", "KAZ", "UZB")
    assert len(sel.observations) > 0
    assert all({"KGZ", "TJK", *sel.comparators} & listed for listed in codes(sel.events.countries))
    assert all({"KGZ", "TJK"} <= listed for listed in codes(sel.joint(sel.events).countries))


def test_a_pair_without_typed_rows_has_empty_frames_with_all_columns(package: Package) -> None:
    # Sweden and Norway border on Russia, whose rows are there; without comparators nothing is.
    assert package.select("NOR", "SWE").comparators == ("FIN", "RUS")
    sel, whole = package.select("NOR", "SWE", comparators=[]), package.select("UZB", "KAZ")
    for name in ("events", "event_sources", "observations", "commitments", "memberships"):
        frame = getattr(sel, name)
        assert len(frame) == 0
        assert list(frame.columns) == list(getattr(whole, name).columns)
        assert list(frame.dtypes) == list(getattr(whole, name).dtypes)
    assert list(sel.joint(sel.events).columns) == list(whole.events.columns)
    assert len(sel.unga) == len(whole.unga)


def test_types(package: Package) -> None:
    sel = package.select("UZB", "KAZ")
    assert sel.observations["value"].dtype == float
    assert sel.commitments["target"].dtype == float
    assert sel.unga[["year", "agree", "n"]].dtypes.astype(str).tolist() == ["int64", "float64", "int64"]
    texts = sel.events
    assert all(isinstance(cell, str) for column in texts for cell in texts[column])


def test_a_window_keeps_events_that_touch_it_and_periods_inside(package: Package) -> None:
    sel = package.select("UZB", "KAZ", since=2018, until=2019)
    assert {year(date) for date in sel.events.date} <= set(range(1990, 2020))
    for date, end in zip(sel.events.date, sel.events.end_date, strict=True):
        assert year(end or date) >= 2018
        assert year(date) <= 2019
    for period in sel.observations.period:
        first, last = span(period)
        assert first.year >= 2018
        assert last.year <= 2019
    assert "2018/2022" not in set(sel.observations.period)
    assert package.select("UZB", "KAZ", since="2018", until="2019").events.equals(sel.events)


def test_comparators_can_be_given(package: Package) -> None:
    assert package.select("UZB", "KAZ", comparators="TJK;KGZ").comparators == ("KGZ", "TJK")
    assert package.select("UZB", "KAZ", comparators=["KGZ", "TJK", "KGZ"]).comparators == ("KGZ", "TJK")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"country_a": "UZB", "country_b": "SUN"}, "former state"),
        ({"country_a": "UZB", "country_b": "uzb"}, "no country code"),
        ({"country_a": "UZB", "country_b": "UZB"}, "two different countries"),
        ({"since": "soon"}, 'since is "soon"; expected a year'),
        ({"since": 20018}, "expected a year"),
        ({"until": 1}, "expected a year"),
        ({"until": 2016.5}, "expected a year"),
        ({"since": True}, "expected a year"),
        ({"turning_point": "x"}, "turning_point"),
        ({"since": 2020, "until": 2010}, "since 2020 lies after until 2010"),
        ({"comparators": "KAZ"}, "a side of the pair"),
        ({"comparators": ["XXX"]}, "no country code"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(
    package: Package, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        package.select(**({"country_a": "UZB", "country_b": "KAZ"} | arguments))  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_second_collection_is_read_with_the_first(tmp_path: Path) -> None:
    root = small_data.make(tmp_path)
    before = load(root).select("NOR", "SWE")
    there = root / "curated" / "NOR-SWE"
    there.mkdir()
    for name in CURATED[:-1]:
        header = (root / small_data.COLLECTION / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0]
        (there / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    with (there / "events.csv").open("a", encoding="utf-8") as file:
        file.write("N-1,1905-10-26,,diplomacy,treaty,government,NOR;SWE,SWE,Karlstad,A treaty,\n")
    after = load(root).select("NOR", "SWE")
    assert len(after.events) == len(before.events) + 1
    assert list(after.joint(after.events).event_id) == ["N-1"]


def test_a_root_that_is_not_whole_says_so_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no data root"):
        load(tmp_path)
    root = small_data.make(tmp_path)
    (root / "owners.csv").write_text("owner,side\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"owners\.csv has the columns owner,side; expected owner,name,side"):
        load(root).tables["owners"]
    (root / "owners.csv").unlink()
    with pytest.raises(BadInput, match=r"owners\.csv cannot be read"):
        load(root).tables["owners"]


@pytest.mark.parametrize(
    ("period", "first", "last", "whole"),
    [
        ("2017", "2017-01-01", "2017-12-31", 2017),
        ("2018-Q1", "2018-01-01", "2018-03-31", None),
        ("2018-S2", "2018-07-01", "2018-12-31", None),
        ("2016-02", "2016-02-01", "2016-02-29", None),
        ("2018-03-15", "2018-03-15", "2018-03-15", None),
        ("2018-01/2018-08", "2018-01-01", "2018-08-31", None),
        ("2018-01/2018-12", "2018-01-01", "2018-12-31", 2018),
        ("2018/2022", "2018-01-01", "2022-12-31", None),
    ],
)
def test_periods(period: str, first: str, last: str, whole: int | None) -> None:
    assert [day.isoformat() for day in span(period)] == [first, last]
    assert full_year(period) == whole
    assert year(period) == int(first[:4])


@pytest.mark.parametrize(
    "period", ["", "18", "2018-00", "2018-02-30", "2018-Q5", "2018-1", "2018/2017", "2018/2019/2020"]
)
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(ValueError):
        span(period)


def test_the_descriptor_is_a_valid_data_package_with_licences_and_sources() -> None:
    root = CHECKOUT / "data"
    text = (root / "datapackage.json").read_text(encoding="utf-8")
    licences = (CHECKOUT / "LICENSES" / "README.md").read_text(encoding="utf-8")
    assert text == as_text(descriptor(root))
    found = json.loads(text)
    frictionless.Package.from_descriptor(found, basepath=str(root))
    for resource in found["resources"]:
        assert (root / resource["path"]).is_file()
        assert (root / resource["schema"]).is_file()
        # a table from elsewhere has the licence of its publisher, said also where a person looks for it
        elsewhere = resource["path"].startswith("world/")
        assert resource["licenses"] == [OURS] or elsewhere
        assert f"{Path(resource['path']).name}`" in licences or not elsewhere
        assert resource["title"]
        assert resource["description"]
        assert resource["sources"]
    unga = next(r for r in found["resources"] if r["name"] == "unga-agreement")
    assert unga["sources"][0]["path"].startswith("https://doi.org/")
    hashes = unga["upstream_sha256"]
    assert hashes.keys() == {"unga_votes_1946_2024-06.parquet", "countrycode_codelist_min.csv"}
    assert {len(text) for text in hashes.values()} == {64}


def test_frictionless_alone_finds_the_package_valid(tmp_path: Path) -> None:
    root = small_data.make(tmp_path)
    report = frictionless.Package(str(root / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_every_schema_describes_its_fields_and_bites() -> None:
    for path in sorted((CHECKOUT / "data" / "schemas").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        frictionless.Schema.from_descriptor(schema)
        assert schema["primaryKey"], path.name
        assert all(field["description"] for field in schema["fields"]), path.name
        assert sum("constraints" in field for field in schema["fields"]) >= 1, path.name


def test_every_code_of_the_data_has_its_word(package: Package) -> None:
    t = package.tables
    used = {
        "kind": set(t["events"].kind),
        "level": set(t["events"].level) | set(t["event_sources"].says_level),
        "theme": set(t["events"].theme) | set(t["indicators"].theme),
        "qualifier": set(t["observations"].qualifier),
        "confidence": set(t["observations"].confidence),
        "membership": set(t["memberships"].status),
        "unit": set(t["observations"].unit) | set(t["commitments"].unit),
        "owner": set(t["owners"].owner),
    }
    missing = {name: codes - {""} - set(VOCABULARIES[name]) for name, codes in used.items()}
    assert {name: codes for name, codes in missing.items() if codes} == {}
    schema = json.loads((CHECKOUT / "data" / "schemas" / "events.json").read_text(encoding="utf-8"))
    allowed = {
        f["name"]: f["constraints"]["enum"] for f in schema["fields"] if "enum" in f.get("constraints", {})
    }
    assert set(allowed["kind"]) == set(VOCABULARIES["kind"])
    assert set(allowed["level"]) == set(VOCABULARIES["level"])


def test_the_bibliography_is_made_from_the_sources(package: Package) -> None:
    text = BIB.read_text(encoding="utf-8")
    assert text == bibliography(package)
    entries = parse_string(text, "bibtex").entries
    assert list(entries) == list(package.sources.source)
    for row in package.sources.to_dict("records"):
        found = entries[row["source"]]
        assert str(Text.from_latex(found.fields["title"])) == row["title"]
        assert str(Text.from_latex(found.persons["author"][0].last_names[0])) == row["publisher"]
        assert found.fields["url"] == row["url"]
        assert found.fields["urldate"] == row["read"]
        assert found.fields["year"] == (row["published"][:4] or "n.d.")
        assert ("note" in found.fields) == (row["title_kind"] == "described")


@pytest.mark.parametrize(
    "title",
    [
        "Trade & aid: 100 % of _all_ #1",
        "Worth $7 billion, or ~8",
        'He said "yes" and ‘no’',
        "Ўзбекистон — Қозоғистон: «янги давр»",
        "O\u02bbzbekiston, ma\u02bclumot",
        "x--y---z and ''quotes'' and ``more``",
        "back\\slash ^ caret",
        "A, and B @home = {escaped}".replace("{", "(").replace("}", ")"),
        "lower Title, KEPT as It is",
        "中亚和高加索",
    ],
)
def test_titles_come_out_of_the_bibliography_as_they_were(title: str) -> None:
    row = {
        "source": "some-2018-abc12",
        "publisher": title,
        "title": title,
        "title_kind": "printed",
        "url": "https://example.org/a_b%20c?d=1&e=~f#g",
        "published": "2018-03",
        "read": "2026-11-23",
        "language": "en",
    }
    found = parse_string(entry(row), "bibtex").entries["some-2018-abc12"]
    assert str(Text.from_latex(found.fields["title"])) == title
    # in double braces, so that no style changes the case of a name
    assert str(Text.from_latex(found.fields["title"]).lower()) == title
    assert str(Text.from_latex(found.persons["author"][0].last_names[0])) == title
    assert found.fields["url"] == row["url"]


def test_the_module_offers_what_others_use() -> None:
    for name in datapackage.__all__:
        assert hasattr(datapackage, name)


@pytest.mark.parametrize("written", [None, b"source,title\nx-1,A title\n", b"\xff\xfe"])
def test_sources_that_cannot_be_read_are_told_in_one_line(tmp_path: Path, written: bytes | None) -> None:
    (tmp_path / "schemas").mkdir()
    if written is not None:
        (tmp_path / "sources.csv").write_bytes(written)
    with pytest.raises(BadInput, match=r"sources\.csv .*; run `bilateral check`$"):
        datapackage.data_date(tmp_path)
