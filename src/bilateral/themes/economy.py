"""The economy of a pair: trade by both reporters, pledges, partners, firms, deals, freight, energy, size.

Whose number is drawn. Several owners often give one number. Every figure found stays in the tables; a line
takes one per reporter and year, by a fixed order (`RANKS`): the reporter's statistics office, its customs,
another body of its own, its government or foreign ministry (which name no statistics office), an
international compilation, anyone else, an unnamed owner. Within one owner the surer goes first, then the
exact, then the more precise figure. Figures of low confidence are listed, never drawn. Part-years are never
drawn as years. A drawn point that is not of the reporter's statistics office is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import (
    Capital,
    Country,
    Join,
    Message,
    Money,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.vocabulary import qualified, word

THEME = "economy"
RANKS = ("statistics office", "customs", "other body", "government", "international", "others", "not named")
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_FLOWS = ("turnover", "exports", "imports")
_MOST_LINES = 6  # a chart tells six lines apart
_POINTS = ["period", "series", "value", "qualifier", "status", "mark", "statistics_owner", "source"]


# --- picking rows ---


def _numbers(sel: Selection, indicator: str, reporter: str = "", partner: str | None = None) -> pd.DataFrame:
    """Observations of one indicator, with `year`: the calendar year of a full-year period, else missing."""
    rows = sel.observations[sel.observations.indicator == indicator]
    if reporter:
        rows = rows[rows.reporter == reporter]
    if partner is not None:
        rows = rows[rows.partner == partner]
    return rows.assign(year=[sel.full_year(p) for p in rows.period])


def _both(sel: Selection, indicators: Iterable[str]) -> pd.DataFrame:
    """Observations of some indicators between the two countries, in either direction, in time order."""
    rows = sel.observations[sel.observations.indicator.isin(list(indicators))]
    pair = {sel.a, sel.b}
    rows = rows[rows.reporter.isin(pair) & rows.partner.isin(pair)]
    return rows.assign(year=[sel.full_year(p) for p in rows.period]).sort_values(
        ["period", "reporter", "observation_id"], kind="stable"
    )


def owner_rank(owner: str, reporter: str, sides: Mapping[str, str]) -> int:
    """The place of a statistics owner in `RANKS` for one reporter; `sides` gives the country of an owner."""
    side, _dash, body = owner.partition("-")
    if owner == "unknown" or owner not in sides:
        return 6
    if sides[owner] == reporter and side == reporter:
        return {"STAT": 0, "CUSTOMS": 1, "GOV": 3, "MFA": 3}.get(body, 2)
    return 4 if sides[owner] == "INT" else 5


def _digits(value: float) -> int:
    return len(f"{value:.12g}".replace(".", "").strip("0"))


def pick(sel: Selection, rows: pd.DataFrame, by: str = "year") -> pd.DataFrame:
    """One row per `by` (a year or a period) in the order of `RANKS`; low confidence is left out."""
    rows = rows[rows[by].notna() & (rows.confidence != "low")]
    if rows.empty:
        return rows.assign(rank=[])
    sides = dict(zip(sel.owners.owner, sel.owners.side, strict=True))
    order = rows.assign(
        rank=[owner_rank(o, r, sides) for o, r in zip(rows.statistics_owner, rows.reporter, strict=True)],
        sure=rows.confidence.map(_CONFIDENCE),
        rounded=(rows.qualifier != "exact").astype(int),
        coarse=[-_digits(v) for v in rows.value],
    ).sort_values([by, "rank", "sure", "rounded", "coarse", "observation_id"], kind="stable")
    return order.drop_duplicates(by)


def _points(sel: Selection, rows: pd.DataFrame, series: str, absent: Iterable[int] = ()) -> pd.DataFrame:
    """Picked rows as points of a line; the years of `absent` that have none are marked as not found."""
    picked = pick(sel, rows)
    found = [
        (
            str(int(r.year)),
            series,
            r.value,
            r.qualifier,
            "zero" if r.value == 0 else "reported",
            _mark(r),
            r.statistics_owner,
            r.source,
        )
        for r in picked.itertuples()
    ]
    have = {row[0] for row in found}
    found += [(str(y), series, None, "", "not_found", "", "", "") for y in absent if str(y) not in have]
    return _frame(found, _POINTS).sort_values("period", kind="stable")


def _frame(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    for name in ("value", "target"):
        if name in frame:
            frame[name] = frame[name].astype(float)
    return frame


def _span(frames: Sequence[pd.DataFrame]) -> range:
    years = [int(y) for f in frames for y in f.year.dropna()]
    return range(min(years), max(years) + 1) if years else range(0)


def _series(sel: Selection, wanted: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Several lines over one span of years, with what was not found; empty where nothing was found."""
    picked = {code: pick(sel, rows) for code, rows in wanted.items()}
    years = _span(list(picked.values()))
    lines = [_points(sel, rows, code, years) for code, rows in wanted.items() if len(picked[code])]
    return pd.concat(lines, ignore_index=True) if lines else _frame([], _POINTS)


def _values(frame: pd.DataFrame, series: str) -> dict[int, Any]:
    """The drawn rows of one line by year."""
    rows = frame[(frame.series == series) & frame.value.notna()]
    return {int(r.period): r for r in rows.itertuples()}


def _sources(*cells: Any) -> tuple[str, ...]:
    """The source ids in rows, frames or cells, each once."""
    found: list[str] = []
    for cell in cells:
        ids = cell.source if hasattr(cell, "source") else cell
        for item in [ids] if isinstance(ids, str) else list(ids):
            found += [s for s in str(item).split(";") if s]
    return tuple(dict.fromkeys(found))


def releases(sel: Selection, sources: Iterable[str]) -> int:
    """How many independent releases stand behind sources: reprints of one release count once."""
    rows = sel.sources[sel.sources.source.isin(list(sources))]
    return int(rows.release.where(rows.release != "", rows.source).nunique())


def _usd(value: float) -> Money:
    """Dollars with the places that matter here: 4.97 bn must not become 5.0 bn."""
    return Money(value, 2 if value >= 1e9 else 1)


def _said(row: Any, write: Callable[[float], Value] | None = None) -> Value:
    """A drawn figure (dollars unless `write` says else) with its "about" or "more than"."""
    return qualified(row.qualifier, (write or _usd)(row.value))


def _mark(row: Any) -> str:
    """The mark of a picked row: whether another owner than the reporter's statistics office gives it."""
    return "" if row.rank == 0 else "other_owner"


def _amount(row: Any) -> Value:
    """The number of an observation as its source puts it: with "about", "more than" and its unit."""
    number: Value
    if row.unit == "USD":
        number = _usd(row.value)
    elif row.unit in ("KZT", "UZS", "RUB", "EUR"):
        number = Money(row.value, currency=row.unit)
    elif row.unit == "percent":
        number = Percent(row.value)
    else:
        number = Number(row.value)
    return qualified(row.qualifier, number)


def _times(value: float) -> Number:
    return Number(value, 1)


# --- trade between the two, as both sides report it ---


