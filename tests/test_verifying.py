"""The record of a build, and whether its pages come out again as they stand in the book."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from pyld import jsonld

from bilateral import __version__, cli, page, publish, run_record, tasks, verifying
from bilateral.datapackage import data_date
from bilateral.errors import BadInput
from bilateral.run_key import Store
from tests import small_book
from tests.test_runner import notebook

# The words of the context of RO-Crate 1.1 that a record may use, and their addresses.
SCHEMA_WORDS = (
    "CreateAction CreativeWork Dataset IndividualProduct Organization SoftwareApplication SoftwareSourceCode "
    "about author contentSize datePublished description encodingFormat endTime hasPart identifier inLanguage "
    "instrument license mentions name object result softwareRequirements startTime version"
)
ADDRESSES = {
    **{word: f"http://schema.org/{word}" for word in SCHEMA_WORDS.split()},
    "File": "http://schema.org/MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}


def offline(url: str, options: Any = None) -> dict[str, Any]:
    """The one context that the record names; nothing is fetched."""
    assert url == "https://w3id.org/ro/crate/1.1/context"
    document = {"@context": ADDRESSES}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
    }


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small book whose one page shows two lines of a file that nobody has declared, and a finding."""
    small_book.hasten(monkeypatch)
    root = small_book.make(tmp_path / "root")
    (tmp_path / "hidden").write_text("one\ntwo")
    notebook(
        root / "notebooks" / "economy.ipynb",
        small_book.OPENED,
        f"hidden = open({str(tmp_path / 'hidden')!r}).read()\nprint(hidden)",
        "from IPython.display import display\n"
        "record = {'id': 'economy-trade', 'kind': 'finding', 'text': hidden}\n"
        f"display({{{page.FINDING!r}: record, 'text/html': f'<p>{{hidden}}</p>'}}, raw=True)",
    )
    return root


def build(root: Path) -> Path:
    return publish.build_book("UZB", "KAZ", ["en"], root=root, build=root / "_build")


def verify(root: Path, name: str | None = None) -> list[str]:
    return [str(x) for x in verifying.verify("UZB", "KAZ", name, root=root, build=root / "_build")]


