"""Diplomacy from the tables of the world: treaties that bind both, obligations of alliances, the border.

Part of the theme `diplomacy`, for every pair alike. What the tables count, and what an absent row means,
stands in `bilateral.upstream.manytreaties`, `atop_alliances` and `land_borders`. All of it is told of the
pair in alphabetical order, so that the order of the reader changes nothing.
"""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Number, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import SOURCE
from bilateral.themes.rows import Findings, of_pair, published

THEME = "diplomacy"
TREATIES, ALLIANCES, BORDERS = "shared_treaties", "alliances", "land_borders"
ANY = "any"  # the row of `alliances` for the years in which at least one of the obligations held
OBLIGATIONS: dict[str, Value] = {
    ANY: _("at least one obligation"),
    "defence": _("defence"),
    "offence": _("offence"),
    "neutrality": _("neutrality"),
    "nonaggression": _("non-aggression"),
    "consultation": _("consultation"),
}
_MOST_YEARS = 3  # a longer list of years with the same largest number tells nothing


# --- treaties that bind both ---


def _treaties(sel: Selection) -> pd.DataFrame:
    """Rows of the pair by year: year, treaties, amendments, bilateral; 0 in years without any.

    From the first year with a row, or `since`, to the last of the whole table, or `until`: between the two
    the table is whole for a pair that has rows, so that a year without a row is a zero of the collection.
    """
    mine = of_pair(sel, TREATIES).set_index("year")[["treaties", "amendments", "bilateral"]]
    first, last = mine.index.min(), sel.world[TREATIES].year.max()
    years: list[int] = []
    if len(mine):
        years = list(range(max(int(first), sel.since or 0), min(int(last), sel.until or 9999) + 1))
    return mine.reindex(years, fill_value=0).rename_axis("year").reset_index()


def world_treaties(sel: Selection) -> Indicator:
    """Treaties and amendments that came to bind both, by year (period, series, value: counts)."""
    years = _treaties(sel)
    frame = years.melt("year", ["treaties", "amendments"], var_name="series", value_name="value")
    frame = frame.assign(
        period=frame.year.astype(int).astype(str),
        value=frame.value.astype(float),
        source=published(sel, TREATIES),
    )
    found = Findings()
    counts = years.treaties
    if len(years):
        found.add(
            "world_treaties_total",
            _(
                "New for both countries in {first}–{last}, as far as the collection goes: treaties "
                "{treaties}, amendments of treaties {amendments}; of all these without a third party "
                "{bilateral}.",
                first=Year(int(years.year.min())),
                last=Year(int(years.year.max())),
                treaties=Number(int(counts.sum())),
                amendments=Number(int(years.amendments.sum())),
                bilateral=Number(int(years.bilateral.sum())),
            ),
            frame,
        )
    top = years[counts == counts.max()].year
    if counts.max() > 1 and len(top) <= _MOST_YEARS:
        found.add(
            "world_treaties_most",
            _(
                "Largest number of treaties of the collection that came to bind both in one year: {n} "
                "({years}).",
                years=Join([Year(int(y)) for y in top]),
                n=Number(int(counts.max())),
            ),
            frame,
        )
    if counts.sum() > 1:
        half = years.year[counts.cumsum() * 2 >= counts.sum()].iloc[0]
        found.add(
            "world_treaties_half",
            _(
                "By the end of {half} at least half of these treaties ({n}) bound both; the latest came in "
                "{last}.",
                n=Number(int(counts.sum())),
                half=Year(int(half)),
                last=Year(int(years.year[counts > 0].max())),
            ),
            frame,
        )
    return Indicator(
        "world_treaties",
        THEME,
        _("Treaties that came to bind both countries, by year"),
        frame[["period", "series", "value", "source"]],
        Chart(
            "bars",
            y_label=_("new for both in the year"),
            labels={
                "treaties": _("treaties, protocols and the like"),
                "amendments": _("amendments of treaties"),
            },
            turning_point=True,
        ),
        findings=tuple(found),
        note=_(
            "The counts are ours, from a collection of treaties on environment, trade and health and a few "
            "others, with many parties or with two; it is no register of all treaties. A treaty counts in "
            "the year in which it was in force for the second of the two. Endings are not counted: these are "
            "new treaties, not treaties in force. A year without a bar has none in the collection, which is "
            "thin for the last years. Dates are those of the collection, also where they lie before the "
            "independence of a state."
        ),
    )


