"""The estimators against planted changes, against noise, against the same numbers found another way.

A test of coverage runs the whole procedure on series without a change. Its seed is fixed: it fails when the
procedure changes, not by chance.
"""

from __future__ import annotations

import csv
import itertools
import math
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats import rates

from bilateral import turning_point as tp
from bilateral.errors import BadInput
from bilateral.turning_point import Effect, Refused, Series, Windows

MAIN = Windows.around(2016)  # 2008-2015 and 2017-2024
# Years without a value inside these windows, and autocorrelation, of the series of the default pair that have
# fewer than eight years on a side. They are those of the page; tests/test_synthesis.py holds them to it.
OWN = {
    "unga_agreement": ((2024,), 0.71),
    "agrifood_trade_share": ((2010,), 0.75),
    "fitr_days_apart": ((2008, 2009, 2011, 2012), -0.11),
}
# rate of all years, dispersion and autocorrelation of its two series of counts
COUNTS = {"head_of_state_visits": (15 / 16, 1.0, 0.18), "joint_culture_acts": (46 / 16, 1.69, 0.0)}
RHO_NOISE = {rho: tp.noise(rho, 17, 40, np.random.default_rng(11)) for rho in (-0.3, 0.3, 0.6, 0.9)}


def series(values: Sequence[float], start: int = 2008, kind: tp.Kind = "level", **given: Any) -> Series:
    """Values of consecutive years by one owner; a count is covered in all of them."""
    by_year = dict(zip(range(start, start + len(values)), values, strict=False))
    marks: dict[str, Any] = {
        "owner": "FAO",
        "source": "faostat",
        "definition": "HS 01-24",
        "reporters": "KAZ",
    }
    covered = frozenset(by_year) if kind == "count" else frozenset()
    return Series("test", kind, by_year, **{**marks, "covered": covered, **given})


def step(size: float, turning: int = 2016, years: range = range(2008, 2025)) -> list[float]:
    return [size if year > turning else 0.0 for year in years]


def noisy(values: Sequence[float], seed: int, rho: float = 0.3, spread: float = 1.0) -> list[float]:
    errors = tp.noise(rho, len(values), 1, np.random.default_rng(seed))[0]
    return (np.array(values) + spread * errors).tolist()


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def effect(estimate: float, unit: tp.Unit = "difference", early: float = 1, late: float = 1) -> Effect:
    return Effect("difference", unit, estimate, None, None, None, 8, 8, early, late)


# --- what is refused ---


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("owner", "change_of_owner"),
        ("source", "change_of_source"),
        ("definition", "change_of_definition"),
        ("reporters", "change_of_reporters"),
    ],
)
@pytest.mark.parametrize(
    "method", [tp.measure, tp.level_shift, tp.slope_change, tp.difference, tp.scaled_effect]
)
def test_a_series_that_changes_hands_inside_its_window_is_refused(
    method: Callable[..., object], mark: str, reason: str
) -> None:
    changed = {year: "one" if year < 2019 else "two" for year in range(2000, 2030)}
    values = noisy(step(1), 1)
    found = refusal(lambda: method(series(values, **{mark: changed}), MAIN))
    assert (found.reason, found.years) == (reason, (2019,))
    # the same change outside the windows, or in the turning year alone, is no obstacle
    for year in (2007, 2016, 2025):
        there = {y: "two" if y == year else "one" for y in range(2000, 2030)}
        method(series(values, **{mark: there}), MAIN)


def test_the_order_of_reporters_means_nothing_and_silence_is_a_change() -> None:
    values = noisy(step(1), 1)
    turned = {year: "KAZ;UZB" if year < 2012 else "UZB;KAZ" for year in range(2008, 2025)}
    tp.level_shift(series(values, reporters=turned), MAIN)
    silent = dict.fromkeys(range(2008, 2024), "FAO")  # nothing of 2024
    assert refusal(lambda: tp.level_shift(series(values, owner=silent), MAIN)).years == (2024,)
    # a year without a value cannot be of another owner
    tp.difference(series(values, owner=silent).without([2024]), MAIN)


def test_a_change_of_hands_also_stops_breaks_rivals_and_baselines() -> None:
    changed = {year: "old" if year < 2004 else "new" for year in range(1992, 2025)}
    long = series(noisy([0.0] * 33, 5), 1992, source=changed)
    assert refusal(lambda: tp.break_year(long)).reason == "change_of_source"
    curve = tp.baseline_curve(long, 2016, range(2017, 2025))
    assert {start for start, found in curve.effects.items() if isinstance(found, Refused)} == set(
        range(1992, 2004)
    )
    late = {year: "old" if year < 2012 else "new" for year in range(1992, 2025)}
    rivals = tp.rival_years(series(noisy([0.0] * 17, 5), source=late), MAIN)
    assert {(type(r.effect), r.log_likelihood) for r in rivals} == {(Refused, None)}


def test_too_few_points_and_no_series() -> None:
    values = noisy(step(1), 1)
    seven = series(values).without([2024])
    assert refusal(lambda: tp.level_shift(seven, MAIN)).years == tuple(range(2017, 2024))
    assert refusal(lambda: tp.slope_change(seven, MAIN)).reason == "too_few_points"
    assert tp.measure(seven, MAIN).method == "difference"
    two = series(values).without(range(2019, 2025))
    assert refusal(lambda: tp.measure(two, MAIN)) == Refused("too_few_points", (2017, 2018), "test")
    assert refusal(lambda: tp.difference(two, MAIN)).reason == "too_few_points"
    assert refusal(lambda: tp.rate_ratio([1, 2], [3, 4, 5])).reason == "too_few_points"
    assert refusal(lambda: tp.break_year(series(values[:5]))).reason == "too_few_points"
    assert refusal(lambda: tp.scaled_effect(series(values).without(range(2008, 2011)), MAIN)).years[0] == 2011
    assert refusal(lambda: tp.measure(series(values, 1980), MAIN)).reason == "no_series"
    assert refusal(lambda: tp.break_year(series([]))).reason == "no_series"


def test_zero_counts() -> None:
    assert refusal(lambda: tp.rate_ratio([0] * 8, [0] * 8)).reason == "zero_counts"
    found = refusal(lambda: tp.measure(series([0] * 17, kind="count"), MAIN))
    assert (found.reason, found.years, found.series) == ("zero_counts", MAIN.years, "test")


def test_a_refusal_says_why_and_travels() -> None:
    found = Refused("change_of_owner", [2017], "trade")
    assert str(found) == "trade: change_of_owner (2017)"
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(Refused("change_of_owner", (2017,), "trade"))
    assert tp.attempt(lambda: tp.rate_ratio([0] * 3, [0] * 3)) == Refused("zero_counts")


def test_bad_input_is_not_a_refusal() -> None:
    with pytest.raises(BadInput, match="expected a share between 0 and 1"):
        series([0.5, 1.2], kind="share")
    with pytest.raises(BadInput, match="whole number"):
        series([1.5], kind="count")
    with pytest.raises(BadInput, match="finite"):
        series([math.inf])
    with pytest.raises(BadInput, match="expected one of count, share, level"):
        series([1], kind="rate")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="before and after 2016"):
        Windows(2016, range(2008, 2017), range(2017, 2025))
    with pytest.raises(BadInput):
        tp.rate_ratio([1, 2, -1], [1, 2, 3])


def test_a_covered_year_is_zero_and_another_is_missing() -> None:
    known = {2009: 2, 2018: 1, 2019: 4}
    record = replace(series([], kind="count"), values=known, covered=frozenset(range(2010, 2025)))
    assert record.at([2009, 2010, 2018]) == {2010: 0.0, 2018: 1.0}  # 2009 has acts, but not all of them
    assert series([1.0, math.nan, 3.0]).at(range(2007, 2012)) == {2008: 1.0, 2010: 3.0}
    found = tp.measure(record, MAIN)
    assert (found.n_early, found.mean_early, found.n_late) == (6, 0.0, 8)


