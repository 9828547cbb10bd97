"""A career office: its own people only, entering, importing, handing over."""

from __future__ import annotations

import csv
import io
import zipfile

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.models import Leaflet, OwnReference, Upload
from seedbed.workbench.people.record import record
from workbench.people.small_region import SOON, enter

PAGES = ("", "/cv", "/facts", "/skills", "/wishes", "/consent", "/export")
HELD = {"purposes": ["matching", "guidance"], "until": SOON.isoformat()}


@pytest.fixture
def office(browser_of):
    return browser_of(Role.CAREER_OFFICE)[0]


def listed(client, query=""):
    page = client.get(f"/people{query}").content.decode()
    return {part.partition('"')[0] for part in page.split('href="/people/p-')[1:]}


def test_only_ones_own_people_are_listed_and_opened(office, person):
    enter("p-foreign", "org-2")
    assert listed(office) == {"of-first"}
    for hidden in ("p-foreign", "p-own", "p-nobody"):
        for page in PAGES:
            assert office.get(f"/people/{hidden}{page}").status_code == 404, (hidden, page)
        assert office.post(f"/people/{hidden}/skills", {"remove": "cad"}).status_code == 404
        assert office.post(f"/people/{hidden}/hand-over").status_code == 404
    assert listed(office, "?institution=org-2") == {"of-first"}
    assert office.get("/people?q=p-foreign").status_code == 200


def test_who_has_an_account_is_seen_after_consenting_to_guidance(office, person):
    client, _ = person
    client.post("/profile/consent", {"do": "give", "purposes": ["guidance"], "until": SOON.isoformat()})
    assert listed(office) == {"of-first", "own"}
    assert office.get("/people/p-own").status_code == 200
    assert office.get("/people/p-own/consent").status_code == 404
    client.post("/profile/consent", {"do": "withdraw", "purpose": "guidance"})
    assert office.get("/people/p-own").status_code == 404


def test_lists_are_noted_and_go_on_page_by_page(office):
    for at in range(60):
        enter(f"p-{at:03}", "org-1")
    first = listed(office)
    page = office.get("/people").content.decode()
    following = page.partition("after=")[2].partition('"')[0]
    second = listed(office, f"?institution=org-1&after={following}")
    assert len(first) == 50 and len(second) == 11 and not first & second
    assert AuditEntry.objects.filter(deed="saw", why="people-list").values("person").distinct().count() == 61


def test_the_programme_office_reads_and_changes_nothing(browser_of):
    client, _ = browser_of(Role.PROGRAMME_OFFICE)
    assert client.get("/people/p-of-first").status_code == 200
    assert client.post("/people/p-of-first/skills", {"remove": "cad"}).status_code == 404
    for page in ("/cv", "/facts", "/wishes", "/consent", "/export"):
        assert client.get(f"/people/p-of-first{page}").status_code == 403


def test_entering_takes_consent_and_keeps_the_reference_apart(office):
    posted = {"title": "电工", "text": "熟练掌握PLC编程 13800000000", "reference": "2027-001", **HELD}
    assert office.post("/people/new", {**posted, "purposes": []}).status_code == 422
    response = office.post("/people/new", posted)
    person = response.url.split("/")[2]
    row = record().row("people", person)
    assert row["institution"] == "org-1" and row["consent_purpose"] == ["matching", "guidance"]
    assert "138" not in row["text"] and "2027-001" not in str(row)
    assert OwnReference.objects.get().reference == "2027-001"
    assert office.get("/people?q=2027-001").url == f"/people/{person}"
    assert "2027-001" in office.get("/people").content.decode()


def test_nobody_enters_for_another_institution(office):
    for page in ("/people/new", "/people/import"):
        assert office.get(f"{page}?institution=org-2").status_code == 404


