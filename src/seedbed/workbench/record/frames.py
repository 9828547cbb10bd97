"""Frames to rows of the database and back, a column at a time.

Both directions go through a *stored* frame: the form in which cells stand in the database. Lists are
JSON; columns that no schema knows stand together in ``extra`` as one JSON object a row, their names
and types beside it in :class:`~seedbed.workbench.record.models.HeldTable`. Rows go in with COPY on
PostgreSQL and ``executemany`` on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, TypeAlias

import polars as pl
import polars.selectors as cs
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from seedbed.messages import Refusal
from seedbed.store.run import Json
from seedbed.tables import Column, Kind, Schema

Extras: TypeAlias = "list[list[Json]]"
"""``[[name, type], ...]`` of the columns that no schema knows, in their order."""

_AT_ONCE = 50_000
_NAMED_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "list": pl.List(pl.String()),
    "date": pl.Date(),
    "moment": pl.Datetime("us", "UTC"),
}


class Rows:
    """Reading and writing the rows of one model on one database.

    Parameters
    ----------
    model
        Where the rows stand; it has ``position`` and ``extra``.
    schema
        Its columns; one without columns has only extra ones.
    using
        The database's alias.
    """

    def __init__(self, model: type[models.Model], schema: Schema, using: str = "default") -> None:
        self.model, self.schema = model, schema
        self._database: BaseDatabaseWrapper = connections[using]
        self._table = self._quoted(model._meta.db_table)
        self._postgresql = self._database.vendor == "postgresql"

    def read(
        self, extras: Extras, where: str = "", values: Sequence[object] = (), tail: str = ""
    ) -> tuple[pl.DataFrame, pl.Series]:
        """Rows in the order of their positions, and their positions.

        Parameters
        ----------
        extras
            Columns that no schema knows.
        where, values
            A condition in SQL with ``%s`` for each value; all rows without one.
        tail
            What follows, a limit say.
        """
        selected = [self._quoted("position"), *map(self._cell, self.schema.columns), self._as_text("extra")]
        condition = f" WHERE {where}" if where else ""
        query = f"SELECT {', '.join(selected)} FROM {self._table}{condition} ORDER BY position {tail}"
        stored = [self._stored(rows) for rows in self._fetched(query, values)]
        whole = pl.concat(stored) if stored else self._stored([])
        frame = whole.select(_value_of(column) for column in self.schema.columns)
        return self._with_extras(frame, whole.get_column("extra"), extras), whole.get_column("position")

    def write(
        self, frame: pl.DataFrame, positions: pl.Series | None = None, table: str | None = None
    ) -> None:
        """Add rows at the end, or at the positions where they stood.

        Parameters
        ----------
        frame
            Columns of the schema, then extra ones.
        positions
            Where the rows stand; at the end without them.
        table
            Value of the column ``table``, where several tables share the model.

        Raises
        ------
        Refusal
            ``tables.broken-file``: a cell holds a NUL, which is no text.
        """
        known = [column for column in self.schema.columns if column.name in frame.columns]
        stored = frame.select(
            *([positions.alias("position")] if positions is not None else []),
            *([pl.lit(table).alias("table")] if table is not None else []),
            *(self._stored_of(column) for column in known),
            _extras_as_json(frame, self.schema),
        )
        if frame.height:
            _refuse_nul(stored, self.schema.name or str(table))
            self._insert(stored, self._table)

    def delete(self, positions: Sequence[int]) -> None:
        """Take rows out."""
        self.model._default_manager.using(self._database.alias).filter(position__in=list(positions)).delete()

    @property
    def using(self) -> str:
        """The database's alias."""
        return str(self._database.alias)

    def column(self, name: str) -> str:
        """A column's name as SQL wants it."""
        return self._quoted(name)

    def name_of(self, model: type[models.Model]) -> str:
        """The name of a model's table as SQL wants it."""
        return self._quoted(model._meta.db_table)

    def last_position(self) -> int:
        """Where the last row stands; 0 in an empty table."""
        return self.numbers(f"SELECT COALESCE(MAX(position), 0) FROM {self._table}", [])[0]

    def positions_beyond(self, position: int) -> pl.Series:
        """Where the rows after a position stand, in their order."""
        query = f"SELECT position FROM {self._table} WHERE position > %s ORDER BY position"
        return pl.Series("position", self.numbers(query, [position]), dtype=pl.Int64)

    def numbers(self, query: str, values: Sequence[object]) -> list[int]:
        """The whole numbers that a query gives in its one column."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute(query, list(values))
            return [int(row[0]) for row in cursor.fetchall()]

    def fetched(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute(query, list(values))
            return list(cursor.fetchall())

    @contextmanager
    def small_queries(self) -> Iterator[None]:
        """Queries for the first few of many: starting PostgreSQL's helpers takes longer than finding them."""
        if not self._postgresql:
            yield
            return
        with transaction.atomic(using=self.using):
            with closing(self._database.cursor()) as cursor:
                cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            yield

    def write_to(self, model: type[models.Model], stored: pl.DataFrame) -> None:
        """Add rows to another model as they are stored."""
        self._insert(stored, self.name_of(model))

    def among_positions(self, positions: Sequence[int]) -> tuple[str, list[object]]:
        """The condition that a row stands at one of these positions; of none of them: no row."""
        if not positions:
            return "1 = 0", []
        return f"position IN ({', '.join(str(int(place)) for place in positions)})", []

    def among(self, column: str, values: Sequence[str]) -> tuple[str, list[object]]:
        """The condition that a column is one of many values: one parameter, however many they are."""
        if self._postgresql:
            return f"{self._quoted(column)} = ANY(%s)", [list(values)]
        as_json = pl.DataFrame({"v": [list(values)]}).select(_as_json("v")).item()
        return f"{self._quoted(column)} IN (SELECT value FROM json_each(%s))", [as_json]

    def containing(self, text: str) -> tuple[str, list[object]]:
        """The condition that any text, list or extra column holds a text somewhere."""
        find = "strpos" if self._postgresql else "instr"
        named = [column.name for column in self.schema.columns if column.kind.dtype in (pl.String, pl.List)]
        cells = [f"{find}({self._as_text(name)}, %s) > 0" for name in (*named, "extra")]
        return f"({' OR '.join(cells)})", [text] * len(cells)

    def _quoted(self, name: str) -> str:
        return str(self._database.ops.quote_name(name))

    def _as_text(self, name: str) -> str:
        return f"CAST({self._quoted(name)} AS TEXT)"

    def _cell(self, column: Column) -> str:
        """A column as plain text or number: neither driver then parses cell by cell."""
        name = self._quoted(column.name)
        if self._postgresql and column.kind is Kind.TIMESTAMP:
            return f"CAST(extract(epoch FROM {name}) * 1000000 AS bigint)"
        if column.kind in (Kind.LIST, Kind.DATE, Kind.MONTH, Kind.TIMESTAMP):
            return self._as_text(column.name)
        # A plus takes the declared type away, by which Django's converters would be called.
        return name if self._postgresql else f"+{name}"

    def _fetched(self, query: str, values: Sequence[object]) -> Iterator[list[tuple[object, ...]]]:
        with closing(self._database.cursor()) as cursor:
            cursor.execute(query, list(values))
            while rows := cursor.fetchmany(_AT_ONCE):
                yield rows

    def _stored(self, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
        names = ["position", *(column.name for column in self.schema.columns), "extra"]
        kinds = [pl.Int64(), *map(self._stored_type, self.schema.columns), pl.String()]
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return pl.DataFrame(
            [pl.Series(name, cells, kind) for name, kind, cells in zip(names, kinds, columns, strict=True)]
        )

    def _stored_type(self, column: Column) -> pl.DataType:
        if self._postgresql and column.kind is Kind.TIMESTAMP:
            return pl.Int64()
        if column.kind is Kind.BOOLEAN and not self._postgresql:
            return pl.Int64()
        return column.kind.dtype if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.BOOLEAN) else pl.String()

    def _stored_of(self, column: Column) -> pl.Expr:
        cells = pl.col(column.name)
        if column.kind is Kind.LIST:
            return _as_json(column.name)
        if column.kind in (Kind.DATE, Kind.MONTH):
            return cells.cast(pl.String)
        if column.kind is Kind.TIMESTAMP:
            # As Django writes a moment on SQLite; PostgreSQL reads it as UTC, the session's zone.
            return cells.dt.strftime("%Y-%m-%d %H:%M:%S%.6f").str.strip_suffix(".000000")
        return cells

    def _with_extras(self, frame: pl.DataFrame, extra: pl.Series, extras: Extras) -> pl.DataFrame:
        if not extras:
            return frame
        types = {str(name): _NAMED_TYPES[str(kind)] for name, kind in extras}
        stored = pl.Struct([pl.Field(name, _stored_extra_type(kind)) for name, kind in types.items()])
        cells = extra.fill_null("{}").str.json_decode(stored).struct.unnest()
        values = cells.select(_extra_value(name, kind) for name, kind in types.items())
        return frame.hstack(values) if self.schema.columns else values

    def _insert(self, stored: pl.DataFrame, table: str) -> None:
        names = ", ".join(map(self._quoted, stored.columns))
        with closing(self._database.cursor()) as cursor:
            if self._postgresql:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
                    for part in stored.iter_slices(_AT_ONCE):
                        copy.write(part.write_csv(include_header=False))
            else:
                marks = ", ".join(["%s"] * stored.width)
                for part in stored.iter_slices(_AT_ONCE):
                    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part.rows())


