"""Atkinson's index: what share of income would be given up for equality."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seedbed.messages import Refusal
from seedbed.observatory.inequality.weighted import values_and_shares


def atkinson(values: ArrayLike, epsilon: float = 0.5, weights: ArrayLike | None = None) -> float:
    """Atkinson's index (Atkinson 1970), 0 (all alike) to 1.

    ``A = 1 - EDE / mean`` with the equally distributed equivalent
    ``EDE = (sum p y^(1 - epsilon))^(1 / (1 - epsilon))``, at ``epsilon = 1`` the geometric mean. With a
    zero among the values EDE is zero from ``epsilon = 1`` on, so A is 1.

    Parameters
    ----------
    values
        (n,) >= 0.
    epsilon
        Aversion to inequality, >= 0: 0 does not mind it, large values look at the poorest only.
    weights
        (n,) >= 0; equal where none are given.

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.inequality.weighted.values_and_shares`; or ``epsilon`` is negative,
        empty or infinite.

    >>> round(atkinson([10, 20, 30, 40, 50], 0.5), 5), round(atkinson([10, 20, 30, 40, 50], 1), 7)
    (0.06315, 0.1316096)
    """
    mean, equivalent = _mean_and_equivalent(values, epsilon, weights)
    return min(max(1.0 - equivalent / mean, 0.0), 1.0)


def equally_distributed_equivalent(
    values: ArrayLike, epsilon: float = 0.5, weights: ArrayLike | None = None
) -> float:
    """The income that, given to all alike, would be worth as much as this distribution (Atkinson 1970).

    Parameters, unit of the result and refusals as in :func:`atkinson`.
    """
    return _mean_and_equivalent(values, epsilon, weights)[1]


def _mean_and_equivalent(values: ArrayLike, epsilon: float, weights: ArrayLike | None) -> tuple[float, float]:
    if not (np.isfinite(epsilon) and epsilon >= 0):
        raise Refusal.because("observatory.epsilon-range", epsilon=float(epsilon))
    vector, shares = values_and_shares(values, weights)
    carries = shares > 0
    vector, shares = vector[carries], shares[carries]
    mean, power = float(vector @ shares), 1.0 - epsilon
    if power <= 0 and (vector == 0).any():
        return mean, 0.0
    if power == 0:
        return mean, float(np.exp(shares @ np.log(vector)))
    # Relative to the value that dominates the sum, so that no power overflows.
    lead = float(vector.max() if power > 0 else vector.min())
    return mean, lead * float(shares @ (vector / lead) ** power) ** (1.0 / power)
