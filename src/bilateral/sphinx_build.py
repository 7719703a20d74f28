"""Run jupyter-book on the staged sources of one language, again only for the pages that changed.

What Sphinx knows of a book (its doctrees) is kept beside the book between builds. It is used as long as
nothing changed that every page shows or that pages know of each other: code, configuration, translations,
bibliography, headings, what is cited. A page built alone then has the bytes that a whole build would give it,
which a test holds; in all other cases the whole language is built anew.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bilateral import dependencies, roots, workplace
from bilateral.tasks import ROOT

_FRAME = "frame.json"  # what the kept doctrees hang on; written when a build has gone well
_SHARED = ("_config.yml", "_toc.yml", "book/references.bib")
_HEADING = re.compile(r"(?m)^#{1,6} .*$")
_CITED = re.compile(r"\{cite:p\}`([^`]*)`")
_CSV = re.compile(r":csv: ([\w.-]+)")


class BookFailed(Exception):
    """jupyter-book found fault with the book; the message holds what it printed."""


def build(stage: Path, kept: Path, ready: Ready | None = None, writers: int = 1) -> Path:
    """Build one staged language with warnings as errors and return its HTML folder, which is the caller's.

    `stage` is what `publish.stage` laid out, and is used up; `kept` is where sources and doctrees of the last
    build stand, and those of this one; `ready` and `writers` are for `run`. Raises BookFailed.
    """
    frame = _frame(stage)
    if _is_kept(kept, frame):
        _update(kept, stage)
    else:
        shutil.rmtree(kept, ignore_errors=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(stage, kept)
    # Whatever happens from here on, half a build is never taken for a whole one.
    (kept / _FRAME).unlink(missing_ok=True)
    html = stage.with_name(f"{stage.name}-html")
    shutil.copytree(run(kept, ready, writers), html)
    for left in (".buildinfo", "reports", ".doctrees"):
        path = html / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (kept / _FRAME).write_text(json.dumps(frame) + "\n", encoding="utf-8")
    return html


@contextmanager
def getting_ready() -> Iterator[Callable[[int], list[Ready]]]:
    """A function that starts so many processes that import jupyter-book; the unused end with the context.

    It is called from the thread that stays until the end: on Linux the processes die with it.
    """
    with ExitStack() as held:
        yield lambda number: [held.enter_context(_start()) for _ in range(number)]


Ready = subprocess.Popen[str]
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
_WAIT = """
import gc
gc.disable()  # looking for garbage in trees of documents, which grow until the end, takes a fifth of the time
import json, os, sys
from bilateral.workplace import end_with_parent
end_with_parent()
os.register_at_fork(after_in_child=end_with_parent)
import bilateral.sphinx_extension, sphinx_book_theme
import jupyter_book.sphinx, myst_nb.sphinx_ext, sphinx.builders.html
from jupyter_book.cli.main import main
if told := sys.stdin.readline():
    folder, environment = json.loads(told)
    os.environ.update(environment)
    os.chdir(folder)  # where Sphinx looks for the folder of translations that the configuration names
    try:
        main(["build", "-W", "--keep-going", "-q", folder])
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
        sys.stdout.flush()
        os._exit(0)  # to take all documents apart would take half a second
"""


def _start() -> Ready:
    """A process that has imported jupyter-book and waits for a line: the folder to build, and its date."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _WAIT], env={**os.environ, **_ENVIRONMENT}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(folder: Path, ready: Ready | None = None, writers: int = 1) -> Path:
    """Run jupyter-book on a folder with warnings as errors; returns the HTML folder, or raises BookFailed.

    `ready` is a process that nobody else uses; None: one is started. `writers` is how many pages may be
    written at once.
    """
    epoch = str(int(_date(folder).replace(tzinfo=UTC).timestamp()))
    environment = {"SOURCE_DATE_EPOCH": epoch, "BILATERAL_WRITERS": str(writers)}
    with nullcontext(ready) if ready else _start() as process:
        told = process.communicate(json.dumps([str(folder.resolve()), environment]) + "\n")
    html = folder / "_build" / "html"
    if process.returncode or not html.is_dir():
        printed = "\n".join(told).replace(f"{folder}{os.sep}", "")
        if workplace.NO_ROOM in printed:
            raise OSError(errno.ENOSPC, workplace.NO_ROOM)
        printed = re.sub(r"\x1b\[[0-9;]*m", "", printed)
        warnings = [line for line in printed.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
        # A traceback or whatever else was printed is shown only where no warning says what is wrong.
        raise BookFailed("\n".join(dict.fromkeys(warnings)) or printed.strip())
    return html


def _date(folder: Path) -> datetime:
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    return datetime.fromisoformat(roots.data_date(config["sphinx"]["config"]["bilateral_data"] or None))


def _frame(stage: Path) -> dict[str, str]:
    """Digests of all that more than one page shows or asks for."""
    code = [p for p in dependencies.PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc"]
    texts = {path: path.read_text(encoding="utf-8") for path in sources(stage)}
    headings = [
        f"{path.relative_to(stage)} {line}" for path, text in texts.items() for line in _headings(path, text)
    ]
    return {
        "code": dependencies.together(dependencies.of_files(dependencies.PACKAGE, code)),
        "environment": dependencies.environment(ROOT),
        "date": _date(stage).isoformat(),
        "headings": dependencies.digest(*headings),
        "cited": dependencies.digest(*sorted(cited(texts.values()))),
        "translations": dependencies.together(dependencies.of_files(stage, (stage / "locale").rglob("*.po"))),
        **{name: dependencies.of_file(stage / name) for name in _SHARED},
    }


def cited(texts: Iterable[str]) -> set[str]:
    """The ids of sources that texts cite."""
    return {key for text in texts for keys in _CITED.findall(text) for key in keys.split(",")}


def sources(stage: Path) -> list[Path]:
    """The pages of a staged book, texts and notebooks."""
    return sorted([*stage.rglob("*.md"), *stage.rglob("*.ipynb")])


def _headings(path: Path, text: str) -> Iterator[str]:
    """The headings of a page; outputs of a notebook are not looked at, they have none."""
    if path.suffix == ".md":
        yield from _HEADING.findall(text)
        return
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            yield from _HEADING.findall("".join(cell["source"]))


def _is_kept(kept: Path, frame: dict[str, str]) -> bool:
    try:
        same = json.loads((kept / _FRAME).read_text(encoding="utf-8")) == frame
        return same and (kept / "_build" / "html" / "_static").is_dir()
    except (OSError, ValueError):
        return False


def _update(kept: Path, stage: Path) -> None:
    """Make the kept sources those of the stage; a file that is the same is not touched."""
    wanted = {path.relative_to(stage) for path in stage.rglob("*") if path.is_file()}
    for path in [p for p in kept.rglob("*") if p.is_file() and "_build" not in p.relative_to(kept).parts]:
        if path.relative_to(kept) not in wanted and path.name != _FRAME and path.suffix != ".mo":
            path.unlink()
    for name in sorted(wanted):
        content = (stage / name).read_bytes()
        if not (kept / name).exists() or (kept / name).read_bytes() != content:
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / name).write_bytes(content)
    # Addresses of style sheets hold the digest of a copy that is there, and a whole build begins without; the
    # files behind figures are written while a page is read.
    static = kept / "_build" / "html" / "_static"
    named = {name for path in sources(stage) for name in _CSV.findall(path.read_text(encoding="utf-8"))}
    for path in [*static.iterdir()]:
        if path.name != "csv":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (static / "csv").glob("*"):
        if path.name not in named:
            path.unlink()
