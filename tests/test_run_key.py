"""The run key: for each kind of change, exactly the pages run that depend on what was changed.

The default book has been built, so its store knows every page of both languages. What it knows is put into a
store of the test's own, for a copy of data, code and translations in which a change is made.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd
import pytest

from bilateral import datapackage, dependencies, messages, page, publish, reads, runner, tasks
from bilateral.run_key import Store
from bilateral.tasks import Task
from bilateral.vocabulary import THEMES
from tests.conftest import ROOT, some

LANGUAGES = ("en", "uz")
CHAPTERS = (*THEMES, "synthesis")
EVERY = frozenset(f"{chapter} ({language})" for chapter in CHAPTERS for language in LANGUAGES)


def both(*chapters: str) -> frozenset[str]:
    return frozenset(f"{chapter} ({language})" for chapter in chapters for language in LANGUAGES)


@dataclass(frozen=True)
class Copy:
    """A copy of all that a page hangs on, and the store that knows every page of it."""

    folder: Path
    store: Path

    @property
    def tasks(self) -> list[Task]:
        return [
            Task(
                self.folder / "notebooks" / f"{chapter}.ipynb",
                {"country_a": "UZB", "country_b": "KAZ", "language": language},
                self.folder / "data",
            )
            for language in LANGUAGES
            for chapter in CHAPTERS
        ]

    def looked(self) -> dict[str, tuple[str, ...]]:
        """Title -> what has changed, of every page that would run."""
        store = Store(self.store, self.folder)
        known = {task.title: store.look(task) for task in self.tasks}
        return {title: one.changed for title, one in known.items() if one.text is None}


@pytest.fixture(scope="module")
def filled(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy as it is before any change; nobody changes it."""
    assert book.exists()
    folder = tmp_path_factory.mktemp("known")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copytree(ROOT / "locale", folder / "locale", ignore=shutil.ignore_patterns("*.mo"))
    shutil.copytree(
        dependencies.PACKAGE,
        folder / "src" / "bilateral",
        ignore=shutil.ignore_patterns("__pycache__", "web"),
    )
    shutil.copy(ROOT / "requirements.lock", folder)
    built, own = Store(publish.BUILD / ".results"), Store(folder / "store", folder)
    for task in Copy(folder, folder / "store").tasks:
        of_book = tasks.make_task(ROOT / "notebooks" / task.notebook.name, task.parameters)
        text = built.look(of_book).text
        assert text is not None, f"{task.title}: the book was built, so its result is known"
        keys = [json.loads(key) for key in built._traces(of_book)[0].read]
        own.keep(task, text, keys)
    return folder


