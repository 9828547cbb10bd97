"""Coefficients of variation: plain, weighted, Williamson's."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from seedbed.messages import Refusal
from seedbed.observatory.inequality.weighted import Floats, weight_shares
from seedbed.observatory.vector import finite_vector

Mean: TypeAlias = Literal["weighted", "plain"]
"""The mean of the units with their weights, or without."""


def coefficient_of_variation(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    sample: bool = False,
    deviations_from: Mean = "weighted",
    divided_by: Mean = "weighted",
) -> float:
    """Standard deviation over mean, without unit.

    ``sqrt(sum p (y - c)^2) / |m|`` with shares ``p`` of the weights. Packages differ in which mean stands
    for c and for m once there are weights (Sheret 1984); without weights both are the mean.

    Parameters
    ----------
    values
        (n,) finite.
    weights
        (n,) >= 0; equal where none are given.
    sample
        Divide by n - 1 instead of n (only without weights).
    deviations_from, divided_by
        Which mean is c, and which is m.

    Raises
    ------
    Refusal
        A list is empty, not finite or of another length; weights are negative or all zero; the mean is
        zero; a sample of one.

    >>> round(coefficient_of_variation([20, 50, 20, 10], sample=True), 6)
    0.69282
    """
    vector = finite_vector(values, "values")
    shares = weight_shares(weights, vector.size)
    if sample and weights is not None:
        raise ValueError("a sample's standard deviation has no weights here")
    if sample and vector.size < 2:
        raise Refusal.because("observatory.too-few", name="values", count=vector.size, least=2)
    mean = {"weighted": float(vector @ shares), "plain": float(vector.mean())}
    if abs(mean[divided_by]) <= _noise(vector):
        raise Refusal.because("observatory.mean-zero")
    variance = float(shares @ (vector - mean[deviations_from]) ** 2)
    if sample:
        variance *= vector.size / (vector.size - 1)
    return float(np.sqrt(variance)) / abs(mean[divided_by])


def williamson(
    values: ArrayLike,
    population: ArrayLike,
    *,
    deviations_from: Mean = "weighted",
    divided_by: Mean = "weighted",
) -> float:
    """Williamson's index: the variation of values per head, weighted by heads (Williamson 1965).

    ``sqrt(sum (y_i - m)^2 f_i / F) / m`` with population ``f`` and the national mean ``m`` (the weighted
    one). REAT takes the plain mean of the places for both by default: say ``"plain"`` to compare.

    Parameters
    ----------
    values
        (n,) per head, >= 0.
    population
        (n,) >= 0.
    deviations_from, divided_by
        See :func:`coefficient_of_variation`.

    Raises
    ------
    Refusal
        As there; or a value is negative.

    >>> round(williamson([1.0, 2.0, 4.0], [10, 10, 20]), 6)
    0.472377
    """
    vector = finite_vector(values, "values", least=0.0)
    return coefficient_of_variation(
        vector, population, deviations_from=deviations_from, divided_by=divided_by
    )


def _noise(vector: Floats) -> float:
    """Below this a mean is nothing but rounding."""
    return float(np.abs(vector).max()) * vector.size * np.finfo(np.float64).eps
