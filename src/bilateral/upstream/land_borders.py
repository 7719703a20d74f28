"""Pairs of states that share a land border -> data/world/land_borders.csv (a, b, km_min, km_max).

Upstream: CIA World Factbook, "Land boundaries" (public domain; the collection in JSON is CC0). Each border is
printed on the pages of both its states; `km_min` and `km_max` are the smallest and the largest length, in
kilometres. Left out are borders of parts of a state, of bases, and of a territory whose status is open
(Western Sahara). Kosovo, Palestine and the Holy See stay in, although none of them votes in the UN General
Assembly: their pairs have a border here and no agreement there.

    python -m bilateral.upstream.land_borders PATH
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from bilateral.upstream import UnknownVersionError, require, write_world

SHA256 = "bcfb0f08e71708e43640a835ecb065f411aaea5c59d925001306668b91e9423c"
NOT_STATES = {
    "ESH": "Western Sahara, status open",
    "GIB": "Gibraltar, British overseas territory",
    "GUF": "French Guiana, part of France",
    "MAF": "Saint Martin, French overseas collectivity",
    "SXM": "Sint Maarten, part of the Kingdom of the Netherlands",
    "XAK": "Akrotiri, British base (code of our source)",
    "XDK": "Dhekelia, British base (code of our source)",
    "XGT": "Guantanamo Bay, leased base (code of our source)",
}


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


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit 0, or 1 with one line if the file is not the version documented here."""
    parser = argparse.ArgumentParser(prog="bilateral.upstream.land_borders", description=__doc__)
    parser.add_argument("path", type=Path, help="land_pairs_factbook.csv (iso3_a, iso3_b, kmmin, kmmax)")
    path: Path = parser.parse_args(arguments).path
    try:
        require(path, SHA256)
    except (OSError, UnknownVersionError) as error:
        print(error, file=sys.stderr)
        return 1
    # Codes are text: "NA" is Namibia in other code lists, never a missing value.
    pairs, left = derive(pd.read_csv(path, dtype=str, keep_default_na=False))
    record = {
        "upstream": "CIA World Factbook, Land boundaries",
        "doi": "",
        "version": "January 2026; factbook/factbook.json, commit 8662a8b17a784841ab4528631b04090eb2f183eb",
        "licence": "public domain (CC0 for the collection)",
        "derived_from": "a copy of the Land boundaries text of all countries, parsed into pairs with lengths",
        "sha256": SHA256,
        "script": "python -m bilateral.upstream.land_borders",
        "left_out": left,
        "left_out_why": NOT_STATES,
    }
    write_world("land_borders", pairs, record)
    print(f"land_borders: {len(pairs)} pairs of states; left out: {', '.join(left)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
