"""Goods trade of neighbours, means of four years -> data/world/trade_history.csv (exporter, importer,
first_year, last_year, years, mean, of_exports, of_imports).

Upstream: Barbieri and Keshk, Correlates of War Project Trade Data Set 4.0, directed dyads to 2014,
current US dollars. The project asks to be cited and gives no licence to redistribute, so no yearly figure
of it stands here, only means and shares over four years.

- One row a direction: what `importer` bought from `exporter`, one figure for the two sides, so there is
  no mirror. `mean` is US dollars a year, over the `years` of the period with a recorded flow; the source
  counts in millions, so a small flow is coarse. A period with one such year has no row: a mean of one is
  no aggregate.
- A zero of the source means no trade or no record (Russia and Ukraine have zeros in 1992 and 1993,
  Kazakhstan and Uzbekistan in 1993); a year with zero is left out like one without a figure. `years`
  below 4 says so.
- `of_exports` is the share of the flow in all recorded exports of the exporter in the same years,
  `of_imports` that in all recorded imports of the importer; the totals sum the source's partners. 0 to 1.
- Periods are 1971 to 1974 and so on, the last 2011 to 2014. Left out are the years in which a number
  stood for another state (see `states`), and Belgium before 1997, when it stands for Belgium and
  Luxembourg together.
- No row: nothing recorded (`no_row` of the record has the states without any). South Africa's customs
  union (Botswana, Lesotho, Namibia, Eswatini) has few figures, and so have the two Koreas; such a mean is
  of few years.

    python -m bilateral.upstream.cow_trade FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import CODES, both_ways, read_cow, standing

TRADE = Original(
    "cow_trade_v4_directed_dyad_year.parquet",
    "d324a7347e5f9806cd905bb6d39cfb77501a9b420444c59775fe83349660654b",
)
FIRST = 1971
PERIOD = 4  # years, so that the last period ends with the data, in 2014
LEAST = 2  # years with a recorded flow
DOLLARS = 1_000_000  # in one unit of the file
BELGIUM_ALONE = 1997
KEY = ["exporter", "importer", "first_year"]


def flows(trade: pd.DataFrame) -> pd.DataFrame:
    """Recorded flows in millions of US dollars: exporter, importer (numbers), year, value above 0.

    `flow1` of the file is what `ccode1` imports from `ccode2`; both orders of a pair are there.
    """
    rows = pd.DataFrame(
        {
            "exporter": trade["ccode2"].astype(int),
            "importer": trade["ccode1"].astype(int),
            "year": trade["year"].astype(int),
            "value": trade["flow1"],
        }
    )
    kept: pd.DataFrame = rows[(rows["value"] > 0) & (rows["year"] >= FIRST)]
    return kept


def derive(trade: pd.DataFrame, codes: Mapping[int, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows `KEY`, last_year, years, mean (US dollars), of_exports, of_imports of the pairs (a, b)."""
    rows = flows(trade)
    for side, total in (("exporter", "all_exports"), ("importer", "all_imports")):
        rows[total] = rows.groupby([side, "year"])["value"].transform("sum")
    for side in ("exporter", "importer"):
        rows[side] = rows[side].map(codes)
    rows = rows.merge(both_ways(pairs, "exporter", "importer"), on=["exporter", "importer"])
    rows = standing(rows, "exporter", "importer")
    belgium = (rows["exporter"] == "BEL") | (rows["importer"] == "BEL")
    rows = rows[~belgium | (rows["year"] >= BELGIUM_ALONE)]
    rows = rows.assign(first_year=FIRST + (rows["year"] - FIRST) // PERIOD * PERIOD)
    sums = rows.groupby(KEY, as_index=False).agg(
        years=("year", "size"),
        value=("value", "sum"),
        all_exports=("all_exports", "sum"),
        all_imports=("all_imports", "sum"),
    )
    sums = sums[sums["years"] >= LEAST]
    return pd.DataFrame(
        {
            **{name: sums[name] for name in KEY},
            "last_year": sums["first_year"] + PERIOD - 1,
            "years": sums["years"],
            "mean": (sums["value"] / sums["years"] * DOLLARS).round().astype("int64"),
            "of_exports": (sums["value"] / sums["all_exports"]).map("{:.6f}".format),
            "of_imports": (sums["value"] / sums["all_imports"]).map("{:.6f}".format),
        }
    ).sort_values(KEY, ignore_index=True)


def _trade_history(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = derive(pd.read_parquet(files[TRADE.file]), read_cow(files[CODES.file]), pairs)
    return frame, {"no_row": sorted({*pairs["a"], *pairs["b"]} - {*frame["exporter"], *frame["importer"]})}


TABLES = (
    WorldTable(
        name="trade_history",
        key=tuple(KEY),
        originals=(TRADE, CODES),
        record={
            "upstream": "Barbieri and Keshk: Correlates of War Project Trade Data Set",
            "doi": "",
            "address": "https://correlatesofwar.org/data-sets/bilateral-trade/",
            "version": "4.0 (to 2014)",
            "licence": "CC BY 4.0 for these aggregates, which are ours; the data set itself is free to use "
            "with citation and is not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the project states no licence to redistribute its data, so that only means "
            "and shares over four years, which we compute from it, stand here",
            "derived_from": "a conversion of R/peacesciencer/cow_trade_ddy.rds of "
            "svmiller/svmiller.github.io, commit 05300716985a2a0997138ea2b459889db6e675eb, and a list of "
            "codes",
        },
        derive=_trade_history,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
