"""The economy of a pair: trade by both reporters, pledges, partners, firms, deals, freight, energy, size.

One module for each question; `drawn` says whose figure is drawn where several owners give one.
"""

from __future__ import annotations

from collections.abc import Callable

from bilateral.datapackage import Selection
from bilateral.themes import Indicator
from bilateral.themes.economy import (
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
)

INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        trade.turnover,
        trade.turnover_spread,
        trade.turnover_figures,
        trade.growth,
        trade.mirror_in,
        trade.mirror_out,
        pledges.pledges,
        pledges.pledge_table,
        partners.partners_a,
        partners.partners_b,
        partners.partner_table,
        partners.share,
        partners.share_table,
        firms.firms,
        firms.firms_table,
        deals.deals,
        deals.deals_table,
        deals.portfolio,
        projects.projects,
        projects.project_table,
        freight.freight,
        freight.oil_transit,
        freight.gas_transit,
        freight.freight_table,
        goods.agrifood_in,
        goods.goods,
        size.gdp,
        size.population,
        limits.limits,
    )
}
