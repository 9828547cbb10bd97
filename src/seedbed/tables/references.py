"""Do the ids that one table names exist in another?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from seedbed.messages import Finding, Severity, Value
from seedbed.tables.checking import FINDINGS_SHOWN
from seedbed.tables.column import Column, Kind, Schema
from seedbed.tables.reading import TableRead
from seedbed.tables.schemas import SCHEMAS


def check_references(tables: Mapping[str, TableRead], unreadable: Collection[str] = ()) -> list[Finding]:
    """Ids that lead nowhere, in the order of the tables.

    Columns that refer to an ``unreadable`` table are passed over: its own findings come first.

    The rows stay: an engine meets them as unknown ids. A dangling id is an error in a required
    column and a warning elsewhere.
    """
    findings: list[Finding] = []
    for name, table in tables.items():
        schema = SCHEMAS.get(name)
        if schema is None:
            continue
        for column in schema.columns:
            if column.reference is not None and not set(column.reference.tables) & set(unreadable):
                findings += _dangling(table, schema, column, tables)
    return findings


def _dangling(
    table: TableRead, schema: Schema, column: Column, tables: Mapping[str, TableRead]
) -> list[Finding]:
    assert column.reference is not None
    named = table.frame.get_column(column.name)
    # Each id of a list is looked up on its own.
    where = pl.DataFrame({"row": table.rows, "value": named})
    where = where.explode("value") if column.kind is Kind.LIST else where
    values, row_of = where.get_column("value"), where.get_column("row")
    if values.null_count() == values.len():
        return []
    severity = Severity.ERROR if column.required else Severity.WARNING
    targets = [name for name in column.reference.tables if name in tables]
    wanted = " / ".join(column.reference.tables)
    if not targets:
        missing = {"file": table.file, "column": column.name, "table": wanted}
        return [Finding("tables.reference-table-missing", missing, severity)]
    known = pl.concat([tables[name].frame.get_column(SCHEMAS[name].key[0]).rename("id") for name in targets])
    lost = values.is_not_null() & ~values.is_in(known.implode())
    rows, shown = row_of.filter(lost), values.filter(lost)
    findings = [
        Finding(
            "tables.dangling-reference",
            {"file": table.file, "row": row, "column": column.name, "value": value[:80], "table": wanted},
            severity,
        )
        for row, value in zip(rows.head(FINDINGS_SHOWN), shown.head(FINDINGS_SHOWN), strict=True)
    ]
    if len(rows) > FINDINGS_SHOWN:
        more: dict[str, Value] = {
            "file": table.file,
            "column": column.name,
            "more": len(rows) - FINDINGS_SHOWN,
            "code": "tables.dangling-reference",
        }
        findings.append(Finding("tables.more-like-this", more, severity))
    return findings
