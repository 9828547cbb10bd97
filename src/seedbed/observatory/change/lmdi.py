"""What each factor of a product did to the sum: the logarithmic mean Divisia index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.change.log_mean import log_ratio, logarithmic_mean
from seedbed.observatory.grid import SHOWN, require_columns

FactorTable: TypeAlias = pl.DataFrame | Mapping[str, ArrayLike] | ArrayLike
"""A frame (one row per sector, one column per factor), a mapping of factor to its values by sector, or an
array (sectors, factors); an array or mapping of single numbers is one sector."""


@dataclass(frozen=True, slots=True, eq=False)
class Decomposition:
    """A change of ``V = sum over sectors of the product of the factors``, by factor.

    Parameters
    ----------
    kind
        ``additive``: the effects add up to ``change = end - start``. ``multiplicative``: they multiply to
        ``change = end / start``.
    start, end
        V at both times.
    change
        See ``kind``.
    effects
        ``factor, value, finding``: in the unit of V (additive) or a ratio (multiplicative).
    by_sector
        ``sector, factor, value, finding``: the same, one row per sector and factor; they add up (or
        multiply) to ``effects``.
    findings
        Notes: factors that were not observed because their sector was empty.
    """

    kind: str
    start: float
    end: float
    change: float
    effects: pl.DataFrame
    by_sector: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    def effect(self, factor: str) -> float:
        """The effect of one factor (its name as given)."""
        return float(self.effects.filter(pl.col("factor") == factor)["value"].item())


def lmdi(
    start: FactorTable,
    end: FactorTable,
    factors: Sequence[str] | None = None,
    kind: Literal["additive", "multiplicative"] = "additive",
    *,
    sector: str = "sector",
) -> Decomposition:
    """Decompose the change of ``V = sum_i prod_k x_ik`` between two times by LMDI-I (Ang 2005, 2015).

    1. ``v_i = prod_k x_ik`` at both times; ``V = sum_i v_i``.
    2. Additive: ``dV_k = sum_i L(v_i', v_i) ln(x_ik' / x_ik)`` with the logarithmic mean ``L``.
    3. A sector that appears or vanishes: ``v_i' - v_i`` goes to the factor that was or became zero, in
       equal parts where several did, and nothing to the others. This is the analytical limit (Wood and
       Lenzen 2006; Ang and Liu 2007): no small number is put in the place of a zero.
    4. Multiplicative: ``D_k = exp(dV_k / L(V', V))``.

    Both are perfect (no residual), reversible in time and consistent in aggregation.

    Parameters
    ----------
    start, end
        See :data:`FactorTable`; sectors are paired by the column ``sector`` where a frame has it, else by
        order. Factors are >= 0. A factor may be empty (null, NaN) only where another factor of the sector
        is zero at that time, as an intensity without activity is: it then counts as unchanged, and a note
        says so.
    factors
        The columns to use, in this order; all but ``sector`` where none are named.
    kind
        See :class:`Decomposition`.
    sector
        Name of the id column.

    Raises
    ------
    Refusal
        A column is missing, sectors differ or stand twice, a factor is empty, negative or infinite, a
        product leaves the range of numbers, or (multiplicative) V is zero at one time.

    >>> steady = lmdi({"people": 100.0, "rate": 1.0}, {"people": 110.0, "rate": 1 / 1.1})
    >>> steady.effects["value"].round(5).to_list()
    [9.53102, -9.53102]
    """
    if kind not in ("additive", "multiplicative"):
        raise ValueError(f"kind is additive or multiplicative, not {kind}")
    ids, names, before = _read(start, factors, sector)
    end_ids, _, after = _read(end, names, sector)
    after = after[_order(ids, end_ids)]
    findings = _check(ids, names, before, after)
    # Where a factor is empty another one is zero: any number will do.
    before, after = np.nan_to_num(before, nan=1.0), np.nan_to_num(after, nan=1.0)
    v0, v1 = _product(ids, before), _product(ids, after)
    effects = _effects(before, after, v0, v1)
    total0, total1 = float(v0.sum()), float(v1.sum())
    summed, change = effects.sum(axis=0), total1 - total0
    if kind == "multiplicative":
        if total0 <= 0 or total1 <= 0:
            raise Refusal.because("observatory.no-total-ratio", start=total0, end=total1)
        mean = float(logarithmic_mean(np.array(total1), np.array(total0)))
        effects, summed, change = np.exp(effects / mean), np.exp(summed / mean), total1 / total0
    n, k = effects.shape
    return Decomposition(
        kind=kind,
        start=total0,
        end=total1,
        change=change,
        effects=_frame({"factor": list(names)}, summed),
        by_sector=_frame(
            {"sector": np.repeat(ids, k).tolist(), "factor": np.tile(names, n).tolist()}, effects.ravel()
        ),
        findings=findings,
    )


def _effects(
    x0: NDArray[np.float64], x1: NDArray[np.float64], v0: NDArray[np.float64], v1: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Additive effects (sectors, factors), steps 2 and 3."""
    effects = np.zeros_like(x0)
    stays = (v0 > 0) & (v1 > 0)
    effects[stays] = logarithmic_mean(v1[stays], v0[stays])[:, None] * log_ratio(x1[stays], x0[stays])
    for here, zeros, amount in (
        ((v0 == 0) & (v1 > 0), x0 == 0, v1),
        ((v0 > 0) & (v1 == 0), x1 == 0, -v0),
    ):
        share = zeros[here] / zeros[here].sum(axis=1, keepdims=True)
        effects[here] = amount[here][:, None] * share
    return effects


def _read(
    table: FactorTable, factors: Sequence[str] | None, sector: str
) -> tuple[list[str], tuple[str, ...], NDArray[np.float64]]:
    """Sector ids, factor names and values (n, k) with NaN for what is empty."""
    if isinstance(table, Mapping):
        table = pl.DataFrame({name: np.atleast_1d(np.asarray(v, float)) for name, v in table.items()})
    if not isinstance(table, pl.DataFrame):
        values = np.atleast_2d(np.asarray(table, dtype=np.float64))
        names = tuple(factors) if factors else tuple(f"x{at + 1}" for at in range(values.shape[1]))
        if values.ndim != 2 or values.shape[1] != len(names) or values.size == 0:
            raise Refusal.because(
                "observatory.factor-count", factors=", ".join(names), count=values.shape[-1]
            )
        return [str(row + 1) for row in range(values.shape[0])], names, values
    names = tuple(factors) if factors else tuple(name for name in table.columns if name != sector)
    require_columns(table, *names)
    if table.is_empty() or not names:
        raise Refusal.because("observatory.no-factors")
    for name in names:
        if not table[name].dtype.is_numeric():
            raise Refusal.because("observatory.not-numbers", column=name, dtype=str(table[name].dtype))
    ids = (
        table[sector].cast(pl.String)
        if sector in table.columns
        else pl.Series([str(row + 1) for row in range(table.height)])
    )
    if ids.null_count():
        raise Refusal.because("observatory.empty-id", column=sector, count=ids.null_count())
    if ids.n_unique() < ids.len():
        twice = ids.filter(ids.is_duplicated()).unique().sort().to_list()
        raise Refusal.because("observatory.sector-twice", sectors=_shown(twice), count=len(twice))
    values = table.select(pl.col(names).cast(pl.Float64).fill_null(float("nan"))).to_numpy()
    return ids.to_list(), names, values


def _order(ids: list[str], others: list[str]) -> list[int]:
    if set(ids) != set(others):
        odd = sorted(set(ids) ^ set(others))
        raise Refusal.because("observatory.sectors-differ", sectors=_shown(odd), count=len(odd))
    at = {name: row for row, name in enumerate(others)}
    return [at[name] for name in ids]


def _check(
    ids: list[str], names: tuple[str, ...], before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[Finding, ...]:
    kept: list[str] = []
    for values in (before, after):
        empty = np.isnan(values)
        needed = empty & ~(values == 0).any(axis=1, keepdims=True)
        for wrong, code in (
            (np.isinf(values), "observatory.infinite-value"),
            (values < 0, "observatory.negative-value"),
            (needed, "observatory.factor-empty"),
        ):
            if wrong.any():
                cells = [f"{ids[i]} x {names[k]}" for i, k in np.argwhere(wrong)]
                raise Refusal.because(code, cells=_shown(cells), count=len(cells))
        kept += [f"{ids[i]} x {names[k]}" for i, k in np.argwhere(empty)]
    if not kept:
        return ()
    return (
        Finding(
            "observatory.factor-kept", {"cells": _shown(kept), "count": len(kept)}, severity=Severity.NOTE
        ),
    )


def _product(ids: list[str], values: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(over="ignore", under="ignore"):
        product: NDArray[np.float64] = values.prod(axis=1)
    lost = ~np.isfinite(product) | ((product == 0) & (values > 0).all(axis=1))
    if lost.any():
        sectors = [ids[row] for row in np.flatnonzero(lost)]
        raise Refusal.because("observatory.product-out-of-range", sectors=_shown(sectors), count=len(sectors))
    return product


def _frame(ids: dict[str, list[str]], values: NDArray[np.float64]) -> pl.DataFrame:
    return pl.DataFrame({**ids, "value": values}).with_columns(finding=pl.lit(None, dtype=pl.String))


def _shown(names: list[str]) -> str:
    return "; ".join(names[:SHOWN])
