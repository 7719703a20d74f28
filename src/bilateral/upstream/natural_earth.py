"""Outlines of countries for the map of a pair -> src/bilateral/natural_earth.topojson, with its record beside
it.

Upstream: Natural Earth 4.1, Admin 0 countries, 1:50 million (public domain), as TopoJSON in the package
world-atlas 2.0.2. TopoJSON keeps each stretch of a border once, as an arc; we keep the arcs, leave out
points that lie nearer than `TOLERANCE` to the line without them, and drop small islands, so that neighbours
still share their borders exactly. The script, unlike the others, makes no table: geometry belongs to the
code that draws it.

- Natural Earth draws borders by who controls an area, as of 2018. No border here is an opinion of ours, and
  later changes are not in it.
- Features have ISO 3166-1 alpha-3 codes for ids (`XKX` for Kosovo). Areas without a code of their own stay
  features of their own, with `disputed` true: Northern Cyprus, Somaliland, the Siachen Glacier; Crimea,
  which Natural Earth draws with Russia and the General Assembly counts to Ukraine (resolution 68/262); and
  the part of Western Sahara that Natural Earth draws with Morocco ("Admin. by Morocco, Claimed by Western
  Sahara"). So has the rest of Western Sahara, which has a code.
- `disputed_borders` names the pairs between which Natural Earth lists a disputed or breakaway area
  (`ne_50m_admin_0_boundary_lines_disputed_areas`, commit 117488dc884bad03366ff727eca013e434615127), beside
  the borders of the areas above; the whole border of such a pair is marked, since the file does not say
  which stretch.
- Greenland is given to Denmark, with which Canada has a land border there.
- Antarctica is left out. At this scale the file has no common line for five pairs with a border: Botswana
  and Zambia (150 m), Canada and Denmark, Djibouti and Somalia (Somaliland between them), Spain and Morocco
  (Ceuta, Melilla), Mauritania and Morocco (Western Sahara between them).

    python -m bilateral.upstream.natural_earth FOLDER
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bilateral.upstream import Original, UnknownVersionError, find, write_atomic
from bilateral.upstream.factbook_area import CODES

ATLAS = Original("world-atlas-2.0.2.tgz", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97")
MEMBER = "package/countries-50m.json"
OUT = Path("src/bilateral")
TOLERANCE = 0.012  # degrees: about 1.3 km of latitude, a tenth of a point in the smallest map
SMALLEST = 0.02  # square degrees of a ring that may be dropped, if its country has a larger one
NO_CODE = {
    "Kosovo": "XKX",
    "N. Cyprus": "x-northern-cyprus",
    "Somaliland": "x-somaliland",
    "Siachen Glacier": "x-siachen-glacier",
    "Indian Ocean Ter.": "x-indian-ocean-territories",
}
# the ring of Russia that holds this point, as a feature of its own
CRIMEA = ("RUS", "x-crimea", (34.3, 45.2))
DISPUTED = (
    "ESH",
    "x-western-sahara-west",
    "x-northern-cyprus",
    "x-somaliland",
    "x-siachen-glacier",
    "x-crimea",
)
TO = {"GRL": "DNK"}
LEFT_OUT = ("ATA",)
# Pairs, with the areas that Natural Earth lists between them, in its words and its spelling; two have another
# ground
DISPUTED_BORDERS = {
    "ARM-AZE": "Nagorno-Karabakh (Self admin., Claimed by Azer.)",
    "BTN-CHN": "Bhutan claimed by China; Chinese claim",
    "CHN-IND": "Aksai Chin (Admin. by China, Claimed by India); Demchok, Samdu Valleys, Tirpani Valleys, "
    "Bara Hotii Valleys, Arunachal Pradesh (Admin. by India, Claimed by China)",
    "CHN-PAK": "Shaksam Valley (Admin. by China, Ceded to China by Pakistan, Claimed by India)",
    "FRA-SUR": "Lawa Headwaters (Admin. by France, claimed by Suriname)",
    "GEO-RUS": "Abkhazia, South Ossetia (Self admin., Claimed by Georgia)",
    "GUY-SUR": "Courantyne Headwaters (Admin. by Guyana, claimed by Suriname)",
    "IND-PAK": "Jammu and Kashmir (Admin. by India, Claimed by Pakistan); "
    "Northern Areas (Admin. by Pakistan, Claimed by India)",
    "ISR-PSE": "final status to be determined (CIA World Factbook, West Bank and Gaza Strip)",
    "ISR-SYR": "Golan Heights (Admin. By Israel, Claimed by Syria)",
    "KEN-SSD": "Ilemi Triangle (Admin. by Kenya, Claimed by Sudan)",
    "MDA-UKR": "Transdniestria (Self admin., Claimed by Moldova)",
    "RUS-UKR": "Donestsk, Donblass, Luhansk (Self admin., Claimed by Ukraine)",
    "SDN-SSD": "Abyei (Admin. by Sudan, Claimed by South Sudan)",
    "SRB-XKX": "Kosovo has no ISO code in the file",
}
Topology = dict[str, Any]
Ring = list[int]


def decode(topology: Topology) -> list[np.ndarray]:
    """The arcs of a quantised TopoJSON as arrays of longitude and latitude, degrees, shape (points, 2).

    Source: TopoJSON format specification, 2.1.4 (positions are deltas) and 2.1.2 (transform).
    """
    scale, translate = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def simplify(line: np.ndarray, tolerance: float) -> np.ndarray:
    """A line without the points that lie nearer than `tolerance` to it, both in degrees; the ends stay.

    Longitudes count as much as they are long at the line's middle latitude. A closed line keeps at least four
    points, so that it stays an area. Source: Douglas and Peucker, The Canadian Cartographer 10 (1973), 112.
    """
    scaled = _unwrapped(line) * [np.cos(np.radians(line[:, 1].mean())), 1.0]
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    if (line[0] == line[-1]).all() and len(line) > 3:  # a ring has no chord: cut it at two far points
        far = int(np.argmax(((scaled - scaled[0]) ** 2).sum(axis=1)))
        third = int(np.argmax(_distance(scaled, scaled[0], scaled[far])))
        keep[[far, third]] = True
    stack = list(zip(np.flatnonzero(keep)[:-1], np.flatnonzero(keep)[1:], strict=True))
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        away = _distance(scaled[first + 1 : last], scaled[first], scaled[last])
        if away.max() > tolerance:
            middle = first + 1 + int(np.argmax(away))
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    kept: np.ndarray = line[keep]
    return kept


def _unwrapped(line: np.ndarray) -> np.ndarray:
    """The line with longitudes beyond 180 degrees where it crosses that meridian: arcs jump there to -180."""
    return np.stack([np.unwrap(line[:, 0], period=360), line[:, 1]], axis=1)


def _distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Distance of points from the stretch between two points."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    nearest = start + share[:, None] * along
    away: np.ndarray = np.sqrt(((points - nearest) ** 2).sum(axis=1))
    return away


def area(ring: np.ndarray) -> float:
    """Area of a ring in square degrees, longitudes as long as at its middle latitude (shoelace formula)."""
    x, y = (_unwrapped(ring) * [np.cos(np.radians(ring[:, 1].mean())), 1.0]).T
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


def holds(ring: np.ndarray, point: tuple[float, float]) -> bool:
    """Whether a ring holds a point (even-odd rule)."""
    x, y = point
    (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
    crosses = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return bool((crosses & (at > x)).sum() % 2)


def line_of(ring: Ring, arcs: Sequence[np.ndarray]) -> np.ndarray:
    """The points of a ring, a list of arcs; `~i` is arc i backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def polygons(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    """The polygons of a geometry, each a list of rings, the outer one first."""
    arcs: list[Any] = geometry.get("arcs", [])
    return [arcs] if geometry["type"] == "Polygon" else arcs


def features(
    topology: Topology, codes: Mapping[str, str], arcs: Sequence[np.ndarray]
) -> dict[str, list[list[Ring]]]:
    """Polygons by code; parts of one country are joined, Crimea is parted. KeyError for an unknown number."""
    found: dict[str, list[list[Ring]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        number, name = geometry.get("id"), geometry["properties"]["name"]
        code = codes[number] if number else NO_CODE[name]
        if code not in LEFT_OUT:
            found.setdefault(TO.get(code, code), []).extend(polygons(geometry))
    owner, apart, point = CRIMEA
    inside = [p for p in found[owner] if holds(line_of(p[0], arcs), point)]
    found[owner] = [p for p in found[owner] if p not in inside]
    found[apart] = inside
    return found


def part_western_sahara(found: dict[str, list[list[Ring]]], arcs: list[np.ndarray]) -> None:
    """Cut the land south of the old border from Morocco; `found` and `arcs` are changed.

    The file draws what Morocco controls. The border, a parallel, runs from the northern end of Western Sahara
    in the file to the point of Morocco's coast at the same latitude.
    """
    (((desert, berm, coast),),) = found["MAR"]  # arcs: Algeria, the line of control, from south to north
    east = arcs[berm][0]
    at = int(np.argmin(np.abs(arcs[coast][:, 1] - east[1])))
    south, north, parallel = range(len(arcs), len(arcs) + 3)
    arcs += [arcs[coast][: at + 1], arcs[coast][at:], np.stack([east, arcs[coast][at]])]
    found["MAR"] = [[[desert, parallel, north]]]
    found["x-western-sahara-west"] = [[[berm, south, ~parallel]]]


def derive(topology: Topology, codes: Mapping[str, str]) -> Topology:
    """The compact topology: arcs simplified, small rings dropped, unused arcs gone, integers as upstream."""
    scale, translate = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    arcs = decode(topology)
    found = features(topology, codes, arcs)
    part_western_sahara(found, arcs)
    for code, parts in found.items():
        sizes = [area(line_of(part[0], arcs)) for part in parts]
        found[code] = [p for p, size in zip(parts, sizes, strict=True) if size >= min(SMALLEST, max(sizes))]
    used = sorted(
        {i if i >= 0 else ~i for parts in found.values() for part in parts for r in part for i in r}
    )
    new = {old: i for i, old in enumerate(used)}

    def renamed(ring: Ring) -> Ring:
        return [new[i] if i >= 0 else ~new[~i] for i in ring]

    kept = [np.rint((simplify(arcs[i], TOLERANCE) - translate) / scale).astype(int) for i in used]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "disputed_borders": [pair.split("-") for pair in DISPUTED_BORDERS],
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "MultiPolygon",
                        "id": code,
                        "properties": {"disputed": True} if code in DISPUTED else {},
                        "arcs": [[renamed(ring) for ring in part] for part in found[code]],
                    }
                    for code in sorted(found)
                ],
            }
        },
        "arcs": [np.diff(arc, axis=0, prepend=np.zeros((1, 2), dtype=int)).tolist() for arc in kept],
    }


