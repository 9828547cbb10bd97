"""The columns of ``observations`` that the rules read, typed, with blank cells as empty ones."""

from __future__ import annotations

import polars as pl

_TEXTS = (
    "observation", "measure", "place", "period", "unit", "industry", "sex", "group", "part_of", "formula",
    "counting_rule", "price_basis", "source", "locator", "printed", "comparison", "organisation",
    "subproject",
)  # fmt: skip
_NUMBERS = {"value": pl.Float64(), "border_year": pl.Int64()}


def tidy(observations: pl.DataFrame, *, keep_all: bool = False) -> pl.DataFrame:
    """The columns that the rules read, blank text as null, with ``_at``, the row's number.

    Rows without a finite value are left out and ``_at`` counts the others, unless ``keep_all``.
    """
    have = observations.columns
    texts = [
        _blank_to_null(pl.col(name)) if name in have else pl.lit(None, dtype=pl.String).alias(name)
        for name in _TEXTS
    ]
    numbers = [
        (_as_number(pl.col(name)) if name in have else pl.lit(None)).cast(dtype, strict=False).alias(name)
        for name, dtype in _NUMBERS.items()
    ]
    frame = observations.select(*texts, *numbers, _moment(observations).alias("recorded_at"))
    kept = frame if keep_all else frame.filter(pl.col("value").is_finite())
    return kept.with_row_index("_at")


def _blank_to_null(column: pl.Expr) -> pl.Expr:
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text == "").then(None).otherwise(text).name.keep()


def _as_number(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)


def _moment(observations: pl.DataFrame) -> pl.Expr:
    target = pl.Datetime("us", "UTC")
    if "recorded_at" not in observations.columns:
        return pl.lit(None, dtype=target)
    dtype = observations.schema["recorded_at"]
    column = pl.col("recorded_at")
    if isinstance(dtype, pl.Datetime):
        return column.cast(target) if dtype.time_zone else column.dt.replace_time_zone("UTC").cast(target)
    text = column.cast(pl.String).str.strip_chars().str.replace("Z$", "+00:00")
    return text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)
