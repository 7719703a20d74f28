"""`bilateral refresh`: fetch the originals of world tables, derive, validate, and replace only what is well.

One run is one step. Whatever it finds wrong with one of its tables (a file that cannot be had, other bytes
than pinned, a table that cannot be derived or that `bilateral check` finds fault with), nothing is replaced.

Which bytes are expected says the record of the table, `data/world/<table>.json`, under `sha256`; where there
is none yet, the module. `update` accepts others: then the record gets their hashes, `version` and
`derived_from` say that they are not those of the module, and `handed_in` names the files that no pinned
address gives. So newer files need no edit of code, and the next run expects them.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import math
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import upstream
from bilateral.datapackage import check
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.errors import BadInput
from bilateral.upstream import BORDERS, Original, UnknownVersionError, WorldTable, download

LIMITS = download.Limits()
JOURNAL = ".refresh"  # below the data root, while files are replaced
SHOWN = 5  # largest revisions
KEPT = (
    "version",
    "derived_from",
    "handed_in",
)  # what a record says of accepted files, until there are others
Say = Callable[[str], None]


def tables() -> dict[str, WorldTable]:
    """Every world table that a module of `bilateral.upstream` names, `land_borders` first, then by name.

    Raises ValueError where two modules name one table.
    """
    found: dict[str, WorldTable] = {}
    for module in pkgutil.iter_modules(upstream.__path__):
        loaded = importlib.import_module(f"{upstream.__name__}.{module.name}")
        for table in getattr(loaded, "TABLES", ()):
            if table.name in found:
                raise ValueError(f"{table.name} is a table of two modules; expected one")
            found[table.name] = table
    return dict(sorted(found.items(), key=lambda item: (item[0] != BORDERS, item[0])))


def pins(table: WorldTable, record: Mapping[str, Any]) -> dict[str, str]:
    """File -> SHA-256 expected of it: as the record says, or, where that names other files, the module."""
    ours = {original.file: original.sha256 for original in table.originals}
    said = record.get("sha256")
    if isinstance(said, str) and len(ours) == 1:
        said = {next(iter(ours)): said}
    return dict(said) if isinstance(said, dict) and said.keys() == ours.keys() else ours


# -- what changed


@dataclass(frozen=True)
class Changes:
    """The difference of two tables, row by row: how many rows, and lines that tell the largest revisions."""

    added: int
    removed: int
    revised: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.added} rows added, {self.removed} removed, {self.revised} revised"


def changes(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str]) -> Changes:
    """Rows of text by their key: new ones, those no longer there, those with another cell.

    The lines name the first row added and removed, then the largest relative revisions of a number; a number
    that was zero, and a cell that was or becomes empty or is text, have no relative size and come last.
    """
    before, after = ({tuple(r[k] for k in key): r for r in f.to_dict("records")} for f in (old, new))
    added, removed = [k for k in after if k not in before], [k for k in before if k not in after]
    columns = [c for c in new.columns if c in old.columns and c not in key]
    sized: list[tuple[float, str]] = []
    revised = 0
    for name in before.keys() & after.keys():
        differ = [c for c in columns if before[name][c] != after[name][c]]
        revised += bool(differ)
        for column in differ:
            was, now = before[name][column], after[name][column]
            size = _relative(was, now)
            told = f" ({size:+.1%})" if size is not None else ""
            line = f"{' '.join(name)} {column}: {was or 'empty'} -> {now or 'empty'}{told}"
            sized.append((-1.0 if size is None else abs(size), line))
    sized.sort(key=lambda item: (-item[0], item[1]))
    lines = [f"{verb} {' '.join(rows[0])}" for verb, rows in (("added", added), ("removed", removed)) if rows]
    lines += [line for _size, line in sized[:SHOWN]]
    if len(sized) > SHOWN:
        lines.append(f"and {len(sized) - SHOWN} more cells")
    for verb, have, lack in (("added", new, old), ("removed", old, new)):
        lines += [f"column {verb}: {c}" for c in have.columns if c not in lack.columns]
    return Changes(len(added), len(removed), revised, tuple(lines))


def _relative(was: str, now: str) -> float | None:
    try:
        first, second = float(was), float(now)
    except ValueError:
        return None
    if not first or not math.isfinite(first) or not math.isfinite(second):
        return None
    return (second - first) / abs(first)


def _rows(text: str) -> pd.DataFrame:
    from io import StringIO

    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)


# -- one run


@dataclass
class _Made:
    """A table as derived: the texts of its two files, and its rows."""

    csv: str
    json: str
    frame: pd.DataFrame


@dataclass
class _Run:
    root: Path
    folder: Path | None
    update: bool
    edition: str
    work: Path
    say: Say
    got: dict[tuple[str, str, str], tuple[Path, str]] = field(default_factory=dict)

    def record(self, table: WorldTable) -> dict[str, Any]:
        path = self.root / "world" / f"{table.name}.json"
        if not path.exists():
            return {}
        try:
            read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadInput(f"{path} is no valid JSON ({error}); run `bilateral check`") from None
        return read

    def way(self, table: WorldTable, original: Original, record: Mapping[str, Any]) -> str:
        """How an original can be had: from the `folder`, as the `latest`, at its `address`, or "" (not)."""
        if self.folder and upstream.locate(self.folder, original.file):
            return "folder"
        if self.update and table.latest:
            return "latest"
        if original.address and (self.update or original.file not in record.get("handed_in", ())):
            return "address"
        return ""

    def out_of_reach(self, table: WorldTable) -> str | None:
        """Why a table cannot be refreshed, in one line; None if it can."""
        record = self.record(table)
        lacking = [o.file for o in table.originals if not self.way(table, o, record)]
        if not lacking:
            return None
        origin = record.get("derived_from") or table.record["derived_from"]
        return (
            f"{table.name}: {', '.join(lacking)}: no address gives {'it' if len(lacking) == 1 else 'them'} "
            f"({origin}); expected in a folder (--from FOLDER)"
        )

    def originals(self, table: WorldTable) -> tuple[dict[str, Path], dict[str, str], dict[str, str]]:
        """Paths, SHA-256 and ways of the originals by file name; inspected and, unless `update`, pinned."""
        record = self.record(table)
        expected = pins(table, record)
        ways = {o.file: self.way(table, o, record) for o in table.originals}
        if "latest" in ways.values():
            ways |= self._latest(table, ways)
        paths, hashes = {}, {}
        for original in table.originals:
            wanted = None if self.update else expected[original.file]
            way = ways[original.file]
            if way == "latest":  # of this table alone
                path = self.work / table.name / original.file
                download.inspect(path, LIMITS)
                paths[original.file], hashes[original.file] = path, upstream.sha256(path)
                continue
            one = (original.file, way, original.address)
            if one not in self.got:
                self.got[one] = self._get(original, way, wanted)
            path, have = self.got[one]
            if wanted not in (None, have):
                raise UnknownVersionError(f"{path}: sha256 {have}; expected {wanted}")
            paths[original.file], hashes[original.file] = path, have
        return paths, hashes, ways

    def _get(self, original: Original, way: str, wanted: str | None) -> tuple[Path, str]:
        if way == "folder":
            assert self.folder is not None
            path = upstream.locate(self.folder, original.file)
            assert path is not None
        else:
            self.say(f"  {original.address}")
            folder = Path(tempfile.mkdtemp(dir=self.work))
            path = download.fetch(original.address, folder, original.file, wanted, LIMITS)
        download.inspect(path, LIMITS)
        return path, upstream.content_sha256(path, original.file)

    def _latest(self, table: WorldTable, ways: Mapping[str, str]) -> dict[str, str]:
        """Ask the publisher's client; where it is not installed, the pinned addresses in its place."""
        from bilateral.upstream.apis import ClientMissing

        assert table.latest is not None
        folder = self.work / table.name
        folder.mkdir()
        self.say(f"  {table.name}: asking the publisher")
        try:
            table.latest(folder)
        except ClientMissing as error:
            if not all(o.address for o in table.originals):
                raise
            self.say(f"  {error}; the pinned address is asked instead")
            return {file: "address" for file, way in ways.items() if way == "latest"}
        return {}

    def make(self, table: WorldTable, pairs: pd.DataFrame) -> _Made:
        """Derive a table and its record."""
        paths, hashes, ways = self.originals(table)
        frame, record = upstream.make(table, paths, pairs, hashes)
        if frame.empty:
            raise ValueError("no row")
        ours = {original.file: original.sha256 for original in table.originals}
        old = self.record(table)
        kept: dict[str, Any] = {}
        if hashes != ours:
            if hashes == pins(table, old):
                kept = {key: old[key] for key in KEPT if key in old}
            else:
                kept = self._accepted(table, hashes, ours, ways)
        text = json.dumps({**record, **kept}, ensure_ascii=False, indent=2) + "\n"
        return _Made(frame.to_csv(index=False, lineterminator="\n"), text, frame)

    def _accepted(
        self,
        table: WorldTable,
        hashes: Mapping[str, str],
        ours: Mapping[str, str],
        ways: Mapping[str, str],
    ) -> dict[str, Any]:
        """What the record says of originals that are not those of the module."""
        words = {
            "folder": "handed in by folder",
            "latest": "as the publisher's client gave it",
            "address": "as its address gave it",
        }
        new = [file for file in hashes if hashes[file] != ours[file]]
        said = "; ".join(f"{file}, {words[ways[file]]}" for file in new)
        handed_in = [file for file in new if ways[file] != "address"]
        return {
            "version": self.edition or f"files accepted on {date.today().isoformat()}",
            "derived_from": f"{said}, in place of: {table.record['derived_from']}",
            **({"handed_in": handed_in} if handed_in else {}),
        }


