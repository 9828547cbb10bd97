"""The figures that a report prints of placements: each a number of people with a key.

A key names what a figure is restricted to; ``all`` in a column means no restriction. The tables
are stated (:data:`TABLES`), with all their totals, so that what a reader can add and subtract is
known before anything is printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations

import polars as pl

from seedbed.programme.disaggregation import DIMENSIONS, Dimension, breakdown

ALL = "all"
"""The label of no restriction."""

KEY = ("indicator", *DIMENSIONS)
"""The columns that say what a figure is about."""

TABLES: tuple[tuple[Dimension, ...], ...] = (
    ("period", "subproject", "sex"),
    ("period", "place"),
    ("period", "group"),
)
"""The tables of a report; each is printed with all its totals."""

FIGURES_SCHEMA: dict[str, pl.DataType] = {**dict.fromkeys(KEY, pl.String()), "value": pl.Int64()}


def figures_of(
    counted: pl.DataFrame,
    indicators: Collection[str],
    *,
    up_to: str,
    tables: Sequence[Sequence[Dimension]] = TABLES,
) -> pl.DataFrame:
    """Every figure of the tables, zeros included.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    indicators
        The indicators to print, also where nothing counts.
    up_to
        The last period that is included; ``period = all`` means everything up to it.
    tables
        The dimensions of each table.

    Returns
    -------
    polars.DataFrame
        ``indicator, sex, subproject, place, period, group, value``; one row per key, sorted.
    """
    parts = [pl.DataFrame(schema=FIGURES_SCHEMA)]
    for by in _margins(tables):
        cells = breakdown(counted, by, indicators=indicators, up_to=up_to)
        free = [pl.lit(ALL).alias(name) for name in DIMENSIONS if name not in by]
        parts.append(cells.with_columns(free).select(*KEY, value="counted"))
    return pl.concat(parts).unique(subset=KEY, maintain_order=True).sort(KEY)


def _margins(tables: Sequence[Sequence[Dimension]]) -> Iterator[tuple[Dimension, ...]]:
    """Every set of dimensions that some table prints, once."""
    seen = set()
    for table in tables:
        for by in chain.from_iterable(combinations(table, size) for size in range(len(table) + 1)):
            if frozenset(by) not in seen:
                seen.add(frozenset(by))
                yield by
