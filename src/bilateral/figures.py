"""House style of the figures: one drawing per kind of chart, as SVG that follows the page's colours.

Each figure is drawn twice, wide and narrow, with real text, so that no letter gets small on a telephone.
Colours are CSS variables with a fallback (light and dark); no series is told apart by colour alone (marker,
dash or hatch differ too). The same input gives the same bytes. This module knows charts and languages, and
no country.
"""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from bilateral import countries, messages, reads
from bilateral.kept import kept
from bilateral.messages import (
    Country,
    Day,
    Message,
    Money,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    ngettext,
    render,
)
from bilateral.themes import Chart, Indicator
from bilateral.vocabulary import word

# Colours that stand for CSS variables: drawn with a colour that nothing else uses, replaced in the SVG.
_VARIABLES = {
    "#010101": "var(--bl-fg, var(--jp-content-font-color1, #1b1f24))",
    "#020202": "var(--bl-muted, var(--jp-content-font-color2, #57606a))",
    "#030303": "var(--bl-grid, var(--jp-border-color2, #d0d7de))",
    "#040404": "var(--bl-bg, var(--jp-layout-color0, #ffffff))",
    "#0a0001": "var(--bl-1, #0b5cad)",
    "#0a0002": "var(--bl-2, #b3470b)",
    "#0a0003": "var(--bl-3, #1b7a3d)",
    "#0a0004": "var(--bl-4, #7a3fa0)",
    "#0a0005": "var(--bl-5, #7d6200)",
    "#0a0006": "var(--bl-6, #b0245b)",
}
_FG, _MUTED, _GRID, _BG, *_SERIES = _VARIABLES
# The same for who writes SVG by hand: foreground, muted, grid, background, then the six series.
COLOURS = tuple(_VARIABLES.values())
_MARKERS = ("o", "s", "^", "D", "v", "P")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1)), (0, (8, 3)))
# no dots: each becomes a path of its own and a figure ten times the size
_HATCHES = ("", "////", "\\\\\\\\", "----", "xxxx", "||||")
_ABSENT = {"not_reported": "_", "zero": "o", "not_found": "x"}  # three kinds of nothing, three marks
_SPREAD = ("low", "mid", "high")


@dataclass(frozen=True)
class Drawing:
    """A figure ready for a page: two SVG texts and what a reader who cannot see them is told."""

    wide: str
    narrow: str
    alt: str


@dataclass(frozen=True)
class _Canvas:
    """What every drawing function needs besides its data."""

    ax: Axes
    chart: Chart
    frame: pd.DataFrame
    language: str
    narrow: bool
    turning_point: int | None

    def say(self, value: Any) -> str:
        return render(value, self.language)

    def label(self, code: str) -> str:
        return label(self.chart, code, self.language)

    def wrap(self, text: str, wide: int, narrow: int) -> str:
        return "\n".join(textwrap.wrap(text, narrow if self.narrow else wide, break_long_words=False)) or text


def draw(indicator: Indicator, language: str, turning_point: int | None = None) -> Drawing:
    """Draw an indicator's chart in one language.

    `indicator.frame` holds the columns that `Chart` asks of its kind. Raises ValueError where there is no
    chart, KeyError where a column is missing. The frame must not be empty: a page says so in words instead.
    """
    if indicator.chart is None:
        raise ValueError(f"indicator {indicator.id} has no chart")
    alt = describe(indicator, language, turning_point)
    # what is drawn, and nothing that may change beside it
    drawn = Indicator(indicator.name, indicator.theme, indicator.title, indicator.frame, indicator.chart)
    drawing, read = _drawn(drawn, language, turning_point, alt, messages.catalogues_digest(language))
    for key in read:
        reads.note(*key)
    return drawing


@kept
def _drawn(
    indicator: Indicator, language: str, turning_point: int | None, alt: str, translations: str
) -> tuple[Drawing, list[reads.Key]]:
    """The drawing, and what was read for it: who gets it from the disk has read that as well.

    `translations` is a digest of the words on which it hangs.
    """
    with reads.aside() as read:
        wide, narrow = (_svg(indicator, language, turning_point, alt, narrow=n) for n in (False, True))
    return Drawing(wide, narrow, alt), list(read)


def label(chart: Chart, code: Any, language: str) -> str:
    """The words for a code in a chart: its label, else the country of that code, else the code itself."""
    if isinstance(code, Value):
        return code.render(language)
    code = str(code)
    if code in chart.labels:
        return chart.labels[code].render(language)
    return (
        Country(code).render(language) if code == countries.WORLD or countries.fault(code) is None else code
    )


def quantity(value: float, unit: str, decimals: int | None = None) -> Value:
    """A number with its unit as a value for a sentence: money, per cent (also of a share) or a number."""
    if unit == "USD":
        # two decimals below ten billion: 4.97 must not read as 5.0 beside a target of 5
        return Money(value, 2 if abs(value) < 1e10 else 1)
    if unit == "percent":
        return Percent(value)
    if unit == "share":
        return Percent(100 * value)
    return Number(value, decimals)


# --- the drawing of each kind ---


