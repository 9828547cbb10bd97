"""The calendar of the draw: days as whole numbers since 1970, and back to dates."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from seedbed.synth.draws import Bools, Ints

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2027, 12, 31)
YEARS = LAST_DAY.year - FIRST_DAY.year + 1


def day(of: date) -> int:
    """The number of a day.

    >>> day(date(1970, 1, 31))
    30
    """
    return (of - date(1970, 1, 1)).days


def days_in(years: Ints, month: int, of_month: int | Ints) -> Ints:
    """The numbers of days in one month of several years."""
    first = int(np.min(years, initial=LAST_DAY.year))
    last = int(np.max(years, initial=FIRST_DAY.year))
    starts = np.array([day(date(year, month, 1)) for year in range(first, last + 1)], dtype=np.int64)
    return starts[years - first] + of_month - 1


def numbers(column: pl.Series, otherwise: int) -> Ints:
    """Dates as day numbers; ``otherwise`` where there is none."""
    return column.cast(pl.Date).to_physical().cast(pl.Int64).fill_null(otherwise).to_numpy()


def dates(days: Ints, known: Bools | None = None) -> pl.Series:
    """Day numbers as dates; null where not known."""
    series = pl.Series(days).cast(pl.Int32).cast(pl.Date)
    return series if known is None else series.set(pl.Series(~known), None)
