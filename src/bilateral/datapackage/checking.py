"""Check the data package: each fault is one line, `table:row:column: what was found; what was expected`.

`table` is the path of the file under the data root without `.csv`; `row` is its line (1: the header, `-`: the
file as a whole), and what was found begins with the id of the row in brackets:

    curated/NOR-SWE/events:57:date: [DIP-V-1] "2018-02-30"; expected a date of the calendar (...)

First each file is read as bytes (encoding, line ends, header, ragged rows), then frictionless validates the
Table Schemas (types, required, enum, pattern, keys), then `rules.py` says what no schema can. The faults come
in the order of the files, then of lines and columns. A cell is reported once, with its first fault.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bilateral.datapackage import descriptor, reading


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the data; `str` gives its line."""

    table: str
    line: int | None
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        row = "-" if self.line is None else str(self.line)
        return f"{self.table}:{row}:{self.column}: {self.found}; expected {self.expected}"


@dataclass(frozen=True)
class Row:
    """One row of a file: its line, its cells by column, and the id that a reader knows it by."""

    line: int
    cells: dict[str, str]
    label: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, table: str, column: str, found: str, expected: str) -> Fault:
        """A fault in this row."""
        return Fault(table, self.line, column, f"[{self.label}] {found}", expected)


@dataclass
class Table:
    """One file as read: `name` is its path without .csv, `kind` its schema; `whole` if its shape is right."""

    name: str
    kind: str
    schema: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    whole: bool = True

    @property
    def columns(self) -> list[str]:
        """Column names that the schema wants, in order."""
        return [f["name"] for f in self.schema["fields"]]

    @property
    def collection(self) -> str:
        """Folder of the file under the root, as `curated/NOR-SWE`."""
        return self.name.rpartition("/")[0]


def quoted(text: str) -> str:
    """A cell as a fault shows it: in quotes, on one line, at most 60 characters."""
    shown = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return f'"{shown[:57]}..."' if len(shown) > 60 else f'"{shown}"'


def check(root: str | Path | None = None) -> list[Fault]:
    """All faults of the data package under `root` (see `data_root`), in a fixed order; none: it is sound.

    Raises BadInput where there is no data root.
    """
    from bilateral.datapackage import rules

    base = reading.data_root(root)
    faults = list(_descriptor(base))
    faults += _strangers(base)
    tables: list[Table] = []
    for path in _expected_files(base):
        table = _table(base, path)
        if isinstance(table, Fault):
            faults.append(table)
            continue
        faults += _read(base / path, table)
        tables.append(table)
    sound = [table for table in tables if table.whole]
    faults += _schemas(sound)
    faults += rules.faults(base, sound)
    return _ordered(faults, [table.name for table in tables])


def _ordered(faults: list[Fault], names: list[str]) -> list[Fault]:
    """Faults by file, line and column; of several on one cell only the first."""
    first: dict[tuple[str, int | None, str], Fault] = {}
    for fault in faults:
        key = (fault.table, fault.line, fault.column)
        if fault.line is None:  # the file as a whole may have several
            key = (fault.table, None, f"{fault.column} {fault.found}")
        first.setdefault(key, fault)
    place = {name: number for number, name in enumerate(["datapackage", *names])}

    def order(fault: Fault) -> tuple[int, str, int, str, str]:
        return place.get(fault.table, len(place)), fault.table, fault.line or 0, fault.column, fault.found

    return sorted(first.values(), key=order)


def _expected_files(base: Path) -> list[Path]:
    """Every file that must be there; of the optional ones those that are."""
    files = [Path(f"{name}.csv") for name in reading.GENERAL]
    for folder in reading.collections(base):
        here = folder.relative_to(base)
        files += [
            here / f"{name}.csv"
            for name in reading.CURATED
            if name not in reading.OPTIONAL or (folder / f"{name}.csv").exists()
        ]
    ledgers = [
        folder.relative_to(base) / f"{name}.csv"
        for folder in reading.documents(base)
        for name in reading.DOCUMENT
    ]
    return [*files, *ledgers, *(Path("world") / f"{name}.csv" for name in reading.WORLD)]


def _strangers(base: Path) -> Iterator[Fault]:
    """Tables that no schema of ours describes, so that nobody would read or check them."""
    known = {*_expected_files(base), *descriptor.files(base)}
    for pattern in (
        "*.csv",
        "curated/*.csv",
        "curated/*/*.csv",
        "documents/*.csv",
        "documents/*/*.csv",
        "world/*.csv",
    ):
        for path in sorted(base.glob(pattern)):
            name = path.relative_to(base)
            if name not in known:
                table = name.with_suffix("").as_posix()
                yield Fault(
                    table, None, "-", "a table that the package does not know", "another name or place"
                )


def _table(base: Path, path: Path) -> Table | Fault:
    schema = f"schemas/{path.stem}.json"
    try:
        loaded = reading.schema(base, path.stem)
    except (OSError, ValueError) as error:
        return Fault(schema.removesuffix(".json"), None, "-", f"cannot be read ({error})", "a Table Schema")
    return Table(path.with_suffix("").as_posix(), path.stem, loaded)