# --- obligations of alliances ---


def _obligations(sel: Selection) -> pd.DataFrame:
    """The pair's obligations that touch the years asked for, in the order of OBLIGATIONS, `any` first."""
    mine = of_pair(sel, ALLIANCES)
    since, until = sel.since or 0, sel.until or 9999
    mine = mine[(mine.years == 0) | ((mine.last_year >= since) & (mine.first_year <= until))]
    return mine.sort_values("obligation", key=lambda names: names.map(list(OBLIGATIONS).index))


def _alliance_years(sel: Selection) -> tuple[int, int]:
    """The first and the last year of the whole table (0 without any): no pair's years lie outside them."""
    frame = sel.world[ALLIANCES][["first_year", "last_year"]].dropna()
    return (int(frame.first_year.min()), int(frame.last_year.max())) if len(frame) else (0, 0)


def world_alliances(sel: Selection) -> Indicator:
    """Obligations of treaties of alliance between the two, each with its calendar years and their ends."""
    mine = _obligations(sel)
    begin, end = _alliance_years(sel)
    rows: list[tuple[Value | int | str, ...]] = []
    for row in mine.itertuples():
        what, none = OBLIGATIONS[str(row.obligation)], _("none")
        if not row.years:
            rows.append((what, 0, none, none, none, _("none found, both are in the data"), row.source))
            continue
        first, last, years = int(row.first_year), int(row.last_year), int(row.years)
        then = _("in force then") if last == end else _("not in force then")
        rows.append((what, years, first, last, last - first + 1 - years, then, row.source))
    frame = pd.DataFrame(rows, columns=["what", "years", "first", "last", "without", "then", "source"])
    return Indicator(
        "world_alliances",
        THEME,
        _("Obligations of treaties of alliance between the two countries"),
        frame,
        table=Table(
            (
                Column("what", _("Obligation"), "value"),
                Column("years", _("Calendar years"), "number"),
                Column("first", _("First year"), "year"),
                Column("last", _("Last year"), "year"),
                Column("without", _("Years between without it"), "number"),
                Column("then", _("At the end of the data, {year}", year=Year(end)), "value"),
                SOURCE,
            )
        ),
        findings=_alliance_findings(mine, begin, end),
        note=_(
            "The counts of years are ours, from the data set Alliance Treaty Obligations and Provisions. "
            "Counted are calendar years from {begin} to {end} in which a treaty in force held at least one "
            "of the two to the obligation; defence is help when the other is attacked. {begin} as first year "
            "may stand for an earlier beginning. A treaty of many states counts for each pair of them, so an "
            "obligation is no sign of an alliance of these two alone. Years in which an entry of the data "
            "stood for another state are left out.",
            begin=Year(begin),
            end=Year(end),
        ),
    )


def _alliance_findings(mine: pd.DataFrame, begin: int, end: int) -> tuple[Finding, ...]:
    found = Findings()
    every = mine[mine.obligation == ANY]
    if len(every) and not every.years.sum():
        found.add(
            "world_alliances_none",
            _(
                "The data set has both countries and no treaty of {begin}–{end} that held either of them to "
                "an obligation of alliance towards the other.",
                begin=Year(begin),
                end=Year(end),
            ),
            every,
        )
    for row in every[every.years > 0].itertuples():
        first, last = int(row.first_year), int(row.last_year)
        found.add(
            "world_alliances_years",
            ngettext(
                "A treaty in force held at least one of the two countries to an obligation towards the other "
                "in {n} calendar year, {first}.",
                "A treaty in force held at least one of the two countries to an obligation towards the other "
                "in {n} calendar years, the first {first}, the last {last}.",
                int(row.years),
                n=Number(int(row.years)),
                first=Year(first),
                last=Year(last),
            ),
            row,
        )
    held = mine[(mine.obligation != ANY) & (mine.years > 0)]
    standing = held[held.last_year == end]
    if len(standing):
        found.add(
            "world_alliances_end",
            _(
                "In force at the end of the data, {end}: {obligations}.",
                end=Year(end),
                obligations=Join(
                    [
                        _("{obligation} (first year {year})", obligation=OBLIGATIONS[o], year=Year(int(y)))
                        for o, y in zip(standing.obligation, standing.first_year, strict=True)
                    ]
                ),
            ),
            standing,
        )
    elif len(held):
        found.add(
            "world_alliances_ended",
            _("None of these obligations was in force at the end of the data, {end}.", end=Year(end)),
            held,
        )
    return tuple(found)


