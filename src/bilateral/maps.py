"""A map of a pair of countries and their neighbours, as SVG that follows the page's colours.

The geometry is `natural_earth.topojson` beside this module (`bilateral.upstream.natural_earth` makes it):
arcs that two neighbours share, so that a border is one line. The projection is Lambert's azimuthal
equal-area one, centred on what is shown: the common border, the whole smaller state, and as much of the
larger one as leaves the smaller one visible. Drawn twice, wide and narrow, as all figures are; the two
states differ by colour, hatch and label. Where a stretch of a border is disputed, the border is dashed. The
order of the pair changes colours, never the view.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from bilateral import countries
from bilateral.errors import BadInput
from bilateral.figures import COLOURS, Drawing
from bilateral.messages import Country, Message, Number, Sentences, Value, _, render, sort_key

FILE = Path(__file__).with_name("natural_earth.topojson")
FG, MUTED, GRID, BG, FIRST, SECOND, *_others = COLOURS
NOTE = _("Borders as Natural Earth draws them, by who controls an area, as of 2018; they imply no opinion.")
DASHED = _("Dashed: a border of which at least a stretch is disputed.")
HATCHED = _("Hatched: an area whose status is disputed.")
DIRECTIONS = (
    _("{a} lies east of {b}."),
    _("{a} lies north-east of {b}."),
    _("{a} lies north of {b}."),
    _("{a} lies north-west of {b}."),
    _("{a} lies west of {b}."),
    _("{a} lies south-west of {b}."),
    _("{a} lies south of {b}."),
    _("{a} lies south-east of {b}."),
)
KM = 6371.0072  # radius of the sphere with the area of the Earth, km
LEAST = math.radians(2.0)  # half of the least view: a city state with the land around it
REACH = (math.radians(7.5), math.radians(35.0))  # of the larger state, from the middle of the border
CELL = 1.0  # points: detail of a line
ISLAND = 2.0  # points: a ring no longer is left out, unless it belongs to one of the pair
SMALL = 7.0  # points: a state that is drawn smaller gets a ring around it
NEAR = math.cos(math.radians(75))  # what is farther from the middle is not drawn: it would turn inside out
Ring = tuple[int, ...]
Points = (
    np.ndarray
)  # unit vectors from the middle of the Earth, shape (points, 3), or x and y, shape (points, 2)


@dataclass(frozen=True)
class World:
    """The geometry: arcs as unit vectors, polygons by code as rings of arcs (`~i` is arc i backwards)."""

    arcs: tuple[Points, ...]
    polygons: Mapping[str, tuple[tuple[Ring, ...], ...]]
    disputed: frozenset[str]
    disputed_borders: frozenset[frozenset[str]]

    @cached_property
    def owners(self) -> dict[int, frozenset[str]]:
        """The codes of the one or two features on the sides of each arc."""
        found: dict[int, set[str]] = {}
        for code, parts in self.polygons.items():
            for part in parts:
                for ring in part:
                    for i in ring:
                        found.setdefault(i if i >= 0 else ~i, set()).add(code)
        return {i: frozenset(codes) for i, codes in found.items()}

    @cached_property
    def points(self) -> Points:
        """All points of all arcs, one arc after the other."""
        return np.concatenate(self.arcs)

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each arc begins in `points`."""
        return np.cumsum([0, *(len(arc) for arc in self.arcs[:-1])])

    def line(self, ring: Ring, arcs: Sequence[Points] | None = None) -> Points:
        """The points of a ring, from `arcs` (None: those of the world)."""
        lines = self.arcs if arcs is None else arcs
        parts = [lines[i] if i >= 0 else lines[~i][::-1] for i in ring]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def is_disputed(self, sides: frozenset[str]) -> bool:
        """Whether at least a stretch of the border between two features is disputed."""
        return sides in self.disputed_borders or (len(sides) > 1 and bool(sides & self.disputed))


