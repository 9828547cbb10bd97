"""What the programme's engines ask of a region's tables: named columns of the schema's types."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from polars.datatypes import DataType

from seedbed.tables import schema_of

PAIR = ("seeker", "opportunity")
"""The key of a placement."""

MOMENT = pl.Datetime("us", "UTC")
"""An instant, as the tables keep it."""


def take(
    table: str, frame: pl.DataFrame, *names: str, extra: Mapping[str, DataType] | None = None
) -> pl.DataFrame:
    """Some columns of a table; one that the region may leave out becomes nulls.

    Types are not guessed: a cast would take the year 2021 for the 2,021st day after 1970.

    Parameters
    ----------
    table
        Name of the schema in :mod:`seedbed.tables.schemas`.
    frame
        The table's rows.
    names
        Columns of the schema.
    extra
        Further columns that the schema does not hold, all of them optional; as text, true and
        false also stand for a column that was read as Boolean.

    Raises
    ------
    ValueError
        A column that the schema requires is absent.
    TypeError
        A column does not have its type.

    >>> take("people", pl.DataFrame({"person": ["p1"], "note": ["x"]}), "person", "groups").to_dicts()
    [{'person': 'p1', 'groups': None}]
    """
    schema = schema_of(table)
    kinds: dict[str, DataType] = {}
    for name in names:
        column = schema.column(name)
        if column is None:
            raise ValueError(f"{table} has no column {name}")
        if column.required and name not in frame.columns:
            raise ValueError(f"{table} lacks its column {name}")
        kinds[name] = column.kind.dtype
    kinds.update(extra or {})
    return frame.select(_as(table, frame, name, kind) for name, kind in kinds.items())


def _as(table: str, frame: pl.DataFrame, name: str, kind: DataType) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=kind).alias(name)
    given = frame.schema[name]
    widens = (kind == pl.Float64 and given.is_numeric()) or (kind == pl.String and given == pl.Boolean)
    if given not in (kind, pl.Null) and not widens:
        raise TypeError(f"{table}.{name} is {given}, not {kind}")
    return pl.col(name).cast(kind)
