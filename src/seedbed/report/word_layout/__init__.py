"""Word files for the office: paper, fonts, fields and tables that print well and can be read aloud.

* :mod:`seedbed.report.word_layout.blocks` holds what a chapter is made of.
* :mod:`seedbed.report.word_layout.paper` is the file: page, header and footer, properties;
  :mod:`seedbed.report.word_layout.styles` its fonts and sizes.
* :mod:`seedbed.report.word_layout.fields` writes page numbers, bookmarks and the table of contents.
* :mod:`seedbed.report.word_layout.grids` writes tables: the header row repeats, no row is broken over
  pages, and a table has a title that a screen reader says.
"""

from seedbed.report.document import Heading, Prose
from seedbed.report.word_layout.blocks import Chapter, Chapters, Grid
from seedbed.report.word_layout.paper import Paper, open_paper, page_words

__all__ = ["Chapter", "Chapters", "Grid", "Heading", "Paper", "Prose", "open_paper", "page_words"]
