"""The single visa and the rules of stay, step by step."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Day, Number, Period, _
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import DATE, LEVEL, SOURCE
from bilateral.themes.rows import Findings, acts, event_title, ids, releases
from bilateral.themes.tourism_religion.promises import promise_rows, read_until
from bilateral.themes.tourism_religion.shared import THEME
from bilateral.vocabulary import word

_STAY_KINDS = ("agreement", "ratification", "entry_into_force", "rule", "proposal", "decision")
_STAY_LEVELS = ("government", "head_of_state", "parliament")


def _visa(sel: Selection) -> pd.DataFrame:
    return acts(sel, THEME, "visa_step")


def _stay(sel: Selection) -> pd.DataFrame:
    steps = acts(sel, THEME, *_STAY_KINDS)
    return steps[steps.level.isin(_STAY_LEVELS)].reset_index(drop=True)


def visa(sel: Selection) -> Indicator:
    """Steps on a single visa and on rules of stay, one mark a step."""
    steps, stay = _visa(sel), _stay(sel)
    frame = pd.concat([steps.assign(lane="visa"), stay.assign(lane="stay")], ignore_index=True)
    findings = Findings()
    if len(steps):
        told = ids(steps)
        findings.add(
            "visa_steps",
            _(
                "The record of a single visa holds {n} steps from {first} to {last}, told by {sources} "
                "sources ({releases} independent releases).",
                n=Number(len(steps)),
                first=Day(steps.date.iloc[0]),
                last=Day(steps.date.iloc[-1]),
                sources=Number(len(told)),
                releases=Number(releases(sel, told)),
            ),
            told,
        )
    promised = promise_rows(sel)
    promised = promised[promised.kind == "visa_step"]
    for i, row in enumerate(promised.itertuples(), 1):
        findings.add(
            f"visa_promise_{i}",
            _(
                "{title}: due {due}; outcome: {outcome}.",
                title=event_title(row),
                due=Period(row.due),
                outcome=word("status", row.outcome),
            ),
            row.source,
        )
    if len(promised) and not promised.outcome.isin(["reached", "reached_late", "done"]).any():
        findings.add(
            "visa_launch",
            _(
                "No source of any year tells of a launch; the last step found is of {last}, and nothing "
                "later was found up to the day the record was read, {day}.",
                last=Day(steps.date.iloc[-1]),
                day=Day(read_until(sel)),
            ),
            steps.source.iloc[-1],
        )
    findings += _stay_findings(stay)
    return Indicator(
        "visa",
        THEME,
        _("Steps on a single visa and on rules of stay"),
        frame[["date", "lane", "event_id", "title", "kind", "source"]],
        chart=Chart(
            "timeline",
            labels={"visa": _("Single tourist visa"), "stay": _("Trips, stay and documents")},
            turning_point=True,
        ),
        findings=tuple(findings),
    )


def _stay_findings(stay: pd.DataFrame) -> list[Finding]:
    """From signature to entry into force of the last rule that came into force."""
    force = stay[stay.kind == "entry_into_force"]
    if not len(force):
        return []
    end = force.iloc[-1]
    signed = stay[(stay.kind == "agreement") & (stay.date < end.date)]
    rules = stay[(stay.kind == "rule") & (stay.date < end.date)]
    if not len(signed) or not len(rules):
        return []
    start, rule = signed.iloc[-1], rules.iloc[-1]
    days = (span(end.date)[0] - span(start.date)[0]).days
    return [
        Finding(
            "stay_rule",
            _(
                "The present rule of stay was signed on {signed}, announced on {announced} and stands in the "
                "amended agreement of {force}, {days} days after the signature; sources differ on its start.",
                signed=Day(start.date),
                announced=Day(rule.date),
                force=Day(end.date),
                days=Number(days),
            ),
            ids([start.source, rule.source, end.source]),
        )
    ]


def visa_table(sel: Selection) -> Indicator:
    """The steps on the visa and on stay, each with its sources."""
    frame = pd.concat([_visa(sel), _stay(sel)], ignore_index=True).sort_values(["date", "event_id"])
    return Indicator(
        "visa_table",
        THEME,
        _("Visa and stay, step by step"),
        frame[["event_id", "date", "title", "level", "source"]].reset_index(drop=True),
        table=Table((DATE, Column("title", _("Step"), "title"), LEVEL, SOURCE)),
    )
