"""A person's own profile: CV, words, skills, wishes."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.profiles import skills_of
from seedbed.workbench.people.record import record
from workbench.people.small_region import enter

CV = "姓名：欧阳一\n手机：138 0000 0000\n求职意向：焊工\n最高学历：本科\n工作经历：\n精通焊接，了解PLC编程。".encode()


def file(content=CV, name="欧阳一.txt"):
    return SimpleUploadedFile(name, content)


def held(person):
    return dict(skills_of(person).select("skill", "level").iter_rows())


def test_a_cv_becomes_a_profile_without_name_and_file(browser_of, do_jobs):
    client, user = browser_of(Role.PERSON)
    assert client.post("/profile/cv", {"file": file()}).status_code == 302
    assert Upload.objects.count() == 1
    [job] = do_jobs()
    assert job.state == "done"
    user.refresh_from_db()
    row = record().row("people", user.person)
    assert "欧阳" not in row["text"] and "138" not in row["text"] and "焊接" in row["text"]
    assert (row["title"], row["education"]) == ("焊工", 6)
    assert held(user.person)["welding"] == 1.0 and "plc-programming" in held(user.person)
    assert not Upload.objects.exists()
    assert {"profile-made", "cv-read"} <= set(AuditEntry.objects.values_list("why", flat=True))
    page = client.get("/profile").content.decode()
    assert "<mark>焊接</mark>" in page


def test_an_upload_is_sealed_in_the_database(browser_of):
    client, _ = browser_of(Role.PERSON)
    client.post("/profile/cv", {"file": file()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, content FROM people_upload")
        name, content = cursor.fetchone()
    assert "欧阳".encode() not in bytes(name) and "焊接".encode() not in bytes(content)


def docx_bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (80 << 20))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content, said",
    [(b"MZ\x90\x00" + b"\x00" * 200, "PDF"), (b"\x89PNG\r\n\x1a\n" + b"1" * 99, "PDF"), (b"   \n", "empty")],
    ids=["program", "picture", "blank"],
)
def test_what_is_no_cv_is_refused_at_once_whatever_its_name_says(browser_of, content, said):
    client, _ = browser_of(Role.PERSON)
    response = client.post("/profile/cv", {"file": file(content, "cv.pdf")})
    assert response.status_code == 422 and said in response.content.decode()
    assert not Upload.objects.exists()


def test_a_bomb_is_refused_by_the_job_and_the_file_goes(browser_of, do_jobs):
    client, _ = browser_of(Role.PERSON)
    client.post("/profile/cv", {"file": file(docx_bomb(), "cv.docx")})
    [job] = do_jobs()
    assert job.state == "failed" and job.problems[0]["code"] == "formats.zip-bomb"
    assert not Upload.objects.exists()
    assert "reading wrong" in client.get("/profile").content.decode()


def test_a_file_over_the_limit_is_refused(browser_of, settings):
    settings.UPLOAD_LIMIT = 100
    client, _ = browser_of(Role.PERSON)
    assert client.post("/profile/cv", {"file": file(b"a" * 101, "cv.txt")}).status_code == 422


def test_words_by_hand_in_english_are_read(browser_of):
    client, user = browser_of(Role.PERSON)
    words = "Expert in welding. basic CAD. write to me: a.b@example.org"
    response = client.post("/profile/facts", {"title": "Welder", "text": words, "place": "渝北区"})
    assert response.status_code == 302
    user.refresh_from_db()
    row = record().row("people", user.person)
    assert row["place"] == "500112" and "example.org" not in row["text"]
    assert held(user.person) == {"welding": 1.0, "cad": 0.25}


def test_a_name_that_is_not_known_is_said_with_near_ones(person):
    client, _ = person
    response = client.post("/profile/wishes", {"willing_places": "渝北"})
    assert response.status_code == 422 and "渝北区" in response.content.decode()
    client.post(
        "/profile/wishes",
        {"willing_places": "Yubei; 长寿区", "wanted_occupations": "焊工", "pay_min": "5000"},
    )
    row = record().row("people", "p-own")
    assert row["willing_places"] == ["500112", "500115"] and row["pay_min"] == 5000
    assert len(row["wanted_occupations"]) == 1


def test_skills_are_corrected_and_a_new_cv_respects_it(person, do_jobs):
    client, _ = person
    response = client.post("/profile/skills", {"level-welding": "0.75", "level-cad": "0.25", "remove": "cad"})
    assert response.status_code == 302
    assert held("p-own") == {"welding": 0.75}
    client.post("/profile/skills", {"add": "plc-programming", "level": "0.5"})
    assert held("p-own") == {"welding": 0.75, "plc-programming": 0.5}
    client.post("/profile/cv", {"file": file("精通焊接，熟练使用CAD和机器视觉检测系统，工作十年。".encode())})
    do_jobs()
    after = held("p-own")
    assert after["welding"] == 0.75 and after["plc-programming"] == 0.5 and "cad" not in after
    assert "machine-vision" in after
    client.post("/profile/skills", {"add": "cad", "level": "1"})
    assert held("p-own")["cad"] == 1.0
    assert record().row("people", "p-own")["denied_skills"] is None


def test_a_skill_that_the_catalogue_lacks_cannot_be_added(person):
    client, _ = person
    client.post("/profile/skills", {"add": "'; DROP TABLE", "level": "1"})
    assert set(held("p-own")) == {"welding", "cad"}


def test_the_catalogue_is_searched_in_both_languages(person):
    client, _ = person
    assert "plc-programming" in client.get("/profile/skills?q=plc").content.decode()
    client.cookies["seedbed_language"] = "zh-hans"
    assert 'value="machine-vision"' in client.get("/profile/skills?q=机器视觉").content.decode()


def test_what_was_written_is_escaped(person):
    client, _ = person
    client.post(
        "/profile/facts", {"title": "<script>alert(1)</script>", "text": "焊接<img src=x onerror=alert(1)>"}
    )
    page = client.get("/profile").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_one_reads_only_ones_own_readings(person, browser_of, do_jobs):
    enter("p-other", None)
    client, _ = person
    other, _ = browser_of(Role.PERSON, email="other@example.org", person="p-other")
    client.post("/profile/cv", {"file": file()})
    do_jobs()
    assert "reading" not in other.get("/profile").content.decode().partition("<main")[2].partition("steps")[0]
