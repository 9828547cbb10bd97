"""Forgetting a person in the database: one transaction, and nothing of the person is left behind."""

from __future__ import annotations

import io
import json
from collections import Counter

import polars as pl
from django.db import connections, transaction

from seedbed.messages import Refusal
from seedbed.store.forgetting import ABOUT_A_PERSON, Erased, Tombstone, covered, forget_in_output
from seedbed.tables import SCHEMAS, Kind, Schema, parquet_bytes
from seedbed.workbench.record.frames import Rows
from seedbed.workbench.record.models import TABLES, TERMS, HeldTable, KeptRun, OwnRow, RejectedRow, RunOutput
from seedbed.workbench.record.searching import drop_terms, note_terms
from seedbed.workbench.record.signals import person_forgotten


def forget_in_database(person: str, using: str) -> Erased:
    """Take a person out of tables, rejected rows, runs, and what other applications hold.

    See :meth:`~seedbed.store.protocol.RegionStore.forget`. Other applications listen to
    :data:`~seedbed.workbench.record.signals.person_forgotten`.

    Raises
    ------
    Refusal
        ``store.unknown-person``.
    """
    tombstone = Tombstone.of(person)
    removed: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    evidence: list[str] = []
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # freed pages are overwritten
    with transaction.atomic(using=using):
        held_tables = list(HeldTable.objects.using(using).select_for_update().order_by("name"))
        for held in held_tables:
            schema = SCHEMAS.get(held.name) or Schema(held.name, columns=(), key=())
            model = TABLES.get(held.name, OwnRow)
            gone, kept, named = _in_table(Rows(model, schema, using), held, tombstone)
            removed[held.name] += gone
            unnamed[held.name] += kept
            evidence += named
            removed["rejects"] += _in_rejects(held, tombstone, using)
        runs = sum([_in_run(kept_run, tombstone, using) for kept_run in KeptRun.objects.using(using).all()])
        answers = person_forgotten.send(sender=HeldTable, tombstone=tombstone, using=using)
        elsewhere = sum(int(changed or 0) for _, changed in answers)
        if not runs and not removed.total() and not unnamed.total() and not elsewhere:
            raise Refusal.because("store.unknown-person", person=person)
    return Erased(+removed, +unnamed, runs, tuple(dict.fromkeys(evidence)))


def _in_table(rows: Rows, held: HeldTable, tombstone: Tombstone) -> tuple[int, int, tuple[str, ...]]:
    """Rows removed, rows kept without identity, what they named as evidence."""
    condition, values = rows.containing(tombstone.person)
    if not rows.schema.columns:
        condition, values = f"{condition} AND {rows.column('table')} = %s", [*values, held.name]
    frame, positions = rows.read(held.extras, condition, values)
    if not frame.height:
        return 0, 0, ()
    concerned = _concerned(frame, tombstone)
    is_log = rows.schema.append_only
    kept = frame if is_log else frame.filter(~concerned)
    where = positions if is_log else positions.filter(~concerned)
    after = covered(kept, tombstone)
    evidence: list[str] = []
    if is_log:
        if "evidence" in frame.columns:
            evidence = frame.filter(concerned).get_column("evidence").drop_nulls().to_list()
        after = after.with_columns(
            pl.when(pl.lit(concerned)).then(None).otherwise(pl.col(name)).alias(name)
            for name in frame.columns
            if _is_free_text(rows.schema, name)
        )
    rows.delete(positions.to_list())
    rows.write(after, where, None if rows.schema.columns else held.name)
    gone = frame.height - kept.height
    if held.name in TERMS:
        drop_terms(rows, held.name, frame, positions)
        note_terms(rows, held.name, after, where, None)
    held.rows -= gone
    held.version += 1
    held.save(using=rows.using)
    return gone, int(concerned.sum()) if is_log else 0, tuple(evidence)


def _concerned(frame: pl.DataFrame, tombstone: Tombstone) -> pl.Series:
    """Rows that are about the person: the id stands in a column that says whom a row is about."""
    concerned = pl.Series([False] * frame.height, dtype=pl.Boolean)
    for name in ABOUT_A_PERSON:
        if name in frame.columns and frame.schema[name] == pl.String:
            cells = frame.get_column(name).fill_null("")
            concerned = concerned | pl.Series([tombstone.names(cell) for cell in cells], dtype=pl.Boolean)
    return concerned


def _is_free_text(schema: Schema, name: str) -> bool:
    column = schema.column(name)
    return column is None or (column.kind is Kind.TEXT and not column.required)


def _in_rejects(held: HeldTable, tombstone: Tombstone, using: str) -> int:
    """Rejected rows that name the person go: they hold what could not be read of them."""
    if not held.reject_columns:
        return 0
    rows = Rows(RejectedRow, Schema(held.name, columns=(), key=()), using)
    condition, values = rows.containing(tombstone.person)
    frame, positions = rows.read(
        held.reject_columns, f"{condition} AND {rows.column('table')} = %s", [*values, held.name]
    )
    texts = frame.select(pl.col(pl.String))
    named = [any(cell is not None and _names(cell, tombstone) for cell in row) for row in texts.iter_rows()]
    away = positions.filter(pl.Series(named, dtype=pl.Boolean)).to_list()
    rows.delete(away)
    return len(away)


def _names(cell: str, tombstone: Tombstone) -> bool:
    return tombstone.names(cell) or tombstone.cover(cell) != cell


def _in_run(kept: KeptRun, tombstone: Tombstone, using: str) -> bool:
    """Whether the run held the person."""
    found = False
    for output in RunOutput.objects.using(using).filter(run=kept):
        frame = pl.read_parquet(io.BytesIO(bytes(output.parquet)))
        changed = forget_in_output(frame, tombstone)
        if not changed.equals(frame):
            output.parquet = parquet_bytes(changed)
            output.save(using=using)
            found = True
    before = json.loads(kept.record)
    after = tombstone.cover_json(before)
    if after != before:
        kept.record = json.dumps(after, ensure_ascii=False, indent=2) + "\n"
        kept.save(using=using)
        found = True
    return found
