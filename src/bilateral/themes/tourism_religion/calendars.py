"""Feast days as two packages give them: public holidays of a country, and a calculated calendar."""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache
from importlib.metadata import version

import holidays
import pandas as pd
from hijridate import Hijri

from bilateral.messages import Value

PACKAGE = "vacanza/holidays"  # the publisher of dates that come from the package of the cross-check
_HIJRI = {"fitr": (10, 1), "adha": (12, 10), "ramadan": (9, 1)}  # month and day of the Hijri year
PACKAGE_NAMES = {"fitr": "Eid al-Fitr", "adha": "Eid al-Adha"}

# The second yardstick of feast dates, beside Umm al-Qura: the public holidays of a country outside the
# region, which sets the feasts by a calendar reckoned years ahead. A choice of method, as the first one is.
YARDSTICK = "TUR"


@cache
def package_days(country: str, feast: str, first: int, last: int) -> dict[int, str]:
    """First day of a feast by year as `holidays` gives it; estimates left out; empty where it has none.

    Source: package `holidays`, public holidays of the country, names in English.
    """
    if feast not in PACKAGE_NAMES:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            listed = holidays.country_holidays(country, years=range(first, last + 1), language="en_US")
        except NotImplementedError:
            return {}
    days = {
        day
        for day, names in listed.items()
        for name in names.split("; ")
        if name == PACKAGE_NAMES[feast]  # not "(observed)", not "(estimated)"
    }
    starts = sorted(d for d in days if d - pd.Timedelta(days=1) not in days)
    found: dict[int, list[date]] = {}
    for day in starts:
        found.setdefault(day.year, []).append(day)
    # a year that holds the feast twice cannot be paired by its year
    return {y: d[0].isoformat() for y, d in found.items() if len(d) == 1}


@cache
def calendar_day(feast: str, year: int) -> str:
    """The feast in the calculated Umm al-Qura calendar (package `hijridate`); "" outside its range."""
    month, day = _HIJRI[feast]
    for hijri in range(year - 580, year - 576):
        try:
            found = Hijri(hijri, month, day).to_gregorian()
        except (OverflowError, ValueError):
            continue
        if found.year == year:
            return date(found.year, found.month, found.day).isoformat()
    return ""


def package_versions() -> dict[str, Value | str]:
    """The names and versions of the two packages, for notes."""
    return {"holidays": f"holidays {version('holidays')}", "hijri": f"hijridate {version('hijridate')}"}
