"""Values on a map, checked once for every spatial statistic."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from seedbed.messages import Refusal
from seedbed.observatory.space.weights import Floats, Neighbourhood, Weights, aligned, read_weights

LEAST = 4
"""Below this number of places the moments of the statistics are not defined."""


def measurable(
    values: pl.DataFrame | ArrayLike, neighbourhood: Neighbourhood, *, row_standardised: bool
) -> tuple[Floats, csr_array, Weights]:
    """Values (n,) in the order of the places, the matrix to use, and the weights as given.

    Raises
    ------
    Refusal
        Neighbours make no weights, values and weights do not fit, a value is empty or infinite, there are fewer than :data:`LEAST`
        places, all values are alike (but for rounding), or nobody has a neighbour.
    """
    weights = read_weights(neighbourhood)
    y = aligned(values, weights)
    if y.size < LEAST:
        raise Refusal.because("observatory.too-few", name="values", count=y.size, least=LEAST)
    rounding = 8 * float(np.finfo(np.float64).eps) * float(np.abs(y).max())
    if float(np.ptp(y)) <= rounding:
        raise Refusal.because("observatory.constant-values", name="values")
    if not weights.matrix.nnz:
        raise Refusal.because("observatory.no-neighbours")
    return y, weights.row_standardised() if row_standardised else weights.matrix, weights
