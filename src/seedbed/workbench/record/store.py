"""A region in the workbench's database."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import polars as pl
from django.db import IntegrityError, connections, transaction
from django.db.models import F

from seedbed.messages import Finding, Refusal, Severity
from seedbed.store import Appended, Erased, Json, RegionSettings, Run
from seedbed.store.settings import settings_of
from seedbed.tables import (
    SCHEMAS,
    Kind,
    Schema,
    TableRead,
    check_cells,
    check_references,
    parquet_bytes,
    schema_of,
)
from seedbed.workbench.record.forgetting import forget_in_database
from seedbed.workbench.record.frames import Rows, as_extras, extras_of, joined
from seedbed.workbench.record.models import (
    TABLES,
    TERMS,
    Document,
    HeldTable,
    KeptRun,
    OwnRow,
    RejectedRow,
    RunOutput,
)
from seedbed.workbench.record.searching import Page, drop_terms, note_terms, page_of

_PART = 20_000
"""Rows of a part of a table."""
_VALUES_AT_ONCE = 5_000
"""Values that are looked up with one query."""

Cell = str | float | int | bool | None | Sequence[str] | object


class DatabaseStore:
    """:class:`~seedbed.store.protocol.RegionStore` on the database of the workbench.

    Beside the protocol it edits single rows (:meth:`put`, :meth:`take`) under the same rules and
    reads lists a page at a time (:meth:`page`). A table is read anew when another process changed it.

    Parameters
    ----------
    using
        Alias of the database in Django's settings.
    """

    def __init__(self, using: str = "default") -> None:
        self._using = using
        self._cache: dict[str, tuple[int, pl.DataFrame, pl.Series]] = {}

    @property
    def settings(self) -> RegionSettings:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        try:
            return settings_of(self._toml("region.toml"))
        except Document.DoesNotExist:
            raise Refusal.because("workbench.no-region") from None

    # Tables

    def tables(self) -> tuple[str, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return tuple(HeldTable.objects.using(self._using).order_by("name").values_list("name", flat=True))

    def table(self, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return self._whole(name)[0]

    def parts(
        self, name: str, columns: Sequence[str], where: tuple[str, Sequence[str]] | None = None
    ) -> Iterator[pl.DataFrame]:
        """See :class:`~seedbed.store.protocol.RegionStore`; values are looked up by the index."""
        schema, held = schema_of(name), self._held(name)
        read = {*columns, schema.key[0]}  # the key gives a frame its height, whatever is asked for
        narrow = Schema(name, tuple(column for column in schema.columns if column.name in read), ())
        extras = [extra for extra in (held.extras if held is not None else []) if extra[0] in columns]
        known = {column.name for column in narrow.columns} | {extra[0] for extra in extras}
        lacking = [pl.lit(None, pl.String).alias(column) for column in columns if column not in known]
        rows = Rows(TABLES[name], narrow, self._using)
        values = [] if where is None else list(where[1])
        for first in range(0, max(1, len(values)), _VALUES_AT_ONCE):
            condition, sought = (
                ("1 = 1", [])
                if where is None
                else rows.among(where[0], values[first : first + _VALUES_AT_ONCE])
            )
            after: int | None = 0
            while after is not None:
                frame, positions = rows.read(
                    extras,
                    f"{condition} AND {rows.column('position')} > %s",
                    [*sought, after],
                    f"LIMIT {_PART:d}",
                )
                yield frame.with_columns(lacking).select(columns)
                after = positions[-1] if frame.height == _PART else None

    def rejects(self, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        held = self._held(name)
        if held is None or not held.reject_columns:
            return pl.DataFrame()
        rows = Rows(RejectedRow, _own(name), self._using)
        return rows.read(held.reject_columns, f"{rows.column('table')} = %s", [name])[0]

    def document(self, name: str) -> Mapping[str, Json]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        try:
            return self._toml(f"{name}.toml")
        except Document.DoesNotExist:
            raise Refusal.because("store.missing-document", file=f"{name}.toml") from None

    def documents(self, folder: str) -> tuple[str, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        paths = (
            Document.objects.using(self._using)
            .filter(path__startswith=f"{folder}/", path__endswith=".toml")
            .values_list("path", flat=True)
        )
        names = [path.removesuffix(".toml") for path in paths]
        return tuple(sorted(name for name in names if "/" not in name.removeprefix(f"{folder}/")))

    def files(self) -> dict[str, bytes]:
        """Everything of the region that is no table and no run: path -> content."""
        return {
            item.path: bytes(item.content) for item in Document.objects.using(self._using).order_by("path")
        }

    def keep_file(self, path: str, content: bytes) -> None:
        """Keep a document, or put it in the place of the present one.

        Raises
        ------
        Refusal
            ``store.broken-document``, and for ``region.toml`` what is wrong with a setting.
        """
        if path.endswith(".toml"):
            document = _parsed(path, content)
            if path == "region.toml":
                settings_of(document)
        Document.objects.using(self._using).update_or_create(path=path, defaults={"content": content})

    def append(self, name: str, rows: pl.DataFrame) -> Appended:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        schema = SCHEMAS.get(name)
        if schema is None or not schema.append_only:
            raise Refusal.because("store.not-append-only", table=name)
        moment = datetime.now(UTC)
        checked = _must_be_good(_stamped(rows, moment), schema)
        with self._changing(name) as held:
            self._refuse_known_keys(checked, schema)
            self._add(held, schema, checked)
        return Appended(checked.height, moment)

    def replace(self, name: str, rows: pl.DataFrame) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        schema = SCHEMAS.get(name)
        if schema is not None and schema.append_only:
            raise Refusal.because("store.append-only", table=name)
        checked = rows if schema is None else _must_be_good(rows, schema)
        with self._changing(name) as held:
            self._empty(name)
            held.extras, held.reject_columns, held.rows = [], [], 0
            self._add(held, schema or _own(name), checked)

    def put(self, name: str, row: Mapping[str, Cell]) -> None:
        """Add one row, or put it in the place of the one with its key; columns left out become empty.

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``store.append-only``, or what is wrong with the row.
        """
        self.put_rows(name, pl.DataFrame({key: [cell] for key, cell in row.items()}))

    def put_rows(self, name: str, rows: pl.DataFrame) -> None:
        """Add rows, each in the place of the one with its key if there is one; all of them or none.

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``store.append-only``, or what is wrong with the rows.
        """
        schema = _rewritable(name)
        checked = _must_be_good(rows, schema)
        if not checked.height:
            return
        key = list(schema.key)
        with self._changing(name) as held:
            there, positions = self._standing(schema, checked)
            places = there.select(key).with_columns(positions)
            placed = checked.join(places, on=key, how="left", nulls_equal=True, maintain_order="left")
            known = placed.filter(pl.col("position").is_not_null())
            if known.height:
                self._remove(held, schema, known.drop("position"))
                self._add(held, schema, known.drop("position"), known.get_column("position"))
            if known.height < placed.height:
                self._add(held, schema, placed.filter(pl.col("position").is_null()).drop("position"))

    def rows_where(self, name: str, column: str, values: Sequence[str]) -> pl.DataFrame:
        """The rows whose column has one of some values, in their order, read by the index.

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``workbench.unknown-column``.
        """
        schema = schema_of(name)
        if schema.column(column) is None:
            raise Refusal.because("workbench.unknown-column", table=name, column=column)
        held, rows = self._held(name), self._rows(name)
        return rows.read([] if held is None else held.extras, *rows.among(column, values))[0]

    def replace_where(self, name: str, column: str, values: Sequence[str], rows: pl.DataFrame) -> None:
        """Put rows in the place of those whose column has one of some values: what belongs to an owner, at once.

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``store.append-only``, ``workbench.unknown-column``, or what is
            wrong with the rows.
        """
        schema = _rewritable(name)
        if schema.column(column) is None:
            raise Refusal.because("workbench.unknown-column", table=name, column=column)
        checked = _must_be_good(rows, schema)
        with self._changing(name) as held:
            where = self._rows(name)
            present, _ = where.read([], *where.among(column, values))
            if present.height:
                self._remove(held, schema, present)
            if checked.height:
                self._add(held, schema, checked)

    def take(self, name: str, *key: str) -> bool:
        """Take the row with a key out; whether there was one.

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``store.append-only``.
        """
        schema = _rewritable(name)
        with self._changing(name) as held:
            present = self._remove(held, schema, _keys(schema, [key]))
        return bool(present.len())

    def row(self, name: str, *key: str) -> dict[str, object] | None:
        """The row with a key, by the index; ``None`` where there is none."""
        schema = schema_of(name)
        found = self.page(name, dict(zip(schema.key, key, strict=True)), size=1).rows
        return found.row(0, named=True) if found.height else None

    def page(
        self,
        name: str,
        where: Mapping[str, Cell] | None = None,
        after: int | None = None,
        size: int = 50,
        search: str = "",
    ) -> Page:
        """Some rows of a table in their order: as quick at the end of a million as at the start.

        Parameters
        ----------
        name
            A table of the schemas.
        where
            Column -> value that it must have.
        after
            ``next`` of the page before.
        size
            Rows of a page.
        search
            Words, or parts of Chinese words, that the row must hold (see
            :data:`~seedbed.workbench.record.searching_terms.SEARCHED`).

        Raises
        ------
        Refusal
            ``tables.unknown-table``, ``workbench.unknown-column``, ``workbench.not-searched``.
        """
        schema, held = schema_of(name), self._held(name)
        rows = self._rows(name)
        return page_of(rows, schema, [] if held is None else held.extras, where or {}, after, size, search)

    def count(self, name: str) -> int:
        """How many rows a table holds, without counting them."""
        held = self._held(name)
        return 0 if held is None else int(held.rows)

    def forget(self, person: str) -> Erased:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        erased = forget_in_database(person, self._using)
        self._cache.clear()
        return erased

    def check(self) -> list[Finding]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        findings: list[Finding] = []
        read: dict[str, TableRead] = {}
        for name in self.tables():
            schema = SCHEMAS.get(name) or _own(name)
            frame, _ = self._whole(name)
            rejects = self.rejects(name)
            # Rows were checked on their way in; a schema may have grown stricter since.
            checked = check_cells(frame, schema, file=name)
            read[name] = TableRead(name, name, checked.frame, checked.rows, rejects, checked.findings)
            findings += checked.findings
            if rejects.height:
                findings.append(Finding("workbench.rejected-rows", {"table": name, "rows": rejects.height}))
        return findings + check_references(read)

    # What a region brings when it comes into the database

    def take_over(self, name: str, good: pl.DataFrame, rejects: pl.DataFrame) -> None:
        """Hold a table as another store gives it, logs and rejected rows too; what was here goes.

        The rows are those of a store and have been checked.
        """
        schema = SCHEMAS.get(name) or _own(name)
        with self._changing(name) as held:
            self._empty(name)
            held.extras, held.rows = [], 0
            held.reject_columns = extras_of(rejects, _own(name))
            self._add(held, schema, good)
            Rows(RejectedRow, _own(name), self._using).write(as_extras(rejects, _own(name)), table=name)

    def clear(self) -> None:
        """Take out everything: tables, documents, runs."""
        with transaction.atomic(using=self._using):
            for name in self.tables():
                with self._changing(name):
                    self._empty(name)
            for model in (HeldTable, Document, RunOutput, KeptRun):
                model.objects.using(self._using).all().delete()
        self._cache.clear()

    # Runs

    def keep_run(self, run: Run, outputs: Mapping[str, pl.DataFrame]) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        blobs = {name: parquet_bytes(frame) for name, frame in outputs.items()}
        try:
            with transaction.atomic(using=self._using):
                kept = KeptRun(run=run.run, kind=run.kind, started=run.started, record=run.to_json())
                kept.save(using=self._using, force_insert=True)
                RunOutput.objects.using(self._using).bulk_create(
                    RunOutput(run=kept, name=name, parquet=blob) for name, blob in blobs.items()
                )
        except IntegrityError:
            raise Refusal.because("store.run-exists", run=run.run) from None

    def runs(self, kind: str | None = None) -> tuple[Run, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        kept = KeptRun.objects.using(self._using).order_by("started", "run")
        kept = kept if kind is None else kept.filter(kind=kind)
        return tuple(Run.from_json(record) for record in kept.values_list("record", flat=True))

    def run(self, run: str) -> Run:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        record = KeptRun.objects.using(self._using).filter(run=run).values_list("record", flat=True).first()
        if record is None:
            known = (
                KeptRun.objects.using(self._using).order_by("started", "run").values_list("run", flat=True)
            )
            raise Refusal.because("store.unknown-run", run=run, known=", ".join(known))
        return Run.from_json(record)

    def run_output(self, run: str, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        record = self.run(run)
        if name not in record.outputs:
            raise Refusal.because("store.unknown-output", run=run, name=name, known=", ".join(record.outputs))
        kept = RunOutput.objects.using(self._using).get(run_id=run, name=name)
        return pl.read_parquet(io.BytesIO(bytes(kept.parquet)))

    # Parts of the above

    def _toml(self, path: str) -> Mapping[str, Json]:
        return _parsed(path, bytes(Document.objects.using(self._using).get(path=path).content))

    def _held(self, name: str) -> HeldTable | None:
        return HeldTable.objects.using(self._using).filter(name=name).first()

    def _rows(self, name: str) -> Rows:
        schema = SCHEMAS.get(name)
        return (
            Rows(OwnRow, _own(name), self._using)
            if schema is None
            else Rows(TABLES[name], schema, self._using)
        )

    def _whole(self, name: str) -> tuple[pl.DataFrame, pl.Series]:
        held = self._held(name)
        if held is None:
            if name not in SCHEMAS:
                raise Refusal.because("tables.unknown-table", table=name, known=", ".join(SCHEMAS))
            return SCHEMAS[name].empty(), pl.Series("position", [], dtype=pl.Int64)
        known = self._cache.get(name)
        if known is not None and known[0] == held.version and not connections[self._using].in_atomic_block:
            return known[1], known[2]
        rows = self._rows(name)
        condition = ("", []) if name in SCHEMAS else (f"{rows.column('table')} = %s", [name])
        frame, positions = rows.read(held.extras, *condition)
        # Between the version and the rows another process may have written: then read again next time.
        if not connections[self._using].in_atomic_block and self._version(name) == held.version:
            self._cache[name] = (held.version, frame, positions)
        return frame, positions

    def _version(self, name: str) -> int | None:
        kept = HeldTable.objects.using(self._using).filter(name=name).values_list("version", flat=True)
        return kept.first()

    @contextmanager
    def _changing(self, name: str) -> Iterator[HeldTable]:
        """One transaction that holds the table: another writer waits.

        The first statement writes, so that SQLite asks for its lock before anything is read.
        """
        with transaction.atomic(using=self._using):
            tables = HeldTable.objects.using(self._using)
            tables.bulk_create([HeldTable(name=name)], ignore_conflicts=True)
            tables.filter(name=name).update(version=F("version") + 1)
            held = tables.get(name=name)
            yield held
            held.save(using=self._using)

    def _add(
        self, held: HeldTable, schema: Schema, rows: pl.DataFrame, positions: pl.Series | None = None
    ) -> None:
        """Write rows that were checked, and the words that they are found by."""
        kept = as_extras(rows, schema)
        held.extras = joined(held.extras, extras_of(rows, schema))
        held.rows += rows.height
        where = self._rows(held.name)
        first = None if positions is not None else where.last_position()
        where.write(kept, positions, None if schema.columns else held.name)
        if held.name in TERMS and rows.height:
            note_terms(where, held.name, rows, positions, first)

    def _empty(self, name: str) -> None:
        if name in SCHEMAS:
            TABLES[name]._default_manager.using(self._using).all()._raw_delete(self._using)
        else:
            OwnRow.objects.using(self._using).filter(table=name).delete()
        if name in TERMS:
            TERMS[name]._default_manager.using(self._using).all()._raw_delete(self._using)
        RejectedRow.objects.using(self._using).filter(table=name).delete()

    def _remove(self, held: HeldTable, schema: Schema, keys: pl.DataFrame) -> pl.Series:
        """Take the rows with these keys out, and their words; where they stood."""
        frame, positions = self._standing(schema, keys)
        where = self._rows(held.name)
        where.delete(positions.to_list())
        if held.name in TERMS:
            drop_terms(where, held.name, frame, positions)
        held.rows -= frame.height
        return positions

    def _standing(self, schema: Schema, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The rows that have these keys, without extra columns, and where they stand."""
        first = schema.key[0]
        where = self._rows(schema.name)
        condition = where.among(first, rows.get_column(first).cast(pl.String).unique().to_list())
        present, positions = where.read([], *condition)
        there = present.with_columns(positions).join(rows, on=list(schema.key), how="semi", nulls_equal=True)
        return there.drop("position"), there.get_column("position")

    def _refuse_known_keys(self, rows: pl.DataFrame, schema: Schema) -> None:
        known, _ = self._standing(schema, rows)
        if known.height:
            key = " · ".join(str(known.row(0, named=True)[name]) for name in schema.key)
            raise Refusal.because("store.key-exists", table=schema.name, key=key, rows=known.height)


