"""Periods as the tables write them, and the first and last day that IATI asks for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def days_of(period: str) -> tuple[date, date] | None:
    """First and last day; ``None`` where there are none (31 February, an end before the beginning).

    >>> days_of("2017-Q2")
    (datetime.date(2017, 4, 1), datetime.date(2017, 6, 30))
    >>> days_of("2014/2016-03")
    (datetime.date(2014, 1, 1), datetime.date(2016, 3, 31))
    """
    first, _, last = period.partition("/")
    try:
        start, end = _span(first), _span(last or first)
    except ValueError:
        return None
    return (start[0], end[1]) if start[0] <= end[1] else None


def period_of(start: date, end: date) -> str:
    """The shortest way to write a span of days.

    >>> period_of(date(2017, 4, 1), date(2017, 6, 30))
    '2017-Q2'
    >>> period_of(date(2014, 1, 1), date(2016, 12, 31))
    '2014/2016'
    """
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    year, last = f"{start.year:04}", f"{end.year:04}"
    if whole_months and (start.month, end.month) == (1, 12):
        return year if year == last else f"{year}/{last}"
    if whole_months:
        if year == last and start.month % 3 == 1 and end.month == start.month + 2:
            return f"{year}-Q{end.month // 3}"
        month = start.isoformat()[:7]
        return month if month == end.isoformat()[:7] else f"{month}/{end.isoformat()[:7]}"
    return start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"


def _span(text: str) -> tuple[date, date]:
    year, _, rest = text.partition("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if rest.startswith("Q"):
        last = 3 * int(rest[1:])
        return date(int(year), last - 2, 1), date(int(year), last, monthrange(int(year), last)[1])
    if len(rest) == 2:
        return date(int(year), int(rest), 1), date(int(year), int(rest), monthrange(int(year), int(rest))[1])
    day = date.fromisoformat(text)
    return day, day