def _lines(c: _Canvas) -> None:
    unit = _axis_unit(c, c.frame.value)
    frame = c.frame.assign(
        year=c.frame.period.map(_period_position),
        role=c.frame.get("role", "value"),
        status=c.frame.get("status", "reported"),
        mark=c.frame.get("mark", ""),
    )
    curves = {}
    handles: list[Any] = []
    series = list(dict.fromkeys(frame.series))
    for i, code in enumerate(series):
        mine = frame[frame.series == code]
        points = mine[(mine.role == "value") & mine.value.notna()].set_index("year").value.sort_index() / unit
        style: dict[str, Any] = {
            "color": _SERIES[i % 6],
            "marker": _MARKERS[i % 6],
            "linestyle": _DASHES[i % 6],
        }
        if len(points):
            # a missing year breaks the line: what was not reported is not drawn as if it had been
            whole = points if c.chart.join_gaps else _unbroken(points)
            c.ax.plot(whole.index, whole, markersize=4.5, linewidth=1.7, **style)
            curves[code] = whole
            other = mine[(mine.role == "value") & mine.value.notna() & (mine.mark == "other_owner")]
            hollow: dict[str, Any] = {
                "linestyle": "none",
                "markersize": 4.5,
                "markerfacecolor": _BG,
                "zorder": 4,
            }
            c.ax.plot(other.year, other.value / unit, color=style["color"], marker=style["marker"], **hollow)
        targets = mine[(mine.role == "target") & mine.value.notna()]
        if len(targets):
            style = {"color": _SERIES[i % 6], "marker": "D", "linestyle": "none"}
            c.ax.plot(
                targets.year,
                targets.value / unit,
                markersize=8,
                markerfacecolor=_BG,
                markeredgewidth=1.6,
                **style,
            )
            style["markerfacecolor"] = _BG
        if len(points) or len(targets):
            handles.append(Line2D([], [], label=c.wrap(c.label(code), 46, 34), markersize=5, **style))
    hollow_rows = frame[frame["mark"] == "other_owner"]
    shaded = False
    for one_code, two_code in zip(c.chart.gap[::2], c.chart.gap[1::2], strict=True):
        if one_code not in curves or two_code not in curves:
            continue
        one, two = curves[one_code], curves[two_code]
        # a gap is between two own reports: a hollow point is none
        hollow_any = set(hollow_rows[hollow_rows.series.isin([one_code, two_code])].year)
        common = [y for y in one.index.intersection(two.index) if y not in hollow_any]
        years = [y for y in common if pd.notna(one[y]) and pd.notna(two[y])]
        for run in _runs(years):
            c.ax.fill_between(run, one[run], two[run], color=_MUTED, alpha=0.25, linewidth=0)
            if len(run) == 1:
                c.ax.vlines(run, one[run], two[run], color=_MUTED, alpha=0.4, linewidth=4)
        shaded = shaded or bool(years)
    if shaded:
        handles.append(Patch(facecolor=_MUTED, alpha=0.3, label=c.say(_("gap between the two reports"))))
    if (frame["mark"] == "other_owner").any():
        hollow = {"linestyle": "none", "marker": "o", "color": _FG, "markerfacecolor": _BG, "markersize": 4.5}
        handles.append(Line2D([], [], label=c.wrap(c.say(word("status", "other_owner")), 46, 34), **hollow))
    handles += _absences(c, frame)
    if c.chart.log:
        c.ax.set_yscale("log")  # which brings tick labels of its own
        c.ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _pos: _tick(c, unit)(v)))
        c.ax.yaxis.set_minor_formatter(NullFormatter())
    elif (frame.value.dropna() >= 0).all() and c.chart.unit != "share":
        c.ax.set_ylim(bottom=0)
    _years(c, frame.year)
    _legend(c, handles)


def _bars(c: _Canvas) -> None:
    unit = _axis_unit(c, c.frame.groupby("period").value.sum())
    frame = c.frame.assign(year=c.frame.period.astype(str).str[:4].astype(int))
    years = list(range(frame.year.min(), frame.year.max() + 1))
    up, down = (dict.fromkeys(years, 0.0) for _unused in range(2))
    handles: list[Any] = []
    for i, code in enumerate(dict.fromkeys(frame.series)):
        sums = frame[(frame.series == code) & frame.value.notna()].groupby("year").value.sum() / unit
        style: dict[str, Any] = {
            "facecolor": _SERIES[i % 6],
            "edgecolor": _BG,
            "hatch": _HATCHES[i % 6],
            "linewidth": 0.6,
        }
        for year, value in sums.items():
            stack = up if value >= 0 else down
            c.ax.bar(year, value, bottom=stack[year], width=0.78, **style)
            stack[year] += value
        handles.append(Patch(label=c.wrap(c.label(code), 46, 34), **style))
    if "status" in frame:
        handles += _absences(c, frame)
    if min(down.values()) < 0:
        c.ax.axhline(0, color=_FG, linewidth=0.8)
    _years(c, frame.year)
    _legend(c, handles)


def _ranking(c: _Canvas) -> None:
    unit = _axis_unit(c, c.frame.value, axis="x")
    frame = c.frame[c.frame.value.notna()].sort_values("value", kind="stable").reset_index(drop=True)
    kinds = list(dict.fromkeys(frame["series"])) if "series" in frame else [""]
    for i, row in frame.iterrows():
        k = kinds.index(row["series"]) % 6 if "series" in frame else 0
        style: dict[str, Any] = {
            "facecolor": _SERIES[k],
            "hatch": _HATCHES[k],
            "edgecolor": _BG,
            "linewidth": 0.6,
        }
        c.ax.barh(i, row["value"] / unit, height=0.7, **style)
        c.ax.annotate(
            _tick(c, unit)(row["value"] / unit),
            (max(row["value"], 0) / unit, i),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            color=_FG,
            fontsize=_size(c.narrow),
        )
    names = [c.wrap(c.label(x), 40, 18) for x in frame.category]
    c.ax.set_yticks(range(len(frame)), names)
    c.ax.margins(x=0.16)
    c.ax.grid(axis="y", visible=False)
    if len(kinds) > 1:
        _legend(
            c,
            [
                Patch(facecolor=_SERIES[i % 6], hatch=_HATCHES[i % 6], edgecolor=_BG, label=c.label(k))
                for i, k in enumerate(kinds)
            ],
        )


