"""Whether a finished book is what a build would make now, told without importing what a build needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bilateral import __version__, dependencies, messages
from bilateral.tasks import ROOT

# What a book is made from, beside the data: below the root of the project.
PARTS = (
    "src/bilateral",
    "notebooks",
    "book",
    "locale",
    "_config.yml",
    "_toc.yml",
    "CHANGELOG.md",
    "requirements.lock",
    "benchmarks/results.csv",
    "benchmarks/results.json",
)
_PASSING = {".pyc", ".mo"}
STATE = "built.json"
BUILD = ROOT / "_build"


def book_folder(country_a: str, country_b: str, build: Path = BUILD) -> Path:
    """Where the book of a pair stands: one folder to serve, to check, to publish."""
    return build / f"{country_a}-{country_b}" / "html"


def key(
    country_a: str, country_b: str, languages: Sequence[str], data: Path | None = None, root: Path = ROOT
) -> str:
    """One digest of all that the book of a pair is made from. Raises BadInput where there is no data root."""
    files = []
    for part in PARTS:
        path = root / part
        files += [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    made = dependencies.of_files(
        root, [p for p in files if p.suffix not in _PASSING and "generated" not in p.relative_to(root).parts]
    )
    return dependencies.digest(
        country_a,
        country_b,
        ",".join(languages),
        dependencies.environment(root),
        dependencies.together(dependencies.of_data(data)),
        dependencies.together(made),
        dependencies.together(dependencies.of_files(messages.LOCALE, messages.LOCALE.rglob("*.po"))),
    )


def note(book: Path, made_from: str) -> None:
    """Write beside a finished book what it was made from, and what it consists of."""
    told = {"version": __version__, "made_from": made_from, "files": _listing(book)}
    book.with_name(STATE).write_text(json.dumps(told) + "\n", encoding="utf-8")


def is_current(book: Path, made_from: str) -> bool:
    """Whether the book was made from just that, and no file of it is missing or of another length."""
    try:
        told = json.loads(book.with_name(STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(told, dict) and told.get("made_from") == made_from and told.get("files") == _listing(book)
    )


def _listing(book: Path) -> str:
    files = sorted(path for path in book.rglob("*") if path.is_file())
    return dependencies.digest(
        *(f"{path.relative_to(book).as_posix()} {path.stat().st_size}" for path in files)
    )
