"""Contents whose frames have documented columns: empty ones, and the cut to what is documented."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

ColumnTypes = Mapping[str, type[pl.DataType] | pl.DataType]

TEXT, WHOLE, REAL, YES = pl.String, pl.Int64, pl.Float64, pl.Boolean


def empty_of(frames: Mapping[str, ColumnTypes], name: str) -> pl.DataFrame:
    """An empty frame with its documented columns."""
    return pl.DataFrame(schema=dict(frames[name]))


def cut_frames(contents: object, frames: Mapping[str, ColumnTypes]) -> None:
    """Cut and cast every frame of a frozen dataclass to its documented columns, in place.

    Raises
    ------
    ValueError
        A frame lacks a documented column.
    polars.exceptions.InvalidOperationError
        A column cannot be cast to its documented type.
    """
    for name, kinds in frames.items():
        frame: pl.DataFrame = getattr(contents, name)
        missing = [column for column in kinds if column not in frame.columns]
        if missing:
            raise ValueError(f"the frame {name} lacks the columns {', '.join(missing)}")
        cut = frame.select(pl.col(column).cast(kind) for column, kind in kinds.items())
        object.__setattr__(contents, name, cut)
