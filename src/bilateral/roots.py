"""Where data stand: the folder of the data package, and the project's below one that only adds to it."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from bilateral.errors import BadInput

CHECKOUT = Path(__file__).resolve().parents[2]
_CITED = ("source", "publisher", "title", "title_kind", "url", "published", "read", "language")


def data_root(root: str | Path | None = None) -> Path:
    """The folder of the data package: `root`, else $BILATERAL_DATA, else the checkout's `data`.

    It is whole, or holds rows of one's own on top of the checkout's data: see `layers`. Raises BadInput where
    it is neither.
    """
    path = Path(root or os.environ.get("BILATERAL_DATA") or CHECKOUT / "data")
    if not (path / "schemas").is_dir() and not (path / "datapackage.json").is_file():
        raise BadInput(f"{path} is no data root; expected a folder with datapackage.json in it")
    return path


def layers(root: Path) -> tuple[Path, ...]:
    """The folders whose rows a data root joins, the one with schemas and tables of the world first.

    A root with `schemas` in it is whole. One without holds only what somebody adds (sources, collections,
    documents) and lies on top of the checkout's data, so that nobody copies tables of the world by hand.
    """
    return (root,) if (root / "schemas").is_dir() else (CHECKOUT / "data", root)


def sources(root: str | Path | None = None) -> list[dict[str, str]]:
    """The rows of the tables of sources, for who needs nothing else of the data, and so no pandas.

    Raises BadInput where one cannot be read, or has not the columns that a bibliography needs.
    """
    first, *added = (layer / "sources.csv" for layer in layers(data_root(root)))
    rows = []
    for path in [first, *(path for path in added if path.exists())]:
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                if lacking := [name for name in _CITED if name not in (reader.fieldnames or ())]:
                    raise BadInput(f"{path} has no column {lacking[0]}; run `bilateral check`")
                rows += list(reader)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadInput(f"{path} cannot be read ({error}); run `bilateral check`") from None
    return rows


def data_date(root: str | Path | None = None) -> str:
    """The latest day on which a source was read: the date of the data, and of the book made from them."""
    return max((row["read"] for row in sources(root) if row["read"]), default="1970-01-01")
