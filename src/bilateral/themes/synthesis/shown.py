"""The indicators of the synthesis: one figure of effects, and what was tried on each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bilateral import turning_point as tp
from bilateral.datapackage import Selection
from bilateral.messages import (
    Capital,
    Country,
    Join,
    Message,
    Number,
    Percent,
    Sentences,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.rows import Findings, frame_of
from bilateral.themes.synthesis.answers import STATES, Answer, answers
from bilateral.themes.synthesis.series import NAMES, THEME, amount, group_names, windows
from bilateral.vocabulary import word

_GROUPS = ("a_others", "b_others", "neither")
_TAIL = 0.025
ALARMS = 0.08  # a method that errs more often than this is said to prove little
SURE = 0.98  # an interval that covers no change more often than this can hardly miss
DRAWS = 1000  # simulated series for each theme; their share is sure within 2 points either way
CLEAR = 2.0  # a difference of log-likelihoods from which one split is clearly better (Edwards 1972, ch. 2)


# --- words ---


def _theme(answer: Answer) -> Message:
    return word("theme", answer.primary.theme)


def refusal(refused: tp.Refused) -> Value:
    """Why the data cannot answer."""
    return word("refusal", refused.reason)


def _percents(answer: Answer) -> bool:
    """Is the indicator a share, shown in percentage points?"""
    return answer.primary.series.kind == "share"


def _scaled(answer: Answer, value: float | None) -> float:
    """A number of an effect as the figure draws it: percentage points for shares."""
    if value is None:
        return math.nan
    return 100 * value if _percents(answer) else value


def effect_value(answer: Answer, effect: tp.Effect) -> Value:
    """An effect as a reader sees it: "2 times as many", "+3.1 percentage points"."""
    if effect.unit == "ratio":
        if math.isinf(effect.estimate):
            return _("from none to some")
        return _("{n} times", n=Number(effect.estimate, 1))
    return amount(answer.primary.indicator, effect.estimate)


def interval_value(answer: Answer, effect: tp.Effect) -> Value:
    """The interval of an effect, or that it has none."""
    if effect.low is None:
        return _("no interval")
    low = Number(_scaled(answer, effect.low), 1)
    if effect.high is None:
        return _("from {low}, no upper limit", low=low)
    return _("{low} to {high}", low=low, high=Number(_scaled(answer, effect.high), 1))


def _span(years: range) -> Value:
    return _("{first}–{last}", first=Year(years[0]), last=Year(years[-1]))


def described(sel: Selection, answer: Answer) -> Message:
    """One theme in one sentence: what was measured, the effect with its interval, the answer."""
    around = windows(sel)
    known: dict[str, Value] = {
        "theme": _theme(answer),
        "indicator": NAMES[answer.primary.indicator],
        "answer": word("answer", answer.state),
        "early": _span(around.early),
        "late": _span(around.late),
    }
    effect = answer.effect
    if isinstance(effect, tp.Refused):
        return _(
            "{theme}: {answer}. Tested: {indicator}. {reason}.", reason=Capital(refusal(effect)), **known
        )
    known |= {
        "before": _mean(answer, effect.mean_early),
        "after": _mean(answer, effect.mean_late),
        "effect": effect_value(answer, effect),
        "interval": interval_value(answer, effect),
        "p": _p(answer.p_holm),
    }
    if "no_spread" in effect.notes:
        return _(
            "{theme}: {answer}. Tested: {indicator}, on average {before} in {early} and {after} in {late}: "
            "{effect}. The years of each window are all alike, so there is no interval; p, from permuted "
            "years, after correction: {p}.",
            **known,
        )
    if effect.low is None:
        return _(
            "{theme}: {answer}. Tested: {indicator}, on average {before} in {early} and {after} in {late}: "
            "{effect}. One side has fewer than eight years with a value, so there is no interval; place "
            "among permuted years: {place}; p, from simulated series with the same dependence between years, "
            "after correction: {p}.",
            place=_p(effect.place),
            **known,
        )
    return _(
        "{theme}: {answer}. Tested: {indicator}, on average {before} in {early} and {after} in {late}: "
        "{effect}, interval {interval}; p after correction: {p}.",
        **known,
    )


def _exploratory(answer: Answer, effect: tp.Effect) -> Message:
    """The answer by a laxer rule, marked as what it is: chosen after the data were seen."""
    return _(
        "Exploratory, by a laxer rule that lets single years be missing and was chosen after the data "
        "were seen: on average {before} and {after}, {effect}; p {p}. These figures are a lower bound, "
        "since small flows are left out, so a step in them may be one of counting.",
        before=_mean(answer, effect.mean_early),
        after=_mean(answer, effect.mean_late),
        effect=effect_value(answer, effect),
        p=_p(effect.p),
    )


def _p(value: float | None) -> Value:
    """A p-value as it is usually printed: three decimals, nothing finer."""
    if value is None:
        return _("none")
    return _("below {n}", n=Number(0.001, 3)) if value < 0.001 else Number(value, 3)


def _mean(answer: Answer, value: float) -> Value:
    return Percent(100 * value) if _percents(answer) else Number(value, 2)


# --- indicators ---


def answer(sel: Selection) -> Indicator:
    """The answer in short: how the themes divide, then each theme in a sentence."""
    found = Findings()
    all_ = answers(sel)
    by_state = {s: [a for a in all_ if a.state == s] for s in STATES}
    if all_:
        tested = _("{n} themes were tested, each by one indicator fixed beforehand.", n=Number(len(all_)))
        found.add(
            "answer_overall",
            Sentences(
                (
                    tested,
                    *(
                        _(
                            "{answer}: {themes}.",
                            answer=Capital(word("answer", s)),
                            themes=Join([_theme(a) for a in mine]),
                        )
                        for s, mine in by_state.items()
                        if mine
                    ),
                )
            ),
        )
    for a in all_:
        said: list[Value] = [described(sel, a)]
        if a.beside is not None and isinstance(a.beside.effect, tp.Effect):
            said.append(_exploratory(a.beside, a.beside.effect))
        found.add(f"answer_{a.primary.theme}", Sentences(tuple(said)), a.primary.sources)
    found.add(*_one_date(sel, all_))
    return Indicator("answer", THEME, _("The answer in short"), frame_of([], "value"), findings=tuple(found))


def _one_date(sel: Selection, all_: list[Answer]) -> tuple[str, Message]:
    """Whether the themes break at one date."""
    broken = {a.primary.theme: a.break_year for a in all_ if isinstance(a.break_year, int)}
    year = Year(sel.turning_point)
    if not broken:
        return (
            "answer_breaks",
            _("No primary series breaks by itself in any year more clearly than chance would.", year=year),
        )
    return (
        "answer_breaks",
        _(
            "Own breaks, as first year of a new level: {breaks}. At {year} or a year beside it: {n}.",
            breaks=Join([_("{theme} {at}", theme=word("theme", t), at=Year(y)) for t, y in broken.items()]),
            year=year,
            n=Number(sum(a.at_turning_point for a in all_)),
        ),
    )


def effects(sel: Selection) -> Indicator:
    """The effect of each theme with its interval, beside the three groups of other pairs."""
    rows: list[dict[str, Any]] = []
    panels: dict[str, Value] = {}
    ratios: set[str] = set()
    for a in answers(sel):
        used = a.beside if a.beside is not None and isinstance(a.beside.effect, tp.Effect) else a
        theme = a.primary.theme
        panels[theme] = _axis(a)
        if a.primary.series.kind == "count":
            ratios.add(theme)
        if isinstance(a.effect, tp.Refused):
            said = _("cannot be known: {reason}", reason=refusal(a.effect))
            rows.append(_row(theme, "pair", said=said))
        else:
            rows.append(_drawn(a, theme, "pair"))
        if used is not a:
            rows.append(_drawn(used, theme, "beside"))
        if not used.contrasts:
            rows.append(_row(theme, "others", said=_("cannot be known: no one source has them")))
            continue
        low, high = _band(used)
        for group in _GROUPS:
            c = used.contrasts[group]
            if c.mean is None:
                rows.append(_row(theme, group, said=_("cannot be known: no other pair has the figures")))
                continue
            rows.append(
                _row(
                    theme,
                    group,
                    value=_scaled(a, c.mean),
                    low=_scaled(a, c.low),
                    high=_scaled(a, c.high),
                    band_low=low,
                    band_high=high,
                )
            )
    cited = {a.primary.theme: ";".join(a.primary.sources) for a in answers(sel)}
    for row in rows:
        row["source"] = cited.pop(row["panel"], "")  # once a panel
    frame = frame_of(rows, "panel row value low high open band_low band_high said source").astype(
        {"low": float, "high": float, "band_low": float, "band_high": float}
    )
    labels: dict[str, Value] = {
        **{a.primary.theme: _theme(a) for a in answers(sel)},
        **group_names(sel),
        "pair": _("this pair"),
        "beside": _("this pair, by a laxer rule (exploratory)"),
        "others": _("other pairs"),
        "own": _("this pair, with its 95% interval where there is one"),
        "group": _("mean of a group of pairs, with the range of the group"),
        "band": _("where 95% of the pairs lie that hold neither"),
    }
    return Indicator(
        "effects",
        THEME,
        _("Change after the turning point in each theme, beside other pairs"),
        frame,
        chart=Chart("forest", labels=labels, panels=panels, ratios=frozenset(ratios)),
        findings=tuple(_contrast_findings(sel)),
        note=_(
            "Windows: {early} against {late}; the turning year is on neither side. The groups tell whether a "
            "change is shared; none of them is the effect of the turning point. The line of a group is the "
            "range of its pairs, no interval.",
            early=_span(windows(sel).early),
            late=_span(windows(sel).late),
        ),
    )


def _axis(a: Answer) -> Value:
    """What the axis of a panel measures."""
    name = NAMES[a.primary.indicator]
    if a.primary.series.kind == "count":
        return _("{indicator}, ratio of yearly rates", indicator=name)
    if _percents(a):
        return _("{indicator}, difference in percentage points", indicator=name)
    return _("{indicator}, difference", indicator=name)


def _row(panel: str, row: str, **given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("value", "low", "high", "band_low", "band_high"), math.nan)
    return {"panel": panel, "row": row, **empty, "open": False, "said": "", **given}


def _drawn(a: Answer, panel: str, row: str) -> dict[str, Any]:
    effect = a.effect
    assert isinstance(effect, tp.Effect)
    if math.isinf(effect.estimate):
        said = _("from none to some; lower limit of the ratio {low}", low=Number(effect.low or 0.0, 1))
        return _row(panel, row, said=said)
    return _row(
        panel,
        row,
        value=_scaled(a, effect.estimate),
        low=_scaled(a, effect.low),
        high=_scaled(a, effect.high),
        open=effect.low is not None and effect.high is None,
    )


def _band(a: Answer) -> tuple[float, float]:
    """Where the middle 95 % of the pairs lie that hold neither country."""
    values = sorted(a.group_effects.get("neither", ()))
    if not values:
        return math.nan, math.nan

    def at(share: float) -> float:
        place = share * (len(values) - 1)
        below = math.floor(place)
        above = min(below + 1, len(values) - 1)
        return values[below] + (place - below) * (values[above] - values[below])

    return _scaled(a, at(_TAIL)), _scaled(a, at(1 - _TAIL))


def _contrast_findings(sel: Selection) -> Findings:
    found = Findings()
    names = group_names(sel)
    for a in answers(sel):
        theme = a.primary.theme
        used = a.beside if a.beside is not None and isinstance(a.beside.effect, tp.Effect) else a
        if not used.contrasts or not isinstance(used.effect, tp.Effect):
            if a.primary.alone is not None:
                text = _(
                    "{theme}, other pairs: cannot be known. {why}.", theme=_theme(a), why=a.primary.alone
                )
                found.add(f"contrast_{theme}", text)
            continue
        said: list[Value] = []
        for group in _GROUPS:
            c = used.contrasts[group]
            if c.mean is not None:
                said.append(
                    _(
                        "{group} {mean} ({n} pairs)",
                        group=names[group],
                        mean=amount(a.primary.indicator, c.mean),
                        n=Number(c.n),
                    )
                )
        known: dict[str, Value] = {
            "theme": _theme(a),
            "own": effect_value(used, used.effect),
            "groups": Join(said or [_("none")]),
            "shared": _shared(sel, used),
        }
        found.add(
            f"contrast_{theme}",
            _("{theme}: this pair {own}; on average {groups}. {shared}", **known)
            if used is a
            else _("{theme}, exploratory: this pair {own}; on average {groups}. {shared}", **known),
            a.primary.sources,
        )
    return found


def _shared(sel: Selection, a: Answer) -> Message:
    """Whether the other neighbours of either side moved the same way, with this pair inside their range."""
    sides = {sel.a: a.shares("a_others"), sel.b: a.shares("b_others")}
    yes = [c for c, shared in sides.items() if shared]
    no = [c for c, shared in sides.items() if shared is False]
    if yes and no:
        return _(
            "{with_} moved the same way with its other neighbours, and this pair lies inside their range; "
            "{without} did not.",
            with_=Country(yes[0]),
            without=Country(no[0]),
        )
    if yes:
        return _(
            "The other pairs of {countries} moved the same way.", countries=Join([Country(c) for c in yes])
        )
    if no:
        return _("The other pairs of {countries} did not move so.", countries=Join([Country(c) for c in no]))
    return _("Whether others moved so cannot be known.")


def effects_table(sel: Selection) -> Indicator:
    """Each theme in a row: effect, interval, p, own break, place, answer; or why it cannot be known."""
    rows = []
    for a in answers(sel):
        unknown: Value = refusal(a.effect) if isinstance(a.effect, tp.Refused) else _("cannot be known")
        known = isinstance(a.effect, tp.Effect)
        p = a.effect.p if isinstance(a.effect, tp.Effect) else None
        rows.append(
            {
                "theme": a.primary.theme,
                "indicator": NAMES[a.primary.indicator],
                "effect": effect_value(a, a.effect) if isinstance(a.effect, tp.Effect) else unknown,
                "interval": interval_value(a, a.effect) if isinstance(a.effect, tp.Effect) else _("none"),
                "permuted": _p(a.effect.place) if isinstance(a.effect, tp.Effect) else _("none"),
                "p": _p(p),
                "holm": _p(a.p_holm),
                "own_break": _break(a),
                "place": _place(a.placebo) if known else _("none"),
                "in_time": _place(a.in_time),
                "answer": word("answer", a.state),
                "source": ";".join(a.primary.sources),
            }
        )
    return Indicator(
        "effects_table",
        THEME,
        _("Each theme: effect, break, place among others"),
        frame_of(
            rows, "theme indicator effect interval permuted p holm own_break place in_time answer source"
        ),
        table=Table(
            (
                Column("theme", _("Theme"), "word", "theme"),
                Column("indicator", _("Indicator"), "value"),
                Column("effect", _("Effect"), "value"),
                Column("interval", _("95% interval"), "value"),
                Column("permuted", _("Place among permuted years"), "value"),
                Column("p", _("p"), "value"),
                Column("holm", _("p, corrected"), "value"),
                Column("own_break", _("Own break"), "value"),
                Column("place", _("Place among pairs that hold neither"), "value"),
                Column("in_time", _("Place among earlier years"), "value"),
                Column("answer", _("Answer"), "value"),
            )
        ),
        note=_(
            "p is two-sided and corrected by the method of Holm for the number of themes tested. Where there "
            "is no interval, p is from simulated series without a change that have the dependence between "
            "years of the real one; the place among permuted years, beside it, takes years for independent. "
            "Where yearly counts scatter more than chance allows, the interval is widened by that and p is "
            "from permuted years. The place among pairs and earlier years is (1 + as large) / (N + 1) of "
            "effects scaled by the early spread of each pair; pairs share states, so it describes and is no "
            "exact p."
        ),
    )


def _break(a: Answer) -> Value:
    if isinstance(a.break_year, tp.Refused):
        return refusal(a.break_year)
    return Year(a.break_year) if a.break_year is not None else _("none beyond chance")


def _place(placebo: tp.Placebo | tp.Refused | None) -> Value:
    if placebo is None:
        return _("cannot be known")
    if isinstance(placebo, tp.Refused):
        return refusal(placebo)
    if placebo.place is None:
        return _("no other to compare with")
    return _("{place} of {n}", place=Number(placebo.place, 2), n=Number(len(placebo.others)))


_CURVE = "period series value source"


def baselines(sel: Selection) -> Indicator:
    """The effect on shares for every start of the baseline that leaves six early years."""
    curves = {a.primary.theme: a for a in _curved(sel) if a.primary.series.kind != "count"}
    return _baselines(
        "baselines",
        curves,
        Chart("lines", unit="percentage_points", y_label=_("difference in percentage points")),
        _("Effect on shares for every start of the baseline"),
        [
            a
            for a in answers(sel)
            if isinstance(a.effect, tp.Effect) and not a.curve.measured and a.primary.series.kind != "count"
        ],
    )


def baselines_counts(sel: Selection) -> Indicator:
    """The ratio of yearly rates for every start of the baseline that leaves six early years."""
    curves = {a.primary.theme: a for a in _curved(sel) if a.primary.series.kind == "count"}
    return _baselines(
        "baselines_counts",
        curves,
        Chart("lines", y_label=_("ratio of yearly rates"), log=True),
        _("Ratio of yearly counts for every start of the baseline"),
    )


def _curved(sel: Selection) -> list[Answer]:
    """The answers with a baseline curve; the exploratory one where the declared series has none."""
    found = []
    for a in answers(sel):
        used = a.beside if a.beside is not None and not a.curve.measured else a
        if used.curve.measured:
            found.append(used)
    return found


def _baselines(
    name: str, curves: Mapping[str, Answer], chart: Chart, title: Message, without: Sequence[Answer] = ()
) -> Indicator:
    rows = [
        (str(start), theme, _scaled(a, effect.estimate), ";".join(a.primary.sources))
        for theme, a in curves.items()
        for start, effect in a.curve.effects.items()
        if isinstance(effect, tp.Effect) and math.isfinite(effect.estimate)
    ]
    found = Findings()
    for theme, a in curves.items():
        measured = [e.estimate for e in a.curve.measured]
        starts = [y for y, e in a.curve.effects.items() if isinstance(e, tp.Effect)]
        known: dict[str, Value] = {
            "theme": _theme(a),
            "low": _on_axis(a, min(measured)),
            "high": _on_axis(a, max(measured)),
            "first": Year(min(starts)),
            "last": Year(max(starts)),
            "n": Number(len(starts)),
        }
        verdict = (
            _("The sign depends on the start")
            if a.curve.sign_depends
            else _("The sign does not depend on the start, but whether it is more than chance does")
            if a.curve.place_depends
            else _("Neither the sign nor whether it is more than chance depends on the start")
        )
        text = _(
            "{theme}: over {n} starts from {first} to {last} the effect lies between {low} and {high}. "
            "{verdict}.",
            verdict=verdict,
            **known,
        )
        found.add(f"{name}_{theme}", text, a.primary.sources)
    for a in without:
        found.add(
            f"{name}_{a.primary.theme}",
            _("{theme}: no baseline has six years with a value.", theme=_theme(a)),
            a.primary.sources,
        )
    labels: dict[str, Value] = {theme: _theme(a) for theme, a in curves.items()}
    return Indicator(
        name,
        THEME,
        title,
        frame_of(rows, _CURVE),
        chart=Chart(
            chart.kind, chart.unit, _("first year of the baseline"), chart.y_label, labels, log=chart.log
        ),
        findings=tuple(found),
    )


def _on_axis(a: Answer, value: float) -> Value:
    if a.primary.series.kind == "count":
        return _("{n} times", n=Number(value, 1))
    return amount(a.primary.indicator, value)


def rivals(sel: Selection) -> Indicator:
    """The effect at other turning years, and without the years of the pandemic."""
    rows = []
    found = Findings()
    for a in answers(sel):
        used = a.beside if a.beside is not None and isinstance(a.effect, tp.Refused) else a
        if isinstance(used.effect, tp.Refused):
            continue
        for rival in used.rivals:
            rows.append(
                {
                    "theme": a.primary.theme,
                    "at": _("turning year {year}", year=Year(rival.year)),
                    "effect": _tried(used, rival.effect),
                    "fit": Number(rival.log_likelihood, 1) if rival.log_likelihood is not None else _("none"),
                }
            )
        rows.append(
            {
                "theme": a.primary.theme,
                "at": _("without {first}–{last}", first=Year(tp.PANDEMIC[0]), last=Year(tp.PANDEMIC[-1])),
                "effect": _tried(used, used.without),
                "fit": _("not comparable"),
            }
        )
        if used.primary.series.kind != "count":
            rows.append(
                {
                    "theme": a.primary.theme,
                    "at": _("change of slope, a year"),
                    "effect": _tried(used, used.slope),
                    "fit": _("not comparable"),
                }
            )
        fits = {r.year: r.log_likelihood for r in used.rivals if r.log_likelihood is not None}
        if len(fits) > 1:
            best = max(fits, key=lambda y: fits[y])
            gain = fits[best] - fits.get(used.turning, fits[best])
            known: dict[str, Value] = {
                "theme": _theme(a),
                "best": Year(best),
                "year": Year(used.turning),
                "gain": Number(gain, 1),
            }
            if best == used.turning:
                text = _("{theme}: of the years tried, {best} fits best.", **known)
            elif gain < CLEAR:
                text = _(
                    "{theme}: {best} fits best, but not clearly better than {year} (log-likelihood larger by "
                    "{gain}).",
                    **known,
                )
            else:
                text = _(
                    "{theme}: {best} fits clearly better than {year} (log-likelihood larger by {gain}).",
                    **known,
                )
            found.add(f"rivals_{a.primary.theme}", text, a.primary.sources)
    return Indicator(
        "rivals",
        THEME,
        _("Other turning years, and the years of the pandemic left out"),
        frame_of(rows, "theme at effect fit"),
        table=Table(
            (
                Column("theme", _("Theme"), "word", "theme"),
                Column("at", _("Tried"), "value"),
                Column("effect", _("Effect"), "value"),
                Column("fit", _("Log-likelihood, larger is better"), "value"),
            )
        ),
        findings=tuple(found),
    )


def _tried(a: Answer, effect: tp.Effect | tp.Refused) -> Value:
    return refusal(effect) if isinstance(effect, tp.Refused) else effect_value(a, effect)


def record(sel: Selection) -> Indicator:
    """How many early acts the record would have to lack for each rise in counts to be in doubt."""
    rows = []
    found = Findings()
    around = windows(sel)
    for a in answers(sel):
        if a.primary.series.kind != "count" or not isinstance(a.effect, tp.Effect):
            continue
        early, late = (int(sum(a.primary.series.at(side).values())) for side in (around.early, around.late))
        enough = a.sensitivity if isinstance(a.sensitivity, tp.Sensitivity) else None
        by_a, by_b, both = a.lists or (0, 0, 0)
        rows.append(
            {
                "theme": a.primary.theme,
                "early": Number(early),
                "late": Number(late),
                "added": Number(enough.added) if enough else _("none"),
                "share": Percent(100 * enough.recorded_share, 0) if enough else _("none"),
                "lists": _(
                    "{a} {by_a}, {b} {by_b}, both {both}",
                    a=Country(sel.a),
                    b=Country(sel.b),
                    by_a=Number(by_a),
                    by_b=Number(by_b),
                    both=Number(both),
                ),
                "hidden": _(
                    "{n} in all, standard error {se}", n=Number(a.hidden.total, 1), se=Number(a.hidden.se, 1)
                )
                if a.hidden
                else _("too few on the lists to say"),
            }
        )
        if enough is None:
            continue
        known: dict[str, Value] = {"theme": _theme(a), "n": Number(enough.added)}
        if not enough.added:
            text = _(
                "{theme}: the interval holds no change already, so the record is not what decides.", **known
            )
        else:
            text = ngettext(
                "{theme}: {n} early act missing from the record would be enough to put the rise in doubt; "
                "the record would then hold {share} of the early acts. {estimate}",
                "{theme}: {n} early acts missing from the record would be enough to put the rise in doubt; "
                "the record would then hold {share} of the early acts. {estimate}",
                enough.added,
                share=Percent(100 * enough.recorded_share, 0),
                estimate=_estimate(a),
                **known,
            )
        found.add(f"record_{a.primary.theme}", text, a.primary.sources)
    return Indicator(
        "record",
        THEME,
        _("How complete the record of early acts would have to be"),
        frame_of(rows, "theme early late added share lists hidden"),
        table=Table(
            (
                Column("theme", _("Theme"), "word", "theme"),
                Column("early", _("Early acts"), "value"),
                Column("late", _("Late acts"), "value"),
                Column("added", _("Missing early acts that would put it in doubt"), "value"),
                Column("share", _("Share on record then"), "value"),
                Column("lists", _("Early acts by side of the pages"), "value"),
                Column("hidden", _("Early acts by the two-source estimate"), "value"),
            )
        ),
        findings=tuple(found),
        note=_(
            "The record of acts grows with the web. The two-source estimate takes the pages of the two sides "
            "as two lists; where they copy each other it comes out too low."
        ),
    )


def _estimate(a: Answer) -> Value:
    if a.hidden is None:
        return _("How many are missing cannot be estimated: too few early acts are told by both sides.")
    missing = max(0.0, a.hidden.total - a.hidden.recorded)
    return _("The two-source estimate of missing acts is {n}.", n=Number(missing, 1))


@dataclass(frozen=True)
class Simulated:
    """Shares of simulated series without a change: called unchanged by ours and by a simpler method, and
    with p below 5 %; None where it cannot be simulated.
    """

    ours: float | None
    simpler: float | None
    false_alarms: float | None


def trust(sel: Selection) -> Indicator:
    """How far the tests can be trusted: coverage in simulation at each series' length and dependence."""
    rows = []
    found = Findings()
    for a in answers(sel):
        used = a.beside if a.beside is not None and isinstance(a.effect, tp.Refused) else a
        if not isinstance(e := used.effect, tp.Effect):
            continue
        simulated = _simulated(sel, used, e)
        method = "overdispersed" if "overdispersed" in e.notes else e.method
        rows.append(
            {
                "theme": a.primary.theme,
                "design": _("{early} and {late} years", early=Number(e.n_early), late=Number(e.n_late)),
                "method": word("method", method),
                "rho": Number(e.rho, 2) if e.rho is not None else _("not used"),
                "plain": _share(simulated.simpler),
                "actual": _share(simulated.ours),
                "alarms": _share(simulated.false_alarms),
            }
        )
        for name, text in _trusted(a, used, e, simulated):
            found.add(f"{name}_{a.primary.theme}", text)
    return Indicator(
        "trust",
        THEME,
        _("Simulated series without a change: how often each method is right"),
        frame_of(rows, "theme design method rho plain actual alarms"),
        table=Table(
            (
                Column("theme", _("Theme"), "word", "theme"),
                Column("design", _("Length"), "value"),
                Column("method", _("Method"), "value"),
                Column("rho", _("Autocorrelation"), "value"),
                Column("plain", _("Coverage of the simpler method"), "value"),
                Column("actual", _("Coverage of ours"), "value"),
                Column("alarms", _("False alarms"), "value"),
            )
        ),
        findings=tuple(found),
        note=_(
            "A 95% interval should cover no change in 95 of 100 series that have none. Where it has no "
            "interval, a method should call 95 of 100 unchanged, and that share stands as its coverage. The "
            "simulated series are as long as the real one, lack the same years and have its autocorrelation; "
            "counts have the mean of all its years and its scatter. The simpler method is 1.96 standard "
            "errors for a regression, the place among permuted years for a difference, and for counts the "
            "shorter interval of the mid-p."
        ),
    )


