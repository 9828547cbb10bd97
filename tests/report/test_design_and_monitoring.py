"""The design and monitoring framework as Word and Excel, read back."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import polars as pl
import pytest
from docx.oxml.ns import qn

from seedbed.messages import LANGUAGES, Lang
from seedbed.report.design_and_monitoring import write_framework_word, write_framework_workbook
from seedbed.report.design_and_monitoring.grids import FrameworkGrids, framework_grids
from seedbed.store import open_region
from seedbed.usecases.gather_design_and_monitoring import DesignAndMonitoring, gather_design_and_monitoring
from usecases.reported_region import reported_region

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHONGQING = Path(__file__).parents[2] / "regions" / "chongqing"


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> DesignAndMonitoring:
    return gather_design_and_monitoring(reported_region(tmp_path_factory.mktemp("dm") / "region"))


@pytest.fixture(scope="module")
def grids(framework: DesignAndMonitoring) -> FrameworkGrids:
    return framework_grids(framework, "en")


def test_a_row_of_the_chain_has_the_four_columns_of_the_habit(grids: FrameworkGrids) -> None:
    assert grids.chain.headings == (
        "Results chain",
        "Performance indicators with targets and baselines",
        "Data sources and reporting mechanisms",
        "Risks and critical assumptions",
    )
    outcome, output, rest = grids.chain.rows
    assert outcome == (
        "Outcome 1\nPeople are placed [2]",
        "O1a. Jobs\nBy 2027: 100 persons\nBy 2027, women: at least 25.0%\nBaseline (2020): 0 persons\nBy sex, subproject",
        "O1a. contracts, verified",
        "A: employers hire\nR: Employers leave\nResponse: talk with them",
    )
    assert output[0] == "Output 1\nA centre stands [3]\nSubproject: A\nleads to outcome 1"
    assert output[1] == "No indicator is stated."
    assert rest == ("Programme as a whole", "—", "—", "R: No land is found")
    assert grids.impact == ("Impact 1: People have better work [1]",)
    assert grids.notes.rows == (("[1]", "paper p. 1"), ("[2]", "paper p. 2"), ("[3]", "paper p. 3"))
    assert grids.sources.rows == (("paper", "A paper", "P", "2019"),)


def test_activities_carry_the_number_of_the_output_that_they_serve(grids: FrameworkGrids) -> None:
    assert [row[:4] for row in grids.activities.rows] == [
        ("1.1", "Survey", "Output 1", "2020-01 to 2020-12"),
        ("1.2", "Building", "Output 1", "2021-01 to 2022-12"),
        ("1", "Opening\nSubproject: B", "—", "no dates stated"),
    ]
    assert [row[:2] for row in grids.inputs.rows] == [
        ("The Bank", "USD 1,000,000"),
        ("The City", "CNY 2,000,000"),
    ]
    assert grids.gender.rows == (("A crèche", "one", "2026"),)


def test_what_is_missing_is_said(framework: DesignAndMonitoring) -> None:
    bare = framework.indicators.with_columns(
        pl.lit(None, pl.Float64).alias("baseline"),
        *(pl.lit(None, pl.String).alias(f"means_{one}") for one in LANGUAGES),
    )
    said = framework_grids(
        DesignAndMonitoring(
            "P", "项", None, framework.written, "0", statements=framework.statements, indicators=bare
        ),
        "en",
    ).chain.rows[0]
    assert "No baseline is stated." in said[1] and "No target is stated." in said[1]
    assert "No means of verification is stated." in said[2]


def test_a_yes_or_no_indicator_speaks_in_words(framework: DesignAndMonitoring) -> None:
    changed = framework.indicators.with_columns(kind=pl.lit("yes_no"), baseline=pl.lit(0.0))
    targets = framework.targets.filter(target="t1").with_columns(value=pl.lit(1.0))
    of_words = DesignAndMonitoring(
        "P",
        "项",
        None,
        framework.written,
        "0",
        statements=framework.statements,
        indicators=changed,
        targets=targets,
    )
    assert "By 2027: yes\nBaseline (2020): no" in framework_grids(of_words, "en").chain.rows[0][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_file_is_landscape_with_every_table(
    framework: DesignAndMonitoring, tmp_path: Path, lang: Lang
) -> None:
    file = docx.Document(str(write_framework_word(framework, tmp_path / "dm.docx", (lang,))))
    page = file.sections[0]
    assert page.page_width > page.page_height
    tables = [one for one in framework_grids(framework, lang).tables if one.rows]
    assert [len(one.rows) for one in file.tables] == [1 + len(one.rows) for one in tables]
    for table, grid in zip(file.tables, tables, strict=True):
        assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [grid.headings, *grid.rows]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_both_languages_fit_into_one_word_file(framework: DesignAndMonitoring, tmp_path: Path) -> None:
    file = docx.Document(str(write_framework_word(framework, tmp_path / "dm.docx")))
    assert [one.text for one in file.paragraphs if one.style.name == "Heading 1"] == [
        "区：设计与监测框架",
        "R: design and monitoring framework",
    ]
    with pytest.raises(ValueError, match="language"):
        write_framework_word(framework, tmp_path / "none.docx", ())
    with pytest.raises(ValueError, match="language"):
        write_framework_workbook(framework, tmp_path / "none.xlsx", ("zh", "zh"))


def test_a_workbook_has_the_same_cells_and_prints_on_one_width(
    framework: DesignAndMonitoring, tmp_path: Path
) -> None:
    path = write_framework_workbook(framework, tmp_path / "dm.xlsx")
    with zipfile.ZipFile(path) as book:
        names = [one.get("name") for one in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        shared = ["".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        sheets = [ET.fromstring(book.read(f"xl/worksheets/sheet{at}.xml")) for at in range(1, len(names) + 1)]
    assert names[:2] == ["框架", "活动"] and names[6:8] == ["Framework", "Activities"] and len(names) == 12
    for lang in LANGUAGES:
        for grid in framework_grids(framework, lang).tables:
            assert {*grid.headings, *(cell for row in grid.rows for cell in row)} <= set(shared)
    for sheet in sheets:
        assert sheet.find(f".//{SHEET}f") is None and sheet.find(f".//{SHEET}hyperlink") is None
        setup = sheet.find(f"{SHEET}pageSetup")
        assert setup is not None and setup.get("orientation") == "landscape" and setup.get("paperSize") == "9"
        assert sheet.find(f".//{SHEET}pane") is not None


def test_text_that_looks_like_a_formula_stays_text(framework: DesignAndMonitoring, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x")'
    risks = framework.risks.with_columns(name_en=pl.lit(evil))
    inputs = framework.inputs.with_columns(financier_en=pl.lit(evil))
    changed = DesignAndMonitoring("P", "项", None, framework.written, "0", risks=risks, inputs=inputs)
    with zipfile.ZipFile(write_framework_workbook(changed, tmp_path / "dm.xlsx", ("en",))) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert evil in "".join(ET.fromstring(book.read("xl/sharedStrings.xml")).itertext())
    assert all(b"<f>" not in sheet and b"hyperlink" not in sheet for sheet in sheets)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programme_of_the_documents_is_written_whole(tmp_path: Path, lang: Lang) -> None:
    framework = gather_design_and_monitoring(open_region(CHONGQING))
    file = docx.Document(str(write_framework_word(framework, tmp_path / "dm.docx", (lang,))))
    said = "\n".join(cell.text for table in file.tables for row in table.rows for cell in row.cells)
    said += "\n".join(one.text for one in file.paragraphs)
    for frame in (framework.statements, framework.indicators, framework.risks, framework.activities):
        assert [name for name in frame[f"name_{lang}"] if name not in said] == []
    assert "8,000" in said and "USD 200,000,000" in said and "000:119-120" in said