def sheet(frame, name="people.xlsx"):
    stream = io.BytesIO()
    frame.write_excel(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def test_many_come_from_excel_with_a_reason_for_each_row_that_does_not(office, do_jobs):
    frame = pl.DataFrame(
        {
            "reference": ["a-1", "a-2", "a-1", "=cmd"],
            "name": ["张三", "李四", "王五", "赵六"],
            "title": ["焊工", "电工", "焊工", "钳工"],
            "text": ["精通焊接", "熟悉PLC编程，电话 13800000000", "焊接", "CAD"],
            "place": ["渝北区", "长寿区", "渝北区", "Nowhere"],
            "education": [5, 6, 3, 99],
        }
    )
    response = office.post("/people/import", {"file": sheet(frame), **HELD})
    report = response.url
    assert "Look again" in office.get(report).content.decode()
    [job] = do_jobs()
    assert (job.state, job.result["taken"], job.result["rejected"]) == ("done", 2, 2)
    held = record().page("people", {"institution": "org-1"}).rows
    fresh = held.filter(pl.col("person") != "p-of-first")
    assert set(fresh["place"]) == {"500112", "500115"} and "13800000000" not in "".join(fresh["text"])
    assert "张三" not in str(fresh.to_dicts())
    assert record().page("seeker_skills", {"skill": "plc-programming"}).rows.height == 1
    rejects = office.get(f"{report}/rejects.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(rejects)))
    assert {line["rejected_row"] for line in lines} == {"4", "5"}
    assert all(line["reason_en"] and line["reason_zh"] for line in lines)
    assert "'=cmd" in {line["reference"] for line in lines}
    assert not Upload.objects.exists()
    assert {e.person for e in AuditEntry.objects.filter(why="imported")} == set(fresh["person"])


def test_an_archive_of_cvs_names_nothing_outside_and_says_what_is_wrong(office, do_jobs):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("b/001.txt", "姓名：欧阳一\n精通焊接，三年工作经历，了解CAD。")
        archive.writestr("002.txt", "姓名：欧阳一\n精通焊接，三年工作经历，了解CAD。")
        archive.writestr("003.pdf", b"MZ\x90" + bytes(200))
        archive.writestr("__MACOSX/._x", b"1")
    office.post("/people/import", {"file": SimpleUploadedFile("cvs.zip", stream.getvalue()), **HELD})
    [job] = do_jobs()
    assert (job.result["taken"], job.result["rejected"], job.result["alike"]) == (1, 2, 0)
    assert OwnReference.objects.get().reference == "001"
    hostile = io.BytesIO()
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("../../evil.txt", "精通焊接")
    office.post("/people/import", {"file": SimpleUploadedFile("cvs.zip", hostile.getvalue()), **HELD})
    [job] = do_jobs()
    assert job.state == "failed" and job.problems[0]["code"] == "formats.unsafe-member-name"


def test_an_import_is_seen_by_who_asked_for_it_only(office, browser_of, do_jobs):
    response = office.post("/people/import", {"file": sheet(pl.DataFrame({"title": ["焊工"]})), **HELD})
    colleague, _ = browser_of(Role.CAREER_OFFICE, email="colleague@example.org")
    house, _ = browser_of(Role.ADMINISTRATOR)
    do_jobs()
    assert office.get(f"{response.url}/taken-over.csv").status_code == 200
    for other in (colleague, house):
        for page in ("", "/taken-over.csv", "/rejects.csv"):
            assert other.get(f"{response.url}{page}").status_code == 404
    assert office.get(f"{response.url}/../../etc").status_code == 404


def test_a_cancelled_import_takes_nothing_over(office, do_jobs):
    response = office.post("/people/import", {"file": sheet(pl.DataFrame({"title": ["焊工"]})), **HELD})
    office.post(f"{response.url}/cancel")
    assert do_jobs() == []
    assert record().count("people") == 1


def test_what_is_no_table_is_refused_at_once(office):
    for name, content in (("x.exe", b"MZ"), ("x.docx", b"PK"), ("x.csv", b"  ")):
        posted = {"file": SimpleUploadedFile(name, content), **HELD}
        assert office.post("/people/import", posted).status_code == 422


def test_a_profile_is_handed_over_once(office, browser_of):
    page = office.post("/people/p-of-first/hand-over").content.decode()
    link = page.partition('value="http://testserver')[2].partition('"')[0]
    staff, _ = browser_of(Role.ANALYST)
    assert staff.get(link).status_code == 410
    client, user = browser_of(Role.PERSON)
    assert client.get(link).status_code == 200
    client.post(link)
    user.refresh_from_db()
    assert user.person == "p-of-first"
    second, _ = browser_of(Role.PERSON, email="second@example.org")
    assert second.get(link).status_code == 410
    assert client.get("/profile").status_code == 200


def test_forgetting_takes_references_and_lists_along(office, do_jobs):
    frame = pl.DataFrame({"reference": ["a-1"], "title": ["焊工"]})
    office.post("/people/import", {"file": sheet(frame), **HELD})
    do_jobs()
    person = OwnReference.objects.get().person
    record().forget(person)
    assert not OwnReference.objects.exists()
    assert not Leaflet.objects.filter(name="taken-over.csv").exists()
    assert not User.objects.filter(person=person).exists()


def test_a_job_done_again_after_a_crash_changes_nothing_and_knows_its_result(office):
    office.post("/people/import", {"file": sheet(pl.DataFrame({"title": ["焊工"]})), **HELD})
    first = handler_of("import-people")(Work(queue.claim("first")))
    assert record().count("people") == 2
    Job.objects.update(state="waiting", owner="")
    assert handler_of("import-people")(Work(queue.claim("second"))) == first
    assert record().count("people") == 2
