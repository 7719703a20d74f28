"""Read the tables of the data package and select the rows of one pair."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral import countries, dependencies, reads, vocabulary
from bilateral.datapackage import periods
from bilateral.errors import BadInput
from bilateral.roots import CHECKOUT as CHECKOUT
from bilateral.roots import data_date as data_date
from bilateral.roots import data_root as data_root
from bilateral.roots import layers as layers

# Our tables are small and read row by row. Texts as Python objects make that twice as fast as Arrow's arrays,
# which pandas takes where pyarrow happens to be installed.
pd.options.mode.string_storage = "python"

GENERAL = ("sources", "publishers", "owners", "indicators", "documents")
CURATED = (
    "events",
    "event_sources",
    "observations",
    "commitments",
    "commitment_sources",
    "memberships",
    "reconciliation",
)
MEMBERSHIPS = "international_support"  # the theme of the table of memberships, which has no column for it
OPTIONAL = ("reconciliation",)  # a collection made from scratch has none
DOCUMENT = ("claims", "evidence")
WORLD = (
    "unga_agreement",
    "agrifood_trade",
    "macro",
    "area",
    "land_borders",
    "world_heritage",
    "world_heritage_counts",
    "languages",
    "shared_languages",
    "religions",
    "religion_similarity",
    "public_holidays",
    "common_holidays",
    "migrants",
    "refugees",
    "students",
    "visa_rules",
    "air_routes",
    "goods_trade",
    "trade_shares",
    "goods_exports",
    "trade_history",
    "alliances",
    "shared_treaties",
    "trade_agreements",
    "organisations",
    "shared_organisations",
)
# Fields of a selection that hold a table of the world, all of it.
_WHOLE = {"unga": "unga_agreement", "agrifood": "agrifood_trade", "macro": "macro", "area": "area"}


def folders(layer: Path, kind: str) -> list[Path]:
    """The folders in `curated` or `documents` of one layer, in alphabetical order."""
    return sorted(path for path in (layer / kind).glob("*") if path.is_dir())


def schema(root: Path, table: str) -> dict[str, Any]:
    """The Table Schema of a table, as `data/schemas/<table>.json` has it."""
    with (layers(root)[0] / "schemas" / f"{table}.json").open(encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def collections(root: Path) -> list[Path]:
    """The folders of typed rows, `curated/*`, in alphabetical order."""
    return [path for layer in layers(root) for path in folders(layer, "curated")]


def documents(root: Path) -> list[Path]:
    """The folders of documents whose claims are tested, `documents/*`, in alphabetical order."""
    return [path for layer in layers(root) for path in folders(layer, "documents")]


def _read(path: Path, fields: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """One CSV as a frame: text stays text (empty is ""), numbers are float (empty is NaN), integers int."""
    try:
        stat = path.stat()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error}); run `bilateral check`") from None
    types = tuple((f["name"], f["type"]) for f in fields)
    # A copy-on-write view: whoever changes it changes no one else's.
    return _read_once(path, types, stat.st_mtime_ns, stat.st_size).copy(deep=False)


@lru_cache(maxsize=256)
def _read_once(path: Path, types: tuple[tuple[str, str], ...], changed: int, size: int) -> pd.DataFrame:
    """The frame of a file as it was at a time of change: every page of a process reads the same tables."""
    names = [name for name, _type in types]
    try:
        frame = pd.read_csv(path, dtype=object, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read ({error}); run `bilateral check`") from None
    if list(frame.columns) != names:
        raise BadInput(f"{path} has the columns {','.join(frame.columns)}; expected {','.join(names)}")
    return _typed(frame, types, path)


def _typed(frame: pd.DataFrame, types: Iterable[tuple[str, str]], path: Path) -> pd.DataFrame:
    for name, kind in types:
        if kind in ("number", "integer"):
            try:
                numbers = pd.to_numeric(frame[name].replace("", None))
                frame[name] = numbers.astype(float if kind == "number" else int)
            except (ValueError, TypeError):
                raise BadInput(f"{path} holds no number in column {name}; run `bilateral check`") from None
    return frame


def addresses(record: dict[str, Any]) -> list[str]:
    """Addresses of the publication that the record of a table of `world` names: its DOI, its `address`.

    `address` is optional: one address, or a list where the table joins several publications.
    """
    named = record.get("address") or []
    doi = [f"https://doi.org/{record['doi']}"] if record.get("doi") else []
    return doi + ([named] if isinstance(named, str) else list(named))


def upstream(root: Path) -> frozenset[str]:
    """Addresses of the publications behind the tables of `world`, by the records beside them."""
    return frozenset(address for record in _records(root).values() for address in addresses(record))


def _records(root: Path) -> dict[str, Any]:
    """The records beside the tables of `world`, by table."""
    paths = sorted((layers(root)[0] / "world").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


class Tables(Mapping[str, pd.DataFrame]):
    """Tables by name, each read when it is first asked for."""

    def __init__(
        self,
        readers: Mapping[str, Callable[[], pd.DataFrame]],
        files: Mapping[str, Sequence[Path]] | None = None,
    ) -> None:
        self._readers = dict(readers)
        self._files = dict(files or {})
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        reads.note("table", name)
        return self.unnoted(name)

    def unnoted(self, name: str) -> pd.DataFrame:
        """A table for whoever takes some of its rows and notes which (see `reads`)."""
        if name not in self._frames:
            self._frames[name] = self._readers[name]()
        return self._frames[name]

    def digest(self, name: str) -> str:
        """The digest of the files that hold a table. Raises KeyError for one that no file holds."""
        return dependencies.digest(*map(dependencies.of_file, self._files[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)

    def having(self, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """The same tables with some put in place of others (or added), nothing read for it."""
        files = {name: paths for name, paths in self._files.items() if name not in frames}
        same = {name: partial(_same, frame) for name, frame in frames.items()}
        made = Tables({**self._readers, **same}, files)
        made._frames = {name: frame for name, frame in self._frames.items() if name not in frames}
        return made


def _same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


class _Unnoted:
    """Tables for whoever selects rows and hands them on: what is read of them is not for `reads`."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._take = tables.unnoted if isinstance(tables, Tables) else tables.__getitem__

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._take(name)


