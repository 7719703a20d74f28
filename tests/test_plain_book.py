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


@pytest.fixture(scope="module")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plain")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, root / name, ignore=shutil.ignore_patterns("generated", "__pycache__")
            )
        else:
            shutil.copy(ROOT / name, root / name)
    done = run(Path(sys.executable).parent / "jupyter-book", "build", ".", "-W", "--keep-going", cwd=root)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return root / "_build" / "html"


def drawings(path: Path) -> list[str]:
    return re.findall(r"(?s)<svg\b.*?</svg>", path.read_text(encoding="utf-8"))


@pytest.mark.xdist_group("plain")
@pytest.mark.parametrize("page", PAGES)
def test_same_text_and_figures(book: Path, plain_book: Path, page: str) -> None:
    ours, theirs = (folder / f"{page}.html" for folder in (book / "en", plain_book))
    texts = []
    for path in (ours, theirs):
        body = soup(path).find("article")
        assert body is not None
        texts.append(plain(body.get_text()))
    assert texts[0] == texts[1]
    assert drawings(ours) == drawings(theirs)
