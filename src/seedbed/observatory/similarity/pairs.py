"""How alike the industrial structures of two places are."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

from seedbed.messages import Refusal
from seedbed.observatory.grid import Missing, paired
from seedbed.observatory.specialisation.shares import read_against

Kind: TypeAlias = Literal["unido", "krugman", "finger_kreinin"]
"""Which measure; two are likenesses (1 is alike), ``krugman`` is a distance (0 is alike)."""


def similarity(frame: pl.DataFrame, kind: Kind = "unido", *, missing: Missing = "refuse") -> pl.DataFrame:
    """Compare the shares s of each two places over industries i.

    - ``unido``: coefficient of similarity ``sum_i s_i t_i / sqrt(sum_i s_i^2 sum_i t_i^2)``, 0..1: the
      cosine (UNIDO 1979). 1 is the same structure.
    - ``finger_kreinin``: ``sum_i min(s_i, t_i)``, 0..1, the part of the structures that is common (Finger
      and Kreinin 1979). 1 is the same structure.
    - ``krugman``: ``sum_i |s_i - t_i|``, 0..2, not halved (Krugman 1991). **0** is the same structure; it
      equals 2 (1 - finger_kreinin).

    All depend on how finely industries are cut: see
    :func:`seedbed.observatory.similarity.industry_cut_sensitivity`.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).

    Returns
    -------
    place, other, value, finding: every ordered pair of two different places, n (n - 1) rows; the value
    is symmetric, and null where either place has a total of zero (``observatory.empty-unit``).

    Raises
    ------
    Refusal
        ``observatory.unknown-kind``; as :func:`seedbed.observatory.grid.read_grid`.

    >>> table = pl.DataFrame({"place": ["a", "a", "b"], "industry": ["x", "y", "x"], "value": [1, 1, 2]})
    >>> similarity(table, "finger_kreinin").select("place", "other", "value").rows()
    [('a', 'b', 0.5), ('b', 'a', 0.5)]
    """
    if kind not in get_args(Kind):
        raise Refusal.because("observatory.unknown-kind", kind=str(kind), kinds=", ".join(get_args(Kind)))
    against = read_against(frame, missing=missing)
    shares = against.shares
    values = _cosines(shares) if kind == "unido" else _distances(shares)
    if kind == "finger_kreinin":
        values = 1 - values / 2
    return paired(against.grid.rows, values, against.findings)


def _cosines(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    unit = shares / np.sqrt((shares**2).sum(axis=1, keepdims=True))
    product: NDArray[np.float64] = unit @ unit.T
    return np.minimum(product, 1.0)


def _distances(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    distances: NDArray[np.float64] = squareform(pdist(shares, "cityblock"))
    # Rounding may carry the distance of places that share nothing above 2.
    return np.minimum(distances, 2.0)