def _timeline(c: _Canvas) -> None:
    frame = c.frame.assign(at=c.frame.date.map(_decimal_year))
    lanes = list(dict.fromkeys(frame.lane))[::-1]
    kinds = list(dict.fromkeys(frame["series"])) if "series" in frame else [""]
    seen: dict[tuple[str, float], int] = {}
    for i, kind in enumerate(kinds):
        mine = frame[frame["series"] == kind] if "series" in frame else frame
        heights = []
        for row in mine.itertuples():  # acts close together in one lane are set side by side upwards
            slot = (str(row.lane), round(float(row.at) * 2) / 2)
            seen[slot] = seen.get(slot, -1) + 1
            heights.append(lanes.index(row.lane) + min(seen[slot], 4) * 0.13 - 0.13)
        c.ax.plot(
            mine["at"],
            heights,
            linestyle="none",
            marker=_MARKERS[i % 6],
            markersize=5,
            color=_SERIES[i % 6],
            markeredgecolor=_BG,
            markeredgewidth=0.5,
        )
    c.ax.set_yticks(range(len(lanes)), [c.wrap(c.label(x), 30, 18) for x in lanes])
    c.ax.set_ylim(-0.6, len(lanes) - 0.4)
    _years(c, frame["at"])
    if len(kinds) > 1:
        _legend(
            c,
            [
                Line2D(
                    [], [], linestyle="none", marker=_MARKERS[i % 6], color=_SERIES[i % 6], label=c.label(k)
                )
                for i, k in enumerate(kinds)
            ],
        )


def _pairs(c: _Canvas) -> None:
    unit = _axis_unit(c, c.frame.value, axis="x")
    categories = list(dict.fromkeys(c.frame.category))[::-1]
    series = list(dict.fromkeys(c.frame.series))
    for y, category in enumerate(categories):
        values = c.frame[(c.frame.category == category) & c.frame.value.notna()].value / unit
        if len(values):
            c.ax.hlines(y, values.min(), values.max(), color=_MUTED, linewidth=1.4, zorder=1)
    for i, code in enumerate(series):
        mine = c.frame[(c.frame.series == code) & c.frame.value.notna()]
        c.ax.plot(
            mine.value / unit,
            [categories.index(x) for x in mine.category],
            linestyle="none",
            markersize=7,
            marker=_MARKERS[i % 6],
            color=_SERIES[i % 6],
            markerfacecolor=_SERIES[i % 6] if i == 0 else _BG,
            markeredgewidth=1.6,
            label=c.wrap(c.label(code), 46, 34),
        )
    c.ax.set_yticks(range(len(categories)), [c.wrap(c.label(x), 34, 18) for x in categories])
    c.ax.set_ylim(-0.6, len(categories) - 0.4)
    c.ax.grid(axis="x", visible=True)
    if (c.frame.value.dropna() >= 0).all():
        c.ax.set_xlim(left=0)
    c.ax.margins(x=0.05)
    _legend(c, c.ax.get_legend_handles_labels()[0])


def _band(c: _Canvas) -> None:
    unit = _axis_unit(c, c.frame.value)
    wide = c.frame.assign(year=c.frame.period.astype(str).str[:4].astype(int))
    table = wide.pivot_table(index="year", columns="series", values="value", sort=True) / unit
    handles: list[Any] = []
    if "low" in table and "high" in table:
        c.ax.fill_between(table.index, table["low"], table["high"], color=_MUTED, alpha=0.2, linewidth=0)
        spread = c.label("low") if "low" in c.chart.labels else c.say(_("middle half of the others"))
        handles.append(Patch(facecolor=_MUTED, alpha=0.25, label=c.wrap(spread, 46, 34)))
    if "mid" in table:
        c.ax.plot(table.index, table["mid"], color=_MUTED, linewidth=1.2, linestyle=(0, (2, 2)))
        mid = c.label("mid") if "mid" in c.chart.labels else c.say(_("median of the others"))
        handles.append(Line2D([], [], color=_MUTED, linestyle=(0, (2, 2)), label=c.wrap(mid, 46, 34)))
    named = [s for s in dict.fromkeys(wide.series) if s not in _SPREAD]
    for i, code in enumerate(named):
        points = table[code].dropna()
        whole = points.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
        style: dict[str, Any] = {
            "color": _SERIES[i % 6],
            "marker": _MARKERS[i % 6],
            "linestyle": _DASHES[i % 6],
        }
        width = 2.2 if i == 0 else 1.1
        c.ax.plot(
            whole.index,
            whole,
            markersize=4.5 if i == 0 else 3,
            linewidth=width,
            zorder=5 if i == 0 else 3,
            **style,
        )
        handles.append(Line2D([], [], label=c.wrap(c.label(code), 46, 34), markersize=5, **style))
    if c.chart.unit == "USD":
        c.ax.set_ylim(bottom=0)
    _years(c, wide.year)
    _legend(c, handles)


