from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import seedbed
from seedbed.formats.iati import EXCHANGED, Publisher, check_rules, read_iati, write_iati
from seedbed.formats.iati.own_rows import CELL, ROW
from seedbed.tables import Column, Kind, check_cells, schema_of

CHONGQING = Path(__file__).parents[3] / "regions" / "chongqing"
OFFICE = Publisher(
    ref="XX-TEST-1",
    name="Programme office",
    name_zh="项目办公室",
    programme="whole",
    title="The programme",
    title_zh="项目",
    starts=date(2020, 1, 1),
    ends=date(2027, 12, 31),
    today=date(2024, 6, 1),
)
WRITTEN = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)
IDS = st.sampled_from(("a", "b", "c", "d/e", "f g"))
PERIODS = st.sampled_from(
    ("2021", "2021-Q2", "2021-02", "2021-02-28", "2021-02-31", "2020/2022", "2022/2020", "2021-01/2021-12")
)
BY_KIND = {
    Kind.TEXT: WRITTEN,
    Kind.IDENTIFIER: IDS,
    Kind.LIST: st.lists(IDS, max_size=2).map(lambda items: ";".join(items) or ";"),
    Kind.NUMBER: st.floats(0, 1, allow_nan=False).map(repr) | st.sampled_from(("0", "1e-9", "0.25")),
    Kind.INTEGER: st.integers(1900, 2100).map(str),
    Kind.DATE: st.dates(date(2019, 1, 1), date(2027, 1, 1)).map(str),
    Kind.PERIOD: PERIODS,
    Kind.TIMESTAMP: st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}".zfill(19)),
    Kind.BOOLEAN: st.sampled_from(("true", "false")),
}


def cell(column: Column) -> st.SearchStrategy[str | None]:
    filled = st.sampled_from(column.choices) if column.choices else BY_KIND[column.kind]
    if column.name == "sha256":
        filled = st.integers(0, 2**256 - 1).map(lambda value: f"{value:064x}")
    return filled if column.required else st.none() | filled


