"""Dependencies point one way, and notebooks import `bilateral.page` alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import nbformat

from tests.conftest import ROOT, run


def test_layers_are_kept() -> None:
    done = run(Path(sys.executable).parent / "lint-imports")
    assert done.returncode == 0, done.stdout


def test_notebooks_import_only_the_page() -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        code = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
        imports = [n for n in ast.walk(ast.parse(code)) if isinstance(n, (ast.Import, ast.ImportFrom))]
        assert {getattr(n, "module", None) for n in imports} <= {"bilateral.page"}, path.name
