"""Joint projects: what was announced, signed and done, and when."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Capital, Join, Number, Period, Year, _
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import DATE, KIND, PLACE, SOURCE
from bilateral.themes.economy.drawn import THEME
from bilateral.themes.rows import Findings, between, frame_of, with_sources

_PROJECTS = {
    "cars": _("cars"),
    "border_centre": _("trade and industry centre on the border"),
    "trade_houses": _("trading houses and companies"),
    "joint_projects": _("joint industrial projects"),
}


def _project_acts(sel: Selection) -> pd.DataFrame:
    """Acts of both countries whose note names a project (`project=…`), oldest first."""
    acts = sel.joint(sel.events)
    named = acts.note.str.extract(r"\bproject=(\w+)", expand=False)
    acts = acts.assign(project=named)[named.notna()]
    acts = acts[acts.project.isin(list(_PROJECTS))]
    return with_sources(sel, acts)


def projects(sel: Selection) -> Indicator:
    """The steps of the joint projects in time, by project, words apart from works."""
    acts = _project_acts(sel)
    steps = {
        "project_step": "step",
        "agreement": "paper",
        "memorandum": "paper",
        "ratification": "paper",
        "closure": "end",
    }
    frame = frame_of(
        [(r.date, r.project, steps.get(r.kind, "word"), r.source) for r in acts.itertuples()],
        "date lane series source",
    )
    findings = Findings()
    for code, mine in acts.groupby("project", sort=True):
        said, done = mine[~mine.kind.isin(["project_step", "closure"])], mine[mine.kind == "project_step"]
        if len(said) and len(done):
            findings.add(
                f"project_{code}",
                _(
                    "{project}: announced, planned or signed {said} (first in {first}), carried out {done} "
                    "(latest in {last}).",
                    project=Capital(_PROJECTS[str(code)]),
                    said=Number(len(said)),
                    first=Year(sel.year(said.date.iloc[0])),
                    done=Number(len(done)),
                    last=Year(sel.year(done.date.iloc[-1])),
                ),
                mine,
            )
    plans = sel.joint(sel.commitments)
    plans = plans[(plans.indicator == "cars_capacity") & plans.target.notna()]
    built = between(sel, "cars_capacity")
    if len(plans) and len(built):
        said = sel.commitment_sources[sel.commitment_sources.commitment_id.isin(plans.commitment_id)]
        plans = plans.sort_values(["date", "target"], kind="stable")
        findings.add(
            "cars_capacity",
            _(
                "Car assembly, cars a year in plans of different brands: {plans}. The plant that opened "
                "({period}) is put at {built} a year. That is capacity: no figure of cars made there was "
                "found.",
                plans=Join(
                    [
                        _("{n} ({year})", n=Number(p.target), year=Year(sel.year(p.date)))
                        for p in plans.itertuples()
                    ]
                ),
                built=Number(built.value.iloc[-1]),
                period=Period(built.period.iloc[-1]),
            ),
            said,
            built,
        )
    return Indicator(
        "projects",
        THEME,
        _("Steps of the joint projects"),
        frame,
        chart=Chart(
            "timeline",
            labels={
                **_PROJECTS,
                "word": _("announced or planned"),
                "paper": _("signed or ratified"),
                "step": _("step done"),
                "end": _("given up"),
            },
            turning_point=True,
        ),
        findings=tuple(findings),
    )


def project_table(sel: Selection) -> Indicator:
    """The same steps as a table, each with its sources."""
    acts = _project_acts(sel)
    frame = acts[["event_id", "date", "project", "kind", "title", "place", "source"]].assign(
        project=[_PROJECTS[p] for p in acts.project]
    )
    return Indicator(
        "project_table",
        THEME,
        _("Joint projects step by step"),
        frame.sort_values(["event_id"], kind="stable")
        .sort_values("date", kind="stable")
        .reset_index(drop=True),
        table=Table(
            (
                DATE,
                Column("project", _("Project"), "value"),
                Column("title", _("Step"), "title"),
                KIND,
                PLACE,
                SOURCE,
            )
        ),
    )
