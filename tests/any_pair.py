"""The chapters of any pair, made in this process without a kernel, and what tests count in them."""

from __future__ import annotations

import base64
import csv
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import CodeType
from typing import Any
from unittest import mock

import nbformat

from bilateral import figures, page, runner, tasks
from bilateral.datapackage import load
from bilateral.themes import Indicator

PAIRS: tuple[tuple[str, str], ...] = tuple(load().borders)
CHAPTERS = (*page.THEMES, page.SYNTHESIS)
WIDTHS = ("wide", "narrow")
ENOUGH = 5  # periods that make a series
BROKEN = re.compile(r"\{\w*\}|\bnan\b|\bNaN\b|\bNone\b(?! of\b)|Message\(")
# What a sentence shows where a slot was empty or what filled it brought marks of its own.
UNEVEN = re.compile(r" [ ,;:)]| \.(?![\d.])|^\s|\s$|\(\s?\)|\(\s|\(\(|\)\)|,,|&|\{\w*\}")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0]\d+)*")


@dataclass(frozen=True)
class Chapter:
    """An executed notebook and the indicators that its cells left behind, by name."""

    notebook: nbformat.NotebookNode
    indicators: Mapping[str, Indicator]

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """What its cells showed, in order."""
        return [output.data for cell in self.notebook.cells for output in cell.get("outputs", [])]

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        return list(runner.findings(self.notebook))

    @property
    def shown(self) -> dict[str, str]:
        """The HTML of its figures and tables with rows, by anchor."""
        figures = (re.match(r'<figure id="([^"]+)"', data["text/html"]) for data in self.outputs)
        return {found[1]: found.string for found in figures if found}


@cache
def _cells(name: str) -> tuple[nbformat.NotebookNode, tuple[CodeType | None, ...]]:
    notebook = nbformat.read(tasks.find_notebook(name), as_version=4)
    return notebook, tuple(
        compile(cell.source, f"{name}:{cell.id}", "exec") if cell.cell_type == "code" else None
        for cell in notebook.cells
    )


def chapter(theme: str, a: str, b: str, language: str = "en", widths: Sequence[str] = WIDTHS) -> Chapter:
    """Run the cells of a chapter's notebook for a pair, as a kernel would, and keep what they show.

    Drawings of other widths than `widths` are blank but for their alternative texts: to draw is most of the
    time that a chapter of a pair takes about which nothing was collected by hand.
    """
    draw = figures._svg

    def svg(*given: Any, narrow: bool) -> str:
        if ("narrow" if narrow else "wide") in widths:
            return draw(*given, narrow=narrow)
        return f'<svg aria-label="{html.escape(given[-1])}"></svg>'

    with mock.patch.object(figures, "_svg", svg):
        return _run(theme, a, b, language)


def _run(theme: str, a: str, b: str, language: str) -> Chapter:
    source, compiled = _cells(theme)
    given = {"country_a": a, "country_b": b, "language": language}
    namespace: dict[str, Any] = {"__name__": theme}
    cells = []
    for cell, code in zip(source.cells, compiled, strict=True):
        shown: list[dict[str, Any]] = []
        if code is not None:
            with mock.patch.object(page, "display", lambda data, raw, to=shown: to.append(data)):
                exec(code, namespace)
        if "parameters" in cell.metadata.get("tags", []):
            namespace |= given
        outputs = [{"output_type": "display_data", "data": data, "metadata": {}} for data in shown]
        cells.append({**cell, **({"outputs": outputs} if code is not None else {})})
    found = {value.name: value for value in namespace.values() if isinstance(value, Indicator)}
    return Chapter(nbformat.from_dict({**source, "cells": cells}), found)


def indicators(theme: str, a: str, b: str) -> dict[str, Indicator]:
    """Every indicator of a theme for a pair, by name, without drawing or writing it."""
    selection = load().select(a, b)
    return {
        name: make(selection) for name, make in import_module(f"bilateral.themes.{theme}").INDICATORS.items()
    }


# --- what a page says ---


def numbers(text: str) -> list[str]:
    """The numbers of a text in order of size as text, whatever words stand around them."""
    return sorted(_NUMBER.findall(text))


def alts(shown: str) -> list[str]:
    """The alternative texts of the drawings in a figure."""
    return [html.unescape(alt) for alt in re.findall(r'<svg[^>]*aria-label="([^"]*)"', shown)]


def rows(shown: str) -> list[list[str]]:
    """The rows of the CSV that a figure or table gives to take away, its head first."""
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]*)"', shown)
    assert found, "every figure and table has a CSV"
    return list(csv.reader(io.StringIO(base64.b64decode(found[1]).decode())))


def words(data: Mapping[str, Any]) -> str:
    """The text of an output as a reader sees it, without marks and addresses."""
    visible = re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", data["text/html"])
    return re.sub(r"\s+", " ", html.unescape(visible))


# --- how much there is about the pair itself ---


def size(indicator: Indicator) -> int:
    """How much an indicator has: its periods, or its dated facts of both countries, or its rows."""
    frame = indicator.frame
    if "period" in frame:
        return int(frame.period.nunique())
    if "lane" in frame:
        return int((frame.lane == "both").sum())
    return len(frame)


def series(made: Mapping[str, Indicator], names: Iterable[str]) -> bool:
    """Has one of these figures a series about the pair?"""
    return any(size(made[name]) >= ENOUGH for name in names)


def own(theme: str, made: Mapping[str, Indicator]) -> bool:
    """Do the tables of the world tell a chapter something about the pair itself: a series, or a dated fact?

    Figures about each country by itself (its languages, its product) do not count.
    """
    if theme == "diplomacy":
        alliances = made["world_alliances"].frame
        return series(made, ["world_treaties"]) or bool((alliances.years > 0).any())
    if theme == "economy":
        dated = bool(len(made["trade_agreements"].frame))
        return dated or series(made, ["exports_fourth_year", "shares_four_years"])
    if theme == "culture":
        return bool(size(made["world_heritage"])) or series(made, ["migrants", "student_shares"])
    if theme == "tourism_religion":
        return series(made, ["holidays_in_common"])
    return series(made, ["world_organisations", "world_refugees"])