def extras_of(frame: pl.DataFrame, schema: Schema) -> Extras:
    """Names and types of the columns that the schema does not know."""
    return [[name, _type_name(kind)] for name, kind in frame.schema.items() if schema.column(name) is None]


def joined(before: Extras, after: Extras) -> Extras:
    """Extra columns of a table that grows: the old ones in their order, then the new ones.

    Where a column comes under two types it becomes text, as in a file.
    """
    types = {str(name): str(kind) for name, kind in before}
    for name, kind in after:
        types[str(name)] = str(kind) if types.get(str(name), kind) == kind else "text"
    return [[name, kind] for name, kind in types.items()]


def as_extras(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The frame with its extra columns in types that the database keeps."""
    return frame.with_columns(
        pl.col(str(name)).cast(_NAMED_TYPES[str(kind)]) for name, kind in extras_of(frame, schema)
    )


def _type_name(kind: pl.DataType) -> str:
    if kind == pl.Boolean:
        return "boolean"
    if kind.is_integer():
        return "integer"
    if kind.is_float():
        return "number"
    if isinstance(kind, pl.List):
        return "list"
    if kind == pl.Date:
        return "date"
    return "moment" if isinstance(kind, pl.Datetime) else "text"


def _stored_extra_type(kind: pl.DataType) -> pl.DataType:
    return pl.String() if kind.is_temporal() else kind


def _extra_value(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Date:
        return pl.col(name).str.to_date("%Y-%m-%d")
    if kind.is_temporal():
        return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_zone="UTC")
    return pl.col(name)


def _extras_as_json(frame: pl.DataFrame, schema: Schema) -> pl.Expr:
    names = [name for name in frame.columns if schema.column(name) is None]
    if not names:
        return pl.lit(None, dtype=pl.String).alias("extra")
    kept = as_extras(frame.select(names), schema).with_columns(
        cs.date().cast(pl.String), cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    )
    return pl.lit(kept.to_struct("extra").struct.json_encode()).alias("extra")


def _as_json(name: str) -> pl.Expr:
    """A list column as JSON: the object around it is taken off."""
    whole = pl.struct(pl.col(name).alias("v")).struct.json_encode()
    return (
        pl.when(pl.col(name).is_not_null())
        .then(whole.str.strip_prefix('{"v":').str.strip_suffix("}"))
        .alias(name)
    )


def _value_of(column: Column) -> pl.Expr:
    """The typed cells of a stored column."""
    cells = pl.col(column.name)
    if column.kind is Kind.LIST:
        return cells.str.json_decode(pl.List(pl.String))
    if column.kind in (Kind.DATE, Kind.MONTH):
        return cells.str.to_date("%Y-%m-%d")
    if column.kind is Kind.TIMESTAMP:
        # Microseconds since 1970 from PostgreSQL, text from SQLite.
        return (
            pl.coalesce(
                cells.cast(pl.String).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False),
                cells.cast(pl.Int64, strict=False).cast(pl.Datetime("us")),
            )
            .dt.replace_time_zone("UTC")
            .alias(column.name)
        )
    return cells.cast(column.kind.dtype)


def _refuse_nul(stored: pl.DataFrame, table: str) -> None:
    texts = stored.select(cs.string())
    held = texts.select(
        pl.any_horizontal(pl.col(name).str.contains("\x00", literal=True).any() for name in texts.columns)
    )
    escaped = texts.select(pl.col("^extra$").str.contains("\\u0000", literal=True).any())
    if held.item() or (escaped.width and escaped.item()):
        raise Refusal.because("tables.broken-file", file=table, detail="NUL")
