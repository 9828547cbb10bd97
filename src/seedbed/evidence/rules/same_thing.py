"""The same thing with two values."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.bounds import disjoint
from seedbed.evidence.facts import Facts
from seedbed.evidence.pairs import about, sides
from seedbed.evidence.units import UNKNOWN
from seedbed.messages import Finding

# How near to a power of ten a ratio must be to look like a slip of the unit: one percent.
_SLIP = 0.0044


def same_thing_with_two_values(facts: Facts) -> list[Finding]:
    """Two figures of the same thing whose intervals have nothing in common.

    Steps: (1) group rows that speak of the same thing (:func:`paired`); (2) drop pairs of different
    dimension and of two stated price bases, which are other things or another rule's, and what states no
    basis where the thing is known in several; (3) keep pairs of disjoint
    intervals, for each later figure the first one that it contradicts; (4) call it a slip of the
    unit where one is a power of ten of the other.
    """
    pairs = paired(facts.rows).filter(
        ~pl.col("twin_a") & ~pl.col("twin_b"),
        pl.col("dimension_a") == pl.col("dimension_b"),
        pl.col("dimension_a") != UNKNOWN,
        ~_two_bases(),
        disjoint(pl.col("low_a"), pl.col("high_a"), pl.col("low_b"), pl.col("high_b")),
    )
    first = pairs.unique("row_b", keep="first", maintain_order=True)
    ratio = (pl.col("base_a") / pl.col("base_b")).abs().log10()
    slips = first.select(
        ((ratio - ratio.round()).abs() < _SLIP)
        & (ratio.round() != 0)
        & (pl.col("base_a") * pl.col("base_b") > 0)
    ).to_series()
    powers = first.select(ratio.round().abs().fill_nan(0)).to_series()
    findings = []
    for (a, b), slip, power in zip(sides(first, facts.rows), slips, powers, strict=True):
        if slip:
            findings.append(about("evidence.factor-of-ten", a, [b], factor=f"{10 ** int(power):,}"))
        else:
            findings.append(about("evidence.two-values", a, [b]))
    return findings


def paired(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows that speak of the same thing, earlier row first.

    Either their cell, rule and period are the same, or whoever entered them gave both the same
    word in ``comparison``, by which they are held against each other although these differ
    (``said``). ``twin`` marks a figure of which an equal one stands earlier.
    """
    columns = ("row", "base", "low", "high", "dimension", "noun", "basis", "border_year", "comparison")
    own = rows.drop_nulls(["start", "end"]).select(
        *columns,
        pl.concat_str(
            "cell", pl.col("start").cast(pl.String), pl.col("end").cast(pl.String), separator="\x1f"
        ).alias("thing"),
    )
    said = rows.drop_nulls("comparison").select(*columns, pl.col("comparison").alias("thing"))
    grouped = pl.concat([said.with_columns(said=pl.lit(True)), own.with_columns(said=pl.lit(False))])
    same_figure = ("thing", "said", "low", "high", "dimension", "basis")
    grouped = grouped.with_columns(
        (pl.col("row") > pl.col("row").min().over(same_figure)).alias("twin"),
        pl.col("basis").drop_nulls().n_unique().over("thing", "said").alias("bases"),
    )
    pairs = grouped.join(grouped, on=["thing", "said"], suffix="_b").filter(pl.col("row") < pl.col("row_b"))
    renamed = pairs.rename({name: f"{name}_a" for name in (*columns, "twin")})
    return renamed.sort("row_a", "row_b", "said", descending=[False, False, True]).unique(
        ["row_a", "row_b"], keep="first", maintain_order=True
    )


def _two_bases() -> pl.Expr:
    """Pairs of two stated price bases; and an unstated one where the thing is known in several."""
    unclear = pl.col("basis_a").is_null() != pl.col("basis_b").is_null()
    return (unclear & (pl.col("bases") > 1)) | (
        pl.col("basis_a").is_not_null()
        & pl.col("basis_b").is_not_null()
        & (pl.col("basis_a") != pl.col("basis_b"))
    )
