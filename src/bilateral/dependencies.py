"""What the code of a page is: the modules of `bilateral` that it imports, and digests of files.

Read from the source, so that nothing has to be imported to know it, and an import inside a function counts as
well.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from bilateral import roots

PACKAGE = Path(__file__).parent
NAME = PACKAGE.name
# What a module reads beside itself; the files of `web` belong to the pages, not to what notebooks show.
BESIDE = {".csv", ".json", ".topojson"}
# Packages whose version may show in a page; all others stand in the lock.
LIBRARIES = (
    *("babel", "ipykernel", "ipython", "jupyter-book", "matplotlib", "nbclient", "nbformat", "numpy"),
    *("pandas", "scipy", "sphinx"),
)
_PARSER = Lock()
# An import of the package at the head of a line; one in a text would name a module too many: no harm.
_IMPORT = re.compile(
    rf"(?m)^[ \t]*((?:from {NAME}[\w.]* import (?:\([^)]*\)|[^\n(]+))|(?:import {NAME}[^\n]*))"
)


def digest(*parts: str | bytes) -> str:
    """SHA-256 of texts and bytes, each with its length so that no two lists of parts are alike."""
    state = hashlib.sha256()
    for part in parts:
        encoded = part.encode() if isinstance(part, str) else part
        state.update(b"%d:" % len(encoded))
        state.update(encoded)
    return state.hexdigest()


def of_file(path: Path) -> str:
    """The digest of a file's bytes, "" where there is none."""
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


def of_data(data: str | Path | None) -> dict[str, str]:
    """Digest of every file of a data root, and of the project's data below one that lies on top of them."""
    found: dict[str, str] = {}
    for n, layer in enumerate(roots.layers(roots.data_root(data))):
        files = [path for path in layer.rglob("*") if path.is_file()]
        found |= {f"{n}/{name}": told for name, told in of_files(layer, files).items()}
    return found


def of_files(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Digest of each file by its path below `root`, in alphabetical order."""
    return {path.relative_to(root).as_posix(): of_file(path) for path in sorted(paths)}


@cache
def modules(*names: str, without: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Modules of `bilateral` that the named ones import, directly or through others, with their digests.

    The named ones are in it, and files of data beside a module ("ar1_critical.csv"); `without` are modules
    that are left out, with what only they import. Raises ModuleNotFoundError for a name that is no module of
    the package.
    """
    found: dict[str, Path] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found or name in without:
            continue
        path = _path(name)
        if path is None:
            raise ModuleNotFoundError(name)
        found[name] = path
        waiting += _imported(path)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    told = {name: _of_module(path) for name, path in found.items()}
    for folder in {path.parent for path in found.values()}:
        for path in folder.iterdir():
            if path.suffix in BESIDE:
                told[path.relative_to(PACKAGE).as_posix()] = _of_module(path)
    return dict(sorted(told.items()))


def code(*names: str, without: tuple[str, ...] = ()) -> str:
    """One digest of all that `modules` tells."""
    return together(modules(*names, without=without))


def together(digests: Mapping[str, str]) -> str:
    """One digest of named digests, whatever their order."""
    return digest(*(part for item in sorted(digests.items()) for part in item))


def environment(root: Path) -> str:
    """One digest of Python, of the lock of the project at `root` and of what is installed."""
    return digest(sys.version, of_file(root / "requirements.lock"), *(version(name) for name in LIBRARIES))


def _of_module(path: Path) -> str:
    """Digest of a file of the package as it was when first asked for: the code that this process runs."""
    if path not in _told:
        _told[path] = of_file(path)
    return _told[path]


_told: dict[Path, str] = {}


def edited() -> bool:
    """Whether a file of the package is another one by now than this process has told of."""
    return any(of_file(path) != told for path, told in list(_told.items()))


def syntax_tree(source: str | bytes) -> ast.Module:
    """The syntax tree of a source, one at a time in a process.

    In Python 3.11 two threads that parse share a count of depth; where the collector of garbage lets the
    other one in, as it does in a worker of Dask, both fail with a SystemError.
    """
    with _PARSER:
        return ast.parse(source)


def _path(name: str) -> Path | None:
    if name.split(".")[0] != NAME:
        return None
    place = PACKAGE.joinpath(*name.split(".")[1:])
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def _imported(path: Path) -> tuple[str, ...]:
    """The modules of the package that a file imports, anywhere in it."""
    found: dict[str, None] = {}
    # Only these statements are parsed: the trees of all modules would take a second of each command.
    for statement in _IMPORT.findall(path.read_text(encoding="utf-8")):
        node = syntax_tree(statement).body[0]
        named = [alias.name for alias in getattr(node, "names", [])]
        if isinstance(node, ast.ImportFrom) and node.module:
            named = [node.module, *(f"{node.module}.{name}" for name in named)]
        found.update((name, None) for name in named if _path(name))
    return tuple(found)
