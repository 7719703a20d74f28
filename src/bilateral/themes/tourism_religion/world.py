"""Tourism and religion, from the tables of the world: entry rules, air routes, holidays and religions.

What a row means, and what an absent one does, stands in the module of `bilateral.upstream` that makes the
table. The names of holidays and religions are those of their publishers, in English; two countries are never
compared by matching such words.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import mean
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import (
    Capital,
    Country,
    Day,
    Join,
    Message,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
)
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import DATE, SOURCE
from bilateral.themes.rows import Findings, arrow, of_pair, of_years, ways, windows
from bilateral.themes.tourism_religion.calendars import PACKAGE_NAMES
from bilateral.themes.tourism_religion.feast_dates import FEASTS
from bilateral.themes.tourism_religion.shared import THEME, way
from bilateral.themes.tourism_religion.visa import steps
from bilateral.vocabulary import word

RULES: dict[str, Message] = {
    "visa_free": _("no visa needed"),
    "on_arrival": _("visa on arrival"),
    "electronic": _("electronic visa or authorisation"),
    "visa_required": _("visa required"),
    "no_admission": _("no admission"),
    "covid_ban": _("travel banned in the pandemic"),
    "event_permit": _("permit for an event"),
}
ROUTES_OF = "2014-06"  # the month of the routes: the file has had no later ones


# --- small steps that several indicators share ---


def _sides(sel: Selection) -> dict[str, str]:
    """Which ending of a column ("a" or "b") belongs to which country, in the reader's order."""
    low = min(sel.a, sel.b)
    return {country: "a" if country == low else "b" for country in (sel.a, sel.b)}


# --- entry rules ---


def _spells(sel: Selection) -> pd.DataFrame:
    """What the site said of each direction, spell by spell, within the years asked for."""
    frame, pair = sel.world["visa_rules"], (sel.a, sel.b)
    frame = frame[frame.passport.isin(pair) & frame.destination.isin(pair)]
    if sel.since is not None:
        frame = frame[frame.last_seen.str[:4].astype(int) >= sel.since]
    if sel.until is not None:
        frame = frame[frame.first_seen.str[:4].astype(int) <= sel.until]
    return frame.assign(source=sel.published.get("visa_rules", "")).sort_values(["passport", "first_seen"])


def rule_runs(spells: pd.DataFrame) -> list[dict[str, Any]]:
    """Spells of one direction, joined while the requirement stays the same, without what one snapshot says.

    Each run has `first`, `last`, `rule`, `days` (of its last spell; NaN: none given), `snapshots` and
    `begins` (that of its first spell). A spell marked `flip` is left out: the two beside it agree.
    """
    runs: list[dict[str, Any]] = []
    for row in spells[spells.flip == 0].itertuples():
        if not runs or runs[-1]["rule"] != row.requirement:
            runs.append(
                {"first": row.first_seen, "rule": row.requirement, "snapshots": 0, "begins": row.begins}
            )
        runs[-1] |= {
            "last": row.last_seen,
            "days": row.days,
            "snapshots": runs[-1]["snapshots"] + int(row.snapshots),
        }
    return runs


