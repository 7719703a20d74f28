"""Dates of any precision and SDMX time periods: what days they span, and whether they are whole years."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_SHAPE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|S([12])|(\d{2})(?:-(\d{2}))?))?")


def span(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a date (2018, 2018-03-15), a period (2018-Q1) or an interval (2018/2022).

    Raises ValueError, with one line that says why, for anything else and for days that the calendar has not.
    """
    if "/" in period:
        start, _, end = period.partition("/")
        if "/" in end:
            raise ValueError("more than one / in an interval")
        first, last = span(start)[0], span(end)[1]
        if span(end)[0] <= first:
            raise ValueError("the interval ends before it starts or holds one period only")
        return first, last
    match = _SHAPE.fullmatch(period)
    if not match:
        raise ValueError("not of the form 2018, 2018-03, 2018-03-15, 2018-Q1, 2018-S1 or 2018-01/2018-08")
    year_, quarter, half, month, day = (int(part) if part else None for part in match.groups())
    if year_ is None or year_ < 1:
        raise ValueError("there is no year 0")
    if quarter:
        first_month, last_month = 3 * quarter - 2, 3 * quarter
    elif half:
        first_month, last_month = 6 * half - 5, 6 * half
    elif month is not None:
        first_month = last_month = month
    else:
        first_month, last_month = 1, 12
    if not 1 <= first_month <= 12:
        raise ValueError(f"there is no month {first_month:02d}")
    length = calendar.monthrange(year_, last_month)[1]
    if day is not None:
        if not 1 <= day <= length:
            raise ValueError(f"{year_}-{first_month:02d} has no day {day:02d}")
        return dt.date(year_, first_month, day), dt.date(year_, first_month, day)
    return dt.date(year_, first_month, 1), dt.date(year_, last_month, length)


def year(period: str) -> int:
    """The calendar year in which a date or period begins (its first four figures)."""
    return int(period[:4])


def full_year(period: str) -> int | None:
    """The year of a period that is one whole calendar year; None for a part-year and for several years.

    "2018" and "2018-01/2018-12" are whole years, "2018-S1", "2018-01/2018-08" and "2018/2022" are not.
    """
    first, last = span(period)
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    return first.year if whole else None
