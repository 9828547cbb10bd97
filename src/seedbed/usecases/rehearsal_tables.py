"""What a rehearsal says at its end: year by year, and forecasts against what came."""

from __future__ import annotations

import polars as pl

from seedbed.synth.label import LABEL

YEAR_SCHEMA: dict[str, pl.DataType] = {
    "year": pl.String(),
    "target": pl.String(),
    "indicator": pl.String(),
    "placed": pl.Int64(),
    "verified": pl.Int64(),
    "so_far": pl.Float64(),
    "asked_by_now": pl.Float64(),
    "asked": pl.Float64(),
    "required_rate": pl.Float64(),
    "actual_rate": pl.Float64(),
    "probability": pl.Float64(),
    "verdict": pl.String(),
    "extra_starts": pl.Int64(),
    "median": pl.Float64(),
    "low_80": pl.Float64(),
    "high_80": pl.Float64(),
    "synthetic": pl.String(),
}
AGAINST_SCHEMA: dict[str, pl.DataType] = {
    "year": pl.String(),
    "target": pl.String(),
    "probability": pl.Float64(),
    "median": pl.Float64(),
    "low_80": pl.Float64(),
    "high_80": pl.Float64(),
    "came": pl.Float64(),
    "held": pl.Boolean(),
    "met": pl.Boolean(),
    "brier": pl.Float64(),
    "synthetic": pl.String(),
}
LIKELY = 0.8
UNLIKELY = 0.2


def verdict(probability: float | None, months_left: int, too_little: bool) -> str:
    """Whether a target will be met, in a word: the end of a code ``usecases.verdict-...``.

    >>> verdict(0.93, 24, False), verdict(0.5, 24, False), verdict(1.0, 0, False), verdict(0.1, 60, True)
    ('likely', 'open', 'met', 'too-early')
    """
    if probability is None:
        return "open"
    if months_left == 0:
        return "met" if probability == 1 else "missed"
    if too_little:
        return "too-early"
    return "likely" if probability >= LIKELY else "unlikely" if probability <= UNLIKELY else "open"


def forecasts_against(years: pl.DataFrame, last: str) -> pl.DataFrame:
    """The forecasts of all years but the last beside the last year's results: :data:`AGAINST_SCHEMA`.

    ``held``: whether the interval of 80 % held what came. ``brier``: (probability - met)², for which 0.25 is
    what somebody gets who always says one half (Brier 1950). A target that stays open to the end (a share
    of nothing) was neither met nor missed: both are null.
    """
    decided = pl.when(pl.col("verdict").is_in(["met", "missed"])).then(pl.col("verdict") == "met")
    end = years.filter(pl.col("year") == last).select("target", came="so_far", met=decided)
    met = pl.col("met").cast(pl.Float64)
    return (
        years.filter(pl.col("year") != last)
        .join(end, on="target", how="inner", maintain_order="left")
        .with_columns(
            held=pl.col("came").is_between("low_80", "high_80"),
            brier=(pl.col("probability") - met) ** 2,
            synthetic=pl.lit(LABEL),
        )
        .select(pl.col(name).cast(kind) for name, kind in AGAINST_SCHEMA.items())
    )
