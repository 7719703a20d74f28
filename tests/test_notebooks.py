"""The rules of the notebooks, and that they are complete under plain papermill and nbconvert."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import nbformat
import pytest

from bilateral import countries, tasks
from bilateral.page import THEMES
from tests.conftest import run

NOTEBOOKS = tasks.notebooks()
BIN = Path(sys.executable).parent
# What no reader may ever see: a role, a directive, a code that was not turned into words.
RAW = re.compile(r"\{cite|\{bilateral|\{raw\}|:csv-data:|```|:::|<IPython|Message\(|\bnan\b|\bNaN\b|\bNone\b")


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def is_parameters(cell: nbformat.NotebookNode) -> bool:
    return "parameters" in cell.metadata.get("tags", [])


def test_there_is_a_notebook_for_every_theme() -> None:
    assert {p.stem for p in NOTEBOOKS} == {*THEMES, "synthesis"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_rules_of_a_notebook(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = code_cells(path)
    lines = [line for c in cells for line in c.source.splitlines() if line.strip()]
    assert len(lines) <= 60
    assert sum(is_parameters(c) for c in cells) == 1
    names = {
        name.casefold()
        for code in countries.codes()
        for name in (code, countries.name(code, "en"), countries.name(code, "uz"))
    }
    for cell in cells:
        assert cell.get("outputs", []) == []
        assert cell.execution_count is None
        if is_parameters(cell):
            continue
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            assert not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)), (
                cell.id
            )
            if isinstance(node, ast.Constant):
                assert isinstance(node.value, str), f"{cell.id}: {node.value!r} is typed"
                assert not re.search(r"[\\/]|\.(csv|json|ipynb|py)$", node.value), f"{cell.id}: a path"
                assert not re.search(r"\d", node.value), f"{cell.id}: a typed figure"
                assert node.value.casefold() not in names, f"{cell.id}: a country"
    ids = [c.id for c in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(not re.fullmatch(r"[0-9a-f]{8}(-.*)?", i) for i in ids), (
        "ids are words, so that a diff reads well"
    )
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_markdown_of_a_notebook_is_plain_and_names_no_country(path: Path) -> None:
    """It is shared by all pairs and translated: no role, no directive, no name of a country."""
    names = {countries.name(c, "en") for c in countries.codes()} - {"Jersey", "Chad", "Mali", "Niger", "Togo"}
    # ways of living that are also names
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\{\w+\}`|```|:::|<\w+", cell.source), cell.id
            found = {n for n in names if re.search(rf"\b{re.escape(n)}\b", cell.source)}
            assert found == set(), f"{cell.id}: {found}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_parameters_are_the_same_in_all_notebooks(path: Path) -> None:
    assert tasks.declared_parameters(path) == {
        "country_a": "UZB", "country_b": "KAZ", "language": "en", "since": None, "until": None,
        "turning_point": 2016, "comparators": None,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "uz"])
@pytest.mark.parametrize("name", THEMES)
def test_executed_notebook_is_complete_and_shows_nothing_raw(book: Path, name: str, language: str) -> None:
    """The HTML form of every output, which JupyterLab and nbconvert show, stands by itself."""
    executed = nbformat.read(book / language / "_sources" / "notebooks" / f"{name}.ipynb", as_version=4)
    shown = 0
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            assert output.output_type == "display_data", f"{cell.id}: {output.get('text', '')}"
            html = output.data["text/html"]
            text = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>|href=\"data:[^\"]*\"", "", html))
            assert not RAW.search(text), f"{cell.id}: {RAW.search(text)}"
            shown += 1
        assert set(cell.metadata) <= {"tags"}, "no times, no records of papermill"
    assert shown >= 15
    assert "papermill" not in executed.metadata


def test_plain_papermill_and_nbconvert(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    done = run(BIN / "papermill", "notebooks/international_support.ipynb", out, "-p", "until", "2020")
    assert done.returncode == 0, done.stderr
    done = run(BIN / "jupyter-nbconvert", "--to", "html", "--no-input", out, "--output-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out.html").read_text(encoding="utf-8")
    body = html[html.index("<body") :]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script).*?</\1>", "", body))
    assert not re.search(r"\{cite|\{bilateral|```|:csv-data:", text)
    years = {int(y) for y in re.findall(r"\b(20[0-9]{2})\b", re.sub(r"\([^()]*\)", "", text))}
    assert max(years) >= 2019


def test_plain_papermill_refuses_bad_values_in_one_line(tmp_path: Path) -> None:
    done = run(
        BIN / "papermill", "notebooks/economy.ipynb", tmp_path / "out.ipynb", "-p", "country_b", "ATLANTIS"
    )
    assert done.returncode != 0
    assert "BadInput: parameter country_b" in done.stderr