# --- counts ---


def test_the_interval_of_a_ratio_by_the_beta_and_by_the_f_distribution() -> None:
    """The limits of Clopper and Pearson (1934) for x of n are beta quantiles, and these are F quantiles:
    low = B(a/2; x, n-x+1) = 1 / (1 + (n-x+1) / (x F(a/2; 2x, 2(n-x+1)))), high = B(1-a/2; x+1, n-x). With 9
    years early and 7 late, x late events of n: odds = ratio * 7/9.
    """
    early, late = [1, 0, 2, 1, 0, 1, 0, 1, 2], [3, 1, 2, 4, 1, 2, 3]
    first, second = sum(early), sum(late)
    found = tp.rate_ratio(early, late)
    low = stats.beta.ppf(0.025, second, first + 1)
    high = stats.beta.ppf(0.975, second + 1, first)
    assert found.low == pytest.approx(low / (1 - low) * 9 / 7)
    assert found.high == pytest.approx(high / (1 - high) * 9 / 7)
    by_f = 1 / (1 + (first + 1) / (second * stats.f.ppf(0.025, 2 * second, 2 * (first + 1))))
    assert found.low == pytest.approx(by_f / (1 - by_f) * 9 / 7)
    assert found.estimate == pytest.approx((second / 7) / (first / 9))
    tail = stats.binom.sf(second - 1, first + second, 7 / 16)  # as many late events or more
    assert found.p == pytest.approx(2 * tail)
    assert (found.unit, found.n_early, found.n_late) == ("ratio", 9, 7)


