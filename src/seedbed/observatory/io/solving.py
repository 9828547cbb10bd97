"""Rows of multipliers without the inverse: solve ``M (I - A) = S`` for the stressors at hand.

``A = Z diag(1/x)`` is never formed: a pass over the flows, ``(M Z) / x``, is the only large operation, so
that the work is a few reads of ``Z`` where an inverse takes n^3. Small systems are solved directly.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgWarning, lu_factor, lu_solve

from seedbed.observatory.io.coefficients import reciprocal

Floats = NDArray[np.float64]
Method = Literal["direct", "krylov"]

DIRECT_BELOW = 400
"""Sectors up to which elimination is the cheaper way (measured)."""
KEPT = 32
"""Directions that are kept before the search starts again."""
ROUNDS = 8
CYCLE_GOAL = 3e-14
"""Share of the residual at which one search ends; the round of the power series after it adds to that."""
LOOK_EVERY = 4
BAND = 12
SMALL_PRODUCT = 1_000_000
"""Multiplications in one band up to which OpenBLAS neither packs nor shares out the work."""
GOAL = 1e-13
"""Residual, relative to the solution's largest entry, at which the search ends."""
ENOUGH = 1e-12
"""Residual up to which a solution stands; beyond it the system is solved by elimination."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Solved rows.

    Parameters
    ----------
    values
        (s, n) the rows.
    residual
        The largest entry of ``S + M A - M``, relative to the largest of its row of ``M``.
    method
        ``direct`` (elimination) or ``krylov`` (GMRES).
    """

    values: Floats
    residual: float
    method: Method


def solve_rows(Z: Floats, x: Floats, S: Floats) -> Solution:
    """Multipliers: ``M = S + M A`` with ``A = Z diag(1/x)``; sectors without output buy nothing.

    Parameters
    ----------
    Z
        (n, n) flows from row to column, not negative.
    x
        (n,) outputs.
    S
        (s, n) what a unit of output takes directly.

    Notes
    -----
    Saad, Schultz (1986), GMRES, run on all rows at once with a Krylov space each; it ends with a round of
    the power series (Waugh 1950), which costs what the check of the residual costs anyway. Where that
    does not reach :data:`ENOUGH`, elimination with one step of refinement follows.
    """
    inverse = reciprocal(x)

    def times_a(rows: Floats) -> Floats:
        return rows_times(rows, Z) * inverse

    return _solve(times_a, S, lambda: Z * inverse, trans=1)


def solve_outputs(Z: Floats, x: Floats, demand: Floats) -> Solution:
    """Outputs: ``u = f + A u`` for each row ``f`` of ``demand`` (s, n).

    Solved for ``u / x``, so that small sectors come out as exact as large ones (their residual is relative
    to their own output).
    """
    scale = np.where(x > 0, x, 1.0)

    def times_b(rows: Floats) -> Floats:
        return rows_across(rows, Z) / scale

    solved = _solve(times_b, demand / scale, lambda: Z / scale[:, None], trans=0)
    return Solution(solved.values * scale, solved.residual, solved.method)


def _solve(
    times: Callable[[Floats], Floats], S: Floats, matrix: Callable[[], Floats], trans: Literal[0, 1]
) -> Solution:
    """``M = S + times(M)``, where ``times`` is the product with ``matrix()`` (with its transpose: trans 0)."""
    if S.shape[0] == 0:
        return Solution(S.copy(), 0.0, "direct")
    if S.shape[1] > DIRECT_BELOW:
        values, residual = _search(times, S)
        if residual <= ENOUGH:
            return Solution(values, residual, "krylov")
    system = -matrix()
    system[np.diag_indices_from(system)] += 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LinAlgWarning)  # a singular system shows in the values
        factors = lu_factor(system, overwrite_a=True, check_finite=False)
    values = lu_solve(factors, S.T, trans=trans, check_finite=False).T
    step = S + times(values) - values
    values = values + lu_solve(factors, step.T, trans=trans, check_finite=False).T
    return Solution(values, _relative(S + times(values) - values, values), "direct")