@cache
def world() -> World:
    """The geometry that stands beside this module."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    scale, translate = (np.array(read["transform"][k]) for k in ("scale", "translate"))
    geometries = read["objects"]["countries"]["geometries"]
    return World(
        arcs=tuple(vectors(_dense(np.cumsum(np.array(a), axis=0) * scale + translate)) for a in read["arcs"]),
        polygons={
            g["id"]: tuple(tuple(tuple(ring) for ring in part) for part in g["arcs"]) for g in geometries
        },
        disputed=frozenset(g["id"] for g in geometries if g["properties"].get("disputed")),
        disputed_borders=frozenset(frozenset(pair) for pair in read["disputed_borders"]),
    )


def _dense(degrees: np.ndarray) -> np.ndarray:
    """The line with a point at least every degree: a parallel is a curve once it is projected.

    Where the line crosses the meridian of 180 degrees, its longitudes jump; the short way is taken.
    """
    degrees = np.stack([np.unwrap(degrees[:, 0], period=360), degrees[:, 1]], axis=1)
    steps = np.maximum(1, np.ceil(np.abs(np.diff(degrees, axis=0)).max(axis=1)).astype(int))
    at = np.concatenate([np.arange(n) / n + i for i, n in enumerate(steps)] + [[len(steps)]])
    whole = np.arange(len(degrees))
    return np.stack([np.interp(at, whole, degrees[:, k]) for k in (0, 1)], axis=1)


def vectors(degrees: np.ndarray) -> Points:
    """Unit vectors of longitudes and latitudes in degrees, shape (points, 2)."""
    lon, lat = np.radians(degrees).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _frame(centre: Points) -> Points:
    """Unit vectors to the east, to the north and upwards at a centre (three numbers), shape (3, 3)."""
    x, y, _z = centre
    east = np.array([-y, x, 0.0]) / math.hypot(x, y)
    return np.stack([east, np.cross(centre, east), centre])


def project(points: Points, centre: Points) -> Points:
    """Lambert's azimuthal equal-area projection of a sphere of radius 1, x to the east and y to the north.

    `points` are unit vectors, `centre` one that is no pole. Source: Snyder, Map Projections: A Working
    Manual, US Geological Survey Professional Paper 1395 (1987), equations 22-4, 22-5 and 24-2, with vectors.
    """
    x, y, up = points @ _frame(centre).T if points.ndim == 1 else (points @ _frame(centre).T).T
    k = np.sqrt(2 / np.maximum(1 + up, 1e-9))
    return np.stack([k * x, k * y], axis=-1)


def unproject(x: float, y: float, centre: Points) -> Points:
    """The unit vector of a projected point, the inverse of `project`."""
    up = 1 - (x * x + y * y) / 2
    share = math.sqrt((1 + up) / 2)
    found: Points = np.array([share * x, share * y, up]) @ _frame(centre)
    return found


def _away(points: Points, centre: Points) -> np.ndarray:
    """Distance of points from a centre along the sphere, radians."""
    far: np.ndarray = np.arccos(np.clip(points @ centre, -1, 1))
    return far


@dataclass(frozen=True)
class View:
    """What a map shows: the projection's centre (a unit vector), half the width and height of the content."""

    centre: Points
    half: tuple[float, float]


