"""Did a series change at a turning point? Effects, contrasts, placebo and sensitivity, as pure functions.

A `Series` goes in, an `Effect` comes out, or `Refused` is raised where the data cannot answer. Nothing here
knows a country, a file of data or a theme. Estimators are those of scipy, statsmodels and ruptures; what
those do not have is a formula of one line, with its source beside it.

The libraries are imported where they are used: a page that tests nothing does not wait for them.

What rests on autocorrelated years is calibrated. Sixteen years are too few for the interval of maximum
likelihood: it covers the truth in far fewer than 95 of 100 draws. Permuted years find changes where there are
none. Critical values are therefore found by simulation (see `calibrate`): for regressions they stand in
`ar1_critical.csv`, which `python -m bilateral.turning_point` writes; for differences and breaks they are made
when they are needed, for the very years that have a value.
"""

from __future__ import annotations

import csv
import math
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from bilateral.errors import BadInput
from bilateral.kept import kept

WINDOW = 8  # full years on each side of the turning year, which is on neither side
REGRESSION_POINTS = 8  # years with a value that a regression needs on each side
DIFFERENCE_POINTS = 3  # years with a value that any comparison needs on each side
BASELINE_POINTS = 6  # years with a value that another baseline or another turning year needs on each side
RIVALS = (2015, 2018, 2019, 2022)
PANDEMIC = (2020, 2021)
LEVEL = 0.05  # two-sided; intervals are of 95 %
OVERDISPERSED = 1.5
RESAMPLES = 9_999
ENUMERABLE = (
    20_000  # up to here all permutations are counted (8 against 8 years are 12,870), beyond they are drawn
)
SEED = 2016
VOTES, SESSIONS = (
    20,
    6,
)  # a pair can be compared if it has this many joint votes in this many sessions on each side
CRITICAL = Path(__file__).with_name("ar1_critical.csv")

Array = npt.NDArray[np.float64]
Kind = Literal["count", "share", "level"]
Method = Literal["rate_ratio", "level_shift", "slope_change", "difference"]
Regression = Literal["level_shift", "slope_change"]
Unit = Literal["ratio", "difference"]
Reason = Literal[
    "change_of_owner",
    "change_of_definition",
    "change_of_reporters",
    "change_of_source",
    "too_few_points",
    "zero_counts",
    "no_series",
]
Note = Literal[
    "no_upper_limit",  # no event in the early window: the ratio has no upper limit
    "overdispersed",  # years differ more than chance allows: p is from permuted years, the interval widened
    "sampled",  # the permutations are a sample, with a fixed seed
    "no_spread",  # the years of each window are all alike: nothing to judge autocorrelation by
    "too_scattered",  # too few neighbouring years have a value to judge autocorrelation by: no p
    "years_missing",  # a year inside a window has no value; the simulated windows have all
    "other_design",  # windows of another length than the simulated ones; the nearest shorter ones were used
    "rho_at_edge",  # the estimated autocorrelation lies outside the simulated range; its edge was used
    "p_at_most",  # the true p is smaller than the simulation can tell
    "not_converged",  # the likelihood has no clear maximum
]
Marks = str | Mapping[int, str]
T = TypeVar("T")


# --- what goes in and what comes out ---


class Refused(Exception):
    """The data cannot answer: a code of the closed list `Reason`, and the years that are the reason.

    It can be raised and caught, or kept as a value in a table (see `attempt`). It is no bad input: an
    honest page says why there is no answer.
    """

    def __init__(self, reason: Reason, years: Iterable[int] = (), series: str = "") -> None:
        self.reason, self.years, self.series = reason, tuple(years), series
        super().__init__(reason, self.years, series)

    def __str__(self) -> str:
        return f"{self.series or 'series'}: {self.reason} ({', '.join(map(str, self.years)) or 'no year'})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refused) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)


def attempt(call: Callable[[], T]) -> T | Refused:
    """What the call returns, or the `Refused` that it raised."""
    try:
        return call()
    except Refused as refused:
        return refused


@dataclass(frozen=True)
class Series:
    """One yearly series and who made each value.

    `values`: year -> value; NaN and absent years are missing. A count is the number of acts of the year, a
    share lies between 0 and 1, a level is any number. `owner`, `source`, `definition` and `reporters`: one
    text for all years, or year -> text; several codes joined by ";" are a set. `covered`: the years that a
    register or the record covers, for counts alone: a covered year without acts is zero, a year that is not
    covered is missing whatever acts are known of it. `n`: year -> the number of votes (or cases) that a
    share is of, where known.

    Raises BadInput for a value that its kind cannot have.
    """

    name: str
    kind: Kind
    values: Mapping[int, float]
    owner: Marks
    source: Marks
    definition: Marks
    reporters: Marks
    covered: frozenset[int] = frozenset()
    n: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        allowed: dict[str, tuple[str, Callable[[float], bool]]] = {
            "count": ("a whole number of at least 0", lambda v: v >= 0 and float(v).is_integer()),
            "share": ("a share between 0 and 1", lambda v: 0 <= v <= 1),
            "level": ("a finite number", math.isfinite),
        }
        if self.kind not in allowed:
            raise BadInput(f'{self.name}: kind "{self.kind}"; expected one of {", ".join(allowed)}')
        expected, holds = allowed[self.kind]
        for year, value in self.values.items():
            if not math.isnan(value) and not holds(value):
                raise BadInput(f"{self.name}: {value:g} in {year}; expected {expected}")

    def at(self, years: Iterable[int]) -> dict[int, float]:
        """year -> value for the given years that have one, in their order."""
        if self.kind == "count":
            return {y: float(self.values.get(y, 0)) for y in years if y in self.covered}
        found = {y: float(self.values.get(y, math.nan)) for y in years}
        return {y: value for y, value in found.items() if not math.isnan(value)}

    def years(self) -> range:
        """From the first to the last year with a value."""
        known = list(self.at(sorted(self.covered if self.kind == "count" else self.values)))
        return range(known[0], known[-1] + 1) if known else range(0)

    def without(self, years: Iterable[int]) -> Series:
        """The series with those years missing."""
        gone = set(years)
        left = {y: value for y, value in self.values.items() if y not in gone}
        return replace(self, values=left, covered=self.covered - gone)

    def mark(self, name: str, year: int) -> frozenset[str]:
        """What a mark says of a year, as a set: the order in which reporters are named means nothing."""
        mark: Marks = getattr(self, name)
        return frozenset((mark if isinstance(mark, str) else mark.get(year, "unknown")).split(";"))


@dataclass(frozen=True)
class Windows:
    """The years compared: `early` before and `late` after the turning year, which is on neither side.

    Raises BadInput if it is, or if a window has no year.
    """

    turning: int
    early: range
    late: range

    def __post_init__(self) -> None:
        if not self.early or not self.late or self.early[-1] >= self.turning or self.late[0] <= self.turning:
            found = f"windows {_span(self.early)} and {_span(self.late)}"
            raise BadInput(f"{found}; expected years before and after {self.turning}")

    @classmethod
    def around(cls, turning: int, width: int = WINDOW) -> Windows:
        """`width` years on each side."""
        return cls(turning, range(turning - width, turning), range(turning + 1, turning + width + 1))

    @property
    def years(self) -> tuple[int, ...]:
        """The years of both windows."""
        return (*self.early, *self.late)

    @property
    def span(self) -> range:
        """From the first early to the last late year, the turning year among them."""
        return range(self.early[0], self.late[-1] + 1)


def _span(years: range) -> str:
    return f"{years[0]}–{years[-1]}" if years else "without years"


@dataclass(frozen=True)
class Effect:
    """How the late window differs from the early one.

    `estimate` in `unit`: a ratio of yearly rates (infinite where the early count is zero) or a difference
    in the unit of the series (`slope_change`: that unit per year). `low` and `high` are the 95 % interval,
    None where there is none or no upper limit. `p` is two-sided, None where nothing can be said. `n_*` are
    the years with a value, `mean_*` their means. Diagnostics, None where they do not apply: `place` (of a
    difference among those of permuted years), `dispersion` (Pearson chi-square by its degrees of freedom),
    `se` (the standard error before calibration), `rho` (autocorrelation of the errors, corrected for bias and
    kept within the simulated range), `coverage` (the share of series without a change, simulated at that rho,
    that are not called changed), `second_low` and `second_high` (a second opinion: the interval of least
    squares with robust errors, for counts the mid-p interval, infinite where it has no upper limit), and
    `notes`.
    """

    method: Method
    unit: Unit
    estimate: float
    low: float | None
    high: float | None
    p: float | None
    n_early: int
    n_late: int
    mean_early: float
    mean_late: float
    place: float | None = None
    dispersion: float | None = None
    se: float | None = None
    rho: float | None = None
    coverage: float | None = None
    second_low: float | None = None
    second_high: float | None = None
    notes: tuple[Note, ...] = ()

    @property
    def sign(self) -> int:
        """1 for a rise, -1 for a fall, 0 for neither."""
        return int(np.sign(self.estimate - (1 if self.unit == "ratio" else 0)))

    @property
    def significant(self) -> bool:
        """Is p below 5 %? The same as an interval that leaves out no change, unless it is `overdispersed`."""
        return self.p is not None and self.p < LEVEL


