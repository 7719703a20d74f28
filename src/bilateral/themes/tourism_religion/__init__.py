"""Tourism and religion: visits in both directions, the single visa, rules of stay, transport, feast dates."""

from __future__ import annotations

from collections.abc import Callable

from bilateral.datapackage import Selection
from bilateral.themes import Indicator
from bilateral.themes.tourism_religion import feasts, limits, promises, transport, travellers, visa

INDICATORS: dict[str, Callable[[Selection], Indicator]] = {
    f.__name__: f
    for f in (
        travellers.visitors_one_way,
        travellers.visitors_other_way,
        travellers.same_months,
        travellers.mirror,
        travellers.purposes,
        travellers.visitors_table,
        visa.visa,
        visa.visa_table,
        transport.transport,
        promises.promises,
        transport.flights,
        transport.crossings,
        feasts.feasts,
        feasts.feast_table,
        feasts.offsets,
        feasts.base_rate,
        feasts.crosscheck,
        limits.limits,
    )
}
