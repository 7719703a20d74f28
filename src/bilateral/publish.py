"""From executed notebooks to the book: stage each language, build it with jupyter-book, swap in the whole.

Everything is built in a folder beside the book; only a whole book takes the place of the last good one. How
jupyter-book is run stands in `sphinx_build`.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from html import escape
from itertools import repeat
from pathlib import Path
from typing import Any

import nbformat
import yaml

from bilateral import (
    book_state,
    datapackage,
    dependencies,
    run_record,
    runner,
    sphinx_build,
    tasks,
    workplace,
)
from bilateral.book_state import BUILD, book_folder
from bilateral.messages import LANGUAGES, LOCALE, Message, compile_catalogue, language_name, render
from bilateral.run_key import Store
from bilateral.runner import Result
from bilateral.sphinx_build import BookFailed as BookFailed
from bilateral.tasks import ROOT
from bilateral.vocabulary import book_title

COUNTS = "source-counts.md"  # see `generated.source_counts`


def build_book(
    country_a: str,
    country_b: str,
    languages: Sequence[str] = LANGUAGES,
    data: Path | None = None,
    root: Path = ROOT,
    build: Path = BUILD,
    progress: Callable[[str], None] = lambda line: None,
    keep_doctrees: bool = True,
) -> Path:
    """Execute, build and publish the book of a pair; returns the folder of the book.

    Without `keep_doctrees` nothing of Sphinx stays beside the book: it saves most of the room that a book
    takes, and the next build makes all pages anew.

    Raises BadInput before anything runs, BookLocked while another build of the book runs, PageFailed for a
    failing cell, BookFailed for a warning of jupyter-book, NotWritten where there is no room; the last good
    book stays untouched by all of them.
    """
    began = datetime.now(UTC)
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    listed = [
        tasks.make_task(
            root / f"{name}.ipynb",
            {"country_a": country_a, "country_b": country_b, "language": language},
            data,
        )
        for language in languages
        for name in pages_of(toc)
        if name.startswith("notebooks/")
    ]
    book = book_folder(country_a, country_b, build)
    made_from = book_state.key(country_a, country_b, languages, data, root)
    with (
        workplace.hold(book, progress),
        workshop(book.parent) as work,
        sphinx_build.getting_ready() as get_ready,
    ):
        progress(f"Executing {len(listed)} notebooks for {country_a}-{country_b} ({', '.join(languages)})")
        html = work / "html"
        generated_parts = work / "generated"
        with ThreadPoolExecutor(max_workers=1) as beside:  # the kernels leave this process idle
            store = Store(build / ".results", root)
            parts = beside.submit(
                write_generated, generated_parts, country_a, country_b, languages, data, root, store.folder
            )
            ready: list[sphinx_build.Ready] = []
            results = runner.run(
                listed, progress, store=store, at_last=lambda: ready.extend(get_ready(len(languages)))
            )
            parts.result()
        stages = {}
        for x in languages:
            stages[x] = stage(
                work / x, country_a, country_b, x, languages, results, data, root, parts=generated_parts / x
            )
        progress(f"Building the pages ({', '.join(languages)})")
        with ThreadPoolExecutor(max_workers=runner.WORKERS) as pool:
            pages = book.with_name(".pages") if keep_doctrees else work / "pages"
            kept = [pages / x for x in languages]
            writers = max(1, runner.WORKERS // len(languages))
            made = pool.map(sphinx_build.build, stages.values(), kept, ready, repeat(writers))
            for language, folder in zip(languages, made, strict=True):
                front_page(folder)
                html.mkdir(exist_ok=True)
                shutil.move(folder, html / language)
                progress(f"Built {language}")
        (html / "index.html").write_text(chooser(country_a, country_b, languages), encoding="utf-8")
        book_state.note(html, made_from)
        run_record.write(html, country_a, country_b, languages, results, began, data, root)
        put_in_place(html, book)
    return book


def pages_of(toc: Any) -> list[str]:
    """The pages of a table of contents, in order."""
    found: list[str] = []
    if isinstance(toc, dict):
        for key, value in toc.items():
            if key in ("root", "file"):
                found.append(value)
            elif isinstance(value, list):
                found += pages_of(value)
    elif isinstance(toc, list):
        for item in toc:
            found += pages_of(item)
    return found


@contextmanager
def workshop(parent: Path) -> Iterator[Path]:
    """A folder to build in, beside the book so that the swap is a rename; gone afterwards in any case."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".work-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_generated(
    folder: Path,
    country_a: str,
    country_b: str,
    languages: Sequence[str],
    data: Path | None,
    root: Path,
    store: Path,
) -> None:
    """Write the parts of pages that follow from the data, a folder each language, all computed once.

    The last ones of each pair stay in the `store`, and are taken from there while data, code, translations,
    measurements and the addresses of the configuration are the same.
    """
    from bilateral import how_fast

    key = dependencies.digest(
        ",".join(languages),
        dependencies.code("bilateral.generated"),
        dependencies.of_file(root / "_config.yml"),
        dependencies.of_file(how_fast.RESULTS),
        dependencies.of_file(how_fast.MACHINE),
        dependencies.together(dependencies.of_data(data)),
        dependencies.together(dependencies.of_files(LOCALE, LOCALE.rglob("*.po"))),
    )
    kept = store / "generated" / f"{country_a}-{country_b}"
    if (kept / key).is_dir():
        shutil.copytree(kept / key, folder)
        return
    _write_generated(folder, country_a, country_b, languages, data, root)
    with suppress(OSError):  # no room is no fault
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=kept, prefix="."))
        shutil.copytree(folder, new, dirs_exist_ok=True)
        new.rename(kept / key)


