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


def test_parts_of_a_table_are_some_columns_of_the_rows_that_are_asked_for(store):
    def whole(columns, where=None):
        return pl.concat(store.parts("people", columns, where))

    nobody = whole(("person", "groups", "note"))
    assert nobody.height == 0 and nobody.schema["groups"] == pl.List(pl.String)
    store.replace("people", PEOPLE)
    assert whole(("groups", "person", "note")).equals(PEOPLE.select("groups", "person", "note"))
    assert whole(("person", "no_such")).to_dicts() == [
        {"person": "p1", "no_such": None},
        {"person": "p2", "no_such": None},
    ]
    assert whole(("no_such",), ("sex", ["female"])).height == 1
    assert whole(("person",), ("person", ["p2", "p9"]))["person"].to_list() == ["p2"]
    assert whole(("person",), ("person", [])).height == 0
    with pytest.raises(Refusal) as caught:
        list(store.parts("no_such_table", ("person",)))
    assert code_of(caught) == "tables.unknown-table"


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


PERSON = "per-7f3a9c21"


def remembering(store):
    """A region that holds a person in tables, a log, and two runs; and another person beside."""
    people = {"person": [PERSON, "per-0000ffff"], "sex": ["female", "male"], "text": ["my story", "other"]}
    store.replace("people", pl.DataFrame(people))
    skills = {"seeker": [PERSON, "per-0000ffff"], "skill": ["s1", "s2"]}
    store.replace("seeker_skills", pl.DataFrame(skills))
    own = {"seeker": PERSON, "evidence": "file-1", "reason": "private words", "remark": "more of them"}
    other = {"seeker": "per-0000ffff", "reason": "stays"}
    store.append(
        "placements",
        events(
            event(1, **own),
            event(2, **own | {"evidence": None, "event": f"{PERSON}-started"}),
            event(3, **other),
        ),
    )
    run = make_run(summary={"pinned": [PERSON, "per-0000ffff"]})
    outputs = {
        "pairs": pl.DataFrame(
            {
                "seeker": [PERSON, "per-0000ffff"],
                "sex": ["female", "male"],
                "groups": [["farmer"], ["student"]],
            }
        ),
        "parts": pl.DataFrame({"seeker": [PERSON, "per-0000ffff"], "skill": ["s1", "s2"]}),
        "counted": pl.DataFrame({"path_events": [[f"{PERSON}-started"], ["e3"]], "n": [1, 2]}),
    }
    kept = Run(**{name: getattr(run, name) for name in run.__slots__} | {"outputs": tuple(outputs)})
    store.keep_run(kept, outputs)
    return kept.run


def test_a_forgotten_person_is_nowhere_and_events_stay_without_identity(store):
    run = remembering(store)
    erased = store.forget(PERSON)
    assert erased.removed == {"people": 1, "seeker_skills": 1}
    assert erased.unnamed == {"placements": 2} and erased.runs == 1 and erased.evidence == ("file-1",)
    assert store.table("people").get_column("person").to_list() == ["per-0000ffff"]
    log = store.table("placements")
    assert log.height == 3 and log["kind"].to_list() == ["started"] * 3
    unnamed, other = (
        log.filter(pl.col("seeker") != "per-0000ffff"),
        log.filter(pl.col("seeker") == "per-0000ffff"),
    )
    assert unnamed["seeker"].n_unique() == 1 and unnamed["seeker"][0].startswith("erased-")
    assert unnamed.select(pl.col("reason", "evidence", "remark").null_count()).row(0) == (2, 2, 2)
    assert other["reason"].to_list() == ["stays"]
    pairs = store.run_output(run, "pairs")
    assert pairs["seeker"][0] == unnamed["seeker"][0] and pairs["sex"].to_list() == ["unstated", "male"]
    assert pairs["groups"].to_list() == [[], ["student"]]
    assert store.run_output(run, "parts")["seeker"].to_list() == ["per-0000ffff"]
    assert store.run_output(run, "counted")["path_events"][0].to_list() == [log["event"][1]]
    assert "per-0000ffff" in store.run(run).summary["pinned"]
    everything = [store.table(name) for name in store.tables()]
    everything += [store.run_output(run, name) for name in store.run(run).outputs]
    assert not any(PERSON in str(frame.to_dicts()) for frame in everything)
    assert PERSON not in store.run(run).to_json()


def test_two_forgotten_people_cannot_be_told_by_their_ids(store):
    remembering(store)
    store.forget(PERSON)
    store.forget("per-0000ffff")
    ids = store.table("placements")["seeker"].unique().to_list()
    assert len(ids) == 2 and all(len(name) == len("erased-") + 16 for name in ids)


def test_a_person_whom_nobody_knows_cannot_be_forgotten(store):
    store.replace("people", PEOPLE)
    with pytest.raises(Refusal) as caught:
        store.forget("p3")
    assert code_of(caught) == "store.unknown-person"


def test_a_short_id_is_replaced_only_where_it_is_the_whole_cell(store):
    store.replace("people", PEOPLE)
    store.append("placements", events(event(1, seeker="p1"), event(2, seeker="p10", run="p1-run")))
    store.forget("p1")
    log = store.table("placements")
    assert log["seeker"][1] == "p10" and log["run"][1] == "p1-run" and log["seeker"][0] != "p1"
