"""Erased people leave no identity, and the figures of reports do not move."""

import json

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.usecases.compare_reports import compare_reports
from seedbed.usecases.counted_placements import counted_placements
from seedbed.usecases.erase_person import erase_person
from seedbed.usecases.export_person import export_person
from seedbed.usecases.issue_report import issue_report
from usecases.programme_region import add_person, code_of, place, programme_region

PERSON = "person-female-a-01"


@pytest.fixture
def store(tmp_path):
    return programme_region(tmp_path / "region")


def test_everything_held_about_a_person_is_handed_over_as_json(store):
    held = export_person(store, PERSON)
    assert set(held) == {"people", "placements"}
    assert [row["kind"] for row in held["placements"]] == ["started", "verified"]
    assert json.loads(json.dumps(held, ensure_ascii=False)) == held
    assert export_person(store, "nobody") == {}


def test_an_erased_person_stays_counted_where_a_report_was_issued(store):
    issued = issue_report(store, "one", "2023", "office")
    erased = erase_person(store, PERSON)
    assert erased.still_counted == 1 and erased.rows == {"people": 1, "placements": 2}
    assert export_person(store, PERSON) == {}
    counted = counted_placements(store).counted
    assert counted.height == 30 and counted["seeker"].null_count() == 1
    assert counted.filter(pl.col("sex") == "female").height == 15
    assert compare_reports(store, "one").height == 0
    again = issue_report(store, "two", "2023", "office")
    assert again.figures.equals(issued.figures)
    for path in store.folder.rglob("*"):
        assert path.is_dir() or PERSON.encode() not in path.read_bytes(), path.name
    assert PERSON not in erased.run.to_json()


def test_without_a_report_nothing_of_the_person_is_counted_any_more(store):
    erased = erase_person(store, PERSON)
    assert erased.still_counted == 0
    assert counted_placements(store).counted.height == 29


def test_what_came_after_the_last_report_stops_counting(store):
    issue_report(store, "one", "2023")
    add_person(store, "newcomer-1", sex="male", place="p1")
    place(store, [("newcomer-1", "oa")], year=2024)
    assert counted_placements(store).counted.height == 31
    assert erase_person(store, "newcomer-1").still_counted == 0
    assert counted_placements(store).counted.height == 30


def test_the_numbers_that_stay_carry_no_day_and_add_up(store):
    issue_report(store, "one", "2023")
    erase_person(store, PERSON)
    erase_person(store, "person-female-a-03")
    kept = store.table("erased_counts")
    assert set(kept.columns) == {"indicator", "period", "sex", "groups", "place", "subproject", "count"}
    assert kept["count"].cast(pl.Int64).to_list() == [2]
    assert counted_placements(store).counted.filter(pl.col("groups").list.contains("farmer")).height == 14


def test_a_dry_run_erases_nothing_and_an_unknown_person_is_refused(store):
    before = {path: path.read_bytes() for path in store.folder.rglob("*.csv")}
    assert erase_person(store, PERSON, dry_run=True).run is None
    assert before == {path: path.read_bytes() for path in store.folder.rglob("*.csv")}
    with pytest.raises(Refusal) as caught:
        erase_person(store, "nobody")
    assert code_of(caught) == "usecases.person-unknown"
