"""The page of jobs: whose are shown to whom, by which name, what can be stopped and done again."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from seedbed.messages import Finding, codes
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of, kinds
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.oversight import job_list
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.models import Upload

pytestmark = pytest.mark.django_db


def asked(kind="match", by="", state=State.WAITING, minutes_ago=0, **more) -> Job:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return Job.objects.create(kind=kind, asked_by=str(by and by.pk), state=state, asked_at=at, **more)


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def kinds_shown(response) -> list[str]:
    return [row.job.kind for row in response.context["rows"]]


def test_every_kind_has_words_in_both_languages():
    ours = [kind for kind in kinds() if handler_of(kind).__module__.startswith("seedbed.")]
    assert "match" in ours
    for kind in ours:
        assert f"workbench.job-kind-{kind}" in codes("en") & codes("zh"), kind


def test_one_sees_her_own_jobs_and_the_house_sees_all_by_role_not_by_name(client_of, make_user):
    office = make_user(Role.CAREER_OFFICE, "office@example.org")
    asked("import-people", office, minutes_ago=3)
    soon = timezone.now() + timedelta(hours=1)
    asked("send-letter", minutes_ago=1)
    asked("send-letter", minutes_ago=2, state=State.RUNNING, lease_until=soon)  # put off: nobody holds it
    analyst = client_of(Role.ANALYST)
    assert kinds_shown(analyst.get("/jobs")) == []
    page = client_of(Role.ADMINISTRATOR).get("/jobs")
    assert kinds_shown(page) == ["send-letter", "send-letter", "import-people"]
    assert "Career office" in text_of(page) and "The system itself" in text_of(page)
    assert "Put off until" in text_of(page) and "Running jobs 0" in text_of(page)
    assert "office@example.org" not in text_of(page) and office.name not in text_of(page)
    # The queue is everybody's: its length and how long its oldest has waited.
    assert "Waiting jobs 2" in text_of(analyst.get("/jobs")) and "3 min" in text_of(analyst.get("/jobs"))


def test_filters_and_pages_by_key_show_every_job_once(client_of, monkeypatch):
    monkeypatch.setattr("seedbed.workbench.oversight.job_views.ROWS", 2)
    for number in range(5):
        asked("match", state=State.DONE if number else State.FAILED)
    Job.objects.update(asked_at=timezone.now())  # all at one moment: the key tells them apart
    asked("forecast", minutes_ago=1)
    client, seen, address = client_of(Role.ADMINISTRATOR), [], "/jobs"
    while address:
        page = client.get(address)
        seen += [row.job.pk for row in page.context["rows"]]
        address = page.context["next"] and f"/jobs?{page.context['next']}"
    assert len(seen) == len(set(seen)) == Job.objects.count() == 6
    assert kinds_shown(client.get("/jobs", {"kind": "forecast"})) == ["forecast"]
    assert len(kinds_shown(client.get("/jobs", {"state": "failed"}))) == 1
    assert len(kinds_shown(client.get("/jobs", {"after": "nonsense", "state": "x"}))) == 2


def test_a_result_is_linked_for_who_may_see_it(client_of, make_user):
    person = make_user(Role.PERSON, "p@example.org", person="p-1")
    read = asked("read-cv", person, State.DONE, parameters={"person": "p-1"})
    assert job_list.page_of(read, person) == "/profile/skills"
    administrator = make_user(Role.ADMINISTRATOR)
    assert job_list.page_of(read, administrator) == ""
    match = asked("match", person, State.DONE)
    assert job_list.page_of(match, administrator) == ""
    assert job_list.page_of(match, make_user(Role.PROGRAMME_OFFICE)) == f"/desk/jobs/{match.pk}"


def test_one_stops_her_own_job_and_only_the_administrator_somebody_elses(client_of, make_user):
    owner = make_user(Role.CAREER_OFFICE, "office@example.org")
    job = asked("match", owner)
    for role, status in ((Role.ANALYST, 404), (Role.PROGRAMME_OFFICE, 404), (Role.ADMINISTRATOR, 302)):
        assert client_of(role).post(f"/jobs/{job.pk}/stop").status_code == status
        job.refresh_from_db()
        assert (job.state == State.CANCELLED) == (status == 302)
    entry = AuditEntry.objects.get(why="job-stopped")
    assert entry.what == str(job.pk)
    own = asked("match", owner)
    client = client_of(None)
    client.force_login(owner)
    answer = client.post(f"/jobs/{own.pk}/stop", {"next": "/jobs?state=waiting"})
    assert answer.url == "/jobs?state=waiting"
    assert client.post(f"/jobs/{own.pk}/stop", {"next": "https://elsewhere.example/"}).url == "/jobs"
    assert AuditEntry.objects.filter(why="job-stopped").count() == 1  # one's own is no news


def test_a_failed_job_is_done_again_once_and_only_while_its_file_is_there(client_of, make_user):
    owner = make_user(Role.CAREER_OFFICE, "office@example.org")
    upload = Upload.objects.create(name="people.csv", content=b"x")
    problems = queue.as_records([Finding("workbench.job-given-up", {"attempts": 3})])
    failed = {"state": State.FAILED, "attempts": 3, "finished_at": timezone.now(), "problems": problems}
    job = asked("import-people", owner, parameters={"upload": str(upload.pk)}, **failed)
    gone = asked("read-cv", owner, parameters={"upload": "00000000-0000-4000-8000-000000000000"}, **failed)
    done = asked("match", owner, State.DONE)
    client = client_of(None)
    client.force_login(owner)
    page = client.get("/jobs")
    assert "was given up" in text_of(page)
    assert {row.job.pk for row in page.context["rows"] if row.may_run_again} == {job.pk}
    for one in (job, job, gone, done):
        client.post(f"/jobs/{one.pk}/again")
    assert [Job.objects.get(pk=one.pk).state for one in (job, gone, done)] == ["waiting", "failed", "done"]
    taken = queue.claim("test")
    assert taken is not None and taken.pk == job.pk and taken.attempts == 1 and taken.problems == []
    assert queue.claim("test") is None