def rows_times(rows: Floats, Z: Floats) -> Floats:
    """``rows @ Z`` for few rows (s, n), band by band through Z.

    Few rows leave several threads little to do but to wait for each other, and a matrix library that packs
    its operands reads Z twice: bands of a few rows stay below both (measured: as fast on a machine at rest,
    ten times as fast on one that is shared).
    """
    bands = _bands(rows, Z)
    if bands is None:
        return rows @ Z
    product = np.zeros((rows.shape[0], Z.shape[1]))
    for band in bands:
        product += rows[:, band] @ Z[band]
    return product


def rows_across(rows: Floats, Z: Floats) -> Floats:
    """``rows @ Z.T``, as :func:`rows_times`."""
    bands = _bands(rows, Z)
    if bands is None:
        return rows @ Z.T
    product = np.empty((rows.shape[0], Z.shape[0]))
    for band in bands:
        product[:, band] = rows @ Z[band].T
    return product


def _bands(rows: Floats, Z: Floats) -> list[slice] | None:
    """Bands of Z's rows, or None where the work is large enough for the library's own ways."""
    if rows.size * BAND > SMALL_PRODUCT or rows.shape[0] == 1:
        return None
    return [slice(start, start + BAND) for start in range(0, Z.shape[0], BAND)]


def _relative(residual: Floats, values: Floats) -> float:
    largest = np.abs(values).max(axis=1, initial=0.0)
    worst = np.abs(residual).max(axis=1, initial=0.0)
    shares = worst / np.where(largest > 0, largest, 1.0)
    return float(shares.max(initial=0.0)) if np.isfinite(shares).all() else float("inf")


def _search(times: Callable[[Floats], Floats], S: Floats) -> tuple[Floats, float]:
    """GMRES with restarts on all rows; returns rows and their residual."""
    values = S.copy()
    best = float("inf")
    for _ in range(ROUNDS):
        following = S + times(values)
        residual = following - values
        relative = _relative(residual, values)
        if relative <= GOAL or relative >= 0.5 * best:
            return (following, relative) if relative < 1 else (values, relative)
        best = relative
        values = values + _correction(times, residual)
    following = S + times(values)
    return following, _relative(following - values, following)


def _correction(times: Callable[[Floats], Floats], residual: Floats) -> Floats:
    """What to add: the best combination of up to :data:`KEPT` Krylov directions, for each row its own."""
    rows, n = residual.shape
    size = np.linalg.norm(residual, axis=1)
    basis = np.zeros((rows, KEPT + 1, n))
    basis[:, 0] = residual / np.where(size > 0, size, 1.0)[:, None]
    H = np.zeros((rows, KEPT + 1, KEPT))
    used = 0
    for k in range(KEPT):
        direction = basis[:, k] - times(basis[:, k])
        before = basis[:, : k + 1]
        for _ in range(2):  # twice is enough (Giraud et al. 2005) and keeps the directions orthogonal
            along = (before @ direction[:, :, None])[:, :, 0]
            direction -= (along[:, None, :] @ before)[:, 0]
            H[:, : k + 1, k] += along
        length = np.linalg.norm(direction, axis=1)
        H[:, k + 1, k] = length
        used = k + 1
        # A row whose space is exhausted adds zero directions: least squares leaves them aside.
        alive = length > 1e-14
        basis[:, k + 1] = np.where(alive[:, None], direction / np.where(alive, length, 1.0)[:, None], 0.0)
        if used % LOOK_EVERY == 0 and _left(H[size > 0, : used + 1, :used]) <= CYCLE_GOAL:
            break
    goal = np.zeros((rows, used + 1, 1))
    goal[:, 0, 0] = size
    weights = np.linalg.pinv(H[:, : used + 1, :used]) @ goal
    return (weights.swapaxes(1, 2) @ basis[:, :used])[:, 0]


def _left(H: Floats) -> float:
    """The share of a residual that the directions so far cannot take away: what lies outside their span."""
    outside = np.linalg.qr(H, mode="complete").Q[:, 0, -1]
    return float(np.abs(outside).max(initial=0.0))
