"""People who were erased stay in the figures that were reported, as numbers without identity.

When a person is erased, the results that the person has made up to the last report are kept as
counts: the cells that reports print (indicator, period, sex, groups, place, subproject) and a
number; no id, no day, no opportunity. Otherwise every erasure would change figures that stand in
reports, and the difference would show who was erased.
"""

from __future__ import annotations

import polars as pl

from seedbed.programme.counting import COUNTED_SCHEMA

TABLE = "erased_counts"
"""The region's own table that keeps them."""

CELLS = ("indicator", "period", "sex", "groups", "place", "subproject")


def counts_of(counted: pl.DataFrame, person: str) -> pl.DataFrame:
    """What a person counts for: the cells and ``count``.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`, as of the last report.
    person
        The seeker.
    """
    return _summed(counted.filter(pl.col("seeker") == person).select(*_flat(), count=pl.lit(1, pl.Int64)))


def added(kept: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Kept counts and further ones, the same cells added."""
    columns = {**dict.fromkeys(CELLS, pl.String()), "count": pl.Int64()}
    parts = [
        part.select(pl.col(name).cast(kind) for name, kind in columns.items())
        for part in (kept, more)
        if part.height
    ]
    return _summed(pl.concat(parts or [pl.DataFrame(schema=columns)]))


def with_erased(counted: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Counted rows and one row, without seeker and events, for each person that was erased.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    kept
        The table :data:`TABLE`; may be empty.
    """
    if not kept.height:
        return counted
    groups = (
        pl.col("groups")
        .cast(pl.String)
        .fill_null("")
        .str.split("|")
        .list.eval(pl.element().filter(pl.element() != ""))
    )
    rows = kept.select(
        *(pl.col(name).cast(pl.String) for name in CELLS if name != "groups"),
        groups=groups,
        copies=pl.int_ranges(0, pl.col("count").cast(pl.Int64)),
    ).explode("copies")
    empty = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in COUNTED_SCHEMA.items() if name not in CELLS
    ]
    return pl.concat([counted, rows.with_columns(empty).select(counted.columns)])


def _flat() -> list[pl.Expr]:
    groups = pl.col("groups").list.sort().list.join("|")
    return [groups if name == "groups" else pl.col(name) for name in CELLS]


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    filled = rows.with_columns(pl.col("groups").fill_null(""))
    return filled.group_by(CELLS).agg(pl.col("count").sum()).sort(CELLS)
