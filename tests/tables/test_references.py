"""Ids across tables, and the published form of the schemas."""

import polars as pl
import pytest

from seedbed.messages import Severity
from seedbed.tables import SCHEMAS, TableRead, as_frictionless, check_references
from seedbed.tables.checking import check_cells


def read(name, /, **columns):
    cells = pl.DataFrame(
        {key: [str(v) if v is not None else None for v in values] for key, values in columns.items()}
    )
    checked = check_cells(cells, SCHEMAS[name], file=f"{name}.csv")
    return TableRead(name, f"{name}.csv", checked.frame, checked.rows, checked.rejects, checked.findings)


def test_a_required_id_that_leads_nowhere_is_an_error_an_optional_one_a_warning():
    tables = {
        "places": read("places", place=["500000"], name=["Chongqing"], level=["province"]),
        "organisations": read(
            "organisations",
            organisation=["a", "b"],
            name=["A", "B"],
            actor_type=["service", "企业"],
            place=["500000", "999999"],
        ),
        "ties": read("ties", **{"from": ["a", "a"], "to": ["b", "c"], "kind": ["lends", "lends"]}),
    }
    found = [
        (f.values["file"], f.values["row"], f.values["column"], f.values["value"], f.severity)
        for f in check_references(tables)
    ]
    assert found == [
        ("organisations.csv", 3, "place", "999999", Severity.WARNING),
        ("ties.csv", 3, "to", "c", Severity.ERROR),
    ]


def test_a_reference_may_be_met_by_either_of_two_tables():
    tables = {
        "people": read("people", person=["p1"]),
        "needs": read("needs", need=["n1"], organisation=["a"], title=["t"]),
        "seeker_skills": read("seeker_skills", seeker=["p1", "n1", "x"], skill=["s", "s", "s"]),
    }
    assert [f.values["value"] for f in check_references(tables) if f.values["column"] == "seeker"] == ["x"]


def test_many_dangling_ids_are_counted():
    tables = {
        "people": read("people", person=["p"]),
        "seeker_skills": read("seeker_skills", seeker=[f"x{i}" for i in range(50)], skill=["s"] * 50),
    }
    findings = check_references(tables)
    assert findings[-1].code == "tables.more-like-this" and findings[-1].values["more"] == 30


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_complete_and_publishable(name):
    schema = SCHEMAS[name]
    assert all(column.about_en and column.about_zh for column in schema.columns)
    assert all(schema.column(key) is not None for key in schema.key)
    published = as_frictionless(schema, {table: SCHEMAS[table].key[0] for table in SCHEMAS})
    assert [field["name"] for field in published["fields"]] == [column.name for column in schema.columns]
    required = {field["name"] for field in published["fields"] if field["constraints"].get("required")}
    assert required == {column.name for column in schema.columns if column.required}


def test_each_id_of_a_list_is_looked_up():
    tables = {
        "places": read(
            "places",
            place=["a", "b", "c"],
            name=["A", "B", "C"],
            level=["city"] * 3,
            parts=["b;c", "x;c", None],
        )
    }
    assert [(f.values["row"], f.values["value"]) for f in check_references(tables)] == [(3, "x")]
