"""Draw the figure that README shows, trade as both sides report it (`make figure`)."""

from __future__ import annotations

from pathlib import Path

from bilateral import datapackage, figures
from bilateral.themes import economy

TARGET = Path(__file__).with_name("turnover.svg")
# An image in a README has no page whose light and dark it could follow: it brings a white ground.
GROUND = '<rect width="100%" height="100%" fill="#ffffff"/>'


def figure() -> str:
    """The figure as SVG text; the same data give the same bytes."""
    selection = datapackage.load().select("UZB", "KAZ")
    indicator = economy.INDICATORS["turnover"](selection)
    svg = figures.draw(indicator, "en", selection.turning_point).wide
    head, tag, rest = svg.partition(">")
    if "xmlns=" not in head:
        head += ' xmlns="http://www.w3.org/2000/svg"'
    return f"{head}{tag}{GROUND}{rest}\n"


if __name__ == "__main__":
    TARGET.write_text(figure(), encoding="utf-8", newline="\n")
    print(TARGET)
