"""`check` finds each kind of fault, on its row and in its column, and says what it expected."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bilateral import kept
from bilateral.datapackage import check, checking, load, write_bibliography
from bilateral.datapackage.reading import CHECKOUT
from bilateral.errors import BadInput
from tests import small_data
from tests.conftest import some
from tests.small_data import COLLECTION, read, write

EVENTS = f"{COLLECTION}/events"
EVENT_SOURCES = f"{COLLECTION}/event_sources"
OBSERVATIONS = f"{COLLECTION}/observations"
COMMITMENTS = f"{COLLECTION}/commitments"
COMMITMENT_SOURCES = f"{COLLECTION}/commitment_sources"
MEMBERSHIPS = f"{COLLECTION}/memberships"
RECONCILIATION = f"{COLLECTION}/reconciliation"
SOURCES = "sources"
UNGA = "world/unga_agreement"
BORDERS = "world/land_borders"
Row = dict[str, str]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_data.make(tmp_path_factory.mktemp("small"))
    assert [str(fault) for fault in check(root)] == []
    return root


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small.parent, tmp_path / "copy")
    return tmp_path / "copy" / "data"


def lines(root: Path) -> list[str]:
    return [str(fault) for fault in check(root)]


def test_the_real_data_have_no_fault() -> None:
    assert lines(CHECKOUT / "data") == []


def any_row(row: Row) -> bool:
    return True


def full(*columns: str) -> Callable[[Row], bool]:
    return lambda row: all(row[column] for column in columns)


def has(**cells: str) -> Callable[[Row], bool]:
    return lambda row: all(row[column] == cell for column, cell in cells.items())


# table, which row (the first that fits), what is changed, in which column the fault is, what it says
CELLS: dict[str, tuple[str, Callable[[Row], bool], Row, str, str]] = {
    "a day that is not": (
        EVENTS,
        has(kind="treaty"),
        {"date": "2018-02-30"},
        "date",
        '"2018-02-30"; expected a date of the calendar (2018-02 has no day 30)',
    ),
    "a month that is not": (EVENT_SOURCES, any_row, {"says_date": "2018-13"}, "says_date", "no month 13"),
    "a date in words": (EVENTS, any_row, {"date": "spring 2018"}, "date", "YYYY, YYYY-MM or YYYY-MM-DD"),
    "no date": (EVENTS, any_row, {"date": ""}, "date", "an empty cell; expected a value"),
    "an end before its start": (
        EVENTS,
        has(kind="treaty"),
        {"end_date": "1991-05"},
        "end_date",
        "no day before date",
    ),
    "an event of the future": (
        EVENTS,
        has(kind="treaty"),
        {"date": "2031-01-01"},
        "date",
        "a date before 20",
    ),
    "an unknown kind": (EVENTS, has(kind="treaty"), {"kind": "treatey"}, "kind", "perhaps treaty"),
    "an unknown theme": (EVENTS, any_row, {"theme": "sport"}, "theme", "one of diplomacy, economy"),
    "an unknown level": (
        EVENTS,
        has(kind="treaty"),
        {"level": "royal"},
        "level",
        "schemas/events.json lists",
    ),
    "the level of a visit for a treaty": (
        EVENTS,
        has(kind="treaty"),
        {"level": "state"},
        "level",
        '"state" for a treaty; expected who acted',
    ),
    "a visit without a level of visits": (
        EVENTS,
        has(kind="visit"),
        {"level": "minister"},
        "level",
        "one of state, official, working, informal, unspecified",
    ),
    "a label that no source gives": (
        EVENTS,
        has(kind="visit", level="state"),
        {"level": "informal"},
        "level",
        "state",
    ),
    "a label passed over": (
        EVENTS,
        has(kind="visit", level="state"),
        {"level": "unspecified"},
        "level",
        "state",
    ),
    "a label of a visit for a treaty": (
        EVENT_SOURCES,
        lambda row: row["event_id"].startswith("DIP-TR"),
        {"says_level": "state"},
        "says_level",
        "an empty cell for a treaty",
    ),
    "countries out of order": (
        EVENTS,
        has(countries="KAZ;UZB"),
        {"countries": "UZB;KAZ"},
        "countries",
        '"KAZ;UZB"',
    ),
    "a country twice": (
        EVENTS,
        has(countries="KAZ;UZB"),
        {"countries": "KAZ;KAZ"},
        "countries",
        "each country once",
    ),
    "a former state": (
        EVENTS,
        has(countries="KAZ;UZB"),
        {"countries": "SUN;UZB"},
        "countries",
        "one of today: ARM",
    ),
    "no country code": (
        EVENTS,
        has(countries="KAZ;UZB"),
        {"countries": "KAZ;UZX"},
        "countries",
        "ISO 3166-1 alpha-3",
    ),
    "a code of two letters": (
        EVENTS,
        any_row,
        {"countries": "KZ;UZ"},
        "countries",
        "ISO 3166-1 alpha-3 codes",
    ),
    "one country in a treaty": (EVENTS, has(kind="treaty"), {"countries": "KAZ"}, "countries", "two or more"),
    "a host that is no country": (
        EVENTS,
        full("host"),
        {"host": "ZZZ", "place": ""},
        "host",
        "ISO 3166-1 alpha-3",
    ),
    "a host that is not where the place is": (
        EVENTS,
        has(place="Tashkent"),
        {"host": "KAZ"},
        "host",
        "UZB, the country",
    ),
    "a name before its time": (
        EVENTS,
        lambda row: row["host"] == "KAZ" and "2000" < row["date"] < "2019",
        {"place": "Nur-Sultan"},
        "place",
        '"Nur-Sultan"; expected Astana, its name on',
    ),
    "an id twice": (
        EVENTS,
        has(event_id="DIP-REL-1992"),
        {"event_id": "DIP-BRD-2002"},
        "event_id",
        "each once",
    ),
    "an id with a space": (EVENTS, has(kind="treaty"), {"event_id": "DIP TR"}, "event_id", "id"),
    "a long title": (EVENTS, any_row, {"title": "a" * 91}, "title", "91 characters; expected at most 90"),
    "a title with a full stop": (EVENTS, any_row, {"title": "A title."}, "title", "without a full stop"),
    "a status of one's own": (MEMBERSHIPS, any_row, {"status": "friend"}, "status", "one of member, founder"),
    "two spaces": (EVENTS, any_row, {"title": "A  title"}, "title", "single spaces"),
    "a tab": (EVENTS, full("note"), {"note": "a\tb"}, "note", "without tabs"),
    "a line break in a cell": (EVENTS, full("note"), {"note": "a\nb"}, "note", "text on one line"),
    "a space at the end": (EVENTS, full("note"), {"note": "a "}, "note", "no space at either end"),
    "a typewriter apostrophe in Uzbek": (EVENTS, any_row, {"title": "O'zbekiston kuni"}, "title", "U+02BB"),
    "letters not composed": (EVENTS, any_row, {"title": "Cafe\u0301"}, "title", "Unicode NFC"),
    "a hidden character": (EVENTS, any_row, {"title": "A\u200btitle"}, "title", "hidden characters"),
    "a source of an event that is not": (
        EVENT_SOURCES,
        any_row,
        {"event_id": "DIP-NO"},
        "event_id",
        "events.csv",
    ),
    "an event from a source that is not": (
        EVENT_SOURCES,
        any_row,
        {"source": "no-such-1"},
        "source",
        "sources.csv",
    ),
    "no words of the source": (
        EVENT_SOURCES,
        any_row,
        {"says": ""},
        "says",
        "an empty cell; expected a value",
    ),
    "an unknown confidence": (
        EVENT_SOURCES,
        any_row,
        {"confidence": "sure"},
        "confidence",
        "high, medium, low",
    ),
    "no number": (OBSERVATIONS, any_row, {"value": "2,1 bn"}, "value", "a number"),
    "not finite": (OBSERVATIONS, any_row, {"value": "NaN"}, "value", "plain figures"),
    "infinite": (OBSERVATIONS, any_row, {"value": "INF"}, "value", "plain figures"),
    "a number with an exponent": (OBSERVATIONS, any_row, {"value": "2e9"}, "value", "plain figures"),
    "a share over a hundred": (
        OBSERVATIONS,
        has(indicator="turnover_growth"),
        {"value": "31200"},
        "value",
        "-100 to 10000 percent",
    ),
    "money below zero": (
        OBSERVATIONS,
        has(indicator="turnover"),
        {"value": "-5000000"},
        "value",
        "0 to 1e+15 USD",
    ),
    "millions for dollars": (
        OBSERVATIONS,
        has(indicator="turnover"),
        {"value": "500"},
        "value",
        "not millions",
    ),
    "another unit": (
        OBSERVATIONS,
        has(indicator="turnover"),
        {"unit": "percent"},
        "unit",
        "USD, as indicators.csv",
    ),
    "an unknown indicator": (OBSERVATIONS, any_row, {"indicator": "trade"}, "indicator", "indicators.csv"),
    "an unknown owner": (
        OBSERVATIONS,
        any_row,
        {"statistics_owner": "XYZ"},
        "statistics_owner",
        "owners.csv",
    ),
    "an unknown qualifier": (OBSERVATIONS, any_row, {"qualifier": "roughly"}, "qualifier", "exact, about"),
    "the reporter as partner": (
        OBSERVATIONS,
        has(partner="KAZ"),
        {"reporter": "KAZ"},
        "partner",
        "other than the reporter",
    ),
    "a reporter that is no country": (
        OBSERVATIONS,
        full("partner"),
        {"reporter": "UZV"},
        "reporter",
        "ISO 3166-1",
    ),
    "a quarter that is not": (OBSERVATIONS, any_row, {"period": "2018-Q5"}, "period", "SDMX time period"),
    "an interval backwards": (
        OBSERVATIONS,
        any_row,
        {"period": "2018-08/2018-01"},
        "period",
        "ends before it starts",
    ),
    "a period of the future": (OBSERVATIONS, any_row, {"period": "2027"}, "period", "when its page was read"),
    "a part-year as a year": (
        OBSERVATIONS,
        has(indicator="turnover", period="2017-01/2017-09"),
        {"period": "2017"},
        "period",
        "the part of 2017 that is counted, for its page is of 2017-11-25",
    ),
    "both a number and a deed": (
        COMMITMENTS,
        full("indicator"),
        {"deed": "build a road"},
        "deed",
        "exactly one",
    ),
    "neither a number nor a deed": (
        COMMITMENTS,
        full("deed"),
        {"deed": ""},
        "deed",
        "exactly one of the two",
    ),
    "a pledge without its number": (
        COMMITMENTS,
        full("indicator"),
        {"target": ""},
        "target",
        "the number promised",
    ),
    "a pledge in another unit": (COMMITMENTS, has(unit="USD"), {"unit": "persons"}, "unit", "USD"),
    "due before it was made": (COMMITMENTS, full("due"), {"due": "1990"}, "due", "no day before date"),
    "a pledge of no country": (COMMITMENTS, any_row, {"countries": ""}, "countries", "an empty cell"),
    "a source of a pledge that is not": (
        COMMITMENT_SOURCES,
        any_row,
        {"commitment_id": "X-1"},
        "commitment_id",
        "an id of",
    ),
    "a member that is no country": (MEMBERSHIPS, any_row, {"country": "YUG"}, "country", "one of today: BIH"),
    "out before in": (MEMBERSHIPS, full("since"), {"until": "1900"}, "until", "no day before since"),
    "no organisation": (MEMBERSHIPS, any_row, {"organisation": ""}, "organisation", "an empty cell"),
    "an address that is none": (SOURCES, any_row, {"url": "www.example.org"}, "url", "address of the page"),
    "an address with a space": (
        SOURCES,
        any_row,
        {"url": "https://example.org/a b"},
        "url",
        "address of the page",
    ),
    "a title in brackets": (
        SOURCES,
        has(title_kind="printed"),
        {"title": "[Report]"},
        "title",
        "a printed title",
    ),
    "a description in brackets": (
        SOURCES,
        has(title_kind="described"),
        {"title": "[Report]"},
        "title",
        "without brackets",
    ),
    "braces in a title": (SOURCES, any_row, {"title": "A {bold} title"}, "title", "no braces"),
    "an Uzbek title with a straight apostrophe": (
        SOURCES,
        any_row,
        {"title": "Ma'lumot", "language": "uz"},
        "title",
        "U+02BC",
    ),
    "read before it was published": (
        SOURCES,
        full("published"),
        {"read": "1999-01-01"},
        "read",
        "no day before published",
    ),
    "an unknown publisher": (SOURCES, any_row, {"publisher": "Nobody"}, "publisher", "publishers.csv"),
    "no kind of title": (
        SOURCES,
        any_row,
        {"title_kind": "guessed"},
        "title_kind",
        "one of printed, described",
    ),
    "a release of one": (
        SOURCES,
        has(release=""),
        {"release": "alone-2020"},
        "release",
        "two or more sources",
    ),
    "a publisher of no country": ("publishers", full("country"), {"country": "XYZ"}, "country", "ISO 3166-1"),
    "an owner on no side": ("owners", full("side"), {"side": "SUN"}, "side", "one of today"),
    "an unknown unit": ("indicators", has(indicator="turnover"), {"unit": "bushels"}, "unit", "one of EUR"),
    "an unknown direction": (
        "indicators",
        any_row,
        {"direction": "sideways"},
        "direction",
        "up, down, either",
    ),
    "a primary without its test": (
        "indicators",
        any_row,
        {"primary": "yes"},
        "test",
        "a value, for it is primary",
    ),
    "a language that is none": (SOURCES, any_row, {"language": "qqq"}, "language", "a language of CLDR"),
    "a row that is not": (
        RECONCILIATION,
        has(table="events"),
        {"row_id": "DIP-NO"},
        "row_id",
        "an id of events.csv",
    ),
    "neither a row nor a reason": (
        RECONCILIATION,
        full("table"),
        {"row_id": ""},
        "row_id",
        "a table and row_id",
    ),
    "a row and a reason": (
        RECONCILIATION,
        full("table"),
        {"reason": "no_date_no_value"},
        "reason",
        "one of the two",
    ),
    "a reason of one's own": (
        RECONCILIATION,
        full("table"),
        {"reason": "boring"},
        "reason",
        "one of not_about_the_pair",
    ),
    "agreement over one": (UNGA, any_row, {"agree": "1.2"}, "agree", "at most 1"),
    "no votes": (UNGA, any_row, {"n": "0"}, "n", "at least 1"),
    "half a vote": (UNGA, any_row, {"n": "12.5"}, "n", "an integer"),
    "a pair backwards": (
        UNGA,
        has(a="KAZ", b="UZB"),
        {"a": "UZB", "b": "KAZ"},
        "b",
        "after UZB in the alphabet",
    ),
    "a pair that is no border": (UNGA, has(b="UZB"), {"b": "NOR"}, "b", "a pair of land_borders.csv"),
    "a border backwards": (BORDERS, has(a="KAZ", b="UZB"), {"a": "UZB", "b": "KAZ"}, "b", "in the alphabet"),
    "a border shorter than itself": (BORDERS, any_row, {"km_min": "99999"}, "km_max", "at least km_min"),
}


@pytest.mark.parametrize("name", some(CELLS, 2))
def test_a_planted_cell_is_found(name: str, root: Path) -> None:
    table, which, cells, column, says = CELLS[name]
    rows = read(root / f"{table}.csv")
    number, row = next((n, row) for n, row in enumerate(rows) if which(row))
    assert any(row[c] != cell for c, cell in cells.items()), "nothing was planted"
    start = 2 + sum(1 + "".join(row.values()).count("\n") for row in rows[:number])
    row.update(cells)
    write(root / f"{table}.csv", rows)
    found = [line for line in lines(root) if line.startswith(f"{table}:{start}:{column}: ")]
    assert len(found) == 1
    assert "; expected " in found[0]
    assert says in found[0]
    assert "\n" not in found[0]


def text(change: Callable[[bytes], bytes], table: str = EVENTS) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        path = root / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return plant


def drop(table: str, which: Callable[[Row], bool]) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        rows = read(root / f"{table}.csv")
        rows.remove(next(row for row in rows if which(row)))
        write(root / f"{table}.csv", rows)

    return plant


def double(table: str, **cells: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        rows = read(root / f"{table}.csv")
        write(root / f"{table}.csv", [*rows, {**rows[-1], **cells}])

    return plant


def describe(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        path = root / "datapackage.json"
        found = json.loads(path.read_text(encoding="utf-8"))
        change(found)
        path.write_text(json.dumps(found), encoding="utf-8")

    return plant


def bibliography(change: Callable[[str], str]) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        path = root.parent / "book" / "references.bib"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return plant


def all_left_out(root: Path) -> None:
    rows = read(root / f"{RECONCILIATION}.csv")
    for row in rows:
        row.update(table="", row_id="", reason="no_date_no_value")
    write(root / f"{RECONCILIATION}.csv", list({(r["file"], r["line"]): r for r in rows}.values()))


def swap_columns(raw: bytes) -> bytes:
    return raw.replace(b"event_id,date,", b"date,event_id,", 1)


def unlisted_collection(root: Path) -> None:
    shutil.copytree(root / COLLECTION, root / "curated" / "NOR-SWE")


# what is done to the files, what the line begins with, what it says
FILES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a missing file": (lambda root: (root / f"{EVENTS}.csv").unlink(), f"{EVENTS}:-:-: ", "no such file"),
    "no descriptor": (
        lambda root: (root / "datapackage.json").unlink(),
        "datapackage:-:-: ",
        "no such file; expected datapackage.json",
    ),
    "a table nobody reads": (
        lambda root: shutil.copy(root / "owners.csv", root / COLLECTION / "events2.csv"),
        f"{COLLECTION}/events2:-:-: ",
        "a table that the package does not know",
    ),
    "a missing table of the root": (
        lambda root: (root / "owners.csv").unlink(),
        "owners:-:-: ",
        "no such file",
    ),
    "an empty file": (text(lambda raw: b""), f"{EVENTS}:1:event_id: ", "the column is missing"),
    "a missing column": (
        text(lambda raw: raw.replace(b",note\n", b"\n", 1)),
        f"{EVENTS}:1:note: ",
        "missing",
    ),
    "an extra column": (
        text(lambda raw: raw.replace(b",note\n", b",note,colour\n", 1)),
        f"{EVENTS}:1:colour: ",
        "a column that the schema does not know",
    ),
    "a column twice": (
        text(lambda raw: raw.replace(b",note\n", b",note,note\n", 1)),
        f"{EVENTS}:1:note: ",
        "twice",
    ),
    "columns in another order": (text(swap_columns), f"{EVENTS}:1:date: ", "another order"),
    "a byte order mark": (text(lambda raw: b"\xef\xbb\xbf" + raw), f"{EVENTS}:1:-: ", "a byte order mark"),
    "line ends of Windows": (text(lambda raw: raw.replace(b"\n", b"\r\n")), f"{EVENTS}:1:-: ", "LF alone"),
    "another encoding": (text(lambda raw: raw + "X,Orël".encode("latin-1")), f"{EVENTS}:", "not UTF-8"),
    "no last line end": (text(lambda raw: raw.rstrip(b"\n")), f"{EVENTS}:", "LF at the end"),
    "a short row": (text(lambda raw: raw + b"DIP-X,2018\n"), f"{EVENTS}:", "2 cells; expected 11"),
    "a long row": (text(lambda raw: raw.replace(b"\n", b",\n", 2)), f"{EVENTS}:1:", "expected the header"),
    "a blank row": (text(lambda raw: raw + b"\n"), f"{EVENTS}:", "a blank row"),
    "an open quote": (text(lambda raw: raw + b'"DIP'), f"{EVENTS}:", "no valid CSV"),
    "an event without a source": (
        double(EVENTS, event_id="DIP-NEW"),
        f"{EVENTS}:",
        f"[DIP-NEW] no source; expected at least one row in {EVENT_SOURCES}.csv",
    ),
    "one source twice for one event": (double(EVENT_SOURCES), f"{EVENT_SOURCES}:", "each once"),
    "one number twice": (
        double(OBSERVATIONS, observation_id="x.1"),
        f"{OBSERVATIONS}:",
        "the same indicator, reporter",
    ),
    "one address twice": (
        double("sources", source="copy-1", url="http://www.example.org/page/"),
        "sources:",
        "no row uses it",
    ),
    "an owner nobody names": (double("owners", owner="ZZZ"), "owners:", "no row uses it"),
    "an indicator nobody uses": (
        double("indicators", indicator="idle", primary="", window="", direction="", test=""),
        "indicators:",
        "no row uses it",
    ),
    "a publisher nobody names": (
        double("publishers", publisher="Idle Press"),
        "publishers:",
        "no row uses it",
    ),
    "an evidence row forgotten": (
        drop(RECONCILIATION, has(line="3", file="diplomacy")),
        f"{RECONCILIATION}:-:line: ",
        "no row for diplomacy line 3",
    ),
    "too many left out": (all_left_out, f"{RECONCILIATION}:-:reason: ", "expected at most 5%"),
    "an entry missing in the bibliography": (
        bibliography(lambda bib: bib[bib.index("@misc", 10) :]),
        "book/references.bib:-:",
        "no such entry",
    ),
    "an entry changed by hand": (
        bibliography(lambda bib: bib.replace("title = {{", "title = {{My ", 1)),
        "book/references.bib:1:",
        "another entry than its row",
    ),
    "an entry of nobody": (
        bibliography(lambda bib: bib + "\n@misc{nobody,\n  title = {{A}},\n}\n"),
        "book/references.bib:",
        "an entry without a source",
    ),
    "a resource not listed": (
        describe(lambda found: found["resources"].pop()),  # type: ignore[attr-defined]
        "datapackage:-:resources: ",
        '" is not listed; expected the file world/',
    ),
    "a resource without its licence": (
        describe(lambda found: found["resources"][0].pop("licenses")),  # type: ignore[index]
        "datapackage:-:sources.licenses: ",
        "as `python -m bilateral.datapackage.descriptor` writes it",
    ),
    "a descriptor that is no JSON": (
        lambda root: (root / "datapackage.json").write_text("{", encoding="utf-8"),
        "datapackage:-:-: ",
        "no valid JSON",
    ),
    "a collection not listed": (
        unlisted_collection,
        "datapackage:-:resources: ",
        '"nor-swe-events" is not listed',
    ),
    "a schema that is missing": (
        lambda root: (root / "schemas" / "owners.json").unlink(),
        "schemas/owners:-:-: ",
        "cannot be read",
    ),
}


@pytest.mark.parametrize("name", some(FILES, 2))
def test_a_planted_fault_of_a_file_is_found(name: str, root: Path) -> None:
    plant, begins, says = FILES[name]
    plant(root)
    found = [line for line in lines(root) if line.startswith(begins) and says in line]
    assert found
    assert all("; expected " in line and "\n" not in line for line in found)


def test_what_was_kept_tells_the_same_fault(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that was validated before is not validated again, in another process neither."""
    monkeypatch.setenv("BILATERAL_KEPT", str(tmp_path / "kept"))
    rows = read(root / f"{EVENTS}.csv")
    rows[0]["kind"] = "feast of fools"
    write(root / f"{EVENTS}.csv", rows)
    calls: list[object] = []
    once = checking._validated.__wrapped__  # type: ignore[attr-defined]

    @functools.wraps(once)
    def counted(resources: Any) -> Any:
        calls.append(resources)
        return once(resources)

    told = []
    for _process in range(2):
        monkeypatch.setattr(checking, "_validated", kept.kept(counted))
        told.append(lines(root))
        calls.append("checked")
    assert told[0] == told[1]
    assert any("feast of fools" in line for line in told[0])
    assert calls[-1] == calls[-2] == "checked", "nothing was validated the second time"
    assert len(calls) > 2


