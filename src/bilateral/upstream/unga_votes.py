"""Roll calls of the UN General Assembly -> data/world/unga_agreement.csv (a, b, year, agree, n).

Upstream: Erik Voeten, Anton Strezhnev, Michael Bailey, "United Nations General Assembly Voting Data", Harvard
Dataverse, doi:10.7910/DVN/LEJUQZ. The file read here holds their yearly files to 4 June 2024: one row for
each state present at a roll call on a final resolution (resid, ccode, date, vote: 1 yes, 2 abstain, 3 no).
Absences have no row, and the emergency special session that began in 2022 is not in it. We keep figures for
pairs of neighbours, never single votes.

- `year`: the year the session opens. The session is `resid // 1000`, and session s opens in 1945 + s; a roll
  call of March 2024 belongs to session 78 and so to 2023. (The date of the vote would put it a year late.)
- `agree`: share of identical votes (yes, no, abstain) among the roll calls where both voted; `n`: how many
  those are. A pair with no common vote in a session has no row: nothing measured is not zero.
- Three (resid, ccode) rows stand twice with one vote each time: one is kept.
- Correlates of War codes become ISO alpha-3 by the code list. States that ended (East and West Germany,
  Czechoslovakia, the two Yemens, Yugoslavia before 2000) are nobody's past here; code 345 is Serbia from
  session 55, since Serbia continues the membership of 1 November 2000. Russia continues the Soviet code.
- Kosovo is no member and has no row. Namibia's two-letter code is the text "NA": read as text.

    python -m bilateral.upstream.unga_votes FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

VOTES = Original(
    "unga_votes_1946_2024-06.parquet", "e102d65a58a8fd67faec92407e7e8440f456d00e558a8b262069c6973125614f"
)
CODES = Original(
    "countrycode_codelist_min.csv", "66ad18bd38fd305d9a56e47cc0e36aea5361dc59fbbf76711124f58d4a0c7736"
)
FIRST_SESSION_AFTER = 1945  # session s opens in FIRST_SESSION_AFTER + s
SERBIA = (345, "SRB", 55)  # Correlates of War code, ISO code, first session of today's membership


def read_codes(path: Path) -> dict[int, str]:
    """Correlates of War number -> ISO alpha-3 code, from a code list with the columns `cown` and `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["cown"] != "") & (codes["iso3c"] != "")]
    return dict(zip(codes["cown"].astype(int), codes["iso3c"], strict=True))


def clean(votes: pd.DataFrame, codes: dict[int, str]) -> pd.DataFrame:
    """One row a state and roll call: resid, state (ISO alpha-3), year (session opens), vote."""
    votes = votes[["resid", "ccode", "vote"]].drop_duplicates(["resid", "ccode"])
    session = votes["resid"] // 1000
    state = votes["ccode"].map(codes)
    number, iso, first = SERBIA
    state = state.mask((votes["ccode"] == number) & (session >= first), iso)
    cleaned: pd.DataFrame = votes.assign(state=state, year=session + FIRST_SESSION_AFTER)
    return cleaned.dropna(subset=["state"])[["resid", "state", "year", "vote"]]


def agreement(votes: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Agreement of each pair in each session: a, b, year, agree (0 to 1, six decimals), n (roll calls)."""
    table = votes.pivot(index=["year", "resid"], columns="state", values="vote")
    parts = []
    for a, b in pairs[["a", "b"]].itertuples(index=False):
        if a not in table or b not in table:
            continue
        both = table[[a, b]].dropna()
        by_year = (both[a] == both[b]).groupby(level="year").agg(["mean", "size"])
        parts.append(by_year.set_axis(["agree", "n"], axis=1).reset_index().assign(a=a, b=b))
    columns = ["a", "b", "year", "agree", "n"]
    if not parts:
        return pd.DataFrame(columns=columns)
    result = pd.concat(parts)[columns].sort_values(["a", "b", "year"], ignore_index=True)
    formatted: pd.DataFrame = result.assign(agree=result["agree"].map("{:.6f}".format))
    return formatted


def _unga_agreement(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    votes = clean(pd.read_parquet(files[VOTES.file]), read_codes(files[CODES.file]))
    return agreement(votes, pairs), {}


TABLES = (
    WorldTable(
        name="unga_agreement",
        key=("a", "b", "year"),
        originals=(VOTES, CODES),
        record={
            "upstream": "Voeten, Strezhnev and Bailey: UN General Assembly Voting Data (Harvard Dataverse)",
            "doi": "10.7910/DVN/LEJUQZ",
            "version": "yearly vote files 1946-2024 (sessions 1-78, to 4 June 2024)",
            "licence": "CC0 1.0 by the archive's default (not verified); the copy states none; "
            "cite the authors",
            "derived_from": "a copy of the yearly files y1946 to y2022 of svmiller/fpsim, commit "
            "87d29f4b0921b24f97856541bb3a856a81706144, decoded to one table",
        },
        derive=_unga_agreement,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
