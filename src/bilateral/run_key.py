"""The run key: a page is executed again exactly when something it depends on has changed.

Some of that is known before a page runs: the notebook, its parameters, the modules it imports, the locked
environment, the rows it is given. The rest shows while it runs (see `reads`): tables of the world,
ways of citing a source, translations, the claims as they are shown. Both are written down with the result, a
`Trace`; a result is good as long as every digest in its trace is. Results stand under the digest of their
bytes, so equal pages are stored once. The store may be deleted at any time.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilateral import dependencies, messages, roots
from bilateral.dependencies import digest
from bilateral.files import write_whole
from bilateral.parameters import Parameters, check_parameters
from bilateral.reads import Key
from bilateral.tasks import ROOT, Task, declared_parameters

if TYPE_CHECKING:  # pandas takes a while, and an unchanged page needs none
    from bilateral.claim_forms import Ledger
    from bilateral.datapackage import Package
    from bilateral.tables import Citations

KEPT = 3  # results of one task: going back to an earlier state of the data costs nothing
# What a chapter knows of claims is what it shows of them, so their code is no part of its own.
_CLAIMS = "bilateral.claim_forms"


@dataclass(frozen=True)
class Trace:
    """What a result hangs on, and its digest in the store."""

    result: str
    given: Mapping[str, str]
    read: Mapping[str, str]  # a key of `reads` as JSON -> its digest
    inputs: Mapping[str, str]  # see `Store.inputs`
    ran: Sequence[str] = field(default=(), compare=False)  # when it began and ended; for the record alone


@dataclass(frozen=True)
class Known:
    """Whether the store has the result of a task: its text, or None and what has changed, in words."""

    text: str | None
    changed: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()  # when it began and ended


@dataclass
class Store:
    """Results and traces of tasks in one folder (`_build/.results`), for the project at `root`."""

    folder: Path
    root: Path = ROOT
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _packages: dict[str, Package] = field(default_factory=dict)
    _digests: dict[tuple[Any, ...], str] = field(default_factory=dict)
    _citations: dict[str, Citations] = field(default_factory=dict)
    _judged: dict[tuple[str, ...], Ledger] = field(default_factory=dict)

    def look(self, task: Task) -> Known:
        """The result of a task if nothing it depends on has changed."""
        traces = self._traces(task)
        if not traces:
            return Known(None, ("it has not run with these parameters",))
        given = self.given(task)
        first: tuple[str, ...] = ()
        for trace in traces:
            changed = tuple(_differ(trace.given, given)) or tuple(self._reread(task, trace))
            if not changed:
                text = self._result(trace.result)
                if text is not None:
                    return Known(text, ran=tuple(trace.ran))
                changed = ("its result is no longer in the store",)
            first = first or changed
        return Known(None, first)

    def take(self, task: Task, told: Mapping[str, Any]) -> None:
        """Take from a kernel what it tells of its page's rows and reads (see `page.show_reads`).

        Only where the data, translations and code are those that the kernel had.
        """
        if told["rows"] is not None:
            self._remember(self._rows_key(task), told["rows"])
        self._digests |= {(str(task.data), *key): known for key, known in told["read"] if known}

    def keep(
        self,
        task: Task,
        text: str,
        keys: Iterable[Sequence[str]],
        why: Sequence[str] = (),
        ran: Sequence[str] = (),
    ) -> None:
        """Put a result into the store with all that it hangs on; no room is no fault.

        `keys` is what `reads` noted in the kernel, `why` why it ran, `ran` when it began and ended.
        """
        # The kernel has judged the claims, and its key of them is their digest.
        read = {
            json.dumps(list(key), ensure_ascii=False): key[1]
            if key[0] == "claims"
            else self._digest(task, tuple(key))
            for key in keys
        }
        trace = Trace(digest(text), self.given(task), read, self.inputs(task), ran)
        others = [other for other in self._traces(task) if other != trace]
        kept, dropped = [trace, *others][:KEPT], [trace, *others][KEPT:]
        told = {"task": self._told(task), "why": list(why), "traces": [asdict(x) for x in kept]}
        try:
            write_whole(self._place(trace.result), gzip.compress(text.encode(), compresslevel=1, mtime=0))
            write_whole(self._trace_path(task), (json.dumps(told, ensure_ascii=False) + "\n").encode())
            for old in {x.result for x in dropped} - {x.result for x in kept}:
                self._place(old).unlink(missing_ok=True)
        except OSError:
            return

    def results(self, task: Task) -> Iterator[str]:
        """The results of a task that the store holds, the newest first, whatever has changed since."""
        for trace in self._traces(task):
            text = self._result(trace.result)
            if text is not None:
                yield text

    def last_reason(self, task: Task) -> list[str]:
        """Why a task ran the last time; empty where that is not known."""
        return [str(x) for x in self._record(task).get("why", [])]

    def explain(self, task: Task) -> str:
        """One line: whether a task will run and why; and where it will not, why it did the last time."""
        known = self.look(task)
        if known.text is None:
            return f"{task.title}: will run: {_listed(known.changed)}"
        why = self.last_reason(task)
        return f"{task.title}: will not run, nothing has changed" + (
            f"; it ran because: {_listed(why)}" if why else ""
        )

    # --- what a task hangs on ---

    def given(self, task: Task) -> dict[str, str]:
        """What a task depends on before it runs, by name."""
        theme = task.name
        known = {"notebook": dependencies.of_file(task.notebook), "environment": self._environment}
        code = dependencies.modules("bilateral.page", f"bilateral.themes.{theme}", without=(_CLAIMS,))
        known.update({f"module {name}": told for name, told in code.items()})
        known.update({f"description {name}": told for name, told in self._descriptions(task).items()})
        known.update({f"rows of {name}": told for name, told in self._rows_of(task).items()})
        return known

    @cached_property
    def _environment(self) -> str:
        return dependencies.environment(self.root)

    def _data(self, task: Task) -> str:
        key = ("files", str(task.data))
        if key not in self._digests:
            self._digests[key] = dependencies.together(dependencies.of_data(task.data))
        return self._digests[key]

    def _descriptions(self, task: Task) -> dict[str, str]:
        """What is said of the tables as wholes: schemas, records of tables of the world."""
        first = roots.layers(roots.data_root(task.data))[0]
        return dependencies.of_files(first, [*first.glob("schemas/*.json"), *first.glob("world/*.json")])

    @cached_property
    def _catalogues(self) -> str:
        return dependencies.together(dependencies.of_files(messages.LOCALE, messages.LOCALE.rglob("*.po")))

    def inputs(self, task: Task) -> dict[str, str]:
        """Digests of the notebook, of all data, of all catalogues and of the code that judges claims."""
        return {
            "notebook": dependencies.of_file(task.notebook),
            "data": self._data(task),
            "catalogues": self._catalogues,
            "claims": dependencies.code(_CLAIMS, "bilateral.page"),
        }

    def _rows_of(self, task: Task) -> dict[str, str]:
        """Digests of the rows a page is given; remembered in the store while the data are the same."""
        key = self._rows_key(task)
        if key not in self._rows:
            path = self.folder / "rows" / f"{key}.json"
            try:
                self._rows[key] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                self._remember(key, self._select(task))
        return self._rows[key]

    def _rows_key(self, task: Task) -> str:
        parameters = {k: v for k, v in task.parameters.items() if k != "language"}
        return digest(
            self._data(task),
            dependencies.code("bilateral.page", f"bilateral.themes.{task.name}", without=(_CLAIMS,)),
            task.name,
            json.dumps(parameters, sort_keys=True),
        )

    def _remember(self, key: str, rows: dict[str, str]) -> None:
        self._rows[key] = rows
        with suppress(OSError):
            write_whole(self.folder / "rows" / f"{key}.json", json.dumps(rows).encode())

    def _select(self, task: Task) -> dict[str, str]:
        from bilateral import page

        return page.digests_of_rows(page.select(self._package(task), task.name, _parameters(task)))

    def _package(self, task: Task) -> Package:
        from bilateral import datapackage

        key = str(task.data)
        if key not in self._packages:
            self._packages[key] = datapackage.load(task.data)
        return self._packages[key]

    def _reread(self, task: Task, trace: Trace) -> Iterable[str]:
        """What a page read when it ran and would read otherwise now, in words."""
        now = self.inputs(task)
        same = {name for name, told in now.items() if trace.inputs.get(name) == told}
        for written, told in trace.read.items():
            key = tuple(json.loads(written))
            if not _RESTS_ON[key[0]] <= same and self._digest(task, key) != told:
                yield _in_words(key)

    def _digest(self, task: Task, key: Key) -> str:
        """The digest of one thing that `reads` names, as it is now."""
        kind, *rest = key
        if kind == "claims":
            p = _parameters(task)
            rest = [task.name, p.country_a, p.country_b, p.language]
        name = (str(task.data), kind, *rest)
        if name not in self._digests:
            self._digests[name] = self._digest_anew(task, kind, rest)
        return self._digests[name]

    def _digest_anew(self, task: Task, kind: str, rest: Sequence[str]) -> str:
        from bilateral import claim_forms, page

        package = self._package(task)
        if kind == "claims":
            theme, a, b, language = rest
            whose = (str(task.data), a, b, theme)
            if whose not in self._judged:
                self._judged[whose] = claim_forms.of_pair(package, a, b, language, theme)
            ledger = replace(self._judged[whose], language=language)
            return page.claims_digest(ledger, page.claims_shown(ledger, theme))
        if str(task.data) not in self._citations:
            self._citations[str(task.data)] = page.citations(package)
        return page.digest_of_read((kind, *rest), package, self._citations[str(task.data)])

    # --- files of the store ---

    def _told(self, task: Task) -> dict[str, Any]:
        data = str(roots.data_root(task.data).resolve())
        return {"notebook": task.name, "parameters": dict(task.parameters), "data": data}

    def _trace_path(self, task: Task) -> Path:
        name = digest(json.dumps(self._told(task), sort_keys=True))[:16]
        pair = f"{task.parameters.get('country_a')}-{task.parameters.get('country_b')}"
        return self.folder / "traces" / pair / f"{task.name}-{name}.json"

    def _record(self, task: Task) -> dict[str, Any]:
        try:
            found = json.loads(self._trace_path(task).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _traces(self, task: Task) -> list[Trace]:
        try:
            return [Trace(**x) for x in self._record(task).get("traces", [])]
        except TypeError:  # written by another version of the project
            return []

    def _place(self, result: str) -> Path:
        return self.folder / "results" / result[:2] / f"{result}.ipynb.gz"

    def _result(self, result: str) -> str | None:
        """A result by its digest; None where it is missing or damaged."""
        try:
            text = gzip.decompress(self._place(result).read_bytes()).decode()
        except (OSError, EOFError, ValueError):
            return None
        return text if digest(text) == result else None


# What has to be unchanged for a key of each kind to be so, too: see `Store.inputs`.
_RESTS_ON: dict[str, set[str]] = {
    "message": {"catalogues"},
    "table": {"data"},
    "source": {"data"},
    "claims": {"data", "catalogues", "claims"},
}


def _parameters(task: Task) -> Parameters:
    return check_parameters({**declared_parameters(task.notebook), **task.parameters})


def _differ(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names under which two mappings differ, in alphabetical order."""
    return [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]


def _listed(changed: Sequence[str], most: int = 5) -> str:
    more = len(changed) - most
    return ", ".join(changed[:most]) + (f" and {more} more" if more > 0 else "")


def _in_words(key: Key) -> str:
    kind, *rest = key
    if kind == "message":
        text = rest[2] if len(rest[2]) <= 60 else f"{rest[2][:57]}..."
        return f"translation ({rest[0]}) of “{text}”"
    if kind == "claims":
        return "the claims of the chapter"
    return f"{kind} {rest[0]}"
