"""International organisations of each country with a land neighbour -> data/world/organisations.csv
(country, organisation, status).

Upstream: CIA World Factbook, "Government / International organization participation", January 2026
(public domain; the collection in JSON is CC0): one line for each country, abbreviations with the kind of
participation in parentheses.

- `organisation` is the abbreviation as printed. Not all of them are organisations of states, as `NGOs`
  and `national committees` show, and missions of the United Nations (MINURSO, UNIFIL) stand among them.
- `status` is `member` where nothing is printed beside it, else what is printed: `observer`, `partner`,
  `candidate country`, `NGOs`, `national committees`, `nonregional member`, ... Only a plural is made a
  singular.
- The line is not kept up everywhere: Kazakhstan stands as temporary member of the UN Security Council,
  the United States in both NAFTA and USMCA. It says nothing of when.
- Four spellings are joined: "G- 9", "Australian Group", "ICCT", and "EEU", which only Uzbekistan's line
  has, beside EAEU.
- "Afghanistan is a member of the following organizations but Taliban representatives do not participate"
  opens the line of Afghanistan; the list after it is kept.
- No row: Palestine (neither the West Bank nor Gaza has a line).

    python -m bilateral.upstream.factbook_organisations FOLDER
"""

from __future__ import annotations

import html
import json
import re
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.factbook_area import read_codes

FACTBOOK = Original(
    "cia_factbook_json_8662a8b.tar.xz", "cdb3f2590c25a19a68daf596716f19c57d554c326af99ac2f9268973d8854dac"
)
CODES = Original(
    "countrycode_codelist_min.csv", "66ad18bd38fd305d9a56e47cc0e36aea5361dc59fbbf76711124f58d4a0c7736"
)
MEMBER = "member"
NONE = "none"  # printed for entities without any
SPELLINGS = {"Australian Group": "Australia Group", "EEU": "EAEU", "G- 9": "G-9", "ICCT": "ICCt"}
SINGULAR = {"candidates": "candidate", "nonregional members": "nonregional member", "partners": "partner"}
ITEM = re.compile(r"([^()]+?)(?: \((.+)\))?")


def read_lines(path: Path) -> dict[str, str]:
    """GEC code -> the printed line, of every entity in the archive that has one."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            page = json.load(file) if file else None
            part = page.get("Government", {}) if isinstance(page, dict) else {}
            line = part.get("International organization participation", {})
            if "text" in line:  # the page of the world has a count there
                found[Path(member.name).stem.upper()] = str(line["text"])
    return found


def parse(line: str) -> dict[str, str]:
    """Organisation -> status of one printed line, in its order.

    Raises ValueError for an item that is not a name with at most one pair of parentheses.
    """
    plain = " ".join(html.unescape(line).split())
    listed = re.sub(r"^[^,(]*: ", "", plain)  # an opening sentence
    found: dict[str, str] = {}
    for item in filter(None, (part.strip() for part in re.split(r",(?![^(]*\))", listed))):
        match = ITEM.fullmatch(item)
        if match is None:
            raise ValueError(f'"{item}" is no organisation; expected a name, as ADB or EAEU (observer)')
        name, status = SPELLINGS.get(match[1], match[1]), (match[2] or MEMBER).replace(") (", ", ")
        if name != NONE:
            found.setdefault(name, SINGULAR.get(status, status))
    return found


def derive(lines: dict[str, str], codes: dict[str, str], states: set[str]) -> pd.DataFrame:
    """Rows country, organisation, status of the states that have a line."""
    rows = [
        (codes[gec], organisation, status)
        for gec, line in lines.items()
        if codes.get(gec) in states
        for organisation, status in parse(line).items()
    ]
    frame = pd.DataFrame(rows, columns=["country", "organisation", "status"])
    return frame.sort_values(["country", "organisation"], ignore_index=True)


def _organisations(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    states = {*pairs["a"], *pairs["b"]}
    frame = derive(read_lines(files[FACTBOOK.file]), read_codes(files[CODES.file]), states)
    return frame, {"no_row": sorted(states - set(frame["country"]))}


TABLES = (
    WorldTable(
        name="organisations",
        key=("country", "organisation"),
        originals=(FACTBOOK, CODES),
        record={
            "upstream": "CIA World Factbook, Government, International organization participation",
            "doi": "",
            "address": "https://www.cia.gov/the-world-factbook/",
            "version": "January 2026; factbook/factbook.json, commit "
            "8662a8b17a784841ab4528631b04090eb2f183eb",
            "licence": "public domain (CC0 for the collection)",
            "licence_code": "CC0-1.0",
            "derived_from": "a copy of all entities in JSON, one file for each GEC code",
        },
        derive=_organisations,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
