"""Treaties that came to bind both neighbours, by year -> data/world/shared_treaties.csv (a, b, year,
treaties, amendments, bilateral).

Upstream: James Hollway and Henrique Sposito, manytreaties 1.0, data set GGO: treaties of the environment,
of trade and of health, and a few others, with their parties and dates. It is no register of all treaties:
of Uzbekistan and Kazakhstan alone it has one between the two of them. Its licence is CC BY 4.0 in
DESCRIPTION and AGPL-3 in LICENSE.md; which of the two holds for the data is not said, so only counts of
ours stand here.

- `year`: the later of the years in which the treaty entered into force for either side. `treaties` are
  agreements, protocols and the like, `amendments` their changes (the type in the data set, or the E of
  the identifier), among them each new list of species of CITES. `bilateral` are those of both that name
  no third party.
- Counted are parties with a date of entry into force for them. Signed or listed alone does not count: the
  data set lists members of the UN as parties of resolutions, too. `9999-12-31` there means none known.
- A year without a row, 1946 to 2023, has none in the data set, unless a side is among `not_in_data` of
  the record (Kosovo, which has no ISO code there). The last years are thin: the collection was made over
  time. A treaty with the European Union as party is not one of its members.
- Endings are not counted, for the data set has few and some before the beginning: these are new treaties,
  not treaties in force. What bound both before the first year of a state (see `states`) is not carried
  over.

    python -m bilateral.upstream.manytreaties FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import standing

PARTIES = Original(
    "manytreaties_ggo_parties.parquet", "b3884ed8f11d1103d91ef9b967eb802b48bf2f73a01bc0c404e1a02783b84862"
)
AGREEMENTS = Original(
    "manytreaties_ggo_agreements.parquet", "df853d60ce5b7e14d791af9994396ca28f361af9d00235f807e7fcefa7e8aa62"
)
FIRST, LAST = 1946, 2023
KEY = ["a", "b", "year"]


def derive(parties: pd.DataFrame, agreements: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows `KEY`, treaties, amendments, bilateral of the pairs (a, b); no row for a year without any."""
    named = parties[["stateID", "treatyID"]].drop_duplicates().groupby("treatyID").size()
    changes = set(agreements["treatyID"][agreements["TypeAgree"] == "Amendment"])
    force = parties[["stateID", "treatyID"]].assign(
        year=pd.to_numeric(parties["StateForce"].str[:4], errors="coerce")
    )
    force = force[force["year"] <= LAST]
    first = force.groupby(["stateID", "treatyID"], as_index=False)["year"].min()
    both = (
        pairs[["a", "b"]]
        .merge(first.set_axis(["a", "treaty", "in_a"], axis=1), on="a")
        .merge(first.set_axis(["b", "treaty", "in_b"], axis=1), on=["b", "treaty"])
    )
    both = both.assign(year=both[["in_a", "in_b"]].max(axis=1).astype(int))
    both = standing(both[both["year"] >= FIRST], "a", "b")
    amended = both["treaty"].isin(changes) | both["treaty"].str.contains(r"_\d{4}E", regex=True)
    both = both.assign(
        treaties=~amended, amendments=amended, bilateral=both["treaty"].map(named).eq(2).to_numpy()
    )
    counts = both.groupby(KEY)[["treaties", "amendments", "bilateral"]].sum().reset_index()
    return counts.sort_values(KEY, ignore_index=True)


def _shared_treaties(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    parties, agreements = (pd.read_parquet(files[o.file]).fillna("") for o in (PARTIES, AGREEMENTS))
    frame = derive(parties, agreements, pairs)
    return frame, {
        "not_in_data": sorted({*pairs["a"], *pairs["b"]} - set(parties["stateID"])),
        "no_row": sorted({*pairs["a"], *pairs["b"]} - {*frame["a"], *frame["b"]}),
        "pairs_with_a_row": frame[["a", "b"]].drop_duplicates().shape[0],
    }


TABLES = (
    WorldTable(
        name="shared_treaties",
        key=tuple(KEY),
        originals=(PARTIES, AGREEMENTS),
        record={
            "upstream": "Hollway and Sposito: manytreaties (R package), data set GGO of agreements and "
            "parties",
            "doi": "",
            "address": "https://globalgov.github.io/manytreaties/",
            "version": "1.0.0; globalgov/manytreaties, commit 4bf79f94c78a9f9016bd55b99135b45208500631",
            "licence": "CC BY 4.0 for these counts, which are ours; the package says CC BY 4.0 in "
            "DESCRIPTION and AGPL-3 in LICENSE.md, and its data are not redistributed here",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the package states two licences and not which holds for the data, so that "
            "only counts, which we compute from it, stand here",
            "derived_from": "parties$GGO and agreements$GGO of data/parties.rda and data/agreements.rda, "
            "without the columns of coders, comments and text, as text",
        },
        derive=_shared_treaties,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
