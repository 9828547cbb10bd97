"""How good probabilities and predictive distributions were, once it is known what happened.

Source: Gneiting and Raftery (2007) for the scores; Dawid (1984) for the probability integral transform, and
Czado, Gneiting and Held (2009) for counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_CHANCE = 1e-4
"""A probability that is further from what happened counts as this one in the log score: it would be infinite."""


def brier_score(probability: ArrayLike, happened: ArrayLike) -> NDArray[np.float64]:
    """(n,) squared distance of each probability from 1 (it happened) or 0; 0 is best.

    >>> brier_score([0.5, 1.0], [True, True]).tolist()
    [0.25, 0.0]
    """
    return (np.asarray(probability, np.float64) - np.asarray(happened, np.float64)) ** 2


def log_score(probability: ArrayLike, happened: ArrayLike) -> NDArray[np.float64]:
    """(n,) minus the logarithm of the probability of what happened; 0 is best.

    >>> log_score([0.5], [False]).round(4).tolist()
    [0.6931]
    """
    chance = np.asarray(probability, np.float64)
    of_what_happened = np.where(np.asarray(happened, np.bool_), chance, 1 - chance)
    return np.asarray(-np.log(np.maximum(of_what_happened, LEAST_CHANCE)), np.float64)


def crps(samples: ArrayLike, outcome: ArrayLike) -> NDArray[np.float64]:
    """(n,) continuous ranked probability score of (n, draws) samples; 0 is best, in the unit of the outcome.

    >>> crps([[1.0, 1.0], [0.0, 2.0]], [1.0, 1.0]).tolist()
    [0.0, 0.5]
    """
    drawn = np.sort(np.asarray(samples, np.float64), axis=1)
    size = drawn.shape[1]
    near = np.abs(drawn - np.asarray(outcome, np.float64)[:, None]).mean(axis=1)
    # mean |X - X'| / 2 of all pairs, from the order statistics.
    apart = (drawn * (2 * np.arange(1, size + 1) - size - 1)).sum(axis=1) / size**2
    return np.asarray(near - apart, np.float64)


def covered(low: ArrayLike, high: ArrayLike, outcome: ArrayLike) -> NDArray[np.bool_]:
    """(n,) whether each outcome lies within its interval, ends included."""
    value = np.asarray(outcome)
    return np.asarray((np.asarray(low) <= value) & (value <= np.asarray(high)), np.bool_)


def pit(samples: ArrayLike, outcome: ArrayLike, luck: ArrayLike) -> NDArray[np.float64]:
    """(n,) randomised probability integral transform; uniform where the forecasts are calibrated.

    ``luck`` (n,) in 0..1 says where within the outcome's own probability it falls.

    >>> pit([[0, 1, 1, 2]], [1], [0.5]).tolist()
    [0.5]
    """
    drawn, value = np.asarray(samples), np.asarray(outcome)[:, None]
    below, upto = (drawn < value).mean(axis=1), (drawn <= value).mean(axis=1)
    return np.asarray(below + np.asarray(luck, np.float64) * (upto - below), np.float64)


def error_of_mean(values: ArrayLike) -> float:
    """Standard error of a mean over independent runs (Monte Carlo error)."""
    array = np.asarray(values, np.float64)
    return float(array.std(ddof=1) / np.sqrt(array.size)) if array.size > 1 else float("nan")
