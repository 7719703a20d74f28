"""What `run.py` measures as our execution: every chapter of the pairs that are named, and nothing else.

    python benchmarks/execute.py --store DIR --cells FILE UZB-KAZ [KGZ-TJK ...]

The project is the one whose `src` is on PYTHONPATH. FILE gets the seconds that the cells themselves took.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bilateral import runner, tasks
from bilateral.run_key import Store


def cell_seconds(notebook: dict[str, Any]) -> float:
    """How long a kernel worked on the cells of an executed notebook, by the times that nbclient notes."""
    total = 0.0
    for cell in notebook["cells"]:
        noted = cell["metadata"].get("execution", {})
        if {"iopub.execute_input", "shell.execute_reply"} <= noted.keys():
            begun, done = (
                datetime.fromisoformat(noted[x]) for x in ("iopub.execute_input", "shell.execute_reply")
            )
            total += (done - begun).total_seconds()
    return total


def main() -> None:
    """Execute the pages and write down what their cells took."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--pages", type=int, help="only the first so many pages of each pair")
    parser.add_argument("--workers", type=int, default=runner.KERNELS, help="how many kernels at once")
    parser.add_argument("pairs", nargs="+")
    options = parser.parse_args()
    listed = [
        tasks.make_task(notebook, {"country_a": pair[:3], "country_b": pair[4:], "language": "en"})
        for pair in options.pairs
        for notebook in tasks.notebooks()[: options.pages]
    ]
    taken: list[float] = []
    clean = runner.clean

    def noted(notebook: Any) -> None:
        taken.append(cell_seconds(notebook))
        clean(notebook)

    runner.clean = noted  # the last that sees the times: it takes them out of the result
    runner.run(listed, workers=options.workers, store=Store(options.store))
    options.cells.write_text(json.dumps(taken) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