# --- may the series be tested? ---


def check_marks(series: Series, years: Iterable[int]) -> None:
    """Refuse a series whose owner, definition, set of reporters or source changes among the years used.

    Only years with a value count. A new owner usually comes with a new source: the first of the four, in
    the order above, is the one named. A year about which a mark says nothing is "unknown", and that is a
    change.

    Raises Refused with the years whose mark differs from that of the year with a value before.
    """
    used = list(series.at(years))
    reasons: dict[str, Reason] = {
        "owner": "change_of_owner",
        "definition": "change_of_definition",
        "reporters": "change_of_reporters",
        "source": "change_of_source",
    }
    for name, reason in reasons.items():
        new = [y for before, y in pairwise(used) if series.mark(name, before) != series.mark(name, y)]
        if new:
            raise Refused(reason, new, series.name)


Known = Mapping[int, float]  # year -> value


def _sides(series: Series, windows: Windows, at_least: int = DIFFERENCE_POINTS) -> tuple[Known, Known]:
    """Year -> value of both windows.

    Raises Refused: no value at all, a mark that changes, or a side with too few years with a value (with
    the years of that side that have one).
    """
    early, late = series.at(windows.early), series.at(windows.late)
    if not early and not late:
        raise Refused("no_series", windows.years, series.name)
    check_marks(series, windows.years)
    for side in (early, late):
        if len(side) < at_least:
            raise Refused("too_few_points", side, series.name)
    return early, late


# --- counts ---


def rate_ratio(early: Sequence[float], late: Sequence[float]) -> Effect:
    """Ratio of the yearly rate of events, late to early, with its interval.

    `early`, `late`: the counts of the covered years of each window, zeros among them, in any order. Given
    their sum, the late count is binomial with p = r T2 / (r T2 + T1), T the years of each window and r the
    ratio (Przyborowski and Wilenski 1940; Lehmann and Romano, Testing Statistical Hypotheses, 4.5). So the
    interval of Clopper and Pearson for p is one for r, conservative where counts are small. p is twice the
    smaller tail, which is below 5 % exactly where that interval leaves out 1. The second opinion is the
    interval of the mid-p (Berry and Armitage 1995), which counts half of the observed outcome into each tail:
    it is shorter and covers 95 % on average over outcomes, not at least.

    Above a dispersion of 1.5 the counts are no Poisson counts: p then comes from permuted years, and the
    interval, marked `overdispersed`, is that of the counts divided by the dispersion, as for the effective
    sample size of a survey (Korn and Graubard 1998). See `count_coverage` for what each of them covers.

    Raises Refused: `zero_counts` if there is no event at all, `too_few_points` below three years on a side.
    Raises BadInput for a count below zero or not whole.
    """
    from scipy.stats import binomtest

    before, after = _counts(early), _counts(late)
    if min(len(before), len(after)) < DIFFERENCE_POINTS:
        raise Refused("too_few_points")
    first, second = int(before.sum()), int(after.sum())
    if first + second == 0:
        raise Refused("zero_counts")
    null = len(after) / (len(before) + len(after))
    tails = [binomtest(second, first + second, null, alternative=side).pvalue for side in ("less", "greater")]
    p = min(1.0, 2 * float(min(tails)))
    notes: list[Note] = ["no_upper_limit"] if first == 0 else []
    spread = dispersion(before, after)
    exposure = len(before) / len(after)
    low, high = _ratio_limits(first, second, exposure, spread)
    second_low, second_high = _mid_p_limits(first, second, exposure)
    if spread is not None and spread > OVERDISPERSED:
        p, sampled = _permuted(before, after)
        notes += ["overdispersed", *sampled]
    return Effect(
        method="rate_ratio",
        unit="ratio",
        estimate=_ratio(second / (first + second), exposure),
        low=low,
        high=None if first == 0 else high,
        p=p,
        n_early=len(before),
        n_late=len(after),
        mean_early=float(before.mean()),
        mean_late=float(after.mean()),
        dispersion=spread,
        second_low=second_low,
        second_high=second_high,
        notes=tuple(notes),
    )


def _counts(given: Sequence[float]) -> Array:
    counts = np.asarray(given, dtype=float)
    if not (np.isfinite(counts).all() and (counts >= 0).all() and (counts % 1 == 0).all()):
        raise BadInput(f"counts {counts.tolist()}; expected whole numbers of at least 0")
    return counts


def _ratio(share: float, exposure: float) -> float:
    """The ratio of rates at which late events are that share of all; `exposure`: early by late years."""
    return math.inf if share >= 1 else share / (1 - share) * exposure


def _ratio_limits(
    first: int, second: int, exposure: float, spread: float | None = None
) -> tuple[float, float]:
    """The 95 % limits of the ratio; above a dispersion of 1.5 those of the counts divided by it."""
    from scipy.stats import binomtest
    from statsmodels.stats.proportion import proportion_confint

    if spread is not None and spread > OVERDISPERSED:
        # the same limits (Clopper and Pearson), but of a count that need not be whole
        low, high = proportion_confint(second / spread, (first + second) / spread, LEVEL, method="beta")
    else:
        limits = binomtest(second, first + second).proportion_ci(1 - LEVEL, "exact")
        low, high = limits.low, limits.high
    return _ratio(float(low), exposure), _ratio(float(high), exposure)


def _mid_p_limits(first: int, second: int, exposure: float) -> tuple[float, float]:
    """The ratios at which the mid-p of each tail is 2.5 %; 0 and infinity where a count is zero."""
    from scipy.optimize import brentq
    from scipy.special import bdtrc

    total = first + second

    def beyond(share: float, chance: float) -> float:
        # P(X > x) + P(X = x) / 2 is the mean of P(X > x) and P(X > x - 1); the other tail is what is left
        return float(bdtrc(second, total, share) + bdtrc(second - 1, total, share)) / 2 - chance

    low = brentq(beyond, 0, 1, args=(LEVEL / 2,)) if second else 0.0
    high = brentq(beyond, 0, 1, args=(1 - LEVEL / 2,)) if first else 1.0
    return _ratio(low, exposure), _ratio(high, exposure)


def dispersion(*windows: npt.ArrayLike) -> float | None:
    """Pearson chi-square of yearly counts around the mean of their own window, by its degrees of freedom.

    1 for Poisson counts (McCullagh and Nelder, Generalized Linear Models, 4.5 and 6.2). A window without
    events says nothing of it and is left out; None if no window has two years and an event.
    """
    used = [np.asarray(w, dtype=float) for w in windows]
    used = [w for w in used if len(w) > 1 and w.sum() > 0]
    if not used:
        return None
    return float(sum(((w - w.mean()) ** 2 / w.mean()).sum() for w in used) / sum(len(w) - 1 for w in used))


@kept
def _permuted(early: Array, late: Array) -> tuple[float, list[Note]]:
    """Two-sided place of the difference of means among permutations of the years, and "sampled" if drawn.

    The share of permutations whose difference is as large in size, all of them counted where feasible: a test
    holds it to `scipy.stats.permutation_test`, which takes them one by one. Else (1 + as large) / (N + 1) of
    N drawn ones (Phipson and Smyth 2010), which scipy does by itself.
    """
    from scipy.stats import permutation_test

    both = np.concatenate([early, late])
    if math.comb(len(both), len(early)) <= ENUMERABLE:
        return float(_places(both[None], len(early))[0]), []
    size = float(np.ptp(both)) or 1.0

    def distance(x: Array, y: Array, axis: int) -> Array:
        # Rounded, so that two permutations with the same difference tie whatever the order of the sums.
        return np.round(np.abs(y.mean(axis=axis) - x.mean(axis=axis)) / size, 10)

    done = permutation_test(
        (early, late),
        distance,
        n_resamples=RESAMPLES,
        vectorized=True,
        alternative="greater",
        rng=np.random.default_rng(SEED),
    )
    return float(done.pvalue), ["sampled"]


# --- levels and shares ---


