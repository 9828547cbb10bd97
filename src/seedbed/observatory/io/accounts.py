"""Who causes it and where it arises: consumption and production accounts, and the identities between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.solving import solve_outputs, solve_rows
from seedbed.observatory.io.stressors import Stressor, rows_of, stressor_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
HOLDS = 1e-9


def accounts(table: Table, stressor: str | Sequence[str] | None = None) -> pl.DataFrame:
    """Production account and consumption account (footprint) of every place, for each stressor.

    ``production`` is what arises in a place (``F``, and what its final demand emits directly);
    ``consumption`` what its final demand causes anywhere (``S L Y_r``, and the same direct part);
    ``direct`` is that part. Places are those of sectors and of final demand; the two accounts have the same
    total (Peters 2008).

    Returns
    -------
    polars.DataFrame
        place, satellite, stressor, dimensions, unit, production, consumption, direct, finding.
    """
    require_sound(table)
    rows, totals = rows_of(table, stressor)
    places = list(dict.fromkeys((*table.places, *table.final_places)))
    of_sector = np.array([[float(place == own) for place in places] for own in table.places])
    of_demand = np.array([[float(place == own) for place in places] for own in table.final_places])
    of_demand = of_demand.reshape(len(table.final_places), len(places))
    s = len(rows)
    direct = _direct(table, rows) @ of_demand
    production = totals @ of_sector
    consumption = _multipliers(table, totals) @ table.Y @ of_demand
    return pl.DataFrame(
        {
            "place": pl.Series("place", places * s, dtype=pl.String),
            **stressor_columns(rows, len(places)),
            "production": (production + direct).ravel(),
            "consumption": (consumption + direct).ravel(),
            "direct": direct.ravel(),
            "finding": pl.Series([None] * (s * len(places)), dtype=pl.String),
        }
    )


def identities(table: Table) -> pl.DataFrame:
    """The four identities of a sound table, each with its largest relative difference (``value``).

    1. ``Z 1 + Y 1 = x``; 2. ``L y = x``; 3. ``S L y = F 1``; 4. the sum of consumption accounts is the sum of
    production accounts. Differences beyond 1e-9 carry ``observatory.io-identity``: then the stated
    outputs are rounded.

    Returns
    -------
    polars.DataFrame
        identity, stressor (null for 1 and 2), left, right (sums), value, finding.
    """
    require_sound(table)
    flows, x = table.flows, table.x
    sold = flows.row_sums + flows.final
    produced = solve_outputs(table.Z, x, flows.final[None, :]).values[0]
    told: list[tuple[str, str | None, float, float, float]] = [
        ("rows add up to output", None, float(sold.sum()), float(x.sum()), _worst(sold, x)),
        ("L y is output", None, float(produced.sum()), float(x.sum()), _worst(produced, x)),
    ]
    rows, totals = rows_of(table, None)
    caused = _multipliers(table, totals) @ flows.final
    account = accounts(table)
    for at, row in enumerate(rows):
        whole = float(totals[at].sum())
        told.append(("S L y is the total", row.name, float(caused[at]), whole, _one(caused[at], whole)))
        mine = account.filter((pl.col("satellite") == row.satellite) & (pl.col("stressor") == row.name))
        left, right = float(mine["consumption"].sum()), float(mine["production"].sum())
        told.append(
            ("consumption accounts are production accounts", row.name, left, right, _one(left, right))
        )
    frame = pl.DataFrame(
        told,
        schema={
            "identity": pl.String,
            "stressor": pl.String,
            "left": pl.Float64,
            "right": pl.Float64,
            "value": pl.Float64,
        },
        orient="row",
    )
    broken = pl.when(pl.col("value") > HOLDS).then(pl.lit("observatory.io-identity")).otherwise(None)
    return frame.with_columns(finding=broken)


def _multipliers(table: Table, totals: Floats) -> Floats:
    return solve_rows(table.Z, table.x, totals * reciprocal(table.x)).values


def _direct(table: Table, rows: Sequence[Stressor]) -> Floats:
    """(s, k) what each category of final demand causes itself; 0 where no satellite says so."""
    direct = np.zeros((len(rows), table.Y.shape[1]))
    for at, row in enumerate(rows):
        satellite = table.satellites.get(row.satellite)
        if satellite is not None and satellite.final_demand is not None:
            direct[at] = satellite.final_demand[satellite.rows.index(row.name)]
    return direct


def _worst(left: Floats, right: Floats) -> float:
    scale = np.maximum(np.abs(left), np.abs(right))
    return float(np.divide(np.abs(left - right), scale, out=np.zeros_like(scale), where=scale > 0).max())


def _one(left: float, right: float) -> float:
    scale = max(abs(left), abs(right))
    return abs(left - right) / scale if scale > 0 else 0.0