@dataclass(frozen=True)
class Package:
    """All tables: `tables["events"]` is the events of every collection, one below the other."""

    root: Path
    tables: Tables

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(name) from None

    def having(self, **frames: pd.DataFrame) -> Package:
        """The package with some tables in place of its own."""
        return Package(self.root, self.tables.having(frames))

    @cached_property
    def published(self) -> dict[str, str]:
        """World table -> the source of its publication (the first, where it draws on several)."""
        sources = _Unnoted(self.tables)["sources"]
        by_url = dict(zip(sources["url"], sources["source"], strict=True))
        known = {
            table: [by_url[x] for x in addresses(record) if x in by_url]
            for table, record in _records(self.root).items()
        }
        return {table: sources[0] for table, sources in known.items() if sources}

    @cached_property
    def borders(self) -> list[tuple[str, str]]:
        """All pairs of countries with a common land border."""
        frame = _Unnoted(self.tables)["land_borders"]
        return list(zip(frame["a"], frame["b"], strict=True))

    @cached_property
    def left_out(self) -> dict[tuple[str, str], str]:
        """Pairs of states (a < b) that meet only through what `land_borders` leaves out -> its name and why.

        `("BRA", "FRA")` -> "French Guiana (part of France)"; several are joined by " and ". In English, as
        the record of the table tells it; empty where there is no record.
        """
        found: dict[tuple[str, str], list[str]] = {}
        for one in _records(self.root).get("land_borders", {}).get("left_out", []):
            if len(one["states"]) == 2:  # one alone: the status of the other side is open
                a, b = one["states"]
                found.setdefault((a, b), []).extend(f"{x['name']} ({x['why']})" for x in one["through"])
        return {pair: " and ".join(names) for pair, names in found.items()}

    def apart(self, pair: countries.Pair) -> str | None:
        """Why two countries are no land neighbours, in one line; None where they share a land border."""
        if pair.dyad in self.borders:
            return None
        if pair.dyad in self.left_out:
            through = self.left_out[pair.dyad]
            return f"{pair.a} and {pair.b} meet only in {through}, which the list of land borders leaves out"
        return f"{pair.a} and {pair.b} share no land border"

    def select(
        self,
        country_a: str,
        country_b: str,
        since: int | str | None = None,
        until: int | str | None = None,
        turning_point: int = 2016,
        comparators: str | Sequence[str] | None = None,
        themes: Sequence[str] | None = None,
    ) -> Selection:
        """The rows of one pair, whichever folder they stand in; with `themes` only what belongs to these.

        A theme's rows are its events, the observations of its indicators, the commitments measured by these
        and those that are measured by none, and the sources of all of them. `since` and `until` are years,
        both included; an event counts if it touches the window, an observation if it lies wholly inside.
        `comparators` are codes (a list, or one text joined by ; or ,); None: the other land neighbours of
        both. Raises BadInput in one line for a code or a year that cannot be.
        """
        pair = countries.Pair(country_a, country_b)
        window = (_year("since", since), _year("until", until))
        if window[0] and window[1] and window[0] > window[1]:
            raise BadInput(f"since {window[0]} lies after until {window[1]}; expected since <= until")
        others = self._comparators(pair, comparators)
        both, all_ = {pair.a, pair.b}, {pair.a, pair.b, *others}
        t = _Unnoted(self.tables)
        vocabulary.name_owners(dict(zip(t["owners"]["owner"], t["owners"]["name"], strict=True)))

        indicators = t["indicators"]
        theme_of = dict(zip(indicators["indicator"], indicators["theme"], strict=True))
        if themes is not None:
            indicators = _keep(indicators, indicators["theme"].isin(themes))
        events = _keep(t["events"], _any_of(t["events"]["countries"], all_))
        if themes is not None:
            events = _keep(events, events["theme"].isin(themes))
        events = _keep(
            events, [_touches(d, e, window) for d, e in zip(events["date"], events["end_date"], strict=True)]
        )
        pledges = _keep(t["commitments"], _any_of(t["commitments"]["countries"], all_))
        pledges = _keep(pledges, [_touches(date, "", window) for date in pledges["date"]])
        numbers = t["observations"]
        if themes is not None:
            pledges = _keep(pledges, [theme_of.get(x, "") in (*themes, "") for x in pledges["indicator"]])
            numbers = _keep(numbers, numbers["indicator"].isin(indicators["indicator"]))
        ours = numbers["reporter"].isin(both) | numbers["partner"].isin(both)
        numbers = _keep(numbers, ours | (numbers["reporter"].isin(all_) & numbers["partner"].isin(all_)))
        numbers = _keep(numbers, [_inside(period, window) for period in numbers["period"]])
        event_sources = _keep(t["event_sources"], t["event_sources"]["event_id"].isin(events["event_id"]))
        said = t["commitment_sources"]
        said = _keep(said, said["commitment_id"].isin(pledges["commitment_id"]))
        memberships = _keep(t["memberships"], t["memberships"]["country"].isin(all_))
        if themes is not None and MEMBERSHIPS not in themes:
            memberships = memberships.iloc[:0]
        used = pd.concat([frame["source"] for frame in (event_sources, said, numbers, memberships)])
        sources = _keep(
            t["sources"], t["sources"]["source"].isin(used) | t["sources"]["url"].isin(upstream(self.root))
        )
        publishers = t["publishers"]
        if themes is not None:
            publishers = _keep(publishers, publishers["publisher"].isin(sources["publisher"]))
        frames = {
            "events": events,
            "event_sources": event_sources,
            "observations": numbers,
            "commitments": pledges,
            "commitment_sources": said,
            "memberships": memberships,
            "sources": sources,
            "owners": t["owners"],
            "publishers": publishers,
            "indicators": indicators,
            "unga": t["unga_agreement"],
            "agrifood": t["agrifood_trade"],
            **{name: t[name] for name in ("macro", "area")},
        }
        return Selection(
            a=pair.a,
            b=pair.b,
            comparators=others,
            since=window[0],
            until=window[1],
            turning_point=_year("turning_point", turning_point) or 2016,
            borders=tuple(self.borders),
            published=self.published,
            world=self.tables,
            **{name: frame.reset_index(drop=True) for name, frame in frames.items()},
        )

    def _comparators(self, pair: countries.Pair, given: str | Sequence[str] | None) -> tuple[str, ...]:
        if given is None:
            return pair.comparators(self.borders)
        listed = given.replace(",", ";").split(";") if isinstance(given, str) else list(given)
        found = sorted({countries.validate(str(code).strip()) for code in listed if str(code).strip()})
        for code in found:
            if code in (pair.a, pair.b):
                raise BadInput(f'comparators hold "{code}", a side of the pair; expected other countries')
        return tuple(found)


