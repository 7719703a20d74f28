"""A page refuses bad parameters with one line and shows every output in both forms."""

import pandas as pd
import pytest

from bilateral.errors import BadInput
from bilateral.messages import _
from bilateral.page import FINDING, THEMES, Page, Parameters, check_parameters, open_page
from bilateral.themes import Chart, Finding, Indicator
from tests.conftest import some

GOOD = {
    "country_a": "UZB",
    "country_b": "KAZ",
    "language": "en",
    "since": None,
    "until": None,
    "turning_point": 2016,
    "comparators": None,
}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"unitl": 2020}, "parameter unitl: unknown name"),
        ({"country_a": "UZ"}, 'parameter country_a: "UZ" is no country code'),
        ({"country_b": "SUN"}, 'parameter country_b: "SUN" is a former state'),
        ({"country_b": "UZB"}, "parameter country_b: UZB is also country_a"),
        ({"country_a": 7}, "parameter country_a: 7 is not a text"),
        ({"language": "xx"}, "parameter language: 'xx' is not a language of the book"),
        ({"until": 20200}, "parameter until: 20200 is not a year"),
        ({"since": "2010"}, "parameter since: '2010' is not a year"),
        ({"since": True}, "parameter since: True is not a year"),
        ({"since": 2020, "until": 2010}, "parameter since: 2020 is after until"),
        ({"turning_point": None}, "parameter turning_point: None is not a year"),
        ({"comparators": "KGZ"}, "parameter comparators: 'KGZ'; expected None or a list"),
        ({"comparators": ["KGZ", "ZZZ"]}, 'parameter comparators: "ZZZ" is no country code'),
        ({"comparators": ["KAZ"]}, "parameter comparators: KAZ is one of the pair"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(change, line):
    with pytest.raises(BadInput) as caught:
        check_parameters({**GOOD, **change})
    assert line in str(caught.value)
    assert len(caught.value._render_traceback_()) == 1
    assert "\n" not in str(caught.value)


def test_a_missing_country_is_refused():
    with pytest.raises(BadInput, match="parameter country_b: missing"):
        check_parameters({"country_a": "UZB"})


def test_a_mistyped_parameter_in_a_notebook_is_refused():
    namespace = {**GOOD, "In": [""], "_dh": ["/"], "open_page": open_page, "unitl": 2020}
    with pytest.raises(BadInput, match="unitl"):
        open_page("economy", namespace)


def test_an_unknown_theme_or_indicator_is_refused():
    with pytest.raises(BadInput, match="theme 'weather': unknown; expected one of diplomacy"):
        Page("weather", Parameters("UZB", "KAZ"))
    with pytest.raises(BadInput, match="indicator 'rain': unknown in economy"):
        Page("economy", Parameters("UZB", "KAZ")).indicator("rain")


@pytest.fixture
def page_and_shown():
    shown: list[dict] = []
    page = Page("economy", Parameters("UZB", "KAZ"), show=shown.append)
    return page, shown


def test_every_output_has_both_forms_and_findings_a_record(page_and_shown):
    page, shown = page_and_shown
    source = page.package.sources.source.iloc[0]
    frame = pd.DataFrame(
        [{"period": "2016", "series": "KAZ", "value": 2e9, "source": source, "statistics_owner": "unknown"}]
    )
    sample = Indicator(
        "sample",
        "economy",
        _("Trade turnover"),
        frame,
        Chart("lines", "USD"),
        findings=(Finding("peak", _("Said {n}.", n=3), (source,)),),
    )
    page.figure(sample)
    page.findings(sample)
    figure, finding = shown
    assert 'id="fig-economy-sample"' in figure["text/html"]
    assert "{cite" not in figure["text/html"]
    assert "{bilateral-output}" not in figure["text/html"]
    assert figure["text/markdown"].startswith("````{bilateral-output} fig-economy-sample\n:kind: figure\n")
    assert f"{{cite:p}}`{source}`" in figure["text/markdown"]
    assert finding[FINDING]["text"] == "Said 3."
    assert finding[FINDING]["sources"] == [source]


def test_an_empty_indicator_says_so(page_and_shown):
    page, shown = page_and_shown
    empty = Indicator(
        "sample", "economy", _("Trade turnover"), pd.DataFrame({"period": []}), Chart("lines", "USD")
    )
    page.figure(empty)
    page.table(empty)
    page.findings(empty)
    assert len(shown) == 2
    assert all("no row for this pair was found" in s["text/html"] for s in shown)


@pytest.mark.parametrize("theme", some(THEMES, 3))
@pytest.mark.parametrize(
    "pair",
    [
        ("ARG", "CHL"),
        # the books that `make test` builds show these
        pytest.param(("UZB", "KAZ"), marks=pytest.mark.soak),
        pytest.param(("KAZ", "UZB"), marks=pytest.mark.soak),
        pytest.param(("KGZ", "TJK"), marks=pytest.mark.soak),
    ],
)
def test_every_indicator_of_every_theme_can_be_shown(theme, pair):
    shown: list[dict] = []
    page = Page(theme, Parameters(*pair), show=shown.append)
    page.opening()
    for name in page._indicators:
        indicator = page.indicator(name)
        if indicator.chart:
            page.figure(indicator)
        if indicator.table:
            page.table(indicator)
        page.findings(indicator)
    assert shown
    assert all({"text/html", "text/markdown"} <= set(s) for s in shown)