def view(a: str, b: str, earth: World) -> View:
    """The view of a pair, the same in both orders. Raises BadInput where the geometry lacks a country."""
    a, b = sorted((a, b))
    for code in (a, b):
        if code not in earth.polygons:
            raise BadInput(f"the map has no outline of {code}; expected a country with a land border")
    common = [arc for i, arc in enumerate(earth.arcs) if earth.owners[i] == {a, b}]
    border = np.concatenate(common) if common else _nearest(a, b, earth)
    centre = border.mean(axis=0)
    centre = centre / np.linalg.norm(centre)
    homes = [_home(code, border, earth) for code in (a, b)]
    small = min(float(_away(home, centre).max()) for home in homes)
    reach = min(max(3 * small, 1.2 * float(_away(border, centre).max()), REACH[0]), REACH[1])
    shown = [border, *(home[_away(home, centre) <= reach] for home in homes)]
    for code in (a, b):  # islands and other parts of both that are as near as the smaller one is wide
        for part in earth.polygons[code]:
            line = earth.line(part[0])
            if _away(line, centre).max() <= max(1.3 * small, LEAST):
                shown.append(line)
    points = np.concatenate(shown)
    for _again in range(2):  # the middle of what is shown is the centre of the projection
        flat = project(points, centre)
        low, high = flat.min(axis=0), flat.max(axis=0)
        centre = unproject(float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, centre)
    wide, high_ = (max(float(v), LEAST) * 1.06 for v in np.abs(project(points, centre)).max(axis=0))
    return View(centre, (wide, high_))


def _nearest(a: str, b: str, earth: World) -> Points:
    """The two nearest points of two countries that have no common line."""
    one, two = (np.concatenate([earth.line(part[0]) for part in earth.polygons[code]]) for code in (a, b))
    away, at = cKDTree(two).query(one)
    first = int(np.argmin(away))
    return np.stack([one[first], two[int(at[first])]])


def _home(code: str, border: Points, earth: World) -> Points:
    """The outline of that part of a country which lies at the border (the nearest; of several the widest)."""
    lines = [earth.line(part[0]) for part in earth.polygons[code]]
    tree = cKDTree(border)
    near = [round(float(tree.query(line)[0].min()), 6) for line in lines]
    at_border = [line for line, away in zip(lines, near, strict=True) if away == min(near)]
    return max(at_border, key=lambda line: float(np.ptp(line, axis=0).sum()))


# -- drawing


@dataclass(frozen=True)
class _Sheet:
    """One drawing: its size in points, its view, what lies in it as paths in points."""

    width: float
    height: float
    scale: float
    seen: View
    earth: World

    def place(self, points: Points) -> Points:
        """Points of the sheet (y downwards) of unit vectors."""
        x, y = (project(points, self.seen.centre) * self.scale).T
        return np.stack([x + self.width / 2, self.height / 2 - y], axis=1)

    @cached_property
    def near(self) -> np.ndarray:
        """Which arcs have a point on the drawn half of the Earth."""
        up = self.earth.points @ self.seen.centre
        return np.maximum.reduceat(up, self.earth.starts) >= NEAR

    @cached_property
    def arcs(self) -> list[Points]:
        """Every arc on the sheet, with one point of each run in a cell of `CELL` points; the ends stay."""
        flat = self.place(self.earth.points)
        cells = np.floor(flat / CELL)
        kept = np.ones(len(flat), dtype=bool)
        kept[1:] = (cells[1:] != cells[:-1]).any(axis=1)
        kept[self.earth.starts] = True
        kept[self.earth.starts[1:] - 1] = kept[-1] = True
        return np.split(flat[kept], np.cumsum(kept)[self.earth.starts[1:] - 1])

    @cached_property
    def shapes(self) -> dict[str, list[Points]]:
        """The rings of each feature that has a part on the sheet, cut at its edges."""
        found: dict[str, list[Points]] = {}
        for code, parts in self.earth.polygons.items():
            for part in parts:
                if not any(self.near[i if i >= 0 else ~i] for i in part[0]):
                    continue
                for ring in part:
                    line = self.earth.line(ring, self.arcs)
                    if len(line) < 4:  # a city state, of which the cells leave nothing
                        line = self.place(self.earth.line(ring))
                    cut = _cut(line, self.width, self.height)
                    if len(cut) > 2:
                        found.setdefault(code, []).append(cut)
        return found

    @cached_property
    def lines(self) -> list[tuple[frozenset[str], Points]]:
        """The arcs that touch the sheet, with the features on their sides."""
        return [
            (sides, self.arcs[i])
            for i, sides in self.earth.owners.items()
            if self.near[i] and _on(self, self.arcs[i])
        ]