def run(
    root: Path,
    names: Sequence[str] = (),
    folder: Path | None = None,
    update: bool = False,
    edition: str = "",
    dry_run: bool = False,
    say: Say = print,
) -> bool:
    """Refresh the tables of these names (none: all that can be) under a data root; True if all is well.

    `folder` holds originals, at any depth, which are then not fetched. `update` accepts other bytes than the
    pinned ones; `edition` is what the record then says of them. `dry_run` replaces nothing. Each step is told
    to `say`, a line at a time. Raises BadInput for an unknown table, a named one whose originals cannot be
    had, a folder that is none, and where another refresh is at work.
    """
    known = tables()
    for name in names:
        if name not in known:
            raise BadInput(f"table {name!r}: unknown; expected one of {', '.join(known)}")
    if folder is not None and not folder.is_dir():
        raise BadInput(f"{folder} is no folder; expected one that holds the originals")
    chosen = [table for name, table in known.items() if not names or name in names]
    with _alone(root), _workplace() as work:
        if recover(root):
            say("An earlier refresh was stopped while it replaced files: the old ones are back.")
        this = _Run(root, folder, update, edition, Path(work), say)
        reach = {table.name: this.out_of_reach(table) for table in chosen}
        closed = [line for line in reach.values() if line]
        if names and closed:
            raise BadInput("\n".join(closed))
        made, wrong = _derive(this, [table for table in chosen if not reach[table.name]])
        new = {name: one for name, one in made.items() if _differs(root, name, one, known[name], say)}
        if new and not wrong:
            wrong = _validate(root, new, this.work)
        for line in wrong:
            say(line)
        if wrong:
            say("Nothing was replaced.")
        elif new and dry_run:
            say("All is well; nothing was replaced (--dry-run).")
        elif new:
            stage = this.work / "stage" / "data"
            files = [f"world/{name}.{suffix}" for name in new for suffix in ("csv", "json")]
            files.append("datapackage.json")
            try:
                replace_all(root, {file: (stage / file).read_bytes() for file in files})
            except OSError as error:
                say(f"{root}: {download.one_line(error)}; the old files are as they were")
                return False
            say(f"Replaced: {', '.join(new)}.")
        if closed:
            say("Not refreshed, because not every file has an address:")
            for line in closed:
                say(f"  {line}")
        return not wrong


