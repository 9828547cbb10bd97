"""The progress report as Word, read back: structure, fonts, languages, and what it must not say."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import docx
import polars as pl
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from seedbed.messages import LANGUAGES, Lang
from seedbed.report.progress_report import write_progress_report
from seedbed.report.progress_report.results import state_of
from seedbed.report.progress_report.writing import CHAPTERS, chapters_of
from seedbed.report.word_layout import Grid
from seedbed.usecases.forecast_targets import forecast_targets
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.progress_report_contents import ProgressReportContents, Withholding
from seedbed.usecases.record_grievance import record_grievance
from usecases.reported_region import reported_region

FILES: dict[tuple[int, tuple[Lang, ...]], tuple[ProgressReportContents, Document]] = {}
NOW = dt.datetime(2024, 1, 5, 8, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ProgressReportContents:
    store = reported_region(tmp_path_factory.mktemp("office") / "region")
    record_grievance(store, "received", category="payment", on=dt.date(2023, 5, 1))
    forecast_targets(store, at=dt.date(2024, 1, 1), draws=1000)
    issue_report(store, "2023-office", "2023", "office")
    return gather_progress_report(store, "2023-office")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> ProgressReportContents:
    store = reported_region(tmp_path_factory.mktemp("public") / "region", women=(2, 9), men=(9, 9))
    return gather_progress_report(store, up_to="2023")


@pytest.fixture(scope="module")
def nothing() -> ProgressReportContents:
    return ProgressReportContents(
        "R", "区", "R", "区", None, "public", "2023", NOW, NOW, "0", Withholding(5, True, 0, 0)
    )


def written(contents: ProgressReportContents, folder: Path, *languages: Lang) -> Document:
    """The file read back; each is written once, and tests only read it."""
    key = (id(contents), languages)
    if key not in FILES:
        # The contents are kept with it, so that no other ones get their id.
        FILES[key] = (
            contents, docx.Document(str(write_progress_report(contents, folder / "report.docx", languages)))
        )  # fmt: skip
    return FILES[key][1]


def texts(file: Document) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


def cells(file: Document, heading: str) -> list[list[str]]:
    """The rows of the tables whose first heading is the given one."""
    found = [table for table in file.tables if table.rows[0].cells[0].text == heading]
    return [[cell.text for cell in row.cells] for table in found for row in list(table.rows)[1:]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_has_every_chapter_and_every_table(
    office: ProgressReportContents, tmp_path: Path, lang: Lang
) -> None:
    file = written(office, tmp_path, lang)
    chapters = chapters_of(office, lang).chapters
    headings = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert headings == [f"{at} {one.title}" for at, one in enumerate(chapters, start=1)]
    grids = [block for one in chapters for block in one.blocks if isinstance(block, Grid) and block.rows]
    assert [len(table.rows) for table in file.tables] == [1 + len(grid.rows) for grid in grids]
    for table, grid in zip(file.tables, grids, strict=True):
        assert tuple(cell.text for cell in table.rows[-1].cells) == grid.rows[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_repeat_their_header_keep_rows_whole_and_have_a_title(
    office: ProgressReportContents, tmp_path: Path, lang: Lang
) -> None:
    file = written(office, tmp_path, lang)
    assert file.tables
    for table in file.tables:
        rows = [row._tr.trPr for row in table.rows]
        assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_parts_of_tables_stand_in_the_order_of_the_schema(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    file = written(office, tmp_path, "en")
    order = ["tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"]
    for table in file.tables:
        assert [one.tag.rpartition("}")[2] for one in table._tbl.tblPr] == order
        for row in table.rows:
            assert [one.tag.rpartition("}")[2] for one in row._tr.trPr] in (
                ["cantSplit"],
                ["cantSplit", "tblHeader"],
            )


def test_every_style_that_is_used_has_a_chinese_font_and_no_font_of_a_theme(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    file = written(office, tmp_path, "zh", "en")
    used = {one.style.name for one in file.paragraphs}
    used |= {
        one.style.name for table in file.tables for cell in table.rows[0].cells for one in cell.paragraphs
    }
    assert {"Title", "Heading 1", "Heading 2", "Caption", "Cell Head", "TOC 1"} <= used
    for name in used:
        fonts = file.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei", name
        assert not [key for key in fonts.attrib if key.endswith("Theme")], name


def test_the_contents_are_links_that_lead_to_headings(office: ProgressReportContents, tmp_path: Path) -> None:
    file = written(office, tmp_path, "zh", "en")
    body = file.element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    assert len(set(marks)) == len(marks) and set(links) <= set(marks)
    assert len(links) == 2 + 2 * len(CHAPTERS)
    kinds = [one.get(qn("w:fldCharType")) for one in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate") == 1 + len(links)
    asked = [one.text.split()[0] for one in body.iter(qn("w:instrText"))]
    assert asked.count("TOC") == 1 and asked.count("PAGEREF") == len(links)


@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")])
def test_pages_are_numbered_in_the_languages_of_the_file(
    office: ProgressReportContents, tmp_path: Path, languages: tuple[Lang, ...]
) -> None:
    file = written(office, tmp_path, *languages)
    footer = file.sections[0].footer.paragraphs[0]
    asked = [one.text.strip() for one in footer._p.iter(qn("w:instrText"))]
    assert asked == ["PAGE", "NUMPAGES"] * len(languages)
    assert ("页" in footer.text) == ("zh" in languages) and ("Page" in footer.text) == ("en" in languages)


def test_one_file_can_hold_both_languages_or_one_alone(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    both, chinese = written(office, tmp_path, "zh", "en"), written(office, tmp_path, "zh")
    parts = [one.text for one in both.paragraphs if one.style.name == "Heading 1"]
    assert parts == ["中文", "English"]
    assert len(both.tables) == 2 * len(chinese.tables)
    assert "Results beside targets" in texts(both) and "Results beside targets" not in texts(chinese)
    with pytest.raises(ValueError, match="language"):
        write_progress_report(office, tmp_path / "none.docx", ())
    with pytest.raises(ValueError, match="language"):
        write_progress_report(office, tmp_path / "twice.docx", ("en", "en"))
    assert not (tmp_path / "none.docx").exists()


def test_figures_stand_with_their_year_their_parts_and_their_state(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    file = written(office, tmp_path, "en")
    value, women = cells(file, "Indicator")[:2]
    # 30 of 100 from 0 in 2020: the line asks for 100 * 3 / 7 in 2023.
    assert value == ["Jobs (persons)", "0\n(2020)", "100\n(2027)", "30\n(2023)", "30.0%", "43", "behind plan"]
    assert women == [
        "Jobs\nwomen",
        "—",
        "at least 25.0%\n(2027)",
        "50.0%\n15/30\n(2023)",
        "—",
        "—",
        "reached",
    ]
    assert "calibrated on simulations" in texts(file)
    assert "2023-office" in texts(file)


def test_money_names_its_currency_and_late_work_what_it_holds_up(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    file = written(office, tmp_path, "en")
    money = {row[1]: row[2:4] for row in cells(file, "Subproject") if "USD" in row[2] or "CNY" in row[2]}
    assert money == {"The Bank": ["USD 1,000,000", "USD 250,000"], "The City": ["CNY 2,000,000", "CNY 0"]}
    late = [row for row in cells(file, "Activity") if row[3]]
    assert [row[0] for row in late] == ["Building"] and "Late" in late[0][3]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_draft_for_the_public_says_so_and_keeps_small_numbers(
    public: ProgressReportContents, tmp_path: Path, lang: Lang
) -> None:
    file = written(public, tmp_path, lang)
    assert {"zh": "草稿", "en": "Draft"}[lang] in file.sections[0].header.paragraphs[0].text
    rows = cells(file, {"zh": "子项目", "en": "Subproject"}[lang])
    hidden = {"zh": "隐去", "en": "withheld"}[lang]
    women_of_a = next(row for row in rows if row[0] == "A")[1]
    assert women_of_a == hidden
    # Of 29 people two are women of a; neither their number nor the people they are is said anywhere.
    said = texts(file)
    assert "person-" not in said and "contract" not in said and "as agreed by all" not in said
    assert "programme evidence" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_known_still_gives_a_file_that_says_so(
    nothing: ProgressReportContents, tmp_path: Path, lang: Lang
) -> None:
    file = written(nothing, tmp_path, lang)
    assert [one.rows[0].cells[0].text for one in file.tables] == {
        "zh": ["项目", "用语"], "en": ["What", "Term"],
    }[lang]  # fmt: skip
    assert len([one for one in file.paragraphs if one.style.name == "Heading 1"]) == len(CHAPTERS)


def test_hostile_words_stay_words(nothing: ProgressReportContents, tmp_path: Path) -> None:
    words = ["<w:p/>", "a\x00b", "\u202egnp.exe", "=cmd()", "{programme}", "x" * 5000]
    risks = pl.DataFrame({"risk": [str(at) for at in range(len(words))], "name_en": words, "name_zh": words})
    empty = nothing.risks.select(pl.exclude("risk", "name_en", "name_zh"))
    frame = pl.concat([risks, empty.clear(len(words))], how="horizontal")
    contents = ProgressReportContents(
        "R",
        "区",
        "R <b>",
        "区",
        None,
        "public",
        "2023",
        NOW,
        NOW,
        "0",
        Withholding(5, True, 0, 0),
        risks=frame,
    )
    found = [row[0] for row in cells(written(contents, tmp_path, "en"), "Risk or assumption")]
    assert (
        found[0] == "<w:p/>" and found[3] == "=cmd()" and found[4] == "{programme}" and len(found[5]) == 5000
    )
    assert "\x00" not in found[1] and "\u202e" not in found[2]


def test_the_file_says_its_title_and_language_and_not_who_made_it(
    office: ProgressReportContents, tmp_path: Path
) -> None:
    file = written(office, tmp_path, "zh")
    assert file.core_properties.language == "zh-CN" and "进展报告" in file.core_properties.title
    assert file.core_properties.author == "Seedbed"
    with zipfile.ZipFile(write_progress_report(office, tmp_path / "again.docx", ("zh",))) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:eastAsia="zh-CN"' in styles and 'w:val="en-GB"' in styles


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"withheld": True, "actual": None, "met": None, "on_path": None}, "withheld"),
        ({"withheld": False, "actual": None, "met": None, "on_path": None}, "unknown"),
        ({"withheld": False, "actual": 0.0, "met": False, "on_path": None}, "not-yet"),
        ({"withheld": False, "actual": 0.0, "met": False, "on_path": False}, "behind"),
        ({"withheld": False, "actual": 5.0, "met": False, "on_path": True}, "as-planned"),
        ({"withheld": False, "actual": 9.0, "met": True, "on_path": False}, "reached"),
    ],
)
def test_the_state_of_a_target(row: dict[str, object], state: str) -> None:
    assert state_of(row) == state
