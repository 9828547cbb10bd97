"""Which sectors pull and push the others (Rasmussen 1956; Hirschman 1958)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.solving import solve_outputs, solve_rows
from seedbed.observatory.io.stressors import sector_columns

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
Forward = Literal["ghosh", "leontief"]


def measure_linkages(table: Table, forward: Forward = "ghosh") -> pl.DataFrame:
    """Backward and forward linkages of every sector.

    Returns
    -------
    polars.DataFrame
        place, industry, ``direct_backward`` (column sum of A), ``direct_forward`` (row sum of B),
        ``backward`` (column sum of L), ``forward`` (row sum of the Ghosh inverse, after Beyers 1976 and
        Jones 1976; with ``forward="leontief"`` Rasmussen's row sum of L), ``backward_index`` and
        ``forward_index`` (each divided by its mean over sectors: power and sensitivity of dispersion),
        ``key`` (``key``: both indices above 1; ``backward``, ``forward``, ``weak``), ``finding``.
        A sector without output has none, and does not enter the means.
    """
    if forward not in get_args(Forward):
        known = ", ".join(get_args(Forward))
        raise Refusal.because("observatory.io-kind", kind=str(forward), known=known)
    require_sound(table)
    x, inverse = table.x, reciprocal(table.x)
    active = x > 0
    backward = solve_rows(table.Z, x, np.ones((1, x.size))).values[0]
    # G = diag(1/x) L diag(x): row sums of either inverse are outputs of the open model.
    start = x if forward == "ghosh" else np.ones(x.size)
    forward_sums = solve_outputs(table.Z, x, start[None, :]).values[0]
    if forward == "ghosh":
        forward_sums = forward_sums * inverse
    backward_index, forward_index = _index(backward, active), _index(forward_sums, active)
    pulls, pushes = backward_index > 1, forward_index > 1
    key = np.select([pulls & pushes, pulls, pushes], ["key", "backward", "forward"], "weak")
    columns = {
        "direct_backward": table.flows.intermediate_shares,
        "direct_forward": table.flows.row_sums * inverse,
        "backward": backward,
        "forward": forward_sums,
        "backward_index": backward_index,
        "forward_index": forward_index,
    }
    return pl.DataFrame(
        {
            **sector_columns(table, 1),
            **{
                name: pl.Series(np.where(active, values, np.nan), nan_to_null=True)
                for name, values in columns.items()
            },
            "key": pl.Series(
                [str(k) if a else None for k, a in zip(key, active, strict=True)], dtype=pl.String
            ),
            "finding": pl.Series(
                [None if a else "observatory.io-empty-sector" for a in active], dtype=pl.String
            ),
        }
    )


def _index(values: Floats, active: NDArray[np.bool_]) -> Floats:
    return values / values[active].mean() if active.any() else values
