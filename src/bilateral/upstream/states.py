"""Which state of today a code means, and since when: what the modules about pairs over time have in
common.

A code of trade, treaty or membership data often goes on when the state behind it has changed. Figures
from before are those of another state and are carried to nobody here: `FIRST_YEAR` has the first whole
calendar year of each state of today whose code, in one of our files, also stands for what was there
before (the Soviet Union, Yugoslavia, Czechoslovakia, Sudan with the south, Ethiopia with Eritrea,
Pakistan with Bangladesh, and Germany, Viet Nam and Yemen in parts). The dates are those of the CIA World
Factbook, "Independence" (for Viet Nam and Ethiopia "Background" and the independence of Eritrea).

This module makes no table.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bilateral.upstream import Original

CODES = Original(
    "countrycode_codelist_min.csv", "66ad18bd38fd305d9a56e47cc0e36aea5361dc59fbbf76711124f58d4a0c7736"
)
# Correlates of War numbers whose line in the code list has no ISO code: Serbia goes on under Yugoslavia's
ALSO = {345: "SRB", 347: "XKX"}
FIRST_YEAR = {
    "BIH": 1993,  # 1 March 1992
    "BLR": 1992,  # 25 August 1991
    "CZE": 1993,  # 1 January 1993
    "DEU": 1991,  # 3 October 1990
    "ERI": 1994,  # 24 May 1993
    "EST": 1992,  # 20 August 1991
    "ETH": 1994,  # Eritrea: 24 May 1993
    "HRV": 1992,  # 25 June 1991
    "LTU": 1992,  # recognized by the Soviet Union on 6 September 1991
    "LVA": 1992,  # recognized by the Soviet Union on 6 September 1991
    "MKD": 1992,  # 8 September 1991
    "MNE": 2007,  # 3 June 2006
    "PAK": 1972,  # Bangladesh: 16 December 1971
    "RUS": 1992,  # 25 December 1991
    "SDN": 2012,  # South Sudan: 9 July 2011
    "SRB": 2007,  # 5 June 2006
    "SSD": 2012,  # 9 July 2011
    "SVK": 1993,  # 1 January 1993
    "SVN": 1992,  # 25 June 1991
    "UKR": 1992,  # 24 August 1991
    "VNM": 1976,  # 1975
    "YEM": 1991,  # 22 May 1990
}


def read_cow(path: Path) -> dict[int, str]:
    """Correlates of War number -> ISO alpha-3 code, from a code list with the columns `cown` and `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["cown"] != "") & (codes["iso3c"] != "")]
    return {**dict(zip(codes["cown"].astype(int), codes["iso3c"], strict=True)), **ALSO}


def read_numeric(path: Path) -> dict[int, str]:
    """ISO 3166-1 numeric code -> ISO alpha-3 code, from a code list with the columns `iso3n` and `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["iso3n"] != "") & (codes["iso3c"] != "")]
    return dict(zip(codes["iso3n"].astype(int), codes["iso3c"], strict=True))


def both_ways(pairs: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Each pair (a, b) twice, as rows `one`, `other` and the reverse."""
    there = pairs[["a", "b"]].set_axis([one, other], axis=1)
    back = pairs[["b", "a"]].set_axis([one, other], axis=1)
    return pd.concat([there, back], ignore_index=True)


def standing(rows: pd.DataFrame, one: str, other: str, year: str = "year") -> pd.DataFrame:
    """The rows whose year (column `year`, whole numbers) is no earlier than the first of either state."""
    since = [rows[side].map(FIRST_YEAR).fillna(0) for side in (one, other)]
    kept: pd.DataFrame = rows[(rows[year] >= since[0]) & (rows[year] >= since[1])]
    return kept
