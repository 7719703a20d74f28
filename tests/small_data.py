"""A small but whole data root, cut from the real one, for tests that change rows and check again.

It holds what the first evidence rows of two files became, with every row that those rows need, and is free of
faults as the whole is. Checking it is quick, so that a hundred faults can be planted one by one.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from bilateral.datapackage import write_bibliography
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.datapackage.reading import CHECKOUT, load

COLLECTION = "curated/UZB-KAZ"
KEPT = {"diplomacy": 80, "economy": 60}  # evidence lines, from line 2
Rows = list[dict[str, str]]


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
    used |= {row["source"] for row in tables["sources"] if "doi.org" in row["url"]}
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
    unga = root / "world" / "unga_agreement.csv"
    write(unga, [row for row in read(unga) if row["a"] == "KAZ"])
    write_descriptor(root)
    (folder / "book").mkdir()
    write_bibliography(load(root), folder / "book" / "references.bib")
    return root
