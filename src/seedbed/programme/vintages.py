"""What a report said stays said: figures as they were printed, and what has changed since."""

from __future__ import annotations

from typing import Literal

import polars as pl

from seedbed.programme.disaggregation import SEX_OF_GROUP
from seedbed.programme.figures import ALL, KEY

Audience = Literal["public", "bank", "office"]
AUDIENCES: tuple[Audience, ...] = ("public", "bank", "office")
"""For whom a report is; the bank also reads what is public, the office reads everything."""

READERS: dict[Audience, tuple[Audience, ...]] = {
    "public": ("public", "bank"),
    "bank": ("bank",),
    "office": (),
}
"""Who else than the office reads a report for an audience."""

SEES: dict[Audience, tuple[Audience, ...]] = {
    "public": ("public",),
    "bank": ("public", "bank"),
    "office": AUDIENCES,
}
"""The reports that a reader sees."""

RESTATED_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(KEY, pl.String()),
    "reported": pl.Int64(),
    "now": pl.Int64(),
    "difference": pl.Int64(),
    "reason": pl.String(),
}
REASONS = (
    "programme.restated-late",
    "programme.restated-corrected",
    "programme.restated-data",
)
"""Why a figure moved: codes of the catalogue."""


def restatements(before: pl.DataFrame, after: pl.DataFrame, recounted: pl.DataFrame) -> pl.DataFrame:
    """Figures that were reported and would now be others, with the reason.

    The old vintage is counted again on today's tables (``recounted``): what differs from the
    report there was changed in people, opportunities, rules or by erasure; what differs between
    it and today's figure was recorded after the report.

    Parameters
    ----------
    before
        Figures of the report: the key, ``value``.
    after, recounted
        Today's figures for the same periods, of all records and of those that the report had.

    Returns
    -------
    polars.DataFrame
        The key, ``reported``, ``now`` (null where the figure is not made any more),
        ``difference`` and ``reason``: late (more is on record), corrected (a later record takes
        something away), data (people, opportunities or rules are others).
    """
    old = before.select(*KEY, reported="value")
    new = after.select(*KEY, now="value")
    again = recounted.select(*KEY, again="value")
    joined = old.join(new, on=KEY, how="left").join(again, on=KEY, how="left")
    late = pl.col("now").fill_null(0) - pl.col("again").fill_null(0)
    moved = joined.with_columns(difference=pl.col("now").fill_null(0) - pl.col("reported")).filter(
        (pl.col("difference") != 0) | (pl.col("again").fill_null(0) != pl.col("reported"))
    )
    reason = (
        pl.when(pl.col("again").fill_null(0) != pl.col("reported"))
        .then(pl.lit("programme.restated-data"))
        .when(late > 0)
        .then(pl.lit("programme.restated-late"))
        .otherwise(pl.lit("programme.restated-corrected"))
    )
    return (
        moved.filter(pl.col("difference") != 0).with_columns(reason=reason).select(*RESTATED_SCHEMA).sort(KEY)
    )


_MASKED = ("counted", "actual", "numerator", "denominator", "progress", "met", "on_path")


def printed_standing(standing: pl.DataFrame, figures: pl.DataFrame, up_to: str) -> pl.DataFrame:
    """Progress toward targets, emptied where it would give a withheld figure away.

    A cumulative row is the sum of the years up to its own, a share is a part and its whole: all of
    these figures must be printed, or the row has none.

    Parameters
    ----------
    standing
        :attr:`seedbed.programme.progress.Progress.table`.
    figures
        The report's figures with ``shown``.
    up_to
        The report's last period.

    Returns
    -------
    polars.DataFrame
        ``standing`` and ``withheld``.
    """
    shown = {tuple(row[:-1]): row[-1] for row in figures.select(*KEY, "shown").iter_rows()}
    periods = sorted({key[KEY.index("period")] for key in shown} - {ALL})
    withheld = [
        not all(shown.get(key, True) for key in _needed(row, periods, up_to))
        for row in standing.iter_rows(named=True)
    ]
    return emptied(standing.with_columns(withheld=False), pl.Series(withheld, dtype=pl.Boolean))


def emptied(standing: pl.DataFrame, withheld: pl.Series) -> pl.DataFrame:
    """The standing without the numbers of rows that are withheld, besides those that were already."""
    masked = [name for name in _MASKED if name in standing.columns]
    return standing.with_columns(withheld=pl.col("withheld") | withheld).with_columns(
        pl.when(~pl.col("withheld")).then(name).alias(name) for name in masked
    )


def _needed(row: dict[str, object], periods: list[str], up_to: str) -> list[tuple[str, ...]]:
    """The keys of the figures that a row of the standing is made of."""
    if row["counted"] is None:
        return []
    first, _, last = str(row["measured_in"]).rpartition("/")
    within = [year for year in periods if (first or ("" if row["cumulative"] else last)) <= year <= last]
    if row["cumulative"] and not first and last >= up_to:
        within = [ALL]
    about = dict.fromkeys(KEY, ALL) | {"indicator": str(row["indicator"])}
    if row.get("subproject") is not None:
        about["subproject"] = str(row["subproject"])
    whole = dict(about)
    group = row["group"]
    if group is not None:
        if str(group) in SEX_OF_GROUP:
            about["sex"] = SEX_OF_GROUP[str(group)]
        else:
            about["group"] = str(group)
    wanted = [about, whole] if row["measure"] == "share" else [about]
    return [tuple((cell | {"period": year})[name] for name in KEY) for cell in wanted for year in within]
