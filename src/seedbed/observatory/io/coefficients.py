"""One formula, one function: the matrices of the textbook (Miller, Blair 2009, chapters 2 and 12)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def technical_coefficients(Z: Floats, x: Floats) -> Floats:
    """``A = Z diag(1/x)``: inputs per unit of the buyer's output; 0 where there is no output."""
    return Z * reciprocal(x)


def allocation_coefficients(Z: Floats, x: Floats) -> Floats:
    """``B = diag(1/x) Z``: sales per unit of the seller's output; 0 where there is no output."""
    return Z * reciprocal(x)[:, None]


def leontief_inverse(Z: Floats, x: Floats) -> Floats:
    """``L = (I - A)^-1``, from ``x = A x + y``."""
    return np.asarray(np.linalg.inv(np.eye(x.size) - technical_coefficients(Z, x)), dtype=np.float64)


def ghosh_inverse(Z: Floats, x: Floats) -> Floats:
    """``G = (I - B)^-1``, from ``x' = x' B + v'`` (Ghosh 1958)."""
    return np.asarray(np.linalg.inv(np.eye(x.size) - allocation_coefficients(Z, x)), dtype=np.float64)


def reciprocal(x: Floats) -> Floats:
    """``1 / x``, and 0 where x is 0."""
    return np.divide(1.0, x, out=np.zeros_like(x), where=x != 0)
