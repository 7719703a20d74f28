"""The publishers' own clients, each behind one thin function: an answer of theirs as the columns of ours.

The World Bank is asked through `wbgapi`, UN Comtrade through `comtradeapicall` (the extra `refresh` of the
package; neither is needed otherwise). A client talks to the network by itself, so that only the time and the
number of rows of its answer are limited here. The tests use answers written after the clients' documented
shape; none of this was tried against the publishers.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import pandas as pd

from bilateral.upstream.download import DownloadError, one_line, within

SECONDS = 600.0
ROWS = 500_000
WORLD_BANK_COLUMNS = ["Country Name", "Country Code", "Year", "Value"]
COMTRADE_COLUMNS = ["reporter", "partner", "year", "flow", "value_usd"]
FLOWS = {"X": "export", "M": "import"}


class ClientMissing(DownloadError):
    """The client of a publisher is not installed."""


def _client(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ClientMissing(f"{name} is not installed; expected it (pip install {name})") from None


def world_bank(indicator: str) -> pd.DataFrame:
    """All countries and years of a World Development Indicator, in the columns of `world_bank_table`.

    Raises DownloadError in one line where the client is not there, fails, or takes too long.
    """
    client = _client("wbgapi")
    client.get_options = {"timeout": 60}

    def ask() -> list[Mapping[str, Any]]:
        rows = client.data.fetch(indicator, labels=True, skipBlanks=True, numericTimeKeys=True, db=2)
        return list(islice(rows, ROWS + 1))

    return world_bank_table(_asked(ask, f"World Bank, {indicator}"), indicator)


def world_bank_table(answer: Iterable[Mapping[str, Any]], indicator: str) -> pd.DataFrame:
    """Rows of `wbgapi.data.fetch(labels=True, numericTimeKeys=True)` -> `WORLD_BANK_COLUMNS`, as text.

    One element of the answer: {"value": number or None, "series": {"id", "value"}, "economy": {"id": alpha-3
    or the code of a group, "value": name, "aggregate"}, "time": {"id": year, "value"}}. An element without a
    value is no row. Raises DownloadError for an answer of another shape or about another indicator.
    """
    rows = []
    try:
        for one in answer:
            if one["series"]["id"] != indicator:
                raise DownloadError(
                    f"World Bank: an answer about {one['series']['id']}; expected {indicator}"
                )
            if one["value"] is not None:
                year = int(one["time"]["value"])
                rows.append((one["economy"]["value"], one["economy"]["id"], str(year), repr(one["value"])))
    except (KeyError, TypeError, ValueError) as error:
        raise DownloadError(f"World Bank, {indicator}: an answer without {one_line(error)}") from None
    _enough(rows, f"World Bank, {indicator}")
    return pd.DataFrame(sorted(rows, key=lambda r: r[1:3]), columns=WORLD_BANK_COLUMNS)


def comtrade(reporters: Mapping[str, str], year: int, key: str | None = None) -> pd.DataFrame:
    """Total goods trade of reporters (ISO alpha-3 -> UN M49 number) with every partner in a year.

    In the columns of `comtrade_table`. With a subscription key up to 250 000 records, without one the
    client's preview of 500. Raises DownloadError in one line where the client is not there, fails, takes too
    long, or answers with as many records as it gives at most.
    """
    client = _client("comtradeapicall")
    asked = {
        "typeCode": "C",
        "freqCode": "A",
        "clCode": "HS",
        "period": str(year),
        "reporterCode": ",".join(reporters.values()),
        "cmdCode": "TOTAL",
        "flowCode": "X,M",
        "partnerCode": None,
        "partner2Code": "0",
        "customsCode": "C00",
        "motCode": "0",
        "includeDesc": True,
    }
    most = 250_000 if key else 500

    def ask() -> pd.DataFrame | None:
        if key:
            answer: pd.DataFrame | None = client.getFinalData(key, **asked)
        else:
            answer = client.previewFinalData(**asked, maxRecords=most)
        return answer

    answer = _asked(ask, f"UN Comtrade, {year}")
    if answer is not None and len(answer) >= most:
        raise DownloadError(
            f"UN Comtrade, {year}: {most} records, the limit; expected fewer reporters at a time"
        )
    return comtrade_table(answer)


def comtrade_table(answer: pd.DataFrame | None) -> pd.DataFrame:
    """Rows of `comtradeapicall.getFinalData` -> `COMTRADE_COLUMNS`: year int, flow export or import, dollars.

    The columns read are reporterISO and partnerISO (alpha-3; W00 is the world and left out), refYear,
    flowCode (X, M), cmdCode (TOTAL) and primaryValue. The client prints an error and returns None. Re-exports
    and other flows are left out; a value of 0 stays, a missing one is no row. Raises DownloadError for None,
    an answer without these columns, and a flow that stands there twice.
    """
    if answer is None:
        raise DownloadError("UN Comtrade: no answer (the client printed why); expected records")
    if answer.empty:
        raise DownloadError("UN Comtrade: no record; expected some")
    read = ["reporterISO", "partnerISO", "refYear", "flowCode", "cmdCode", "primaryValue"]
    lacking = [column for column in read if column not in answer]
    if lacking:
        raise DownloadError(f"UN Comtrade: an answer without {', '.join(lacking)}; expected these columns")
    kept = answer[
        (answer["cmdCode"] == "TOTAL")
        & answer["flowCode"].isin(list(FLOWS))
        & ~answer["partnerISO"].isin(["W00"])
        & answer["primaryValue"].notna()
    ]
    table = pd.DataFrame(
        {
            "reporter": kept["reporterISO"],
            "partner": kept["partnerISO"],
            "year": kept["refYear"].astype(int),
            "flow": kept["flowCode"].map(FLOWS),
            "value_usd": kept["primaryValue"].astype(float),
        }
    )
    keys = ["reporter", "partner", "year", "flow"]
    if table.duplicated(keys).any():
        twice = " ".join(map(str, table[table.duplicated(keys)].iloc[0][keys]))
        raise DownloadError(f"UN Comtrade: {twice} stands there twice; expected totals alone")
    result: pd.DataFrame = table.sort_values(keys, ignore_index=True)[COMTRADE_COLUMNS]
    return result


def _asked(ask: Any, what: str) -> Any:
    """The answer of a client, or a DownloadError in one line: a client fails in many ways."""
    try:
        return within(SECONDS, ask, what)
    except DownloadError:
        raise
    except Exception as error:
        raise DownloadError(f"{what}: {one_line(error)}; expected an answer") from None


def _enough(rows: list[Any], what: str) -> None:
    if not rows:
        raise DownloadError(f"{what}: no figure; expected some")
    if len(rows) > ROWS:
        raise DownloadError(f"{what}: more than {ROWS} figures; expected fewer")