# --- the length of the border ---


def world_border(sel: Selection) -> Indicator:
    """Length of the border and of those of either side with the comparators (category, series, value: km).

    `value` is the larger and `least` the smaller of the lengths that the pages of the two sides print.
    """
    frame = sel.world[BORDERS]
    pair = {sel.a, sel.b}
    near = {*pair, *sel.comparators}
    frame = frame[(frame.a.isin(pair) & frame.b.isin(near)) | (frame.b.isin(pair) & frame.a.isin(near))]
    own = frame.a.isin(pair) & frame.b.isin(pair)
    side = frame.a.where(frame.a.isin(pair), frame.b)
    frame = frame.assign(
        category=frame.a + "-" + frame.b,
        series=side.mask(own, "pair"),
        value=frame.km_max,
        least=frame.km_min,
        statistics_owner="CIA",
        source=published(sel, BORDERS),
        order=~own,
    )
    frame = frame.sort_values(["order", "series", "category"], kind="stable") if own.any() else frame.iloc[:0]
    labels = {r.category: _("{a}–{b}", a=Country(r.a), b=Country(r.b)) for r in frame.itertuples()}
    low, high = sorted(pair)
    return Indicator(
        "world_border",
        THEME,
        _("Length of the border, beside the other land borders of both countries"),
        frame[["category", "series", "value", "least", "statistics_owner", "source"]].reset_index(drop=True),
        Chart(
            "ranking",
            "km",
            labels={
                **labels,
                "pair": _("{a}–{b}", a=Country(low), b=Country(high)),
                **{c: _("{country}: its other land borders", country=Country(c)) for c in (low, high)},
            },
        ),
        findings=_border_findings(frame, low, high),
        note=_(
            "Kilometres as the CIA World Factbook prints them; where it prints two lengths, the bar is the "
            "larger. Borders of territories that are not states, and of parts of a state overseas, are left "
            "out. A length is no statement on where the line runs or whether it is agreed."
        ),
    )


def _border_findings(frame: pd.DataFrame, low: str, high: str) -> tuple[Finding, ...]:
    found = Findings()
    for row in frame[frame.series == "pair"].itertuples():
        slots: dict[str, Value] = {"length": Number(row.value), "least": Number(row.least)}
        text = _("The CIA World Factbook prints one length of the border: {length} km.", **slots)
        if row.least != row.value:
            text = _(
                "The CIA World Factbook prints {least} km as the smallest and {length} km as the largest "
                "length: its pages differ, or give parts of the border one by one.",
                **slots,
            )
        found.add("world_border_length", text, row)
        for side in (low, high):
            others = frame[frame.series == side]
            if len(others):
                found.add(
                    f"world_border_place_{side.lower()}",
                    _(
                        "{country}: other land borders in the figure {all}, longer than this one {n}.",
                        country=Country(side),
                        n=Number(int((others.value > row.value).sum())),
                        all=Number(len(others)),
                    ),
                    row,
                    others,
                )
    return tuple(found)


# --- what the tables cannot tell ---


def world_limits(sel: Selection) -> Findings:
    """What the three tables do not cover, for the pairs that have rows in them."""
    found = Findings()
    treaties, alliances, border = (of_pair(sel, table) for table in (TREATIES, ALLIANCES, BORDERS))
    if len(treaties):
        found.add(
            "world_limits_treaties",
            _(
                "The collection of treaties ends with {year} and is one of environment, trade and health "
                "above all: it is no register of what two states sign between them, and which of the "
                "treaties have ended is not counted.",
                year=Year(int(sel.world[TREATIES].year.max())),
            ),
            treaties,
        )
    if len(alliances):
        found.add(
            "world_limits_alliances",
            _(
                "The data on alliances end with {year}; whether an obligation held later, and whether it was "
                "kept, they do not tell.",
                year=Year(_alliance_years(sel)[1]),
            ),
            alliances,
        )
    if len(border):
        found.add(
            "world_limits_contacts",
            _(
                "The tables of the world in this book hold no visits of heads of state, no border treaties "
                "and no joint councils, and a length of a border does not tell how it was settled: on these "
                "the chapter has only what was collected for the two countries."
            ),
        )
    return found