def _write_generated(
    folder: Path, country_a: str, country_b: str, languages: Sequence[str], data: Path | None, root: Path
) -> None:
    from bilateral import generated  # with all that draws and computes: meanwhile the kernels get ready

    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    first = generated.Context(
        country_a,
        country_b,
        languages[0],
        str(data) if data else None,
        report=config["sphinx"]["config"]["bilateral_report_address"],
        base=config.get("html", {}).get("baseurl", ""),
    )
    for language in languages:
        generated.write(folder / language, first.in_language(language))


def stage(
    folder: Path,
    country_a: str,
    country_b: str,
    language: str,
    languages: Sequence[str],
    results: Sequence[Result],
    data: Path | None,
    root: Path,
    parts: Path | None = None,
) -> Path:
    """Lay out the sources of one language as jupyter-book wants them and return the folder.

    `parts` holds what `write_generated` made for the language; None: the extension will make it.
    """
    shutil.copytree(root / "book", folder / "book", ignore=shutil.ignore_patterns("generated"))
    if parts:
        shutil.move(parts, folder / "book" / "generated")
    shutil.copy(root / "CHANGELOG.md", folder)
    (folder / "notebooks").mkdir()
    for result in results:
        if result.task.parameters["language"] == language:
            shown = runner.condensed(result.notebook, language)
            write_notebook(shown, folder / "notebooks" / result.task.notebook.name)
    bib = datapackage.bibliography(datapackage.load(data), _named(folder) if parts else None)
    (folder / "book" / "references.bib").write_text(bib, encoding="utf-8")
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    config["title"] = book_title(country_a, country_b).render(language)
    config["execute"]["execute_notebooks"] = "off"
    config["sphinx"]["config"].update(
        language=language,
        bilateral_countries=[country_a, country_b],
        bilateral_languages=list(languages),
        bilateral_data=str(data.resolve()) if data else "",
        bilateral_staged=parts is not None,
    )
    if language != "en":
        # A copy, because the compiled catalogues are written beside the texts.
        shutil.copytree(
            LOCALE / language, folder / "locale" / language, ignore=shutil.ignore_patterns("*.mo")
        )
        for catalogue in sorted((folder / "locale").rglob("*.po")):
            compile_catalogue(catalogue)
        config["sphinx"]["config"].update(locale_dirs=["locale"], gettext_compact="book")
    _write_yaml(folder / "_config.yml", config)
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    _write_yaml(folder / "_toc.yml", translate_toc(toc, language))
    return folder


