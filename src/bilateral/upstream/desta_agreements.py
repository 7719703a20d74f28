"""Trade agreements between neighbours, by year -> data/world/trade_agreements.csv (a, b, year, signed,
in_force).

Upstream: Duer, Baccini and Elsig, Design of Trade Agreements (DESTA), list of treaties by dyad, 1948 to
2021. It is free to use with citation and gives no licence to redistribute, so no treaty stands here, only
how many there are.

- `signed` counts the agreements with both as members that were signed in the year, `in_force` those that
  entered into force in it. An accession counts for the new member and the others in the year of the
  accession. Each agreement counts once for a pair, the first time it appears, be it as a treaty, an
  accession or a consolidated text.
- An agreement that changed an older one (Maastricht after Rome) is one more. Not all of the signed ones
  entered into force, or the data do not say when (Central Asian Economic Community, 1994).
- Only beginnings: withdrawals stand in another file of the project, so that a sum over years is what was
  ever agreed, not what is in force.
- A year without a row, 1948 to 2021, has none in the data, and so has a pair without one, unless a side
  is among `not_in_data` of the record. What was agreed before the first year of a state (see `states`) is
  not carried over: the Central European Free Trade Agreement of December 2006 counts for Serbia and
  Montenegro in 2007, as in force.

    python -m bilateral.upstream.desta_agreements FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import CODES, read_numeric, standing

DYADS = Original(
    "desta_dyads.csv",
    "26ad44169976b11033dd01392ea8cb2781fcefee67b4d9e3eb06b46db2979d4a",
    "https://raw.githubusercontent.com/camilla-zhang/ma-thesis/764d9eb91d727c00eb4fba5d23d88dc8f119559e/data/"
    "desta_dyads.csv",
)
KOSOVO = {900: "XKX"}  # a number of the project's own
COUNTS = {"signed": "year", "in_force": "entryforceyear"}
KEY = ["a", "b", "year"]


def derive(dyads: pd.DataFrame, codes: Mapping[int, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows `KEY`, signed, in_force of the pairs (a, b); no row for a year without any."""
    sides = pd.DataFrame({c: dyads[c].astype(int).map({**codes, **KOSOVO}) for c in ("iso1", "iso2")})
    rows = dyads.assign(a=sides.min(axis=1, skipna=False), b=sides.max(axis=1, skipna=False))
    rows = rows.merge(pairs[["a", "b"]], on=["a", "b"])
    found = []
    for name, column in COUNTS.items():
        dated = rows.assign(year=pd.to_numeric(rows[column], errors="coerce")).dropna(subset=["year"])
        once = dated.groupby(["a", "b", "base_treaty"], as_index=False)["year"].min()
        once = standing(once.astype({"year": int}), "a", "b")
        found.append(once.groupby(KEY).size().rename(name))
    counts = pd.concat(found, axis=1).fillna(0).astype(int).reset_index()
    return counts.sort_values(KEY, ignore_index=True)


def _trade_agreements(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    dyads = pd.read_csv(files[DYADS.file], dtype=str, keep_default_na=False, encoding="utf-8-sig")
    codes = read_numeric(files[CODES.file])
    frame = derive(dyads, codes, pairs)
    numbers = pd.concat([dyads["iso1"], dyads["iso2"]]).astype(int).unique()
    there = {{**codes, **KOSOVO}.get(number) for number in numbers}
    return frame, {
        "not_in_data": sorted({*pairs["a"], *pairs["b"]} - there),
        "no_row": sorted({*pairs["a"], *pairs["b"]} - {*frame["a"], *frame["b"]}),
        "pairs_with_a_row": frame[["a", "b"]].drop_duplicates().shape[0],
    }


TABLES = (
    WorldTable(
        name="trade_agreements",
        key=tuple(KEY),
        originals=(DYADS, CODES),
        record={
            "upstream": "Duer, Baccini and Elsig: Design of Trade Agreements (DESTA), list of treaties by "
            "dyad",
            "doi": "",
            "address": "https://www.designoftradeagreements.org/",
            "version": "version 2, treaties of 1948 to 2021",
            "licence": "CC BY 4.0 for these counts, which are ours; the list itself is free to use with "
            "citation and is not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the project states no licence to redistribute its data, so that only counts, "
            "which we compute from it, stand here",
            "derived_from": "a copy, data/desta_dyads.csv of camilla-zhang/ma-thesis, commit "
            "764d9eb91d727c00eb4fba5d23d88dc8f119559e, and a list of codes",
        },
        derive=_trade_agreements,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
