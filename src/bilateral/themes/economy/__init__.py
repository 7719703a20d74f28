"""The economy of a pair: trade by both reporters, pledges, partners, firms, deals, freight, energy, size,
and what tables of the whole world hold.

One module for each question; `drawn` says whose figure is drawn where several owners give one.
"""

from __future__ import annotations

from collections.abc import Callable

from bilateral.datapackage import Selection
from bilateral.themes import Indicator
from bilateral.themes.economy import (
    answer,
    deals,
    firms,
    freight,
    goods,
    limits,
    partners,
    pledges,
    projects,
    size,
    trade,
    world,
)

# A page of the chapter may tell of a deal that is an act of diplomacy, too: see `deals_table`.
READS = ("economy", "diplomacy")
INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        answer.answer,
        trade.turnover,
        trade.turnover_figures,
        trade.growth,
        trade.mirror,
        pledges.pledges,
        pledges.pledge_table,
        partners.partners_a,
        partners.partners_b,
        partners.partner_table,
        partners.share_table,
        firms.firms,
        firms.firms_table,
        deals.deals,
        deals.deals_table,
        deals.portfolio,
        projects.projects,
        projects.project_table,
        freight.freight,
        freight.energy,
        goods.agrifood,
        goods.goods,
        size.gdp,
        world.exports_fourth_year,
        world.shares_four_years,
        world.partner_lists,
        world.mirror_all_goods,
        world.trade_agreements,
        limits.limits,
    )
}
