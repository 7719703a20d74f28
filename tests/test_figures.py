"""Figures: the same bytes every time, marks only where the data are, alt text from the numbers."""

import re

import pandas as pd
import pytest

from bilateral import figures
from bilateral.messages import LANGUAGES, _
from bilateral.themes import Chart, Indicator


def indicator(frame, chart, name="sample"):
    return Indicator(name, "economy", _("Trade turnover"), pd.DataFrame(frame), chart)


TURNOVER = [
    {"period": "2015", "series": "UZB", "value": 1.0e9, "status": "reported"},
    {"period": "2016", "series": "UZB", "value": 2.0e9, "status": "reported"},
    {"period": "2018", "series": "UZB", "value": 3.5e9, "status": "reported"},
    {"period": "2016", "series": "KAZ", "value": 2.5e9, "status": "reported"},
    {"period": "2017", "series": "KAZ", "value": None, "status": "not_found"},
    {"period": "2018", "series": "KAZ", "value": 4.0e9, "status": "reported"},
]
LINES = Chart("lines", "USD", gap=("UZB", "KAZ"), turning_point=True)
SAMPLES = {
    "lines": indicator(TURNOVER, LINES),
    "bars": indicator(
        [
            {"period": "2017", "series": "state", "value": 2.0},
            {"period": "2019", "series": "working", "value": -1.0},
        ],
        Chart("bars"),
    ),
    "ranking": indicator(
        [{"category": "KGZ", "value": 2.0}, {"category": "TJK", "value": 5.0}], Chart("ranking")
    ),
    "timeline": indicator(
        [{"date": "2002-09-09", "lane": "treaty"}, {"date": "2018-03", "lane": "visit"}], Chart("timeline")
    ),
    "pairs": indicator(
        [
            {"category": "2017", "series": "announced", "value": 1e9},
            {"category": "2017", "series": "signed", "value": 8e8},
        ],
        Chart("pairs", "USD"),
    ),
    "band": indicator(
        [
            {"period": y, "series": s, "value": v}
            for y in ("2016", "2017")
            for s, v in (("low", 0.5), ("mid", 0.6), ("high", 0.8), ("KAZ", 0.75))
        ],
        Chart("band", "share"),
    ),
    "grid": indicator(
        [
            {"row": "a", "column": "2017", "status": "zero"},
            {"row": "a", "column": "2018", "status": "not_found"},
        ],
        Chart("grid"),
    ),
    "spans": indicator(
        [{"row": "UN", "start": "1992-03-02", "end": ""}, {"row": "CSTO", "start": "1994", "end": "1999"}],
        Chart("spans"),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_draws_the_same_bytes_twice(kind, language):
    one, two = (figures.draw(SAMPLES[kind], language, 2016) for _again in range(2))
    assert one == two
    for svg in (one.wide, one.narrow):
        assert "\n\n" not in svg, "a blank line would end the HTML block in Markdown"
        assert "<style" not in svg, "a style element would reach every SVG of the page"
        assert not re.search(r"#0[0-9a]0[0-9]0[0-9]\b", svg), "a stand-in colour was left"
        assert 'role="img"' in svg


def test_a_year_without_a_figure_is_not_drawn():
    def marks(frame):
        return figures.draw(indicator(frame, Chart("lines", "USD")), "en").wide.count("<use")

    whole = [*TURNOVER, {"period": "2017", "series": "UZB", "value": 3.0e9, "status": "reported"}]
    assert marks(whole) == marks(TURNOVER) + 1
    without_mark = [r for r in TURNOVER if r["status"] == "reported"]
    # the missing year of the second series has its own mark, on the base line and in the legend
    assert marks(TURNOVER) == marks(without_mark) + 2


def test_alt_text_tells_the_extremes_of_the_frame():
    alt = figures.draw(SAMPLES["lines"], "en", 2016).alt
    assert alt.startswith("Trade turnover. Line chart, 2015–2018")
    assert "Uzbekistan: lowest USD 1 bn (2015), highest USD 3.5 bn (2018)" in alt
    changed = pd.DataFrame(TURNOVER)
    changed.loc[0, "value"] = 7.0e9
    assert "highest USD 7 bn (2015)" in figures.draw(indicator(changed, LINES), "en", 2016).alt


def test_alt_text_says_targets_and_absences():
    target = {"period": "2018", "series": "pledge", "value": 3e9, "role": "target"}
    frame = pd.DataFrame([*TURNOVER, target])
    frame["role"] = frame["role"].fillna("value")
    frame["status"] = frame["status"].fillna("reported")
    alt = figures.draw(indicator(frame, LINES), "en").alt
    assert "Target for 2018: USD 3 bn." in alt
    assert "not found by us: 1 year." in alt.lower()


def test_the_two_drawings_of_a_figure_share_no_id():
    drawing = figures.draw(SAMPLES["bars"], "en")
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (drawing.wide, drawing.narrow)]
    assert not set(ids[0]) & set(ids[1])
    for svg, mine in zip((drawing.wide, drawing.narrow), ids, strict=True):
        referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
        assert referred == set(mine), "every reference has its target and no id is idle"


def test_a_chart_is_needed():
    with pytest.raises(ValueError, match="economy-sample has no chart"):
        figures.draw(Indicator("sample", "economy", _("Trade turnover"), pd.DataFrame()), "en")


def test_the_last_digit_of_a_place_is_not_seen() -> None:
    """matplotlib's layout may differ in it between two runs, and names what it clips by all of the digits."""

    def drawn(name: str, place: float) -> str:
        clip = f'<clipPath id="{name}"><rect x="{place!r}"/></clipPath>'
        return f'<?xml?><svg viewBox="0 0 9 9"><g id="axes_1"/><path clip-path="url(#{name})"/>{clip}</svg>'

    one, other = drawn("p7a1c996f62", 0.1 + 0.2), drawn("p9d7453e93b", 0.3)
    assert figures._clean(one, "fig-x", "x", "c") == figures._clean(other, "fig-x", "x", "c")
    assert "url(#fig-x-1)" in figures._clean(one, "fig-x", "x", "c")
