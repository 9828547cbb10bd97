"""What FA*IR asks of a list (Zehlike, Bonchi, Castillo, Hajian, Megahed and Baeza-Yates 2017), for comparison.

FA*IR promises no share. It asks that a significance test cannot rule out that the members of each beginning
came about by tossing a coin with the share as its chance; since a list has many beginnings, the level of
the single test is lowered until all tests together reject a fair coin with the chance ``alpha``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

HALVINGS = 40


def members_asked(share: float, k: int, alpha: float = 0.1) -> NDArray[np.int64]:
    """How many members FA*IR asks of the beginnings of length 1..k: int64 (k,)."""
    low, high = 0.0, alpha
    for _ in range(HALVINGS):
        level = (low + high) / 2
        if _rejects(_table(share, k, level), share) <= alpha:
            low = level
        else:
            high = level
    return _table(share, k, low)


def _table(share: float, k: int, level: float) -> NDArray[np.int64]:
    """The fewest members that one test at this level lets pass, for each length."""
    if level <= 0:
        return np.zeros(k, np.int64)
    return np.asarray(stats.binom.ppf(level, np.arange(1, k + 1), share)).astype(np.int64)


def _rejects(asked: NDArray[np.int64], share: float) -> float:
    """The chance that a fair coin falls short at any length."""
    chance = np.zeros(asked.size + 1)
    chance[0] = 1.0
    for fewest in asked:
        chance[1:] = chance[1:] * (1 - share) + chance[:-1] * share
        chance[0] *= 1 - share
        chance[:fewest] = 0
    return 1 - float(chance.sum())
