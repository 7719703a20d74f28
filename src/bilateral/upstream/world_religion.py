"""How alike two neighbours are in religion -> data/world/religion_similarity.csv.

Columns: a, b, year, denominations, families. Upstream: Zeev Maoz and Errol Henderson, World Religion
Project, national dataset v1.1 (Correlates of War), every five years from 1945 to 2010. The project asks to
be cited and states no licence to redistribute, so nothing of it enters but two numbers of ours for each pair
and year:

    similarity = 1 - (sum over religions of |share in a - share in b|) / 2

which is 1 minus the index of dissimilarity of Duncan and Duncan, "A Methodological Analysis of Segregation
Indexes", American Sociological Review 20 (1955), 210-217, here between two countries instead of two groups.
1: the same composition, 0: no religion in common. `denominations` compares all 31 groups (Roman Catholic,
Sunni, ...), `families` the 16 that remain after the denominations of Christianity, Judaism, Islam and
Buddhism are added up; people without a religion are a group of their own in both.

- Shares are of the adherents that the project counts. Where people have two religions (Cuba, Haiti, Japan)
  its counts sum to more than the population; they are divided by their own sum.
- The figures of 2010 are the last; they are estimates, of very unequal quality by country and year.
- A cell that is no number counts as missing and the country has no row in that year.
- Correlates of War numbers join states over time. Nothing is carried from a predecessor whose borders were
  others: `FIRST` holds the first year used of such states. Sudan before 2011 was another state: no row.
- The Holy See and the Palestinian territories are not in it, Kosovo, Montenegro and Serbia only in 2010.

    python -m bilateral.upstream.world_religion FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.factbook_area import CODES

WRP = Original(
    "WRP_national.csv",
    "ba1f3b73fdccbee9f3591d20326d14d86169eb6c40d4b196cf78b6c1678eba60",
    "https://raw.githubusercontent.com/Gunelmaas/SNA_team16/53275192c2ceaf20eb31305d0698bf58e81970ca"
    "/WRP_national.csv",
)
FAMILIES = {
    "christian": ("chrstprot", "chrstcat", "chrstorth", "chrstang", "chrstothr"),
    "jewish": ("judorth", "jdcons", "judref", "judothr"),
    "muslim": ("islmsun", "islmshi", "islmibd", "islmnat", "islmalw", "islmahm", "islmothr"),
    "buddhist": ("budmah", "budthr", "budothr"),
    **{
        name: (name,)
        for name in (
            "zorogen", "hindgen", "sikhgen", "shntgen", "bahgen", "taogen", "jaingen", "confgen", "syncgen",
            "anmgen", "nonrelig", "othrgen",
        )
    },
}  # fmt: skip
ALSO = {345: "SRB", 347: "XKX", 679: "YEM", 816: "VNM"}
# First year used: the state in its borders of today, or nearly so
FIRST = {
    "DEU": 1995,  # unified in October 1990
    "ETH": 1995,  # Eritrea, 1993
    "PAK": 1975,  # Bangladesh, 1971
    "RUS": 1995,  # the Soviet Union until 1991
    "SDN": 2015,  # South Sudan, 2011
    "SRB": 2010,  # Montenegro, 2006; Kosovo has a row of its own from 2010
    "VNM": 1980,  # unified in 1976
    "YEM": 1995,  # unified in May 1990
}


def read_codes(path: Path) -> dict[int, str]:
    """Correlates of War number -> ISO alpha-3 code, from a code list with the columns `cown` and `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["cown"] != "") & (codes["iso3c"] != "")]
    return {**dict(zip(codes["cown"].astype(int), codes["iso3c"], strict=True)), **ALSO}


def shares(table: pd.DataFrame, codes: Mapping[int, str]) -> pd.DataFrame:
    """Shares (0 to 1, each row sums to 1) of all groups, by (state, year); a row with a gap is left out."""
    groups = [group for members in FAMILIES.values() for group in members]
    counts = table[groups].apply(lambda column: pd.to_numeric(column.str.replace(",", ""), errors="coerce"))
    state = table["state"].astype(int).map(codes)
    year = table["year"].astype(int)
    kept = counts.notna().all(axis=1) & state.notna() & (year >= state.map(FIRST).fillna(0))
    index = pd.MultiIndex.from_arrays([state[kept], year[kept]], names=["state", "year"])
    return counts[kept].div(counts[kept].sum(axis=1), axis=0).set_index(index).sort_index()


def derive(composition: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows a, b, year, denominations, families (0 to 1, four decimals); no row where a side has none."""
    families = pd.DataFrame({name: composition[list(cols)].sum(axis=1) for name, cols in FAMILIES.items()})
    states = set(composition.index.get_level_values("state"))
    rows = []
    for a, b in pairs[["a", "b"]].itertuples(index=False):
        if a not in states or b not in states:
            continue
        detailed, broad = ((f.loc[a] - f.loc[b]).dropna().abs().sum(axis=1) for f in (composition, families))
        rows += [(a, b, y, f"{1 - detailed[y] / 2:.4f}", f"{1 - broad[y] / 2:.4f}") for y in detailed.index]
    columns = ["a", "b", "year", "denominations", "families"]
    return pd.DataFrame(rows, columns=columns).sort_values(["a", "b", "year"], ignore_index=True)


def _similarity(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    table = pd.read_csv(files[WRP.file], dtype=str, keep_default_na=False)
    composition = shares(table, read_codes(files[CODES.file]))
    frame = derive(composition, pairs)
    there = {*frame["a"], *frame["b"]}
    return frame, {
        "no_row": sorted({*pairs["a"], *pairs["b"]} - there),
        "pairs_with_a_row": frame[["a", "b"]].drop_duplicates().shape[0],
    }


TABLES = (
    WorldTable(
        name="religion_similarity",
        key=("a", "b", "year"),
        originals=(WRP, CODES),
        record={
            "upstream": "Maoz and Henderson: World Religion Project, national dataset (Correlates of War)",
            "doi": "",
            "address": "https://correlatesofwar.org/data-sets/world-religion-data/",
            "version": "1.1 (1945 to 2010, every five years)",
            "licence": "CC BY 4.0 for these aggregates, which are ours; the dataset itself is free to use "
            "with citation and is not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the project states no licence to redistribute its data, so that only figures "
            "that we compute from it stand here, none from which its own could be restored",
            "formula": "1 minus the index of dissimilarity (Duncan and Duncan 1955, American Sociological "
            "Review 20, 210-217)",
            "derived_from": "a copy, WRP_national.csv of Gunelmaas/SNA_team16, commit "
            "53275192c2ceaf20eb31305d0698bf58e81970ca, and a list of codes",
        },
        derive=_similarity,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
