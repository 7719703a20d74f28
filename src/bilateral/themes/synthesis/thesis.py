"""The answers of the themes as evidence on the claim that a new stage began in a certain year."""

from __future__ import annotations

from dataclasses import dataclass

from bilateral import turning_point as tp
from bilateral.datapackage import Selection
from bilateral.messages import Message, Value, Year, _
from bilateral.themes.synthesis.answers import answers
from bilateral.themes.synthesis.series import NAMES
from bilateral.vocabulary import word

# What a theme's answer says of a new stage. A change that the record or the baseline may explain leaves it
# open, and so does "no change beyond chance": with so few years a change could be there and not be seen.
_STANCE = {
    "particular": "for",
    "shared": "for",
    "alone": "for",
    "record": "vague",
    "depends": "vague",
    "other_way": "against",
    "no_change": "vague",
    "unknown": "",
}
_TABLES = {"unga_agreement": "unga_agreement", "agrifood_trade_share": "agrifood_trade"}


@dataclass(frozen=True)
class Witness:
    """One theme's answer: the table behind it, what it says of the claim, and the publication, if one."""

    table: str
    indicator: str
    stance: str
    source: str
    shown: Message


def thesis(sel: Selection, year: int) -> list[Witness]:
    """What the primary indicator of each theme says of a new stage from `year` on; none of unknown themes."""
    found = []
    for answer in answers(sel.having(turning_point=year) if sel.turning_point != year else sel):
        stance = _STANCE[answer.state]
        if not stance or not isinstance(answer.effect, tp.Effect):
            continue
        table = _TABLES.get(answer.primary.indicator, "events")
        said: dict[str, Value] = {
            "theme": word("theme", answer.primary.theme),
            "indicator": NAMES[answer.primary.indicator],
            "answer": word("answer", answer.state),
            "year": Year(year),
        }
        found.append(
            Witness(
                table,
                answer.primary.indicator,
                stance,
                answer.primary.sources[0] if answer.primary.sources else "",
                _("{theme}, {indicator}: {answer}", **said),
            )
        )
    return found