@dataclass(frozen=True)
class Selection:
    """The rows of one pair, ready for the pure functions of the themes.

    All columns are str ("" where empty), but `value` and `target` are float, in `unga` year and n are int,
    agree float, in `agrifood` and `macro` year is int and the figures are float, in `area` area_km2 is float.
    These tables of the world are whole: `unga` holds all land-border pairs, `agrifood` both directions of
    each, `macro` and `area` all countries with a land border; `world` has every table of the world by its
    name, read when asked for. `sources` are those that the selected rows name and the publications behind
    the tables of the world.
    """

    a: str
    b: str
    comparators: tuple[str, ...]
    since: int | None
    until: int | None
    turning_point: int
    events: pd.DataFrame
    event_sources: pd.DataFrame
    observations: pd.DataFrame
    commitments: pd.DataFrame
    commitment_sources: pd.DataFrame
    memberships: pd.DataFrame
    sources: pd.DataFrame
    owners: pd.DataFrame
    publishers: pd.DataFrame
    indicators: pd.DataFrame
    unga: pd.DataFrame
    agrifood: pd.DataFrame
    macro: pd.DataFrame
    area: pd.DataFrame
    world: Mapping[str, pd.DataFrame]
    borders: tuple[tuple[str, str], ...] = field(default=())
    published: Mapping[str, str] = field(default_factory=dict)

    def __getattribute__(self, name: str) -> Any:
        """A field; the tables of the world among them are noted in `reads` as such."""
        if name in _WHOLE:
            reads.note("table", _WHOLE[name])
        return super().__getattribute__(name)

    def given(self) -> dict[str, pd.DataFrame]:
        """The frames that hold selected rows, by name; the tables of the world, which are whole, are none."""
        names = [f.name for f in fields(self) if f.type == "pd.DataFrame" and f.name not in _WHOLE]
        return {name: getattr(self, name) for name in names}

    def having(self, **changes: Any) -> Selection:
        """The selection with other frames, or another turning point, in place of its own; nothing is read."""
        with reads.aside():
            return replace(self, **changes)

    @property
    def pair(self) -> countries.Pair:
        """The two countries in the reader's order."""
        return countries.Pair(self.a, self.b)

    def joint(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `events` or `commitments` that name both countries of the pair."""
        cells = frame["countries"].str  # codes have three letters, so none stands inside another
        both = cells.contains(self.a, regex=False) & cells.contains(self.b, regex=False)
        return _keep(frame, both).reset_index(drop=True)

    def year(self, period: str) -> int:
        """The calendar year in which a date or period begins; for a whole year only, see `full_year`."""
        return periods.year(period)

    def full_year(self, period: str) -> int | None:
        """The year of a period that is one whole calendar year, else None: a part-year is never a year."""
        return periods.full_year(period)


def _keep(frame: pd.DataFrame, mask: Iterable[bool]) -> pd.DataFrame:
    """The rows where the mask is true; all columns stay, also of an empty frame."""
    return frame.loc[pd.Series(list(mask), index=frame.index, dtype=bool)]


def _any_of(cells: Iterable[str], codes: Iterable[str]) -> list[bool]:
    """Which cells, lists joined by ";", hold one of the codes."""
    wanted = set(codes)
    return [bool(wanted & set(cell.split(";"))) for cell in cells]


def _year(name: str, value: int | str | None) -> int | None:
    """A year given as a parameter; BadInput if it is none or impossible."""
    if value is None or value == "":
        return None
    try:
        found = int(value)
    except (TypeError, ValueError):
        found = 0
    if isinstance(value, bool) or str(value).strip() != str(found) or not 1800 <= found <= 2100:
        raise BadInput(f'{name} is "{value}"; expected a year, as 2016')
    return found


def _touches(date: str, end: str, window: tuple[int | None, int | None]) -> bool:
    first, last = periods.year(date), periods.year(end or date)
    return (window[0] is None or last >= window[0]) and (window[1] is None or first <= window[1])


def _inside(period: str, window: tuple[int | None, int | None]) -> bool:
    first, last = periods.span(period)
    return (window[0] is None or first.year >= window[0]) and (window[1] is None or last.year <= window[1])


def load(root: str | Path | None = None) -> Package:
    """All tables under the data root (see `data_root`), joined over the collections.

    It reads, it does not judge: `check` does. Each table is read when it is first asked for, and raises
    BadInput in one line then if it is missing or unreadable.
    """
    base = data_root(root)
    first, *added = layers(base)
    files: dict[str, list[Path]] = {}
    for name in GENERAL:
        below = [path for layer in added if (path := layer / f"{name}.csv").exists()]
        files[name] = [first / f"{name}.csv", *below]
    for name in WORLD:
        files[name] = [first / "world" / f"{name}.csv"]
    for name in CURATED:
        paths = [folder / f"{name}.csv" for folder in collections(base)]
        files[name] = [path for path in paths if path.exists() or name not in OPTIONAL]
    for name in DOCUMENT:
        files[name] = [folder / f"{name}.csv" for folder in documents(base)]
    readers = {name: partial(_joined, paths, schema(base, name)["fields"]) for name, paths in files.items()}
    return Package(base, Tables(readers, files))


def _joined(paths: Sequence[Path], fields: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The tables of one schema in several folders, one below the other."""
    return _below([_read(path, fields) for path in paths], fields)


def _below(frames: Sequence[pd.DataFrame], fields: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Frames of one schema, one below the other; an empty frame with its columns where there is no row."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) == 1:
        return filled[0]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = pd.DataFrame({f["name"]: pd.Series(dtype=object) for f in fields})
    return _typed(empty, [(f["name"], f["type"]) for f in fields], Path())