def _grid(c: _Canvas) -> None:
    rows, columns = (list(dict.fromkeys(c.frame[x])) for x in ("row", "column"))
    statuses = list(c.chart.labels) and [s for s in c.chart.labels if s in set(c.frame.status)]
    statuses = statuses or list(dict.fromkeys(c.frame.status))
    for i, status in enumerate(statuses):
        mine = c.frame[c.frame.status == status]
        x, y = (
            [columns.index(v) for v in mine["column"]],
            [len(rows) - 1 - rows.index(v) for v in mine["row"]],
        )
        face = _BG if status in ("not_found", "not_reported", "no") else _SERIES[i % 6]
        marker = _ABSENT.get(status, _MARKERS[i % 6])
        c.ax.plot(
            x,
            y,
            linestyle="none",
            marker=marker,
            markersize=6 if c.narrow else 8,
            color=_SERIES[i % 6],
            markerfacecolor=face,
            label=c.wrap(c.label(status), 46, 34),
        )
    step = max(1, math.ceil(len(columns) / (7 if c.narrow else 16)))
    ticks = range(0, len(columns), step)
    c.ax.set_xticks(list(ticks), [c.label(columns[i]) for i in ticks])
    c.ax.set_yticks(range(len(rows)), [c.wrap(c.label(r), 34, 18) for r in rows[::-1]])
    c.ax.set_xlim(-0.6, len(columns) - 0.4)
    c.ax.set_ylim(-0.6, len(rows) - 0.4)
    _legend(c, c.ax.get_legend_handles_labels()[0])


def _spans(c: _Canvas) -> None:
    rows = list(dict.fromkeys(c.frame["row"]))[::-1]
    kinds = list(dict.fromkeys(c.frame["series"])) if "series" in c.frame else [""]
    starts = c.frame.start.map(_decimal_year)
    ends = c.frame.end.map(lambda e: _decimal_year(e, end=True) if isinstance(e, str) and e else math.nan)
    last = max([x for x in [*ends.dropna(), *starts] if not math.isnan(x)]) + 0.7
    height = 0.72 / len(kinds)
    for row, start, end in zip(c.frame.itertuples(), starts, ends, strict=True):
        kind = str(row.series) if "series" in c.frame else ""
        k = kinds.index(kind)
        y = rows.index(row.row) + 0.36 - height * (k + 0.5)
        stop = last if math.isnan(end) else end
        c.ax.barh(
            y,
            max(stop - start, 0.08),
            left=start,
            height=height * 0.9,
            facecolor=_SERIES[k % 6],
            hatch=_HATCHES[k % 6],
            edgecolor=_BG,
            linewidth=0.5,
        )
        if math.isnan(end):  # an arrow head says: still going on
            c.ax.plot([last], [y], marker=">", markersize=5, color=_SERIES[k % 6], clip_on=False)
    c.ax.set_yticks(range(len(rows)), [c.wrap(c.label(r), 34, 18) for r in rows])
    c.ax.set_ylim(-0.6, len(rows) - 0.4)
    _years(c, pd.Series([*starts, last]))
    handles: list[Any] = [
        Patch(facecolor=_SERIES[i % 6], hatch=_HATCHES[i % 6], edgecolor=_BG, label=c.label(k))
        for i, k in enumerate(kinds)
        if k
    ]
    if ends.isna().any():
        handles.append(
            Line2D([], [], linestyle="none", marker=">", color=_FG, label=c.say(_("still going on")))
        )
    _legend(c, handles)


