"""Make a matrix meet given margins, as near to what it was as can be: RAS and GRAS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from seedbed.messages import Refusal
from seedbed.observatory.io.naming import cells_of, listed, sectors_of

Floats = NDArray[np.float64]
LOOK_EVERY = 8
LOOK_AT_PATTERN = 256
"""Rounds after which it is worth asking whether the zeros leave room at all."""
_UNITS = 2**29
"""Whole units into which margins are cut for the test of the zero pattern (the flow counts in int32)."""


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """A matrix that meets its margins.

    Parameters
    ----------
    values
        (r, c) the matrix.
    row_factors, column_factors
        (r,), (c,): what each row and column was multiplied with (negative cells: divided by).
    rounds
        Rounds until it held.
    difference
        The largest difference from a margin, relative to the total.
    """

    values: Floats
    row_factors: Floats
    column_factors: Floats
    rounds: int
    difference: float


def ras(
    matrix: ArrayLike,
    rows: ArrayLike,
    columns: ArrayLike,
    *,
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
    tolerance: float = 1e-10,
    rounds: int = 10_000,
) -> Balanced:
    """Biproportional fit: ``diag(r) A diag(s)`` with the given row and column sums.

    1. Scale rows to their margin; 2. scale columns to theirs; until both hold. Among all matrices with the
    margins it is the one of least information gain against ``A``; zeros stay zeros.

    Parameters
    ----------
    matrix
        (r, c), not negative (:func:`gras` takes negative cells).
    rows, columns
        (r,), (c,) margins with one total, not negative.

    Raises
    ------
    Refusal
        Shapes do not fit; values are empty, infinite or negative; the margins' totals differ; or the zeros
        of the matrix leave no room for the margins (the rows and columns in the way are named).

    Notes
    -----
    Stone (1961); Bacharach (1970).
    """
    A, u, v, labels = _read(matrix, rows, columns, row_labels, column_labels)
    if (A < 0).any():
        cells = cells_of(A < 0, *labels)
        raise Refusal.because("observatory.io-ras-negative", cells=cells, count=int((A < 0).sum()))
    for name, margin, names in (("rows", u, labels[0]), ("columns", v, labels[1])):
        if (margin < 0).any():
            sectors = sectors_of(margin < 0, names)
            raise Refusal.because("observatory.io-ras-negative-margin", name=name, sectors=sectors)
    _same_total(u, v, tolerance)
    for name, sums, margin, names in (
        ("rows", A.sum(axis=1), u, labels[0]),
        ("columns", A.sum(axis=0), v, labels[1]),
    ):
        if (empty := (sums == 0) & (margin > 0)).any():
            raise Refusal.because(
                "observatory.io-ras-empty",
                name=name,
                sectors=sectors_of(empty, names),
                count=int(empty.sum()),
            )
    r, s = np.ones(u.size), np.ones(v.size)
    total = max(float(u.sum()), np.finfo(float).tiny)
    difference = np.inf
    with np.errstate(all="ignore"):  # where the pattern leaves no room the factors grow out of bounds
        for done in range(1, rounds + 1):
            r = _quotient(u, A @ s)
            s = _quotient(v, r @ A)
            if done % LOOK_EVERY and done != rounds:
                continue
            difference = float(np.abs(r * (A @ s) - u).max()) / total
            if difference <= tolerance:
                return Balanced(r[:, None] * A * s, r, s, done, difference)
            if not np.isfinite(difference):
                break
            if done == LOOK_AT_PATTERN:
                _refuse_pattern(A, u, v, labels)
    _refuse_pattern(A, u, v, labels)
    raise Refusal.because("observatory.io-ras-unsettled", rounds=rounds, difference=difference)


def gras(
    matrix: ArrayLike,
    rows: ArrayLike,
    columns: ArrayLike,
    *,
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
    tolerance: float = 1e-10,
    rounds: int = 10_000,
) -> Balanced:
    """RAS for matrices and margins with negative entries: ``diag(r) P diag(s) - diag(1/r) N diag(1/s)``.

    ``A = P - N`` with its positive and negative parts. Each factor solves its margin's quadratic equation.

    Raises
    ------
    Refusal
        As :func:`ras`; a row or column without positive cells whose margin is not negative (and the other
        way round), or no settlement within ``rounds``.

    Notes
    -----
    Junius, Oosterhaven (2003), with the target function of Lenzen, Wood, Gallego (2007); factors of lines
    without positive cells after Temurshoev, Miller, Bouwmeester (2013).
    """
    A, u, v, labels = _read(matrix, rows, columns, row_labels, column_labels)
    _same_total(u, v, tolerance)
    P, N = np.where(A > 0, A, 0.0), np.where(A < 0, -A, 0.0)
    for name, plus, minus, margin, names in (
        ("rows", P.sum(axis=1), N.sum(axis=1), u, labels[0]),
        ("columns", P.sum(axis=0), N.sum(axis=0), v, labels[1]),
    ):
        stuck = ((plus == 0) & (margin > 0)) | ((minus == 0) & (margin < 0))
        stuck |= ((plus == 0) != (minus == 0)) & (margin == 0)
        if stuck.any():
            raise Refusal.because(
                "observatory.io-ras-empty",
                name=name,
                sectors=sectors_of(stuck, names),
                count=int(stuck.sum()),
            )
    r, s = np.ones(u.size), np.ones(v.size)
    scale = max(float(np.abs(u).sum()), float(np.abs(A).sum()), np.finfo(float).tiny)
    difference = np.inf
    for done in range(1, rounds + 1):
        r = _root(u, P @ s, N @ (1 / s))
        s = _root(v, r @ P, (1 / r) @ N)
        difference = float(np.abs(r * (P @ s) - (N @ (1 / s)) / r - u).max()) / scale
        if difference <= tolerance:
            values = r[:, None] * P * s - N / r[:, None] / s
            return Balanced(values, r, s, done, difference)
        if not np.isfinite(difference):
            break
    raise Refusal.because("observatory.io-ras-unsettled", rounds=rounds, difference=difference)


def _root(margin: Floats, p: Floats, n: Floats) -> Floats:
    """The positive root of ``p t^2 - margin t - n = 0``; 1 for an empty line."""
    with np.errstate(divide="ignore", invalid="ignore"):
        root = (margin + np.sqrt(margin**2 + 4 * p * n)) / (2 * p)
        only_negative = -n / margin
    return np.where(p > 0, root, np.where(n > 0, only_negative, 1.0))


def _quotient(margin: Floats, sums: Floats) -> Floats:
    return np.where(margin == 0, 0.0, margin / sums)


def _read(
    matrix: ArrayLike,
    rows: ArrayLike,
    columns: ArrayLike,
    row_labels: Sequence[str] | None,
    column_labels: Sequence[str] | None,
) -> tuple[Floats, Floats, Floats, tuple[Sequence[str], Sequence[str]]]:
    A = np.asarray(matrix, dtype=np.float64)
    u, v = np.asarray(rows, dtype=np.float64), np.asarray(columns, dtype=np.float64)
    if A.ndim != 2 or A.size == 0:
        raise Refusal.because("observatory.io-shape", name="matrix", shape=str(A.shape), expected="(r, c)")
    for name, margin, size in (("rows", u, A.shape[0]), ("columns", v, A.shape[1])):
        if margin.shape != (size,):
            raise Refusal.because(
                "observatory.io-shape", name=name, shape=str(margin.shape), expected=f"({size},)"
            )
    labels = (
        row_labels or [f"row {at}" for at in range(1, A.shape[0] + 1)],
        column_labels or [f"column {at}" for at in range(1, A.shape[1] + 1)],
    )
    if (wrong := ~np.isfinite(A)).any():
        cells = cells_of(wrong, *labels)
        raise Refusal.because("observatory.io-not-finite", name="matrix", cells=cells, count=int(wrong.sum()))
    for name, margin, names in (("rows", u, labels[0]), ("columns", v, labels[1])):
        if (wrong := ~np.isfinite(margin)).any():
            cells = sectors_of(wrong, names)
            raise Refusal.because("observatory.io-not-finite", name=name, cells=cells, count=int(wrong.sum()))
    return A, u, v, labels


def _same_total(u: Floats, v: Floats, tolerance: float) -> None:
    left, right = float(u.sum()), float(v.sum())
    scale = max(float(np.abs(u).sum()), float(np.abs(v).sum()))
    if abs(left - right) > max(tolerance, 1e-9) * scale:
        raise Refusal.because("observatory.io-ras-totals", rows=left, columns=right)


def _refuse_pattern(A: Floats, u: Floats, v: Floats, labels: tuple[Sequence[str], Sequence[str]]) -> None:
    """Refuse where the zeros leave no room: rows that together sell more than their columns may buy.

    Margins can be met on a pattern exactly when a flow from rows to columns carries them all (Gale 1957);
    where it does not, the smallest cut names the rows and columns in the way.
    """
    r, c = A.shape
    supply = np.floor(u / u.sum() * _UNITS).astype(np.int64)
    need = np.ceil(v / v.sum() * _UNITS).astype(np.int64)
    i, j = np.nonzero(A)
    source, sink = r + c, r + c + 1
    ends = (
        np.concatenate([np.full(r, source), i, r + np.arange(c)]),
        np.concatenate([np.arange(r), r + j, np.full(c, sink)]),
    )
    capacity = np.concatenate([supply, np.full(i.size, 2 * _UNITS), need]).astype(np.int32)
    graph = sparse.csr_array((capacity, ends), shape=(r + c + 2, r + c + 2))
    found = maximum_flow(graph, source, sink)
    if found.flow_value >= supply.sum() * (1 - 1e-6):
        return
    left = sparse.csr_array(graph - found.flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(r + c + 2, dtype=bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    raise Refusal.because(
        "observatory.io-ras-pattern",
        rows=sectors_of(reached[:r], labels[0]),
        supply=float(u[reached[:r]].sum()),
        columns=sectors_of(reached[r : r + c], labels[1]) or listed(["-"]),
        need=float(v[reached[r : r + c]].sum()),
    )
