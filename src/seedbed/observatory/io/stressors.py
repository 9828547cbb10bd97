"""Which rows an operation is asked about: output, a satellite, one of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.io.naming import listed

if TYPE_CHECKING:
    from seedbed.observatory.io.satellite import Satellite
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Stressor:
    """One row: its satellite, its name, its unit, what it is about."""

    satellite: str
    name: str
    unit: str
    dimensions: Mapping[str, str] = field(default_factory=dict)


def rows_of(table: Table, asked: str | Sequence[str] | None) -> tuple[tuple[Stressor, ...], Floats]:
    """Rows (s) and their totals (s, n) for a satellite's name, a row's name, several, or all satellites.

    ``output`` and the rows of the primary inputs can be asked for as well.

    Raises
    ------
    Refusal
        A name is unknown.
    """
    beside = dict(table.satellites)
    if table.primary is not None:
        beside.setdefault("primary", table.primary)
    wanted = list(table.satellites) if asked is None else [asked] if isinstance(asked, str) else list(asked)
    chosen: list[tuple[Stressor, Floats]] = []
    for name in wanted:
        if name == OUTPUT:
            chosen.append((Stressor(OUTPUT, OUTPUT, table.unit), table.x))
        elif name in beside:
            chosen += [_row(name, beside[name], at) for at in range(len(beside[name].rows))]
        else:
            found = [
                _row(satellite, rows, rows.rows.index(name))
                for satellite, rows in beside.items()
                if name in rows.rows
            ]
            if not found:
                known = [OUTPUT, *beside, *(row for rows in beside.values() for row in rows.rows)]
                raise Refusal.because("observatory.io-unknown-stressor", name=name, known=listed(known))
            chosen += found
    values = np.vstack([total for _, total in chosen]) if chosen else np.zeros((0, table.x.size))
    return tuple(stressor for stressor, _ in chosen), values


def _row(name: str, satellite: Satellite, at: int) -> tuple[Stressor, Floats]:
    about = {dimension: entries[at] for dimension, entries in satellite.dimensions.items()}
    return Stressor(name, satellite.rows[at], satellite.units[at], about), satellite.values[at]


def stressor_columns(
    stressors: Sequence[Stressor], times: int, *, per: str | None = None
) -> dict[str, pl.Series]:
    """The columns satellite, stressor, each dimension, unit, every row repeated ``times`` over.

    ``per`` turns units into units per unit of that.
    """
    dimensions = dict.fromkeys(name for stressor in stressors for name in stressor.dimensions)
    where = np.repeat(np.arange(len(stressors), dtype=np.uint32), times)
    columns: dict[str, list[str | None]] = {
        "satellite": [stressor.satellite for stressor in stressors],
        "stressor": [stressor.name for stressor in stressors],
        **{name: [stressor.dimensions.get(name) for stressor in stressors] for name in dimensions},
        "unit": [_per(stressor.unit, per) for stressor in stressors],
    }
    return {
        name: pl.Series(name, entries, dtype=pl.String).gather(where) for name, entries in columns.items()
    }


def sector_columns(table: Table, times: int) -> dict[str, pl.Series]:
    """The columns place and industry, all sectors repeated ``times`` over."""
    where = np.tile(np.arange(len(table.sectors), dtype=np.uint32), times)
    return {
        "place": pl.Series("place", table.places, dtype=pl.String).gather(where),
        "industry": pl.Series("industry", table.industries, dtype=pl.String).gather(where),
    }


def _per(unit: str, per: str | None) -> str:
    return unit if per is None else "1" if unit == per else f"{unit or '1'} / {per or '1'}"