@st.composite
def tables(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    frames = {}
    for name in draw(
        st.lists(st.sampled_from((*EXCHANGED[:7], "budgets", "disbursements", "grievances")), unique=True)
    ):
        schema = schema_of(name)
        columns = {column.name: cell(column) for column in schema.columns}
        if draw(st.booleans()):
            columns["own note 备注"] = st.none() | WRITTEN
        rows = draw(st.lists(st.fixed_dictionaries(columns), max_size=3))
        cells = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
        frames[name] = check_cells(cells, schema, file=name).frame
    return frames


def same(before: dict[str, pl.DataFrame], data: bytes) -> None:
    read = read_iati(data, "file.xml")
    assert not read.rejects
    for name, frame in before.items():
        assert_frame_equal(read.tables[name], frame)
    assert all(read.tables[name].is_empty() for name in set(read.tables) - set(before))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_every_table_comes_back_as_it_was(frames: dict[str, pl.DataFrame]) -> None:
    data = write_iati(OFFICE, frames)
    same(frames, data)
    assert check_rules(ET.fromstring(data), "file.xml", OFFICE.today) == ()


def chongqing() -> dict[str, pl.DataFrame]:
    region = seedbed.open_region(CHONGQING)
    return {name: region.table(name) for name in EXCHANGED}


def test_the_programme_of_chongqing_comes_back_and_breaks_no_rule() -> None:
    frames = chongqing()
    data = write_iati(OFFICE, frames)
    same(frames, data)
    root = ET.fromstring(data)
    assert check_rules(root, "file.xml", OFFICE.today) == ()
    activities = root.findall("iati-activity")
    assert len(activities) == 1 + frames["subprojects"].height
    assert len(activities[0].findall("related-activity[@type='2']")) == frames["subprojects"].height
    values = {item.get("value") for item in root.iterfind(".//target")}
    assert {"8000", "600"} <= values


@pytest.mark.parametrize("own_rows", [True, False])
def test_the_file_is_valid_by_the_schema_of_the_standard(own_rows: bool) -> None:
    folder = os.environ.get("SEEDBED_IATI_SCHEMA", "")
    if not (Path(folder) / "iati-activities-schema.xsd").is_file():
        pytest.skip("set SEEDBED_IATI_SCHEMA to a folder with the XSD files of IATI 2.03")
    from lxml import etree  # noqa: PLC0415 - needed only where the schema is

    schema = etree.XMLSchema(etree.parse(str(Path(folder) / "iati-activities-schema.xsd")))
    for frames in (chongqing(), story()):
        schema.assertValid(etree.fromstring(write_iati(OFFICE, frames, own_rows=own_rows)))


def rows(table: str, *given: dict[str, object]) -> pl.DataFrame:
    schema = schema_of(table)
    columns = list(dict.fromkeys(name for row in given for name in row))
    cells = pl.DataFrame(
        {name: [None if row.get(name) is None else str(row[name]) for row in given] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    checked = check_cells(cells, schema, file=table)
    assert not checked.rejects.height, checked.rejects
    return checked.frame


def story() -> dict[str, pl.DataFrame]:
    indicator = {"indicator": "i", "name": "Jobs", "level": "outcome", "unit": "persons", "statement": "s"}
    result = {
        "indicator": "i",
        "period": "2022",
        "value": 7,
        "sex": "female",
        "place": "500108",
        "subproject": "p",
    }
    return {
        "subprojects": rows(
            "subprojects", {"subproject": "p", "name": "Base", "owner": "cju", "place": "500108"}
        ),
        "statements": rows(
            "statements", {"statement": "s", "level": "outcome", "name": "Work", "subproject": "p"}
        ),
        "indicators": rows(
            "indicators", {**indicator, "kind": "count", "baseline": 0, "baseline_year": 2020}
        ),
        "targets": rows(
            "targets",
            {"target": "t", "indicator": "i", "period": "2027", "value": 8000, "valid_from": "2020-01-01"},
            {"target": "t", "indicator": "i", "period": "2027", "value": 9000, "valid_from": "2023-01-01"},
        ),
        "results": rows(
            "results",
            {**result, "result": "r1", "by": "secret-clerk"},
            {**result, "result": "r2", "corrects": "r1", "value": 8, "period": "2023"},
        ),
        "evidence": rows(
            "evidence", {"evidence": "e", "file": "list.pdf", "sha256": "0" * 64, "subproject": "p"}
        ),
        "budgets": rows(
            "budgets", {"line": "b", "subproject": "p", "amount": 1e6, "currency": "USD", "period": "2023"}
        ),
        "disbursements": rows(
            "disbursements",
            {"disbursement": "d", "amount": 5, "currency": "CNY", "date": "2023-05-01", "financier": "adb"},
            {"disbursement": "later", "amount": 5, "currency": "CNY", "date": "2026-05-01"},
        ),
        "grievances": rows(
            "grievances",
            {"entry": "g", "grievance": "g1", "kind": "received", "date": "2023-01-01", "category": "data"},
        ),
    }


def test_only_what_stands_is_in_the_standards_elements() -> None:
    root = ET.fromstring(write_iati(OFFICE, story()))
    assert [item.get("value") for item in root.iterfind(".//target")] == ["9000"]
    assert [item.get("value") for item in root.iterfind(".//actual")] == ["8"]
    assert [item.get("ref") for item in root.iterfind(".//transaction")] == ["d"]
    assert root.find(".//actual/dimension[@name='sex']").get("value") == "female"
    assert root.find("iati-activity[2]/location").get("ref") == "500108"
    same(story(), write_iati(OFFICE, story()))


def test_a_file_for_the_public_holds_no_row_of_its_own() -> None:
    data = write_iati(OFFICE, story(), own_rows=False)
    root = ET.fromstring(data)
    assert not list(root.iter(ROW)) and not list(root.iter(CELL))
    assert b"secret-clerk" not in data and b"g1" not in data and b"urn:seedbed" not in data


def test_a_figure_that_a_partner_changes_in_the_standard_is_read_as_changed() -> None:
    data = write_iati(OFFICE, story()).replace(b'<target value="9000">', b'<target value="9100">')
    targets = read_iati(data, "file.xml").tables["targets"]
    assert targets.filter(pl.col("valid_from") == date(2023, 1, 1)).get_column("value").to_list() == [9100.0]


def test_order_of_columns_and_types_of_extra_ones_are_kept() -> None:
    frame = rows("risks", {"risk": "r", "name": "Delay"}).with_columns(pl.lit(3).cast(pl.Int64).alias("rank"))
    frame = frame.select("rank", *[name for name in reversed(frame.columns) if name != "rank"])
    same({"risks": frame}, write_iati(OFFICE, {"risks": frame}))
