"""Students of one neighbour who study in the other -> data/world/students.csv (origin, destination, year,
students, qualifier, listed, all_destinations, all_origins).

Upstream: UNESCO Institute for Statistics (UIS), internationally mobile students by country of origin, 1998
to 2021. The two files read here are leading lists that 360info made of it: for each country and year the ten
destinations with most of its students, and the ten origins with most students in it, the rest as "Other
countries". Countries stand under their English names.

- No row is no zero. The flow may be below the tenth place of both lists, or the destination did not report
  that year; flows of 0 were taken out before the lists were made. A series is therefore that of a leading
  flow, and one that ends may have fallen to the eleventh place.
- `listed` says in which list the flow stands: `destinations` (those of the origin), `origins` (those of the
  destination) or `both`. The lists agree wherever both have a flow: 10,099 times, without one conflict. A
  conflict would stop this script.
- `all_destinations` and `all_origins` are our sums of a list with its "Other countries": the origin's
  students in all destinations that report, and all students from abroad in the destination. The first jumps
  where a large destination begins or ceases to report.
- Figures are whole persons, ours rounded (some destinations report averages or full-time equivalents).
- `qualifier` is that of UIS: `includes` (data of another category are in it), `national_estimate`,
  `uis_estimate`; several are joined by ";".
- 2021 has hardly a destination yet, and no flow between neighbours; 2020 has half of those of 2019.
  Kazakhstan ends in 2020, Uzbekistan in 2019.
- "Serbia" before 2007 is Serbia and Montenegro, and "Sudan (pre-secession)" is neither Sudan nor South
  Sudan: their figures are not carried. Kosovo is not in the lists.

    python -m bilateral.upstream.uis_students FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import countries
from bilateral.upstream import Original, WorldTable, main

COPY = (
    "https://raw.githubusercontent.com/360-info/report-global-education/"
    "b09bb22ac7ef73d980891d8990cf4d0c4b5f3b94/data/"
)
DESTINATIONS = Original(
    "uis_students_popular-destinations-by-origin.csv",
    "743fc0426e3793c31f428ae097be025310de011666ec23ba069a14cd1820fb18",
    f"{COPY}popular-destinations-by-origin.csv",
)
ORIGINS = Original(
    "uis_students_popular-origins-by-destination.csv",
    "6ea8ad10e62823763547339f02b525d4279a5cddc8a87c600b57bc81ea339819",
    f"{COPY}popular-origins-by-destination.csv",
)
NAMES = {  # names of the lists that are not ours
    "Antigua and Barbuda": "ATG",
    "Bosnia and Herzegovina": "BIH",
    "Brunei Darussalam": "BRN",
    "Congo": "COG",
    "Côte d'Ivoire": "CIV",
    "DR Congo": "COD",
    "Holy See": "VAT",
    "Hong Kong": "HKG",
    "Macao": "MAC",
    "Palestine": "PSE",
    "Republic of Korea": "KOR",
    "Saint Kitts and Nevis": "KNA",
    "Saint Lucia": "LCA",
    "Sao Tome and Principe": "STP",
    "St Vincent/Grenadines": "VCT",
    "Trinidad and Tobago": "TTO",
    "Turkey": "TUR",
    "Turks and Caicos Islands": "TCA",
    "Venezuala": "VEN",  # so spelt there
    "Viet Nam": "VNM",
}
NO_COUNTRY = ("Other countries", "Netherlands Antilles", "Sudan (pre-secession)")
UNKNOWN = ": unknown countries"  # of a continent
BEGINS = {"SDN": 2011, "SRB": 2007}  # first year within the borders of today
QUALIFIERS = {"a": "includes", "c": "national_estimate", "d": "uis_estimate"}
COLUMNS = [
    "origin",
    "destination",
    "year",
    "students",
    "qualifier",
    "listed",
    "all_destinations",
    "all_origins",
]


def code(name: str) -> str:
    """ISO alpha-3 of a name of the lists, "" for what is no country; KeyError for a name not known here."""
    if name in NO_COUNTRY or name.endswith(UNKNOWN):
        return ""
    known = {countries.name(c): c for c in countries.codes()} | NAMES
    return known[name]


def read_list(path: Path, origin: str, destination: str) -> pd.DataFrame:
    """One list: origin, destination (ISO alpha-3 or ""), year, students (float), cond_all."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = {name: code(name) for name in {*table[origin], *table[destination]}}
    return pd.DataFrame(
        {
            "origin": table[origin].map(codes),
            "destination": table[destination].map(codes),
            "year": table["year"].astype(int),
            "students": table["value_lumped"].astype(float),
            "cond_all": table["cond_all"],
        }
    )


