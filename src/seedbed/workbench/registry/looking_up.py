"""Some rows of the registry by the index: the work depends on what is asked for, not on the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from seedbed.tables import SCHEMAS
from seedbed.workbench.record.frames import Rows
from seedbed.workbench.record.models import TABLES, HeldTable
from seedbed.workbench.registry.wording import own


@dataclass(frozen=True, slots=True)
class Brief:
    """An organisation as lists and pictures name it."""

    organisation: str
    name: str
    actor: str


def rows_among(table: str, column: str, values: Iterable[str]) -> pl.DataFrame:
    """The rows of a table of the schemas whose column holds one of these values, in their order."""
    wanted = sorted({value for value in values if value})
    held = HeldTable.objects.filter(name=table).first()
    if held is None or not wanted:
        return SCHEMAS[table].empty()
    rows = Rows(TABLES[table], SCHEMAS[table])
    frame, _ = rows.read(held.extras, *rows.among(column, wanted))
    return frame


def briefs(organisations: Iterable[str]) -> dict[str, Brief]:
    """Those of these ids that are on record, with name and type in the language of the page."""
    rows = rows_among("organisations", "organisation", organisations)
    return {
        str(row["organisation"]): Brief(
            str(row["organisation"]), own(row) or str(row["organisation"]), str(row["actor_type"])
        )
        for row in rows.iter_rows(named=True)
    }


def ties_between(organisations: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of these that are tied, the lesser id first."""
    wanted = set(organisations)
    rows = rows_among("ties", "from", wanted).filter(pl.col("to").is_in(sorted(wanted)))
    return {(min(pair), max(pair)) for pair in rows.select("from", "to").iter_rows() if pair[0] != pair[1]}
