"""How the months of a year differ, weighed against an even year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 12
FEWEST_MONTHS = 18
"""With less, a season cannot be told from a rise."""

_HALF = 0.5
"""What stands for no start when logarithms are taken."""


def seasons(
    counts: NDArray[np.int64], first: int, running: NDArray[np.bool_], weight: float
) -> NDArray[np.float64]:
    """(12,) factors of the calendar months, mean 1, January first.

    1. The usual level of each month is the mean of the 12 months around it (fewer at the ends), stopped
       months apart.
    2. A month's factor is the mean logarithm of count over level, drawn toward 0 (an even year) as if
       ``weight`` even years stood beside those seen.

    Parameters
    ----------
    counts
        (T,) starts by month, beginning with month number ``first``.
    running
        (T,) false in months of a stop.

    >>> seasons(np.full(36, 50), 0, np.ones(36, bool), 1.0).round(6).tolist() == [1.0] * 12
    True
    """
    if np.count_nonzero(running) < FEWEST_MONTHS:
        return np.ones(12)
    kernel = np.ones(WIDTH + 1)
    kernel[[0, -1]] = _HALF
    total = np.convolve(np.where(running, counts, 0), kernel)[WIDTH // 2 : -(WIDTH // 2)]
    length = np.convolve(running.astype(np.float64), kernel)[WIDTH // 2 : -(WIDTH // 2)]
    seen = running & (length > WIDTH // 2) & (total > 0)
    ratio = np.log((counts[seen] + _HALF) / (total[seen] / length[seen] + _HALF))
    month = (first + np.flatnonzero(seen)) % 12
    times = np.bincount(month, minlength=12)
    drawn = np.bincount(month, ratio, minlength=12) / (times + weight)
    factors = np.exp(drawn)
    return np.asarray(factors / factors.mean(), np.float64)
