"""All-goods exports of neighbours every fourth year -> data/world/goods_exports.csv (reporter, partner,
year, exports).

Upstream: the data set `trade` of the R package penppml, exports of goods in US dollars, 1964 to 2016,
every fourth year; "data on international trade flows was obtained from Comtrade" is all that it says of
them. The package is under the MIT licence; it names no other terms for its data.

- `reporter` is the exporter. The data set does not say who counted, but a country that did not report to
  Comtrade in a year (Uzbekistan in all of them) has no row there as exporter, while it has as importer:
  so it is the exporter's report. There is no mirror in it.
- `exports` are US dollars, not millions. A zero is a zero of the data set: the exporter reported that
  year and nothing is recorded with that partner. No row: the exporter is not there in that year.
- Codes of other times: ROM is Romania, ZAR the Congo (Kinshasa), TMP Timor-Leste. Belgium and Luxembourg
  are one (BLX) throughout and belong to nobody here; so do Czechoslovakia, Yugoslavia, the Soviet Union
  and East Germany. DEU before 1991, SRB before 2007, SDN before 2012 and the like are left out (see
  `states`).

    python -m bilateral.upstream.penppml_exports FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import Original, WorldTable, main
from bilateral.upstream.states import both_ways, standing

EXPORTS = Original(
    "penppml_comtrade_exports_every4years.parquet",
    "96153df5e5624d2dd6a344b00f7140aaf6fdd4f4834c5a3134ac22f7ef0ed17b",
)
TODAY = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD"}
KEY = ["reporter", "partner", "year"]


def derive(flows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows reporter, partner, year, exports (whole US dollars) of both directions of the pairs (a, b)."""
    rows = pd.DataFrame(
        {
            "reporter": flows["exp"].astype(str).replace(TODAY),
            "partner": flows["imp"].astype(str).replace(TODAY),
            "year": flows["time"].astype(int),
            "exports": flows["export"].round().astype("int64"),
        }
    ).merge(both_ways(pairs, "reporter", "partner"), on=["reporter", "partner"])
    return standing(rows, "reporter", "partner").sort_values(KEY, ignore_index=True)


def _goods_exports(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    flows = pd.read_parquet(files[EXPORTS.file], columns=["exp", "imp", "time", "export"])
    frame = derive(flows, pairs)
    return frame, {"no_reporter": sorted({*pairs["a"], *pairs["b"]} - set(frame["reporter"]))}


TABLES = (
    WorldTable(
        name="goods_exports",
        key=tuple(KEY),
        originals=(EXPORTS,),
        record={
            "upstream": "Ferreras Garrucho, Zylkin and Cruz: penppml (R package), data set trade, on data "
            "of UN Comtrade",
            "doi": "",
            "address": "https://cran.r-project.org/package=penppml",
            "version": "1964 to 2016, every fourth year; cran/penppml, commit "
            "422ae24bae6a1b55b23639510d812e07287a44fd",
            "licence": "MIT, copyright 2021 penppml authors, as the package says; the terms of UN Comtrade "
            "were not verified",
            "licence_code": "MIT",
            "derived_from": "a conversion of data/trade.rda of the package to another format, same rows",
        },
        derive=_goods_exports,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
