"""Measure this project beside the plain tools, on the same notebooks and data: how fast is it?

    python benchmarks/run.py                      every case, five times, those of many pairs once; writes
                                                  benchmarks/results.*
    python benchmarks/run.py --quick              once, without the ten pairs; writes to _build/benchmarks
    python benchmarks/run.py --only book unchanged --repeat 3
    python benchmarks/run.py --list

Each repetition and each tool gets a fresh copy of the project in a temporary folder, and every measurement is
a new process. The tools take turns within a case, so that load from outside hits all of them. What a case is
stands in `CASES`, what a tool does in it in `execution`, `book` and `workers`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
PARTS = ("src", "notebooks", "book", "data", "locale", "_config.yml", "_toc.yml", "CHANGELOG.md")
LOCK = ("requirements.lock", "pyproject.toml", "README.md")
DEFAULT_PAIR = "UZB-KAZ"
EVERY = 0.5  # seconds between two looks at the memory: more often would cost what is measured

CASES = {
    "execute-first": "all chapters of one pair executed, no result of a slow function kept",
    "execute-again": "the same with those results kept; ours with its server of kernels running already",
    "book": "the whole book in English from nothing",
    "unchanged": "the book built once more, nothing changed",
    "data-row": "the book built once more, the note of one event in culture changed",
    "sentence": "the book built once more, one sentence added to a page of text",
    "language": "Uzbek added to the book that is there",
    "ten-pairs": "all chapters of ten pairs executed, no result of a slow function kept",
    "all-pairs": "the same of twenty pairs, taken in proportion to the number of all",
    "workers": "whole books of some pairs on one Dask worker and on two, each with a core of its own",
}
MANY = {"ten-pairs": 10, "all-pairs": 20}  # how many pairs are executed
QUICK = ("execute-first", "execute-again", "book", "unchanged", "data-row", "sentence")
COLUMNS = ("case", "tool", "unit", "runs", "min", "median", "max", "ratio", "pages", "cores", "note")
# The first of these in a case is the one that the others are compared with.
PLAIN = ("papermill-jupyter-book", "papermill", "jupyter-book", "one-worker")
JUPYTER_BOOK = (Path(sys.executable).with_name("jupyter-book"), "build")
DASK = Path(sys.executable).with_name("dask")
BOOKS = 6  # how many the workers share
SECONDS, MEMORY, CELLS, BESIDE = "seconds", "MB", "seconds in cells", "seconds beside cells per page"


# --- one measurement ---


@dataclass(frozen=True)
class Measured:
    """Wall time of some commands, the peak of memory of all processes that they started, what was printed."""

    seconds: float
    megabytes: float
    output: str
    pages: int = 0  # that were executed
    cores: int = 1  # kernels at once
    cells: float | None = None  # seconds that kernels worked on cells
    note: str = ""


def measure(
    commands: Sequence[Sequence[str | Path]], folder: Path, environment: Mapping[str, str], at_once: int = 1
) -> Measured:
    """Run commands, so many at once. Raises RuntimeError with the end of the output if one fails."""

    def run(command: Sequence[str | Path]) -> str:
        done = subprocess.run(
            [str(x) for x in command],
            cwd=folder, env=dict(environment), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout + done.stderr

    with sampled() as peak, ThreadPoolExecutor(at_once) as pool:
        begun = time.perf_counter()
        printed = list(pool.map(run, commands))
        seconds = time.perf_counter() - begun
    return Measured(seconds, peak(), "\n".join(printed), cores=at_once)


@contextmanager
def sampled() -> Iterator[Callable[[], float]]:
    """Watch the memory of all processes below this one; the function tells the peak in megabytes.

    Pages that processes share count once (proportional set size) where the system tells that, as Linux does.
    """
    import psutil  # comes with ipykernel

    here, over, most = psutil.Process(), threading.Event(), [0.0]

    def look() -> None:
        while not over.wait(EVERY):
            total = 0
            for process in here.children(recursive=True):
                with suppress(psutil.Error):
                    told = process.memory_full_info()
                    total += getattr(told, "pss", told.rss)
            most[0] = max(most[0], total / 1e6)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        thread.join()


# --- where it happens ---


class Copy:
    """A copy of the project, as after a checkout, with its code compiled; nothing built, nothing kept."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        ignore = shutil.ignore_patterns("generated", "__pycache__", "*.mo", ".ipynb_checkpoints")
        for name in (*PARTS, *LOCK):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=ignore)
            else:
                shutil.copy(ROOT / name, root)
        given = {name: value for name, value in os.environ.items() if not name.startswith("BILATERAL_")}
        self.environment = {
            **given,
            "PYTHONPATH": str(root / "src"),
            "BILATERAL_KEPT": str(root / "_build" / "kept"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # silences a notice of the debugger
        }
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(root / "src")], check=True)

    def measure(self, *commands: Sequence[str | Path], at_once: int = 1) -> Measured:
        return measure(commands, self.root, self.environment, at_once)

    def notebooks(self) -> list[Path]:
        return sorted((self.root / "notebooks").glob("*.ipynb"))


