"""Gini coefficients of specialisation (a place over industries) and of location (an industry over places)."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.grid import Missing, listed
from seedbed.observatory.specialisation.quotient import quotients
from seedbed.observatory.specialisation.shares import Against, Base, read_against

Variant: TypeAlias = Literal["unweighted", "lorenz"]
"""``unweighted``: each column counts once (Farhauer and Kröll 2013). ``lorenz``: each counts with its share
in the base, which is the area at the Lorenz curve (Krugman 1991)."""


def specialisation_gini(
    frame: pl.DataFrame, base: Base = None, *, variant: Variant = "unweighted", missing: Missing = "refuse"
) -> pl.DataFrame:
    """Gini coefficient of each place's location quotients.

    ``unweighted``: ``G = 2 / (m^2 mean(R)) * sum_i rank_i (R_i - mean(R))`` over the m industries of the
    base, R rising (Farhauer and Kröll 2013). Its largest value is (m - 1) / m, so ``normalised`` is
    G m / (m - 1). ``lorenz``: twice the area between the diagonal and the curve of cumulated shares,
    industries in order of R (Krugman 1991); ``normalised`` is then the value itself.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    base
        See :data:`seedbed.observatory.specialisation.shares.Base`. Industries of which it holds nothing
        do not count.

    Returns
    -------
    place, value (0..1), normalised (null where m = 1), finding (``observatory.empty-unit``).
    """
    return _gini(read_against(frame, base, of="place", missing=missing), variant)


def location_gini(
    frame: pl.DataFrame, base: Base = None, *, variant: Variant = "unweighted", missing: Missing = "refuse"
) -> pl.DataFrame:
    """Gini coefficient of each industry's quotients over places: :func:`specialisation_gini`, transposed.

    ``base`` has the columns place and value. Returns industry, value, normalised, finding.
    """
    return _gini(read_against(frame, base, of="industry", missing=missing), variant)


def _gini(against: Against, variant: Variant) -> pl.DataFrame:
    counted = against.base > 0
    ratios, weights = quotients(against)[:, counted], against.base_shares[counted]
    order = np.argsort(ratios, axis=1)
    rising = np.take_along_axis(ratios, order, axis=1)
    m = weights.size
    if variant == "lorenz":
        value = _lorenz(rising, weights[order])
        normalised = value
    else:
        mean = rising.mean(axis=1, keepdims=True)
        ranks = np.arange(1, m + 1)
        value = 2 / (m * m * mean[:, 0]) * ((rising - mean) @ ranks)
        normalised = value * m / (m - 1) if m > 1 else np.full_like(value, np.nan)
    return listed(against.grid.rows, against.findings, value=value, normalised=normalised)


def _lorenz(rising: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 less twice the area below the curve through (cumulated weights, cumulated weighted ratios)."""
    curve = np.cumsum(rising * weights, axis=1)
    below = np.concatenate([np.zeros((curve.shape[0], 1)), curve[:, :-1]], axis=1)
    value: NDArray[np.float64] = 1 - (weights * (curve + below)).sum(axis=1)
    return value