def _cut(ring: Points, width: float, height: float) -> Points:
    """A ring cut at the sheet's edges.

    Source: Sutherland and Hodgman, "Reentrant polygon clipping", Communications of the ACM 17 (1974), 32-42.
    """
    for axis, limit, sign in ((0, -1.0, 1), (0, width + 1, -1), (1, -1.0, 1), (1, height + 1, -1)):
        inside = (ring[:, axis] - limit) * sign >= 0
        if inside.all():
            continue
        if not inside.any():
            return ring[:0]
        before = np.roll(ring, 1, axis=0)
        crosses = inside != np.roll(inside, 1)
        step = np.where(crosses, ring[:, axis] - before[:, axis], 1.0)
        crossing = before + ((limit - before[:, axis]) / step)[:, None] * (ring - before)
        # each point of the new ring: where the edge before it crosses the limit, then the point itself
        ring = np.stack([crossing, ring], axis=1)[np.stack([crosses, inside], axis=1)]
    return ring


def draw(pair: countries.Pair, neighbours: Iterable[str], language: str) -> Drawing:
    """The map of a pair, in one language; `neighbours` are labelled where they are seen and have room.

    Raises BadInput where the geometry lacks one of the two countries.
    """
    earth = world()
    seen = view(pair.a, pair.b, earth)
    others = sorted({*neighbours} - {pair.a, pair.b})
    sheets = [
        _sheet(seen, earth, width, least, most) for width, least, most in ((504, 0.5, 0.75), (216, 0.8, 1.2))
    ]
    alt = describe(pair, others, sheets, language)
    wide, narrow = (
        _svg(pair, others, sheet, language, alt, kind)
        for sheet, kind in zip(sheets, ("wide", "narrow"), strict=True)
    )
    return Drawing(wide, narrow, alt)


def _sheet(seen: View, earth: World, width: float, least: float, most: float) -> _Sheet:
    """A sheet of a width in points; its height is between `least` and `most` of it, as the content wants."""
    height = width * min(max(seen.half[1] / seen.half[0], least), most)
    scale = min(width / 2 / seen.half[0], height / 2 / seen.half[1])
    return _Sheet(width, round(height, 1), scale, seen, earth)


def _visible(sheet: _Sheet, codes: Iterable[str]) -> list[str]:
    """The codes of features of which at least twelve square points are on the sheet."""
    return [c for c in codes if sum(_area(r) for r in sheet.shapes.get(c, [])) >= 12]


def _area(ring: Points) -> float:
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


def _disputed_lines(sheet: _Sheet) -> bool:
    """Whether a disputed border is on the sheet."""
    return any(sheet.earth.is_disputed(sides) for sides, _line in sheet.lines if len(sides) > 1)


def _on(sheet: _Sheet, line: Points) -> bool:
    """Whether a line has a point on the sheet."""
    x, y = line.T
    return bool(((x > 0) & (x < sheet.width) & (y > 0) & (y < sheet.height)).any())


def describe(pair: countries.Pair, neighbours: Sequence[str], sheets: Sequence[_Sheet], language: str) -> str:
    """What a reader who cannot see the map is told: where the two lie, who else is seen on both drawings."""
    said: list[Value] = [
        _("Map of {a} and {b}.", a=Country(pair.a), b=Country(pair.b)),
        _where(pair, sheets[0]),
    ]
    seen = [code for code in neighbours if all(_visible(sheet, [code]) for sheet in sheets)]
    if seen:
        names = [render(Country(code), language) for code in seen]
        names.sort(key=lambda name: sort_key(name, language))
        said.append(_("Neighbours seen: {names}.", names=", ".join(names)))
    if any(_disputed_lines(sheet) for sheet in sheets):
        said.append(DASHED)
    if any(_visible(sheet, sorted(sheet.earth.disputed)) for sheet in sheets):
        said.append(HATCHED)
    return render(Sentences(tuple(said)), language)


