"""What every back end of RegionStore must do."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import Run, new_run_id
from seedbed.store.fingerprint import fingerprint
from seedbed.tables import SCHEMAS

PEOPLE = pl.DataFrame(
    {"person": ["p1", "p2"], "sex": ["female", None], "groups": [["farmer"], None], "note": ["x", "y"]}
)


def event(number, kind="started", **more):
    return {
        "event": f"e{number}",
        "seeker": "p1",
        "opportunity": "o1",
        "kind": kind,
        "date": dt.date(2026, 1, 1),
        **more,
    }


def events(*rows):
    return pl.DataFrame(rows)


def code_of(caught):
    return caught.value.findings[0].code


def test_a_known_table_that_is_absent_is_empty_with_its_types(store):
    frame = store.table("people")
    assert frame.height == 0
    assert frame.schema["graduated"] == pl.Date


def test_an_unknown_table_is_refused(store):
    with pytest.raises(Refusal) as caught:
        store.table("no_such_table")
    assert code_of(caught) == "tables.unknown-table"


def test_replace_keeps_types_and_extra_columns(store):
    store.replace("people", PEOPLE)
    frame = store.table("people")
    assert frame.select(PEOPLE.columns).equals(PEOPLE)
    assert set(SCHEMAS["people"].empty().columns) < set(frame.columns)
    assert store.tables() == ("people",)


def test_a_region_may_have_tables_of_its_own(store):
    store.replace("strategic_industries", pl.DataFrame({"industry": ["C39"], "name": ["electronics"]}))
    assert store.table("strategic_industries").to_dicts() == [{"industry": "C39", "name": "electronics"}]


def test_replace_refuses_bad_rows_and_leaves_the_table(store):
    store.replace("people", PEOPLE)
    with pytest.raises(Refusal) as caught:
        store.replace("people", pl.DataFrame({"person": ["p3"], "education": ["99"]}))
    assert code_of(caught) == "tables.too-high"
    assert store.table("people").get_column("person").to_list() == ["p1", "p2"]


def test_logs_of_events_are_never_replaced_and_tables_never_appended(store):
    with pytest.raises(Refusal) as caught:
        store.replace("placements", events(event(1)))
    assert code_of(caught) == "store.append-only"
    with pytest.raises(Refusal) as caught:
        store.append("people", PEOPLE)
    assert code_of(caught) == "store.not-append-only"


def test_append_records_the_moment_and_keeps_the_order(store):
    before = dt.datetime.now(dt.UTC)
    first = store.append("placements", events(event(1), event(2)))
    store.append("placements", events(event(3, recorded_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))))
    frame = store.table("placements")
    assert frame.get_column("event").to_list() == ["e1", "e2", "e3"]
    moments = frame.get_column("recorded_at").to_list()
    assert before <= moments[0] <= dt.datetime.now(dt.UTC)
    assert moments[0] == moments[1] == first.recorded_at
    assert moments[2].year == 2020


def test_an_event_is_kept_once_and_an_append_is_all_or_nothing(store):
    store.append("placements", events(event(1)))
    with pytest.raises(Refusal) as caught:
        store.append("placements", events(event(2), event(1)))
    assert code_of(caught) == "store.key-exists"
    with pytest.raises(Refusal) as caught:
        store.append("placements", events(event(3), event(4, kind="promoted")))
    assert code_of(caught) == "tables.bad-choice"
    assert store.table("placements").get_column("event").to_list() == ["e1"]


def test_writers_at_the_same_time_lose_nothing(store):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.append("placements", events(event(number))), range(12)))
    assert sorted(store.table("placements").get_column("event")) == sorted(f"e{n}" for n in range(12))


def test_writers_at_the_same_time_keep_a_key_once(store):
    def attempt(_):
        try:
            return store.append("placements", events(event(1))).rows
        except Refusal:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert store.table("placements").height == 1


def make_run(kind="match", **more):
    moment = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    return Run(
        run=new_run_id(kind, moment), kind=kind, started=moment, finished=moment + dt.timedelta(seconds=3),
        parameters={"k": 50, "floors": ["women"]}, inputs={"people": "00"}, outputs=("pairs",), **more,
    )  # fmt: skip


def test_a_run_is_kept_with_its_outputs(store):
    run, pairs = make_run(), pl.DataFrame({"seeker": ["p1"], "fit": [0.5]})
    store.keep_run(run, {"pairs": pairs})
    assert store.run(run.run) == run
    assert store.runs("match") == (run,) and store.runs("count") == ()
    assert store.run_output(run.run, "pairs").equals(pairs)
    assert run.seconds == 3
    with pytest.raises(Refusal) as caught:
        store.keep_run(run, {"pairs": pairs})
    assert code_of(caught) == "store.run-exists"


def test_unknown_runs_and_outputs_are_refused(store):
    run = make_run()
    store.keep_run(run, {"pairs": pl.DataFrame({"a": [1]})})
    for call, code in [
        (lambda: store.run("nothing"), "store.unknown-run"),
        (lambda: store.run("../../etc"), "store.unknown-run"),
        (lambda: store.run_output(run.run, "prices"), "store.unknown-output"),
    ]:
        with pytest.raises(Refusal) as caught:
            call()
        assert code_of(caught) == code


def test_check_names_ids_that_lead_nowhere(store):
    store.replace("people", PEOPLE)
    store.append("placements", events(event(1)))
    found = {(f.code, f.values.get("column")) for f in store.check()}
    assert ("tables.reference-table-missing", "opportunity") in found
    assert ("tables.reference-table-missing", "seeker") not in found


def test_the_fingerprint_follows_the_content(store):
    store.replace("people", PEOPLE)
    one = fingerprint(store.table("people"))
    store.replace("people", PEOPLE)
    assert fingerprint(store.table("people")) == one
    store.replace("people", PEOPLE.reverse())
    assert fingerprint(store.table("people")) != one


def test_settings(store):
    assert store.settings.name_zh == "测试区"
    assert store.settings.floors[0].share == 0.25


def test_a_missing_document_is_refused(store):
    with pytest.raises(Refusal) as caught:
        store.document("counting_rules")
    assert code_of(caught) == "store.missing-document"


def test_documents_that_stand_together_are_listed(store):
    assert store.documents("scorecards") == ()