def difference(series: Series, windows: Windows) -> Effect:
    """Difference of means, late minus early, with its place among permuted years and p; no interval.

    For series with fewer than eight years on a side. The place takes years for exchangeable: where they are
    autocorrelated it is too small. So p is from simulated AR(1) series without a change: their years are
    those with a value, and the difference divided by the spread around the two means (Student's t) is judged
    by critical values at the estimated autocorrelation (see `calibrate`). See `coverage` for how often the
    two err.

    Where the years of each window are all alike there is no autocorrelation to estimate, and p is the place
    (note `no_spread`); where fewer than four pairs of neighbouring years have a value there is no p (note
    `too_scattered`).

    Raises Refused as `check_marks` does, and `too_few_points` below three years on a side.
    """
    return _difference(*_sides(series, windows))


def _difference(early: Known, late: Known) -> Effect:
    first, second = np.array(list(early.values())), np.array(list(late.values()))
    place, sampled = _permuted(first, second)
    effect = Effect(
        method="difference",
        unit="difference",
        estimate=float(second.mean() - first.mean()),
        low=None,
        high=None,
        p=place,
        n_early=len(first),
        n_late=len(second),
        mean_early=float(first.mean()),
        mean_late=float(second.mean()),
        place=place,
        notes=tuple(sampled),
    )
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        return replace(effect, notes=("no_spread", *sampled))
    years = (*early, *late)
    if _neighbours(years).sum() < NEIGHBOURS:
        return replace(effect, p=None, notes=("too_scattered", *sampled))
    statistic, rho = _t(np.concatenate([first, second])[None], years, len(first))
    critical, covered = _calibrated_t(_from_zero(years), len(first))
    p, notes = _p_value(float(statistic[0]), _at(float(rho[0]), critical))
    corrected, edge = _reported_rho(float(rho[0]), len(years), 2)
    return replace(
        effect,
        p=p,
        rho=corrected,
        coverage=float(np.interp(corrected, RHOS, covered)),
        notes=(*edge, *notes, *sampled),
    )


def _neighbours(years: Sequence[int]) -> npt.NDArray[np.bool_]:
    """For each year but the last: is the next one with a value the year after?"""
    return np.diff(np.array(years)) == 1


def _residual_rho(residuals: Array, years: Sequence[int]) -> Array:
    """First autocorrelation of each row of residuals, from the pairs of neighbouring years alone."""
    pair = np.flatnonzero(_neighbours(years))
    return (residuals[:, pair] * residuals[:, pair + 1]).sum(axis=1) / (residuals**2).sum(axis=1)


def _t(values: Array, years: Sequence[int], n_early: int) -> tuple[Array, Array]:
    """Size of Student's t of two samples and autocorrelation around their means, for each row of values.

    As `scipy.stats.ttest_ind`, to which a test holds it; that one takes longer than all else in a simulation.
    """
    n_late = values.shape[1] - n_early
    early, late = (side.mean(axis=1, keepdims=True) for side in np.hsplit(values, [n_early]))
    around = np.hstack([values[:, :n_early] - early, values[:, n_early:] - late])
    variance = (around**2).sum(axis=1) / (n_early + n_late - 2)
    with np.errstate(divide="ignore", invalid="ignore"):  # years all alike: not asked for
        statistic = np.abs(late - early)[:, 0] / np.sqrt(variance * (1 / n_early + 1 / n_late))
    return statistic, _residual_rho(around, years)


def _autocorrelation(early: Known, late: Known) -> float | None:
    """Corrected for bias; None with fewer than four neighbouring years or where nothing varies."""
    years, values = (*early, *late), np.array([*early.values(), *late.values()])
    if _neighbours(years).sum() < NEIGHBOURS or len(set(early.values())) == len(set(late.values())) == 1:
        return None
    _statistic, rho = _t(values[None], years, len(early))
    return _reported_rho(float(rho[0]), len(years), 2)[0]


def _from_zero(years: Sequence[int]) -> tuple[int, ...]:
    return tuple(year - years[0] for year in years)


def level_shift(series: Series, windows: Windows) -> Effect:
    """Shift of the level at the turning year: regression on a step with AR(1) errors by maximum likelihood.

    The turning year stands in the span without a value, so that the years on its two sides are two years
    apart. The half width of the interval is a critical value found by simulation times the standard error
    (see `calibrate`), and p is from the same simulation: below 5 % exactly where the interval leaves out 0.
    Where the years of each window are all alike there is no error to model: the answer is that of
    `difference`, with the note `no_spread`. Least squares with the errors of Newey and West is the second
    opinion.

    Raises Refused as `check_marks` does, and `too_few_points` below eight years with a value on a side.
    """
    early, late = _sides(series, windows, REGRESSION_POINTS)
    if len(set(early.values())) == len(set(late.values())) == 1:
        return _difference(early, late)
    return _regressed("level_shift", series, windows)


def slope_change(series: Series, windows: Windows) -> Effect:
    """Change of the yearly slope at the turning year, beside a step; exploratory.

    As `level_shift`, on the regressors step, time and time after. Sixteen years carry four coefficients
    badly: the interval is wide. A series without any error around its two lines has neither interval nor p
    (note `no_spread`).

    Raises Refused as `level_shift` does.
    """
    _sides(series, windows, REGRESSION_POINTS)
    return _regressed("slope_change", series, windows)


def measure(series: Series, windows: Windows) -> Effect:
    """The effect by the method that the kind and length of the series call for.

    `rate_ratio` for counts, `level_shift` for eight years with a value on both sides, else `difference`. The
    effect of counts also tells their autocorrelation, which plays no part in it.

    Raises Refused as those do.
    """
    early, late = _sides(series, windows)
    if series.kind == "count":
        try:
            effect = rate_ratio(list(early.values()), list(late.values()))
        except Refused as refused:
            raise Refused(refused.reason, windows.years, series.name) from None
        return replace(effect, rho=_autocorrelation(early, late))
    if min(len(early), len(late)) < REGRESSION_POINTS:
        return _difference(early, late)
    return level_shift(series, windows)


def _simple(series: Series, windows: Windows) -> Effect | Refused:
    """By one method whatever the length of the windows: then effects of several windows can be compared."""
    return attempt(lambda: (measure if series.kind == "count" else difference)(series, windows))


def _regressors(method: Regression, years: Array, turning: int) -> Array:
    """One row per year; the last column carries the effect.

    The constant is a regressor, not statsmodels' trend "c": the likelihood is the same, but "c" is the
    level times (1 - rho), which vanishes as rho nears 1.
    """
    time = years - turning
    step = (time > 0).astype(float)
    columns = [np.ones_like(time), step]
    if method == "slope_change":
        columns += [time, np.maximum(time, 0.0)]
    return np.column_stack(columns)


@dataclass(frozen=True)
class _Fit:
    estimate: float  # of the last regressor
    se: float
    rho: float  # as maximum likelihood has it
    log_likelihood: float
    converged: bool


def _fit(y: Array, x: Array) -> _Fit:
    """Regression with AR(1) errors by maximum likelihood; a NaN in `y` keeps its place in time.

    The standard error is that of generalised least squares at the estimated rho, scaled by n as the
    likelihood is: unlike the inverse Hessian it exists for every sample, also where rho comes near 1.
    """
    from statsmodels.regression.linear_model import GLS
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    known = np.flatnonzero(~np.isnan(y))
    # The optimiser's steps have an absolute size: the series gets mean 0 and spread 1, and its scale back
    # after.
    centre, scale = y[known].mean(), y[known].std()
    scaled = (y - centre) / scale
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on convergence and starting values; what matters is in the result
        model = SARIMAX(scaled, x, order=(1, 0, 0), trend="n", concentrate_scale=True)
        fitted = model.fit(disp=False, cov_type="none")
        if not fitted.mle_retvals["converged"]:
            fitted = model.fit(fitted.params, method="nm", maxiter=2000, disp=False, cov_type="none")
    rho = float(fitted.params[-1])
    apart = np.abs(known[:, None] - known[None, :])
    least = GLS(scaled[known], x[known], sigma=np.float64(rho) ** apart).fit()
    n, k = len(known), x.shape[1]
    return _Fit(
        estimate=float(fitted.params[k - 1] * scale),
        se=float(least.bse[k - 1] * math.sqrt((n - k) / n) * scale),
        rho=rho,
        log_likelihood=float(fitted.llf - n * math.log(scale)),
        converged=bool(fitted.mle_retvals["converged"]),
    )