def test_p_and_interval_of_a_ratio_never_disagree() -> None:
    for first, second in itertools.product(range(9), range(18)):
        if first + second:
            # spread over the years, so that none is overdispersed
            found = tp.rate_ratio(
                *([total // 3, (total + 1) // 3, (total + 2) // 3] for total in (first, second))
            )
            leaves_out = (found.low or 0) > 1 or (found.high is not None and found.high < 1)
            assert "overdispersed" not in found.notes
            assert found.significant == leaves_out, (first, second)


def test_an_early_zero_gives_no_upper_limit() -> None:
    found = tp.rate_ratio([0] * 8, [1, 0, 2, 1, 1, 0, 2, 1])
    assert found.high is None
    assert found.estimate == math.inf
    assert "no_upper_limit" in found.notes
    share = 0.025 ** (1 / 8)  # the lower limit when all of 8 events are late: share^8 = 0.025
    assert found.low == pytest.approx(share / (1 - share))
    fell = tp.rate_ratio([1, 0, 2, 1, 1, 0, 2, 1], [0] * 8)
    assert (fell.estimate, fell.low, fell.sign) == (0, 0, -1)
    assert fell.high == pytest.approx((1 - share) / share)


def test_a_planted_ratio_is_found() -> None:
    rng = np.random.default_rng(3)
    found = [tp.rate_ratio(rng.poisson(4, 8).tolist(), rng.poisson(12, 8).tolist()) for _ in range(40)]
    assert np.median([e.estimate for e in found]) == pytest.approx(3, rel=0.1)
    assert np.mean([(e.low or 0) <= 3 <= (e.high or math.inf) for e in found]) >= 0.92
    assert all(e.p is not None and e.p < 0.01 for e in found)


def test_dispersion_by_hand() -> None:
    # early mean 2: (1 + 1 + 0) / 2 = 1; late mean 4: (16 + 0 + 16) / 4 = 8; degrees of freedom 2 + 2
    assert tp.dispersion([1, 3, 2], [0, 4, 8]) == pytest.approx(9 / 4)
    assert tp.dispersion([0, 0, 0], [0, 4, 8]) == pytest.approx(8 / 2)
    assert tp.dispersion([0, 0], [0, 0]) is None


def test_overdispersed_counts_are_permuted() -> None:
    early, late = [0, 9, 0, 0], [30, 2, 4, 1]
    found = tp.rate_ratio(early, late)
    assert found.dispersion is not None
    assert found.dispersion > 1.5
    assert "overdispersed" in found.notes
    # the interval is that of 37 and 46 events divided by the dispersion: Clopper and Pearson by the beta
    late_share, all_share = 37 / found.dispersion, 46 / found.dispersion
    low = stats.beta.ppf(0.025, late_share, all_share - late_share + 1)
    high = stats.beta.ppf(0.975, late_share + 1, all_share - late_share)
    assert (found.low, found.high) == pytest.approx((low / (1 - low), high / (1 - high)))
    assert (found.low or 0) < 1 < tp._ratio_limits(9, 37, 1)[0]
    assert found.p == pytest.approx(float(enumerated(early, late)))
    assert found.p > 0.05
    calm = tp.rate_ratio([2, 3, 2, 3], [9, 8, 10, 9])
    assert "overdispersed" not in calm.notes
    assert (calm.low, calm.high) == tp._ratio_limits(10, 36, 1)


@pytest.mark.parametrize(
    ("early", "late"),
    [([0, 9, 0, 0], [30, 2, 4, 1]), ([1, 1, 2, 3, 3], [2, 2, 5]), ([0.1, 0.7, 0.2], [0.3, 0.3, 0.9, 1.4])],
)
def test_counting_all_permutations_against_scipy(early: list[float], late: list[float]) -> None:
    def distance(x: np.ndarray, y: np.ndarray, axis: int) -> np.ndarray:
        return np.round(np.abs(y.mean(axis=axis) - x.mean(axis=axis)), 10)

    one, other = np.array(early, dtype=float), np.array(late, dtype=float)
    done = stats.permutation_test(
        (one, other), distance, n_resamples=10_000, vectorized=True, alternative="greater"
    )
    assert tp._permuted(one, other) == (pytest.approx(done.pvalue), [])


def test_the_mid_p_interval_against_the_test_of_statsmodels() -> None:
    """At its limits the mid-p of the conditional test is 2.5 % on one side; it lies inside the exact one."""
    early, late = [1, 0, 2, 1, 0, 1, 0, 1, 2], [3, 1, 2, 4, 1, 2, 3]
    found = tp.rate_ratio(early, late)
    for limit, side in ((found.second_low, "larger"), (found.second_high, "smaller")):
        tested = rates.test_poisson_2indep(16, 7, 8, 9, value=limit, method="cond-midp", alternative=side)
        assert tested.pvalue == pytest.approx(0.025)
    assert found.low is not None
    assert found.high is not None
    assert found.second_low is not None
    assert found.second_high is not None
    assert found.low < found.second_low < found.estimate < found.second_high < found.high
    # all of 5 events late: 0.5 share^5 = 0.025
    share = 0.05 ** (1 / 5)
    none = tp.rate_ratio([0, 0, 0], [2, 1, 2])
    assert none.second_low == pytest.approx(share / (1 - share))
    assert none.second_high == math.inf


@pytest.mark.parametrize("rate", [0.25, 2.0])
def test_ratios_of_counts_without_a_change_cover_one(rate: float) -> None:
    """The exact interval covers at least 95 % whatever the counts. It reaches 98 % or more where there are
    few (below about one event in two years), and comes within 95 to 98 % from about one a year on.
    """
    exact = tp.ratio_coverage((6, 6), rate)
    assert exact >= 0.95
    assert tp.ratio_coverage((6, 6), rate, interval="mid_p") < exact
    assert (exact <= 0.98) == (rate >= 1)
    found = tp.count_coverage((6, 6), rate, draws=2000, seed=7)
    # a few Poisson counts look overdispersed, and their interval is wider
    assert found.ours == pytest.approx(exact, abs=0.012)
    assert found.plain == pytest.approx(tp.ratio_coverage((6, 6), rate, interval="mid_p"), abs=0.012)


def test_exact_coverage_by_hand() -> None:
    """With one event at all the interval is (0.025, 1) or (0, 0.975): it covers 1/2. With two it is (0.158,
    1), (0.013, 0.987) or (0, 0.842): the same. The first total whose interval can leave out 1/2 is 6: 2 *
    0.5^6 = 3.1 %, all on one side. So a rate so low that seven events never come covers all but 3.1 % of
    the sixes.
    """
    mean = 16 * 0.02
    total = stats.poisson.pmf(np.arange(1, 8), mean)
    # 7: 2 * 0.5^7; one of seven on a side has a tail of 8/128, too much
    missed = total[5] * 2 * 0.5**6 + total[6] * 2 * 0.5**7
    assert tp.ratio_coverage((8, 8), 0.02) == pytest.approx(
        1 - missed / (1 - stats.poisson.pmf(0, mean)), abs=1e-7
    )


def test_exact_coverage_of_the_mid_p_by_hand() -> None:
    """Half of the outcome counts: five on one side have a tail of 0.5^6 = 1.6 %, one more or less than all of
    six or seven too much (4/64, 4.5/128), seven of eight 5/256 = 1.95 %.
    """
    mean = 16 * 0.02
    total = stats.poisson.pmf(np.arange(9), mean)
    missed = total[5] * 2 / 32 + total[6] * 2 / 64 + total[7] * 2 / 128 + total[8] * 18 / 256
    assert tp.ratio_coverage((8, 8), 0.02, interval="mid_p") == pytest.approx(
        1 - missed / (1 - total[0]), abs=1e-7
    )


def test_counts_have_the_mean_dispersion_and_autocorrelation_asked_for() -> None:
    for spread, rho in ((1.0, 0.0), (1.0, 0.3), (1.7, 0.0), (1.7, 0.3)):
        counts = tp.count_noise(2.0, spread, rho, 17, 20_000, np.random.default_rng(1))
        assert counts.mean() == pytest.approx(2, abs=0.03)
        assert counts[:, 3].var() / counts[:, 3].mean() == pytest.approx(spread, rel=0.05)
        assert np.corrcoef(counts[:, 3], counts[:, 4])[0, 1] == pytest.approx(rho, abs=0.03)
    with pytest.raises(BadInput, match="at least 0"):
        tp.count_noise(2.0, 1.0, -0.1, 17, 1, np.random.default_rng(1))


def test_the_simulation_of_counts_judges_as_the_ratio_does() -> None:
    rng = np.random.default_rng([4, 8, 7])
    counts = np.delete(tp.count_noise(1.5, 2.0, 0.1, 16, 30, rng), 8, axis=1)
    effects = [tp.rate_ratio(row[:8], row[8:]) for row in counts if row.sum()]
    assert {"overdispersed" in e.notes for e in effects} == {True, False}
    found = tp.count_coverage((8, 7), 1.5, 2.0, 0.1, draws=30, seed=4)
    covers = [(e.low or 0) <= 1 and (e.high is None or e.high >= 1) for e in effects]
    mid_p = [(e.second_low or 0) <= 1 <= (e.second_high or 0) for e in effects]
    assert (found.ours, found.plain) == (np.mean(covers), np.mean(mid_p))
    assert found.false_alarms == np.mean([e.significant for e in effects])
    assert 0 < found.false_alarms < 1
    with pytest.raises(BadInput, match="no event"):
        tp.count_coverage((8, 7), 1e-9, draws=5)


@pytest.mark.parametrize("name", COUNTS)
def test_ratios_of_the_own_counts_without_a_change_cover_one(name: str) -> None:
    """At the rate of all years, their dispersion and autocorrelation. The mid-p interval falls short."""
    rate, spread, rho = COUNTS[name]
    found = tp.count_coverage((8, 8), rate, spread, rho, draws=1000)
    assert found.ours is not None
    assert found.plain is not None
    assert 0.92 <= found.ours <= 0.98
    assert 0.02 <= found.false_alarms <= 0.08
    assert found.plain < 0.92 <= found.ours


@pytest.mark.soak
@pytest.mark.parametrize("spread", [1.0, 1.3, 1.69, 2.5])
@pytest.mark.parametrize("rate", [15 / 16, 46 / 16])
def test_ratios_of_counts_of_any_dispersion_cover_one(rate: float, spread: float) -> None:
    found = tp.count_coverage((8, 8), rate, spread, draws=2000, seed=2)
    assert found.ours is not None
    assert 0.92 <= found.ours <= 0.98
    assert 0.02 <= found.false_alarms <= 0.08
    # Poisson intervals of counts that are none
    assert spread < 1.5 or (found.plain or 1) < 0.9


# --- permutations ---


def enumerated(early: Sequence[float], late: Sequence[float]) -> Fraction:
    """The share of all ways to choose the early years whose difference of means is as large; exact
    fractions.
    """
    both = [Fraction(str(v)) for v in (*early, *late)]

    def distance(chosen: Sequence[int]) -> Fraction:
        first = sum((both[i] for i in chosen), Fraction(0))
        return abs((sum(both) - first) / len(late) - first / len(early))

    ways = list(itertools.combinations(range(len(both)), len(early)))
    return Fraction(sum(distance(way) >= distance(range(len(early))) for way in ways), len(ways))


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ([0.1, 0.2, 0.3], [0.4, 0.5, 0.6]),  # 2 of 20
        ([0.91, 0.93, 0.92, 0.91, 0.9], [0.92, 0.93, 0.95, 0.94]),
        ([0.3, 0.1, 0.3], [0.1, 0.3, 0.2, 0.2]),  # ties
        # sums of floats in another order differ in the last digit: unrounded, ties are lost
        ([0.91, 0.93, 0.94], [0.93, 0.94, 0.93, 0.93]),
        ([1000.93, 1000.93, 1000.91], [1000.92, 1000.94, 1000.94, 1000.94]),
        ([5.0, 5.0, 5.0], [5.0, 5.0, 5.0]),
    ],
)
def test_the_place_of_a_difference_among_all_permutations(early: list[float], late: list[float]) -> None:
    values = dict(
        zip([*range(2016 - len(early), 2016), *range(2017, 2017 + len(late))], early + late, strict=True)
    )
    found = tp.difference(replace(series([]), values=values), MAIN)
    assert found.place == pytest.approx(float(enumerated(early, late)))
    assert found.estimate == pytest.approx(np.mean(late) - np.mean(early))
    assert (found.low, found.high) == (None, None)
    assert "sampled" not in found.notes


def test_the_place_among_drawn_permutations() -> None:
    # 25 and 8 years: 13.9 million ways, so 9,999 are drawn; none is as far apart as the real order
    long = series([0.0 + i / 100 for i in range(24)] + [0.0] + [9.0 + i / 100 for i in range(8)], 1992)
    found = tp.difference(long, Windows(2016, range(1992, 2016), range(2017, 2025)))
    assert found.place == 1 / 10_000
    assert "sampled" in found.notes
    again = tp.difference(
        series(noisy([0.0] * 33, 2), 1992), Windows(2016, range(1992, 2016), range(2017, 2025))
    )
    assert again == tp.difference(
        series(noisy([0.0] * 33, 2), 1992), Windows(2016, range(1992, 2016), range(2017, 2025))
    )


def test_p_of_a_difference_is_from_autocorrelated_series() -> None:
    """A slow wave puts high years beside high ones. Few permutations do, many series without a change."""
    wave = series([math.sin(i / 2.5) for i in range(17)]).without([2024])
    slow = tp.difference(wave, MAIN)
    assert slow.rho is not None
    assert slow.rho > 0.6
    assert slow.place is not None
    assert slow.p is not None
    assert slow.place < 0.001 < 0.1 < slow.p
    assert not slow.significant


