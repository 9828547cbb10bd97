"""The same places and industries at several times, as arrays that fit each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.observatory.grid import read_grid
from seedbed.observatory.vector import finite_vector

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.str_]
REGION = "region"
"""Id of the only place where values come as a plain list."""


def paired_grids(
    tables: Sequence[pl.DataFrame | ArrayLike], called: Sequence[str], industries: Sequence[str] | None
) -> tuple[list[str], list[str], list[Floats]]:
    """Places (p), industries (m) and one array (p, m) per table; what a table does not name is zero.

    ``called`` is what a refusal calls the tables. Plain lists are one place (:data:`REGION`).

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.grid.read_grid` and :func:`seedbed.observatory.vector.finite_vector`.
    """
    if not any(isinstance(table, pl.DataFrame) for table in tables):
        vectors, names = _vectors(tables, called, industries)
        return [REGION], names, [vector[None, :] for vector in vectors]
    grids = [read_grid(_frame(table)) for table in tables]
    places = sorted({place for grid in grids for place in grid.rows})
    names = sorted({name for grid in grids for name in grid.columns})
    row, column = _index(places), _index(names)
    arrays = []
    for grid in grids:
        wide = np.zeros((len(places), len(names)))
        wide[np.ix_([row[x] for x in grid.rows], [column[x] for x in grid.columns])] = grid.values
        arrays.append(wide)
    return places, names, arrays


def industries_of(
    tables: Sequence[pl.DataFrame | ArrayLike], called: Sequence[str], industries: Sequence[str] | None
) -> tuple[list[str], list[Floats]]:
    """Industries (m) and one array (m,) per table, summed over places where a frame names them."""
    whole = [
        table.with_columns(place=pl.lit(REGION))
        if isinstance(table, pl.DataFrame) and "place" not in table.columns
        else table
        for table in tables
    ]
    _, names, arrays = paired_grids(whole, called, industries)
    return names, [array.sum(axis=0) for array in arrays]


def first_code(*rules: tuple[str, NDArray[np.bool_]]) -> Codes:
    """For each cell the code of the first rule that holds there, "" where none does."""
    chosen: Codes = np.select([mask for _, mask in rules], [code for code, _ in rules], default="")
    return chosen


def label(ids: dict[str, list[str]], parts: dict[str, Floats], finding: Codes) -> pl.DataFrame:
    """Id columns, the parts (NaN becomes null) and ``finding``; arrays are (places,) or (places, industries)."""
    sizes = [len(names) for names in ids.values()]
    where = np.meshgrid(*[np.arange(size) for size in sizes], indexing="ij")
    columns = {
        name: pl.Series(np.asarray(values, dtype=object)[at.ravel()].tolist(), dtype=pl.String)
        for (name, values), at in zip(ids.items(), where, strict=True)
    }
    values = {name: pl.Series(part.ravel(), nan_to_null=True) for name, part in parts.items()}
    found = pl.Series("finding", [code or None for code in finding.ravel().tolist()], dtype=pl.String)
    return pl.DataFrame({**columns, **values, "finding": found})


def _vectors(
    tables: Sequence[pl.DataFrame | ArrayLike], called: Sequence[str], industries: Sequence[str] | None
) -> tuple[list[Floats], list[str]]:
    size = None if industries is None else len(industries)
    vectors: list[Floats] = []
    for table, name in zip(tables, called, strict=True):
        vectors.append(finite_vector(table, name, least=0.0, size=size))
        size = vectors[0].size
    names = list(industries) if industries is not None else [str(at + 1) for at in range(vectors[0].size)]
    return vectors, names


def _frame(table: pl.DataFrame | ArrayLike) -> pl.DataFrame:
    if not isinstance(table, pl.DataFrame):
        raise TypeError("give all tables as frames, or all as lists")
    return table


def _index(names: list[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}
