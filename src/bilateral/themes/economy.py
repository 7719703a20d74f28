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
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, DATE, KIND, OWNER, PERIOD, PLACE, RELEASES, REPORTER, SOURCE
from bilateral.themes.rows import (
    TRUST,
    Findings,
    between,
    commitment_sources,
    frame_of,
    joined,
    releases,
    stated,
    where,
    with_sources,
)
from bilateral.vocabulary import qualified, word

THEME = "economy"
RANKS = ("statistics office", "customs", "other body", "government", "international", "others", "not named")


_MOST_LINES = 6  # a chart tells six lines apart
POINTS = "period series value qualifier status mark statistics_owner source"


# --- picking rows ---


def numbers(sel: Selection, indicator: str, reporter: str = "", partner: str | None = None) -> pd.DataFrame:
    """Observations of one indicator, with `year`: the calendar year of a full-year period, else missing."""
    rows = sel.observations[sel.observations.indicator == indicator]
    if reporter:
        rows = rows[rows.reporter == reporter]
    if partner is not None:
        rows = rows[rows.partner == partner]
    return rows.assign(year=[sel.full_year(p) for p in rows.period])


def owner_rank(owner: str, reporter: str, sides: Mapping[str, str]) -> int:
    """The place of a statistics owner in `RANKS` for one reporter; `sides` gives the country of an owner."""
    side, _dash, body = owner.partition("-")
    if owner == "unknown" or owner not in sides:
        return 6
    if sides[owner] == reporter and side == reporter:
        return {"STAT": 0, "CUSTOMS": 1, "GOV": 3, "MFA": 3}.get(body, 2)
    return 4 if sides[owner] == "INT" else 5


def pick(sel: Selection, rows: pd.DataFrame, by: str = "year") -> pd.DataFrame:
    """One row per `by` (a year or a period) in the order of `RANKS`; low confidence is left out."""
    rows = rows[rows[by].notna() & (rows.confidence != "low")]
    if rows.empty:
        return rows.assign(rank=[])
    sides = dict(zip(sel.owners.owner, sel.owners.side, strict=True))
    order = rows.assign(
        rank=[owner_rank(o, r, sides) for o, r in zip(rows.statistics_owner, rows.reporter, strict=True)],
        sure=rows.confidence.map(TRUST),
        rounded=(rows.qualifier != "exact").astype(int),
        coarse=[-len(f"{v:.12g}".replace(".", "").strip("0")) for v in rows.value],
    ).sort_values([by, "rank", "sure", "rounded", "coarse", "observation_id"], kind="stable")
    return order.drop_duplicates(by)


def point(row: Any, period: str, series: str) -> tuple[Any, ...]:
    """A picked row as a point of a line: the cells of `POINTS`."""
    status = "zero" if row.value == 0 else "reported"
    return period, series, row.value, row.qualifier, status, mark(row), row.statistics_owner, row.source


def points_of(sel: Selection, rows: pd.DataFrame, series: str, absent: Iterable[int] = ()) -> pd.DataFrame:
    """Picked rows as points of a line; the years of `absent` that have none are marked as not found."""
    picked = pick(sel, rows)
    found = [point(r, str(int(r.year)), series) for r in picked.itertuples()]
    have = {row[0] for row in found}
    found += [(str(y), series, None, "", "not_found", "", "", "") for y in absent if str(y) not in have]
    return frame_of(found, POINTS).sort_values("period", kind="stable")


def _span(frames: Sequence[pd.DataFrame]) -> range:
    years = [int(y) for f in frames for y in f.year.dropna()]
    return range(min(years), max(years) + 1) if years else range(0)


