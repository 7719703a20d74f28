"""The single visa and the rules of stay, step by step."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Day, Number, Period, _
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import CONFIDENCE, DATE, LEVEL, SOURCE
from bilateral.themes.rows import Findings, acts, count, event_title, ids, releases, where
from bilateral.themes.tourism_religion.promises import OUTCOME, promise_rows, read_until
from bilateral.themes.tourism_religion.shared import THEME, event_trust

_STAY_KINDS = ("agreement", "ratification", "entry_into_force", "rule", "proposal", "decision")

_STAY_LEVELS = ("government", "head_of_state", "parliament")


def _visa(sel: Selection) -> pd.DataFrame:
    return acts(sel, THEME, "visa_step")


def _stay(sel: Selection) -> pd.DataFrame:
    steps = acts(sel, THEME, *_STAY_KINDS)
    return steps[steps.level.isin(_STAY_LEVELS)].reset_index(drop=True)


def steps(sel: Selection) -> pd.DataFrame:
    """All steps on a single visa and on rules of stay, in time order."""
    return pd.concat([_visa(sel), _stay(sel)], ignore_index=True).sort_values(["date", "event_id"])


def visa(sel: Selection) -> Indicator:
    """Steps on a single visa and on rules of stay, one mark a step."""
    steps, stay = _visa(sel), _stay(sel)
    trust = event_trust(sel)
    sure, sure_stay = (where(f, (trust.get(i) != "low" for i in f.event_id)) for f in (steps, stay))
    frame = pd.concat([sure.assign(lane="visa"), sure_stay.assign(lane="stay")], ignore_index=True)
    findings = Findings()
    promised = promise_rows(sel)
    promised = promised[promised.kind == "visa_step"]
    exact = sure[sure.date.str.len() >= len("2000-01")]
    if len(promised) and len(exact) and not promised.outcome.isin(["reached", "reached_late", "done"]).any():
        findings.add(
            "visa_launch",
            _(
                "No source that we read tells of a launch of the single visa. The last step with a "
                "known month is of {last}; the record was read up to {day}.",
                last=Day(exact.date.iloc[-1]),
                day=Day(read_until(sel)),
            ),
            exact.source.iloc[-1],
        )
    if len(sure):
        told = ids(sure)
        findings.add(
            "visa_steps",
            _(
                "The record of a single visa holds {n} steps from {first} to {last}, told by {sources} "
                "sources ({releases} independent releases); {undated} of the steps rest on undated pages.",
                n=Number(len(sure)),
                first=Day(sure.date.iloc[0]),
                last=Day(sure.date.iloc[-1]),
                sources=Number(len(told)),
                releases=Number(releases(sel, told)),
                undated=count(sure.note.str.contains("ndated")),
            ),
            told,
        )
    for i, row in enumerate(promised.itertuples(), 1):
        findings.add(
            f"visa_promise_{i}",
            _(
                "{title}: due {due}; {outcome}.",
                title=event_title(row),
                due=Period(row.due),
                outcome=OUTCOME[row.outcome],
            ),
            row.source,
        )
    findings += _stay_findings(sel, stay)
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
        note=_("A step that one source of low confidence tells alone is in the table only.")
        if len(steps) + len(stay) > len(frame)
        else None,
    )


def _stay_findings(sel: Selection, stay: pd.DataFrame) -> list[Finding]:
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
    told = sel.event_sources[sel.event_sources.event_id == rule.event_id]
    return [
        Finding(
            "stay_rule",
            _(
                "The last rule of stay on record was signed on {signed}. Sources differ on its start: {k} of "
                "the {n} sources on the rule gives {applied} as the day from which it applies, and the "
                "amended agreement is of {force}, {days} days after the signature.",
                signed=Day(start.date),
                k=count(told.says_date == rule.date),
                n=Number(len(told)),
                applied=Day(rule.date),
                force=Day(end.date),
                days=Number(days),
            ),
            ids([start.source, rule.source, end.source]),
        )
    ]


def visa_table(sel: Selection) -> Indicator:
    """The steps on the visa and on stay, each with its confidence and sources."""
    frame = steps(sel)
    trust = event_trust(sel)
    frame = frame.assign(confidence=[trust.get(i, "") for i in frame.event_id])
    return Indicator(
        "visa_table",
        THEME,
        _("Visa and stay, step by step"),
        frame[["event_id", "date", "title", "level", "confidence", "source"]].reset_index(drop=True),
        table=Table((DATE, Column("title", _("Step"), "title"), LEVEL, CONFIDENCE, SOURCE)),
    )
