"""The Word file itself: A4, header, footer, properties, and its parts in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm, Length
from docx.text.paragraph import Paragraph

from seedbed.charts import printable
from seedbed.messages import Lang
from seedbed.report.document import Heading
from seedbed.report.word_layout.blocks import Chapter, Chapters, Grid
from seedbed.report.word_layout.fields import (
    add_bookmark,
    add_entry,
    add_field,
    begin_field,
    element,
    end_field,
    styled,
)
from seedbed.report.word_layout.grids import add_grid
from seedbed.report.word_layout.styles import LANGUAGE_TAGS, LEVELS, set_styles
from seedbed.report.wording import words_of
from seedbed.store.atomic import write_atomically

PAGE, PAGES = "#page", "#of"
"""What stands for the page's number and the number of pages in the words of a footer."""
A4 = (Cm(21.0), Cm(29.7))
MARGIN = Cm(2.0)


@dataclass(slots=True)
class Paper:
    """A Word file that is being written."""

    file: WordFile
    title: str
    width: Length
    headings: list[tuple[int, str, str]] = field(default_factory=list)

    def cover(self, lines: list[tuple[str, str]]) -> None:
        """Lines with their styles: Title, Subtitle, Warning, Cover."""
        for text, style in lines:
            styled(self.file, printable(text), style)

    def contents(self, title: str, *, new_page: bool = False) -> Paragraph:
        """The place of the table of contents; :meth:`save` fills it in."""
        made = styled(self.file, printable(title), "Contents Title")
        made.paragraph_format.page_break_before = new_page
        return self.file.add_paragraph()

    def chapters(self, written: Chapters, part: str = "", *, new_page: bool = True) -> None:
        """Chapters of one language; ``part`` is the heading above them where there are several."""
        depth = 1
        if part:
            self.heading(part, 1, new_page=new_page)
            depth = 2
        for number, chapter in enumerate(written.chapters, start=1):
            self.heading(f"{number} {chapter.title}", depth, new_page=new_page and not part and number == 1)
            self._blocks(chapter, depth + 1)

    def _blocks(self, chapter: Chapter, depth: int) -> None:
        for at, block in enumerate(chapter.blocks, start=1):
            if isinstance(block, Grid):
                add_grid(self.file, block, self.width)
            elif isinstance(block, Heading):
                self.heading(block.text, depth)
                if block.detail:
                    styled(self.file, printable(block.detail), "Note")
            else:
                style = {"plain": "Normal", "note": "Note", "warning": "Warning"}[block.tone]
                made = styled(self.file, printable(block.text), style)
                # A lead stays with what it leads to.
                made.paragraph_format.keep_with_next = block.tone == "plain" and at < len(chapter.blocks)

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading that the table of contents leads to."""
        made = styled(self.file, printable(text), f"Heading {min(level, LEVELS)}")
        made.paragraph_format.page_break_before = new_page
        bookmark = f"_Toc{len(self.headings) + 1:06}"
        add_bookmark(made, bookmark, len(self.headings) + 1)
        self.headings.append((min(level, LEVELS), printable(text), bookmark))

    def save(self, path: Path, place: Paragraph | None = None) -> Path:
        """Fill in the table of contents and write the file, atomically."""
        if place is not None:
            self._fill_contents(place)
        stream = BytesIO()
        self.file.save(stream)
        write_atomically(path, stream.getvalue())
        return path

    def _fill_contents(self, place: Paragraph) -> None:
        shown = [one for one in self.headings if one[0] < LEVELS]
        at = place
        for number, (level, text, bookmark) in enumerate(shown):
            if number:
                following = element("p")
                at._p.addnext(following)
                at = Paragraph(following, place._parent)
            at.style = f"TOC {level}"
            if number == 0:
                begin_field(at, f'TOC \\o "1-{LEVELS - 1}" \\h \\z \\u', stale=True)
            add_entry(at, text, bookmark)
        if shown:
            end_field(at)


def open_paper(
    title: str, lang: Lang, created: datetime, *, header: str = "", page_of: str, landscape: bool = False
) -> Paper:
    """An empty A4 file with its styles.

    Parameters
    ----------
    title, lang
        Of the file's properties.
    header
        Said on each page.
    page_of
        The footer: see :func:`page_words`.
    """
    file = docx.Document()
    set_styles(file)
    section = file.sections[0]
    short, long = A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    width = Length(section.page_width - 2 * MARGIN)
    _number_pages(file, page_of)
    if header:
        section.header.paragraphs[0].text = printable(header)
        section.header.paragraphs[0].style = "Header"
    properties = file.core_properties
    properties.title, properties.language = printable(title), LANGUAGE_TAGS[lang]
    properties.author = properties.last_modified_by = "Seedbed"
    properties.created = properties.modified = created.replace(tzinfo=None)
    properties.comments = ""
    for level in range(1, LEVELS):
        stops = file.styles[f"TOC {level}"].paragraph_format.tab_stops
        stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    return Paper(file, title, width)


def page_words(languages: Sequence[Lang]) -> str:
    """A footer in one or several languages, with :data:`PAGE` and :data:`PAGES` in the places of the numbers.

    >>> page_words(["zh", "en"])
    '第 #page 页，共 #of 页  ·  Page #page of #of'
    """
    return "  ·  ".join(words_of(lang)("pr-page", page=PAGE, pages=PAGES) for lang in languages)


def _number_pages(file: WordFile, page_of: str) -> None:
    footer = file.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in re.split(f"({PAGE}|{PAGES})", page_of):
        if part in (PAGE, PAGES):
            add_field(footer, "PAGE" if part == PAGE else "NUMPAGES", "1")
        else:
            footer.add_run(part)
