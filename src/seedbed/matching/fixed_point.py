"""The fixed point of a fit: credits of 1/256 times weights of 1/65536 make whole units of 2**-24.

Whole numbers add up to the same sum in any order and on any machine, equal fits are equal
bits, and 2**24 units are exact in float64 and fit an int32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CREDIT_UNITS = 256
"""Units of a full credit."""

WEIGHT_UNITS = 65_536
"""Units that the weights of one opportunity add up to."""

FIT_UNITS = CREDIT_UNITS * WEIGHT_UNITS
"""Units of a full fit: 2**24."""

_SCALE = 1 << 20
"""Steps into which the largest weight of a row is cut before the shares are computed."""


def weight_units(indptr: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int32]:
    """Share ``WEIGHT_UNITS`` among the weights of each row, exactly.

    The method of largest remainders (Hamilton 1792), on whole numbers only:

    1. every weight is cut to ``s = rint(2**20 * weight / largest weight of its row)``;
    2. it gets ``floor(65536 * s / sum of s)`` units;
    3. the units that are left go one each to the largest remainders, ties by position.

    Parameters
    ----------
    indptr
        int64, shape (m + 1,): the rows.
    weights
        float64, shape (z,): finite, >= 0, row after row in the order of their columns.

    Returns
    -------
    int32, shape (z,). Each row adds up to ``WEIGHT_UNITS``, or to 0 where no weight is positive.
    """
    counts = np.diff(indptr)
    row = np.repeat(np.arange(counts.size, dtype=np.int64), counts)
    largest = np.zeros(counts.size)
    np.maximum.at(largest, row, weights)
    positive = largest > 0
    safe = np.where(positive, largest, 1.0)
    steps = np.rint(weights / safe[row] * _SCALE).astype(np.int64)
    total = np.zeros(counts.size, dtype=np.int64)
    np.add.at(total, row, steps)
    total = np.where(positive, total, 1)
    units, remainder = np.divmod(steps * WEIGHT_UNITS, total[row])
    left = np.where(positive, WEIGHT_UNITS, 0)
    np.subtract.at(left, row, units)
    # Rank each entry within its row by falling remainder; lexsort is stable, so ties keep their order.
    order = np.lexsort((-remainder, row))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size) - indptr[row[order]]
    return (units + (rank < left[row])).astype(np.int32)


def credit_units(strength: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.int64]:
    """The credit ``rint(256 * min(1, strength / asked))`` of what is offered for what is asked.

    Each step is one correctly rounded IEEE operation, so the result is the same everywhere.
    """
    units: NDArray[np.int64] = np.rint(CREDIT_UNITS * np.minimum(1.0, strength / asked)).astype(np.int64)
    return units
