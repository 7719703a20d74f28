"""What a theme hands to a page: indicators, each with its numbers, its chart or table, and its findings.

A theme module holds pure functions `Selection -> Indicator` and lists them, in the order of its page, in
`INDICATORS`. It is given the rows of its own theme, or of the themes that it names in `READS`. It knows no
file, no notebook and no country: the pair comes with the selection. What the themes share stands in `rows`
(picking and counting rows, their sources) and `columns` (table columns).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from bilateral.messages import Message, Sentences, Value

ChartKind = Literal["lines", "bars", "ranking", "timeline", "pairs", "band", "grid", "spans", "forest"]


@dataclass(frozen=True)
class Finding:
    """One computed sentence with its sources (ids of `data/sources.csv`)."""

    name: str
    text: Message | Sentences
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """How an indicator's frame is drawn. Columns the frame must have, by kind:

    lines     period (a year, or a month for dated stocks), series, value; optional status (reported,
              not_reported, zero, not_found), role (value, target), mark (other_owner: drawn hollow)
    bars      period (a year), series, value: stacked counts or amounts, negative values below the line
    ranking   category, value; optional series: horizontal bars, largest first
    timeline  date (ISO, any precision), lane, and optional series: one mark per dated act
    pairs     category, series (two of them), value: two values of one thing, joined by a line
    band      period, series, value, where the series "low", "mid" and "high" are the spread of the others
    grid      row, column, status: one marked cell each
    spans     row, start, end (empty: still going on), optional series: periods as horizontal bars
    forest    panel, row, value, low, high (NaN: no interval), open (the interval has no upper end), band_low,
              band_high (NaN: none), said (words in place of a mark): effects with intervals, a panel for each
              unit; `panels` names the axis of each panel, `ratios` the panels on a scale of ratios

    `labels` gives the words for codes in series, category, lane, row, column and status; ISO codes
    of countries need none. `unit` is the unit of `value`: USD, percent, share (0 to 1), count, persons, ...
    """

    kind: ChartKind
    unit: str = "count"
    x_label: Value | None = None
    y_label: Value | None = None
    labels: Mapping[str, Value] = field(default_factory=dict)
    turning_point: bool = False  # draw the pair's turning point as a dashed line
    gap: tuple[
        str, ...
    ] = ()  # for lines: series in pairs, each pair's gap is shaded; hollow points have none
    join_gaps: bool = False  # for lines: join points over missing years (dated stocks, not yearly flows)
    log: bool = False
    panels: Mapping[str, Value] = field(default_factory=dict)
    ratios: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Column:
    """A table column. `kind` says how a cell is written and, for words, where its translation stands:

    text (name or code, left as it is), printed (English words of a publisher, left as they are), value (a
    `messages.Value` in the cell), title (a row's own text, keyed by `event_id` or `commitment_id`), word (a
    code of `vocabulary`), day, period, number, money, percent, country, countries, place, sources, mark.
    """

    name: str
    header: Message
    kind: str = "text"
    vocabulary: str = ""


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Indicator:
    """A named question put to the data, with its answer.

    `frame` is tidy, one row per mark or table row. Where it has the columns `source` and `statistics_owner`
    (each may hold several ids joined by ";"), the page prints them under the figure. An empty frame is an
    honest answer too.
    """

    name: str
    theme: str
    title: Message
    frame: pd.DataFrame
    chart: Chart | None = None
    table: Table | None = None
    findings: tuple[Finding, ...] = ()
    note: Message | None = None

    @property
    def id(self) -> str:
        return f"{self.theme}-{self.name}".replace("_", "-")