def _trusted(
    a: Answer, used: Answer, effect: tp.Effect, simulated: Simulated
) -> Iterator[tuple[str, Message]]:
    """What a reader should know of how often the methods err about such series."""
    ours, simpler = simulated.false_alarms, simulated.simpler
    known: dict[str, Value] = {"theme": _theme(a)}
    if ours is not None and ours > ALARMS:
        yield (
            "trust",
            _(
                "{theme}: in series with this dependence between years the method finds a change where there "
                "is none in {share} of cases, so a small p would prove little.",
                share=_share(ours),
                **known,
            ),
        )
    if effect.method == "difference" and ours is not None and simpler is not None and 1 - simpler > ALARMS:
        yield (
            "trust_permuted",
            _(
                "{theme}: in series with this dependence between years the place among permuted years finds "
                "a change where there is none in {simpler} of cases, p from simulated series in {ours}.",
                simpler=_share(1 - simpler),
                ours=_share(ours),
                **known,
            ),
        )
    if effect.method == "rate_ratio" and effect.mean_early > 0:
        design = (effect.n_early, effect.n_late)
        exact = tp.ratio_coverage(design, effect.mean_early)
        if exact > SURE:
            yield (
                "trust_few",
                _(
                    "{theme}: if all years had as few acts as the early ones, {rate} a year, the exact "
                    "interval would cover no change in {exact} of cases and the shorter interval of the "
                    "mid-p in {mid_p}: so few acts hardly ever look like a change.",
                    rate=_mean(used, effect.mean_early),
                    exact=_share(exact),
                    mid_p=_share(tp.ratio_coverage(design, effect.mean_early, interval="mid_p")),
                    **known,
                ),
            )


