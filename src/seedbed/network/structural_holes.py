"""Structural holes: how far an actor's contacts are tied to each other (Burt 1992)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def constraint(weights: sparse.csr_array) -> NDArray[np.float64]:
    """How little room to broker the ties of each actor leave.

    ``c_i = sum_j (p_ij + sum_q p_iq p_qj)^2`` over the contacts j of i and third parties q, where
    ``p_ij = a_ij / sum_k a_ik`` is the share of i's ties that go to j (Burt 1992, ch. 2).

    Parameters
    ----------
    weights
        (n, n) symmetric strengths, without loops.

    Returns
    -------
    (n,) NaN for actors without ties; 1 for those with a single one.
    """
    strength = np.asarray(weights.sum(axis=1)).ravel()
    scale = np.divide(1.0, strength, out=np.zeros_like(strength), where=strength > 0)
    own = (sparse.diags_array(scale) @ weights).tocsr()
    pattern = own.copy()
    pattern.data[:] = 1.0
    invested = own + (own @ own).multiply(pattern)
    total: NDArray[np.float64] = np.asarray(invested.power(2).sum(axis=1)).ravel()
    total[strength == 0] = np.nan
    return total


def effective_size(adjacency: sparse.csr_array) -> NDArray[np.float64]:
    """Contacts that are not redundant: ``d_i - 2 t_i / d_i`` (Borgatti 1997).

    ``t_i`` counts the ties among the contacts of i.

    Parameters
    ----------
    adjacency
        (n, n) symmetric 0/1, without loops.

    Returns
    -------
    (n,) NaN for actors without ties.
    """
    d = np.diff(adjacency.indptr).astype(np.float64)
    twice_among = np.asarray((adjacency @ adjacency).multiply(adjacency).sum(axis=1)).ravel()
    redundant: NDArray[np.float64] = np.divide(twice_among, d, out=np.full_like(d, np.nan), where=d > 0)
    size: NDArray[np.float64] = d - redundant
    return size
