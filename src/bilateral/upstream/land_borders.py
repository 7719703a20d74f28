"""Pairs of states that share a land border -> data/world/land_borders.csv (a, b, km_min, km_max).

Upstream: CIA World Factbook, "Land boundaries" (public domain; the collection in JSON is CC0). Each border is
printed on the pages of both its states; `km_min` and `km_max` are the smallest and the largest length, in
kilometres. Kosovo, Palestine and the Holy See stay in, although none of them votes in the UN General
Assembly: their pairs have a border here and no agreement there.

Left out are borders of parts of a state, of bases, and of a territory whose status is open: French Guiana
(with Brazil and Suriname), Gibraltar (with Spain), Saint Martin with Sint Maarten, Akrotiri and Dhekelia
(with Cyprus), Guantanamo Bay (with Cuba) and Western Sahara (with Algeria). So Brazil and France, which meet
in French Guiana, are no pair here. The record lists each under `left_out` with the two states that meet there
and through what; `Package.left_out` reads it. The pages of Mauritania and of Morocco print as their common
border the 1,564 km that the page of Western Sahara prints with Mauritania: so that pair is here.

    python -m bilateral.upstream.land_borders FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from bilateral.upstream import Original, WorldTable, main


class NotState(NamedTuple):
    """What a code of the upstream file stands for: its name, why it is no state, and whose it is ("": open).

    As the Factbook has it on the page of the territory under "Dependency status", on that of France under
    "Land boundaries" and on that of Cuba in the note to them.
    """

    name: str
    why: str
    state: str


NOT_STATES = {
    "ESH": NotState("Western Sahara", "status open", ""),
    "GIB": NotState("Gibraltar", "British overseas territory", "GBR"),
    "GUF": NotState("French Guiana", "part of France", "FRA"),
    "MAF": NotState("Saint Martin", "French overseas collectivity", "FRA"),
    "SXM": NotState("Sint Maarten", "part of the Kingdom of the Netherlands", "NLD"),
    "XAK": NotState("Akrotiri", "British base (code of our source)", "GBR"),
    "XDK": NotState("Dhekelia", "British base (code of our source)", "GBR"),
    "XGT": NotState("Guantanamo Bay", "leased base (code of our source)", "USA"),
}
BORDERS = Original(
    "land_pairs_factbook.csv", "bcfb0f08e71708e43640a835ecb065f411aaea5c59d925001306668b91e9423c"
)


def derive(borders: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Split upstream rows (iso3_a, iso3_b, kmmin, kmmax) into pairs of states and pairs left out ("A-B")."""
    sides = borders[["iso3_a", "iso3_b"]]
    pairs = pd.DataFrame(
        {
            "a": sides.min(axis=1),
            "b": sides.max(axis=1),
            "km_min": borders["kmmin"].astype(float),
            "km_max": borders["kmmax"].astype(float),
        }
    ).sort_values(["a", "b"], ignore_index=True)
    out = pairs["a"].isin(NOT_STATES) | pairs["b"].isin(NOT_STATES)
    left = [f"{row.a}-{row.b}" for row in pairs[out].itertuples()]
    return pairs[~out].reset_index(drop=True), left


def told(left: str) -> dict[str, Any]:
    """A pair left out ("BRA-GUF") as the record tells it: the codes, the states that meet, through what.

    `states` are the codes of the two states in alphabetical order; one alone where the other side's status
    is open.
    """
    codes = left.split("-")
    states = sorted(NOT_STATES[c].state if c in NOT_STATES else c for c in codes)
    through = [NOT_STATES[c] for c in codes if c in NOT_STATES]
    return {
        "codes": left,
        "states": [code for code in states if code],
        "through": [{"name": x.name, "why": x.why.removesuffix(" (code of our source)")} for x in through],
    }


def _land_borders(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    # Codes are text: "NA" is Namibia in other code lists, never a missing value.
    frame, left = derive(pd.read_csv(files[BORDERS.file], dtype=str, keep_default_na=False))
    return frame, {
        "left_out": [told(pair) for pair in left],
        "left_out_why": {code: f"{x.name}, {x.why}" for code, x in NOT_STATES.items()},
    }


TABLES = (
    WorldTable(
        name="land_borders",
        key=("a", "b"),
        originals=(BORDERS,),
        record={
            "upstream": "CIA World Factbook, Land boundaries",
            "doi": "",
            "address": "https://www.cia.gov/the-world-factbook/",
            "version": "January 2026; factbook/factbook.json, "
            "commit 8662a8b17a784841ab4528631b04090eb2f183eb",
            "licence": "public domain (CC0 for the collection)",
            "derived_from": "a copy of the Land boundaries text of all countries, parsed into pairs with "
            "lengths",
        },
        derive=_land_borders,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
