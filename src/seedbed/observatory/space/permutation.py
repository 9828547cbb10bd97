"""What chance alone would give: permutations, and the p-values read from them."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import ndtr

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Alternative: TypeAlias = Literal["two-sided", "greater", "less", "directed"]
"""Which results count as extreme. ``directed`` is one-sided towards where the result lies: PySAL's default
for permutations; it is half of ``two-sided``, and so finds too much when the direction was not known."""

_ALTERNATIVES = ("two-sided", "greater", "less", "directed")
_BLOCK = 4_000_000
"""Permuted values that are held at once."""
_ROUNDING = 1e-12
"""Permuted results this close (relative) count as equal: sums differ by their order alone."""


def normal_p(z: float, alternative: Alternative) -> float:
    """p of a standard normal z."""
    return float(_two(np.asarray(ndtr(-z)), np.asarray(ndtr(z)), alternative))


def pseudo_p(at_least: Counts, at_most: Counts, permutations: int, alternative: Alternative) -> Floats:
    """p from the number of permutations whose result is at least, and at most, the observed one.

    ``(count + 1) / (permutations + 1)``: the observed arrangement is one of the possible ones (Hope 1968).
    """
    all_orders = np.float64(permutations + 1)
    above, below = ((counts.astype(np.float64) + 1.0) / all_orders for counts in (at_least, at_most))
    return _two(above, below, alternative)


def check_request(permutations: int, alternative: str) -> None:
    """Programming errors of the callers of this module."""
    if alternative not in _ALTERNATIVES:
        raise ValueError(f"alternative is one of {', '.join(_ALTERNATIVES)}, not {alternative}")
    if permutations < 0:
        raise ValueError("permutations are zero or more")


def permuted_forms(y: Floats, matrix: csr_array, permutations: int, seed: int) -> tuple[Floats, Floats]:
    """``y'Wy`` and ``sum_i (w_i. + w_.i) y_i^2`` for random orders of y; both (permutations,).

    The observed order is not among them. One sparse product for each block of permutations.
    """
    generator = np.random.default_rng(seed)
    degree = matrix.sum(axis=1) + matrix.sum(axis=0)
    product, squares = np.empty(permutations), np.empty(permutations)
    size = max(1, _BLOCK // y.size)
    for first in range(0, permutations, size):
        count = min(size, permutations - first)
        shuffled = np.ascontiguousarray(generator.permuted(np.broadcast_to(y, (count, y.size)), axis=1).T)
        product[first : first + count] = np.einsum("ij,ij->j", shuffled, matrix @ shuffled)
        squares[first : first + count] = degree @ shuffled**2
    return product, squares


def counts_beyond(observed: float, simulated: Floats) -> tuple[Counts, Counts]:
    """How many simulated results are at least, and at most, the observed one; rounding counts as equal."""
    noise = _ROUNDING * max(abs(observed), float(np.abs(simulated).max(initial=0.0)))
    return (
        np.array(np.count_nonzero(simulated >= observed - noise)),
        np.array(np.count_nonzero(simulated <= observed + noise)),
    )


def conditional_counts(y: Floats, matrix: csr_array, permutations: int, seed: int) -> tuple[Counts, Counts]:
    """For each place: how many random neighbourhoods have a lag at least, and at most, the observed one.

    The place keeps its value; its neighbours are drawn from all others without replacement (Anselin
    1995). One set of draws serves all places, as in PySAL: a draw that hits the place itself takes the
    last place instead, which is a bijection onto the others.

    Parameters
    ----------
    y
        (n,) values.
    matrix
        (n, n) csr weights, zero diagonal.
    permutations, seed
        How many draws, and where the generator begins.

    Returns
    -------
    (n,) counts at least, and at most.
    """
    n = y.size
    generator = np.random.default_rng(seed)
    sizes = np.diff(matrix.indptr)
    most = int(sizes.max(initial=0))
    draws = np.empty((permutations, most), dtype=np.int64)
    for one in range(permutations):
        draws[one] = generator.choice(n - 1, size=most, replace=False)
    drawn = y[draws]
    observed = matrix @ y
    reach = _ROUNDING * np.abs(y).max() * matrix.sum(axis=1)
    at_least, at_most = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for place in range(n):
        weights = matrix.data[matrix.indptr[place] : matrix.indptr[place + 1]]
        here = draws[:, : weights.size] == place
        lags = drawn[:, : weights.size] @ weights
        if here.any():
            lags = lags + (here @ weights) * (y[-1] - y[place])
        at_least[place] = np.count_nonzero(lags >= observed[place] - reach[place])
        at_most[place] = np.count_nonzero(lags <= observed[place] + reach[place])
    return at_least, at_most


def false_discovery_rate(p: Floats) -> Floats:
    """Adjusted p of many tests (Benjamini and Hochberg 1995); NaN stays NaN and is not counted."""
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    ranked = p[order] * order.size / np.arange(1, order.size + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return adjusted


def _two(above: Floats, below: Floats, alternative: Alternative) -> Floats:
    if alternative == "greater":
        return above
    if alternative == "less":
        return below
    smaller = np.minimum(above, below)
    return smaller if alternative == "directed" else np.minimum(2.0 * smaller, 1.0)
