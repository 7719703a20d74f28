"""Tables say the same in HTML, in Markdown and in CSV, and every source in them exists."""

import pandas as pd
import pytest

from bilateral import tables
from bilateral.messages import _
from bilateral.themes import Column, Indicator, Table

SOURCES = pd.DataFrame(
    [
        {
            "source": "agency-2017-abc12",
            "publisher": "Agency | News",
            "published": "2017-03-22",
            "url": "https://example.org/a?b=1&c=2",
        },
        {"source": "office-nd-def34", "publisher": "Office", "published": "", "url": "https://example.org/o"},
    ]
)
TABLE = Table(
    (
        Column("date", _("Date"), "day"),
        Column("value", _("Value"), "money"),
        Column("name", _("Name")),
        Column("source", _("Sources"), "sources"),
    )
)
FRAME = pd.DataFrame(
    [
        {
            "date": "2017-03-22",
            "value": 1e9,
            "name": "a|b_c*d",
            "source": "agency-2017-abc12;office-nd-def34",
        },
        {"date": "2018-03", "value": float("nan"), "name": "", "source": "office-nd-def34"},
    ]
)
SAMPLE = Indicator("sample", "economy", _("Deals"), FRAME, table=TABLE)


def test_markdown_escapes_what_would_be_markup():
    lines = tables.to_markdown(SAMPLE, "en", tables.Citations(SOURCES)).splitlines()
    assert len(lines) == 2 + len(FRAME)
    assert (
        lines[2] == r"| 22 March 2017 | USD 1 bn | a\|b\_c\*d | {cite:p}`agency-2017-abc12,office-nd-def34` |"
    )
    assert lines[3].startswith("| March 2018 | not stated |")


def test_html_links_each_source_to_its_address():
    html = tables.to_html(SAMPLE, "en", tables.Citations(SOURCES))
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert "Agency | News, 2017" in html
    assert html.count("<tr>") == 1 + len(FRAME)


def test_a_source_that_does_not_exist_stops_the_page():
    wrong = Indicator("sample", "economy", _("Deals"), FRAME.assign(source="nobody-2017-00000"), table=TABLE)
    for write in (tables.to_html, tables.to_markdown):
        with pytest.raises(KeyError, match="nobody-2017-00000"):
            write(wrong, "en", tables.Citations(SOURCES))


def test_csv_keeps_raw_numbers():
    csv = tables.to_csv(FRAME, "en")
    assert csv.splitlines()[1] == "2017-03-22,1000000000,a|b_c*d,agency-2017-abc12;office-nd-def34"
    assert "\r" not in csv


def test_sources_of_a_frame_come_once_and_in_order():
    assert tables.columns_sources(FRAME) == ["agency-2017-abc12", "office-nd-def34"]
