"""Airline routes between neighbours in 2014 -> data/world/air_routes.csv (a, b, routes, airlines,
airport_pairs, codeshares).

Upstream: OpenFlights, routes and airports. Routes are those of June 2014: the third party that gave them
ceased to do so then, and OpenFlights calls them "of historical value only". The table of airports is of 2017
and later. So this is a snapshot of 2014 to 2017, stale, and no series.

- `routes`: rows of the file between an airport of one and an airport of the other state, flown by the
  airline that the row names. One row is an airline, an airport of departure and one of arrival: there and
  back are two, and a few airlines have one of them alone. How often they fly is not known.
- `airlines`: how many airlines fly these routes; `airport_pairs`: how many pairs of airports they join.
- `codeshares`: rows beside these in which the airline only sells seats on a plane of another one. A pair can
  have them alone, where the operating airline's own route is not in the file.
- A pair without a row has no route in the file; whether there was a flight is not known.
- 892 of 67,663 rows name an airport that is not in the table of airports, and count nowhere. Looking them up
  by their letters would lead astray: letters are given anew (KCK was Kirensk and is Kansas City).
- The country of an airport is that of the file, but for Pristina, which it has under Serbia and which counts
  for Kosovo, since both are in our list of pairs. West Bank and Gaza are Palestine. Crimea counts as the
  file has it, under Ukraine. Overseas territories (French Guiana, Greenland, Puerto Rico, Western Sahara)
  are not part of a state of a pair here.

    python -m bilateral.upstream.openflights_routes FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import countries
from bilateral.upstream import Original, WorldTable, main

COPY = "https://raw.githubusercontent.com/jpatokal/openflights/5a0360255a5a2ff2b9f1e9cb199716da68a8a33f/data/"
AIRPORTS = Original(
    "openflights_airports.dat",
    "9387cdb38df5bd664da823f8ccb69fdd9b33a1888f5b7cca09c34a3cd9ff59f9",
    f"{COPY}airports.dat",
)
ROUTES = Original(
    "openflights_routes.dat",
    "bd373706238134f619c624c606dccc74c05c2582a977c489c81de501735f2390",
    f"{COPY}routes.dat",
)
NAMES = {  # names of the file that are not ours; "" is no state of a pair
    "Antigua and Barbuda": "ATG",
    "Bosnia and Herzegovina": "BIH",
    "Burma": "MMR",
    "Cocos (Keeling) Islands": "CCK",
    "Congo (Brazzaville)": "COG",
    "Congo (Kinshasa)": "COD",
    "Cote d'Ivoire": "CIV",
    "Czech Republic": "CZE",
    "East Timor": "TLS",
    "Hong Kong": "HKG",
    "Macau": "MAC",
    "Macedonia": "MKD",
    "Palestine": "PSE",
    "Saint Kitts and Nevis": "KNA",
    "Saint Lucia": "LCA",
    "Saint Vincent and the Grenadines": "VCT",
    "Sao Tome and Principe": "STP",
    "Swaziland": "SWZ",
    "Trinidad and Tobago": "TTO",
    "Turkey": "TUR",
    "West Bank": "PSE",
    **dict.fromkeys(
        (
            "Johnston Atoll",
            "Midway Islands",
            "Netherlands Antilles",
            "Reunion",
            "Saint Helena",
            "Saint Pierre and Miquelon",
            "Svalbard",
            "Turks and Caicos Islands",
            "Virgin Islands",
            "Wake Island",
            "Wallis and Futuna",
        ),
        "",
    ),
}
PRISTINA = "PRN"
COLUMNS = ["a", "b", "routes", "airlines", "airport_pairs", "codeshares"]


def read_airports(path: Path) -> dict[str, str]:
    """ISO alpha-3 code of the country of each airport, by the number that OpenFlights gives it.

    Raises KeyError for a name of a country not known here.
    """
    columns = {0: "airport", 3: "country", 4: "letters"}
    table = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, usecols=list(columns))
    table = table.rename(columns=columns)
    known = {countries.name(code): code for code in countries.codes()} | NAMES
    codes = [known[name] for name in table["country"]]
    codes = ["XKX" if at == PRISTINA else code for at, code in zip(table["letters"], codes, strict=True)]
    return dict(zip(table["airport"], codes, strict=True))


def read_routes(path: Path) -> pd.DataFrame:
    """The rows of the file: airline, source and target (numbers of airports), codeshare ("Y" or "")."""
    columns = {0: "airline", 3: "source", 5: "target", 6: "codeshare"}
    table = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, usecols=list(columns))
    return table.rename(columns=columns)


def derive(routes: pd.DataFrame, airports: Mapping[str, str], pairs: pd.DataFrame) -> pd.DataFrame:
    """`COLUMNS` for each pair (a, b) with a row in the file, by a, b; `airports` is airport -> country."""
    ends = pd.DataFrame({end: routes[end].map(airports) for end in ("source", "target")}).fillna("")
    rows = routes.assign(
        a=ends.min(axis=1),
        b=ends.max(axis=1),
        joined=[" ".join(sorted(both)) for both in zip(routes["source"], routes["target"], strict=True)],
        flown=(routes["codeshare"] != "Y").astype(int),
    ).merge(pairs[["a", "b"]], on=["a", "b"])
    flown = rows[rows["flown"] == 1].groupby(["a", "b"])
    counts = rows.groupby(["a", "b"]).agg(routes=("flown", "sum"), all=("flown", "size"))
    counts["airlines"] = flown["airline"].nunique()
    counts["airport_pairs"] = flown["joined"].nunique()
    counts["codeshares"] = counts["all"] - counts["routes"]
    result: pd.DataFrame = counts.fillna(0).astype(int).reset_index()[COLUMNS]
    return result


def _air_routes(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    airports, routes = read_airports(files[AIRPORTS.file]), read_routes(files[ROUTES.file])
    unplaced = ~(routes["source"].isin(airports) & routes["target"].isin(airports))
    states = {*pairs["a"], *pairs["b"]}
    served = {airports.get(x, "") for end in ("source", "target") for x in routes[end]}
    return derive(routes, airports, pairs), {
        "rows_without_airport": int(unplaced.sum()),
        "no_airport_with_a_route": sorted(states - served),
    }


TABLES = (
    WorldTable(
        name="air_routes",
        key=("a", "b"),
        originals=(AIRPORTS, ROUTES),
        record={
            "upstream": "OpenFlights: route and airport databases",
            "doi": "",
            "address": "https://openflights.org/data",
            "version": "routes of June 2014, not updated since, with airports as at 29 April 2025: a "
            "snapshot of 2014 to 2017, stale",
            "licence": "ODbL 1.0, share alike; contents under the Database Contents License 1.0",
            "licence_code": "ODbL-1.0",
            "derived_from": "copies: data/airports.dat and data/routes.dat of jpatokal/openflights, commit "
            "5a0360255a5a2ff2b9f1e9cb199716da68a8a33f",
        },
        derive=_air_routes,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
