"""Single rows, pages and searches on the database."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.tables import SCHEMAS, Kind, check_cells
from seedbed.workbench.record.searching_terms import plain, terms_of, terms_sought
from seedbed.workbench.record.store import DatabaseStore


def code_of(caught):
    return caught.value.findings[0].code


PERSON = {
    "person": "p1",
    "sex": "女",
    "groups": ["farmer"],
    "title": "数控车工",
    "graduated": "2024-06",
    "own": "x",
}


def test_a_row_is_put_read_changed_and_taken(store):
    store.put("people", PERSON)
    row = store.row("people", "p1")
    assert row["sex"] == "female" and row["groups"] == ["farmer"] and row["graduated"] == dt.date(2024, 6, 1)
    assert row["own"] == "x" and store.count("people") == 1
    store.put("people", {"person": "p0"})
    store.put("people", {"person": "p1", "title": "Welder"})
    assert store.table("people")["person"].to_list() == ["p1", "p0"], "an edited row keeps its place"
    assert store.row("people", "p1")["sex"] is None and store.row("people", "p1")["title"] == "Welder"
    assert store.page("people", search="weld").rows["person"].to_list() == ["p1"]
    assert store.page("people", search="数控").rows.height == 0, "the old words do not find it any more"
    assert store.take("people", "p1") and not store.take("people", "p1")
    assert store.row("people", "p1") is None and store.count("people") == 1
    assert store.page("people", search="weld").rows.height == 0


def test_a_bad_row_changes_nothing(store):
    store.put("people", PERSON)
    with pytest.raises(Refusal) as caught:
        store.put("people", {"person": "p1", "education": 99})
    assert code_of(caught) == "tables.too-high"
    with pytest.raises(Refusal) as caught:
        store.put("people", {"person": "p2", "title": "a\x00b"})
    assert code_of(caught) == "tables.broken-file"
    assert store.row("people", "p1")["title"] == "数控车工" and store.count("people") == 1


def test_logs_and_unknown_tables_are_not_edited(store):
    for call, code in [
        (lambda: store.put("placements", {"event": "e"}), "store.append-only"),
        (lambda: store.take("placements", "e"), "store.append-only"),
        (lambda: store.put("nothing", {"a": 1}), "tables.unknown-table"),
        (lambda: store.page("people", {"groups": "farmer"}), "workbench.unknown-column"),
        (lambda: store.page("people", {"person; DROP": "x"}), "workbench.unknown-column"),
        (lambda: store.page("ties", search="x"), "workbench.not-searched"),
    ]:
        with pytest.raises(Refusal) as caught:
            call()
        assert code_of(caught) == code


def test_a_key_of_several_columns_with_an_empty_one(store):
    tie = {"from": "a", "to": "b", "kind": "supplies"}
    store.put("ties", tie)
    store.put("ties", tie | {"source": "s"})
    store.put("ties", tie | {"start": "2020"})
    assert store.count("ties") == 2 and store.table("ties")["source"].to_list() == ["s", None]
    assert store.take("ties", "a", "b", "supplies", None) and store.count("ties") == 1


def test_pages_go_through_a_table_once(store):
    titles = ["焊工", "数控车工", "数控铣工", "Senior welder", "电工 数控"]
    people = {"person": [f"p{n:03d}" for n in range(137)], "title": [titles[n % 5] for n in range(137)]}
    people["sex"] = ["female" if n % 3 else "male" for n in range(137)]
    store.replace("people", pl.DataFrame(people))
    for where, search, expected in [
        ({}, "", people["person"]),
        (
            {"sex": "male"},
            "",
            [p for p, s in zip(people["person"], people["sex"], strict=True) if s == "male"],
        ),
        ({}, "数控", [p for p, t in zip(people["person"], people["title"], strict=True) if "数控" in t]),
        ({}, "控", [p for p, t in zip(people["person"], people["title"], strict=True) if "控" in t]),
        (
            {},
            "数控 电工",
            [p for p, t in zip(people["person"], people["title"], strict=True) if t == titles[4]],
        ),
        ({"sex": "female"}, "WELD", [p for n, p in enumerate(people["person"]) if n % 5 == 3 and n % 3]),
    ]:
        seen, after = [], None
        while True:
            page = store.page("people", where, after, size=10, search=search)
            assert page.rows.height <= 10
            seen += page.rows["person"].to_list()
            if page.next is None:
                break
            after = page.next
        assert seen == expected, (where, search)


def test_parts_go_through_a_table_once_and_values_are_looked_up_in_turns(store, monkeypatch):
    monkeypatch.setattr("seedbed.workbench.record.store._PART", 3)
    monkeypatch.setattr("seedbed.workbench.record.store._VALUES_AT_ONCE", 4)
    people = [{"person": f"p{n}", "sex": "female" if n % 3 else "male", "own": n} for n in range(10)]
    store.replace("people", pl.DataFrame(people))
    parts = list(store.parts("people", ("person", "own")))
    assert pl.concat(parts)["own"].to_list() == list(range(10)) and max(part.height for part in parts) == 3
    chosen = pl.concat(store.parts("people", ("person",), ("person", [f"p{n}" for n in range(8)])))
    assert sorted(chosen["person"]) == [f"p{n}" for n in range(8)]
    assert pl.concat(store.parts("people", ("own",), ("sex", ["male"])))["own"].to_list() == [0, 3, 6, 9]


words = st.text(alphabet="焊工数控车webABC1 ，", max_size=12)


@given(title=words, start=st.integers(0, 11), length=st.integers(2, 12))
def test_every_part_of_chinese_and_every_beginning_of_a_word_is_sought_by_terms_that_the_title_has(
    title, start, length
):
    part = plain(title)[start : start + length]
    if part and all("一" <= sign <= "鿿" for sign in part):
        assert terms_sought(part) <= terms_of([title])
    for word in plain(title).replace("，", " ").split():
        if word.isascii():
            assert terms_sought(word[:length]) <= terms_of([title])


cells = {
    Kind.TEXT: st.text(max_size=5),
    Kind.IDENTIFIER: st.text(alphabet="ab汉;\"'\\\n,", max_size=5),
    Kind.NUMBER: st.floats(0, 1e300),
    Kind.INTEGER: st.integers(0, 8),
    Kind.LIST: st.lists(st.sampled_from(["job", "training"]), max_size=2),
    Kind.DATE: st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
    Kind.MONTH: st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
    Kind.CHOICE: st.sampled_from(["female", "male"]),
}
person_rows = st.lists(
    st.fixed_dictionaries(
        {
            column.name: st.none() | cells[column.kind]
            for column in SCHEMAS["people"].columns
            if not column.required
        }
        | {
            "own": st.none() | st.text(max_size=4),
            "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        }
        | {"day": st.none() | cells[Kind.DATE], "whole": st.none() | st.integers(-(2**53), 2**53)}
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=person_rows)
def test_whatever_a_table_holds_comes_back(store, rows):
    schema = SCHEMAS["people"]
    types = dict(schema.empty().schema) | {
        "own": pl.String,
        "number": pl.Float64,
        "day": pl.Date,
        "whole": pl.Int64,
    }
    frame = pl.DataFrame([{"person": f"p{n}"} | row for n, row in enumerate(rows)], schema=types)
    try:
        store.replace("people", frame)
    except Refusal as refusal:
        assert all(finding.code == "tables.broken-file" for finding in refusal.findings)
        assert "\x00" in str([list(row.values()) for row in rows]).encode().decode("unicode_escape")
        return
    assert store.table("people").equals(check_cells(frame, schema, file="people").frame)


def test_another_store_sees_a_change_at_once(alias, store):
    store.replace("people", pl.DataFrame({"person": ["p1"]}))
    other = DatabaseStore(alias)
    assert other.table("people").height == 1
    store.put("people", {"person": "p2"})
    assert other.table("people").height == 2
