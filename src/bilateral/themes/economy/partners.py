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
from bilateral.themes.rows import Findings, between, frame_of, joined, stated, where

_MOST_LINES = 6  # a chart tells six lines apart
_YEARS_BEFORE = 11  # years before the turning point that a chart of exports shows
# one owner, under the names of two places that carry its figures
_ONE_OWNER = {"WITS": "COMTRADE"}


def _partner_lines(sel: Selection, reporter: str) -> tuple[str, pd.DataFrame]:
    """The indicator that shows a reporter's partners best, and its lines, one per partner of the selection.

    Shares of turnover first, else dollars of exports; one owner only, so that no line mixes owners.
    """
    partners = [c for c in (sel.a, sel.b, *sel.comparators) if c != reporter]
    other = sel.b if reporter == sel.a else sel.a
    for indicator in ("turnover_share", "exports"):
        rows = numbers(sel, indicator, reporter)
        rows = rows[rows.partner.isin(partners) & rows.year.notna() & (rows.confidence != "low")]
        if indicator == "exports":
            rows = rows[rows.year >= sel.turning_point - _YEARS_BEFORE]
        rows = rows.assign(owner=rows.statistics_owner.replace(_ONE_OWNER))
        if rows.empty:
            continue
        cells = rows.drop_duplicates(["owner", "partner", "year"]).groupby("owner").size()
        rows = rows[rows.owner == cells.idxmax()]
        if rows.partner.nunique() < 2 or rows.year.nunique() < 2:
            continue
        largest = rows.groupby("partner").value.max().sort_values(ascending=False, kind="stable")
        keep = [other, *(p for p in largest.index if p != other)][:_MOST_LINES]
        partners = [p for p in partners if p in keep]
        if indicator == "turnover_share":
            return indicator, lines_of(sel, {p: rows[rows.partner == p] for p in partners})
        lines = [points_of(sel, rows[rows.partner == p], p) for p in partners]
        return indicator, pd.concat(lines, ignore_index=True).assign(mark="")
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
    own = lines.get(other, {})
    if unit == "percent":  # the years in which most partners have a share
        held = {y: sum(y in mine for mine in lines.values()) for y in own}
        ends = [y for y in held if held[y] == max(held.values())]
        first, last = min(ends, default=0), max(ends, default=0)
    else:  # from the turning point, or the last year before it, to the last year
        before = [y for y in own if y <= sel.turning_point]
        first = max(before) if before and max(own) > sel.turning_point else min(own, default=0)
        last = max(own, default=0)
    if lines and own:
        order = sorted((c for c in lines if last in lines[c]), key=lambda c: -lines[c][last].value)
        if len(order) > 1 and first == last:
            findings.add(
                f"{name}_order",
                _(
                    "{country}: of the partners with a figure for {year}, the order is {order}.",
                    country=country,
                    year=Year(last),
                    order=Join([_("{a} {n}", a=Country(c), n=write(lines[c][last].value)) for c in order]),
                ),
                *(lines[c][last] for c in order),
            )
    if first < last:
        moved = {c: (line[first], line[last]) for c, line in lines.items() if first in line and last in line}
        moved = {other: moved[other]} | {c: pair for c, pair in moved.items() if c != other}
        known: dict[str, Value] = {
            "country": country,
            "first": Year(first),
            "last": Year(last),
            "changes": Join(
                [
                    _(
                        "{a} {old} → {new}",
                        a=Country(c),
                        old=write(start.value),
                        new=write(end.value),
                    )
                    if unit == "percent"
                    else _("{a} {n} times", a=Country(c), n=Number(end.value / start.value, 1))
                    for c, (start, end) in moved.items()
                ]
            ),
        }
        text = (
            _("{country}: the shares in {first} and {last} are {changes}.", **known)
            if unit == "percent"
            else _("{country}: exports in {last} against {first}: {changes}.", **known)
        )
        findings.add(f"{name}_change", text, *(row for pair in moved.values() for row in pair))
    for place in _places(sel, reporter, other):
        findings.append(place)
    shown = {*lines, reporter}
    missing = [c for c in (sel.a, sel.b, *sel.comparators) if c not in shown]
    note = _(
        "One statistics owner throughout, UN Comtrade under whichever name. Partners: the other country of "
        "the pair and the land neighbours of both, the six largest at most. Lines of exports join the years "
        "that were found."
    )
    if missing and lines:
        note = _(
            "One statistics owner throughout, UN Comtrade under whichever name. Partners: the other country "
            "of the pair and the land neighbours of both, the six largest at most. Lines of exports join the "
            "years that were found. Not shown, because small "
            "or without a figure: {missing}.",
            missing=Join([Country(c) for c in missing]),
        )
    return Indicator(
        name,
        THEME,
        title,
        frame,
        chart=Chart("lines", unit=unit, turning_point=True, join_gaps=unit == "USD"),
        findings=tuple(findings),
        note=note,
    )


