"""What people and opportunities are called, read by the index for those that a page shows."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from seedbed.tables import SCHEMAS
from seedbed.workbench.people.record import record


def titles(table: str, ids: Iterable[str]) -> dict[str, str]:
    """Id -> title; what is gone is left out, what has no title is empty."""
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        return {}
    key = SCHEMAS[table].key[0]
    parts = record().parts(table, (key, "title"), (key, chosen))
    return {one: title or "" for part in parts for one, title in part.iter_rows()}


def offered(ids: Iterable[str]) -> dict[str, dict[str, object]]:
    """Id -> the row of an opportunity with what decides who may see it: title, organisation, subproject."""
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        return {}
    columns = ("opportunity", "title", "organisation", "subproject")
    frame = pl.concat(record().parts("opportunities", columns, ("opportunity", chosen)))
    return {str(row["opportunity"]): row for row in frame.iter_rows(named=True)}
