"""Execute notebooks for a pair: parameters checked first, bounded workers, results without traces.

A `Task` is all that decides a result: notebook, parameters, data root. The list of tasks is made before
anything runs, so that a run key can drop tasks whose result is known, other kernels can take them, and a
cluster can share them.
"""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from bilateral import page, warm_kernels
from bilateral.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 300  # seconds a cell may take
MEMORY = 400  # megabytes a page may need while it is executed or built


def worker_count() -> int:
    """How many pages to work on at once: one for each core, but no more than the memory has room for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:  # not Linux: nothing simple says what is available
        return cores
    available = [int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")]
    return max(1, min(cores, *(megabytes // MEMORY for megabytes in available)))


WORKERS = worker_count()


class PageFailed(Exception):
    """A cell of a notebook failed; the message names the notebook, the cell and the error."""


@dataclass(frozen=True)
class Task:
    """One notebook to execute with its parameters; the rest of the run key hangs on these."""

    notebook: Path
    parameters: Mapping[str, Any]
    data: Path | None = None

    @property
    def name(self) -> str:
        return self.notebook.stem


@dataclass(frozen=True)
class Result:
    """An executed notebook, free of times, paths and random ids, and the findings it shows."""

    task: Task
    notebook: nbformat.NotebookNode
    findings: tuple[Mapping[str, Any], ...] = field(default=())


def notebooks(root: Path = ROOT) -> list[Path]:
    """The notebooks of the book, in alphabetical order."""
    return sorted((root / "notebooks").glob("*.ipynb"))


def find_notebook(name: str, root: Path = ROOT) -> Path:
    """A notebook by the name of its page ("economy", "notebooks/economy", "economy.ipynb"), or BadInput."""
    stem = Path(name).name.removesuffix(".ipynb")
    known = {path.stem: path for path in notebooks(root)}
    if stem not in known:
        raise BadInput(f"page {name}: unknown; expected one of {', '.join(known)}")
    return known[stem]


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults, read from the cell tagged `parameters`.

    Raises BadInput where the cell is missing or holds anything but plain assignments.
    """
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            try:
                found = {}
                for line in ast.parse(cell.source).body:
                    if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)):
                        raise ValueError
                    found[line.targets[0].id] = ast.literal_eval(line.value)
                return found
            except (ValueError, SyntaxError):
                raise BadInput(
                    f"{notebook.name}: the parameters cell holds more than plain assignments"
                ) from None
    raise BadInput(f"{notebook.name}: no cell is tagged `parameters`")


def make_task(notebook: Path, given: Mapping[str, Any], data: Path | None = None) -> Task:
    """A task with parameters that were checked, before any kernel starts. Raises BadInput in one line."""
    defaults = declared_parameters(notebook)
    for name in given:
        if name not in defaults:
            raise BadInput(
                f"parameter {name}: unknown to {notebook.stem}; expected one of {', '.join(defaults)}"
            )
    page.check_parameters({**defaults, **given})
    return Task(notebook, dict(given), data)


def run(
    tasks: Iterable[Task], progress: Callable[[str], None] = lambda line: None, workers: int = WORKERS
) -> list[Result]:
    """Execute all tasks and return their results in the order of the tasks.

    Raises PageFailed for the first cell that fails; tasks not yet started are then dropped.
    """
    listed = list(tasks)
    done: dict[int, Result] = {}
    # A server would import all that one ordinary kernel imports, and gain a single page nothing.
    kernels = warm_kernels.warm(progress) if len(listed) > 1 else nullcontext(warm_kernels.COLD)
    with kernels as kernel, ThreadPoolExecutor(max(1, min(workers, len(listed)))) as pool:
        futures = {pool.submit(execute, task, kernel): n for n, task in enumerate(listed)}
        try:
            for future in as_completed(futures):
                n = futures[future]
                done[n] = future.result()
                task = listed[n]
                progress(f"[{len(done)}/{len(listed)}] {task.name} ({task.parameters.get('language', 'en')})")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[n] for n in range(len(listed))]