def _total(listed: pd.DataFrame, country: str, name: str) -> pd.Series:
    """Whole students of a list by country and year."""
    sums = listed.groupby([country, "year"])["students"].sum()
    return sums.round().astype("Int64").rename(name)


def derive(destinations: pd.DataFrame, origins: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS`, both directions of each pair (a, b), by origin, destination, year.

    `destinations` and `origins` are the two lists (see `read_list`). Raises ValueError where they disagree.
    """
    keys = ["origin", "destination", "year"]
    rows = destinations.merge(origins, on=keys, how="outer", suffixes=("", "_2"), indicator="listed")
    wanted = {*zip(pairs["a"], pairs["b"], strict=True), *zip(pairs["b"], pairs["a"], strict=True)}
    kept = pd.Series([way in wanted for way in zip(rows["origin"], rows["destination"], strict=True)])
    for country, first in BEGINS.items():
        kept &= ~(((rows["origin"] == country) | (rows["destination"] == country)) & (rows["year"] < first))
    rows = rows[kept]
    apart = rows[(rows["listed"] == "both") & (rows["students"] != rows["students_2"])]
    if len(apart):
        raise ValueError(f"the two lists disagree; expected one figure for a flow:\n{apart[keys]}")
    conditions = rows["cond_all"].fillna(rows["cond_all_2"])
    lists = {"left_only": "destinations", "right_only": "origins", "both": "both"}
    rows = rows.assign(
        students=rows["students"].fillna(rows["students_2"]).round().astype(int),
        qualifier=[";".join(word for mark, word in QUALIFIERS.items() if mark in c) for c in conditions],
        listed=rows["listed"].astype(str).map(lists),
    )
    rows = rows.merge(
        _total(destinations, "origin", "all_destinations"),
        left_on=["origin", "year"],
        right_index=True,
        how="left",
    )
    rows = rows.merge(
        _total(origins, "destination", "all_origins"),
        left_on=["destination", "year"],
        right_index=True,
        how="left",
    )
    result: pd.DataFrame = rows[COLUMNS].sort_values(keys, ignore_index=True)
    return result


def _students(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    destinations = read_list(files[DESTINATIONS.file], "origin_country_name", "dest_country_lumped")
    origins = read_list(files[ORIGINS.file], "origin_country_lumped", "dest_country_name")
    frame = derive(destinations, origins, pairs)
    states = {*pairs["a"], *pairs["b"]}
    return frame, {
        "no_destination": sorted(states - set(frame["destination"])),
        "no_origin": sorted(states - set(frame["origin"])),
    }


TABLES = (
    WorldTable(
        name="students",
        key=("origin", "destination", "year"),
        originals=(DESTINATIONS, ORIGINS),
        record={
            "upstream": "UNESCO Institute for Statistics: internationally mobile students by origin",
            "doi": "",
            "address": "http://data.uis.unesco.org",
            "version": "1998-2021, downloaded in 2022 or early 2023 by the maker of the copy",
            "licence": "CC BY-SA 3.0 IGO, share alike; the copy is under CC BY 4.0",
            "licence_code": "CC-BY-SA-3.0-IGO",
            "derived_from": "copies: data/popular-destinations-by-origin.csv and "
            "data/popular-origins-by-destination.csv of 360-info/report-global-education, commit "
            "b09bb22ac7ef73d980891d8990cf4d0c4b5f3b94, ten leading destinations and origins of each country",
        },
        derive=_students,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
