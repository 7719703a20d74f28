"""What the modules of this chapter share."""

from __future__ import annotations

from bilateral.datapackage import Selection
from bilateral.messages import Country, Value

THEME = "tourism_religion"


def route(origin: str, destination: str) -> dict[str, Value]:
    return {"origin": Country(origin), "destination": Country(destination)}


def way(sel: Selection, destination: str) -> str:
    """The name of a direction, which does not depend on the order of the pair."""
    return "one_way" if destination == min(sel.a, sel.b) else "other_way"
