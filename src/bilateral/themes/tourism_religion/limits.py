"""What the chapter on tourism and religion cannot tell."""

from __future__ import annotations

from itertools import permutations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Join, Number, Year, _
from bilateral.themes import Indicator
from bilateral.themes.rows import Findings, count, frame_of, releases
from bilateral.themes.tourism_religion.shared import THEME, route, way
from bilateral.themes.tourism_religion.travellers import sound_counts, traveller_counts
from bilateral.themes.tourism_religion.world import not_covered


def limits(sel: Selection) -> Indicator:
    """What the record of this chapter does not cover, counted."""
    acts = sel.joint(sel.events)
    acts = acts[(acts.theme == THEME) & (acts.kind != "feast_day")]
    told = sel.event_sources[sel.event_sources.event_id.isin(acts.event_id)]
    findings = Findings()
    if len(acts):
        alone = sum(releases(sel, mine) == 1 for _id, mine in told.groupby("event_id"))
        findings.add(
            "limits_acts",
            _(
                "{alone} of the {n} acts of this chapter rest on one independent release. Dated before "
                "{year}: {early}; older events are less often found on the web.",
                alone=Number(alone),
                n=Number(len(acts)),
                early=Number(sum(sel.year(d) < sel.turning_point for d in acts.date)),
                year=Year(sel.turning_point),
            ),
        )
    counts = traveller_counts(sel)
    sound = sound_counts(sel)
    notes = pd.concat([told.note, counts.note])
    if len(notes):
        findings.add(
            "limits_unaudited",
            _(
                "{n} of the {total} statements and figures behind this chapter were added in a second round "
                "that nobody has audited, and {low} are of low confidence.",
                n=Number(int(notes.str.contains("unaudited").sum())),
                total=Number(len(notes)),
                low=count(pd.concat([told.confidence, counts.confidence]) == "low"),
            ),
        )
    for origin, destination in permutations(sorted((sel.a, sel.b))):
        own = set(sel.owners.owner[sel.owners.side == destination])
        mine = sound[(sound.destination == destination) & sound.statistics_owner.isin(own)]
        years = sorted({y for y in map(sel.full_year, mine.period) if y is not None})
        if len(mine):
            findings.add(
                f"limits_visitors_{way(sel, destination)}",
                _(
                    "{origin} → {destination}: the destination's own counts cover {n} whole years ({years}); "
                    "no trend across a change of owner can be read from them.",
                    **route(origin, destination),
                    n=Number(len(years)),
                    years=Join([Year(y) for y in years]) if years else _("none"),
                ),
            )
    if (text := not_covered(sel)) is not None:
        findings.add("limits_world", text)
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "name"), findings=tuple(findings)
    )
