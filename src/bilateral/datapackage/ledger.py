"""Rules of the ledger of claims: tests and their arguments, links to rows, what was searched for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bilateral.datapackage import claim_tests
from bilateral.datapackage.checking import Fault, Row, Table, quoted

KEYS = {
    "events": "event_id",
    "observations": "observation_id",
    "commitments": "commitment_id",
    "memberships": "membership_id",
}


def faults(by_kind: dict[str, list[Table]]) -> Iterator[Fault]:
    """Faults of claims and evidence, over all documents."""
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, key in KEYS.items():
        for table in by_kind.get(kind, []):
            ids[kind] |= {row[key] for row in table.rows}
    indicators = {row["indicator"] for t in by_kind.get("indicators", []) for row in t.rows}
    claims: dict[tuple[str, str], Row] = {}
    for table in by_kind.get("claims", []):
        for row in table.rows:
            claims[row["document"], row["claim_id"]] = row
            yield from _claim(table, row, indicators)
    for table in by_kind.get("evidence", []):
        for row in table.rows:
            yield from _folder(table, row)
            if (row["document"], row["claim_id"]) not in claims:
                yield row.fault(
                    table.name, "claim_id", quoted(row["claim_id"]), f"a claim of {row['document']}"
                )
            if row["table"] in KEYS and row["table"] in by_kind and row["row_id"] not in ids[row["table"]]:
                yield row.fault(
                    table.name, "row_id", quoted(row["row_id"]), f"an id of a row of {row['table']}.csv"
                )
            if row["stance"] == "around" and not row["note"]:
                yield row.fault(table.name, "note", "an empty cell", "why the row stands around the claim")


def _folder(table: Table, row: Row) -> Iterator[Fault]:
    folder = table.collection.rpartition("/")[2]
    if row["document"] != folder:
        yield row.fault(table.name, "document", quoted(row["document"]), f"{folder}, as its folder is called")


def _claim(table: Table, row: Row, indicators: set[str]) -> Iterator[Fault]:
    yield from _folder(table, row)
    for column, arguments, of_outcome in (
        ("test", "arguments", False),
        ("outcome_test", "outcome_arguments", True),
    ):
        if of_outcome and not row[column]:
            if row[arguments]:
                yield row.fault(table.name, arguments, quoted(row[arguments]), "no arguments without a test")
            continue
        wrong = claim_tests.fault(row[column], row[arguments], of_outcome)
        if wrong:
            at = column if wrong.startswith("a test") else arguments
            yield row.fault(table.name, at, quoted(row[at]), wrong)
            continue
        given = claim_tests.parse(row[arguments])
        for key in ("indicator", "stated"):
            for name in given.get(key, "").split(","):
                if name and indicators and name not in indicators:
                    yield row.fault(
                        table.name,
                        arguments,
                        quoted(f"{key}={name}"),
                        f"{key}= an indicator of indicators.csv",
                    )
    known = claim_tests.TESTS.get(row["test"])
    if known is not None and known.testable and not row["searched"]:
        yield row.fault(table.name, "searched", "an empty cell", "what was searched for")
