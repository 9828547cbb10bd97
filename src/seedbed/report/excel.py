"""The report's tables as a workbook in one language: a sheet per section, numbers as numbers.

Text is written as text whatever it begins with, so that a name such as ``=cmd()`` stays a name
and is never a formula or a link.
"""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format

from seedbed.charts import printable
from seedbed.messages import Lang
from seedbed.report.document import Column, Facts, Figure, Heading, Prose, Section, Table, spoken
from seedbed.report.sections import document_of
from seedbed.report.wording import words_of
from seedbed.store.atomic import write_atomically
from seedbed.usecases.report_contents import ReportContents

NUMBER_FORMATS: dict[str, str] = {
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.0%",
    "fit": "0.000",
    "tick": "General",
    "figure": "General",
}
MOST_CHARACTERS = 32_767
"""What a cell of the format can hold."""

_SHEET_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Sheet:
    """One worksheet with the row that comes next."""

    def __init__(self, book: xlsxwriter.Workbook, section: Section, number: int, synthetic: str) -> None:
        name = f"{number} {section.title}".translate(_FORBIDDEN)[:_SHEET_NAME]
        self.sheet = book.add_worksheet(name.rstrip())
        self.book = book
        self.row = 0
        numbers = {style: book.add_format({"num_format": shape}) for style, shape in NUMBER_FORMATS.items()}
        self.styles: dict[str, Format] = {
            "title": book.add_format({"bold": True, "font_size": 15}),
            "heading": book.add_format({"bold": True, "font_size": 12}),
            "label": book.add_format({"bold": True, "font_color": "#8a3c10"}),
            "caption": book.add_format({"italic": True, "font_color": "#5a666c"}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            **numbers,
        }
        self.sheet.set_column(0, 0, 44)
        self.sheet.set_column(1, 12, 18)
        self.line(section.title, "title")
        if section.synthetic:
            self.line(synthetic, "label")

    def line(self, text: str, style: str | None = None) -> None:
        self.text(0, text, style)
        self.row += 1

    def text(self, column: int, text: str, style: str | None = None) -> None:
        self.sheet.write_string(
            self.row, column, printable(text)[:MOST_CHARACTERS], self.styles[style] if style else None
        )

    def table(self, table: Table) -> None:
        self.row += 1
        self.line(table.caption, "caption")
        if table.frame.is_empty():
            self.line(table.empty)
            return
        for at, column in enumerate(table.columns):
            self.text(at, column.heading, "head")
        self.row += 1
        values = [table.frame[column.name].to_list() for column in table.columns]
        for row in zip(*values, strict=True):
            for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self.cell(at, column, value, table.lang)
            self.row += 1
        if table.note:
            self.line(table.note, "caption")

    def cell(self, at: int, column: Column, value: object, lang: Lang) -> None:
        if value is None or value == "":
            return
        if column.numeric and isinstance(value, int | float):
            if math.isfinite(value):
                self.sheet.write_number(self.row, at, value, self.styles[column.style])
            return
        self.text(at, spoken(value, column.style, lang))


def write_workbook(contents: ReportContents, path: Path, lang: Lang) -> Path:
    """Write every table of the report in one language to `path` (.xlsx), atomically."""
    document = document_of(contents, lang)
    synthetic = words_of(lang)("synthetic")
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **_PLAIN}) as book:
        book.set_properties({"title": document.title, "created": contents.created})
        for number, section in enumerate(document.sections, start=1):
            sheet = _Sheet(book, section, number, synthetic)
            for block in section.blocks:
                if isinstance(block, Table):
                    sheet.table(block)
                elif isinstance(block, Figure):
                    sheet.table(block.table)
                elif isinstance(block, Heading):
                    sheet.row += 1
                    sheet.line(block.text, "heading")
                elif isinstance(block, Prose):
                    sheet.line(block.text)
                elif isinstance(block, Facts):
                    for fact in block.facts:
                        sheet.text(1, fact.value)
                        sheet.text(2, fact.note)
                        sheet.line(fact.label)
                else:
                    for term, meaning in block.entries:
                        sheet.text(1, meaning)
                        sheet.line(term)
    write_atomically(path, stream.getvalue())
    return path
