"""A new pair: its collection, its examples, its coverage, and how one's own rows are checked."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from bilateral import claims, datapackage, vocabulary
from bilateral.cli import main
from bilateral.countries import Pair
from bilateral.datapackage import check, coverage, new_pair, reading
from bilateral.datapackage.checking import folder_of
from bilateral.datapackage.coverage import Cover
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.errors import BadInput
from bilateral.generated import Context, headlines
from bilateral.messages import MessageError
from tests import small_data

PROJECT = reading.CHECKOUT / "data"
PAIR = Pair("TJK", "KGZ")
HERE = "curated/KGZ-TJK"


@pytest.fixture(autouse=True)
def same_root_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets BILATERAL_DATA: give it back afterwards."""
    monkeypatch.setenv("BILATERAL_DATA", "")


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data.make(tmp_path_factory.mktemp("cut"))


@pytest.fixture
def small(cut: Path, tmp_path: Path) -> Path:
    """A small whole data root of its own for each test."""
    shutil.copytree(cut.parent, tmp_path / "copy")
    return tmp_path / "copy" / "data"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of one's own with an empty collection."""
    new_pair.add(tmp_path / "own", PAIR)
    return tmp_path / "own"


def state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def lines(root: Path, folder: str | None = None) -> list[str]:
    return [str(fault) for fault in check(root, folder)]


def append(path: Path, row: dict[str, str]) -> None:
    """Add a row to a table, its other cells empty."""
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerow(row)


def fill(root: Path, pair: Pair = PAIR) -> None:
    """Copy each example into its table, as nobody should."""
    name = "-".join(pair.dyad)
    for example in sorted((root / "curated" / name / "examples").glob("*.csv")):
        places = (root, root / "curated" / name, root / "documents" / name.lower())
        (table,) = (path for path in (place / example.name for place in places) if path.exists())
        shutil.copy(example, table)


def ask(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(x) for x in arguments])


# --- what is added


def test_an_empty_collection_is_sound_and_changes_no_row(root: Path) -> None:
    assert lines(root) == []
    ours, project = (datapackage.load(x).select("KGZ", "TJK") for x in (root, PROJECT))
    assert len(project.joint(project.events)) > 30
    for name in ("events", "observations", "commitments", "memberships", "sources", "owners", "macro"):
        pd.testing.assert_frame_equal(getattr(ours, name), getattr(project, name))


def test_every_table_has_its_columns_an_example_and_a_word_for_each_column(root: Path) -> None:
    readme = (root / HERE / "README.md").read_text(encoding="utf-8")
    names = {path.stem for path in (root / HERE / "examples").glob("*.csv")}
    assert names == {*reading.GENERAL, *reading.CURATED, *reading.DOCUMENT} - {"reconciliation"}
    for name in names:
        columns = [x["name"] for x in reading.schema(PROJECT, name)["fields"]]
        places = (root, root / HERE, root / "documents" / "kgz-tjk")
        (table,) = (path for path in (place / f"{name}.csv" for place in places) if path.exists())
        assert table.read_text(encoding="utf-8") == ",".join(columns) + "\n", "a header and no row"
        section = readme.split(f"## {name}.csv")[1].split("\n## ")[0]
        assert [x for x in columns if f"- `{x}`" not in section] == []
        example = (root / HERE / "examples" / f"{name}.csv").read_text(encoding="utf-8")
        assert len(example.splitlines()) >= 2
        assert example in section


@pytest.mark.parametrize("pair", [("KGZ", "TJK"), ("SRB", "XKX"), ("COD", "CAF")], ids="-".join)
def test_the_examples_have_no_fault_and_one_verdict(tmp_path: Path, pair: tuple[str, str]) -> None:
    new_pair.add(tmp_path, Pair(*pair))
    fill(tmp_path, Pair(*pair))
    assert lines(tmp_path) == []
    (judged,) = claims.of_pair(datapackage.load(tmp_path), *pair)
    assert (judged.verdict, judged.releases) == ("supported", 1)


def test_no_example_of_any_neighbours_is_longer_than_a_title_may_be() -> None:
    for pair in datapackage.load(PROJECT).borders:
        rows = new_pair.examples(Pair(*pair), "x")
        assert max(len(rows["events"][0]["title"]), len(rows["commitments"][0]["deed"])) <= 90, pair


