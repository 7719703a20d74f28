"""The descriptor `data/datapackage.json` (Data Package v2), made from the files that are there.

python -m bilateral.datapackage.descriptor [FOLDER]     # after a table or a collection was added
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bilateral.datapackage.reading import (
    CURATED,
    DOCUMENT,
    GENERAL,
    WORLD,
    addresses,
    data_root,
    folders,
    layers,
    schema,
)

OURS = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
ZERO = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero 1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
UNICODE = {
    "name": "Unicode-3.0",
    "title": "Unicode License v3",
    "path": "https://www.unicode.org/license.txt",
}
BY_IGO = {
    "name": "CC-BY-3.0-IGO",
    "title": "Creative Commons Attribution 3.0 IGO",
    "path": "https://creativecommons.org/licenses/by/3.0/igo/",
}
BY_SA_IGO = {
    "name": "CC-BY-SA-3.0-IGO",
    "title": "Creative Commons Attribution-ShareAlike 3.0 IGO",
    "path": "https://creativecommons.org/licenses/by-sa/3.0/igo/",
}
ODBL = {
    "name": "ODbL-1.0",
    "title": "Open Data Commons Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}
# How the descriptor of rows outside the checkout begins; whoever adds them may change it.
ADDED = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "bilateral-added",
    "title": "Rows added to the data of bilateral",
    "licenses": [OURS],
}
LICENCES = {licence["name"]: licence for licence in (OURS, ZERO, MIT, UNICODE, BY_IGO, BY_SA_IGO, ODBL)}


def resource_name(path: Path) -> str:
    """Name of the resource of a table file: `sources`, `uzb-kaz-event-sources`."""
    folder = [path.parts[-2]] if path.parts[0] in ("curated", "documents") else []
    return "-".join([*folder, path.stem]).lower().replace("_", "-")


def files(root: Path) -> list[Path]:
    """Paths of all table files under the root itself, in the order of the descriptor."""
    curated = [folder / f"{name}.csv" for folder in folders(root, "curated") for name in CURATED]
    world = [root / "world" / f"{name}.csv" for name in WORLD]
    ledgers = [folder / f"{name}.csv" for folder in folders(root, "documents") for name in DOCUMENT]
    found = [*(root / f"{name}.csv" for name in GENERAL), *curated, *ledgers, *world]
    return [path.relative_to(root) for path in found if path.exists()]


def _upstream(root: Path, path: Path) -> dict[str, Any]:
    """Licence and origin of a derived table, from the record that its script wrote beside it.

    A record without `licence_code` is of the time when all of them were CC0 1.0.
    """
    record = json.loads((root / path.with_suffix(".json")).read_text(encoding="utf-8"))
    origin = {"title": record["upstream"], "version": record["version"]}
    licence = LICENCES[record.get("licence_code", ZERO["name"])]
    return {
        "licenses": [{**licence, "title": record["licence"]}],
        "sources": [{**origin, "path": address} for address in addresses(record)] or [origin],
        "derived_from": record["derived_from"],
        "upstream_sha256": record["sha256"],
        "script": record["script"],
    }


def _resource(root: Path, path: Path) -> dict[str, Any]:
    table = schema(root, path.stem)
    whole = layers(root)[0] == root
    curated = path.parts[0] in ("curated", "documents")
    ours = {
        # What somebody adds is theirs to license, for the whole of it.
        **({"licenses": [OURS]} if whole else {}),
        "sources": [{"title": "The pages that sources.csv lists", "path": "sources.csv"}],
    }
    return {
        "name": resource_name(path),
        "title": f"{table['title']}, {path.parts[1]}" if curated else table["title"],
        "description": table["description"],
        "path": path.as_posix(),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        # Outside the checkout no schema lies beside the tables, and links may lead to rows that lie in it.
        "schema": f"schemas/{path.stem}.json"
        if whole
        else {key: value for key, value in table.items() if key != "foreignKeys"},
        **(_upstream(root, path) if path.parts[0] == "world" else ours),
    }


def descriptor(root: Path) -> dict[str, Any]:
    """The descriptor for the tables now under the root.

    Of rows that lie on top of the checkout's data (see `reading.layers`) only what follows from the tables.
    """
    if layers(root)[0] != root:
        return {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "resources": [_resource(root, path) for path in files(root)],
        }
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "bilateral",
        "title": "How two neighbouring states get on: sourced events, figures, pledges and memberships",
        "description": "Dated acts, numbers, pledges and memberships of pairs of neighbouring states, each "
        "row with its source, and figures for all pairs with a land border.",
        "licenses": [OURS],
        "contributors": [{"title": "The bilateral authors", "roles": ["author"]}],
        "resources": [_resource(root, path) for path in files(root)],
    }


def as_text(found: dict[str, Any]) -> str:
    """The bytes of the descriptor file, as text."""
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def write_descriptor(root: Path) -> Path:
    """Write `datapackage.json` under the root and return its path.

    Outside the checkout its name, title, licence and the like are whoever's the rows are, and stay.
    """
    path = root / "datapackage.json"
    made = descriptor(root)
    if layers(root)[0] != root:
        made = {**ADDED, **(json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}), **made}
    path.write_text(as_text(made), encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    print(write_descriptor(data_root(sys.argv[1] if sys.argv[1:] else None)))
