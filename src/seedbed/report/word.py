"""The report's words and tables as a Word file in one language, to be edited and passed on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from seedbed.charts import printable
from seedbed.messages import Lang
from seedbed.report.document import Block, Definitions, Facts, Figure, Heading, Prose, Table
from seedbed.report.sections import document_of
from seedbed.report.wording import words_of
from seedbed.store.atomic import write_atomically
from seedbed.usecases.report_contents import ReportContents

CHINESE_FONT = "Microsoft YaHei"
GRID = "Light List Accent 1"
WARNING = RGBColor(0x8A, 0x3C, 0x10)


def write_word(contents: ReportContents, path: Path, lang: Lang) -> Path:
    """Write the report in one language to `path` (.docx), atomically.

    Pictures stay with the page: a Word file holds the table of each.
    """
    document = document_of(contents, lang)
    synthetic = words_of(lang)("synthetic")
    file = docx.Document()
    normal = file.styles["Normal"]
    normal.font.size = Pt(10)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FONT)
    if document.synthetic:
        file.sections[0].header.paragraphs[0].text = synthetic
    file.add_heading(printable(document.title), 0)
    file.add_paragraph(document.subtitle)
    for number, section in enumerate(document.sections, start=1):
        file.add_heading(f"{number} {printable(section.title)}", 1)
        if section.synthetic:
            file.add_paragraph().add_run(synthetic).font.color.rgb = WARNING
        for block in section.blocks:
            _add(file, block)
    stream = BytesIO()
    file.save(stream)
    write_atomically(path, stream.getvalue())
    return path


def _add(file: WordFile, block: Block) -> None:
    if isinstance(block, Table):
        _add_table(file, block)
    elif isinstance(block, Figure):
        _add_table(file, block.table)
    elif isinstance(block, Heading):
        file.add_heading(printable(block.text), 2)
        if block.detail:
            file.add_paragraph(printable(block.detail))
    elif isinstance(block, Prose):
        file.add_paragraph(printable(block.text))
    elif isinstance(block, Facts):
        for fact in block.facts:
            note = f" ({fact.note})" if fact.note else ""
            file.add_paragraph(printable(f"{fact.label}: {fact.value}{note}"), style="List Bullet")
    elif isinstance(block, Definitions):
        for term, meaning in block.entries:
            paragraph = file.add_paragraph()
            paragraph.add_run(f"{term}: ").bold = True
            paragraph.add_run(meaning)


def _add_table(file: WordFile, table: Table) -> None:
    file.add_paragraph().add_run(printable(table.caption)).italic = True
    rows = table.rows()
    if not rows:
        file.add_paragraph(table.empty)
        return
    grid = file.add_table(rows=len(rows) + 1, cols=len(table.columns), style=GRID)
    everything = [tuple(column.heading for column in table.columns), *rows]
    # Row by row: asking the table for cell (i, j) builds the list of all its cells each time.
    for line, values in zip(grid.rows, everything, strict=True):
        for cell, column, value in zip(line.cells, table.columns, values, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(value).font.size = Pt(8.5)
            if column.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if table.note:
        file.add_paragraph(printable(table.note))