def _where(pair: countries.Pair, sheet: _Sheet) -> Message:
    """Which way one country lies from the other, or that it lies inside it."""
    earth = sheet.earth
    names = {"a": Country(pair.a), "b": Country(pair.b)}
    for inner, outer in ((pair.a, pair.b), (pair.b, pair.a)):
        around = {earth.owners[i if i >= 0 else ~i] for part in earth.polygons[inner] for i in part[0]}
        if around == {frozenset((inner, outer))}:
            return _("{inner} lies inside {outer}.", inner=Country(inner), outer=Country(outer))
    (ax, ay), (bx, by) = (_middle(code, sheet) for code in (pair.a, pair.b))
    sector = round(math.atan2(by - ay, ax - bx) / (math.pi / 4)) % 8
    return Message(DIRECTIONS[sector].msgid, names)


def _middle(code: str, sheet: _Sheet) -> tuple[float, float]:
    """The centroid of what the sheet shows of a country; holes are neglected.

    Source: the centroid of a polygon by the shoelace formula.
    """
    total, at = 0.0, np.zeros(2)
    for ring in sheet.shapes[code]:
        local = ring - ring[0]  # far from the origin the products lose their last figures
        after = np.concatenate([local[1:], local[:1]])
        cross = local[:, 0] * after[:, 1] - after[:, 0] * local[:, 1]
        size = float(cross.sum()) / 2
        if abs(size) > 1e-9:
            middle = ((local + after) * cross[:, None]).sum(axis=0) / (6 * size) + ring[0]
            total, at = total + abs(size), at + abs(size) * middle
    x, y = at / total if total else sheet.shapes[code][0].mean(axis=0)
    return float(x), float(y)


# -- SVG


def _svg(
    pair: countries.Pair, neighbours: Sequence[str], sheet: _Sheet, language: str, alt: str, kind: str
) -> str:
    """The drawing of one width, complete: map, labels, scale, words below."""
    size = 8.6 if kind == "wide" else 7.6
    name = f"map-{pair.a}-{pair.b}-{kind}"
    below = _below(sheet, language, size, name)
    height = sheet.height + sum(len(lines) for _key, lines in below) * size * 1.35 + size
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:g} {height:.1f}" '
        f'class="bl-{kind}" role="img" aria-label="{escape(alt, quote=True)}" '
        'style="stroke-linejoin: round; max-width: 100%; height: auto">',
        f'<defs><pattern id="{name}-b" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0H5V5H0Z" style="fill: {SECOND}; fill-opacity: .2"/>'
        f'<path d="M0 0V5" style="stroke: {SECOND}; stroke-width: 1.2; stroke-opacity: .5"/></pattern>'
        f'<pattern id="{name}-d" width="4" height="4" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(-45)"><path d="M0 0H4V4H0Z" style="fill: {GRID}; fill-opacity: .35"/>'
        f'<path d="M0 0V4" style="stroke: {MUTED}; stroke-width: 1; stroke-opacity: .7"/></pattern>'
        f'<clipPath id="{name}-clip"><path d="M0 0H{sheet.width:g}V{sheet.height:g}H0Z"/></clipPath></defs>',
        f'<g style="clip-path: url(#{name}-clip)">',
        *_areas(pair, neighbours, sheet, name),
        *_lines(pair, sheet),
        "</g>",
        *_labels(pair, neighbours, sheet, language, size),
        *_scale(sheet, language, size),
    ]
    y = sheet.height + size * 1.35
    for key, lines in below:
        left = 0.0
        if key:
            left = 26.0
            out.append(key.format(y=y - size * 0.35, top=y - size * 0.8))
        for line in lines:
            out.append(_text(line, left, y, size, MUTED, "start"))
            y += size * 1.35
    return "\n".join([*out, "</svg>"])


