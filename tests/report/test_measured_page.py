"""The page of a measured table: pictures where they help, every frame beside it, nothing cut in silence."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, codes
from seedbed.observatory.io import Table
from seedbed.report.document import Figure
from seedbed.report.measured_page import measured_document, write_measured_folder
from seedbed.usecases.analyse_input_output import analyse_input_output
from seedbed.usecases.measure_table import MEASURES, Choice, Measured, measure_table

XHTML = "{http://www.w3.org/1999/xhtml}"


def values(places: int = 8, industries: int = 6) -> pl.DataFrame:
    """Two periods of a table without zeros, in which places differ."""
    rows = [
        (
            f"P{p}",
            f"I{i}",
            str(year),
            float(1 + (p * 7 + i * 5 + p * i) % 23 + (year - 2010) * (i + p % 3)),
            p % 2,
        )
        for p in range(places)
        for i in range(industries)
        for year in (2010, 2015, 2020)
    ]
    return pl.DataFrame(rows, ["place", "industry", "period", "value", "group"], orient="row").with_columns(
        pl.col("group").cast(pl.String), weight=pl.lit(2.0)
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_page_in_both_languages(measure: str, tmp_path: Path) -> None:
    measured = measure_table(values(), measure, Choice())
    page = write_measured_folder(measured, "jobs.csv", tmp_path / "out")
    tree = ET.fromstring(page.read_text("utf-8").removeprefix("<!DOCTYPE html>"))
    assert {"script", "link"}.isdisjoint(one.tag.removeprefix(XHTML) for one in tree.iter())
    for name, frame in measured.frames.items():
        written = pl.read_csv(tmp_path / "out" / f"{name}.csv", infer_schema=False)
        assert written.columns == frame.columns and written.height == frame.height
    shown = {text.strip() for text in tree.itertext()}
    assert not shown & codes("en")
    for lang in LANGUAGES:
        document = measured_document(measured, "jobs.csv", lang)
        held = [
            block.table if isinstance(block, Figure) else block for block in document.sections[0].blocks[1:]
        ]
        headings = [column.heading for one in held if hasattr(one, "columns") for column in one.columns]
        assert headings and not [one for one in headings if "_" in one]


PICTURED = ("location-quotient", "herfindahl", "similarity-unido", "overlap", "complexity", "shift-share")


@pytest.mark.parametrize("measure", PICTURED)
def test_what_a_picture_helps_has_one(measure: str) -> None:
    document = measured_document(measure_table(values(), measure, Choice()), "jobs.csv", "en")
    assert [block for block in document.sections[0].blocks if isinstance(block, Figure)]


def test_a_large_matrix_is_cut_and_the_page_says_so() -> None:
    measured = measure_table(values(40, 35), "location-quotient", Choice())
    (figure,) = [
        block
        for block in measured_document(measured, "jobs.csv", "en").sections[0].blocks
        if isinstance(block, Figure)
    ]
    assert "40 rows and 35 columns" in figure.note and "The first 60 of 1400 rows" in figure.table.note


def test_findings_are_sentences() -> None:
    empty = values().with_columns(value=pl.when(pl.col("place") == "P3").then(0.0).otherwise("value"))
    measured = measure_table(empty, "krugman", Choice())
    found = measured.frames["values"]["finding"].drop_nulls()
    assert found.len()  # a place without anything has no structure
    blocks = measured_document(measured, "jobs.csv", "zh").sections[0].blocks
    tables = [block.table if isinstance(block, Figure) else block for block in blocks[1:]]
    assert found[0] not in {cell for one in tables for row in one.rows() for cell in row}


@pytest.mark.parametrize("question", ["multipliers", "linkages", "impact", "extraction", "check"])
def test_an_input_output_table_has_a_page_for_each_question(question: str, tmp_path: Path) -> None:
    table = Table(
        [[150, 500], [200, 100]], [350, 1700], satellites={"jobs": [300, 500]}, industries=["farms", "works"]
    )
    measured: Measured = analyse_input_output(table, question, demand={"works": 10.0})
    page = write_measured_folder(measured, "table.csv", tmp_path)
    tree = ET.fromstring(page.read_text("utf-8").removeprefix("<!DOCTYPE html>"))
    headings = {"".join(one.itertext()) for one in tree.iter(f"{XHTML}th") if one.get("scope") == "col"}
    assert headings and not [one for one in headings if "_" in one]
    assert ("farms" in {text.strip() for text in tree.itertext()}) is (question != "check")
    pictures = sum(one.tag.endswith("}svg") for one in tree.iter())
    assert bool(pictures) is (question != "check")
