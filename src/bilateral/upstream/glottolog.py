"""Languages that are spoken, or were, in both states of a pair -> data/world/shared_languages.csv.

Upstream: Glottolog 5.1 (Hammarström, Forkel, Haspelmath and Bank; Max Planck Institute for Evolutionary
Anthropology), the table of languages in its CLDF release. One row a pair: a, b, languages_a, languages_b
(how many languages Glottolog places in each), shared (in both), names (of the shared ones, in the order of
their Glottocodes, joined by "; ") and glottocodes (likewise).

- Counted are entries of level `language`; dialects and families are not, although some have countries.
- Glottolog has no numbers of speakers: a language of a hundred people counts as one of a hundred million.
- Extinct languages count as the living ones (Sogdian and Khwarezmian for Uzbekistan), sign languages too.
- The countries are those where Glottolog places a language: no count of who lives there, no statement on
  rights.
- Names are Glottolog's, in English; they are no statement on the name that speakers prefer.
- Kosovo is a country of its own here only where Glottolog uses `XK`; the record says which states no entry
  names.

    python -m bilateral.upstream.glottolog FOLDER
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import countries
from bilateral.upstream import Original, WorldTable, main

LANGUAGES = Original(
    "glottolog51_languages.csv",
    "b5cb2e35d74d97d590469d3a219e16dd93629adf1e247c25a3da27327758c5e7",
    "https://raw.githubusercontent.com/glottolog/glottolog-cldf/b6d3ea20a1a305a94b1e8a1198943f26b7bd2756"
    "/cldf/languages.csv",
)


def read_languages(path: Path) -> pd.DataFrame:
    """One row a language: glottocode, name, countries (set of ISO alpha-3), by Glottocode."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[table["Level"] == "language"].sort_values("Glottocode")
    known = countries.by_alpha2()
    return pd.DataFrame(
        {
            "glottocode": table["Glottocode"],
            "name": [unicodedata.normalize("NFC", " ".join(name.split())) for name in table["Name"]],
            "countries": [{known[c] for c in cell.split(";") if c} for cell in table["Countries"]],
        }
    )


def derive(languages: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows a, b, languages_a, languages_b, shared, names, glottocodes; no row where a side has none."""
    there: dict[str, set[str]] = {}
    for row in languages.itertuples():
        for code in row.countries:
            there.setdefault(code, set()).add(row.glottocode)
    names = dict(zip(languages["glottocode"], languages["name"], strict=True))
    rows = []
    for a, b in pairs[["a", "b"]].itertuples(index=False):
        if a in there and b in there:
            both = sorted(there[a] & there[b])
            named = "; ".join(names[code] for code in both)
            rows.append((a, b, len(there[a]), len(there[b]), len(both), named, ";".join(both)))
    columns = ["a", "b", "languages_a", "languages_b", "shared", "names", "glottocodes"]
    return pd.DataFrame(rows, columns=columns).sort_values(["a", "b"], ignore_index=True)


def _shared(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    languages = read_languages(files[LANGUAGES.file])
    frame = derive(languages, pairs)
    named = set().union(*languages["countries"])
    return frame, {"no_row": sorted({*pairs["a"], *pairs["b"]} - named)}


TABLES = (
    WorldTable(
        name="shared_languages",
        key=("a", "b"),
        originals=(LANGUAGES,),
        record={
            "upstream": "Hammarström, Forkel, Haspelmath and Bank: Glottolog",
            "doi": "",
            "address": "https://glottolog.org",
            "version": "5.1",
            "licence": "CC BY 4.0",
            "licence_code": "CC-BY-4.0",
            "derived_from": "cldf/languages.csv of glottolog/glottolog-cldf, commit "
            "b6d3ea20a1a305a94b1e8a1198943f26b7bd2756",
        },
        derive=_shared,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
