"""What the imports of people and of offers share: reading a table of a stranger, lists for who asked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import numpy as np
import polars as pl

from seedbed.formats.archive import open_archive
from seedbed.formats.limits import DEFAULT_LIMITS
from seedbed.formats.near_duplicates import near_duplicates, sketch
from seedbed.messages import Finding
from seedbed.store import Json
from seedbed.tables import Schema, TableRead, read_table
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.look.downloads import harmless_csv
from seedbed.workbench.people.catalogue import plain_name
from seedbed.workbench.people.models import Leaflet, Upload

REJECTS, TAKEN = "rejects.csv", "taken-over.csv"
ALIKE = "alike"
"""Column of what was taken over: another one that says nearly the same."""
_PACKED = frozenset({".xlsx", ".ods"})


def loosened(schema: Schema, *columns: str) -> Schema:
    """A schema in which these columns may be empty, since we fill them in; it has no key then."""
    return replace(
        schema,
        columns=tuple(
            replace(column, required=False) if column.name in columns else column for column in schema.columns
        ),
        key=tuple(name for name in schema.key if name not in columns),
    )


def read_upload(upload: Upload, schema: Schema) -> TableRead:
    """Read an uploaded table; findings call it after the table, since file names may name people.

    Raises
    ------
    Refusal
        Why it is no such table, or is hostile.
    """
    suffix = PurePath(upload.name).suffix.lower()
    content, shown = upload.content, f"{schema.name}{suffix}"
    if suffix in _PACKED:
        open_archive(content, shown, DEFAULT_LIMITS)  # looked over before a reader inflates it
    with tempfile.TemporaryDirectory(prefix="seedbed-import-") as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(content)
        return read_table(path, schema, file=shown)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Good rows with their row numbers, and the rejected ones with why."""

    good: pl.DataFrame
    numbers: pl.Series
    rejects: pl.DataFrame


def sort_out(read: TableRead, reasons: Mapping[int, Sequence[Finding]]) -> Sorted:
    """Take rows out that are wrong for reasons that the schema cannot know; ``reasons`` by row number."""
    bad = (
        read.rows.is_in(list(reasons))
        if reasons
        else pl.Series([False] * read.frame.height, dtype=pl.Boolean)
    )
    numbers = read.rows.filter(bad)
    also = read.frame.filter(bad).select(
        numbers.alias("rejected_row"),
        pl.Series(
            "reason_en", [" ".join(f.text("en") for f in reasons[row]) for row in numbers], dtype=pl.String
        ),
        pl.Series(
            "reason_zh", ["".join(f.text("zh") for f in reasons[row]) for row in numbers], dtype=pl.String
        ),
        pl.all(),
    )
    parts = [part for part in (read.rejects, also) if part.height]
    rejects = pl.concat(parts, how="diagonal_relaxed").sort("rejected_row") if parts else pl.DataFrame()
    return Sorted(read.frame.filter(~bad), read.rows.filter(~bad), rejects)


def keep_list(job: object, name: str, frame: pl.DataFrame) -> None:
    """Keep a list for who asked for the job."""
    Leaflet.objects.update_or_create(
        job=job, name=name, defaults={"content": harmless_csv(frame) if frame.width else b""}
    )


def unknown_ids(
    read: TableRead, column: str, known: Mapping[str, str], table: str
) -> dict[int, list[Finding]]:
    """Rows whose cell names what does not exist."""
    found: dict[int, list[Finding]] = {}
    for row, cell in zip(read.rows, read.frame.get_column(column), strict=True):
        for item in cell if isinstance(cell, pl.Series | list) else [cell]:
            if item is not None and item not in known:
                values = {
                    "file": read.file,
                    "row": row,
                    "column": column,
                    "value": str(item)[:80],
                    "table": table,
                }
                found.setdefault(row, []).append(Finding("tables.dangling-reference", values))
    return found


def joined(*parts: Mapping[int, list[Finding]]) -> dict[int, list[Finding]]:
    """All reasons of all rows."""
    every: dict[int, list[Finding]] = {}
    for part in parts:
        for row, findings in part.items():
            every.setdefault(row, []).extend(findings)
    return every


def ids_of(column: str, known: Mapping[str, str]) -> pl.Expr:
    """Names in a column as their ids; what is no known name stays."""

    def id_of(cell: str) -> str:
        return known.get(plain_name(cell), cell)

    return pl.col(column).map_elements(id_of, return_dtype=pl.String)


def alike_among(texts: Sequence[str], keys: Sequence[str], first: int) -> list[str | None]:
    """For each of the first texts the key of another that says nearly the same, if there is one."""
    found: list[str | None] = [None] * first
    if len(texts) > 1:
        pairs = near_duplicates(np.stack([sketch(text) for text in texts]))
        for left, right in pairs.select("left", "right").iter_rows():
            if left < first:
                found[left] = found[left] or keys[right]
            if right < first:
                found[right] = found[right] or keys[left]
    return found


def note_result(work: Work, result: dict[str, Json]) -> dict[str, Json]:
    """Keep a job's result with what it did: who takes the job over after a crash finds it."""
    Job.objects.filter(pk=work.job.pk).update(result=result)
    return result
