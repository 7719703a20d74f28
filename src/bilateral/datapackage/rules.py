"""Rules of the data that no Table Schema can say: real dates, lists in cells, links, units."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from bilateral import countries
from bilateral.datapackage import bibtex, ledger, periods, reading
from bilateral.datapackage.checking import Fault, Row, Table, quoted

Found = Iterator[Fault]

DATES = {
    "sources": ("published", "read"),
    "events": ("date", "end_date"),
    "event_sources": ("says_date",),
    "commitments": ("date", "due"),
    "commitment_sources": ("says_date",),
    "observations": ("period",),
    "memberships": ("since", "until"),
    "visa_rules": ("first_seen", "last_seen"),
    "trade_shares": ("edition",),
}
CODES = {
    "events": ("countries", "host"),
    "commitments": ("countries",),
    "observations": ("reporter", "partner"),
    "memberships": ("country",),
    "unga_agreement": ("a", "b"),
    "land_borders": ("a", "b"),
    "agrifood_trade": ("reporter", "partner"),
    "macro": ("country",),
    "area": ("country",),
    **dict.fromkeys(
        ("world_heritage", "shared_languages", "religion_similarity", "public_holidays", "common_holidays"),
        ("a", "b"),
    ),
    **dict.fromkeys(("world_heritage_counts", "languages", "religions"), ("country",)),
    "migrants": ("destination", "origin"),
    "refugees": ("host", "origin"),
    "students": ("origin", "destination"),
    "visa_rules": ("passport", "destination"),
    "air_routes": ("a", "b"),
    **dict.fromkeys(("goods_trade", "trade_shares", "goods_exports"), ("reporter", "partner")),
    "trade_history": ("exporter", "importer"),
    **dict.fromkeys(("alliances", "shared_treaties", "trade_agreements", "shared_organisations"), ("a", "b")),
    "organisations": ("country",),
    "publishers": ("country",),
    "owners": ("side",),
}
# Tables of the world about pairs of neighbours, a before b, and about countries with a land neighbour.
UNDIRECTED = (
    "unga_agreement",
    "world_heritage",
    "shared_languages",
    "religion_similarity",
    "public_holidays",
    "common_holidays",
    "air_routes",
    "alliances",
    "shared_treaties",
    "trade_agreements",
    "shared_organisations",
)
BY_COUNTRY = ("macro", "area", "world_heritage_counts", "languages", "religions", "organisations")
# The first number of a row of a table of the world may not be larger than the second.
AT_MOST = {
    "world_heritage_counts": (("transboundary", "sites"),),
    "shared_languages": (("shared", "languages_a"), ("shared", "languages_b")),
    "public_holidays": (("common", "days_a"), ("common", "days_b"), ("estimated", "common")),
    "trade_history": (("first_year", "last_year"),),
    "alliances": (("first_year", "last_year"),),
    "shared_organisations": (("shared", "of_a"), ("shared", "of_b")),
}
# The first date may not lie after the second: (column, column) of one row.
IN_ORDER = {
    "sources": (("published", "read"),),
    "events": (("date", "end_date"),),
    "commitments": (("date", "due"),),
    "memberships": (("since", "until"),),
    "visa_rules": (("first_seen", "last_seen"),),
}
MEETINGS = (
    "visit",
    "summit",
    "consultative_meeting",
    "sidelines_meeting",
)  # sources may call any of them a visit
VISIT_LEVELS = ("state", "official", "working", "informal", "unspecified")
BETWEEN_STATES = ("visit", "summit", "call", "treaty", "diplomatic_relations")
# unit: (least, most, whole numbers only)
UNITS: dict[str, tuple[float, float, bool]] = {
    **dict.fromkeys(("USD", "KZT", "UZS", "RUB", "EUR"), (-1e15, 1e15, False)),
    **dict.fromkeys(("tonnes", "kWh", "m3", "MW", "ha", "km", "volumes"), (0, 1e13, False)),
    **dict.fromkeys(("firms", "documents", "contracts", "events", "schools", "institutions"), (0, 1e7, True)),
    **dict.fromkeys(
        ("count", "pupils", "cars", "cars_per_year", "wagons", "trucks", "votes"), (0, 1e8, True)
    ),
    **dict.fromkeys(("flights_per_week", "trains_per_week", "trains_per_day"), (0, 10_000, False)),
    **dict.fromkeys(("months", "years", "days"), (0, 1200, False)),
    **dict.fromkeys(("states", "rank", "universities"), (0, 300, True)),
    "year": (1000, 2100, True),
    "percent": (-100, 10_000, False),
    "share": (0, 1, False),
    "persons": (0, 9e9, True),
}
LANGUAGES = frozenset(Locale("en").languages)
SHARE = (0, 100)
FLOWS = ("turnover", "exports", "imports", "visitors", "departures", "freight")
MONEY = ("USD", "KZT", "UZS", "RUB", "EUR")
WHOLE = {  # figures of the world that are whole dollars or persons
    "agrifood_trade": ("exports", "imports", "all_exports", "all_imports"),
    "macro": ("gdp", "population"),
    "migrants": ("migrants", "unallocated", "all_origins", "all_destinations"),
    "refugees": (
        "refugees",
        "asylum_seekers",
        "other_protection",
        "of_concern",
        "returned",
        "host_refugees",
        "origin_refugees",
    ),
    "students": ("students", "all_destinations", "all_origins"),
    "visa_rules": ("days", "snapshots", "flip"),
    "air_routes": ("routes", "airlines", "airport_pairs", "codeshares"),
    "goods_trade": ("value",),
    "trade_shares": ("total",),
    "goods_exports": ("exports",),
    "trade_history": ("mean",),
    "alliances": ("first_year", "last_year"),
}
# Tables of the world about one neighbour in the other: the two columns, and each figure with its wholes.
FROM_TO = {
    "migrants": (("destination", "origin"), (("migrants", "all_origins"), ("migrants", "all_destinations"))),
    "refugees": (("host", "origin"), (("refugees", "host_refugees"), ("refugees", "origin_refugees"))),
    "students": (("origin", "destination"), (("students", "all_destinations"), ("students", "all_origins"))),
    "visa_rules": (("passport", "destination"), ()),
    **dict.fromkeys(("goods_trade", "trade_shares", "goods_exports"), (("reporter", "partner"), ())),
    "trade_history": (("exporter", "importer"), ()),
}
AT_MOST_LEFT_OUT = 0.05
# an apostrophe inside an Uzbek word, after o or g; the English possessive ("Fargo's") is left alone
UZBEK = re.compile(r"[OoGg]['‘’`´ʼ](?=[a-rt-z])")
NOT_UZBEK = re.compile(r"Chang['’]an")
UZBEK_ANY = re.compile(r"(?<=[A-Za-z])['‘’`´](?=[A-Za-z])")


def faults(base: Path, tables: list[Table]) -> Found:
    """All faults that these rules find in the tables of one data root."""
    by_kind: dict[str, list[Table]] = defaultdict(list)
    for table in tables:
        by_kind[table.kind].append(table)
        yield from _text(table)
        yield from _dates(table)
        yield from _codes(table)
        yield from _unique(table)
        yield from _numbers(table)
    yield from _used(by_kind, reading.upstream(base))
    yield from _ids(by_kind)
    for rule in (
        _sources,
        _indicators,
        _observations,
        _commitments,
        _events,
        _visits,
        _world,
        _trade,
        _moves,
        _sizes,
        _parts,
    ):
        yield from rule(by_kind)
    for collection in sorted(
        {table.collection for table in tables if table.collection.startswith("curated/")}
    ):
        here = {table.kind: table for table in tables if table.collection == collection}
        yield from _links(here)
        yield from _reconciliation(here)
    yield from ledger.faults(by_kind)
    for table in tables:  # after the rules on what a row says, which explain a wrong place better
        yield from _sorted(table)
    yield from _bib(base, by_kind)


def _rows(by_kind: dict[str, list[Table]], kind: str) -> Iterator[tuple[str, Row]]:
    for table in by_kind.get(kind, []):
        for row in table.rows:
            yield table.name, row


# -- single cells


def _text(table: Table) -> Found:
    """Every cell: no stray spaces or control characters, composed letters, the right apostrophes."""
    for row in table.rows:
        for column, cell in row.cells.items():
            expected = None
            if not cell.isascii() and unicodedata.normalize("NFC", cell) != cell:
                expected = "composed characters (Unicode NFC)"
            elif cell != cell.strip():
                expected = "no space at either end"
            elif "  " in cell:
                expected = "single spaces"
            elif not cell.isprintable() or "\ufffd" in cell or "\u00a0" in cell or "\u00ad" in cell:
                expected = "text on one line without tabs, control or hidden characters"
            # names of languages and religions stand as their publishers write them
            elif (
                column != "url" and table.kind not in reading.WORLD and UZBEK.search(NOT_UZBEK.sub("", cell))
            ):
                expected = "oʻ and gʻ with U+02BB"
            if expected:
                yield row.fault(table.name, column, quoted(cell), expected)


def _span(cell: str) -> tuple[str, str] | None:
    """First and last day as ISO dates; None where the cell is empty or no date (a fault of its own)."""
    try:
        first, last = periods.span(cell)
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


def _dates(table: Table) -> Found:
    for row in table.rows:
        for column in DATES.get(table.kind, ()):
            try:
                if row[column]:
                    periods.span(row[column])
            except ValueError as error:
                yield row.fault(table.name, column, quoted(row[column]), f"a date of the calendar ({error})")
        for first, second in IN_ORDER.get(table.kind, ()):
            a, b = _span(row[first]), _span(row[second])
            if a and b and b[1] < a[0]:
                yield row.fault(
                    table.name, second, quoted(row[second]), f"no day before {first} {row[first]}"
                )


def _codes(table: Table) -> Found:
    """Countries of today, and lists of them in alphabetical order without doubles."""
    also = {
        "observations": ("WLD",),
        "macro": ("WLD",),
        "publishers": ("INT",),
        "owners": ("INT",),
    }.get(table.kind, ())
    for row in table.rows:
        for column in CODES.get(table.kind, ()):
            listed = row[column].split(";") if row[column] else []
            for code in listed:
                wrong = None if code in also else countries.fault(code)
                if wrong:
                    found, _, expected = wrong.partition("; expected ")
                    yield row.fault(table.name, column, found, expected)
            if len(set(listed)) < len(listed):
                yield row.fault(table.name, column, quoted(row[column]), "each country once")
            elif listed != sorted(listed):
                yield row.fault(table.name, column, quoted(row[column]), f'"{";".join(sorted(listed))}"')


def _unique(table: Table) -> Found:
    """The `uniqueKeys` of Data Package v2, which frictionless does not enforce."""
    for keys in table.schema.get("uniqueKeys", []):
        seen: dict[tuple[str, ...], str] = {}
        for row in table.rows:
            key = tuple(row[k] for k in keys)
            if key in seen:
                text = f"the same {', '.join(keys)} as in {seen[key]}"
                yield row.fault(table.name, keys[0], text, "each once")
            seen.setdefault(key, row.place)


def _number(cell: str) -> float | None:
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _numbers(table: Table) -> Found:
    """Numbers are finite and written plainly, so that two editors write one number in one way."""
    columns = [f["name"] for f in table.schema["fields"] if f["type"] in ("number", "integer")]
    for row in table.rows:
        for column in columns:
            if row[column] and not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", row[column]):
                yield row.fault(
                    table.name, column, quoted(row[column]), "plain figures, as 2100000000 or 31.2"
                )
        for column in WHOLE.get(table.kind, ()):
            if "." in row[column]:
                yield row.fault(table.name, column, quoted(row[column]), "a whole number")


def _sorted(table: Table) -> Found:
    """Tables of the world stand in the order of their key, as their scripts write them."""
    if table.kind not in reading.WORLD:
        return
    keys = table.schema["primaryKey"]
    before: tuple[str, ...] = ()
    for row in table.rows:
        key = tuple(row[k] for k in keys)
        if key < before:
            yield row.fault(
                table.name, keys[0], f"after {' '.join(before)}", f"rows in the order of {', '.join(keys)}"
            )
        before = key


# -- tables of the root


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _sources(by_kind: dict[str, list[Table]]) -> Found:
    addresses: dict[str, str] = {}
    releases: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for table, row in _rows(by_kind, "sources"):
        if row["title_kind"] == "printed" and row["title"].startswith("["):
            yield row.fault(table, "title", quoted(row["title"]), "a printed title, or title_kind described")
        if row["title_kind"] == "described" and row["title"].startswith("["):
            yield row.fault(
                table, "title", quoted(row["title"]), "a description without brackets (pages add them)"
            )
        for column in ("title", "publisher"):
            if set(row[column]) & set("{}\\"):
                yield row.fault(table, column, quoted(row[column]), "no braces or backslash (BibTeX)")
            if row["language"] == "uz" and UZBEK_ANY.search(row[column]):
                yield row.fault(table, column, quoted(row[column]), "oʻ, gʻ with U+02BB and ʼ with U+02BC")
        if row["language"] not in LANGUAGES:
            yield row.fault(table, "language", quoted(row["language"]), "a language of CLDR, as en or uz")
        address = _address(row["url"])
        if address in addresses:
            yield row.fault(table, "url", f"the address of {addresses[address]}", "every source once")
        addresses.setdefault(address, row.place)
        if row["release"]:
            releases[row["release"]].append((table, row))
    for name, members in releases.items():
        if len(members) == 1:
            table, row = members[0]
            yield row.fault(
                table, "release", f"{quoted(name)} on this row alone", "two or more sources of one release"
            )


def _used(by_kind: dict[str, list[Table]], upstream: frozenset[str]) -> Found:
    """Everything listed is used: sources, publishers, owners, indicators."""
    uses = {
        ("sources", "source"): [
            (kind, "source")
            for kind in ("event_sources", "observations", "commitment_sources", "memberships", "documents")
        ],
        ("publishers", "publisher"): [("sources", "publisher")],
        ("owners", "owner"): [("observations", "statistics_owner")],
        ("indicators", "indicator"): [("observations", "indicator"), ("commitments", "indicator")],
    }
    for (kind, column), places in uses.items():
        if any(place not in by_kind for place, _ in places):
            continue  # a table could not be read: that fault is enough
        used = {row[name] for place, name in places for _, row in _rows(by_kind, place)}
        used |= by_kind.keys()  # an indicator may have a table of its own, as unga_agreement
        # a primary one is computed from rows of several tables by the test of the turning point
        used |= {row["indicator"] for _, row in _rows(by_kind, "indicators") if row["primary"]}
        for table, row in _rows(by_kind, kind):
            if row[column] not in used and row.cells.get("url") not in upstream:
                where = " or ".join(dict.fromkeys(place for place, _ in places))
                yield row.fault(
                    table, column, "no row uses it", f"a row of {where} that does, or no such {column}"
                )


# -- numbers


def _quantity(row: Row, unit: str, value: float, indicator: str) -> str | None:
    """What a value should be, if it cannot be what its unit and indicator say."""
    least, most, whole = UNITS.get(unit, (-1e15, 1e15, False))
    if unit == "percent" and indicator.endswith("_share"):
        least, most = SHARE
    elif unit in MONEY and not indicator.endswith(("_balance", "_change")):
        least = 0
    if not least <= value <= most:
        return f"{least:g} to {most:g} {unit}"
    if whole and value != int(value):
        return f"a whole number of {unit}"
    traded = indicator.startswith(("turnover", "exports", "imports"))
    if unit == "USD" and traded and 0 < value < 1000:
        return "plain US dollars, not millions"
    return None


def _units(by_kind: dict[str, list[Table]]) -> dict[str, str]:
    return {row["indicator"]: row["unit"] for _, row in _rows(by_kind, "indicators")}


def _indicators(by_kind: dict[str, list[Table]]) -> Found:
    primaries: dict[str, str] = {}
    for table, row in _rows(by_kind, "indicators"):
        if row["unit"] not in UNITS:
            yield row.fault(table, "unit", quoted(row["unit"]), f"one of {', '.join(sorted(UNITS))}")
        for column in ("window", "direction", "test"):
            if bool(row[column]) != bool(row["primary"]):
                wanted = (
                    "a value, for it is primary" if row["primary"] else "an empty cell, for it is not primary"
                )
                yield row.fault(table, column, quoted(row[column]), wanted)
        if row["primary"]:
            other = primaries.setdefault(row["theme"], row["indicator"])
            if other != row["indicator"]:
                yield row.fault(table, "primary", "a second primary", f"{other} alone for {row['theme']}")


def _observations(by_kind: dict[str, list[Table]]) -> Found:
    units = _units(by_kind)
    pages = {row["source"]: row for _, row in _rows(by_kind, "sources")}
    for table, row in _rows(by_kind, "observations"):
        if row["reporter"] == row["partner"]:
            yield row.fault(
                table, "partner", quoted(row["partner"]), "a country other than the reporter, or empty"
            )
        unit = units.get(row["indicator"], row["unit"])
        if row["unit"] != unit and not (unit in MONEY and row["unit"] in MONEY and row["note"]):
            yield row.fault(
                table, "unit", quoted(row["unit"]), f"{unit}, as indicators.csv has for {row['indicator']}"
            )
        value = _number(row["value"])
        wanted = None if value is None else _quantity(row, row["unit"], value, row["indicator"])
        if wanted:
            yield row.fault(table, "value", quoted(row["value"]), wanted)
        page = pages.get(row["source"])
        if page is not None:
            yield from _in_time(table, row, page)


def _in_time(table: str, row: Row, page: Row) -> Found:
    """A source cannot count what was not over yet: no future period, no year that still ran."""
    covered, published = _span(row["period"]), _span(page["published"])
    if covered is None:
        return
    if covered[1] > page["read"]:
        wanted = f"a period over by {page['read']}, when its page was read"
        yield row.fault(table, "period", quoted(row["period"]), wanted)
    elif published and row["indicator"].startswith(FLOWS) and not row["indicator"].endswith("_potential"):
        year = periods.full_year(row["period"])
        if year is not None and published[1] < f"{year}-12":
            wanted = f"the part of {year} that is counted, for its page is of {page['published']}"
            yield row.fault(table, "period", quoted(row["period"]), wanted)


def _commitments(by_kind: dict[str, list[Table]]) -> Found:
    units = _units(by_kind)
    for table, row in _rows(by_kind, "commitments"):
        if bool(row["indicator"]) == bool(row["deed"]):
            found = "both indicator and deed" if row["deed"] else "neither indicator nor deed"
            yield row.fault(table, "deed", found, "exactly one of the two")
        elif row["indicator"]:
            if not row["target"]:
                yield row.fault(
                    table, "target", "an empty cell", f"the number promised for {row['indicator']}"
                )
            unit = units.get(row["indicator"], row["unit"])
            if row["unit"] != unit:
                yield row.fault(table, "unit", quoted(row["unit"]), f"{unit}, as indicators.csv has it")
        value = _number(row["target"]) if row["target"] else None
        if value is None:
            continue
        wanted = _quantity(row, row["unit"], value, row["indicator"])
        if wanted:
            yield row.fault(table, "target", quoted(row["target"]), wanted)
        if not row["unit"]:
            yield row.fault(table, "unit", "an empty cell", "the unit of the target")


# -- events


def _events(by_kind: dict[str, list[Table]]) -> Found:
    hosts: dict[str, Counter[str]] = defaultdict(Counter)
    read = max((row["read"] for _, row in _rows(by_kind, "sources")), default="9999")
    for _, row in _rows(by_kind, "events"):
        hosts[row["place"]][row["host"]] += 1
    for table, row in _rows(by_kind, "events"):
        if (row["kind"] == "visit") != (row["level"] in VISIT_LEVELS):
            wanted = (
                f"one of {', '.join(VISIT_LEVELS)}"
                if row["kind"] == "visit"
                else "who acted, not a kind of visit"
            )
            yield row.fault(table, "level", f"{quoted(row['level'])} for a {row['kind']}", wanted)
        if row["kind"] in BETWEEN_STATES and ";" not in row["countries"]:
            yield row.fault(
                table, "countries", f"{quoted(row['countries'])} for a {row['kind']}", "two or more"
            )
        started = _span(row["date"])
        if started and started[0] > read:
            yield row.fault(
                table, "date", quoted(row["date"]), f"a date before {read}, when the last page was read"
            )
        yield from _place(table, row, hosts)


def _place(table: str, row: Row, hosts: dict[str, Counter[str]]) -> Found:
    """The place and its country fit: capitals by their own table, other places by the other rows."""
    place, host = row["place"], row["host"]
    if not place:
        return
    capitals = countries.capitals_named(place)
    if capitals:
        code = capitals[0][0]
        if host != code:
            yield row.fault(table, "host", quoted(host), f"{code}, the country of {place}")
        day = row["date"]
        name = countries.capital(code, "en", day)
        if len(day) >= 7 and name and name != place:
            yield row.fault(table, "place", quoted(place), f"{name}, its name on {day}")
        return
    usual, times = hosts[place].most_common(1)[0]
    if host != usual and times > hosts[place][host]:
        yield row.fault(
            table, "host", quoted(host), f"{quoted(usual)}, as in {times} other rows about {place}"
        )


def _visits(by_kind: dict[str, list[Table]]) -> Found:
    """The level of a visit is a label that one of its sources gives."""
    events = {(t.rpartition("/")[0], row["event_id"]): row for t, row in _rows(by_kind, "events")}
    if not events or "event_sources" not in by_kind:
        return
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, row in _rows(by_kind, "event_sources"):
        key = (table.rpartition("/")[0], row["event_id"])
        if row["says_level"]:
            said[key].add(row["says_level"])
            if key in events and events[key]["kind"] not in MEETINGS:
                kind = events[key]["kind"]
                yield row.fault(table, "says_level", quoted(row["says_level"]), f"an empty cell for a {kind}")
    for (folder, event), row in events.items():
        labels = said[folder, event]
        if row["kind"] != "visit":
            continue
        if row["level"] == "unspecified" and len(labels) == 1:
            label = next(iter(labels))
            yield row.fault(f"{folder}/events", "level", '"unspecified"', f"{label}, which its sources say")
        if row["level"] != "unspecified" and row["level"] not in labels:
            wanted = f"one of {', '.join(sorted(labels))}, which its sources say" if labels else "unspecified"
            yield row.fault(
                f"{folder}/events", "level", f"{quoted(row['level'])}, which no source says", wanted
            )


# -- links inside a collection, ids over all of them


def _ids(by_kind: dict[str, list[Table]]) -> Found:
    """An id stands in one collection alone: links from claims and from sources name no folder."""
    for kind, key in ledger.KEYS.items():
        first: dict[str, str] = {}
        # rows that are taken as they are come first, so that the other one has the fault
        for table, row in sorted(_rows(by_kind, kind), key=lambda found: not found[1].context):
            name = row[key]
            if first.setdefault(name, table) != table:
                yield row.fault(table, key, f"this id stands in {first[name]} too", "an id of its own")


def _links(here: dict[str, Table]) -> Found:
    """Sources belong to a row of the same collection, and every row has at least one source."""
    for kind, column in (("event", "event_id"), ("commitment", "commitment_id")):
        parents, links = here.get(f"{kind}s"), here.get(f"{kind}_sources")
        if parents is None or links is None:
            continue
        ids, linked = {row[column] for row in parents.rows}, {row[column] for row in links.rows}
        for row in links.rows:
            if row[column] not in ids:
                yield row.fault(links.name, column, quoted(row[column]), f"an id of {parents.name}.csv")
        for row in parents.rows:
            if row[column] not in linked:
                yield row.fault(parents.name, column, "no source", f"at least one row in {links.name}.csv")


def _reconciliation(here: dict[str, Table]) -> Found:
    """Each evidence row, from line 2 to the last, went into a row that exists or has a reason."""
    table = here.get("reconciliation")
    if table is None:
        return
    ids = {kind: {row[t.schema["primaryKey"][0]] for row in t.rows} for kind, t in here.items()}
    fates: dict[tuple[str, str], set[bool]] = defaultdict(set)
    names: dict[tuple[str, str], str] = {}
    for row in table.rows:
        key = (row["file"], row["line"])
        fates[key].add(bool(row["reason"]))
        if names.setdefault(key, row["evidence_id"]) != row["evidence_id"]:
            yield row.fault(
                table.name, "evidence_id", quoted(row["evidence_id"]), f"{quoted(names[key])} as above"
            )
        if row["reason"]:
            if row["table"] or row["row_id"]:
                yield row.fault(table.name, "reason", "a reason and a row", "one of the two")
        elif not row["table"] or not row["row_id"]:
            yield row.fault(
                table.name, "row_id", "neither a row nor a reason", "a table and row_id, or a reason"
            )
        elif row["table"] in ids and row["row_id"] not in ids[row["table"]]:
            yield row.fault(table.name, "row_id", quoted(row["row_id"]), f"an id of {row['table']}.csv")
        if len(fates[key]) == 2:
            yield row.fault(table.name, "reason", "left out here, kept in another row", "one of the two")
    lines: dict[str, set[int]] = defaultdict(set)
    for file, line in fates:
        if line.isdigit():
            lines[file].add(int(line))
    for file, there in sorted(lines.items()):
        for missing in sorted(set(range(2, max(there) + 1)) - there):
            yield Fault(table.name, None, "line", f"no row for {file} line {missing}", "every evidence row")
    left_out = sum(fate == {True} for fate in fates.values())
    if fates and left_out > AT_MOST_LEFT_OUT * len(fates):
        share = f"{left_out} of {len(fates)} evidence rows left out"
        yield Fault(table.name, None, "reason", share, f"at most {AT_MOST_LEFT_OUT:.0%}")


# -- the world and the bibliography


def _world(by_kind: dict[str, list[Table]]) -> Found:
    pairs = {(row["a"], row["b"]) for _, row in _rows(by_kind, "land_borders")}
    for kind in (*UNDIRECTED, "land_borders"):
        for table, row in _rows(by_kind, kind):
            if row["a"] >= row["b"]:
                yield row.fault(table, "b", quoted(row["b"]), f"a code after {row['a']} in the alphabet")
            elif kind != "land_borders" and "land_borders" in by_kind and (row["a"], row["b"]) not in pairs:
                yield row.fault(table, "b", f"{row['a']}-{row['b']}", "a pair of land_borders.csv")
    for table, row in _rows(by_kind, "land_borders"):
        low, high = _number(row["km_min"]), _number(row["km_max"])
        if low is not None and high is not None and low > high:
            yield row.fault(table, "km_max", quoted(row["km_max"]), f"at least km_min {row['km_min']}")


def _trade(by_kind: dict[str, list[Table]]) -> Found:
    """Trade between neighbours, no more than with all, and one figure for all in each year of a reporter."""
    pairs = {(row["a"], row["b"]) for _, row in _rows(by_kind, "land_borders")}
    totals: dict[tuple[str, str, str], str] = {}
    for table, row in _rows(by_kind, "agrifood_trade"):
        reporter, partner = row["reporter"], row["partner"]
        if "land_borders" in by_kind and (min(reporter, partner), max(reporter, partner)) not in pairs:
            yield row.fault(
                table, "partner", f"{reporter}-{partner}", "a pair of land_borders.csv, either way"
            )
        for column in ("exports", "imports"):
            total = f"all_{column}"
            part, whole = _number(row[column]), _number(row[total])
            if part is not None and not row[total]:
                yield row.fault(table, total, "an empty cell", f"at least {column} {row[column]}")
            elif part is not None and whole is not None and part > whole:
                yield row.fault(table, column, quoted(row[column]), f"at most {total} {row[total]}")
            first = totals.setdefault((reporter, row["year"], total), row[total])
            if row[total] != first:
                wanted = f"{quoted(first)}, as in the other rows of {reporter} {row['year']}"
                yield row.fault(table, total, quoted(row[total]), wanted)
        if not row["all_exports"] and not row["all_imports"]:
            yield row.fault(table, "all_exports", "neither exports nor imports", "a figure, or no row")


def _moves(by_kind: dict[str, list[Table]]) -> Found:
    """From one neighbour to the other, and no part larger than a whole that it belongs to."""
    pairs = {(row["a"], row["b"]) for _, row in _rows(by_kind, "land_borders")}
    for kind, ((one, other), parts) in FROM_TO.items():
        for table, row in _rows(by_kind, kind):
            first, second = sorted((row[one], row[other]))
            if "land_borders" in by_kind and (first, second) not in pairs:
                found = f"{row[one]}-{row[other]}"
                yield row.fault(table, other, found, "a pair of land_borders.csv, either way")
            for part, whole in parts:
                less, more = _number(row[part]), _number(row[whole])
                if less is not None and more is not None and less > more:
                    yield row.fault(table, part, quoted(row[part]), f"at most {whole} {row[whole]}")


def _sizes(by_kind: dict[str, list[Table]]) -> Found:
    """Countries that have a land neighbour, none of them larger than the world."""
    states = {row[side] for _, row in _rows(by_kind, "land_borders") for side in ("a", "b")}
    world = {row["year"]: row for _, row in _rows(by_kind, "macro") if row["country"] == countries.WORLD}
    for kind in BY_COUNTRY:
        also = (countries.WORLD,) if kind == "macro" else ()
        for table, row in _rows(by_kind, kind):
            if "land_borders" in by_kind and row["country"] not in (*states, *also):
                yield row.fault(table, "country", quoted(row["country"]), "a country of land_borders.csv")
    for table, row in _rows(by_kind, "macro"):
        for column in ("gdp", "population"):
            most = _number(world[row["year"]][column]) if row["year"] in world else None
            value = _number(row[column])
            if value is not None and most is not None and value > most:
                wanted = f"at most {world[row['year']][column]}, that of the world"
                yield row.fault(table, column, quoted(row[column]), wanted)


def _parts(by_kind: dict[str, list[Table]]) -> Found:
    """A part no larger than its whole, a site in both states of its pair, a percentage where one is given."""
    for kind, limits in AT_MOST.items():
        for table, row in _rows(by_kind, kind):
            for part, whole in limits:
                less, more = _number(row[part]), _number(row[whole])
                if less is not None and more is not None and less > more:
                    yield row.fault(table, part, quoted(row[part]), f"at most {whole} {row[whole]}")
    for table, row in _rows(by_kind, "world_heritage"):
        if not {row["a"], row["b"]} <= set(row["states"].split(";")):
            yield row.fault(table, "states", quoted(row["states"]), f"{row['a']} and {row['b']} among them")
    for table, row in _rows(by_kind, "religions"):
        if (row["status"] == "given") != bool(row["percent"]):
            wanted = "a percentage where status is given, and there alone"
            yield row.fault(table, "percent", quoted(row["percent"]), wanted)
    for table, row in _rows(by_kind, "trade_shares"):
        if bool(row["percent"]) == bool(row["at_most"]):
            found = "both percent and at_most" if row["percent"] else "neither percent nor at_most"
            yield row.fault(table, "at_most", found, "exactly one of the two")
    for table, row in _rows(by_kind, "alliances"):
        if bool(row["first_year"]) == (row["years"] == "0"):
            wanted = "the first of the years, and none where there are none"
            yield row.fault(table, "first_year", quoted(row["first_year"]), wanted)


def _bib(base: Path, by_kind: dict[str, list[Table]]) -> Found:
    """`book/references.bib` beside the data, where there is one, is what the table of sources makes."""
    path = base.parent / "book" / "references.bib"
    if "sources" not in by_kind or not path.exists() or reading.layers(base) != (base,):
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    starts = {
        match[1]: text[: match.start()].count("\n") + 1
        for match in re.finditer(r"^@\w+\{([^,]+),", text, re.M)
    }
    held: dict[str, str] = {}
    twice = []
    for entry in re.split(r"^(?=@)", text, flags=re.M):
        key = entry.partition("{")[2].partition(",")[0]
        twice += [key] if key in held else []
        held |= {key: entry} if key else {}
    wanted = {row["source"]: bibtex.entry(row.cells) for _, row in _rows(by_kind, "sources")}
    name, again = "book/references.bib", "what `bilateral.datapackage.write_bibliography` writes"
    for key in twice:
        yield Fault(name, starts.get(key), key, "a second entry with this key", again)
    for key in wanted.keys() - held.keys():
        yield Fault(name, None, key, "no such entry", again)
    for key in held.keys() - wanted.keys():
        yield Fault(name, starts.get(key), key, "an entry without a source", again)
    for key in wanted.keys() & held.keys():
        if held[key].strip() != wanted[key].strip():
            yield Fault(name, starts.get(key), key, "another entry than its row of sources", again)
