"""The World Heritage List, to 2023 -> data/world/world_heritage.csv and world_heritage_counts.csv.

Upstream: UNESCO World Heritage Centre, World Heritage List (1978 to 2023). The file read here holds facts
alone (number, English name, years, category, states); no description enters, since UNESCO's texts may not be
redistributed. `world_heritage` has one row for each site on the territory of both states of a pair (a, b,
site, year, category, states, name), `world_heritage_counts` one for each country and year in which a site
was inscribed (country, year, sites, transboundary).

- The list is as it stood in 2023: a site that was struck off before has no row, what was inscribed later is
  not there. A pair or a country without a row has no such site on that list: a zero, not a gap. So has a
  year between 1978 and 2023 without a row.
- `year` is the year of the first inscription, the only one in the file. A state that joined a site later, by
  an extension, has that same year: Białowieża Forest stands under 1979 for Belarus too.
- Two states that share a site need not share it at their border: a site of many parts (beech forests, Struve
  Geodetic Arc) counts for each pair of its states.
- A shared site counts once for each of its states; sums over countries count it several times. Sites outside
  the mainland count for the state that the list names (New Caledonia for France).
- The Old City of Jerusalem (number 148) stands in the list without a state and counts for none.

    python -m bilateral.upstream.unesco_world_heritage FOLDER
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import countries
from bilateral.upstream import Original, WorldTable, main

SITES = Original(
    "unesco_whc_sites_2023_facts.csv", "ed24c584380152b040cc8507c58b78313372fe1a88578916bd6027469c0cb2d3"
)


def read_sites(path: Path) -> pd.DataFrame:
    """One row a site: site (number), name, year, category (lower case), states (list of ISO alpha-3, sorted).

    Raises KeyError for a two-letter code that names no country.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    known = countries.by_alpha2()
    return pd.DataFrame(
        {
            "site": table["id_no"],
            "name": [" ".join(re.sub(r"</?em>", "", name).split()) for name in table["name_en"]],
            "year": table["date_inscribed"].astype(int),
            "category": table["category"].str.lower(),
            "states": [
                sorted(known[c.strip().upper()] for c in x.split(",") if x) for x in table["iso_code"]
            ],
        }
    )


def shared(sites: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows a, b, site, year, category, states (joined by ";"), name: each pair with each site of both."""
    rows = [
        (a, b, s.site, s.year, s.category, ";".join(s.states), s.name)
        for a, b in pairs[["a", "b"]].itertuples(index=False)
        for s in sites[["site", "year", "category", "states", "name"]].itertuples(index=False, name="Site")
        if a in s.states and b in s.states
    ]
    columns = ["a", "b", "site", "year", "category", "states", "name"]
    return pd.DataFrame(rows, columns=columns).sort_values(["a", "b", "site"], ignore_index=True)


def counts(sites: pd.DataFrame, states: set[str]) -> pd.DataFrame:
    """Rows country, year, sites (inscribed in that year), transboundary (of these, with another state)."""
    each = sites.assign(transboundary=sites["states"].map(len) > 1).explode("states")
    each = each[each["states"].isin(states)]
    groups = each.groupby(["states", "year"])["transboundary"].agg(["size", "sum"]).reset_index()
    return groups.set_axis(["country", "year", "sites", "transboundary"], axis=1)


def _shared(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = shared(read_sites(files[SITES.file]), pairs)
    with_site = frame[["a", "b"]].drop_duplicates().shape[0]
    return frame, {"pairs_with_a_row": with_site, "no_row_means": "no shared site on the list of 2023"}


def _counts(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    states = {*pairs["a"], *pairs["b"]}
    frame = counts(read_sites(files[SITES.file]), states)
    return frame, {"no_row": sorted(states - set(frame["country"])), "no_row_means": "no site on that list"}


RECORD = {
    "upstream": "UNESCO World Heritage Centre: World Heritage List",
    "doi": "",
    "address": "https://whc.unesco.org/en/list/",
    "version": "the list as of 2023 (1199 sites, inscribed 1978 to 2023)",
    "licence": "facts only: number, name, year, category and states of a site; the list and its texts are "
    "(c) UNESCO World Heritage Centre and not in this table",
    "licence_code": "CC0-1.0",
    "derived_from": "a copy without descriptions of data/whc-sites-2023.csv of "
    "bugracntp/UNESCO-world-heritage, commit 4b91d7ee7b627350de1ffe36d4cc464e07484340",
}
TABLES = (
    WorldTable("world_heritage", ("a", "b", "site"), (SITES,), RECORD, _shared),
    WorldTable("world_heritage_counts", ("country", "year"), (SITES,), RECORD, _counts),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
