"""Consent, objection, taking along, erasing, who looked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, timedelta

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.purposes import LONGEST_YEARS
from seedbed.workbench.people.record import record
from seedbed.workbench.people.references import keep_reference
from workbench.conftest import PASSWORD
from workbench.people.small_region import SOON, enter


def row(person="p-own"):
    return record().row("people", person)


def test_nothing_is_ticked_beforehand(person):
    client, _ = person
    page = client.get("/profile/consent").content.decode()
    assert page.count('type="checkbox"') == 3 and "checked" not in page


def test_each_purpose_is_given_and_taken_back_apart(person):
    client, _ = person
    end = date.today() + timedelta(days=100)
    client.post("/profile/consent", {"do": "give", "purposes": ["guidance"], "until": end.isoformat()})
    assert (row()["consent_purpose"], row()["consent_until"]) == (["matching", "guidance"], end)
    client.post("/profile/consent", {"do": "withdraw", "purpose": "matching"})
    assert row()["consent_purpose"] == ["guidance"]
    client.post("/profile/consent", {"do": "withdraw", "purpose": "guidance"})
    assert (row()["consent_purpose"], row()["consent_until"]) == (None, None)
    said = list(AuditEntry.objects.filter(person="p-own").order_by("id").values_list("why", "what"))
    assert said == [
        ("consent-given", f"matching guidance {end.isoformat()}"),
        ("consent-withdrawn", "matching"),
        ("consent-withdrawn", "guidance"),
    ]


def test_consent_needs_a_purpose_and_an_end_within_bounds(person):
    client, _ = person
    late = date(date.today().year + LONGEST_YEARS + 1, 1, 1)
    for purposes, until in (
        (["guidance"], late),
        (["guidance"], date(2020, 1, 1)),
        ([], SOON),
        (["x"], SOON),
    ):
        posted = {"do": "give", "purposes": purposes, "until": until.isoformat()}
        assert client.post("/profile/consent", posted).status_code == 422
    assert row()["consent_purpose"] == ["matching"]


def test_an_objection_stands_in_the_record_and_ends(person):
    client, _ = person
    client.post("/profile/consent", {"do": "object"})
    assert row()["objects_since"] == date.today().isoformat()
    client.post("/profile/consent", {"do": "no-longer"})
    assert row()["objects_since"] is None
    assert client.post("/profile/consent", {"do": "nonsense"}).status_code == 404


def test_everything_can_be_taken_along_and_no_cell_is_a_formula(person):
    client, user = person
    keep_reference("p-own", "org-1", "2027-7")
    client.post("/profile/facts", {"title": "=HYPERLINK(1)", "text": "焊接"})
    response = client.get("/profile/export")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        held = json.loads(archive.read("everything.json"))
        people = list(csv.DictReader(io.StringIO(archive.read("people.csv").decode("utf-8-sig"))))
    assert held["people"][0]["person"] == "p-own" and held["account"][0]["email"] == user.email
    assert held["references"] == [{"organisation": "org-1", "reference": "2027-7"}]
    assert {line["skill"] for line in held["seeker_skills"]} == {"welding"}
    assert people[0]["title"] == "'=HYPERLINK(1)" and held["people"][0]["title"] == "=HYPERLINK(1)"
    assert AuditEntry.objects.filter(person="p-own", deed="exported").exists()


def test_erasing_asks_twice_and_leaves_nothing(person):
    client, user = person
    assert "seeker_skills" in client.get("/profile/erasure").content.decode()
    for wrong in ({"password": PASSWORD}, {"sure": "on"}, {"sure": "on", "password": "wrong"}):
        assert client.post("/profile/erasure", wrong).status_code == 422
    assert row() is not None
    assert client.post("/profile/erasure", {"sure": "on", "password": PASSWORD}).status_code == 302
    assert row() is None and not User.objects.filter(pk=user.pk).exists()
    assert record().page("seeker_skills", {"seeker": "p-own"}).rows.height == 0
    assert client.get("/profile").status_code == 302
    assert record().row("people", "p-of-first") is not None


def test_one_sees_who_looked(person, browser_of):
    client, _ = person
    enter("p-own", "org-1", consent_purpose=["matching", "guidance"])
    office, _ = browser_of(Role.CAREER_OFFICE)
    assert office.get("/people/p-own").status_code == 200
    assert "Profile looked at" in client.get("/account/trail").content.decode()