# -- the descriptor


def _descriptor(base: Path) -> Iterator[Fault]:
    """Is `datapackage.json` valid, and does it list the files that are there?"""
    import frictionless

    name = "datapackage"
    if not (base / "datapackage.json").exists():
        yield Fault(name, None, "-", "no such file", "datapackage.json under the data root")
        return
    try:
        found = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))
    except ValueError as error:
        yield Fault(name, None, "-", f"no valid JSON ({error})", "a Data Package descriptor")
        return
    try:
        wanted = descriptor.descriptor(base)
    except (OSError, ValueError, KeyError) as error:
        yield Fault(
            name,
            None,
            "-",
            f"cannot be made anew ({error})",
            "schemas and upstream records beside the tables",
        )
        return
    try:
        frictionless.Package.from_descriptor(found, basepath=str(base))
    except frictionless.FrictionlessException as error:
        for reason in error.reasons or [error.error]:
            yield Fault(name, None, "-", f"not valid: {reason.note}", "a valid Data Package descriptor")
    listed = {r.get("name"): r for r in found.get("resources", []) if isinstance(r, dict)}
    expected = {r["name"]: r for r in wanted["resources"]}
    again = "as `python -m bilateral.datapackage.descriptor` writes it"
    for key in expected.keys() - listed.keys():
        yield Fault(
            name, None, "resources", f'"{key}" is not listed', f"the file {expected[key]['path']} {again}"
        )
    for key in listed.keys() - expected.keys():
        yield Fault(
            name, None, "resources", f'"{key}" is listed but is no table of ours', "only files that are there"
        )
    for key in sorted(expected.keys() & listed.keys()):
        for part in sorted(expected[key].keys() | listed[key].keys()):
            if expected[key].get(part) != listed[key].get(part):
                yield Fault(name, None, f"{key}.{part}", quoted(json.dumps(listed[key].get(part))), again)
    for part in wanted.keys() - {"resources"}:
        if wanted[part] != found.get(part):
            yield Fault(name, None, part, quoted(json.dumps(found.get(part))), again)


# -- the files as bytes


def _read(path: Path, table: Table) -> list[Fault]:
    """Fill the rows of a table; return what is wrong with the shape of its file."""
    faults: list[Fault] = []

    def fault(line: int | None, column: str, found: str, expected: str) -> None:
        faults.append(Fault(table.name, line, column, found, expected))

    def broken(line: int | None, column: str, found: str, expected: str) -> list[Fault]:
        fault(line, column, found, expected)
        table.whole = False
        return faults

    try:
        raw = path.read_bytes()
    except OSError:
        return broken(None, "-", "no such file", f"{table.name}.csv under the data root")
    if raw.startswith(b"\xef\xbb\xbf"):
        fault(1, "-", "a byte order mark", "UTF-8 without one")
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return broken(line, "-", f"byte 0x{raw[error.start]:02x}, which is not UTF-8", "UTF-8")
    if "\r" in text:
        fault(
            text[: text.index("\r")].count("\n") + 1,
            "-",
            "a carriage return (CRLF)",
            "lines that end with LF alone",
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text and not text.endswith("\n"):
        fault(text.count("\n") + 1, "-", "no line end after the last row", "LF at the end of the file")
    records = _records(text)
    try:
        header = next(records, (1, []))[1]
        if header != table.columns:
            return broken(1, *_header(header, table.columns))
        keys = [c for c in table.schema["primaryKey"] if c not in ("table", "row_id")]
        for line, cells in records:
            if not any(cells):
                fault(line, "-", "a blank row", "a row of cells, or none")
                continue
            if len(cells) != len(header):
                last = header[min(len(cells), len(header)) - 1]
                fault(line, last, f"{len(cells)} cells", f"{len(header)}, one for each column of the header")
                cells = [*cells, *[""] * len(header)][: len(header)]
            named = dict(zip(header, cells, strict=True))
            table.rows.append(Row(line, named, " ".join(named[key] for key in keys)))
    except csv.Error as error:
        return broken(None, "-", f"no valid CSV ({error})", "RFC 4180 with double quotes")
    return faults


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which the record starts, cells) of each record."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _header(found: list[str], expected: list[str]) -> tuple[str, str, str]:
    """(column, what was found, what was expected) for a header that is not the schema's."""
    columns = ",".join(expected)
    for column in expected:
        if column not in found:
            return column, "the column is missing", f"the header {columns}"
    for column in found:
        if column not in expected:
            return column, "a column that the schema does not know", f"the header {columns}"
    if len(found) != len(expected):
        return (
            next(c for c in found if found.count(c) > 1),
            "the column stands there twice",
            f"the header {columns}",
        )
    moved = next(a for a, b in zip(found, expected, strict=True) if a != b)
    return moved, "the columns stand in another order", f"the header {columns}"


# -- the schemas


