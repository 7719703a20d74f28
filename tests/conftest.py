"""Shared by all tests: the built book, the browser, and the rule that in CI a skip is a failure."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "_build" / "UZB-KAZ" / "html"
# Files that build books come first, so that no process is left alone with one at the end; and the first two
# build each a book of its own.
EARLY = (
    "test_book",
    "test_tutorial",
    "test_plain_book",
    "test_other_pairs",
    "test_browser",
    "test_solid",
    "test_publish",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(EARLY)}
    items.sort(key=lambda item: places.get(item.path.stem, len(EARLY)))


def some(values: Iterable[Any], every: int) -> list[Any]:
    """Parameters of which `make test` takes the first and each n-th after it, and `make soak` the others."""
    return [v if n % every == 0 else pytest.param(v, marks=pytest.mark.soak) for n, v in enumerate(values)]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where CI is set, only a missing ../shared may cause a skip."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "../shared" not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped, which CI does not allow: {reason}"


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Tests run in several processes; what they share is made by the first and awaited by the others."""
    folder = ROOT / "_build"
    folder.mkdir(exist_ok=True)
    with (folder / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command at the root of the project, its output captured."""
    options.setdefault("cwd", ROOT)
    return subprocess.run(
        [str(x) for x in command], capture_output=True, text=True, check=False, timeout=900, **options
    )


def bilateral(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """`python -m bilateral ...`"""
    return run(sys.executable, "-m", "bilateral", *arguments, **options)


@pytest.fixture(scope="session")
def book() -> Path:
    """The built default book, all languages; built now if it is not what would be made now."""
    with only_one("book"):
        if not (os.environ.get("BILATERAL_KEEP_BOOK") and BOOK.exists()):
            done = bilateral("build")
            assert done.returncode == 0, done.stdout + done.stderr
    return BOOK


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path, which `make test` finds or installs."""
    path = os.environ.get("BILATERAL_CHROMIUM") or (
        "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else ""
    )
    if not path:
        pytest.skip("NO CHROMIUM: install it (Debian: apt install chromium) and run again")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    # one for all tests of a process: a second one cannot start beside it
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        )
        yield found
        found.close()