def lines_of(sel: Selection, wanted: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Several lines over one span of years, with what was not found; empty where nothing was found."""
    picked = {code: pick(sel, rows) for code, rows in wanted.items()}
    years = _span(list(picked.values()))
    lines = [points_of(sel, rows, code, years) for code, rows in wanted.items() if len(picked[code])]
    return pd.concat(lines, ignore_index=True) if lines else frame_of([], POINTS)


def by_year(frame: pd.DataFrame, series: str) -> dict[int, Any]:
    """The drawn rows of one line by year."""
    rows = frame[(frame.series == series) & frame.value.notna()]
    return {int(r.period): r for r in rows.itertuples()}


def as_stated(rows: pd.DataFrame, words: Mapping[str, Value]) -> pd.DataFrame:
    """Observations for a table: `what` and `amount` in words; equal figures of one owner stand once."""
    rows = rows.drop_duplicates(["indicator", "reporter", "period", "value", "statistics_owner"])
    return rows.assign(
        what=pd.Series([words[i] for i in rows.indicator], index=rows.index, dtype=object),
        amount=pd.Series([amount(r) for r in rows.itertuples()], index=rows.index, dtype=object),
    )


STATED = ["amount", "value", "statistics_owner", "confidence", "source"]  # the last columns of such tables


def usd(value: float) -> Money:
    """Dollars with the places that matter here: 4.97 bn must not become 5.0 bn."""
    return Money(value, 2 if value >= 1e9 else 1)


def mark(row: Any) -> str:
    """The mark of a picked row: whether another owner than the reporter's statistics office gives it."""
    return "" if row.rank == 0 else "other_owner"


def amount(row: Any) -> Value:
    """The number of an observation as its source puts it: with "about", "more than" and its unit."""
    number: Value
    if row.unit == "USD":
        number = usd(row.value)
    elif row.unit in ("KZT", "UZS", "RUB", "EUR"):
        number = Money(row.value, currency=row.unit)
    elif row.unit == "percent":
        number = Percent(row.value)
    else:
        number = Number(row.value)
    return qualified(row.qualifier, number)


# --- trade between the two, as both sides report it ---


def turnover(sel: Selection) -> Indicator:
    """Turnover by year as each side reports it, and the gap where both did."""
    frame = lines_of(sel, {r: numbers(sel, "turnover", r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))})
    a, b = by_year(frame, sel.a), by_year(frame, sel.b)
    common = sorted(set(a) & set(b))
    findings = Findings()

    def reports(year: int) -> dict[str, Any]:
        return {
            "year": Year(year),
            "a": Country(sel.a),
            "b": Country(sel.b),
            "value_a": stated(a[year], usd),
            "value_b": stated(b[year], usd),
        }

    if common:
        last, widest = common[-1], max(common, key=lambda y: abs(a[y].value - b[y].value))
        low, high = sorted((a[last].value, b[last].value))
        findings.add(
            "turnover_latest",
            _(
                "{year} is the latest year with a drawn figure from both sides. Reporter {a}: {value_a}. "
                "Reporter {b}: {value_b}. The larger figure is {percent} above the smaller.",
                percent=Percent(100 * (high - low) / low, 0),
                **reports(last),
            ),
            a[last],
            b[last],
        )
        findings.add(
            "turnover_widest_gap",
            _(
                "Of {n} years with both reports, the gap in dollars is widest in {year}: reporter {a} "
                "{value_a}, reporter {b} {value_b}, a difference of {gap}.",
                n=Number(len(common)),
                gap=usd(abs(a[widest].value - b[widest].value)),
                **reports(widest),
            ),
            a[widest],
            b[widest],
        )
        above = sum(1 for y in common if a[y].value > b[y].value)
        below = sum(1 for y in common if a[y].value < b[y].value)
        findings.add(
            "turnover_direction",
            _(
                "Of {n} years with both reports, reporter {a} gives the higher figure in {above}, reporter "
                "{b} in {below}.",
                n=Number(len(common)),
                a=Country(sel.a),
                b=Country(sel.b),
                above=Number(above),
                below=Number(below),
            ),
            *(a[y] for y in common),
            *(b[y] for y in common),
        )
    for code, mine in ((sel.a, a), (sel.b, b)):
        later = {y: r for y, r in mine.items() if y > sel.turning_point}
        if len(later) > 1:
            first, last, top = min(later), max(later), max(later, key=lambda y: later[y].value)
            findings.add(
                f"turnover_since_{code.lower()}",
                _(
                    "Reporter {country}: the first drawn figure after {turning_point} is {first_value} "
                    "({first}), the latest {last_value} ({last}), the highest {top_value} ({top}).",
                    country=Country(code),
                    turning_point=Year(sel.turning_point),
                    first=Year(first),
                    last=Year(last),
                    top=Year(top),
                    first_value=stated(later[first], usd),
                    last_value=stated(later[last], usd),
                    top_value=stated(later[top], usd),
                ),
                later[first],
                later[last],
                later[top],
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
            "others. Where the year has no figure of a statistics office, the owner stands in the table. "
            "Figures of low confidence and part-years are not drawn."
        ),
    )


