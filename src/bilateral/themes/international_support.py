"""International support: votes in the UN General Assembly, memberships, candidacies, resolutions, security.

What the notes of this theme's events say in a fixed form is read by `noted`: "Candidate", "Body", "Term",
"Form", "Earlier term", "Round" and "Held" (of a candidacy, a support or an election), "By" and "For" (of a
support), "Lead", "Tabled" and "Sponsor" (of a resolution: codes, or a group in words), "Topic" (of a
statement), "Part of" (of an exercise), "Ratified by" (of a treaty). Notes of memberships: "Start" (signature)
and "Last year read".
A ballot of the General Assembly is secret: no function here infers how a state voted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import (
    Capital,
    Country,
    Day,
    Join,
    Label,
    Message,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Finding, Indicator, Table
from bilateral.themes.columns import DATE, KIND, LEVEL, PLACE, SOURCES
from bilateral.themes.international_support_world import (
    world_limits,
    world_members,
    world_organisations,
    world_refugees,
)
from bilateral.themes.rows import (
    WINDOW,
    Findings,
    before_after,
    between,
    count,
    event_title,
    frame_of,
    ids,
    per_year,
    releases,
    where,
    windows,
    with_sources,
)
from bilateral.vocabulary import qualified, word

THEME = "international_support"
EVENT = Column("title", word("text", "event"), "title")
VOTES_SOURCE = "harvard-dataverse-unga-votes"  # the one source of data/world/unga_agreement.csv
VOTES_OWNER = "UNGA"


SHORT, LONG = 6, 11  # the two other baselines: sessions before the turning point
_BODIES: dict[str, Value] = {  # what states stand for, as the notes of the events name it
    "UN Security Council": _("UN Security Council"),
    "UN Human Rights Council": _("UN Human Rights Council"),
    "Presidency of the UN General Assembly": _("presidency of the UN General Assembly"),
    "UNESCO Executive Board": _("UNESCO Executive Board"),
    "World exposition": _("world exposition"),
    "Chair of the Non-Aligned Movement": _("chair of the Non-Aligned Movement"),
}
FULL = ("founder", "member", "party")  # statuses of a full member, or a party to a treaty
ENDS = ("withdrawn", "suspended")
_STAGES = ("announced", "own", "joint", "unnamed", "elected", "held")  # of a candidacy
PAIR, A_OTHERS, B_OTHERS = "pair", "a_others", "b_others"


# --- small helpers ---


def noted(note: str, key: str) -> str:
    """What a note says after "Key:", up to the next full stop; empty if it says nothing."""
    found = re.search(rf"\b{key}: ([^.]+)\.", f"{note}.")
    return found[1].strip() if found else ""


def _own(sel: Selection, *kinds: str) -> pd.DataFrame:
    """This theme's events that name a side of the pair, of the given kinds (none: all), with sources."""
    events = sel.events[sel.events.theme == THEME]
    mine = where(events, (bool({sel.a, sel.b} & set(c.split(";"))) for c in events.countries))
    return with_sources(sel, mine[mine.kind.isin(kinds)] if kinds else mine)


def _sources(*frames: pd.DataFrame) -> list[str]:
    """All source ids of frames, each once, in alphabetical order."""
    return sorted(ids(*frames))


def _sides(sel: Selection) -> dict[str, Value]:
    return {"a": Country(sel.a), "b": Country(sel.b)}


def _points(change: float) -> Number:
    """A difference of shares in percentage points, one decimal."""
    return Number(100 * change, 1)


def _organisation(name: str) -> Label:
    return Label("organisation", name)


def _short(name: str) -> str:
    """The abbreviation that an organisation's name ends with in brackets, else the name."""
    found = re.search(r"\(([^()]+)\)$", name)
    return found[1] if found else name


@dataclass(frozen=True)
class _Short(Value):
    """An organisation by the abbreviation that stands at the end of its name in the language of the page."""

    name: Label

    def render(self, language: str) -> str:
        return _short(self.name.render(language))


def _body(name: str) -> Value:
    """The words for a body that states stand for; a body without words is written as the data have it."""
    return _BODIES.get(name, Label("body", name))


# --- agreement in the General Assembly ---


def _agreement(sel: Selection) -> pd.DataFrame:
    """Agreement of all pairs of neighbours (a, b, year, agree, n) within the years asked for."""
    unga = sel.unga
    first = sel.since if sel.since is not None else -1
    last = sel.until if sel.until is not None else 9999
    return unga[unga.year.between(first, last)]