@dataclass
class Chain:
    """Cases that follow on each other in one copy of the project, and the tools that take turns in them."""

    cases: tuple[str, ...]
    tools: tuple[str, ...]
    step: Callable[[str, str, Copy], Measured] = field(repr=False)
    once: bool = False  # however often the others are repeated: it takes so long that load evens out


# --- execution alone ---


def execution(case: str, tool: str, copy: Copy) -> Measured:
    """Execute every chapter of one pair or of many."""
    pairs = some_pairs(MANY[case]) if case in MANY else [DEFAULT_PAIR]
    if tool == "bilateral":
        return _our_execution(copy, pairs, warm=case == "execute-again")
    out = copy.root / "_build" / case
    commands, targets = [], []
    for pair in pairs:
        (out / pair).mkdir(parents=True)
        for notebook in copy.notebooks():
            targets.append(out / pair / notebook.name)
            given = ["-p", "country_a", pair[:3], "-p", "country_b", pair[4:]]
            commands.append([sys.executable, "-m", "papermill", notebook, targets[-1], *given])
    at_once = CORES if tool == "papermill-parallel" else 1
    run = copy.measure(*commands, at_once=at_once)
    from execute import cell_seconds

    cells = sum(cell_seconds(json.loads(path.read_text(encoding="utf-8"))) for path in targets)
    return _with(run, pages=len(targets), cells=cells)


def _our_execution(copy: Copy, pairs: Sequence[str], warm: bool) -> Measured:
    store, cells = copy.root / "_build" / ".results", copy.root / "cells.json"
    command = [sys.executable, HERE / "execute.py", "--store", store, "--cells", cells]
    with _server(copy) if warm else nullcontext():
        if warm:  # the server has imported its libraries when it has served two kernels
            copy.measure([*command, "--pages", "2", DEFAULT_PAIR])
        shutil.rmtree(store, ignore_errors=True)
        run = copy.measure([*command, *pairs])
        pages = len(json.loads(cells.read_text(encoding="utf-8")))
        if len(pairs) > MANY["ten-pairs"]:  # which tell what many pages cost beside their cells
            return _with(run, pages=pages, cores=CORES)
        # With more kernels than cores a cell waits for the others: its own time is that of a kernel alone.
        shutil.rmtree(store, ignore_errors=True)
        if not warm:
            shutil.rmtree(copy.environment["BILATERAL_KEPT"], ignore_errors=True)
        copy.measure([*command, "--workers", "1", *pairs])
    own = sum(json.loads(cells.read_text(encoding="utf-8")))
    return _with(run, pages=pages, cells=own, cores=CORES)


