"""The tables of a region (docs/reference/tables.md), as data."""

from __future__ import annotations

from seedbed.messages import Refusal
from seedbed.tables.column import Schema
from seedbed.tables.schemas.actors import ACTORS
from seedbed.tables.schemas.market import MARKET
from seedbed.tables.schemas.programme import PROGRAMME
from seedbed.tables.schemas.record import RECORD
from seedbed.tables.schemas.shared import (
    ACTOR_TYPE_ALIASES,
    ACTOR_TYPES,
    GROUP_ALIASES,
    OPPORTUNITY_KIND_ALIASES,
    OPPORTUNITY_KINDS,
    PLACEMENT_KINDS,
    PURPOSE_ALIASES,
    SEX_ALIASES,
)

__all__ = [
    "ACTOR_TYPES",
    "ACTOR_TYPE_ALIASES",
    "GROUP_ALIASES",
    "OPPORTUNITY_KINDS",
    "OPPORTUNITY_KIND_ALIASES",
    "PLACEMENT_KINDS",
    "PURPOSE_ALIASES",
    "SCHEMAS",
    "SEX_ALIASES",
    "schema_of",
]

SCHEMAS: dict[str, Schema] = {schema.name: schema for schema in (*ACTORS, *MARKET, *RECORD, *PROGRAMME)}


def schema_of(name: str) -> Schema:
    """The schema of a table.

    Raises
    ------
    Refusal
        ``tables.unknown-table``.
    """
    if name not in SCHEMAS:
        raise Refusal.because("tables.unknown-table", table=name, known=", ".join(SCHEMAS))
    return SCHEMAS[name]
