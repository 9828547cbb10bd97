"""What an anchor project means for the region's output, jobs by sex and skill, CO2, value added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Finding, Severity
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.demand import sector_vector
from seedbed.observatory.io.households import Households, close_model, income_multipliers
from seedbed.observatory.io.multipliers import INCOME, Kind, require_kind
from seedbed.observatory.io.solving import solve_outputs
from seedbed.observatory.io.stressors import OUTPUT, Stressor, rows_of, sector_columns, stressor_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """Effects of new final demand.

    Parameters
    ----------
    totals
        satellite, stressor, dimensions, unit, direct, indirect, induced (null in type I), value.
    sectors
        The same for each place and industry in which the effect arises.
    findings
        What makes them doubtful.
    """

    totals: pl.DataFrame
    sectors: pl.DataFrame
    findings: tuple[Finding, ...]

    def of(self, stressor: str) -> float:
        """The whole effect on a row or a satellite."""
        rows = self.totals.filter((pl.col("stressor") == stressor) | (pl.col("satellite") == stressor))
        return float(rows["value"].sum())


def measure_impact(
    table: Table,
    final_demand: ArrayLike | Mapping[str, float] | pl.DataFrame,
    kind: Kind = "type1",
    stressor: str | Sequence[str] | None = None,
    households: Households | None = None,
) -> Impact:
    """Outputs ``x = L f`` for new final demand ``f``, and what goes along with them.

    *Direct* is what the sectors that sell to final demand need themselves, *indirect* what their suppliers
    need, *induced* what is bought from the wages of both (type II). Sums over sectors equal the multipliers
    times the demand. Prices, technology and import shares are those of the table; nothing runs out.

    Parameters
    ----------
    final_demand
        (n,), or ``{sector: amount}``, or a frame with industry (place) and value; in the table's unit. Only
        what is bought in the table's places: what a project imports is not demand here.
    kind, stressor, households
        As in :func:`.multipliers.measure_multipliers`.

    Raises
    ------
    Refusal
        As there; and where the demand names unknown sectors.
    """
    require_kind(kind)
    require_sound(table)
    demand = sector_vector(table, final_demand, "final_demand")
    rows, totals = rows_of(table, stressor)
    asked = [at for at, row in enumerate(rows) if row.name != OUTPUT]
    rows = (Stressor(OUTPUT, OUTPUT, table.unit), *(rows[at] for at in asked))
    intensity = np.vstack([np.ones(table.x.size), totals[asked] * reciprocal(table.x)])
    doubts = tuple(finding for finding in table.findings if finding.severity is not Severity.NOTE)
    if kind == "type1":
        outputs = solve_outputs(table.Z, table.x, demand[None, :]).values[0]
        induced, among = None, 0.0
    else:
        closure = close_model(table, households)
        rows = (*rows, Stressor(INCOME, INCOME, table.unit))
        intensity = np.vstack([intensity, closure.earned])
        outputs, spending = solve_outputs(table.Z, table.x, np.vstack([demand, closure.spent])).values
        earned = float(income_multipliers(table, closure) @ demand)  # all rounds of spending together
        induced = intensity * (spending * earned)
        among = closure.own * earned  # what households pay to each other arises in no sector
        doubts = (*doubts, *closure.findings)
    direct = intensity * demand
    indirect = intensity * (outputs - demand)
    sectors = _frame(rows, direct, indirect, induced, sector_columns(table, len(rows)))
    summed = None
    if induced is not None:
        summed = induced.sum(axis=1, keepdims=True)
        summed[-1] += among
    totals_frame = _frame(
        rows, direct.sum(axis=1, keepdims=True), indirect.sum(axis=1, keepdims=True), summed, {}
    )
    return Impact(totals_frame, sectors, doubts)


def _frame(
    rows: Sequence[Stressor],
    direct: Floats,
    indirect: Floats,
    induced: Floats | None,
    where: dict[str, pl.Series],
) -> pl.DataFrame:
    times = direct.shape[1]
    value = direct + indirect + (0.0 if induced is None else induced)
    third = (
        pl.Series("induced", [None], dtype=pl.Float64).new_from_index(0, value.size)
        if induced is None
        else pl.Series("induced", induced.ravel())
    )
    return pl.DataFrame(
        {
            **where,
            **stressor_columns(rows, times),
            "direct": direct.ravel(),
            "indirect": indirect.ravel(),
            "induced": third,
            "value": value.ravel(),
            "finding": pl.Series("finding", [None], dtype=pl.String).new_from_index(0, value.size),
        }
    )
