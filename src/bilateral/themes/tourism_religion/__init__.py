"""Tourism and religion: visits in both directions, feast dates, the single visa, rules of stay, transport,
and what the tables of the world hold on entry, air routes, holidays and religions.

Feast days are events of kind `feast_day` with the id `FEAST-<country>-<feast>-<year>`. What became of a
promise stands in the note of the commitment: see `promises`.
"""

from __future__ import annotations

from collections.abc import Callable

from bilateral.datapackage import Selection
from bilateral.themes import Indicator
from bilateral.themes.tourism_religion import (
    feasts,
    limits,
    neighbours,
    promises,
    transport,
    travellers,
    visa,
    world,
    yardsticks,
)

# Flights, crossings and the closing of the border are told with the traffic of goods.
READS = ("tourism_religion", "economy")
INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        travellers.visitors_one_way,
        travellers.visitors_other_way,
        travellers.same_months,
        travellers.mirror,
        travellers.purposes,
        travellers.visitors_table,
        feasts.feasts,
        feasts.feast_table,
        feasts.feast_acts,
        yardsticks.offsets,
        neighbours.base_rate,
        yardsticks.crosscheck,
        visa.visa,
        visa.visa_table,
        transport.transport,
        promises.promises,
        transport.flights,
        transport.crossings,
        world.entry_rules,
        world.air_routes,
        world.holidays_in_common,
        world.common_days,
        world.religions,
        world.religion_similarity,
        limits.limits,
    )
}
