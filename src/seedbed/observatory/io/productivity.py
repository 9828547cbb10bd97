"""Whether a table can reproduce itself: all outputs positive for any final demand (Hawkins, Simon 1949)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.solving import solve_rows

Floats = NDArray[np.float64]
_PASSES = 200


@dataclass(frozen=True, slots=True)
class Productivity:
    """``productive``, and bounds on the spectral radius of the technical coefficients."""

    productive: bool
    radius_low: float
    radius_high: float


def judge_productivity(Z: Floats, x: Floats, intermediate_shares: Floats) -> Productivity:
    """Prove that the spectral radius of ``A = Z diag(1/x)`` is below 1, or that it is not.

    1. The radius is at most the largest column sum: if that is below 1, done.
    2. For any ``w > 0``, ``min (wA)_j / w_j <= radius <= max (wA)_j / w_j`` (Collatz 1942, Wielandt 1950):
       iterate until one bound decides.
    3. Undecided (separate blocks, or a radius next to 1): ``m (I - A) = 1`` has a solution ``m >= 1``
       exactly when the table is productive.
    """
    largest = float(intermediate_shares.max(initial=0.0))
    if largest < 1:
        return Productivity(True, 0.0, largest)
    low, high = _bounds(Z, x, largest, decided=True)
    if high < 1 or low >= 1:
        return Productivity(high < 1, low, high)
    with np.errstate(all="ignore"):
        solution = solve_rows(Z, x, np.ones((1, x.size)))
    m = solution.values[0]
    productive = bool(np.isfinite(m).all() and m.min() >= 1 - 1e-9 and solution.residual * m.max() < 0.5)
    return Productivity(productive, low if productive else max(low, 1.0), high)


def spectral_radius(Z: Floats, x: Floats) -> float:
    """The largest eigenvalue of ``A = Z diag(1/x)``.

    From the bounds of Collatz and Wielandt where they close, else from all eigenvalues.
    """
    low, high = _bounds(Z, x, np.inf, decided=False)
    if high - low <= 1e-12 * max(high, 1e-300):
        return 0.5 * (low + high)
    return float(np.abs(np.linalg.eigvals(Z * reciprocal(x))).max())


def _bounds(Z: Floats, x: Floats, largest: float, *, decided: bool) -> tuple[float, float]:
    """Bounds on the radius, as close as :data:`_PASSES` passes bring them (or as soon as 1 lies outside)."""
    inverse = reciprocal(x)
    w = np.ones(x.size)
    low, high = 0.0, largest
    for _ in range(_PASSES):
        image = (w @ Z) * inverse
        ratios = image / w
        low, high = max(low, float(ratios.min())), min(high, float(ratios.max()))
        if high - low <= 1e-13 * high or (decided and (high < 1 or low >= 1)):
            break
        w = w + image  # the shift keeps w positive where a sector buys nothing
        w /= w.max()
    return low, high