def _own(name: str) -> Schema:
    """The schema of a table of the region's own: every column is extra."""
    return Schema(name, columns=(), key=())


def _rewritable(name: str) -> Schema:
    schema = schema_of(name)
    if schema.append_only:
        raise Refusal.because("store.append-only", table=name)
    return schema


def _keys(schema: Schema, keys: Sequence[Sequence[str]]) -> pl.DataFrame:
    types = {name: schema.empty().schema[name] for name in schema.key}
    text = pl.DataFrame(keys, schema=dict.fromkeys(schema.key, pl.String()), orient="row")
    return text.with_columns(pl.col(name).cast(kind) for name, kind in types.items())


def _must_be_good(rows: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    checked = check_cells(rows, schema, file=schema.name)
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refusal(*errors)
    return checked.frame


def _stamped(rows: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    kind = Kind.TIMESTAMP.dtype
    now = pl.lit(moment).cast(kind)
    if "recorded_at" not in rows.columns:
        return rows.with_columns(now.alias("recorded_at"))
    return rows.with_columns(pl.col("recorded_at").cast(kind).fill_null(now))


def _parsed(path: str, content: bytes) -> Mapping[str, Json]:
    try:
        document: Mapping[str, Json] = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal.because("store.broken-document", file=path, detail=str(error)) from None
    return document
