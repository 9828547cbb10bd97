"""A published figure as the interval in which the true value lies.

A figure says no more than its print: 30.57 million stands for 30.565 to 30.575 million, *over 30
million* for 30 million and anything above. Two figures contradict each other where their
intervals have nothing in common.
"""

from __future__ import annotations

import math

import polars as pl

from seedbed.evidence.counting_rules import APPROXIMATE, BELOW, LOWER, MAGNITUDE, UPPER

# Half a step belongs to the next figure: 6 and 7 must not meet at 6.5.
_HALF = 0.5 * (1 - 1e-6)


def with_interval(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``base``, ``low`` and ``high`` in base units (needs unit, rule and print).

    Rounded half-way on either side of the last printed digit; an approximate figure on either side
    of its last digit that is not zero (*about 30 million*: 25 to 35 million); *nearly* reaches half of
    one down; an order of magnitude from a third to ten times.
    """
    value, factor = pl.col("value"), pl.col("factor")
    wide = pl.max_horizontal("step", "last_digit")
    half = pl.when(pl.col("bound").is_in([APPROXIMATE, BELOW])).then(wide).otherwise("step") * _HALF
    low = (
        pl.when(pl.col("bound") == LOWER)
        .then(value)
        .when(pl.col("bound") == UPPER)
        .then(-math.inf)
        .when(pl.col("bound") == BELOW)
        .then(value - half)
        .when(pl.col("bound") == MAGNITUDE)
        .then(value / math.sqrt(10))
        .otherwise(value - half)
    )
    high = (
        pl.when(pl.col("bound") == LOWER)
        .then(math.inf)
        .when(pl.col("bound").is_in([UPPER, BELOW]))
        .then(value)
        .when(pl.col("bound") == MAGNITUDE)
        .then(value * 10)
        .otherwise(value + half)
    )
    return frame.with_columns(
        (value * factor).alias("base"), (low * factor).alias("low"), (high * factor).alias("high")
    )


def disjoint(low_a: pl.Expr, high_a: pl.Expr, low_b: pl.Expr, high_b: pl.Expr) -> pl.Expr:
    """Whether two intervals have nothing in common (beyond the noise of floating point)."""
    low, high = pl.max_horizontal(low_a, low_b), pl.min_horizontal(high_a, high_b)
    return low - high > 1e-9 * pl.max_horizontal(low.abs(), high.abs())