def turnover(sel: Selection) -> Indicator:
    """Turnover by year as each side reports it, and the gap where both did."""
    frame = _series(sel, {r: _numbers(sel, "turnover", r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))})
    a, b = _values(frame, sel.a), _values(frame, sel.b)
    common = sorted(set(a) & set(b))
    findings = []

    def gap(name: str, year: int, template: Callable[..., Message]) -> Finding:
        low, high = sorted((a[year].value, b[year].value))
        text = template(year, Percent(100 * (high - low) / low, 0), high - low)
        return Finding(name, text, _sources(a[year], b[year]))

    def said(year: int) -> dict[str, Any]:
        return {
            "year": Year(year),
            "a": Country(sel.a),
            "b": Country(sel.b),
            "value_a": _said(a[year]),
            "value_b": _said(b[year]),
        }

    if common:
        findings.append(
            gap(
                "turnover_latest",
                common[-1],
                lambda y, p, d: _(
                    "{year} is the latest year with a drawn figure from both sides. Reporter {a}: {value_a}. "
                    "Reporter {b}: {value_b}. The larger figure is {percent} above the smaller.",
                    percent=p,
                    **said(y),
                ),
            )
        )
        widest = max(common, key=lambda y: abs(a[y].value - b[y].value))
        findings.append(
            gap(
                "turnover_widest_gap",
                widest,
                lambda y, p, d: _(
                    "Of {n} years with both reports, the gap in dollars is widest in {year}: "
                    "reporter {a} {value_a}, reporter {b} {value_b}, a difference of {gap}.",
                    n=Number(len(common)),
                    gap=_usd(d),
                    **said(y),
                ),
            )
        )
        above = sum(1 for y in common if a[y].value > b[y].value)
        below = sum(1 for y in common if a[y].value < b[y].value)
        findings.append(
            Finding(
                "turnover_direction",
                _(
                    "Of {n} years with both reports, reporter {a} gives the higher figure in {above}, "
                    "reporter {b} in "
                    "{below}.",
                    n=Number(len(common)),
                    a=Country(sel.a),
                    b=Country(sel.b),
                    above=Number(above),
                    below=Number(below),
                ),
                _sources(*(a[y] for y in common), *(b[y] for y in common)),
            )
        )
    for code, mine in ((sel.a, a), (sel.b, b)):
        later = {y: r for y, r in mine.items() if y > sel.turning_point}
        if len(later) > 1:
            first, last, top = min(later), max(later), max(later, key=lambda y: later[y].value)
            findings.append(
                Finding(
                    f"turnover_since_{code.lower()}",
                    _(
                        "Reporter {country}: the first drawn figure after {turning_point} is {first_value} "
                        "({first}), the latest {last_value} ({last}), the highest {top_value} ({top}).",
                        country=Country(code),
                        turning_point=Year(sel.turning_point),
                        first=Year(first),
                        last=Year(last),
                        top=Year(top),
                        first_value=_said(later[first]),
                        last_value=_said(later[last]),
                        top_value=_said(later[top]),
                    ),
                    _sources(later[first], later[last], later[top]),
                )
            )
    return Indicator(
        "turnover",
        THEME,
        _("Trade turnover of {a} and {b}, by reporter", a=Country(sel.a), b=Country(sel.b)),
        frame,
        chart=Chart("lines", unit="USD", turning_point=True, gap=(sel.a, sel.b)),
        findings=tuple(findings),
        note=_(
            "One figure per reporter and year: its statistics office first, then its other bodies, then "
            "others. "
            "Where the year has no figure of a statistics office, the owner stands in the table. "
            "Figures of low confidence and part-years are not drawn."
        ),
    )


def turnover_spread(sel: Selection) -> Indicator:
    """The lowest and highest figure found for each full year, whoever gave it, low confidence included."""
    rows = _both(sel, ["turnover"])
    rows = rows[rows.year.notna()]
    spread = {
        int(year): (mine.value.min(), mine.value.max(), mine)
        for year, mine in rows.groupby("year", sort=True)
    }
    years = sorted(spread)
    run = [y for i, y in enumerate(years) if all(n in spread for n in range(y, years[-1] + 1))]
    frame_rows: list[Sequence[Any]] = []
    for y in run:
        low, high, mine = spread[y]
        owners, sources = ";".join(dict.fromkeys(mine.statistics_owner)), ";".join(dict.fromkeys(mine.source))
        frame_rows += [(str(y), "low", low, owners, sources), (str(y), "high", high, owners, sources)]
    drawn = turnover(sel).frame
    for code in (sel.a, sel.b):
        frame_rows += [
            (str(y), code, r.value, r.statistics_owner, r.source)
            for y, r in _values(drawn, code).items()
            if y in run
        ]
    findings = []
    several = {y: s for y, s in spread.items() if s[0] < s[1]}
    if several:
        widest = max(several, key=lambda y: several[y][1] / several[y][0])
        low, high, mine = several[widest]
        findings.append(
            Finding(
                "turnover_widest_spread",
                _(
                    "The figures for one year, those of low confidence included, differ most in {year}: from "
                    "{low} to {high}, in {releases} independent releases.",
                    year=Year(widest),
                    low=_usd(low),
                    high=_usd(high),
                    releases=Number(releases(sel, mine.source)),
                ),
                _sources(mine),
            )
        )
        findings.append(
            Finding(
                "turnover_disagreement",
                _(
                    "Of {n} full years with a figure, {k} have figures that differ.",
                    n=Number(len(spread)),
                    k=Number(len(several)),
                ),
            )
        )
    return Indicator(
        "turnover_spread",
        THEME,
        _("All full-year turnover figures found: lowest, highest and the drawn ones"),
        _frame(frame_rows, ["period", "series", "value", "statistics_owner", "source"]),
        chart=Chart(
            "band",
            unit="USD",
            labels={"low": _("from the lowest to the highest figure found")},
            turning_point=True,
        ),
        findings=tuple(findings),
        note=_(
            "Figures of low confidence count here. Shown: the latest unbroken run of years with a figure."
        ),
    )


