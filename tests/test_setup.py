"""What a newcomer relies on: the lock, the environment, README's commands and table, the checks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from bilateral import __version__
from tests import __main__ as checks
from tests.conftest import ROOT, run
from tests.environment import direct, environment, locked, normal, optional

# Needed without being imported: by a command, a file format or another package.
NOT_IMPORTED = {
    "editables": "hatchling's editable install",
    "hatchling": "the build backend",
    "import-linter": "the command lint-imports",
    "ipykernel": "the kernel of the notebooks",
    "jupyter-book": "called as a command",
    "mypy": "a command",
    "nbconvert": "a command in the tests",
    "pre-commit": "a command",
    "pyarrow": "pandas reads parquet with it",
    "pytest-xdist": "a plugin of pytest",
    "pystemmer": "the C form of Sphinx's stemmers, which finds it by itself",
    "ruff": "a command",
    "sphinx-book-theme": "named in _config.yml",
    "types-pyyaml": "types for mypy",
}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_lock_holds_exact_versions_with_hashes_and_no_address() -> None:
    lock = text("requirements.lock")
    assert "://" not in lock
    assert "index-url" not in lock
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock.strip())
    blocks = [b for b in blocks if b.strip() and not b.startswith("#")]
    assert len(blocks) > 100
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_lock_holds_every_direct_dependency_once() -> None:
    names = [normal(n) for n in re.findall(r"(?m)^([A-Za-z0-9._-]+)==", text("requirements.lock"))]
    run_, dev = direct()
    assert [n for n in (*run_, *dev) if names.count(n) != 1] == []
    major = locked()["jupyter-book"].split(".")[0]
    assert major == "1"


def test_environment_equals_the_lock() -> None:
    assert text("environment.yml") == environment()
    assert yaml.safe_load(text("environment.yml"))["dependencies"][-1]["pip"]


def test_readme_gives_each_direct_dependency_its_reason() -> None:
    rows = re.findall(r"(?m)^\| ([a-z0-9-]+) \| (.+) \|$", text("README.md").split("## What it stands on")[1])
    reasons = {name: reason for name, reason in rows if name != "package" and set(name) != {"-"}}
    run_, dev = direct()
    assert set(reasons) == set(run_) | set(dev)
    assert all(len(reason) > 10 for reason in reasons.values())


def test_every_import_is_declared_and_every_declared_package_used() -> None:
    run_, dev = direct()
    imported: dict[str, set[str]] = {"src": set(), "tests": set()}
    for folder, found in imported.items():
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                found |= {name.split(".")[0] for name in names}
    owners = packages_distributions()

    def packages(modules: set[str]) -> set[str]:
        ours = {"bilateral", "tests", "docs", "__future__", *sys.stdlib_module_names}
        return {normal(owners[m][0]) for m in modules - ours if m in owners}

    # sphinxcontrib is shared by several packages; the one that we use is named
    shared = {normal(x) for x in owners.get("sphinxcontrib", [])}
    used = packages(imported["src"] - {"sphinxcontrib"}) | {"sphinxcontrib-bibtex"}
    tested = packages(imported["tests"] - {"sphinxcontrib"}) - used
    assert used - shared <= set(run_) | optional(), (
        "imported by the package, but not declared in pyproject.toml"
    )
    assert tested <= set(dev) | set(run_), "imported by the tests, but not declared in pyproject.toml"
    idle = (set(run_) | set(dev)) - used - tested - set(NOT_IMPORTED)
    assert idle == set(), "declared, but nobody uses it"


def test_readme_has_exactly_two_commands() -> None:
    first = re.search(r"```sh\n(.*?)```", text("README.md"), re.S)
    assert first is not None
    assert first[1].split("\n") == ["make book", "make test", ""]


def test_readme_links_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_readme_figure_is_current() -> None:
    done = run(
        sys.executable, "-c", "import make_figure; print(make_figure.figure(), end='')", cwd=ROOT / "docs"
    )
    assert done.returncode == 0, done.stderr
    assert text("docs/turnover.svg") == done.stdout, "make figure"
    assert "docs/turnover.svg" in text("README.md")


def test_every_target_of_make_is_explained() -> None:
    phony = re.search(r"\.PHONY: (.*)", text("Makefile"))
    assert phony is not None
    told = text("CONTRIBUTING.md")
    missing = [t for t in phony[1].split() if t not in ("help", "messages") and f"`make {t}`" not in told]
    assert missing == []


def test_ci_runs_make_test_and_nothing_else() -> None:
    lines = [x for x in text(".ci/run").splitlines() if x.strip() and not x.startswith("#")]
    assert lines == ['cd "$(dirname "$0")/.." && exec make test']
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_pre_commit_runs_the_same_checks() -> None:
    hooks = {
        h["id"]: h["entry"] for h in yaml.safe_load(text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    }
    assert set(hooks) == set(checks.CHECKS)
    for name, command in checks.CHECKS.items():
        assert hooks[name].removeprefix(".venv/bin/").split() == [x for x in command if x not in checks.PATHS]
    done = run(Path(sys.executable).parent / "pre-commit", "validate-config")
    assert done.returncode == 0, done.stdout


def test_versions_agree() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert yaml.safe_load(text("CITATION.cff"))["version"] == __version__
    assert f"## {__version__}" in text("CHANGELOG.md")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_nothing_built_is_kept_and_no_place_is_named() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in kept.splitlines():
        assert not re.search(r"(^|/)(_build|\.venv|__pycache__|book/generated)(/|$)|\.mo$|\.pyc$", name), name
        if re.search(r"\.(py|md|yml|yaml|toml|ipynb|cfg|css|js|html|lock)$|Makefile$", name):
            content = (ROOT / name).read_text(encoding="utf-8")
            assert not re.search(r"/(home|root|Users)/\w+/", content), name
