"""Sparse matrices in the one form that the engine reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A sparse matrix row by row: columns rising, nothing stored twice, no zeros stored.

    SciPy's own CSR wants both index arrays of one type; here the row pointers are int64 and the
    columns int32, so that every market runs through the same compiled loops.
    """

    indptr: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float64]
    shape: tuple[int, int]

    @property
    def row_of_each(self) -> NDArray[np.int64]:
        """The row of every stored value: int64, aligned with ``columns``."""
        return np.repeat(np.arange(self.shape[0], dtype=np.int64), np.diff(self.indptr))

    @property
    def keys(self) -> NDArray[np.int64]:
        """Row x width + column of every stored value, rising."""
        return self.row_of_each * self.shape[1] + self.columns


def strongest(matrix: sparse.sparray | ArrayLike, name: str, *, most: float | None = None) -> Rows:
    """The rows of a matrix; of repeated entries the largest stays.

    SciPy adds repeated entries up; for levels and credits that would be wrong (a skill that is
    stated twice at 0.5 is not mastered), so the strongest one counts. The caller's matrix is not
    touched.

    Parameters
    ----------
    matrix
        Any SciPy sparse form, or an array of two dimensions.
    name
        What a person calls the matrix, for the refusals.
    most
        The largest value allowed; ``None`` for any finite one.

    Raises
    ------
    Refusal
        ``matching.not-a-matrix`` unless it has two dimensions; ``matching.value-out-of-range`` or
        ``matching.value-not-a-weight`` for a value that is no number, negative or above ``most``.
    """
    given: Any = matrix if sparse.issparse(matrix) else np.asarray(matrix, dtype=np.float64)
    if len(given.shape) != 2:
        raise Refusal.because("matching.not-a-matrix", matrix=name, shape=str(given.shape))
    entries = sparse.coo_array(given)  # keeps repeated entries apart
    row, column = (np.asarray(part, dtype=np.int64) for part in (entries.row, entries.col))
    value = np.asarray(entries.data, dtype=np.float64)
    _refuse_values_beyond(most, row, column, value, name)
    stored = value != 0
    return rows_of(row[stored], column[stored], value[stored], given.shape)


def rows_of(
    row: NDArray[np.int64], column: NDArray[np.int64], value: NDArray[np.float64], shape: tuple[int, int]
) -> Rows:
    """Entries in any order as :class:`Rows`; of repeated entries the largest stays."""
    rows, columns = int(shape[0]), int(shape[1])
    key = row * columns + column
    if key.size and not bool(np.all(key[1:] > key[:-1])):
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        value = np.maximum.reduceat(value, first)
        row, column = np.divmod(key[first], columns)
    indptr = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=indptr[1:])
    return Rows(indptr, column.astype(np.int32), np.ascontiguousarray(value), (rows, columns))


def stretches(
    indptr: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of some rows one after the other: which of the rows each belongs to, and where it stands."""
    counts = indptr[rows + 1] - indptr[rows]
    owner = np.repeat(np.arange(rows.size), counts)
    within = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return owner, indptr[rows][owner] + within


def _refuse_values_beyond(
    most: float | None,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    value: NDArray[np.float64],
    name: str,
) -> None:
    within = (value >= 0) & (value <= most if most is not None else np.isfinite(value))
    if within.all():
        return
    wrong = int(np.argmin(within))
    place: dict[str, str | int | float] = {
        "matrix": name,
        "row": int(row[wrong]),
        "column": int(column[wrong]),
        "value": float(value[wrong]),
    }
    count = int(value.size - np.count_nonzero(within))
    if most is None:
        raise Refusal.because("matching.value-not-a-weight", **place, count=count)
    raise Refusal.because("matching.value-out-of-range", **place, most=most, count=count)
