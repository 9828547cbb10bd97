"""Households inside the model: they earn wages and spend them (type II multipliers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.naming import listed
from seedbed.observatory.io.solving import solve_rows
from seedbed.observatory.io.stressors import rows_of

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Who earns and who spends.

    Parameters
    ----------
    wages
        A row of the satellites or of the primary inputs, or (n,) what each sector pays to households.
    consumption
        Categories of final demand, or (n,) what households buy from each sector.
    income
        All that households earn; the sum of wages when absent. Wages are only part of it, so that with the
        sum of wages the effect is an upper one (Miller, Blair 2009, section 2.5).
    own
        What households pay to households.
    """

    wages: str | ArrayLike = "wages"
    consumption: str | tuple[str, ...] | ArrayLike = "households"
    income: float | None = None
    own: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Coefficients of the household row (n,) and column (n,), and of their crossing."""

    earned: Floats
    spent: Floats
    own: float
    findings: tuple[Finding, ...] = ()


def close_model(table: Table, households: Households | None) -> Closure:
    """The household row and column as coefficients.

    Raises
    ------
    Refusal
        No households are stated, their rows or columns are unknown, or income is not above zero.
    """
    chosen = households or table.households or _by_name(table)
    if chosen is None:
        raise Refusal.because("observatory.io-no-households", rows=listed(_rows(table)) or "-")
    wages = _wages(table, chosen.wages)
    consumption = _consumption(table, chosen.consumption)
    income = float(wages.sum()) + chosen.own if chosen.income is None else float(chosen.income)
    if not income > 0:
        raise Refusal.because("observatory.io-no-income", income=income)
    spent = float(consumption.sum()) + chosen.own
    found: tuple[Finding, ...] = ()
    if spent > income * (1 + 1e-9):
        values = {"consumption": spent, "income": income}
        found = (Finding("observatory.io-spends-more", values, Severity.WARNING),)
    return Closure(wages * reciprocal(table.x), consumption / income, chosen.own / income, found)


def income_multipliers(table: Table, closure: Closure) -> Floats:
    """(n,) household income per unit of final demand in the closed model: ``h L / (1 - a - h L c)``.

    Raises
    ------
    Refusal
        What households spend of a unit of income creates a unit of income or more.
    """
    open_model = solve_rows(table.Z, table.x, closure.earned[None, :]).values[0]
    left = 1.0 - closure.own - float(open_model @ closure.spent)
    if left <= 1e-12:
        raise Refusal.because("observatory.io-closed-not-productive", share=1.0 - left)
    return np.asarray(open_model / left)


def _rows(table: Table) -> list[str]:
    beside = [*table.satellites.values(), *([table.primary] if table.primary is not None else [])]
    return [row for satellite in beside for row in satellite.rows]


def _by_name(table: Table) -> Households | None:
    """Households under the names that the documentation gives them."""
    plain = Households()
    known = str(plain.wages) in _rows(table) and str(plain.consumption) in table.final_demand
    return plain if known else None


def _wages(table: Table, given: str | ArrayLike) -> Floats:
    if isinstance(given, str):
        _, values = rows_of(table, given)
        return np.asarray(values.sum(axis=0))
    return _vector(table, given, "wages")


def _consumption(table: Table, given: str | tuple[str, ...] | ArrayLike) -> Floats:
    if isinstance(given, str):
        given = (given,)
    if isinstance(given, tuple) and all(isinstance(name, str) for name in given):
        if unknown := [str(name) for name in given if name not in table.final_demand]:
            raise Refusal.because(
                "observatory.io-unknown-demand", name=listed(unknown), known=listed(table.final_demand)
            )
        wanted = [at for at, name in enumerate(table.final_demand) if name in given]
        return np.asarray(table.Y[:, wanted].sum(axis=1))
    return _vector(table, given, "consumption")


def _vector(table: Table, given: ArrayLike, name: str) -> Floats:
    values = np.asarray(given, dtype=np.float64)
    if values.shape != table.x.shape:
        expected = f"({table.x.size},)"
        raise Refusal.because("observatory.io-shape", name=name, shape=str(values.shape), expected=expected)
    if not np.isfinite(values).all():
        cells = listed([table.sectors[at] for at in np.flatnonzero(~np.isfinite(values))])
        count = int((~np.isfinite(values)).sum())
        raise Refusal.because("observatory.io-not-finite", name=name, cells=cells, count=count)
    return values