def _path(lines: Iterable[Points], close: str = "Z") -> str:
    """Path data in tenths of a point, each step from the last one; what does not move is left out."""
    out = []
    for line in lines:
        tenths = np.rint(line * 10).astype(int)
        steps = np.diff(tenths, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if len(steps):
            moves = " ".join(_tenth(v) for v in steps.ravel())
            out.append(f"M{_tenth(tenths[0, 0])} {_tenth(tenths[0, 1])}l{moves}{close}".replace(" -", "-"))
    return "".join(out)


def _tenth(value: int) -> str:
    """A number of tenths as short as SVG reads it: 15 is 1.5, -3 is -.3."""
    return f"{value / 10:g}".replace("0.", ".") if abs(value) < 10 else f"{value / 10:g}"


def _areas(pair: countries.Pair, neighbours: Sequence[str], sheet: _Sheet, name: str) -> list[str]:
    """The filled land: the pair in its colours, neighbours darker than other land, disputed areas hatched."""
    fills = {
        **dict.fromkeys(neighbours, f"{GRID}; fill-opacity: .75"),
        **dict.fromkeys(sheet.earth.disputed, f"url(#{name}-d)"),
        pair.a: f"{FIRST}; fill-opacity: .4",
        pair.b: f"url(#{name}-b)",
    }
    paths = {
        code: _path(r for r in rings if code in (pair.a, pair.b) or _long(r) > ISLAND)
        for code, rings in sorted(sheet.shapes.items())
    }
    return [
        f'<path d="{d}" style="fill: {fills.get(code, GRID + "; fill-opacity: .35")}; fill-rule: evenodd"/>'
        for code, d in paths.items()
        if d
    ]


def _lines(pair: countries.Pair, sheet: _Sheet) -> list[str]:
    """Coasts, borders, the border of the pair; one path for each kind."""
    both = frozenset((pair.a, pair.b))
    kinds: dict[str, list[Points]] = {
        "coast": [],
        "border": [],
        "disputed": [],
        "pair": [],
        "pair_disputed": [],
    }
    for sides, line in sheet.lines:
        kind = "coast" if len(sides) == 1 else "pair" if sides == both else "border"
        if kind == "coast":
            if both & sides or _long(line) > ISLAND:
                kinds[kind].append(line)
        elif sheet.earth.is_disputed(sides):
            kinds["pair_disputed" if kind == "pair" else "disputed"].append(line)
        else:
            kinds[kind].append(line)
    styles = {
        "coast": f"stroke: {MUTED}; stroke-width: .5",
        "border": f"stroke: {MUTED}; stroke-width: .8",
        "disputed": f"stroke: {MUTED}; stroke-width: .9; stroke-dasharray: 3 2",
        "pair": f"stroke: {FG}; stroke-width: 1.6",
        "pair_disputed": f"stroke: {FG}; stroke-width: 1.6; stroke-dasharray: 5 3",
    }
    paths = {kind: _path(lines, "") for kind, lines in kinds.items()}
    return [f'<path d="{d}" style="fill: none; {styles[kind]}"/>' for kind, d in paths.items() if d]


def _text(text: str, x: float, y: float, size: float, colour: str, anchor: str, weight: int = 400) -> str:
    bold = f"font-weight: {weight}; " if weight != 400 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" style="font-size: {size:g}px; font-family: sans-serif; {bold}'
        f"text-anchor: {anchor}; fill: {colour}; stroke: {BG}; stroke-width: 2.5; stroke-opacity: .85; "
        f'paint-order: stroke">{escape(text)}</text>'
    )