def test_nothing_that_is_there_is_written_over(root: Path) -> None:
    append(root / HERE / "events.csv", {"event_id": "MINE"})
    before = state(root)
    for pair in (PAIR, Pair("KGZ", "TJK")):
        with pytest.raises(BadInput, match=r"KGZ-TJK is there already; expected a pair without"):
            new_pair.add(root, pair)
        with pytest.raises(BadInput, match=r"documents/kgz-tjk is there already"):
            new_pair.add(root, pair, "kgz-tjk")
    assert state(root) == before
    added = new_pair.add(root, PAIR, "second")
    assert sorted(path.relative_to(root).as_posix() for path in added) == [
        "documents/second/claims.csv",
        "documents/second/evidence.csv",
    ]
    after = state(root)
    assert {name for name in before if after[name] != before[name]} == {"datapackage.json"}
    new_pair.add(root, Pair("UZB", "KGZ"))
    assert {x.name for x in (root / "curated").iterdir()} == {"KGZ-TJK", "KGZ-UZB"}


def test_a_collection_that_names_the_other_code_first_is_found(small: Path) -> None:
    before = state(small)
    with pytest.raises(BadInput, match="UZB-KAZ is there already"):
        new_pair.add(small, Pair("KAZ", "UZB"))
    assert state(small) == before
    new_pair.add(small, PAIR)
    assert lines(small) == [], "in a whole data root too"
    assert {name for name in before if state(small)[name] != before[name]} == {"datapackage.json"}
    listed = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {r["schema"] for r in listed if r["name"] == "kgz-tjk-events"} == {"schemas/events.json"}


