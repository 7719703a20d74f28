"""The map of a pair: its geometry, its projection, what is drawn and what is told of it."""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from bilateral import maps
from bilateral.countries import Pair, by_alpha2
from bilateral.errors import BadInput
from bilateral.figures import Drawing
from bilateral.upstream import natural_earth

ROOT = Path(__file__).resolve().parents[1]
DATASETS = ROOT.parent / "shared" / "datasets"
SVG = "{http://www.w3.org/2000/svg}"


def borders() -> list[tuple[str, str]]:
    with (ROOT / "data" / "world" / "land_borders.csv").open(encoding="utf-8", newline="") as file:
        return [(row["a"], row["b"]) for row in csv.DictReader(file)]


BORDERS = borders()
STATES = sorted({code for pair in BORDERS for code in pair})
# Ten that ask for something: the default, a part of a giant, no common line, an enclave, a city state, the
# meridian of 180 degrees, dashed borders, hatched areas, a state in pieces, one in the middle of Africa.
TEN = (
    "KAZ-UZB", "PRK-RUS", "ESP-MAR", "LSO-ZAF", "ITA-VAT",
    "CAN-USA", "CHN-IND", "RUS-UKR", "IDN-TLS", "RWA-TZA",
)  # fmt: skip


def drawn(pair: str, language: str = "en") -> Drawing:
    a, b = pair.split("-")
    return maps.draw(Pair(a, b), Pair(a, b).comparators(BORDERS), language)


def texts(svg: str) -> list[str]:
    return [str(t.text) for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]


# -- the geometry


def test_every_state_with_a_land_border_has_an_outline_and_all_other_codes_are_known() -> None:
    earth = maps.world()
    assert set(STATES) <= set(earth.polygons)
    without = {code for code in earth.polygons if code not in by_alpha2().values()}
    assert without == {
        "x-northern-cyprus",
        "x-somaliland",
        "x-siachen-glacier",
        "x-crimea",
        "x-western-sahara-west",
        "x-indian-ocean-territories",
    }
    assert earth.disputed == without - {"x-indian-ocean-territories"} | {"ESH"}
    for code, parts in earth.polygons.items():
        for part in parts:
            for ring in part:
                line = earth.line(ring)
                assert np.allclose(line[0], line[-1]), code
                assert len(line) >= 4, code


def test_neighbours_share_their_borders() -> None:
    earth = maps.world()
    sides = set(earth.owners.values())
    lacking = [f"{a}-{b}" for a, b in BORDERS if frozenset((a, b)) not in sides]
    assert lacking == ["BWA-ZMB", "CAN-DNK", "DJI-SOM", "ESP-MAR", "MAR-MRT"]
    assert max(map(len, sides)) == 2


def test_areas_in_dispute_lie_between_the_right_neighbours() -> None:
    sides = set(maps.world().owners.values())

    def beside(code: str) -> set[str]:
        return {next(iter(s - {code})) for s in sides if code in s and len(s) == 2}

    assert beside("x-crimea") == {"UKR"}
    assert beside("x-western-sahara-west") == {"MAR", "ESH"}
    assert beside("x-somaliland") == {"DJI", "ETH", "SOM"}
    assert beside("x-siachen-glacier") == {"CHN", "IND", "PAK"}
    assert beside("XKX") == {"ALB", "MKD", "MNE", "SRB"}


def test_the_file_is_small_and_its_record_says_what_it_is() -> None:
    assert maps.FILE.stat().st_size < 500_000
    record = json.loads(maps.FILE.with_suffix(".json").read_text(encoding="utf-8"))
    assert record["licence"].startswith("public domain")
    assert "imply no opinion" in record["disclaimer"]
    listed = {frozenset(pair.split("-")) for pair in record["disputed_borders"]}
    assert listed == maps.world().disputed_borders
    assert record["sha256"][natural_earth.ATLAS.file] == natural_earth.ATLAS.sha256


@pytest.mark.skipif(not DATASETS.exists(), reason="../shared is not there: no outlines to derive again")
@pytest.mark.soak
def test_the_script_writes_the_committed_bytes(tmp_path: Path) -> None:
    assert natural_earth.main([str(DATASETS), "--out", str(tmp_path)]) == 0
    for name in ("natural_earth.topojson", "natural_earth.json"):
        assert (tmp_path / name).read_bytes() == (maps.FILE.parent / name).read_bytes()