def test_p_of_a_difference_by_brute_force() -> None:
    """Without `calibrate`: among draws of white noise with about the same estimate of autocorrelation, the
    share with as large a t is p if rho is known to be 0. One that must hold for every rho is larger.
    """
    own = series(noisy(step(1.5), 5, rho=0.0)).without([2024])
    found = tp.difference(own, MAIN)
    errors = np.delete(tp.noise(0.0, 16, 40_000, np.random.default_rng(9)), 8, axis=1)
    years = [y for y in MAIN.years if y != 2024]
    drawn, estimated = tp._t(errors, years, 8)
    values = np.array(list(own.at(years).values()))
    t, rho = tp._t(values[None], years, 8)
    assert t[0] == pytest.approx(abs(stats.ttest_ind(values[:8], values[8:]).statistic))
    near = np.abs(estimated - rho[0]) < 0.05
    assert near.sum() > 1000
    assert (found.p or 0) >= np.mean(drawn[near] >= t[0])


def test_scattered_years_tell_nothing_of_autocorrelation() -> None:
    apart = series(noisy(step(3), 2)).without([2009, 2011, 2013, 2015, 2018, 2020, 2022])
    found = tp.difference(apart, MAIN)
    assert (found.p, found.notes, found.significant) == (None, ("too_scattered",), False)
    assert found.place is not None


def test_a_planted_difference_is_found() -> None:
    found = [tp.difference(series(noisy(step(6), seed)).without([2024]), MAIN) for seed in range(12)]
    assert np.mean([e.estimate for e in found]) == pytest.approx(6, abs=0.4)
    # some draws happen to look as if their years hung together closely, and then fifteen years prove little
    assert np.mean([e.significant for e in found]) >= 0.75


def test_critical_values_of_a_known_answer() -> None:
    """|z| times 1 + rho, rho estimated without error or with: the critical value is 1 + rho times the normal
    quantile at each estimate, or the quantile alone where the size does not depend on rho.
    """
    rng = np.random.default_rng(1)
    z = np.abs(rng.standard_normal((len(tp.RHOS), 20_000)))
    rho = np.array(tp.RHOS)[:, None]
    normal = stats.norm.ppf(1 - np.array(tp.TAILS) / 2)
    for size, estimated in (
        (1 + rho, np.broadcast_to(rho, z.shape)),
        (1, rho + 0.2 * rng.standard_normal(z.shape)),
    ):
        critical = tp.calibrate(z * size, estimated)
        wanted = normal[:, None] * np.broadcast_to(1 + rho[:, 0] if np.ndim(size) else 1, (1, len(tp.RHOS)))
        assert critical == pytest.approx(np.broadcast_to(wanted, critical.shape), rel=0.05)
    # where the estimate is noisy and the size depends on rho, every rho is covered all the same
    rough = rho + 0.3 * rng.standard_normal(z.shape)
    covered = tp._covered(z / (1 - rho), rough, tp.calibrate(z / (1 - rho), rough))
    assert covered == pytest.approx(np.full(len(rho), 0.95), abs=0.02)
    naive = np.quantile(z / (1 - rho), 1 - np.array(tp.TAILS), axis=1).T
    assert tp._covered(z / (1 - rho), rough, naive.T).min() < 0.9


# --- level and slope ---


def test_planted_levels_and_slopes_are_found() -> None:
    shifts = [tp.level_shift(series(noisy(step(5), seed)), MAIN) for seed in range(12)]
    assert np.mean([e.estimate for e in shifts]) == pytest.approx(5, abs=0.4)
    assert np.mean([e.low is not None and e.low > 0 for e in shifts]) >= 0.75
    assert all(e.sign == 1 and (e.unit, e.n_early, e.n_late) == ("difference", 8, 8) for e in shifts)
    bent = [max(0.0, year - 2016) * 3 for year in range(2008, 2025)]
    slopes = [tp.slope_change(series(noisy(bent, seed)), MAIN) for seed in range(12)]
    assert np.mean([e.estimate for e in slopes]) == pytest.approx(3, abs=0.15)
    assert np.mean([e.significant for e in slopes]) >= 0.5
    # a steady trend is no change of slope
    steady = tp.slope_change(series(noisy([0.5 * i for i in range(17)], 4)), MAIN)
    assert steady.low is not None
    assert steady.high is not None
    assert steady.low < 0 < steady.high


def explicit(y: np.ndarray, x: np.ndarray) -> tuple[float, float, float, float]:
    """Estimate and standard error of the last coefficient, rho and log likelihood, with nothing but
    algebra.

    The errors of the years with a value have covariance s2 * V, V_ij = rho^|i-j| / (1 - rho^2) for years i
    and j; a year without a value is a row and a column that V does not have. Given rho, the coefficients
    are (X' V^-1 X)^-1 X' V^-1 y and s2 = r' V^-1 r / n, and the log likelihood is -n/2 (log 2 pi s2 + 1) -
    log|V| / 2, which scipy maximises over rho. The standard error is the root of s2 (X' V^-1 X)^-1.
    """
    there = np.flatnonzero(~np.isnan(y))
    y, x, n = y[there], x[there], len(there)

    def parts(rho: float) -> tuple[float, np.ndarray, np.ndarray]:
        inverse = np.linalg.inv(rho ** np.abs(np.subtract.outer(there, there)) / (1 - rho**2))
        information = x.T @ inverse @ x
        b = np.linalg.solve(information, x.T @ inverse @ y)
        s2 = (y - x @ b) @ inverse @ (y - x @ b) / n
        log_v = -np.linalg.slogdet(inverse)[1]
        return -n / 2 * (np.log(2 * np.pi * s2) + 1) - log_v / 2, b, s2 * np.linalg.inv(information)

    starts = [(-0.98, -0.4), (-0.5, 0.3), (0.2, 0.8), (0.7, 0.995)]  # there may be two maxima
    tries = [optimize.minimize_scalar(lambda r: -parts(r)[0], bounds=s, method="bounded") for s in starts]
    rho = float(min(tries, key=lambda found: found.fun).x)
    value, b, covariance = parts(rho)
    return float(b[-1]), float(np.sqrt(covariance[-1, -1])), rho, float(value)


@pytest.mark.parametrize("rho", RHO_NOISE)
@pytest.mark.parametrize("method", ["level_shift", "slope_change"])
def test_sarimax_against_the_explicit_covariance_matrix(method: tp.Regression, rho: float) -> None:
    x = tp._regressors(method, np.arange(2008.0, 2025.0), 2016)
    for errors in RHO_NOISE[rho][:5]:
        y = 1e9 * errors + 3e9  # in dollars, say: the size of the numbers must not matter
        y[8] = math.nan
        fit = tp._fit(y, x)
        estimate, se, estimated_rho, log_likelihood = explicit(y, x)
        assert fit.log_likelihood == pytest.approx(log_likelihood, abs=1e-3)
        assert fit.rho == pytest.approx(estimated_rho, abs=0.02)
        assert fit.estimate == pytest.approx(estimate, abs=0.02 * se)
        assert fit.se == pytest.approx(se, rel=0.03)


@pytest.mark.parametrize("method", ["level_shift", "slope_change"])
def test_the_simulation_maximises_the_likelihood_of_sarimax(method: tp.Regression) -> None:
    errors = np.vstack([drawn[:6] for drawn in RHO_NOISE.values()])
    errors[:, 8] = math.nan
    x = tp._regressors(method, np.arange(-8.0, 9.0), 0)
    many = tp.fit_many(errors, x)
    one = np.array([(fit.estimate, fit.se, fit.rho) for fit in (tp._fit(row, x) for row in errors)])
    assert np.abs(many[:, 2] - one[:, 2]).max() < 0.03  # the grid of rho
    assert (np.abs(many[:, 0] - one[:, 0]) / one[:, 1]).max() < 0.05
    assert np.abs(many[:, 1] / one[:, 1] - 1).max() < 0.05


