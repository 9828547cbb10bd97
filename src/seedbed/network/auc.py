"""How well a score tells what came true from what did not."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def area_under_curve(true: ArrayLike, false: ArrayLike) -> float | None:
    """The chance that a true case scores above a false one, ties counting half (Mann and Whitney 1947).

    The area under the ROC curve (Hanley and McNeil 1982): 0.5 by chance, 1 where every true case is above
    every false one. None where either is empty.

    >>> area_under_curve([3, 2], [2, 1])
    0.875
    """
    yes, no = np.asarray(true, np.float64), np.asarray(false, np.float64)
    if not yes.size or not no.size:
        return None
    ranks = average_ranks(np.concatenate([yes, no]))
    return float((ranks[: yes.size].sum() - yes.size * (yes.size + 1) / 2) / (yes.size * no.size))


def average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, equal values sharing the mean of theirs.

    >>> average_ranks(np.array([5.0, 7.0, 5.0])).tolist()
    [1.5, 3.0, 1.5]
    """
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(count) - (count - 1) / 2)[at]
    return ranks
