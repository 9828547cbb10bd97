"""The table that prospects begin with: how strong each industry is in each place, and how near to the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.network.reading import require_columns


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Places x industries as arrays.

    Parameters
    ----------
    places, industries
        (n,) and (m,) ids, rising.
    rca
        (n, m) location quotients, zero or more.
    density
        (n, m) relatedness density, 0..1; NaN where it is not defined.
    """

    places: pl.Series
    industries: pl.Series
    rca: NDArray[np.float64]
    density: NDArray[np.float64]

    @property
    def held(self) -> NDArray[np.float64]:
        """(n, m) how far each industry is there: ``min(1, rca)``."""
        return np.minimum(self.rca, 1.0)


def read_cells(cells: pl.DataFrame) -> Cells:
    """Read place, industry, rca, density (as ``observatory.complexity(...).cells`` gives them).

    A pair that is not named has no jobs: rca 0, density not defined.

    Raises
    ------
    Refusal
        ``network.no-column``; ``network.no-cells`` (there are none, or one id is empty);
        ``network.cell-twice``.
    """
    require_columns(cells, "cells", "place", "industry", "rca", "density")
    table = cells.select(
        pl.col("place", "industry").cast(pl.String), pl.col("rca", "density").cast(pl.Float64)
    ).with_columns(pl.col("rca").fill_nan(None))
    if table.is_empty() or table["place"].null_count() or table["industry"].null_count():
        raise Refusal.because("network.no-cells")
    twice = int(table.select(pl.struct("place", "industry").is_duplicated()).to_series().sum())
    if twice:
        raise Refusal.because("network.cell-twice", count=twice)
    places, industries = table["place"].unique().sort(), table["industry"].unique().sort()
    at = (
        places.search_sorted(table["place"]).to_numpy(),
        industries.search_sorted(table["industry"]).to_numpy(),
    )
    rca = np.zeros((places.len(), industries.len()))
    density = np.full(rca.shape, np.nan)
    rca[at] = table["rca"].fill_null(0.0).to_numpy()
    density[at] = table["density"].fill_null(np.nan).to_numpy()
    return Cells(places, industries, rca, density)
