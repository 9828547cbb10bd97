"""One question, one function: is this table what it says it is? Diagnose, do not repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.observatory.io.naming import SHOWN, cells_of, listed, sectors_of
from seedbed.observatory.io.productivity import judge_productivity

if TYPE_CHECKING:
    from seedbed.observatory.io.satellite import Satellite
    from seedbed.observatory.io.table import Table

EXACT = 1e-9
"""Relative difference up to which a row counts as adding up."""


def check_table(table: Table) -> tuple[Finding, ...]:
    """All findings, in the order in which one would mend them.

    Later questions are asked only where the earlier ones leave them a meaning: a table with empty cells
    has no row sums.
    """
    if found := _not_finite(table):
        return found
    found = (*_negative_flows(table), *_negative_outputs(table))
    oriented = _orientation(table)
    zero = _zero_outputs(table)
    blocked = any(finding.severity is Severity.ERROR for finding in (*found, *oriented, *zero))
    found += oriented or (*_balance(table), *_columns(table))
    return (*found, *zero, *(() if blocked else _productivity(table)))


def require_sound(table: Table) -> None:
    """Refuse to compute from a table with errors, all of them told.

    Raises
    ------
    Refusal
        With every error that :func:`check_table` finds.
    """
    errors = [finding for finding in table.findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refusal(*errors)


def _error(code: str, **values: str | float) -> Finding:
    return Finding(code, values)


def _not_finite(table: Table) -> tuple[Finding, ...]:
    """Empty or infinite cells; sums tell whether there are any without a look at each cell."""
    found: list[Finding] = []
    n, k = table.Y.shape
    numbers = tuple(str(at) for at in range(1, max(n, k) + 1))
    rows = {"Y": (table.Y, table.sectors, table.final_demand), "Z": (table.Z, table.sectors, table.sectors)}
    if not np.isfinite(table.flows.row_sums).all() or not np.isfinite(table.Y).all():
        for name, (values, row, column) in rows.items():
            wrong = ~np.isfinite(values)
            if wrong.any():
                cells = cells_of(wrong, row, column)
                found.append(
                    _error("observatory.io-not-finite", name=name, cells=cells, count=int(wrong.sum()))
                )
    if table.stated_x is not None and (wrong := ~np.isfinite(table.stated_x)).any():
        sectors = sectors_of(wrong, table.sectors)
        found.append(_error("observatory.io-not-finite", name="x", cells=sectors, count=int(wrong.sum())))
    for name, satellite in _rows_beside(table).items():
        if (wrong := ~np.isfinite(satellite.values)).any():
            cells = cells_of(wrong, satellite.rows, table.sectors)
            found.append(_error("observatory.io-not-finite", name=name, cells=cells, count=int(wrong.sum())))
        if satellite.final_demand is not None and (wrong := ~np.isfinite(satellite.final_demand)).any():
            cells = cells_of(wrong, satellite.rows, table.final_demand or numbers)
            found.append(_error("observatory.io-not-finite", name=name, cells=cells, count=int(wrong.sum())))
    return tuple(found)


def _rows_beside(table: Table) -> dict[str, Satellite]:
    return {**table.satellites, **({} if table.primary is None else {"primary": table.primary})}


def _negative_flows(table: Table) -> tuple[Finding, ...]:
    if table.flows.smallest >= 0:
        return ()
    wrong = table.Z < 0
    cells = cells_of(wrong, table.sectors, table.sectors)
    return (_error("observatory.io-negative-flow", cells=cells, count=int(wrong.sum())),)


def _negative_outputs(table: Table) -> tuple[Finding, ...]:
    wrong = table.x < 0
    if not wrong.any():
        return ()
    sectors = sectors_of(wrong, table.sectors)
    return (_error("observatory.io-negative-output", sectors=sectors, count=int(wrong.sum())),)


def _off(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Difference of two totals per sector, relative to the larger of them."""
    scale = np.maximum(np.abs(left), np.abs(right))
    return np.divide(np.abs(left - right), scale, out=np.zeros_like(scale), where=scale > 0)


def _orientation(table: Table) -> tuple[Finding, ...]:
    """Rows and columns swapped: totals that fit the other way round, and only that way round."""
    flows = table.flows
    told = _error("observatory.io-transposed", example=_widest(table))
    if table.stated_x is not None:
        off = _off(flows.row_sums + flows.final, flows.x) > table.tolerance
        swapped = _off(flows.column_sums + flows.final, flows.x) > table.tolerance
        if off.any() and not swapped.any():
            return (told,)
    beside = table.primary or table.satellites.get("value_added")
    if beside is not None:
        paid = beside.values.sum(axis=0)
        # With swapped flows and no stated output, x itself is wrong: what the columns would give is not.
        x = flows.x if table.stated_x is not None else flows.column_sums + flows.final
        off = _off(flows.column_sums + paid, flows.x) > table.tolerance
        swapped = _off(flows.row_sums + paid, x) > table.tolerance
        if off.any() and not swapped.any():
            return (told,)
    return ()