def test_the_turning_year_keeps_its_place_in_time() -> None:
    """Two neighbours two years apart correlate as rho squared: closing the gap gives another likelihood."""
    y = RHO_NOISE[0.6][0].copy()
    y[8] = math.nan
    x = tp._regressors("level_shift", np.arange(2008.0, 2025.0), 2016)
    closed = tp._fit(np.delete(y, 8), np.delete(x, 8, axis=0))
    assert tp._fit(y, x).log_likelihood != pytest.approx(closed.log_likelihood, abs=1e-3)
    values = RHO_NOISE[0.6][0].tolist()
    other = values.copy()
    other[8] = 1000.0  # on neither side
    assert tp.level_shift(series(values), MAIN) == tp.level_shift(series(other), MAIN)


def test_the_second_opinion_by_hand() -> None:
    """Newey and West: S = sum over lags j of w_j (G_j + G_j'), w_j = 1 - j / (L + 1), G_j the products of
    the scores u_t x_t and u_(t-j) x_(t-j); L = 4 (16 / 100)^(2/9) = 2. Times n / (n - k), and t with n - k.
    """
    values = noisy(step(2), 9)
    found = tp.level_shift(series(values), MAIN)
    y = np.delete(np.array(values), 8)
    x = np.column_stack([np.ones(16), np.repeat([0.0, 1.0], 8)])
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    scores = x * (y - x @ b)[:, None]
    middle = scores.T @ scores
    for lag in (1, 2):
        product = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / 3) * (product + product.T)
    se = math.sqrt((bread @ middle @ bread)[1, 1] * 16 / 14)
    half = stats.t.ppf(0.975, 14) * se
    assert (found.second_low, found.second_high) == pytest.approx((b[1] - half, b[1] + half))


def test_years_all_alike_have_no_error_to_model() -> None:
    found = tp.level_shift(series(step(-1)), MAIN)
    assert (found.method, found.estimate, found.low, found.notes) == ("difference", -1, None, ("no_spread",))
    assert found.p == found.place == pytest.approx(2 / math.comb(16, 8))
    straight = tp.slope_change(series([3.0 + max(0, i - 8) for i in range(17)]), MAIN)
    assert (straight.low, straight.p, straight.notes) == (None, None, ("no_spread",))
    assert straight.estimate == pytest.approx(1)
    assert not straight.significant


def test_the_scale_and_the_origin_of_a_series_do_not_matter() -> None:
    values = noisy(step(2), 6)
    plain = tp.level_shift(series(values), MAIN)
    far = tp.level_shift(series([5e9 + 1e6 * v for v in values]), MAIN)
    assert far.p == pytest.approx(plain.p, rel=1e-3)
    assert far.estimate == pytest.approx(1e6 * plain.estimate, rel=1e-3)
    assert far.low == pytest.approx(1e6 * (plain.low or 0), rel=1e-3)


# --- coverage ---


def test_the_table_holds_what_its_documentation_says() -> None:
    with tp.CRITICAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(r["method"], int(r["n_early"]), int(r["n_late"])) for r in rows} == set(tp.DESIGNS)
    for design, group in itertools.groupby(rows, lambda r: (r["method"], r["n_early"])):
        own = list(group)
        assert [float(r["rho"]) for r in own] == list(tp.RHOS)
        assert all(int(r["draws"]) == tp.DRAWS >= 2000 and int(r["seed"]) == tp.SEED for r in own)
        for row in own:
            critical = [float(row[f"critical_p{tail:g}"]) for tail in tp.TAILS]
            assert critical == sorted(critical)
            assert float(row["coverage"]) > float(row["plain_coverage"])
            assert 0.925 <= float(row["coverage"]) <= 0.97, (design, row)


def test_p_and_interval_of_a_regression_never_disagree() -> None:
    for size, seed in itertools.product((0, 1.5, 3), range(8)):
        found = tp.level_shift(series(noisy(step(size), seed)), MAIN)
        assert found.low is not None
        assert found.high is not None
        assert found.significant == (found.low > 0 or found.high < 0)


def test_the_bias_of_rho_and_its_correction() -> None:
    """Mean of the estimate: rho - (k (1 + rho) + 2 rho) / n. At rho 0.3, k 2, n 16: 0.1; corrected: 0.3."""
    assert tp.corrected_rho(0.1, 16, 2) == pytest.approx(0.3)
    errors = tp.noise(0.3, 17, 3000, np.random.default_rng(1))
    errors[:, 8] = math.nan
    estimated = tp.fit_many(errors, tp._regressors("level_shift", np.arange(-8.0, 9.0), 0))[:, 2]
    assert estimated.mean() == pytest.approx(0.1, abs=0.05)
    assert tp.corrected_rho(estimated, 16, 2).mean() == pytest.approx(0.3, abs=0.07)


def test_noise_has_the_autocorrelation_asked_for() -> None:
    errors = tp.noise(0.6, 17, 20_000, np.random.default_rng(1))
    assert errors.var(axis=0) == pytest.approx(
        np.full(17, 1 / (1 - 0.36)), rel=0.05
    )  # stationary from the start
    assert np.corrcoef(errors[:, 0], errors[:, 1])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert np.corrcoef(errors[:, 7], errors[:, 9])[0, 1] == pytest.approx(0.36, abs=0.02)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("method", ["level_shift", "slope_change"])
def test_intervals_without_a_change_cover_zero(method: tp.Regression, rho: float) -> None:
    found = tp.coverage(MAIN, rho, draws=1000, method=method)
    assert found.ours is not None
    assert found.plain is not None
    assert 0.92 <= found.ours <= 0.98
    assert found.false_alarms == pytest.approx(1 - found.ours)
    assert found.plain < 0.88, "what the calibration is for"


def around(n_early: int, n_late: int) -> Windows:
    return Windows(2016, range(2016 - n_early, 2016), range(2017, 2017 + n_late))


@pytest.mark.soak
@pytest.mark.parametrize("rho", [-0.3, 0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("design", [(8, 8), (8, 9), (14, 8), (24, 8)])  # the table has 8, 10, 12, 16, 24, 32
@pytest.mark.parametrize("method", ["level_shift", "slope_change"])
def test_intervals_of_every_design_cover_zero(
    method: tp.Regression, design: tuple[int, int], rho: float
) -> None:
    # slopes have been simulated with 8 and 16 years; with more the critical values of 16 are too large
    most = 1 if method == "slope_change" and max(design) > 16 else 0.98
    for seed in (2, 3):
        found = tp.coverage(around(*design), rho, draws=2000, seed=seed, method=method)
        assert found.ours is not None
        assert 0.92 <= found.ours <= most


def test_the_simulation_of_regressions_judges_as_the_regression_does() -> None:
    for method in ("level_shift", "slope_change"):
        one = tp.coverage(MAIN, 0.5, draws=10, seed=8, method=method, one_by_one=True)
        quick = tp.coverage(MAIN, 0.5, draws=10, seed=8, method=method)
        # one draw lies so near the limit that the grid of rho decides
        assert one.ours == pytest.approx(quick.ours, abs=0.11)
        assert one.plain == pytest.approx(quick.plain, abs=0.11)
        assert one.rho == pytest.approx(quick.rho, abs=0.03)
        assert one.half_width == pytest.approx(quick.half_width, rel=0.08)


@pytest.mark.soak
@pytest.mark.parametrize("rho", [0.3, 0.9])
def test_intervals_cover_zero_where_each_series_is_fitted_by_itself(rho: float) -> None:
    """As a real series is: by SARIMAX. The other tests of coverage maximise the likelihood on a grid."""
    whole = tp.coverage(MAIN, rho, seed=2, one_by_one=True)
    quick = tp.coverage(MAIN, rho, seed=2)
    assert whole.ours is not None
    assert 0.92 <= whole.ours <= 0.98
    assert whole.ours == pytest.approx(quick.ours, abs=0.012)
    assert whole.half_width == pytest.approx(quick.half_width, rel=0.05)
    # the second opinion alone would not do
    assert whole.robust is not None
    assert whole.robust < 0.88


@pytest.mark.soak
def test_the_table_can_be_made_again() -> None:
    with tp.CRITICAL.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["method"], r["n_early"]) == ("level_shift", "8")]
    again = tp.calibrate(*tp.simulate("level_shift", 8, 8))
    kept = np.array([[float(row[f"critical_p{tail:g}"]) for row in rows] for tail in tp.TAILS])
    assert again == pytest.approx(kept, rel=0.01, abs=1e-3)


