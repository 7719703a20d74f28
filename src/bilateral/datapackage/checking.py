"""Check the data package: each fault is one line, `table:row:column: what was found; what was expected`.

`table` is the path of the file under the data root without `.csv`; `row` is its line (1: the header, `-`: the
file as a whole), and what was found begins with the id of the row in brackets:

    curated/NOR-SWE/events:57:date: [DIP-V-1] "2018-02-30"; expected a date of the calendar (...)

First each file is read as bytes (encoding, line ends, header, ragged rows), then frictionless validates the
Table Schemas (types, required, enum, pattern, keys), then `rules.py` says what no schema can. The faults come
in the order of the files, then of lines and columns. A cell is reported once, with its first fault.

Where one folder alone is checked, or rows that lie on top of the checkout's data, the other rows are read too
(links lead to them, and no id may stand twice), but they are taken as they are, without the world.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bilateral.datapackage import descriptor, reading
from bilateral.errors import BadInput
from bilateral.kept import kept


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the data; `str` gives its line. `context`: in a row that is taken as it is."""

    table: str
    line: int | None
    column: str
    found: str
    expected: str
    context: bool = False

    def __str__(self) -> str:
        row = "-" if self.line is None else str(self.line)
        return f"{self.table}:{row}:{self.column}: {self.found}; expected {self.expected}"


@dataclass(frozen=True)
class Row:
    """One row of a file: its line, its cells by column, and the id that a reader knows it by.

    `context`: the row stands in the checkout's data or in another folder, and is not what is checked.
    """

    line: int
    cells: dict[str, str]
    label: str
    context: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, table: str, column: str, found: str, expected: str) -> Fault:
        """A fault in this row."""
        return Fault(table, self.line, column, f"[{self.label}] {found}", expected, self.context)

    @property
    def place(self) -> str:
        """Where the row stands, for a fault of another one in the same table."""
        return f"line {self.line}" + (" of the project's table" if self.context else "")


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


def check(root: str | Path | None = None, folder: str | None = None) -> list[Fault]:
    """All faults of the data package under `root` (see `data_root`), in a fixed order; none: it is sound.

    `folder` names one collection or document, as "KGZ-TJK" (the codes in any order): only faults of its rows
    are told. Raises BadInput where there is no data root, or no such folder in it.
    """
    from bilateral.datapackage import rules

    base = reading.data_root(root)
    only = folder_of(base, folder) if folder else None
    layers = reading.layers(base)
    faults = [] if only else [*_descriptor(base), *_strangers(base)]
    tables: dict[str, Table] = {}
    checked: set[str] = set()
    for layer in layers:
        whole = only is None and layers == (base,)
        for path in _expected_files(layer, first=layer == layers[0], world=whole):
            table = _table(base, path)
            if isinstance(table, Fault):
                faults.append(table)
                continue
            mine = layer == base and only in (None, path.parent)
            table = tables.setdefault(table.name, table)
            before = len(table.rows)
            shape = _read(layer / path, table)
            if mine:
                faults += shape
                checked.add(table.name)
            else:
                table.rows[before:] = [replace(row, context=True) for row in table.rows[before:]]
    sound = [table for table in tables.values() if table.whole]
    told = [*_schemas([x for x in sound if x.name in checked or x.kind in reading.GENERAL])]
    told += rules.faults(base, sound)
    if not whole:
        told = [x for x in told if x.table in checked and not x.context]
    return _ordered(faults + told, list(tables))


def folder_of(base: Path, name: str) -> Path:
    """A collection or a document of a data root by its name, as a path under the root; BadInput if none is.

    The two codes of a collection may stand in any order.
    """
    collections, documents = (reading.folders(base, kind) for kind in ("curated", "documents"))
    for path in (*collections, *documents):
        if name in (path.name, path.relative_to(base).as_posix()):
            return path.relative_to(base)
    for path in collections:
        if sorted(path.name.split("-")) == sorted(name.split("-")):
            return path.relative_to(base)
    known = ", ".join(path.name for path in (*collections, *documents))
    raise BadInput(
        f'"{name}" is no collection or document under {base}; expected one of {known or "none yet"}'
    )


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


def _expected_files(base: Path, first: bool = True, world: bool = True) -> list[Path]:
    """Every file of one layer that must be there; of the optional ones those that are.

    In rows that lie on top of others (not `first`) general tables are optional, and no `world` is there.
    """
    files = [Path(f"{name}.csv") for name in reading.GENERAL]
    files = [path for path in files if first or (base / path).exists()]
    for folder in reading.folders(base, "curated"):
        here = folder.relative_to(base)
        files += [
            here / f"{name}.csv"
            for name in reading.CURATED
            if name not in reading.OPTIONAL or (folder / f"{name}.csv").exists()
        ]
    ledgers = [
        folder.relative_to(base) / f"{name}.csv"
        for folder in reading.folders(base, "documents")
        for name in reading.DOCUMENT
    ]
    return [*files, *ledgers, *(Path("world") / f"{name}.csv" for name in reading.WORLD if world)]


def _strangers(base: Path) -> Iterator[Fault]:
    """Tables that no schema of ours describes, so that nobody would read or check them."""
    whole = reading.layers(base) == (base,)
    known = {*_expected_files(base, whole, whole), *descriptor.files(base)}
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
    where = "" if reading.layers(base) == (base,) else f" {base}"
    again = f"as `python -m bilateral.datapackage.descriptor{where}` writes it"
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


@kept
def _validated(resources: tuple[tuple[str, str], ...]) -> list[tuple[str, int | None, Any]]:
    """(resource, row, error) of tables that hang together, each given as schema and rows in JSON.

    It is kept, so who checks again after a change waits only for the tables that have changed. A schema that
    is not valid gives its notes as a text in place of an error; an error of the whole has no resource.
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
        first = next(x for x in table.rows if all(x[key] == row[key] for key in keys))
        where = first.place if first.context else "an earlier row"
        return row.fault(table.name, keys[0], f"this {' and '.join(keys)} stands in {where}", "each once")
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
