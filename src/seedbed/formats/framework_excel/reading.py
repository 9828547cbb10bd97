"""A filled-in workbook to checked tables, and a copy of it with the wrong cells marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import fastexcel
import polars as pl

from seedbed.formats.archive import open_archive
from seedbed.formats.framework_excel.writing import FIRST_ROW, FRAMEWORK_TABLES, Sheet, write_sheets
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.messages import Finding, Lang, Refusal
from seedbed.tables import Checked, check_cells, schema_of

_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00(?:\.0+)?$"
"""What Excel keeps as a date is read as a day with a time that nobody has written."""


@dataclass(frozen=True, slots=True)
class TemplateRead:
    """What a workbook held.

    Attributes
    ----------
    tables
        The good rows of each sheet.
    rejects
        The bad rows of each sheet that has some, with ``rejected_row`` as in the sheet,
        ``rejected_columns``, ``reason_en``, ``reason_zh``.
    findings
        About every wrong cell.
    cells
        Every filled row of each sheet as it was read, for the marked copy.
    """

    tables: Mapping[str, pl.DataFrame]
    rejects: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    cells: Mapping[str, Sheet]


def read_template(data: bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> TemplateRead:
    """Read the sheets that bear the name of a table; others are passed over.

    Raises
    ------
    Refusal
        What :func:`~seedbed.formats.archive.open_archive` refuses; ``formats.broken-file``;
        ``formats.template-no-sheet``: no sheet is a table's; ``formats.template-header``: a sheet without
        names of columns, or with one twice; ``tables.missing-column``.
    """
    if len(data) > limits.file_bytes:
        raise Refusal.because("formats.too-large", file=file, megabytes=limits.file_bytes >> 20)
    open_archive(data, file, limits)
    try:
        book = fastexcel.read_excel(data)
        names = [name for name in FRAMEWORK_TABLES if name in book.sheet_names]
        sheets = {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            for name in names
        }
    except (fastexcel.FastExcelError, OSError):
        raise Refusal.because("formats.broken-file", file=file) from None
    if not sheets:
        raise Refusal.because("formats.template-no-sheet", file=file, known=", ".join(FRAMEWORK_TABLES))
    checked: dict[str, Checked] = {}
    cells: dict[str, Sheet] = {}
    for name, whole in sheets.items():
        frame, rows = _below_the_header(whole, f"{file} · {name}")
        checked[name] = check_cells(frame, schema_of(name), file=f"{file} · {name}", rows=rows)
        filled = dict(zip(rows.to_list(), frame.iter_rows(named=True), strict=True))
        cells[name] = Sheet(tuple(frame.columns), filled, {})
    return TemplateRead(
        {name: item.frame for name, item in checked.items()},
        {name: item.rejects for name, item in checked.items() if item.rejects.height},
        tuple(
            finding
            for item in checked.values()
            for finding in item.findings
            if finding.code != "tables.extra-column"
        ),
        cells,
    )


def mark_cells(read: TemplateRead, lang: Lang) -> bytes:
    """A copy of the workbook: wrong cells coloured, each with its reason as a note in that language."""
    marked = {}
    for name, sheet in read.cells.items():
        marks: dict[tuple[int, str], str] = {}
        if name in read.rejects:
            bad = read.rejects[name].select("rejected_row", "rejected_columns", f"reason_{lang}")
            for row, columns, reason in bad.iter_rows():
                # A repeated key is told as its columns with a plus between them.
                for column in columns.replace("+", "; ").split("; "):
                    marks[row, column] = reason
        marked[name] = Sheet(sheet.columns, sheet.rows, marks)
    return write_sheets(marked)


def _below_the_header(whole: pl.DataFrame, file: str) -> tuple[pl.DataFrame, pl.Series]:
    """The filled rows under the names of the columns, and the row of the sheet that each has."""
    header = [str(name or "").strip() for name in whole.row(0)] if whole.height else []
    named = [place for place, name in enumerate(header) if name]
    names = [header[place] for place in named]
    if not names or len(set(names)) < len(names):
        raise Refusal.because("formats.template-header", file=file)
    frame = whole.select(whole.columns[place] for place in named)
    frame = frame.rename(dict(zip(frame.columns, names, strict=True))).with_columns(
        pl.all().cast(pl.String).str.replace(_MIDNIGHT, "$1")
    )
    rows = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    blank = pl.all_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == ""))
    kept = ~frame.select(blank.alias("blank")).to_series() & (rows >= FIRST_ROW)
    return frame.filter(kept), rows.filter(kept)
