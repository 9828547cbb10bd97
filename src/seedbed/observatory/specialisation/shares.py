"""What every measure of specialisation begins with: a table, and the base that it is held against.

*Specialisation* reads a place across its industries, *concentration* reads an industry across places: the
same formula on the table and on its transpose. Here the measured units are rows, whichever they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import Grid, Missing, finding_codes, read_grid, require_columns
from seedbed.observatory.vector import finite_vector

Of: TypeAlias = Literal["place", "industry"]
"""What is measured: places across industries (specialisation), or industries across places (concentration)."""

Base: TypeAlias = pl.DataFrame | Literal["equal"] | None
"""What shares are held against: the totals of the table itself (``None``), totals of a larger area (a frame
with the id column and ``value``), or the same share for each (``"equal"``)."""

EMPTY = "observatory.empty-unit"
"""Code of a place or industry whose total is zero: it has no shares."""


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """Units (rows) spread over columns, and the base's totals of these columns.

    Parameters
    ----------
    grid
        (n, m): the measured units in rows.
    base
        (m,) totals >= 0, of the same columns.
    """

    grid: Grid
    base: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Each unit's shares, (n, m); rows of a unit with a total of zero are NaN."""
        return shares(self.grid.values)

    @property
    def base_shares(self) -> NDArray[np.float64]:
        """The base's shares (m,), adding to 1."""
        parts: NDArray[np.float64] = self.base / self.base.sum()
        return parts

    @property
    def findings(self) -> NDArray[np.object_] | None:
        """(n,) why a unit cannot be measured, None where it can; None where all can."""
        return finding_codes(self.grid.rows.len(), (self.grid.values.sum(axis=1) == 0, EMPTY))


def shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows divided by their totals; a row whose total is zero becomes NaN."""
    total = values.sum(axis=1, keepdims=True)
    parts: NDArray[np.float64] = np.divide(values, total, out=np.full_like(values, np.nan), where=total > 0)
    return parts


def read_against(
    frame: pl.DataFrame, base: Base = None, *, of: Of = "place", missing: Missing = "refuse"
) -> Against:
    """Read a table (place, industry, value) with what it is held against.

    A column that only the base names counts as zero in the table.

    Raises
    ------
    Refusal
        As :func:`seedbed.observatory.grid.read_grid`; the base is empty, lacks a column of the table, or
        its values are not numbers >= 0 with a total above 0.
    """
    grid = read_grid(frame, missing=missing)
    if of == "industry":
        grid = Grid(grid.columns, grid.rows, np.ascontiguousarray(grid.values.T), grid.dropped)
    if isinstance(base, pl.DataFrame):
        return _joined(grid, base)
    totals = grid.values.sum(axis=0) if base is None else np.ones(grid.columns.len())
    if not totals.sum() > 0:
        raise Refusal.because("observatory.nothing-at-all")
    return Against(grid, totals)


def read_totals(frame: pl.DataFrame, key: str) -> tuple[pl.Series, NDArray[np.float64]]:
    """One total >= 0 for each id: the rising ids and their values.

    Raises
    ------
    Refusal
        A column is missing, an id is empty or stands twice, a value is not a finite number >= 0, or all
        are zero.
    """
    require_columns(frame, key, "value")
    table = read_grid(
        frame.select(pl.col(key), pl.lit("base").alias("measure"), pl.col("value")), row=key, column="measure"
    )
    totals = finite_vector(table.values[:, 0], "value", least=0.0)
    if not totals.sum() > 0:
        raise Refusal.because("observatory.nothing-at-all")
    return table.rows, totals


def aligned(ids: pl.Series, frame: pl.DataFrame) -> NDArray[np.float64]:
    """The totals of a frame (id column named as ``ids``, ``value``) in the order of ``ids``; others are left.

    Raises
    ------
    Refusal
        As :func:`read_totals`, or an id of ``ids`` is missing.
    """
    known, totals = read_totals(frame, ids.name)
    lacking = ids.filter(~ids.is_in(known.implode()))
    if lacking.len():
        raise Refusal.because(
            "observatory.base-lacks",
            column=ids.name,
            ids=", ".join(lacking.head(3).to_list()),
            count=lacking.len(),
        )
    found: NDArray[np.float64] = totals[known.search_sorted(ids).to_numpy()]
    return found


def _joined(grid: Grid, base: pl.DataFrame) -> Against:
    name = grid.columns.name
    aligned(grid.columns, base)
    known, totals = read_totals(base, name)
    values = np.zeros((grid.rows.len(), known.len()))
    values[:, known.search_sorted(grid.columns).to_numpy()] = grid.values
    return Against(Grid(grid.rows, known, values, grid.dropped), totals)
