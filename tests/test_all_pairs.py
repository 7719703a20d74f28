"""Every chapter of every pair of land neighbours, without a kernel: does it open, and what does it hold?

`python -m tests.test_all_pairs 20` does it for every twentieth pair.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from typing import Any

import pytest

from bilateral import messages, runner
from bilateral.page import SYNTHESIS, THEMES
from tests import any_pair
from tests.any_pair import BROKEN, CHAPTERS, PAIRS, WIDTHS, Chapter
from tests.conftest import ROOT

WORKERS = 2
OTHERS = tuple(language for language in messages.LANGUAGES if language != "en")
EVERY = 10  # every tenth pair is opened in the other languages, too
LEAST, OF_THEMES = 280, 3  # pairs that must have something about the pair itself, in so many themes
REPORT = ROOT / "_build" / "all-pairs.json"


@dataclass
class Opened:
    """What became of the chapters of a pair."""

    pair: str
    pages: int = 0
    stubs: list[str] = field(default_factory=list)  # chapters without a figure or table that has rows
    own: list[str] = field(default_factory=list)  # themes that tell something about the pair itself
    failures: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)  # processor time by chapter, all languages
    worker: int = 0
    peak: int = 0  # MB that the worker has held at most, up to then


def opened(
    pair: tuple[str, str], languages: Sequence[str] = ("en",), widths: Sequence[str] = WIDTHS
) -> Opened:
    """Open every chapter of a pair. What raises is a failure, as are raw text and missing translations."""
    found = Opened("-".join(pair), worker=os.getpid())
    for theme in CHAPTERS:
        began = time.process_time()
        for language in languages:
            try:
                made = any_pair.chapter(theme, *pair, language, widths)
                _look(found, theme, language, made)
            except Exception as error:  # whatever it is, the other chapters are looked at as well
                found.failures.append(f"{theme} ({language}): {type(error).__name__}: {error}")
        found.seconds[theme] = round(time.process_time() - began, 2)
    for language in languages:
        english = sorted(message for _, _, message in messages.untranslated(language))
        found.failures += [f"({language}): no translation of {message!r}" for message in english]
    found.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def _look(found: Opened, theme: str, language: str, made: Chapter) -> None:
    found.pages += 1
    for data in made.outputs:
        raw = BROKEN.search(any_pair.words(data))
        if raw:
            found.failures.append(f"{theme} ({language}): {raw[0]!r} in {any_pair.words(data)[:120]}")
    runner.condensed(made.notebook, language)
    if language == "en" and not made.shown:
        found.stubs.append(theme)
    if language == "en" and theme != SYNTHESIS and any_pair.own(theme, made.indicators):
        found.own.append(theme)


def sweep(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Open all pairs in two processes; the counts, and under `each` what became of every pair.

    To save time the figures of a pair are drawn in one width, wide for one pair and narrow for the next.
    """
    began = time.monotonic()
    languages = [("en", *OTHERS) if n % EVERY == 0 else ("en",) for n in range(len(pairs))]
    widths = [WIDTHS[n % 2 : n % 2 + 1] for n in range(len(pairs))]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        each = list(pool.map(opened, pairs, languages, widths))
    return summed(each, time.monotonic() - began)


def summed(each: Sequence[Opened], seconds: float) -> dict[str, Any]:
    having = {x.pair: len(x.own) for x in each}
    return {
        "pairs": len(each),
        "pages": sum(x.pages for x in each),
        "stubs": {theme: sum(theme in x.stubs for x in each) for theme in CHAPTERS},
        "own": {theme: sum(theme in x.own for x in each) for theme in THEMES},
        "pairs_with_three_themes": sum(n >= OF_THEMES for n in having.values()),
        "pairs_without": [pair for pair, n in having.items() if n < OF_THEMES],
        "failures": [f"{x.pair} {line}" for x in each for line in x.failures],
        "wall_seconds": round(seconds),
        "processor_seconds": {t: round(sum(x.seconds.get(t, 0) for x in each)) for t in CHAPTERS},
        "peak_mb_of_workers": sorted({x.worker: x.peak for x in each}.values()),
        "each": [asdict(x) for x in each],
    }


def table(report: Mapping[str, Any]) -> str:
    """The counts as lines of text."""
    lines = [f"{'chapter':24}{'stubs':>8}{'own data':>10}{'seconds':>9}"]
    lines += [
        f"{theme:24}{report['stubs'][theme]:8}{report['own'].get(theme, ''):>10}"
        f"{report['processor_seconds'][theme]:9}"
        for theme in CHAPTERS
    ]
    lines += [
        f"{name}: {report[name]}"
        for name in ("pairs", "pages", "pairs_with_three_themes", "wall_seconds", "peak_mb_of_workers")
    ]
    lines.append(f"pairs_without: {' '.join(report['pairs_without']) or 'none'}")
    lines.append(f"failures: {len(report['failures'])}")
    return "\n".join([*lines, *report["failures"][:40]])


def written(report: Mapping[str, Any]) -> str:
    """Put the report beside the books, and give its table."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return table(report)


@pytest.mark.soak
def test_every_chapter_of_every_pair_opens(capsys: pytest.CaptureFixture[str]) -> None:
    report = sweep(PAIRS)
    with capsys.disabled():
        print(f"\n{written(report)}")
    assert report["pairs"] == 317
    assert not report["failures"], "\n".join(report["failures"][:40])
    assert report["pairs_with_three_themes"] >= LEAST, report["pairs_without"]


def test_a_chapter_that_fails_is_told_and_the_others_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Chapter(runner.nbformat.v4.new_notebook(), {})

    def chapter(theme: str, a: str, b: str, *_: object) -> Chapter:
        if theme == "economy":
            raise ValueError(f"no {theme} of {a} and {b}")
        return empty

    monkeypatch.setattr(any_pair, "chapter", chapter)
    monkeypatch.setattr(any_pair, "own", lambda theme, made: theme in ("diplomacy", "culture"))
    monkeypatch.setattr(messages, "untranslated", lambda language: set())
    report = summed([opened(("AND", "ESP"))], 1)
    assert report["failures"] == ["AND-ESP economy (en): ValueError: no economy of AND and ESP"]
    assert report["pages"] == len(CHAPTERS) - 1
    assert report["stubs"] == {theme: int(theme != "economy") for theme in CHAPTERS}
    assert (report["own"]["culture"], report["own"]["international_support"]) == (1, 0)
    assert report["pairs_without"] == ["AND-ESP"]
    assert "failures: 1\nAND-ESP economy" in table(report)


if __name__ == "__main__":
    print(written(sweep(PAIRS[:: int(sys.argv[1]) if len(sys.argv) > 1 else 1])))
