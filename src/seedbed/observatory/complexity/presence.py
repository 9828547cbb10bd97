"""Which place has which industry: the matrix that relatedness and complexity are read from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import Grid, Missing, finding_codes
from seedbed.observatory.similarity.advantages import WITHOUT, Advantages, held, strengths
from seedbed.observatory.specialisation.shares import EMPTY, Against, read_against

BELOW = "observatory.below-minimum"
"""Code of a place or industry whose total is below the stated minimum: it is left out."""

HELD_BY_NONE = "observatory.held-by-none"
"""Code of an industry in which no place reaches the threshold."""

NEAR = 0.01
"""Relative distance from the threshold within which a presence hangs on little."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Places (n) and industries (m), how strong each is in each, and where that counts as presence.

    Parameters
    ----------
    grid
        (n, m) values as read, those of left-out units set to zero.
    strength
        (n, m) location quotients, or the values themselves; NaN where not defined.
    present
        (n, m) bool.
    totals
        (n,) values of each place as read.
    threshold
        What ``strength`` must reach.
    place_codes, industry_codes
        (n,) and (m,) why a unit has no presence at all; None where it has.
    """

    grid: Grid
    strength: NDArray[np.float64]
    present: NDArray[np.bool_]
    totals: NDArray[np.float64]
    threshold: float
    place_codes: NDArray[np.object_] | None
    industry_codes: NDArray[np.object_] | None

    @property
    def near_threshold(self) -> int:
        """Cells whose strength lies within 1 % of the threshold, on either side."""
        low, high = self.threshold * (1 - NEAR), self.threshold * (1 + NEAR)
        return int(np.count_nonzero((self.strength >= low) & (self.strength <= high)))


def read_presence(
    frame: pl.DataFrame,
    threshold: float = 1.0,
    *,
    advantages: Advantages = "location_quotient",
    min_place_total: float = 0.0,
    min_industry_total: float = 0.0,
    missing: Missing = "refuse",
) -> Presence:
    """Read a table (place, industry, value) and find presence: strength >= threshold.

    Units below a minimum are left out first, so that quotients are taken over those that remain. A share
    that equals the base's counts as reached (up to 1e-12 of rounding). Quotients are taken once: nothing is
    recomputed when an industry turns out to be held by none.

    Raises
    ------
    Refusal
        ``observatory.bad-threshold``; as :func:`seedbed.observatory.grid.read_grid`;
        ``observatory.nothing-at-all`` where nothing remains.
    """
    if not (math.isfinite(threshold) and threshold > 0):
        raise Refusal.because("observatory.bad-threshold", threshold=threshold)
    grid = read_against(frame, missing=missing).grid
    values, totals, industry_totals = grid.values, grid.values.sum(axis=1), grid.values.sum(axis=0)
    small, minor = totals < min_place_total, industry_totals < min_industry_total
    if small.any() or minor.any():
        values[small] = 0.0
        values[:, minor] = 0.0
    base = values.sum(axis=0)
    if not base.sum() > 0:
        raise Refusal.because("observatory.nothing-at-all")
    strength = strengths(Against(grid, base), advantages)
    return presence_of(
        Grid(grid.rows, grid.columns, values, grid.dropped), strength, threshold, totals, small, minor
    )


def presence_of(
    grid: Grid,
    strength: NDArray[np.float64],
    threshold: float,
    totals: NDArray[np.float64],
    small: NDArray[np.bool_],
    minor: NDArray[np.bool_],
) -> Presence:
    """Presence by a threshold, with the reasons of units that have none."""
    present = held(strength, threshold)
    nowhere, by_none = present.sum(axis=1) == 0, present.sum(axis=0) == 0
    return Presence(
        grid,
        strength,
        present,
        totals,
        threshold,
        finding_codes(totals.size, (nowhere, WITHOUT), (nowhere & (totals == 0), EMPTY), (small, BELOW)),
        finding_codes(
            minor.size,
            (by_none, HELD_BY_NONE),
            (by_none & (grid.values.sum(axis=0) == 0), EMPTY),
            (minor, BELOW),
        ),
    )
