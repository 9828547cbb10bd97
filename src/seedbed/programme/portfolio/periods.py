"""A period as its first and last day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from seedbed.messages import Refusal


def days_of(period: str) -> tuple[date, date]:
    """The first and last day of a year, quarter, month, day, or of two of them with a slash.

    Raises
    ------
    Refusal
        ``programme.period-unreadable``.

    >>> days_of("2018-03/2019-06")
    (datetime.date(2018, 3, 1), datetime.date(2019, 6, 30))
    >>> days_of("2024-Q1")[1], days_of("2024-02-29")[0]
    (datetime.date(2024, 3, 31), datetime.date(2024, 2, 29))
    """
    first, _, second = period.partition("/")
    try:
        begins, ends = _bounds(first)[0], _bounds(second or first)[1]
    except ValueError:
        raise Refusal.because("programme.period-unreadable", period=period) from None
    if ends < begins:
        raise Refusal.because("programme.period-unreadable", period=period)
    return begins, ends


def _bounds(part: str) -> tuple[date, date]:
    year, _, rest = part.partition("-")
    if len(year) != 4:
        raise ValueError(year)
    number = int(year)
    if not rest:
        return date(number, 1, 1), date(number, 12, 31)
    if rest.startswith("Q"):
        last = 3 * int(rest[1:])
        return date(number, last - 2, 1), _month_end(number, last)
    if "-" in rest:
        day = date.fromisoformat(part)
        return day, day
    return date(number, int(rest), 1), _month_end(number, int(rest))


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, monthrange(year, month)[1])
