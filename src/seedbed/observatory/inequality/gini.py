"""Gini coefficient and Lorenz curve."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from seedbed.messages import Refusal
from seedbed.observatory.inequality.weighted import Floats, values_and_shares


def gini(values: ArrayLike, weights: ArrayLike | None = None, *, corrected: bool = False) -> float:
    """Gini coefficient, 0 (all alike) to 1 (one has all).

    ``G = sum_ij p_i p_j |y_i - y_j| / (2 mean)`` with shares ``p`` of the weights (Gini 1912): the
    population's coefficient, whose largest value is ``1 - 1/n``. With ``corrected`` it is multiplied by
    ``n / (n - 1)``, n counting the units that carry weight, so that it can reach 1 (REAT's ``coefnorm``).

    Parameters
    ----------
    values
        (n,) >= 0, per head where ``weights`` are heads.
    weights
        (n,) >= 0; equal where none are given.
    corrected
        See above.

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.inequality.weighted.values_and_shares`; or a single unit is asked to
        be ``corrected``.

    >>> round(gini([20, 50, 20, 10]), 9), round(gini([20, 50, 20, 10], corrected=True), 9)
    (0.3, 0.4)
    """
    vector, shares = values_and_shares(values, weights)
    people, income = _cumulated(vector, shares)
    area = float(np.sum(np.diff(people) * (income[1:] + income[:-1])))
    coefficient = min(max(1.0 - area, 0.0), 1.0)
    if not corrected:
        return coefficient
    units = int(np.count_nonzero(shares))
    if units < 2:
        raise Refusal.because("observatory.too-few", name="values", count=units, least=2)
    return min(coefficient * units / (units - 1), 1.0)


def lorenz_curve(values: ArrayLike, weights: ArrayLike | None = None) -> pl.DataFrame:
    """Points of the Lorenz curve (Lorenz 1905), from (0, 0) to (1, 1), poorest units first.

    Returns ``population_share, value_share`` with one row more than there are units.

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.inequality.weighted.values_and_shares`.
    """
    people, income = _cumulated(*values_and_shares(values, weights))
    return pl.DataFrame({"population_share": people, "value_share": income})


def _cumulated(vector: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Cumulated shares of weight and of value, (n + 1,), units in rising order of value."""
    order = np.argsort(vector, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(shares[order])])
    income = np.concatenate([[0.0], np.cumsum((vector * shares)[order])])
    return people / people[-1], income / income[-1]
