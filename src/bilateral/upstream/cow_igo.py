"""Organisations that neighbours are both members of, by year -> data/world/shared_organisations.csv (a,
b, year, shared, unknown, of_a, of_b).

Upstream: Pevehouse and others, Correlates of War Intergovernmental Organizations 3.0, members of 534
organisations to 2014. The project asks to be cited and gives no licence to redistribute, so no membership
stands here, only how many the two have in common.

- `shared` counts the organisations of which both are full members in the year, `of_a` and `of_b` those of
  each. Associates and observers do not count.
- `unknown` counts the organisations whose membership the data do not know in that year for one side or
  both and which may be a further one (-9 there; mostly the same for all states, as the civil aviation
  organisation in 2014). A step in `shared` of a year in which `unknown` rises may be a gap.
- 1965 to 2014, each year; before 1965 the data have every fifth year. What came later (the Eurasian
  Economic Union of 2015, accessions since) is not in it: `organisations` has those of 2026.
- No row: one side was no member of the state system that year. Years in which a number stood for another
  state are left out (see `states`).

    python -m bilateral.upstream.cow_igo FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import CODES, read_cow, standing

MEMBERS = Original(
    "cow_igo_v3_state_year.parquet", "1f2e2317392d6d83e9c85116d4a101c425adbbb7185a47c94630fc52c4361408"
)
FIRST = 1965  # yearly from here
FULL, MISSING = 1, -9
NOT_ORGANISATIONS = ["ccode", "year", "state"]
KEY = ["a", "b", "year"]


def derive(members: pd.DataFrame, codes: Mapping[int, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows `KEY`, shared, unknown, of_a, of_b of the pairs (a, b) in the years in which both have a row."""
    there = members[members["year"] >= FIRST]
    there = there.assign(country=there["ccode"].astype(int).map(codes), year=there["year"].astype(int))
    there = there.dropna(subset=["country"]).set_index(["country", "year"])
    status = there.drop(columns=NOT_ORGANISATIONS, errors="ignore")
    full, missing = status == FULL, status == MISSING
    states = set(status.index.get_level_values("country"))
    parts = []
    for a, b in pairs[["a", "b"]].itertuples(index=False):
        if a not in states or b not in states:
            continue
        years = full.loc[a].index.intersection(full.loc[b].index)
        fulls, gaps = ([table.loc[side].loc[years] for side in (a, b)] for table in (full, missing))
        shared = fulls[0] & fulls[1]
        perhaps = (fulls[0] | gaps[0]) & (fulls[1] | gaps[1]) & ~shared
        counts = {"shared": shared, "unknown": perhaps, "of_a": fulls[0], "of_b": fulls[1]}
        row = pd.DataFrame({name: table.sum(axis=1) for name, table in counts.items()})
        parts.append(row.reset_index().assign(a=a, b=b))
    columns = [*KEY, "shared", "unknown", "of_a", "of_b"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return standing(pd.concat(parts), "a", "b")[columns].sort_values(KEY, ignore_index=True)


def _shared(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = derive(pd.read_parquet(files[MEMBERS.file]), read_cow(files[CODES.file]), pairs)
    return frame, {
        "no_row": sorted({*pairs["a"], *pairs["b"]} - {*frame["a"], *frame["b"]}),
        "pairs_with_a_row": frame[["a", "b"]].drop_duplicates().shape[0],
    }


TABLES = (
    WorldTable(
        name="shared_organisations",
        key=tuple(KEY),
        originals=(MEMBERS, CODES),
        record={
            "upstream": "Pevehouse and others: Correlates of War Intergovernmental Organizations",
            "doi": "",
            "address": "https://correlatesofwar.org/data-sets/igos/",
            "version": "3.0 (to 2014)",
            "licence": "CC BY 4.0 for these counts, which are ours; the data set itself is free to use with "
            "citation and is not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the project states no licence to redistribute its data, so that only counts, "
            "which we compute from it, stand here",
            "derived_from": "a conversion of data/state_year_format3.rda of dieghernan/igoR, commit "
            "c9936cac3f0fc117520e89f9a232e62dde1ce3e9, and a list of codes",
        },
        derive=_shared,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
