"""Ellison and Glaeser's index of agglomeration: concentration beyond what large plants explain."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import finding_codes, listed, require_columns
from seedbed.observatory.specialisation.shares import EMPTY, read_against
from seedbed.observatory.vector import finite_vector

SINGLE = "observatory.single-plant"
"""Code of an industry with one plant only: it cannot but be concentrated."""


def ellison_glaeser(plants: pl.DataFrame, base: pl.DataFrame | None = None) -> pl.DataFrame:
    """Agglomeration of each industry (Ellison and Glaeser 1997).

    With x the places' shares of all jobs, s the industry's shares over places, z the plants' shares of the
    industry::

        G     = sum_j (s_j - x_j)^2
        H     = sum_k z_k^2
        gamma = (G / (1 - sum_j x_j^2) - H) / (1 - H)

    gamma is 0 in the mean where plants fall on places as darts on a board whose fields have the sizes x.
    ``z`` is the test against that: ``(G - (1 - X) H) / sqrt(var G)``, X the sum of squared x, with the
    paper's ``var G = 2 (H^2 (X - 2 sum x^3 + X^2) - sum z^4 (X - 4 sum x^3 + 3 X^2))``.

    Parameters
    ----------
    plants
        place, industry, value: one row for each plant with its jobs (>= 0).
    base
        place, value: all jobs of each place; without it, the jobs of the given plants.

    Returns
    -------
    industry, value (gamma), concentration (G), herfindahl (H), z, plants (with jobs), finding. gamma and z
    are null for an industry with a single plant (``observatory.single-plant``) or without jobs
    (``observatory.empty-unit``); z also where var G is 0.

    Raises
    ------
    Refusal
        A column is missing, an id is empty, a number is not finite or below 0; ``observatory.base-lacks``;
        ``observatory.no-other-unit`` where one place holds everything.
    """
    require_columns(plants, "place", "industry", "value")
    if plants.is_empty():
        raise Refusal.because("observatory.empty-table")
    if not plants["value"].dtype.is_numeric():
        raise Refusal.because("observatory.not-numbers", column="value", dtype=str(plants["value"].dtype))
    finite_vector(plants["value"].to_numpy(), "value", least=0.0)
    table = plants.select(pl.col("place", "industry").cast(pl.String), pl.col("value").cast(pl.Float64))
    summed = table.group_by("place", "industry").agg(pl.col("value").sum())
    against = read_against(summed, base, of="industry")
    x = against.base_shares
    squares, cubes = float(np.sum(x**2)), float(np.sum(x**3))
    if (x > 0).sum() < 2:
        raise Refusal.because("observatory.no-other-unit", column="place")
    total = against.grid.values.sum(axis=1)
    concentration = ((against.shares - x) ** 2).sum(axis=1)
    count, second, fourth = _plants(table, against.grid.rows, total)
    single = count == 1
    with np.errstate(invalid="ignore", divide="ignore"):
        gamma = (concentration / (1 - squares) - second) / (1 - second)
        variance = 2 * (
            second**2 * (squares - 2 * cubes + squares**2) - fourth * (squares - 4 * cubes + 3 * squares**2)
        )
        z = (concentration - (1 - squares) * second) / np.sqrt(np.where(variance > 0, variance, np.nan))
    return listed(
        against.grid.rows,
        finding_codes(total.size, (single, SINGLE), (total == 0, EMPTY)),
        value=np.where(single, np.nan, gamma),
        concentration=concentration,
        herfindahl=second,
        z=np.where(single, np.nan, z),
        plants=count,
    )


def _plants(
    table: pl.DataFrame, industries: pl.Series, total: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Plants with jobs, and the sums of their shares' squares and fourth powers, for each industry."""
    at, jobs = industries.search_sorted(table["industry"]).to_numpy(), table["value"].to_numpy()
    with np.errstate(invalid="ignore"):
        share = jobs / total[at]
    size = industries.len()
    return (
        np.bincount(at[jobs > 0], minlength=size),
        np.bincount(at, share**2, size).astype(np.float64),
        np.bincount(at, share**4, size).astype(np.float64),
    )
