"""Integration of two sides of a border: what flows across, against what would flow without it.

Steps
    1. A gravity equation is fitted to the flows *within* both sides: ``E[flow] = exp(a + b1 log mass_from
       + b2 log mass_to + b3 log distance)``, by Poisson pseudo maximum likelihood (Santos Silva and Tenreyro
       2006), which keeps zero flows and needs no logarithm of them.
    2. It predicts the flows *across*, as if the border were none (McCallum 1995).
    3. The index is 100 x observed / predicted, over all pairs across and for each direction. 100 is the
       activity expected without a border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.grid import require_columns

_ROUNDS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Integration:
    """``index`` over all pairs across; ``directions``: ``from_side``, ``to_side``, ``observed``, ``expected``, ``index``;
    ``pairs``: every pair across with ``observed`` and ``expected``; ``coefficients`` of the gravity equation."""

    index: float
    directions: pl.DataFrame
    pairs: pl.DataFrame
    coefficients: dict[str, float]
    findings: tuple[Finding, ...]


def integration_index(flows: pl.DataFrame) -> Integration:
    """Observed against no border.

    Parameters
    ----------
    flows
        One row for each ordered pair of places: ``from``, ``to``, ``from_side``, ``to_side``, ``flow`` (>= 0), ``from_mass``,
        ``to_mass`` and ``distance`` (all > 0). Pairs of a place with itself are left out.

    Raises
    ------
    Refusal
        A column is missing; a pair stands twice; a number is empty or out of range; there are not two
        sides; fewer than eight pairs lie within the sides; or these do not tell mass and distance apart.
    """
    numbers = ("flow", "from_mass", "to_mass", "distance")
    require_columns(flows, "from", "to", "from_side", "to_side", *numbers)
    table = flows.filter(pl.col("from") != pl.col("to")).with_columns(pl.col(*numbers).cast(pl.Float64))
    for name in numbers:
        good = table[name].is_finite() & ((table[name] >= 0) if name == "flow" else (table[name] > 0))
        wrong = table.filter(~good.fill_null(value=False))
        if not wrong.is_empty():
            raise Refusal.because(
                "observatory.flow-number", column=name, pair=f"{wrong['from'][0]} -> {wrong['to'][0]}"
            )
    if table.select("from", "to").is_duplicated().any():
        pair = table.filter(table.select("from", "to").is_duplicated()).row(0, named=True)
        raise Refusal.because("observatory.flow-twice", pair=f"{pair['from']} -> {pair['to']}")
    within = table.filter(pl.col("from_side") == pl.col("to_side"))
    across = table.filter(pl.col("from_side") != pl.col("to_side"))
    sides = set(table["from_side"]) | set(table["to_side"])
    if len(sides) != 2 or across.is_empty():
        raise Refusal.because("observatory.not-two-sides", count=len(sides))
    if within.height < 8:
        raise Refusal.because("observatory.too-few-flows", count=within.height)
    design = _design(within)
    if np.linalg.matrix_rank(design) < design.shape[1] or within["flow"].sum() == 0:
        raise Refusal.because("observatory.flows-alike")
    coefficients, settled = _poisson(design, within["flow"].to_numpy())
    expected = np.exp(_design(across) @ coefficients)
    pairs = across.select(
        "from", "to", "from_side", "to_side", pl.col("flow").alias("observed")
    ).with_columns(pl.Series("expected", expected))
    directions = (
        pairs.group_by("from_side", "to_side")
        .agg(pl.col("observed").sum(), pl.col("expected").sum())
        .with_columns((100 * pl.col("observed") / pl.col("expected")).alias("index"))
        .sort("from_side")
    )
    lengths = within["distance"].to_numpy()
    beyond = across.filter(~pl.col("distance").is_between(lengths.min(), lengths.max())).height
    findings = []
    if beyond:
        findings.append(
            Finding(
                "observatory.distance-beyond", {"count": beyond, "pairs": across.height}, Severity.WARNING
            )
        )
    if not settled:
        findings.append(Finding("observatory.gravity-unsettled", {"rounds": _ROUNDS}, Severity.WARNING))
    names = ("constant", "log from_mass", "log to_mass", "log distance")
    return Integration(
        index=float(100 * pairs["observed"].to_numpy().sum() / expected.sum()),
        directions=directions,
        pairs=pairs,
        coefficients=dict(zip(names, coefficients.tolist(), strict=True)),
        findings=tuple(findings),
    )


def _design(table: pl.DataFrame) -> NDArray[np.float64]:
    logs = [np.log(table[name].to_numpy()) for name in ("from_mass", "to_mass", "distance")]
    return np.column_stack([np.ones(table.height), *logs])


def _poisson(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """Poisson regression with a log link by iteratively reweighted least squares (Nelder and Wedderburn 1972)."""
    mean = (y + y.mean()) / 2
    coefficients = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        working = np.log(mean) + (y - mean) / mean
        root = np.sqrt(mean)
        fitted = np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0]
        settled = bool(np.abs(fitted - coefficients).max() <= 1e-10 * (1 + np.abs(fitted).max()))
        coefficients = fitted
        mean = np.exp(np.clip(x @ coefficients, -500, 500))
        if settled:
            return coefficients, True
    return coefficients, False