def _schemas(tables: list[Table]) -> Iterator[Fault]:
    """What frictionless finds: types, constraints, primary and foreign keys."""
    names = {descriptor.resource_name(Path(f"{table.name}.csv")): table for table in tables}
    given = {}
    for name, table in names.items():
        # a link to a table that could not be read would fail in every row: its own fault is enough
        keys = [k for k in table.schema.get("foreignKeys", []) if k["reference"]["resource"] in names]
        rows = [table.columns, *([row[c] for c in table.columns] for row in table.rows)]
        given[name] = json.dumps([{**table.schema, "foreignKeys": keys}, rows], ensure_ascii=False)
    for group in _linked({name: json.loads(text)[0] for name, text in given.items()}):
        for name, number, error in _validated(tuple((name, given[name]) for name in group)):
            if name not in names:
                yield Fault("datapackage", None, "-", error.note, "a package that frictionless can read")
                continue
            table = names[name]
            if isinstance(error, str):
                yield Fault(f"schemas/{table.kind}", None, "-", f"not valid: {error}", "a Table Schema")
            elif number is None:
                yield Fault(table.name, None, "-", error.note, f"a table as schemas/{table.kind}.json says")
            else:
                yield _schema_fault(table, table.rows[number - 2], error)


def _linked(schemas: dict[str, dict[str, Any]]) -> list[list[str]]:
    """The tables in groups that no foreign key leads out of."""
    groups: list[set[str]] = []
    for name, schema in schemas.items():
        near = {name, *(key["reference"]["resource"] for key in schema["foreignKeys"])}
        touched = [group for group in groups if group & near]
        groups = [group for group in groups if not group & near] + [near.union(*touched)]
    return [sorted(group) for group in groups]


@lru_cache(maxsize=256)
def _validated(resources: tuple[tuple[str, str], ...]) -> list[tuple[str, int | None, Any]]:
    """(resource, row, error) of tables that hang together, each given as schema and rows in JSON.

    Who checks again after a change waits only for the tables that have changed. A schema that is not valid
    gives its notes as a text in place of an error; an error of the whole has no resource.
    """
    import frictionless

    found: list[tuple[str, int | None, Any]] = []
    made = []
    for name, text in resources:
        schema, data = json.loads(text)
        try:
            made.append(
                frictionless.Resource(
                    name=name, data=data, schema=frictionless.Schema.from_descriptor(schema)
                )
            )
        except frictionless.FrictionlessException as error:
            notes = "; ".join(reason.note for reason in error.reasons or [error.error])
            found.append((name, None, notes))
    report = frictionless.Package(resources=made).validate(limit_errors=100_000)
    found += [("", None, wrong) for wrong in report.errors]
    for task in report.tasks:
        found += [(task.name, getattr(wrong, "row_number", None), wrong) for wrong in task.errors]
    return found


def _schema_fault(table: Table, row: Row, error: Any) -> Fault:
    """A frictionless error in our own words."""
    if error.type == "foreign-key":
        (column,), (target,) = error.field_names, error.reference_field_names
        return row.fault(table.name, column, quoted(row[column]), f"a {target} of {error.reference_name}.csv")
    if error.type == "primary-key":
        keys = table.schema["primaryKey"]
        if "all" in error.note and "None" in error.note:
            return row.fault(table.name, keys[0], "no id", "a value")
        return row.fault(
            table.name, keys[0], f"this {' and '.join(keys)} stands in an earlier row", "each once"
        )
    column = getattr(error, "field_name", "-")
    unknown: dict[str, Any] = {"type": "", "description": ""}
    spec = next((f for f in table.schema["fields"] if f["name"] == column), unknown)
    cell = quoted(row.cells.get(column, ""))
    if error.type == "type-error":
        return row.fault(
            table.name, column, cell, f"{'an' if spec['type'][0] in 'aeiou' else 'a'} {spec['type']}"
        )
    constraint = error.note.split('"')[1] if error.type == "constraint-error" else ""
    limit = spec.get("constraints", {}).get(constraint)
    expected = {
        "required": f"a value ({spec['description']})",
        "enum": _one_of(limit, row.cells[column], table.kind) if constraint == "enum" else "",
        "minimum": f"at least {limit}",
        "maximum": f"at most {limit}",
        "maxLength": f"at most {limit} characters",
        "pattern": spec["description"],
    }.get(constraint, f"what schemas/{table.kind}.json says ({error.note})")
    if constraint == "required":
        cell = "an empty cell"
    elif constraint == "maxLength":
        cell = f"{len(row[column])} characters"
    return row.fault(table.name, column, cell, expected)


def _one_of(listed: list[str | int], found: str, kind: str) -> str:
    allowed = [str(value) for value in listed]
    if len(allowed) <= 12:
        return f"one of {', '.join(allowed)}"
    near = difflib.get_close_matches(found, allowed, n=1)
    hint = f", perhaps {near[0]}" if near else ""
    return f"one of the {len(allowed)} values that schemas/{kind}.json lists{hint}"