def _of_pair(unga: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    low, high = sorted((a, b))
    return unga[(unga.a == low) & (unga.b == high)].sort_values("year", ignore_index=True)


def _others(sel: Selection, unga: pd.DataFrame, side: str) -> list[str]:
    """The comparators that share a land border with one side and have votes in common with it."""
    mine = unga[(unga.a == side) | (unga.b == side)]
    found = set(mine.a) | set(mine.b)
    return sorted(found & set(sel.comparators) - {sel.a, sel.b})


def _mean_with_others(sel: Selection, unga: pd.DataFrame, side: str) -> pd.Series:
    """Mean agreement of one side with its other neighbours, by year."""
    frames = [_of_pair(unga, side, other) for other in _others(sel, unga, side)]
    joined = pd.concat([unga.iloc[:0], *frames])
    return joined.groupby("year").agree.mean()


def _elsewhere(sel: Selection, unga: pd.DataFrame) -> pd.DataFrame:
    """The pairs that hold neither country."""
    return unga[~unga.a.isin([sel.a, sel.b]) & ~unga.b.isin([sel.a, sel.b])]


def _mean(series: pd.Series, years: range) -> float:
    """Mean over the sessions opened in the years, each session alike; NaN without any."""
    return float(series[series.index.isin(years)].mean())


def _baseline(sel: Selection, length: int) -> range:
    """The `length` sessions that end before the turning point."""
    return range(sel.turning_point - length, sel.turning_point)


def _change(series: pd.Series, sel: Selection, length: int = WINDOW) -> float:
    """Mean of the late window less mean of the baseline; NaN where either is empty."""
    return _mean(series, windows(sel)[1]) - _mean(series, _baseline(sel, length))


def _curves(sel: Selection) -> dict[str, pd.Series]:
    """Agreement by year of the pair, and the means of each side with its other neighbours."""
    unga = _agreement(sel)
    return {
        PAIR: _of_pair(unga, sel.a, sel.b).set_index("year").agree,
        A_OTHERS: _mean_with_others(sel, unga, sel.a),
        B_OTHERS: _mean_with_others(sel, unga, sel.b),
    }


def _curve_labels(sel: Selection) -> dict[str, Value]:
    return {
        PAIR: _("{a}–{b}", **_sides(sel)),
        A_OTHERS: _("{country} and its other neighbours, mean", country=Country(sel.a)),
        B_OTHERS: _("{country} and its other neighbours, mean", country=Country(sel.b)),
    }


def agreement(sel: Selection) -> Indicator:
    """Agreement by session: the pair, each side's other neighbours, the spread over all pairs elsewhere."""
    curves = _curves(sel)
    rows = [(str(year), code, value) for code, curve in curves.items() for year, value in curve.items()]
    shown = curves[PAIR].index
    spread = _elsewhere(sel, _agreement(sel)).groupby("year").agree.quantile([0.25, 0.5, 0.75]).unstack()
    for quantile, code in ((0.25, "low"), (0.5, "mid"), (0.75, "high")):
        if quantile in spread:
            rows += [(str(y), code, v) for y, v in spread[quantile].items() if y in shown]
    frame = pd.DataFrame(rows, columns=["period", "series", "value"])
    years = [str(y) for y in shown]
    frame = frame[frame.period.between(years[0], years[-1])] if years else frame.iloc[:0]
    frame = frame.assign(statistics_owner=VOTES_OWNER, source=VOTES_SOURCE).reset_index(drop=True)
    return Indicator(
        "agreement",
        THEME,
        _("Agreement in the UN General Assembly by session"),
        frame,
        Chart(
            "band",
            "share",
            labels={
                **_curve_labels(sel),
                "low": _("middle half of the pairs of neighbours that hold neither country"),
                "mid": _("median of those pairs"),
            },
            turning_point=True,
        ),
        findings=_agreement_findings(sel, curves[PAIR]),
        note=_(
            "Share of identical votes (yes, no, abstain) among the roll calls where both voted. A session "
            "counts as the year in which it opens. A session without a common roll call is a gap."
        ),
    )


def _agreement_findings(sel: Selection, pair: pd.Series) -> tuple[Finding, ...]:
    if not len(pair):
        return ()
    unga = _agreement(sel)
    last = _of_pair(unga, sel.a, sel.b).iloc[-1]
    out = Findings()
    early, late = (pair[pair.index.isin(years)] for years in windows(sel))
    if len(early) and len(late):
        out.add(
            "agreement_change",
            _(
                "The two countries voted alike in {early} of the roll calls, on average, in the sessions "
                "opened in {e1}–{e2} and in {late} in those opened in {l1}–{l2}: a change of {points} "
                "percentage points, computed before rounding.",
                early=Percent(100 * early.mean()),
                late=Percent(100 * late.mean()),
                e1=Year(int(early.index.min())),
                e2=Year(int(early.index.max())),
                l1=Year(int(late.index.min())),
                l2=Year(int(late.index.max())),
                points=_points(float(late.mean() - early.mean())),
            ),
            VOTES_SOURCE,
        )
        changes = [_changes(sel, unga, side) for side in (sel.a, sel.b)]
        if all(len(c) for c in changes):
            of_a, of_b = (_points(float(c.mean())) for c in changes)
            out.add(
                "agreement_shared",
                _(
                    "With their other neighbours the mean change over the same sessions was {of_a} "
                    "percentage points for {a} and {of_b} for {b}.",
                    **_sides(sel),
                    of_a=of_a,
                    of_b=of_b,
                ),
                VOTES_SOURCE,
            )
        out.add("agreement_place", _place(sel, unga, early, late), VOTES_SOURCE)
    out.add(
        "agreement_latest",
        _(
            "In the session that opened in {year}, {a} and {b} voted alike in {share} of the {n} roll calls "
            "where both voted.",
            **_sides(sel),
            year=Year(int(last.year)),
            share=Percent(100 * float(last.agree)),
            n=Number(int(last.n)),
        ),
        VOTES_SOURCE,
    )
    return tuple(out)


def _changes(sel: Selection, unga: pd.DataFrame, side: str) -> pd.Series:
    """Change of mean agreement of one side with each of its other neighbours that has both windows."""
    curves = {
        other: _of_pair(unga, side, other).set_index("year").agree for other in _others(sel, unga, side)
    }
    return pd.Series({other: _change(curve, sel) for other, curve in curves.items()}, dtype=float).dropna()


def _place(sel: Selection, unga: pd.DataFrame, early: pd.Series, late: pd.Series) -> Message:
    """Where the pair stands in each window among all pairs of neighbours that hold neither country."""
    elsewhere = _elsewhere(sel, unga)
    slots: dict[str, Value] = {}
    for letter, mine, years in zip("el", (early, late), windows(sel), strict=True):
        means = elsewhere[elsewhere.year.isin(years)].groupby(["a", "b"]).agree.mean()
        slots |= {f"{letter}1": Year(int(mine.index.min())), f"{letter}2": Year(int(mine.index.max()))}
        slots |= {f"{letter}_k": count(means < mine.mean()), f"{letter}_n": Number(len(means))}
    return _(
        "In the sessions opened in {e1}–{e2} the mean agreement of this pair was higher than that of {e_k} "
        "of the {e_n} pairs of neighbours that hold neither country; in {l1}–{l2} it was higher than that of "
        "{l_k} of {l_n}.",
        **slots,
    )


def baselines(sel: Selection) -> Indicator:
    """Change of agreement after the turning point, for every baseline start that leaves enough sessions."""
    rows = []
    for code, curve in _curves(sel).items():
        before = curve[curve.index < sel.turning_point]
        for start in sorted(before.index):
            if (before.index >= start).sum() >= SHORT and not pd.isna(
                change := _change(curve, sel, sel.turning_point - int(start))
            ):
                rows.append((str(start), code, 100 * change))
    frame = pd.DataFrame(rows, columns=["period", "series", "value"])
    frame = frame.assign(statistics_owner=VOTES_OWNER, source=VOTES_SOURCE)
    return Indicator(
        "baselines",
        THEME,
        _("Change in agreement after the turning point, by the year in which the baseline starts"),
        frame,
        Chart(
            "lines",
            "percentage_points",
            x_label=_("first year of the baseline"),
            y_label=_("percentage points, against the sessions from that year up to the turning point"),
            labels=_curve_labels(sel),
        ),
        findings=_baseline_findings(sel, frame),
        note=_(
            "Each point compares the mean of the sessions after the turning point with the mean of the "
            "sessions from the year on the axis up to the one before the turning point. The turning year is "
            "on neither side."
        ),
    )


def _baseline_findings(sel: Selection, frame: pd.DataFrame) -> tuple[Finding, ...]:
    curves = _curves(sel)
    pair = curves[PAIR]
    short, long = (_change(pair, sel, n) for n in (SHORT, LONG))
    out = Findings()
    past = range(_baseline(sel, LONG)[0], _baseline(sel, SHORT)[0])
    earlier = _mean(pair, past)
    if not any(map(pd.isna, (short, long, earlier))):
        out.add(
            "baseline_trap",
            _(
                "Measured against the sessions of {s1}–{end} the change is {short} percentage points, "
                "against those of {g1}–{end} it is {long}: in {g1}–{g2} agreement had been {earlier}, in "
                "{s1}–{end} it was {later}.",
                s1=Year(past[-1] + 1),
                g1=Year(past[0]),
                g2=Year(past[-1]),
                end=Year(sel.turning_point - 1),
                short=_points(short),
                long=_points(long),
                earlier=Percent(100 * earlier),
                later=Percent(100 * _mean(pair, _baseline(sel, SHORT))),
            ),
            VOTES_SOURCE,
        )
    mine = frame[frame.series == PAIR].value
    if len(mine):
        out.add(
            "baseline_range",
            _(
                "Over the {n} baselines that leave at least {least} sessions the change of this pair lies "
                "between {low} and {high} percentage points; it is above zero for {k} of them.",
                n=Number(len(mine)),
                least=Number(SHORT),
                low=Number(mine.min(), 1),
                high=Number(mine.max(), 1),
                k=count(mine > 0),
            ),
            VOTES_SOURCE,
        )
    return tuple(out)


def neighbours(sel: Selection) -> Indicator:
    """Mean agreement before and after the turning point: the pair and each side with its other neighbours."""
    unga = _agreement(sel)
    pairs = [(sel.a, sel.b)]
    pairs += [(side, other) for side in (sel.a, sel.b) for other in _others(sel, unga, side)]
    rows: list[tuple[str, str, float]] = []
    labels: dict[str, Value] = {}
    for one, other in pairs:
        curve = _of_pair(unga, one, other).set_index("year").agree
        code = f"{one}-{other}"
        labels[code] = _("{a}–{b}", a=Country(one), b=Country(other))
        values = [_mean(curve, years) for years in windows(sel)]
        if not any(map(pd.isna, values)):
            rows += [(code, "early", values[0]), (code, "late", values[1])]
    frame = pd.DataFrame(rows, columns=["category", "series", "value"])
    frame = frame.assign(statistics_owner=VOTES_OWNER, source=VOTES_SOURCE)
    early, late = windows(sel)
    last = min(late[-1], int(unga.year.max())) if len(unga) else late[-1]
    return Indicator(
        "neighbours",
        THEME,
        _("Agreement with each neighbour before and after the turning point"),
        frame,
        Chart(
            "pairs",
            "share",
            labels={
                **labels,
                "early": _("sessions opened in {first}–{last}", first=Year(early[0]), last=Year(early[-1])),
                "late": _("sessions opened in {first}–{last}", first=Year(late[0]), last=Year(last)),
            },
        ),
        findings=_neighbour_findings(sel, unga, frame),
        note=_(
            "Means over sessions; the turning year is on neither side. Differences are computed before "
            "rounding."
        ),
    )


def _neighbour_findings(sel: Selection, unga: pd.DataFrame, frame: pd.DataFrame) -> tuple[Finding, ...]:
    wide = frame.pivot(index="category", columns="series", values="value") if len(frame) else pd.DataFrame()
    if not {"early", "late"} <= set(wide.columns):
        return ()
    change = wide["late"] - wide["early"]
    out = Findings()
    for name, side, other in (("neighbours_a", sel.a, sel.b), ("neighbours_b", sel.b, sel.a)):
        mine = change[[c for c in change.index if c.startswith(f"{side}-") and c != f"{side}-{other}"]]
        if len(mine):
            out.add(
                name,
                ngettext(
                    "{country}: agreement rose with {k} of {n} other neighbour; the mean change was {points} "
                    "percentage points.",
                    "{country}: agreement rose with {k} of {n} other neighbours; the mean change was "
                    "{points} percentage points.",
                    len(mine),
                    country=Country(side),
                    k=count(mine > 0),
                    n=Number(len(mine)),
                    points=_points(float(mine.mean())),
                ),
                VOTES_SOURCE,
            )
    own = change.get(f"{sel.a}-{sel.b}")
    elsewhere = _elsewhere(sel, unga)
    moves = [_change(g.set_index("year").agree, sel) for _k, g in elsewhere.groupby(["a", "b"])]
    moves = [m for m in moves if not pd.isna(m)]
    if own is not None and moves:
        out.add(
            "neighbours_elsewhere",
            _(
                "The change of this pair is {points} percentage points; over {n} pairs of neighbours that "
                "hold neither country the median change is {median}, and {k} of them rose by more. A pair "
                "that agreed more from the start had less room to rise.",
                points=_points(float(own)),
                n=Number(len(moves)),
                median=_points(float(pd.Series(moves).median())),
                k=Number(sum(m > own for m in moves)),
            ),
            VOTES_SOURCE,
        )
    return tuple(out)


def roll_calls(sel: Selection) -> Indicator:
    """How many roll calls stand behind each point: those where both voted, by session."""
    pair = _of_pair(_agreement(sel), sel.a, sel.b)
    rows = [(str(y), "both", float(n), "reported") for y, n in zip(pair.year, pair.n, strict=True)]
    years = [int(y) for y in pair.year]
    gaps = [y for one, two in pairwise(years) for y in range(one + 1, two)]
    rows += [(str(y), "both", float("nan"), "not_reported") for y in gaps]
    frame = pd.DataFrame(rows, columns=["period", "series", "value", "status"]).sort_values("period")
    frame = frame.assign(statistics_owner=VOTES_OWNER, source=VOTES_SOURCE).reset_index(drop=True)
    findings = Findings()
    if len(pair):
        few, many = pair.loc[pair.n.idxmin()], pair.loc[pair.n.idxmax()]
        text = ngettext(
            "Between {few} roll calls (session opened in {few_year}) and {many} (session opened in "
            "{many_year}) stand behind each point; {k} session between the first and the last has none.",
            "Between {few} roll calls (session opened in {few_year}) and {many} (session opened in "
            "{many_year}) stand behind each point; {k} sessions between the first and the last have none.",
            len(gaps),
            few=Number(int(few.n)),
            few_year=Year(int(few.year)),
            many=Number(int(many.n)),
            many_year=Year(int(many.year)),
            k=Number(len(gaps)),
        )
        findings.add("roll_calls_range", text, VOTES_SOURCE)
        first = _(
            "The first session with a common roll call of {a} and {b} opened in {year}.",
            **_sides(sel),
            year=Year(years[0]),
        )
        findings.add("roll_calls_first", first, VOTES_SOURCE)
    return Indicator(
        "roll_calls",
        THEME,
        _("Roll calls of the UN General Assembly where both voted"),
        frame,
        Chart("bars", "votes", labels={"both": _("both voted")}, turning_point=True),
        findings=tuple(findings),
        note=_("Regular sessions, votes on final resolutions only; consensus leaves no roll call."),
    )


# --- memberships ---


def _since(rows: pd.DataFrame) -> list[str]:
    """The years that sources give for one status, most sources first; dates of one year are one answer."""
    years = rows.since[rows.since != ""].str[:4].value_counts()
    return sorted(years.index, key=lambda y: (-years[y], y))


def _spells(sel: Selection) -> pd.DataFrame:
    """One row a country, organisation, status and spell: years and days given, last year, all sources.

    Two spells of one status (left and joined again) are two rows: rows with the same `until` are one spell.
    `signed`: the start is known by signature alone; `read`: the last year that the source covers.
    """
    rows = []
    mine = sel.memberships[sel.memberships.country.isin([sel.a, sel.b])]
    for (country, organisation), group in mine.groupby(["country", "organisation"]):
        for (status, until), same in group[group.since != ""].groupby(["status", "until"]):
            years = _since(same)
            dates = sorted(set(same.since[same.since.str[:4] == years[0]]), key=lambda d: (-len(d), d))
            days = ";".join(d for d in dates if len(d) == len(dates[0]))
            signed = all(noted(n, "Start") == "signature" for n in same.note)
            read = max(noted(n, "Last year read") for n in same.note)
            source = ";".join(sorted(set(same.source)))
            rows.append(
                (country, organisation, status, dates[0], until, ";".join(years), days, signed, read, source)
            )
        open_ended = group[(group.since == "") & group.status.isin(FULL)]
        dated = group[(group.since != "") & group.status.isin(FULL)]
        if len(open_ended) and not len(dated):  # a member, from when no source says
            source = ";".join(sorted(set(open_ended.source)))
            rows.append((country, organisation, open_ended.status.iloc[0], "", "", "", "", False, "", source))
    columns = "country organisation status since until years days signed read source"
    return frame_of(rows, columns).sort_values(["since", "organisation", "country"], ignore_index=True)


def _member_now(spells: pd.DataFrame, country: str) -> set[str]:
    """Organisations of which a country is a full member with no end in the record."""
    mine = spells[(spells.country == country) & spells.status.isin(FULL) & (spells.until == "")]
    return set(mine.organisation)


def memberships(sel: Selection) -> Indicator:
    """Full memberships of both as spans: from when, and until when where one ended."""
    spells = _spells(sel)
    spans = spells[spells.status.isin(FULL) & (spells.since != "")]
    order = spans.groupby("organisation").since.min().sort_values(kind="stable").index
    spans = spans.assign(place=spans.organisation.map({o: i for i, o in enumerate(order)}))
    spans = spans.assign(side=(spans.country != sel.a).astype(int)).sort_values(["side", "place", "since"])
    frame = pd.DataFrame(
        {
            "row": spans.organisation,
            "start": spans.since,
            "end": spans.until,
            "series": spans.country,
            "source": spans.source,
        }
    ).reset_index(drop=True)
    frame = frame.iloc[frame.row.map({o: i for i, o in enumerate(order)}).argsort(kind="stable")]
    return Indicator(
        "memberships",
        THEME,
        _("Full membership in international organisations and treaties"),
        frame.reset_index(drop=True),
        Chart("spans", labels={o: _Short(_organisation(o)) for o in order}, turning_point=True),
        findings=_membership_findings(sel, spells),
        note=_(
            "From the year that most sources give; where the day of membership was not found, from the day "
            "of signature. A treaty and the organisation that grew from it are two rows. Observers and "
            "candidates stand in the table only."
        ),
    )


def _membership_findings(sel: Selection, spells: pd.DataFrame) -> tuple[Finding, ...]:
    if not len(spells):
        return ()
    both = _member_now(spells, sel.a) & _member_now(spells, sel.b)
    full = spells[spells.status.isin(FULL) & (spells.until == "")]
    out = Findings()
    if both:
        text = ngettext(
            "Both belong in full to {n} organisation or treaty in our record; the table below names it.",
            "Both belong in full to {n} organisations and treaties in our record; the table below names "
            "them.",
            len(both),
            n=Number(len(both)),
        )
        shared = full[full.organisation.isin(both)]
        out.add("memberships_both", text, _sources(shared))
        started = shared[shared.since != ""].groupby(["organisation", "country"]).since.min().unstack()
        started = started.dropna().max(axis=1)
        years = started.str[:4].astype(int)
        slots: dict[str, Value] = {
            "before": count(years < sel.turning_point),
            "after": count(years > sel.turning_point),
            "year": Year(sel.turning_point),
        }
        signed = shared[shared.signed & (shared.since == shared.organisation.map(started))]
        if len(signed):
            slots["names"] = Join([_organisation(o) for o in sorted(set(signed.organisation))])
            text = _(
                "To {before} of these both belonged before {year}, to {after} only after it; counted from "
                "the signature, because the ratification was not found by us: {names}.",
                **slots,
            )
        else:
            text = _("To {before} of these both belonged before {year}, to {after} only after it.", **slots)
        out.add("memberships_when", text, _sources(shared))
    for name, side, other in (("memberships_only_a", sel.a, sel.b), ("memberships_only_b", sel.b, sel.a)):
        only = sorted(_member_now(spells, side) - _member_now(spells, other))
        if only:
            mine = full[(full.country == side) & full.organisation.isin(only)]
            read = dict(zip(mine.organisation, mine.read, strict=True))
            text = _(
                "In our record {country} alone is a full member of, or a party to: {names}.",
                country=Country(side),
                names=Join([_read_to(o, read[o]) for o in only]),
            )
            out.add(name, text, _sources(mine))
    for row in spells[spells.years.str.contains(";")].itertuples():
        text = _(
            "Sources give different years for {organisation} and {country}: {years}.",
            organisation=_organisation(str(row.organisation)),
            country=Country(str(row.country)),
            years=Join([Year(int(y)) for y in str(row.years).split(";")]),
        )
        name = f"memberships_differ_{row.country}_{_short(str(row.organisation))}".lower()
        out.add(re.sub(r"\W+", "_", name), text, row)
    twice = spells[spells.days.str.contains(";")]
    if len(twice):
        items = [
            _(
                "{organisation}, {country} ({days})",
                organisation=_organisation(str(row.organisation)),
                country=Country(str(row.country)),
                days=Join([Day(d) for d in str(row.days).split(";")]),
            )
            for row in twice.itertuples()
        ]
        text = _("Sources give different days within one year: {items}.", items=Join(items))
        out.add("memberships_days", text, _sources(twice))
    return tuple(out)


def _read_to(organisation: str, year: str) -> Value:
    """An organisation, with the last year that the source covers where it ends early."""
    name = _organisation(organisation)
    if not year:
        return name
    return _("{organisation} (source read up to {year})", organisation=name, year=Year(int(year)))


def membership_table(sel: Selection) -> Indicator:
    """Every organisation with each side's statuses and the years the sources give."""
    spells = _spells(sel)
    both = _member_now(spells, sel.a) & _member_now(spells, sel.b)
    candidates = sel.memberships[sel.memberships.country.isin([sel.a, sel.b])]
    rows = []
    for organisation, group in spells.groupby("organisation", sort=False):
        own = candidates[candidates.organisation == organisation]
        rows.append(
            {
                "organisation": _organisation(str(organisation)),
                "a": _statuses(group[group.country == sel.a]),
                "b": _statuses(group[group.country == sel.b]),
                "both": _("yes") if organisation in both else _("no"),
                "sources": ";".join(sorted(set(own.source))),
            }
        )
    frame = frame_of(rows, "organisation a b both sources")
    return Indicator(
        "membership_table",
        THEME,
        _("Organisations: status of each side and the years that sources give"),
        frame,
        table=Table(
            (
                Column("organisation", word("text", "organisation"), "value"),
                Column("a", _("{country}: status", country=Country(sel.a)), "value"),
                Column("b", _("{country}: status", country=Country(sel.b)), "value"),
                Column("both", _("Both in full"), "value"),
                SOURCES,
            )
        ),
        note=_("Not found by us means that no row of our record says that the country belongs to it."),
    )


def _statuses(spells: pd.DataFrame) -> Value:
    """All statuses of one country in one organisation, in order: "member (1992), withdrawn (1999)"."""
    said: list[Value] = []
    for row in spells.itertuples():
        status = word("membership", str(row.status))
        years = str(row.years).split(";") if row.years else []
        if not years:
            said.append(_("{status} (start not found by us)", status=status))
        elif len(years) == 1:
            said.append(_("{status} ({year})", status=status, year=Year(int(years[0]))))
        else:
            other = Join([Year(int(y)) for y in years[1:]])
            said.append(
                _(
                    "{status} ({year}; by other sources {other})",
                    status=status,
                    year=Year(int(years[0])),
                    other=other,
                )
            )
    return Capital(Join(said)) if said else Capital(word("status", "not_found"))


# --- candidacies, declared support, ballots ---


def _candidacies(sel: Selection) -> pd.DataFrame:
    """One row a candidacy of either side: candidate, body, term; dates of announcement, support, election.

    `own` is support declared by the other side itself, `joint` by a group with the other side in it,
    `unnamed` by a group in whose text it is not named. `served` holds for a term known only from a later one.
    """
    events = _own(sel)
    keys = ("Candidate", "Body", "Term", "Earlier term")
    events = events.assign(
        **{key.lower().replace(" ", "_"): [noted(n, key) for n in events.note] for key in keys}
    )
    rows = []
    mine = events[events.candidate.isin([sel.a, sel.b])]
    for (candidate, body, term), group in mine.groupby(["candidate", "body", "term"]):
        other = sel.b if candidate == sel.a else sel.a
        support = group[group.kind == "candidacy_support"]
        own = where(support, (noted(n, "By") == other for n in support.note))
        rest = support.drop(own.index)
        named = where(rest, (other in c.split(";") for c in rest.countries))
        election = group[group.kind == "election"]
        held = where(group, (noted(n, "Held") == "yes" for n in group.note))
        found = {
            "candidate": candidate,
            "body": body,
            "term": term,
            "announced": ";".join(group[group.kind == "candidacy"].date),
            "own": ";".join(own.date),
            "joint": ";".join(named.date),
            "unnamed": ";".join(rest.drop(named.index).date),
            "elected": ";".join(election.date),
            "held": ";".join(held.date),
            "served": False,
            "round": next((r for n in election.note if (r := noted(n, "Round"))), ""),
            "votes": _votes(sel, str(candidate), list(election.date)),
            "sources": ";".join(_sources(group)),
            "first": group.date.min(),
        }
        rows.append(found)
        for earlier in sorted({e for e in group.earlier_term if e}):
            blank = dict.fromkeys((*_STAGES, "round", "votes"), "")
            rows.append(found | blank | {"term": earlier, "served": True, "first": earlier[:4]})
    columns = "candidate body term announced own joint unnamed elected held served round votes sources first"
    return frame_of(rows, columns).sort_values(["first", "candidate", "body"], ignore_index=True)


def _votes(sel: Selection, candidate: str, dates: list[str]) -> Value | str:
    """Votes won in an election on one of the dates, every number that sources give."""
    won = sel.observations[
        (sel.observations.indicator == "ballots_won") & sel.observations.period.isin(dates)
    ]
    numbers = sorted(set(won[won.reporter == candidate].value), reverse=True)
    return Join([Number(int(v)) for v in numbers]) if numbers else ""


def candidacies(sel: Selection) -> Indicator:
    """Candidacies of either side: when each was announced, backed (by whom) and won."""
    found = _candidacies(sel)
    rows = [
        (date, "elected" if stage == "held" else stage, row.candidate, row.body, row.term, row.sources)
        for stage in _STAGES
        for _i, row in found.iterrows()
        for date in row[stage].split(";")
        if date
    ]
    frame = pd.DataFrame(rows, columns=["date", "lane", "series", "body", "term", "source"])
    return Indicator(
        "candidacies",
        THEME,
        _("Candidacies of the two countries: announced, backed, won"),
        frame,
        Chart(
            "timeline",
            labels={
                "announced": _("Candidacy announced"),
                "own": _("Backed by the other side"),
                "joint": _("Backed by a group with the other side in it"),
                "unnamed": _("Backed by a group, other side not named"),
                "elected": _("Elected, or held"),
            },
            turning_point=True,
        ),
        findings=_candidacy_findings(sel, found),
        note=_(
            "Declared support and the ballot are two things: the UN General Assembly elects by secret "
            "ballot, so no source can show how a state voted."
        ),
    )


def _missing(sel: Selection, row: pd.Series, stage: str) -> str:
    """Why a date is missing: not found, or not due (an election for a term after the last year on record)."""
    term, last = str(row.term)[:4], str(sel.events.date.max())[:4]
    return "not_due" if stage == "elected" and term > last else "not_found"


def _candidacy_findings(sel: Selection, found: pd.DataFrame) -> tuple[Finding, ...]:
    out = Findings()
    named = found[found.term != ""]
    if len(named):
        text = ngettext(
            "The record holds {n} candidacy of the two countries. The other side itself declared its support "
            "for {own}. Texts of a group welcome or back {joint} with the other side among the members, and "
            "{unnamed} without naming it.",
            "The record holds {n} candidacies of the two countries. The other side itself declared its "
            "support for {own} of them. Texts of a group welcome or back {joint} with the other side among "
            "the members, and {unnamed} without naming it.",
            len(named),
            n=Number(len(named)),
            own=count(named.own != ""),
            joint=count(named.joint != ""),
            unnamed=count(named.unnamed != ""),
        )
        out.add("candidacies_support", text, _sources(named))
    for row in found[found.term == ""].itertuples():
        text = _(
            "{country}, {body}: one more announcement ({dates}) names no term and is not counted.",
            country=Country(str(row.candidate)),
            body=_body(str(row.body)),
            dates=Join([Day(d) for d in str(row.announced or row.first).split(";")]),
        )
        out.add("candidacies_open", text, row)
    for row in found[found.elected != ""].itertuples():
        out += _election_findings(sel, row)
    rules = _own(sel, "rule")
    for row in rules.head(1).itertuples():
        text = _("{title}: how a state voted cannot be known from the record.", title=event_title(row))
        out.add("candidacies_ballot", text, _sources(rules.head(1)))
    third = _own(sel, "candidacy_support")
    third = where(third, (noted(n, "Candidate") not in (sel.a, sel.b) for n in third.note))
    if len(third):
        text = _(
            "What a declared support looks like, from candidacies of other states: {titles}.",
            titles=Join([event_title(r) for r in third.itertuples()]),
        )
        out.add("candidacies_third", text, _sources(third))
    return tuple(out)


def _election_findings(sel: Selection, row: Any) -> list[Finding]:
    """Votes of one election, with what was needed and what the rival got where sources say so."""
    date, candidate = str(row.elected), str(row.candidate)
    rows = sel.observations[(sel.observations.period == date) & (sel.observations.reporter == candidate)]
    won, needed, rival = (rows[rows.indicator == f"ballots_{x}"] for x in ("won", "needed", "rival"))
    numbers = sorted(set(won.value), reverse=True)
    body = _body(str(row.body))
    day: Value = Day(date)
    if row.round:
        day = _("{date}, round {n}", date=day, n=Number(int(row.round)))
    name = f"election_{candidate}_{date[:4]}".lower()
    if not numbers:
        return []
    if len(numbers) > 1:
        text = _(
            "{country}, {body}, {date}: sources differ on the votes won, {numbers}.",
            country=Country(candidate),
            body=body,
            date=day,
            numbers=Join([Number(int(v)) for v in numbers]),
        )
    elif len(needed) and len(rival):
        text = _(
            "{country}, {body}, {date}: {won} votes won, {needed} needed, {rival} for {other}; {n} releases "
            "give the same number of votes won.",
            country=Country(candidate),
            body=body,
            date=day,
            won=Number(int(numbers[0])),
            needed=Number(int(needed.value.iloc[0])),
            rival=Number(int(rival.value.iloc[0])),
            other=Country(str(rival.partner.iloc[0])),
            n=Number(releases(sel, won)),
        )
    else:
        text = _(
            "{country}, {body}, {date}: {won} votes won.",
            country=Country(candidate),
            body=body,
            date=day,
            won=Number(int(numbers[0])),
        )
    return [Finding(name, text, tuple(_sources(won, needed, rival)))]


def candidacy_table(sel: Selection) -> Indicator:
    """The same candidacies with their dates and votes."""
    found = _candidacies(sel)

    def dates(row: pd.Series, stage: str) -> Value:
        days = Join([Day(d) for d in row[stage].split(";") if d])
        return days if row[stage] else word("status", _missing(sel, row, stage))

    def group(row: pd.Series) -> Value:
        if row.unnamed and not row.joint:
            return _("{dates} (without naming the other side)", dates=dates(row, "unnamed"))
        return dates(row, "joint")

    def outcome(row: pd.Series) -> Value:
        if row.served:
            return _("served; day of the election not found by us")
        return _("held in {dates}", dates=dates(row, "held")) if row.held else dates(row, "elected")

    lines = [row for _i, row in found.iterrows()]
    frame = found.assign(
        body=[Capital(_body(b)) for b in found.body],
        term=[Period(t) if t else word("status", "not_found") for t in found.term],
        announced=[dates(row, "announced") for row in lines],
        own=[dates(row, "own") for row in lines],
        joint=[group(row) for row in lines],
        elected=[outcome(row) for row in lines],
    ).drop(columns=["first", "unnamed", "held", "served", "round"])
    return Indicator(
        "candidacy_table",
        THEME,
        _("Candidacies: dates of announcement, declared support and election"),
        frame,
        table=Table(
            (
                Column("candidate", _("Candidate"), "country"),
                Column("body", _("Body"), "value"),
                Column("term", _("Term"), "value"),
                Column("announced", _("Announced"), "value"),
                Column("own", _("Support of the other side"), "value"),
                Column("joint", _("Text of a group"), "value"),
                Column("elected", _("Elected"), "value"),
                Column("votes", _("Votes won"), "value"),
                SOURCES,
            )
        ),
    )


# --- declared support of one side for the other ---


def _directions(sel: Selection) -> pd.DataFrame:
    """Acts of support between the two, with `series`: a_for_b, b_for_a or both."""
    acts = sel.joint(_own(sel, "mutual_support", "humanitarian_aid", "candidacy_support"))
    codes = {sel.a: "a_for_b", sel.b: "b_for_a", "both": "both"}
    series = [codes.get(noted(n, "By"), "") for n in acts.note]
    acts = acts.assign(series=series, lane=acts.kind)
    return acts[acts.series != ""].reset_index(drop=True)


def _direction_labels(sel: Selection) -> dict[str, Value]:
    return {
        "a_for_b": _("{a} for {b}", **_sides(sel)),
        "b_for_a": _("{a} for {b}", a=Country(sel.b), b=Country(sel.a)),
        "both": _("both together"),
    }


def support(sel: Selection) -> Indicator:
    """Acts of support between the two countries over time, by direction."""
    acts = _directions(sel)
    columns = ["event_id", "date", "lane", "series", "title", "source"]
    frame = acts[columns].sort_values(["series", "date"], kind="stable", ignore_index=True)
    return Indicator(
        "support",
        THEME,
        _("Declared support and aid between the two countries"),
        frame,
        Chart(
            "timeline",
            labels={**_direction_labels(sel), **{k: Capital(word("kind", k)) for k in set(acts.kind)}},
            turning_point=True,
        ),
        findings=_support_findings(sel, acts),
        note=_(
            "Words and aid that the record holds. An assurance or aid told in a telephone call counts here; "
            "the call itself stands in the chapter on diplomacy. Congratulations and support in an election "
            "at home are not counted."
        ),
    )


def _support_findings(sel: Selection, acts: pd.DataFrame) -> tuple[Finding, ...]:
    if not len(acts):
        return ()
    out = Findings()
    out.add(
        "support_when",
        ngettext(
            "The record holds {n} act of declared support or aid between the two countries: {before} before "
            "{year}, {after} after it.",
            "The record holds {n} acts of declared support or aid between the two countries: {before} before "
            "{year}, {after} after it.",
            len(acts),
            n=Number(len(acts)),
            **before_after(sel, acts),
        ),
        _sources(acts),
    )
    aid = acts[acts.kind == "humanitarian_aid"]
    out.add(
        "support_directions",
        _(
            "Of these {a_n} came from {a}, {b_n} from {b}, and {both} from both together.",
            **_sides(sel),
            a_n=count(acts.series == "a_for_b"),
            b_n=count(acts.series == "b_for_a"),
            both=count(acts.series == "both"),
        ),
        _sources(acts),
    )
    if len(aid):
        text = _(
            "Aid, given or promised, makes up {n} of them: {a_n} by {a}, {b_n} by {b}.",
            **_sides(sel),
            n=Number(len(aid)),
            a_n=count(aid.series == "a_for_b"),
            b_n=count(aid.series == "b_for_a"),
        )
        out.add("support_aid", text, _sources(aid))
    for (sender, receiver, period), same in between(sel, "aid_trucks").groupby(
        ["reporter", "partner", "period"]
    ):
        text = _(
            "{sender} sent {n} trucks of aid to {receiver} ({period}), as {k} releases say.",
            sender=Country(str(sender)),
            receiver=Country(str(receiver)),
            n=Join([Number(int(v)) for v in sorted(set(same.value))]),
            period=Period(str(period)),
            k=Number(releases(sel, same)),
        )
        out.add(f"aid_{period}", text, _sources(same))
    return tuple(out)


def support_table(sel: Selection) -> Indicator:
    """The same acts as a table."""
    acts = _directions(sel).sort_values("date", kind="stable", ignore_index=True)
    labels = _direction_labels(sel)
    frame = acts.assign(direction=[labels[s] for s in acts.series], sources=acts.source)
    frame = frame[["event_id", "date", "direction", "title", "sources"]]
    return Indicator(
        "support_table",
        THEME,
        _("Acts of declared support and aid, one by one"),
        frame,
        table=Table((DATE, Column("direction", _("Direction"), "value"), EVENT, SOURCES)),
    )


# --- resolutions of the General Assembly ---


def _resolutions(sel: Selection) -> pd.DataFrame:
    """Resolutions that concern both: initiator, whether tabled for both, how both back it, sponsors.

    `lead` is a, b, other or none named; `backed` is "named" where sources name both among those who tabled or
    sponsored it, "group" where they name only a group that holds both, else empty.
    """
    rows = sel.joint(_own(sel, "resolution"))
    codes = {sel.a: "lead_a", sel.b: "lead_b", "": "lead_none"}
    facts = pd.DataFrame(
        {key: [noted(n, key) for n in rows.note] for key in ("Lead", "Tabled", "Sponsor")}, dtype=object
    )
    lead = [x if re.fullmatch(r"[A-Z]{3}", x) else "" for x in facts.Lead]
    tabled = [_holds(sel, x) for x in facts.Tabled]
    named = [
        {sel.a, sel.b} <= set(re.findall(r"\b[A-Z]{3}\b", ", ".join(row)))
        for row in facts.itertuples(index=False)
    ]
    counts = sel.observations[sel.observations.indicator == "resolution_sponsors"]
    return rows.assign(
        lead=[codes.get(x, "lead_other") for x in lead],
        lead_country=lead,
        tabled=pd.Series([x != "" for x in tabled], index=rows.index, dtype=bool),
        backed=[
            "named" if both else group or _holds(sel, sponsor)
            for both, group, sponsor in zip(named, tabled, facts.Sponsor, strict=True)
        ],
        sponsors=[_sponsors(counts[counts.period == d]) for d in rows.date],
    )


def _holds(sel: Selection, names: str) -> str:
    """Whether states named in a note are both countries: "named"; "group" for a group in words; or empty."""
    codes = set(re.findall(r"\b[A-Z]{3}\b", names))
    if {sel.a, sel.b} <= codes:
        return "named"
    return "group" if re.search("[a-z]", names) and not codes else ""


def _sponsors(rows: pd.DataFrame) -> Value | str:
    """How many states sponsored a resolution, with the qualifier the source uses."""
    if not len(rows):
        return ""
    row = rows.sort_values(["value", "observation_id"]).iloc[-1]
    return qualified(str(row.qualifier), Number(int(row.value)))


_LEADS = ("lead_a", "lead_b", "lead_other", "lead_none")


def resolutions(sel: Selection) -> Indicator:
    """General Assembly resolutions that concern both countries, by year and by who led them."""
    found = _resolutions(sel)
    frame = per_year(found.assign(series=found.lead), _LEADS)
    return Indicator(
        "resolutions",
        THEME,
        _("UN General Assembly resolutions that concern both countries, by year"),
        frame,
        Chart(
            "bars",
            labels={
                "lead_a": _("initiator: {country}", country=Country(sel.a)),
                "lead_b": _("initiator: {country}", country=Country(sel.b)),
                "lead_other": _("initiator: another state"),
                "lead_none": _("no initiator named"),
            },
            turning_point=True,
        ),
        findings=_resolution_findings(sel, found),
        note=_(
            "Resolutions that our sources name, under the year of adoption and not of the session; a full "
            "register of the Assembly was not searched."
        ),
    )


def _resolution_findings(sel: Selection, found: pd.DataFrame) -> tuple[Finding, ...]:
    if not len(found):
        return ()
    out = Findings()
    out.add(
        "resolutions_lead",
        ngettext(
            "{n} General Assembly resolution that concerns both countries is in the record. Sources name as "
            "initiator {a} for {a_n}, {b} for {b_n} and another state for {o_n}; for {x_n} they name none.",
            "{n} General Assembly resolutions that concern both countries are in the record. Sources name as "
            "initiator {a} for {a_n}, {b} for {b_n} and another state for {o_n}; for {x_n} they name none.",
            len(found),
            **_sides(sel),
            n=Number(len(found)),
            a_n=count(found.lead == "lead_a"),
            b_n=count(found.lead == "lead_b"),
            o_n=count(found.lead == "lead_other"),
            x_n=count(found.lead == "lead_none"),
        ),
        _sources(found),
    )
    out.add(
        "resolutions_when",
        _(
            "Adopted before {year}: {before}; after it: {after}; the latest on {date}.",
            **before_after(sel, found),
            date=Day(str(found.date.max())),
        ),
        _sources(found),
    )
    tabled, backed = found[found.tabled], found[found.backed != ""]
    if len(tabled):
        text = _(
            "To start a text and to table it are two things: {k} of the {n} were tabled in the name of both "
            "together with other states.",
            k=Number(len(tabled)),
            n=Number(len(found)),
        )
        out.add("resolutions_tabled", text, _sources(tabled))
    text = _(
        "Sources name both among those who tabled or sponsored {k} of the {n}; for {group} more they name "
        "only a group that holds both.",
        k=count(found.backed == "named"),
        n=Number(len(found)),
        group=count(found.backed == "group"),
    )
    out.add("resolutions_joint", text, _sources(backed if len(backed) else found))
    return tuple(out)


def resolution_table(sel: Selection) -> Indicator:
    """The same resolutions, one by one."""
    found = _resolutions(sel)
    says = {"named": _("by name"), "group": _("as part of a group")}
    frame = found.assign(
        lead=[Country(c) if c else word("status", "not_found") for c in found.lead_country],
        both=[says.get(b, word("status", "not_found")) for b in found.backed],
        sources=found.source,
    )[["event_id", "date", "title", "lead", "both", "sponsors", "sources"]]
    return Indicator(
        "resolution_table",
        THEME,
        _("Resolutions of the UN General Assembly that concern both countries"),
        frame,
        table=Table(
            (
                DATE,
                EVENT,
                Column("lead", _("Initiator"), "value"),
                Column("both", _("Both tabled or sponsored it"), "value"),
                Column("sponsors", _("Sponsoring states"), "value"),
                SOURCES,
            )
        ),
    )


# --- security, the nuclear-weapon-free zone, water ---

_SECURITY = ("nuclear_free_zone", "security_step", "exercise", "water_cooperation")


def security(sel: Selection) -> Indicator:
    """Dated acts that both took part in: the zone, security, exercises, shared water bodies."""
    acts = sel.joint(_own(sel, *_SECURITY))
    acts = acts.sort_values("kind", key=lambda k: k.map(_SECURITY.index), kind="stable")
    frame = acts.assign(lane=acts.kind)[["event_id", "date", "lane", "title", "source"]].reset_index(
        drop=True
    )
    return Indicator(
        "security",
        THEME,
        _("Security and water: dated acts with both countries"),
        frame,
        Chart("timeline", labels={k: Capital(word("kind", k)) for k in set(acts.kind)}, turning_point=True),
        findings=_security_findings(sel, acts),
        note=_(
            "A series of exercises counts once, with the stages that sources date; agreements are no "
            "exercises."
        ),
    )


def _security_findings(sel: Selection, acts: pd.DataFrame) -> tuple[Finding, ...]:
    out = Findings()
    drills = where(
        acts, (k == "exercise" and not noted(n, "Part of") for k, n in zip(acts.kind, acts.note, strict=True))
    )
    if len(drills):
        text = ngettext(
            "The record holds {n} exercise in which both took part: {before} before {year}, {after} after "
            "it; other states took part in {k}.",
            "The record holds {n} exercises or series of them in which both took part: {before} before "
            "{year}, {after} after it; other states took part in {k} of them.",
            len(drills),
            n=Number(len(drills)),
            k=count(drills.countries.str.count(";") > 1),
            **before_after(sel, drills),
        )
        out.add("exercises", text, _sources(drills))
    plans = sel.joint(_own(sel, "announcement"))
    plans = plans[plans.level == "military"]
    for row in plans.itertuples():
        text = _(
            "Announced on {date} and not found by us as held: {title}.",
            title=event_title(row),
            date=Day(str(row.date)),
        )
        out.add(f"planned_{row.date}", text, row)
    blocs = _own(sel, "statement")
    blocs = where(blocs, (noted(n, "Topic") == "military blocs" for n in blocs.note))
    for side, said in blocs.assign(side=[noted(n, "By") for n in blocs.note]).groupby("side"):
        answered = count(pd.Series([{sel.a, sel.b} <= set(c.split(";")) for c in said.countries], dtype=bool))
        slots: dict[str, Value] = {
            "country": Country(str(side)),
            "n": Number(len(said)),
            "first": Day(str(said.date.min())),
            "last": Day(str(said.date.max())),
        }
        if answered.value:
            text = _(
                "{country} spoke in public {n} times on staying outside military blocs ({first} to {last}); "
                "a comment of the other side was found on {k} of them.",
                **slots,
                k=answered,
            )
        else:
            text = _(
                "{country} spoke in public {n} times on staying outside military blocs ({first} to {last}); "
                "a comment of the other side was not found by us.",
                **slots,
            )
        out.add(f"blocs_{side}".lower(), text, _sources(said))
    return tuple(out)


def zone_table(sel: Selection) -> Indicator:
    """The nuclear-weapon-free zone from proposal to protocol."""
    steps = _own(sel, "nuclear_free_zone")
    frame = steps.assign(sources=steps.source)[["event_id", "date", "title", "level", "place", "sources"]]
    findings = Findings()
    if len(steps) > 1:
        first, last = str(steps.date.min()), str(steps.date.max())
        findings.add(
            "zone_years",
            _(
                "From the first step on the nuclear-weapon-free zone in the record ({first}) to the latest "
                "({last}) {n} years passed; {k} dated steps are known.",
                first=Day(first),
                last=Day(last),
                n=_years_between(first, last),
                k=Number(len(steps)),
            ),
            _sources(steps),
        )
        named = {noted(n, "Ratified by") for n in steps.note}
        missing = [Country(side) for side in (sel.a, sel.b) if side not in named]
        if missing:
            text = _(
                "The day on which these ratified the treaty was not found by us: {names}.",
                names=Join(missing),
            )
            findings.add("zone_ratified", text, _sources(steps.tail(1)))
    return Indicator(
        "zone_table",
        THEME,
        _("The nuclear-weapon-free zone, step by step"),
        frame,
        table=Table((DATE, EVENT, LEVEL, PLACE, SOURCES)),
        findings=tuple(findings),
    )


def _years_between(first: str, last: str) -> Value:
    """Full years between two dates; two numbers where a date is no day and both are possible."""
    years = int(last[:4]) - int(first[:4])
    if len(first) == len(last) == 10:
        return Number(years - (last[5:] < first[5:]))
    return _("{low} or {high}", low=Number(years - 1), high=Number(years))


def security_table(sel: Selection) -> Indicator:
    """Security steps, exercises and water cooperation with both countries, one by one; plans are named so."""
    kinds = ("security_step", "exercise", "announcement", "water_cooperation")
    acts = sel.joint(_own(sel, *kinds))
    acts = acts[(acts.kind != "announcement") | (acts.level == "military")]
    columns = ["event_id", "date", "kind", "title", "countries", "sources"]
    frame = acts.assign(sources=acts.source)[columns]
    return Indicator(
        "security_table",
        THEME,
        _("Security and water with both countries, one by one"),
        frame.reset_index(drop=True),
        table=Table(
            (DATE, KIND, EVENT, Column("countries", word("text", "countries"), "countries"), SOURCES)
        ),
    )


# --- limits ---


def limits(sel: Selection) -> Indicator:
    """What the chapter cannot tell, with the numbers that show it."""
    events = _own(sel)
    unga = _agreement(sel)
    out = Findings()
    if len(unga):
        text = _(
            "The votes end with the session opened in {year}; roll calls of emergency special sessions, "
            "votes on paragraphs and decisions by consensus are not in them. Votes are not set apart here by "
            "subject or by importance.",
            year=Year(int(unga.year.max())),
        )
        out.add("limits_votes", text, VOTES_SOURCE)
    if len(events):
        single = sum(releases(sel, cell) == 1 for cell in events.source)
        text = _(
            "{k} of the {n} acts of this chapter rest on a single independent release.",
            k=Number(single),
            n=Number(len(events)),
        )
        out.add("limits_single", text)
        text = _(
            "{early} of these acts are dated before {year} and {late} from that year on: the record of the "
            "web is fuller for later years, so counts before and after do not compare like with like.",
            early=count(events.year < sel.turning_point),
            late=count(events.year >= sel.turning_point),
            year=Year(sel.turning_point),
        )
        out.add("limits_record", text)
    members = sel.memberships[sel.memberships.country.isin([sel.a, sel.b])]
    if len(members):
        weak = members[members.confidence == "low"]
        text = _(
            "{k} of the {n} rows on membership are of low confidence; for {open} the source gives no start.",
            k=Number(len(weak)),
            n=Number(len(members)),
            open=count(members.since == ""),
        )
        out.add("limits_memberships", text)
    out += world_limits(sel)
    frame = pd.DataFrame({"name": [f.name for f in out]})
    return Indicator("limits", THEME, _("What this chapter cannot tell"), frame, findings=tuple(out))


INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    "agreement": agreement,
    "baselines": baselines,
    "neighbours": neighbours,
    "roll_calls": roll_calls,
    "memberships": memberships,
    "membership_table": membership_table,
    "candidacies": candidacies,
    "candidacy_table": candidacy_table,
    "support": support,
    "support_table": support_table,
    "resolutions": resolutions,
    "resolution_table": resolution_table,
    "zone_table": zone_table,
    "security": security,
    "security_table": security_table,
    "world_organisations": world_organisations,
    "world_members": world_members,
    "world_refugees": world_refugees,
    "limits": limits,
}
