"""The command line as a reader meets it: what it prints and with what it exits."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bilateral import tasks
from bilateral.cli import main
from tests.conftest import ROOT, bilateral
from tests.test_runner import notebook

VERBS = ("list", "check", "claims", "run", "build", "explain", "verify", "serve", "new-pair", "refresh")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`bilateral ...` inside this process, which starts no Python; the environment is put back afterwards."""
    monkeypatch.setenv("BILATERAL_DATA", "")  # noted, so that what `--data` sets is undone
    monkeypatch.delenv("BILATERAL_DATA")

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(x) for x in arguments])

    return run


def test_help_teaches_every_verb(command: Callable[..., Result]) -> None:
    done = bilateral("--help")
    assert done.returncode == 0
    assert re.findall(r"(?m)^  ([a-z-]+)  ", done.stdout.partition("Commands:")[2]) == list(VERBS)
    for verb in VERBS:
        shown = command(verb, "--help")
        assert shown.exit_code == 0
        assert verb in shown.stdout
        assert len(shown.stdout.splitlines()) >= 6, shown.stdout


def test_console_script_is_the_same_command() -> None:
    script = Path(sys.executable).parent / "bilateral"
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("bilateral, version 0.")
    assert main.name == "main"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "ATL", "KAZ"], "ATL"),
        (["build", "UZB", "UZB"], "UZB"),
        (["build", "SUN", "KAZ"], "SUN"),
        (["build", "--language", "fr"], "language 'fr': unknown; expected one of en, uz"),
        (["run", "econmy"], "page econmy: unknown; expected one of"),
        (["run", "economy", "-p", "untill", "2020"], "parameter untill: unknown to economy"),
        (["run", "economy", "-p", "since", "2020", "-p", "until", "2010"], "since"),
        (["run", "economy", "-p", "country_b", "Kazakhstan"], "country_b"),
        (["run"], "Missing argument 'PAGE'"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["--data", "/nowhere/at/all", "list"], "/nowhere/at/all is no data root"),
        (["--data", "/nowhere/at/all", "check"], "/nowhere/at/all is no data root"),
        (["refresh", "macros"], "table 'macros': unknown; expected one of land_borders, "),
        (
            ["refresh", "area"],
            "area: cia_factbook_json_8662a8b.tar.xz, countrycode_codelist_min.csv: no address",
        ),
        (["refresh", "--from", "/nowhere/at/all"], "/nowhere/at/all is no folder"),
        (["serve", "CHL", "ARG"], "no book of CHL-ARG has been built; run: bilateral build CHL ARG"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    command: Callable[..., Result], arguments: list[str], said: str
) -> None:
    done = command(*arguments)
    assert done.exit_code == 2, done.output
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert said in lines[0]
    assert done.stdout == ""


def test_bad_input_is_told_alike_by_the_process_itself() -> None:
    done = bilateral("build", "ATL", "KAZ")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "ATL" in done.stderr


def test_list_shows_pages_parameters_and_tables(command: Callable[..., Result]) -> None:
    done = command("list")
    assert done.exit_code == 0
    for word in ("economy", "turning_point", "2016", "events", "sources", "en, uz"):
        assert word in done.stdout


def test_check_names_the_line_of_a_fault(tmp_path: Path, command: Callable[..., Result]) -> None:
    root = tmp_path / "data"
    shutil.copytree(ROOT / "data", root)
    events = root / "curated" / "UZB-KAZ" / "events.csv"
    lines = events.read_text(encoding="utf-8").splitlines()
    fields = lines[1].split(",")
    fields[1] = "2018-13"
    events.write_text("\n".join([lines[0], ",".join(fields), *lines[2:]]) + "\n", encoding="utf-8")
    done = bilateral("check", "UZB-KAZ", env={"BILATERAL_DATA": str(root)})
    assert done.returncode == 1
    assert re.search(r"(?m)^\S*events\S*:[^:]+:date: .+; .+$", done.stdout), done.stdout
    assert command("--data", root, "check", "UZB-KAZ").stdout == done.stdout


def test_a_failing_page_exits_1_and_names_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = notebook(tmp_path / "economy.ipynb", "1 / 0")
    monkeypatch.setattr(tasks, "find_notebook", lambda name: path)
    done = CliRunner().invoke(main, ["run", "economy", "-o", str(tmp_path / "out.ipynb")])
    assert done.exit_code == 1
    assert "economy.ipynb, cell 2 (cell-1): ZeroDivisionError: division by zero" in done.output
    assert not (tmp_path / "out.ipynb").exists()


def test_serve_answers_on_this_machine_alone(book: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "bilateral", "serve", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        for attempt in range(50):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/index.html", timeout=5) as answer:
                    assert b'<html lang="en"' in answer.read()
                break
            except OSError:
                assert attempt < 49
                time.sleep(0.1)
        taken = bilateral("serve", "--port", str(port))
        assert taken.returncode == 2
        assert f"port {port}" in taken.stderr
    finally:
        server.terminate()
        server.wait(timeout=10)