def turnover_figures(sel: Selection) -> Indicator:
    """Every full-year figure of turnover, exports and imports that was found, with its owner."""
    rows = _both(sel, _FLOWS)
    rows = rows[rows.year.notna() & (rows.year >= sel.turning_point)]
    keys = ["year", "indicator", "reporter", "value", "statistics_owner"]
    out = []
    for key, mine in rows.groupby(keys, sort=True):
        k = dict(zip(keys, key, strict=True))
        mine = mine.sort_values("confidence", key=lambda c: c.map(_CONFIDENCE), kind="stable")
        out.append(
            (
                str(int(k["year"])),
                FLOW_WORDS[k["indicator"]],
                k["reporter"],
                _amount(mine.iloc[0]),
                k["value"],
                k["statistics_owner"],
                mine.confidence.iloc[0],
                Number(releases(sel, mine.source)),
                ";".join(dict.fromkeys(mine.source)),
            )
        )
    frame = _frame(
        out,
        [
            "period",
            "flow",
            "reporter",
            "amount",
            "value",
            "statistics_owner",
            "confidence",
            "releases",
            "source",
        ],
    )
    return Indicator(
        "turnover_figures",
        THEME,
        _("Full-year figures since {year}, by whose they are", year=Year(sel.turning_point)),
        frame,
        table=Table(
            (
                Column("period", _("Year"), "period"),
                Column("flow", _("Flow"), "value"),
                Column("reporter", _("Reporter"), "country"),
                Column("amount", _("Figure"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("confidence", _("Confidence"), "word", "confidence"),
                Column("releases", _("Independent releases"), "value"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


FLOW_WORDS = {"turnover": _("turnover"), "exports": _("exports"), "imports": _("imports")}


def _mirror(sel: Selection, name: str, origin: str, target: str, goods: str, title: Message) -> Indicator:
    """Goods from `origin` to `target` twice: exports by the origin, imports by the destination."""
    out = _numbers(sel, f"exports{goods}", origin, target)
    into = _numbers(sel, f"imports{goods}", target, origin)
    frame = _series(sel, {"exports": out, "imports": into})
    labels = {
        "exports": _("exports, reporter {country}", country=Country(origin)),
        "imports": _("imports, reporter {country}", country=Country(target)),
    }
    gave, took = _values(frame, "exports"), _values(frame, "imports")
    common = sorted(set(gave) & set(took))
    findings = []
    if common:
        last = common[-1]
        low, high = sorted((gave[last].value, took[last].value))
        findings.append(
            Finding(
                f"{name}_latest",
                _(
                    "{subject}: for {year} the exporter {origin} reports {gave}, the importer {target} "
                    "{took}; the "
                    "larger figure is {percent} above the smaller.",
                    subject=title,
                    year=Year(last),
                    origin=Country(origin),
                    target=Country(target),
                    gave=_said(gave[last]),
                    took=_said(took[last]),
                    percent=Percent(100 * (high - low) / low, 0),
                ),
                _sources(gave[last], took[last]),
            )
        )
        findings.append(
            Finding(
                f"{name}_both",
                _(
                    "{subject}: {n} years have both reports, {only_out} only the exporter's, {only_in} "
                    "only the "
                    "importer's.",
                    subject=title,
                    n=Number(len(common)),
                    only_out=Number(len(set(gave) - set(took))),
                    only_in=Number(len(set(took) - set(gave))),
                ),
                _sources(*(gave[y] for y in common), *(took[y] for y in common)),
            )
        )
    return Indicator(
        name,
        THEME,
        title,
        frame,
        chart=Chart("lines", unit="USD", labels=labels, turning_point=True, gap=("exports", "imports")),
        findings=tuple(findings),
    )


def mirror_in(sel: Selection) -> Indicator:
    """Goods from b to a, as the exporter and as the importer report them."""
    title = _("Goods from {origin} to {target}", origin=Country(sel.b), target=Country(sel.a))
    return _mirror(sel, "mirror_in", sel.b, sel.a, "", title)


def mirror_out(sel: Selection) -> Indicator:
    """Goods from a to b, as the exporter and as the importer report them."""
    title = _("Goods from {origin} to {target}", origin=Country(sel.a), target=Country(sel.b))
    return _mirror(sel, "mirror_out", sel.a, sel.b, "", title)


def growth(sel: Selection) -> Indicator:
    """Growth rates of turnover that were said, set against each other where they are for the same period."""
    rows = _both(sel, ["turnover_growth"])
    out = [
        (r.period, r.reporter, _amount(r), r.value, r.statistics_owner, r.confidence, r.source)
        for r in rows.drop_duplicates(["period", "reporter", "value", "statistics_owner"]).itertuples()
        if sel.year(r.period) >= sel.turning_point
    ]
    frame = _frame(out, ["period", "reporter", "amount", "value", "statistics_owner", "confidence", "source"])
    findings = []
    full = rows[rows.year.notna()]
    spread = full.groupby("year").value.agg(["min", "max"])
    spread = spread[spread["max"] > spread["min"]]
    if len(spread):
        year = (spread["max"] - spread["min"]).idxmax()
        mine = full[full.year == year]
        findings.append(
            Finding(
                "growth_spread",
                _(
                    "The growth rates said for one year lie furthest apart in {year}: from {low} to {high}.",
                    year=Year(int(year)),
                    low=Percent(spread["min"][year]),
                    high=Percent(spread["max"][year]),
                ),
                _sources(mine),
            )
        )
    return Indicator(
        "growth",
        THEME,
        _("Growth of turnover as it was said, against the same period a year before"),
        frame,
        table=Table(
            (
                Column("period", _("Period"), "period"),
                Column("reporter", _("Reporter"), "country"),
                Column("amount", _("Growth"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("confidence", _("Confidence"), "word", "confidence"),
                Column("source", _("Sources"), "sources"),
            )
        ),
        findings=tuple(findings),
        note=_("A rate is for its own period: part-years are listed and never compared with years."),
    )


# --- pledges ---


def _pledged(sel: Selection) -> pd.DataFrame:
    """Commitments of both countries to an amount of turnover, oldest first."""
    rows = sel.joint(sel.commitments)
    rows = rows[(rows.indicator == "turnover") & rows.target.notna()]
    return rows.sort_values(["date", "commitment_id"], kind="stable")


def implied(sel: Selection, reporter: str, partner: str) -> dict[int, tuple[float, str]]:
    """Turnover of a year that a later figure and its stated growth imply: value / (1 + growth), same source.

    Only rows above low confidence count; year -> (US dollars, source).
    """
    rate = _numbers(sel, "turnover_growth", reporter, partner)
    value = _numbers(sel, "turnover", reporter, partner)
    rate, value = (f[f.year.notna() & (f.confidence != "low")] for f in (rate, value))
    found: dict[int, tuple[float, str]] = {}
    for r in rate.itertuples():
        same = value[(value.year == r.year) & (value.source == r.source)]
        if len(same):
            found.setdefault(int(r.year) - 1, (float(same.value.iloc[0]) / (1 + r.value / 100), r.source))
    return found


def _outcome(
    due: int | None, since: int, target: float, values: Mapping[int, float], last: int
) -> tuple[str, int | None]:
    """Status of a pledge in one reporter's figures, and the first year that met it.

    reached, reached_late, missed, not_due, open (no due year, not met), not_found (none for the due year).
    """
    met = min((y for y, v in values.items() if y >= since and v >= target), default=None)
    if due is None:
        return ("reached" if met is not None else "open"), met
    if met is not None and met <= due:
        return "reached", met
    if due > last:
        return "not_due", None
    if met is not None:
        return ("reached_late" if due in values else "not_found"), met
    return ("missed" if due in values else "not_found"), None


def _pledge_rows(sel: Selection) -> list[dict[str, Any]]:
    drawn = turnover(sel).frame
    figures: dict[str, dict[int, float]] = {}
    guessed: dict[str, set[int]] = {}
    for r, p in ((sel.a, sel.b), (sel.b, sel.a)):
        stated = {y: row.value for y, row in _values(drawn, r).items()}
        figures[r] = {y: v for y, (v, _source) in implied(sel, r, p).items()} | stated
        guessed[r] = set(figures[r]) - set(stated)
    last = max((y for v in figures.values() for y in v), default=0)
    out = []
    for c in _pledged(sel).itertuples():
        due = sel.year(c.due) if c.due else None
        said = sel.commitment_sources[sel.commitment_sources.commitment_id == c.commitment_id]
        row: dict[str, Any] = {
            "commitment_id": c.commitment_id,
            "date": c.date,
            "target": c.target,
            "due": c.due,
            "source": ";".join(dict.fromkeys(said.source)),
            "releases": releases(sel, said.source),
        }
        for side, code in (("a", sel.a), ("b", sel.b)):
            status, met = _outcome(due, sel.year(c.date), c.target, figures[code], last)
            row |= {
                f"outcome_{side}": status,
                f"met_{side}": met,
                f"at_due_{side}": figures[code].get(due or 0),
            }
            row[f"implied_{side}"] = (due in guessed[code], met in guessed[code])
        out.append(row)
    return out


def pledges(sel: Selection) -> Indicator:
    """Pledged turnover against the figures of each side, in the years since the first pledge."""
    rows = _pledge_rows(sel)
    drawn = turnover(sel).frame
    first = min((sel.year(r["date"]) for r in rows), default=0)
    drawn = (
        drawn[drawn.period.astype(int) >= first].assign(role="value") if rows else drawn[:0].assign(role="")
    )
    seen: dict[tuple[str, float], str] = {}
    for r in rows:
        if r["due"]:
            key = (str(sel.year(r["due"])), r["target"])
            seen[key] = r["source"]
    aims = _frame(
        [(y, "pledge", v, "exact", "reported", "", "", s, "target") for (y, v), s in sorted(seen.items())],
        [*_POINTS, "role"],
    )
    frame = pd.concat([drawn, aims], ignore_index=True) if len(aims) else drawn
    return Indicator(
        "pledges",
        THEME,
        _("Pledged turnover and what each side's figures reached"),
        frame,
        chart=Chart(
            "lines", unit="USD", labels={"pledge": _("pledged, at the year it is due")}, turning_point=True
        ),
        findings=tuple(_pledge_findings(sel, rows)),
        note=_(
            "A pledge without a year is in the table only. Pledges with a year still to come stand at "
            "that year."
        ),
    )


def _pledge_findings(sel: Selection, rows: list[dict[str, Any]]) -> Iterable[Finding]:
    for r in sorted((r for r in rows if r["due"]), key=lambda r: (r["due"], r["target"])):
        due = Year(sel.year(r["due"]))
        name = f"pledge_{r['target'] / 1e9:.0f}bn_{due.year}"
        common = {"target": _usd(r["target"]), "due": due, "releases": Number(r["releases"])}
        if r["outcome_a"] == r["outcome_b"] == "not_due":
            text = _(
                "Pledge of {target} for {due}: not due yet in the figures found. Independent releases "
                "that state it: "
                "{releases}.",
                **common,
            )
        else:
            sides = [
                _side_met(Country(c), r[f"at_due_{s}"], r[f"met_{s}"], r[f"implied_{s}"])
                for s, c in (("a", sel.a), ("b", sel.b))
            ]
            text = _(
                "Pledge of {target} for {due}. {first} {second}", first=sides[0], second=sides[1], **common
            )
        yield Finding(name, text, _sources(r["source"]))
    steps = [r for r in rows if r["target"] == max(x["target"] for x in rows)]
    if len(steps) > 1:
        yield Finding(
            "pledge_highest",
            _(
                "The highest amount pledged, {target}, is on record {n} times with different terms, "
                "first in {first}; "
                "the years named for it: {years}.",
                target=_usd(steps[0]["target"]),
                n=Number(len(steps)),
                first=Year(sel.year(steps[0]["date"])),
                years=Join([Year(sel.year(r["due"])) for r in steps if r["due"]] or [_("none")]),
            ),
            _sources(*(r["source"] for r in steps)),
        )


def _first_met(met: int | None, guess: bool) -> Value:
    """The first year whose figure met a pledge; `guess`: that figure is implied by the next year's growth."""
    if met is None:
        return _("not met")
    return _("{year} (implied)", year=Year(met)) if guess else Year(met)


def _side_met(country: Country, at_due: float | None, met: int | None, guess: tuple[bool, bool]) -> Message:
    """What one side's figures say of a pledge; `guess`: is the value at due, at the first met, implied?"""
    year = _first_met(met, guess[1])
    if at_due is None:
        if met is None:
            return _("Reporter {country}: no figure for that year, none that meets it.", country=country)
        return _(
            "Reporter {country}: no figure for that year; first met in {met}.", country=country, met=year
        )
    value: Value = _("{n} (implied by the next year's growth)", n=_usd(at_due)) if guess[0] else _usd(at_due)
    if met is None:
        return _("Reporter {country}: {value} in that year, not met since.", country=country, value=value)
    return _(
        "Reporter {country}: {value} in that year, first met in {met}.",
        country=country,
        value=value,
        met=year,
    )


def pledge_table(sel: Selection) -> Indicator:
    """Each pledge on turnover with its outcome in each side's figures."""
    rows = _pledge_rows(sel)
    out = [
        (
            r["commitment_id"],
            r["date"],
            _usd(r["target"]),
            r["target"],
            r["due"],
            *(x for s in "ab" for x in (r[f"outcome_{s}"], _first_met(r[f"met_{s}"], r[f"implied_{s}"][1]))),
            Number(r["releases"]),
            r["source"],
        )
        for r in rows
    ]
    columns = ["commitment_id", "date", "amount", "target", "due", "outcome_a", "met_a", "outcome_b", "met_b"]
    frame = _frame(out, [*columns, "releases", "source"])
    a, b = Country(sel.a), Country(sel.b)
    return Indicator(
        "pledge_table",
        THEME,
        _("Pledges on turnover and their outcome"),
        frame,
        table=Table(
            (
                Column("date", _("Pledged"), "day"),
                Column("amount", _("Amount"), "value"),
                Column("due", _("Due"), "period"),
                Column("outcome_a", _("Outcome, reporter {country}", country=a), "mark"),
                Column("met_a", _("First met, reporter {country}", country=a), "value"),
                Column("outcome_b", _("Outcome, reporter {country}", country=b), "mark"),
                Column("met_b", _("First met, reporter {country}", country=b), "value"),
                Column("releases", _("Independent releases"), "value"),
                Column("source", _("Sources"), "sources"),
            )
        ),
        note=_(
            "Where a side gives no figure for the due year, the next year's figure and its stated growth "
            "may imply one. "
            "“Not found by us” means: no figure for the due year and none implied."
        ),
    )


# --- other partners, rank and share ---


def _partner_lines(sel: Selection, reporter: str) -> tuple[str, pd.DataFrame]:
    """The indicator that shows a reporter's partners best, and its lines, one per partner of the selection.

    Shares of turnover first, else dollars of exports; one owner only, so that no line mixes owners.
    """
    partners = [c for c in (sel.a, sel.b, *sel.comparators) if c != reporter]
    for indicator in ("turnover_share", "exports"):
        rows = _numbers(sel, indicator, reporter)
        rows = rows[rows.partner.isin(partners) & rows.year.notna() & (rows.confidence != "low")]
        if rows.empty:
            continue
        cells = (
            rows.drop_duplicates(["statistics_owner", "partner", "year"]).groupby("statistics_owner").size()
        )
        rows = rows[rows.statistics_owner == cells.idxmax()]
        if rows.partner.nunique() < 2 or rows.year.nunique() < 2:
            continue
        largest = rows.groupby("partner").value.max().sort_values(ascending=False, kind="stable")
        other = sel.b if reporter == sel.a else sel.a
        keep = [other, *(p for p in largest.index if p != other)][:_MOST_LINES]
        partners = [p for p in partners if p in keep]
        if indicator == "turnover_share":
            return indicator, _series(sel, {p: rows[rows.partner == p] for p in partners})
        lines = [_points(sel, rows[rows.partner == p], p) for p in partners]
        return indicator, pd.concat(lines, ignore_index=True)
    return "turnover_share", _frame([], _POINTS)


def _partners(sel: Selection, name: str, reporter: str, other: str) -> Indicator:
    indicator, frame = _partner_lines(sel, reporter)
    country, findings = Country(reporter), []
    unit = "percent" if indicator == "turnover_share" else "USD"
    title = (
        _("{country}: share of each neighbour in foreign trade", country=country)
        if unit == "percent"
        else _("{country}: exports to each neighbour", country=country)
    )

    def write(value: float) -> Value:
        return Percent(value) if unit == "percent" else _usd(value)

    lines = {code: _values(frame, code) for code in dict.fromkeys(frame.series)}
    lines = {code: mine for code, mine in lines.items() if mine}
    held = [y for mine in lines.values() for y in mine]
    full = sorted(
        y for y in set(held) if held.count(y) == max(map(held.count, held))
    )  # years with most partners
    if lines:
        year = full[-1]
        order = sorted((c for c in lines if year in lines[c]), key=lambda c: -lines[c][year].value)
        findings.append(
            Finding(
                f"{name}_order",
                _(
                    "{country}: of the partners compared, the order in {year} is {order}.",
                    country=country,
                    year=Year(year),
                    order=Join([_("{a} {n}", a=Country(c), n=write(lines[c][year].value)) for c in order]),
                ),
                _sources(*(lines[c][year] for c in order)),
            )
        )
    if len(full) > 1 and {full[0], full[-1]} <= set(lines.get(other, {})):
        mine = lines[other]
        first, last = full[0], full[-1]
        moved = {
            c: line[last].value - line[first].value
            for c, line in lines.items()
            if c != other and first in line and last in line
        }
        up, down = (Number(sum(1 for v in moved.values() if s * v > 0)) for s in (1, -1))
        findings.append(
            Finding(
                f"{name}_change",
                _(
                    "{country}: the figure for {other} is {old} in {first} and {new} in {last}; of the "
                    "{n} other "
                    "partners with both years, {up} rise and {down} fall.",
                    country=country,
                    other=Country(other),
                    old=write(mine[first].value),
                    new=write(mine[last].value),
                    first=Year(first),
                    last=Year(last),
                    n=Number(len(moved)),
                    up=up,
                    down=down,
                ),
                _sources(mine[first], mine[last], *(lines[c][y] for c in moved for y in (first, last))),
            )
        )
    return Indicator(
        name,
        THEME,
        title,
        frame,
        chart=Chart("lines", unit=unit, turning_point=True),
        findings=tuple(findings),
        note=_(
            "One statistics owner throughout. Partners: the other country of the pair and the land "
            "neighbours of both, the "
            "six largest at most."
        ),
    )


def partners_a(sel: Selection) -> Indicator:
    """Country a's trade with b beside its trade with the other neighbours."""
    return _partners(sel, "partners_a", sel.a, sel.b)


def partners_b(sel: Selection) -> Indicator:
    """Country b's trade with a beside its trade with the other neighbours."""
    return _partners(sel, "partners_b", sel.b, sel.a)


def partner_table(sel: Selection) -> Indicator:
    """The latest full-year turnover of each country of the pair with every partner compared, in dollars."""
    out = []
    for reporter in (sel.a, sel.b):
        for partner in (sel.a, sel.b, *sel.comparators):
            rows = pick(sel, _numbers(sel, "turnover", reporter, partner))
            if partner == reporter or rows.empty:
                continue
            r = rows.iloc[-1]
            out.append(
                (reporter, partner, str(int(r.year)), _amount(r), r.value, r.statistics_owner, r.source)
            )
    frame = _frame(out, ["reporter", "partner", "period", "amount", "value", "statistics_owner", "source"])
    frame = frame.sort_values(["reporter", "value"], ascending=[True, False], kind="stable")
    return Indicator(
        "partner_table",
        THEME,
        _("Turnover with each neighbour, latest full year found"),
        frame,
        table=Table(
            (
                Column("reporter", _("Reporter"), "country"),
                Column("partner", _("Partner"), "country"),
                Column("period", _("Year"), "period"),
                Column("amount", _("Turnover"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("source", _("Sources"), "sources"),
            )
        ),
        note=_(
            "The years differ from row to row: the latest figure found is not the same year for every "
            "partner."
        ),
    )


_SHARES = {
    "turnover_share": _("share in foreign trade"),
    "exports_share": _("share in exports"),
    "imports_share": _("share in imports"),
}


def share(sel: Selection) -> Indicator:
    """The share of each country in the other's trade, full years, and the place it holds."""
    wanted, labels = {}, {}
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        for indicator, what in _SHARES.items():
            code = f"{reporter} {indicator}"
            wanted[code] = _numbers(sel, indicator, reporter, partner)
            labels[code] = _(
                "{country}: {partner}, {what}", country=Country(reporter), partner=Country(partner), what=what
            )
    frame = _series(sel, wanted)
    findings = []
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = _values(frame, f"{reporter} turnover_share")
        owners = [r.statistics_owner for r in mine.values()]
        most = max(sorted(set(owners)), key=owners.count, default="")
        mine = {y: r for y, r in mine.items() if r.statistics_owner == most}
        if len(mine) > 1:
            first, last = min(mine), max(mine)
            top = max(mine, key=lambda y: mine[y].value)
            findings.append(
                Finding(
                    f"share_{reporter.lower()}",
                    _(
                        "{country}: the share of {partner} in foreign trade is {old} in {first} and "
                        "{new} in {last}, "
                        "highest at {high} in {top}.",
                        country=Country(reporter),
                        partner=Country(partner),
                        old=Percent(mine[first].value),
                        new=Percent(mine[last].value),
                        high=Percent(mine[top].value),
                        first=Year(first),
                        last=Year(last),
                        top=Year(top),
                    ),
                    _sources(mine[first], mine[last], mine[top]),
                )
            )
        places = _numbers(sel, "trade_rank", reporter, partner)
        places = places[places.confidence != "low"].sort_values("period", kind="stable")
        if len(places):
            latest = places.iloc[-1]
            known = {
                "country": Country(reporter),
                "partner": Country(partner),
                "place": Number(int(latest.value)),
                "period": Period(latest.period),
            }
            text = (
                _(
                    "{country}: {partner} is stated as partner number {place} ({period}), in one period "
                    "only.",
                    **known,
                )
                if places.period.nunique() == 1
                else _(
                    "{country}: in {n} periods with a stated place, {partner} is partner number {best} "
                    "at best and {worst} "
                    "at worst; the latest is number {place} ({period}).",
                    n=Number(places.period.nunique()),
                    best=Number(int(places.value.min())),
                    worst=Number(int(places.value.max())),
                    **known,
                )
            )
            findings.append(Finding(f"rank_{reporter.lower()}", text, _sources(places)))
    return Indicator(
        "share",
        THEME,
        _("Share of each country in the other's trade, full years"),
        frame,
        chart=Chart("lines", unit="percent", labels=labels, turning_point=True),
        findings=tuple(findings),
    )


def share_table(sel: Selection) -> Indicator:
    """Every share and place found, part-years with their months."""
    rows = _both(sel, [*_SHARES, "trade_rank"])
    words = {**_SHARES, "trade_rank": _("place among partners")}
    rows = rows.drop_duplicates(["indicator", "reporter", "period", "value", "statistics_owner"])
    out = [
        (
            r.period,
            r.reporter,
            words[r.indicator],
            _amount(r),
            r.value,
            r.statistics_owner,
            r.confidence,
            r.source,
        )
        for r in rows.itertuples()
        if sel.year(r.period) >= sel.turning_point
    ]
    return Indicator(
        "share_table",
        THEME,
        _("Shares and places as stated, part-years with their months"),
        _frame(
            out, ["period", "reporter", "what", "amount", "value", "statistics_owner", "confidence", "source"]
        ),
        table=Table(
            (
                Column("period", _("Period"), "period"),
                Column("reporter", _("Reporter"), "country"),
                Column("what", _("What"), "value"),
                Column("amount", _("Figure"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("confidence", _("Confidence"), "word", "confidence"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


# --- firms ---

_FIRMS = {
    "firms_partner_capital": _("with capital of the partner"),
    "firms_operating": _("said to be operating"),
    "firms_joint": _("called joint ventures"),
}
_FIRMS_ALSO = {
    "firms_wholly_owned": _("wholly owned by the partner"),
    "firms_new": _("created in the period"),
    "firms_one_city": _("in one city"),
    "firms_joint_both": _("joint, in both countries together"),
}


def firms(sel: Selection) -> Indicator:
    """Counts of firms, one line per country and definition; a count at a date stands at its year."""
    points, labels = [], {}
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        for indicator, what in _FIRMS.items():
            code = f"{reporter} {indicator}"
            rows = _numbers(sel, indicator, reporter, partner)
            rows = rows[~rows.period.str.contains("/")]  # a stock at a date: it stands at its month
            picked = pick(sel, rows, "period")
            points += [
                (r.period, code, r.value, r.qualifier, "reported", _mark(r), r.statistics_owner, r.source)
                for r in picked.itertuples()
            ]
            labels[code] = _("in {country}, {what}", country=Country(reporter), what=what)
    frame = _frame(points, _POINTS)
    findings = []
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = {r.period: r for r in frame[frame.series == f"{reporter} firms_partner_capital"].itertuples()}
        if len(mine) > 1:
            first, last = min(mine), max(mine)
            findings.append(
                Finding(
                    f"firms_{reporter.lower()}",
                    _(
                        "Firms in {country} with capital from {partner}: {old} in {first}, {new} in "
                        "{last}. Owners of "
                        "these counts: {owners}; definitions differ, so the difference is no growth rate.",
                        country=Country(reporter),
                        partner=Country(partner),
                        old=_said(mine[first], Number),
                        new=_said(mine[last], Number),
                        first=Period(first),
                        last=Period(last),
                        owners=Number(len({r.statistics_owner for r in mine.values()})),
                    ),
                    _sources(mine[first], mine[last]),
                )
            )
        every = _both(sel, _FIRMS)
        every = every[every.reporter == reporter]
        every = every.assign(at=[sel.year(p) for p in every.period])
        spread = every.groupby("at").value.agg(["min", "max"])
        if len(spread) and (spread["max"] / spread["min"]).max() > 1:
            year = (spread["max"] / spread["min"]).idxmax()
            findings.append(
                Finding(
                    f"firms_spread_{reporter.lower()}",
                    _(
                        "The counts of one year differ most in {year} for firms in {country}: {low} and "
                        "{high}, by "
                        "definition and by owner.",
                        year=Year(int(year)),
                        country=Country(reporter),
                        low=Number(spread["min"][year]),
                        high=Number(spread["max"][year]),
                    ),
                    _sources(every[every["at"] == year]),
                )
            )
    return Indicator(
        "firms",
        THEME,
        _("Firms with capital from the other country, by date and definition"),
        frame,
        chart=Chart("lines", unit="firms", labels=labels, turning_point=True, join_gaps=True),
        findings=tuple(findings),
        note=_("A count is a stock at a date. Lines join counts of one definition; their owners may differ."),
    )


def firms_table(sel: Selection) -> Indicator:
    """Every count of firms by date, country and definition."""
    words = {**_FIRMS, **_FIRMS_ALSO}
    rows = _both(sel, words).drop_duplicates(["indicator", "reporter", "period", "value", "statistics_owner"])
    out = [
        (
            r.period,
            r.reporter,
            words[r.indicator],
            _amount(r),
            r.value,
            r.statistics_owner,
            r.confidence,
            r.source,
        )
        for r in rows.itertuples()
    ]
    return Indicator(
        "firms_table",
        THEME,
        _("Firms by date and definition"),
        _frame(
            out,
            [
                "period",
                "reporter",
                "definition",
                "amount",
                "value",
                "statistics_owner",
                "confidence",
                "source",
            ],
        ),
        table=Table(
            (
                Column("period", _("Date or period"), "period"),
                Column("reporter", _("Firms in"), "country"),
                Column("definition", _("Definition"), "value"),
                Column("amount", _("Number"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("confidence", _("Confidence"), "word", "confidence"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


# --- deals and joint projects ---


def _deal_rows(sel: Selection) -> list[dict[str, Any]]:
    """One row per occasion (a month): what was announced, what was signed, the acts of that month."""
    rows = _both(sel, ["deals_announced", "deals_signed", "documents_signed", "agreements_signed"])
    acts = sel.joint(sel.events)
    acts = acts[acts.kind.isin(["deal", "visit", "forum", "plan"]) & (acts.theme.isin([THEME, "diplomacy"]))]
    out = []
    for period, mine in rows.groupby("period", sort=True):
        found = {k: pick(sel, mine[mine.indicator == k], "period") for k in dict.fromkeys(mine.indicator)}
        then = acts[acts.date.str.startswith(str(period))]
        then = then.assign(order=then.kind.map({"deal": 0, "forum": 1, "visit": 2, "plan": 3})).sort_values(
            ["order", "date"], kind="stable"
        )
        row: dict[str, Any] = {"period": period, "source": ";".join(dict.fromkeys(mine.source))}
        row["releases"] = releases(sel, mine.source)
        row["owners"] = ";".join(dict.fromkeys(mine.statistics_owner))
        row["event_id"], row["title"] = (then.event_id.iloc[0], then.title.iloc[0]) if len(then) else ("", "")
        for k in ("deals_announced", "deals_signed"):
            row[k] = found[k].iloc[0] if k in found and len(found[k]) else None
        counts = [mine[mine.indicator == k] for k in ("agreements_signed", "documents_signed")]
        papers = next((c for c in counts if len(c)), counts[0])
        papers = papers.drop_duplicates(["value", "qualifier"]).sort_values("value", kind="stable")
        row["papers"] = Join([_amount(r) for r in papers.itertuples()]) if len(papers) else None
        out.append(row)
    return out


def deals(sel: Selection) -> Indicator:
    """Value of deals announced and signed, by occasion."""
    rows = [r for r in _deal_rows(sel) if r["deals_announced"] is not None or r["deals_signed"] is not None]
    points, findings = [], []
    labels: dict[str, Value] = {}
    for r in rows:
        labels[r["period"]] = Period(r["period"])
        for series in ("deals_announced", "deals_signed"):
            o = r[series]
            value, owner, source = (
                (o.value, o.statistics_owner, o.source) if o is not None else (None, "", "")
            )
            points.append((r["period"], series, value, owner, source))
    frame = _frame(points, ["category", "series", "value", "statistics_owner", "source"])
    both = [r for r in rows if r["deals_announced"] is not None and r["deals_signed"] is not None]
    for r in both:
        said, done = r["deals_announced"], r["deals_signed"]
        findings.append(
            Finding(
                f"deals_{r['period'].replace('-', '_')}",
                _(
                    "{period}: {announced} announced, {signed} signed, {percent} of what was announced.",
                    period=Period(r["period"]),
                    announced=_amount(said),
                    signed=_amount(done),
                    percent=Percent(100 * done.value / said.value, 0),
                ),
                _sources(said, done),
            )
        )
    if rows:
        top = max(
            rows,
            key=lambda r: max(o.value for o in (r["deals_announced"], r["deals_signed"]) if o is not None),
        )
        top_row = max(
            (o for o in (top["deals_announced"], top["deals_signed"]) if o is not None), key=lambda o: o.value
        )
        findings.append(
            Finding(
                "deals_both",
                ngettext(
                    "Of {n} occasions with an amount, {k} has both an announced and a signed amount; the "
                    "largest amount "
                    "is {top} ({period}).",
                    "Of {n} occasions with an amount, {k} have both an announced and a signed amount; "
                    "the largest amount "
                    "is {top} ({period}).",
                    len(both),
                    n=Number(len(rows)),
                    k=Number(len(both)),
                    top=_amount(top_row),
                    period=Period(top["period"]),
                ),
                _sources(*(r["source"] for r in rows)),
            )
        )
    labels |= {"deals_announced": _("announced"), "deals_signed": _("signed")}
    return Indicator(
        "deals",
        THEME,
        _("Deals announced and deals signed, by occasion"),
        frame,
        chart=Chart("pairs", unit="USD", labels=labels),
        findings=tuple(findings),
        note=_(
            "Amounts are as the sides stated them; no source found says how much of a package was paid "
            "or delivered."
        ),
    )


def deals_table(sel: Selection) -> Indicator:
    """Occasions with the amounts and the number of documents that sources give."""
    out = [
        (
            r["period"],
            r["event_id"],
            r["title"],
            *(
                _amount(r[k]) if r[k] is not None else word("status", "not_found")
                for k in ("deals_announced", "deals_signed")
            ),
            r["papers"] or word("status", "not_found"),
            Number(r["releases"]),
            r["owners"],
            r["source"],
        )
        for r in _deal_rows(sel)
    ]
    columns = [
        "period",
        "event_id",
        "title",
        "announced",
        "signed",
        "papers",
        "releases",
        "statistics_owner",
        "source",
    ]
    return Indicator(
        "deals_table",
        THEME,
        _("Visits, forums and commissions: amounts and documents"),
        _frame(out, columns),
        table=Table(
            (
                Column("period", _("Month"), "period"),
                Column("title", _("Act"), "title"),
                Column("announced", _("Announced"), "value"),
                Column("signed", _("Signed"), "value"),
                Column("papers", _("Documents or agreements"), "value"),
                Column("releases", _("Independent releases"), "value"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


def portfolio(sel: Selection) -> Indicator:
    """The value of the joint industrial projects, as stated at each date."""
    rows = _both(sel, ["joint_projects_value"])
    counts = _both(sel, ["joint_projects"])
    picked = pick(sel, rows, "period")
    points = [
        (r.period, "value", r.value, r.qualifier, "reported", "", r.statistics_owner, r.source)
        for r in picked.itertuples()
    ]
    frame = _frame(points, _POINTS)
    findings = []
    if len(picked) > 1:
        first, last = picked.iloc[0], picked.iloc[-1]
        findings.append(
            Finding(
                "portfolio_change",
                _(
                    "The portfolio of joint projects was put at {old} in {first} and at {new} in {last}, "
                    "{times} times "
                    "as much; a portfolio holds plans, not finished work.",
                    old=_amount(first),
                    new=_amount(last),
                    first=Period(first.period),
                    last=Period(last.period),
                    times=_times(last.value / first.value),
                ),
                _sources(first.source, last.source),
            )
        )
    done = pick(sel, _both(sel, ["joint_projects_completed"]), "period")
    held = pick(sel, counts, "period")
    if len(done):
        d = done.iloc[-1]
        same = held[held.period == d.period]
        if len(same):
            findings.append(
                Finding(
                    "portfolio_completed",
                    _(
                        "{period}: {done} of {all} joint projects were called completed.",
                        period=Period(d.period),
                        done=Number(d.value),
                        all=Number(same.value.iloc[0]),
                    ),
                    _sources(d.source, same),
                )
            )
    return Indicator(
        "portfolio",
        THEME,
        _("Stated value of the portfolio of joint projects"),
        frame,
        chart=Chart(
            "lines", unit="USD", labels={"value": _("stated value of the portfolio")}, join_gaps=True
        ),
        findings=tuple(findings),
    )


_PROJECTS = {
    "cars": _("cars"),
    "border_centre": _("trade and industry centre on the border"),
    "trade_houses": _("trading houses and companies"),
    "joint_projects": _("joint industrial projects"),
}


def _project_acts(sel: Selection) -> pd.DataFrame:
    """Acts of both countries whose note names a project (`project=…`), oldest first."""
    acts = sel.joint(sel.events)
    named = acts.note.str.extract(r"\bproject=(\w+)", expand=False)
    acts = acts.assign(project=named)[named.notna()]
    acts = acts[acts.project.isin(list(_PROJECTS))]
    said = sel.event_sources.groupby("event_id").source.agg(";".join)
    return acts.assign(source=acts.event_id.map(said).fillna("")).sort_values(
        ["date", "event_id"], kind="stable"
    )


def projects(sel: Selection) -> Indicator:
    """The steps of the joint projects in time, by project, words apart from works."""
    acts = _project_acts(sel)
    steps = {"project_step": "step", "agreement": "paper", "ratification": "paper"}
    frame = _frame(
        [(r.date, r.project, steps.get(r.kind, "word"), r.source) for r in acts.itertuples()],
        ["date", "lane", "series", "source"],
    )
    findings = []
    for code, mine in acts.groupby("project", sort=True):
        said, done = mine[~mine.kind.isin(["project_step"])], mine[mine.kind == "project_step"]
        if len(said) and len(done):
            findings.append(
                Finding(
                    f"project_{code}",
                    _(
                        "{project}: announcements, plans and agreements on record {said}, the first in "
                        "{first}; steps "
                        "done {done}, the latest in {last}.",
                        project=Capital(_PROJECTS[str(code)]),
                        said=Number(len(said)),
                        first=Year(sel.year(said.date.iloc[0])),
                        done=Number(len(done)),
                        last=Year(sel.year(done.date.iloc[-1])),
                    ),
                    _sources(mine),
                )
            )
    plans = sel.joint(sel.commitments)
    plans = plans[(plans.indicator == "cars_capacity") & plans.target.notna()]
    built = _both(sel, ["cars_capacity"])
    if len(plans) and len(built):
        said = sel.commitment_sources[sel.commitment_sources.commitment_id.isin(plans.commitment_id)]
        findings.append(
            Finding(
                "cars_capacity",
                _(
                    "Car assembly: plans named from {low} to {high} cars a year; the plant that opened "
                    "({period}) is put at "
                    "{built} a year. That is capacity: no figure of cars made there was found.",
                    low=Number(plans.target.min()),
                    high=Number(plans.target.max()),
                    built=Number(built.value.iloc[-1]),
                    period=Period(built.period.iloc[-1]),
                ),
                _sources(said, built),
            )
        )
    return Indicator(
        "projects",
        THEME,
        _("Steps of the joint projects"),
        frame,
        chart=Chart(
            "timeline",
            labels={
                **_PROJECTS,
                "word": _("announced or planned"),
                "paper": _("signed or ratified"),
                "step": _("step done"),
            },
            turning_point=True,
        ),
        findings=tuple(findings),
    )


def project_table(sel: Selection) -> Indicator:
    """The same steps as a table, each with its sources."""
    acts = _project_acts(sel)
    frame = acts[["event_id", "date", "project", "kind", "title", "place", "source"]].assign(
        project=[_PROJECTS[p] for p in acts.project]
    )
    return Indicator(
        "project_table",
        THEME,
        _("Joint projects step by step"),
        frame.sort_values(["event_id"], kind="stable")
        .sort_values("date", kind="stable")
        .reset_index(drop=True),
        table=Table(
            (
                Column("date", _("Date"), "day"),
                Column("project", _("Project"), "value"),
                Column("title", _("Step"), "title"),
                Column("kind", _("Kind"), "word", "kind"),
                Column("place", _("Place"), "place"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


# --- freight and energy ---


def _single(sel: Selection, indicator: str, code: str) -> pd.DataFrame:
    """One line for a number of the pair whichever side reports it; the side with more years is taken."""
    sides = [_numbers(sel, indicator, r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))]
    best = max(sides, key=lambda f: (f.year.notna().sum(), len(f)))
    # carriers and ministries count these, no statistics office: no mark
    return _series(sel, {code: best}).assign(mark="")


def freight(sel: Selection) -> Indicator:
    """Rail freight between the two by full year; pledged tonnage in a finding."""
    frame = _single(sel, "freight_rail", "freight_rail")
    mine, findings = _values(frame, "freight_rail"), []
    rows = _both(sel, ["freight_rail", "freight_rail_growth"])
    if len(mine) > 1:
        first, last = min(mine), max(mine)
        findings.append(
            Finding(
                "freight_change",
                _(
                    "Rail freight is put at {old} million tonnes for {first} and {new} million tonnes "
                    "for {last}; for {missing} of the years "
                    "between them no full-year figure was found.",
                    old=Number(mine[first].value / 1e6, 1),
                    new=Number(mine[last].value / 1e6, 1),
                    first=Year(first),
                    last=Year(last),
                    missing=Number(last - first - 1 - sum(1 for y in mine if first < y < last)),
                ),
                _sources(mine[first], mine[last]),
            )
        )
        rate = rows[(rows.indicator == "freight_rail_growth") & (rows.year == last)]
        said = rows[(rows.indicator == "freight_rail") & (rows.year == last - 1)]
        if len(rate) and len(said):
            findings.append(
                Finding(
                    "freight_conflict",
                    _(
                        "The figure and the growth stated for {last} imply {implied} million tonnes for "
                        "{before}; "
                        "another source gives {said} million tonnes for that year. The two do not count "
                        "the same thing, "
                        "or one is wrong.",
                        last=Year(last),
                        before=Year(last - 1),
                        implied=Number(mine[last].value / (1 + rate.value.iloc[0] / 100) / 1e6, 1),
                        said=Number(said.value.iloc[0] / 1e6, 1),
                    ),
                    _sources(mine[last], said, rate),
                )
            )
    return Indicator(
        "freight",
        THEME,
        _("Rail freight between {a} and {b}, full years", a=Country(sel.a), b=Country(sel.b)),
        frame,
        chart=Chart("lines", unit="tonnes", labels={"freight_rail": _("rail freight")}, turning_point=True),
        findings=tuple(findings),
    )


_FREIGHT = {
    "freight_rail": _("rail freight"),
    "freight_rail_growth": _("growth of rail freight"),
    "freight_rail_exports": _("exports by rail"),
    "freight_rail_grain": _("grain by rail"),
    "freight_rail_coal": _("coal by rail"),
    "border_trains_daily": _("freight trains a day at a crossing"),
    "border_train_pairs_daily": _("pairs of trains a day at a crossing"),
    "wagons_waiting": _("wagons waiting at the border"),
    "gas_transit": _("gas carried across, cubic metres"),
    "oil_transit": _("oil carried across, tonnes"),
    "exports_oil_tonnes": _("own oil exported, tonnes"),
}


def freight_table(sel: Selection) -> Indicator:
    """Freight and energy figures as stated, part-years with their months."""
    rows = _both(sel, _FREIGHT).drop_duplicates(
        ["indicator", "reporter", "period", "value", "statistics_owner"]
    )
    order = {k: i for i, k in enumerate(_FREIGHT)}
    rows = rows.assign(order=rows.indicator.map(order)).sort_values(["order", "period"], kind="stable")
    out = [
        (_FREIGHT[r.indicator], r.period, r.reporter, _amount(r), r.value, r.statistics_owner, r.source)
        for r in rows.itertuples()
    ]
    return Indicator(
        "freight_table",
        THEME,
        _("Freight and energy figures as stated"),
        _frame(out, ["what", "period", "reporter", "amount", "value", "statistics_owner", "source"]),
        table=Table(
            (
                Column("what", _("What"), "value"),
                Column("period", _("Period"), "period"),
                Column("reporter", _("Reporter"), "country"),
                Column("amount", _("Figure"), "value"),
                Column("statistics_owner", _("Statistics owner"), "word", "owner"),
                Column("source", _("Sources"), "sources"),
            )
        ),
    )


def oil_transit(sel: Selection) -> Indicator:
    """Oil carried across one country to the other, with the years of a stated zero marked as zero."""
    frame = _single(sel, "oil_transit", "oil_transit")
    mine, findings = _values(frame, "oil_transit"), []
    zeros = sorted(y for y, r in mine.items() if r.value == 0)
    if zeros:
        top = max(mine, key=lambda y: mine[y].value)
        findings.append(
            Finding(
                "oil_zero",
                _(
                    "Oil transit: the carrier itself states zero for {years}; the highest year is {top} "
                    "with {value} tonnes.",
                    years=Join([Year(y) for y in zeros]),
                    top=Year(top),
                    value=Number(mine[top].value),
                ),
                _sources(*(mine[y] for y in zeros), mine[top]),
            )
        )
    return Indicator(
        "oil_transit",
        THEME,
        _("Oil carried across one of the two countries to the other, full years"),
        frame,
        chart=Chart("lines", unit="tonnes", labels={"oil_transit": _("oil transit")}, turning_point=True),
        findings=tuple(findings),
    )


def gas_transit(sel: Selection) -> Indicator:
    """Gas carried across one country to the other: full years, plans at the year they are for."""
    frame = _single(sel, "gas_transit", "gas_transit").assign(role="value")
    plans = sel.joint(sel.commitments)
    plans = plans[(plans.indicator == "gas_transit") & plans.target.notna() & (plans.due != "")]
    said = sel.commitment_sources.groupby("commitment_id").source.agg(";".join)
    aims = _frame(
        [
            (
                str(sel.year(r.due)),
                "gas_transit",
                r.target,
                "exact",
                "reported",
                "",
                "",
                said.get(r.commitment_id, ""),
                "target",
            )
            for r in plans.itertuples()
        ],
        [*_POINTS, "role"],
    )
    rows, findings = _both(sel, ["gas_transit"]), []
    part = rows[rows.year.isna()]
    if len(part) and len(frame):
        full = _values(frame, "gas_transit")
        last = max(full)
        findings.append(
            Finding(
                "gas_first",
                _(
                    "Gas transit: {part} bn cubic metres in {period}, a part-year and not drawn; {full} "
                    "bn in the full year {year}.",
                    part=Number(part.value.iloc[0] / 1e9),
                    period=Period(part.period.iloc[0]),
                    full=Number(full[last].value / 1e9),
                    year=Year(last),
                ),
                _sources(part, full[last]),
            )
        )
    return Indicator(
        "gas_transit",
        THEME,
        _("Gas carried across one of the two countries to the other: carried and planned"),
        pd.concat([frame, aims], ignore_index=True) if len(frame) and len(aims) else frame,
        chart=Chart("lines", unit="m3", labels={"gas_transit": _("gas transit")}, turning_point=True),
        findings=tuple(findings),
    )


# --- what is traded ---


def agrifood_in(sel: Selection) -> Indicator:
    """Farm and food goods from b to a as both report them (lower bounds)."""
    title = _("Farm and food goods from {origin} to {target}", origin=Country(sel.b), target=Country(sel.a))
    return _mirror(sel, "agrifood_in", sel.b, sel.a, "_agrifood", title)


_GOODS = {
    "exports_wheat": _("wheat"),
    "exports_flour_starch": _("flour, starch and other food products"),
    "exports_processed_food": _("processed meat, fish, fruit, vegetables, oils and fats"),
    "exports_sunflower_seed": _("sunflower seed"),
}


def goods(sel: Selection) -> Indicator:
    """Main farm and food goods by value from the side that exports more of them (a year's largest only)."""
    rows = _both(sel, _GOODS)
    totals = rows.groupby("reporter").value.sum()
    findings: list[Finding] = []
    points: list[Sequence[Any]] = []
    origin = str(totals.idxmax()) if len(totals) else sel.a
    for code in _GOODS:
        for r in pick(sel, rows[(rows.reporter == origin) & (rows.indicator == code)]).itertuples():
            points.append(
                (str(int(r.year)), code, r.value, r.qualifier, "reported", "", r.statistics_owner, r.source)
            )
    frame = _frame(points, _POINTS)
    if len(frame):
        years = sorted(set(frame.period))
        absent = [str(y) for y in range(int(years[0]), int(years[-1]) + 1) if str(y) not in years]
        lead = frame[frame.period == years[-1]].sort_values("value").iloc[-1]
        first = frame[(frame.series == lead.series) & (frame.period == years[0])]
        top = frame[frame.series == lead.series].sort_values("value").iloc[-1]
        findings.append(
            Finding(
                "goods_lead",
                _(
                    "{good}: the largest of the goods listed in {last} with {new}; {old} in {first}, "
                    "highest {high} in {top}.",
                    good=Capital(_GOODS[lead.series]),
                    last=Year(int(years[-1])),
                    first=Year(int(years[0])),
                    top=Year(int(top.period)),
                    new=_usd(lead.value),
                    old=_usd(first.value.iloc[0]) if len(first) else word("status", "not_found"),
                    high=_usd(top.value),
                ),
                _sources(lead.source, first, top.source),
            )
        )
        frame = pd.concat(
            [frame, _frame([(y, lead.series, None, "", "not_found", "", "", "") for y in absent], _POINTS)],
            ignore_index=True,
        )
    return Indicator(
        "goods",
        THEME,
        _("{country}: main farm and food exports to the other country", country=Country(origin)),
        frame,
        chart=Chart("bars", unit="USD", labels=_GOODS),
        findings=tuple(findings),
        note=_(
            "Lower bounds: the copy of the trade matrix keeps only the larger flows. Goods beyond the "
            "listed ones are not shown."
        ),
    )


# --- size of the two economies ---


def _size(sel: Selection, indicator: str) -> pd.DataFrame:
    """One line per country from the one owner that has most years of both, so that no line mixes owners."""
    rows = sel.observations[
        (sel.observations.indicator == indicator) & sel.observations.reporter.isin([sel.a, sel.b])
    ]
    if rows.empty:
        return _frame([], _POINTS)
    owner = rows.groupby("statistics_owner").size().idxmax()
    rows = rows[rows.statistics_owner == owner]
    rows = rows.assign(year=[sel.full_year(p) for p in rows.period])
    frames = {c: rows[rows.reporter == c] for c in (sel.a, sel.b)}
    return _series(sel, frames).assign(mark="")


def _size_findings(
    sel: Selection, name: str, frame: pd.DataFrame, write: Callable[[float], Value]
) -> Iterable[Finding]:
    a, b = _values(frame, sel.a), _values(frame, sel.b)
    common = sorted(set(a) & set(b))
    if common:
        year = common[-1]
        large, small = sorted((sel.a, sel.b), key=lambda c: -(_values(frame, c)[year].value))
        high, low = _values(frame, large)[year], _values(frame, small)[year]
        yield Finding(
            f"{name}_latest",
            _(
                "{year}: {large} {high}, {small} {low}, a ratio of {ratio} to 1.",
                year=Year(year),
                large=Country(large),
                small=Country(small),
                high=write(high.value),
                low=write(low.value),
                ratio=_times(high.value / low.value),
            ),
            _sources(high, low),
        )


def gdp(sel: Selection) -> Indicator:
    """Gross domestic product of both in current dollars, and turnover beside it."""
    frame = _size(sel, "gdp")
    findings = list(_size_findings(sel, "gdp", frame, Money))
    drawn = turnover(sel).frame
    for code in (sel.a, sel.b):
        size, trade = _values(frame, code), _values(drawn, code)
        common = sorted(set(size) & set(trade))
        if common:
            year = common[-1]
            findings.append(
                Finding(
                    f"trade_to_gdp_{code.lower()}",
                    _(
                        "{country}: its own figure of trade with the other country equals {percent} of "
                        "gross domestic product in {year}.",
                        country=Country(code),
                        percent=Percent(100 * trade[year].value / size[year].value),
                        year=Year(year),
                    ),
                    _sources(trade[year], size[year]),
                )
            )
        years = sorted(size)
        drops = [(y, size[y].value / size[y - 1].value) for y in years if y - 1 in size]
        if drops:
            worst, ratio = min(drops, key=lambda d: d[1])
            if ratio < 0.8:
                findings.append(
                    Finding(
                        f"gdp_drop_{code.lower()}",
                        _(
                            "{country}: gross domestic product in dollars falls most in {year}, by "
                            "{percent}; dollars at the "
                            "exchange rate of the day can move without output moving as much.",
                            country=Country(code),
                            year=Year(worst),
                            percent=Percent(100 * (1 - ratio)),
                        ),
                        _sources(size[worst], size[worst - 1]),
                    )
                )
    return Indicator(
        "gdp",
        THEME,
        _("Gross domestic product in current US dollars"),
        frame,
        chart=Chart("lines", unit="USD", turning_point=True),
        findings=tuple(findings),
    )


def population(sel: Selection) -> Indicator:
    """Population of both countries."""
    frame = _size(sel, "population")
    return Indicator(
        "population",
        THEME,
        _("Population"),
        frame,
        chart=Chart("lines", unit="persons", turning_point=True),
        findings=tuple(_size_findings(sel, "population", frame, Number)),
    )


# --- limits ---


def limits(sel: Selection) -> Indicator:
    """What the record of this chapter lacks, counted."""
    names = sel.indicators[sel.indicators.theme == THEME].indicator
    ours = sel.observations[sel.observations.indicator.isin(list(names))]
    pair = {sel.a, sel.b}
    ours = ours[ours.reporter.isin(pair) & ours.partner.isin([*pair, ""])]
    findings = []
    if len(ours):
        trade = _both(sel, _FLOWS)
        unnamed = trade[trade.statistics_owner == "unknown"]
        part = trade[trade.year.isna()]
        low = trade[trade.confidence == "low"]
        findings += [
            Finding(
                "limits_owner",
                _(
                    "Of {n} figures on trade between the two, {k} name no statistics owner.",
                    n=Number(len(trade)),
                    k=Number(len(unnamed)),
                ),
            ),
            Finding(
                "limits_part_years",
                _(
                    "{k} of these {n} figures are for a part of a year; they stand in tables and are not "
                    "drawn as years.",
                    n=Number(len(trade)),
                    k=Number(len(part)),
                ),
            ),
            Finding(
                "limits_low",
                _(
                    "{k} of these {n} figures are of low confidence and are not drawn.",
                    n=Number(len(trade)),
                    k=Number(len(low)),
                ),
            ),
        ]
        for code, partner in ((sel.a, sel.b), (sel.b, sel.a)):
            have = {
                y for y in pick(sel, _numbers(sel, "turnover", code, partner)).year if y >= sel.turning_point
            }
            every = range(sel.turning_point, int(max([sel.turning_point, *have, *trade.year.dropna()])) + 1)
            missing = [y for y in every if y not in have]
            if missing:
                findings.append(
                    Finding(
                        f"limits_years_{code.lower()}",
                        _(
                            "Reporter {country}: no full-year turnover that could be drawn was found for "
                            "{years}.",
                            country=Country(code),
                            years=Join([Year(y) for y in missing]),
                        ),
                    )
                )
        split = [
            int(y)
            for y in sorted(set(trade.year.dropna()))
            if y >= sel.turning_point
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.a)].indicator)
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.b)].indicator)
        ]
        findings.append(
            Finding(
                "limits_split",
                _(
                    "Years since {year} with exports and imports from both reporters: {years}.",
                    year=Year(sel.turning_point),
                    years=Join([Year(y) for y in split] or [_("none")]),
                ),
            )
        )
        unaudited = ours[ours.note.str.contains("unaudited")]
        findings.append(
            Finding(
                "limits_unaudited",
                _(
                    "{k} of {n} figures about the two countries in this chapter come from a second round "
                    "of collection that no "
                    "second reader has checked.",
                    n=Number(len(ours)),
                    k=Number(len(unaudited)),
                ),
            )
        )
        goods_rows = ours[ours.indicator.str.match("(exports|imports)_") & (ours.unit == "USD")]
        if len(goods_rows):
            owners = goods_rows.statistics_owner.value_counts(normalize=True)
            findings.append(
                Finding(
                    "limits_goods",
                    _(
                        "Goods by value rest on one owner for {percent} of the rows; for goods outside "
                        "farm and food almost "
                        "no value was found.",
                        percent=Percent(100 * owners.iloc[0], 0),
                    ),
                )
            )
    else:
        findings.append(
            Finding(
                "limits_nothing",
                _(
                    "No figure on trade between {a} and {b} has been collected yet.",
                    a=Country(sel.a),
                    b=Country(sel.b),
                ),
            )
        )
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), _frame([], ["value"]), findings=tuple(findings)
    )


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        turnover,
        turnover_spread,
        turnover_figures,
        growth,
        mirror_in,
        mirror_out,
        pledges,
        pledge_table,
        partners_a,
        partners_b,
        partner_table,
        share,
        share_table,
        firms,
        firms_table,
        deals,
        deals_table,
        portfolio,
        projects,
        project_table,
        freight,
        oil_transit,
        gas_transit,
        freight_table,
        agrifood_in,
        goods,
        gdp,
        population,
        limits,
    )
}
