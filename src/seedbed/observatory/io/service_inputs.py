"""How much of services stands in a unit of manufactures: the servitisation of manufacturing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.demand import positions
from seedbed.observatory.io.naming import listed
from seedbed.observatory.io.solving import solve_rows

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table


def measure_service_inputs(
    table: Table, services: Sequence[str], manufacturing: Sequence[str]
) -> pl.DataFrame:
    """Direct and total requirements of manufacturing industries for services.

    ``direct`` is the column's ``sum over services of A`` and ``value`` the sum of ``L - I``: with all rounds
    of suppliers. ``share`` is services' part of the direct intermediate inputs, the usual measure of
    servitisation (Park, Chan 1989), and ``total_share`` their part of the total ones.

    Returns
    -------
    polars.DataFrame
        place, industry (manufacturing), service (each, then null for all together), direct, value, share,
        total_share, finding.

    Raises
    ------
    Refusal
        The table has errors; a sector is unknown; one is both a service and a manufacture.
    """
    require_sound(table)
    S, m = positions(table, services), positions(table, manufacturing)
    if both := sorted(set(S) & set(m)):
        raise Refusal.because("observatory.io-both-kinds", sectors=listed([table.sectors[at] for at in both]))
    n, inverse = table.x.size, reciprocal(table.x)
    units = np.zeros((S.size + 1, n))
    units[np.arange(S.size), S] = 1.0
    units[-1] = 1.0
    total = solve_rows(table.Z, table.x, units).values[:, m] - units[:, m]
    direct = np.vstack([table.Z[np.ix_(S, m)], table.flows.column_sums[m]]) * inverse[m]
    sums = [np.vstack([rows[:-1], rows[:-1].sum(axis=0)]) for rows in (direct, total)]
    parts = [
        np.divide(part, rows[-1], out=np.full_like(part, np.nan), where=rows[-1] != 0)
        for part, rows in zip(sums, (direct, total), strict=True)
    ]
    names = [*(table.sectors[at] for at in S), None]
    return pl.DataFrame(
        {
            "place": [table.places[at] for at in m] * len(names),
            "industry": [table.industries[at] for at in m] * len(names),
            "service": pl.Series([name for name in names for _ in m], dtype=pl.String),
            "direct": sums[0].ravel(),
            "value": sums[1].ravel(),
            "share": pl.Series(parts[0].ravel(), nan_to_null=True),
            "total_share": pl.Series(parts[1].ravel(), nan_to_null=True),
            "finding": pl.Series(
                [None if buys else "observatory.io-buys-nothing" for _ in names for buys in direct[-1] != 0],
                dtype=pl.String,
            ),
        }
    )
