"""Append events that happened to placements, from a file."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme.rules import VERIFIED
from seedbed.store import RegionStore
from seedbed.store.atomic import write_atomically
from seedbed.tables import SCHEMAS, TableRead, check_references, csv_bytes, read_table

TABLE = "placements"


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many events were appended and how many rows were not; ``rejects`` is the file that keeps these."""

    events: int
    rejected: int
    rejects: Path | None
    findings: tuple[Finding, ...]


def record_events(
    store: RegionStore, file: Path, *, by: str | None = None, dry_run: bool = False
) -> Recorded:
    """Append the good rows of a CSV or Excel file to ``placements``.

    A row is good when it can be read and its seeker and opportunity exist. The others are written,
    with their reasons, to ``<file>.rejects.csv`` beside it.

    Parameters
    ----------
    by
        Who records: it stands in every row, whatever the file says, and the file may hold no verification,
        since nobody verifies what he entered. Absent: the file's own column holds.

    Raises
    ------
    Refusal
        Why the file is no table; ``store.key-exists``: events of it are on record, and none was added;
        ``usecases.event-verified-in-file``.
    """
    read = read_table(file, SCHEMAS[TABLE])
    if by is not None:
        if (read.frame["kind"] == VERIFIED).any():
            raise Refusal.because("usecases.event-verified-in-file", file=read.file)
        read = replace(read, frame=read.frame.with_columns(by=pl.lit(by)))
    known = {name: _as_read(store, name) for name in ("people", "needs", "opportunities")}
    dangling = check_references({**known, TABLE: read})
    lost = [finding for finding in dangling if finding.values["file"] == read.file]
    lost_rows = _rows_without(read, known)
    good = read.frame.filter(~lost_rows)
    rejected = read.rejects.height + int(lost_rows.sum())
    rejects = None
    if not dry_run:
        if rejected:
            rejects = file.with_name(f"{file.name}.rejects.csv")
            kept = pl.concat([read.rejects, _with_reasons(read, lost_rows)], how="diagonal_relaxed")
            write_atomically(rejects, codecs.BOM_UTF8 + csv_bytes(kept.sort("rejected_row")))
        if good.height:
            store.append(TABLE, good)
    shown = tuple(finding for finding in read.findings if finding.severity is not Severity.NOTE)
    return Recorded(good.height, rejected, rejects, (*shown, *lost))


def _with_reasons(read: TableRead, lost_rows: pl.Series) -> pl.DataFrame:
    """Rows that name nobody, or nothing, that exists, with that as their reason."""
    said = [
        Finding("usecases.event-of-unknown", {"row": row, "seeker": seeker, "opportunity": opportunity})
        for row, seeker, opportunity in zip(
            read.rows.filter(lost_rows),
            *read.frame.filter(lost_rows).select("seeker", "opportunity"),
            strict=True,
        )
    ]
    return read.frame.filter(lost_rows).select(
        read.rows.filter(lost_rows).alias("rejected_row"),
        pl.lit("seeker / opportunity").alias("rejected_columns"),
        pl.Series("reason_en", [finding.text("en") for finding in said], dtype=pl.String),
        pl.Series("reason_zh", [finding.text("zh") for finding in said], dtype=pl.String),
        pl.all(),
    )


def _as_read(store: RegionStore, name: str) -> TableRead:
    frame = store.table(name)
    rows = pl.Series("row", range(frame.height), dtype=pl.Int64)
    return TableRead(name, name, frame, rows, pl.DataFrame(), ())


def _rows_without(read: TableRead, known: dict[str, TableRead]) -> pl.Series:
    """Rows whose seeker or opportunity does not exist."""
    seekers = [*known["people"].frame["person"], *known["needs"].frame["need"]]
    offers = known["opportunities"].frame["opportunity"].to_list()
    return ~(read.frame["seeker"].is_in(seekers) & read.frame["opportunity"].is_in(offers))
