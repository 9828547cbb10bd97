"""Periods as first and last day."""

from __future__ import annotations

import polars as pl

_PART = r"^(?<year>\d{4})(?:-(?:Q(?<quarter>[1-4])|(?<month>\d{2})(?:-(?<day>\d{2}))?))?$"


def with_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``start`` and ``end`` (dates, both within) of its column ``period``.

    ``2017``, ``2017-06``, ``2017-06-05``, ``2017-Q2`` and ``2014/2016`` are read; what is none of
    them gets null.

    >>> with_days(pl.DataFrame({"period": ["2017-Q2", "2014/2016-06"]})).rows()[1]
    ('2014/2016-06', datetime.date(2014, 1, 1), datetime.date(2016, 6, 30))
    """
    first = pl.col("period").str.split("/").list.first()
    last = pl.col("period").str.split("/").list.last()
    return frame.with_columns(_day(first, last=False).alias("start"), _day(last, last=True).alias("end"))


def _day(part: pl.Expr, *, last: bool) -> pl.Expr:
    groups = part.str.extract_groups(_PART)
    year = groups.struct.field("year").cast(pl.Int32)
    quarter = groups.struct.field("quarter").cast(pl.Int32)
    month = groups.struct.field("month").cast(pl.Int32)
    day = groups.struct.field("day").cast(pl.Int32)
    of_year = pl.coalesce(month, quarter * 3 if last else quarter * 3 - 2, pl.lit(12 if last else 1))
    opening = pl.date(year, of_year.clip(1, 12), 1)
    whole = opening.dt.month_end() if last else opening
    return pl.when(day.is_not_null()).then(opening + pl.duration(days=day - 1)).otherwise(whole).cast(pl.Date)