def _widest(table: Table) -> str:
    """The cell that differs most from its mirror image: the clearest one to look up in the source."""
    Z = table.Z
    column = int(np.argmax(np.abs(table.flows.row_sums - table.flows.column_sums)))
    row = int(np.argmax(np.abs(Z[:, column] - Z[column])))
    return f"{table.sectors[row]} -> {table.sectors[column]}"


def _balance(table: Table) -> tuple[Finding, ...]:
    """Sales are output: ``Z 1 + Y 1 = x``."""
    if table.stated_x is None:
        return ()
    sold = table.flows.row_sums + table.flows.final
    off = _off(sold, table.x)
    wrong = off > table.tolerance
    if wrong.any():
        return (_differences("observatory.io-unbalanced", table, wrong, off, sold),)
    if off.max(initial=0.0) > EXACT:
        return (Finding("observatory.io-rounded", {"share": float(off.max())}, Severity.NOTE),)
    return ()


def _columns(table: Table) -> tuple[Finding, ...]:
    """Purchases are output: column sums and primary inputs; none may pay more than it earns."""
    paid = table.flows.column_sums
    if table.primary is not None:
        paid = paid + table.primary.values.sum(axis=0)
        off = _off(paid, table.x)
        wrong = off > table.tolerance
        if wrong.any():
            return (_differences("observatory.io-columns-unbalanced", table, wrong, off, paid),)
    elif (value_added := table.satellites.get("value_added")) is not None:
        paid = paid + value_added.values.sum(axis=0)
        off = _off(paid, table.x)
        wrong = (paid > table.x) & (off > table.tolerance)
        if wrong.any():
            return (_differences("observatory.io-columns-unbalanced", table, wrong, off, paid),)
    return ()


def _differences(
    code: str,
    table: Table,
    wrong: NDArray[np.bool_],
    off: NDArray[np.float64],
    computed: NDArray[np.float64],
) -> Finding:
    worst = [at for at in np.argsort(-off, kind="stable") if wrong[at]][: SHOWN + 1]
    told = listed([f"{table.sectors[at]} ({computed[at]:.8g} / {table.x[at]:.8g})" for at in worst])
    return _error(code, sectors=told, count=int(wrong.sum()), share=float(off.max()))


def _zero_outputs(table: Table) -> tuple[Finding, ...]:
    """Without output there are no coefficients: such a sector may not buy, nor employ."""
    idle = table.x == 0
    if not idle.any():
        return ()
    found: list[Finding] = []
    buys = idle & (table.flows.column_sums != 0)
    if buys.any():
        sectors = sectors_of(buys, table.sectors)
        found.append(_error("observatory.io-zero-output", sectors=sectors, count=int(buys.sum())))
    for name, satellite in _rows_beside(table).items():
        has = idle & (satellite.values != 0).any(axis=0)
        if has.any() and not (name == "primary" and (has & buys).any()):
            sectors = sectors_of(has, table.sectors)
            found.append(_error("observatory.io-zero-output-satellite", name=name, sectors=sectors))
    if not found:
        sectors = sectors_of(idle, table.sectors)
        values: dict[str, Value] = {"sectors": sectors, "count": int(idle.sum())}
        found.append(Finding("observatory.io-empty-sector", values, Severity.NOTE))
    return tuple(found)


def _productivity(table: Table) -> tuple[Finding, ...]:
    shares = table.flows.intermediate_shares
    judged = judge_productivity(table.Z, table.x, shares)
    heavy = shares >= 1
    worst = [at for at in np.argsort(-shares, kind="stable") if heavy[at]][: SHOWN + 1]
    told = listed([f"{table.sectors[at]} ({shares[at]:.4g})" for at in worst])
    if not judged.productive:
        radius = 0.5 * (judged.radius_low + judged.radius_high)
        return (_error("observatory.io-not-productive", radius=radius, sectors=told),)
    if heavy.any():
        values: dict[str, Value] = {"sectors": told, "count": int(heavy.sum())}
        return (Finding("observatory.io-inputs-exceed-output", values, Severity.WARNING),)
    return ()
