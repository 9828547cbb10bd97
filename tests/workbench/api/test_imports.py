"""Bulk imports through the interface: started once, reported row by row, nobody else's business."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people.record import record

NEEDS = "title,text\n视觉检测,机器视觉\n,没有标题\n焊接,三年经验\n"


def send(calling, table="needs", organisation="firm", content=NEEDS, name="needs.csv", key=None, **more):
    data = {
        "table": table, "organisation": organisation, "file": SimpleUploadedFile(name, content.encode()), **more
    }  # fmt: skip
    return calling.call("post", "/imports", data=data, headers={"Idempotency-Key": key} if key else {})


@pytest.fixture
def run_jobs(db):
    """Do the jobs that wait, as a worker would."""

    def run():
        while (job := queue.claim("test")) is not None:
            assert queue.finish(job, handler_of(job.kind)(Work(job)))

    return run


def test_an_import_is_reported_row_by_row(program, region, run_jobs):
    calling = program(Role.EMPLOYER, organisation="firm")
    started = send(calling)
    assert started.status_code == 202, started.content
    job = started.json()["id"]
    assert started.json()["state"] == "waiting"
    run_jobs()
    told = calling.get(f"/imports/{job}").json()
    assert (told["state"], told["taken"], told["rejected"], told["problems"]) == ("done", 2, 1, [])
    rejected = calling.get(f"/imports/{job}/rejected").json()["rows"]
    assert [row["row"] for row in rejected] == [3]
    chinese = calling.get(f"/imports/{job}/rejected", headers={"Accept-Language": "zh"}).json()["rows"]
    assert rejected[0]["reason"].isascii() and not chinese[0]["reason"].isascii()
    taken = calling.get(f"/imports/{job}/taken?size=1").json()
    rest = calling.get(f"/imports/{job}/taken?size=1&after={taken['next']}").json()
    assert [row["row"] for row in taken["rows"] + rest["rows"]] == [2, 4]
    assert rest["next"] is None
    assert record().row("needs", taken["rows"][0]["id"])["organisation"] == "firm"


def test_the_same_call_starts_one_import(program, region):
    calling = program(Role.EMPLOYER, organisation="firm")
    first, again = (send(calling, key="import-1").json() for _ in range(2))
    assert first == again
    assert Job.objects.count() == 1
    assert send(calling, key="import-1", content=NEEDS + "焊接,x\n").status_code == 409


def test_nobody_imports_for_others_or_sees_their_imports(program, region):
    calling = program(Role.EMPLOYER, organisation="firm")
    assert send(calling, organisation="org-1").status_code == 404
    assert send(calling, table="people", purposes=["matching"], until="2026-12-31").status_code == 403
    job = send(calling).json()["id"]
    other = program(Role.PROVIDER, organisation="firm")
    for path in ("", "/rejected", "/taken"):
        assert other.get(f"/imports/{job}{path}").status_code == 404
    assert other.call("delete", f"/imports/{job}").status_code == 404
    assert calling.call("delete", f"/imports/{job}").json()["state"] == "cancelled"


def test_people_come_with_their_consent(program, region, run_jobs):
    calling = program(Role.CAREER_OFFICE)
    table = {
        "table": "people",
        "organisation": "org-1",
        "content": "reference,title,text\nS-1,焊工,三年焊接\n",
    }
    without = send(calling, name="people.csv", **table)
    assert (without.status_code, without.json()["findings"][0]["code"]) == (422, "workbench.consent-nothing")
    until = (date.today() + timedelta(days=90)).isoformat()
    job = send(calling, name="people.csv", purposes=["matching"], until=until, **table).json()["id"]
    run_jobs()
    taken = calling.get(f"/imports/{job}/taken").json()["rows"]
    assert [row["reference"] for row in taken] == ["S-1"]
    row = record().row("people", taken[0]["id"])
    assert (row["institution"], list(row["consent_purpose"])) == ("org-1", ["matching"])


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [("needs.exe", NEEDS, 415), ("needs.csv", "", 422), ("needs.csv", "x" * 3000, 413)],
)
def test_what_is_no_table_is_refused_at_once(program, region, settings, name, content, status):
    settings.UPLOAD_LIMIT = 2000
    assert send(program(Role.EMPLOYER, organisation="firm"), content=content, name=name).status_code == status


def test_fields_that_an_import_does_not_know_are_refused(program, region):
    calling = program(Role.EMPLOYER, organisation="firm")
    told = send(calling, purpose=["matching"])
    assert (told.status_code, told.json()["findings"][0]["code"]) == (422, "workbench.unknown-parameter")
    assert "purposes" in told.json()["findings"][0]["text"]
    assert not Job.objects.exists()
