"""The report as Excel and Word, read back."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Lang
from seedbed.report.document import Figure, Table
from seedbed.report.excel import write_workbook
from seedbed.report.sections import SECTIONS, document_of
from seedbed.report.word import write_word
from seedbed.usecases.report_contents import ReportContents

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org")


def tables_of(contents: ReportContents, lang: Lang) -> list[Table]:
    blocks = [block for section in document_of(contents, lang).sections for block in section.blocks]
    return [
        one.table if isinstance(one, Figure) else one for one in blocks if isinstance(one, Table | Figure)
    ]


def sheets(path: Path) -> list[ET.Element]:
    with zipfile.ZipFile(path) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [ET.fromstring(book.read(name)) for name in names]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_a_sheet_per_section_and_numbers_as_numbers(
    contents: ReportContents, tmp_path: Path, lang: Lang
) -> None:
    found = sheets(write_workbook(contents, tmp_path / "report.xlsx", lang))
    assert len(found) == len(SECTIONS)
    numbers = [
        float(cell.findtext(f"{SHEET}v") or "nan")
        for sheet in found
        for cell in sheet.iter(f"{SHEET}c")
        if cell.attrib.get("t", "n") == "n"
    ]
    expected = [
        float(value)
        for table in tables_of(contents, lang)
        for column in table.columns
        if column.numeric
        for value in table.frame[column.name].to_list()
        if value is not None
    ]
    assert sorted(numbers) == pytest.approx(sorted(expected))


def test_text_that_looks_like_a_formula_or_a_link_stays_text(
    contents: ReportContents, tmp_path: Path
) -> None:
    sources = pl.DataFrame(
        {
            "source": ["s"] * len(FORMULAS),
            "title": FORMULAS,
            "publisher": FORMULAS,
            "year": FORMULAS,
            "url": FORMULAS,
            "licence": FORMULAS,
        }
    )
    path = write_workbook(replace(contents, sources=sources), tmp_path / "report.xlsx", "en")
    for sheet in sheets(path):
        assert sheet.find(f".//{SHEET}f") is None
        assert sheet.find(f".//{SHEET}hyperlink") is None
    with zipfile.ZipFile(path) as book:
        texts = {"".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))}
    assert set(FORMULAS) <= texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_file_has_every_table_with_its_rows(
    contents: ReportContents, tmp_path: Path, lang: Lang
) -> None:
    path = write_word(contents, tmp_path / "report.docx", lang)
    file = docx.Document(str(path))
    expected = [table for table in tables_of(contents, lang) if not table.frame.is_empty()]
    assert [len(table.rows) for table in file.tables] == [table.frame.height + 1 for table in expected]
    first = [cell.text for cell in file.tables[0].rows[1].cells]
    assert first == list(expected[0].rows()[0])
    assert "合成数据" in file.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_known_still_gives_both_files(nothing: ReportContents, tmp_path: Path, lang: Lang) -> None:
    assert len(sheets(write_workbook(nothing, tmp_path / "report.xlsx", lang))) == len(SECTIONS)
    assert docx.Document(str(write_word(nothing, tmp_path / "report.docx", lang))).tables == []
