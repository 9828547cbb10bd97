"""Forgetting a person in the files of a region.

Only files that name the person are written again, each in one step. ``people`` comes last: after
an interruption the person is still there, and forgetting can be asked for again.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from seedbed.messages import Refusal
from seedbed.store.atomic import write_atomically
from seedbed.store.forgetting import (
    ABOUT_A_PERSON,
    Erased,
    Tombstone,
    covered,
    forget_in_output,
    forget_in_records,
)
from seedbed.tables import Schema, csv_bytes, parquet_bytes, read_table

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def forget_in_folder(folder: Path, tables: Mapping[str, Sequence[Path]], person: str) -> Erased:
    """Take a person out of the files of tables, of rejected rows and of runs.

    Parameters
    ----------
    folder
        The region's.
    tables
        Name -> files.

    Raises
    ------
    Refusal
        ``store.unknown-person``.
    """
    tombstone = Tombstone.of(person)
    removed: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    evidence: list[str] = []
    runs = sum([_in_run(path, tombstone) for path in sorted((folder / "runs").glob("*")) if path.is_dir()])
    for path in sorted((folder / "rejects").glob("*.csv")):
        removed["rejects"] += _in_rejects(path, tombstone)
    for name in sorted(tables, key=lambda name: (name == "people", name)):
        for path in tables[name]:
            gone, kept, named = _in_table(path, name, tombstone)
            removed[name] += gone
            unnamed[name] += kept
            evidence += named
    if not runs and not removed.total() and not unnamed.total():
        raise Refusal.because("store.unknown-person", person=person)
    return Erased(+removed, +unnamed, runs, tuple(dict.fromkeys(evidence)))


def _in_table(path: Path, table: str, tombstone: Tombstone) -> tuple[int, int, tuple[str, ...]]:
    """Rows removed, rows kept without identity, evidence; nothing is written where nothing changed."""
    suffix = path.suffix.lower()
    if suffix in _DELIMITERS:
        records = list(_cells(path, _DELIMITERS[suffix]))
        if not records:
            return 0, 0, ()
        forgotten = forget_in_records(records[0], records[1:], table, tombstone)
        if forgotten.records != records[1:]:
            stream = io.StringIO(newline="")
            writer = csv.writer(stream, delimiter=_DELIMITERS[suffix], lineterminator="\n")
            writer.writerows([records[0], *forgotten.records])
            write_atomically(path, stream.getvalue().encode())
        return forgotten.removed, forgotten.unnamed, forgotten.evidence
    if suffix == ".parquet":
        return _in_parquet(path, tombstone)
    as_text = read_table(path, Schema(table, columns=(), key=())).frame
    records = [["" if cell is None else str(cell) for cell in row] for row in as_text.iter_rows()]
    forgotten = forget_in_records(as_text.columns, records, table, tombstone)
    if forgotten.records != records:
        changed = pl.DataFrame(
            [[cell or None for cell in row] for row in forgotten.records],
            schema=dict.fromkeys(as_text.columns, pl.String()),
            orient="row",
        )
        # A sheet cannot be written back as it was; as CSV its cells stay as they are read.
        write_atomically(path.with_suffix(".csv"), csv_bytes(changed))
        path.unlink()
    return forgotten.removed, forgotten.unnamed, forgotten.evidence


def _in_parquet(path: Path, tombstone: Tombstone) -> tuple[int, int, tuple[str, ...]]:
    """A large table; logs are appended as CSV, so here rows about the person go."""
    frame = pl.read_parquet(path)
    named = [pl.col(name) == tombstone.person for name in ABOUT_A_PERSON if name in frame.columns]
    kept = frame.filter(~pl.any_horizontal(named).fill_null(False)) if named else frame
    changed = covered(kept, tombstone)
    if not changed.equals(frame):
        write_atomically(path, parquet_bytes(changed))
    return frame.height - kept.height, 0, ()


def _cells(path: Path, delimiter: str) -> Iterator[list[str]]:
    """The records of a delimited file in any encoding that tables are read in."""
    data = path.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    csv.field_size_limit(2**31 - 1)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _in_rejects(path: Path, tombstone: Tombstone) -> int:
    """Rejected rows that name the person go: they hold what could not be read of them."""
    records = list(_cells(path, ","))
    kept = [record for record in records if not any(tombstone.names(cell) for cell in record)]
    if len(kept) < len(records):
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows(kept)
        write_atomically(path, stream.getvalue().encode("utf-8-sig"))
    return len(records) - len(kept)


def _in_run(place: Path, tombstone: Tombstone) -> bool:
    """Whether the run held the person."""
    found = False
    for path in sorted(place.glob("*.parquet")):
        frame = pl.read_parquet(path)
        changed = forget_in_output(frame, tombstone)
        if not changed.equals(frame):
            write_atomically(path, parquet_bytes(changed))
            found = True
    record = place / "run.json"
    if record.is_file():
        before = json.loads(record.read_text("utf-8"))
        after = tombstone.cover_json(before)
        if after != before:
            write_atomically(record, (json.dumps(after, ensure_ascii=False, indent=2) + "\n").encode())
            found = True
    return found
