"""Tables for the tests of specialisation, similarity and complexity."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SHARED = Path(__file__).parents[3] / "shared"
TRADE = SHARED / "data" / "trade" / "world_trade_avg_1998_to_2000.csv.gz"
AREAS = SHARED / "data" / "employment" / "sa2_x_industry_2011.csv"

matrices = hnp.arrays(
    np.float64,
    st.tuples(st.integers(2, 7), st.integers(2, 8)),
    elements=st.integers(0, 40).map(float),
).filter(lambda values: (values.sum(axis=0) > 0).all() and (values.sum(axis=1) > 0).all())
"""Small tables of whole numbers in which no row and no column is empty."""


def table(values, zeros=True):
    """A long frame of an array; ids rise with the position."""
    values = np.asarray(values, dtype=float)
    rows, columns = np.indices(values.shape).reshape(2, -1) if zeros else np.nonzero(values)
    return pl.DataFrame(
        {
            "place": [f"p{row:03d}" for row in rows],
            "industry": [f"i{column:03d}" for column in columns],
            "value": values[rows, columns],
        }
    )


def wide(frame, name="value"):
    """The array of a long frame of all cells in the order of their ids."""
    return (
        frame.pivot("industry", index="place", values=name, sort_columns=True)
        .sort("place")
        .drop("place")
        .to_numpy()
    )


def economy(places, industries, seed=0, density=0.4):
    """Presence (0 and 1) that is nested with noise, every row and column with at least two."""
    rng = np.random.default_rng(seed)
    able, hard = np.linspace(1.5, -1.5, places), np.linspace(-1.5, 1.5, industries)
    suits = able[:, None] - hard + rng.logistic(size=(places, industries))
    held = suits >= np.quantile(suits, 1 - density)
    for axis in (0, 1):
        best = np.argsort(-suits, axis=axis)
        np.put_along_axis(held, np.take(best, [0, 1], axis=axis), values=True, axis=axis)
    return held


def two_blocs(seed, places=24, industries=36):
    """Values of an economy of two blocs that differ in what they make and not in how much of it."""
    rng = np.random.default_rng(seed)
    bloc, kind = np.arange(places) % 2, np.arange(industries) % 2
    likely = np.where(bloc[:, None] == kind, 0.5, 0.15)
    held = rng.random((places, industries)) < likely
    held[np.arange(places), np.arange(places) % industries] = True
    held[np.arange(industries) % places, np.arange(industries)] = True
    return held * rng.lognormal(0, 1, held.shape)


@cache
def trade():
    """226 countries x 785 products, mean of 1998-2000, as place, industry, value."""
    frame = pl.read_csv(TRADE, schema_overrides={"product": pl.String, "value": pl.Float64})
    return frame.rename({"country": "place", "product": "industry"})


@cache
def areas():
    """2,235 areas x 109 industries, jobs of 2011, as place, industry, value."""
    frame = pl.read_csv(AREAS, infer_schema_length=None).drop("Total")
    return frame.unpivot(index="sa2", variable_name="industry").rename({"sa2": "place"})
