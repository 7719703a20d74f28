"""Public holidays that two neighbours have on the same day -> public_holidays.csv and common_holidays.csv.

Upstream: the package `holidays` (MIT). No file is handed in: the tables are made from the pinned package,
and any other version is refused. `public_holidays` has a row for each pair and year from 2000 to 2030 for
which the package knows the law of both: a, b, year, days_a, days_b (days with a public holiday), common
(days that are a holiday in both), estimated (how many of the common ones are estimated on one side at
least). `common_holidays` names the common days of 2026: a, b, date, name_a, name_b, estimated.

- Two states share a date, not always a feast: 9 May is Victory Day in Kazakhstan, Day of Memory and Honor in
  Uzbekistan. `name_a` and `name_b` say what it is on each side.
- Holidays of the whole country by law, category public; regional ones are not counted, nor a day off in
  place of a holiday that falls on a weekend, nor a working day that was moved (`NO_HOLIDAY`).
- `estimated`: the package reckons the day by a calendar, and the state sets it by decree or by the moon
  (most Islamic feasts, before they are announced). An estimated day may be one or two days off, so `common`
  is uncertain by as much.
- Years after 2026 are what the law of 2026 says of them, no announcement. Years before a country's first
  year in the package have no row (see `first_year` in the record); that is a gap, not a zero.
- Zero is zero by law: the package has no public holidays for Ukraine since 2023, under martial law.
- Feasts of India that follow the moon are in the package from 2001 on: its row of 2000 is too small.
- Names are English where the package has them in English.

Feast days that pages report are in the tables of events; `bilateral.themes.tourism_religion` compares both.

    python -m bilateral.upstream.public_holidays FOLDER
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays
import pandas as pd

from bilateral import countries
from bilateral.upstream import UnknownVersionError, WorldTable, main

HOLIDAYS = "0.109"
YEARS = range(2000, 2031)
NAMED_YEAR = 2026  # the year in which the pinned version was released
ESTIMATED = " (estimated)"
NO_HOLIDAY = ("Day off (substituted from", "Additional day off")
Days = Mapping[date, str]  # the names of one day joined by "; "


@cache
def days(country: str) -> tuple[int, Days]:
    """First year that the package knows of a country (ISO alpha-3), and its public holidays in `YEARS`.

    Raises NotImplementedError for a country that the package lacks.
    """
    # by alpha-2: under some alpha-3 codes the package has something else (MAR is a month)
    alpha2 = next(two for two, three in countries.by_alpha2().items() if three == country)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # India: feasts of the moon from 2001 on
        listed = holidays.country_holidays(alpha2, years=YEARS, observed=False, language="en_US")
    if listed.end_year < YEARS[-1]:
        raise UnknownVersionError(
            f"holidays of {country} end in {listed.end_year}; expected {YEARS[-1]} or later"
        )
    kept = {}
    for day, names in listed.items():
        real = [name for name in names.split("; ") if not name.startswith(NO_HOLIDAY)]
        if real:
            kept[day] = unicodedata.normalize("NFC", "; ".join(real))
    return max(listed.start_year, YEARS[0]), kept


def common(a: Days, b: Days, year: int) -> list[tuple[date, str, str, bool]]:
    """(day, names in a, names in b, estimated on a side at least) of the days of a year that are in both."""
    both = sorted(day for day in a if day in b and day.year == year)
    return [
        (
            day,
            a[day].replace(ESTIMATED, ""),
            b[day].replace(ESTIMATED, ""),
            ESTIMATED in a[day] + "; " + b[day],
        )
        for day in both
    ]


def derive(known: Mapping[str, tuple[int, Days]], pairs: pd.DataFrame, years: range) -> pd.DataFrame:
    """Rows a, b, year, days_a, days_b, common, estimated of the years that the package knows of both."""
    rows = []
    for a, b in pairs[["a", "b"]].itertuples(index=False):
        if a in known and b in known:
            (first_a, days_a), (first_b, days_b) = known[a], known[b]
            for year in range(max(first_a, first_b), years[-1] + 1):
                shared = common(days_a, days_b, year)
                counts = [sum(day.year == year for day in each) for each in (days_a, days_b)]
                rows.append((a, b, year, *counts, len(shared), sum(day[3] for day in shared)))
    columns = ["a", "b", "year", "days_a", "days_b", "common", "estimated"]
    return pd.DataFrame(rows, columns=columns).sort_values(["a", "b", "year"], ignore_index=True)


def names(known: Mapping[str, tuple[int, Days]], pairs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows a, b, date, name_a, name_b, estimated (true or false) of the common days of one year."""
    rows = [
        (a, b, day.isoformat(), name_a, name_b, str(estimated).lower())
        for a, b in pairs[["a", "b"]].itertuples(index=False)
        if a in known and b in known
        for day, name_a, name_b, estimated in common(known[a][1], known[b][1], year)
    ]
    columns = ["a", "b", "date", "name_a", "name_b", "estimated"]
    return pd.DataFrame(rows, columns=columns).sort_values(["a", "b", "date"], ignore_index=True)


def _known(pairs: pd.DataFrame) -> tuple[dict[str, tuple[int, Days]], dict[str, Any]]:
    """What the package has of all states, and what the record says of it."""
    if version("holidays") != HOLIDAYS:
        raise UnknownVersionError(f"holidays {version('holidays')}; expected {HOLIDAYS}")
    known, lacking = {}, []
    for state in sorted({*pairs["a"], *pairs["b"]}):
        try:
            known[state] = days(state)
        except NotImplementedError:
            lacking.append(state)
    read = [
        [s, first, sorted([d.isoformat(), n] for d, n in each.items())] for s, (first, each) in known.items()
    ]
    return known, {
        "sha256": hashlib.sha256(json.dumps(read).encode()).hexdigest(),
        "sha256_of": "all public holidays read, as JSON: state, first year, dates with names",
        "no_row": lacking,
        "first_year": {state: first for state, (first, _days) in known.items() if first > YEARS[0]},
    }


def _years(_files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    known, said = _known(pairs)
    return derive(known, pairs, YEARS), said


def _names(_files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    known, said = _known(pairs)
    return names(known, pairs, NAMED_YEAR), {**said, "year": NAMED_YEAR}


RECORD = {
    "upstream": "Vacanza Team: holidays, public holidays by country",
    "doi": "",
    "address": "https://github.com/vacanza/holidays",
    "version": HOLIDAYS,
    "licence": "MIT",
    "licence_code": "MIT",
    "derived_from": "the package holidays, whose rules follow the laws of each country",
}
TABLES = (
    WorldTable("public_holidays", ("a", "b", "year"), (), RECORD, _years),
    WorldTable("common_holidays", ("a", "b", "date"), (), RECORD, _names),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
