"""The page "Make your own pair", followed literally, command by command, to the book of a second pair."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bilateral import countries
from tests import elsewhere
from tests.built import PAGES, anchored, article, plain, rows
from tests.conftest import ROOT
from tests.small_book import state

PAGE = ROOT / "book" / "make-your-own-pair.md"
BLOCKS = re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
COMMAND = re.compile(r"(?ms)^cat >> \S+ <<'END'\n.*?^END\n|^\S[^\n]*\n")
COMMANDS = [command for block in BLOCKS for command in COMMAND.findall(block)]
BUILD = next(command for command in COMMANDS if " build " in command)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What each command of the page printed; `my-data` and `my-books` lie beside the folder they ran in."""
    project = tmp_path_factory.mktemp("tutorial") / "project"
    project.mkdir()
    (project / ".venv").symlink_to(Path(sys.prefix))
    found = {"folder": str(project.parent)}
    for command in COMMANDS:
        done = subprocess.run(
            ["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False, timeout=900
        )
        assert done.returncode == 0, command + done.stdout + done.stderr
        found[command.strip()] = done.stdout
    return found


@pytest.fixture(scope="module")
def book(said: Mapping[str, str]) -> Path:
    """The English book that the page ends with."""
    return Path(said["folder"]) / "my-books" / "KGZ-TJK" / "html" / "en"


def test_every_line_of_the_page_is_a_command_that_is_followed() -> None:
    assert "".join(COMMANDS) == "".join(BLOCKS)
    verbs = [re.match(r"cat >> |\.venv/bin/bilateral ([a-z-]+) ", command) for command in COMMANDS]
    assert all(verbs)
    assert [found[1] for found in verbs if found and found[1]] == [
        "new-pair",
        "check",
        "check",
        "check",
        "claims",
        "build",
    ]


def test_the_coverage_is_shown_and_every_check_is_good(said: Mapping[str, str]) -> None:
    first = next(text for command, text in said.items() if " new-pair " in command)
    assert re.search(r"(?m)^diplomacy +events +KGZ–TJK +36  1991–2026 \(21 of 36 years\)$", first)
    assert re.search(r"(?m)^  economy: events KGZ–TJK, observations KGZ→TJK, ", first)
    assert "../my-data" not in first, "a folder is named as it is found, not as it was typed"
    checks = {text for command, text in said.items() if " check " in command}
    assert checks == {"No fault found.\n"}


def test_the_claims_have_their_verdicts(said: Mapping[str, str]) -> None:
    text = next(text for command, text in said.items() if " claims " in command)
    assert re.search(r"(?m)^C1 +supported +1 +13 March 2025 ", text)
    assert re.search(r"(?m)^C2 +contradicted +1 +1,006\.84", text)
    assert "2 claims: supported: 1 and contradicted: 1." in text


def test_the_added_rows_are_in_the_book(book: Path) -> None:
    diplomacy = book / "notebooks" / "diplomacy.html"
    treaty = [row for row in rows(article(diplomacy)) if "Treaty on the Kyrgyz–Tajik state border" in row]
    assert treaty
    assert "13 March 2025" in treaty[0]
    text = plain(article(diplomacy).get_text())
    assert "1 source puts the length of the border at 1,006.84 kilometres." in text
    claims = book / "book" / "claims.html"
    assert "supported" in plain(anchored(claims, "claim-C1").get_text()).casefold()
    second = plain(anchored(claims, "claim-C2").get_text())
    assert "contradicted" in second.casefold()
    assert "1,006.84" in second
    assert "State Committee for National Security of Kyrgyzstan" in second
    assert "Only one independent release decides." in second
    summary = plain(article(book / "book" / "index.html").get_text())
    assert "Diplomacy. What has been collected for this chapter gives no leading finding yet." in summary
    sources = plain(article(book / "book" / "sources-diplomacy.html").get_text())
    assert "Kyrgyzstan, Tajikistan sign border treaty" in sources


def test_the_data_page_lists_the_added_tables(book: Path) -> None:
    text = plain(article(book / "book" / "data.html").get_text())
    assert "my-data/curated/KGZ-TJK/events.csv" in text
    assert "data/world/macro.csv" in text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_about_the_pair(book: Path, page: str) -> None:
    """A second pair builds with no warning, although it has hardly any rows yet: every page is there."""
    html = (book / f"{page}.html").read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title is not None
    assert f"{countries.name('KGZ')}–{countries.name('TJK')}" in title[1]


def test_a_chapter_without_rows_says_so_and_names_no_folder(book: Path) -> None:
    economy = (book / "notebooks" / "economy.html").read_text(encoding="utf-8")
    assert "bilateral-output" not in economy
    assert str(ROOT) not in economy


def test_another_copy_in_other_surroundings_makes_the_same_bytes(
    said: Mapping[str, str], book: Path, tmp_path: Path
) -> None:
    """Folder, HOME, TZ, LC_ALL, umask, PYTHONHASHSEED and stores are others: the book is not."""
    # The page of data names the folder of added tables, though not where it stands.
    data = shutil.copytree(Path(said["folder"]) / "my-data", tmp_path / "data" / "my-data")
    found = elsewhere.built(tmp_path, "--data", str(data), "--language", "en", pair=("KGZ", "TJK"))
    assert len(found) > 200
    assert elsewhere.differing(state(book.parent), found) == []