def _simulated(sel: Selection, a: Answer, effect: tp.Effect) -> Simulated:
    """The method replayed on series as long, as dependent and, for counts, as scattered as this one."""
    if effect.method == "rate_ratio":
        n_early, n_late = effect.n_early, effect.n_late
        rate = (effect.mean_early * n_early + effect.mean_late * n_late) / (n_early + n_late)
        counts = tp.count_coverage(
            (n_early, n_late), rate, effect.dispersion or 1.0, max(effect.rho or 0.0, 0.0), DRAWS
        )
        return Simulated(counts.ours, counts.plain, counts.false_alarms)
    if effect.rho is None:
        return Simulated(None, None, None)
    if effect.method == "difference":
        around = windows(sel)
        known = a.primary.series.at(around.years)
        missing = tuple(year for year in around.years if year not in known)
        made = tp.coverage(around, effect.rho, DRAWS, method="difference", missing=missing)
        assert made.permuted is not None
        return Simulated(1 - made.false_alarms, 1 - made.permuted, made.false_alarms)
    plain, ours = tp.tabled_coverage(effect.method, effect.n_early, effect.n_late, effect.rho)
    return Simulated(ours, plain, 1 - ours)


def _share(value: float | None) -> Value:
    return _("none") if value is None else Percent(100 * value, 1)


def limits(sel: Selection) -> Indicator:
    """What these tests cannot say."""
    found = Findings()
    all_ = answers(sel)
    unknown = [a for a in all_ if a.state == "unknown"]
    alone = [a for a in all_ if a.primary.alone is not None]
    if unknown:
        found.add(
            "limits_unknown",
            _("Not to be known by the declared test: {themes}.", themes=Join([_theme(a) for a in unknown])),
        )
    if alone:
        found.add(
            "limits_alone",
            _(
                "Without other pairs to compare with: {themes}. No other series stands in for them.",
                themes=Join([_theme(a) for a in alone]),
            ),
        )
    return Indicator(
        "limits", THEME, _("What these tests cannot say"), frame_of([], "value"), findings=tuple(found)
    )