def test_a_missing_archive_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert natural_earth.main([str(tmp_path), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path}: world-atlas-2.0.2.tgz is not there\n"


def test_a_line_is_simplified_and_a_ring_stays_an_area() -> None:
    line = np.array([[0.0, 0.0], [1.0, 0.001], [2.0, 0.0], [3.0, 1.0]])
    assert natural_earth.simplify(line, 0.01).tolist() == [[0, 0], [2, 0], [3, 1]]
    assert natural_earth.simplify(line, 0.0001).tolist() == line.tolist()
    # across the meridian of 180 degrees the way is short: the middle point lies on it
    across = np.array([[179.0, 0.0], [-180.0, 0.0], [-179.0, 0.0]])
    assert natural_earth.simplify(across, 0.01).tolist() == [[179, 0], [-179, 0]]
    turns = np.linspace(0, 2 * math.pi, 25)
    ring = np.stack([np.cos(turns), np.sin(turns)], axis=1) * 0.001
    ring[-1] = ring[0]
    small = natural_earth.simplify(ring, 0.01)
    assert len(small) == 4
    assert natural_earth.area(small) > 0
    assert natural_earth.area(np.array([[0, 0], [2, 0], [2, 3], [0, 3], [0, 0]])) == pytest.approx(
        6 * math.cos(math.radians(1.2))
    )
    assert natural_earth.holds(ring, (0.0, 0.0))
    assert not natural_earth.holds(ring, (0.002, 0.0))


def test_a_quantised_arc_is_a_sum_of_steps() -> None:
    topology = {
        "transform": {"scale": [0.5, 2], "translate": [-180, -90]},
        "arcs": [[[2, 1], [1, 0], [-3, 5]]],
    }
    (arc,) = natural_earth.decode(topology)
    assert arc.tolist() == [[-179, -88], [-178.5, -88], [-180, -78]]


# -- the projection


def test_the_projection_keeps_areas_and_follows_the_formula() -> None:
    # centre on the equator: x = k cos(lat) sin(lon), y = k sin(lat), k = sqrt(2 / (1 + cos(lat) cos(lon)))
    centre = maps.vectors(np.array([[0.0, 0.0]]))[0]
    (x, y) = maps.project(maps.vectors(np.array([[40.0, 40.0]])), centre)[0]
    k = math.sqrt(2 / (1 + math.cos(math.radians(40)) ** 2))
    assert (x, y) == pytest.approx(
        (k * math.cos(math.radians(40)) * math.sin(math.radians(40)), k * math.sin(math.radians(40)))
    )
    # a cell of one degree by one at two places has the area it has on the sphere
    middle = maps.vectors(np.array([[20.0, 35.0]]))[0]
    for lat in (10.0, 60.0):
        corners = np.array([[30.0, lat], [31.0, lat], [31.0, lat + 1], [30.0, lat + 1], [30.0, lat]])
        edge = np.concatenate([np.linspace(p, q, 50) for p, q in itertools.pairwise(corners)])
        flat = maps.project(maps.vectors(edge), middle)
        x, y = flat.T
        size = abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
        true = math.radians(1) * (math.sin(math.radians(lat + 1)) - math.sin(math.radians(lat)))
        assert size == pytest.approx(true, rel=1e-4)


def test_a_projected_point_leads_back() -> None:
    centre = maps.vectors(np.array([[170.0, 62.0]]))[0]
    there = maps.vectors(np.array([[-172.0, 55.0]]))[0]
    x, y = maps.project(there[None, :], centre)[0]
    assert maps.unproject(x, y, centre) == pytest.approx(there)


def test_a_ring_is_cut_at_the_sheet() -> None:
    square = np.array([[-50.0, 10.0], [50.0, 10.0], [50.0, 20.0], [-50.0, 20.0]])
    cut = maps._cut(square, 100, 100)
    assert sorted(map(tuple, cut.tolist())) == [(-1, 10), (-1, 20), (50, 10), (50, 20)]
    assert len(maps._cut(square - 200, 100, 100)) == 0


# -- the drawings


@pytest.mark.parametrize("pair", TEN)
def test_a_map_is_drawn_and_told(pair: str) -> None:
    whole(pair)


@pytest.mark.soak
@pytest.mark.parametrize("pair", ["-".join(p) for p in BORDERS if "-".join(p) not in TEN])
def test_every_map_is_drawn_and_told(pair: str) -> None:
    whole(pair)


def whole(pair: str) -> None:
    """Both drawings are well formed, name both states inside the sheet, and follow the page's colours."""
    a, b = pair.split("-")
    drawing = drawn(pair)
    for svg, width in ((drawing.wide, 504), (drawing.narrow, 216)):
        root = ElementTree.fromstring(svg)
        assert root.get("aria-label") == drawing.alt
        box = [float(v) for v in str(root.get("viewBox")).split()]
        assert box[2] == width
        assert box[3] < 1.6 * width
        words = " ".join(texts(svg))
        for code in (a, b):
            for word in maps.Country(code).render("en").split():
                assert word in words
        for text in root.iter(f"{SVG}text"):
            size = float(re.search(r"font-size: ([\d.]+)px", str(text.get("style")))[1])  # type: ignore[index]
            assert 0 <= float(str(text.get("x"))) <= width
            assert size <= float(str(text.get("y"))) <= box[3]
            assert size >= 7.6  # at 320 px, where the sheet is 304 wide, above 9 px
        assert not re.search(r"#[0-9a-f]{6}(?!\))", svg), "a colour that does not follow the page"
        assert "nan" not in svg
        assert svg.count("<path") >= 5
    assert drawing.alt.startswith("Map of ")
    assert len(drawing.wide) < 160_000


def test_the_order_of_the_pair_changes_colours_and_no_place() -> None:
    one, other = drawn("UZB-KAZ"), drawn("KAZ-UZB")
    assert sorted(re.findall(r' d="(M[^"]+)"', one.wide)) == sorted(re.findall(r' d="(M[^"]+)"', other.wide))
    assert re.findall(r'<text x="[^>]+>[^<]+', one.narrow) == re.findall(
        r'<text x="[^>]+>[^<]+', other.narrow
    )
    assert one.wide != other.wide
    assert one.alt != other.alt


def test_the_same_map_has_the_same_bytes() -> None:
    assert drawn("LSO-ZAF") == drawn("LSO-ZAF")


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        # the middles are at about 63 E 42 N and 67 E 48 N: 300 km to the east, 700 to the north
        ("UZB-KAZ", "Uzbekistan lies south-west of Kazakhstan."),
        ("KAZ-UZB", "Kazakhstan lies north-east of Uzbekistan."),
        ("ITA-VAT", "Vatican City lies inside Italy."),
        ("ESP-PRT", "Spain lies east of Portugal."),
        ("RUS-PRK", "Russia lies north of North Korea."),
        ("ISR-PSE", "Israel lies south of Palestinian Territories."),
    ],
)
def test_it_is_told_where_one_lies_from_the_other(pair: str, says: str) -> None:
    assert says in drawn(pair).alt


