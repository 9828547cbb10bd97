"""The workbook: a sheet of instructions, and a sheet for each table of the framework.

Row 1 of a table's sheet names its columns as Seedbed knows them, row 2 says in both languages what they
hold, the rows below are filled in. Cells with a closed choice, and ids of another sheet, are picked from a
list; names of columns and ids that exist are locked. Text is written as text, whatever it begins with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from seedbed.formats.cell_text import text_rows
from seedbed.messages import LANGUAGES, Refusal, say
from seedbed.tables import Column, Kind, Schema, schema_of

FRAMEWORK_TABLES = (
    "subprojects",
    "statements",
    "indicators",
    "targets",
    "risks",
    "activities",
    "gender_actions",
    "budgets",
)
"""The tables of a framework in the order in which they are filled in."""

INSTRUCTIONS = "instructions 说明"
FIRST_ROW = 3
"""The first row that is filled in, as people count."""

_LAST_ROW = 1_000
_AS_TEXT = 49
"""The number of the format "@" in every Excel."""

_MOST_CHARACTERS = 32_767
_NOTES = {"x_scale": 2, "y_scale": 1.5}
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LOCKS = {
    "insert_rows": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in the workbook.

    Attributes
    ----------
    columns
        In their order, extra ones included.
    rows
        Row of the sheet (from :data:`FIRST_ROW`) to its text cells.
    marks
        Row and column of a wrong cell, to the reason in the reader's language.
    """

    columns: tuple[str, ...]
    rows: Mapping[int, Mapping[str, str | None]]
    marks: Mapping[tuple[int, str], str]


def write_template(tables: Mapping[str, pl.DataFrame]) -> bytes:
    """The workbook (.xlsx) with what the framework already holds; a table that is absent is empty.

    Raises
    ------
    Refusal
        ``formats.template-too-long``: a cell that Excel cannot hold.
    """
    sheets = {}
    for name in FRAMEWORK_TABLES:
        frame = tables.get(name, schema_of(name).empty())
        rows = dict(enumerate(text_rows(frame), start=FIRST_ROW))
        absent = [column.name for column in schema_of(name).columns if column.name not in frame.columns]
        sheets[name] = Sheet((*frame.columns, *absent), rows, {})
    return write_sheets(sheets)


def write_sheets(sheets: Mapping[str, Sheet]) -> bytes:
    """The workbook of these sheets, wrong cells coloured with their reasons as notes."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **_PLAIN}) as book:
        _Book(book, sheets).write()
    return stream.getvalue()


class _Book:
    """The workbook under way, with its formats."""

    def __init__(self, book: xlsxwriter.Workbook, sheets: Mapping[str, Sheet]) -> None:
        self.book = book
        self.sheets = sheets
        self.head: Format = book.add_format({"bold": True, "bg_color": "#e3ebe6", "text_wrap": True})
        self.about: Format = book.add_format(
            {"italic": True, "font_color": "#5a666c", "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.open: Format = book.add_format({"locked": False, "text_wrap": True, "valign": "top"})
        self.fixed: Format = book.add_format({"locked": True, "bg_color": "#f2f2f2", "valign": "top"})
        # Excel would make a date of a period (2022-03) and drop the zeros that an id begins with.
        self.text: Format = book.add_format(
            {"locked": False, "text_wrap": True, "valign": "top", "num_format": _AS_TEXT}
        )
        self.wrong: Format = book.add_format(
            {"locked": False, "bg_color": "#f8c9b8", "valign": "top", "num_format": _AS_TEXT}
        )

    def write(self) -> None:
        """All sheets."""
        self._instructions()
        for name, sheet in self.sheets.items():
            self._table(schema_of(name), sheet)

    def _instructions(self) -> None:
        sheet = self.book.add_worksheet(INSTRUCTIONS)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, 70)
        for column, lang in enumerate(LANGUAGES, start=1):
            sheet.write_string(0, column, say("formats.template-instructions", lang), self.open)
        for row, name in enumerate(self.sheets, start=2):
            schema = schema_of(name)
            about = {"en": schema.about_en, "zh": schema.about_zh}
            sheet.write_string(row, 0, name, self.head)
            for column, lang in enumerate(LANGUAGES, start=1):
                sheet.write_string(row, column, about[lang], self.open)
        sheet.protect()

    def _table(self, schema: Schema, content: Sheet) -> None:
        sheet = self.book.add_worksheet(schema.name)
        sheet.freeze_panes(FIRST_ROW - 1, 1)
        sheet.set_column(0, len(content.columns) - 1, 22, self.open)
        for place, name in enumerate(content.columns):
            column = schema.column(name)
            sheet.set_column(place, place, 22, self._open_for(column))
            sheet.write_string(0, place, name, self.head)
            if column is None:
                continue
            about = "\n".join((column.about_en, column.about_zh))
            sheet.write_string(1, place, about + (" *" if column.required else ""), self.about)
            if column.choices:
                sheet.write_comment(0, place, ", ".join(column.choices), _NOTES)
            self._choices(sheet, place, column)
        last = max((_LAST_ROW, *content.rows))
        for row in range(FIRST_ROW, last + 1):
            cells = content.rows.get(row, {})
            for place, name in enumerate(content.columns):
                reason = content.marks.get((row, name))
                value = cells.get(name)
                if value is None and reason is None:
                    continue
                fixed = name in schema.key and not any(at == row for at, _ in content.marks)
                column = schema.column(name)
                style = self.wrong if reason is not None else self.fixed if fixed else self._open_for(column)
                _put(sheet, row - 1, place, value, column, style, schema.name)
                if reason is not None:
                    sheet.write_comment(row - 1, place, reason[:_MOST_CHARACTERS], _NOTES)
        sheet.protect(options=_LOCKS)

    def _open_for(self, column: Column | None) -> Format:
        """How a cell that may be filled in is written: words and periods as text, numbers as numbers."""
        numeric = column is not None and column.kind in (Kind.NUMBER, Kind.INTEGER)
        return self.open if numeric else self.text

    def _choices(self, sheet: xlsxwriter.worksheet.Worksheet, place: int, column: Column) -> None:
        source: Sequence[str] | str
        if column.kind is Kind.BOOLEAN:
            source = ["true", "false"]
        elif column.choices and column.kind is Kind.CHOICE:
            source = list(column.choices)
        elif column.reference is not None and column.kind is Kind.IDENTIFIER:
            table = column.reference.tables[0]
            if table not in self.sheets:
                return
            key = self.sheets[table].columns.index(schema_of(table).key[0])
            letter = xl_col_to_name(key)
            source = f"='{table}'!${letter}${FIRST_ROW}:${letter}${_LAST_ROW}"
        else:
            return
        # A warning, not a stop: what is pasted is never checked by Excel, but always on reading.
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(FIRST_ROW - 1, place, _LAST_ROW - 1, place, rule)


def _put(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    value: str | None,
    column: Column | None,
    style: Format,
    table: str,
) -> None:
    if value is None:
        sheet.write_blank(row, place, None, style)
        return
    if len(value) > _MOST_CHARACTERS:
        name = "" if column is None else column.name
        raise Refusal.because(
            "formats.template-too-long", table=table, row=row + 1, column=name, limit=_MOST_CHARACTERS
        )
    if column is not None and column.kind in (Kind.NUMBER, Kind.INTEGER):
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            sheet.write_number(row, place, number, style)
            return
    sheet.write_string(row, place, value, style)
