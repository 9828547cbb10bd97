"""Forgetting in the database: nothing of the person is left, in no table, no blob, no page of the file."""

import datetime as dt
import io
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from django.db import connections

from seedbed.messages import Refusal
from seedbed.store import Run
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.record.models import RejectedRow
from seedbed.workbench.record.signals import person_forgotten

PERSON = "per-7f3a9c21"
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def full(store, alias):
    """A region in which the person stands everywhere."""
    people = pl.DataFrame(
        {
            "person": [PERSON, "per-b"],
            "title": ["zymurgist", "焊工"],
            "text": ["my-own-story", "x"],
            "remark": ["r", "s"],
        }
    )
    rejects = pl.DataFrame(
        {"rejected_row": [9, 10], "reason_en": ["bad", "bad"], "person": [PERSON, "per-c"]}
    )
    store.take_over("people", people, rejects)
    store.replace("seeker_skills", pl.DataFrame({"seeker": [PERSON, "per-b"], "skill": ["s1", "s2"]}))
    store.replace("of_our_own", pl.DataFrame({"seeker": [PERSON, "per-b"], "known_as": ["z", "y"]}))
    store.replace("notes", pl.DataFrame({"about": [f"see {PERSON}.", "nothing"], "number": [1, 2]}))
    event = {"seeker": [PERSON], "opportunity": ["o"], "kind": ["started"], "date": [dt.date(2026, 1, 1)]}
    store.append(
        "placements", pl.DataFrame(event | {"event": [f"{PERSON}-1"], "reason": ["private"], "weight": [3]})
    )
    run = Run("match-1", "match", MOMENT, MOMENT, parameters={"pinned": [PERSON]}, outputs=("pairs", "parts"))
    pairs = pl.DataFrame({"seeker": [PERSON, "per-b"], "fit": [0.5, 0.25]})
    store.keep_run(run, {"pairs": pairs, "parts": pairs.with_columns(skill=pl.lit("s1"))})
    Job.objects.using(alias).create(
        kind="advise", parameters={"person": PERSON}, asked_at=MOMENT, once=f"advise:{PERSON}",
        state=State.DONE, result={"of": [PERSON]}, problems=[{"code": "x.y", "values": {"person": PERSON}}],
    )  # fmt: skip
    return store


def test_a_forgotten_person_is_nowhere_in_the_database(full, alias):
    erased = full.forget(PERSON)
    assert erased.removed == {"people": 1, "seeker_skills": 1, "of_our_own": 1, "rejects": 1}
    assert erased.unnamed == {"placements": 1} and erased.runs == 1
    log = full.table("placements").row(0, named=True)
    assert log["seeker"].startswith("erased-") and log["event"] == f"{log['seeker']}-1"
    assert log["reason"] is None and log["weight"] is None
    assert full.table("notes").to_dicts() == [
        {"about": f"see {log['seeker']}.", "number": 1}, {"about": "nothing", "number": 2},
    ]  # fmt: skip
    job = Job.objects.using(alias).get()
    assert job.parameters == {"person": log["seeker"]} and PERSON not in str(job.problems) + str(job.once)
    assert full.count("people") == 1 and RejectedRow.objects.using(alias).count() == 1
    assert full.page("people", search="zymur").rows.height == 0
    _nothing_is_left(alias)


def _nothing_is_left(alias):
    """Every cell of every table, and of the blobs what they unpack to."""
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connections[alias].ops.quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    data = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    if data[:4] == b"PAR1":
                        data = str(pl.read_parquet(io.BytesIO(data)).to_dicts()).encode()
                    for trace in (PERSON.encode(), b"my-own-story", b"zymur"):
                        assert trace not in data, (table, row)


def test_nothing_is_left_in_freed_pages_of_the_file(full, alias):
    if connections[alias].vendor != "sqlite":
        pytest.skip("only SQLite's file is read as bytes; PostgreSQL's pages are freed by its vacuum")
    path = connections[alias].settings_dict["NAME"]
    full.forget(PERSON)
    connections[alias].close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    data = Path(path).read_bytes()
    for trace in (PERSON.encode(), b"my-own-story", b"zymur"):
        assert trace not in data


def test_a_listener_that_fails_leaves_everything_as_it_was(full):
    def fails(**_):
        raise RuntimeError("cannot")

    person_forgotten.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            full.forget(PERSON)
    finally:
        person_forgotten.disconnect(fails)
    assert full.row("people", PERSON) is not None and full.run_output("match-1", "parts").height == 2


def test_who_stands_only_in_a_job_can_be_forgotten_and_nobody_else(store, alias):
    Job.objects.using(alias).create(kind="k", parameters={"person": PERSON}, asked_at=MOMENT)
    assert store.forget(PERSON).removed == {}
    with pytest.raises(Refusal) as caught:
        store.forget(PERSON)
    assert caught.value.findings[0].code == "store.unknown-person"