@pytest.mark.parametrize("name", OWN)
def test_differences_without_a_change_are_not_called_changed(name: str) -> None:
    """At the years and the autocorrelation of each own series; 5 % of the draws may be."""
    missing, own = OWN[name]
    for rho in (0.0, own):
        found = tp.coverage(MAIN, rho, method="difference", missing=missing)  # 500 draws
        assert found.ours is None
        assert 0.02 <= found.false_alarms <= 0.08
    if own > 0.5:
        assert found.permuted is not None
        assert found.permuted > 0.3, "what the calibration is for"


@pytest.mark.soak
@pytest.mark.parametrize("missing", [*(missing for missing, _own in OWN.values()), (2008, 2014, 2018, 2023)])
@pytest.mark.parametrize("rho", [-0.3, 0.0, 0.3, 0.6, 0.75, 0.9])
def test_differences_are_right_at_every_autocorrelation(missing: tuple[int, ...], rho: float) -> None:
    for seed in (2, 3):
        found = tp.coverage(MAIN, rho, draws=2000, seed=seed, method="difference", missing=missing)
        assert 0.02 <= found.false_alarms <= 0.08


@pytest.mark.soak
@pytest.mark.parametrize("design", [(3, 3), (4, 4), (3, 8), (6, 6), (22, 7), (30, 7)])
def test_differences_of_every_length_are_right(design: tuple[int, int]) -> None:
    """The lengths that baselines, rivals and other pairs have."""
    for rho in (0.0, 0.3, 0.6, 0.9):
        found = tp.coverage(around(*design), rho, draws=2000, seed=2, method="difference")
        assert 0.02 <= found.false_alarms <= 0.08


@pytest.mark.soak
@pytest.mark.parametrize("rho", [-0.1, 0.3])
def test_differences_of_days_that_are_zero_or_one_are_right(rho: float) -> None:
    """Of the feasts a third is a day apart, all others are kept on one day: no normal errors, but a normal
    series above its upper third. As many false alarms as with normal ones.
    """
    missing = OWN["fitr_days_apart"][0]
    errors = tp.noise(rho, 17, 2000, np.random.default_rng(4)) * math.sqrt(1 - rho**2)
    found = [
        tp.attempt(lambda row=row: tp.difference(series(row).without(missing), MAIN))  # type: ignore[misc]
        for row in (errors > stats.norm.ppf(2 / 3)).astype(float).tolist()
    ]
    assert 0.02 <= np.mean([isinstance(e, Effect) and e.significant for e in found]) <= 0.08


def test_permutations_take_years_for_exchangeable() -> None:
    five = around(5, 5)
    calm = tp.coverage(five, 0.0, draws=400, seed=3, method="difference")
    assert calm.permuted == pytest.approx(0.05, abs=0.025)
    assert calm.ours is None
    alarms = tp.coverage(five, 0.6, draws=400, seed=3, method="difference")
    assert (alarms.permuted or 0) > 0.12 > 0.08 >= alarms.false_alarms


def test_the_simulation_of_differences_judges_as_the_difference_does() -> None:
    given: dict[str, Any] = {"draws": 20, "seed": 6, "method": "difference", "missing": (2024,)}
    one = tp.coverage(MAIN, 0.7, one_by_one=True, **given)
    assert one == tp.coverage(MAIN, 0.7, **given)
    assert one.permuted is not None
    assert 0 < one.permuted < 1


def test_coverage_refuses_what_it_cannot_simulate() -> None:
    with pytest.raises(BadInput, match="between -1 and 1"):
        tp.coverage(MAIN, 1.0)
    assert refusal(lambda: tp.coverage(around(7, 8), 0.3, draws=1)).reason == "too_few_points"
    two = refusal(lambda: tp.coverage(around(2, 8), 0.3, draws=1, method="difference"))
    assert two.reason == "too_few_points"


# --- choices ---


def test_a_finding_that_depends_on_the_baseline_is_called_so() -> None:
    """High until 2007, low until 2015, in between after: against 2008 a rise, against 1992 a fall."""
    values = [5.0] * 16 + [1.0] * 8 + [1.0] + [3.0] * 8
    curve = tp.baseline_curve(series(noisy(values, 3, spread=0.2), 1992), 2016, range(2017, 2025))
    assert list(curve.effects) == list(range(1992, 2011))  # 2010-2015 are six years
    assert [curve.measured[0].sign, curve.measured[-1].sign] == [-1, 1]
    assert curve.sign_depends
    assert {e.method for e in curve.measured} == {"difference"}
    assert curve.effects[2001] == tp.difference(
        series(noisy(values, 3, spread=0.2), 1992), Windows(2016, range(2001, 2016), range(2017, 2025))
    )
    steady = tp.baseline_curve(
        series(noisy([1.0] * 25 + [9.0] * 8, 3, spread=0.2), 1992), 2016, range(2017, 2025)
    )
    assert not steady.sign_depends
    assert not steady.place_depends
    assert all(e.significant for e in steady.measured)
    place = replace(steady, effects={1: effect(1.0), 2: replace(effect(1.0), p=0.01)})
    assert place.place_depends
    assert not place.sign_depends


def test_baselines_of_counts_are_ratios() -> None:
    counts = series([1, 0, 2, 1, 1, 0, 1, 2, 1, 3, 4, 5, 3, 4, 6, 3, 5], kind="count")
    curve = tp.baseline_curve(counts, 2016, range(2017, 2025))
    assert list(curve.effects) == [2008, 2009, 2010]
    assert {e.method for e in curve.measured} == {"rate_ratio"}
    assert curve.measured[2].estimate == pytest.approx((33 / 8) / (7 / 6))


@pytest.mark.parametrize("year", [2015, 2019])
def test_the_year_of_a_planted_change_fits_best(year: int) -> None:
    values = noisy(step(6, year), 8, spread=0.5)
    values[year - 2008] = 3.0
    rivals = tp.rival_years(series(values), MAIN)
    assert [r.year for r in rivals] == [2016, 2015, 2018, 2019, 2022]
    assert max(rivals, key=lambda r: r.log_likelihood or -math.inf).year == year
    counts = [int(v) for v in np.random.default_rng(5).poisson([2] * (year - 2008) + [12] * (2025 - year))]
    by_count = tp.rival_years(series(counts, kind="count"), MAIN)
    assert max(by_count, key=lambda r: r.log_likelihood or -math.inf).year == year
    # the effect is that of the windows around the rival; 2022 leaves two late years
    early, late = values[:11], values[12:]
    at_2019 = next(r.effect for r in rivals if r.year == 2019)
    assert isinstance(at_2019, Effect)
    assert (at_2019.method, at_2019.n_early, at_2019.n_late) == ("difference", 11, 5)
    assert at_2019.estimate == pytest.approx(np.mean(late) - np.mean(early))
    assert next(r.effect for r in rivals if r.year == 2022) == Refused("too_few_points", (2023, 2024), "test")


