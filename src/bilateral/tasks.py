"""Tasks: all that decides a result, listed before anything runs.

A list of tasks can be looked up in the store of results, run in kernels of any kind, shared among machines.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilateral import dependencies
from bilateral.errors import BadInput
from bilateral.parameters import check_parameters

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Task:
    """One notebook with the parameters given to it, and a data root (None: the default one)."""

    notebook: Path
    parameters: Mapping[str, Any]
    data: Path | None = None

    @property
    def name(self) -> str:
        return self.notebook.stem

    @property
    def title(self) -> str:
        """As a line of progress names it: "culture (uz)"."""
        return f"{self.name} ({self.parameters.get('language', 'en')})"


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
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", []):
            try:
                found = {}
                for line in dependencies.syntax_tree("".join(cell["source"])).body:
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
    check_parameters({**defaults, **given})
    return Task(notebook, dict(given), data)
