"""What a report is made of, in one language: sections of prose, facts, tables and figures.

A table keeps its frame, so that a page writes its numbers as words and a workbook as numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

import polars as pl

from seedbed.charts import NARROW, WIDE, Canvas, Chart, NumberStyle, printable, spoken_number
from seedbed.messages import Lang, say

Style = Literal["text", "sentence", "code", "run", "flag", "moment"] | NumberStyle
Tone = Literal["plain", "note", "warning"]
NOTHING = "\u2014"
NUMERIC: frozenset[str] = frozenset(get_args(NumberStyle))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the frame, its heading, and how its values are written."""

    name: str
    heading: str
    style: Style = "text"

    @property
    def numeric(self) -> bool:
        """Whether its values are aligned at the right."""
        return self.style in NUMERIC


@dataclass(frozen=True, slots=True)
class Table:
    """A frame to be shown, or the sentence that stands where it has no rows.

    `key` names it within its report; `note` is said below it.
    """

    key: str
    caption: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    empty: str
    lang: Lang
    note: str = ""

    def rows(self) -> list[tuple[str, ...]]:
        """The cells as a reader of the table's language reads them."""
        written = [
            [spoken(value, column.style, self.lang) for value in self.frame[column.name].to_list()]
            for column in self.columns
        ]
        return list(zip(*written, strict=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture for wide and for narrow pages, beside the table that it shows."""

    wide: Chart
    narrow: Chart
    table: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that stands out, with the words for it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of numbers that stand out."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part of a section; `key` can be linked to."""

    key: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms with their meanings."""

    entries: tuple[tuple[str, str], ...]


Block: TypeAlias = Table | Figure | Facts | Prose | Heading | Definitions


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section; `synthetic` labels what it shows as drawn, not real."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language."""

    lang: Lang
    title: str
    subtitle: str
    synthetic: bool
    sections: tuple[Section, ...]


def spoken(value: object, style: Style, lang: Lang) -> str:
    """A value of a cell in words; a dash where there is none."""
    if value is None or value == "":
        return NOTHING
    if style == "flag":
        return say("report.yes" if value else "report.no", lang)
    if style == "moment":
        return spoken_moment(value, lang) if isinstance(value, datetime | date) else printable(str(value))
    if style in ("text", "sentence", "code", "run") or not isinstance(value, int | float):
        return printable(str(value))
    return spoken_number(value, style, lang)  # type: ignore[arg-type]  # a NumberStyle from here on


def spoken_moment(moment: date, lang: Lang) -> str:
    """A day, with the minute where there is one, the same in both languages (ISO 8601)."""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def figure(draw: Callable[[Canvas], Chart], key: str, table: Table, note: str = "") -> Figure | Table:
    """Both layouts of a picture with its table; a table without rows stands alone with its sentence."""
    if table.frame.is_empty():
        return table
    return Figure(
        draw(Canvas(f"{table.lang}-{key}-wide", table.lang, WIDE)),
        draw(Canvas(f"{table.lang}-{key}-narrow", table.lang, NARROW)),
        table,
        note,
    )
