"""The framework as a workbook: a sheet per table and language, ready to be printed on A4.

All cells are text or numbers, never a formula or a link, whatever they begin with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from seedbed.charts import printable
from seedbed.charts.text import text_width
from seedbed.messages import LANGUAGES, Lang
from seedbed.report.design_and_monitoring.grids import framework_grids
from seedbed.report.design_and_monitoring.word import lead_of, title_of
from seedbed.report.excel import MOST_CHARACTERS
from seedbed.report.word_layout.blocks import Grid
from seedbed.report.wording import words_of
from seedbed.store.atomic import write_atomically
from seedbed.usecases.gather_design_and_monitoring import DesignAndMonitoring

A4 = 9
WIDTH = 130
"""Of a landscape page, in characters."""
LINE, EM = 15.5, 1.45
"""The height of a line in points, and how many characters wide an em is."""
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_SHEETS = ("chain", "activities", "gender", "inputs", "notes", "sources")


def write_framework_workbook(
    framework: DesignAndMonitoring, path: Path, languages: Sequence[Lang] = LANGUAGES
) -> Path:
    """Write the framework to `path` (.xlsx), atomically: six sheets for each language.

    Raises
    ------
    ValueError
        No language, or one named twice.
    """
    if not languages or len(set(languages)) < len(languages):
        raise ValueError("a framework is written in one language or in several different ones")
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _PLAIN) as book:
        titles = [title_of(framework, lang) for lang in languages]
        book.set_properties(
            {"title": printable(" ".join(titles)), "created": framework.written.replace(tzinfo=None)}
        )
        styles = _styles(book)
        for lang in languages:
            words = words_of(lang)
            grids = framework_grids(framework, lang)
            above = [(title_of(framework, lang), "title"), (lead_of(framework, lang), "note")]
            above += [(text, "text") for text in grids.impact]
            for number, (name, grid) in enumerate(zip(_SHEETS, grids.tables, strict=True)):
                sheet = book.add_worksheet(words(f"dm-sheet-{name}"))
                lines = above if number == 0 else [(grid.caption, "title")]
                lines = [*lines, (grid.note, "note")] if grid.note else lines
                _write(sheet, grid, lines, styles)
    write_atomically(path, stream.getvalue())
    return path


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    shared = {"text_wrap": True, "valign": "top", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#14524E"}),
        "note": book.add_format({"font_size": 9, "font_color": "#4C585C"}),
        "text": book.add_format({"font_size": 10}),
        "head": book.add_format(
            {**shared, "bold": True, "bg_color": "#E3ECEB", "border": 1, "border_color": "#9AA5A8"}
        ),
        "cell": book.add_format({**shared, "border": 1, "border_color": "#9AA5A8"}),
    }


def _write(sheet: Worksheet, grid: Grid, above: Sequence[tuple[str, str]], styles: dict[str, Format]) -> None:
    for at, width in enumerate(_columns(grid)):
        sheet.set_column(at, at, width)
    for row, (text, style) in enumerate(above):
        sheet.write_string(row, 0, printable(text)[:MOST_CHARACTERS], styles[style])
    top = len(above)
    _row(sheet, top, grid, grid.headings, styles["head"])
    for row, values in enumerate(grid.rows, start=top + 1):
        _row(sheet, row, grid, values, styles["cell"])
    if not grid.rows:
        sheet.write_string(top + 1, 0, printable(grid.empty), styles["note"])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _row(sheet: Worksheet, row: int, grid: Grid, values: Sequence[str], style: Format) -> None:
    # Set here, since not every program finds the height of wrapped lines by itself.
    sheet.set_row(row, LINE * max(map(_lines, values, _columns(grid))) + 2)
    for at, value in enumerate(values):
        sheet.write_string(row, at, printable(value)[:MOST_CHARACTERS], style)


def _columns(grid: Grid) -> list[float]:
    return [WIDTH * share / sum(grid.widths) for share in grid.widths]


def _lines(text: str, width: float) -> int:
    """How many lines a cell takes, rather too many than too few."""
    return sum(max(1, math.ceil(EM * text_width(part, 1.0) / width)) for part in text.split("\n"))