def _named(folder: Path) -> set[str]:
    """The sources that staged pages cite, and all words of texts that may be ids of sources in a list.

    To read the other entries would take a second. The page that counts sources names all that are left over,
    but lists those that are cited.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in sphinx_build.sources(folder)}
    found = sphinx_build.cited(texts.values())
    for path, text in texts.items():
        if path.suffix == ".md" and path.name != COUNTS:
            found.update(re.findall(r"[\w-]+", text))
    return found


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write an executed notebook with sorted keys, so that equal notebooks are equal bytes."""
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def translate_toc(toc: Any, language: str) -> Any:
    """A table of contents with its captions and titles in another language (their msgids stand in `book`)."""
    if isinstance(toc, list):
        return [translate_toc(item, language) for item in toc]
    if not isinstance(toc, dict):
        return toc
    return {
        key: render(Message(value, domain="book"), language)
        if key in ("caption", "title")
        else translate_toc(value, language)
        for key, value in toc.items()
    }


def front_page(html: Path) -> None:
    """Put the book's first page at `index.html` too, its links changed to fit, in place of a redirect."""
    text = (html / "book" / "index.html").read_text(encoding="utf-8")

    def fit(match: re.Match[str]) -> str:
        attribute, address = match[1], match[2]
        if re.match(r"[a-z]+:|#|/", address) or not address:
            return match[0]
        return f'{attribute}="{os.path.normpath(f"book/{address}") if address != "../" else "./"}"'

    text = re.sub(r'(?<![-\w])(href|src|data-content_root|action)="([^"]*)"', fit, text)
    (html / "index.html").write_text(text, encoding="utf-8")


def chooser(country_a: str, country_b: str, languages: Sequence[str]) -> str:
    """The page that chooses the language: links for everyone, and the reader's last choice first.

    It moves on by itself only on the first visit of a session, so that "back" leads here and not in a circle.
    """
    links = "\n".join(
        f'<li><a href="{x}/index.html" lang="{x}" hreflang="{x}">{escape(language_name(x))}: '
        f"{escape(book_title(country_a, country_b).render(x))}</a></li>"
        for x in languages
    )
    title = escape(book_title(country_a, country_b).render(languages[0]))
    template = (Path(__file__).parent / "web" / "chooser.html").read_text(encoding="utf-8")
    return template.replace("@LANGUAGE@", languages[0]).replace("@TITLE@", title).replace("@LINKS@", links)


def put_in_place(new: Path, book: Path) -> None:
    """Put a finished book in its place, with what is told of it beside it.

    What is told of the last one goes first, so that nothing ever stands beside a book that is not about it.
    """
    beside = (book_state.STATE, run_record.NAME)
    for name in beside:
        book.with_name(name).unlink(missing_ok=True)
    swap(new, book)
    for name in beside:
        new.with_name(name).replace(book.with_name(name))


def swap(new: Path, place: Path) -> None:
    """Put a finished folder in its place: in one step where the system can exchange names, else in two.

    A build that is killed between the two is put right by the next (`workplace.put_right`).
    """
    if not place.exists():
        new.rename(place)
        return
    if not _exchange(new, place):
        old = place.with_name(f"{workplace.OLD}{place.name}")
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    """renameat2(RENAME_EXCHANGE) of Linux: both names change in one step. False where it is not to be had."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    at_cwd, exchange = -100, 2
    return bool(call(at_cwd, os.fsencode(a), at_cwd, os.fsencode(b), exchange) == 0)


def _write_yaml(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
