"""Trade of the two in tables that cover every pair of neighbours: exports, shares, mirror data, agreements.

Each indicator reads one table, so that no line joins two sources. What a missing row means is not the same in
all of them, and none of them is a zero: see `bilateral.upstream`, whose module for each table says so.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Percent, Period, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import OWNER, REPORTER, SOURCE
from bilateral.themes.economy.drawn import THEME, usd
from bilateral.themes.rows import Findings, arrow, between, frame_of, ways

TABLES = ("goods_exports", "trade_history", "trade_shares", "goods_trade", "trade_agreements")
_POINTS = "period series value status statistics_owner source"


def rows_of(sel: Selection, table: str) -> pd.DataFrame:
    """The rows of a table of the world about the two, within the years asked for (a period: wholly inside).

    Columns as in `data/schemas/<table>.json`, in the order of the table.
    """
    frame = sel.world[table]
    one, two = ("exporter", "importer") if table == "trade_history" else ("reporter", "partner")
    if table == "trade_agreements":
        one, two = "a", "b"
    start, end = ("first_year", "last_year") if table == "trade_history" else ("year", "year")
    pair = [sel.a, sel.b]
    mine = frame[frame[one].isin(pair) & frame[two].isin(pair)]
    inside = (mine[start] >= (sel.since or 0)) & (mine[end] <= (sel.until or 9999))
    return mine[inside].reset_index(drop=True)


# --- exports every fourth year ---


def exports_fourth_year(sel: Selection) -> Indicator:
    """Exports of all goods each way in dollars, every fourth year, by the exporter; no mirror data."""
    rows, source = rows_of(sel, "goods_exports"), sel.published.get("goods_exports", "")
    lines = {way: rows[rows.reporter == way[0]].sort_values("year") for way in ways(sel)}
    points = [
        (str(r.year), f"{o}-{t}", r.exports, "zero" if r.exports == 0 else "reported", "COMTRADE", source)
        for (o, t), mine in lines.items()
        for r in mine.itertuples()
    ]
    findings = Findings()
    for (origin, target), mine in lines.items():
        name = f"exports_fourth_{origin.lower()}_{target.lower()}"
        if len(mine):
            findings.add(name, _fourth_year_text(origin, target, mine), source)
        elif len(rows):
            text = _("{way}: no row in this data set, which is no zero.", way=arrow(origin, target))
            findings.add(name, text, source)
    for (origin, target), mine in lines.items():
        sizes = sel.world["macro"]
        sizes = sizes[(sizes.country == origin) & sizes.gdp.notna()].set_index("year").gdp
        both = [r for r in mine.itertuples() if r.year in sizes.index and r.exports > 0]
        if both:
            last = both[-1]
            findings.add(
                f"exports_fourth_to_gdp_{origin.lower()}",
                _(
                    "{way}: the exports of {year} equal {percent} of the gross domestic product of the "
                    "exporter.",
                    way=arrow(origin, target),
                    year=Year(int(last.year)),
                    percent=_share(last.exports / sizes[last.year]),
                ),
                source,
                sel.published.get("macro", ""),
            )
    return Indicator(
        "exports_fourth_year",
        THEME,
        _("Exports of all goods in each direction, every fourth year, by the exporter"),
        frame_of(points, _POINTS),
        chart=Chart(
            "lines",
            unit="USD",
            labels={f"{o}-{t}": arrow(o, t) for o, t in lines},
            turning_point=True,
            join_gaps=True,
        ),
        findings=tuple(findings),
        note=_(
            "Current dollars, one figure every fourth year to 2016, by all signs as the exporter reported "
            "it to UN Comtrade; there is no mirror data in it. Lines join the years that are there. A year "
            "without a row means that the exporter is not in the data set for it; a zero means that it is, "
            "and that nothing is recorded with this partner."
        ),
    )


def _fourth_year_text(origin: str, target: str, mine: pd.DataFrame) -> Message:
    first, last = mine.iloc[0], mine.iloc[-1]
    top = mine.loc[mine.exports.idxmax()]
    known: dict[str, Value] = {
        "way": arrow(origin, target),
        "new": usd(last.exports),
        "last": Year(int(last.year)),
    }
    if len(mine) == 1:
        return _("{way}: exports of {new} in {last}, the only year in this data set.", **known)
    known["n"] = Number(len(mine))
    if top.exports == 0:
        return _(
            "{way}: a zero in all {n} years of this data set, the last of them {last}: nothing is recorded "
            "with this partner.",
            **known,
        )
    known |= {
        "old": usd(first.exports),
        "first": Year(int(first.year)),
        "most": usd(top.exports),
        "top": Year(int(top.year)),
    }
    return _(
        "{way}: exports of {old} in {first} and {new} in {last}; the highest of the {n} figures is {most} "
        "({top}).",
        **known,
    )


def _share(value: float) -> Value:
    """A share of 0 to 1 in per cent; one that would be written as 0 has a bound."""
    return Percent(100 * value) if value == 0 or value >= 0.0005 else _below(0.05)


def _below(percent: float) -> Value:
    return _("less than {percent}", percent=Percent(percent, 2))


# --- shares over four years ---


def shares_four_years(sel: Selection) -> Indicator:
    """Each side's share in the exports and imports of the other, over periods of four years."""
    rows, source = rows_of(sel, "trade_history"), sel.published.get("trade_history", "")
    rows = rows.assign(period=[f"{r.first_year}/{r.last_year}" for r in rows.itertuples()])
    points, labels, findings = [], {}, Findings()
    for country, partner in ways(sel):
        out, into = (rows[rows[side] == country].set_index("period") for side in ("exporter", "importer"))
        known: dict[str, Value] = {"country": Country(country), "partner": Country(partner)}
        for flow, mine, cells in (("exports", out, out.of_exports), ("imports", into, into.of_imports)):
            code = f"{country}-{flow}"
            labels[code] = (
                _("{country}: share of {partner} in exports", **known)
                if flow == "exports"
                else _("{country}: share of {partner} in imports", **known)
            )
            points += [(p, code, 100 * cells[p], "reported", "COW", source) for p in mine.index]
        both = [p for p in out.index if p in into.index]
        if both:
            first, last = both[0], both[-1]
            known |= {
                "last": Period(last),
                "out": _share(out.of_exports[last]),
                "into": _share(into.of_imports[last]),
            }
            text = (
                _(
                    "{country}: the share of {partner} was {out} in exports and {into} in imports ({last}).",
                    **known,
                )
                if first == last
                else _(
                    "{country}: the share of {partner} was {old_out} in exports and {old_into} in imports "
                    "({first}), later {out} and {into} ({last}).",
                    first=Period(first),
                    old_out=_share(out.of_exports[first]),
                    old_into=_share(into.of_imports[first]),
                    **known,
                )
            )
            findings.add(f"shares_four_years_{country.lower()}", text, source)
    sums = rows.groupby("period")["mean"].agg(["sum", "size"])
    sums = sums[sums["size"] == 2]["sum"]
    if len(sums):
        findings.add(
            "shares_four_years_sum",
            _(
                "Both directions together: {old} a year ({first}), {new} a year ({last}), the highest {most} "
                "a year ({top}), in dollars of the time.",
                old=usd(sums.iloc[0]),
                first=Period(sums.index[0]),
                new=usd(sums.iloc[-1]),
                last=Period(sums.index[-1]),
                most=usd(sums.max()),
                top=Period(sums.idxmax()),
            ),
            source,
        )
    thin = int((rows.years < 4).sum())
    if thin:
        findings.add(
            "shares_four_years_thin",
            ngettext(
                "{k} of the {n} means rests on two or three years: a year with a zero or without a figure is "
                "left out.",
                "{k} of the {n} means rest on two or three years: a year with a zero or without a figure is "
                "left out.",
                thin,
                k=Number(thin),
                n=Number(len(rows)),
            ),
            source,
        )
    return Indicator(
        "shares_four_years",
        THEME,
        _("Share of the other country in exports and imports, over four years, by a compilation"),
        frame_of(points, _POINTS),
        chart=Chart("lines", unit="percent", labels=labels, join_gaps=True),
        findings=tuple(findings),
        note=_(
            "Computed here from a compilation by scholars that ends with 2014; it has one figure for each "
            "direction, which is in part the partner's report. A point stands at the last year of its four; "
            "lines join the periods that are there. The total is what the compilation records with all "
            "partners. A period without a row has at most one year with a recorded flow, which is no zero."
        ),
    )


