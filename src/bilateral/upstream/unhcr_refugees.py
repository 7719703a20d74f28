"""Refugees and asylum-seekers from one neighbour in the other -> data/world/refugees.csv (host, origin,
year, refugees, asylum_seekers, other_protection, of_concern, returned, host_refugees, origin_refugees).

Upstream: UNHCR, Refugee Data Finder, table "population", in the edition of UNHCR's R package refugees
2025.12.1 (June 2026). The file read here is that table in another format. Host is the country of asylum
(`coa_iso`), origin that of origin (`coo_iso`).

- All columns but `returned` are people at the end of the year. 2025 is the end of 2025 too: since version
  2025.12.0 the package holds the release Global Trends 2025 (its NEWS says so), no longer the middle of that
  year.
- UNHCR rounds figures under 5 to 0 or 5. A 5 is anything up to about 5, and a 0 beside a figure in another
  column is "none, or so few that it was rounded off". Sums and rates of change of such figures mean nothing.
- No row is no zero: nobody reported anyone of that origin there in that year.
- `other_protection` is UNHCR's "other people in need of international protection", a category since 2018
  (mostly Venezuelans): whoever looks at `refugees` alone misses them. Empty: UNHCR has no such figure.
  `of_concern` are others of concern, among them people who live as refugees do without a status (Afghans in
  Pakistan).
- `returned` are refugees who went back from the host to the origin during the year: a flow, not to be added.
- Who is a refugee follows the host's law and its registers, and a series can break without anybody moving:
  from Ukraine in Russia 1,227,554 at the end of 2023 and 6,894 at the end of 2024.
- Palestine refugees under UNRWA's mandate are not in this table: Jordan has none of them here.
- Serbia (SRB) is in UNHCR's words "Serbia and Kosovo: S/RES/1244 (1999)", so Kosovo has no row of its own
  and its people stand under Serbia. Figures of a state that was divided are not carried to what is left of
  it: Serbia begins in 2006, Sudan in 2011, Ethiopia in 1993.
- `host_refugees` and `origin_refugees` are our sums of `refugees` over all origins (also unknown ones) in
  the host, and over all hosts of the origin.
- Rows begin in 1990. A row that would hold zeros alone (stateless persons without any of these columns) is
  left out.

    python -m bilateral.upstream.unhcr_refugees FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

POPULATION = Original(
    "unhcr_population.parquet", "e3b0b293fe3cc21e4a4578d132d260789e63e2a4eb7054adc6bc20b6a0041e93"
)
FIRST_YEAR = 1990
BEGINS = {"ETH": 1993, "SDN": 2011, "SRB": 2006}  # first year that ended within the borders of today
PEOPLE = {
    "refugees": "refugees",
    "asylum_seekers": "asylum_seekers",
    "oip": "other_protection",
    "ooc": "of_concern",
    "returned_refugees": "returned",
}
COLUMNS = ["host", "origin", "year", *PEOPLE.values(), "host_refugees", "origin_refugees"]


def derive(population: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS`, both directions of each pair (a, b), by host, origin, year; no `other_protection` is NA.

    `population` has the columns year, coa_iso, coo_iso and those of `PEOPLE`.
    """
    rows = population.rename(columns={"coa_iso": "host", "coo_iso": "origin", **PEOPLE})
    rows = rows.astype({"year": int} | dict.fromkeys(PEOPLE.values(), "Int64"))
    rows["host_refugees"] = rows.groupby(["host", "year"])["refugees"].transform("sum")
    rows["origin_refugees"] = rows.groupby(["origin", "year"])["refugees"].transform("sum")
    wanted = {*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)}
    kept = pd.Series([way in wanted for way in zip(rows["host"], rows["origin"], strict=True)], rows.index)
    kept &= rows["year"] >= FIRST_YEAR
    for country, first in BEGINS.items():
        kept &= ~(((rows["host"] == country) | (rows["origin"] == country)) & (rows["year"] < first))
    kept &= (rows[list(PEOPLE.values())].fillna(0) != 0).any(axis=1)
    result: pd.DataFrame = rows.loc[kept, COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)
    return result


def _refugees(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    columns = ["year", "coa_iso", "coo_iso", *PEOPLE]
    frame = derive(pd.read_parquet(files[POPULATION.file], columns=columns), pairs)
    states = {*pairs["a"], *pairs["b"]}
    return frame, {
        "no_host": sorted(states - set(frame["host"])),
        "no_origin": sorted(states - set(frame["origin"])),
    }


TABLES = (
    WorldTable(
        name="refugees",
        key=("host", "origin", "year"),
        originals=(POPULATION,),
        record={
            "upstream": "UNHCR: Refugee Data Finder, population figures",
            "doi": "",
            "address": "https://www.unhcr.org/refugee-statistics/",
            "version": "release Global Trends 2025 (R package refugees 2025.12.1, 25 June 2026), ends of the "
            "years to 2025",
            "licence": "CC BY 4.0",
            "licence_code": "CC-BY-4.0",
            "derived_from": "a copy: data/population.rda of cran/refugees, commit "
            "2dc4969558b6aad3a24ff0b79bf2f5ed94947d0d, converted to Parquet",
        },
        derive=_refugees,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
