"""The tables of a page as files, each with how to cite it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import polars as pl
import xlsxwriter
from django.http import Http404, HttpResponse

from seedbed.report.document import Block, Figure, Table
from seedbed.workbench.look.downloads import csv_download, download, harmless

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


def tables_of(blocks: Iterable[Block]) -> dict[str, Table]:
    """The tables among some blocks, with those under pictures, by their keys."""
    tables = [block.table if isinstance(block, Figure) else block for block in blocks]
    return {table.key: table for table in tables if isinstance(table, Table)}


def file_of(
    blocks: Iterable[Block], key: str, form: str, cite: str, whole: Mapping[str, pl.DataFrame] | None = None
) -> HttpResponse:
    """One table as CSV, or as Excel with a second sheet that says how to cite it.

    Parameters
    ----------
    whole
        Tables by key of which the page shows only the first rows.

    Raises
    ------
    Http404
        There is no such table or form.
    """
    table = tables_of(blocks).get(key)
    if table is None or form not in FORMATS:
        raise Http404
    shown = table.frame.select(column.name for column in table.columns)
    frame = (whole or {}).get(key, shown)
    if form == "csv":
        return csv_download(f"{key}.csv", frame)
    stream = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, plain) as book:
        harmless(frame).write_excel(book, worksheet="data", autofit=True)
        about = book.add_worksheet("about")
        note = "" if whole and key in whole else table.note
        for row, text in enumerate((table.caption, note, cite)):
            about.write_string(row, 0, text)
    return download(f"{key}.xlsx", stream.getvalue(), EXCEL)
