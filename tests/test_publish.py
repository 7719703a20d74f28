"""From executed notebooks to a published folder: all or nothing, and what the folder holds."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml

from bilateral import datapackage, page, publish, runner, sphinx_build, tasks, workplace
from bilateral.errors import BadInput
from tests import small_book
from tests.conftest import BOOK, ROOT
from tests.small_book import state
from tests.test_runner import notebook

OPTIONS = {"kind": "figure", "title": 'A "small" one', "csv": "small.csv", "csv-data": "YSxiCg=="}
BODY = """```{raw} html
<svg class="bl-wide"><text>one

two</text></svg>
```

*Words.*

```{raw} html
<details><summary>More</summary>
```

- Words.

```{raw} html
</details>
```"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small book, no page of which includes a generated part."""
    monkeypatch.setattr(publish, "_write_generated", small_book.without_parts)
    return small_book.make(tmp_path / "root")


def build(root: Path, **options: bool) -> Path:
    return publish.build_book("UZB", "KAZ", ["en"], root=root, build=root / "_build", **options)


def test_only_a_whole_book_takes_the_place_of_the_last_good_one(small: Path) -> None:
    economy, corrections = small / "notebooks" / "economy.ipynb", small / "book" / "corrections.md"
    shown = {"text/markdown": page.directive("fig-shown", OPTIONS, BODY)}
    notebook(economy, f"from IPython.display import display\ndisplay({shown!r}, raw=True)")
    written = corrections.read_text(encoding="utf-8") + "\n" + page.directive("fig-written", OPTIONS, BODY)
    corrections.write_text(written, encoding="utf-8")
    folder = build(small)
    good = state(folder)
    # an output of a notebook is on its page what the same text is on a page of text
    figures = [
        re.sub("fig-(shown|written)", "", str(figure[0]))
        for name in ("notebooks/economy", "book/corrections")
        if (figure := re.search("(?s)<figure.*</figure>", good[f"en/{name}.html"].decode()))
    ]
    assert figures[0] == figures[1]
    assert '<svg class="bl-wide"><text>one\n\ntwo</text></svg>' in figures[0]
    assert "<em>Words.</em>" in figures[0]
    # a cell that fails
    notebook(economy, "1 / 0")
    with pytest.raises(runner.PageFailed, match=r"economy\.ipynb, cell 2 \(cell-1\): ZeroDivisionError"):
        build(small)
    assert state(folder) == good
    # a warning of jupyter-book
    notebook(economy, "x = 1")
    index = small / "book" / "index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(text + "\n{cite:p}`no-such-source`\n", encoding="utf-8")
    with pytest.raises(publish.BookFailed, match="no-such-source"):
        build(small)
    assert state(folder) == good
    # what Sphinx learnt while it failed is not used again
    assert not (folder.parent / ".pages" / "en" / "frame.json").exists()
    # whole again: swapped in, and nothing is left behind
    index.write_text(text + "\nNew words.\n", encoding="utf-8")
    assert build(small) == folder
    assert "New words." in (folder / "en" / "book" / "index.html").read_text(encoding="utf-8")
    beside = {workplace.LOCK, ".pages", "html", "built.json", "ro-crate-metadata.json"}
    assert {p.name for p in folder.parent.iterdir()} == beside
    assert (folder.parent / workplace.LOCK).read_bytes() == b"", "nobody holds it"


def test_a_page_built_alone_has_the_bytes_of_a_whole_build(small: Path) -> None:
    index, other = (small / "book" / f"{name}.md" for name in ("index", "corrections"))
    text = other.read_text(encoding="utf-8")
    other.write_text(text + "\n" + page.directive("fig-small", OPTIONS, BODY), encoding="utf-8")
    toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": "book/corrections"}]}
    (small / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    folder = build(small)
    kept = folder.parent / ".pages" / "en" / "_build" / ".doctrees" / "book"
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    index.write_text(index.read_text(encoding="utf-8") + "\nNew words.\n", encoding="utf-8")
    alone = state(build(small))
    assert [n for n, at in before.items() if (kept / n).stat().st_mtime_ns != at] == ["index.doctree"]
    shutil.rmtree(folder.parent / ".pages")
    assert state(build(small, keep_doctrees=False)) == alone
    assert ".pages" not in {p.name for p in folder.parent.iterdir()}


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("book/index.md", "# Summary\n\nOther words.\n", set()),
        ("book/index.md", "# In short\n\nWords.\n", {"headings"}),  # stands in the contents of every page
        ("book/index.md", "# Summary\n\n{cite:p}`a,b`\n", {"cited"}),  # one page lists what all others cite
        ("book/references.bib", "@misc{a}\n", {"book/references.bib"}),
        ("_toc.yml", "root: book/index\n", {"_toc.yml"}),
        ("_config.yml", "title: Another\nsphinx: {config: {bilateral_data: ''}}\n", {"_config.yml"}),
        ("locale/uz/LC_MESSAGES/book.po", 'msgid "a"\n', {"translations"}),
    ],
)
def test_what_other_pages_show_too_has_all_of_them_built(
    tmp_path: Path, name: str, text: str, changed: set[str]
) -> None:
    folder = publish.stage(tmp_path / "uz", "KGZ", "TJK", "uz", ["en", "uz"], [], None, ROOT)
    (folder / "book" / "index.md").write_text("# Summary\n\nWords.\n", encoding="utf-8")
    before = sphinx_build._frame(folder)
    (folder / name).write_text(text, encoding="utf-8")
    after = sphinx_build._frame(folder)
    assert {part for part in before if before[part] != after[part]} == changed


