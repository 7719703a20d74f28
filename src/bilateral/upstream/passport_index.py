"""What a passport needs to enter the neighbour, as spells -> data/world/visa_rules.csv (passport,
destination, first_seen, last_seen, requirement, days, snapshots, begins, flip).

Upstream: Passport Index (passportindex.org, Arton Capital). Two repositories hold what was scraped from it,
54 times from 23 November 2019 to 17 February 2026: who may enter where, for 199 passports. The file read
here joins these snapshots. We keep spells alone, of neighbours alone: from the first to the last snapshot in
a row that said the same, in seven words of ours.

- A spell is what the site said, not what the law was: by its own words fans and government agencies
  contribute to it. A change took place after the last snapshot of the spell before and no later than
  `first_seen`; between 12 January 2025 and 17 February 2026 there is none, so a change there has no month.
- `requirement`: `visa_free`, `on_arrival`, `electronic` (e-visa or electronic authorisation, which the site
  did not tell apart before 2025), `visa_required`, `no_admission`, and two that came and went: `covid_ban`
  (travel from there forbidden for most, from November 2020) and `event_permit` (Qatar, World Cup of 2022).
  `days` are those that a visitor without a visa may stay; empty where the site gives none (free movement, or
  it does not say).
- `begins` says how a spell begins. `first`: it was there in the first snapshot, whenever it began. `change`:
  the site said something else before. `recoded`: the words of the site changed between the two snapshots as
  well (days first given on 7 February 2020; e-visas taken out of "visa required" and "on arrival" by 19
  November 2020), so the rule need not have changed. `other_copy`: the first snapshot of the second
  repository.
- `flip` is 1 where one snapshot alone says something else than the snapshots before and after it, which
  agree: noise of the site or of the scraping, or a rule of some weeks (as in the pandemic); kept and marked,
  for the snapshots cannot tell. `snapshots` counts those of the spell; what only one says is weak.
- Codes: 2019 has 3 visa-free, 2 on arrival, 1 electronic, 0 required. The words of the first half of 2020,
  ETA and VOA, stand the wrong way round (the United States and Canada "VOA", Nepal and the Maldives "ETA",
  with the same countries under 1 and 2 a month before): ETA is read as on arrival, VOA as electronic. The
  README of that time says 2 = eTA and 1 = on arrival; the destinations under each code say that it is not
  so.

    python -m bilateral.upstream.passport_index FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main

SNAPSHOTS = Original(
    "passport_index_snapshots_2019_2026.parquet",
    "ba240a6d0c8862c2e7428f5b086830f9d8d468a114afd5f741a3896dff971b8b",
)
NUMBERS_UNTIL = "2019-12-17"  # the last snapshot with codes from 0 to 3
NUMBERS = {"0": "visa_required", "1": "electronic", "2": "on_arrival", "3": "visa_free"}
WORDS = {
    "VF": "visa_free",
    "visa free": "visa_free",
    "ETA": "on_arrival",
    "visa on arrival": "on_arrival",
    "VOA": "electronic",
    "EVW": "electronic",
    "e-visa": "electronic",
    "eta": "electronic",
    "VR": "visa_required",
    "visa required": "visa_required",
    "no admission": "no_admission",
    "covid ban": "covid_ban",
    "Hayya Entry Permit": "event_permit",
}
DAYS_SINCE = "2020-02-07"
E_VISAS_SINCE = "2020-11-19"
OTHER_COPY = "2026-02-17"
REDRAWN = {"on_arrival", "electronic", "visa_required"}  # the words among which e-visas moved
COLUMNS = [
    "passport",
    "destination",
    "first_seen",
    "last_seen",
    "requirement",
    "days",
    "snapshots",
    "begins",
    "flip",
]


def rule(said: str, snapshot: str) -> tuple[str, str]:
    """Requirement and days ("" where none are given) of one cell; KeyError for a word not known here."""
    if snapshot <= NUMBERS_UNTIL:
        return NUMBERS[said], ""
    return ("visa_free", said) if said.isdecimal() else (WORDS[said], "")


def _begins(snapshot: str, before: tuple[str, str], now: tuple[str, str]) -> str:
    """How a spell begins: see the docstring of the module."""
    if snapshot == OTHER_COPY:
        return "other_copy"
    days_came = snapshot == DAYS_SINCE and before[0] == now[0]
    e_visas_moved = snapshot == E_VISAS_SINCE and {before[0], now[0]} <= REDRAWN
    return "recoded" if days_came or e_visas_moved else "change"


def spells(said: Mapping[str, str]) -> list[dict[str, Any]]:
    """The spells of one passport in one destination, in order; `said` is the cell of a snapshot by date."""
    found: list[dict[str, Any]] = []
    before: tuple[str, str] | None = None
    for snapshot in sorted(said):
        now = rule(said[snapshot], snapshot)
        if now == before:
            found[-1]["last_seen"] = snapshot
            found[-1]["snapshots"] += 1
            continue
        found.append(
            {
                "first_seen": snapshot,
                "last_seen": snapshot,
                "requirement": now[0],
                "days": now[1],
                "snapshots": 1,
                "begins": "first" if before is None else _begins(snapshot, before, now),
                "flip": 0,
            }
        )
        before = now
    for one, middle, other in zip(found, found[1:], found[2:], strict=False):
        same = all(one[column] == other[column] for column in ("requirement", "days"))
        middle["flip"] = int(same and middle["snapshots"] == 1)
    return found


def derive(cells: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS`, both directions of each pair (a, b), by passport, destination, first_seen.

    `cells` has the columns passport_iso3, destination_iso3, requirement, snapshot (a date).
    """
    names = ["passport", "destination"]
    cells = cells.rename(columns={"passport_iso3": "passport", "destination_iso3": "destination"})
    wanted = {*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)}
    ways = pd.DataFrame(sorted(wanted), columns=names)
    cells = cells.merge(ways, on=names).astype({"requirement": str})
    rows = [
        {"passport": passport, "destination": destination, **spell}
        for (passport, destination), group in cells.groupby(names)
        for spell in spells(dict(zip(group["snapshot"], group["requirement"], strict=True)))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rules(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    cells = pd.read_parquet(files[SNAPSHOTS.file])
    return derive(cells, pairs), {"snapshots": sorted(cells["snapshot"].unique())}


TABLES = (
    WorldTable(
        name="visa_rules",
        key=("passport", "destination", "first_seen"),
        originals=(SNAPSHOTS,),
        record={
            "upstream": "Passport Index (Arton Capital)",
            "doi": "",
            "address": "https://www.passportindex.org",
            "version": "54 snapshots from 23 November 2019 to 17 February 2026",
            "licence": "CC BY 4.0 for the spells, which are ours; the copies are under MIT, the terms of the "
            "site were not checked",
            "licence_code": "CC-BY-4.0",
            "why_aggregates": "the snapshots were scraped from a site whose terms were not checked, so none "
            "of them is passed on: of 634 of the 39,402 combinations of passport and destination in a "
            "snapshot we keep spells, that is the first and the last date on which the site said the "
            "same, in seven words of ours; they tell what it said of two neighbours, and no whole snapshot "
            "can be put together from them",
            "derived_from": "copies: 53 snapshots of ilyankou/passport-index-dataset, commit "
            "a46dbc872002e01f6465a69071a7ed5b6dc8fc7b, and one of imorte/passport-index-data, commit "
            "9c59780dd0dbaefcbdfa0134d21cd99d0d547509, joined to one table",
        },
        derive=_rules,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
