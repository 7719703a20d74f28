"""Does a page come out again as it stands in the book? Executed once more, with nothing kept, and compared.

The record of the build names the digest of each executed notebook. Where that differs, the text that the
store holds tells what: the first cell, the kind of its output, and the line or the finding.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat

from bilateral import run_record, runner, tasks
from bilateral.book_state import BUILD, book_folder
from bilateral.errors import BadInput
from bilateral.run_key import Store
from bilateral.tasks import ROOT, Task
from bilateral.vocabulary import FINDING

NOTHING = "nothing"
_LONGEST = 160  # letters of a line that are told


@dataclass(frozen=True)
class Difference:
    """The first thing in which a page differs from the one in the book, as far as that can be told."""

    page: str
    place: str  # "cell 3 (cell-id), text/html, line 7"; empty where only digests could be compared
    expected: str
    found: str
    changed: tuple[
        str, ...
    ] = ()  # what the page depends on and has changed since, so that it was to be expected

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        since = f"; changed since then: {', '.join(self.changed)}" if self.changed else ""
        return f"{self.page}{place}: expected {self.expected}; found {self.found}{since}"


def verify(
    country_a: str,
    country_b: str,
    name: str | None = None,
    data: Path | None = None,
    root: Path = ROOT,
    build: Path = BUILD,
    progress: Callable[[str], None] = lambda line: None,
) -> list[Difference]:
    """Execute the pages of a built book again, or one of them; return a difference for each that has any.

    Raises BadInput where no book has been built, or none with that page; PageFailed for a failing cell.
    """
    book = book_folder(country_a, country_b, build)
    recorded = run_record.executed(book)
    chapters = dict.fromkeys(chapter for _language, chapter in recorded)
    wanted = tasks.find_notebook(name, root).stem if name else None
    if wanted not in (None, *chapters):
        raise BadInput(f"page {name}: not in this book; expected one of {', '.join(chapters)}")
    listed = [
        tasks.make_task(
            root / "notebooks" / f"{chapter}.ipynb",
            {"country_a": country_a, "country_b": country_b, "language": language},
            data,
        )
        for language, chapter in recorded
        if wanted in (None, chapter)
    ]
    progress(f"Executing {len(listed)} pages again")
    store = Store(build / ".results", root)
    found: list[Difference] = []
    with _nothing_kept():
        for result in runner.run(listed, progress):
            expected = recorded[str(result.task.parameters["language"]), result.task.name]
            found += _compared(result.task, result.notebook, expected, store)
    titles = {task.title for task in listed}
    return found + [difference for difference in _pages(book) if difference.page in titles]


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Kernels that start inside compute and draw anew what `kept` would give them from the disk."""
    given = os.environ.get("BILATERAL_KEPT")
    with tempfile.TemporaryDirectory(prefix="bilateral-") as folder:
        os.environ["BILATERAL_KEPT"] = folder
        try:
            yield
        finally:
            del os.environ["BILATERAL_KEPT"]
            if given is not None:
                os.environ["BILATERAL_KEPT"] = given


def first_difference(
    expected: nbformat.NotebookNode, found: nbformat.NotebookNode
) -> tuple[str, str, str] | None:
    """Place, expected and found of the first difference of two executed notebooks; None: they are equal."""
    for number, (one, other) in enumerate(zip_longest(expected.cells, found.cells), start=1):
        if one is None or other is None:
            ids = [NOTHING if cell is None else f"cell {cell.id}" for cell in (one, other)]
            return f"cell {number}", ids[0], ids[1]
        where = f"cell {number} ({one.id})"
        if one.source != other.source:
            return _lines(f"{where}, source", one.source, other.source)
        for outputs in zip_longest(one.get("outputs", []), other.get("outputs", [])):
            told = _outputs(where, *(_parts(output) for output in outputs))
            if told:
                return told
        if one != other:
            return _values(where, one, other)
    return None if expected == found else _values("the notebook", expected, found)


def _compared(task: Task, found: nbformat.NotebookNode, expected: str, store: Store) -> Iterator[Difference]:
    digest = run_record.sha256(nbformat.writes(found))
    if digest == expected:
        return
    text = next((text for text in store.results(task) if run_record.sha256(text) == expected), None)
    told = first_difference(nbformat.reads(text, as_version=4), found) if text is not None else None
    if told is None:  # the store may be deleted at any time
        told = ("", f"an executed notebook with SHA-256 {expected}", f"{digest}, and the store holds no text")
    yield Difference(task.title, *told, store.look(task).changed if text is not None else ())


def _pages(book: Path) -> Iterator[Difference]:
    """The pages of the book that are no longer the files that the build has written."""
    for title, place, expected in run_record.pages(book):
        path = book.parent / place
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no such file"
        if digest != expected:
            yield Difference(title, place, f"SHA-256 {expected}", digest)


def _parts(output: Mapping[str, Any] | None) -> dict[str, Any]:
    """An output as kinds with their content; the kind of a stream is its name, of an error "error"."""
    if output is None:
        return {}
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    if output["output_type"] == "error":
        return {"error": "\n".join(output["traceback"])}
    return dict(output["data"])


def _outputs(where: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The finding comes first: it says best what differs; its drawing or table only shows it."""
    for kind in sorted({*one, *other}, key=lambda kind: (kind != FINDING, kind)):
        expected, found = one.get(kind), other.get(kind)
        if expected == found:
            continue
        place = f"{where}, {kind}"
        if isinstance(expected, Mapping) and isinstance(found, Mapping):
            return _values(f"{place}, {expected.get('id', 'no id')}", expected, found)
        if isinstance(expected, str) and isinstance(found, str):
            return _lines(place, expected, found)
        return place, _short(expected), _short(found)
    return None


def _values(place: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, str, str]:
    name = next(name for name in sorted({*one, *other}) if one.get(name) != other.get(name))
    return f"{place}, {name}", _short(one.get(name)), _short(other.get(name))


def _lines(place: str, one: str, other: str) -> tuple[str, str, str]:
    lines = list(zip_longest(one.split("\n"), other.split("\n")))
    number = next(n for n, (a, b) in enumerate(lines) if a != b)
    expected, found = _apart(*lines[number])
    return f"{place}, line {number + 1}", _short(expected), _short(found)


def _apart(one: str | None, other: str | None) -> tuple[str | None, str | None]:
    """Two lines from a little before they part, if they are long (a drawing may be one line)."""
    if one is None or other is None or max(len(one), len(other)) <= _LONGEST:
        return one, other
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = max(0, same - _LONGEST // 4)
    return one[start:], other[start:]


def _short(value: Any) -> str:
    if value is None:
        return NOTHING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = text.replace("\n", "\\n")  # a difference is one line
    return f"“{text if len(text) <= _LONGEST else f'{text[: _LONGEST - 3]}...'}”"