def partners_a(sel: Selection) -> Indicator:
    """Country a's trade with b beside its trade with the other neighbours."""
    return _partners(sel, "partners_a", sel.a, sel.b)


def partners_b(sel: Selection) -> Indicator:
    """Country b's trade with a beside its trade with the other neighbours."""
    return _partners(sel, "partners_b", sel.b, sel.a)


def _places(sel: Selection, reporter: str, partner: str) -> Findings:
    """The stated place of a partner, and where no share of it was found, that none was."""
    findings = Findings()
    known: dict[str, Value] = {"country": Country(reporter), "partner": Country(partner)}
    rows = numbers(sel, "trade_rank", reporter, partner)
    rows = rows[rows.confidence != "low"].sort_values(["period", "observation_id"], kind="stable")
    if len(rows):
        latest, best, worst = rows.iloc[-1], int(rows.value.min()), int(rows.value.max())
        known |= {
            "n": Number(rows.period.nunique()),
            "best": Number(best),
            "worst": Number(worst),
            "place": Number(int(latest.value)),
            "period": Period(latest.period),
        }
        if rows.period.nunique() == 1:
            text = _(
                "{country}: {partner} is partner number {place} in {period}, the only place found.", **known
            )
        elif best == worst:
            text = _(
                "{country}: {partner} is partner number {place} in all {n} periods with a stated place, the "
                "latest {period}.",
                **known,
            )
        else:
            text = _(
                "{country}: in {n} periods with a stated place, {partner} is between number {best} and "
                "number {worst}; the latest is number {place} ({period}).",
                **known,
            )
        findings.add(f"rank_{reporter.lower()}", text, rows)
    shares = numbers(sel, "turnover_share", reporter, partner)
    region = numbers(sel, "central_asia_share", reporter, partner)
    region = region[region.year.notna() & (region.confidence != "low")]
    if len(rows) and shares.empty:
        findings.add(
            f"share_{reporter.lower()}",
            _("{country}: no share of {partner} in all foreign trade was found.", **known),
        )
    if len(region):
        row = pick(sel, region).iloc[-1]
        findings.add(
            f"region_{reporter.lower()}",
            _(
                "{country}: of its trade with Central Asia in {year}, {partner} has {value}.",
                value=stated(row, Percent),
                year=Year(int(row.year)),
                **known,
            ),
            row,
        )
    return findings


def _latest(sel: Selection, reporter: str, partner: str) -> tuple[str, Value, float, str, str] | None:
    """The latest turnover with a partner: stated, or exports and imports of one owner and year added up."""
    stated_rows = pick(sel, numbers(sel, "turnover", reporter, partner))
    found = [
        (int(r.year), r.rank, str(int(r.year)), amount(r), float(r.value), r.statistics_owner, r.source)
        for r in stated_rows.itertuples()
    ]
    exports, imports = (numbers(sel, flow, reporter, partner) for flow in ("exports", "imports"))
    for owner in sorted(set(exports.statistics_owner) & set(imports.statistics_owner)):
        out, into = (pick(sel, f[f.statistics_owner == owner]) for f in (exports, imports))
        for r in out.itertuples():
            same = into[into.year == r.year]
            if len(same):
                value, year = float(r.value + same.value.iloc[0]), int(r.year)
                cell = (str(year), usd(value), value, owner, joined(r, same))
                found.append((year, r.rank, *cell))
    if not found:
        return None
    # a named owner goes before an unnamed one, then the later year
    named = [f for f in found if f[5] != "unknown"] or found
    best = min(named, key=lambda f: (-f[0], f[1]))
    return best[2:]


def partner_table(sel: Selection) -> Indicator:
    """The latest full-year turnover of each country of the pair with every partner compared, in dollars."""
    out = []
    for reporter in (sel.a, sel.b):
        for partner in (sel.a, sel.b, *sel.comparators):
            cells = None if partner == reporter else _latest(sel, reporter, partner)
            if cells:
                out.append((reporter, partner, *cells))
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
            "The latest full year whose owner is named; the years differ from row to row. Where one owner "
            "gives exports and imports for a later year, the two are added up. Two countries seldom count "
            "the same trade alike: a partner's own figure may be another."
        ),
    )


_SHARES = {
    "turnover_share": _("share in foreign trade"),
    "exports_share": _("share in exports"),
    "imports_share": _("share in imports"),
}


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
