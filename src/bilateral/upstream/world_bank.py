"""Size of each country with a land neighbour -> data/world/macro.csv (country, year, gdp, population).

Upstream: World Bank, World Development Indicators, NY.GDP.MKTP.CD (gross domestic product, current US
dollars) and SP.POP.TOTL (population in the middle of the year). The two files read here are copies with the
columns Country Name, Country Code, Year, Value; they mix countries with regions and groups of income.

- Kept are the countries of `land_borders.csv` and `WLD`, the world as the World Bank sums it, from 1990 on.
- `gdp` is rounded to whole dollars. It is empty where the World Bank has no figure: the file ends in 2023
  and that of the population in 2024, North Korea has none, and war or youth of a state leave gaps
  (Afghanistan, South Sudan, Eritrea). The world's figure fills such gaps by estimates; a sum of the
  countries here is not it.
- Current dollars follow the exchange rate. Uzbekistan, which floated its currency in September 2017, falls
  from 86.1 billion in 2016 to 52.9 billion in 2018 here: a change of the rate, no slump of that size.
- The Holy See is in neither file and has no row.

    python -m bilateral.upstream.world_bank FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, apis, main

WHOLE_WORLD = "WLD"
FIRST_YEAR = 1990
GDP = Original(
    "wb_gdp_current_usd.csv",
    "f0a8408195646dbb1a9d7fc4424e2d302ee5380d0ec8834793f12ca25cbd7e2c",
    "https://raw.githubusercontent.com/datasets/gdp/822019c80142c162e4ca4eb1a63699ae36075078/data/gdp.csv",
)
POPULATION = Original(
    "wb_population.csv",
    "7d2dd6a17f5ed7916de1f89a9c116791e64d207f2e2f6ce47c57e1ab46f0088a",
    "https://raw.githubusercontent.com/datasets/population/425fc447a53a26c767a15a7de60c4cc2478a0595/"
    "data/population.csv",
)


def _series(table: pd.DataFrame, name: str) -> pd.Series:
    """One indicator by country and year, as text of whole numbers."""
    keys = [table["Country Code"].rename("country"), table["Year"].astype(int).rename("year")]
    whole = table["Value"].map(lambda cell: str(Decimal(cell).quantize(Decimal(1), ROUND_HALF_EVEN)))
    return pd.Series(whole.to_numpy(), index=pd.MultiIndex.from_arrays(keys), name=name)


def derive(gdp: pd.DataFrame, population: pd.DataFrame, states: set[str]) -> pd.DataFrame:
    """Rows country, year, gdp, population (text; "" where there is none) of the states and of the world."""
    joined = pd.concat([_series(gdp, "gdp"), _series(population, "population")], axis=1).fillna("")
    rows = joined.sort_index().reset_index()
    kept = rows["country"].isin({*states, WHOLE_WORLD}) & (rows["year"] >= FIRST_YEAR)
    result: pd.DataFrame = rows[kept].reset_index(drop=True)
    return result


def _macro(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    states = {*pairs["a"], *pairs["b"]}
    gdp, population = (
        pd.read_csv(files[o.file], dtype=str, keep_default_na=False) for o in (GDP, POPULATION)
    )
    frame = derive(gdp, population, states)
    return frame, {
        "no_row": sorted(states - set(frame["country"])),
        "no_gdp": sorted(states - set(frame["country"][frame["gdp"] != ""])),
    }


def _latest(folder: Path) -> None:
    """Both files as the World Bank has them today."""
    for original, indicator in ((GDP, "NY.GDP.MKTP.CD"), (POPULATION, "SP.POP.TOTL")):
        apis.world_bank(indicator).to_csv(folder / original.file, index=False, lineterminator="\n")


TABLES = (
    WorldTable(
        name="macro",
        key=("country", "year"),
        originals=(GDP, POPULATION),
        record={
            "upstream": "World Bank: World Development Indicators, NY.GDP.MKTP.CD and SP.POP.TOTL",
            "doi": "",
            "address": [
                "https://data.worldbank.org/indicator/NY.GDP.MKTP.CD",
                "https://data.worldbank.org/indicator/SP.POP.TOTL",
            ],
            "version": "GDP to 2023 (copy of 20 March 2026), population to 2024 (copy of 6 March 2026)",
            "licence": "CC BY 4.0",
            "licence_code": "CC-BY-4.0",
            "derived_from": "copies: data/gdp.csv of datasets/gdp, commit "
            "822019c80142c162e4ca4eb1a63699ae36075078, and data/population.csv of datasets/population, "
            "commit 425fc447a53a26c767a15a7de60c4cc2478a0595",
        },
        derive=_macro,
        latest=_latest,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
