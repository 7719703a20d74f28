"""The evidence tables came in whole: each of their rows is somewhere in the package, or has its reason."""

from __future__ import annotations

import os
import re
import warnings
from collections import defaultdict

import pytest

from bilateral.datapackage.reading import CHECKOUT
from tests.small_data import Rows, read

SHARED = CHECKOUT.parent / "shared"
EVIDENCE = SHARED / "evidence"
HERE = CHECKOUT / "data" / "curated" / "UZB-KAZ"
KEYS = {
    "events": "event_id",
    "observations": "observation_id",
    "commitments": "commitment_id",
    "memberships": "membership_id",
}

if not SHARED.is_dir():
    message = "SKIPPED: ../shared is not there, so the reconciliation is not compared with its evidence"
    if not os.environ.get("CI"):
        warnings.warn(message, stacklevel=1)
    pytest.skip(message, allow_module_level=True)


def address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip()).rstrip("/").lower()


@pytest.fixture(scope="module")
def evidence() -> dict[tuple[str, int], dict[str, str]]:
    return {
        (path.stem, line): row
        for path in sorted(EVIDENCE.glob("*.csv"))
        for line, row in enumerate(read(path), start=2)
    }


@pytest.fixture(scope="module")
def fates() -> dict[tuple[str, int], Rows]:
    found: dict[tuple[str, int], Rows] = defaultdict(list)
    for row in read(HERE / "reconciliation.csv"):
        found[row["file"], int(row["line"])].append(row)
    return found


@pytest.fixture(scope="module")
def addresses() -> dict[tuple[str, str], set[str]]:
    """Addresses of the sources of each row of the package, by (table, id)."""
    url = {row["source"]: address(row["url"]) for row in read(CHECKOUT / "data" / "sources.csv")}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, key in KEYS.items():
        links = HERE / f"{table[:-1]}_sources.csv"
        for row in read(links if links.exists() else HERE / f"{table}.csv"):
            found[table, row[key]].add(url[row["source"]])
    return found


def test_every_evidence_row_has_its_line(
    evidence: dict[tuple[str, int], dict[str, str]], fates: dict[tuple[str, int], Rows]
) -> None:
    assert len(evidence) >= 2593
    assert evidence.keys() == fates.keys()
    for key, rows in fates.items():
        assert {row["evidence_id"] for row in rows} == {evidence[key].get("id", "")}, key


def test_at_most_five_per_cent_are_left_out(fates: dict[tuple[str, int], Rows]) -> None:
    left_out = [key for key, rows in fates.items() if rows[0]["reason"]]
    assert len(left_out) <= 0.05 * len(fates)


def test_each_row_went_where_its_own_page_is_cited(
    evidence: dict[tuple[str, int], dict[str, str]],
    fates: dict[tuple[str, int], Rows],
    addresses: dict[tuple[str, str], set[str]],
) -> None:
    lost = [
        (key, rows[0]["row_id"])
        for key, rows in fates.items()
        if not rows[0]["reason"]
        and not any(address(evidence[key]["url"]) in addresses[row["table"], row["row_id"]] for row in rows)
    ]
    assert lost == []


def test_every_number_of_the_series_came_in_with_its_value(
    evidence: dict[tuple[str, int], dict[str, str]], fates: dict[tuple[str, int], Rows]
) -> None:
    values = {row["observation_id"]: row for row in read(HERE / "observations.csv")}
    wrong = []
    for (file, line), rows in fates.items():
        if file not in ("trade_series", "arrivals_series") or rows[0]["reason"]:
            continue
        row = evidence[file, line]
        wanted = float(row["value_musd"]) * 1e6 if file == "trade_series" else float(row["value"])
        sides = (
            {row["reporter"], row["partner"]}
            if file == "trade_series"
            else {row["destination"], row["origin"]}
        )
        kept = [values[r["row_id"]] for r in rows if r["table"] == "observations"]
        if not any(
            abs(float(k["value"]) - wanted) <= 1e-6 * max(wanted, 1)
            and sides >= {k["reporter"], k["partner"]} - {""}
            for k in kept
        ):
            wrong.append((file, line, wanted, [(k["observation_id"], k["value"]) for k in kept]))
    assert wrong == []


def test_one_event_under_several_ids_is_one_row(fates: dict[tuple[str, int], Rows]) -> None:
    text = (EVIDENCE / "CONFLICTS.md").read_text(encoding="utf-8")
    listed = re.search(r"^Same event, different ids[^:]*: (.*)\.$", text, re.M)
    assert listed
    events: dict[str, set[str]] = defaultdict(set)
    for rows in fates.values():
        for row in rows:
            if row["table"] == "events":
                events[row["evidence_id"]].add(row["row_id"])
    pairs = [pair.split(" = ") for pair in listed[1].split("; ")]
    assert len(pairs) >= 19
    for first, second in pairs:
        stem = second.rstrip("*") if "*" in second else second.split("/")[0]
        also = [key for key in events if key == stem or ("*" in second and key.startswith(stem))]
        assert also, second
        for key in also:
            assert events[first] & events[key], (first, key)
