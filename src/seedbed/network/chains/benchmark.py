"""A stage's share or rate against that of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.network.chains.reading import STAGE, Chains
from seedbed.network.reading import require_columns

COMMON = ("measure", "period", "industry", "unit")
"""Two figures are compared only where all of these are the same."""

APART = ("sex", "group", "organisation", "subproject")
"""A figure that names one of these does not stand for a whole place."""


def stage_figures(
    chains: Chains, observations: pl.DataFrame, *, homes: Sequence[str], benchmark: str
) -> pl.DataFrame:
    """The published figures that tell of a stage, beside those of the benchmark.

    Parameters
    ----------
    observations
        measure, place, period, value, unit, industry; further observation, counting_rule, source, locator.
    homes
        The home place and areas that hold it: the first that has a figure is taken, and named.
    benchmark
        Place to compare with, e.g. the country.

    Returns
    -------
    chain, stage_no, stage, measure, period, unit, place, value, benchmark, gap (value - benchmark, in the unit),
    ratio, counting_rule, source, locator, benchmark_locator, finding: ``network.no-figure`` (the stage names a
    measure that has no figure at home), ``network.figures-differ`` (published figures contradict each other: none
    is taken), ``network.no-benchmark``, ``network.below-benchmark``; one row per period for which the place has
    a figure.
    """
    require_columns(observations, "observations", "place", "value", *COMMON)
    extras = ("counting_rule", "source", "locator")
    whole = observations.filter(
        *(
            pl.col(name).is_null() | (pl.col(name).cast(pl.String) == "")
            for name in APART
            if name in observations.columns
        )
    )
    table = (
        whole.with_columns(
            pl.col("value").cast(pl.Float64),
            *(pl.lit(None, pl.String).alias(column) for column in extras if column not in whole.columns),
        )
        .group_by("place", *COMMON, maintain_order=True)
        .agg(
            *(pl.col(column).first() for column in extras),
            value=pl.when(pl.col("value").n_unique() == 1).then(pl.col("value").first()),
            differ=pl.col("value").n_unique() > 1,
        )
    )
    asked = chains.rows.select(*STAGE, "measure").drop_nulls("measure").unique(maintain_order=True)
    order = pl.DataFrame({"place": list(dict.fromkeys(homes))}).with_row_index("nearness")
    figures = table.join(order, on="place")
    nearest = figures.filter(pl.col("nearness") == pl.col("nearness").min().over("measure")).drop("nearness")
    compared = table.filter(pl.col("place") == benchmark).select(
        *COMMON, benchmark="value", benchmark_locator="locator"
    )
    joined = (
        asked.join(nearest, on="measure", how="left", maintain_order="left_right")
        .join(compared, on=list(COMMON), how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            gap=pl.col("value") - pl.col("benchmark"),
            ratio=pl.when(pl.col("benchmark") != 0).then(pl.col("value") / pl.col("benchmark")),
        )
    )
    return joined.select(
        *STAGE,
        "measure",
        "period",
        "unit",
        "place",
        "value",
        "benchmark",
        "gap",
        "ratio",
        *extras,
        "benchmark_locator",
        finding=pl.when(pl.col("differ").fill_null(value=False))
        .then(pl.lit("network.figures-differ"))
        .when(pl.col("value").is_null())
        .then(pl.lit("network.no-figure"))
        .when(pl.col("benchmark").is_null())
        .then(pl.lit("network.no-benchmark"))
        .when(pl.col("gap") < 0)
        .then(pl.lit("network.below-benchmark")),
    )


def stage_shares(values: pl.DataFrame, benchmark: pl.DataFrame) -> pl.DataFrame:
    """Each stage's share of its chain at home and in the benchmark, from figures that add up (turnover, jobs).

    Parameters
    ----------
    values, benchmark
        chain, stage, value (zero or more).

    Returns
    -------
    chain, stage, value, share, benchmark_share, gap (share - benchmark_share, -1..1), finding:
    ``network.no-total`` (the chain's sum is zero or has an empty or negative value), ``network.no-benchmark``,
    ``network.below-benchmark``.
    """
    joined = _shares(values, "values").join(
        _shares(benchmark, "benchmark").select("chain", "stage", benchmark_share="share"),
        on=["chain", "stage"],
        how="full",
        coalesce=True,
        maintain_order="left_right",
    )
    gap = pl.col("share") - pl.col("benchmark_share")
    return joined.with_columns(gap=gap).with_columns(
        finding=pl.when(pl.col("share").is_null())
        .then(pl.lit("network.no-total"))
        .when(pl.col("benchmark_share").is_null())
        .then(pl.lit("network.no-benchmark"))
        .when(pl.col("gap") < 0)
        .then(pl.lit("network.below-benchmark"))
    )


def _shares(values: pl.DataFrame, table: str) -> pl.DataFrame:
    require_columns(values, table, "chain", "stage", "value")
    number = pl.col("value").cast(pl.Float64).fill_nan(None)
    sound = (number.is_not_null() & number.is_finite() & (number >= 0)).all().over("chain")
    total = number.sum().over("chain")
    return values.select(
        "chain", "stage", value=number, share=pl.when(sound & (total > 0)).then(number / total)
    )
