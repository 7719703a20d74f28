"""The figures derived from the General Assembly's roll calls, and the traps on the way."""

import csv
import gzip
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from bilateral.datapackage import load
from bilateral.upstream import (
    Original,
    UnknownVersionError,
    find,
    land_borders,
    main,
    pairs_in,
    require,
    unga_votes,
    write_world,
)

ROOT = Path(__file__).resolve().parents[1]
WORLD = ROOT / "data" / "world"
DATASETS = ROOT.parent / "shared" / "datasets"
VOTES = DATASETS / "unga" / "unga_votes_1946_2024-06.parquet"
CODES = {2: "USA", 565: "NAM", 560: "ZAF", 704: "UZB", 705: "KAZ"}

needs_votes = pytest.mark.skipif(
    not VOTES.exists(), reason="../shared is not there: no vote file to count again"
)


def read(name: str) -> list[dict[str, str]]:
    with (WORLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def votes(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Rows (resid, Correlates of War code, vote)."""
    return pd.DataFrame(rows, columns=["resid", "ccode", "vote"])


def pairs(*names: str) -> pd.DataFrame:
    return pd.DataFrame([n.split("-") for n in names], columns=["a", "b"])


@pytest.mark.parametrize(
    ("year", "same", "both"),
    [(1995, 15, 23), (2000, 26, 28), (2023, 69, 75)],  # counted by hand in sessions 50, 55 and 78
)
def test_the_committed_figures_are_those_counted_by_hand(year: int, same: int, both: int) -> None:
    row = next(
        r for r in read("unga_agreement.csv") if (r["a"], r["b"], r["year"]) == ("KAZ", "UZB", str(year))
    )
    assert row["agree"] == f"{same / both:.6f}"
    assert row["n"] == str(both)


@needs_votes
@pytest.mark.parametrize("session", [50, 78])
def test_a_plain_count_of_the_vote_file_gives_the_same(session: int) -> None:
    frame = pd.read_parquet(VOTES)
    cast: dict[int, dict[int, int]] = defaultdict(dict)
    frame = frame[(frame.resid // 1000 == session) & frame.ccode.isin([704, 705])]
    for resid, code, vote in zip(frame.resid, frame.ccode, frame.vote, strict=True):
        cast[resid][code] = vote
    both = [v for v in cast.values() if len(v) == 2]
    same = sum(v[704] == v[705] for v in both)
    year = str(1945 + session)
    row = next(r for r in read("unga_agreement.csv") if (r["a"], r["b"], r["year"]) == ("KAZ", "UZB", year))
    assert (row["agree"], row["n"]) == (f"{same / len(both):.6f}", str(len(both)))


@needs_votes
def test_the_scripts_write_the_committed_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # the list of pairs first: nothing is there yet
    assert main(land_borders.TABLES, [str(DATASETS)]) == 0
    assert main(unga_votes.TABLES, [str(DATASETS)]) == 0
    for name in ("land_borders", "unga_agreement"):
        for suffix in (".csv", ".json"):
            made = tmp_path / "data" / "world" / f"{name}{suffix}"
            assert made.read_bytes() == (WORLD / made.name).read_bytes()


def test_a_session_counts_as_the_year_it_opens() -> None:
    cleaned = unga_votes.clean(votes((78080, 704, 1)), CODES)  # voted in March 2024
    assert cleaned.year.tolist() == [2023]


def test_a_row_that_stands_twice_counts_once() -> None:
    frame = votes((78001, 704, 1), (78001, 704, 1), (78001, 705, 1), (78002, 704, 1), (78002, 705, 3))
    result = unga_votes.agreement(unga_votes.clean(frame, CODES), pairs("KAZ-UZB"))
    assert result[["agree", "n"]].values.tolist() == [["0.500000", 2]]


def test_an_absence_is_no_vote_and_an_abstention_is_one() -> None:
    frame = votes((60001, 704, 2), (60001, 705, 2), (60002, 704, 1), (60003, 704, 1), (60003, 705, 2))
    result = unga_votes.agreement(unga_votes.clean(frame, CODES), pairs("KAZ-UZB"))
    assert result[["agree", "n"]].values.tolist() == [["0.500000", 2]]


def test_a_session_without_a_common_vote_has_no_row() -> None:
    frame = votes((56001, 705, 1), (57001, 704, 1), (57001, 705, 1))
    result = unga_votes.agreement(unga_votes.clean(frame, CODES), pairs("KAZ-UZB"))
    assert result.year.tolist() == [2002]
    assert not any(
        r["year"] == "2001" for r in read("unga_agreement.csv") if (r["a"], r["b"]) == ("KAZ", "UZB")
    )


def test_namibia_is_no_missing_value(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("country.name.en,iso3c,iso2c,cown\nNamibia,NAM,NA,565\nKosovo,,,347\n", encoding="utf-8")
    assert unga_votes.read_codes(path) == {565: "NAM"}
    rows = read("unga_agreement.csv")
    assert any("NAM" in (r["a"], r["b"]) for r in rows)


def test_yugoslavia_is_not_serbia_and_kosovo_casts_no_vote() -> None:
    cleaned = unga_votes.clean(votes((46001, 345, 1), (55001, 345, 1), (72001, 347, 1)), CODES)
    assert cleaned[["state", "year"]].values.tolist() == [["SRB", 2000]]
    rows = read("unga_agreement.csv")
    assert not any("XKX" in (r["a"], r["b"]) for r in rows)
    assert min(int(r["year"]) for r in rows if "SRB" in (r["a"], r["b"])) == 2000


def test_pairs_stand_in_alphabetical_order_and_once() -> None:
    for name in ("unga_agreement.csv", "land_borders.csv"):
        keys = [(r["a"], r["b"], r.get("year", "")) for r in read(name)]
        assert all(a < b for a, b, _year in keys)
        assert len(keys) == len(set(keys))


def test_borders_of_bases_and_dependencies_are_left_out() -> None:
    rows = pd.DataFrame(
        [("BRA", "GUF", "649", "649"), ("KAZ", "UZB", "2330", "2330"), ("POL", "DEU", "447", "467")],
        columns=["iso3_a", "iso3_b", "kmmin", "kmmax"],
    )
    kept, left = land_borders.derive(rows)
    assert kept[["a", "b"]].values.tolist() == [["DEU", "POL"], ["KAZ", "UZB"]]
    assert left == ["BRA-GUF"]
    assert len(read("land_borders.csv")) == 317


def test_what_is_left_out_is_told_by_name() -> None:
    assert land_borders.told("MAF-SXM")["states"] == ["FRA", "NLD"]
    assert land_borders.told("DZA-ESH")["states"] == ["DZA"]  # nobody's by our list: status open
    record = json.loads((WORLD / "land_borders.json").read_text(encoding="utf-8"))
    named = {x["name"] for one in record["left_out"] for x in one["through"]}
    assert named == {x.name for x in land_borders.NOT_STATES.values()}
    assert {one["codes"] for one in record["left_out"]} == {
        *("BRA-GUF", "CUB-XGT", "CYP-XAK", "CYP-XDK", "DZA-ESH", "ESP-GIB", "GUF-SUR", "MAF-SXM")
    }


def test_the_package_says_through_what_two_states_meet() -> None:
    package = load(ROOT / "data")
    assert package.left_out["BRA", "FRA"] == "French Guiana (part of France)"
    assert package.left_out["CYP", "GBR"] == "Akrotiri (British base) and Dhekelia (British base)"
    assert package.left_out["ESP", "GBR"] == "Gibraltar (British overseas territory)"
    assert all(a < b for a, b in package.left_out)
    assert not set(package.left_out) & set(package.borders)


def test_only_the_list_of_pairs_is_made_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert pairs_in(Path("world"), land_borders.TABLES).empty
    assert main(unga_votes.TABLES, [str(tmp_path)]) == 1
    assert "land_borders.csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_copy_packed_with_gzip_counts_by_its_content(tmp_path: Path) -> None:
    original = Original("codes.csv", hashlib.sha256(b"iso3c\nNAM\n").hexdigest())
    packed = tmp_path / "deep" / "codes.csv.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(b"iso3c\nNAM\n"))
    assert find(tmp_path, (original,)) == {"codes.csv": packed}
    packed.write_bytes(gzip.compress(b"iso3c\nNA\n"))
    with pytest.raises(UnknownVersionError, match=f"codes.csv.gz: sha256 .*; expected {original.sha256}"):
        find(tmp_path, (original,))


def test_an_unknown_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / unga_votes.VOTES.file
    path.write_bytes(b"something else")
    with pytest.raises(UnknownVersionError, match="expected"):
        require(path, unga_votes.VOTES.sha256)
    assert main(unga_votes.TABLES, [str(tmp_path), "--world", str(tmp_path / "world")]) == 1
    says = capsys.readouterr().err
    assert says.count("\n") == 1
    assert f"{path}: sha256 " in says
    assert not (tmp_path / "world").exists()


def test_writing_leaves_no_half_file(tmp_path: Path) -> None:
    write_world("t", pd.DataFrame({"a": ["NAM"]}), {"upstream": "x"}, tmp_path)
    assert (tmp_path / "t.csv").read_bytes() == b"a\nNAM\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.csv", "t.json"]
