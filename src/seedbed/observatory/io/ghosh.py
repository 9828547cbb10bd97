"""The supply-driven model: primary inputs pushed on through fixed shares of sales (Ghosh 1958)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from seedbed.messages import Refusal
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.demand import sector_vector
from seedbed.observatory.io.naming import sectors_of
from seedbed.observatory.io.solving import solve_rows
from seedbed.observatory.io.stressors import sector_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table


def push_primary_inputs(
    table: Table, primary_inputs: ArrayLike | Mapping[str, float] | pl.DataFrame
) -> pl.DataFrame:
    """Outputs from primary inputs ``v``: ``x' = v' (I - B)^-1`` with ``B = diag(1/x) Z``.

    Read it as the rise in the value of output when the price of primary inputs rises (Dietzenbacher
    1997), not as more goods: nobody produces more because a supplier does.

    Returns
    -------
    polars.DataFrame
        place, industry, direct (``v``), value, finding.
    """
    require_sound(table)
    given = sector_vector(table, primary_inputs, "primary_inputs")
    idle = (table.x == 0) & (given != 0)
    if idle.any():
        sectors = sectors_of(idle, table.sectors)
        raise Refusal.because("observatory.io-zero-output-satellite", name="primary_inputs", sectors=sectors)
    # G = diag(1/x) L diag(x), so that v' G = ((v / x)' L) diag(x).
    solved = solve_rows(table.Z, table.x, (given * reciprocal(table.x))[None, :])
    return pl.DataFrame(
        {
            **sector_columns(table, 1),
            "direct": given,
            "value": solved.values[0] * table.x,
            "finding": pl.Series([None] * int(np.size(given)), dtype=pl.String),
        }
    )
