"""The programme's pages: who sees which figures, four eyes, reports that stay as they were issued."""

from __future__ import annotations

import polars as pl
import pytest
from django.test import Client

from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.placements_to_verify import placements_to_verify
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record
from workbench.delivery.small_programme import PEOPLE, make_programme


@pytest.fixture
def programme(db):
    record()._cache.clear()
    make_programme()
    yield record()
    record()._cache.clear()


def words(response) -> str:
    return response.content.decode()


def test_without_a_report_only_the_office_sees_results(programme, client_of):
    office = client_of(Role.VERIFIER).get("/programme")
    assert "People placed" in words(office) and office.context["allowed"]
    for role in (Role.PERSON, Role.BANK_VIEWER, Role.SUBPROJECT_MANAGER, Role.ANALYST):
        page = client_of(role).get("/programme")
        assert page.status_code == 200 and not page.context["allowed"] and not page.context["bars"]


def test_each_reader_gets_the_reports_issued_for_him_and_no_others(programme, client_of):
    for audience in ("public", "bank", "office"):
        issue_report(programme, f"r-{audience}", "2025", audience)
    seen = {
        role: {item["run"] for item in client_of(role).get("/reports").context["reports"]}
        for role in (None, Role.PERSON, Role.BANK_VIEWER, Role.PROGRAMME_OFFICE)
    }
    assert seen[None] == seen[Role.PERSON] == {"r-public"}
    assert seen[Role.BANK_VIEWER] == {"r-public", "r-bank"}
    assert seen[Role.PROGRAMME_OFFICE] == {"r-public", "r-bank", "r-office"}
    assert client_of(None).get("/reports/compare?before=r-public&after=r-bank").status_code == 404


def test_a_verified_placement_counts_and_who_entered_it_cannot_verify_it(programme, client_of, make_user):
    assert placements_to_verify(programme).height == PEOPLE - 1
    both = make_user(Role.VERIFIER)
    Membership.objects.create(user=both, role=Role.PROGRAMME_OFFICE.value)
    own = Client()
    own.force_login(both)
    own.post("/verification/placements/e-3", {"evidence": "contract"})
    assert placements_to_verify(programme).height == PEOPLE - 1
    other = client_of(Role.VERIFIER, email="other@example.org")
    assert other.post("/verification/placements/e-3", {"evidence": "contract"}).status_code == 302
    assert placements_to_verify(programme).height == PEOPLE - 2
    kept = programme.table("placements").filter(pl.col("kind") == "verified", pl.col("seeker") == "p-3")
    assert kept["evidence"].to_list() == ["contract"] and kept["by"][0] != "programme-office"
    assert other.post("/verification/placements/e-3").status_code == 404


def test_a_reported_result_waits_is_sent_back_with_a_reason_and_counts_when_verified(programme, client_of):
    office, verifier = client_of(Role.PROGRAMME_OFFICE), client_of(Role.VERIFIER)
    asked = {"indicator": "firms", "period": "2025", "value": "7", "locator": "letter, p. 2"}
    assert office.post("/programme/results/new", asked).url == "/programme/results"
    result = programme.table("results")["result"][0]
    verifier.post(f"/verification/results/{result}", {"decision": "returned"})
    assert programme.table("verifications").is_empty()
    verifier.post(f"/verification/results/{result}", {"decision": "returned", "reason": "no list"})
    assert programme.table("verifications")["decision"].to_list() == ["returned"]
    sent_back = office.get("/programme/results").context["rows"][0]
    assert sent_back["returned"] and sent_back["why"] == "no list"
    assert office.get(f"/programme/results/new?again={result}").context["form"].initial["value"] == 7.0
    office.post("/programme/results/new", {**asked, "value": "8"})
    assert [one["value"] for one in verifier.get("/verification").context["results"]] == [8.0]
    verifier.post(f"/verification/results/{result}", {"decision": "verified"})
    table = office.get("/programme/indicators/firms").context["reported"]
    held = table.frame.filter(pl.col("reason").is_null())
    assert held["value"].to_list() == [7.0]


def test_a_manager_enters_results_for_her_own_subproject_only(programme, client_of):
    programme.put("subprojects", {"subproject": "sub-2", "name": "Second"})
    manager = client_of(Role.SUBPROJECT_MANAGER)
    asked = {"indicator": "firms", "period": "2025", "value": "7"}
    for subproject, status in (("", 422), ("sub-2", 422), ("sub-1", 302)):
        assert (
            manager.post("/programme/results/new", {**asked, "subproject": subproject}).status_code == status
        )
    assert programme.table("results")["subproject"].to_list() == ["sub-1"]


def test_a_report_is_looked_at_first_then_issued_and_stays_as_it_was(programme, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    asked = {"audience": "office", "up_to": "2025", "report": "yearly"}
    assert office.post("/reports/issue", {**asked, "look": "1"}).context["figures"] > 0
    assert not programme.runs("report")
    assert office.post("/reports/issue", {**asked, "issue": "1"}).url == "/reports/yearly"
    client_of(Role.VERIFIER).post("/verification/placements/e-1", {"evidence": "payroll"})
    office.post("/reports/issue", {**asked, "report": "later", "issue": "1"})
    before = office.get("/reports/yearly").context["contents"].standing
    placed = before.filter(pl.col("indicator") == "placed")
    assert placed["actual"].to_list() == [1.0]
    moved = office.get("/reports/compare?before=yearly&after=later").context["table"].frame
    assert {"reported": 1, "now": 2} in moved.select("reported", "now").to_dicts()
    word = office.get("/reports/yearly/word?lang=both")
    assert word.content[:2] == b"PK" and 'filename="yearly-both.docx"' in word.headers["Content-Disposition"]
