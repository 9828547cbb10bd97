"""Tables: what there is, a page of one, one row, keeping a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Query, Router, Schema
from pydantic import Field

from seedbed.messages import Finding, Refusal
from seedbed.store import Json
from seedbed.tables import SCHEMAS, as_frictionless
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, reach, require
from seedbed.workbench.accounts.roles import Reach
from seedbed.workbench.api.access import (
    PERSONAL,
    RULES,
    Row,
    Rule,
    reader,
    seen,
    target_of_row,
    writer,
)
from seedbed.workbench.api.idempotency import once
from seedbed.workbench.api.pages import as_json, page_for, where_of
from seedbed.workbench.api.service_words import PROBLEMS
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import house_changed, saw_all
from seedbed.workbench.people.offers import OFFERINGS, keep_offer
from seedbed.workbench.people.record import change_row, record

router = Router(tags=["tables"])
LARGEST_PAGE = 500
_KEYS = {name: schema.key[0] for name, schema in SCHEMAS.items()}

Plain = Annotated[str, Field(pattern=r"^[^\x00]+$", max_length=200)]
TableName = Annotated[str, Field(max_length=40, json_schema_extra={"enum": sorted(RULES)})]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=100_000)]
Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Cell = bool | Whole | Number | Text | list[Text] | None
After = Annotated[int | None, Query(ge=0, le=2**53, description="`next` of the page before")]
Size = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


class TableOut(Schema):
    """A table: its columns as a Frictionless Table Schema, and whether this token may write to it."""

    table: str
    writable: bool
    table_schema: dict[str, Any]


class PageOut(Schema):
    """Rows of a table; ask again with ``after`` = ``next`` until that is null."""

    rows: list[dict[str, Any]]
    next: int | None


@router.get("/tables", response={200: list[TableOut], PROBLEMS: Any}, operation_id="list_tables")
def list_tables(request: HttpRequest) -> list[dict[str, object]]:
    """The tables that this token may read."""
    token = request.auth
    return [
        {
            "table": table,
            "writable": rule.change is not None
            and str(rule.write) in token.scopes
            and reach(token.user, rule.change) >= Reach.OWN,
            "table_schema": as_frictionless(SCHEMAS[table], _KEYS),
        }
        for table, rule in RULES.items()
        if rule.read.value in token.scopes and reach(token.user, rule.see) >= Reach.OWN
    ]


@router.get("/tables/{table}", response={200: PageOut, PROBLEMS: Any}, operation_id="read_table")
def read_table(
    request: HttpRequest,
    table: TableName,
    after: After = None,
    size: Size = 100,
    column: Annotated[Plain | None, Query(description="only rows whose column ...")] = None,
    equals: Annotated[Plain | None, Query(description="... has this value")] = None,
    search: Annotated[
        str, Query(max_length=100, pattern=r"^[^\x00]*$", description="words, also in Chinese")
    ] = "",
) -> dict[str, object]:
    """A page of a table: the rows that the token's user may see, in a fixed order."""
    user, rule = reader(request, table)
    found = page_for(user, table, rule, where_of(table, column, equals), search, after, size)
    _note(user, table, found.rows)
    return {"rows": [as_json(row) for row in found.rows], "next": found.next}


@router.get(
    "/tables/{table}/rows/{key}", response={200: dict[str, Any], PROBLEMS: Any}, operation_id="read_row"
)
def read_row(request: HttpRequest, table: TableName, key: Plain) -> dict[str, Json]:
    """One row by its id. What the user may not see is answered like what does not exist."""
    user, rule = reader(request, table)
    row = record().row(table, key) if len(SCHEMAS[table].key) == 1 else None
    if row is None or not seen(user, rule, [row])[0]:
        raise Http404
    _note(user, table, [row])
    return as_json(row)


@router.put(
    "/tables/{table}/rows/{key}", response={200: dict[str, Any], PROBLEMS: Any}, operation_id="keep_row"
)
def keep_row(
    request: HttpRequest,
    response: HttpResponse,
    table: TableName,
    key: Plain,
    row: Annotated[dict[str, Cell], Body(description="column -> value; columns left out become empty")],
) -> Json:
    """Put an organisation, a need or an opportunity in the place of the one with this id, or add it."""
    user, rule = writer(request, table)
    content = json.dumps(row, sort_keys=True, allow_nan=False).encode()
    return once(request, response, content, lambda: as_json(_keep(user, table, rule, key, row)))


@transaction.atomic
def _keep(user: User, table: str, rule: Rule, key: str, row: Mapping[str, Cell]) -> Row:
    """Keep a row where both the one that stands there and the new one are the user's to change."""
    schema = SCHEMAS[table]
    name = schema.key[0]
    unknown = sorted(row.keys() - {column.name for column in schema.columns})
    if unknown:
        raise Refusal.because("workbench.unknown-column", table=table, column=unknown[0])
    if row.get(name, key) != key:
        raise Refusal.because("workbench.other-id", column=name)
    assert rule.change is not None  # `writer` said so
    new = {column.name: row.get(column.name) for column in schema.columns} | {name: key}
    before = record().row(table, key)
    if before is not None:
        require(user, rule.change, target_of_row(rule, before))
    _require_new(user, rule, new)
    _require_there(table, key, new)
    if table in OFFERINGS:
        return keep_offer(user, OFFERINGS[table], key, new)
    kept = change_row(table, key, new)
    house_changed(user, "organisation-kept", key)
    return kept


def _require_new(user: User, rule: Rule, new: Row) -> None:
    """One of the two owners that a row names must be the user's, as on the page of offers.

    An organisation offers in its own name, in whatever subproject; a subproject's manager enters for whatever
    organisation, in that subproject; the programme office does both. Being named does nothing by itself: what
    comes of an offer counts for a subproject only when somebody else has verified it.
    """
    assert rule.change is not None
    owner = str(new.get("organisation") or "")
    target = Target(organisations=frozenset({owner}), subproject=str(new.get("subproject") or ""))
    require(user, rule.change, target)


def _require_there(table: str, key: str, new: Row) -> None:
    """What a row names exists.

    Raises
    ------
    Refusal
        ``tables.dangling-reference``.
    """
    findings = []
    for column in SCHEMAS[table].columns:
        named = new.get(column.name)
        if column.reference is None or not isinstance(named, str) or not named:
            continue
        if not any(record().row(other, named) for other in column.reference.tables):
            values = {"file": table, "row": key, "column": column.name, "value": named[:80]}
            tables = said("workbench.list-comma").join(column.reference.tables)
            findings.append(Finding("tables.dangling-reference", {**values, "table": tables}))
    if findings:
        raise Refusal(*findings)


def _note(user: User, table: str, rows: list[dict[str, object]]) -> None:
    if table in PERSONAL:
        saw_all(user, [str(row[PERSONAL[table]]) for row in rows], "api", table)