def test_one_fault_does_not_make_many(root: Path) -> None:
    (root / "owners.csv").unlink()
    assert [line.split(":")[0] for line in lines(root)] == ["datapackage", "owners"]


def test_faults_come_in_a_fixed_order(root: Path) -> None:
    rows = read(root / f"{EVENTS}.csv")
    for row in rows[:5]:
        row.update(date="2018-02-30", kind="nothing", level="nobody")
    write(root / f"{EVENTS}.csv", rows)
    first = lines(root)
    assert first == lines(root)
    places = [
        (int(line.split(":")[1]), line.split(":")[2]) for line in first if line.startswith(f"{EVENTS}:")
    ]
    assert places == sorted(places)


def test_another_root_is_read_from_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_DATA", str(root))
    assert check() == []
    monkeypatch.setenv("BILATERAL_DATA", str(root / "nowhere"))
    with pytest.raises(BadInput, match="is no data root; expected a folder with"):
        check()


def test_a_new_source_is_in_order_once_the_bibliography_is_written(root: Path) -> None:
    rows = read(root / "sources.csv")
    rows[0]["title"] = "Another title"
    write(root / "sources.csv", rows)
    assert len(lines(root)) == 1
    write_bibliography(load(root), root.parent / "book" / "references.bib")
    assert lines(root) == []