def corrected_rho(rho: float, n: int, k: int) -> float:
    """The estimated autocorrelation of n errors around k coefficients, corrected for its bias.

    Its mean is about rho - (k (1 + rho) + 2 rho) / n: Kendall (1954) and Marriott and Pope (1954) for a
    constant alone, k = 1; Cheang and Reinsel (2000) for regression by maximum likelihood. This solves it
    for rho.
    """
    return (n * rho + k) / (n - k - 2)


def _regressed(method: Regression, series: Series, windows: Windows) -> Effect:
    from statsmodels.regression.linear_model import OLS

    span = windows.span
    values = series.at(windows.years)
    y = np.array([values.get(year, math.nan) for year in span])
    x = _regressors(method, np.array(span, dtype=float), windows.turning)
    known = ~np.isnan(y)
    early = np.array([values[year] for year in windows.early if year in values])
    late = np.array([values[year] for year in windows.late if year in values])
    effect = Effect(
        method=method,
        unit="difference",
        estimate=0.0,
        low=None,
        high=None,
        p=None,
        n_early=len(early),
        n_late=len(late),
        mean_early=float(early.mean()),
        mean_late=float(late.mean()),
    )
    plain = OLS(y[known], x[known]).fit()
    if plain.ssr <= 1e-18 * max(1.0, float((y[known] ** 2).sum())):
        return replace(effect, estimate=float(plain.params[-1]), notes=("no_spread",))
    fit = _fit(y, x)
    n, k = int(known.sum()), x.shape[1]
    judged = _judge(method, len(early), len(late), fit.rho, abs(fit.estimate / fit.se))
    rho, edge = _reported_rho(fit.rho, n, k)
    robust = OLS(y[known], x[known]).fit(
        cov_type="HAC",
        # the usual rule for the lag: Newey and West (1994)
        cov_kwds={"maxlags": int(4 * (n / 100) ** (2 / 9)), "use_correction": True},
        use_t=True,
    )
    second = robust.conf_int(LEVEL)[-1]
    notes: list[Note] = [*edge, *judged.notes]
    if n < len(windows.years):
        notes.append("years_missing")
    if not fit.converged:
        notes.append("not_converged")
    return replace(
        effect,
        estimate=fit.estimate,
        low=fit.estimate - judged.critical * fit.se,
        high=fit.estimate + judged.critical * fit.se,
        p=judged.p,
        se=fit.se,
        rho=rho,
        coverage=tabled_coverage(method, len(early), len(late), rho)[1],
        second_low=float(second[0]),
        second_high=float(second[1]),
        notes=tuple(notes),
    )


# --- calibration ---

RHOS = tuple(round(-0.9 + 0.1 * step, 1) for step in range(19))  # -0.9 to 0.9
DESIGNS: tuple[tuple[Regression, int, int], ...] = (  # years of the two windows
    *(("level_shift", longer, 8) for longer in (8, 10, 12, 16, 24, 32)),
    *(("slope_change", longer, 8) for longer in (8, 16)),
)
DRAWS = 6_000  # for each rho and design of the table
QUICK_DRAWS = 2_000  # for each rho, where critical values are made when they are needed
ROUNDS = 30  # at most
SLACK = 1.2  # rounds end when no rho is missed more than this times as often as wanted: 6 % for 5 %
TAILS = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)  # probabilities for which there are critical values
_BURN_IN = 30  # years after which simulated counts have forgotten how they began
NEIGHBOURS = 4  # pairs of neighbouring years with a value that an estimate of autocorrelation needs


def noise(rho: float, length: int, draws: int, rng: np.random.Generator) -> Array:
    """`draws` rows of stationary AR(1) errors with innovations of spread 1."""
    return _correlated(rho, rng.standard_normal((draws, length)))


def _correlated(rho: float, shocks: Array) -> Array:
    """Stationary AR(1) errors, a row of years for each row of shocks."""
    errors = np.empty_like(shocks)
    errors[:, 0] = shocks[:, 0] / math.sqrt(1 - rho**2)
    for i in range(1, shocks.shape[1]):
        errors[:, i] = rho * errors[:, i - 1] + shocks[:, i]
    return errors


def fit_many(errors: Array, x: Array) -> Array:
    """`_fit` for many series at once: shape (draws, years) in, (draws, 3) out: estimate, se and rho.

    The same likelihood as that of SARIMAX (the tests hold the two together), but evaluated for all draws at
    each rho of a fine grid: statsmodels fits one series at a time, which for the table would take a day. A
    year that is NaN in the first row is missing in all.
    """
    known = np.flatnonzero(~np.isnan(errors[0]))
    y, x = errors[:, known].T, x[known]
    n, apart = len(known), np.abs(known[:, None] - known[None, :])
    best = np.full(y.shape[1], -math.inf)
    found = np.empty((y.shape[1], 3))
    for rho in np.tanh(np.linspace(-3.5, 3.5, 201)):  # densest near -1 and 1, where the likelihood bends most
        root = np.linalg.cholesky(rho**apart / (1 - rho**2))
        white_x, white_y = np.linalg.solve(root, x), np.linalg.solve(root, y)
        inverse = np.linalg.inv(white_x.T @ white_x)
        coefficients = inverse @ (white_x.T @ white_y)
        variance = ((white_y - white_x @ coefficients) ** 2).sum(axis=0) / n
        log_likelihood = -n / 2 * np.log(variance) - np.log(np.diag(root)).sum()
        better = log_likelihood > best
        best[better] = log_likelihood[better]
        se = np.sqrt(variance * inverse[-1, -1])
        found[better] = np.column_stack([coefficients[-1], se, np.full_like(se, rho)])[better]
    return found


def simulate(
    method: Regression, n_early: int, n_late: int, draws: int = DRAWS, seed: int = SEED
) -> tuple[Array, Array]:
    """Fits to series without a change: |estimate / se| and estimated rho, shape (rhos of `RHOS`, draws).

    Each draw is an AR(1) series over n_early years, a turning year without a value, and n_late years. The
    estimates of rho are those of maximum likelihood, as they are.
    """
    years = np.arange(-n_early, n_late + 1, dtype=float)
    x = _regressors(method, years, 0)
    statistic, estimated = np.empty((2, len(RHOS), draws))
    for i, rho in enumerate(RHOS):
        # The same shocks at every rho: critical values then change smoothly from one rho to the next.
        rng = np.random.default_rng([seed, n_early, n_late, x.shape[1]])
        errors = noise(rho, len(years), draws, rng)
        errors[:, n_early] = math.nan
        estimate, se, estimated[i] = fit_many(errors, x).T
        statistic[i] = np.abs(estimate / se)
    return statistic, estimated


def calibrate(statistic: Array, estimated: Array) -> Array:
    """Critical values of a statistic by the estimated autocorrelation: shape (tails of `TAILS`, `RHOS`).

    `statistic`, `estimated`: shape (true rhos, draws), from series without a change. Wanted is a critical
    value at each estimate such that the statistic exceeds it with the given probability at every true rho.
    The quantile at the true rho would do if rho were known; its estimates from some sixteen years scatter
    widely, and where one is too low by chance so is the critical value. So the whole procedure is calibrated
    (prepivoting: Beran 1987). In each round the log critical value at an estimate moves by the mean of what
    is lacking at the true rhos, weighted by how often each of them gives such an estimate; it would come to
    rest where nothing is lacking at any. The last point costs most: intervals twice as wide at high rho. So
    the rounds end where no rho is missed more than `SLACK` times as often as wanted. That is an iteration
    over a grid of the nuisance parameter as in Elliott, Müller and Watson (2015), but it asks for the right
    level, not for the highest power. Between the estimates of the grid the log critical value is linear.
    """
    size = np.log(statistic)
    place = np.clip((estimated - RHOS[0]) / (RHOS[1] - RHOS[0]), 0, len(RHOS) - 1 - 1e-9)
    left = place.astype(int)
    right_share = place - left
    weights = np.array(
        [
            np.bincount(at, 1 - share, len(RHOS)) + np.bincount(at + 1, share, len(RHOS))
            for at, share in zip(left, right_share, strict=True)
        ]
    )
    # an estimate that hardly any draw comes near is treated as the nearest one that some do
    often = np.flatnonzero(weights.sum(axis=0) >= weights.sum() / 1000)
    nearest = [int(often[np.abs(often - i).argmin()]) for i in range(len(RHOS))]
    weights = weights[:, nearest] / weights[:, nearest].sum(axis=0)
    found = np.empty((len(TAILS), len(RHOS)))
    floor = np.full(len(RHOS), -math.inf)
    for row, tail in enumerate(TAILS):
        rank = int(size.shape[1] * (1 - tail))  # the quantile is a draw: sorting in part finds it quickly
        log_critical = np.partition(size, rank, axis=1)[:, rank] @ weights
        for _round in range(ROUNDS):
            looked_up = log_critical[left] + (log_critical[left + 1] - log_critical[left]) * right_share
            above = size - looked_up
            if (above > 0).mean(axis=1).max() <= tail * SLACK:
                break
            log_critical = log_critical + np.partition(above, rank, axis=1)[:, rank] @ weights
        # A rarer value is a larger one, also where few draws are as large.
        floor = np.maximum(floor, log_critical)
        found[row] = np.exp(floor)
    return found