def _forest(c: _Canvas) -> None:
    """Effects with intervals, one axis for each panel, since the units differ."""
    figure = c.ax.figure
    panels = list(dict.fromkeys(c.frame.panel))
    c.ax.remove()
    heights = [_panel_height(c, panel) for panel in panels]
    grid = figure.subplots(  # type: ignore[union-attr]
        len(panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    drawn = set()
    for ax, panel in zip(grid[:, 0], panels, strict=True):
        mine = c.frame[c.frame.panel == panel]
        ratio = panel in c.chart.ratios
        null = 1.0 if ratio else 0.0
        seen = [null, *mine[["value", "low", "high", "band_low", "band_high"]].to_numpy().ravel()]
        seen = [x for x in seen if math.isfinite(x) and (x > 0 or not ratio)]
        if ratio:
            ax.set_xscale("log")
            ax.xaxis.set_minor_formatter(NullFormatter())
            ax.set_xlim(min(seen) / 1.4, max(seen) * 1.6)
        else:
            room = (max(seen) - min(seen)) * 0.12 or 1.0
            ax.set_xlim(min(seen) - room, max(seen) + room)
        edge = ax.get_xlim()[1]
        ax.axvline(null, color=_FG, linewidth=0.9, zorder=1)
        band = mine[mine.band_low.notna() & mine.band_high.notna()]
        if len(band):
            low, high = band.band_low.iloc[0], band.band_high.iloc[0]
            ax.axvspan(low, high, color=_MUTED, alpha=0.2, linewidth=0, zorder=0)
            drawn.add("band")
        for y, row in enumerate(list(mine.itertuples())[::-1]):
            if not math.isfinite(row.value):
                ax.text(
                    0.01, y, c.wrap(c.say(row.said), 60, 26), transform=ax.get_yaxis_transform(),
                    va="center", color=_MUTED, fontsize=_size(c.narrow),
                    bbox={"facecolor": _BG, "edgecolor": "none", "pad": 1.5},
                )  # fmt: skip
                continue
            own = row.row in ("pair", "beside")  # the exploratory mark of the pair is hollow
            colour, marker = (_SERIES[0], "o") if own else (_SERIES[1], "D")
            drawn.add("own" if own else "group")
            if math.isfinite(row.low):
                ax.hlines(y, row.low, edge if row.open else row.high, color=colour, linewidth=1.8)
                if row.open:  # the interval runs on: no upper limit
                    ax.plot([edge], [y], marker=">", color=colour, markersize=6, clip_on=False)
            face = colour if row.row == "pair" else _BG
            ax.plot([row.value], [y], marker=marker, color=colour, markerfacecolor=face, markersize=6.5)
        ax.set_yticks(range(len(mine)), [_row_label(c, r) for r in list(mine.row)[::-1]])
        ax.set_ylim(-0.6, len(mine) - 0.4)
        ax.grid(axis="x", visible=True)
        ax.set_axisbelow(True)
        ax.set_title(_panel_title(c, panel), loc="left", color=_FG, fontsize=_size(c.narrow))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _pos: _tick(c, 1.0)(v)))
        if not ratio:
            ax.xaxis.set_major_locator(MaxNLocator(nbins=4 if c.narrow else 7))
    point: dict[str, Any] = {"linestyle": "none", "markersize": 6.5}
    handles: list[Any] = []
    if "own" in drawn:
        handles.append(Line2D([], [], marker="o", color=_SERIES[0], label=c.label("own"), **point))
    if "group" in drawn:
        handles.append(
            Line2D([], [], marker="D", color=_SERIES[1], markerfacecolor=_BG, label=c.label("group"), **point)
        )
    if "band" in drawn:
        handles.append(Patch(facecolor=_MUTED, alpha=0.25, label=c.label("band")))
    _legend(replace(c, ax=grid[0, 0]), handles)


def _panel_title(c: _Canvas, panel: str) -> str:
    return c.wrap(f"{c.label(panel)}: {c.say(c.chart.panels[panel])}", 72, 27)


def _row_label(c: _Canvas, row: str) -> str:
    return c.wrap(c.label(row), 34, 17)


def _panel_height(c: _Canvas, panel: str) -> float:
    """Inches that a panel of a forest needs: its title, its rows as high as their labels, its axis."""
    mine = c.frame[c.frame.panel == panel]
    said = [c.wrap(c.say(x), 60, 26) for x in mine.said if x]
    lines = max(text.count("\n") + 1 for text in [*(_row_label(c, r) for r in mine.row), *said])
    title = _panel_title(c, panel).count("\n") + 1
    return 0.5 + 0.15 * title + len(mine) * max(0.3, 0.135 * lines + 0.07)


_DRAW: dict[str, Callable[[_Canvas], None]] = {
    "lines": _lines,
    "bars": _bars,
    "ranking": _ranking,
    "timeline": _timeline,
    "pairs": _pairs,
    "band": _band,
    "grid": _grid,
    "spans": _spans,
    "forest": _forest,
}

# --- shared parts of the drawings ---


def _size(narrow: bool) -> float:
    return 7.6 if narrow else 8.6


def _svg(indicator: Indicator, language: str, turning_point: int | None, alt: str, *, narrow: bool) -> str:
    chart = indicator.chart
    assert chart is not None
    rows = {
        "ranking": "category",
        "timeline": "lane",
        "pairs": "category",
        "grid": "row",
        "spans": "row",
    }.get(chart.kind)
    width = 3.0 if narrow else 7.0
    height = 2.6 if narrow else 3.5
    anchor = f"fig-{indicator.id}-{'narrow' if narrow else 'wide'}"
    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": anchor,
        "font.family": "sans-serif",
        "font.size": _size(narrow),
        "text.color": _FG,
        "axes.labelcolor": _FG,
        "axes.edgecolor": _MUTED,
        "axes.facecolor": "none",
        "xtick.color": _FG,
        "ytick.color": _FG,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": _GRID,
        "grid.linewidth": 0.7,
        "axes.titlesize": _size(narrow),
        "axes.labelsize": _size(narrow),
        "xtick.labelsize": _size(narrow),
        "ytick.labelsize": _size(narrow),
        "legend.fontsize": _size(narrow),
        "hatch.color": _BG,
        "hatch.linewidth": 0.8,
        "text.parse_math": False,
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained", facecolor="none")
        canvas_svg = FigureCanvasSVG(figure)
        ax = figure.add_subplot()
        ax.grid(axis="x" if rows else "y", visible=True)
        ax.set_axisbelow(True)
        canvas = _Canvas(
            ax, chart, indicator.frame, language, narrow, turning_point if chart.turning_point else None
        )
        _DRAW[chart.kind](canvas)
        if chart.x_label is not None:
            ax.set_xlabel(canvas.wrap(canvas.say(chart.x_label), 80, 36))
        if chart.y_label is not None:
            # above the axis and level, where it can be read without turning the head
            _axis_title(canvas, canvas.say(chart.y_label))
        if rows:  # a row is as high as the longest of its labels
            longest = max(t.get_text().count("\n") + 1 for t in ax.get_yticklabels())
            height = 1.0 + indicator.frame[rows].nunique() * max(0.34, 0.14 * longest + 0.06)
        if chart.kind == "forest":
            height = sum(_panel_height(canvas, panel) for panel in dict.fromkeys(indicator.frame.panel))
        for legend in figure.legends:  # room for the legend is added, not taken from the drawing
            lines = sum(t.get_text().count("\n") + 1 for t in legend.get_texts())
            height += 0.16 * math.ceil(lines / legend._ncols)  # type: ignore[attr-defined]
        figure.set_figheight(height)
        out = io.StringIO()
        # not savefig, which draws everything twice, the first time only to find the layout
        canvas_svg.print_svg(out, metadata={"Date": None, "Creator": None})
    return _clean(out.getvalue(), anchor, alt, "bl-narrow" if narrow else "bl-wide")


