"""The logarithmic mean, on which every LMDI rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEAR = 0.5
"""Below this relative difference ``log1p`` keeps the digits that ``log(a / b)`` would lose."""


def logarithmic_mean(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """``L(a, b) = (a - b) / ln(a / b)`` for values >= 0, same shapes.

    Equal values give the value itself, a zero gives zero: both are the limits, not conventions
    (Carlson 1972).

    >>> logarithmic_mean(np.array([100.0, 4.0, 0.0]), np.array([100.0, 1.0, 7.0])).round(6).tolist()
    [100.0, 2.164043, 0.0]
    """
    a, b = np.broadcast_arrays(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    mean = np.where((a > 0) & (b > 0), a, 0.0)
    differ = (a > 0) & (b > 0) & (a != b)
    mean[differ] = (a[differ] - b[differ]) / log_ratio(a[differ], b[differ])
    return mean


def log_ratio(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """``ln(a / b)`` for values > 0, to the last digits also where both are nearly equal."""
    step = (a - b) / b
    near = np.abs(step) < _NEAR
    return np.where(near, np.log1p(np.where(near, step, 0.0)), np.log(a) - np.log(b))
