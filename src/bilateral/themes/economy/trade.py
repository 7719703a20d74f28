"""Trade between the two by year, as both sides report it: turnover, its spread and growth, goods each way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bilateral.datapackage import Selection
from bilateral.messages import Country, Message, Number, Percent, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, OWNER, PERIOD, RELEASES, REPORTER, SOURCE
from bilateral.themes.economy.drawn import STATED, THEME, amount, as_stated, by_year, lines_of, numbers, usd
from bilateral.themes.rows import TRUST, Findings, between, frame_of, joined, releases, stated, where


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