def execute(task: Task, kernel: str = warm_kernels.COLD) -> Result:
    """Execute one task in a fresh kernel; if that does not start, or dies, once more in an ordinary one."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="bilateral-") as folder:
        output = Path(folder) / task.notebook.name
        for attempt in (1, 2):
            begun: list[int] = []  # cells, as papermill counts them
            try:
                with _environment(task):
                    papermill.execute_notebook(
                        str(task.notebook),
                        str(output),
                        parameters=dict(task.parameters),
                        kernel_name=kernel if attempt == 1 else warm_kernels.COLD,
                        progress_bar=False,
                        log_output=False,
                        request_save_on_cell_execute=False,  # twice a cell: most of what this process did
                        on_cell_execute=lambda cell, cell_index, begun=begun: begun.append(cell_index),
                        execution_timeout=TIMEOUT,
                        start_timeout=60,
                        extra_arguments=["--log-level=ERROR"],
                    )
                break
            except PapermillExecutionError as error:
                raise PageFailed(_failure(task, error)) from None
            except CellTimeoutError:
                limit = f"stopped after {TIMEOUT} seconds, the limit for a cell"
                raise PageFailed(f"{_place(task, begun[-1])[0]}: {limit}") from None
            except Exception as error:
                if attempt == 2:
                    what = "died" if isinstance(error, DeadKernelError) else "did not start"
                    raise PageFailed(f"{task.notebook.name}: the kernel {what} twice: {error}") from error
        executed = nbformat.read(output, as_version=4)
    clean(executed)
    return Result(task, executed, tuple(findings(executed)))


class _environment:  # noqa: N801  (used as a context manager)
    """Environment of the kernels: the task's data root, and nothing random."""

    def __init__(self, task: Task) -> None:
        self.values = dict(warm_kernels.FIXED)
        if task.data:
            self.values["BILATERAL_DATA"] = str(task.data.resolve())

    def __enter__(self) -> None:
        os.environ.update(self.values)

    def __exit__(self, *error: object) -> None:
        """Kernels of other threads may still be starting with the same values, so these stay."""


def _failure(task: Task, error: Any) -> str:
    if error.ename == "BadInput":
        return f"{task.notebook.name}: {error.evalue}"
    place, source = _place(task, error.cell_index)
    return f"{place}: {error.ename}: {error.evalue}\n{source}"


def _place(task: Task, executed: int) -> tuple[str, str]:
    """Which cell of the notebook is the n-th of the executed one: its name for a reader, and its source."""
    # papermill counts the cell that it injects behind the parameters; a reader counts those of the notebook
    index = executed - bool(task.parameters)
    cell = nbformat.read(task.notebook, as_version=4).cells[index]
    return f"{task.notebook.name}, cell {index + 1} ({cell.id})", cell.source


def clean(notebook: nbformat.NotebookNode) -> None:
    """Remove what differs between two runs of one task: times, random ids, paths, papermill's records.

    The kernel named is the ordinary one, whichever it was that executed the notebook.
    """
    notebook.metadata.pop("papermill", None)
    if notebook.metadata.get("kernelspec", {}).get("name") == warm_kernels.NAME:
        notebook.metadata.kernelspec.update(name=warm_kernels.COLD, display_name="Python 3")
    for n, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("papermill", None)
        cell.setdefault("id", f"cell-{n}")


def findings(notebook: nbformat.NotebookNode) -> Iterable[Mapping[str, Any]]:
    """The findings that a notebook shows, in order."""
    for cell in notebook.cells:
        for record in records(cell):
            if record.get("kind") != page.NOTHING:
                yield record


def records(cell: nbformat.NotebookNode) -> list[Mapping[str, Any]]:
    """The machine-readable records among the outputs of a cell."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [data[page.FINDING] for data in outputs if page.FINDING in data]


def condensed(notebook: nbformat.NotebookNode, language: str) -> nbformat.NotebookNode:
    """The notebook without the sections that found nothing for the pair, told in one list instead.

    A section is a `##` heading with all that follows. It goes if it has code and no output says more than
    that no row was found. The list stands before the last section, which is about limits.
    """
    sections: list[list[nbformat.NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    kept, titles = sections[:1], []  # what stands before the first heading is the head of the chapter
    for section in sections[1:]:
        outputs = [output for cell in section for output in cell.get("outputs", [])]
        said = [record for cell in section for record in records(cell)]
        missing = [str(record["title"]) for record in said if record.get("kind") == page.NOTHING]
        if any(cell.cell_type == "code" for cell in section) and len(missing) == len(outputs):
            titles += missing
        else:
            kept.append(section)
    if titles:
        told = nbformat.v4.new_markdown_cell(page.not_found(titles, language), id="not-found")
        kept.insert(max(1, len(kept) - 1), [told])
    cells = [cell for section in kept for cell in section]
    result: nbformat.NotebookNode = nbformat.from_dict({**notebook, "cells": cells})
    return result
