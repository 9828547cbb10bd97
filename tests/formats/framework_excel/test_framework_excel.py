from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import seedbed
from seedbed.formats.framework_excel import FRAMEWORK_TABLES, mark_cells, read_template, write_template
from seedbed.messages import Refusal
from seedbed.tables import schema_of

CHONGQING = Path(__file__).parents[3] / "regions" / "chongqing"


def statements(*names: str) -> pl.DataFrame:
    rows = [{"statement": f"s{number}", "level": "output", "name": name} for number, name in enumerate(names)]
    return pl.DataFrame(rows, schema=schema_of("statements").empty().schema)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as book:
        return book.read(name).decode()


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value:
                        sheet.write_string(number, place, value)
    return stream.getvalue()


def test_the_framework_of_chongqing_comes_back_as_it_was() -> None:
    region = seedbed.open_region(CHONGQING)
    tables = {name: region.table(name) for name in FRAMEWORK_TABLES}
    read = read_template(write_template(tables), "filled.xlsx")
    assert not read.rejects
    for name, frame in tables.items():
        assert_frame_equal(read.tables[name], frame, check_column_order=False)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("=+-@'\"a1_x0041_汉<&\n "), min_size=1).map(str.strip).filter(bool),
        max_size=4,
    )
)
def test_text_stays_text_whatever_it_begins_with(names: list[str]) -> None:
    read = read_template(write_template({"statements": statements(*names)}), "filled.xlsx")
    assert read.tables["statements"].get_column("name").to_list() == names


def test_an_empty_template_has_choices_locks_and_both_languages() -> None:
    data = write_template({})
    read = read_template(data, "empty.xlsx")
    assert all(read.tables[name].is_empty() for name in FRAMEWORK_TABLES)
    sheet = part(data, "xl/worksheets/sheet3.xml")
    assert "<sheetProtection" in sheet and "impact,outcome,output" in sheet and "'subprojects'!$A$3" in sheet
    words = part(data, "xl/sharedStrings.xml")
    assert schema_of("indicators").about_zh in words and schema_of("indicators").about_en in words


def test_a_day_that_excel_keeps_as_a_date_is_read_as_that_day() -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("activities")
        for place, name in enumerate(("activity", "name", "starts", "ends")):
            sheet.write_string(0, place, name)
        sheet.write_row(2, 0, ["a", "Training"])
        sheet.write_datetime(2, 2, datetime(2022, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_string(2, 3, "2022-06")
    read = read_template(stream.getvalue(), "filled.xlsx")
    assert not read.rejects
    assert read.tables["activities"].select("starts", "ends").row(0) == ("2022-03-04", "2022-06")


def test_cells_of_words_are_text_so_that_excel_makes_no_date_of_a_period() -> None:
    data = write_template({})
    styles = part(data, "xl/styles.xml")
    formats = [int(number) for number in re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])]
    columns = re.findall(
        r'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"', part(data, "xl/worksheets/sheet5.xml")
    )
    told = {
        place: formats[int(style)]
        for first, last, style in columns
        for place in range(int(first), int(last) + 1)
    }
    names = [column.name for column in schema_of("targets").columns]
    text = 49  # "@" among the formats that every Excel knows
    assert told[names.index("period") + 1] == text != told[names.index("value") + 1]


HEADER = ["statement", "level", "name"]
WRONG = [
    HEADER,
    ["", "", "words"],
    ["a", "outcome", "good"],
    [],
    ["b", "summit", "bad level"],
    ["a", "output", "again"],
    ["c", "output", ""],
]


def test_good_rows_go_on_and_wrong_cells_come_back_marked() -> None:
    read = read_template(workbook({"statements": WRONG}), "filled.xlsx")
    assert read.tables["statements"].get_column("statement").to_list() == ["a"]
    rejects = read.rejects["statements"]
    told = dict(rejects.select("rejected_row", "rejected_columns").iter_rows())
    assert told == {5: "level", 6: "statement", 7: "name"}
    for lang in ("en", "zh"):
        marked = mark_cells(read, lang)
        notes = part(marked, "xl/comments1.xml")
        for cell in ("B5", "A6", "C7"):
            assert f'ref="{cell}"' in notes
        reason = rejects.filter(pl.col("rejected_row") == 5).get_column(f"reason_{lang}").item()
        assert reason.split("“")[0][:20] in notes
        again = read_template(marked, "marked.xlsx")
        assert again.rejects["statements"].equals(
            rejects.with_columns(
                pl.col("reason_en", "reason_zh").str.replace_all("filled.xlsx", "marked.xlsx", literal=True)
            )
        )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook({"other": [["a"]]}), "formats.template-no-sheet"),
        (workbook({"statements": [["statement", "statement"]]}), "formats.template-header"),
        (workbook({"statements": [["statement"]]}), "tables.missing-column"),
    ],
)
def test_what_is_no_template_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_template(data, "bad.xlsx")
    assert refused.value.findings[0].code == code


def test_bytes_that_are_no_workbook_are_refused() -> None:
    with pytest.raises(Refusal):
        read_template(b"not a workbook", "bad.xlsx")


def test_a_cell_that_excel_cannot_hold_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        write_template({"statements": statements("x" * 40_000)})
    assert refused.value.findings[0].code == "formats.template-too-long"
