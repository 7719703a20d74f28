"""What is traded: farm and food goods."""

from __future__ import annotations

from bilateral.datapackage import Selection
from bilateral.messages import Country, Percent, Period, Year, _
from bilateral.themes import Column, Indicator, Table
from bilateral.themes.columns import OWNER, PERIOD, REPORTER, SOURCE
from bilateral.themes.economy.drawn import STATED, THEME, as_stated, pick, usd
from bilateral.themes.economy.trade import directions
from bilateral.themes.economy.world import with_world
from bilateral.themes.rows import Findings, between, stated


def agrifood(sel: Selection) -> Indicator:
    """Farm and food goods in both directions as both report them (lower bounds)."""
    return directions(
        with_world(sel, "agrifood_trade"),
        "agrifood",
        "_agrifood",
        _("Farm and food goods in each direction, by the exporter and by the importer"),
        _("Lower bounds: the copy of the trade matrix keeps only the larger flows."),
    )


_GOODS = {
    "exports_wheat": _("wheat"),
    "exports_flour_starch": _("flour, starch and other food products"),
    "exports_processed_food": _("processed meat, fish, fruit, vegetables, oils and fats"),
    "exports_sunflower_seed": _("sunflower seed"),
}
_PARTS = {
    "exports_fruit_vegetables_share": _("fruit and vegetables, share in exports"),
    "exports_fruit_vegetables": _("exports of fruit and vegetables"),
    "exports_fruit_vegetables_tonnes": _("exports of fruit and vegetables, tonnes"),
    "imports_industrial_goods": _("imports of industrial goods"),
    "imports_tonnes": _("all imports, tonnes"),
    "imports_tonnes_growth": _("growth of all imports by weight"),
    "imports_growth": _("growth of all imports by value"),
    "exports_wheat_tonnes": _("exports of wheat, tonnes"),
    "exports_wheat_share": _("wheat, share in the exports of it"),
    "exports_grain_tonnes": _("exports of grain, tonnes"),
    "exports_flour_tonnes": _("exports of flour, tonnes"),
    "exports_cement_tonnes": _("exports of cement, tonnes"),
    "exports_coal_tonnes": _("exports of coal, tonnes"),
    "exports_cars_growth": _("growth of exports of cars"),
}


def goods(sel: Selection) -> Indicator:
    """Single goods and groups of goods of both directions as stated, part-years with their months."""
    words = {**{k: _("exports of {good}", good=v) for k, v in _GOODS.items()}, **_PARTS}
    rows = between(sel, *words)
    frame = as_stated(rows, words)
    order = {k: i for i, k in enumerate(words)}
    frame = frame.assign(order=frame.indicator.map(order))
    frame = frame.sort_values(["reporter", "order", "period"], kind="stable")
    findings = Findings()
    full = rows[rows.year.notna() & rows.indicator.isin(list(_GOODS))]
    for reporter in (sel.a, sel.b):
        mine = full[full.reporter == reporter]
        if mine.empty:
            continue
        last = mine[mine.year == mine.year.max()].sort_values("value", kind="stable").iloc[-1]
        first = mine[mine.indicator == last.indicator].sort_values("year", kind="stable").iloc[0]
        findings.add(
            f"goods_lead_{reporter.lower()}",
            _(
                "{country}: {good} is the largest of the goods listed in {last}, with exports of {new}; in "
                "{first} it was {old}.",
                country=Country(reporter),
                good=_GOODS[last.indicator],
                last=Year(int(last.year)),
                new=stated(last, usd),
                first=Year(int(first.year)),
                old=stated(first, usd),
            ),
            last,
            first,
        )
    for reporter in (sel.a, sel.b):
        mine = rows[(rows.indicator == "exports_fruit_vegetables_share") & (rows.reporter == reporter)]
        if mine.period.nunique() > 1:
            start, end = mine.iloc[0], mine.iloc[-1]
            findings.add(
                f"fruit_{reporter.lower()}",
                _(
                    "{country}: fruit and vegetables were {old} of its exports to the partner ({first}) and "
                    "later {new} ({last}). The periods are of different length and season.",
                    country=Country(reporter),
                    old=stated(start, Percent),
                    new=stated(end, Percent),
                    first=Period(start.period),
                    last=Period(end.period),
                ),
                start,
                end,
            )
    for reporter in (sel.a, sel.b):
        tonnes, money = (
            pick(sel, rows[(rows.indicator == k) & (rows.reporter == reporter)])
            for k in ("imports_tonnes_growth", "imports_growth")
        )
        for r in tonnes.itertuples():
            same = money[money.year == r.year]
            if len(same) and r.value * same.value.iloc[0] < 0:
                findings.add(
                    f"weight_{reporter.lower()}_{int(r.year)}",
                    _(
                        "{country}: imports from the partner changed by {weight} in weight and by {value} in "
                        "value in {year}.",
                        country=Country(reporter),
                        weight=stated(r, Percent),
                        value=stated(same.iloc[0], Percent),
                        year=Year(int(r.year)),
                    ),
                    r,
                    same,
                )
    return Indicator(
        "goods",
        THEME,
        _("Goods traded as stated, both directions"),
        frame[["reporter", "what", "period", *STATED]],
        table=Table(
            (
                REPORTER,
                Column("what", _("What"), "value"),
                PERIOD,
                Column("amount", _("Figure"), "value"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
        note=_(
            "Amounts of farm and food goods are lower bounds: the copy of the trade matrix keeps only the "
            "larger flows. A share is of one group in all exports to the partner, or of the partner in all "
            "exports of one good, as the row says."
        ),
    )
