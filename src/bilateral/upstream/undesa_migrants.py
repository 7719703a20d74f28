"""People who were born in one neighbour and live in the other -> data/world/migrants.csv (destination,
origin, year, migrants, unallocated, all_origins, all_destinations).

Upstream: United Nations, Department of Economic and Social Affairs, Population Division, International
Migrant Stock 2024: estimates for the middle of 1990, 1995, 2000, 2005, 2010, 2015, 2020 and 2024, of women
and men together. The two files read here are the tables of an application by one of its authors, joined to
one: numbers of M49 for places (`LocID`, `LocIDorg`), 0 for all origins together and 2003 for "Other"; and
the list of places.

- `migrants` are estimates of a stock: whoever lives there, whenever they came. Where a destination counts
  citizenship, not birthplace, its figures are of foreign citizens; refugees may be added to either. The file
  does not say which it is, so a difference between two destinations may be one of definition.
- One edition only: each edition estimates all years anew, so figures of two editions are never to be joined.
- Between two censuses the figures are drawn from one to the other, or kept: Montenegro has the same numbers
  from 1990 to 2005. A smooth line is a property of the estimate.
- Countries are those of today throughout: 1990 has people born in Uzbekistan who lived in Kazakhstan while
  both were in the Soviet Union. Kosovo has no row of its own, as origin or destination.
- A pair of origin and destination without a row has no estimate: that origin is in `unallocated` ("Other")
  of the destination, which is also where migrants of unknown origin stand. Such are Afghans in Uzbekistan,
  and Germany's from Switzerland. It is no zero.
- A 0 is the publisher's: nobody of the destination's migrants is allotted to that origin. Where
  `unallocated` is large it says little (Syrians in Lebanon, 0 from 1990 to 2005). Where the whole stock of a
  destination is unallocated (South Sudan from 1990 to 2005) we keep no row.
- `all_origins` is all migrants in the destination, as the file has it; `all_destinations` is our sum of the
  origin's people over all destinations of the file, which leaves out those who are unallocated there.

    python -m bilateral.upstream.undesa_migrants FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

STOCK = Original(
    "undesa_ims2024_origin_destination.csv.gz",
    "ff221448200896df056a045279fb2680340a754cce6b540fbcbcad3ce8753dd0",
)
PLACES = Original(
    "undesa_ims2024_locations.csv.gz", "9923c0cd41d1bfd5562ec46e6925c448e92b7528a828c3a8e3f9d1f5d1b71dab"
)
ALL, OTHER = "0", "2003"  # LocIDorg of all origins together, and of those without an origin
BOTH_SEXES = "0"
COLUMNS = [
    "destination",
    "origin",
    "year",
    "migrants",
    "unallocated",
    "all_origins",
    "all_destinations",
]


def codes(places: pd.DataFrame) -> dict[str, str]:
    """M49 number -> ISO alpha-3, by the preferred name of a place; "NA" there is no code, and not Namibia."""
    preferred = places[(places["Preferred"] == "1") & (places["ISO3"] != "NA")]
    return dict(zip(preferred["LocID"], preferred["ISO3"], strict=True))


def derive(stock: pd.DataFrame, known: Mapping[str, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS`, both directions of each pair (a, b), by destination, origin, year; `unallocated` in persons.

    `stock` is the file as text, `known` the codes of its places (see `codes`).
    """
    both = stock[stock["sex"] == BOTH_SEXES]
    cells = pd.DataFrame(
        {
            "destination": both["LocID"].map(known),
            "origin": both["LocIDorg"].map(known),
            "year": both["yearref"].astype(float).astype(int),  # 1990.5 is the middle of 1990
            "migrants": both["value"].astype(float).astype(int),  # the file has 5e+05
        }
    )
    keys = ["destination", "year"]
    totals = cells[both["LocIDorg"] == ALL].drop(columns="origin")
    other = cells[both["LocIDorg"] == OTHER].drop(columns="origin")
    abroad = cells.dropna().groupby(["origin", "year"], as_index=False)["migrants"].sum()
    wanted = {*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)}
    kept = [way in wanted for way in zip(cells["destination"], cells["origin"], strict=True)]
    rows = (
        cells[kept]
        .merge(totals.rename(columns={"migrants": "all_origins"}), on=keys)
        .merge(other.rename(columns={"migrants": "unallocated"}), on=keys, how="left")
        .merge(abroad.rename(columns={"migrants": "all_destinations"}), on=["origin", "year"])
    )
    rows["unallocated"] = rows["unallocated"].fillna(0).astype(int)
    rows = rows[rows["unallocated"] < rows["all_origins"]]
    result: pd.DataFrame = rows[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)
    return result


def _migrants(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    stock, places = (pd.read_csv(files[o.file], dtype=str, keep_default_na=False) for o in (STOCK, PLACES))
    frame = derive(stock, codes(places), pairs)
    ways = {*zip(frame["destination"], frame["origin"], strict=True)}
    wanted = sorted({*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)})
    return frame, {"no_estimate": [f"{d} from {o}" for d, o in wanted if (d, o) not in ways]}


TABLES = (
    WorldTable(
        name="migrants",
        key=("destination", "origin", "year"),
        originals=(STOCK, PLACES),
        record={
            "upstream": "United Nations, Department of Economic and Social Affairs, Population Division: "
            "International Migrant Stock 2024",
            "doi": "",
            "address": "https://www.un.org/development/desa/pd/content/international-migrant-stock",
            "version": "edition of 2024, 1990 to 2024 (copy of 7 July 2025)",
            "licence": "CC BY 3.0 IGO",
            "licence_code": "CC-BY-3.0-IGO",
            "derived_from": "a copy: data/*_Rev2023.RData and the list of places of "
            "kirillfandreev/migrantstock, commit 6f8cd595edafc039db3f8fc3937796946f603741, joined to one "
            "table by destination, origin, sex and year",
        },
        derive=_migrants,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
