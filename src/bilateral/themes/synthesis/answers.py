"""What the tests say of each theme's primary indicator, computed once for a selection."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from bilateral import turning_point as tp
from bilateral.datapackage import Selection
from bilateral.kept import kept
from bilateral.themes.synthesis.series import Primary, groups, primaries, windows

# What the answer of a theme can be. The order is that of the page.
STATES = ("particular", "shared", "alone", "record", "depends", "other_way", "no_change", "unknown")
LIST = 3  # acts that each of two lists must hold, and one act both, before they say how many are on neither
NEAR = 1  # years by which an own break may miss the turning point and still be said to be at it


@dataclass(frozen=True)
class Answer:
    """One theme: its effect with all that was tried on it; `Refused` where the data cannot answer.

    `p_holm` is p corrected for the number of primary indicators that could be tested. `contrasts` and
    `placebo` are None where no source has the other pairs; `lists` (two-source estimate) and `sensitivity`
    are for counts alone. `group_effects` are the differences of means of the pairs in each group. `beside` is
    the exploratory answer by a laxer rule, where the declared series cannot be tested.
    """

    primary: Primary
    effect: tp.Effect | tp.Refused
    p_holm: float | None
    break_year: int | tp.Refused | None
    curve: tp.BaselineCurve
    rivals: tuple[tp.Rival, ...]
    without: tp.Effect | tp.Refused
    slope: tp.Effect | tp.Refused
    contrasts: Mapping[str, tp.Contrast] | None
    placebo: tp.Placebo | tp.Refused | None
    in_time: tp.Placebo | tp.Refused
    sensitivity: tp.Sensitivity | tp.Refused | None
    lists: tuple[int, int, int] | None
    hidden: tp.CaptureRecapture | None
    turning: int
    group_effects: Mapping[str, tuple[float, ...]]
    beside: Answer | None = None

    @property
    def changed(self) -> bool:
        """Is the change more than chance, after the correction for several tests?"""
        return isinstance(self.effect, tp.Effect) and self.p_holm is not None and self.p_holm < tp.LEVEL

    @property
    def as_declared(self) -> bool:
        """Does the effect go the way that was declared beforehand?"""
        sign = self.effect.sign if isinstance(self.effect, tp.Effect) else 0
        return sign == {"up": 1, "down": -1}.get(self.primary.direction, sign)

    @property
    def baseline_decides(self) -> bool:
        """Does the finding depend on where the baseline starts?"""
        return self.curve.sign_depends or self.curve.place_depends

    @property
    def record_may_explain(self) -> bool:
        """Could acts missing from the early record make up the rise, as far as can be estimated?

        Where the early record is too thin for an estimate from two lists, that cannot be excluded.
        """
        if not isinstance(self.sensitivity, tp.Sensitivity) or not self.sensitivity.added:
            return False
        if self.hidden is None:
            return True
        return self.hidden.total + 2 * self.hidden.se - self.hidden.recorded >= self.sensitivity.added

    @property
    def at_turning_point(self) -> bool:
        """Does the series' own break fall on the turning point or a year beside it?"""
        year = self.break_year
        # `break_year` is the first year of the new level, so a change in 2016 shows from 2016 or 2017
        return isinstance(year, int) and abs(year - self.turning) <= NEAR

    def shares(self, group: str) -> bool | None:
        """Did a group of other pairs move the same way, our pair within its range? None: not to be known."""
        contrast = (self.contrasts or {}).get(group)
        if contrast is None or contrast.mean is None or not isinstance(self.effect, tp.Effect):
            return None
        assert contrast.low is not None
        assert contrast.high is not None
        null = 1.0 if contrast.unit == "ratio" else 0.0
        same_way = (contrast.mean - null) * self.effect.sign > 0
        return same_way and contrast.low <= self.effect.estimate <= contrast.high

    @property
    def state(self) -> str:
        """The answer in one of `STATES`."""
        if not isinstance(self.effect, tp.Effect):
            return "unknown"
        if not self.changed:
            return "no_change"
        if not self.as_declared:
            return "other_way"
        if self.baseline_decides:
            return "depends"
        if self.record_may_explain:
            return "record"
        shared = [self.shares(g) for g in ("a_others", "b_others")]
        if True in shared:
            return "shared"
        return "alone" if None in shared else "particular"


def _rows(sel: Selection) -> tuple[object, ...]:
    """A page, the summary and the judge of claims each select the rows anew: the rows themselves decide."""
    frames = {**sel.given(), "unga": sel.unga, "agrifood": sel.agrifood}
    rows = [(name, int(pd.util.hash_pandas_object(frame).sum())) for name, frame in sorted(frames.items())]
    asked = (sel.a, sel.b, sel.since, sel.until, sel.turning_point, sel.comparators)
    return (*asked, rows, sorted(sel.borders), sorted(sel.published.items()))