def test_the_bibliography_of_a_staged_book_holds_what_its_pages_name(small: Path, tmp_path: Path) -> None:
    ids = list(datapackage.load().sources.source[:40])
    index = small / "book" / "index.md"
    text = index.read_text(encoding="utf-8") + f"\nA fact {{cite:p}}`{ids[0]},{ids[1]}`.\n"
    index.write_text(text, encoding="utf-8")
    task = tasks.make_task(small / "notebooks" / "economy.ipynb", {"language": "en"})
    cell = nbformat.v4.new_markdown_cell(f"Words\n{{cite:p}}`{ids[2]}`")
    result = runner.Result(task, nbformat.v4.new_notebook(cells=[cell]))
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "sources-economy.md").write_text(f"```{{bibliography}}\n\n{ids[3]}\n```\n", encoding="utf-8")
    (parts / publish.COUNTS).write_text(f'cited and key in {{"{ids[4]}"}}\n', encoding="utf-8")
    stage = publish.stage(tmp_path / "en", "UZB", "KAZ", "en", ["en"], [result], None, small, parts)
    bib = (stage / "book" / "references.bib").read_text(encoding="utf-8")
    assert re.findall(r"@misc\{([^,]+),", bib) == ids[:4]


def test_a_process_that_got_ready_for_nothing_ends() -> None:
    with sphinx_build.getting_ready() as get_ready:
        (process,) = get_ready(1)
        assert process.poll() is None
    assert process.poll() == 0


def test_bad_input_stops_before_anything_is_made(small: Path) -> None:
    with pytest.raises(BadInput):
        publish.build_book("UZB", "ATL", ["en"], root=small, build=small / "_build")
    assert not (small / "_build").exists()


def test_swap_exchanges_or_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, exchange in enumerate((publish._exchange, lambda a, b: False)):
        monkeypatch.setattr(publish, "_exchange", exchange)
        base = tmp_path / str(number)
        place = base / "html"
        for text in ("one", "two", "three"):
            new = base / "new" / "html"
            new.mkdir(parents=True, exist_ok=True)
            (new / "page").write_text(text)
            publish.swap(new, place)
            assert (place / "page").read_text() == text
            shutil.rmtree(base / "new", ignore_errors=True)
        assert [p.name for p in base.iterdir()] == ["html"]


def test_the_language_is_chosen_by_links(book: Path) -> None:
    html = (book / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(\w+)/index.html" lang="(\w+)"', html) == [("en", "en"), ("uz", "uz")]
    assert "http-equiv" not in html
    assert "location" not in html, "nobody is sent anywhere"
    for language in ("en", "uz"):
        front = (book / language / "index.html").read_text(encoding="utf-8")
        assert "http-equiv" not in front
        assert f'<html lang="{language}"' in front


def test_the_stage_carries_the_language_and_the_pair(tmp_path: Path) -> None:
    folder = publish.stage(tmp_path / "uz", "KGZ", "TJK", "uz", ["en", "uz"], [], None, ROOT)
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]["config"]
    assert config["execute"]["execute_notebooks"] == "off"
    assert sphinx["language"] == "uz"
    assert sphinx["bilateral_countries"] == ["KGZ", "TJK"]
    assert "Qirgʻiziston" in config["title"]
    assert sphinx["locale_dirs"] == ["locale"], "found from the folder in which jupyter-book is run"
    toc = yaml.safe_load((folder / "_toc.yml").read_text(encoding="utf-8"))
    english = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert publish.pages_of(toc) == publish.pages_of(english), "same names of pages in every language"
    pairs = [(a["caption"], b["caption"]) for a, b in zip(toc["parts"], english["parts"], strict=True)]
    assert all(a != b for a, b in pairs)


def test_two_languages_of_the_default_book_are_published(book: Path) -> None:
    assert book == BOOK
    assert sorted(p.name for p in book.iterdir()) == ["en", "index.html", "uz"]