def _at(rho: float | Array, critical: Array) -> Array:
    """The critical values of each tail at an estimated rho; a row for each tail if rho is an array."""
    return np.array([np.exp(np.interp(rho, RHOS, np.log(row))) for row in critical])


def _covered(statistic: Array, estimated: Array, critical: Array) -> Array:
    """The share of draws, the last axis, whose statistic is not above the critical value of 5 %."""
    return (statistic <= _at(estimated, critical[[TAILS.index(LEVEL)]])[0]).mean(axis=-1)


def _p_value(statistic: float, critical: Array) -> tuple[float, list[Note]]:
    """p for a statistic from the critical values of each tail, interpolated on the log scale."""
    p = float(np.exp(np.interp(statistic, [0.0, *critical], np.log([1.0, *TAILS]))))
    return p, ["p_at_most"] if statistic >= critical[-1] else []


def _reported_rho(estimated: float, n: int, k: int) -> tuple[float, list[Note]]:
    """The estimate corrected for bias and kept within the simulated range, and whether it lay outside."""
    rho = corrected_rho(estimated, n, k)
    within = float(np.clip(rho, RHOS[0], RHOS[-1]))
    return within, ["rho_at_edge"] if within != rho else []


# --- calibration of differences and breaks, when they are needed ---


@kept
def _calibrated_t(years: tuple[int, ...], n_early: int) -> tuple[Array, Array]:
    """Critical values of Student's t for series with a value in these years, and what they cover."""
    return _calibrated(lambda values: _t(values, years, n_early), years)


@kept
def _calibrated_break(years: tuple[int, ...]) -> tuple[Array, Array]:
    """Critical values of `_best_split` for series with a value in these years, and what they cover."""
    return _calibrated(lambda values: _best_split(values, years), years)


def _calibrated(judge: Callable[[Array], tuple[Array, Array]], years: tuple[int, ...]) -> tuple[Array, Array]:
    """`judge` takes the simulated values of the years, and gives the statistic and estimated rho of each."""
    statistic, estimated = np.empty((2, len(RHOS), QUICK_DRAWS))
    # The same shocks at every rho: critical values then change smoothly from one rho to the next.
    shocks = np.random.default_rng([SEED, *years]).standard_normal((QUICK_DRAWS, years[-1] + 1))
    for i, rho in enumerate(RHOS):
        statistic[i], estimated[i] = judge(_correlated(rho, shocks)[:, list(years)])
    critical = calibrate(statistic, estimated)
    return critical, _covered(statistic, estimated, critical)


# --- calibration of the regressions, from a table ---


def _normal_quantile() -> float:
    from scipy.stats import norm

    return float(norm.ppf(1 - LEVEL / 2))


def _tail(tail: float) -> str:
    return f"critical_p{tail:g}"


def write_critical(path: Path = CRITICAL) -> None:
    """Simulate every design and write the table; some five minutes on one core.

    Columns: `method`, `n_early`, `n_late` (the design), `rho`, `plain_coverage` and `coverage` (of 1.96
    standard errors and of the whole procedure, for series with that autocorrelation), `critical_p…` (the
    size of estimate / se that stands for that p where that rho is the estimate of maximum likelihood;
    `critical_p0.05` is the half width of the interval), `draws`, `seed`.
    """
    rows = []
    for method, n_early, n_late in DESIGNS:
        statistic, estimated = simulate(method, n_early, n_late)
        critical = calibrate(statistic, estimated)
        plain = (statistic <= _normal_quantile()).mean(axis=1)
        for i, rho in enumerate(RHOS):
            numbers = {
                "plain_coverage": float(plain[i]),
                "coverage": float(_covered(statistic, estimated, critical)[i]),
                **{_tail(tail): float(critical[row, i]) for row, tail in enumerate(TAILS)},
            }
            head = {"method": method, "n_early": n_early, "n_late": n_late, "rho": rho}
            rows.append(
                {
                    **head,
                    **{name: round(value, 4) for name, value in numbers.items()},
                    "draws": DRAWS,
                    "seed": SEED,
                }
            )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class _Table:
    """One design of `ar1_critical.csv`: for each of `RHOS` what is covered, and critical values."""

    plain: Array
    covered: Array
    critical: Array  # one row for each of `TAILS`


@cache
def _tables(method: Regression) -> dict[int, _Table]:
    """Years of the longer window -> its table. The shorter window has eight years in all designs."""
    with CRITICAL.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["method"] == method]
    tables = {}
    for longer in sorted({int(row["n_early"]) for row in rows}):
        own = [row for row in rows if int(row["n_early"]) == longer]
        columns = ("plain_coverage", "coverage", *map(_tail, TAILS))
        values = np.array([[float(row[name]) for row in own] for name in columns])
        tables[longer] = _Table(values[0], values[1], values[2:])
    return tables


def _tabled(method: Regression, n_early: int, n_late: int) -> _Table:
    """The table for windows of these lengths.

    Time runs either way in a stationary series, so 8 and 16 years are 16 and 8. Between two simulated
    lengths of the longer window values are interpolated, critical ones on the log scale. Where both windows
    are longer than eight years they are those of a shorter one, which are larger.
    """
    tables = _tables(method)
    # how much each length counts: 1 for the length itself, shares for its two neighbours
    shares = [np.interp(max(n_early, n_late), list(tables), row) for row in np.eye(len(tables))]
    return _Table(
        plain=np.tensordot(shares, [table.plain for table in tables.values()], 1),
        covered=np.tensordot(shares, [table.covered for table in tables.values()], 1),
        critical=np.exp(np.tensordot(shares, [np.log(table.critical) for table in tables.values()], 1)),
    )


@dataclass(frozen=True)
class _Judged:
    critical: float
    p: float
    notes: tuple[Note, ...]


def _judge(method: Regression, n_early: int, n_late: int, rho: float, statistic: float) -> _Judged:
    """Critical value and p for |estimate / se| at an estimated rho."""
    critical = _at(rho, _tabled(method, n_early, n_late).critical)
    p, notes = _p_value(statistic, critical)
    if min(n_early, n_late) > REGRESSION_POINTS or max(n_early, n_late) > max(_tables(method)):
        notes.insert(0, "other_design")
    return _Judged(float(critical[TAILS.index(LEVEL)]), p, tuple(notes))


def tabled_coverage(method: Regression, n_early: int, n_late: int, rho: float) -> tuple[float, float]:
    """Coverage of 1.96 standard errors and of the calibrated interval, from `ar1_critical.csv`.

    Between two lengths of the longer window and two rhos of the table it is interpolated.
    """
    table = _tabled(method, n_early, n_late)
    return float(np.interp(rho, RHOS, table.plain)), float(np.interp(rho, RHOS, table.covered))


# --- how often is a method right? ---


@dataclass(frozen=True)
class Coverage:
    """How often a method is right about simulated series without a change.

    Shares of the draws: the interval covers no change (`ours`), so does a simpler one (`plain`: 1.96 standard
    errors, for counts the mid-p interval) and the second opinion of a regression (`robust`), None where the
    method has no interval; `false_alarms` have p below 5 %, `permuted` a place below 5 % among permuted
    years (differences alone). `rho` and `half_width` (in spreads of one year's innovation) are medians of
    what was estimated.
    """

    ours: float | None
    plain: float | None
    robust: float | None
    false_alarms: float
    permuted: float | None
    rho: float | None
    half_width: float | None


