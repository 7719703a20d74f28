"""What the modules of this chapter share."""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Value
from bilateral.themes.rows import TRUST

THEME = "tourism_religion"


def route(origin: str, destination: str) -> dict[str, Value]:
    return {"origin": Country(origin), "destination": Country(destination)}


def way(sel: Selection, destination: str) -> str:
    """The name of a direction, which does not depend on the order of the pair."""
    return "one_way" if destination == min(sel.a, sel.b) else "other_way"


def best_trust(given: pd.Series) -> str:
    """The surest of several confidences."""
    return min(given, key=TRUST.__getitem__)


def event_trust(sel: Selection) -> dict[str, str]:
    """The best confidence among the sources of each event."""
    return dict(sel.event_sources.groupby("event_id").confidence.agg(best_trust))
