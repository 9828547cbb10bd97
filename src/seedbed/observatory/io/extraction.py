"""What would be lost without some sectors: hypothetical extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import leontief_inverse, reciprocal
from seedbed.observatory.io.demand import positions
from seedbed.observatory.io.solving import solve_outputs, solve_rows
from seedbed.observatory.io.stressors import rows_of, sector_columns, stressor_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
ExtractionKind = Literal["total", "backward", "forward"]
"""``total``: the sectors vanish with their final demand (Paelinck, de Caevel, Degueldre 1965; Strassert
1968); ``backward``: they buy nothing here; ``forward``: they sell nothing to other producers here
(Dietzenbacher, van der Linden 1997)."""


@dataclass(frozen=True, slots=True, eq=False)
class Extraction:
    """What is lost without the extracted sectors.

    Parameters
    ----------
    kind, extracted
        What was taken away.
    sectors
        place, industry, ``before``, ``value`` (lost output), ``share`` (of before), finding.
    totals
        satellite, stressor, dimensions, unit, ``before``, ``value`` (lost), ``share``: output first.
    findings
        What makes them doubtful.
    """

    kind: ExtractionKind
    extracted: tuple[str, ...]
    sectors: pl.DataFrame
    totals: pl.DataFrame
    findings: tuple[Finding, ...]


def extract(
    table: Table,
    sectors: Sequence[str],
    kind: ExtractionKind = "total",
    stressor: str | Sequence[str] | None = None,
) -> Extraction:
    """Take a group of sectors out of the table together.

    With ``K`` the group, ``L_K`` its columns of the Leontief inverse and ``L_KK`` its block:

    1. backward: the losses are ``(L_K - E_K) L_KK^-1 x_K`` (its columns of A are zero; the lost output is
       that of its suppliers, and its own that it needed of itself);
    2. total: ``L_K L_KK^-1 x_K``, which takes with it the whole output of K and what the others supplied to
       it; final demand for K is gone;
    3. forward: the same as 1 in the Ghosh model, with rows of the Ghosh inverse.

    Only the columns of K are solved; no inverse is formed.

    Raises
    ------
    Refusal
        The table has errors; a sector is unknown; the kind is unknown.
    """
    _known(kind)
    require_sound(table)
    K = positions(table, sectors)
    x = table.x
    if kind == "forward":
        # Rows of G for K: G = diag(1/x) L diag(x).
        units = np.zeros((K.size, x.size))
        units[np.arange(K.size), K] = reciprocal(x)[K]
        rows = solve_rows(table.Z, x, units).values * x
        rows[x[K] == 0, K[x[K] == 0]] = 1.0  # without output nothing is sold: G has a row of the identity
        share = np.linalg.solve(rows[:, K].T, x[K])
        rows[np.arange(K.size), K] -= 1.0
        lost = share @ rows
    else:
        units = np.zeros((K.size, x.size))
        units[np.arange(K.size), K] = 1.0
        columns = solve_outputs(table.Z, x, units).values
        share = np.linalg.solve(columns[:, K].T, x[K])
        if kind == "backward":
            columns[np.arange(K.size), K] -= 1.0
        lost = share @ columns
    return _told(table, kind, K, lost, stressor)


def extract_each(table: Table, kind: ExtractionKind = "total") -> pl.DataFrame:
    """Take out every sector in turn: the output lost in all sectors together.

    In closed form (Miller, Lahr 2001): with ``m`` the column sums of L and ``g`` the row sums of G, the loss
    is ``x_k m_k / L_kk`` (total), ``x_k (m_k - 1) / L_kk`` (backward), ``x_k (g_k - 1) / L_kk`` (forward).
    Needs the diagonal of the inverse, hence the inverse.

    Returns
    -------
    polars.DataFrame
        place, industry, before, value (output lost in the whole table), share (of all output), finding.
    """
    _known(kind)
    require_sound(table)
    x = table.x
    L = leontief_inverse(table.Z, x)
    diagonal = np.diag(L)
    if kind == "total":
        lost = x * L.sum(axis=0) / diagonal
    elif kind == "backward":
        lost = x * (L.sum(axis=0) - 1.0) / diagonal
    else:
        pushed = (L @ x) * reciprocal(x)
        lost = x * np.where(x > 0, pushed - 1.0, 0.0) / diagonal
    whole = float(x.sum())
    return pl.DataFrame(
        {
            **sector_columns(table, 1),
            "before": x,
            "value": lost,
            "share": lost / whole if whole > 0 else pl.Series([None] * x.size, dtype=pl.Float64),
            "finding": pl.Series([None] * x.size, dtype=pl.String),
        }
    )


def _known(kind: str) -> None:
    if kind not in get_args(ExtractionKind):
        known = ", ".join(get_args(ExtractionKind))
        raise Refusal.because("observatory.io-kind", kind=str(kind), known=known)


def _told(
    table: Table,
    kind: ExtractionKind,
    K: NDArray[np.int64],
    lost: Floats,
    stressor: str | Sequence[str] | None,
) -> Extraction:
    x = table.x
    asked = ["output", *([stressor] if isinstance(stressor, str) else stressor or table.satellites)]
    rows, totals = rows_of(table, asked)
    before = totals.sum(axis=1)
    gone = totals @ (lost * reciprocal(x))
    sectors = pl.DataFrame(
        {
            **sector_columns(table, 1),
            "before": x,
            "value": lost,
            "share": pl.Series(_ratio(lost, x), nan_to_null=True),
            "finding": pl.Series(
                [None if value > 0 else "observatory.io-empty-sector" for value in x], dtype=pl.String
            ),
        }
    )
    summed = pl.DataFrame(
        {
            **stressor_columns(rows, 1),
            "before": before,
            "value": gone,
            "share": pl.Series(_ratio(gone, before), nan_to_null=True),
            "finding": pl.Series(
                [None if value else "observatory.io-empty-row" for value in before], dtype=pl.String
            ),
        }
    )
    doubts = tuple(finding for finding in table.findings if finding.severity is not Severity.NOTE)
    return Extraction(kind, tuple(table.sectors[at] for at in K), sectors, summed, doubts)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole != 0)
