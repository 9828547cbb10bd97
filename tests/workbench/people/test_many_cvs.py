"""Many CVs at once: read together, each for itself; what there is no room for is told to come later."""

from __future__ import annotations

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import pace, queue
from seedbed.workbench.jobs.batch import Batch
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.jobs.worker import Worker
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people import admission
from seedbed.workbench.people.handlers import read_several_cvs
from seedbed.workbench.people.intake import receive_cv
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.profiles import correct_skills, skills_of
from seedbed.workbench.people.record import record
from workbench.people.small_region import enter

WELDER = "求职意向：焊工\n最高学历：本科\n精通焊接，了解PLC编程，会CAD。".encode()
ENGINEER = b"Job title: engineer\nExpert in PLC programming, basic welding."
LOCKED = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<< /Encrypt 2 0 R >>"


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    """The pace of another test is not that of this one."""
    monkeypatch.setattr(pace, "_PACES", pace.Paces())


def profile_of(person):
    skills = skills_of(person).drop("seeker").sort("skill").rows()
    return {**record().row("people", person), "person": None}, skills


def test_read_together_each_gets_what_he_would_have_got_alone(region, make_user):
    user = make_user(Role.CAREER_OFFICE, organisation="org-1")
    cvs = {"a": WELDER, "b": ENGINEER, "c": WELDER}
    for person in (*cvs, *(f"{name}-alone" for name in cvs)):
        enter(person, None, title=None, text="", education=3 if person.startswith("c") else None)
        correct_skills(user, record().row("people", person), {"welding": 0.25}, frozenset({"cad"}), "office")
    for person, content in cvs.items():
        receive_cv(f"{person}-alone", content, "cv.txt", str(user.pk))
        handler_of("read-cv")(Work(queue.claim("w")))
        Job.objects.all().delete()
    AuditEntry.objects.all()._raw_delete("default")
    for person, content in cvs.items():
        receive_cv(person, content, "cv.txt", str(user.pk))
    batch = Batch([Work(job) for job in queue.claim_several("w")])
    read_several_cvs(batch)
    assert batch.open == () and not Upload.objects.exists()
    for person in cvs:
        assert profile_of(person) == profile_of(f"{person}-alone")
        done = Job.objects.get(parameters__person=person)
        assert done.state == "done" and done.result["skills"] == skills_of(person).height > 0
    row, skills = profile_of("c")
    assert (row["education"], row["title"]) == (3, "焊工"), "facts fill what is empty"
    assert ("welding", 0.25, "焊接", "office") in skills and "cad" not in {skill for skill, *_ in skills}
    noted = AuditEntry.objects.filter(why="cv-read").values_list("person", "actor", "roles")
    assert sorted(noted) == [(person, str(user.pk), "career_office") for person in sorted(cvs)]


def test_one_that_cannot_be_read_fails_alone(region):
    for person in ("a", "b"):
        enter(person, None, text="")
    receive_cv("a", LOCKED, "cv.pdf")
    receive_cv("b", WELDER, "cv.txt")
    assert Worker().run(until_empty=True) == 2
    states = dict(Job.objects.values_list("parameters__person", "state"))
    assert states == {"a": "failed", "b": "done"} and not Upload.objects.exists()
    assert queue.findings_of(Job.objects.get(state="failed"))


def test_the_newer_cv_wins_whichever_is_read_first(region):
    enter("a", None, text="")
    receive_cv("a", WELDER, "old.txt")
    receive_cv("a", ENGINEER, "new.txt")
    older, newer = (Work(queue.claim("w")) for _ in range(2))
    handler_of("read-cv")(newer)
    assert handler_of("read-cv")(older) == {}
    assert "PLC programming" in record().row("people", "a")["text"] and not Upload.objects.exists()
    for content in (WELDER, ENGINEER):
        receive_cv("a", content, "cv.txt")
    assert Worker().run(until_empty=True) == 2, "of one batch, the older one first"
    assert "PLC programming" in record().row("people", "a")["text"]


def test_a_profile_that_was_erased_meanwhile_stays_erased(region):
    enter("a", None)
    receive_cv("a", WELDER, "cv.txt")
    work = Work(queue.claim("w"))
    record().take("people", "a")
    handler_of("read-cv")(work)
    assert record().row("people", "a") is None and not Upload.objects.exists()


@pytest.mark.parametrize("lang, said", [("en", "Please come back"), ("zh-hans", "请稍后再来")])
def test_beyond_the_limit_one_is_told_later_and_nothing_is_kept(person, settings, lang, said):
    settings.QUEUE_LIMIT = 2
    client, user = person
    for _ in range(2):
        receive_cv(user.person, WELDER, "cv.txt")
    response = client.post(
        "/profile/cv", {"file": SimpleUploadedFile("cv.txt", WELDER)}, headers={"accept-language": lang}
    )
    assert response.status_code == 503 and int(response.headers["Retry-After"]) >= 60
    assert (
        said in response.content.decode()
        and "default-src 'none'" in response.headers["Content-Security-Policy"]
    )
    assert (Upload.objects.count(), Job.objects.count()) == (2, 2)
    assert client.get("/profile/cv").status_code == 200


def test_who_waits_sees_the_place_in_the_queue(person):
    client, _ = person
    receive_cv("someone", WELDER, "cv.txt")
    assert client.post("/profile/cv", {"file": SimpleUploadedFile("cv.txt", WELDER)}).status_code == 302
    assert "number 2 in the queue" in client.get("/profile").content.decode()
    assert "排在第 2 位" in client.get("/profile", headers={"accept-language": "zh-hans"}).content.decode()


def test_a_process_takes_in_few_at_once_lets_few_wait_and_sends_the_rest_away(db, monkeypatch):
    monkeypatch.setattr(admission, "AT_ONCE", 1)
    monkeypatch.setattr(admission, "IN_LINE", 1)
    monkeypatch.setattr(admission, "pace_of", lambda kind: pace.Pace(0, 0))
    go_on, inside, most = threading.Event(), [], []

    def page(request):
        inside.append(request)
        most.append(len(inside))
        go_on.wait(10)
        inside.remove(request)
        return HttpResponse()

    admit = admission.AdmitUploads(page)
    answers = []
    ask = [
        threading.Thread(
            target=lambda: answers.append(admit(RequestFactory().post("/profile/cv")).status_code)
        )
        for _ in range(2)
    ]
    for thread in ask:
        thread.start()
    while admit._line._value:
        pass
    assert admit(RequestFactory().post("/people/p-1/cv")).status_code == 503
    go_on.set()
    for thread in ask:
        thread.join()
    assert answers == [200, 200] and most == [1, 1]
    assert admit(RequestFactory().post("/profile/cv")).status_code == 200, "places are given back"
