"""A schema as a Frictionless Table Schema (specs.frictionlessdata.io/table-schema), for other tools."""

from __future__ import annotations

from typing import TypedDict

from seedbed.tables.column import Column, Kind, Schema

_TYPES = {
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.DATE: "date",
    Kind.MONTH: "date",
    Kind.TIMESTAMP: "datetime",
    Kind.BOOLEAN: "boolean",
}


class Field(TypedDict):
    """One field of a Frictionless schema."""

    name: str
    type: str
    title: str
    description: str
    constraints: dict[str, bool | float | list[str]]


class ForeignKey(TypedDict):
    """A column that names the key of another table."""

    fields: str
    reference: dict[str, str]


class FrictionlessSchema(TypedDict):
    """A Frictionless Table Schema with the parts that Seedbed uses."""

    name: str
    title: str
    description: str
    fields: list[Field]
    primaryKey: list[str]
    foreignKeys: list[ForeignKey]


def as_frictionless(schema: Schema, keys: dict[str, str]) -> FrictionlessSchema:
    """The schema in Frictionless terms.

    ``keys`` gives the key column of each table that may be referred to.
    """
    return {
        "name": schema.name,
        "title": schema.name,
        "description": f"{schema.about_en} {schema.about_zh}",
        "fields": [_field(column) for column in schema.columns],
        "primaryKey": list(schema.key),
        "foreignKeys": [
            {"fields": column.name, "reference": {"resource": table, "fields": keys[table]}}
            for column in schema.columns
            if column.reference is not None
            for table in column.reference.tables[:1]
        ],
    }


def _field(column: Column) -> Field:
    constraints: dict[str, bool | float | list[str]] = {}
    if column.required:
        constraints["required"] = True
    if column.low is not None:
        constraints["minimum"] = column.low
    if column.high is not None:
        constraints["maximum"] = column.high
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "title": column.about_en,
        "description": column.about_zh,
        "constraints": constraints,
    }
