"""Execute notebooks for a pair: parameters checked first, bounded workers, results without traces.

A `Task` is all that decides a result: notebook, parameters, data root. The list of tasks is made before
anything runs, so that a run key can drop tasks whose result is known, other kernels can take them, and a
cluster can share them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from bilateral import dependencies, reads, warm_kernels
from bilateral.run_key import Known, Store
from bilateral.tasks import Task
from bilateral.vocabulary import FINDING, NOTHING

_READS_CELL = "bilateral-reads"
_LOST = "Timeout waiting for IOPub output"  # of the outputs of a cell that is done, as nbclient says it
TIMEOUT = 300  # seconds a cell may take
MEMORY = 400  # megabytes a page may need while it is executed or built


def worker_count(more: int = 0) -> int:
    """How many pages to work on at once: one for each core and `more`, but no more than memory holds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:  # not Linux: nothing simple says what is available
        return cores + more
    available = [int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")]
    return max(1, min(cores + more, *(megabytes // MEMORY for megabytes in available)))


WORKERS = worker_count()
KERNELS = worker_count(more=1)  # a kernel waits for a third of a second while it starts


class PageFailed(Exception):
    """A cell of a notebook failed; the message names the notebook, the cell and the error."""


@dataclass(frozen=True)
class Result:
    """An executed notebook, free of times, paths and random ids, and the findings it shows."""

    task: Task
    notebook: nbformat.NotebookNode
    findings: tuple[Mapping[str, Any], ...] = field(default=())
    why: tuple[str, ...] = ()  # why it was executed; empty where it was taken from the store
    ran: tuple[str, ...] = ()  # when it began and ended


def run(
    tasks: Iterable[Task],
    progress: Callable[[str], None] = lambda line: None,
    workers: int = KERNELS,
    store: Store | None = None,
    at_last: Callable[[], None] = lambda: None,
) -> list[Result]:
    """Execute all tasks and return their results in the order of the tasks.

    With a `store` only those are executed of which it does not know the result (see `run_key`). `at_last` is
    called once, when one task at most is left: a core may be idle from then on.

    Raises PageFailed for the first cell that fails; tasks not yet started are then dropped.
    """
    listed = list(tasks)
    done: dict[int, Result] = {}
    reasons: dict[int, Sequence[str]] = {}
    for n, task in enumerate(listed):
        known = store.look(task) if store else Known(None)
        reasons[n] = known.changed
        if known.text is not None:
            done[n] = _result(task, nbformat.reads(known.text, as_version=4), ran=known.ran)
    if done:
        progress(f"{len(done)} of {len(listed)} as they were: nothing they depend on has changed")
    wanted = len(listed) - len(done)
    # A server would import all that one ordinary kernel imports, and gain a single page nothing.
    kernels = warm_kernels.warm(progress) if wanted > 1 else nullcontext(warm_kernels.COLD)
    with kernels as kernel, ThreadPoolExecutor(max(1, min(workers, wanted))) as pool:
        if store and wanted:
            store.inputs(listed[0])  # while the server gets ready, and not once in each thread
        if wanted:
            _given(listed[0])  # as well: compiles the schema of notebooks
        rest = sorted(reasons.keys() - done.keys(), key=lambda n: _weight(listed[n]), reverse=True)
        futures = {pool.submit(execute, listed[n], kernel, store, reasons[n]): n for n in rest}
        try:
            if wanted <= 1:
                at_last()
            for count, future in enumerate(as_completed(futures), start=1):
                n = futures[future]
                done[n] = future.result()
                progress(f"[{count}/{wanted}] {listed[n].title}")
                if count == wanted - 1:
                    at_last()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[n] for n in range(len(listed))]


def _weight(task: Task) -> tuple[int, int, str]:
    """How long a page may take: the longest begin first, so that at the end no kernel is left alone with one.

    The page that rests on most modules takes longest while nothing is kept; then the length of the notebook
    decides.
    """
    try:
        modules = len(dependencies.modules(f"bilateral.themes.{task.name}"))
    except ModuleNotFoundError:  # a notebook that is no chapter
        modules = 0
    return modules, task.notebook.stat().st_size, task.title


def execute(
    task: Task, kernel: str = warm_kernels.COLD, store: Store | None = None, why: Sequence[str] = ()
) -> Result:
    """Execute one task in a fresh kernel; if that fails, not a cell, once more in an ordinary one.

    A result goes into the `store`, with `why` it was wanted, unless something it may hang on was changed
    meanwhile.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    before = store.inputs(task) if store else {}
    began = _now()
    for attempt in (1, 2):
        begun: list[int] = []  # cells, counted in what is executed
        executed = _given(task)
        client = NotebookClient(
            executed,
            kernel_name=kernel if attempt == 1 else warm_kernels.COLD,
            on_cell_execute=lambda cell, cell_index, begun=begun: begun.append(cell_index),
            timeout=TIMEOUT,
            startup_timeout=60,
            raise_on_iopub_timeout=True,  # else an output that is lost would be a warning
            extra_arguments=["--log-level=ERROR"],
            shutdown_kernel="immediate",  # nothing is left to do for it
        )
        try:
            with _environment(task):
                client.execute()
            break
        except CellExecutionError as error:
            raise PageFailed(_failure(task, error, begun[-1])) from None
        except Exception as error:
            late = isinstance(error, CellTimeoutError)
            if late and _LOST not in str(error):
                limit = f"stopped after {TIMEOUT} seconds, the limit for a cell"
                raise PageFailed(f"{_place(task, begun[-1])[0]}: {limit}") from None
            if attempt == 2:
                dead = isinstance(error, DeadKernelError)
                what = "died" if dead else "lost an output" if late else "did not start"
                raise PageFailed(f"{task.notebook.name}: the kernel {what} twice: {error}") from error
    ran = (began, _now())
    told = _take_reads(executed)
    clean(executed)
    if store and told is not None and not _changed(task, store, before):
        store.take(task, told)
        store.keep(task, nbformat.writes(executed), [key for key, _digest in told["read"]], why, ran)
    return _result(task, executed, tuple(why), ran)


def _changed(task: Task, store: Store, before: Mapping[str, str]) -> bool:
    """Whether notebook, data, catalogues or code are no longer what they were."""
    return dependencies.edited() or before != Store(store.folder, store.root).inputs(task)


def _result(
    task: Task, executed: nbformat.NotebookNode, why: tuple[str, ...] = (), ran: tuple[str, ...] = ()
) -> Result:
    return Result(task, executed, tuple(findings(executed)), why, ran)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _given(task: Task) -> nbformat.NotebookNode:
    """The notebook with the cell of its parameters, and with a last one that tells what the page has read."""
    notebook = nbformat.v4.upgrade(nbformat.read(task.notebook, as_version=4))
    if task.parameters:
        inject(notebook, task.parameters)
    tell = "from bilateral.page import show_reads\n\nshow_reads()"
    notebook.cells.append(nbformat.v4.new_code_cell(tell, id=_READS_CELL))
    return notebook


def inject(notebook: nbformat.NotebookNode, parameters: Mapping[str, Any]) -> None:
    """Put parameters into a notebook as papermill does, in a cell behind the one tagged `parameters`.

    It takes the place of the cell that papermill put there, where somebody saved what papermill had made.

    Their values are None, numbers, texts or lists of these. Papermill itself takes a quarter of a second to
    import, for the sake of stores that no build uses, and writes the notebook twice for each page.
    """
    lines = [f"{name} = {_literal(value)}\n" for name, value in parameters.items()]
    cell = nbformat.v4.new_code_cell("# Parameters\n" + "".join(lines), id="injected-parameters")
    cell.metadata.tags = ["injected-parameters"]
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    there = next((n for n, tagged in enumerate(tags) if "injected-parameters" in tagged), None)
    if there is None:
        notebook.cells.insert(next(n for n, tagged in enumerate(tags) if "parameters" in tagged) + 1, cell)
    else:
        notebook.cells[there] = cell


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value)  # in ASCII, as papermill writes it
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_literal, value))}]"
    return repr(value)


def _take_reads(executed: nbformat.NotebookNode) -> Mapping[str, Any] | None:
    """Take that cell out again and return what it tells; None where no page was opened."""
    cell = executed.cells.pop()
    outputs = [output.get("data", {}) for output in cell.outputs]
    told: list[Mapping[str, Any]] = [data[reads.MIME] for data in outputs if reads.MIME in data]
    return told[0] if told else None


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


def _failure(task: Task, error: Any, executed: int) -> str:
    if error.ename == "BadInput":
        return f"{task.notebook.name}: {error.evalue}"
    place, source = _place(task, executed)
    return f"{place}: {error.ename}: {error.evalue}\n{source}"


def _place(task: Task, executed: int) -> tuple[str, str]:
    """Which cell of the notebook is the n-th of the executed one: its name for a reader, and its source."""
    cells = nbformat.read(task.notebook, as_version=4).cells
    # the injected cell stands behind the parameters; a reader counts those of the notebook
    index = executed - (len(_given(task).cells) - 1 - len(cells))
    cell = cells[index]
    return f"{task.notebook.name}, cell {index + 1} ({cell.id})", cell.source


def clean(notebook: nbformat.NotebookNode) -> None:
    """Remove what differs between two runs of one task: times, random ids, records of papermill.

    The kernel named is the ordinary one, whichever it was that executed the notebook.
    """
    notebook.metadata.pop("papermill", None)  # of somebody who saved what papermill had made
    if notebook.metadata.get("kernelspec", {}).get("name") == warm_kernels.NAME:
        notebook.metadata.kernelspec.update(name=warm_kernels.COLD, display_name="Python 3")
    for n, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        cell.setdefault("id", f"cell-{n}")


def findings(notebook: nbformat.NotebookNode) -> Iterable[Mapping[str, Any]]:
    """The findings that a notebook shows, in order."""
    for cell in notebook.cells:
        for record in records(cell):
            if record.get("kind") != NOTHING:
                yield record


def records(cell: nbformat.NotebookNode) -> list[Mapping[str, Any]]:
    """The machine-readable records among the outputs of a cell."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [data[FINDING] for data in outputs if FINDING in data]


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
        missing = [str(record["title"]) for record in said if record.get("kind") == NOTHING]
        if any(cell.cell_type == "code" for cell in section) and len(missing) == len(outputs):
            titles += missing
        else:
            kept.append(section)
    if titles:
        from bilateral import page  # with all that draws: only pages of other pairs need it

        told = nbformat.v4.new_markdown_cell(page.not_found(titles, language), id="not-found")
        kept.insert(max(1, len(kept) - 1), [told])
    cells = [cell for section in kept for cell in section]
    result: nbformat.NotebookNode = nbformat.from_dict({**notebook, "cells": cells})
    return result