def answers(sel: Selection) -> list[Answer]:
    """The answer of every theme with a primary indicator; computed once for rows that are the same."""
    return _answers(sel)


def _compute(sel: Selection) -> list[Answer]:
    around = windows(sel)
    made = primaries(sel)
    effects = {p.theme: tp.attempt(lambda p=p: tp.measure(p.series, around)) for p in made}  # type: ignore[misc]
    tested = {t: e.p for t, e in effects.items() if isinstance(e, tp.Effect) and e.p is not None}
    corrected = tp.holm(tested)
    return [_answer(sel, p, around, effects[p.theme], corrected.get(p.theme)) for p in made]


_answers = kept(_compute, hangs_on=_rows)


def _answer(
    sel: Selection, p: Primary, around: tp.Windows, effect: tp.Effect | tp.Refused, p_holm: float | None
) -> Answer:
    counts = p.series.kind == "count"
    grouped = _grouped(sel, p, around)
    beside = None
    if isinstance(effect, tp.Refused) and p.beside is not None:
        lax = replace(p, series=p.beside, others=p.beside_others, beside=None, beside_others=None)
        measured = tp.attempt(lambda: tp.measure(lax.series, around))
        beside = _answer(sel, lax, around, measured, None)
    early, late = ([*p.series.at(side).values()] for side in (around.early, around.late))
    lists = _lists(sel, p, around.early) if counts else None
    return Answer(
        primary=p,
        effect=effect,
        p_holm=p_holm,
        break_year=tp.attempt(lambda: tp.break_year(p.series, around.span)),
        curve=tp.baseline_curve(p.series, around.turning, around.late),
        rivals=tp.rival_years(p.series, around),
        without=tp.attempt(lambda: tp.without(p.series, around)),
        slope=tp.attempt(lambda: tp.slope_change(p.series, around)),
        contrasts=tp.contrasts(effect, **grouped) if grouped and isinstance(effect, tp.Effect) else None,
        placebo=tp.attempt(lambda: tp.placebo_place(p.series, _apart(sel, p), around)) if p.others else None,
        in_time=tp.attempt(lambda: tp.placebo_in_time(p.series, around)),
        sensitivity=tp.attempt(lambda: tp.sensitivity(early, late)) if counts else None,
        lists=lists,
        hidden=tp.capture_recapture(*lists) if lists and min(lists[:2]) >= LIST and lists[2] > 0 else None,
        turning=around.turning,
        group_effects={g: tuple(e.estimate for e in mine.values()) for g, mine in grouped.items()},
        beside=beside,
    )


def _apart(sel: Selection, p: Primary) -> dict[str, tp.Series]:
    """The pairs that hold neither country and have enough votes to be compared."""
    apart = groups(sel, p.others or {})["neither"]
    return {
        name: series for name, series in apart.items() if not series.n or tp.eligible(series.n, windows(sel))
    }


def _grouped(sel: Selection, p: Primary, around: tp.Windows) -> dict[str, dict[str, tp.Effect]]:
    """The effects of the other pairs by group; empty where no source has them."""
    return {
        name: {pair: e for pair, series in mine.items() if (e := means(series, around)) is not None}
        for name, mine in groups(sel, p.others or {}).items()
        if p.others
    }


def means(series: tp.Series, around: tp.Windows) -> tp.Effect | None:
    """The difference of means alone, for pairs beside ours: their place needs no p. None: not to be had."""
    try:
        tp.check_marks(series, around.years)
    except tp.Refused:
        return None
    early, late = ([*series.at(side).values()] for side in (around.early, around.late))
    if min(len(early), len(late)) < tp.BASELINE_POINTS:
        return None
    before, after = statistics.fmean(early), statistics.fmean(late)
    return tp.Effect(
        "difference", "difference", after - before, None, None, None, len(early), len(late), before, after
    )


def _lists(sel: Selection, p: Primary, early: range) -> tuple[int, int, int] | None:
    """Early acts told by pages of a, of b, and of both: two lists of the same acts. None without acts."""
    acts = p.acts
    if not len(acts):
        return None
    home = dict(zip(sel.publishers.publisher, sel.publishers.country, strict=True))
    side = {r.source: home.get(r.publisher, "") for r in sel.sources.itertuples()}
    told = [
        {side.get(source, "") for source in cell.split(";")} for cell in acts[acts.year.isin(early)].source
    ]
    by_a, by_b = ([country in sides for sides in told] for country in (sel.a, sel.b))
    return sum(by_a), sum(by_b), sum(a and b for a, b in zip(by_a, by_b, strict=True))
