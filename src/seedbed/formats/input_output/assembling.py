"""From rows and columns with codes to a table: sectors, final demand, primary inputs, output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seedbed.formats.input_output.layout import Layout
from seedbed.messages import Refusal
from seedbed.observatory.io import Households, Satellite, Table

Floats = NDArray[np.float64]
Read = Callable[[Sequence[int], Sequence[int], Sequence[str], Sequence[str]], Floats]
"""Reads the numbers of rows x columns (positions) that have these labels."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A row or column: where it stands, what remains of its code, the block it belongs to."""

    at: int
    code: str
    block: str = ""


def assemble(
    file: str,
    layout: Layout,
    rows: Sequence[Coded],
    columns: Sequence[Coded],
    read: Read,
    *,
    place: str = "",
    tolerance: float = 1e-6,
) -> Table:
    """Build a table from what stands where.

    Raises
    ------
    Refusal
        Rows and columns name different sectors; a code stands twice; there is no final demand or output.
    """
    imported = [row for row in rows if row.block and row.block == layout.imported]
    row_at = _positions(file, [row for row in rows if row not in imported])
    column_at = _positions(file, columns)
    sectors = _sectors(file, row_at, column_at, layout)
    present = frozenset(column_at)
    final, deducted = layout.final_in(present), [code for code in layout.deducted if code in present]
    if not final:
        known = ", ".join(layout.final_demand)
        raise Refusal.because("formats.io-no-final-demand", file=file, layout=layout.name, known=known)
    down, across = [row_at[code] for code in sectors], [column_at[code] for code in sectors]
    demand = [*final, *deducted]
    Z = read(down, across, sectors, sectors)
    Y = read(down, [column_at[code] for code in demand], sectors, demand)
    Y[:, len(final) :] *= -1.0
    x = _output(file, layout, row_at, column_at, down, across, sectors, read)
    names = [code for code in layout.primary if code in row_at]
    values = read([row_at[code] for code in names], across, names, sectors)
    if imported:
        bought = read([row.at for row in imported], across, [row.code for row in imported], sectors)
        values, names = np.vstack([values, bought.sum(axis=0)]), [*names, "imports"]
    households = tuple(code for code in layout.households if code in final)
    closes = bool(households) and layout.wages in names
    return Table(
        Z,
        Y,
        x,
        primary=Satellite(values, tuple(names), (layout.unit,)) if names else None,
        industries=sectors,
        places=(place,) * len(sectors),
        final_demand=demand,
        unit=layout.unit,
        households=Households(wages=layout.wages, consumption=households) if closes else None,
        tolerance=tolerance,
    )


def _output(
    file: str,
    layout: Layout,
    row_at: dict[str, int],
    column_at: dict[str, int],
    down: Sequence[int],
    across: Sequence[int],
    sectors: Sequence[str],
    read: Read,
) -> Floats:
    for code in layout.output:
        if code in column_at:
            return np.asarray(read(down, [column_at[code]], sectors, [code])[:, 0])
        if code in row_at:
            return np.asarray(read([row_at[code]], across, [code], sectors)[0])
    raise Refusal.because(
        "formats.io-no-output", file=file, layout=layout.name, known=", ".join(layout.output)
    )


def _positions(file: str, coded: Sequence[Coded]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in coded:
        if one.code in found:
            raise Refusal.because("formats.io-code-twice", file=file, entry=one.code)
        found[one.code] = one.at
    return found


def _sectors(file: str, rows: dict[str, int], columns: dict[str, int], layout: Layout) -> list[str]:
    """The sectors in the order of the rows; the same must stand across."""
    down = [code for code in rows if code not in layout.named]
    across = [code for code in columns if code not in layout.named]
    alone = sorted(set(down) ^ set(across))
    if alone or not down:
        codes = ", ".join(alone[:8]) or "-"
        raise Refusal.because("formats.io-sectors-differ", file=file, codes=codes, layout=layout.name)
    return down