def read_codes(path: Path) -> dict[str, str]:
    """ISO 3166-1 number, three figures -> alpha-3 code, from a list with the columns `iso3n`, `iso3c`."""
    codes = pd.read_csv(path, dtype=str, keep_default_na=False)
    codes = codes[(codes["iso3n"] != "") & (codes["iso3c"] != "")]
    return dict(zip(codes["iso3n"].str.zfill(3), codes["iso3c"], strict=True))


def read_topology(path: Path) -> Topology:
    """The file of countries at 1:50 million in the package's archive."""
    with tarfile.open(path) as archive:
        file = archive.extractfile(MEMBER)
        assert file is not None
        found: Topology = json.load(file)
    return found


RECORD = {
    "upstream": "Natural Earth: Admin 0 countries, 1:50 million",
    "address": "https://www.naturalearthdata.com/downloads/50m-cultural-vectors/",
    "version": "4.1 (2018), in the package world-atlas 2.0.2",
    "licence": "public domain; the conversion to TopoJSON: ISC, copyright 2013-2019 Michael Bostock",
    "derived_from": MEMBER + " of the package world-atlas 2.0.2",
    "disclaimer": "Borders are drawn as Natural Earth draws them, by who controls an area, as of 2018. They "
    "imply no opinion on the status of any country or area, or on any border.",
    "policy": "https://www.naturalearthdata.com/about/disputed-boundaries-policy/",
    "crimea": "https://undocs.org/en/A/RES/68/262",
    "disputed_areas_from": "geojson/ne_50m_admin_0_boundary_lines_disputed_areas.geojson of "
    "nvkelso/natural-earth-vector, commit 117488dc884bad03366ff727eca013e434615127",
}


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit 0, or 1 with one line if a file is missing or not the pinned version."""
    parser = argparse.ArgumentParser(prog="python -m bilateral.upstream.natural_earth", description=__doc__)
    parser.add_argument("folder", type=Path, help=f"where {ATLAS.file} and {CODES.file} lie, at any depth")
    parser.add_argument("--out", type=Path, default=OUT, help="where natural_earth.topojson is written")
    options = parser.parse_args(arguments)
    try:
        files = find(options.folder, (ATLAS, CODES))
    except (OSError, UnknownVersionError) as error:
        print(error, file=sys.stderr)
        return 1
    made = derive(read_topology(files[ATLAS.file]), read_codes(files[CODES.file]))
    record = {
        **RECORD,
        "sha256": {o.file: o.sha256 for o in (ATLAS, CODES)},
        "script": "python -m bilateral.upstream.natural_earth",
        "tolerance_degrees": TOLERANCE,
        "disputed_areas": sorted(DISPUTED),
        "disputed_borders": DISPUTED_BORDERS,
    }
    write_atomic(options.out / "natural_earth.topojson", "".join(_rows(made)))
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    write_atomic(options.out / "natural_earth.json", text)
    points = sum(len(arc) for arc in made["arcs"])
    print(f"natural_earth: {len(made['objects']['countries']['geometries'])} features, {points} points")
    return 0


def _rows(topology: Topology) -> Iterator[str]:
    """The file: one line a feature and one an arc, so that a change can be read."""
    objects = topology["objects"]["countries"]["geometries"]
    head = {key: value for key, value in topology.items() if key not in ("objects", "arcs")}
    yield json.dumps(head, separators=(",", ":"))[:-1]
    yield ',\n"objects":{"countries":{"type":"GeometryCollection","geometries":[\n'
    yield ",\n".join(json.dumps(g, separators=(",", ":")) for g in objects)
    yield ']}},\n"arcs":[\n'
    yield ",\n".join(json.dumps(arc, separators=(",", ":")) for arc in topology["arcs"])
    yield "]}\n"


if __name__ == "__main__":
    sys.exit(main())
