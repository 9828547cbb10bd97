"""How central actors are: degree, betweenness, and how far a network is built around one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from seedbed.network.shortest_paths import dependencies


def degree(adjacency: sparse.csr_array) -> NDArray[np.int64]:
    """(n,) how many others each actor is tied to."""
    count: NDArray[np.int64] = np.diff(adjacency.indptr).astype(np.int64)
    return count


def betweenness(adjacency: sparse.csr_array, *, share: bool = True) -> NDArray[np.float64]:
    """How often each actor lies on the shortest paths between two others (Freeman 1977).

    ``b_i = sum over pairs s < t, other than i, of sigma_st(i) / sigma_st``, by Brandes' algorithm (2001);
    with ``share``, divided by the number of such pairs, ``(n - 1)(n - 2) / 2``.

    Parameters
    ----------
    adjacency
        (n, n) symmetric, without loops.

    Returns
    -------
    (n,) zero for all where there are fewer than three actors.
    """
    n = adjacency.shape[0]
    rows, neighbours = adjacency.indptr.astype(np.int64), adjacency.indices.astype(np.int32)
    raw: NDArray[np.float64] = dependencies(rows, neighbours) / 2
    if not share:
        return raw
    return raw / ((n - 1) * (n - 2) / 2) if n > 2 else np.zeros(n)


def degree_centralisation(adjacency: sparse.csr_array) -> float | None:
    """Freeman's (1979) centralisation of degree: 1 for a star, 0 where all are alike.

    ``sum(max d - d_i) / ((n - 1)(n - 2))``; None below three actors.
    """
    d, n = degree(adjacency), adjacency.shape[0]
    return float((d.max() - d).sum() / ((n - 1) * (n - 2))) if n > 2 else None


def betweenness_centralisation(shares: NDArray[np.float64]) -> float | None:
    """Freeman's (1979) centralisation of betweenness, of the shares that :func:`betweenness` gives.

    ``sum(max b - b_i) / (n - 1)``: 1 for a star; None below three actors.
    """
    n = shares.size
    return float((shares.max() - shares).sum() / (n - 1)) if n > 2 else None
