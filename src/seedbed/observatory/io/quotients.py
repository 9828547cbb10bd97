"""Location quotients that scale national coefficients down to a region's: SLQ, CILQ, FLQ."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
QuotientMethod = Literal["slq", "cilq", "flq"]


def simple_quotients(regional: Floats, national: Floats) -> Floats:
    """``SLQ_i = (re_i / re) / (ne_i / ne)``; 0 where the nation has none."""
    shares = regional / regional.sum(), national / national.sum()
    quotients = np.divide(shares[0], shares[1], out=np.zeros_like(shares[0]), where=shares[1] > 0)
    return np.asarray(quotients)


def cross_quotients(slq: Floats) -> Floats:
    """``CILQ_ij = SLQ_i / SLQ_j``, on the diagonal ``SLQ_i`` (Smith, Morrison 1974).

    Where the buyer is absent from the region its column does not matter: 1.
    """
    quotients = np.divide(
        slq[:, None], slq[None, :], out=np.ones((slq.size, slq.size)), where=slq[None, :] > 0
    )
    quotients[np.diag_indices(slq.size)] = slq
    return quotients


def size_factor(regional: Floats, national: Floats, delta: float) -> float:
    """Flegg's ``lambda = log2(1 + re / ne) ** delta``: small regions import more."""
    return float(np.log2(1.0 + regional.sum() / national.sum()) ** delta)


def trade_coefficients(
    regional: Floats, national: Floats, method: QuotientMethod, delta: float = 0.0
) -> Floats:
    """(n, n) share of each input that the region buys within: quotients, at most 1.

    Flegg, Webber (1997) for ``flq``: the cross quotients times :func:`size_factor`.
    """
    slq = simple_quotients(regional, national)
    if method == "slq":
        quotients = np.repeat(slq[:, None], slq.size, axis=1)
    else:
        quotients = cross_quotients(slq)
        if method == "flq":
            quotients *= size_factor(regional, national, delta)
    return np.minimum(quotients, 1.0)
