"""The example data of libpysal that ``inputs/`` carries (BSD-3-Clause; see its README)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.space import Weights, weights_from_lists

INPUTS = Path(__file__).parent / "inputs"


@cache
def map_of(name: str) -> tuple[NDArray[np.float64], Weights]:
    """Values and neighbours of ``stl``, ``sids``, ``columbus`` or ``book``."""
    table = pl.read_csv(INPUTS / f"pysal_{name}.csv", schema_overrides={"place": pl.String})
    lists = table["neighbours"].cast(pl.String).str.split(" ").to_list()
    values = table.select(pl.nth(1).cast(pl.Float64)).to_series().to_numpy()
    return values, weights_from_lists(dict(zip(table["place"], lists, strict=True)))


@cache
def mexico() -> tuple[NDArray[np.float64], list[str], Weights]:
    """Product per head (32 states, 7 decades), Hanson's regions, and states of one region as neighbours."""
    table = pl.read_csv(INPUTS / "pysal_mexico.csv")
    states, regions = table["state"].to_list(), table["hanson98"].cast(pl.String).to_list()
    lists = {
        state: [
            other for other, there in zip(states, regions, strict=True) if there == here and other != state
        ]
        for state, here in zip(states, regions, strict=True)
    }
    return table.select(pl.col("^pcgdp.*$")).to_numpy().astype(float), regions, weights_from_lists(lists)


@cache
def us_income() -> NDArray[np.float64]:
    """Income per head, (48 states, 81 years)."""
    return pl.read_csv(INPUTS / "pysal_us_income.csv").drop("state").to_numpy().astype(float)
