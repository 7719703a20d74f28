"""The locked packages: read requirements.lock, write environment.yml from it (`make lock`)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def normal(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """package -> exact version."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {
        normal(name): version for name, version in re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", text)
    }


def direct() -> tuple[list[str], list[str]]:
    """The names of what the project itself asks for: to run, and to be worked on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = (project["dependencies"], project["optional-dependencies"]["dev"])
    run, dev = ([normal(re.split(r"[<>=!~ \[;]", line)[0]) for line in lines] for lines in lists)
    return run, dev


def optional() -> set[str]:
    """The names of what some commands can use and others do without: the extras beside `dev`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].items()
    return {normal(line) for name, lines in extras if name != "dev" for line in lines}


def environment() -> str:
    """environment.yml: every direct dependency at its locked version; conda and .venv hold the same."""
    versions = locked()
    run, dev = direct()
    pinned = "\n".join(f"      - {name}=={versions[name]}" for name in sorted(run + dev))
    return f"""# For conda and Binder. Written by `make lock`; a test holds it equal to requirements.lock.
name: bilateral
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
{pinned}
      - --editable .
"""


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