def check_crate(book: Path) -> list[dict[str, Any]]:
    """The rules of RO-Crate 1.1 for a metadata file; returns its entities."""
    document = json.loads(book.with_name(run_record.NAME).read_text(encoding="utf-8"))
    graph: list[dict[str, Any]] = document["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    assert len(entities) == len(graph), "an entity is described once"
    assert all(entity["@type"] and entity.get("name") for entity in graph)
    descriptor = entities["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    top = entities["./"]
    assert top["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license"} <= top.keys()
    for entity in graph:
        for values in entity.values():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict):
                    assert value.keys() == {"@id"}, "flat: nothing is described inside another entity"
                    assert value["@id"] in entities
            assert not (isinstance(values, list) and len(values) < 2), "compact: no list of one"
    parts, waiting = set(), ["./"]
    while waiting:
        listed = entities[waiting.pop()].get("hasPart", [])
        found = {part["@id"] for part in (listed if isinstance(listed, list) else [listed])}
        waiting += found - parts
        parts |= found
    inside = {name for name, x in entities.items() if x["@type"] in ("File", "Dataset")} - {"./"}
    assert parts == inside, "files and folders hang on the root"
    assert all((book.parent / name).exists() for name in inside)
    # every word has an address: what has none is dropped when it is expanded
    expanded = jsonld.expand(document, {"documentLoader": offline, "base": "https://example.org/book/"})
    assert len(expanded) == len(graph)
    for entity, wide in zip(sorted(graph, key=lambda x: len(x)), sorted(expanded, key=len), strict=True):
        assert len(entity) == len(wide)
    return graph


def of_type(graph: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [entity for entity in graph if entity["@type"] == kind]


def test_the_record_says_when_with_what_and_what_came_of_it(root: Path) -> None:
    book = build(root)
    graph = check_crate(book)
    (top,) = (entity for entity in graph if entity["@id"] == "./")
    assert (top["datePublished"], top["version"]) == (data_date(), __version__)
    run, whole = of_type(graph, "CreateAction")
    assert run["description"] == "Executed by this build: it has not run with these parameters"
    times = [datetime.fromisoformat(x[y]) for x, y in ((whole, "startTime"), (run, "startTime"))]
    times += [datetime.fromisoformat(x["endTime"]) for x in (run, whole)]
    assert times == sorted(times)
    text = book.with_name(run_record.NAME).read_text(encoding="utf-8")
    assert str(root) not in text
    assert str(Path.home()) not in text
    # the next build takes the page from the store, and knows when it was executed
    (root / "book" / "index.md").write_text("# Other words\n", encoding="utf-8")
    build(root)
    again, _whole = of_type(check_crate(book), "CreateAction")
    assert again["description"].startswith("Taken from the store")
    assert [again[x] for x in ("startTime", "endTime")] == [run[x] for x in ("startTime", "endTime")]


def test_the_default_book_has_a_record(book: Path) -> None:
    graph = check_crate(book)
    runs = {entity["name"] for entity in of_type(graph, "CreateAction")}
    chapters = [path.stem for path in tasks.notebooks()]
    expected = {f"Execution of {name} ({language})" for name in chapters for language in ("en", "uz")}
    assert runs == expected | {"Build of the book"}
    assert not (book / run_record.NAME).exists(), "no time stands inside the book"


def test_a_planted_difference_is_found_and_named(root: Path, tmp_path: Path) -> None:
    book = build(root)
    assert verify(root, "economy") == []
    (tmp_path / "hidden").write_text("one\n2")
    # the given parameters stand behind their defaults, so that the printed lines stand in the fourth cell
    told = "economy (en), cell 4 (cell-2), stdout, line 2: expected “two”; found “2”"
    assert verify(root) == [told]
    # the finding says it when it is the first to differ
    silent = root / "notebooks" / "economy.ipynb"
    silent.write_text(silent.read_text(encoding="utf-8").replace("print(hidden)", "pass"), encoding="utf-8")
    (tmp_path / "hidden").write_text("one\ntwo")
    (line,) = verify(root)
    assert line.startswith(
        "economy (en), cell 4 (cell-2), source, line 2: expected “print(hidden)”; found “pass”"
    )
    assert line.endswith("; changed since then: notebook")
    build(root)
    (tmp_path / "hidden").write_text("one\n2")
    finding = f"cell 5 (cell-3), {page.FINDING}, economy-trade, text: expected “one\\ntwo”; found “one\\n2”"
    assert verify(root) == [f"economy (en), {finding}"]
    # without a store there is only the digest to compare with; and a page that somebody has changed
    shutil.rmtree(root / "_build" / ".results")
    (book / "en" / "notebooks" / "economy.html").write_text("else", encoding="utf-8")
    told, changed = verify(root)
    assert re.fullmatch(
        r"economy \(en\): expected an executed notebook with SHA-256 \w{64}; found \w{64}, .+", told
    )
    assert changed.startswith("economy (en), html/en/notebooks/economy.html: expected SHA-256 ")


def test_every_kind_of_difference_has_words() -> None:
    v4 = nbformat.v4

    def made(*cells: Any) -> Any:
        for number, cell in enumerate(cells):
            cell.id = f"c{number}"
        return v4.new_notebook(cells=list(cells))

    def shown(**data: Any) -> Any:
        kinds = {"html": "text/html", "finding": page.FINDING}
        output = v4.new_output("display_data", {kinds[kind]: value for kind, value in data.items()})
        return v4.new_code_cell("x", outputs=[output])

    long = "<svg>" + "a" * 500
    cases = [
        (made(shown(html="a\nb")), made(shown(html="a\nb")), None),
        (
            made(shown(html="a\nb")),
            made(shown(html="a\nc")),
            ("cell 1 (c0), text/html, line 2", "“b”", "“c”"),
        ),
        (made(shown(html="a")), made(v4.new_code_cell("x")), ("cell 1 (c0), text/html", "“a”", "nothing")),
        (made(shown(html="a")), made(v4.new_code_cell("y")), ("cell 1 (c0), source, line 1", "“x”", "“y”")),
        (
            made(shown(html="1", finding={"id": "f", "value": 1})),
            made(shown(html="2", finding={"id": "f", "value": 2})),
            (f"cell 1 (c0), {page.FINDING}, f, value", "“1”", "“2”"),
        ),
        (
            made(shown(html="a")),
            made(shown(html="a"), v4.new_markdown_cell("b")),
            ("cell 2", "nothing", "cell c1"),
        ),
        (
            made(shown(html=long + "1")),
            made(shown(html=long + "2")),
            ("cell 1 (c0), text/html, line 1", f"“{'a' * 40}1”", f"“{'a' * 40}2”"),
        ),
    ]
    for expected, found, told in cases:
        assert verifying.first_difference(expected, found) == told


def test_what_cannot_be_verified_is_bad_input(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no book of UZB-KAZ .+; run: bilateral build UZB KAZ"):
        verify(root)
    build(root)
    notebook(root / "notebooks" / "culture.ipynb", "x = 1")
    with pytest.raises(BadInput, match=r"page culture: not in this book; expected one of economy"):
        verify(root, "culture")
    done = CliRunner().invoke(cli.main, ["verify", "--pair", "KGZ", "TJK", "--books", str(tmp_path)])
    assert done.exit_code == 2
    assert "no book of KGZ-TJK" in done.output
    # a record that is no record
    (root / "_build" / "UZB-KAZ" / run_record.NAME).write_text("[]", encoding="utf-8")
    with pytest.raises(BadInput):
        verify(root)


def test_the_exit_code_tells_whether_all_is_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [verifying.Difference("economy (en)", "cell 1 (c0), stdout, line 1", "“a”", "“b”")]
    for differences, code in (([], 0), (found, 1)):
        monkeypatch.setattr(verifying, "verify", lambda *a, told=differences, **k: told)
        done = CliRunner().invoke(cli.main, ["verify", "economy"])
        assert done.exit_code == code
        assert [line for line in done.output.splitlines() if line.startswith("economy")] == [
            str(x) for x in differences
        ]


def test_results_of_the_store_are_told_newest_first(root: Path) -> None:
    build(root)
    given = {"country_a": "UZB", "country_b": "KAZ", "language": "en"}
    task = tasks.make_task(root / "notebooks" / "economy.ipynb", given)
    store = Store(root / "_build" / ".results", root)
    (first,) = store.results(task)
    store.keep(task, first + " ", [])
    assert list(store.results(task)) == [first + " ", first]
