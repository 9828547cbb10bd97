"""Values with weights, checked once for every measure of inequality."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal
from seedbed.observatory.vector import finite_vector

Floats: TypeAlias = NDArray[np.float64]


def values_and_shares(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    """Values (n,) >= 0 and their weights as shares (n,) that add to 1; equal ones where none are given.

    Raises
    ------
    Refusal
        Values or weights are empty, infinite or negative; their numbers differ; all weights, or all values
        that carry weight, are zero (then there is nothing to share out).
    """
    vector = finite_vector(values, "values", least=0.0)
    shares = weight_shares(weights, vector.size)
    if not (vector * shares).any():
        raise Refusal.because("observatory.all-zero", name="values")
    return vector, shares


def weight_shares(weights: ArrayLike | None, size: int) -> Floats:
    """Weights (n,) >= 0 as shares that add to 1; equal ones where none are given.

    Raises
    ------
    Refusal
        Weights are empty, infinite, negative or all zero, or their number is not ``size``.
    """
    if weights is None:
        return np.full(size, 1.0 / size)
    vector = finite_vector(weights, "weights", least=0.0, size=size)
    if not vector.any():
        raise Refusal.because("observatory.all-zero", name="weights")
    shares: Floats = vector / vector.sum()
    return shares
