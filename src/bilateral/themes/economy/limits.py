"""What the chapter on the economy cannot tell."""

from __future__ import annotations

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Number, Percent, Year, _
from bilateral.themes import Indicator
from bilateral.themes.economy.drawn import THEME, numbers, pick
from bilateral.themes.economy.trade import FLOW_WORDS
from bilateral.themes.economy.world import limits_world
from bilateral.themes.rows import Findings, between, frame_of


def limits(sel: Selection) -> Indicator:
    """What the record of this chapter lacks, counted."""
    names = sel.indicators[sel.indicators.theme == THEME].indicator
    ours = sel.observations[sel.observations.indicator.isin(list(names))]
    pair = {sel.a, sel.b}
    ours = ours[ours.reporter.isin(pair) & ours.partner.isin([*pair, ""])]
    findings = Findings()
    if len(ours):
        trade = between(sel, *FLOW_WORDS)
        sides = dict(zip(sel.owners.owner, sel.owners.side, strict=True))
        unnamed = trade[trade.statistics_owner == "unknown"]
        part = trade[trade.year.isna()]
        low = trade[trade.confidence == "low"]
        findings.add(
            "limits_owner",
            _(
                "Of {n} figures on trade between the two, {offices} name a statistics office of one of them. "
                "{compiled} come from compilations, {k} name no owner, the others name a ministry, a "
                "government or a presidency.",
                n=Number(len(trade)),
                offices=Number(int(trade.statistics_owner.isin([f"{c}-STAT" for c in pair]).sum())),
                compiled=Number(int(trade.statistics_owner.map(sides).eq("INT").sum())),
                k=Number(len(unnamed)),
            ),
        )
        findings.add(
            "limits_part_years",
            _(
                "{k} of these {n} figures are for a part of a year; they stand in tables and are not drawn "
                "as years.",
                n=Number(len(trade)),
                k=Number(len(part)),
            ),
        )
        findings.add(
            "limits_low",
            _(
                "{k} of these {n} figures are of low confidence and are not drawn.",
                n=Number(len(trade)),
                k=Number(len(low)),
            ),
        )
        for code, partner in ((sel.a, sel.b), (sel.b, sel.a)):
            have = {
                y for y in pick(sel, numbers(sel, "turnover", code, partner)).year if y >= sel.turning_point
            }
            every = range(sel.turning_point, int(max([sel.turning_point, *have, *trade.year.dropna()])) + 1)
            missing = [y for y in every if y not in have]
            if missing:
                findings.add(
                    f"limits_years_{code.lower()}",
                    _(
                        "{country}: no full-year turnover that could be drawn was found for {years}.",
                        country=Country(code),
                        years=Join([Year(y) for y in missing]),
                    ),
                )
        split = [
            int(y)
            for y in sorted(set(trade.year.dropna()))
            if y >= sel.turning_point
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.a)].indicator)
            and {"exports", "imports"} <= set(trade[(trade.year == y) & (trade.reporter == sel.b)].indicator)
        ]
        findings.add(
            "limits_split",
            _(
                "Years since {year} with exports and imports by both sides: {years}.",
                year=Year(sel.turning_point),
                years=Join([Year(y) for y in split] or [_("none")]),
            ),
        )
        unaudited = ours[ours.note.str.contains("unaudited")]
        findings.add(
            "limits_unaudited",
            _(
                "{k} of {n} figures about the two countries in this chapter come from a second round of "
                "collection that no second reader has checked.",
                n=Number(len(ours)),
                k=Number(len(unaudited)),
            ),
        )
        goods_rows = ours[ours.indicator.str.match("(exports|imports)_") & (ours.unit == "USD")]
        if len(goods_rows):
            owners = goods_rows.statistics_owner.value_counts(normalize=True)
            findings.add(
                "limits_goods",
                _(
                    "Goods by value rest on one owner for {percent} of the rows; for goods outside farm and "
                    "food almost no value was found.",
                    percent=Percent(100 * owners.iloc[0], 0),
                ),
            )
        invested = between(sel, "fdi_inflow", "fdi_stock_growth")
        findings.add(
            "limits_investment",
            _(
                "Investment has no section: figures found about investment between the two: {n}.",
                n=Number(len(invested)),
            ),
            *([invested] if len(invested) else []),
        )
    else:
        findings.add(
            "limits_nothing",
            _(
                "{a} and {b}: no figure on their trade has been collected by hand yet. Whatever the chapter "
                "shows of it comes from tables of the world.",
                a=Country(sel.a),
                b=Country(sel.b),
            ),
        )
    findings += limits_world(sel)
    return Indicator(
        "limits", THEME, _("What this chapter cannot tell"), frame_of([], "value"), findings=tuple(findings)
    )
