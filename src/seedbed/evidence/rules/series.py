"""Figures that leave their own series by thousands: 万 taken for 亿, a thousand for a million."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.facts import Facts
from seedbed.evidence.pairs import about, sides
from seedbed.messages import Finding

_NEAR = 0.35
"""How far from a power of ten, in decimal places, the step may be: growth comes on top of the slip."""
_WITHIN_DAYS = 3 * 366


def jumps_by_powers_of_ten(facts: Facts) -> list[Finding]:
    """A figure about 10^n times (n >= 3) its neighbours in time, of the same cell, unit and rule.

    A figure in the middle must leave both neighbours in the same direction; it is named against
    the one before. At the end of a series one neighbour is all there is.
    """
    rows = facts.rows.filter(pl.col("base") > 0, pl.col("start").is_not_null(), pl.col("bound") == "plain")
    series = rows.select(
        "row", "cell", "dimension", "start", "end", pl.col("base").log10().alias("size")
    ).sort("cell", "dimension", "end", "row")
    key = ["cell", "dimension"]
    yearly = series.unique([*key, "start", "end"], keep="first", maintain_order=True)
    before, after = pl.col("size").shift(1).over(key), pl.col("size").shift(-1).over(key)
    gap_before = pl.col("end").shift(1).over(key)
    stepped = yearly.with_columns(
        pl.col("row").shift(1).over(key).alias("row_before"),
        (pl.col("size") - before).alias("up"),
        (pl.col("size") - after).alias("down"),
        ((pl.col("end") - gap_before).dt.total_days() <= _WITHIN_DAYS).alias("close"),
    )
    stepped = stepped.with_columns(_jump("up").alias("from_before"), _jump("down").alias("from_after"))
    out = pl.col("from_before") & pl.col("from_after") & (pl.col("up").sign() == pl.col("down").sign())
    stepped = stepped.with_columns(out.fill_null(False).alias("out"))
    # The step back after an outlier is the outlier's, not the next figure's.
    after_out = pl.col("out").shift(1).over(key).fill_null(False)
    found = stepped.filter(pl.col("from_before") & pl.col("close") & ~after_out)
    pairs = found.select(pl.col("row_before").alias("row_a"), pl.col("row").alias("row_b"))
    powers = found.select(pl.col("up").round().abs()).to_series()
    return [
        about("evidence.series-jump", a, [b], factor=f"{10 ** int(power):,}")
        for (a, b), power in zip(sides(pairs, facts.rows), powers, strict=True)
    ]


def _jump(step: str) -> pl.Expr:
    size = pl.col(step).abs()
    return ((size - size.round()).abs() <= _NEAR) & (size.round() >= 3)
