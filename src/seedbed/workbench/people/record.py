"""The region's record as the pages use it: one store per process, single rows changed under its lock."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
from django.db import transaction

from seedbed.tables import schema_of
from seedbed.workbench.record.models import HeldTable
from seedbed.workbench.record.store import Cell, DatabaseStore


@cache
def record() -> DatabaseStore:
    """The store on the default database; it keeps tables that did not change."""
    return DatabaseStore()


def change_row(table: str, key: str, changes: Mapping[str, Cell]) -> dict[str, object]:
    """Change columns of one row, or make the row; the row as it is now.

    Two who change the same row at the same time come one after the other.

    Raises
    ------
    Refusal
        What is wrong with the row.
    """
    store = record()
    with transaction.atomic():
        hold(table)
        before = store.row(table, key) or {}
        row = {name: cell for name, cell in {**before, **changes}.items() if cell is not None}
        store.put(table, row)
    columns = [column.name for column in schema_of(table).columns]
    return dict.fromkeys([*columns, *before], None) | row


def rows_of(table: str, column: str, value: str, size: int = 2_000) -> pl.DataFrame:
    """The rows whose column has a value, read by the index."""
    return record().page(table, {column: value}, size=size).rows


def replace_rows(table: str, column: str, value: str, rows: pl.DataFrame) -> None:
    """Put rows in the place of those whose column has a value, in one transaction."""
    record().replace_where(table, column, [value], rows)


def hold(table: str) -> None:
    """Be the only one who writes a table until the transaction ends."""
    HeldTable.objects.bulk_create([HeldTable(name=table)], ignore_conflicts=True)
    HeldTable.objects.select_for_update().get(name=table)
