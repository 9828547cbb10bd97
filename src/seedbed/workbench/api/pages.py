"""A page of a table for one user: read by index, cut by position, nothing outside his reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.tables import SCHEMAS, Kind
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import scope
from seedbed.workbench.api.access import Owner, Rule, seen
from seedbed.workbench.people.record import record

FILTERED = frozenset({Kind.IDENTIFIER, Kind.CHOICE, Kind.PERIOD})
"""Kinds of columns by which a page may be cut: they have an index that ends in the position."""
_COLUMN = {Owner.ORGANISATION: "organisation", Owner.PERSON: "institution", Owner.SUBPROJECT: "subproject"}


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows, and what ``after`` of the next page is; a page may hold fewer rows than were asked for."""

    rows: list[dict[str, object]]
    next: int | None


def page_for(
    user: User,
    table: str,
    rule: Rule,
    where: Mapping[str, str],
    search: str,
    after: int | None,
    size: int,
) -> Slice:
    """A page of what the user may see.

    1. Who sees everything reads the table; others read, by its index, the part of each of their organisations
       or subprojects (or their own row), and the parts are merged by position.
    2. Each row is asked about once more by itself: a school does not see everybody who studies there.

    Raises
    ------
    Refusal
        ``workbench.unknown-column``, ``workbench.not-searched``.
    """
    parts = [
        record().page(table, {**where, **cut}, after, size, search)
        for cut in _cuts(user, table, rule)
        if all(where.get(column, value) == value for column, value in cut.items())
    ]
    found: dict[int, dict[str, object]] = {}
    for part in parts:
        found.update(zip(part.positions, part.rows.iter_rows(named=True), strict=True))
    # Beyond the end of a part that goes on, rows of it are missing: the page ends there.
    ends = [part.next for part in parts if part.next is not None]
    kept = [position for position in sorted(found) if not ends or position <= min(ends)][:size]
    more = bool(ends) or len(kept) < len(found)
    rows = [found[position] for position in kept]
    visible = [row for row, shown in zip(rows, seen(user, rule, rows), strict=True) if shown]
    if not more:
        return Slice(visible, None)
    # A search may end before its page is full, even empty: it goes on where it ended.
    return Slice(visible, kept[-1] if len(kept) == size or not ends else min(ends))


def where_of(table: str, column: str | None, equals: str | None) -> dict[str, str]:
    """The filter that was asked for.

    Raises
    ------
    Refusal
        ``workbench.unknown-column``.
    """
    if column is None or equals is None:
        return {}
    known = SCHEMAS[table].column(column)
    if known is None or known.kind not in FILTERED:
        raise Refusal.because("workbench.unknown-column", table=table, column=column)
    return {column: equals}


def as_json(row: Mapping[str, object]) -> dict[str, Json]:
    """A row of a table as JSON; days and moments as they are written."""
    return {name: _cell(cell) for name, cell in row.items()}


def _cell(cell: object) -> Json:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, pl.Series | list):
        return [_cell(item) for item in cell]
    if isinstance(cell, float) and cell - cell != 0.0:
        return None  # JSON has no infinity
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    if isinstance(cell, dict):
        return {str(name): _cell(item) for name, item in cell.items()}
    return str(cell)


def _cuts(user: User, table: str, rule: Rule) -> list[dict[str, str]]:
    """The parts of a table that lie within reach, each by one column."""
    reached = scope(user, rule.see)
    if reached.everything or rule.owner in (Owner.EVERYBODY, Owner.PROPOSAL):
        return [{}]
    column = _COLUMN[rule.owner]
    if SCHEMAS[table].column(column) is None:
        return []
    if rule.owner is Owner.SUBPROJECT:
        return [{column: one} for one in sorted(reached.subprojects)]
    cuts = [{column: one} for one in sorted(reached.organisations)]
    if rule.owner is Owner.ORGANISATION and SCHEMAS[table].column("subproject") is not None:
        cuts += [{"subproject": one} for one in sorted(reached.subprojects)]
    if rule.owner is Owner.PERSON and reached.person:
        cuts.append({"person": reached.person})
    return cuts
