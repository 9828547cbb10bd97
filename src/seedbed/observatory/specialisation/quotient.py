"""Location quotient, also known as revealed comparative advantage."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.grid import Missing, finding_codes
from seedbed.observatory.specialisation.shares import EMPTY, Against, aligned, read_against

ABSENT = "observatory.absent-from-base"
"""Code of an industry of which the base holds nothing."""

EXCEEDS = "observatory.exceeds-base"
"""Code of a place that holds more of an industry than the base, to which it should belong."""


def location_quotient(
    frame: pl.DataFrame, base: pl.DataFrame | None = None, *, missing: Missing = "refuse"
) -> pl.DataFrame:
    """How much larger an industry's share is in a place than in the base.

    ``LQ_ij = (x_ij / x_j) / (X_i / X)`` for industry i and place j (Florence 1939; Hoover 1936). 1 is
    the base's share. Nothing is rounded.

    Parameters
    ----------
    frame
        place, industry, value (>= 0; jobs, output, exports, ...). A pair that is not named is zero.
    base
        industry, value: totals of a larger area to which the places belong, such as the nation; without it
        the table's own totals.

    Returns
    -------
    place, industry, value (>= 0), finding. The value is null for a place with a total of zero
    (``observatory.empty-unit``) and for an industry of which the base holds nothing
    (``observatory.absent-from-base``); it is doubtful where the place holds more than the base
    (``observatory.exceeds-base``).

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.specialisation.shares.read_against`.

    >>> table = pl.DataFrame({"place": ["a", "a", "b"], "industry": ["x", "y", "x"], "value": [1, 1, 2]})
    >>> location_quotient(table)["value"].round(4).to_list()
    [0.6667, 2.0, 1.3333, 0.0]
    """
    against = read_against(frame, base, missing=missing)
    return against.grid.frame(quotients(against), _findings(against))


def revealed_comparative_advantage(
    frame: pl.DataFrame, base: pl.DataFrame | None = None, *, missing: Missing = "refuse"
) -> pl.DataFrame:
    """Balassa's index (Balassa 1965): the location quotient, as the literature on trade calls it.

    Parameters, result and refusals are those of :func:`location_quotient`.
    """
    return location_quotient(frame, base, missing=missing)


def per_head_quotient(
    frame: pl.DataFrame, population: pl.DataFrame, *, missing: Missing = "refuse"
) -> pl.DataFrame:
    """An industry's value per head of a place, relative to all places together.

    ``(x_ij / p_j) / (X_i / P)`` with population p (as "RPOP" in Hausmann, Hidalgo et al. 2014). It finds
    presence in places that make much of everything, where shares cannot.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    population
        place, value (> 0 for the places of ``frame``; others are left aside).

    Returns
    -------
    place, industry, value (>= 0), finding (as :func:`location_quotient`; here a place without population
    is the empty unit).
    """
    against = read_against(frame, missing=missing)
    people = aligned(against.grid.rows, population)[:, None]
    per_head = np.divide(
        against.grid.values, people, out=np.full_like(against.grid.values, np.nan), where=people > 0
    )
    values = _over(per_head, against.base / people.sum())
    findings = finding_codes(values.shape, (against.base == 0, ABSENT), (people == 0, EMPTY))
    return against.grid.frame(values, findings)


def quotients(against: Against) -> NDArray[np.float64]:
    """Location quotients (n, m); NaN where a place's total or the base's industry is zero."""
    return _over(against.shares, against.base_shares)


def _over(values: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide in place by the base; NaN where that is zero."""
    values /= np.where(base > 0, base, np.nan)
    return values


def _findings(against: Against) -> NDArray[np.object_] | None:
    values, base = against.grid.values, against.base
    return finding_codes(
        values.shape,
        (values > base, EXCEEDS),
        (base == 0, ABSENT),
        (values.sum(axis=1, keepdims=True) == 0, EMPTY),
    )