def test_likelihoods_of_rivals_by_hand() -> None:
    """Independent errors around three levels: -n/2 (log 2 pi s2 + 1), s2 the mean square around them."""
    values = noisy(step(1), 3)[:16]  # to 2023: seven late years, so no regression
    rival = tp.rival_years(series(values), MAIN, (2018,))[1]
    y = np.array(values)
    residuals = np.concatenate([y[:10] - y[:10].mean(), [0.0], y[11:] - y[11:].mean()])
    s2 = (residuals**2).mean()
    assert rival.log_likelihood == pytest.approx(-16 / 2 * (math.log(2 * math.pi * s2) + 1))
    counts = [1, 0, 2, 1, 1, 0, 1, 2, 1, 3, 4, 5, 3, 4, 6, 3, 5]
    means = [1.0] * 8 + [1.0] + [33 / 8] * 8
    expected = sum(c * math.log(m) - m - math.lgamma(c + 1) for c, m in zip(counts, means, strict=True))
    assert tp.rival_years(series(counts, kind="count"), MAIN)[0].log_likelihood == pytest.approx(expected)


def test_without_the_pandemic() -> None:
    values = step(1)
    values[12], values[13] = -20.0, -30.0
    hit = series(noisy(values, 1, spread=0.1))
    assert tp.measure(hit, MAIN).estimate < 0
    spared = tp.without(hit, MAIN)
    assert (spared.n_late, spared.method) == (6, "difference")
    assert spared.estimate == pytest.approx(1, abs=0.3)
    assert tp.without(hit, MAIN, ()) == tp.measure(hit, MAIN)


def test_the_own_break_year_is_found() -> None:
    for year in (2011, 2016, 2020):
        assert (
            tp.break_year(series(noisy(step(5, year - 1), 2, spread=0.5))) == year
        )  # first year of the new level
    counts = np.random.default_rng(1).poisson([1] * 12 + [12] * 5).tolist()
    assert tp.break_year(series(counts, kind="count")) == 2020
    gap = series(noisy(step(8, 2015), 2, spread=0.5)).without([2016])
    assert tp.break_year(gap) == 2017
    assert tp.break_year(series(noisy(step(5, 2015), 2)), range(2008, 2015)) is None
    assert tp.break_year(series([4.0] * 10)) is None
    assert tp.break_year(series([0.5] * 8 + [1.0] * 9, kind="share")) == 2016  # no logit, so no n is needed


def test_the_split_is_the_best_one_by_hand() -> None:
    values = noisy(step(8, 2012), 4)

    def squares(at: int) -> float:
        return sum(float(np.var(part) * len(part)) for part in (values[:at], values[at:]))

    assert tp.break_year(series(values)) == 2008 + min(range(3, 15), key=squares)


def test_noise_has_no_break_year_of_its_own() -> None:
    rng = np.random.default_rng(12)
    found = [tp.break_year(series(rng.standard_normal(17).tolist()), seed=i) for i in range(8)]
    assert sum(year is not None for year in found) <= 2


def test_the_best_split_of_many_series_at_once() -> None:
    """Against every split of each, and against the split that ruptures finds."""
    values = np.array([noisy(step(1.0, 2012), seed, rho=0.5) for seed in range(6)])
    years = tuple(range(2008, 2025))
    statistic, rho = tp._best_split(values, years)
    for row, own, estimated in zip(values, statistic, rho, strict=True):
        levels = [np.r_[row[:at] - row[:at].mean(), row[at:] - row[at:].mean()] for at in range(3, 15)]
        around_best = min(levels, key=lambda errors: float(errors @ errors))
        left = around_best @ around_best
        assert own == pytest.approx((row.var() * 17 - left) / left)
        assert estimated == pytest.approx(around_best[:-1] @ around_best[1:] / left)


def test_a_series_that_wanders_has_no_break_beyond_chance() -> None:
    """A slow wave breaks more clearly than any permutation of its years, as series without a break often do
    whose years hang together.
    """
    wave = series([math.sin(i / 2.5) for i in range(17)])
    assert tp.break_year(wave) is None
    counted = series([round(10 + 9 * math.sin(i / 2.5)) for i in range(17)], kind="count")
    assert tp.break_year(counted) is not None, "the permutations alone would call it one"


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.75])
def test_series_without_a_break_have_none_at_any_autocorrelation(rho: float) -> None:
    """500 draws, at the length of the windows and at that of the feasts."""
    for missing in ((), OWN["fitr_days_apart"][0]):
        errors = tp.noise(rho, 17, 500, np.random.default_rng(12))
        found = [tp.break_year(series(row).without(missing)) for row in errors.tolist()]
        assert 0.02 <= np.mean([year is not None for year in found]) <= 0.08


@pytest.mark.soak
def test_counts_break_in_five_of_a_hundred_draws() -> None:
    counts = np.random.default_rng(12).poisson(4, (500, 17)).tolist()
    found = [tp.break_year(series(row, kind="count"), seed=i) for i, row in enumerate(counts)]
    assert np.mean([year is not None for year in found]) == pytest.approx(0.05, abs=0.025)


# --- contrasts and placebo ---


def test_contrasts_by_hand() -> None:
    group = {"KGZ-UZB": effect(1.0), "TJK-UZB": effect(3.0)}
    found = tp.contrasts(effect(5.0), others_of_a=group, others_of_b={}, neither={"X": effect(6.0)})
    assert list(found) == ["others_of_a", "others_of_b", "neither"]
    a = found["others_of_a"]
    assert (a.n, a.mean, a.own_against, a.low, a.high, a.unit) == (2, 2.0, 3.0, 1.0, 3.0, "difference")
    assert (found["others_of_b"].n, found["others_of_b"].mean) == (0, None)
    assert found["neither"].own_against == -1


def test_contrasts_of_ratios_are_ratios() -> None:
    ratios = {"a": effect(2.0, "ratio", 1, 2), "b": effect(8.0, "ratio", 1, 8)}
    found = tp.contrasts(effect(12.0, "ratio", 1, 12), neither=ratios)["neither"]
    assert (found.mean, found.own_against) == pytest.approx((4.0, 3.0))
    assert (found.low, found.high) == pytest.approx((2.0, 8.0))
    # a pair without early events: half an event more in all four windows, 8 years each
    none = {"a": effect(math.inf, "ratio", 0, 2), "b": effect(8.0, "ratio", 1, 8)}
    found = tp.contrasts(effect(12.0, "ratio", 1, 12), neither=none)["neither"]
    assert found.high == pytest.approx(16.5 / 0.5)
    assert found.mean == pytest.approx(math.sqrt(16.5 / 0.5 * 64.5 / 8.5))
    assert found.own_against == pytest.approx(96.5 / 8.5 / math.sqrt(16.5 / 0.5 * 64.5 / 8.5))
    with pytest.raises(BadInput, match="one unit"):
        tp.contrasts(effect(1.0), neither=none)


def test_effects_are_scaled_by_the_early_spread() -> None:
    early, late = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [9.0] * 8
    spread = math.sqrt(sum((v - 4.5) ** 2 for v in early) / 7)
    assert tp.scaled_effect(series([*early, 0.0, *late]), MAIN) == pytest.approx(4.5 / spread)
    counts = tp.scaled_effect(series([*map(int, early), 0, *[9] * 8], kind="count"), MAIN)
    roots = 2 * np.sqrt(np.array(early) + 0.375)
    assert counts == pytest.approx((2 * math.sqrt(9.375) - roots.mean()) / roots.std(ddof=1))
    flat = refusal(lambda: tp.scaled_effect(series(step(1)), MAIN))
    assert (flat.reason, flat.years) == ("too_few_points", tuple(MAIN.early))


