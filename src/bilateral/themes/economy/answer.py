"""The answer of the chapter, before its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Percent, Period, Value, Year, _
from bilateral.themes import Indicator
from bilateral.themes.economy.drawn import THEME, by_year, numbers, usd
from bilateral.themes.economy.pledges import pledge_rows
from bilateral.themes.economy.trade import COMPILED, compiled, reported
from bilateral.themes.economy.world import partner_lists, shares_four_years, trade_agreements
from bilateral.themes.rows import Findings, frame_of, stated


def answer(sel: Selection) -> Indicator:
    """What the chapter finds: the level of trade before and after, the share, the pledges."""
    findings, own, before = Findings(), reported(sel), compiled(sel)
    old = {y: r for y, r in by_year(before, COMPILED).items() if y <= sel.turning_point}
    lines = {c: {y: r for y, r in by_year(own, c).items() if y > sel.turning_point} for c in (sel.a, sel.b)}
    if old and any(lines.values()):
        top = max(old, key=lambda y: old[y].value)
        latest = {c: mine[max(mine)] for c, mine in lines.items() if mine}
        known: dict[str, Value] = {
            "turning_point": Year(sel.turning_point),
            "top": usd(float(old[top].value)),
            "top_year": Year(top),
            "latest": Join(
                [
                    _("{a} {n} ({year})", a=Country(c), n=stated(r, usd), year=Year(int(r.period)))
                    for c, r in latest.items()
                ]
            ),
        }
        text = (
            _(
                "Trade in dollars is above its level before {turning_point}. A compilation puts it at {top} "
                "in {top_year}, the highest year before. The latest figures of the two sides: {latest}.",
                **known,
            )
            if all(r.value > old[top].value for r in latest.values())
            else _(
                "A compilation puts trade at {top} in {top_year}, the highest year before {turning_point}. "
                "The latest figures of the two sides, not all of them higher: {latest}.",
                **known,
            )
        )
        findings.add("answer_level", text, old[top], *latest.values())
        for code, mine in lines.items():
            if mine and mine[min(mine)].value < old[top].value:
                first = min(mine)
                passed = min((y for y in mine if mine[y].value > old[top].value), default=None)
                known = {
                    "country": Country(code),
                    "value": stated(mine[first], usd),
                    "first": Year(first),
                    "top": Year(top),
                }
                findings.add(
                    f"answer_trough_{code.lower()}",
                    _(
                        "{country}: the figure of {value} for {first} is below the compilation's level of "
                        "{top}. The first figure above that level is for {passed}. Growth counted from "
                        "{first} is partly a recovery.",
                        passed=Year(passed),
                        **known,
                    )
                    if passed
                    else _(
                        "{country}: the figure of {value} for {first} is below the compilation's level of "
                        "{top}, and no later figure is above it.",
                        **known,
                    ),
                    mine[first],
                    old[top],
                    *([mine[passed]] if passed else []),
                )
    for reporter, partner in ((sel.a, sel.b), (sel.b, sel.a)):
        rows = numbers(sel, "turnover_share", reporter, partner)
        rows = rows[rows.confidence != "low"].sort_values(["period", "observation_id"], kind="stable")
        at = pd.Series([sel.year(p) for p in rows.period], index=rows.index, dtype=int)
        early, late = rows[at <= sel.turning_point], rows[(at > sel.turning_point) & rows.year.notna()]
        if len(early) and len(late):
            start, end = early.iloc[-1], late.iloc[-1]
            findings.add(
                f"answer_share_{reporter.lower()}",
                _shares(reporter, partner, start, end),
                start,
                end,
            )
    due = [r for r in pledge_rows(sel) if r["outcome_a"] not in ("not_due", "open", "unknown") and r["due"]]
    if due:
        on_time = {
            c: [r for r in due if r[f"outcome_{at}"] == "reached"] for at, c in (("a", sel.a), ("b", sel.b))
        }
        findings.add(
            "answer_pledges",
            _(
                "Pledges of turnover whose year has passed: {n}. Met on time: {met}.",
                n=Number(len(due)),
                met=Join(
                    [
                        _("{n} by the figures of {country}", n=Number(len(mine)), country=Country(c))
                        for c, mine in on_time.items()
                    ]
                ),
            ),
            *(r[f"due_{at}"] for r in due for at in "ab" if r[f"due_{at}"] is not None),
        )
    if not findings:  # nothing collected by hand about the two: what the tables of the world say of them
        for made in (partner_lists(sel), shares_four_years(sel), trade_agreements(sel)):
            for finding in made.findings:
                findings.append(replace(finding, name=f"answer_share_{finding.name}"))
    return Indicator(
        "answer", THEME, _("The answer in short"), frame_of([], "value"), findings=tuple(findings)
    )


def _shares(reporter: str, partner: str, start: Any, end: Any) -> Message:
    """The share of a partner at two periods, and what that says of trade with the others."""
    known: dict[str, Value] = {
        "country": Country(reporter),
        "partner": Country(partner),
        "old": Percent(start.value),
        "new": Percent(end.value),
        "first": Period(start.period),
        "last": Period(end.period),
    }
    if end.value < start.value:
        return _(
            "{country}: the share of {partner} in foreign trade was {old} in {first} and {new} in {last}. "
            "Trade with the others grew faster.",
            **known,
        )
    return _(
        "{country}: the share of {partner} in foreign trade was {old} in {first} and {new} in {last}.",
        **known,
    )
