"""A new collection: empty tables, what each column is, and one worked example row for each table.

The tables hold their header alone, so that `bilateral check` finds no fault and no example is ever counted as
a fact. The examples are invented; they stand in `examples/` beside the tables, where nothing reads them.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from bilateral import countries
from bilateral.countries import Pair
from bilateral.datapackage import claim_tests, reading
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.errors import BadInput

TABLES = tuple(name for name in reading.CURATED if name not in reading.OPTIONAL)
# What a collection draws on, one row for each thing in the general tables of its data root.
SHARED = ("sources", "publishers", "owners", "indicators", "documents")
Rows = list[dict[str, str]]


def add(root: Path, pair: Pair, document: str | None = None) -> list[Path]:
    """Add a collection for a pair and a folder for a document to a data root; the paths of the new files.

    A root that is not there, or an empty folder, becomes one that lies on top of the checkout's data (see
    `reading.layers`). `document` is the id of the document (None: the two codes, as "kgz-tjk"). Where a
    collection of the pair is there already, only a document that was asked for by name is added.

    Nothing that exists is written over, but for `datapackage.json`, which is made anew. Raises BadInput in
    one line, before anything is written, where there is nothing to add.
    """
    name = "-".join(pair.dyad)
    there = _collection(root, pair)
    wanted = document or name.lower()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", wanted):
        raise BadInput(f'document "{wanted}": expected small letters, digits and -, as {name.lower()}')
    ledger = root / "documents" / wanted
    if there and document is None:
        raise BadInput(
            f"{there} is there already; expected a pair without a collection (--dry-run shows the coverage, "
            "--document ID adds a document)"
        )
    if document is not None and ledger.exists():
        raise BadInput(f"{ledger} is there already; expected a new id of a document")
    made: dict[Path, str] = {}
    schemas = reading.CHECKOUT / "data" if may_become_root(root) else reading.data_root(root)
    headers = {table: _columns(schemas, table) for table in (*TABLES, *SHARED, *reading.DOCUMENT)}
    for table in SHARED:
        made[root / f"{table}.csv"] = _csv(headers[table], [])
    folder = root / "curated" / name
    if not there:
        rows = examples(pair, wanted)
        made |= {folder / f"{table}.csv": _csv(headers[table], []) for table in TABLES}
        made |= {folder / "examples" / f"{x}.csv": _csv(headers[x], rows[x]) for x in rows}
        made[folder / "README.md"] = readme(schemas, pair, wanted, rows)
    made |= {ledger / f"{table}.csv": _csv(headers[table], []) for table in reading.DOCUMENT}
    new = [path for path in made if not path.exists()]
    try:
        for path in new:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(made[path])
        write_descriptor(root)
    except OSError as error:
        raise BadInput(
            f"{error.filename}: {error.strerror}; expected a folder that can be written to"
        ) from None
    return new


def may_become_root(root: Path) -> bool:
    """Whether a folder is not there yet, or empty, so that a data root can be made of it."""
    return not root.exists() or (root.is_dir() and not any(root.iterdir()))


def _collection(root: Path, pair: Pair) -> Path | None:
    """The folder of a pair under a data root, whichever code it names first."""
    a, b = pair.dyad
    folders = (root / "curated" / name for name in (f"{a}-{b}", f"{b}-{a}"))
    return next((folder for folder in folders if folder.exists()), None)


def _columns(root: Path, table: str) -> list[str]:
    return [field["name"] for field in reading.schema(root, table)["fields"]]


def _csv(columns: list[str], rows: Rows) -> str:
    """A table as text; cells that a row does not name are empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def examples(pair: Pair, document: str) -> dict[str, Rows]:
    """Invented rows for each table that a collection fills: together they have no fault and one verdict.

    Their addresses are those that RFC 2606 keeps for examples.
    """
    a, b = pair.dyad
    one, other = (countries.name(code) for code in (a, b))
    both, sure = f"{a};{b}", {"confidence": "high"}
    invented = "invented, to show how a row is written"
    page = {"title_kind": "described", "read": "2020-02-01", "language": "en"}
    return {
        "publishers": [
            {"publisher": "Example Gazette", "country": a},
            {"publisher": "Example Review", "country": "INT"},
        ],
        "sources": [
            {
                "source": "example-gazette-2020-00001",
                "publisher": "Example Gazette",
                "title": f"The head of state of {one} visits {other}",
                "url": "https://www.example.org/visit",
                "published": "2020-01-16",
                **page,
            },
            {
                "source": "example-review-2020-00002",
                "publisher": "Example Review",
                "title": f"{one} and {other} draw closer",
                "url": "https://www.example.com/article",
                "published": "2020-01-30",
                **page,
            },
        ],
        "owners": [{"owner": "EXAMPLE-STAT", "name": "Example office of statistics", "side": a}],
        "indicators": [
            {
                "indicator": "example_dictionaries",
                "theme": "culture",
                "unit": "count",
                "meaning": "Dictionaries of the languages of the two countries that were printed",
            }
        ],
        "events": [
            {
                "event_id": "EXAMPLE-V-20200115",
                "date": "2020-01-15",
                "theme": "diplomacy",
                "kind": "visit",
                "level": "official",
                "countries": both,
                "host": b,
                "title": f"Official visit of a head of state to {other}",
                "note": invented,
            }
        ],
        "event_sources": [
            {
                "event_id": "EXAMPLE-V-20200115",
                "source": "example-gazette-2020-00001",
                "says_date": "2020-01-15",
                "says_level": "official",
                "says": f"On 15 January 2020 the head of state of {one} came on an official visit.",
                **sure,
            }
        ],
        "observations": [
            {
                "observation_id": f"example_dictionaries.{a}.{b}.2019.1",
                "indicator": "example_dictionaries",
                "reporter": a,
                "partner": b,
                "period": "2019",
                "value": "3",
                "qualifier": "exact",
                "unit": "count",
                "statistics_owner": "EXAMPLE-STAT",
                "source": "example-gazette-2020-00001",
                **sure,
                "note": invented,
            }
        ],
        "commitments": [
            {
                "commitment_id": "EXAMPLE-P-1",
                "date": "2020-01-15",
                "countries": both,
                "deed": "Open a bridge across the river at the border",
                "due": "2025",
                "note": f"pledge of EXAMPLE-V-20200115; {invented}",
            }
        ],
        "commitment_sources": [
            {
                "commitment_id": "EXAMPLE-P-1",
                "source": "example-gazette-2020-00001",
                "says_date": "2020-01-15",
                "says": "Both sides said that the bridge would be open by 2025.",
                **sure,
            }
        ],
        "memberships": [
            {
                "membership_id": f"{a}-EXAMPLE-1",
                "country": a,
                "organisation": "Example Organisation (EXO)",
                "status": "member",
                "since": "1992",
                "source": "example-gazette-2020-00001",
                **sure,
                "note": invented,
            }
        ],
        "documents": [
            {
                "document": document,
                "countries": both,
                "source": "example-review-2020-00002",
                "authors": "A. Example;;B. Example",
            }
        ],
        "claims": [
            {
                "claim_id": "C01",
                "document": document,
                "theme": "diplomacy",
                "locator": "P1",
                "statement": f"The head of state of {one} visited {other} in January 2020.",
                "test": "event_exists",
                "arguments": "kind=visit; date=2020-01",
                "searched": "reports of the visit in both countries",
            }
        ],
        "evidence": [
            {
                "claim_id": "C01",
                "document": document,
                "stance": "for",
                "table": "events",
                "row_id": "EXAMPLE-V-20200115",
            }
        ],
    }


