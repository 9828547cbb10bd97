"""Proposals and answers; why there is no place and what would help."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record
from workbench.people.small_region import enter


def propose(person, event="e-1"):
    row = {
        "event": event,
        "seeker": person,
        "opportunity": "offer-1",
        "kind": "proposed",
        "date": date.today(),
    }
    record().append("placements", pl.DataFrame([row]))


@pytest.fixture
def proposed(person):
    propose("p-own")
    return person[0]


def kinds():
    return record().table("placements")["kind"].to_list()


def test_a_proposal_is_accepted_once(proposed):
    assert "PLC技术员" in proposed.get("/proposals").content.decode()
    proposed.post("/proposals/e-1/answer", {"answer": "accepted"})
    proposed.post("/proposals/e-1/answer", {"answer": "accepted"})
    assert kinds() == ["proposed", "accepted"]
    assert AuditEntry.objects.filter(why="proposal-accepted", person="p-own").count() == 1


def test_declining_takes_a_reason(proposed):
    proposed.post("/proposals/e-1/answer", {"answer": "declined", "reason": " "})
    assert kinds() == ["proposed"]
    proposed.post("/proposals/e-1/answer", {"answer": "declined", "reason": "太远"})
    last = record().table("placements").row(-1, named=True)
    assert (last["kind"], last["reason"]) == ("declined", "太远")


def test_nobody_answers_for_another(proposed, browser_of):
    enter("p-other", None)
    other, _ = browser_of(Role.PERSON, email="other@example.org", person="p-other")
    assert other.post("/proposals/e-1/answer", {"answer": "accepted"}).status_code == 404
    assert kinds() == ["proposed"]
    assert "PLC技术员" not in other.get("/proposals").content.decode()


def test_one_is_told_what_is_open_what_closes_and_what_would_help(person):
    client, _ = person
    page = client.get("/proposals?help=1").content.decode()
    assert "/profile/consent" in page or "plc" in page.lower()
    assert "PLC programming" in page and "PLC技术员" in page
    learnt = [{"seeker": "p-own", "skill": "plc-programming", "level": 0.75}]
    record().put_rows("seeker_skills", pl.DataFrame(learnt))
    assert "/proposals/why/offer-1" in client.get("/proposals?help=1").content.decode()
    assert "PLC programming" in client.get("/proposals/why/offer-1").content.decode()
    record().put(
        "opportunities", {**record().row("opportunities", "offer-1"), "education_min": 8, "place": "500115"}
    )
    client.post("/profile/wishes", {"willing_places": "渝北区"})
    enter("p-own", "org-1", willing_places=["500112"], education=3)
    page = client.get("/proposals?help=1").content.decode()
    assert "None of 1 opportunities" in page


def test_without_consent_one_is_told_so(person):
    client, _ = person
    client.post("/profile/consent", {"do": "withdraw", "purpose": "matching"})
    page = client.get("/proposals?help=1").content.decode()
    assert "/profile/consent" in page and "traceback" not in page.lower()
    assert client.get("/proposals?help=1").status_code == 200