def test_what_is_disputed_is_marked_and_only_where_it_is_seen() -> None:
    dashed, hatched = maps.DASHED.msgid, maps.HATCHED.msgid
    marked = {
        pair: [text in drawn(pair).alt for text in (dashed, hatched)]
        for pair in ("RUS-UKR", "CHN-IND", "ESP-PRT")
    }
    assert marked == {"RUS-UKR": [True, True], "CHN-IND": [True, False], "ESP-PRT": [False, False]}
    for pair in ("RUS-UKR", "CHN-IND"):
        border = re.findall(rf"stroke: {re.escape(maps.FG)}; stroke-width: 1.6[^\"]*", drawn(pair).wide)
        assert len(border) == 1
        assert "stroke-dasharray" in border[0]
    assert "stroke-dasharray" not in drawn("ESP-PRT").wide
    assert maps.NOTE.msgid in " ".join(texts(drawn("ESP-PRT").wide))


def test_neighbours_that_are_seen_are_named_and_others_are_not() -> None:
    alt = drawn("PRK-RUS").alt
    assert "Neighbours seen: China, Mongolia, South Korea." in alt
    assert "Norway" not in alt


def test_a_country_without_an_outline_is_refused_in_one_line() -> None:
    with pytest.raises(
        BadInput, match="the map has no outline of ATA; expected a country with a land border"
    ):
        maps.draw(Pair("ATA", "ARG"), [], "en")


def test_names_are_in_the_language_of_the_page() -> None:
    words = texts(drawn("LSO-ZAF", "uz").wide)
    assert "Lesoto" in words
    assert "Lesotho" not in words