def readme(root: Path, pair: Pair, document: str, rows: dict[str, Rows]) -> str:
    """What each table of a collection is, column by column, with its example."""
    a, b = pair.dyad
    places = {
        **dict.fromkeys(SHARED, "the data root"),
        **dict.fromkeys(reading.DOCUMENT, f"documents/{document}/"),
    }
    blocks = [
        f"# {countries.name(a)}–{countries.name(b)}\n",
        "The tables in this folder are empty: fill them row by row. UTF-8, one fact a row, every row with an "
        "id and a source. The rows in `examples/` are invented, show how a row is written, and are read by "
        "nothing: never copy them as facts. A column marked * has to be filled in.\n",
        "Rows are chosen by country codes, never by folder: an act of several states that stands in another "
        "collection is counted already.\n",
        "What one row is, the words with which a note may begin and the rules of dates, periods and codes "
        "stand in `data/README.md` of the project; the page *Make your own pair* of the book goes through it "
        "step by step. `bilateral check` says what is wrong with a row.\n",
    ]
    for table in (*TABLES, *SHARED, *reading.DOCUMENT):
        schema = reading.schema(root, table)
        where = f" (in {places[table]})" if table in places else ""
        blocks.append(f"## {table}.csv{where}\n\n{schema['description']}\n")
        blocks.append("\n".join(_column(field) for field in schema["fields"]) + "\n")
        if table == "claims":
            blocks.append(
                "The tests of a verdict and of an outcome, with their arguments (? may be left out):\n"
            )
            blocks.append("\n".join(f"- `{name}`: {_arguments(name)}" for name in claim_tests.TESTS) + "\n")
        text = _csv(_columns(root, table), rows[table])
        blocks.append(f"```csv\n{text}```\n")
    return "\n".join(blocks)


def _arguments(test: str) -> str:
    """The arguments of a claim test, as "kind, date?"."""
    declared = claim_tests.TESTS[test].arguments
    return ", ".join(name + "?" * (not x.required) for name, x in declared.items()) or "none"


def _column(field: dict[str, Any]) -> str:
    """One column: its name, what it is, the words it may hold."""
    limits = field.get("constraints", {})
    words = f" One of: {', '.join(str(x) for x in limits['enum'])}." if "enum" in limits else ""
    star = "*" if limits.get("required") else ""
    return f"- `{field['name']}`{star}: {field['description']}.{words}"