@kept
def coverage(
    windows: Windows,
    rho: float,
    draws: int = 500,
    seed: int = SEED,
    method: Literal["level_shift", "slope_change", "difference"] = "level_shift",
    missing: Sequence[int] = (),
    one_by_one: bool = False,
) -> Coverage:
    """Actual coverage of a method for series of a given length and autocorrelation.

    `windows` without the years `missing` are those with a value. Each draw is an AR(1) series without a
    change. The draws are judged all at once; with `one_by_one` each is put through the method as a real
    series is, which alone tells `robust` (500 draws of a regression then take some 20 seconds). Tests hold
    the two together. The share of 500 draws is sure within 2 points either way.

    Raises BadInput for rho outside (-1, 1) and Refused (`too_few_points`) for windows the method refuses.
    """
    if not -1 < rho < 1:
        raise BadInput(f"rho {rho:g}; expected a number between -1 and 1")
    errors = noise(rho, len(windows.span), draws, np.random.default_rng([seed, *windows.years]))
    errors[:, [year - windows.span[0] for year in (windows.turning, *missing)]] = math.nan
    made = [
        Series("noise", "level", dict(zip(windows.span, row, strict=True)), "", "", "", "")
        for row in errors.tolist()
    ]
    sides = _sides(made[0], windows, DIFFERENCE_POINTS if method == "difference" else REGRESSION_POINTS)
    n_early, n_late = map(len, sides)
    if one_by_one:
        run = {"level_shift": level_shift, "slope_change": slope_change, "difference": difference}[method]
        return _summed([run(series, windows) for series in made])
    if method == "difference":
        years = [*sides[0], *sides[1]]
        values = errors[:, [year - windows.span[0] for year in years]]
        statistic, estimated = _t(values, years, n_early)
        critical, _known = _calibrated_t(_from_zero(years), n_early)
        return Coverage(
            ours=None,
            plain=None,
            robust=None,
            false_alarms=float(1 - _covered(statistic, estimated, critical)),
            permuted=float((_places(values, n_early) < LEVEL).mean()),
            rho=None,
            half_width=None,
        )
    x = _regressors(method, np.array(windows.span, dtype=float), windows.turning)
    estimate, se, estimated = fit_many(errors, x).T
    critical = _tabled(method, n_early, n_late).critical
    half = _at(estimated, critical[[TAILS.index(LEVEL)]])[0] * se
    corrected = np.clip(corrected_rho(estimated, n_early + n_late, x.shape[1]), RHOS[0], RHOS[-1])
    inside = float((np.abs(estimate) <= half).mean())
    return Coverage(
        ours=inside,
        plain=float((np.abs(estimate) <= _normal_quantile() * se).mean()),
        robust=None,
        false_alarms=1 - inside,
        permuted=None,
        rho=float(np.median(corrected)),
        half_width=float(np.median(half)),
    )


def _summed(effects: Sequence[Effect]) -> Coverage:
    """What `coverage` tells, from the effects of single series."""

    def column(of: Callable[[Effect], float | None]) -> Array:
        return np.array([of(effect) for effect in effects], dtype=float)

    false_alarms = float(np.mean([e.significant for e in effects]))
    if effects[0].method == "difference":
        permuted = float((column(lambda e: e.place) < LEVEL).mean())
        return Coverage(None, None, None, false_alarms, permuted, None, None)
    estimate, se = column(lambda e: e.estimate), column(lambda e: e.se)
    low, high = column(lambda e: e.low), column(lambda e: e.high)
    second_low, second_high = column(lambda e: e.second_low), column(lambda e: e.second_high)
    return Coverage(
        ours=float(((low <= 0) & (high >= 0)).mean()),
        plain=float((np.abs(estimate) <= _normal_quantile() * se).mean()),
        robust=float(((second_low <= 0) & (second_high >= 0)).mean()),
        false_alarms=false_alarms,
        permuted=None,
        rho=float(np.median(column(lambda e: e.rho))),
        half_width=float(np.median((high - low) / 2)),
    )


def _places(values: Array, n_early: int, seed: int = SEED) -> Array:
    """`_permuted` for each row of values."""
    n = values.shape[1]
    if math.comb(n, n_early) > ENUMERABLE:
        picked = np.argsort(np.random.default_rng(seed).random((RESAMPLES, n)), axis=1)[:, :n_early]
    else:
        picked = np.array(list(combinations(range(n), n_early)))
    member = np.zeros((len(picked), n))
    np.put_along_axis(member, picked, 1.0, axis=1)
    weights = ((1 - member) / (n - n_early) - member / n_early).T
    places = []
    for row in values:  # one at a time: all at once would fill the memory
        apart = np.round(np.abs(row @ weights) / (np.ptp(row) or 1.0), 10)
        real = np.round(abs(row[n_early:].mean() - row[:n_early].mean()) / (np.ptp(row) or 1.0), 10)
        places.append((apart >= real).mean())
    return np.array(places)


def count_noise(
    rate: float, spread: float, rho: float, length: int, draws: int, rng: np.random.Generator
) -> Array:
    """`draws` rows of yearly counts of mean `rate`, dispersion `spread` and autocorrelation `rho`.

    An INAR(1) process (Al-Osh and Alzaid 1987): each event of a year has the chance rho to be followed by one
    in the next, and new ones come, as many as the mean needs. With Poisson counts of new events the counts
    are Poisson; with negative binomial ones of dispersion spread (1 + rho) - rho they have the given one.
    A dispersion below 1 is taken as 1.

    Raises BadInput for rho outside [0, 1).
    """
    if not 0 <= rho < 1:
        raise BadInput(f"rho {rho:g}; expected a number of at least 0 and below 1")
    mean, new = rate * (1 - rho), max(spread, 1.0) * (1 + rho) - rho

    def fresh() -> npt.NDArray[np.int64]:
        if new <= 1:
            return rng.poisson(mean, draws)
        return rng.negative_binomial(mean / (new - 1), 1 / new, draws)

    counts = np.zeros((draws, length))
    now = rng.poisson(rate, draws)
    for year in range(-_BURN_IN, length):
        now = rng.binomial(now, rho) + fresh()
        if year >= 0:
            counts[:, year] = now
    return counts


def ratio_coverage(
    design: tuple[int, int], rate: float, ratio: float = 1.0, interval: Literal["exact", "mid_p"] = "exact"
) -> float:
    """Exact coverage of an interval of `rate_ratio` for Poisson counts, given that there is an event.

    `design`: years of the early and the late window. `rate`: events in an early year; a late year has `rate`
    times `ratio`. `interval`: that of Clopper and Pearson or the second opinion. No simulation: the sum over
    all totals and all ways to share them between the windows; a limit covers the true ratio where the tail
    beyond the count, with the whole or half of the count itself, is above 2.5 %. The exact interval covers
    95 % or more, and near 100 % for a few events; the mid-p interval covers more than the exact one nowhere.
    """
    from scipy.stats import binom, poisson

    n_early, n_late = design
    mean = rate * (n_early + ratio * n_late)
    share = ratio * n_late / (n_early + ratio * n_late)
    own = 1.0 if interval == "exact" else 0.5
    covered = possible = 0.0
    for total in range(1, int(poisson.ppf(1 - 1e-9, mean)) + 1):
        late = np.arange(total + 1)
        chance = binom.pmf(late, total, share)
        upper = binom.sf(late, total, share) + own * chance
        lower = binom.cdf(late - 1, total, share) + own * chance
        within = (upper > LEVEL / 2) & (lower > LEVEL / 2)
        weight = float(poisson.pmf(total, mean))
        covered += weight * float(chance[within].sum())
        possible += weight
    return covered / possible


@kept
def count_coverage(
    design: tuple[int, int],
    rate: float,
    spread: float = 1.0,
    rho: float = 0.0,
    draws: int = 500,
    seed: int = SEED,
) -> Coverage:
    """Actual coverage of `rate_ratio` for counts without a change, of given dispersion and autocorrelation.

    `design`: years of the early and the late window, a turning year between them. `rate`: events in a year,
    early or late. The counts are those of `count_noise`. Draws without any event are left out. The draws are
    judged as `rate_ratio` does it, all at once; a test holds the two together.

    Raises BadInput if no draw has an event, and as `count_noise` does.
    """
    from scipy.stats import binom
    from statsmodels.stats.proportion import proportion_confint

    n_early, n_late = design
    rng = np.random.default_rng([seed, *design])
    counts = np.delete(count_noise(rate, spread, rho, n_early + n_late + 1, draws, rng), n_early, axis=1)
    counts = counts[counts.sum(axis=1) > 0]
    if not len(counts):
        raise BadInput(f"no event in {draws} draws of {n_early + n_late} years at a rate of {rate:g}")
    late, total = counts[:, n_early:].sum(axis=1), counts.sum(axis=1)
    spreads = np.array([dispersion(row[:n_early], row[n_early:]) or 0.0 for row in counts])
    over = spreads > OVERDISPERSED
    divisor = np.where(over, spreads, 1.0)
    low, high = proportion_confint(late / divisor, total / divisor, LEVEL, method="beta")
    share = n_late / (n_early + n_late)
    inside = (low <= share) & (share <= high)
    half = binom.pmf(late, total, share) / 2
    tails = np.minimum(binom.sf(late, total, share), binom.cdf(late - 1, total, share)) + half
    alarmed = ~inside
    if over.any():
        alarmed[over] = _places(counts[over], n_early) < LEVEL
    return Coverage(
        ours=float(inside.mean()),
        plain=float((tails > LEVEL / 2).mean()),
        robust=None,
        false_alarms=float(alarmed.mean()),
        permuted=None,
        rho=None,
        half_width=None,
    )


