"""How much of the Gini coefficient lies between neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, triu

from seedbed.observatory.inequality.gini import gini
from seedbed.observatory.space.measurable import measurable
from seedbed.observatory.space.permutation import (
    Alternative,
    Floats,
    check_request,
    counts_beyond,
    pseudo_p,
)
from seedbed.observatory.space.weights import Neighbourhood


@dataclass(frozen=True, slots=True)
class SpatialGini:
    """The Gini coefficient in two parts; :func:`spatial_gini` defines it.

    Parameters
    ----------
    gini
        The coefficient of all places.
    neighbours, others
        Sums of ``|y_i - y_j|`` over ordered pairs of neighbours, and over all other pairs; together
        ``2 n^2 mean gini``.
    neighbours_share
        The neighbours' part of the whole, 0 to 1.
    p_permutation
        p of ``neighbours``; None where no permutations were asked for.
    """

    gini: float
    neighbours: float
    others: float
    neighbours_share: float
    p_permutation: float | None


def spatial_gini(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    permutations: int = 99,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> SpatialGini:
    """Split the differences behind the Gini coefficient by neighbourhood (Rey and Smith 2013).

    Two places are neighbours where a weight stands in either direction; its size does not matter.

    Parameters as in :func:`seedbed.observatory.space.global_statistics.moran`, values >= 0.

    Raises
    ------
    Refusal
        As there; or a value is negative, or all are zero.
    """
    check_request(permutations, alternative)
    y, matrix, _ = measurable(values, weights, row_standardised=False)
    coefficient = gini(y)
    pairs = triu(csr_array(matrix + matrix.T), k=1).tocoo()
    first, second = pairs.coords
    near = _near(y, first, second)
    ranks = 2 * np.arange(1, y.size + 1) - y.size - 1
    whole = 2.0 * float(ranks @ np.sort(y))
    permuted = None
    if permutations:
        generator = np.random.default_rng(seed)
        simulated = np.array([_near(generator.permutation(y), first, second) for _ in range(permutations)])
        permuted = float(pseudo_p(*counts_beyond(near, simulated), permutations, alternative))
    return SpatialGini(coefficient, near, whole - near, near / whole, permuted)


def _near(y: Floats, first: NDArray[np.int64], second: NDArray[np.int64]) -> float:
    """Sum of the differences of pairs, in both directions."""
    return 2.0 * float(np.abs(y[first] - y[second]).sum())