def rule_changes(runs: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Runs before and after each change; a run that began as the words of the site changed is none."""
    return [(old, new) for old, new in pairwise(runs) if new["begins"] == "change"]


def entry_rules(sel: Selection) -> Indicator:
    """What a passport of each country needs to enter the other, snapshot by snapshot (spans)."""
    spells = _spells(sel)
    frame = spells.assign(
        row=spells.passport + ":" + spells.destination,
        start=spells.first_seen,
        end=spells.last_seen,
        series=spells.requirement,
    )
    order = {f"{origin}:{destination}": n for n, (origin, destination) in enumerate(ways(sel))}
    frame = frame.sort_values(["row", "start"], key=lambda s: s.map(order) if s.name == "row" else s)
    runs = {(o, d): rule_runs(spells[spells.passport == o]) for o, d in ways(sel)}
    findings = Findings()
    if len(frame):
        for (origin, destination), mine in runs.items():
            _rule_findings(sel, findings, frame, mine, origin, destination)
        _rules_compared(findings, frame, *runs.values())
        _rules_recorded(
            sel, findings, frame, [change for mine in runs.values() for change in rule_changes(mine)]
        )
    return Indicator(
        "entry_rules",
        THEME,
        _("What a passport of each country needs to enter the other"),
        frame[["row", "start", "end", "series", "days", "snapshots", "begins", "flip", "source"]].reset_index(
            drop=True
        ),
        chart=Chart(
            "spans",
            labels={
                **{f"{o}:{d}": arrow(o, d) for o, d in ways(sel)},
                **{code: Capital(text) for code, text in RULES.items()},
            },
            turning_point=True,
        ),
        findings=tuple(findings),
        note=_(
            "What Passport Index said when its site was copied, not the law: a bar runs from the first to "
            "the last snapshot in a row that said the same. The country of the passport stands before the "
            "arrow. A change falls between two snapshots, which lie up to more than a year apart. A bar of "
            "one snapshot alone may be an error of the copy. The site told electronic visas apart from other "
            "visas only from the end of 2020."
        ),
    )


def _rule_findings(
    sel: Selection,
    findings: Findings,
    frame: pd.DataFrame,
    runs: list[dict[str, Any]],
    origin: str,
    destination: str,
) -> None:
    """The rule of the last snapshot, with the days of stay, and the dated changes of one direction."""
    name = way(sel, destination)
    if not runs:
        text = _("{way}: no rule in the snapshots of these years.", way=arrow(origin, destination))
        findings.add(f"entry_none_{name}", text, frame)
        return
    last = runs[-1]
    said: dict[str, Value] = {
        "way": arrow(origin, destination),
        "rule": RULES[last["rule"]],
        "n": Number(last["snapshots"]),
        "period": Period(f"{last['first']}/{last['last']}"),
    }
    if pd.notna(last["days"]):
        text = ngettext(
            "{way}: {rule} ({n} snapshot, {period}); stay in the last one: up to {days} days.",
            "{way}: {rule} (the last {n} snapshots, {period}); stay in the last one: up to {days} days.",
            last["snapshots"],
            days=Number(last["days"]),
            **said,
        )
    else:
        text = ngettext(
            "{way}: {rule} ({n} snapshot, {period}).",
            "{way}: {rule} (the last {n} snapshots, {period}).",
            last["snapshots"],
            **said,
        )
    findings.add(f"entry_last_{name}", text, frame)
    changes = rule_changes(runs)
    if changes:
        old, new = changes[-1]
        findings.add(
            f"entry_change_{name}",
            ngettext(
                "{way}: {n} change, seen between the snapshots of {before} and {after}: {old}, then {new}.",
                "{way}: {n} changes, the last seen between the snapshots of {before} and {after}: {old}, "
                "then {new}.",
                len(changes),
                way=arrow(origin, destination),
                n=Number(len(changes)),
                before=Day(old["last"]),
                after=Day(new["first"]),
                old=RULES[old["rule"]],
                new=RULES[new["rule"]],
            ),
            frame,
        )


def _rules_compared(
    findings: Findings, frame: pd.DataFrame, one: list[dict[str, Any]], two: list[dict[str, Any]]
) -> None:
    """Whether both directions stand under the same word in the last snapshot, and since when."""
    if not one or not two or one[-1]["last"] != two[-1]["last"]:
        return
    # both have said what they say since the later of the two beginnings
    period = Period(f"{max(one[-1]['first'], two[-1]['first'])}/{one[-1]['last']}")
    if one[-1]["rule"] == two[-1]["rule"]:
        text = _(
            "Both directions stand under the same rule, days of stay aside: {rule} ({period}).",
            rule=RULES[one[-1]["rule"]],
            period=period,
        )
    else:
        text = _("The two directions stand under different rules ({period}).", period=period)
    findings.add("entry_compared", text, frame)


def _rules_recorded(sel: Selection, findings: Findings, frame: pd.DataFrame, changes: list[Any]) -> None:
    """Our own steps on visa and stay within the years of the snapshots, beside the changes of the site."""
    first, last = frame.start.min(), frame.end.max()
    own = steps(sel)
    own = own[(own.date >= first) & (own.date <= last)]
    if len(own):
        findings.add(
            "entry_record",
            _(
                "{period}: steps on visa and stay in our own record, above: {n}; changes of the rule of "
                "entry that the site shows, both directions together: {k}. The two do not measure one thing: "
                "the site tells nothing of registration after entry or of a common visa for others.",
                period=Period(f"{first}/{last}"),
                n=Number(len(own)),
                k=Number(len(changes)),
            ),
            frame,
            own,
        )


# --- air routes ---


def air_routes(sel: Selection) -> Indicator:
    """Pairs of airports with a route in June 2014: of the two, and of each with its neighbours (ranking)."""
    world, pair = sel.world["air_routes"], (sel.a, sel.b)
    near = world[world.a.isin(pair) | world.b.isin(pair)]
    flown = near[near.routes > 0]
    own = flown.a.isin(pair) & flown.b.isin(pair)
    frame = flown.assign(
        category=flown.a + "-" + flown.b,
        value=flown.airport_pairs.astype(float),
        series=own.map({True: "pair", False: "others"}),
        source=sel.published.get("air_routes", ""),
    ).sort_values(["value", "category"], ascending=[False, True], ignore_index=True)
    labels: dict[str, Value] = {"pair": _("the two countries"), "others": _("one of the two and a neighbour")}
    for row in frame.itertuples():
        # in the reader's order, also where one of the two stands with another neighbour
        ends = sorted((row.a, row.b), key=lambda c: (pair.index(c) if c in pair else len(pair), c))
        labels[row.category] = _("{a} – {b}", a=Country(ends[0]), b=Country(ends[1]))
    # of two that are no neighbours the table has no row, whatever the file has
    if not _within(sel, ROUTES_OF) or tuple(sorted(pair)) not in sel.borders:
        frame = frame[:0]
    findings = Findings()
    if len(frame):
        _route_findings(sel, findings, frame, near[near.a.isin(pair) & near.b.isin(pair)])
    return Indicator(
        "air_routes",
        THEME,
        _("Pairs of airports that airlines joined in June 2014"),
        frame[["category", "series", "value", "routes", "airlines", "airport_pairs", "codeshares", "source"]],
        chart=Chart("ranking", labels=labels, x_label=_("pairs of airports")),
        findings=tuple(findings),
        note=_(
            "A frozen file of OpenFlights: routes of June 2014, none since. Each bar counts pairs of "
            "airports that an airline's own route joins, of the two and of each of them with its other land "
            "neighbours. How often they were flown is not known, so the bars say nothing of flights a week. "
            "A pair without a bar has no such route in the file, which is not zero."
        ),
    )


def _within(sel: Selection, date: str) -> bool:
    year = sel.year(date)
    return (sel.since is None or sel.since <= year) and (sel.until is None or year <= sel.until)


def _route_findings(sel: Selection, findings: Findings, frame: pd.DataFrame, listed: pd.DataFrame) -> None:
    """The pair's own routes, and its place among the neighbours of each of the two."""
    month = Day(ROUTES_OF)
    mine = frame[frame.series == "pair"]
    sold = int(listed.codeshares.sum())
    if mine.empty:
        text = _(
            "{month}: no route of an airline's own between the two is in the file; seats sold on planes of "
            "another airline: {sold} rows. Whether there was a flight is not known.",
            month=month,
            sold=Number(sold),
        )
        findings.add("air_none", text, frame)
        return
    row = mine.iloc[0]
    findings.add(
        "air_pair",
        _(
            "{month}, between the two: routes {routes} (there and back count as two), airlines {airlines}, "
            "pairs of airports {pairs}; beside these, seats sold on planes of another airline: {sold} rows.",
            month=month,
            routes=Number(row.routes),
            airlines=Number(row.airlines),
            pairs=Number(row.airport_pairs),
            sold=Number(sold),
        ),
        frame,
    )
    for country in (sel.a, sel.b):
        others = frame[frame.category.str.contains(country, regex=False) & (frame.series == "others")]
        if len(others):
            findings.add(
                f"air_place_{country.lower()}",
                _(
                    "{country}: other land neighbours with a route in the file: {n}; joined by more pairs of "
                    "airports than the two of this pair: {more}.",
                    country=Country(country),
                    n=Number(len(others)),
                    more=Number(int((others.value > row.value).sum())),
                ),
                frame,
            )


# --- public holidays ---


def _named_year(sel: Selection) -> int:
    """The year whose common days the table names; what the package says of later years is no announcement."""
    return int(sel.world["common_holidays"].date.str[:4].max())


def holidays_in_common(sel: Selection) -> Indicator:
    """Days that are a public holiday in both, and in each, year by year (lines)."""
    found = of_pair(sel, "public_holidays")
    found = of_years(sel, found[found.year <= _named_year(sel)])
    sides = _sides(sel)
    parts = [found.assign(series="common", value=found.common)]
    parts += [
        found.assign(series=c, value=found[f"days_{side}"], estimated=math.nan) for c, side in sides.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(period=frame.year.astype(str), value=frame.value.astype(float))
    findings = Findings()
    if len(found):
        _holiday_findings(sel, findings, found)
    return Indicator(
        "holidays_in_common",
        THEME,
        _("Public holidays of each country, and days that both have"),
        frame[["period", "series", "value", "estimated", "source"]],
        chart=Chart(
            "lines",
            unit="days",
            labels={
                "common": _("Days in common"),
                **{c: _("{country}: all days", country=Country(c)) for c in sides},
            },
            turning_point=True,
        ),
        findings=tuple(findings),
        note=_(
            "Days that are public holidays of the whole country by its law, as the package holidays reads "
            "it; days off in place of a weekend and working days that were moved are left out. A common day "
            "is one date, not always one feast. The package estimates feasts that a state sets by decree or "
            "by the moon, most of them Islamic, where it does not know the day. Years before it knows the "
            "law of both have no point, which is not zero."
        ),
    )


def _holiday_findings(sel: Selection, findings: Findings, found: pd.DataFrame) -> None:
    """First and last year, both sides of the turning point, estimated days, and years without a holiday."""
    first, last, sides = found.iloc[0], found.iloc[-1], _sides(sel)
    known: dict[str, Value] = {
        "last": Year(last.year),
        "late": Number(last.common),
        **{side: Country(c) for side, c in zip("ab", sides, strict=True)},
        **{f"n_{side}": Number(last[f"days_{own}"]) for side, own in zip("ab", sides.values(), strict=True)},
    }
    if len(found) > 1:
        text = _(
            "Days in common: {early} ({first}) and {late} ({last}). All public holidays ({last}): {a} {n_a}, "
            "{b} {n_b}.",
            early=Number(first.common),
            first=Year(first.year),
            **known,
        )
    else:
        text = _("Days in common: {late} ({last}). All public holidays: {a} {n_a}, {b} {n_b}.", **known)
    findings.add("holidays_ends", text, found)
    by_year = dict(zip(found.year, found.common, strict=True))
    before, after = windows(sel)
    if all(year in by_year for year in (*before, *after)):
        findings.add(
            "holidays_windows",
            _(
                "Days in common a year, on average: {before} ({years_before}) and {after} ({years_after}).",
                before=Number(mean(by_year[y] for y in before), 1),
                after=Number(mean(by_year[y] for y in after), 1),
                years_before=Period(f"{before[0]}/{before[-1]}"),
                years_after=Period(f"{after[0]}/{after[-1]}"),
            ),
            found,
        )
    if found.estimated.sum():
        findings.add(
            "holidays_estimated",
            _(
                "Of the {n} common days of all years shown, the package estimates {k}, on one side at least: "
                "each may be one or two days off.",
                n=Number(int(found.common.sum())),
                k=Number(int(found.estimated.sum())),
            ),
            found,
        )
    for country, side in sides.items():
        none = found[found[f"days_{side}"] == 0]
        if len(none):
            findings.add(
                f"holidays_none_{country.lower()}",
                _(
                    "{country}: by its law, as the package reads it, no public holiday in {years}; here zero "
                    "is a count.",
                    country=Country(country),
                    years=Join([Year(y) for y in none.year]),
                ),
                found,
            )


def common_days(sel: Selection) -> Indicator:
    """The days of the latest year that are a public holiday in both, with their names on each side."""
    year, (a, b) = _named_year(sel), _sides(sel).values()
    days = of_pair(sel, "common_holidays")
    days = of_years(sel, days.assign(year=days.date.str[:4].astype(int)).sort_values("date"))
    words = {"true": _("estimated by the package"), "false": _("without an estimate")}
    frame = days.assign(
        first=days[f"name_{a}"],
        second=days[f"name_{b}"],
        status=pd.Series([words[e] for e in days.estimated], index=days.index, dtype=object),
    )
    counted = of_pair(sel, "public_holidays")
    counted = of_years(sel, counted)
    findings = Findings()
    if year in set(counted.year):
        _day_findings(findings, frame, counted, year)
    return Indicator(
        "common_days",
        THEME,
        _("Days of {year} that are a public holiday in both countries", year=Year(year)),
        frame[["date", "first", "second", "status", "source"]],
        table=Table(
            (
                DATE,
                Column("first", _("{country}: name of the day", country=Country(sel.a)), "printed"),
                Column("second", _("{country}: name of the day", country=Country(sel.b)), "printed"),
                Column("status", _("How the date is known"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "Names are those of the package holidays, in English. Two names that differ may be one feast in "
            "two translations, or two feasts on one date."
        ),
    )


def _day_findings(findings: Findings, frame: pd.DataFrame, counted: pd.DataFrame, year: int) -> None:
    """How many days bear one name, and the two feasts that the chapter follows; counted days may be none."""
    if frame.empty:
        text = _(
            "{year}: the laws of the two, as the package reads them, set no day in common.", year=Year(year)
        )
        findings.add("common_days_none", text, counted)
        return
    findings.add(
        "common_days_named",
        _(
            "{year}, days in common: {n}; under one and the same name in the package: {same}; estimated by "
            "it, on one side at least: {k}.",
            year=Year(year),
            n=Number(len(frame)),
            same=Number(int((frame["first"] == frame.second).sum())),
            k=Number(int((frame.estimated == "true").sum())),
        ),
        frame,
    )
    both = {
        feast: frame["first"].str.contains(name, regex=False) & frame.second.str.contains(name, regex=False)
        for feast, name in PACKAGE_NAMES.items()
    }
    if any(mask.any() for mask in both.values()):
        findings.add(
            "common_days_feasts",
            _(
                "Of these days, those that bear the name of a feast of this chapter on both sides: {counts}.",
                counts=Join(
                    [
                        _("{feast} – {n}", feast=FEASTS[feast], n=Number(int(mask.sum())))
                        for feast, mask in both.items()
                    ]
                ),
            ),
            frame,
        )


# --- religions ---

_STATUS: dict[str, Value] = {  # why a group has no percentage of its own
    "below": _("below a limit, see the words"),
    "named": _("no percentage printed"),
    "unparsed": _("no single percentage, see the words"),
}


def religions(sel: Selection) -> Indicator:
    """The religious composition of each country as the World Factbook prints it (table)."""
    found = sel.world["religions"]
    found = found[found.country.isin((sel.a, sel.b))]
    found = found.assign(side=found.country.map({sel.a: 0, sel.b: 1}))
    # what is printed without one number may be the largest of all: it stands first
    found = found.assign(number=found.percent.where(found.status != "unparsed", 101).fillna(-1))
    found = found.sort_values(["side", "number", "religion"], ascending=[True, False, True])
    parts = [
        Percent(row.percent, 2) if row.status == "given" else _STATUS[row.status]
        for row in found.itertuples()
    ]
    frame = found.assign(
        part=pd.Series(parts, index=found.index, dtype=object), source=sel.published.get("religions", "")
    ).reset_index(drop=True)
    findings = Findings()
    if len(frame):
        for country in (sel.a, sel.b):
            _religion_findings(findings, frame, country)
    return Indicator(
        "religions",
        THEME,
        _("Religions of each country, as the World Factbook prints them"),
        frame[["country", "religion", "text", "percent", "status", "part", "year", "source"]],
        table=Table(
            (
                Column("country", _("Country"), "country"),
                Column("text", _("Words of the Factbook"), "printed"),
                Column("part", _("Percentage"), "value"),
                Column("year", _("Year of the estimate"), "period"),
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "The words are those of the CIA World Factbook of January 2026, in English, and differ from "
            "country to country: the same people may be under one word here and under two there. The "
            "estimates are of different years and makers, and need not add up to 100. So the two are to be "
            "compared by reading, not by matching words; the next figure has a count that compares."
        ),
    )


def _religion_findings(findings: Findings, frame: pd.DataFrame, country: str) -> None:
    """The largest percentage of a country, where no group without a number can be larger."""
    mine = frame[frame.country == country]
    name = country.lower()
    if mine.empty:
        text = _("{country}: the table has no composition, which is not zero.", country=Country(country))
        findings.add(f"religions_missing_{name}", text, frame)
        return
    given = mine[mine.status == "given"]
    silent = len(mine) - len(given)
    total = round(float(given.percent.sum()), 2)
    said: dict[str, Value] = {
        "country": Country(country),
        "n": Number(len(given)),
        "total": Percent(total, 2),
    }
    if given.empty or (silent and given.percent.max() <= 100 - total):
        text = _(
            "{country}: groups with one percentage {n}, together {total}; groups without {silent}. Which one "
            "is largest cannot be read from a number.",
            silent=Number(silent),
            **said,
        )
    else:
        top = given.loc[given.percent.idxmax()]
        said |= {"top": Percent(top.percent, 2), "religion": top.religion.strip()}
        text = (
            _(
                "{country}: the largest percentage, {top}, is printed for “{religion}” (estimate of {year}); "
                "all {n} percentages add up to {total}.",
                year=Period(top.year),
                **said,
            )
            if top.year
            else _(
                "{country}: the largest percentage, {top}, is printed for “{religion}” (estimate without a "
                "year); all {n} percentages add up to {total}.",
                **said,
            )
        )
    findings.add(f"religions_{name}", text, mine)


def religion_similarity(sel: Selection) -> Indicator:
    """How far the religious composition of the two overlaps, every five years from 1945 to 2010 (lines)."""
    found = of_pair(sel, "religion_similarity")
    found = of_years(sel, found)
    frame = pd.concat(
        [found.assign(series=name, value=found[name]) for name in ("families", "denominations")],
        ignore_index=True,
    )
    frame = frame.assign(period=frame.year.astype(str))
    findings = Findings()
    if len(found):
        _similarity_findings(sel, findings, found)
    return Indicator(
        "religion_similarity",
        THEME,
        _("Overlap of the religious composition of the two countries"),
        frame[["period", "series", "value", "source"]],
        chart=Chart(
            "lines",
            unit="share",
            labels={
                "families": _("Religions: Christianity, Islam, Buddhism, ..., none"),
                "denominations": _("Denominations: Catholic, Orthodox, Sunni, Shia, ..., none"),
            },
            turning_point=True,
            join_gaps=True,
        ),
        findings=tuple(findings),
        note=_(
            "Computed by us from the national figures of the World Religion Project (Correlates of War), "
            "which end in 2010: 1 minus the index of dissimilarity of Duncan and Duncan (1955). 100%: the "
            "same shares of each religion in both; 0%: none in common. People without a religion are a group "
            "of their own. The project's figures are estimates of very unequal quality; a small step from "
            "one year to the next may be one of method. A state has no point before it had its borders of "
            "today, or nearly so."
        ),
    )


def _similarity_findings(sel: Selection, findings: Findings, found: pd.DataFrame) -> None:
    """First and last overlap, the place among all pairs of neighbours, and the end of the figures."""
    first, last = found.iloc[0], found.iloc[-1]

    def share(value: float) -> Percent:
        return Percent(100 * value, 1)

    values: dict[str, Value] = {
        "last": Year(last.year),
        "late": share(last.families),
        "late_fine": share(last.denominations),
    }
    if len(found) > 1:
        text = _(
            "Overlap by religions: {early} ({first}) and {late} ({last}); by denominations: {early_fine} "
            "({first}) and {late_fine} ({last}).",
            first=Year(first.year),
            early=share(first.families),
            early_fine=share(first.denominations),
            **values,
        )
    else:
        text = _("{last}: overlap by religions {late}, by denominations {late_fine}.", **values)
    findings.add("similarity_ends", text, found)
    world = sel.world["religion_similarity"]
    same_year = world[world.year == last.year].families
    findings.add(
        "similarity_place",
        _(
            "{year}: of {n} pairs of land neighbours with figures, {more} overlap more by religions, {less} "
            "less; the median is {median}.",
            year=Year(last.year),
            n=Number(len(same_year)),
            more=Number(int((same_year > last.families).sum())),
            less=Number(int((same_year < last.families).sum())),
            median=share(float(same_year.median())),
        ),
        found,
    )


# --- limits ---


def not_covered(sel: Selection) -> Message | None:
    """What the tables of the world do not tell of the pair; None where they have no row for it."""
    spells, days = _spells(sel), of_pair(sel, "public_holidays")
    alike = of_pair(sel, "religion_similarity")
    days = of_years(sel, days[days.year <= _named_year(sel)])
    alike = of_years(sel, alike)
    if spells.empty and days.empty and alike.empty:
        return None
    missing = word("status", "not_found")
    return _(
        "Last of these two in the tables of the world: entry rules {rules}, public holidays {holidays}, "
        "overlap of religions {religions}; air routes are of {routes}. They hold nothing on visitors, "
        "pilgrims, places of worship, registration after entry, trains, buses or crossings: of these only "
        "our own record tells, and what it lacks is not found by us, not absent.",
        rules=Day(spells.last_seen.max()) if len(spells) else missing,
        holidays=Year(int(days.year.max())) if len(days) else missing,
        religions=Year(int(alike.year.max())) if len(alike) else missing,
        routes=Day(ROUTES_OF),
    )