# --- does the finding depend on a choice? ---


@dataclass(frozen=True)
class BaselineCurve:
    """The effect for every first year of the early window; `Refused` where that window cannot be tested."""

    effects: Mapping[int, Effect | Refused]

    @property
    def measured(self) -> list[Effect]:
        """The effects, in the order of the first year."""
        return [effect for effect in self.effects.values() if isinstance(effect, Effect)]

    @property
    def sign_depends(self) -> bool:
        """Does it depend on the first year whether the series rose or fell?"""
        return len({effect.sign for effect in self.measured}) > 1

    @property
    def place_depends(self) -> bool:
        """Does it depend on the first year whether p is below 5 %?"""
        return len({effect.significant for effect in self.measured}) > 1


def baseline_curve(series: Series, turning: int, late: range) -> BaselineCurve:
    """The effect for each baseline before the turning year: `rate_ratio` for counts, else `difference`.

    A baseline starts in a year with a value and leaves at least six years with one. `late` is the same for
    all. One method serves them all: a regression would need eight years, and where autocorrelation is high
    it looks at the years next to the turning year rather than at the baseline. A start from which owner,
    definition, reporters or source change is `Refused`.
    """
    effects: dict[int, Effect | Refused] = {}
    for start in series.at(range(series.years().start, turning)):
        windows = Windows(turning, range(start, turning), late)
        if len(series.at(windows.early)) >= BASELINE_POINTS:
            effects[start] = _simple(series, windows)
    return BaselineCurve(effects)


@dataclass(frozen=True)
class Rival:
    """Another turning year: its effect, and how well a change in that year fits (None: cannot be fitted)."""

    year: int
    effect: Effect | Refused
    log_likelihood: float | None


def rival_years(series: Series, windows: Windows, years: Iterable[int] = RIVALS) -> tuple[Rival, ...]:
    """The turning year and then its rivals inside the same span, each on neither side of its own windows.

    The effect is `rate_ratio` for counts, else `difference`, for all of them alike: most rivals leave fewer
    than the eight years that a regression needs. Leaving out one year each, the years compared differ from
    rival to rival, and likelihoods of different data cannot be compared. So for `log_likelihood` no year is
    left out: it is that of a level before, a level after and a level of the year itself, on all years of
    the span (Poisson for counts; AR(1) errors where the main windows allow a regression, else independent
    errors). The larger, the better.
    """
    span = windows.span
    points = min(len(series.at(windows.early)), len(series.at(windows.late)))
    regression = points >= REGRESSION_POINTS
    main = _simple(series, windows)
    found = [Rival(windows.turning, main, _likelihood(series, span, windows.turning, regression))]
    for year in dict.fromkeys(years):
        if year != windows.turning and span[0] < year < span[-1]:
            other = Windows(year, range(span[0], year), range(year + 1, span[-1] + 1))
            found.append(Rival(year, _simple(series, other), _likelihood(series, span, year, regression)))
    return tuple(found)


def _likelihood(series: Series, span: range, turning: int, autocorrelated: bool) -> float | None:
    from scipy.stats import poisson
    from statsmodels.regression.linear_model import OLS

    values = series.at(span)
    if isinstance(attempt(lambda: check_marks(series, span)), Refused):
        return None
    known = np.array(list(values.values()))
    side = np.sign(np.array(list(values)) - turning)
    if not {-1, 1} <= set(side.tolist()):
        return None
    if series.kind == "count":
        means = np.array([known[side == s].mean() for s in side])
        return float(poisson.logpmf(known, means).sum())
    years = np.array(span, dtype=float)
    own = (years == turning).astype(float)
    x = np.column_stack([np.ones_like(years), *([own] if turning in values else []), years > turning])
    y = np.array([values.get(year, math.nan) for year in span])
    there = ~np.isnan(y)
    plain = OLS(y[there], x[there]).fit()
    if plain.ssr <= 1e-18 * max(1.0, float((y[there] ** 2).sum())):
        return None
    return _fit(y, x).log_likelihood if autocorrelated else float(plain.llf)


def without(series: Series, windows: Windows, years: Iterable[int] = PANDEMIC) -> Effect:
    """The effect, as `measure` gives it, with some years left out: those of the pandemic by default.

    What is left may be too few years for a regression; the `method` of the effect then says `difference`.

    Raises Refused as `measure` does.
    """
    return measure(series.without(years), windows)


def break_year(series: Series, years: Iterable[int] | None = None, seed: int = SEED) -> int | None:
    """The series' own break: the first year of its new level; None if chance makes breaks as clear.

    One break with at least three years with a value on each side, where the sum of squares around two
    levels is smallest (ruptures, linear kernel); counts on the scale of Anscombe. Missing years are passed
    over. It is a break if the sum of squares falls by more than in all but 5 % of series without one. For
    counts these are 499 permutations of the years, which takes years for independent. For levels and shares
    they are simulated AR(1) series, judged at the estimated autocorrelation as in `difference`; where too few
    neighbouring years have a value for that, no break is said to be one. Two levels without any error are
    judged by permutations.

    Raises Refused as `check_marks` does, `no_series`, and `too_few_points` below six years with a value.
    """
    from ruptures import KernelCPD

    span = series.years() if years is None else tuple(years)
    values = series.at(span)
    if not values:
        raise Refused("no_series", span, series.name)
    check_marks(series, span)
    if len(values) < 2 * DIFFERENCE_POINTS:
        raise Refused("too_few_points", values, series.name)
    signal = np.array([_root(v) if series.kind == "count" else v for v in values.values()])

    def best(signal: Array) -> tuple[float, int]:
        # the linear kernel is the model of two levels, and runs in C: it is asked some hundred times
        split = KernelCPD(kernel="linear", min_size=DIFFERENCE_POINTS).fit(signal).predict(n_bkps=1)[0]
        left, right = signal[:split], signal[split:]
        return float(len(signal) * signal.var() - len(left) * left.var() - len(right) * right.var()), split

    gain, at = best(signal)
    if gain <= 0:
        return None
    years = tuple(values)
    if series.kind == "count" or len(set(signal[:at])) == len(set(signal[at:])) == 1:
        rng = np.random.default_rng(seed)
        as_clear = sum(best(rng.permutation(signal))[0] >= gain * (1 - 1e-9) for _ in range(499))
        return years[at] if (1 + as_clear) / 500 <= LEVEL else None
    if _neighbours(years).sum() < NEIGHBOURS:
        return None
    statistic, rho = _best_split(signal[None], years)
    critical, _covers = _calibrated_break(_from_zero(years))
    return years[at] if statistic[0] > _at(float(rho[0]), critical)[TAILS.index(LEVEL)] else None


def _best_split(values: Array, years: Sequence[int]) -> tuple[Array, Array]:
    """The fall of the sum of squares by the best break, as a share of what is left; and autocorrelation.

    The autocorrelation is that of the years around the two levels. For each row of values.
    """
    n = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    at = np.arange(DIFFERENCE_POINTS, n - DIFFERENCE_POINTS + 1)
    # two levels a and b around zero, of k and n - k years: the sum of squares falls by k a^2 + (n - k) b^2
    sums = np.cumsum(centred, axis=1)[:, at - 1]
    falls = sums**2 * (1 / at + 1 / (n - at))
    best = falls.argmax(axis=1)
    own = np.take_along_axis(falls, best[:, None], 1)[:, 0]
    before = np.arange(n) < at[best][:, None]
    mean = np.take_along_axis(sums, best[:, None], 1)
    around = centred - np.where(before, mean / at[best][:, None], -mean / (n - at[best])[:, None])
    return own / (around**2).sum(axis=1), _residual_rho(around, years)


# --- contrasts and placebo ---


@dataclass(frozen=True)
class Contrast:
    """An effect beside the effects of a group of other pairs.

    For differences `mean` is the mean and `own_against` is own minus mean; for ratios `mean` is the
    geometric mean and `own_against` is own divided by it. `low` and `high` are the smallest and the largest
    of the group. All None for a group without effects: then the comparison cannot be made. It answers
    "particular to this pair, or shared?" and is not the effect of the turning year.
    """

    n: int
    mean: float | None
    own_against: float | None
    low: float | None
    high: float | None
    unit: Unit


