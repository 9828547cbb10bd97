"""Place x industry tables as arrays: read, checked, and turned back into frames.

Every indicator of a region begins here, so that a table which cannot be measured is refused once, in
one sentence, and never becomes a number. A pair that a long table does not name is zero (nothing is
produced there); a value that is stated and empty is unknown, which is something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal

Missing: TypeAlias = Literal["refuse", "zero", "drop"]
"""What an empty value means: refuse the table, count it as zero, or leave out its place and its industry's
cell as if the place had not been observed (``drop`` leaves out the whole place)."""

SHOWN = 3
"""How many offending cells a refusal names; the rest are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table of rows x columns (mostly place x industry); ids rise in both directions.

    Parameters
    ----------
    rows
        (n,) string ids.
    columns
        (m,) string ids.
    values
        (n, m) float64, finite.
    dropped
        Row ids left out because a value was empty and ``missing="drop"``.
    """

    rows: pl.Series
    columns: pl.Series
    values: NDArray[np.float64]
    dropped: tuple[str, ...] = ()

    def cell_ids(self) -> dict[str, pl.Series]:
        """The ids of all cells, row by row: the two first columns of a long frame (n * m rows)."""
        n, m = self.values.shape
        return {
            self.rows.name: self.rows.gather(np.repeat(np.arange(n, dtype=np.uint32), m)),
            self.columns.name: self.columns.gather(np.tile(np.arange(m, dtype=np.uint32), n)),
        }

    def frame(
        self, values: NDArray[np.float64], findings: NDArray[np.object_] | None = None, name: str = "value"
    ) -> pl.DataFrame:
        """Values (n, m) as a long frame: the two id columns, ``name``, and ``finding``.

        NaN becomes null; ``findings`` (n, m) holds the message code that says why, None elsewhere.
        """
        columns = {
            name: pl.Series(values.ravel(), nan_to_null=True),
            "finding": finding_column(values.size, None if findings is None else findings.ravel()),
        }
        return pl.DataFrame({**self.cell_ids(), **columns})


def finding_codes(
    shape: int | tuple[int, ...], *cases: tuple[NDArray[np.bool_], str]
) -> NDArray[np.object_] | None:
    """The code of each unit or cell: of several cases that hold the last one; None where none holds at all."""
    if not any(mask.any() for mask, _ in cases):
        return None
    codes = np.full(shape, None, dtype=np.object_)
    for mask, code in cases:
        codes[np.broadcast_to(mask, shape)] = code
    return codes


def finding_column(size: int, findings: NDArray[np.object_] | None = None) -> pl.Series:
    """The column ``finding`` of a frame: message codes, null where there is nothing to say."""
    if findings is None or all(code is None for code in findings):
        # Cleared, not repeated: the system then gives the pages of so many nulls only when they are touched.
        return pl.Series("finding", [], dtype=pl.String).clear(size)
    return pl.Series("finding", findings.tolist(), dtype=pl.String)


def listed(
    ids: pl.Series, findings: NDArray[np.object_] | None = None, **values: NDArray[np.generic]
) -> pl.DataFrame:
    """One row per unit: its id, the named values (n,) in their order, and ``finding``; NaN becomes null."""
    columns = {name: pl.Series(name, vector, nan_to_null=True) for name, vector in values.items()}
    return pl.DataFrame({ids.name: ids, **columns, "finding": finding_column(ids.len(), findings)})


def paired(
    ids: pl.Series,
    values: NDArray[np.float64],
    findings: NDArray[np.object_] | None = None,
    name: str = "value",
) -> pl.DataFrame:
    """Values (n, n) as a long frame of all ordered pairs of two different units.

    Columns: the id's name, ``other``, ``name``, ``finding``; n * (n - 1) rows. ``findings`` (n,) are the
    units' own: a pair has its first unit's, else its second's.
    """
    n = ids.len()
    own = np.arange(n, dtype=np.uint32)
    others = own[: max(n - 1, 0)]
    first = np.repeat(own, max(n - 1, 0))
    second = (others + (others >= own[:, None])).ravel()
    columns = {
        ids.name: ids.gather(first),
        "other": ids.gather(second).alias("other"),
        name: pl.Series(off_diagonal(values), nan_to_null=True),
    }
    found = None
    if findings is not None:
        spoken = np.array([code is not None for code in findings], dtype=np.bool_)
        found = np.where(spoken[first], findings[first], findings[second])
    return pl.DataFrame({**columns, "finding": finding_column(n * (n - 1), found)})


def off_diagonal(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """All entries of a square array but its diagonal, row by row: (n, n) to (n * (n - 1),)."""
    n = values.shape[0]
    return (
        np.ascontiguousarray(values).ravel()[1:].reshape(n - 1, n + 1)[:, :-1].ravel()
        if n > 1
        else np.empty(0)
    )


def read_grid(
    frame: pl.DataFrame,
    *,
    row: str = "place",
    column: str = "industry",
    value: str = "value",
    missing: Missing = "refuse",
    negative: bool = False,
) -> Grid:
    """Read a long frame with one value for each (row, column).

    Other columns are left aside; a frame over several periods must be split before
    (:func:`split_periods`).

    Raises
    ------
    Refusal
        A column is missing or not numeric; the frame is empty; an id is empty; a key stands twice; a value
        is empty (with ``missing="refuse"``), infinite, or negative (without ``negative``).

    >>> grid = read_grid(pl.DataFrame({"place": ["b", "a"], "industry": ["x", "y"], "value": [2, 3]}))
    >>> grid.rows.to_list(), grid.values.tolist()
    (['a', 'b'], [[0.0, 3.0], [2.0, 0.0]])
    """
    require_columns(frame, row, column, value)
    if frame.is_empty():
        raise Refusal.because("observatory.empty-table")
    if not frame[value].dtype.is_numeric():
        raise Refusal.because("observatory.not-numbers", column=value, dtype=str(frame[value].dtype))
    table = frame.select(
        pl.col(row).cast(pl.String), pl.col(column).cast(pl.String), pl.col(value).cast(pl.Float64)
    ).with_columns(pl.col(value).fill_nan(None))
    for key in (row, column):
        if table[key].null_count():
            raise Refusal.because("observatory.empty-id", column=key, count=table[key].null_count())
    rows, columns, cells = _cells(table, row, column)
    taken = np.zeros(rows.len() * columns.len(), dtype=np.bool_)
    taken[cells] = True
    if np.count_nonzero(taken) < table.height:
        twice = table.select(pl.struct(row, column).is_duplicated()).to_series()
        _refuse_cells("observatory.key-twice", table.filter(twice).unique([row, column]).sort(row, column))
    infinite = table[value].is_infinite().fill_null(value=False)
    if infinite.any():
        _refuse_cells("observatory.infinite-value", table.filter(infinite))
    below = (table[value] < 0).fill_null(value=False)
    if not negative and below.any():
        _refuse_cells("observatory.negative-value", table.filter(below))
    dropped: tuple[str, ...] = ()
    if table[value].null_count():
        empty = table.filter(pl.col(value).is_null())
        if missing == "refuse":
            _refuse_cells("observatory.empty-value", empty)
        if missing == "drop":
            dropped = tuple(empty[row].unique().sort())
            table = table.filter(~pl.col(row).is_in(list(dropped)))
            if table.is_empty():
                raise Refusal.because("observatory.empty-table")
            rows, columns, cells = _cells(table, row, column)
        else:
            table = table.with_columns(pl.col(value).fill_null(0.0))
    values = np.zeros(rows.len() * columns.len())
    values[cells] = table[value].to_numpy()
    return Grid(rows, columns, values.reshape(rows.len(), columns.len()), dropped)


def split_periods(frame: pl.DataFrame, period: str = "period") -> dict[str, pl.DataFrame]:
    """One frame per period, in rising order of the period's text.

    Raises
    ------
    Refusal
        The period column is missing or has empty cells.
    """
    require_columns(frame, period)
    if frame[period].null_count():
        raise Refusal.because("observatory.empty-id", column=period, count=frame[period].null_count())
    table = frame.with_columns(pl.col(period).cast(pl.String))
    return {name: table.filter(pl.col(period) == name).drop(period) for name in table[period].unique().sort()}


def require_columns(frame: pl.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column, naming those it has."""
    for column in columns:
        if column not in frame.columns:
            raise Refusal.because(
                "observatory.no-column", column=column, columns=", ".join(frame.columns) or "-"
            )


def _cells(table: pl.DataFrame, row: str, column: str) -> tuple[pl.Series, pl.Series, NDArray[np.int64]]:
    """The rising ids of both directions, and where each row of the table stands in the grid laid flat."""
    rows, columns = table[row].unique().sort(), table[column].unique().sort()
    at, across = (
        table[ids.name].cast(pl.Enum(ids)).to_physical().to_numpy().astype(np.int64)
        for ids in (rows, columns)
    )
    return rows, columns, at * columns.len() + across


def _refuse_cells(code: str, cells: pl.DataFrame) -> None:
    first = cells.head(SHOWN).select(pl.nth(0), pl.nth(1)).rows()
    raise Refusal.because(code, cells="; ".join(f"{a} x {b}" for a, b in first), count=cells.height)
