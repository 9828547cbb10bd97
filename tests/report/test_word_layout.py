"""The parts of a Word file that every report shares."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from seedbed.charts.text import text_width
from seedbed.report.word import AIR, LONGEST_WORD, PAGE, _widths
from seedbed.report.word_layout import Chapter, Chapters, Grid, Heading, Prose, open_paper, page_words
from seedbed.report.word_layout.paper import A4, MARGIN

NOW = dt.datetime(2024, 1, 5, 8, 30, tzinfo=dt.UTC)
CELLS = st.text(alphabet="ab 中文", max_size=60)


def test_a_grid_whose_rows_differ_in_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="as long as"):
        Grid("c", ("a", "b"), (("1",),), (1, 1), "")
    with pytest.raises(ValueError, match="as long as"):
        Grid("c", ("a", "b"), (), (1,), "")


@pytest.mark.parametrize("landscape", [True, False])
def test_a_table_is_as_wide_as_the_page_between_its_margins(tmp_path: Path, landscape: bool) -> None:
    paper = open_paper("t", "en", NOW, page_of=page_words(["en"]), landscape=landscape)
    grid = Grid("c", ("a", "b", "c"), (("1", "2", "3\n4"),), (1, 2, 4), "", frozenset({1}))
    paper.chapters(Chapters("en", (Chapter("one", (Prose("p"), grid, Heading("", "h", "d"))),)))
    table = docx.Document(str(paper.save(tmp_path / "t.docx"))).tables[0]
    widths = [cell.width for cell in table.rows[1].cells]
    assert abs(sum(widths) - (A4[1 if landscape else 0] - 2 * MARGIN)) < 5000
    assert widths[2] == pytest.approx(4 * widths[0], rel=0.01)
    assert [one.text for one in table.rows[1].cells[2].paragraphs] == ["3", "4"]
    right = [cell.paragraphs[0]._p.pPr.find(qn("w:jc")) is not None for cell in table.rows[1].cells]
    assert right == [False, True, False]


def test_a_file_without_contents_or_chapters_can_be_saved(tmp_path: Path) -> None:
    paper = open_paper("t", "zh", NOW, page_of=page_words(["zh"]))
    place = paper.contents("目录")
    file = docx.Document(str(paper.save(tmp_path / "t.docx", place)))
    assert [one.text for one in file.paragraphs] == ["目录", ""]


def test_deeper_headings_than_three_are_written_as_the_third(tmp_path: Path) -> None:
    paper = open_paper("t", "en", NOW, page_of="")
    paper.heading("deep", 7)
    assert paper.file.paragraphs[-1].style.name == "Heading 3"


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8))
def test_columns_share_the_page_and_each_has_room_for_its_longest_word(columns: list[list[str]]) -> None:
    widths = _widths(columns)
    words = [
        max((text_width(one, 1.0) for cell in cells for one in cell.split()), default=0) for cells in columns
    ]
    least = [AIR + min(word, LONGEST_WORD) for word in words]
    assert all(width >= low - 1e-9 for width, low in zip(widths, least, strict=True))
    assert sum(widths) <= max(PAGE, sum(least)) + 1e-6
