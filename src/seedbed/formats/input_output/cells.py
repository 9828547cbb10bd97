"""A published table as text cells, and cells as numbers: every refusal names file, row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

import fastexcel
import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal

Empty: TypeAlias = Literal["refuse", "zero"]
"""What an empty cell inside the table means: refuse it, or nothing flows there."""

_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_LOOKED_AT = 60
"""Lines that are looked at for the width of a table and for its header."""
_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
KNOWN = (*_DELIMITERS, *_SHEETS)
_NOTHING = ("", ":", "..", "-", "–", "NA", "n/a")
"""What statistical offices write where they have no figure."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """All cells of a file or sheet, as text; nothing is a header yet.

    Parameters
    ----------
    file
        The name that findings give.
    frame
        Columns of strings, null where a cell is empty; row 1 of the file is row 0 here.
    """

    file: str
    frame: pl.DataFrame

    def row(self, at: int) -> list[str]:
        """The cells of a row, stripped; empty ones as ''."""
        return ["" if cell is None else str(cell).strip() for cell in self.frame.row(at)]

    def column(self, at: int) -> list[str]:
        """The cells of a column, stripped; empty ones as ''."""
        return self.frame.to_series(at).fill_null("").str.strip_chars().to_list()

    def numbers(
        self,
        rows: Sequence[int],
        columns: Sequence[int],
        row_labels: Sequence[str],
        column_labels: Sequence[str],
        empty: Empty,
    ) -> NDArray[np.float64]:
        """(len(rows), len(columns)) float64.

        Raises
        ------
        Refusal
            ``formats.io-not-a-number`` or ``formats.io-empty-cell``, with the first such cell.
        """
        values = np.zeros((len(rows), len(columns)))
        wanted = np.asarray(rows, dtype=np.uint32)
        for at, column in enumerate(columns):
            text = self.frame.to_series(column).gather(wanted).fill_null("").str.strip_chars()
            read = text.cast(pl.Float64, strict=False)
            if read.null_count():
                read = self._with_care(text, read, rows, row_labels, column_labels[at], empty)
            values[:, at] = read.to_numpy()
        return values

    def _with_care(
        self,
        text: pl.Series,
        read: pl.Series,
        rows: Sequence[int],
        row_labels: Sequence[str],
        column: str,
        empty: Empty,
    ) -> pl.Series:
        """Thousands separators are taken out; marks for no figure are empty cells."""
        grouped = text.str.contains(r"^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$")
        plain = text.str.replace_all(",", "").cast(pl.Float64, strict=False)
        read = read.zip_with(~grouped, plain)
        nothing = text.is_in(_NOTHING)
        for code, wrong in (
            ("formats.io-not-a-number", read.is_null() & ~nothing),
            ("formats.io-empty-cell", nothing & (empty == "refuse")),
        ):
            if wrong.any():
                first = int(wrong.arg_max() or 0)
                raise Refusal.because(
                    code,
                    file=self.file,
                    row=rows[first] + 1,
                    label=row_labels[first],
                    column=column,
                    value=text[first],
                    count=int(wrong.sum()),
                )
        return read.fill_null(0.0)


def read_cells(path: Path, sheet: str | None = None) -> Cells:
    """Read CSV, TSV (UTF-8 or GB18030) or a sheet of a workbook (the first when not named).

    Raises
    ------
    Refusal
        ``tables.missing-file``, ``tables.unknown-format``, ``tables.broken-file``,
        ``formats.io-no-sheet``, ``formats.io-empty-file``.
    """
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=path.name)
    suffix = path.suffix.lower()
    if suffix in _DELIMITERS:
        frame = _read_text(path, _DELIMITERS[suffix])
    elif suffix in _SHEETS:
        frame = _read_sheet(path, sheet)
    else:
        raise Refusal.because("tables.unknown-format", file=path.name, known=", ".join(KNOWN))
    if frame.is_empty():
        raise Refusal.because("formats.io-empty-file", file=path.name)
    return Cells(path.name, frame)


def _read_text(path: Path, delimiter: str) -> pl.DataFrame:
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data = data.decode("gb18030").encode()
        except UnicodeDecodeError as error:
            raise Refusal.because("tables.broken-file", file=path.name, detail=str(error)) from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise Refusal.because("formats.io-empty-file", file=path.name)
    try:
        lines = csv.reader(_lines(data), delimiter=delimiter)
        widths = [len(line) for line in islice(lines, _LOOKED_AT)]
        if widths[0] < max(widths):  # titles above the table are shorter than the table
            return _padded(list(csv.reader(_lines(data), delimiter=delimiter)))
        schema = {f"column_{at}": pl.String for at in range(widths[0])}
        return pl.read_csv(
            data, separator=delimiter, has_header=False, schema=schema, truncate_ragged_lines=True
        )
    except (pl.exceptions.PolarsError, csv.Error) as error:
        detail = str(error).splitlines()[0]
        raise Refusal.because("tables.broken-file", file=path.name, detail=detail) from None


def _lines(data: bytes) -> Iterator[str]:
    return (line.decode() for line in io.BytesIO(data))


def _padded(lines: list[list[str]]) -> pl.DataFrame:
    width = max(len(line) for line in lines)
    cells = [line + [""] * (width - len(line)) for line in lines]
    columns = {f"column_{at}": [line[at] for line in cells] for at in range(width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _read_sheet(path: Path, sheet: str | None) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(path)
        if sheet is not None and sheet not in book.sheet_names:
            raise Refusal.because(
                "formats.io-no-sheet", file=path.name, sheet=sheet, known=", ".join(book.sheet_names)
            )
        return book.load_sheet(sheet or 0, header_row=None, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise Refusal.because("tables.broken-file", file=path.name, detail=str(error)) from None