@pytest.mark.parametrize(
    ("document", "says"), [("Кітап", "expected small letters"), ("../up", "expected small letters")]
)
def test_the_id_of_a_document_is_a_name_of_a_folder(tmp_path: Path, document: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        new_pair.add(tmp_path / "own", PAIR, document)
    assert not (tmp_path / "own").exists()


def test_another_folder_is_not_made_a_data_root(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("Dear")
    with pytest.raises(BadInput, match="is no data root"):
        new_pair.add(tmp_path, PAIR)
    assert [x.name for x in tmp_path.iterdir()] == ["letters.txt"]


def test_the_descriptor_of_ones_own_rows_is_ones_own(root: Path) -> None:
    path = root / "datapackage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert {r["path"] for r in found["resources"]} >= {"sources.csv", f"{HERE}/events.csv"}
    assert not any(r["path"].startswith("world/") for r in found["resources"])
    assert found["resources"][0]["schema"]["fields"][0]["name"] == "source"
    found |= {"name": "mine", "licenses": [{"name": "CC0-1.0"}]}
    path.write_text(json.dumps(found), encoding="utf-8")
    assert lines(root) == []
    new_pair.add(root, PAIR, "second")
    again = json.loads(path.read_text(encoding="utf-8"))
    assert (again["name"], again["licenses"]) == ("mine", [{"name": "CC0-1.0"}])
    shutil.rmtree(root / "documents" / "second")
    assert [line.split(": ", 1)[1] for line in lines(root)] == [
        '"second-claims" is listed but is no table of ours; expected only files that are there',
        '"second-evidence" is listed but is no table of ours; expected only files that are there',
    ]
    write_descriptor(root)
    assert lines(root) == []


# --- coverage


def test_each_table_of_the_world_has_a_theme_and_columns() -> None:
    assert set(coverage.WORLD_THEMES) == set(reading.WORLD)
    assert set(coverage.WORLD_THEMES.values()) <= set(coverage.THEMES)


def cover(matrix: list[Cover], table: str, seen: str, theme: str | None = None) -> Cover:
    (found,) = (x for x in matrix if (x.table, x.seen) == (table, seen) and theme in (None, x.theme))
    return found


def test_the_matrix_counts_what_the_files_hold() -> None:
    package = datapackage.load(PROJECT)
    matrix = coverage.coverage(package, Pair("KGZ", "TJK"))
    assert coverage.coverage(package, PAIR) == matrix, "the order of the pair changes nothing"
    for table in ("agrifood_trade", "goods_exports", "visa_rules"):
        text = (PROJECT / "world" / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        for one, other in (("KGZ", "TJK"), ("TJK", "KGZ")):
            n = sum(line.startswith(f"{one},{other},") for line in text)
            assert cover(matrix, table, f"{one}→{other}").rows == n
    assert cover(matrix, "land_borders", "KGZ–TJK").rows == 1
    assert cover(matrix, "macro", "TJK").years == tuple(range(1990, 2025))
    assert cover(matrix, "observations", "KGZ→TJK", "economy").rows == 0
    assert "observations KGZ→TJK" in coverage.missing(matrix)["economy"]
    ours = coverage.coverage(package, Pair("UZB", "KAZ"))
    assert cover(ours, "claims", "KAZ–UZB", "economy").rows == 15


def test_a_way_leads_from_the_origin_to_the_other_side() -> None:
    rows = [("TJK", "KGZ", 1990), ("TJK", "KGZ", 1995), ("TJK", "AFG", 1995)]
    package = datapackage.load(PROJECT)
    moved = pd.DataFrame(rows, columns=["destination", "origin", "year"])
    matrix = coverage.coverage(package.having(migrants=moved), PAIR)
    assert cover(matrix, "migrants", "KGZ→TJK") == Cover("culture", "migrants", "KGZ→TJK", 2, (1990, 1995))
    assert cover(matrix, "migrants", "TJK→KGZ") == Cover("culture", "migrants", "TJK→KGZ", 0, ())
    text = coverage.as_text(matrix)
    assert "migrants               KGZ→TJK       2  1990–1995 (2 of 6 years)\n" in text
    assert "migrants               TJK→KGZ    none\n" in text


def test_examples_are_no_facts_and_filled_rows_are_covered(root: Path) -> None:
    before = coverage.coverage(datapackage.load(root), PAIR)
    assert before == coverage.coverage(datapackage.load(PROJECT), PAIR)
    fill(root)
    after = coverage.coverage(datapackage.load(root), PAIR)
    grown = {(x.theme, x.table, x.seen): x.rows - y.rows for x, y in zip(after, before, strict=True)}
    assert {key: n for key, n in grown.items() if n} == {
        ("diplomacy", "events", "KGZ–TJK"): 1,
        ("culture", "observations", "KGZ→TJK"): 1,
        ("general", "commitments", "KGZ–TJK"): 1,
        ("international_support", "memberships", "KGZ"): 1,
        ("diplomacy", "claims", "KGZ–TJK"): 1,
    }
    assert cover(after, "observations", "KGZ→TJK", "culture").years == (2019,)


# --- check of one's own rows, and of one collection


def a_source(**cells: str) -> dict[str, str]:
    return {
        "source": "mine-2025-1",
        "publisher": "Interfax",
        "title": "A page",
        "title_kind": "described",
        "url": "https://www.example.org/a-page",
        "read": "2026-11-28",
        "language": "en",
    } | cells


# table, row, column of the fault, what it says
FAULTS = {
    "an unused source": ("sources", a_source(), "source", "[mine-2025-1] no row uses it"),
    "a source of the project": (
        "sources",
        a_source(source="interfax-2025-457fc", url="https://www.example.org/b"),
        "source",
        "[interfax-2025-457fc] this source stands in line {source} of the project's table; "
        "expected each once",
    ),
    "an address of the project": (
        "sources",
        a_source(source="mine-2025-2", url="http://interfax.com/newsroom/top-stories/110917"),
        "url",
        "[mine-2025-2] the address of line {source} of the project's table",
    ),
    "an unknown publisher": (
        "sources",
        a_source(source="mine-2025-3", url="https://www.example.org/c", publisher="Nobody"),
        "publisher",
        '[mine-2025-3] "Nobody"; expected a publisher of publishers.csv',
    ),
    "an id of another collection": (
        f"{HERE}/events",
        {"event_id": "CUL-001", "date": "2018"},
        "event_id",
        "[CUL-001] this id stands in curated/UZB-KAZ/events too",
    ),
    "a day that is not": (
        f"{HERE}/events",
        {"event_id": "A-1", "date": "2018-02-30"},
        "date",
        '[A-1] "2018-02-30"; expected a date of the calendar',
    ),
    "a row of evidence that is not there": (
        "documents/kgz-tjk/evidence",
        {"claim_id": "C1", "document": "kgz-tjk", "stance": "for", "table": "events", "row_id": "A-9"},
        "row_id",
        '[kgz-tjk C1] "A-9"; expected an id of a row of events.csv',
    ),
}


def test_faults_of_ones_own_rows_are_told_and_no_others(root: Path) -> None:
    where: dict[str, str] = {}
    for name, (table, row, column, _says) in FAULTS.items():
        append(root / f"{table}.csv", row)
        line = len((root / f"{table}.csv").read_text(encoding="utf-8").splitlines())
        where[name] = f"{table}:{line}:{column}"
    theirs = (PROJECT / "sources.csv").read_text(encoding="utf-8").splitlines()
    source = next(n for n, text in enumerate(theirs, 1) if text.startswith("interfax-2025-457fc,"))
    found = lines(root)
    for name, (_table, _row, _column, says) in FAULTS.items():
        told = f"{where[name]}: {says.format(source=source)}"
        assert [line for line in found if line.startswith(told)] != [], (name, found)
    assert {line.split(":")[0] for line in found} == {table for table, *_ in FAULTS.values()}
    assert {line.split(":")[1] for line in found} <= {"2", "3", "4", "5"}, "of the rows added alone"


def test_ones_own_rows_may_join_a_collection_of_the_project(tmp_path: Path) -> None:
    new_pair.add(tmp_path, Pair("UZB", "KAZ"))
    fill(tmp_path, Pair("UZB", "KAZ"))
    assert lines(tmp_path) == []
    ours, project = (datapackage.load(x).events for x in (tmp_path, PROJECT))
    assert len(ours) == len(project) + 1
    append(tmp_path / "curated/KAZ-UZB/events.csv", {"event_id": "CUL-001", "date": "2018"})
    assert any("this id stands in curated/UZB-KAZ/events too" in line for line in lines(tmp_path))


def test_one_collection_or_document_is_checked_alone(small: Path) -> None:
    new_pair.add(small, PAIR)
    append(small / HERE / "events.csv", {"event_id": "A-1", "date": "2018-02-30"})
    theirs = small_data.read(small / f"{small_data.COLLECTION}/events.csv")
    theirs[0]["date"] = "2018-02-30"
    small_data.write(small / f"{small_data.COLLECTION}/events.csv", theirs)
    both = {line.split(":")[0] for line in lines(small)}
    assert {f"{HERE}/events", f"{small_data.COLLECTION}/events"} <= both
    assert {folder_of(small, name) for name in ("KGZ-TJK", "TJK-KGZ", HERE)} == {Path(HERE)}
    assert {line.split(":")[0] for line in lines(small, "TJK-KGZ")} == {f"{HERE}/events"}
    assert [line.split(":")[:3] for line in lines(small, "KAZ-UZB")] == [
        [f"{small_data.COLLECTION}/events", "2", "date"]
    ]
    assert lines(small, "seed") == []
    with pytest.raises(
        BadInput, match=r'"NOR-SWE" is no collection or document under .*; expected one of KGZ-'
    ):
        check(small, "NOR-SWE")


def test_an_owner_that_the_data_alone_know_has_its_name(root: Path) -> None:
    append(root / "owners.csv", {"owner": "KGZ-MINE", "name": "Office {of} one", "side": "KGZ"})
    with pytest.raises(MessageError, match="has no word for 'KGZ-MINE'"):
        vocabulary.word("owner", "KGZ-MINE")
    datapackage.load(root).select("KGZ", "TJK")
    assert vocabulary.word("owner", "KGZ-MINE").render("en") == "Office {of} one"
    assert vocabulary.word("owner", "WTO").render("en") == "World Trade Organization"


def test_the_summary_tells_no_row_from_no_finding() -> None:
    """Chile and Argentina have no typed row yet; Kyrgyzstan and Tajikistan have acts of several states."""
    told = {}
    for pair in (("CHL", "ARG"), ("KGZ", "TJK")):
        text = headlines(Context(*pair, "en", data=str(PROJECT)))
        told[pair] = text.split("**[Diplomacy]")[1].split("\n")[1].strip()
    assert told == {
        ("CHL", "ARG"): "- No row about these two countries has been collected yet.",
        ("KGZ", "TJK"): "- What has been collected for this chapter gives no leading finding yet.",
    }


# --- the command


SUN = '"SUN" is a former state; expected one of today: ARM, AZE'
YUG = '"YUG" is a former state; expected one of today: BIH, HRV'
GUIANA = "meet only in French Guiana (part of France), which the list of land borders leaves out"


@pytest.mark.parametrize("verb", ["new-pair", "build"])
@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("NOR CHL", "NOR and CHL share no land border; expected two land neighbours, or --no-border"),
        ("FRA BRA", f"FRA and BRA {GUIANA}; expected two land neighbours, or --no-border"),
        ("BRA FRA", f"BRA and FRA {GUIANA}; expected two land neighbours, or --no-border"),
        ("XYZ KGZ", '"XYZ" is no country code; expected ISO 3166-1 alpha-3'),
        ("KGZ tjk", '"tjk" is no country code; expected ISO 3166-1 alpha-3'),
        ("KGZ KGZ", '"KGZ" stands on both sides; expected two different countries'),
        ("SUN FIN", SUN),
        ("HUN YUG", YUG),
        ("SUN YUG", SUN),
    ],
)
def test_what_is_no_pair_of_neighbours_is_one_line_and_exit_2(
    tmp_path: Path, verb: str, pair: str, said: str
) -> None:
    where = ("--data", tmp_path / "own") if verb == "new-pair" else ("--books", tmp_path / "own")
    done = ask(verb, *pair.split(), *where)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bilateral: {said}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "own").exists()