def _workplace() -> tempfile.TemporaryDirectory[str]:
    """A folder for the time of a run. A download that was given up may still write into it for a moment."""
    return tempfile.TemporaryDirectory(prefix="bilateral-", ignore_cleanup_errors=True)


def _derive(this: _Run, chosen: Sequence[WorldTable]) -> tuple[dict[str, _Made], list[str]]:
    """The tables as derived, and a line for each that could not be."""
    made: dict[str, _Made] = {}
    wrong: list[str] = []
    for table in chosen:
        try:
            if BORDERS in made:
                pairs = _rows(made[BORDERS].csv)
            else:
                pairs = upstream.pairs_in(this.root / "world", (table,))
            made[table.name] = this.make(table, pairs)
        except UnknownVersionError as error:
            wrong.append(f"{table.name}: {error} (--update accepts other bytes)")
        except download.DownloadError as error:
            hint = " (--update accepts other bytes)" if ": sha256 " in str(error) else ""
            wrong.append(f"{table.name}: {error}{hint}")
        except Exception as error:  # whatever a module says of files that are not as it knows them
            said = f"{type(error).__name__}: {download.one_line(error)}"
            wrong.append(f"{table.name}: cannot be derived ({said}); expected originals of the known form")
    return made, wrong


def _differs(root: Path, name: str, one: _Made, table: WorldTable, say: Say) -> bool:
    """Is it another table, or has another record, than what is there? Tells what changed."""
    there = [root / "world" / f"{name}.{suffix}" for suffix in ("csv", "json")]
    if not all(path.exists() for path in there):
        say(f"{name}: new, {len(one.frame)} rows")
        return True
    csv, record = (path.read_bytes() for path in there)
    if csv == one.csv.encode():
        same = record == one.json.encode()
        say(f"{name}: {len(one.frame)} rows, as they were" + ("" if same else "; the record changes"))
        return not same
    try:
        found = changes(_rows(csv.decode()), _rows(one.csv), table.key)
    except (ValueError, KeyError):  # no table, or none with this key
        say(f"{name}: {len(one.frame)} rows; what is there is no table to compare with")
        return True
    say(f"{name}: {found}")
    for line in found.lines:
        say(f"  {line}")
    return True