def _labels(
    pair: countries.Pair, neighbours: Sequence[str], sheet: _Sheet, language: str, size: float
) -> list[str]:
    """Names: always of the pair, beside it where it has no room; of neighbours where there is room."""
    taken = [(sheet.width * 0.6, sheet.height - size * 2.2, sheet.width, sheet.height)]  # the scale's place
    out = []
    for code in (*sorted((pair.a, pair.b), key=lambda c: -_shown(c, sheet)), *neighbours):
        ours = code in (pair.a, pair.b)
        if not ours and not _visible(sheet, [code]):
            continue
        lines = textwrap.wrap(render(Country(code), language), 16, break_long_words=False)
        width = max(len(line) for line in lines) * size * (0.62 if ours else 0.57)
        height = len(lines) * size * 1.15
        at, room = _room(sheet.shapes[code], width, height, taken, sheet)
        if room < (0.45 if ours else 0.8):
            if not ours:
                continue
            at = _beside(code, pair, width, height, taken, sheet)
            out.append(_pointer(code, at, height, sheet))
        x, y = at
        taken.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        first = y - height / 2 + size * 0.9
        for i, line in enumerate(lines):
            colour, weight = (FG, 600) if ours else (MUTED, 400)
            out.append(_text(line, x, first + i * size * 1.15, size, colour, "middle", weight))
    return out


def _long(line: Points) -> float:
    """The longer side of the box around a line, points."""
    return float(np.ptp(line, axis=0).max())


def _shown(code: str, sheet: _Sheet) -> float:
    """The longer side of the largest shape of a feature on the sheet, points."""
    return max(_long(ring) for ring in sheet.shapes[code])


def _free(box: tuple[float, float, float, float], taken: Sequence[tuple[float, ...]], sheet: _Sheet) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > sheet.width - 2 or bottom > sheet.height - 2:
        return False
    return all(right < t[0] or left > t[2] or bottom < t[1] or top > t[3] for t in taken)


def _room(
    rings: Sequence[Points],
    width: float,
    height: float,
    taken: Sequence[tuple[float, ...]],
    sheet: _Sheet,
) -> tuple[tuple[float, float], float]:
    """The place in a shape with most room for a label, and that room: 1 where it just fits."""
    ring = max(rings, key=_area)
    edge = np.concatenate([_fine(r) for r in rings])
    low, high = np.maximum(ring.min(axis=0), 0), np.minimum(ring.max(axis=0), (sheet.width, sheet.height))
    best, most = (float(low[0]), float(low[1])), 0.0
    for y in np.linspace(low[1], high[1], 27)[1:-1]:
        xs = np.linspace(low[0], high[0], 27)[1:-1]
        xs = xs[_within(rings, xs, y)]
        if not len(xs):
            continue
        # room to the nearest point of the edge, as a share of the label's half width or height
        across = np.abs(edge[None, :, 0] - xs[:, None]) / (width / 2)
        room = np.maximum(across, np.abs(edge[:, 1] - y) / (height / 2)).min(axis=1)
        for x, least in zip(xs, room, strict=True):
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if least > most and _free(box, taken, sheet):
                best, most = (float(x), float(y)), float(least)
    return best, most


def _fine(ring: Points) -> Points:
    """The ring with a point at least every three points of length, so that a straight edge is near too."""
    closed = np.concatenate([ring, ring[:1]])
    steps = np.maximum(1, np.ceil(np.abs(np.diff(closed, axis=0)).max(axis=1) / 3)).astype(int)
    at = np.concatenate([np.arange(n) / n + i for i, n in enumerate(steps)])
    whole = np.arange(len(closed))
    return np.stack([np.interp(at, whole, closed[:, k]) for k in (0, 1)], axis=1)


