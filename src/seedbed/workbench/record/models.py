"""The tables of a region as models, made from the schemas so that there is one truth.

A schema's column is a typed column of the same name; what the schema does not know stands in
``extra``; ``position`` keeps the order of the rows and is what pages are cut by. Every column that
one filters or looks up by has an index that ends in ``position``: a page of a filtered list is read
from the index alone, however long the table is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from seedbed.tables import SCHEMAS, Column, Kind, Schema
from seedbed.workbench.record.fields import ExactJSON
from seedbed.workbench.record.searching_terms import SEARCHED

_UNFILTERED = (Kind.TEXT, Kind.LIST, Kind.NUMBER)


def _field(column: Column) -> models.Field:
    """The field of a column; everything may be empty because rows are checked before they come here."""
    if column.kind is Kind.LIST:
        return ExactJSON(null=True, blank=True)
    if column.kind is Kind.NUMBER:
        return models.FloatField(null=True, blank=True)
    if column.kind is Kind.INTEGER:
        return models.BigIntegerField(null=True, blank=True)
    if column.kind in (Kind.DATE, Kind.MONTH):
        return models.DateField(null=True, blank=True)
    if column.kind is Kind.TIMESTAMP:
        return models.DateTimeField(null=True, blank=True)
    if column.kind is Kind.BOOLEAN:
        return models.BooleanField(null=True, blank=True)
    return models.TextField(null=True, blank=True)


def _class_name(table: str) -> str:
    return "".join(part.capitalize() for part in table.split("_"))


def _model(schema: Schema) -> type[models.Model]:
    fields: dict[str, object] = {"position": models.BigAutoField(primary_key=True)}
    fields |= {column.name: _field(column) for column in schema.columns}
    fields["extra"] = ExactJSON(null=True, blank=True)
    # A key that may hold an empty column is kept unique by the store, under the table's lock:
    # databases take two empty values for different ones.
    required = {column.name for column in schema.columns if column.required} | {"recorded_at"}
    constraints = []
    if set(schema.key) <= required:
        constraints.append(models.UniqueConstraint(fields=list(schema.key), name=f"{schema.name}_key"))
    leading = schema.key[0] if constraints else None  # the key's own index begins with it
    indexes = [
        models.Index(fields=[column.name, "position"], name=f"{schema.name[:14]}_{column.name[:12]}_i")
        for column in schema.columns
        if column.kind not in _UNFILTERED and column.name != leading
    ]
    meta = type(
        "Meta",
        (),
        {"app_label": "record", "constraints": constraints, "indexes": indexes, "ordering": ["position"]},
    )
    return type(
        _class_name(schema.name),
        (models.Model,),
        {"__module__": __name__, "__doc__": schema.about_en, "Meta": meta, **fields},
    )


TABLES: Mapping[str, type[models.Model]] = {name: _model(schema) for name, schema in SCHEMAS.items()}
"""Table -> its model."""


def _terms(table: str) -> type[models.Model]:
    fields = {
        "pk": models.CompositePrimaryKey("term", "position"),
        "term": models.TextField(),
        "position": models.BigIntegerField(),
    }
    meta = type("Meta", (), {"app_label": "record"})
    about = f"Pieces of words by which rows of {table} are found."
    return type(
        f"{_class_name(table)}Term",
        (models.Model,),
        {"__module__": __name__, "__doc__": about, "Meta": meta, **fields},
    )


TERMS: Mapping[str, type[models.Model]] = {table: _terms(table) for table in SEARCHED}
"""Table -> the model of the words that it is searched by."""


class HeldTable(models.Model):
    """A table that the region holds; its row is the lock of who writes it.

    ``extras`` and ``reject_columns`` name columns that no schema knows, with their types, in order.
    ``version`` grows with each change, ``rows`` is kept so that nobody counts a million.
    """

    name = models.TextField(primary_key=True)
    extras = models.JSONField(default=list)
    reject_columns = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)


class OwnRow(models.Model):
    """A row of a table of the region's own, for which there is no schema."""

    position = models.BigAutoField(primary_key=True)
    table = models.TextField()
    extra = ExactJSON(null=True)

    class Meta:
        """In order within a table."""

        indexes: ClassVar[list[object]] = [models.Index(fields=["table", "position"], name="ownrow_table_i")]


class RejectedRow(models.Model):
    """A row that could not be read when the region came into the database, with its reasons."""

    position = models.BigAutoField(primary_key=True)
    table = models.TextField()
    extra = ExactJSON(null=True)

    class Meta:
        """In order within a table."""

        indexes: ClassVar[list[object]] = [
            models.Index(fields=["table", "position"], name="rejectedrow_table_i")
        ]


class Document(models.Model):
    """A file of the region that is no table: ``region.toml``, rules, scorecards, a README."""

    path = models.TextField(primary_key=True)
    content = models.BinaryField()


class KeptRun(models.Model):
    """A finished run; ``record`` is the text of its ``run.json``."""

    run = models.TextField(primary_key=True)
    kind = models.TextField()
    started = models.DateTimeField()
    record = models.TextField()

    class Meta:
        """Oldest first."""

        indexes: ClassVar[list[object]] = [
            models.Index(fields=["kind", "started", "run"], name="keptrun_kind_i")
        ]


class RunOutput(models.Model):
    """A table that a run left, as Parquet."""

    run = models.ForeignKey(KeptRun, on_delete=models.CASCADE, related_name="tables")
    name = models.TextField()
    parquet = models.BinaryField()

    class Meta:
        """A name once a run."""

        constraints: ClassVar[list[object]] = [
            models.UniqueConstraint(fields=["run", "name"], name="runoutput_key")
        ]