@contextmanager
def _server(copy: Copy) -> Iterator[None]:
    """A server of warm kernels that runs already when a process asks for kernels."""
    server = _background([sys.executable, "-m", "bilateral.warm_kernels"], copy)
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def some_pairs(number: int) -> list[str]:
    """So many pairs of land neighbours, at equal distances in the list of all."""
    pairs = all_pairs()
    return [pairs[n * len(pairs) // number] for n in range(number)]


def all_pairs() -> list[str]:
    with (ROOT / "data" / "world" / "land_borders.csv").open(encoding="utf-8", newline="") as file:
        return sorted(f"{row['a']}-{row['b']}" for row in csv.DictReader(file))


# --- the whole book ---


def book(case: str, tool: str, copy: Copy) -> Measured:
    """Make the book, or make it once more after a change."""
    if case == "data-row":
        _change_row(copy.root / "data" / "curated" / DEFAULT_PAIR / "events.csv")
    elif case == "sentence":
        page = copy.root / "book" / "method.md"
        page.write_text(page.read_text(encoding="utf-8").rstrip() + " This is new.\n", encoding="utf-8")
    return (_our_book if tool == "bilateral" else _plain_book)(case, copy)


def _change_row(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["theme"] == "culture")["note"] += " Read again."
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _our_book(case: str, copy: Copy) -> Measured:
    languages = ["en", "uz"] if case == "language" else ["en"]
    chosen = [x for language in languages for x in ("--language", language)]
    run = copy.measure([sys.executable, "-m", "bilateral", "build", *chosen])
    return _with(run, **_executed(run.output), cores=CORES)


def _executed(output: str) -> dict[str, Any]:
    """The pages that a build of ours says it executed."""
    names = sorted(re.findall(r"(?m)^\[\d+/\d+\] (.+)$", output))
    return {"pages": len(names), "note": f"executed: {', '.join(names) or 'none'}"}


def loop(case: str, tool: str, copy: Copy) -> Measured:
    """Make the book as a loop of papermill and then jupyter-book make it, which executes nothing."""
    config, done = copy.root / "_config.yml", copy.root / "done"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"execute_notebooks: \w+", "execute_notebooks: 'off'", text), encoding="utf-8")
    done.mkdir()
    commands = [
        [sys.executable, "-m", "papermill", notebook, done / notebook.name] for notebook in copy.notebooks()
    ]
    put = "import shutil; shutil.copytree('done', 'notebooks', dirs_exist_ok=True)"
    run = copy.measure(*commands, [sys.executable, "-c", put], [*JUPYTER_BOOK, "."])
    return _with(run, pages=len(commands))


def _plain_book(case: str, copy: Copy) -> Measured:
    build = [*JUPYTER_BOOK, "."]
    note = ""
    if case == "data-row":
        seen = _count(copy.measure(build).output)
        build, note = [*build, "--all"], f"without --all so many chapters are executed again: {seen}"
    if case == "language":
        _speak_uzbek(copy.root)
        build, note = [*build, "--path-output", "uzbek"], "notebooks and configuration changed beforehand"
    run = copy.measure(build)
    return _with(run, pages=_count(run.output), note=note)


def _count(output: str) -> int:
    """How many notebooks jupyter-book says it executed."""
    return len(re.findall("Executed notebook in", output))


def _speak_uzbek(root: Path) -> None:
    """What somebody has to change for the plain tool to make the book in another language."""
    for notebook in (root / "notebooks").glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(text.replace(r"language = \"en\"", r"language = \"uz\""), encoding="utf-8")
    config = root / "_config.yml"
    ours = "    language: uz\n    locale_dirs: [locale]\n    gettext_compact: book\n"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("    language: en\n", ours), encoding="utf-8")


# --- more than one worker ---


