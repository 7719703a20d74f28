"""Announcements with a due date, and what became of them.

What became of a promise stands in the note of the commitment: `done: <event>` (on that date), `seen: <event>`
(done by then, no day known) or `replaced: <event>` (a later plan took its place); the promise itself is the
event with the same id.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.datapackage.periods import span
from bilateral.messages import Day, Join, Message, Number, Value, _
from bilateral.themes import Column, Indicator, Table
from bilateral.themes.columns import SOURCE
from bilateral.themes.rows import Findings, commitment_sources, frame_of, joined, where
from bilateral.themes.tourism_religion.shared import THEME
from bilateral.vocabulary import word


def read_until(sel: Selection) -> str:
    """The day up to which the record was read, or the end of the last year asked for."""
    read = sel.sources.read.max() if len(sel.sources) else ""
    return min(read, f"{sel.until}-12-31") if sel.until and read else read


OUTCOME: dict[str, Message] = {
    "reached": _("carried out in time"),
    "reached_late": _("carried out late"),
    "done": _("carried out on a day not known"),
    "missed": _("not met and replaced by a later plan"),
    "not_found": word("status", "not_found"),
    "not_due": word("status", "not_due"),
}


def promise_rows(sel: Selection) -> pd.DataFrame:
    """Promises of this theme with what became of them: outcome, when done, sources.

    A promise belongs to the theme of the event with its id. Kept in the month or year it was promised for
    counts as kept in time, where the record knows no more exact day.
    """
    events = sel.events.set_index("event_id")
    mine = sel.joint(sel.commitments)
    mine = where(mine, (i in events.index and events.theme[i] == THEME for i in mine.commitment_id))
    mine = mine[mine.due != ""]
    told, today, rows = commitment_sources(sel), read_until(sel), []
    for row in mine.sort_values(["date", "commitment_id"]).itertuples():
        found = re.search(r"(done|seen): ([\w.-]+)", row.note)
        done = events.date.get(found[2], "") if found else ""
        sources = told.get(row.commitment_id, "")
        exact = found is not None and found[1] == "done"
        if found and done:
            size = min(len(done), len(row.due))
            in_time = "reached" if done[:size] <= row.due[:size] else "reached_late"
            outcome = in_time if exact else "done"
            proof = sel.event_sources[sel.event_sources.event_id == found[2]]
            sources = joined(sources, proof)
        elif "replaced:" in row.note:
            outcome = "missed"
        else:
            outcome = "not_found" if span(row.due)[1].isoformat() <= today else "not_due"
        rows.append(
            (
                row.commitment_id,
                row.date,
                events.title[row.commitment_id],
                events.kind[row.commitment_id],
                row.due,
                outcome,
                done,
                exact,
                sources,
            )
        )
    return frame_of(rows, "event_id date title kind due outcome done exact source")


def _seen(row: Any) -> Value:
    """When a promise was carried out, as exactly as the record knows."""
    if not row.done:
        return word("status", "not_found")
    return Day(row.done) if row.exact else _("seen by {day}", day=Day(row.done))


def promises(sel: Selection) -> Indicator:
    """Announcements with a due date, and what became of each."""
    frame = promise_rows(sel)
    counts = frame.outcome.value_counts()
    findings = Findings()
    if len(frame):
        findings.add(
            "promises_outcome",
            _(
                "{n} announcements name a date. By the record: {outcomes}.",
                n=Number(len(frame)),
                outcomes=Join(
                    [
                        _("{n} {outcome}", outcome=said, n=Number(int(counts[code])))
                        for code, said in OUTCOME.items()
                        if code in counts
                    ]
                ),
            ),
            frame.source,
        )
    return Indicator(
        "promises",
        THEME,
        _("Announced for a date, and what became of it"),
        frame.assign(
            found=[_seen(r) for r in frame.itertuples()], became=[OUTCOME[o] for o in frame.outcome]
        ),
        table=Table(
            (
                Column("date", _("Announced"), "day"),
                Column("title", _("What"), "title"),
                Column("due", _("Due"), "period"),
                Column("became", _("Outcome"), "value"),
                Column("found", _("Carried out"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "“Not found by us” is no statement that it did not happen: the record thins out in the last "
            "months before it was read ({day}).",
            day=Day(read_until(sel)),
        )
        if len(frame)
        else None,
    )
