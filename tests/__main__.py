"""`make test` and `make soak`: format, lint, types, layers, then the tests; says how long each took.

python -m tests [--soak] [arguments for pytest]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

PATHS = ("src", "tests", "docs", "benchmarks")
CHECKS = {
    "format": ["ruff", "format", "--check", *PATHS],
    "lint": ["ruff", "check", *PATHS],
    "types": ["mypy"],
    "layers": ["lint-imports"],
}
SLOW = "types"


def find_chromium() -> str | None:
    """The browser for the browser tests: found, or on Debian installed where we may."""
    given = os.environ.get("BILATERAL_CHROMIUM")
    if given:
        return given
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    if not shutil.which("apt-get"):
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode:
        return None
    print("Installing Chromium for the browser tests (apt) ...", flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run([*sudo, *command], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        print(done.stderr.strip()[-500:])
    return shutil.which("chromium")


def step(name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run one command; its output shows where it fails."""
    start = time.monotonic()
    quiet = name in CHECKS
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=quiet, text=True, check=False)
    seconds = time.monotonic() - start
    if quiet and done.returncode:
        print(done.stdout + done.stderr)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({seconds:.0f} s)", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    soak = "--soak" in arguments
    rest = [x for x in arguments if x != "--soak"]
    checks = {name: [str(BIN / command[0]), *command[1:]] for name, command in CHECKS.items()}
    good = [step(name, command) for name, command in checks.items() if name != SLOW]
    environment = dict(os.environ)
    chromium = find_chromium()
    if chromium:
        environment["BILATERAL_CHROMIUM"] = chromium
    else:
        print("\n" + "!" * 100)
        print(
            "!!! NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED. On Debian: apt install chromium, then run again."
        )
        print("!" * 100 + "\n", flush=True)
    marker = "soak" if soak else "not soak"
    tests = [str(BIN / "python"), "-m", "pytest", "-m", marker, "--durations=25", *rest]
    with ThreadPoolExecutor(1) as beside:  # the tests leave it a core while their processes start
        slow = beside.submit(step, SLOW, checks[SLOW])
        good += [step("tests", tests, environment), slow.result()]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
