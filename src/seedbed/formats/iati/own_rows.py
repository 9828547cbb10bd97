"""Rows in a namespace of their own: the cells for which IATI has no place.

Each element of the standard that stands for a row is read back as soon as it is written. The cells that
come back as they were need nothing more; the others are written beside it. So a round trip loses nothing
by construction, whatever the standard leaves out, and a cell that a partner changes in the standard's own
element is read as changed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import polars as pl

from seedbed.messages import Refusal

NAMESPACE = "urn:seedbed:iati:1"
ROW, CELL, TABLE = (f"{{{NAMESPACE}}}{name}" for name in ("row", "cell", "table"))
ROLE = f"{{{NAMESPACE}}}role"
"""What an element is when it is no row: ``programme``, or ``indicator`` for a result without statement."""

Row = Mapping[str, str | None]
"""A row as text cells, column by column."""

_SPEAKABLE = re.compile(r"[\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_KEPT_TYPES: Mapping[str, pl.DataType] = {
    "Int64": pl.Int64(),
    "Float64": pl.Float64(),
    "Boolean": pl.Boolean(),
    "Date": pl.Date(),
}


def speakable(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold or does not keep."""
    return "".join(character if _SPEAKABLE.fullmatch(character) else "\ufffd" for character in text)


def add_row(parent: ET.Element, table: str, at: int, row: Row, standard: Row) -> None:
    """Write the cells of a row that the standard's element does not give back."""
    element = ET.SubElement(parent, ROW, {"table": table, "at": str(at)})
    for column, value in row.items():
        if value == standard.get(column):
            continue
        cell = ET.SubElement(element, CELL, {"column": speakable(column)})
        if value is None:
            cell.set("empty", "true")
        elif _SPEAKABLE.fullmatch(value):
            cell.text = value
        else:
            cell.set("encoding", "base64")
            cell.text = base64.b64encode(value.encode()).decode()


def own_cells(element: ET.Element, file: str) -> dict[str, str | None]:
    """The cells of one row element.

    Raises
    ------
    Refusal
        ``formats.iati-broken-cell``: an encoded cell that cannot be decoded.
    """
    cells: dict[str, str | None] = {}
    for cell in element.iterfind(CELL):
        text: str | None = cell.text or ""
        if cell.get("empty") == "true":
            text = None
        elif cell.get("encoding") == "base64":
            try:
                text = base64.b64decode(text or "", validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                raise Refusal.because(
                    "formats.iati-broken-cell", file=file, column=cell.get("column", "")
                ) from None
        cells[cell.get("column", "")] = text
    return cells


def add_columns(parent: ET.Element, table: str, frame: pl.DataFrame) -> None:
    """State a table's columns in their order, with the types of those that are no text."""
    element = ET.SubElement(parent, TABLE, {"name": table})
    for name, dtype in frame.schema.items():
        column = ET.SubElement(element, CELL, {"column": speakable(name)})
        if str(dtype) in _KEPT_TYPES:
            column.set("type", str(dtype))


def stated_columns(parent: ET.Element) -> dict[str, dict[str, pl.DataType | None]]:
    """What :func:`add_columns` stated: columns and types, table by table."""
    return {
        table.get("name", ""): {
            cell.get("column", ""): _KEPT_TYPES.get(cell.get("type", "")) for cell in table.iterfind(CELL)
        }
        for table in parent.iterfind(TABLE)
    }