def test_shares_are_scaled_as_logits_of_votes() -> None:
    """Of 40 votes, 30 alike are 30.5 of 41, 36 are 36.5 of 41, and all of them 40.5 of 41."""
    shares = [0.75, 0.9] * 4 + [0.5] + [1.0] * 8
    votes = dict.fromkeys(range(2008, 2025), 40)
    low, high, all_alike = math.log(30.5 / 10.5), math.log(36.5 / 4.5), math.log(40.5 / 0.5)
    mean, spread = (low + high) / 2, math.sqrt(8 * ((high - low) / 2) ** 2 / 7)
    found = tp.scaled_effect(series(shares, kind="share", n=votes), MAIN)
    assert found == pytest.approx((all_alike - mean) / spread)
    with pytest.raises(BadInput, match="expected n"):
        tp.scaled_effect(series(shares, kind="share"), MAIN)
    plain = tp.scaled_effect(series([0.6, 0.7] * 4 + [0.5] + [0.9] * 8, kind="share"), MAIN)
    low, high = math.log(0.6 / 0.4), math.log(0.7 / 0.3)
    assert plain == pytest.approx((math.log(9) - (low + high) / 2) / (math.sqrt(8 / 7) * (high - low) / 2))


def test_a_pair_needs_twenty_votes_in_six_sessions_on_each_side() -> None:
    votes = dict.fromkeys([*range(2010, 2016), *range(2017, 2023)], 20)
    assert tp.eligible(votes, MAIN)
    assert not tp.eligible({**votes, 2010: 19}, MAIN)
    assert not tp.eligible({**votes, 2022: 0}, MAIN)
    assert tp.eligible({**votes, 2022: 0, 2024: 20}, MAIN)
    shares = series(noisy([0.8] * 17, 4, spread=0.02), kind="share", n=votes)
    few = replace(shares, n={**votes, 2010: 19})
    assert refusal(lambda: tp.scaled_effect(few, MAIN)).years == tuple(range(2011, 2016))
    # sessions of few votes do not count: whatever they say, the effect is the same
    said = replace(shares, values={**shares.values, 2008: 0.0}, n={**votes, 2008: 3})
    assert tp.scaled_effect(said, MAIN) == tp.scaled_effect(shares, MAIN)


def test_the_place_among_pairs_that_hold_neither() -> None:
    own = series(noisy(step(4), 1))
    others = {f"pair {i}": series(noisy([0.0] * 17, 10 + i, rho=0.0)) for i in range(30)}
    short = series([1.0, 2.0, 3.0])
    changed = series(noisy(step(1), 1), owner={year: str(year) for year in range(2008, 2025)})
    found = tp.placebo_place(own, {**others, "short": short, "changed": changed}, MAIN)
    assert found.left_out == {"short": "too_few_points", "changed": "change_of_owner"}
    sizes = {name: tp.scaled_effect(other, MAIN) for name, other in others.items()}
    assert found.others == sizes
    as_large = sum(abs(size) >= abs(found.own) for size in sizes.values())
    assert found.place == (1 + as_large) / 31
    # a fall as large counts as well
    fell = replace(own, values={year: -value for year, value in own.values.items()})
    assert tp.placebo_place(own, {"fell": fell}, MAIN).place == 1
    assert tp.placebo_place(own, {}, MAIN).place is None
    assert refusal(lambda: tp.placebo_place(short, others, MAIN)).years == (2008, 2009, 2010)


def test_a_pair_without_a_change_has_no_place_of_its_own() -> None:
    """Among 19 alike, each place from 1/20 to 1 is as likely: the lowest comes in one of 20 draws."""
    rng = np.random.default_rng(2)
    places = []
    for _ in range(400):
        drawn = [series(row.tolist()) for row in tp.noise(0.3, 17, 20, rng)]
        places.append(tp.placebo_place(drawn[0], dict(enumerate(drawn[1:])), MAIN).place)  # type: ignore[arg-type]
    assert np.mean(np.array(places) <= 0.05) == pytest.approx(0.05, abs=0.025)
    assert np.mean(places) == pytest.approx(0.525, abs=0.04)


def test_placebo_in_time() -> None:
    values = noisy([0.0] * 25 + [6.0] * 8, 3)
    found = tp.placebo_in_time(series(values, 1992), MAIN)
    # 1998 has 1992-1997 before it, 2009 has 2010-2015 after it: six years each
    assert list(found.others) == list(range(1998, 2010))
    assert found.own == tp.scaled_effect(series(values, 1992), MAIN)
    before, after = np.array(values[8:16]), np.array(values[17:24])  # around 2008: 2000-2007 and 2009-2015
    assert found.others[2008] == pytest.approx((after.mean() - before.mean()) / before.std(ddof=1))
    assert found.place == pytest.approx(1 / 13)
    # the real change must not reach into the windows of an earlier year
    later = series([*values[:24], *[99.0] * 9], 1992)
    assert tp.placebo_in_time(later, MAIN).others == found.others
    assert tp.placebo_in_time(series(values[16:], 2008), MAIN).place is None


# --- the record ---


def test_sensitivity_is_the_smallest_number() -> None:
    early, late = [0, 1, 0, 2, 1, 0, 1, 1], [3, 2, 4, 1, 5, 2, 3, 4]

    def lower(first: int) -> float:
        share = stats.beta.ppf(0.025, 24, first + 1)  # as in the test of the interval
        return float(share / (1 - share))

    found = tp.sensitivity(early, late)
    assert lower(6 + found.added) <= 1 < lower(6 + found.added - 1)
    assert found.recorded_share == 6 / (6 + found.added)
    assert tp.sensitivity([0] * 8, late).recorded_share == 0
    assert tp.sensitivity(late, early) == tp.Sensitivity(0, 1.0)  # a fall is in doubt already
    assert tp.sensitivity([1] * 4, late).added == 0 or lower(4) > 0
    assert refusal(lambda: tp.sensitivity([0] * 8, [0] * 8)).reason == "zero_counts"


def test_chapman_against_worked_examples() -> None:
    # the vignette of the R package recapr (Tyers 2021): n1 100, n2 150, 20 in both
    found = tp.capture_recapture(100, 150, 20)
    assert found.total == pytest.approx(725.2381, abs=1e-4)
    assert found.se == pytest.approx(127.8601, abs=1e-4)
    assert (found.recorded, found.recorded_share) == (230, pytest.approx(230 / 725.2381))
    assert tp.capture_recapture(5, 5, 5) == tp.CaptureRecapture(5, 0, 5, 1)
    assert tp.capture_recapture(0, 0, 0).recorded_share == 1
    with pytest.raises(BadInput, match="expected 0 to 4"):
        tp.capture_recapture(4, 9, 5)


def test_chapman_is_unbiased_where_it_is_said_to_be() -> None:
    """If n1 + n2 >= N, mean of the estimate = N and mean of its variance = its variance (Seber 1970), over
    the hypergeometric number of common events; summed here over all of its values.
    """
    n, n1, n2 = 30, 18, 16
    both = np.arange(n1 + n2 - n, min(n1, n2) + 1)
    weights = stats.hypergeom(n, n1, n2).pmf(both)
    found = [tp.capture_recapture(n1, n2, int(m)) for m in both]
    totals = np.array([f.total for f in found])
    assert weights @ totals == pytest.approx(n)
    assert weights @ np.array([f.se**2 for f in found]) == pytest.approx(weights @ (totals - n) ** 2)


# --- several tests ---


def test_holm_by_hand() -> None:
    """Sorted: 0.005 * 4 = 0.02; 0.01 * 3 = 0.03; 0.03 * 2 = 0.06; 0.04 * 1 = 0.04, but not below 0.06."""
    found = tp.holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert list(found) == ["a", "b", "c", "d"]
    assert found == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})
    assert tp.holm({"a": 0.6, "b": 0.9}) == {"a": 1.0, "b": 1.0}
    assert tp.holm({}) == {}
    with pytest.raises(BadInput, match="between 0 and 1"):
        tp.holm({"a": math.nan})


def test_a_page_does_not_wait_for_the_libraries() -> None:
    heavy = "{'scipy', 'statsmodels', 'ruptures'} & {name.split('.')[0] for name in sys.modules}"
    code = f"import sys, bilateral.turning_point; assert not {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True)
