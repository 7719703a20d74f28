"""The same book from another copy of the project, in other surroundings, with nothing known beforehand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bilateral.book_state import PARTS, book_folder
from tests.conftest import ROOT
from tests.small_book import state

# None of these may be seen in a book. The folder of the copy is another one, too.
SURROUNDINGS = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "de_DE.UTF-8",
    "PYTHONHASHSEED": "4711",
    "COLUMNS": "40",
    "SOURCE_DATE_EPOCH": "1",
}
UMASK = 0o077


def built(folder: Path, *arguments: str, pair: tuple[str, str] = ("UZB", "KAZ")) -> dict[str, bytes]:
    """Build the book of a pair from a copy of the project below `folder`; its files with their bytes."""
    copy = folder / "a copy, in a folder of another length"
    for part in (*PARTS, "data"):
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "generated", "*.mo")
            shutil.copytree(ROOT / part, copy / part, ignore=ignored)
        else:
            (copy / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, copy / part)
    home = folder / "home"
    home.mkdir()
    unset = ("BILATERAL_", "PYTHON", "LC_", "XDG_")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(unset)},
        **SURROUNDINGS,
        "HOME": str(home),
        "BILATERAL_KEPT": str(folder / "kept"),
        "PYTHONPATH": str(copy / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bilateral", "build", *pair, *arguments],
        cwd=home,
        env=environment,
        umask=UMASK,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return state(book_folder(*pair, copy / "_build"))


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files in which two books differ."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
