"""The primary indicator of each theme as a yearly series, for the pair and for the pairs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Message, Number, Value, _
from bilateral.themes import culture, diplomacy
from bilateral.themes.rows import ids
from bilateral.themes.tourism_religion import feast_dates
from bilateral.turning_point import BASELINE_POINTS, Series, Windows
from bilateral.vocabulary import THEMES

THEME = "synthesis"
INDEPENDENT = 1992  # from here on the record of acts is kept for both states as states


@dataclass(frozen=True)
class Primary:
    """A theme's primary indicator: its series, what it rests on, and the same series of other pairs.

    `acts` are the dated acts behind a count (event_id, year, source), else empty. `others` holds the series
    of all other land-border pairs, by "AAA-BBB"; None where no source has them, and `alone` says why.
    `beside` is the same series by a laxer rule that was not declared beforehand: exploratory, and used only
    where the declared one cannot be tested.
    """

    theme: str
    indicator: str
    direction: str
    test: str
    series: Series
    sources: tuple[str, ...] = ()
    acts: pd.DataFrame = field(default_factory=pd.DataFrame)
    others: dict[str, Series] | None = None
    alone: Message | None = None
    beside: Series | None = None
    beside_others: dict[str, Series] | None = None


def windows(sel: Selection) -> Windows:
    """Eight full years on each side of the turning point, which is on neither side."""
    return Windows.around(sel.turning_point)


def primaries(sel: Selection) -> list[Primary]:
    """The primary indicator of each theme, as `data/indicators.csv` declares it, in the order of themes."""
    declared = sel.indicators[sel.indicators.primary == "yes"]
    found = []
    for theme in THEMES:
        mine = declared[declared.theme == theme]
        if len(mine):
            row = mine.iloc[0]
            made = _MAKE[row.indicator](sel)
            found.append(
                Primary(theme=theme, indicator=row.indicator, direction=row.direction, test=row.test, **made)
            )
    return found


def _counted(sel: Selection, name: str, acts: pd.DataFrame, known: bool) -> Series:
    """Acts per year; the record covers the full years since independence where rows were collected."""
    last = diplomacy.last_full_year(sel)
    first = max(INDEPENDENT, sel.since or INDEPENDENT)
    covered = frozenset(range(first, last + 1)) if known else frozenset()
    per_year = acts.groupby("year").size().to_dict() if len(acts) else {}
    values = {int(y): float(n) for y, n in per_year.items()}
    return Series(name, "count", values, "record", "record", name, "record", covered=covered)


_RECORD_ALONE = _("No one source counts such acts for other pairs of neighbours")


def visits(sel: Selection) -> dict[str, Any]:
    """Visits of a head of state of one country to the other."""
    acts = diplomacy.visits(sel)
    series = _counted(sel, "head_of_state_visits", acts, diplomacy.collected(sel))
    return {"series": series, "acts": acts, "sources": _cited(sel, acts), "alone": _RECORD_ALONE}


def culture_acts(sel: Selection) -> dict[str, Any]:
    """Dated acts of culture of both countries."""
    acts = culture.acts(sel)
    bilateral = acts[[cell.count(";") == 1 for cell in acts.countries]] if len(acts) else acts
    series = _counted(sel, "joint_culture_acts", acts, len(bilateral) > 0)
    return {"series": series, "acts": acts, "sources": _cited(sel, acts), "alone": _RECORD_ALONE}


def _cited(sel: Selection, acts: pd.DataFrame) -> tuple[str, ...]:
    """The sources of the acts inside the windows."""
    return ids(acts[acts.year.isin(windows(sel).years)].source) if len(acts) else ()


def feasts(sel: Selection) -> dict[str, Any]:
    """Days between the dates on which the two countries kept Eid al-Fitr, where pages give both dates."""
    pairs = feast_dates.feast_pairs(sel)
    pairs = pairs[(pairs.feast == "fitr") & pairs.status.str.endswith("_day")]
    values = {int(r.year): float(r.days) for r in pairs.itertuples()}
    one = "religious boards"
    used = pairs[pairs.year.isin(windows(sel).years)]
    return {
        "series": Series("fitr_days_apart", "level", values, one, one, "fitr_days_apart", f"{sel.a};{sel.b}"),
        "sources": ids(used.source),
        "alone": _(
            "Dates of other pairs come from a package of holidays, not from pages, and not for all years"
        ),
    }


def votes(sel: Selection) -> dict[str, Any]:
    """Share of identical votes in the UN General Assembly, by session, for the pair and all other pairs."""
    made = {
        f"{a}-{b}": Series(
            "unga_agreement",
            "share",
            dict(zip(mine.year, mine.agree, strict=True)),
            "UNGA",
            "unga",
            "identical votes among those both cast",
            f"{a};{b}",
            n=dict(zip(mine.year, mine.n, strict=True)),
        )
        for (a, b), mine in sel.unga.groupby(["a", "b"])
    }
    return _with_others(sel, made, "unga_agreement")


def trade(sel: Selection) -> dict[str, Any]:
    """Share of the partner in farm and food trade, as reported in every year of both windows by one set."""
    shares = agrifood_shares(sel)
    pairs = sorted({(min(pair), max(pair)) for pair in shares})
    made = {f"{a}-{b}": agrifood_series(shares, a, b, windows(sel).years) for a, b in pairs}
    lax = {f"{a}-{b}": _agrifood_lax(shares, a, b, windows(sel)) for a, b in pairs}
    own = lax.pop("-".join(sorted((sel.a, sel.b))), None)
    return {**_with_others(sel, made, "agrifood_trade"), "beside": own, "beside_others": lax}


def _agrifood_lax(shares: dict[tuple[str, str], pd.Series], a: str, b: str, around: Windows) -> Series:
    """As `agrifood_series`, of the reporters with six years in each window; other years are missing."""
    enough = [
        pair
        for pair in ((a, b), (b, a))
        if pair in shares
        and all(
            shares[pair].index.isin(side).sum() >= BASELINE_POINTS for side in (around.early, around.late)
        )
    ]
    used = {pair: shares[pair] for pair in enough}
    common = set.intersection(*(set(s.index) for s in used.values())) if used else set()
    return agrifood_series(used, a, b, common) if common else agrifood_series({}, a, b, ())


def agrifood_shares(sel: Selection) -> dict[tuple[str, str], pd.Series]:
    """(reporter, partner) -> share of the partner in the reporter's farm and food trade, by year.

    Without years in which the reporter reported one direction alone (a fragment) or no flow with the partner
    is kept. Flows below the publisher's threshold are no zero, but they are left out of the sum.
    """
    rows = sel.agrifood
    rows = rows[rows.all_exports.notna() & rows.all_imports.notna()]
    rows = rows[rows.exports.notna() | rows.imports.notna()]
    share = (rows.exports.fillna(0) + rows.imports.fillna(0)) / (rows.all_exports + rows.all_imports)
    rows = rows.assign(share=share)
    return {
        (str(key[0]), str(key[1])): mine.set_index("year").share
        for key, mine in rows.groupby(["reporter", "partner"])
    }


def agrifood_series(
    shares: dict[tuple[str, str], pd.Series], a: str, b: str, needed: Iterable[int]
) -> Series:
    """The mean of the shares over the reporters with a share in every one of the `needed` years.

    No such reporter: an empty series. The set of reporters is the same in all years.
    """
    wanted = set(needed)
    used = {
        pair: shares[pair]
        for pair in ((a, b), (b, a))
        if pair in shares and wanted <= set(shares[pair].index)
    }
    values: dict[int, float] = {}
    if used:
        by_year = [series.dropna().to_dict() for series in used.values()]
        years = sorted(set.intersection(*(set(known) for known in by_year)))
        values = {int(y): sum(known[y] for known in by_year) / len(by_year) for y in years}
    return Series(
        "agrifood_trade_share", "share", values, "FAOSTAT", "faostat", "farm and food, kept flows",
        ";".join(reporter for reporter, _partner in used),
    )  # fmt: skip


def _with_others(sel: Selection, made: dict[str, Series], table: str) -> dict[str, Any]:
    own = "-".join(sorted((sel.a, sel.b)))
    empty = Series(table, "share", {}, "", "", table, "")
    series = made.pop(own, empty)
    return {
        "series": series,
        "others": made,
        "sources": tuple(filter(None, [sel.published.get(table, "")])),
    }


_MAKE: dict[str, Callable[[Selection], dict[str, Any]]] = {
    "head_of_state_visits": visits,
    "agrifood_trade_share": trade,
    "joint_culture_acts": culture_acts,
    "fitr_days_apart": feasts,
    "unga_agreement": votes,
}

NAMES: dict[str, Message] = {
    "head_of_state_visits": _("visits of heads of state a year"),
    "agrifood_trade_share": _("share of the partner in farm and food trade"),
    "joint_culture_acts": _("joint acts of culture a year"),
    "fitr_days_apart": _("days between the dates of Eid al-Fitr"),
    "unga_agreement": _("agreement in the UN General Assembly"),
}


def amount(indicator: str, value: float) -> Value:
    """A value of a primary indicator, or a difference of two, as a reader sees it."""
    if indicator in ("agrifood_trade_share", "unga_agreement"):
        return _("{n} percentage points", n=Number(100 * value, 1))
    if indicator == "fitr_days_apart":
        return _("{n} days", n=Number(value, 1))
    return Number(value, 1)


def groups(sel: Selection, others: dict[str, Series]) -> dict[str, dict[str, Series]]:
    """The other pairs in three groups: those of a, those of b, those that hold neither."""
    found: dict[str, dict[str, Series]] = {"a_others": {}, "b_others": {}, "neither": {}}
    for pair, series in others.items():
        countries = pair.split("-")
        name = "a_others" if sel.a in countries else "b_others" if sel.b in countries else "neither"
        found[name][pair] = series
    return found


def group_names(sel: Selection) -> dict[str, Value]:
    """What the groups are called."""
    return {
        "a_others": _("{country} with its other neighbours", country=Country(sel.a)),
        "b_others": _("{country} with its other neighbours", country=Country(sel.b)),
        "neither": _("pairs of neighbours that hold neither"),
    }
