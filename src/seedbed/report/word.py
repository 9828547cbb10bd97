"""The report's words and tables as a Word file in one language, to be edited and passed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from seedbed.charts.text import text_width
from seedbed.messages import Lang
from seedbed.report.document import Block, Definitions, Document, Facts, Figure, Section, Table
from seedbed.report.sections import document_of
from seedbed.report.word_layout import Chapter, Chapters, Grid, Prose, open_paper, page_words
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import Words, words_of
from seedbed.usecases.report_contents import ReportContents

PAGE, AIR = 56.0, 1.6
"""The width of a page, and what stands beside the words of a cell, in ems of the cells' font."""
LONGEST_WORD, LONGEST_CELL = 10.0, 16.0
"""What of a column's words and cells counts for its width; of a longer cell a tenth of the rest."""


def write_word(contents: ReportContents, path: Path, lang: Lang) -> Path:
    """Write the report in one language to `path` (.docx), atomically.

    Pictures stay with the page: a Word file holds the table of each.
    """
    document, words = document_of(contents, lang), words_of(lang)
    paper = open_paper(
        document.title,
        lang,
        contents.created,
        header=words("synthetic") if document.synthetic else document.title,
        page_of=page_words([lang]),
    )
    paper.cover([(document.title, "Title"), (document.subtitle, "Subtitle")])
    place = paper.contents(words("contents"))
    paper.chapters(_chapters(document, words))
    return paper.save(path, place)


def _chapters(document: Document, words: Words) -> Chapters:
    return Chapters(
        document.lang,
        tuple(Chapter(one.title, tuple(_blocks(one, words))) for one in document.sections),
    )


def _blocks(section: Section, words: Words) -> Iterator[ChapterBlock]:
    if section.synthetic:
        yield Prose(words("synthetic"), "warning")
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[ChapterBlock]:
    if isinstance(block, Table):
        yield _grid(block)
    elif isinstance(block, Figure):
        yield _grid(block.table)
    elif isinstance(block, Facts):
        for fact in block.facts:
            note = f" ({fact.note})" if fact.note else ""
            yield Prose(f"{fact.label}: {fact.value}{note}")
    elif isinstance(block, Definitions):
        for term, meaning in block.entries:
            yield Prose(f"{term}: {meaning}")
    else:
        yield block


def _grid(table: Table) -> Grid:
    rows = tuple(table.rows())
    headings = tuple(column.heading for column in table.columns)
    return Grid(
        table.caption,
        headings,
        rows,
        _widths([[row[at] for row in (headings, *rows)] for at in range(len(headings))]),
        table.empty,
        frozenset(at for at, column in enumerate(table.columns) if column.numeric),
        table.note,
    )


def _widths(columns: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """First the room for each column's longest word, then what is left by the length of the cells."""
    least, wanted = [], []
    for cells in columns:
        word = max((text_width(word, 1.0) for cell in cells for word in cell.split()), default=0.0)
        cell = max(text_width(cell, 1.0) for cell in cells)
        least.append(AIR + min(word, LONGEST_WORD))
        wanted.append(max(least[-1], AIR + min(cell, LONGEST_CELL + max(0.0, cell - LONGEST_CELL) / 10)))
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    left = max(0.0, PAGE - sum(least))
    share = left / sum(more) if sum(more) > 0 else 0.0
    return tuple(low + share * extra for low, extra in zip(least, more, strict=True))
