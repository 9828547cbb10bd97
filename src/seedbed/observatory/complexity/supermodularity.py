"""Whether the data have the shape under which ECI orders places by capability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal
from seedbed.messages.finding import Severity
from seedbed.observatory.grid import Grid, read_grid, require_columns

MOSTLY = 0.8
"""Share of decided fourfolds below which the condition does not hold (as ecomplexity's warning)."""

ROUNDING = 1e-12
"""Relative difference of products up to which they are equal."""


@dataclass(frozen=True, slots=True)
class Supermodularity:
    """How often the condition holds.

    Parameters
    ----------
    share
        Of decided fourfolds, those where it holds; null (None) where none is decided.
    decided
        Fourfolds whose two products differ.
    equal
        Fourfolds whose products are equal (mostly both zero): they say nothing.
    sampled
        Whether fourfolds were drawn at random; otherwise all were looked at.
    """

    share: float | None
    decided: int
    equal: int
    sampled: bool
    findings: tuple[Finding, ...]


def log_supermodularity(
    frame: pl.DataFrame, eci: pl.DataFrame, pci: pl.DataFrame, *, most: int = 2_000_000, seed: int = 0
) -> Supermodularity:
    """Share of fourfolds in which complex places are relatively stronger in complex industries.

    For places c' above c by ECI and industries p' above p by PCI the condition is
    ``R_c'p' R_cp > R_c'p R_cp'`` (Schetter 2019, "A structural ranking of economic complexity"). It is tested as
    a product, so that zeros need no rule; fourfolds with equal products are counted apart.

    Parameters
    ----------
    frame
        place, industry, value: strength (>= 0), such as ``Complexity.rca`` with its value column so named.
    eci
        place, eci; places without a value, or with the same value, are not compared.
    pci
        industry, pci; likewise.
    most
        Fourfolds looked at: if there are more, this many are drawn (with replacement).
    seed
        Of the draw.

    Returns
    -------
    See :class:`Supermodularity`; ``observatory.not-supermodular`` below a share of 0.8,
    ``observatory.nothing-decided`` where no fourfold is decided.
    """
    grid = read_grid(frame, missing="zero")
    rows, columns = _order(eci, "place", "eci", grid), _order(pci, "industry", "pci", grid)
    if rows[0].size < 2 or columns[0].size < 2:
        raise Refusal.because("observatory.part-too-small")
    values = grid.values[np.ix_(rows[0], columns[0])]
    n, m = values.shape
    total = (n * (n - 1) // 2) * (m * (m - 1) // 2)
    if total <= most:
        (low, high), (left, right) = np.triu_indices(n, 1), np.triu_indices(m, 1)
        low, high, left, right = low[:, None], high[:, None], left[None, :], right[None, :]
    else:
        rng = np.random.default_rng(seed)
        low, high = _pairs(rng, n, most)
        left, right = _pairs(rng, m, most)
    apart = (rows[1][high] > rows[1][low]) & (columns[1][right] > columns[1][left])
    with_order = values[high, right] * values[low, left]
    against = values[high, left] * values[low, right]
    decided = apart & (np.abs(with_order - against) > ROUNDING * np.maximum(with_order, against))
    count = int(decided.sum())
    share = float((with_order > against)[decided].sum() / count) if count else None
    findings: tuple[Finding, ...] = ()
    if share is None:
        findings = (Finding("observatory.nothing-decided", {}, Severity.WARNING),)
    elif share < MOSTLY:
        findings = (Finding("observatory.not-supermodular", {"share": share}, Severity.WARNING),)
    return Supermodularity(share, count, int(apart.sum()) - count, total > most, findings)


def _order(
    frame: pl.DataFrame, key: str, value: str, grid: Grid
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Positions in the grid, least complex first, and the values that order them."""
    require_columns(frame, key, value)
    ids = grid.rows if key == "place" else grid.columns
    index = read_grid(
        frame.filter(pl.col(value).is_not_null()).select(key, pl.lit("value").alias("measure"), value),
        row=key,
        column="measure",
        value=value,
        negative=True,
    )
    both = index.rows.filter(index.rows.is_in(ids.implode()))
    found = index.values[index.rows.search_sorted(both).to_numpy(), 0]
    order = np.argsort(found, kind="stable")
    return ids.search_sorted(both).to_numpy()[order].astype(np.int64), found[order]


def _pairs(rng: np.random.Generator, size: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Random pairs of two different positions, the smaller first."""
    one, other = rng.integers(0, size, count), rng.integers(0, size - 1, count)
    other += other >= one
    return np.minimum(one, other), np.maximum(one, other)
