"""One file to one checked table: CSV (UTF-8, with or without BOM, UTF-16, GB18030), Excel, Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.tables.checking import Checked, check_cells
from seedbed.tables.column import Schema

SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class TableRead:
    """A file as it was read: the good rows, their row numbers, the rejected rows, the findings."""

    name: str
    file: str
    frame: pl.DataFrame
    rows: pl.Series
    rejects: pl.DataFrame
    findings: tuple[Finding, ...]


def read_table(path: Path, schema: Schema, *, file: str | None = None) -> TableRead:
    """Read one file against a schema.

    Good rows go on; each bad row is in ``rejects`` with its reasons and in ``findings`` with
    file, row, column, value and remedy.

    Parameters
    ----------
    path
        A ``.csv``, ``.tsv``, ``.xlsx``, ``.xls``, ``.ods`` or ``.parquet`` file.
    schema
        The table that the file should hold.
    file
        Name that findings give; the file's own name when absent.

    Raises
    ------
    Refusal
        ``tables.missing-file``, ``tables.unknown-format``, ``tables.wrong-encoding``,
        ``tables.broken-file``, ``tables.no-header``, ``tables.repeated-column``,
        ``tables.missing-column``.
    """
    file = file or path.name
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=file)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refusal.because("tables.unknown-format", file=file, known=", ".join(SUFFIXES))
    if suffix in (".csv", ".tsv"):
        cells, rows, ragged, findings = _read_delimited(path, file, "\t" if suffix == ".tsv" else ",")
    elif suffix == ".parquet":
        cells, rows, findings = *_read_parquet(path, file), []
        ragged = None
    else:
        cells, rows, findings = _read_sheet(path, file, schema.name)
        ragged = None
    checked = check_cells(cells, schema, file=file, rows=rows)
    return _with_ragged(schema.name, file, checked, ragged, findings)


def _with_ragged(
    name: str, file: str, checked: Checked, ragged: pl.DataFrame | None, findings: list[Finding]
) -> TableRead:
    rejects = checked.rejects
    if ragged is not None and ragged.height:
        rejects = pl.concat([rejects, ragged], how="diagonal").sort("rejected_row")
    return TableRead(name, file, checked.frame, checked.rows, rejects, (*findings, *checked.findings))


def _decode(data: bytes, file: str) -> tuple[str, list[Finding]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError as error:
                raise _wrong_encoding(data, file, error.start) from None
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as first:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise _wrong_encoding(data, file, first.start) from None
    return text, [Finding("tables.read-as-gb18030", {"file": file}, Severity.NOTE)]


def _wrong_encoding(data: bytes, file: str, offset: int) -> Refusal:
    return Refusal.because(
        "tables.wrong-encoding", file=file, row=data[:offset].count(b"\n") + 1, offset=offset
    )


def _check_names(names: Sequence[str], file: str) -> list[str]:
    cleaned = [name.strip() for name in names]
    if not any(cleaned):
        raise Refusal.because("tables.no-header", file=file)
    repeated = sorted({name for name in cleaned if name and cleaned.count(name) > 1})
    if repeated:
        raise Refusal.because("tables.repeated-column", file=file, column=", ".join(repeated))
    return [name or f"column_{number}" for number, name in enumerate(cleaned, start=1)]


def _read_delimited(
    path: Path, file: str, delimiter: str
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame | None, list[Finding]]:
    text, findings = _decode(path.read_bytes(), file)
    if "\x00" in text:
        raise Refusal.because("tables.broken-file", file=file, detail="NUL")
    # One cell may hold a whole CV, so the csv module's limit of 128 KiB is lifted for this reader.
    csv.field_size_limit(2**31 - 1)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refusal.because("tables.broken-file", file=file, detail=str(error)) from None
    if not records:
        raise Refusal.because("tables.no-header", file=file)
    names = _check_names(records[0], file)
    width = len(names)
    # A trailing run of empty cells or a blank line is a spreadsheet's habit, not a mistake.
    good, numbers, bad = [], [], []
    for number, record in enumerate(records[1:], start=2):
        if len(record) == width:
            if any(record):
                good.append(record)
                numbers.append(number)
        elif len(record) > width and not any(cell.strip() for cell in record[width:]):
            good.append(record[:width])
            numbers.append(number)
        elif any(cell.strip() for cell in record):
            bad.append((number, record))
    columns = list(zip(*good, strict=True)) if good else [()] * width
    cells = pl.DataFrame(
        {name: pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True)}
    )
    ragged, ragged_findings = _ragged(bad, names, file)
    return cells, pl.Series("row", numbers, dtype=pl.Int64), ragged, [*findings, *ragged_findings]


def _ragged(
    bad: list[tuple[int, list[str]]], names: list[str], file: str
) -> tuple[pl.DataFrame | None, list[Finding]]:
    """Records with too few or too many cells: each a finding, each kept whole in the rejects."""
    if not bad:
        return None, []
    width = len(names)
    last = [names[min(len(record), width) - 1] for _, record in bad]
    findings = [
        Finding(
            "tables.ragged-row",
            {
                "file": file,
                "row": number,
                "cells": len(record),
                "columns": width,
                "column": column,
                "value": (record[-1] if record else "")[:80],
            },
        )
        for (number, record), column in zip(bad, last, strict=True)
    ]
    cells = {
        name: [record[place] if place < len(record) else None for _, record in bad]
        for place, name in enumerate(names)
    }
    beyond = [";".join(record[width:]) or None for _, record in bad]
    frame = pl.DataFrame(
        {
            "rejected_row": pl.Series([number for number, _ in bad], dtype=pl.Int64),
            "rejected_columns": pl.Series(last, dtype=pl.String),
            "reason_en": [finding.text("en") for finding in findings],
            "reason_zh": [finding.text("zh") for finding in findings],
            **{name: pl.Series(name, values, dtype=pl.String) for name, values in cells.items()},
            "cells_beyond_the_header": pl.Series(beyond, dtype=pl.String),
        }
    )
    return frame, findings


def _read_parquet(path: Path, file: str) -> tuple[pl.DataFrame, pl.Series]:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal.because(
            "tables.broken-file", file=file, detail=str(error).splitlines()[0][:120]
        ) from None
    _check_names(frame.columns, file)
    return frame, pl.Series("row", range(2, frame.height + 2), dtype=pl.Int64)


def _read_sheet(path: Path, file: str, table: str) -> tuple[pl.DataFrame, pl.Series, list[Finding]]:
    """The sheet named as the table, or else the first one; every cell as text."""
    try:
        book = fastexcel.read_excel(path)
        sheet = table if table in book.sheet_names else book.sheet_names[0]
        whole = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, OSError) as error:
        raise Refusal.because(
            "tables.broken-file", file=file, detail=str(error).splitlines()[0][:120]
        ) from None
    if not whole.height:
        raise Refusal.because("tables.no-header", file=file)
    names = _check_names([str(name or "") for name in whole.row(0)], file)
    cells = whole.slice(1).rename(dict(zip(whole.columns, names, strict=True)))
    rows = pl.Series("row", range(2, cells.height + 2), dtype=pl.Int64)
    filled = pl.select(pl.any_horizontal(series.is_not_null() for series in cells.get_columns())).to_series()
    unnamed = [
        name
        for name in cells.columns
        if name.startswith("column_") and cells.get_column(name).null_count() == cells.height
    ]
    others = [name for name in book.sheet_names if name != sheet]
    findings = []
    if others and sheet != table:
        values = {"file": file, "sheet": sheet, "others": ", ".join(others), "table": table}
        findings.append(Finding("tables.read-first-sheet", values, Severity.WARNING))
    return cells.filter(filled).drop(unnamed), rows.filter(filled), findings