def test_the_hint_is_taken(tmp_path: Path) -> None:
    done = ask("new-pair", "FRA", "BRA", "--no-border", "--json", "--data", tmp_path / "own")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["pair"], told["neighbours"]) == (["BRA", "FRA"], False)
    assert "land_borders BRA–FRA" in told["missing"]["diplomacy"]
    assert str(tmp_path / "own" / "curated" / "BRA-FRA" / "events.csv") in told["added"]
    assert lines(tmp_path / "own") == []


def test_new_pair_tells_the_coverage_and_what_to_do_next(tmp_path: Path) -> None:
    own = tmp_path / "own"
    dry = ask("new-pair", "KGZ", "TJK", "--dry-run", "--data", own)
    assert dry.exit_code == 0
    assert not own.exists()
    done = ask("new-pair", "TJK", "KGZ", "--data", own)
    assert done.exit_code == 0
    matrix, _, rest = done.stdout.partition("\n\nAdded:\n")
    assert matrix.splitlines()[1:] == dry.stdout.splitlines()[1:]
    assert f"{own}/curated/KGZ-TJK: events.csv, event_sources.csv" in rest
    assert rest.endswith(f"  bilateral check --data {own}\n  bilateral build TJK KGZ --data {own}\n")
    again = ask("new-pair", "KGZ", "TJK", "--data", own)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "curated/KGZ-TJK is there already" in again.stderr
    assert ask("new-pair", "KGZ", "TJK", "--data", own, "--dry-run").stdout == dry.stdout


def test_the_data_root_may_stand_before_or_after_the_verb(root: Path) -> None:
    append(root / HERE / "events.csv", {"event_id": "A-1", "date": "2018-02-30"})
    before, after = ask("--data", root, "check", "KGZ-TJK"), ask("check", "TJK-KGZ", "--data", root)
    assert before.exit_code == after.exit_code == 1
    assert f"{HERE}/events:2:date: " in before.stdout
    assert before.stdout == after.stdout
    for verb in (["list"], ["check"], ["claims"], ["run", "economy"], ["build"]):
        done = ask(*verb, "--data", "/nowhere/at/all")
        assert done.exit_code == 2, verb
        assert "/nowhere/at/all is no data root" in done.stderr


def test_the_tables_of_the_world_are_not_refreshed_outside_the_project(root: Path) -> None:
    done = ask("--data", root, "refresh", "macro")
    assert done.exit_code == 2
    assert "holds no tables of the world; expected the project's data" in done.stderr
