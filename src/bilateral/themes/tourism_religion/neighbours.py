"""The feast on one day in other pairs of neighbours: a base rate for what the pair did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Number, Percent, Value, Year, _
from bilateral.themes import Chart, Finding, Indicator
from bilateral.themes.rows import Findings, count, frame_of, joined, where
from bilateral.themes.tourism_religion.calendars import package_days, package_versions
from bilateral.themes.tourism_religion.feast_dates import (
    FEASTS,
    board_acts,
    feast_pairs,
    read_days,
    split_feasts,
)
from bilateral.themes.tourism_religion.shared import THEME


def base_rate(sel: Selection) -> Indicator:
    """How often neighbours kept Eid al-Fitr on one day before and after the pair's memorandum.

    Our pair by dates of pages. Other land neighbours among pair and comparators by dates of pages and, where
    there is none, of the `holidays` package. Pairs whose two countries are both named in the acts of the
    boards since the memorandum take part in the same arrangement: they are shown apart, as no base rate.
    """
    feast = "fitr"
    pairs = feast_pairs(sel)
    day, old, new = split_feasts(sel, pairs[(pairs.feast == feast) & pairs.status.str.endswith("_day")])
    columns = "category series value n same group free source"
    title = _("{feast} on the same day: this pair and its neighbours", feast=FEASTS[feast])
    chart = Chart("pairs", unit="percent")
    if not day or not len(old) or not len(new):
        return Indicator("base_rate", THEME, title, frame_of([], columns), chart=chart)
    first, last = int(min(old.year.min(), new.year.min())), int(new.year.max())
    near = sorted({sel.a, sel.b, *sel.comparators})
    ours = tuple(sorted((sel.a, sel.b)))
    bordering = {tuple(sorted(b)) for b in sel.borders}
    acted = board_acts(sel)
    acted = acted[acted.kind != "decision"]  # a board decides for its own country; the others bind several
    members = {code for cell in acted.countries for code in cell.split(";")}
    read = read_days(sel, *near)
    read = read[read.feast == feast]
    dates = {c: {**package_days(c, feast, first, last), **_by_year(read, c)} for c in near}
    labels: dict[str, Value] = {"before": _("before the memorandum"), "after": _("after the memorandum")}
    rows: list[tuple[Any, ...]] = []

    def add(pair: tuple[str, ...], days: dict[str, list[int]], group: str, sources: str) -> None:
        code = "–".join(pair)
        name = _("{a}–{b}", a=Country(pair[0]), b=Country(pair[1]))
        labels[code] = _("{pair} (in the arrangement)", pair=name) if group == "member" else name
        for side, apart in days.items():
            same = sum(d == 0 for d in apart)
            free = not members & set(pair)
            rows.append((code, side, 100 * same / len(apart), len(apart), same, group, free, sources))

    add(ours, {"before": list(old.days), "after": list(new.days)}, "ours", joined(old, new))
    others = [(x, y) for x in near for y in near if x < y and (x, y) in bordering and (x, y) != ours]
    for pair in sorted(others, key=lambda p: not set(p) <= members):
        x, y = (dates[c] for c in pair)
        years = [year for year in sorted(x.keys() & y.keys()) if first <= year <= last]
        apart = {year: (date.fromisoformat(x[year]) - date.fromisoformat(y[year])).days for year in years}
        split = {
            "before": [d for year, d in apart.items() if x[year] <= day],
            "after": [d for year, d in apart.items() if x[year] > day],
        }
        if all(split.values()):
            told = read[read.country.isin(pair) & read.year.isin(years)]
            add(pair, split, "member" if set(pair) <= members else "other", joined(told))
    frame = frame_of(rows, columns)
    return Indicator(
        "base_rate",
        THEME,
        title,
        frame,
        chart=Chart("pairs", unit="percent", labels=labels),
        findings=tuple(_base_rate_findings(sel, feast, frame, labels, first, last)),
        note=_(
            "The pair itself: dates read on pages. The others: dates read on pages where we found one, else "
            "the public holidays in {holidays}, estimates left out. A rise of the others says that part of "
            "the change may be shared.",
            holidays=package_versions()["holidays"],
        ),
    )


def _by_year(days: pd.DataFrame, country: str) -> dict[int, str]:
    mine = days[days.country == country]
    return dict(zip(mine.year, mine.date, strict=True))


def _base_rate_findings(
    sel: Selection, feast: str, frame: pd.DataFrame, labels: dict[str, Value], first: int, last: int
) -> list[Finding]:
    """The pair beside pairs outside the arrangement; then each pair inside it; then how firm dates are."""
    found = Findings()
    mine = frame[frame.group == "ours"].set_index("series")
    others = frame[frame.group == "other"]
    if len(others):
        pooled = others.groupby("series")[["same", "n"]].sum()
        up = others.pivot(index="category", columns="series", values="value")
        found.add(
            "base_rate",
            _(
                "Before the memorandum the pair kept {feast} on one day in {same} of {n} documented years, "
                "after it in {same_later} of {n_later}. In {pairs} pairs of neighbours of which at least one "
                "country is outside the arrangement ({first}–{last}; {countries} countries in all) the share "
                "was {share} before and {share_later} after; it rose in {rose} of them.",
                feast=FEASTS[feast],
                same=Number(int(mine.same["before"])),
                n=Number(int(mine.n["before"])),
                same_later=Number(int(mine.same["after"])),
                n_later=Number(int(mine.n["after"])),
                pairs=Number(others.category.nunique()),
                countries=Number(len({c for code in others.category for c in code.split("–")})),
                first=Year(first),
                last=Year(last),
                share=Percent(100 * pooled.same["before"] / pooled.n["before"], 0),
                share_later=Percent(100 * pooled.same["after"] / pooled.n["after"], 0),
                rose=count(up["after"] > up["before"]),
            ),
            mine,
            others,
        )
        free = others[others.free]
        if len(free):
            sums = free.groupby("series")[["same", "n"]].sum()
            found.add(
                "base_rate_free",
                _(
                    "In {pairs} of these pairs neither country takes part in the arrangement: there the "
                    "share was {share} before and {share_later} after ({same} of {n} and {same_later} of "
                    "{n_later} years of all these pairs).",
                    pairs=Number(free.category.nunique()),
                    share=Percent(100 * sums.same["before"] / sums.n["before"], 0),
                    share_later=Percent(100 * sums.same["after"] / sums.n["after"], 0),
                    same=Number(int(sums.same["before"])),
                    n=Number(int(sums.n["before"])),
                    same_later=Number(int(sums.same["after"])),
                    n_later=Number(int(sums.n["after"])),
                ),
                free,
            )
    for code, inside in frame[frame.group == "member"].groupby("category", sort=False):
        sides = inside.set_index("series")
        one, other = str(code).split("–")
        found.add(
            f"base_rate_{one.lower()}_{other.lower()}",
            _(
                "{a}–{b}, both named in the acts of the boards since the memorandum: on one day in {same} of "
                "{n} years before it and in {same_later} of {n_later} after it. This pair takes part in the "
                "same arrangement, so it is no base rate.",
                a=Country(one),
                b=Country(other),
                same=Number(int(sides.same["before"])),
                n=Number(int(sides.n["before"])),
                same_later=Number(int(sides.same["after"])),
                n_later=Number(int(sides.n["after"])),
            ),
            inside,
            board_acts(sel),
        )
    read = read_days(sel, *sel.comparators)
    read = read[(read.feast == feast) & read.year.between(first, last)]
    if len(frame) and len(read):
        listed = {c: package_days(c, feast, first, last) for c in set(read.country)}
        read = where(read, (y in listed[c] for c, y in zip(read.country, read.year, strict=True)))
        hits = [listed[c][y] == d for c, y, d in zip(read.country, read.year, read.date, strict=True)]
    if len(frame) and len(read):
        found.add(
            "base_rate_check",
            _(
                "For {n} dates of neighbours ({countries}) both a page and the package were found; the "
                "package gives the same day for {same} of them. Its other dates of neighbours are unchecked.",
                n=Number(len(hits)),
                countries=Join([Country(c) for c in dict.fromkeys(sorted(read.country))]),
                same=Number(sum(hits)),
            ),
            read,
        )
    return found