def contrasts(own: Effect, **groups: Mapping[str, Effect]) -> dict[str, Contrast]:
    """The effect of a pair beside those of each group of others, all on one scale; the groups stay apart.

    `groups`: as `others_of_a`, `others_of_b` and `neither`, each name of a pair -> its effect. Differences
    stand as they are, ratios on the log scale. If any ratio is zero or infinite, all of them are taken with
    half an event more in each window (Haldane 1956; Anscombe 1956), so that none has to be left out.

    Raises BadInput if ratios and differences are mixed.
    """
    every = [own, *(effect for group in groups.values() for effect in group.values())]
    if len({effect.unit for effect in every}) > 1:
        raise BadInput("ratios and differences in one contrast; expected effects of one unit")
    ratio = own.unit == "ratio"
    more = 0.0 if all(0 < effect.estimate < math.inf for effect in every) else 0.5

    def scaled(effect: Effect) -> float:
        if not ratio:
            return effect.estimate
        late = (effect.mean_late * effect.n_late + more) / effect.n_late
        return math.log(late) - math.log((effect.mean_early * effect.n_early + more) / effect.n_early)

    back: Callable[[float], float] = math.exp if ratio else float
    found = {}
    for name, group in groups.items():
        others = [scaled(effect) for effect in group.values()]
        if not others:
            found[name] = Contrast(0, None, None, None, None, own.unit)
            continue
        mean = sum(others) / len(others)
        low, high = back(min(others)), back(max(others))
        found[name] = Contrast(len(others), back(mean), back(scaled(own) - mean), low, high, own.unit)
    return found


@dataclass(frozen=True)
class Placebo:
    """The place of one scaled effect among others: (1 + as large) / (N + 1), two-sided.

    `own` and `others` (name or year -> value) are in early spreads. `left_out`: name or year -> why. The
    place describes; it is no exact p-value, since pairs share states and windows share years.
    """

    own: float
    others: Mapping[Any, float]
    left_out: Mapping[Any, str]

    @property
    def as_large(self) -> int:
        """How many of the others are at least as large in size."""
        return sum(abs(other) >= abs(self.own) * (1 - 1e-9) for other in self.others.values())

    @property
    def place(self) -> float | None:
        """None if there is no other to compare with."""
        return (1 + self.as_large) / (len(self.others) + 1) if self.others else None


def _root(count: float) -> float:
    """Anscombe (1948): Poisson counts of any mean get a spread of about 1."""
    return 2 * math.sqrt(count + 3 / 8)


def _on_scale(series: Series, year: int, value: float) -> float:
    """The value where spreads can be compared: logit of a share, Anscombe's root of a count, else itself.

    A share of known n becomes (k + 1/2) / (n + 1), k of n (the empirical logit: Cox, Analysis of Binary
    Data, 3.2).
    """
    if series.kind == "count":
        return _root(value)
    if series.kind == "level":
        return value
    n = series.n.get(year)
    share = value if n is None else (value * n + 0.5) / (n + 1)
    if not 0 < share < 1:
        raise BadInput(f"{series.name}: a share of {value:g} in {year} without n; expected n, for its logit")
    return math.log(share / (1 - share))


def eligible(n: Mapping[int, int], windows: Windows, votes: int = VOTES, sessions: int = SESSIONS) -> bool:
    """Has a pair that many joint votes in that many sessions of each window? `n`: year -> votes."""
    return all(sum(n.get(y, 0) >= votes for y in side) >= sessions for side in (windows.early, windows.late))


def scaled_effect(series: Series, windows: Windows) -> float:
    """Difference of means on the scale of `_on_scale`, divided by the spread of the early years (n - 1).

    Where n is known, sessions with fewer than 20 joint votes are left out.

    Raises Refused: as `check_marks`; `too_few_points` below six years with a value on a side, or where the
    early years are all alike, so that there is no spread to divide by.
    """
    few = [year for year in windows.years if series.n and series.n.get(year, 0) < VOTES]
    series = series.without(few)
    _sides(series, windows, SESSIONS)
    early, late = (
        np.array([_on_scale(series, year, value) for year, value in series.at(side).items()])
        for side in (windows.early, windows.late)
    )
    spread = float(early.std(ddof=1))
    if spread <= 1e-9 * max(1.0, float(np.abs(early).max())):
        raise Refused("too_few_points", series.at(windows.early), series.name)
    return float((late.mean() - early.mean()) / spread)


def placebo_place(own: Series, others: Mapping[str, Series], windows: Windows) -> Placebo:
    """The place of a pair's scaled effect among those of pairs that hold neither country.

    Others that cannot be scaled are left out, with the reason.

    Raises Refused, as `scaled_effect` does, if the pair's own effect cannot be scaled.
    """
    return _placebo(scaled_effect(own, windows), {name: (series, windows) for name, series in others.items()})


def placebo_in_time(series: Series, windows: Windows) -> Placebo:
    """The place of the scaled effect among those of every earlier turning year.

    A year before the turning year serves if at least six years with a value lie on each side: before it as
    many years back as the early window has, after it as many as the late window has, all before the real
    turning year.

    Raises Refused, as `scaled_effect` does, if the real effect cannot be scaled.
    """
    own = scaled_effect(series, windows)
    others = {}
    for year in range(series.years().start + 1, windows.turning - 1):
        early = range(year - len(windows.early), year)
        late = range(year + 1, min(year + len(windows.late) + 1, windows.turning))
        if min(len(series.at(early)), len(series.at(late))) >= BASELINE_POINTS:
            others[year] = (series, Windows(year, early, late))
    return _placebo(own, others)


def _placebo(own: float, others: Mapping[Any, tuple[Series, Windows]]) -> Placebo:
    found: dict[Any, float] = {}
    left_out: dict[Any, str] = {}
    for name, (series, windows) in others.items():
        try:
            found[name] = scaled_effect(series, windows)
        except Refused as refused:
            left_out[name] = refused.reason
    return Placebo(own, found, left_out)


# --- how complete is the record? ---


@dataclass(frozen=True)
class Sensitivity:
    """How many early events a record would have to lack for the rise to be in doubt.

    `added`: the smallest number of early events that takes the lower limit of the ratio to 1 or below (0 if
    it is there already). `recorded_share`: the share of early events that the record would then hold.
    """

    added: int
    recorded_share: float


def sensitivity(early: Sequence[float], late: Sequence[float]) -> Sensitivity:
    """How many early events are missing if the rise in the counts is one of the record alone.

    Counts as for `rate_ratio`; it raises what that raises.
    """
    effect = rate_ratio(early, late)  # refuses what cannot be tested
    first, second = int(sum(early)), int(sum(late))
    exposure, spread = effect.n_early / effect.n_late, effect.dispersion
    enough = math.ceil(second * exposure)  # so many bring the ratio itself to 1 or below
    added = bisect_left(
        range(enough + 1),
        True,
        key=lambda more: _ratio_limits(first + more, second, exposure, spread)[0] <= 1,
    )
    return Sensitivity(added, first / (first + added) if added else 1.0)


@dataclass(frozen=True)
class CaptureRecapture:
    """How many events there were, from two lists: `total` with its standard error `se`.

    `recorded` are the events on either list, `recorded_share` their share of the total.
    """

    total: float
    se: float
    recorded: int
    recorded_share: float


def capture_recapture(n1: int, n2: int, both: int) -> CaptureRecapture:
    """Estimated number of events from two lists with n1 and n2 events, `both` of them on both.

    Chapman's estimator (Chapman 1951) and its standard error (Seber, The Estimation of Animal Abundance,
    1982, 3.1). It takes the lists to be independent. Lists that copy each other share too many events, and
    the total comes out too small; no well-kept Python library has it.

    Raises BadInput for a number below zero or more events on both lists than on one.
    """
    if not 0 <= both <= min(n1, n2):
        raise BadInput(f"{both} events on both lists of {n1} and {n2}; expected 0 to {min(n1, n2)}")
    total = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) ** 2 * (both + 2))
    recorded = n1 + n2 - both
    return CaptureRecapture(total, math.sqrt(variance), recorded, recorded / total if recorded else 1.0)


# --- several tests ---


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """p-values corrected for their number by the method of Holm (1979), under the same names.

    Raises BadInput for a number that is no p-value.
    """
    from statsmodels.stats.multitest import multipletests

    for name, p in p_values.items():
        if not 0 <= p <= 1:
            raise BadInput(f"{name}: p is {p:g}; expected a number between 0 and 1")
    if not p_values:
        return {}
    corrected = multipletests(list(p_values.values()), alpha=LEVEL, method="holm")[1]
    return dict(zip(p_values, map(float, corrected), strict=True))


if __name__ == "__main__":
    write_critical()