def _clean(svg: str, anchor: str, alt: str, css_class: str) -> str:
    """The SVG as it stands inside a page: no preamble, no page-wide style, colours as variables, a name."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r"<metadata>.*?</metadata>|<!--.*?-->|<style type=\"text/css\">.*?</style>", "", svg, flags=re.S
    )
    box = re.search(r'viewBox="([^"]+)"', svg)
    assert box is not None
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box[1]}" '
        f'class="{css_class}" role="img" aria-label="{escape(alt, quote=True)}" '
        'style="stroke-linejoin: round; stroke-linecap: butt; max-width: 100%; height: auto">'
    )
    svg = head + svg[svg.index(">", svg.index("<svg")) + 1 :]
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    # group ids of matplotlib (axes_1, patch_2 …) repeat in every figure: only those referred to are kept
    used = dict.fromkeys(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: m[0] if m[1] in used else "", svg)
    # Counted: matplotlib names a clip by all digits of its place, whose last may differ between two runs.
    names = {name: f"{anchor}-{number}" for number, name in enumerate(used, start=1)}
    svg = re.sub(r'(id="|href="#|url\(#)([^")]+)', lambda m: m[1] + names.get(m[2], m[2]), svg)
    svg = re.sub(r"\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), svg)
    svg = re.sub(r"\s*\n\s*", "\n", svg)
    # a blank line would end the HTML block in Markdown
    return re.sub(r"\n+", "\n", svg).strip()


def _axis_unit(c: _Canvas, values: pd.Series, axis: str = "y") -> float:
    """Scale and label the value axis; returns what the values are divided by (1e9 for bn dollars)."""
    top = float(values.abs().max()) if len(values.dropna()) else 1.0
    unit, name = 1.0, c.chart.unit
    if name == "USD":
        unit, name = (1e9, "USD_bn") if top >= 1e9 else (1e6, "USD_mln")
    elif name == "share":
        unit, name = 0.01, "percent"
    elif top >= 2e6:
        unit = 1e6
    target = c.ax.yaxis if axis == "y" else c.ax.xaxis
    target.set_major_formatter(FuncFormatter(lambda v, _pos: _tick(c, unit)(v)))
    whole = unit == 1.0 and name not in ("percent", "percentage_points", "USD_mln")
    target.set_major_locator(MaxNLocator(nbins=6 if axis == "y" else (4 if c.narrow else 7), integer=whole))
    text = c.say(word("unit", name))
    if unit == 1e6 and name not in ("USD_mln",):
        text = c.say(_("{unit}, millions", unit=word("unit", name)))
    if axis == "x":
        if c.chart.x_label is None:
            c.ax.set_xlabel(text)
    elif c.chart.y_label is None:
        _axis_title(c, text)
    return unit


def _axis_title(c: _Canvas, text: str) -> None:
    c.ax.set_title(c.wrap(text, 90, 40), loc="left", color=_MUTED, fontsize=_size(c.narrow))


def _tick(c: _Canvas, unit: float) -> Callable[[float], str]:
    def write(value: float) -> str:
        value = round(value, 10)
        decimals = 0 if value == int(value) else (1 if round(value, 1) == round(value, 6) else 2)
        return Number(value, decimals).render(c.language)

    return write


def _years(c: _Canvas, positions: pd.Series) -> None:
    """Label the time axis with whole years, from the first position to the last."""
    first, last = math.floor(positions.min()), math.floor(positions.max())
    room = 5 if c.narrow else 12
    step = next(s for s in (1, 2, 3, 5, 10, 20, 50) if (last - first) / s <= room)
    c.ax.set_xticks([y for y in range(first, last + 1) if y % step == 0 or step == 1])
    c.ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _pos: str(round(v))))
    c.ax.set_xlim(first - 0.6, max(last + 0.8, float(positions.max()) + 0.3))
    if c.turning_point is not None and first <= c.turning_point <= last:
        c.ax.axvline(c.turning_point, color=_MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
        side = "right" if (c.turning_point - first) > (last - first) * 0.7 else "left"
        c.ax.annotate(
            f" {c.turning_point} ",
            (c.turning_point, 1),
            xycoords=("data", "axes fraction"),
            va="top",
            ha=side,
            color=_MUTED,
            fontsize=_size(c.narrow),
        )


def _absences(c: _Canvas, frame: pd.DataFrame) -> list[Any]:
    """Marks on the base line for the three kinds of nothing: not reported, zero, not found by us."""
    handles = []
    for status, marker in _ABSENT.items():
        mine = frame[frame.status == status] if "status" in frame else frame[:0]
        if len(mine):
            style: dict[str, Any] = {"linestyle": "none", "marker": marker, "color": _MUTED, "markersize": 5}
            if status == "zero":
                style["markerfacecolor"] = _BG
            c.ax.plot(
                mine.year,
                [0.02] * len(mine),
                transform=c.ax.get_xaxis_transform(),
                clip_on=False,
                zorder=6,
                **style,
            )
            handles.append(Line2D([], [], label=c.say(word("status", status)), **style))
    return handles


def _legend(c: _Canvas, handles: Sequence[Any]) -> None:
    if len(handles) < 2 and not (c.chart.kind in ("lines", "band", "grid", "bars", "forest") and handles):
        return
    for handle in handles:
        handle.set_label(c.wrap(str(handle.get_label()).replace("\n", " "), 46, 34))
    longest = max(len(line) for h in handles for line in str(h.get_label()).split("\n"))
    columns = 1 if c.narrow else min(3 if longest < 28 else 2, len(handles))
    c.ax.figure.legend(  # type: ignore[union-attr]
        handles=list(handles),
        loc="outside lower left",
        ncols=columns,
        frameon=False,
        handlelength=2.4,
        borderaxespad=0.2,
        columnspacing=1.4,
    )


def _runs(years: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _period_position(period: Any) -> float:
    """Where a period stands on the axis: a year at its number, a month or quarter at its end (a stock)."""
    text = str(period).split("/")[-1]
    if len(text) == 4:
        return int(text)
    year, part = text.split("-")[:2]
    length = {"Q": 3, "S": 6}.get(part[0], 1)
    return int(year) + int(part.lstrip("QS")) * length / 12


def _unbroken(points: pd.Series) -> pd.Series:
    """Points at their years with a hole for every year that has none."""
    whole = {float(y) for y in range(math.floor(points.index.min()), math.floor(points.index.max()) + 1)}
    covered = {float(math.floor(x)) for x in points.index}
    return points.reindex(sorted((whole - covered) | {float(x) for x in points.index}))


def _decimal_year(iso: str, end: bool = False) -> float:
    """An ISO date as a number on the axis; one without day or month stands amid its span."""
    parts = [int(p) for p in str(iso).split("/")[-1 if end else 0].split("-")]
    if len(parts) == 1:
        return parts[0] + (1.0 if end else 0.5)
    month = parts[1] - 1
    if len(parts) == 2:
        return parts[0] + (month + (1.0 if end else 0.5)) / 12
    return parts[0] + (month + (parts[2] - 1) / 31) / 12


# --- the words for those who cannot see the drawing ---


def describe(indicator: Indicator, language: str, turning_point: int | None = None) -> str:
    """Alt text from the figure's own numbers: what is shown, the period, the unit, each series' extremes."""
    chart, frame = indicator.chart, indicator.frame
    assert chart is not None
    sentences: list[Value] = [_("{title}.", title=indicator.title)]
    sentences += _ALT[chart.kind](chart, frame, language)
    if chart.turning_point and turning_point is not None and "period" in frame:
        years = frame.period.astype(str).str[:4].astype(int)
        if years.min() <= turning_point <= years.max():
            sentences.append(_("A dashed line marks {year}.", year=Year(turning_point)))
    return " ".join(s.render(language) for s in sentences)


def _unit_word(unit: str) -> Message:
    return word("unit", "percent" if unit == "share" else unit)


def _alt_series(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    frame = frame.assign(
        at=frame.period.map(_period_position), year=frame.period.astype(str).str[:4].astype(int)
    )
    ends = frame.period.astype(str).str.split("/").str[-1].str[:4].astype(int)
    first, last = Year(int(frame.year.min())), Year(int(ends.max()))
    when = {row.at: Period(str(row.period)) for row in frame.itertuples()}
    out: list[Value] = [
        _("Line chart, {first}–{last}; unit: {unit}.", first=first, last=last, unit=_unit_word(chart.unit))
        if chart.kind in ("lines", "band")
        else _(
            "Bar chart, {first}–{last}; unit: {unit}.", first=first, last=last, unit=_unit_word(chart.unit)
        )
    ]
    if "role" in frame:
        targets = frame[(frame.role == "target") & frame.value.notna()]
        for row in targets.itertuples():
            out.append(
                _(
                    "Target for {year}: {value}.",
                    year=Year(int(row.year)),
                    value=quantity(row.value, chart.unit),
                )
            )
        frame = frame[frame.role != "target"]
    names = [s for s in dict.fromkeys(frame.series) if s not in _SPREAD]
    for code in names[:6]:
        values = frame[(frame.series == code) & frame.value.notna()].groupby("at").value.sum()
        if len(values):
            low, high = values.idxmin(), values.idxmax()
            out.append(
                _(
                    "{series}: lowest {low} ({low_year}), highest {high} ({high_year}), "
                    "last {end} ({end_year}).",
                    series=label(chart, code, language),
                    low=quantity(values[low], chart.unit),
                    low_year=when[low],
                    high=quantity(values[high], chart.unit),
                    high_year=when[high],
                    end=quantity(values[values.index.max()], chart.unit),
                    end_year=when[values.index.max()],
                )
            )
    if len(names) > 6:
        more = len(names) - 6
        out.append(
            ngettext("{n} more series in the table.", "{n} more series in the table.", more, n=Number(more))
        )
    spread = frame[frame.series == "mid"].set_index("year").value.sort_index()
    if chart.kind == "band" and len(spread):
        out.append(
            _(
                "Median of the others: {start} at the start, {end} at the end.",
                start=quantity(spread.iloc[0], chart.unit),
                end=quantity(spread.iloc[-1], chart.unit),
            )
        )
    if "status" in frame:
        for status in ("not_reported", "zero", "not_found"):
            years = sorted(set(frame[frame.status == status].year))
            if years:
                out.append(
                    ngettext(
                        "{status}: {n} year.",
                        "{status}: {n} years.",
                        len(years),
                        status=word("status", status),
                        n=Number(len(years)),
                    )
                )
    return out


def _alt_ranking(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    ranked = frame[frame.value.notna()].sort_values("value", ascending=False, kind="stable")
    if not len(ranked):
        return []
    top, low = ranked.iloc[0], ranked.iloc[-1]
    return [
        _("Bar chart of {n} items; unit: {unit}.", n=Number(len(ranked)), unit=_unit_word(chart.unit)),
        _(
            "Largest: {top}, {top_value}; smallest: {low}, {low_value}.",
            top=label(chart, top["category"], language),
            top_value=quantity(top["value"], chart.unit),
            low=label(chart, low["category"], language),
            low_value=quantity(low["value"], chart.unit),
        ),
    ]


def _alt_timeline(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    days = sorted(frame.date.astype(str))
    out: list[Value] = [
        _(
            "Timeline of {n} dated acts, from {first} to {last}.",
            n=Number(len(frame)),
            first=Day(days[0]),
            last=Day(days[-1]),
        )
    ]
    for lane, mine in frame.groupby("lane", sort=False):
        out.append(_("{lane}: {n}.", lane=label(chart, lane, language), n=Number(len(mine))))
    return out


def _alt_pairs(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    out: list[Value] = [
        _(
            "Pairs of values for {n} items; unit: {unit}.",
            n=Number(frame.category.nunique()),
            unit=_unit_word(chart.unit),
        )
    ]
    for category, mine in list(frame[frame.value.notna()].groupby("category", sort=False))[:8]:
        for row in mine.itertuples():
            out.append(
                _(
                    "{item}, {series}: {value}.",
                    item=label(chart, category, language),
                    series=label(chart, row.series, language),
                    value=quantity(row.value, chart.unit),
                )
            )
    return out


def _alt_grid(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    columns = list(dict.fromkeys(frame["column"]))
    out: list[Value] = [
        _(
            "Grid of {rows} rows and {columns} columns, from {first} to {last}.",
            rows=Number(frame["row"].nunique()),
            columns=Number(len(columns)),
            first=label(chart, columns[0], language),
            last=label(chart, columns[-1], language),
        )
    ]
    for status, mine in frame.groupby("status", sort=False):
        out.append(_("{status}: {n}.", status=label(chart, status, language), n=Number(len(mine))))
    return out


def _alt_spans(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    starts = sorted(frame.start.astype(str))
    going = int((~frame.end.map(lambda e: isinstance(e, str) and bool(e))).sum())
    known: dict[str, Value] = {
        "n": Number(len(frame)),
        "rows": Number(frame["row"].nunique()),
        "first": Year(int(starts[0][:4])),
    }
    out: list[Value] = [
        _(
            "Chart of {n} periods in {rows} rows; the first starts in {first}, {going} are still going on.",
            going=Number(going),
            **known,
        )
        if going  # of periods that all end with the data, it is not known whether they go on
        else _("Chart of {n} periods in {rows} rows; the first starts in {first}.", **known)
    ]
    for row, mine in list(frame.groupby("row", sort=False))[:12]:
        for span in mine.itertuples():
            who = label(chart, span.series, language) if "series" in frame else ""
            name = ", ".join(x for x in (label(chart, row, language), who) if x)
            out.append(_("{name}: from {start}.", name=name, start=Day(span.start)))
    return out


def _alt_forest(chart: Chart, frame: pd.DataFrame, language: str) -> list[Value]:
    out: list[Value] = [
        _("Effects with intervals in {n} panels, each with its own unit.", n=Number(frame.panel.nunique()))
    ]
    for row in frame.itertuples():
        known: dict[str, Value | str] = {
            "panel": label(chart, row.panel, language),
            "row": label(chart, row.row, language),
        }
        if not math.isfinite(row.value):
            out.append(_("{panel}, {row}: {said}.", said=row.said, **known))
            continue
        known["value"] = Number(row.value)
        if not math.isfinite(row.low):
            out.append(_("{panel}, {row}: {value}, without an interval.", **known))
        elif row.open:
            text = _(
                "{panel}, {row}: {value}, interval from {low} without an upper limit.",
                low=Number(row.low),
                **known,
            )
            out.append(text)
        else:
            out.append(
                _(
                    "{panel}, {row}: {value}, interval {low} to {high}.",
                    low=Number(row.low),
                    high=Number(row.high),
                    **known,
                )
            )
    return out


_ALT: dict[str, Callable[[Chart, pd.DataFrame, str], list[Value]]] = {
    "lines": _alt_series,
    "bars": _alt_series,
    "band": _alt_series,
    "ranking": _alt_ranking,
    "timeline": _alt_timeline,
    "pairs": _alt_pairs,
    "grid": _alt_grid,
    "spans": _alt_spans,
    "forest": _alt_forest,
}
