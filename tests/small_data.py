"""A small but whole data root, cut from the real one, for tests that change rows and check again.

It holds what the first evidence rows of two files became, with every row that those rows need, and is free of
faults as the whole is. Checking it is quick, so that a hundred faults can be planted one by one.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bilateral.datapackage import check, write_bibliography
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.datapackage.reading import CHECKOUT, load, upstream

COLLECTION = "curated/UZB-KAZ"
KEPT = {"diplomacy": 80, "economy": 60}  # evidence lines, from line 2
Rows = list[dict[str, str]]
# Name of a fault -> table of the world, new cells, column of the fault, what it says, (which rows)
Plan = Mapping[str, tuple[Any, ...]]


def read(path: Path) -> Rows:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    """Write rows in the house form (UTF-8, LF)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make(folder: Path) -> Path:
    """Cut the small data root into `folder/data`, with its `folder/book/references.bib`; return the root."""
    real, root = CHECKOUT / "data", folder / "data"
    shutil.copytree(real, root)
    here = root / COLLECTION
    tables = {path.stem: read(path) for path in [*root.glob("*.csv"), *here.glob("*.csv")]}

    def keep(name: str, column: str, wanted: set[str]) -> None:
        tables[name] = [row for row in tables[name] if row[column] in wanted]

    tables["reconciliation"] = [
        row for row in tables["reconciliation"] if int(row["line"]) <= KEPT.get(row["file"], 0)
    ]
    ids = {(row["table"], row["row_id"]) for row in tables["reconciliation"]}
    for name, column in (("events", "event_id"), ("observations", "observation_id")):
        keep(name, column, {row_id for table, row_id in ids if table == name})
    keep("event_sources", "event_id", {row["event_id"] for row in tables["events"]})
    links = ("events", "observations", "commitments", "memberships", "event_sources", "commitment_sources")
    used = {row["source"] for name in links for row in tables[name] if "source" in row}
    used |= {row["source"] for row in tables["sources"] if row["url"] in upstream(root)}
    used |= {row["source"] for row in tables.get("documents", [])}
    keep("sources", "source", used)
    releases = [row["release"] for row in tables["sources"]]
    for row in tables["sources"]:
        row["release"] = row["release"] if releases.count(row["release"]) > 1 else ""
    keep("publishers", "publisher", {row["publisher"] for row in tables["sources"]})
    keep("owners", "owner", {row["statistics_owner"] for row in tables["observations"]})
    named = {row["indicator"] for name in ("observations", "commitments") for row in tables[name]}
    keep("indicators", "indicator", named | {"unga_agreement"})
    for name, rows in tables.items():
        write((here if (here / f"{name}.csv").exists() else root) / f"{name}.csv", rows)
    for folder_of_claims in (root / "documents").glob("*"):
        _cut_claims(folder_of_claims, tables)
    for name, column, kept in (
        ("unga_agreement", "a", ("KAZ",)),
        ("agrifood_trade", "reporter", ("KAZ",)),
        ("macro", "country", ("KAZ", "WLD")),
        ("area", "country", ("KAZ", "UZB")),
        *((name, "a", ("KAZ",)) for name in ("world_heritage", "shared_languages", "religion_similarity")),
        *((name, "a", ("KAZ",)) for name in ("public_holidays", "common_holidays")),
        *((name, "country", ("KAZ", "UZB")) for name in ("world_heritage_counts", "languages", "religions")),
        ("migrants", "destination", ("KAZ",)),
        ("refugees", "host", ("KAZ",)),
        ("students", "destination", ("KAZ",)),
        ("visa_rules", "passport", ("UZB",)),
        ("air_routes", "a", ("AFG", "KAZ")),
        ("goods_trade", "reporter", ("KAZ", "UZB")),
        ("trade_shares", "reporter", ("KAZ", "UZB")),
        ("goods_exports", "reporter", ("KAZ",)),
        ("trade_history", "exporter", ("KAZ", "UZB")),
        ("alliances", "a", ("AFG", "KAZ")),
        ("shared_treaties", "a", ("KAZ",)),
        ("trade_agreements", "a", ("KAZ",)),
        ("organisations", "country", ("KAZ", "UZB")),
        ("shared_organisations", "a", ("KAZ",)),
    ):
        path = root / "world" / f"{name}.csv"
        write(path, [row for row in read(path) if row[column] in kept])
    write_descriptor(root)
    (folder / "book").mkdir()
    write_bibliography(load(root), folder / "book" / "references.bib")
    return root


def _cut_claims(folder: Path, tables: dict[str, Rows]) -> None:
    """Keep the claims about indicators that are kept, and the evidence whose rows are."""
    there = {row["indicator"] for row in tables["indicators"]}
    ids = {(name, row.get(f"{name[:-1]}_id", "")) for name, rows in tables.items() for row in rows}
    claims = [
        row
        for row in read(folder / "claims.csv")
        if all(
            set(names.split(",")) <= there
            for column in ("arguments", "outcome_arguments")
            for names in re.findall(r"(?:indicator|stated)=([^;]+)", row[column])
        )
    ]
    kept = {row["claim_id"] for row in claims}
    evidence = [
        row
        for row in read(folder / "evidence.csv")
        if row["claim_id"] in kept and (not row["row_id"] or (row["table"], row["row_id"]) in ids)
    ]
    write(folder / "claims.csv", claims)
    write(folder / "evidence.csv", evidence)


def plant(root: Path, plan: Plan) -> dict[str, str]:
    """Plant every fault of a plan in a row of its own, check once; what is said of each, by its name.

    "" for a fault that is not found. One check for all is what makes many faults affordable.
    """
    tables: dict[str, Rows] = {}
    where: dict[str, str] = {}
    for name, (table, cells, column, _says, *which) in plan.items():
        rows = tables.setdefault(table, read(root / "world" / f"{table}.csv"))
        fits: Callable[[dict[str, str]], bool] = which[0] if which else lambda row: True
        used = {place.rpartition(":")[0] for place in where.values()}
        line, row = next(
            (n, row)
            for n, row in enumerate(rows, 2)
            if f"world/{table}:{n}" not in used and fits(row) and all(row[c] != x for c, x in cells.items())
        )
        row.update(cells)
        where[name] = f"world/{table}:{line}:{column}"
    for table, rows in tables.items():
        write(root / "world" / f"{table}.csv", rows)
    said = [str(fault) for fault in check(root)]
    return {
        name: next((line for line in said if line.startswith(f"{place}: ")), "")
        for name, place in where.items()
    }
