"""All-goods trade of neighbours in 2023 -> data/world/goods_trade.csv (reporter, partner, year, flow,
value).

Upstream: World Bank, World Integrated Trade Solution (WITS), on data of UN Comtrade. The file read here
holds those flows between land neighbours that are among the seven largest exports or imports of a country
in 2023, written down by hand from a public copy of the seven largest partners of each country.

- `reporter` is the country whose customs counted: `exports` to the partner, `imports` from it, in US
  dollars. Exports of A to B and imports of B from A are mirror data, two counts of one flow that seldom
  agree, and are two rows here.
- The copy fills in countries that did not report 2023 (Russia, Belarus, Iran, Turkmenistan, ...) by what
  their partners report: the imports of Kazakhstan from Russia stand there as exports of Russia. Such a
  row goes back to the country that counted; where it stands in that country's own list too, it is the
  same number, and stays once.
- A flow that has no row was not among the seven largest, or not reported. It is never zero.

    python -m bilateral.upstream.wits_trade FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import both_ways

FLOWS = Original(
    "wits2023_top7_neighbours.csv", "488ecc23e20de1afaafce4b3641c0c8262a71a077e486fa50a4e91f7f29fb09b"
)
NAMES = {"export": "exports", "import": "imports"}
MIRROR = {"export": "imports", "import": "exports"}
KEY = ["reporter", "partner", "year", "flow"]


def derive(flows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows reporter, partner, year, flow, value (text) of the pairs (a, b), each under who reported it.

    Raises ValueError where two lists give two numbers for one report.
    """
    filled = flows["mirror_of_partner_report"] == "1"
    rows = pd.DataFrame(
        {
            "reporter": flows["reporter_iso3"].mask(filled, flows["partner_iso3"]),
            "partner": flows["partner_iso3"].mask(filled, flows["reporter_iso3"]),
            "year": flows["year"],
            "flow": flows["flow"].map(NAMES).mask(filled, flows["flow"].map(MIRROR)),
            "value": flows["value_usd"],
        }
    ).drop_duplicates()
    if rows.duplicated(KEY).any():
        raise ValueError(f"{rows[rows.duplicated(KEY)].iloc[0].tolist()}: expected one number for one report")
    kept = rows.merge(both_ways(pairs, "reporter", "partner"), on=["reporter", "partner"])
    return kept.sort_values(KEY, ignore_index=True)


def _goods_trade(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = derive(pd.read_csv(files[FLOWS.file], dtype=str, keep_default_na=False), pairs)
    return frame, {"no_reporter": sorted({*pairs["a"], *pairs["b"]} - set(frame["reporter"]))}


TABLES = (
    WorldTable(
        name="goods_trade",
        key=tuple(KEY),
        originals=(FLOWS,),
        record={
            "upstream": "World Bank: World Integrated Trade Solution (WITS), all goods, on data of UN "
            "Comtrade",
            "doi": "",
            "address": "https://wits.worldbank.org/",
            "version": "2023",
            "licence": "CC BY 4.0 as the copies say (not verified)",
            "licence_code": "CC-BY-4.0",
            "derived_from": "flows between land neighbours written down by hand from public/data/trade.json "
            "of sasankurd/world-explorer, commit eeaf05b1f30601ef6f3535dcd96c1de9ce10f7c3 (the seven "
            "largest partners of each country), itself made from data/processed/bilateral.json of "
            "solankivedant/WorldTradeWeb, commit 1e9ad2f6525c65747e24248816c6d73c43eec4b2",
        },
        derive=_goods_trade,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
