"""Months as whole numbers, so that arrays can be indexed by them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from seedbed.messages import Refusal


def month_number(day: date) -> int:
    """Months since the year 0.

    >>> month_number(date(2024, 3, 9)) - month_number(date(2023, 12, 31))
    3
    """
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """The month as a period.

    >>> month_name(month_number(date(2024, 3, 9)))
    '2024-03'
    """
    return f"{number // 12}-{number % 12 + 1:02d}"


def last_day(number: int) -> date:
    """The last day of a month.

    >>> last_day(2024 * 12 + 1)
    datetime.date(2024, 2, 29)
    """
    year, month = number // 12, number % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def last_full_month(day: date) -> int:
    """The latest month that has ended by the evening of a day.

    >>> month_name(last_full_month(date(2024, 2, 29))), month_name(last_full_month(date(2024, 2, 28)))
    ('2024-02', '2024-01')
    """
    return month_number(day + timedelta(days=1)) - 1


def months_of(period: str) -> tuple[int, int]:
    """The first and last month of a period: a year, a quarter, a month, or two of them with a slash.

    Raises
    ------
    Refusal
        ``programme.forecast-period``.

    >>> [month_name(number) for number in months_of("2023/2024-06")]
    ['2023-01', '2024-06']
    >>> [month_name(number) for number in months_of("2024-Q2")]
    ['2024-04', '2024-06']
    """
    first, _, second = period.partition("/")
    begin, end = _single(first, period), _single(second or first, period)
    if end[1] < begin[0]:
        raise Refusal.because("programme.forecast-period", period=period)
    return begin[0], end[1]


def _single(part: str, period: str) -> tuple[int, int]:
    year, _, rest = part.partition("-")
    if len(year) != 4 or not year.isdigit():
        raise Refusal.because("programme.forecast-period", period=period)
    start = int(year) * 12
    if not rest:
        return start, start + 11
    if len(rest) == 2 and rest[0] == "Q" and rest[1] in "1234":
        return start + 3 * (int(rest[1]) - 1), start + 3 * int(rest[1]) - 1
    month = rest.partition("-")[0]
    if len(month) == 2 and month.isdigit() and 1 <= int(month) <= 12:
        return start + int(month) - 1, start + int(month) - 1
    raise Refusal.because("programme.forecast-period", period=period)