def turnover_spread(sel: Selection) -> Indicator:
    """The lowest and highest figure found for each full year, whoever gave it, low confidence included."""
    rows = between(sel, "turnover")
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
        owners, sources = ";".join(dict.fromkeys(mine.statistics_owner)), joined(mine)
        frame_rows += [(str(y), "low", low, owners, sources), (str(y), "high", high, owners, sources)]
    trade = turnover(sel).frame
    for code in (sel.a, sel.b):
        frame_rows += [
            (str(y), code, r.value, r.statistics_owner, r.source)
            for y, r in by_year(trade, code).items()
            if y in run
        ]
    findings = Findings()
    several = {y: s for y, s in spread.items() if s[0] < s[1]}
    if several:
        widest = max(several, key=lambda y: several[y][1] / several[y][0])
        low, high, mine = several[widest]
        findings.add(
            "turnover_widest_spread",
            _(
                "The figures for one year, those of low confidence included, differ most in {year}: from "
                "{low} to {high}, in {releases} independent releases.",
                year=Year(widest),
                low=usd(low),
                high=usd(high),
                releases=Number(releases(sel, mine)),
            ),
            mine,
        )
        findings.add(
            "turnover_disagreement",
            _(
                "Of {n} full years with a figure, {k} have figures that differ.",
                n=Number(len(spread)),
                k=Number(len(several)),
            ),
        )
    return Indicator(
        "turnover_spread",
        THEME,
        _("All full-year turnover figures found: lowest, highest and the drawn ones"),
        frame_of(frame_rows, "period series value statistics_owner source"),
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
    rows = between(sel, *FLOW_WORDS)
    rows = rows[rows.year.notna() & (rows.year >= sel.turning_point)]
    keys = ["year", "indicator", "reporter", "value", "statistics_owner"]
    out = []
    for key, mine in rows.groupby(keys, sort=True):
        k = dict(zip(keys, key, strict=True))
        mine = mine.sort_values("confidence", key=lambda c: c.map(TRUST), kind="stable")
        out.append(
            (
                str(int(k["year"])),
                FLOW_WORDS[k["indicator"]],
                k["reporter"],
                amount(mine.iloc[0]),
                k["value"],
                k["statistics_owner"],
                mine.confidence.iloc[0],
                Number(releases(sel, mine)),
                joined(mine),
            )
        )
    frame = frame_of(out, "period flow reporter amount value statistics_owner confidence releases source")
    return Indicator(
        "turnover_figures",
        THEME,
        _("Full-year figures since {year}, by whose they are", year=Year(sel.turning_point)),
        frame,
        table=Table(
            (
                Column("period", _("Year"), "period"),
                Column("flow", _("Flow"), "value"),
                REPORTER,
                Column("amount", _("Figure"), "value"),
                OWNER,
                CONFIDENCE,
                RELEASES,
                SOURCE,
            )
        ),
    )


FLOW_WORDS = {"turnover": _("turnover"), "exports": _("exports"), "imports": _("imports")}


def mirrored(sel: Selection, name: str, origin: str, target: str, goods: str, title: Message) -> Indicator:
    """Goods from `origin` to `target` twice: exports by the origin, imports by the destination."""
    out = numbers(sel, f"exports{goods}", origin, target)
    into = numbers(sel, f"imports{goods}", target, origin)
    frame = lines_of(sel, {"exports": out, "imports": into})
    labels = {
        "exports": _("exports, reporter {country}", country=Country(origin)),
        "imports": _("imports, reporter {country}", country=Country(target)),
    }
    gave, took = by_year(frame, "exports"), by_year(frame, "imports")
    common = sorted(set(gave) & set(took))
    findings = Findings()
    if common:
        last = common[-1]
        low, high = sorted((gave[last].value, took[last].value))
        findings.add(
            f"{name}_latest",
            _(
                "{subject}: for {year} the exporter {origin} reports {gave}, the importer {target} {took}; "
                "the larger figure is {percent} above the smaller.",
                subject=title,
                year=Year(last),
                origin=Country(origin),
                target=Country(target),
                gave=stated(gave[last], usd),
                took=stated(took[last], usd),
                percent=Percent(100 * (high - low) / low, 0),
            ),
            gave[last],
            took[last],
        )
        findings.add(
            f"{name}_both",
            _(
                "{subject}: {n} years have both reports, {only_out} only the exporter's, {only_in} only the "
                "importer's.",
                subject=title,
                n=Number(len(common)),
                only_out=Number(len(set(gave) - set(took))),
                only_in=Number(len(set(took) - set(gave))),
            ),
            *(gave[y] for y in common),
            *(took[y] for y in common),
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
    return mirrored(sel, "mirror_in", sel.b, sel.a, "", title)


def mirror_out(sel: Selection) -> Indicator:
    """Goods from a to b, as the exporter and as the importer report them."""
    title = _("Goods from {origin} to {target}", origin=Country(sel.a), target=Country(sel.b))
    return mirrored(sel, "mirror_out", sel.a, sel.b, "", title)


def growth(sel: Selection) -> Indicator:
    """Growth rates of turnover that were said, set against each other where they are for the same period."""
    rows = between(sel, "turnover_growth")
    late = where(rows, (sel.year(p) >= sel.turning_point for p in rows.period))
    frame = as_stated(late, {"turnover_growth": FLOW_WORDS["turnover"]})[["period", "reporter", *STATED]]
    findings = Findings()
    full = rows[rows.year.notna()]
    spread = full.groupby("year").value.agg(["min", "max"])
    spread = spread[spread["max"] > spread["min"]]
    if len(spread):
        year = (spread["max"] - spread["min"]).idxmax()
        mine = full[full.year == year]
        findings.add(
            "growth_spread",
            _(
                "The growth rates said for one year lie furthest apart in {year}: from {low} to {high}.",
                year=Year(int(year)),
                low=Percent(spread["min"][year]),
                high=Percent(spread["max"][year]),
            ),
            mine,
        )
    return Indicator(
        "growth",
        THEME,
        _("Growth of turnover as it was said, against the same period a year before"),
        frame,
        table=Table((PERIOD, REPORTER, Column("amount", _("Growth"), "value"), OWNER, CONFIDENCE, SOURCE)),
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
    rate = numbers(sel, "turnover_growth", reporter, partner)
    value = numbers(sel, "turnover", reporter, partner)
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
    trade = turnover(sel).frame
    figures: dict[str, dict[int, float]] = {}
    guessed: dict[str, set[int]] = {}
    for r, p in ((sel.a, sel.b), (sel.b, sel.a)):
        own = {y: row.value for y, row in by_year(trade, r).items()}
        figures[r] = {y: v for y, (v, _source) in implied(sel, r, p).items()} | own
        guessed[r] = set(figures[r]) - set(own)
    last = max((y for v in figures.values() for y in v), default=0)
    out, cited = [], commitment_sources(sel)
    for c in _pledged(sel).itertuples():
        due = sel.year(c.due) if c.due else None
        row: dict[str, Any] = {
            "commitment_id": c.commitment_id,
            "date": c.date,
            "target": c.target,
            "due": c.due,
            "source": cited[c.commitment_id],
            "releases": releases(sel, cited[c.commitment_id]),
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
    trade = turnover(sel).frame
    first = min((sel.year(r["date"]) for r in rows), default=0)
    trade = trade[trade.period.astype(int) >= first] if rows else trade[:0]
    frame = trade.assign(role="value")
    seen = {(str(sel.year(r["due"])), r["target"]): r["source"] for r in rows if r["due"]}
    aims = frame_of(
        [(y, "pledge", v, "exact", "reported", "", "", s, "target") for (y, v), s in sorted(seen.items())],
        f"{POINTS} role",
    )
    frame = pd.concat([frame, aims], ignore_index=True) if len(aims) else frame
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
            "A pledge without a year is in the table only. Pledges with a year still to come stand at that "
            "year."
        ),
    )


def _pledge_findings(sel: Selection, rows: list[dict[str, Any]]) -> Findings:
    findings = Findings()
    for r in sorted((r for r in rows if r["due"]), key=lambda r: (r["due"], r["target"])):
        due = Year(sel.year(r["due"]))
        name = f"pledge_{r['target'] / 1e9:.0f}bn_{due.year}"
        common = {"target": usd(r["target"]), "due": due, "releases": Number(r["releases"])}
        if r["outcome_a"] == r["outcome_b"] == "not_due":
            text = _(
                "Pledge of {target} for {due}: not due yet in the figures found. Independent releases that "
                "state it: {releases}.",
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
        findings.add(name, text, r["source"])
    steps = [r for r in rows if r["target"] == max(x["target"] for x in rows)]
    if len(steps) > 1:
        findings.add(
            "pledge_highest",
            _(
                "The highest amount pledged, {target}, is on record {n} times with different terms, first in "
                "{first}; the years named for it: {years}.",
                target=usd(steps[0]["target"]),
                n=Number(len(steps)),
                first=Year(sel.year(steps[0]["date"])),
                years=Join([Year(sel.year(r["due"])) for r in steps if r["due"]] or [_("none")]),
            ),
            *(r["source"] for r in steps),
        )
    return findings


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
    value: Value = _("{n} (implied by the next year's growth)", n=usd(at_due)) if guess[0] else usd(at_due)
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
            usd(r["target"]),
            r["target"],
            r["due"],
            *(x for s in "ab" for x in (r[f"outcome_{s}"], _first_met(r[f"met_{s}"], r[f"implied_{s}"][1]))),
            Number(r["releases"]),
            r["source"],
        )
        for r in rows
    ]
    columns = "commitment_id date amount target due outcome_a met_a outcome_b met_b releases source"
    frame = frame_of(out, columns)
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
                RELEASES,
                SOURCE,
            )
        ),
        note=_(
            "Where a side gives no figure for the due year, the next year's figure and its stated growth may "
            "imply one. “Not found by us” means: no figure for the due year and none implied."
        ),
    )