# --- lists of the largest partners ---


def _printed(row: Any) -> Value:
    """A printed share, or the bound of a partner that is not named; 0 is less than half a per cent."""
    value = row.at_most if pd.isna(row.percent) else row.percent
    if value == 0:
        return _below(0.5)
    return _("at most {percent}", percent=Percent(value)) if pd.isna(row.percent) else Percent(value)


def _cell(row: Any) -> Value:
    """The same in a table, where a bound says why it is one."""
    return _("not on the list: {bound}", bound=_printed(row)) if pd.isna(row.percent) else _printed(row)


def partner_lists(sel: Selection) -> Indicator:
    """The share of the other country as lists of the largest partners print it, or its bound."""
    rows, source = rows_of(sel, "trade_shares"), sel.published.get("trade_shares", "")
    out, findings = [], Findings()
    for reporter, partner in ways(sel):
        mine = rows[rows.reporter == reporter].sort_values("year", kind="stable")
        lists: dict[str, dict[int, Any]] = {
            flow: {int(r.year): r for r in mine[mine.flow == flow].itertuples()}
            for flow in ("exports", "imports")
        }
        for year in sorted({*lists["exports"], *lists["imports"]}):
            cells: list[Any] = []
            for found in lists.values():
                r = found.get(year)
                cells += [_cell(r), r.percent, r.at_most] if r else [_("no list"), math.nan, math.nan]
            out.append((str(year), reporter, partner, *cells, "CIA", source))
        named = {f: [r for r in found.values() if pd.notna(r.percent)] for f, found in lists.items()}
        if lists["exports"] and lists["imports"]:
            last = {flow: found[max(found)] for flow, found in lists.items()}
            findings.add(
                f"partner_lists_{reporter.lower()}",
                _(
                    "{country}: {partner} is named in {k} of {n} lists of the largest buyers and in {l} of "
                    "{m} lists of the largest suppliers. By the latest lists its share is {out} in exports "
                    "({out_year}) and {into} in imports ({into_year}).",
                    country=Country(reporter),
                    partner=Country(partner),
                    k=Number(len(named["exports"])),
                    n=Number(len(lists["exports"])),
                    l=Number(len(named["imports"])),
                    m=Number(len(lists["imports"])),
                    out=_printed(last["exports"]),
                    into=_printed(last["imports"]),
                    out_year=Year(int(last["exports"].year)),
                    into_year=Year(int(last["imports"].year)),
                ),
                source,
            )
    columns = (
        "period reporter partner exports exports_percent exports_at_most imports imports_percent "
        "imports_at_most statistics_owner source"
    )
    return Indicator(
        "partner_lists",
        THEME,
        _("Share of the other country in lists of the largest partners"),
        frame_of(out, columns),
        table=Table(
            (
                Column("period", _("Year"), "period"),
                REPORTER,
                Column("exports", _("Share in its exports"), "value"),
                Column("imports", _("Share in its imports"), "value"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "As printed by the CIA World Factbook, which does not name the statistics behind it. To 2017 "
            "most are printed with one decimal, from 2019 on in whole per cent: read them as two series. A "
            "list holds the largest partners only; a partner that it does not name has at most the smallest "
            "share printed, and at most what the list leaves of 100%. That is a bound and no zero."
        ),
    )


# --- mirror data of one year ---


def mirror_all_goods(sel: Selection) -> Indicator:
    """All goods in one year, each direction as the exporter and as the importer counted it."""
    rows, source = rows_of(sel, "goods_trade"), sel.published.get("goods_trade", "")
    found = {(r.reporter, r.flow, int(r.year)): float(r.value) for r in rows.itertuples()}
    out, findings = [], Findings()
    for year in sorted(set(rows.year)):
        for origin, target in ways(sel):
            gave, took = found.get((origin, "exports", year)), found.get((target, "imports", year))
            if gave is None and took is None:
                continue
            cells = (_("no row") if x is None else usd(x) for x in (gave, took))
            way = arrow(origin, target)
            out.append((str(year), way, *cells, gave, took, "WITS", source))
            known: dict[str, Value] = {"way": way, "year": Year(int(year))}
            if gave is not None and took is not None:
                high, low = max(gave, took), min(gave, took)
                text = _(
                    "{way}, {year}: exports of {gave} by the exporter, imports of {took} by the importer. "
                    "The larger count is {percent} above the smaller.",
                    gave=usd(gave),
                    took=usd(took),
                    percent=_share(high / low - 1),
                    **known,
                )
            elif gave is not None:
                text = _(
                    "{way}, {year}: exports of {gave} by the exporter; the importer's count is not in the "
                    "table.",
                    gave=usd(gave),
                    **known,
                )
            else:
                assert took is not None
                text = _(
                    "{way}, {year}: imports of {took} by the importer; the exporter's count is not in the "
                    "table.",
                    took=usd(took),
                    **known,
                )
            findings.add(f"mirror_all_goods_{origin.lower()}_{target.lower()}", text, source)
    columns = "period way by_exporter by_importer exports imports statistics_owner source"
    return Indicator(
        "mirror_all_goods",
        THEME,
        _("All goods in one year, counted by the exporter and by the importer"),
        frame_of(out, columns),
        table=Table(
            (
                Column("period", _("Year"), "period"),
                Column("way", _("Direction"), "value"),
                Column("by_exporter", _("Exports by the exporter"), "value"),
                Column("by_importer", _("Imports by the importer"), "value"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "Mirror data of 2023, as the customs of each side reported it. The table holds only flows that "
            "are among the seven largest of one of the two. A count that is missing was not among "
            "them or not reported, and is no zero."
        ),
    )


# --- trade agreements ---


def trade_agreements(sel: Selection) -> Indicator:
    """Trade agreements with both as members: when each was signed and when each entered into force."""
    rows, source = rows_of(sel, "trade_agreements"), sel.published.get("trade_agreements", "")
    out, findings = [], Findings()
    for lane in ("signed", "in_force"):
        years = [int(r.year) for r in rows.itertuples() for _unused in range(getattr(r, lane))]
        out += [(str(year), lane, source) for year in years]
        if not years:
            continue
        known: dict[str, Value] = {
            "n": Number(len(years)),
            "first": Year(min(years)),
            "last": Year(max(years)),
            "late": Number(sum(year >= sel.turning_point for year in years)),
            "since": Year(sel.turning_point),
        }
        text = (
            ngettext(
                "{n} trade agreement with both as members is listed as signed ({first}); since {since}: "
                "{late}.",
                "{n} trade agreements with both as members are listed as signed, the first in {first}, the "
                "latest in {last}; since {since}: {late}.",
                len(years),
                **known,
            )
            if lane == "signed"
            else ngettext(
                "{n} trade agreement with both as members is listed as entered into force ({first}); since "
                "{since}: {late}.",
                "{n} trade agreements with both as members are listed as entered into force, the first in "
                "{first}, the latest in {last}; since {since}: {late}.",
                len(years),
                **known,
            )
        )
        findings.add(f"trade_agreements_{lane}", text, source)
    return Indicator(
        "trade_agreements",
        THEME,
        _("Trade agreements with both as members"),
        frame_of(out, "date lane source"),
        chart=Chart(
            "timeline",
            labels={"signed": _("Signed"), "in_force": _("Entered into force")},
            turning_point=True,
        ),
        findings=tuple(findings),
        note=_(
            "Counted here from a list by scholars of treaties of 1948 to 2021, by the year. Most have other "
            "members too; an accession counts in its own year, a change of an older agreement as one "
            "more. Only beginnings are listed: withdrawals are not, and for some signed agreements no "
            "entry into force is. The sum is what was agreed, not what is in force."
        ),
    )


# --- what stands in for observations that nobody collected ---


def with_world(sel: Selection, table: str) -> Selection:
    """The selection with figures of `agrifood_trade` or `macro` in place of observations not collected.

    Only where no observation of that kind about the two is there, so that no line joins two sources; else the
    selection itself. Empty cells of the table become no observation.
    """
    if table == "agrifood_trade":
        held = between(sel, "exports_agrifood", "imports_agrifood")
        rows = rows_of(sel, table)
        names = {"exports": "exports_agrifood", "imports": "imports_agrifood"}
        owner, qualifier = "FAOSTAT", "more_than"
    else:
        held = sel.observations[
            (sel.observations.indicator == "gdp") & sel.observations.reporter.isin([sel.a, sel.b])
        ]
        rows = sel.macro[sel.macro.country.isin([sel.a, sel.b])].assign(partner="")
        rows = rows.rename(columns={"country": "reporter"})
        rows = rows[rows.year.between(sel.since or 0, sel.until or 9999)]
        names, owner, qualifier = {"gdp": "gdp"}, "WB", "exact"
    if len(held) or rows.empty:
        return sel
    long = rows.melt(["reporter", "partner", "year"], list(names), "indicator", "value").dropna()
    made = long.assign(
        indicator=long.indicator.map(names),
        period=long.year.astype(str),
        qualifier=qualifier,
        unit="USD",
        statistics_owner=owner,
        source=sel.published.get(table, ""),
        confidence="high",
        note="",
    ).sort_values(["reporter", "indicator", "period"])
    made["observation_id"] = [
        f"{r.indicator}.{r.reporter}.{r.partner or 0}.{r.period}.world" for r in made.itertuples()
    ]
    made = made[list(sel.observations.columns)]
    kept = [frame for frame in (sel.observations, made) if len(frame)]
    return sel.having(observations=pd.concat(kept, ignore_index=True)) if kept else sel


# --- what the tables cannot tell ---


def limits_world(sel: Selection) -> Findings:
    """Which of the tables have a row for the two, and with which year each of them ends."""
    findings = Findings()
    names: dict[str, Message] = {
        "goods_exports": _("exports every fourth year"),
        "trade_history": _("means of four years"),
        "trade_shares": _("lists of the largest partners"),
        "goods_trade": _("mirror data of one year"),
        "trade_agreements": _("trade agreements"),
    }
    lacking = [table for table in TABLES if rows_of(sel, table).empty]
    findings.add(
        "limits_world",
        _(
            "Of the {n} tables of the world read here, these have no row for the two in the years "
            "shown: {names}.",
            n=Number(len(TABLES)),
            names=Join([names[table] for table in lacking]),
        )
        if lacking
        else _(
            "All {n} tables of the world read here have rows for the two in the years shown.",
            n=Number(len(TABLES)),
        ),
    )
    ends = {
        table: int(sel.world[table]["last_year" if table == "trade_history" else "year"].max())
        for table in TABLES
    }
    findings.add(
        "limits_world_ends",
        _(
            "These tables end early, whatever the pair: {ends}. Services, investment and trade without a "
            "customs record are in none of them.",
            ends=Join(
                [_("{table} ({year})", table=names[table], year=Year(year)) for table, year in ends.items()]
            ),
        ),
        *(sel.published.get(table, "") for table in TABLES),
    )
    return findings
