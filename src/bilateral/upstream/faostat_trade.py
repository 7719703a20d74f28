"""Farm and food trade of neighbours -> data/world/agrifood_trade.csv (reporter, partner, year, exports,
imports, all_exports, all_imports).

Upstream: FAO, FAOSTAT, Detailed Trade Matrix (TM), https://www.fao.org/faostat/en/#data/TM. The file read
here joins a copy of it by country, 1992-2024: reporter_iso3, partner_iso3, product_group, year, value_kusd
(thousand US dollars), flow. Its 14 product groups do not overlap and no group is a total. Partners are
countries: there is no world and no region among them.

- A lower bound. Of each item the copy keeps the flows that are at least 5 % of what the reporter exported
  (or imported) of it in that year. An absent flow is below that threshold or was not reported; it is never
  zero. So `exports` and `imports`, US dollars, are sums of the kept flows with the partner, and their cell
  is empty where no flow is kept. `all_exports` and `all_imports` are the same sums over all partners; their
  cell is empty where the reporter has no flow of that direction in the year.
- The threshold falls on single crops and animals, but on whole divisions of processed goods (grain mill and
  other food products; meat, fish, fruit, vegetables and oils; dairy; beverages; tobacco; yarn). One of those
  that crosses 5 % adds or removes much at once: a step in the figures is not yet a step in trade.
- The set of reporters changes. Germany, Spain, France, the United Kingdom, Italy, the Netherlands and the
  United States are missing from the copy, though they report; others (Turkmenistan, North Korea) have no
  file in it either. Uzbekistan reports from 2017 only, Tajikistan from 2016 to 2023; Russia and Belarus end
  in 2021; of 2024 many are not in yet. A comparison over years has to hold the reporters fixed, or to read
  the partner's figure in the mirror.
- A year can be a fragment: of 2010 Kazakhstan has a single flow, wheat from Russia. Brunei 2012, Moldova
  1998, Malawi 1993, Namibia 1995 and 1996, Nigeria 2010 and Saudi Arabia 2008 are fragments too.
- A flow of a country with itself (a return, or a wrong code) is left out of every sum. In a few years nearly
  everything a country reported stands under its own code (North Macedonia 2008, Burundi and Mali 2012).
- A pair has rows in the years in which the reporter has a flow and the partner occurs as somebody's partner,
  so that an empty cell is never a partner without a code: Serbia and Montenegro occur from 2006, Belgium and
  Luxembourg from 2000, Sudan and South Sudan from 2012, and Kosovo, Andorra, Liechtenstein, San Marino and
  the Holy See not at all.

    python -m bilateral.upstream.faostat_trade FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

TRADE = Original(
    "faostat_agrifood_tm_allpairs_1992_2024.parquet",
    "3eea4504abca2fa09128b1898039d95ecdd185fa1e4357441145f32dfa14a262",
)
FLOWS = {"export": "exports", "import": "imports"}
DOLLARS = 1000  # in one unit of the file
COLUMNS = ["reporter", "partner", "year", "exports", "imports", "all_exports", "all_imports"]


def _sums(flows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """US dollars by the keys: the columns exports and imports, missing where the file has no flow."""
    sums = flows.groupby([*keys, "flow"])["value_kusd"].sum() * DOLLARS
    wide = sums.unstack("flow").reindex(columns=list(FLOWS)).rename(columns=FLOWS)
    return wide.astype("Int64").reset_index()


def derive(flows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The trade of each side of each pair (a, b) with the other: `COLUMNS`, by reporter, partner, year."""
    flows = flows.rename(columns={"reporter_iso3": "reporter", "partner_iso3": "partner"})
    flows = flows[flows["reporter"] != flows["partner"]]
    sides = pd.DataFrame(
        [*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)],
        columns=["reporter", "partner"],
    )
    totals = _sums(flows, ["reporter", "year"]).rename(columns={f: f"all_{f}" for f in FLOWS.values()})
    known = flows[["partner", "year"]].drop_duplicates()
    rows = sides.merge(totals, on="reporter").merge(known, on=["partner", "year"])
    keys = ["reporter", "partner", "year"]
    rows = rows.merge(_sums(flows, keys), on=keys, how="left")
    result: pd.DataFrame = rows[COLUMNS].sort_values(keys, ignore_index=True)
    return result


def _agrifood_trade(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    flows = pd.read_parquet(files[TRADE.file])
    states = {*pairs["a"], *pairs["b"]}
    return derive(flows, pairs), {
        "no_reporter": sorted(states - set(flows["reporter_iso3"])),
        "no_partner": sorted(states - set(flows["partner_iso3"])),
    }


TABLES = (
    WorldTable(
        name="agrifood_trade",
        key=("reporter", "partner", "year"),
        originals=(TRADE,),
        record={
            "upstream": "FAO: FAOSTAT, Detailed Trade Matrix (TM)",
            "doi": "",
            "address": "https://www.fao.org/faostat/en/#data/TM",
            "version": "1992-2024, downloaded in January 2026 by the maker of the copy",
            "licence": "CC BY 4.0",
            "licence_code": "CC-BY-4.0",
            "derived_from": "a copy by country, data/faostat_tm_by_country of rajaoberison/publicdata, "
            "commit 403c048119c16ea86ff1380300f35fc86f3a4c1b, joined to one table of product groups; it "
            "keeps flows of at least 5 % of the reporter's item and year",
        },
        derive=_agrifood_trade,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
