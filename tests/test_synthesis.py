"""The synthesis: what was fixed beforehand, what each answer means, and three figures counted another way."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from bilateral import datapackage, figures, page, tables
from bilateral import turning_point as tp
from bilateral.datapackage import Selection
from bilateral.datapackage.reading import CHECKOUT
from bilateral.themes import synthesis
from bilateral.themes.synthesis import answers as made
from bilateral.themes.synthesis import series, thesis
from tests.test_turning_point import COUNTS, OWN

DATA = CHECKOUT / "data"
EARLY, LATE = range(2008, 2016), range(2017, 2025)


@cache
def selection(a: str = "UZB", b: str = "KAZ") -> Selection:
    return datapackage.load(DATA).select(a, b)


@cache
def answers() -> dict[str, made.Answer]:
    return {a.primary.theme: a for a in made.answers(selection())}


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- fixed beforehand ---


def test_one_primary_a_theme_with_the_windows_of_the_design() -> None:
    primary = [r for r in rows("indicators.csv") if r["primary"]]
    assert sorted(r["theme"] for r in primary) == sorted(page.THEMES)
    around = series.windows(selection())
    assert (around.early, around.late) == (EARLY, LATE)
    assert {r["window"] for r in primary} == {"2008/2015;2017/2024"}
    assert {a.primary.indicator for a in answers().values()} == {r["indicator"] for r in primary}


# Commit 0274532 of 28.11.2026 fixed the primaries, before `turning_point.py` existed. This is the digest
# of their rows there; a copy without history can be held to it as well.
FIXED_IN = "027453240cae0f7b237859a4099134b84ced59ab"
FIXED = "aa05453a25c51d6fe994cec47163d95a313fe9f3e30e14f963209a322da0f9e3"
FIELDS = ("indicator", "theme", "unit", "meaning", "primary", "window", "direction", "test")


def digest(text: str) -> str:
    """SHA-256 of the rows of the primaries, by name, their fields in a fixed order."""
    primary = [r for r in csv.DictReader(io.StringIO(text)) if r["primary"]]
    lines = ["\t".join(r[field] for field in FIELDS) for r in sorted(primary, key=lambda r: r["indicator"])]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_primaries_are_those_fixed_before_the_tests_of_change() -> None:
    now = (DATA / "indicators.csv").read_text(encoding="utf-8")
    assert digest(now) == FIXED
    # the digest does not let a change pass
    assert digest(now.replace("2008/2015;2017/2024,down", "2008/2015;2017/2024,up")) != FIXED
    assert digest(now.replace("2008/2015;2017/2024", "2009/2015;2017/2024", 1)) != FIXED


def test_where_there_is_history_it_says_so_too() -> None:
    """The digest is that of the commit, and no statistics stood beside it. An archive or a shallow clone does
    not have the commit: there the digest is all that can be asked.
    """

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, encoding="utf-8", check=False
        )

    then = git("show", f"{FIXED_IN}:data/indicators.csv")
    here = (DATA / "indicators.csv").read_text(encoding="utf-8")
    assert digest(then.stdout if then.returncode == 0 else here) == FIXED
    if then.returncode == 0:
        assert git("cat-file", "-e", f"{FIXED_IN}:src/bilateral/turning_point.py").returncode != 0
        assert git("merge-base", "--is-ancestor", FIXED_IN, "HEAD").returncode == 0


# --- three figures, counted another way ---


def test_visits_from_the_rows_and_their_interval_from_the_binomial_tail() -> None:
    """Visits between the two by year, straight from events.csv; limits by bisection on the tail sum.

    A visit of the pair is an event of kind `visit` with both countries. For windows of equal length the
    ratio is p / (1 - p).
    """
    years = Counter(
        int(r["date"][:4])
        for r in rows("curated/UZB-KAZ/events.csv")
        if r["kind"] == "visit" and {"UZB", "KAZ"} <= set(r["countries"].split(";"))
    )
    early, late = sum(years[y] for y in EARLY), sum(years[y] for y in LATE)
    effect = answers()["diplomacy"].effect
    assert isinstance(effect, tp.Effect)
    assert effect.estimate == pytest.approx(late / early)
    n = early + late

    def tail(p: float, k: int, upper: bool) -> float:
        ks = range(k, n + 1) if upper else range(k + 1)
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in ks)

    def solve(k: int, upper: bool) -> float:
        low, high = 0.0, 1.0
        for _n in range(200):
            middle = (low + high) / 2
            # the upper tail grows with p, the lower one falls
            if (tail(middle, k, upper) < 0.025) == upper:
                low = middle
            else:
                high = middle
        return low

    p_low, p_high = solve(late, True), solve(late, False)
    assert effect.low == pytest.approx(p_low / (1 - p_low), rel=1e-6)
    assert effect.high == pytest.approx(p_high / (1 - p_high), rel=1e-6)


def test_agreement_and_its_place_among_permuted_sessions_by_full_enumeration() -> None:
    """Mean agreement in the sessions of both windows; every way to choose the early ones is counted here."""
    agree = {
        int(r["year"]): float(r["agree"])
        for r in rows("world/unga_agreement.csv")
        if (r["a"], r["b"]) == ("KAZ", "UZB")
    }
    early = [agree[y] for y in EARLY if y in agree]
    late = [agree[y] for y in LATE if y in agree]
    assert (len(early), len(late)) == (8, 7), "the votes end with the session opened in 2023"
    real = sum(late) / 7 - sum(early) / 8
    pool = early + late
    as_large = total = 0
    for chosen in combinations(range(15), 8):
        first = sum(pool[i] for i in chosen)
        difference = (sum(pool) - first) / 7 - first / 8
        total += 1
        as_large += abs(difference) >= abs(real) - 1e-12
    effect = answers()["international_support"].effect
    assert isinstance(effect, tp.Effect)
    assert effect.low is None, "fewer than eight sessions on a side: no interval"
    assert effect.estimate == pytest.approx(real)
    assert effect.place == pytest.approx(as_large / total)
    assert effect.p is not None
    assert effect.p > effect.place, "sessions that hang together are no news"
    shown = synthesis.INDICATORS["effects_table"](selection()).frame.set_index("theme")
    assert shown.permuted["international_support"].render("en") == f"{effect.place:.3f}"
    assert shown.p["international_support"].render("en") == f"{effect.p:.3f}"


def test_the_years_and_dependence_that_are_simulated_are_those_of_the_series() -> None:
    """What tests/test_turning_point.py takes for them; and the page says how often the methods err there."""
    for theme in ("economy", "tourism_religion", "international_support"):
        used = answers()[theme].beside or answers()[theme]
        assert isinstance(used.effect, tp.Effect)
        missing, rho = OWN[used.primary.indicator]
        assert {*EARLY, *LATE} - {*used.primary.series.at((*EARLY, *LATE))} == {*missing}
        assert used.effect.rho == pytest.approx(rho, abs=0.01)
        assert used.effect.coverage == pytest.approx(0.95, abs=0.015)
    for theme in ("diplomacy", "culture"):
        effect = answers()[theme].effect
        assert isinstance(effect, tp.Effect)
        rate, spread, rho = COUNTS[answers()[theme].primary.indicator]
        assert (effect.mean_early + effect.mean_late) / 2 == rate
        assert max(1, effect.dispersion or 0) == pytest.approx(spread, abs=0.01)
        assert max(0, effect.rho or 0) == pytest.approx(rho, abs=0.01)


def test_the_page_says_how_often_each_method_is_right() -> None:
    trust = synthesis.INDICATORS["trust"](selection())
    said = {f.name: f.text.render("en") for f in trust.findings}
    assert set(said) == {
        "trust_permuted_economy",
        "trust_permuted_international_support",
        "trust_few_culture",
    }
    assert "no change in 99.9% of cases" in said["trust_few_culture"]
    for cell in trust.frame.actual:
        assert 92 <= float(cell.render("en").rstrip("%")) <= 98
    for cell in trust.frame.alarms:
        assert 2 <= float(cell.render("en").rstrip("%")) <= 8


def test_the_mean_of_the_other_neighbours_from_the_rows() -> None:
    """UZB with AFG, KGZ, TJK and TKM: mean of the four differences, from the table itself."""
    others = []
    for other in ("AFG", "KGZ", "TJK", "TKM"):
        pair = tuple(sorted(("UZB", other)))
        agree = {
            int(r["year"]): float(r["agree"])
            for r in rows("world/unga_agreement.csv")
            if (r["a"], r["b"]) == pair
        }
        early = [agree[y] for y in EARLY if y in agree]
        late = [agree[y] for y in LATE if y in agree]
        others.append(sum(late) / len(late) - sum(early) / len(early))
    contrast = (answers()["international_support"].contrasts or {})["a_others"]
    assert contrast.n == 4
    assert contrast.mean == pytest.approx(sum(others) / 4)
    assert (contrast.low, contrast.high) == (pytest.approx(min(others)), pytest.approx(max(others)))


def test_feast_days_from_the_ids_of_the_events() -> None:
    """2010, 2013 and 2015 apart and 2014 together before; every year together after: by the dates alone."""
    days: dict[tuple[str, int], str] = {}
    for r in rows("curated/UZB-KAZ/events.csv"):
        part = r["event_id"].split("-")
        if part[0] == "FEAST" and part[2] == "fitr":
            days[part[1], int(part[3])] = r["date"]
    own = answers()["tourism_religion"].primary.series.values
    for year, apart in own.items():
        a, b = days["UZB", year], days["KAZ", year]
        assert abs(int(a[8:]) - int(b[8:])) in (apart, 30 - apart, 31 - apart), year
    assert [int(own[y]) for y in (2010, 2013, 2014, 2015)] == [1, 1, 0, 1]


# --- what an answer means ---


def test_states_follow_from_effect_baseline_record_and_contrasts() -> None:
    base = answers()["international_support"]
    assert isinstance(base.effect, tp.Effect)
    flat = tp.BaselineCurve({2008: base.effect})
    sure = replace(base, p_holm=0.001, curve=flat)
    assert base.state == "no_change"
    assert sure.state == "shared", "the other pairs of one side moved the same way"
    apart = {g: replace(c, mean=-0.05, low=-0.06, high=-0.04) for g, c in (base.contrasts or {}).items()}
    assert replace(sure, contrasts=apart).state == "particular"
    assert replace(sure, contrasts=None).state == "alone"
    fall = replace(base.effect, estimate=-0.03)
    assert replace(sure, effect=fall).state == "other_way"
    both = tp.BaselineCurve({2008: base.effect, 2009: fall})
    assert replace(sure, curve=both).state == "depends"
    assert replace(sure, effect=tp.Refused("no_series")).state == "unknown"
    thin = replace(sure, sensitivity=tp.Sensitivity(9, 0.1), hidden=None)
    assert thin.state == "record"
    full = replace(thin, hidden=tp.CaptureRecapture(5.0, 0.5, 5, 1.0))
    assert full.state == "shared"


def test_what_cannot_be_known_says_why_and_no_series_stands_in() -> None:
    economy = answers()["economy"]
    assert economy.effect == tp.Refused("no_series", (*EARLY, *LATE), "agrifood_trade_share")
    assert economy.state == "unknown"
    assert economy.beside is not None
    assert economy.beside.p_holm is None, "what is exploratory is not corrected with the primaries"
    text = {f.name: f.text.render("en") for f in synthesis.INDICATORS["answer"](selection()).findings}
    assert "Exploratory" in text["answer_economy"]
    for theme in ("diplomacy", "culture", "tourism_religion"):
        assert answers()[theme].contrasts is None
        assert answers()[theme].primary.alone is not None


def test_a_set_of_reporters_never_changes_inside_a_series() -> None:
    """Uzbekistan reports from 2017 on: with Kazakhstan it would change the set, so it is left out."""
    beside = answers()["economy"].primary.beside
    assert beside is not None
    assert beside.reporters == "KAZ"
    assert 2010 not in beside.values, "one flow of one direction is a fragment, no year"


def test_the_thesis_is_open_where_no_test_excludes_a_change() -> None:
    found = {w.indicator: w.stance for w in thesis(selection(), 2016)}
    assert set(found.values()) == {"vague"}
    assert "agrifood_trade_share" not in found


def test_the_order_of_the_countries_changes_no_answer() -> None:
    other = {a.primary.theme: a for a in made.answers(selection("KAZ", "UZB"))}
    for theme, one in answers().items():
        two = other[theme]
        assert (one.effect, one.p_holm, one.state) == (two.effect, two.p_holm, two.state)
        swapped = two.contrasts or {}
        for group, twin in (("a_others", "b_others"), ("neither", "neither")):
            assert (one.contrasts or {}).get(group) == swapped.get(twin)


@pytest.mark.parametrize(
    ("pair", "language"),
    [
        # the books that `make test` builds show them
        pytest.param(("ARG", "CHL"), "uz", marks=pytest.mark.soak),
        pytest.param(("UZB", "KAZ"), "en", marks=pytest.mark.soak),
        pytest.param(("UZB", "KAZ"), "uz", marks=pytest.mark.soak),
        pytest.param(("KGZ", "TJK"), "en", marks=pytest.mark.soak),
        pytest.param(("KGZ", "TJK"), "uz", marks=pytest.mark.soak),
        pytest.param(("ARG", "CHL"), "en", marks=pytest.mark.soak),
    ],
)
def test_every_indicator_can_be_shown(pair: tuple[str, str], language: str) -> None:
    sel = selection(*pair)
    cited = tables.Citations(datapackage.load(DATA).sources)
    for make in synthesis.INDICATORS.values():
        indicator = make(sel)
        for finding in indicator.findings:
            assert finding.text.render(language)
        if len(indicator.frame) and indicator.chart:
            drawing = figures.draw(indicator, language, sel.turning_point)
            assert drawing.alt
            assert "nan" not in drawing.alt
        if len(indicator.frame) and indicator.table:
            assert "nan" not in tables.to_markdown(indicator, language, cited)


def test_the_figure_of_effects_tells_every_theme_in_its_words() -> None:
    alt = figures.describe(synthesis.INDICATORS["effects"](selection()), "en", 2016)
    assert "Diplomacy, this pair: 2, interval 0.62 to 7.46." in alt
    assert "Economy, this pair: cannot be known" in alt
    assert "International support, this pair: 3.08, without an interval." in alt


def test_no_path_of_this_machine_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert tp.tabled_coverage("level_shift", 8, 8, 0.3)[1] == pytest.approx(0.95, abs=0.02)
