"""A region between a folder and the database, lossless in both directions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl
from django.db import transaction

from seedbed.messages import Finding, Refusal, Value
from seedbed.store import FolderStore, open_region
from seedbed.store.atomic import write_atomically
from seedbed.tables import SCHEMAS, Schema, csv_bytes, parquet_bytes, read_table
from seedbed.tables.reading import SUFFIXES
from seedbed.workbench.record.models import Document, HeldTable
from seedbed.workbench.record.store import DatabaseStore

Progress = Callable[[int, int], None]

_ROWS_KEPT_AS_CSV = 50_000
_WHY_REJECTED = ("rejected_row", "rejected_columns", "reason_en", "reason_zh")
_BEYOND = "cells_beyond_the_header"
_NOT_THE_REGION_S = ("runs", "rejects")


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from one store to the other."""

    tables: int
    rows: int
    rejected: int
    runs: int
    files: int


def is_empty(using: str = "default") -> bool:
    """Whether the database holds no region yet."""
    held = HeldTable.objects.using(using).exists() or Document.objects.using(using).exists()
    return not held


def may_come_in(*, replace: bool, using: str = "default") -> None:
    """Refuse a database that holds a region which may not go.

    Raises
    ------
    Refusal
        ``workbench.holds-a-region``.
    """
    if not replace and not is_empty(using):
        raise Refusal.because("workbench.holds-a-region", region=DatabaseStore(using).settings.name)


def may_go_out(folder: Path, *, using: str = "default") -> None:
    """Refuse a folder that holds something, and a database without a region.

    Raises
    ------
    Refusal
        ``workbench.folder-in-use``, ``workbench.no-region``.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal.because("workbench.folder-in-use", folder=str(folder))
    _ = DatabaseStore(using).settings


def bring_in(
    folder: Path, *, replace: bool = False, using: str = "default", progress: Progress | None = None
) -> Moved:
    """Take the region of a folder into the database, all of it or nothing.

    Parameters
    ----------
    replace
        Whether the region that the database holds may go.

    Raises
    ------
    Refusal
        ``workbench.holds-a-region``, or why the folder cannot be read.
    """
    source = FolderStore(folder)
    target = DatabaseStore(using)
    may_come_in(replace=replace, using=using)
    names, runs = source.tables(), source.runs()
    files = _files(folder, set(names))
    steps = len(names) + len(runs)
    rows = rejected = 0
    with transaction.atomic(using=using):
        target.clear()
        for path in files:
            target.keep_file(path, (folder / path).read_bytes())
        for at, name in enumerate(names):
            frame, rejects = source.table(name), source.rejects(name)
            target.take_over(name, frame, rejects)
            rows, rejected = rows + frame.height, rejected + rejects.height
            if progress is not None:
                progress(at + 1, steps)
        for at, run in enumerate(runs):
            target.keep_run(run, {name: source.run_output(run.run, name) for name in run.outputs})
            if progress is not None:
                progress(len(names) + at + 1, steps)
    return Moved(len(names), rows, rejected, len(runs), len(files))


def hand_out(folder: Path, *, using: str = "default", progress: Progress | None = None) -> Moved:
    """Write the region of the database to a new folder.

    Rows that were rejected when the region came in stand in their table's file again, so that the
    folder gives the same tables and the same rejects.

    Raises
    ------
    Refusal
        ``workbench.folder-in-use``, ``workbench.no-region``.
    """
    may_go_out(folder, using=using)
    source = DatabaseStore(using)
    folder.mkdir(parents=True, exist_ok=True)
    rows = rejected = 0
    with transaction.atomic(using=using):
        files, names, runs = source.files(), source.tables(), source.runs()
        steps = len(names) + len(runs)
        for path, content in files.items():
            write_atomically(folder / PurePosixPath(path), content)
        for at, name in enumerate(names):
            frame, rejects = source.table(name), source.rejects(name)
            _write_table(folder, name, frame, rejects)
            rows, rejected = rows + frame.height, rejected + rejects.height
            if progress is not None:
                progress(at + 1, steps)
        target = open_region(folder)
        for at, run in enumerate(runs):
            target.keep_run(run, {name: source.run_output(run.run, name) for name in run.outputs})
            if progress is not None:
                progress(len(names) + at + 1, steps)
    return Moved(len(names), rows, rejected, len(runs), len(files))


def _files(folder: Path, tables: set[str]) -> list[str]:
    """Paths of what is no table, no run, no reject and not hidden."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or any(part.startswith((".", "~$")) for part in inside.parts):
            continue
        is_table = len(inside.parts) == 1 and path.suffix.lower() in SUFFIXES
        if (
            inside.parts[0] in _NOT_THE_REGION_S
            or is_table
            or (len(inside.parts) > 1 and inside.parts[0] in tables)
        ):
            continue
        found.append(inside.as_posix())
    return found


