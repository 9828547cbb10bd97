"""How near industries are to each other, and how near each is to what a place already has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 512


def proximity_matrix(present: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The smaller of two conditional probabilities of holding both (Hidalgo, Klinger et al. 2007).

    ``phi_pq = sum_c M_cp M_cq / max(u_p, u_q)``, symmetric (m, m), 1 on the diagonal, 0 where an industry
    is held by none. Counts are multiplied in float32, exact below 2^24 places.
    """
    single = present.astype(np.float32)
    nearness = (single.T @ single).astype(np.float64)
    ubiquity = np.maximum(nearness.diagonal().copy(), 1.0)
    for start in range(0, ubiquity.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        nearness[block] /= np.maximum(ubiquity[block, None], ubiquity)
    return nearness


def nearest(nearness: NDArray[np.float64], neighbours: int) -> NDArray[np.float64]:
    """Keep each industry's ``neighbours`` nearest others (columns), 0 elsewhere; ties by their order."""
    others = nearness.copy()
    np.fill_diagonal(others, -1.0)
    kept = np.argsort(-others, axis=0, kind="stable")[:neighbours]
    chosen = np.zeros_like(nearness)
    np.put_along_axis(chosen, kept, np.take_along_axis(nearness, kept, axis=0), axis=0)
    return chosen


def density_of(
    held: NDArray[np.float64], nearness: NDArray[np.float64], own: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of the nearness around each industry that a place holds: (n, m), 0..1.

    ``sum_q M_cq phi_qp / sum_q phi_qp`` with presence M as zeros and ones; ``own`` (m,) is what to take off
    each industry's nearness to itself (zeros to leave it). 0 where the denominator is 0.
    """
    around = nearness.sum(axis=0) - own
    density: NDArray[np.float64] = held @ nearness
    if own.any():
        density -= held * own
    density /= np.where(around > 0, around, np.inf)
    return density


def outlook_of(
    density: NDArray[np.float64], present: NDArray[np.bool_], plain: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``sum_p density_cp (1 - M_cp) k_p`` (n,): complexity within reach; an undefined k counts as zero."""
    total: NDArray[np.float64] = np.multiply(density, ~present) @ np.nan_to_num(plain)
    return total


def gain_of(
    held: NDArray[np.float64],
    nearness: NDArray[np.float64],
    own: NDArray[np.float64],
    plain: NDArray[np.float64],
) -> NDArray[np.float64]:
    """``(1 - M_cp) sum_q (1 - M_cq) phi_qp k_q / sum_r phi_qr`` (n, m): what a new industry opens up.

    0 for industries that a place holds already. ``held`` is used up.
    """
    around = nearness.sum(axis=1) - own
    weight = np.divide(np.nan_to_num(plain), around, out=np.zeros_like(around), where=around > 0)
    present = held > 0
    lacking = np.subtract(1.0, held, out=held)
    lacking *= weight
    gain: NDArray[np.float64] = lacking @ nearness
    if own.any():
        gain -= lacking * own
    gain[present] = 0.0
    return gain
