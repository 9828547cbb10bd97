"""A table of a Word file: fixed widths, a header row that repeats, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.table import Table, _Row

from seedbed.charts import printable
from seedbed.report.word_layout.blocks import Grid
from seedbed.report.word_layout.fields import element, styled

CELL, HEAD = "Cell", "Cell Head"
"""Paragraph styles of cells (made in :mod:`seedbed.report.word_layout.styles`)."""
CELL_ID, HEAD_ID = CELL, HEAD.replace(" ", "")
"""The same as the file's paragraphs name them."""

_LINE = {"val": "single", "sz": "4", "space": "0", "color": "9AA5A8"}
_HEAD_FILL = "E3ECEB"
_MARGIN = {"w": "80", "type": "dxa"}


def add_grid(file: WordFile, grid: Grid, width: Length) -> None:
    """Caption, table and note; the empty sentence where there are no rows."""
    caption = styled(file, printable(grid.caption), "Caption")
    if not grid.rows:
        styled(file, printable(grid.empty), "Note")
        return
    caption.paragraph_format.keep_with_next = True
    table = file.add_table(rows=len(grid.rows) + 1, cols=len(grid.headings))
    widths = [Length(int(width * share / sum(grid.widths))) for share in grid.widths]
    _lay_out(table, widths, printable(grid.caption))
    # Row by row: asking the table for cell (i, j) builds the list of all its cells each time.
    lines = list(table.rows)
    _fill(lines[0], grid.headings, grid.numeric, HEAD_ID)
    lines[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for line, values in zip(lines[1:], grid.rows, strict=True):
        _fill(line, values, grid.numeric, CELL_ID)
    for line in lines:
        line._tr.get_or_add_trPr().insert(0, element("cantSplit"))
    if grid.note:
        styled(file, printable(grid.note), "Note")
    else:
        styled(file, "", "Gap")


def _lay_out(table: Table, widths: Sequence[Length], title: str) -> None:
    properties = table._tbl.tblPr
    for part in list(properties):
        properties.remove(part)
    borders, margins = element("tblBorders"), element("tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, **_LINE))
    for side in ("left", "right"):
        margins.append(element(side, **_MARGIN))
    # The schema's order.
    for part in (
        element("tblW", w=str(Length(sum(widths)).twips), type="dxa"),
        borders,
        element("tblLayout", type="fixed"),
        margins,
        element("tblLook", val="00A0", firstRow="1", firstColumn="1", noVBand="1"),
        element("tblCaption", val=title),
    ):
        properties.append(part)
    for column, one in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = one
    for line in table._tbl.tr_lst:
        for cell, one in zip(line.tc_lst, widths, strict=True):
            cell.width = one


def _fill(line: _Row, values: Sequence[str], numeric: frozenset[int], style: str) -> None:
    head = style == HEAD_ID
    for at, (cell, value) in enumerate(zip(line._tr.tc_lst, values, strict=True)):
        for made in cell.p_lst:
            cell.remove(made)
        for part in printable(value).split("\n"):
            cell.append(_paragraph(part, style, right=at in numeric, keep=head))
        if head:
            cell.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=_HEAD_FILL))


def _paragraph(text: str, style: str, *, right: bool, keep: bool) -> BaseOxmlElement:
    """A paragraph made by hand: looking the style up by name for each cell takes seconds."""
    made, properties, run, words = element("p"), element("pPr"), element("r"), element("t")
    properties.append(element("pStyle", val=style))
    if keep:
        properties.append(element("keepNext"))
    if right:
        properties.append(element("jc", val="right"))
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    made.append(properties)
    made.append(run)
    return made
