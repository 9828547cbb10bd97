"""Satellite accounts: what goes along with output (jobs, energy, CO2, value added), row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import require_columns
from seedbed.observatory.io.naming import listed


@dataclass(frozen=True, slots=True, eq=False)
class Satellite:
    """Rows that stand beside the flows of a table, one value for each sector.

    Parameters
    ----------
    values
        (rows, n) float64, in the table's order of sectors; totals, not coefficients.
    rows
        A name for each row.
    units
        A unit for each row (persons, kg, ...), or one for all.
    dimensions
        What a row is about, one entry per row, e.g. ``{"sex": ("f", "m"), "skill": ("high", "high")}``;
        carried into every frame.
    final_demand
        (rows, k) what final demand causes directly (households' own emissions), or None.
    """

    values: NDArray[np.float64]
    rows: tuple[str, ...]
    units: tuple[str, ...] = ()
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    final_demand: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        values = np.atleast_2d(np.asarray(self.values, dtype=np.float64))
        rows = tuple(self.rows)
        units = tuple(self.units) or ("",)
        units = units * len(rows) if len(units) == 1 else units
        if values.ndim != 2 or values.shape[0] != len(rows):
            raise Refusal.because(
                "observatory.io-shape",
                name=listed(rows),
                shape=str(values.shape),
                expected=f"({len(rows)}, n)",
            )
        for name, entries in {"units": units, **self.dimensions}.items():
            if len(entries) != len(rows):
                raise Refusal.because(
                    "observatory.other-length", name=name, count=len(entries), expected=len(rows)
                )
        if len(set(rows)) != len(rows):
            twice = sorted({row for row in rows if rows.count(row) > 1})
            raise Refusal.because("observatory.io-label-twice", name="satellite", labels=listed(twice))
        own = {name: tuple(entries) for name, entries in self.dimensions.items()}
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "units", units)
        object.__setattr__(self, "dimensions", MappingProxyType(own))
        if self.final_demand is not None:
            direct = np.atleast_2d(np.asarray(self.final_demand, dtype=np.float64))
            object.__setattr__(self, "final_demand", direct)

    def scaled(self, factor: NDArray[np.float64]) -> Satellite:
        """The same rows with each sector's values times ``factor`` (n,); nothing caused by final demand."""
        return Satellite(self.values * factor, self.rows, self.units, self.dimensions)


def as_satellite(name: str, given: Satellite | ArrayLike) -> Satellite:
    """A satellite from what a caller has: one row (n,) is named ``name``, several ``name 1`` ..."""
    if isinstance(given, Satellite):
        return given
    values = np.atleast_2d(np.asarray(given, dtype=np.float64))
    count = values.shape[0]
    return Satellite(values, (name,) if count == 1 else tuple(f"{name} {k}" for k in range(1, count + 1)))


def satellite_from_frame(
    frame: pl.DataFrame,
    industries: Sequence[str],
    *,
    dimensions: Sequence[str] = (),
    unit: str = "",
    name: str = "jobs",
    value: str = "value",
) -> Satellite:
    """Jobs by sex and skill level (or anything else) from a long frame: industry, dimensions, value.

    Each combination of the dimensions becomes a row named after them (``women, tertiary``). A combination
    that the frame does not state for an industry is zero; an industry that it does not name at all is
    unknown and refused.

    Raises
    ------
    Refusal
        A column is missing; an industry is not in the table or not in the frame; a key stands twice.
    """
    require_columns(frame, "industry", value, *dimensions)
    keys = ["industry", *dimensions]
    table = frame.select(*(pl.col(key).cast(pl.String) for key in keys), pl.col(value).cast(pl.Float64))
    for key in keys:
        if table[key].null_count():
            raise Refusal.because("observatory.empty-id", column=key, count=table[key].null_count())
    if (twice := table.select(keys).is_duplicated()).any():
        cells = table.filter(twice).select(pl.concat_str(keys, separator=" x ")).to_series()
        again = cells.unique().sort().to_list()
        raise Refusal.because("observatory.key-twice", cells=listed(again), count=len(again))
    stated = set(table["industry"])
    if unknown := sorted(stated - set(industries)):
        raise Refusal.because("observatory.io-unknown-sector", sectors=listed(unknown), count=len(unknown))
    if absent := [industry for industry in industries if industry not in stated]:
        raise Refusal.because("observatory.io-sector-missing", name=name, sectors=listed(absent))
    place = {industry: at for at, industry in enumerate(industries)}
    combinations = sorted(set(table.select(dimensions).rows())) if dimensions else [()]
    row = {combination: at for at, combination in enumerate(combinations)}
    values = np.zeros((len(combinations), len(industries)))
    for industry, *about, amount in table.select(*keys, value).rows():
        values[row[tuple(about)], place[industry]] = np.nan if amount is None else amount
    names = tuple(", ".join(combination) or name for combination in combinations)
    columns = {
        dimension: tuple(combination[at] for combination in combinations)
        for at, dimension in enumerate(dimensions)
    }
    return Satellite(values, names, (unit,), columns)
