"""A small book whose build is quick: three pages, one notebook, and a stand-in for Sphinx."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import yaml

from bilateral import publish, sphinx_build
from tests.conftest import ROOT
from tests.test_runner import notebook

PAGES = ("book/index", "notebooks/economy", "book/corrections")
# Without an opened page nothing is noted of what a page read, and nothing is kept of it.
OPENED = "from bilateral import reads\nreads.start()"


def make(root: Path, *others: str) -> Path:
    """Write a book of three pages, with one notebook that does nothing, and `others` (names of notebooks)."""
    (root / "book").mkdir(parents=True)
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / "_config.yml", root)
    shutil.copy(ROOT / "CHANGELOG.md", root)
    (root / "book" / "index.md").write_text("# Summary\n\nWords. [Page](corrections.md)\n", encoding="utf-8")
    (root / "book" / "corrections.md").write_text("# Corrections\n\nMore words.\n", encoding="utf-8")
    pages = (*PAGES, *(f"notebooks/{name}" for name in others))
    toc = {"format": "jb-book", "root": PAGES[0], "chapters": [{"file": page} for page in pages[1:]]}
    (root / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    for page in pages:
        if page.startswith("notebooks/"):
            notebook(root / f"{page}.ipynb", "x = 1")
    return root


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def without_sphinx(folder: Path, ready: object = None, writers: int = 1) -> Path:
    """In place of `sphinx_build.run`: some files, each with the words of the first page."""
    words = (folder / "book" / "index.md").read_text(encoding="utf-8")
    html = folder / "_build" / "html"
    pages = [path.relative_to(folder) for path in folder.glob("*/*") if path.suffix in (".md", ".ipynb")]
    for path in [*pages, *(Path("_static") / f"{number}.css" for number in range(40))]:
        place = html / path.with_suffix(".css" if path.suffix == ".css" else ".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{path.as_posix()}\n{words}", encoding="utf-8")
    return html


def without_parts(folder: Path, a: str, b: str, languages: Sequence[str], data: object, root: object) -> None:
    """In place of `publish._write_generated`: empty folders."""
    for language in languages:
        (folder / language / "static").mkdir(parents=True)


def hasten(patch: object = None) -> None:
    """Let builds of this process be quick: by `pytest.MonkeyPatch`, or for good."""
    put = getattr(patch, "setattr", setattr)
    put(sphinx_build, "run", without_sphinx)
    put(sphinx_build, "_start", nullcontext)
    put(publish, "_write_generated", without_parts)
