"""Was there a new stage? The primary indicators of all themes, tested side by side.

`series` makes the yearly series, `answers` puts them through `bilateral.turning_point`, `shown` writes what a
page shows. `thesis` hands the same answers to the judge of claims.
"""

from __future__ import annotations

from bilateral.themes.synthesis.shown import (
    answer,
    baselines,
    baselines_counts,
    effects,
    effects_table,
    limits,
    record,
    rivals,
    trust,
)
from bilateral.themes.synthesis.thesis import thesis
from bilateral.vocabulary import THEMES

READS = THEMES
INDICATORS = {
    "answer": answer,
    "effects": effects,
    "effects_table": effects_table,
    "baselines": baselines,
    "baselines_counts": baselines_counts,
    "rivals": rivals,
    "record": record,
    "trust": trust,
    "limits": limits,
}

__all__ = ["INDICATORS", "thesis"]