def _validate(root: Path, new: Mapping[str, _Made], work: Path) -> list[str]:
    """Faults of the data package with the new tables in it, but those that other tables had before."""
    stage = work / "stage" / "data"
    shutil.copytree(root, stage, ignore=shutil.ignore_patterns(JOURNAL))
    book = root.parent / "book" / "references.bib"
    if book.exists():
        (work / "stage" / "book").mkdir()
        shutil.copy(book, work / "stage" / "book")
    for name, one in new.items():
        upstream.write_atomic(stage / "world" / f"{name}.csv", one.csv)
        upstream.write_atomic(stage / "world" / f"{name}.json", one.json)
    try:
        write_descriptor(stage)
    except (OSError, ValueError, KeyError) as error:
        return [f"datapackage.json cannot be made anew ({download.one_line(error)}); expected whole records"]
    faults = check(stage)
    before = {str(fault) for fault in check(root)} if faults else set()
    ours = {f"world/{name}" for name in new}
    return [str(fault) for fault in faults if fault.table in ours or str(fault) not in before]


# -- replace, all or nothing


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the data root against another refresh; BadInput where one is at work."""
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(f"{root}: another refresh is at work; expected one at a time") from None
        yield
    finally:
        os.close(handle)


def replace_all(root: Path, files: Mapping[str, bytes]) -> None:
    """Put files (path below the root -> content) in the place of the old ones: all, or where one fails none.

    Several files cannot be renamed in one step. So the old ones are kept below `.refresh` until the last is
    in place; whoever is stopped in between, by an error or by the power, leaves them there for `recover`.
    """
    journal = root / JOURNAL
    shutil.rmtree(journal, ignore_errors=True)
    try:
        for name, content in files.items():
            _write(journal / "new" / name, content)
            if (root / name).exists():
                _write(journal / "old" / name, (root / name).read_bytes())
        _write(journal / "part", json.dumps(list(files)).encode())
        (journal / "part").replace(journal / "files.json")
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (journal / "new" / name).replace(root / name)
    except BaseException:
        recover(root)
        raise
    (journal / "files.json").unlink()
    shutil.rmtree(journal)


def recover(root: Path) -> bool:
    """Put back the files of a `replace_all` that was stopped in the middle; True if there was one."""
    journal = root / JOURNAL
    if not journal.exists():
        return False
    stopped = (journal / "files.json").exists()
    if stopped:
        for name in json.loads((journal / "files.json").read_text(encoding="utf-8")):
            old = journal / "old" / name
            if old.exists():
                _write(journal / "back", old.read_bytes())
                (journal / "back").replace(root / name)
            else:
                (root / name).unlink(missing_ok=True)
        (journal / "files.json").unlink()
    shutil.rmtree(journal)
    return stopped


def _write(path: Path, content: bytes) -> None:
    """Write a file and have the disk hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