# --- other partners, rank and share ---


def _partner_lines(sel: Selection, reporter: str) -> tuple[str, pd.DataFrame]:
    """The indicator that shows a reporter's partners best, and its lines, one per partner of the selection.

    Shares of turnover first, else dollars of exports; one owner only, so that no line mixes owners.
    """
    partners = [c for c in (sel.a, sel.b, *sel.comparators) if c != reporter]
    for indicator in ("turnover_share", "exports"):
        rows = numbers(sel, indicator, reporter)
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
            return indicator, lines_of(sel, {p: rows[rows.partner == p] for p in partners})
        lines = [points_of(sel, rows[rows.partner == p], p) for p in partners]
        return indicator, pd.concat(lines, ignore_index=True)
    return "turnover_share", frame_of([], POINTS)


def _partners(sel: Selection, name: str, reporter: str, other: str) -> Indicator:
    indicator, frame = _partner_lines(sel, reporter)
    country, findings = Country(reporter), Findings()
    unit = "percent" if indicator == "turnover_share" else "USD"
    title = (
        _("{country}: share of each neighbour in foreign trade", country=country)
        if unit == "percent"
        else _("{country}: exports to each neighbour", country=country)
    )

    def write(value: float) -> Value:
        return Percent(value) if unit == "percent" else usd(value)

    lines = {code: by_year(frame, code) for code in dict.fromkeys(frame.series)}
    lines = {code: mine for code, mine in lines.items() if mine}
    held = [y for mine in lines.values() for y in mine]
    full = sorted(
        y for y in set(held) if held.count(y) == max(map(held.count, held))
    )  # years with most partners
    if lines:
        year = full[-1]
        order = sorted((c for c in lines if year in lines[c]), key=lambda c: -lines[c][year].value)
        findings.add(
            f"{name}_order",
            _(
                "{country}: of the partners compared, the order in {year} is {order}.",
                country=country,
                year=Year(year),
                order=Join([_("{a} {n}", a=Country(c), n=write(lines[c][year].value)) for c in order]),
            ),
            *(lines[c][year] for c in order),
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
        findings.add(
            f"{name}_change",
            _(
                "{country}: the figure for {other} is {old} in {first} and {new} in {last}; of the {n} other "
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
            mine[first],
            mine[last],
            *(lines[c][y] for c in moved for y in (first, last)),
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
            "neighbours of both, the six largest at most."
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
            rows = pick(sel, numbers(sel, "turnover", reporter, partner))
            if partner == reporter or rows.empty:
                continue
            r = rows.iloc[-1]
            out.append(
                (reporter, partner, str(int(r.year)), amount(r), r.value, r.statistics_owner, r.source)
            )
    frame = frame_of(out, "reporter partner period amount value statistics_owner source")
    frame = frame.sort_values(["reporter", "value"], ascending=[True, False], kind="stable")
    return Indicator(
        "partner_table",
        THEME,
        _("Turnover with each neighbour, latest full year found"),
        frame,
        table=Table(
            (
                REPORTER,
                Column("partner", _("Partner"), "country"),
                Column("period", _("Year"), "period"),
                Column("amount", _("Turnover"), "value"),
                OWNER,
                SOURCE,
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
            wanted[code] = numbers(sel, indicator, reporter, partner)
            labels[code] = _(
                "{country}: {partner}, {what}", country=Country(reporter), partner=Country(partner), what=what
            )
    frame = lines_of(sel, wanted)
    findings = Findings()
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = by_year(frame, f"{reporter} turnover_share")
        owners = [r.statistics_owner for r in mine.values()]
        most = max(sorted(set(owners)), key=owners.count, default="")
        mine = {y: r for y, r in mine.items() if r.statistics_owner == most}
        if len(mine) > 1:
            first, last = min(mine), max(mine)
            top = max(mine, key=lambda y: mine[y].value)
            findings.add(
                f"share_{reporter.lower()}",
                _(
                    "{country}: the share of {partner} in foreign trade is {old} in {first} and {new} in "
                    "{last}, highest at {high} in {top}.",
                    country=Country(reporter),
                    partner=Country(partner),
                    old=Percent(mine[first].value),
                    new=Percent(mine[last].value),
                    high=Percent(mine[top].value),
                    first=Year(first),
                    last=Year(last),
                    top=Year(top),
                ),
                mine[first],
                mine[last],
                mine[top],
            )
        places = numbers(sel, "trade_rank", reporter, partner)
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
                    "{country}: in {n} periods with a stated place, {partner} is partner number {best} at "
                    "best and {worst} at worst; the latest is number {place} ({period}).",
                    n=Number(places.period.nunique()),
                    best=Number(int(places.value.min())),
                    worst=Number(int(places.value.max())),
                    **known,
                )
            )
            findings.add(f"rank_{reporter.lower()}", text, places)
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
    rows = between(sel, *_SHARES, "trade_rank")
    rows = where(rows, (sel.year(p) >= sel.turning_point for p in rows.period))
    frame = as_stated(rows, {**_SHARES, "trade_rank": _("place among partners")})
    return Indicator(
        "share_table",
        THEME,
        _("Shares and places as stated, part-years with their months"),
        frame[["period", "reporter", "what", *STATED]],
        table=Table(
            (
                PERIOD,
                REPORTER,
                Column("what", _("What"), "value"),
                Column("amount", _("Figure"), "value"),
                OWNER,
                CONFIDENCE,
                SOURCE,
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
            rows = numbers(sel, indicator, reporter, partner)
            rows = rows[~rows.period.str.contains("/")]  # a stock at a date: it stands at its month
            picked = pick(sel, rows, "period")
            points += [point(r, r.period, code) for r in picked.itertuples()]
            labels[code] = _("in {country}, {what}", country=Country(reporter), what=what)
    frame = frame_of(points, POINTS)
    findings = Findings()
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        mine = {r.period: r for r in frame[frame.series == f"{reporter} firms_partner_capital"].itertuples()}
        if len(mine) > 1:
            first, last = min(mine), max(mine)
            findings.add(
                f"firms_{reporter.lower()}",
                _(
                    "Firms in {country} with capital from {partner}: {old} in {first}, {new} in {last}. "
                    "Owners of these counts: {owners}; definitions differ, so the difference is no growth "
                    "rate.",
                    country=Country(reporter),
                    partner=Country(partner),
                    old=stated(mine[first]),
                    new=stated(mine[last]),
                    first=Period(first),
                    last=Period(last),
                    owners=Number(len({r.statistics_owner for r in mine.values()})),
                ),
                mine[first],
                mine[last],
            )
        every = between(sel, *_FIRMS)
        every = every[every.reporter == reporter]
        every = every.assign(at=[sel.year(p) for p in every.period])
        spread = every.groupby("at").value.agg(["min", "max"])
        if len(spread) and (spread["max"] / spread["min"]).max() > 1:
            year = (spread["max"] / spread["min"]).idxmax()
            findings.add(
                f"firms_spread_{reporter.lower()}",
                _(
                    "The counts of one year differ most in {year} for firms in {country}: {low} and {high}, "
                    "by definition and by owner.",
                    year=Year(int(year)),
                    country=Country(reporter),
                    low=Number(spread["min"][year]),
                    high=Number(spread["max"][year]),
                ),
                every[every["at"] == year],
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
    frame = as_stated(between(sel, *words), words).rename(columns={"what": "definition"})
    return Indicator(
        "firms_table",
        THEME,
        _("Firms by date and definition"),
        frame[["period", "reporter", "definition", *STATED]],
        table=Table(
            (
                Column("period", _("Date or period"), "period"),
                Column("reporter", _("Firms in"), "country"),
                Column("definition", _("Definition"), "value"),
                Column("amount", _("Number"), "value"),
                OWNER,
                CONFIDENCE,
                SOURCE,
            )
        ),
    )


# --- deals and joint projects ---


def _deal_rows(sel: Selection) -> list[dict[str, Any]]:
    """One row per occasion (a month): what was announced, what was signed, the acts of that month."""
    rows = between(sel, "deals_announced", "deals_signed", "documents_signed", "agreements_signed")
    acts = sel.joint(sel.events)
    acts = acts[acts.kind.isin(["deal", "visit", "forum", "plan"]) & (acts.theme.isin([THEME, "diplomacy"]))]
    out = []
    for period, mine in rows.groupby("period", sort=True):
        found = {k: pick(sel, mine[mine.indicator == k], "period") for k in dict.fromkeys(mine.indicator)}
        then = acts[acts.date.str.startswith(str(period))]
        then = then.assign(order=then.kind.map({"deal": 0, "forum": 1, "visit": 2, "plan": 3})).sort_values(
            ["order", "date"], kind="stable"
        )
        row: dict[str, Any] = {"period": period, "source": joined(mine)}
        row["releases"] = releases(sel, mine)
        row["owners"] = ";".join(dict.fromkeys(mine.statistics_owner))
        row["event_id"], row["title"] = (then.event_id.iloc[0], then.title.iloc[0]) if len(then) else ("", "")
        for k in ("deals_announced", "deals_signed"):
            row[k] = found[k].iloc[0] if k in found and len(found[k]) else None
        counts = [mine[mine.indicator == k] for k in ("agreements_signed", "documents_signed")]
        papers = next((c for c in counts if len(c)), counts[0])
        papers = papers.drop_duplicates(["value", "qualifier"]).sort_values("value", kind="stable")
        row["papers"] = Join([amount(r) for r in papers.itertuples()]) if len(papers) else None
        out.append(row)
    return out


def deals(sel: Selection) -> Indicator:
    """Value of deals announced and signed, by occasion."""
    rows = [r for r in _deal_rows(sel) if r["deals_announced"] is not None or r["deals_signed"] is not None]
    points, findings = [], Findings()
    labels: dict[str, Value] = {}
    for r in rows:
        labels[r["period"]] = Period(r["period"])
        for series in ("deals_announced", "deals_signed"):
            o = r[series]
            cells = (None, "", "") if o is None else (o.value, o.statistics_owner, o.source)
            points.append((r["period"], series, *cells))
    frame = frame_of(points, "category series value statistics_owner source")
    both = [r for r in rows if r["deals_announced"] is not None and r["deals_signed"] is not None]
    for r in both:
        said, done = r["deals_announced"], r["deals_signed"]
        findings.add(
            f"deals_{r['period'].replace('-', '_')}",
            _(
                "{period}: {announced} announced, {signed} signed, {percent} of what was announced.",
                period=Period(r["period"]),
                announced=amount(said),
                signed=amount(done),
                percent=Percent(100 * done.value / said.value, 0),
            ),
            said,
            done,
        )
    if rows:
        amounts = [o for r in rows for o in (r["deals_announced"], r["deals_signed"]) if o is not None]
        top = max(amounts, key=lambda o: o.value)
        findings.add(
            "deals_both",
            ngettext(
                "Of {n} occasions with an amount, {k} has both an announced and a signed amount; the largest "
                "amount is {top} ({period}).",
                "Of {n} occasions with an amount, {k} have both an announced and a signed amount; the "
                "largest amount is {top} ({period}).",
                len(both),
                n=Number(len(rows)),
                k=Number(len(both)),
                top=amount(top),
                period=Period(top.period),
            ),
            *(r["source"] for r in rows),
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
            "Amounts are as the sides stated them; no source found says how much of a package was paid or "
            "delivered."
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
                amount(r[k]) if r[k] is not None else word("status", "not_found")
                for k in ("deals_announced", "deals_signed")
            ),
            r["papers"] or word("status", "not_found"),
            Number(r["releases"]),
            r["owners"],
            r["source"],
        )
        for r in _deal_rows(sel)
    ]
    columns = "period event_id title announced signed papers releases statistics_owner source"
    return Indicator(
        "deals_table",
        THEME,
        _("Visits, forums and commissions: amounts and documents"),
        frame_of(out, columns),
        table=Table(
            (
                Column("period", _("Month"), "period"),
                Column("title", _("Act"), "title"),
                Column("announced", _("Announced"), "value"),
                Column("signed", _("Signed"), "value"),
                Column("papers", _("Documents or agreements"), "value"),
                RELEASES,
                SOURCE,
            )
        ),
    )


def portfolio(sel: Selection) -> Indicator:
    """The value of the joint industrial projects, as stated at each date."""
    rows = between(sel, "joint_projects_value")
    counts = between(sel, "joint_projects")
    picked = pick(sel, rows, "period")
    frame = frame_of([point(r, r.period, "value") for r in picked.itertuples()], POINTS).assign(mark="")
    findings = Findings()
    if len(picked) > 1:
        first, last = picked.iloc[0], picked.iloc[-1]
        findings.add(
            "portfolio_change",
            _(
                "The portfolio of joint projects was put at {old} in {first} and at {new} in {last}, {times} "
                "times as much; a portfolio holds plans, not finished work.",
                old=amount(first),
                new=amount(last),
                first=Period(first.period),
                last=Period(last.period),
                times=Number(last.value / first.value, 1),
            ),
            first.source,
            last.source,
        )
    done = pick(sel, between(sel, "joint_projects_completed"), "period")
    held = pick(sel, counts, "period")
    if len(done):
        d = done.iloc[-1]
        same = held[held.period == d.period]
        if len(same):
            findings.add(
                "portfolio_completed",
                _(
                    "{period}: {done} of {all} joint projects were called completed.",
                    period=Period(d.period),
                    done=Number(d.value),
                    all=Number(same.value.iloc[0]),
                ),
                d.source,
                same,
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
    return with_sources(sel, acts)


def projects(sel: Selection) -> Indicator:
    """The steps of the joint projects in time, by project, words apart from works."""
    acts = _project_acts(sel)
    steps = {"project_step": "step", "agreement": "paper", "ratification": "paper"}
    frame = frame_of(
        [(r.date, r.project, steps.get(r.kind, "word"), r.source) for r in acts.itertuples()],
        "date lane series source",
    )
    findings = Findings()
    for code, mine in acts.groupby("project", sort=True):
        said, done = mine[~mine.kind.isin(["project_step"])], mine[mine.kind == "project_step"]
        if len(said) and len(done):
            findings.add(
                f"project_{code}",
                _(
                    "{project}: announcements, plans and agreements on record {said}, the first in {first}; "
                    "steps done {done}, the latest in {last}.",
                    project=Capital(_PROJECTS[str(code)]),
                    said=Number(len(said)),
                    first=Year(sel.year(said.date.iloc[0])),
                    done=Number(len(done)),
                    last=Year(sel.year(done.date.iloc[-1])),
                ),
                mine,
            )
    plans = sel.joint(sel.commitments)
    plans = plans[(plans.indicator == "cars_capacity") & plans.target.notna()]
    built = between(sel, "cars_capacity")
    if len(plans) and len(built):
        said = sel.commitment_sources[sel.commitment_sources.commitment_id.isin(plans.commitment_id)]
        findings.add(
            "cars_capacity",
            _(
                "Car assembly: plans named from {low} to {high} cars a year; the plant that opened "
                "({period}) is put at {built} a year. That is capacity: no figure of cars made there was "
                "found.",
                low=Number(plans.target.min()),
                high=Number(plans.target.max()),
                built=Number(built.value.iloc[-1]),
                period=Period(built.period.iloc[-1]),
            ),
            said,
            built,
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
                DATE,
                Column("project", _("Project"), "value"),
                Column("title", _("Step"), "title"),
                KIND,
                PLACE,
                SOURCE,
            )
        ),
    )


# --- freight and energy ---


def _single(sel: Selection, indicator: str, code: str) -> pd.DataFrame:
    """One line for a number of the pair whichever side reports it; the side with more years is taken."""
    sides = [numbers(sel, indicator, r, p) for r, p in ((sel.a, sel.b), (sel.b, sel.a))]
    best = max(sides, key=lambda f: (f.year.notna().sum(), len(f)))
    # carriers and ministries count these, no statistics office: no mark
    return lines_of(sel, {code: best}).assign(mark="")


def freight(sel: Selection) -> Indicator:
    """Rail freight between the two by full year; pledged tonnage in a finding."""
    frame = _single(sel, "freight_rail", "freight_rail")
    mine, findings = by_year(frame, "freight_rail"), Findings()
    rows = between(sel, "freight_rail", "freight_rail_growth")
    if len(mine) > 1:
        first, last = min(mine), max(mine)
        findings.add(
            "freight_change",
            _(
                "Rail freight is put at {old} million tonnes for {first} and {new} million tonnes for "
                "{last}; for {missing} of the years between them no full-year figure was found.",
                old=Number(mine[first].value / 1e6, 1),
                new=Number(mine[last].value / 1e6, 1),
                first=Year(first),
                last=Year(last),
                missing=Number(last - first - 1 - sum(1 for y in mine if first < y < last)),
            ),
            mine[first],
            mine[last],
        )
        rate = rows[(rows.indicator == "freight_rail_growth") & (rows.year == last)]
        said = rows[(rows.indicator == "freight_rail") & (rows.year == last - 1)]
        if len(rate) and len(said):
            findings.add(
                "freight_conflict",
                _(
                    "The figure and the growth stated for {last} imply {implied} million tonnes for "
                    "{before}; another source gives {said} million tonnes for that year. The two do not "
                    "count the same thing, or one is wrong.",
                    last=Year(last),
                    before=Year(last - 1),
                    implied=Number(mine[last].value / (1 + rate.value.iloc[0] / 100) / 1e6, 1),
                    said=Number(said.value.iloc[0] / 1e6, 1),
                ),
                mine[last],
                said,
                rate,
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
    frame = as_stated(between(sel, *_FREIGHT), _FREIGHT)
    order = {k: i for i, k in enumerate(_FREIGHT)}
    frame = frame.assign(order=frame.indicator.map(order)).sort_values(["order", "period"], kind="stable")
    return Indicator(
        "freight_table",
        THEME,
        _("Freight and energy figures as stated"),
        frame[["what", "period", "reporter", "amount", "value", "statistics_owner", "source"]],
        table=Table(
            (
                Column("what", _("What"), "value"),
                PERIOD,
                REPORTER,
                Column("amount", _("Figure"), "value"),
                OWNER,
                SOURCE,
            )
        ),
    )


def oil_transit(sel: Selection) -> Indicator:
    """Oil carried across one country to the other, with the years of a stated zero marked as zero."""
    frame = _single(sel, "oil_transit", "oil_transit")
    mine, findings = by_year(frame, "oil_transit"), Findings()
    zeros = sorted(y for y, r in mine.items() if r.value == 0)
    if zeros:
        top = max(mine, key=lambda y: mine[y].value)
        findings.add(
            "oil_zero",
            _(
                "Oil transit: the carrier itself states zero for {years}; the highest year is {top} with "
                "{value} tonnes.",
                years=Join([Year(y) for y in zeros]),
                top=Year(top),
                value=Number(mine[top].value),
            ),
            *(mine[y] for y in zeros),
            mine[top],
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
    cited = commitment_sources(sel)
    aims = frame_of(
        [
            (
                str(sel.year(r.due)),
                "gas_transit",
                r.target,
                "exact",
                "reported",
                "",
                "",
                cited.get(r.commitment_id, ""),
                "target",
            )
            for r in plans.itertuples()
        ],
        f"{POINTS} role",
    )
    rows, findings = between(sel, "gas_transit"), Findings()
    part = rows[rows.year.isna()]
    if len(part) and len(frame):
        full = by_year(frame, "gas_transit")
        last = max(full)
        findings.add(
            "gas_first",
            _(
                "Gas transit: {part} bn cubic metres in {period}, a part-year and not drawn; {full} bn in "
                "the full year {year}.",
                part=Number(part.value.iloc[0] / 1e9),
                period=Period(part.period.iloc[0]),
                full=Number(full[last].value / 1e9),
                year=Year(last),
            ),
            part,
            full[last],
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
    return mirrored(sel, "agrifood_in", sel.b, sel.a, "_agrifood", title)


_GOODS = {
    "exports_wheat": _("wheat"),
    "exports_flour_starch": _("flour, starch and other food products"),
    "exports_processed_food": _("processed meat, fish, fruit, vegetables, oils and fats"),
    "exports_sunflower_seed": _("sunflower seed"),
}


def goods(sel: Selection) -> Indicator:
    """Main farm and food goods by value from the side that exports more of them (a year's largest only)."""
    rows = between(sel, *_GOODS)
    totals = rows.groupby("reporter").value.sum()
    findings = Findings()
    points: list[Sequence[Any]] = []
    origin = str(totals.idxmax()) if len(totals) else sel.a
    for code in _GOODS:
        for r in pick(sel, rows[(rows.reporter == origin) & (rows.indicator == code)]).itertuples():
            points.append(point(r, str(int(r.year)), code))
    frame = frame_of(points, POINTS).assign(mark="")
    if len(frame):
        years = sorted(set(frame.period))
        absent = [str(y) for y in range(int(years[0]), int(years[-1]) + 1) if str(y) not in years]
        lead = frame[frame.period == years[-1]].sort_values("value").iloc[-1]
        first = frame[(frame.series == lead.series) & (frame.period == years[0])]
        top = frame[frame.series == lead.series].sort_values("value").iloc[-1]
        findings.add(
            "goods_lead",
            _(
                "{good}: the largest of the goods listed in {last} with {new}; {old} in {first}, highest "
                "{high} in {top}.",
                good=Capital(_GOODS[lead.series]),
                last=Year(int(years[-1])),
                first=Year(int(years[0])),
                top=Year(int(top.period)),
                new=usd(lead.value),
                old=usd(first.value.iloc[0]) if len(first) else word("status", "not_found"),
                high=usd(top.value),
            ),
            lead.source,
            first,
            top.source,
        )
        frame = pd.concat(
            [frame, frame_of([(y, lead.series, None, "", "not_found", "", "", "") for y in absent], POINTS)],
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
            "Lower bounds: the copy of the trade matrix keeps only the larger flows. Goods beyond the listed "
            "ones are not shown."
        ),
    )


# --- size of the two economies ---


def _size(sel: Selection, indicator: str) -> pd.DataFrame:
    """One line per country from the one owner that has most years of both, so that no line mixes owners."""
    rows = sel.observations[
        (sel.observations.indicator == indicator) & sel.observations.reporter.isin([sel.a, sel.b])
    ]
    if rows.empty:
        return frame_of([], POINTS)
    owner = rows.groupby("statistics_owner").size().idxmax()
    rows = rows[rows.statistics_owner == owner]
    rows = rows.assign(year=[sel.full_year(p) for p in rows.period])
    frames = {c: rows[rows.reporter == c] for c in (sel.a, sel.b)}
    return lines_of(sel, frames).assign(mark="")


def _size_findings(
    sel: Selection, name: str, frame: pd.DataFrame, write: Callable[[float], Value]
) -> Findings:
    findings = Findings()
    a, b = by_year(frame, sel.a), by_year(frame, sel.b)
    common = sorted(set(a) & set(b))
    if common:
        year = common[-1]
        large, small = sorted((sel.a, sel.b), key=lambda c: -(by_year(frame, c)[year].value))
        high, low = by_year(frame, large)[year], by_year(frame, small)[year]
        findings.add(
            f"{name}_latest",
            _(
                "{year}: {large} {high}, {small} {low}, a ratio of {ratio} to 1.",
                year=Year(year),
                large=Country(large),
                small=Country(small),
                high=write(high.value),
                low=write(low.value),
                ratio=Number(high.value / low.value, 1),
            ),
            high,
            low,
        )
    return findings


def gdp(sel: Selection) -> Indicator:
    """Gross domestic product of both in current dollars, and turnover beside it."""
    frame = _size(sel, "gdp")
    findings = _size_findings(sel, "gdp", frame, Money)
    trade = turnover(sel).frame
    for code in (sel.a, sel.b):
        size, flow = by_year(frame, code), by_year(trade, code)
        common = sorted(set(size) & set(flow))
        if common:
            year = common[-1]
            findings.add(
                f"trade_to_gdp_{code.lower()}",
                _(
                    "{country}: its own figure of trade with the other country equals {percent} of gross "
                    "domestic product in {year}.",
                    country=Country(code),
                    percent=Percent(100 * flow[year].value / size[year].value),
                    year=Year(year),
                ),
                flow[year],
                size[year],
            )
        years = sorted(size)
        drops = [(y, size[y].value / size[y - 1].value) for y in years if y - 1 in size]
        if drops:
            worst, ratio = min(drops, key=lambda d: d[1])
            if ratio < 0.8:
                findings.add(
                    f"gdp_drop_{code.lower()}",
                    _(
                        "{country}: gross domestic product in dollars falls most in {year}, by {percent}; "
                        "dollars at the exchange rate of the day can move without output moving as much.",
                        country=Country(code),
                        year=Year(worst),
                        percent=Percent(100 * (1 - ratio)),
                    ),
                    size[worst],
                    size[worst - 1],
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
    findings = Findings()
    if len(ours):
        trade = between(sel, *FLOW_WORDS)
        unnamed = trade[trade.statistics_owner == "unknown"]
        part = trade[trade.year.isna()]
        low = trade[trade.confidence == "low"]
        findings.add(
            "limits_owner",
            _(
                "Of {n} figures on trade between the two, {k} name no statistics owner.",
                n=Number(len(trade)),
                k=Number(len(unnamed)),
            ),
        )
        findings.add(
            "limits_part_years",
            _(
                "{k} of these {n} figures are for a part of a year; they stand in tables and are not drawn "
                "as years.",
                n=Number(len(trade)),
                k=Number(len(part)),
            ),
        )
        findings.add(
            "limits_low",
            _(
                "{k} of these {n} figures are of low confidence and are not drawn.",
                n=Number(len(trade)),
                k=Number(len(low)),
            ),
        )
        for code, partner in ((sel.a, sel.b), (sel.b, sel.a)):
            have = {
                y for y in pick(sel, numbers(sel, "turnover", code, partner)).year if y >= sel.turning_point
            }
            every = range(sel.turning_point, int(max([sel.turning_point, *have, *trade.year.dropna()])) + 1)
            missing = [y for y in every if y not in have]
            if missing:
                findings.add(
                    f"limits_years_{code.lower()}",
                    _(
                        "Reporter {country}: no full-year turnover that could be drawn was found for "
                        "{years}.",
                        country=Country(code),
                        years=Join([Year(y) for y in missing]),
                    ),
                )
        split = [
            int(y)
            for y in sorted(set(trade.year.dropna()))
            if y >= sel.turning_point
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.a)].indicator)
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.b)].indicator)
        ]
        findings.add(
            "limits_split",
            _(
                "Years since {year} with exports and imports from both reporters: {years}.",
                year=Year(sel.turning_point),
                years=Join([Year(y) for y in split] or [_("none")]),
            ),
        )
        unaudited = ours[ours.note.str.contains("unaudited")]
        findings.add(
            "limits_unaudited",
            _(
                "{k} of {n} figures about the two countries in this chapter come from a second round of "
                "collection that no second reader has checked.",
                n=Number(len(ours)),
                k=Number(len(unaudited)),
            ),
        )
        goods_rows = ours[ours.indicator.str.match("(exports|imports)_") & (ours.unit == "USD")]
        if len(goods_rows):
            owners = goods_rows.statistics_owner.value_counts(normalize=True)
            findings.add(
                "limits_goods",
                _(
                    "Goods by value rest on one owner for {percent} of the rows; for goods outside farm and "
                    "food almost no value was found.",
                    percent=Percent(100 * owners.iloc[0], 0),
                ),
            )
    else:
        findings.add(
            "limits_nothing",
            _(
                "No figure on trade between {a} and {b} has been collected yet.",
                a=Country(sel.a),
                b=Country(sel.b),
            ),
        )
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "value"), findings=tuple(findings)
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
