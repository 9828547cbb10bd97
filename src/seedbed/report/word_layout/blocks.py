"""What a chapter of a Word file is made of, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from seedbed.messages import Lang
from seedbed.report.document import Heading, Prose

Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words: all cells are written as they are, a line break begins a paragraph.

    Parameters
    ----------
    caption
        What the table shows; also said by a screen reader.
    headings, rows
        Of one length; the first column names the row.
    widths
        How the columns share the width of the page.
    numeric
        Columns that are aligned at the right.
    empty
        What is said instead of a table without rows.
    note
        Said below.
    """

    caption: str
    headings: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    empty: str
    numeric: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in (self.widths, *self.rows)):
            raise ValueError(f"the rows of {self.caption!r} are not as long as its headings")


ChapterBlock: TypeAlias = Grid | Prose | Heading


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter."""

    title: str
    blocks: tuple[ChapterBlock, ...]


@dataclass(frozen=True, slots=True)
class Chapters:
    """All chapters in one language."""

    lang: Lang
    chapters: tuple[Chapter, ...]