@pytest.fixture(scope="module")
def untouched(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `filled` was, to put it right after a change."""
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("untouched") / "copy"))


@pytest.fixture
def copy(filled: Path, untouched: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    """The copy to be changed. Traces name the folder of the data, so it stands where it was filled."""
    monkeypatch.setattr(dependencies, "PACKAGE", filled / "src" / "bilateral")
    monkeypatch.setattr(messages, "LOCALE", filled / "locale")
    forget()
    yield Copy(filled, filled / "store")
    there, wanted = (files(folder) for folder in (filled, untouched))
    for name in there.keys() - wanted.keys():
        (filled / name).unlink()
    for name, state in wanted.items():
        if there.get(name) != state:
            (filled / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(untouched / name, filled / name)
    assert files(filled) == wanted
    forget()


def files(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of each file: a copy has those of what it was copied from."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): (state.st_size, state.st_mtime_ns) for path, state in found}


def forget() -> None:
    """Let code and translations be read again."""
    for cached in (dependencies.modules, dependencies._imported):
        cached.cache_clear()
    dependencies._told.clear()
    messages._catalogues.clear()


def row(table: str, column: str, value: str, **where: str) -> Callable[[Path], None]:
    """Change one cell of the first row that has the given cells."""

    def change(folder: Path) -> None:
        path = folder / "data" / table
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = next(r for r in rows if all(r[name] == cell for name, cell in where.items()))
        assert found[column] != value
        found[column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


def text(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Change the first place where a text stands in a file."""

    def change(folder: Path) -> None:
        content = (folder / path).read_text(encoding="utf-8")
        assert old in content, f"{path} does not hold {old!r}"
        (folder / path).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def a_new_row(folder: Path) -> None:
    """An event of two countries that are neither of the pair nor neighbours of one, with its source."""
    for name, like in (("events", "CUL-001"), ("event_sources", "CUL-001")):
        path = folder / "data" / "curated" / "UZB-KAZ" / f"{name}.csv"
        line = next(x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith(f"{like},"))
        with path.open("a", encoding="utf-8") as file:
            file.write(line.replace(like, "CUL-CHL").replace("KAZ;UZB", "ARG;CHL") + "\n")


CURATED = "curated/UZB-KAZ"
CHANGES = {
    "nothing": (lambda folder: None, frozenset()),
    "an act of culture": (
        row(f"{CURATED}/events.csv", "place", "Samarkand", event_id="CUL-001"),
        both("culture", "synthesis"),
    ),
    "what a source says of an act of diplomacy": (
        row(f"{CURATED}/event_sources.csv", "note", "Changed.", event_id="DIP-BRD-2002"),
        both("diplomacy", "economy", "synthesis"),  # an act of diplomacy may be a deal
    ),
    "a figure of trade": (
        row(f"{CURATED}/observations.csv", "note", "Changed.", indicator="exports"),
        both("economy", "tourism_religion", "synthesis"),  # flights are told with the traffic of goods
    ),
    "an act of two others": (a_new_row, frozenset()),
    "what is known of members": (
        row(f"{CURATED}/memberships.csv", "note", "Changed.", country="UZB"),
        both("international_support", "synthesis"),
    ),
    "the visa rule between the two": (
        row("world/visa_rules.csv", "days", "29", passport="UZB", destination="KAZ"),
        both("tourism_religion"),
    ),
    "common holidays of two others": (
        row("world/religion_similarity.csv", "a", "ARE", a="ARG", b="CHL"),
        both("tourism_religion"),  # it compares all neighbours
    ),
    "a treaty of two others": (
        row("world/trade_agreements.csv", "signed", "9", a="ARG", b="CHL"),
        both("economy"),
    ),
    "a translation of one sentence of culture": (
        lambda folder: translate(folder, "culture"),
        frozenset({"culture (uz)"}),
    ),
    "a translation that every page uses": (
        text("locale/uz/LC_MESSAGES/app.po", 'bobi."', 'bobi. X"'),
        frozenset(f"{chapter} (uz)" for chapter in CHAPTERS),
    ),
    "a translation of the prose": (
        text("locale/uz/LC_MESSAGES/book.po", 'msgstr "Bu qanchalik tez?"', 'msgstr "X"'),
        frozenset(),
    ),
    "a notebook": (
        text("notebooks/economy.ipynb", "What became", "What has become"),
        both("economy"),
    ),
    "code of one theme": (
        text("src/bilateral/themes/culture.py", "from __future__", "# a remark\nfrom __future__"),
        both("culture", "synthesis"),  # whose primary indicator counts acts as the chapter does
    ),
    "code that judges claims, to the same verdicts": (
        text("src/bilateral/claims.py", "from __future__", "# a remark\nfrom __future__"),
        frozenset(),
    ),
    "code of the figures": (
        text("src/bilateral/figures.py", "from __future__", "# a remark\nfrom __future__"),
        EVERY,
    ),
    "the simulated table of the tests": (
        text("src/bilateral/ar1_critical.csv", "\n", "\n\n"),
        EVERY,  # a file beside modules belongs to all of them
    ),
    "code that fetches tables": (
        text("src/bilateral/upstream/download.py", "from __future__", "# a remark\nfrom __future__"),
        frozenset(),
    ),
    "the locked environment": (text("requirements.lock", "pandas==", "pandas==0."), EVERY),
    "a schema": (text("data/schemas/events.json", "description", "title"), EVERY),
    "the wording of a claim of culture": (
        lambda folder: reword(folder, "culture"),
        both("culture"),
    ),
    "the evidence for the claims of economy": (
        lambda folder: doubt(folder, "economy"),
        both("economy"),
    ),
}


def translate(folder: Path, chapter: str) -> None:
    """Change a translation that only one chapter uses."""
    store = Store(folder / "store", folder)
    used = {
        task.name: {key for key in store._traces(task)[0].read if json.loads(key)[0] == "message"}
        for task in Copy(folder, folder / "store").tasks
        if task.parameters["language"] == "uz"
    }
    others = set().union(*(keys for name, keys in used.items() if name != chapter))
    own = [json.loads(key) for key in sorted(used[chapter] - others)]
    msgid = next(
        m for _kind, _language, domain, m, context, *n in own if domain == "app" and not context and not n
    )
    path = folder / "locale" / "uz" / "LC_MESSAGES" / "app.po"
    catalogue = messages.pofile.read_po(path.open("rb"))
    catalogue[msgid].string += " X"
    with path.open("wb") as file:
        messages.pofile.write_po(file, catalogue)


def reword(folder: Path, theme: str) -> None:
    """Change our words for a claim of a theme."""
    path = folder / "data" / "documents" / "seed" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claim = next(r for r in rows if r["theme"] == theme)
    claim["statement"] += " X"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def doubt(folder: Path, theme: str) -> None:
    """Take away all that is declared to bear on the claims of a theme."""
    documents = folder / "data" / "documents" / "seed"
    with (documents / "claims.csv").open(encoding="utf-8", newline="") as file:
        mine = [r["claim_id"] for r in csv.DictReader(file) if r["theme"] == theme]
    with (documents / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (documents / "evidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(r for r in rows if r["claim_id"] not in mine)


# Each of them has a like that `make test` sees; looking after a change of data takes seconds.
LIKE_OTHERS = (
    "an act of two others",
    "what is known of members",
    "a treaty of two others",
    "the wording of a claim of culture",
)


@pytest.mark.parametrize(
    "name", [pytest.param(x, marks=pytest.mark.soak) if x in LIKE_OTHERS else x for x in CHANGES]
)
def test_exactly_the_pages_run_that_depend_on_it(copy: Copy, name: str) -> None:
    change, expected = CHANGES[name]
    change(copy.folder)
    assert copy.looked().keys() == expected


def test_what_has_changed_is_told_in_words(copy: Copy) -> None:
    row(f"{CURATED}/events.csv", "place", "Samarkand", event_id="CUL-001")(copy.folder)
    row("world/visa_rules.csv", "days", "29", passport="UZB", destination="KAZ")(copy.folder)
    told = copy.looked()
    assert told["culture (uz)"] == ("rows of events",)
    assert told["tourism_religion (en)"] == ("table visa_rules",)


def test_other_parameters_are_another_task(copy: Copy) -> None:
    first = copy.tasks[0]
    other = Task(first.notebook, {**first.parameters, "until": 2019}, first.data)
    known = Store(copy.store, copy.folder).look(other)
    assert (known.text, known.changed) == (None, ("it has not run with these parameters",))


def test_a_result_that_is_damaged_or_gone_is_not_used(copy: Copy) -> None:
    store = Store(copy.store, copy.folder)
    first, second, *rest = copy.tasks
    for task, damage in ((first, b"no gzip"), (second, None)):
        path = store._place(store._traces(task)[0].result)
        path.unlink() if damage is None else path.write_bytes(damage)
    assert copy.looked() == {
        task.title: ("its result is no longer in the store",) for task in (first, second)
    }
    assert rest


def test_going_back_to_an_earlier_state_runs_nothing(copy: Copy) -> None:
    store = Store(copy.store, copy.folder)
    task = copy.tasks[0]
    text_before = store.look(task).text
    assert text_before is not None
    keys = [json.loads(key) for key in store._traces(task)[0].read]
    path = copy.folder / "notebooks" / task.notebook.name
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    Store(copy.store, copy.folder).keep(task, text_before + " ", keys)
    assert Store(copy.store, copy.folder).look(task).text == text_before + " "
    path.write_bytes(before)
    assert Store(copy.store, copy.folder).look(task).text == text_before


@pytest.mark.parametrize(
    "path",
    ["notebooks/culture.ipynb", "data/sources.csv", "locale/uz/LC_MESSAGES/app.po", "src/bilateral/page.py"],
)
def test_what_changes_while_a_page_runs_keeps_its_result_out_of_the_store(copy: Copy, path: str) -> None:
    store = Store(copy.store, copy.folder)
    task = next(x for x in copy.tasks if x.name == "culture")
    before = store.inputs(task)
    assert not runner._changed(task, store, before)
    with (copy.folder / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert runner._changed(task, store, before)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_a_kernel_tells_of_its_page_is_what_the_store_finds(
    book: Path, tmp_path: Path, chapter: str
) -> None:
    assert book.exists()
    given = {"country_a": "UZB", "country_b": "KAZ", "language": "uz"}
    task = tasks.make_task(ROOT / "notebooks" / f"{chapter}.ipynb", given)
    told = Store(publish.BUILD / ".results")._traces(task)[0]
    found = Store(tmp_path)
    rows = {f"rows of {name}": known for name, known in found._select(task).items()}
    assert rows == {name: known for name, known in told.given.items() if name.startswith("rows of ")}
    read = {written: known for written, known in told.read.items() if not written.startswith('["claims"')}
    assert len(read) > 100
    assert {written: found._digest(task, tuple(json.loads(written))) for written in read} == read


def test_the_rows_that_a_page_is_given_are_all_that_are_not_whole_tables() -> None:
    selection = datapackage.load().select("UZB", "KAZ")
    frames = {f.name for f in fields(selection) if isinstance(getattr(selection, f.name), pd.DataFrame)}
    assert frames - set(selection.given()) == {"unga", "agrifood", "macro", "area"}


def test_what_the_code_reads_beside_itself_is_part_of_it() -> None:
    """A module opens a file of its package only where its digest is told with the code."""
    beside = {p.name for p in dependencies.PACKAGE.iterdir() if p.is_file() and p.suffix != ".py"}
    assert beside <= set(dependencies.modules("bilateral.generated"))


@pytest.mark.parametrize("chapter", some(THEMES, 3))
@pytest.mark.parametrize("pair", [("UZB", "KAZ"), pytest.param(("TJK", "KGZ"), marks=pytest.mark.soak)])
def test_the_rows_of_its_themes_are_all_that_a_chapter_uses(chapter: str, pair: tuple[str, str]) -> None:
    """Given all rows of the pair, every indicator is the same: nothing is lost by giving it a part."""
    package = datapackage.load()
    given = page.select(package, chapter, page.Parameters(*pair))
    everything = package.select(*pair)
    assert len(given.events) < len(everything.events)
    for name, indicator in page.Page(chapter, page.Parameters(*pair))._indicators.items():
        one, other = indicator(given), indicator(everything)
        assert one.frame.to_csv() == other.frame.to_csv(), name
        assert one.findings == other.findings, name


def test_nothing_is_noted_before_the_start_nor_aside() -> None:
    reads._noted = None
    reads.note("table", "area")
    assert reads.noted() is None
    reads.start()
    reads.note("table", "macro")
    with reads.aside():
        reads.note("table", "area")
    assert reads.noted() == [("table", "macro")]
    reads._noted = None
