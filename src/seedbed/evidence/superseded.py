"""Which rows a later reading of the same place of the same source replaced."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.evidence.counting_rules import with_rule
from seedbed.evidence.units import with_units

_SAME_ENTRY = (
    "measure", "place", "period", "industry", "sex", "group", "organisation", "subproject", "border_year",
    "price_basis", "rule", "dimension", "source", "locator",
)  # fmt: skip


def current_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Which rows stand, and which row stands for each of the others.

    A row replaces an earlier one of the same key: the same ``observation``, or the same thing
    from the same ``source`` and ``locator``. Only ``recorded_at`` decides; rows of one moment stand beside
    each other, and so do two sources, or two places of one source: those are what the rules compare.

    Parameters
    ----------
    frame
        Observations with the columns of :func:`seedbed.evidence.columns.tidy`.

    Returns
    -------
    pl.DataFrame
        One row for each row of ``frame``, in its order: ``current`` (bool) and ``heir`` (the number
        of the row that stands for it; its own where it stands).
    """
    keyed = (
        with_rule(with_units(frame))
        .with_row_index("_row")
        .with_columns(
            pl.concat_str(
                *(pl.col(name).cast(pl.String).fill_null("") for name in _SAME_ENTRY), separator="\x1f"
            ).alias("_thing")
        )
    )
    # Rows of one observation id belong together whatever else changed, then rows of one thing.
    keyed = keyed.with_columns(
        pl.when(pl.col("observation").is_null())
        .then("_thing")
        .otherwise(pl.col("_thing").first().over("observation"))
        .alias("_key")
    )
    moment = pl.col("recorded_at").fill_null(datetime(1, 1, 1, tzinfo=UTC))
    keyed = keyed.with_columns(moment.alias("_moment"))
    last = pl.col("_moment") == pl.col("_moment").max().over("_key")
    keyed = keyed.with_columns(last.alias("current"))
    first_standing = pl.col("_row").filter(pl.col("current")).first().over("_key")
    return keyed.select(
        "current",
        pl.when("current").then(pl.col("_row")).otherwise(first_standing).cast(pl.Int64).alias("heir"),
    )
