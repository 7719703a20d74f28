"""Pledges on turnover, set against the figures of each side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Value, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import RELEASES, SOURCE
from bilateral.themes.economy.drawn import POINTS, THEME, by_year, numbers, usd
from bilateral.themes.economy.trade import reported
from bilateral.themes.rows import Findings, commitment_sources, frame_of, releases, stated


def _pledged(sel: Selection) -> pd.DataFrame:
    """Commitments of both countries to an amount of turnover, oldest first."""
    rows = sel.joint(sel.commitments)
    rows = rows[(rows.indicator == "turnover") & rows.target.notna()]
    return rows.sort_values(["date", "commitment_id"], kind="stable")


def _outcome(
    due: int | None, since: int, target: float, values: Mapping[int, float], last: int
) -> tuple[str, int | None]:
    """Status of a pledge in one side's figures, and the first year with a figure that met it.

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


def pledge_rows(sel: Selection) -> list[dict[str, Any]]:
    """Each pledge on turnover with its outcome in the figures of a and of b, oldest first."""
    trade = reported(sel)
    figures = {c: by_year(trade, c) for c in (sel.a, sel.b)}
    last = max((y for mine in figures.values() for y in mine), default=0)
    out, cited = [], commitment_sources(sel)
    sure = set(sel.commitment_sources[sel.commitment_sources.confidence != "low"].commitment_id)
    for c in _pledged(sel).itertuples():
        due, since = sel.year(c.due) if c.due else None, sel.year(c.date)
        row: dict[str, Any] = {
            "commitment_id": c.commitment_id,
            "date": c.date,
            "target": c.target,
            "due": c.due,
            "source": cited[c.commitment_id],
            "releases": releases(sel, cited[c.commitment_id]),
        }
        for at, code in (("a", sel.a), ("b", sel.b)):
            mine = figures[code]
            status, met = _outcome(due, since, c.target, {y: r.value for y, r in mine.items()}, last)
            if c.commitment_id not in sure:  # hearsay gets no verdict
                status, met = "unknown", None
            row |= {
                f"outcome_{at}": status,
                f"met_{at}": None if met is None else mine[met],
                f"due_{at}": mine.get(due or 0),
                # years after the pledge and before the first figure that meets it, without a figure
                f"gap_{at}": [y for y in range(max(since, due or since), met or 0) if y not in mine],
                f"less_{at}": None if met is None else _says_less(sel, code, mine[met], c.target),
            }
        out.append(row)
    return out


def _says_less(sel: Selection, code: str, row: Any, target: float) -> Any:
    """A figure of the same side and year that stays below the target ("nearly"), where another meets it."""
    rows = numbers(sel, "turnover", code, sel.b if code == sel.a else sel.a)
    rows = rows[(rows.year == int(row.period)) & (rows.confidence != "low")]
    below = (rows.value < target) | ((rows.value <= target) & rows.qualifier.isin(["nearly", "less_than"]))
    return rows[below].iloc[0] if below.any() else None


def pledges(sel: Selection) -> Indicator:
    """Pledged turnover against the figures of each side, in the years since the first pledge."""
    rows, trade = pledge_rows(sel), reported(sel)
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
            findings.add(name, text, r["source"])
            continue
        text = _(
            "Pledge of {target} for {due}. {first} {second}",
            first=side_met(Country(sel.a), r, "a"),
            second=side_met(Country(sel.b), r, "b"),
            **common,
        )
        figures = [
            r[f"{k}_{at}"] for at in "ab" for k in ("due", "met", "less") if r[f"{k}_{at}"] is not None
        ]
        findings.add(name, text, *figures, r["source"])
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


def _first_met(r: Mapping[str, Any], at: str) -> Value:
    """The first year with a figure that meets a pledge, and whether an earlier year may have met it."""
    met = r[f"met_{at}"]
    if met is None:
        return _("not met") if r[f"outcome_{at}"] in ("missed", "open") else _("no figure that meets it")
    year = Year(int(met.period))
    return _("{year} or before", year=year) if r[f"gap_{at}"] else year


def side_met(country: Country, r: Mapping[str, Any], at: str) -> Message:
    """What one side's figures say of a pledge that is due."""
    due, met, gap, less = (r[f"{k}_{at}"] for k in ("due", "met", "gap", "less"))
    value: Value = _("no figure for that year") if due is None else stated(due, usd)
    known: dict[str, Value] = {"country": country, "value": value}
    if met is None:
        return _("{country}: {value}; no later figure meets it.", **known)
    if due is not None and met.period == due.period and less is None:
        return _("{country}: {value}, so it was met.", **known)
    known |= {"met": Year(int(met.period)), "reached": stated(met, usd)}
    if less is not None:
        known["less"] = stated(less, usd)
        if due is not None and met.period == due.period:
            return _("{country}: {value}, so it was met; another source says {less}.", **known)
        return _(
            "{country}: {value}; the first figure that meets it is {reached} for {met}, where another source "
            "says {less}.",
            **known,
        )
    open_years = [y for y in gap if due is None or y != int(due.period)]
    if open_years:
        known["years"] = Join([Year(y) for y in open_years])
        return _(
            "{country}: {value}; the first figure that meets it is {reached} for {met}, but no figure was "
            "found for {years}.",
            **known,
        )
    return _("{country}: {value}; the first figure that meets it is {reached} for {met}.", **known)


def pledge_table(sel: Selection) -> Indicator:
    """Each pledge on turnover with its outcome in each side's figures."""
    out = [
        (
            r["commitment_id"],
            r["date"],
            usd(r["target"]),
            r["target"],
            r["due"],
            *(x for at in "ab" for x in (r[f"outcome_{at}"], _first_met(r, at))),
            Number(r["releases"]),
            r["source"],
        )
        for r in pledge_rows(sel)
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
                Column("date", _("First named"), "day"),
                Column("amount", _("Amount"), "value"),
                Column("due", _("Due"), "period"),
                Column("outcome_a", _("Outcome, {country}'s figures", country=a), "mark"),
                Column("met_a", _("First met, {country}'s figures", country=a), "value"),
                Column("outcome_b", _("Outcome, {country}'s figures", country=b), "mark"),
                Column("met_b", _("First met, {country}'s figures", country=b), "value"),
                RELEASES,
                SOURCE,
            )
        ),
        note=_(
            "“Not found by us” means: no figure of that side for the due year. “Or before” means: for a year "
            "in between no figure was found. A plan known from hearsay only gets no outcome."
        ),
    )
