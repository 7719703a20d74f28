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
from bilateral.themes.economy.trade import turnover
from bilateral.themes.rows import Findings, commitment_sources, frame_of, releases


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
