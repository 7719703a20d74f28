"""The runner: parameters checked before a kernel starts, failures named, results without traces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbclient
import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError

from bilateral import page, runner, tasks
from bilateral.errors import BadInput

PARAMETERS = (
    'country_a = "UZB"\ncountry_b = "KAZ"\nlanguage = "en"\nsince = None\nuntil = None\n'
    "turning_point = 2016\ncomparators = None"
)
ECONOMY = tasks.find_notebook("economy")


def notebook(path: Path, *cells: str) -> Path:
    """A small notebook with the parameters of the book and the given code cells."""
    v4 = nbformat.v4
    made = [v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), *map(v4.new_code_cell, cells)]
    made.append(v4.new_markdown_cell("# A small page"))
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(v4.new_notebook(cells=made, metadata=metadata), path)
    return path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"untill": 2020}, "parameter untill: unknown to economy; expected one of country_a"),
        ({"country_a": "ATL"}, "parameter country_a"),
        ({"country_a": "uzb"}, "parameter country_a"),
        ({"country_a": "SUN"}, "parameter country_a"),
        ({"country_b": "UZB"}, "country_b"),
        ({"language": "fr"}, "parameter language"),
        ({"since": 2020, "until": 2010}, "since"),
        ({"since": 20}, "parameter since"),
        ({"until": "soon"}, "parameter until"),
        ({"until": 2020.5}, "parameter until"),
        ({"turning_point": None}, "parameter turning_point"),
        ({"comparators": ["UZB"]}, "comparators"),
        ({"comparators": 7}, "comparators"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as error:
        tasks.make_task(ECONOMY, given)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_good_parameters_make_a_task() -> None:
    task = tasks.make_task(ECONOMY, {"until": 2020, "comparators": ["KGZ"]})
    assert task.name == "economy"
    assert task.parameters == {"until": 2020, "comparators": ["KGZ"]}


def test_a_page_is_found_by_any_of_its_names() -> None:
    for name in ("economy", "economy.ipynb", "notebooks/economy"):
        assert tasks.find_notebook(name) == ECONOMY
    with pytest.raises(BadInput, match=r"page econmy: unknown; expected one of .*economy"):
        tasks.find_notebook("econmy")


def test_a_parameters_cell_holds_plain_assignments_only(tmp_path: Path) -> None:
    path = notebook(tmp_path / "odd.ipynb")
    assert tasks.declared_parameters(path)["turning_point"] == 2016
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("turning_point = 2016", "import os"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"odd\.ipynb: the parameters cell"):
        tasks.declared_parameters(path)
    path.write_text(text.replace('"parameters"', '"other"'), encoding="utf-8")
    with pytest.raises(BadInput, match="no cell is tagged"):
        tasks.declared_parameters(path)


def test_a_failing_cell_is_named_and_a_good_notebook_still_runs(tmp_path: Path) -> None:
    bad = tasks.make_task(notebook(tmp_path / "bad.ipynb", "x = 1", "y = x / 0"), {})
    with pytest.raises(runner.PageFailed) as error:
        runner.run([bad])
    assert "bad.ipynb, cell 3 (cell-2): ZeroDivisionError: division by zero" in str(error.value)
    assert "y = x / 0" in str(error.value)


def test_bad_input_inside_a_notebook_is_one_line(tmp_path: Path) -> None:
    path = notebook(
        tmp_path / "in.ipynb", "from bilateral.errors import BadInput", 'raise BadInput("no such thing")'
    )
    with pytest.raises(runner.PageFailed, match=r"^in\.ipynb: no such thing$"):
        runner.run([tasks.make_task(path, {})])


def test_results_bear_no_trace_of_the_run_and_findings_are_collected(tmp_path: Path) -> None:
    cell = (
        "from IPython.display import display\n"
        f'display({{"text/plain": language, "{page.FINDING}": {{"id": "find-x", "text": "X."}}}}, raw=True)'
    )
    path = notebook(tmp_path / "found.ipynb", cell)
    saved = nbformat.read(path, as_version=4)
    saved.metadata.papermill = {"start_time": "2026-01-01T00:00:00", "input_path": str(path)}
    saved.cells[-1].metadata.papermill = {"start_time": "2026-01-01T00:00:00"}
    nbformat.write(saved, path)
    listed = [tasks.make_task(path, {"language": x}) for x in ("en", "uz")]
    first, second = runner.run(listed)
    again = runner.run(listed[:1])[0]
    assert [f["id"] for f in first.findings] == ["find-x"]
    outputs = [r.notebook.cells[-2].outputs[0].data["text/plain"] for r in (first, second)]
    assert outputs == ["en", "uz"], "results come in the order of the tasks"
    assert nbformat.writes(first.notebook) == nbformat.writes(again.notebook)
    text = nbformat.writes(first.notebook)
    assert "papermill" not in text
    assert "start_time" not in text
    assert str(tmp_path) not in text
    assert "iopub" not in text


@pytest.mark.parametrize(
    "given",
    [
        {"country_a": "KGZ", "country_b": "TJK", "language": "uz"},
        {"since": None, "until": 2020, "turning_point": 2016},
        {"comparators": ["KAZ", "UZB"]},
        {"comparators": []},
        {"language": 'o‘zbek "\\n'},
    ],
)
def test_parameters_stand_where_papermill_puts_them(tmp_path: Path, given: dict[str, Any]) -> None:
    path = notebook(tmp_path / "page.ipynb", "x = 1")
    ours = nbformat.read(path, as_version=4)
    runner.inject(ours, given)
    theirs = papermill.execute_notebook(path, None, given, prepare_only=True, progress_bar=False)
    seen = [[(cell.source, cell.metadata.get("tags", [])) for cell in made.cells] for made in (ours, theirs)]
    assert seen[0] == seen[1]
    runner.inject(ours, given)
    assert len(ours.cells) == len(theirs.cells), "in the place of the one before"


LOST = CellTimeoutError.error_from_timeout_and_cell(
    "Timeout waiting for IOPub output", 4, nbformat.v4.new_code_cell("x = 1")
)


@pytest.mark.parametrize(
    ("failure", "said"),
    [(RuntimeError("Kernel didn't respond in 60 seconds"), "did not start"), (LOST, "lost an output")],
)
def test_a_kernel_that_does_not_start_or_loses_an_output_is_tried_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, said: str
) -> None:
    real, calls = nbclient.NotebookClient.execute, []

    def flaky(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise failure
        return real(*args, **kwargs)

    monkeypatch.setattr(nbclient.NotebookClient, "execute", flaky)
    task = tasks.make_task(notebook(tmp_path / "slow.ipynb", "x = 1"), {})
    assert runner.execute(task).notebook.cells
    assert len(calls) == 2

    def dead(*args: Any, **kwargs: Any) -> Any:
        raise failure

    monkeypatch.setattr(nbclient.NotebookClient, "execute", dead)
    with pytest.raises(runner.PageFailed, match=rf"slow\.ipynb: the kernel {said} twice"):
        runner.execute(task)


def shown(kind: str, title: str) -> nbformat.NotebookNode:
    """An output of a page: a finding, or word that there is no row for something."""
    record = {"id": title, "kind": kind, "title": title}
    return nbformat.v4.new_output("display_data", {page.FINDING: record, "text/markdown": title})


def test_sections_that_found_nothing_are_left_out_and_listed_before_the_limits() -> None:
    v4 = nbformat.v4
    nothing = shown(page.NOTHING, "Trade <b>")
    cells = [
        v4.new_markdown_cell("# Chapter"),
        v4.new_code_cell("x = 1"),  # without output, but before the first heading
        v4.new_markdown_cell("## All missing"),
        v4.new_code_cell("a", outputs=[nothing]),
        v4.new_code_cell("b"),
        v4.new_markdown_cell("## One of two missing"),
        v4.new_code_cell("c", outputs=[nothing, shown("finding", "Said")]),
        v4.new_markdown_cell("## Without any output"),
        v4.new_code_cell("d"),
        v4.new_markdown_cell("## Prose alone"),
        v4.new_markdown_cell("## Limits"),
        v4.new_code_cell("e", outputs=[shown("finding", "Limit")]),
    ]
    made = runner.condensed(v4.new_notebook(cells=cells), "en")
    assert [cell.source.splitlines()[0] for cell in made.cells] == [
        "# Chapter",
        "x = 1",
        "## One of two missing",
        "c",
        "## Prose alone",
        "## What was looked for and not found",
        "## Limits",
        "e",
    ]
    told = next(cell.source for cell in made.cells if cell.get("id") == "not-found")
    assert told.splitlines()[-1] == "- Trade \\<b\\>"
    assert len(list(runner.findings(made))) == 2, "what is missing is no finding"


def test_a_notebook_that_found_all_stays_as_it_is() -> None:
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell("## A"), v4.new_code_cell("a", outputs=[shown("finding", "Said")])]
    whole = v4.new_notebook(cells=cells)
    assert runner.condensed(whole, "uz") == whole
