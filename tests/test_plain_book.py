"""Plain `jupyter-book build .` at the root gives the English default book with the same text and figures."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.built import PAGES, plain, soup
from tests.conftest import ROOT, run

# What a checkout holds: a copy is built, so that the test neither meets nor leaves anything in this one.
PARTS = (
    "_config.yml",
    "_toc.yml",
    "CHANGELOG.md",
    "README.md",
    "book",
    "notebooks",
    "data",
    "locale",
    "tests",
)


# "book/sources" lists what the chapters cite.
BESIDE = [page for page in PAGES if page.startswith("book/") and page != "book/sources"]


def copied(root: Path) -> Path:
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, root / name, ignore=shutil.ignore_patterns("generated", "__pycache__")
            )
        else:
            shutil.copy(ROOT / name, root / name)
    return root


def built(root: Path, *options: str) -> Path:
    done = run(Path(sys.executable).parent / "jupyter-book", "build", ".", *options, cwd=root)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(copied(tmp_path_factory.mktemp("plain")), "-W", "--keep-going")


@pytest.fixture(scope="module")
def unexecuted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the chapters' outputs, and so with warnings about what leads to them."""
    root = copied(tmp_path_factory.mktemp("unexecuted"))
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    assert "execute_notebooks: force" in text
    config.write_text(text.replace("execute_notebooks: force", "execute_notebooks: 'off'"), encoding="utf-8")
    return built(root)


def text_of(folder: Path, page: str) -> str:
    body = soup(folder / f"{page}.html").find("article")
    assert body is not None
    return plain(body.get_text())


def drawings(path: Path) -> list[str]:
    return re.findall(r"(?s)<svg\b.*?</svg>", path.read_text(encoding="utf-8"))


@pytest.mark.xdist_group("plain")
@pytest.mark.parametrize("page", BESIDE)
def test_same_text_beside_the_chapters(book: Path, unexecuted: Path, page: str) -> None:
    assert text_of(book / "en", page) == text_of(unexecuted, page)


@pytest.mark.soak
@pytest.mark.xdist_group("plain")
@pytest.mark.parametrize("page", PAGES)
def test_same_text_and_figures(book: Path, plain_book: Path, page: str) -> None:
    assert text_of(book / "en", page) == text_of(plain_book, page)
    ours, theirs = (folder / f"{page}.html" for folder in (book / "en", plain_book))
    assert drawings(ours) == drawings(theirs)