def workers(case: str, tool: str, copy: Copy) -> Measured:
    """Make the books of some pairs on Dask workers with one core each, as machines of their own would."""
    cores = sorted(os.sched_getaffinity(0))[: {"one-worker": 1, "two-workers": 2}[tool]]
    told = copy.root / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", told]
    started = [_background([DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", *common], copy)]
    try:
        for core in cores:
            pinned = ["taskset", "--cpu-list", str(core)]
            started.append(_background([*pinned, DASK, "worker", "--nthreads", "1", *common], copy))
        wait = "import sys, distributed; distributed.Client(scheduler_file=sys.argv[1]).wait_for_workers("
        copy.measure([sys.executable, "-c", f"{wait}{len(cores)}, timeout=60)", told])
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        books = ["--pairs", ",".join(some_pairs(BOOKS)), "--language", "en", "--books", copy.root / "_build"]
        run = copy.measure([sys.executable, "-m", "bilateral", "build", *books, "--scheduler", address])
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    pages = BOOKS * len(copy.notebooks())
    return _with(run, pages=pages, cores=len(cores), note=f"{BOOKS} books")


def _background(command: Sequence[str | Path], copy: Copy) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=copy.root, env=copy.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def no_workers() -> str:
    """Why books cannot be made on Dask workers of one core each here; empty where they can."""
    if not DASK.exists():
        return "the package distributed is not installed"
    if not shutil.which("taskset") or CORES < 2:
        return "needs two cores and taskset"
    return ""


def _with(run: Measured, **changed: Any) -> Measured:
    return replace(run, **changed)


CHAINS = (
    Chain(("execute-first", "execute-again"), ("papermill", "papermill-parallel", "bilateral"), execution),
    Chain(("book", "unchanged", "data-row", "sentence", "language"), ("jupyter-book", "bilateral"), book),
    Chain(("book",), ("papermill-jupyter-book",), loop),
    Chain(("workers",), ("one-worker", "two-workers"), workers, once=True),
    Chain(("ten-pairs",), ("papermill", "papermill-parallel", "bilateral"), execution, once=True),
    Chain(("all-pairs",), ("papermill", "bilateral"), execution, once=True),
)


# --- all of it, and the table ---

Runs = dict[tuple[str, str], list[Measured]]


def run_all(wanted: Iterable[str], repeat: int, done: Callable[[Runs], None]) -> None:
    """Measure the wanted cases, so many times in turn; `done` gets all runs so far after each case."""
    runs: Runs = {}
    chains = [chain for chain in CHAINS if set(chain.cases) & set(wanted)]
    for turn in range(1, repeat + 1):
        for chain in chains:
            if chain.once and turn > 1:
                continue
            needed = max(n for n, case in enumerate(chain.cases) if case in wanted)
            with tempfile.TemporaryDirectory(prefix="bilateral-bench-") as folder:
                copies = {tool: Copy(Path(folder) / tool) for tool in chain.tools}
                for case in chain.cases[: needed + 1]:  # a case begins where the one before it ends
                    for tool in chain.tools:
                        run = chain.step(case, tool, copies[tool])
                        print(f"{turn}/{repeat} {case:<14} {tool:<19} {run.seconds:7.1f} s", flush=True)
                        if case in wanted:
                            runs.setdefault((case, tool), []).append(run)
                    done(runs)


def table(runs: Runs) -> list[dict[str, Any]]:
    """A row for each case, tool and unit: least, median, most, and the ratio to the plain tool's median."""
    rows = []
    for (case, tool), measured in runs.items():
        values = {SECONDS: [x.seconds for x in measured], MEMORY: [x.megabytes for x in measured]}
        cells = [x.cells for x in measured if x.cells is not None]
        if cells:
            values[CELLS] = cells
            values[BESIDE] = [(x.seconds - (x.cells or 0) / x.cores) / x.pages for x in measured]
        rows += [_row(case, tool, unit, list_, measured[-1]) for unit, list_ in values.items()]
    rows = [_all_pairs(row) if row["case"] == "all-pairs" else row for row in rows]
    place = {tool: n for n, tool in enumerate(PLAIN)}
    rows.sort(key=lambda row: (list(CASES).index(row["case"]), place.get(row["tool"], len(place))))
    plain: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:  # what the others are compared with comes first
        plain.setdefault((row["case"], row["unit"]), row)
    for row in rows:
        base = plain.get((row["case"], row["unit"]))
        if base and base["median"]:
            row["ratio"] = f"{row['median'] / base['median']:.3f}"
    return [{**row, **{x: f"{row[x]:.2f}" for x in ("min", "median", "max")}} for row in rows]


def _row(case: str, tool: str, unit: str, values: Sequence[float], run: Measured) -> dict[str, Any]:
    told = {"case": case, "tool": tool, "unit": unit, "runs": len(values), "note": run.note}
    spread = {"min": min(values), "median": statistics.median(values), "max": max(values)}
    return {**told, **spread, "ratio": "", "pages": run.pages, "cores": run.cores}


def _all_pairs(row: Mapping[str, Any]) -> dict[str, Any]:
    """What all pairs take, by those that were measured; memory and the time per page are theirs."""
    measured = MANY["all-pairs"]
    times = len(all_pairs()) / measured if row["unit"] in (SECONDS, CELLS) else 1
    more = {x: row[x] * times for x in ("min", "median", "max")}
    return {**row, **more, "note": f"{measured} pairs measured, times {len(all_pairs()) / measured:g}"}


def facts() -> dict[str, Any]:
    """The machine, the versions and the state of the project that were measured."""
    import psutil

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    processor = platform.processor()
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(x.partition(":")[2].strip() for x in lines if x.startswith("model name"))
    names = ("papermill", "jupyter-book", "myst-nb", "sphinx", "nbclient", "ipykernel", "pandas", "numpy")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": git("rev-parse", "HEAD"),
        "changed": bool(git("status", "--porcelain", "--", *PARTS)),
        "cores": CORES,
        "processor": processor,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": [round(x, 1) for x in os.getloadavg()],  # when it began: others on the machine
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "pair": DEFAULT_PAIR,
        "many_pairs": {case: some_pairs(number) for case, number in MANY.items()},
        "pairs": len(all_pairs()),
    }


def write(folder: Path, runs: Runs, told: Mapping[str, Any], skipped: Mapping[str, str]) -> None:
    """Write `results.csv`, and `results.json` with the machine and every run."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = table(runs)
    rows += [{"case": case, "unit": SECONDS, "note": f"skipped: {why}"} for case, why in skipped.items()]
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    each = [
        {
            "case": case,
            "tool": tool,
            "seconds": [round(x.seconds, 3) for x in measured],
            "megabytes": [round(x.megabytes) for x in measured],
            "cell_seconds": [round(x.cells, 3) for x in measured if x.cells is not None],
        }
        for (case, tool), measured in runs.items()
    ]
    text = json.dumps({**told, "runs": each}, indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write what was asked for."""
    measured = [case for chain in CHAINS for case in chain.cases]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"once, and only {', '.join(QUICK)}")
    parser.add_argument("--repeat", type=int, help="how often each case is measured (5; with --quick 1)")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=measured, help="only these cases")
    parser.add_argument(
        "--output",
        type=Path,
        help="folder of results.csv and results.json (benchmarks; for a part of the cases _build/benchmarks)",
    )
    parser.add_argument("--list", action="store_true", help="print the cases and measure nothing")
    options = parser.parse_args(arguments)
    if options.list:
        for name, what in CASES.items():
            print(f"{name:<14} {what}")
        return
    repeat = options.repeat or (1 if options.quick else 5)
    if repeat < 1:
        parser.error("--repeat: expected 1 or more")
    part = options.only or (QUICK if options.quick else None)
    output = options.output or (ROOT / "_build" / "benchmarks" if part else HERE)
    wanted, skipped, told = list(part or measured), {}, facts()
    if "workers" in wanted and (why := no_workers()):
        skipped["workers"] = why
        wanted.remove("workers")
        print(f"workers: skipped: {why}", flush=True)
    run_all(wanted, repeat, lambda runs: write(output, runs, told, skipped))
    if not wanted:
        write(output, {}, told, skipped)
    print((output / "results.csv").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
