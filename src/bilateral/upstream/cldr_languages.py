"""Languages of each country with a land neighbour -> data/world/languages.csv.

Columns: country, language, share, official. Upstream: Unicode Common Locale Data Repository (CLDR),
supplemental data, territory information, as the package Babel carries it. No file is handed in: the table is
made from the pinned package, and any other version of Babel or CLDR is refused.

- `share` is the part of a country's people, in per cent, whom CLDR takes to be fluent in the language, as a
  first or a second one. CLDR calls it an estimate culled from different sources: a modelled figure, no
  census. The shares of a country do not sum to 100.
- It is no goal of CLDR to cover all languages of a country: what is not listed is not absent there.
- 0 is what CLDR prints where it knows of a language and gives no number; it is no finding that nobody speaks
  it.
- `language` is CLDR's code, which may name a script: Uzbek in Latin letters (`uz`) and in Cyrillic ones
  (`uz_Cyrl`) are two rows, and their shares are not to be added.
- `official` is `official`, `official_regional` (in a part of the country) or `de_facto_official`; empty
  where CLDR gives no status.

    python -m bilateral.upstream.cldr_languages FOLDER
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from babel.core import get_cldr_version, get_global

from bilateral import countries
from bilateral.upstream import UnknownVersionError, WorldTable, main

BABEL, CLDR = "2.18.0", "47"
Languages = Mapping[str, Mapping[str, Mapping[str, Any]]]  # alpha-2 -> language -> share and status


def derive(languages: Languages, states: set[str]) -> pd.DataFrame:
    """Rows country, language, share (text, per cent), official ("" where none is given) of the states."""
    rows = [
        (
            code,
            language,
            f"{Decimal(str(said['population_percent'])).normalize():f}",
            said["official_status"] or "",
        )
        for alpha2, code in countries.by_alpha2().items()
        if code in states
        for language, said in languages.get(alpha2, {}).items()
    ]
    columns = ["country", "language", "share", "official"]
    return pd.DataFrame(rows, columns=columns).sort_values(["country", "language"], ignore_index=True)


def _languages(_files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    found = (version("babel"), get_cldr_version())
    if found != (BABEL, CLDR):
        raise UnknownVersionError(
            f"Babel {found[0]} with CLDR {found[1]}; expected Babel {BABEL} with CLDR {CLDR}"
        )
    languages: Languages = dict(get_global("territory_languages"))
    states = {*pairs["a"], *pairs["b"]}
    frame = derive(languages, states)
    read = json.dumps(languages, sort_keys=True).encode()
    return frame, {
        "sha256": hashlib.sha256(read).hexdigest(),
        "sha256_of": "territory_languages of babel.core.get_global, as JSON with sorted keys",
        "no_row": sorted(states - set(frame["country"])),
        "zero_shares": int((frame["share"] == "0").sum()),
    }


TABLES = (
    WorldTable(
        name="languages",
        key=("country", "language"),
        originals=(),
        record={
            "upstream": "Unicode Consortium: Common Locale Data Repository (CLDR), territory information",
            "doi": "",
            "address": "https://cldr.unicode.org/",
            "version": f"CLDR {CLDR}, in the package Babel {BABEL}",
            "licence": "Unicode License v3",
            "licence_code": "Unicode-3.0",
            "derived_from": "the package Babel, which carries CLDR's supplemental data",
        },
        derive=_languages,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
