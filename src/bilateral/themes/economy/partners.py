"""Other partners beside the pair, and the share and place of each country in the other's trade."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Number, Percent, Period, Value, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, OWNER, PERIOD, REPORTER, SOURCE
from bilateral.themes.economy.drawn import (
    POINTS,
    STATED,
    THEME,
    amount,
    as_stated,
    by_year,
    lines_of,
    numbers,
    pick,
    points_of,
    usd,
)
from bilateral.themes.rows import Findings, between, frame_of, where

_MOST_LINES = 6  # a chart tells six lines apart


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