def _within(rings: Sequence[Points], xs: np.ndarray, y: float) -> np.ndarray:
    """Which points of a row lie in a shape with holes (even-odd rule)."""
    first = np.concatenate(rings)
    second = np.concatenate([np.concatenate([ring[1:], ring[:1]]) for ring in rings])
    crosses = (first[:, 1] > y) != (second[:, 1] > y)
    (x1, y1), (x2, y2) = first[crosses].T, second[crosses].T
    at = np.sort(x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    inside: np.ndarray = (len(at) - np.searchsorted(at, xs, side="right")) % 2 == 1
    return inside


def _beside(
    code: str,
    pair: countries.Pair,
    width: float,
    height: float,
    taken: Sequence[tuple[float, ...]],
    sheet: _Sheet,
) -> tuple[float, float]:
    """A free place for the label of a state that is too small for it: near, and not in the other state."""
    x, y = _middle(code, sheet)
    other = sheet.shapes[pair.b if code == pair.a else pair.a]
    largest = max(sheet.shapes[code], key=_area)
    half = np.maximum(np.ptp(largest, axis=0), 8) / 2
    best, least = (x, y), math.inf
    for away in (1.0, 1.5, 2.5, 4.0, 6.0):
        for dx, dy in ((0, -1), (1, 0), (-1, 0), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            across = x + dx * (half[0] * away + width / 2 + 4)
            down = y + dy * (half[1] * away + height / 2 + 4)
            at = (
                min(max(across, width / 2 + 3), sheet.width - width / 2 - 3),
                min(max(down, height / 2 + 3), sheet.height - height / 2 - 3),
            )
            box = (at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)
            covers = abs(at[0] - x) < width / 2 + 4 and abs(at[1] - y) < height / 2 + 4
            if covers or not _free(box, taken, sheet):
                continue
            # a place in the other state is taken only where none is near outside it
            cost = math.hypot(at[0] - x, at[1] - y) + (
                80 if _within(other, np.array(at[:1]), at[1])[0] else 0
            )
            if cost < least:
                best, least = at, cost
    return best


def _pointer(code: str, at: tuple[float, float], height: float, sheet: _Sheet) -> str:
    """A ring around a state that is hardly seen, else a line from its label to it."""
    x, y = _middle(code, sheet)
    line = f"M{at[0]:.1f} {at[1] + math.copysign(height / 2, y - at[1]):.1f}L{x:.1f} {y:.1f}"
    small = _shown(code, sheet) < SMALL
    path = f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z" if small else line
    return f'<path d="{path}" style="fill: none; stroke: {FG}; stroke-width: {1.4 if small else 0.7:g}"/>'


def _scale(sheet: _Sheet, language: str, size: float) -> list[str]:
    """A bar of a round number of kilometres, at most a third of the width, right in the lower corner."""
    most = sheet.width / 3 / sheet.scale * KM
    unit = 10 ** math.floor(math.log10(most))
    km = next(n * unit for n in (5, 2, 1) if n * unit <= most)
    length = km / KM * sheet.scale
    right, y = sheet.width - 6, sheet.height - 6
    label = render(_("{n} km", n=Number(km)), language)
    return [
        f'<path d="M{right - length:.1f} {y - 4:.1f}V{y:.1f}H{right:.1f}V{y - 4:.1f}" '
        f'style="fill: none; stroke: {FG}; stroke-width: 1"/>',
        _text(label, right - length / 2, y - 4, size, FG, "middle"),
    ]


def _below(sheet: _Sheet, language: str, size: float, name: str) -> list[tuple[str, list[str]]]:
    """What stands below the map: (key as SVG with {y} and {top}, lines of words)."""
    room = int(sheet.width / (size * 0.56))
    dash = f'<path d="M0 {{y:.1f}}H20" style="stroke: {FG}; stroke-width: 1.4; stroke-dasharray: 5 3"/>'
    hatch = (
        f'<path d="M0 {{top:.1f}}h20v{size:.1f}h-20z" style="fill: url(#{name}-d); stroke: {MUTED}; '
        'stroke-width: .5"/>'
    )
    said: list[tuple[str, Message]] = []
    if _disputed_lines(sheet):
        said.append((dash, DASHED))
    if _visible(sheet, sorted(sheet.earth.disputed)):
        said.append((hatch, HATCHED))
    said.append(("", NOTE))
    keys = {True: room - int(26 / (size * 0.56)), False: room}
    return [(key, textwrap.wrap(render(words, language), keys[bool(key)])) for key, words in said]