def _write_table(folder: Path, name: str, frame: pl.DataFrame, rejects: pl.DataFrame) -> None:
    """The file of a table: CSV where it gives the same table again, Parquet otherwise."""
    schema = SCHEMAS.get(name) or Schema(name, columns=(), key=())
    unused = [
        column.name
        for column in schema.columns
        if not column.required and frame.get_column(column.name).null_count() == frame.height
    ]
    written = frame.drop(unused)
    path = folder / f"{name}.csv"
    if rejects.height:
        write_atomically(path, _with_rejects(written, rejects, path.name))
        return
    if frame.height <= _ROWS_KEPT_AS_CSV or schema.append_only:
        write_atomically(path, csv_bytes(written))
        # Events are forgotten one by one in CSV only, so a log is always CSV.
        if schema.append_only or read_table(path, schema).frame.equals(frame):
            return
        path.unlink()
    write_atomically(path.with_suffix(".parquet"), parquet_bytes(written))


def _with_rejects(frame: pl.DataFrame, rejects: pl.DataFrame, file: str) -> bytes:
    """A table with its rejected rows where they stood, so that they are rejected again and can be mended.

    1. The header is that of the file from which the rows were rejected, then columns that came later.
    2. Good rows fill the row numbers that no rejected row has.
    3. A record that was too short or too long is written as short or as long.
    """
    header = [name for name in rejects.columns if name not in (*_WHY_REJECTED, _BEYOND)]
    present = [name for name in frame.columns if frame.get_column(name).null_count() < frame.height]
    header += [name for name in present if name not in header]
    text = pl.read_csv(csv_bytes(frame), infer_schema=False) if frame.height else frame.cast(pl.String)
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in header if name not in text.columns]
    good = text.with_columns(missing).select(header).fill_null("").rows()
    bad = {int(row["rejected_row"]): _record(row, header, file) for row in rejects.iter_rows(named=True)}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    written, number = 0, 2
    while written < len(good) or bad:
        if number in bad:
            writer.writerow(bad.pop(number))
        elif written < len(good):
            writer.writerow(good[written])
            written += 1
        else:
            for record in bad.values():
                writer.writerow(record)
            break
        number += 1
    return stream.getvalue().encode()


def _record(row: dict[str, object], header: list[str], file: str) -> list[str]:
    """A rejected row as it stood: of the records that its cells allow the one that its reason tells of."""
    cells = ["" if row.get(name) is None else str(row[name]) for name in header]
    last = str(row["rejected_columns"])
    if _BEYOND not in row or last not in header:
        return cells
    if row[_BEYOND] is None:
        candidates = [cells[: header.index(last) + 1]]
    else:
        beyond = str(row[_BEYOND])
        candidates = [cells + beyond.rsplit(";", cuts) for cuts in range(beyond.count(";") + 1)]
    for record in candidates:
        told: dict[str, Value] = {
            "file": file,
            "row": int(str(row["rejected_row"])),
            "cells": len(record),
            "columns": len(header),
            "column": last,
            "value": record[-1][:80],
        }
        finding = Finding("tables.ragged-row", told)
        if finding.text("en") == row["reason_en"]:
            return record
    return cells if row[_BEYOND] is None else candidates[-1]
