"""What a unit of final demand takes: output, jobs, CO2, value added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.households import Households, close_model, income_multipliers
from seedbed.observatory.io.solving import solve_rows
from seedbed.observatory.io.stressors import OUTPUT, Stressor, rows_of, sector_columns, stressor_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
Kind = Literal["type1", "type2"]
INCOME = "household_income"


@dataclass(frozen=True, slots=True, eq=False)
class Multipliers:
    """Effects per unit of final demand for each sector's product.

    Parameters
    ----------
    kind
        ``type1``: what the chain of suppliers needs; ``type2``: also what is bought from the wages.
    stressors
        (s,) rows: ``output`` first, then those asked for; in type II the last is ``household_income``.
    values
        (s, n) multipliers, in units of the stressor per unit of the table.
    direct
        (s, n) what the sector itself needs per unit of its output.
    residual
        How well the equations are met, relative to the largest multiplier of a row.
    findings
        What makes them doubtful.
    """

    kind: Kind
    stressors: tuple[Stressor, ...]
    values: Floats
    direct: Floats
    residual: float
    findings: tuple[Finding, ...]
    table: Table

    def of(self, stressor: str) -> Floats:
        """(n,) multipliers of a row, or the sum over the rows of a satellite."""
        named = [at for at, row in enumerate(self.stressors) if row.name == stressor]
        named = named or [at for at, row in enumerate(self.stressors) if row.satellite == stressor]
        if not named:
            known = ", ".join(row.name for row in self.stressors)
            raise Refusal.because("observatory.io-unknown-stressor", name=stressor, known=known)
        return np.asarray(self.values[named].sum(axis=0))

    def frame(self) -> pl.DataFrame:
        """place, industry, satellite, stressor, dimensions, unit, direct, value, ratio, finding.

        ``ratio`` is value / direct, which textbooks call the type I or type II multiplier (Miller, Blair
        2009, section 6.2); it is not defined where the sector itself needs none.
        """
        s, n = self.values.shape
        plain = np.divide(
            self.values, self.direct, out=np.full_like(self.values, np.nan), where=self.direct != 0
        )
        without = (self.direct == 0).ravel()
        return pl.DataFrame(
            {
                **sector_columns(self.table, s),
                **stressor_columns(self.stressors, n, per=self.table.unit),
                "direct": self.direct.ravel(),
                "value": self.values.ravel(),
                "ratio": pl.Series(plain.ravel(), nan_to_null=True),
            }
        ).with_columns(
            finding=pl.when(pl.Series(without)).then(pl.lit("observatory.io-no-direct-use")).otherwise(None)
        )


def measure_multipliers(
    table: Table,
    kind: Kind = "type1",
    stressor: str | Sequence[str] | None = None,
    households: Households | None = None,
) -> Multipliers:
    """Multipliers of output and of each stressor: ``M = S (I - A)^-1`` with ``S = F / x``.

    Type II adds households as a sector. With ``h`` their row, ``c`` their column and ``a`` their crossing,
    household income is ``w = h L / (1 - a - h L c)`` and any other row ``M + (M c) w``: no larger system is
    solved.

    Parameters
    ----------
    table
        The table; refused where it has errors.
    kind
        ``type1`` or ``type2``.
    stressor
        Names of satellites or rows; all satellites when None.
    households
        For type II; the table's own when None.

    Raises
    ------
    Refusal
        The table has errors, a name is unknown, or the closed model is not productive.

    Notes
    -----
    Leontief (1936); Miyazawa (1976) for households; Miller, Blair (2009), chapters 2 and 6.
    """
    require_kind(kind)
    require_sound(table)
    stressors, totals = rows_of(table, stressor)
    asked = [at for at, row in enumerate(stressors) if row.name != OUTPUT]
    rows = (Stressor(OUTPUT, OUTPUT, table.unit), *(stressors[at] for at in asked))
    direct = np.vstack([np.ones(table.x.size), totals[asked] * reciprocal(table.x)])
    notes = tuple(finding for finding in table.findings if finding.severity is not Severity.NOTE)
    if kind == "type1":
        solved = solve_rows(table.Z, table.x, direct)
        return Multipliers(kind, rows, solved.values, direct, solved.residual, notes, table)
    closure = close_model(table, households)
    solved = solve_rows(table.Z, table.x, direct)
    income = income_multipliers(table, closure)
    values = np.vstack([solved.values + np.outer(solved.values @ closure.spent, income), income])
    rows = (*rows, Stressor(INCOME, INCOME, table.unit))
    direct = np.vstack([direct, closure.earned])
    return Multipliers(kind, rows, values, direct, solved.residual, (*notes, *closure.findings), table)


def require_kind(kind: str) -> None:
    """Refuse a kind of multiplier that does not exist."""
    if kind not in get_args(Kind):
        raise Refusal.because("observatory.io-kind", kind=str(kind), known=", ".join(get_args(Kind)))
