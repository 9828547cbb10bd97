"""The programme's work by forms: gates, grievances, evidence, results, books, money, forecasts; each taken in once."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.delivery.forgetting import export_from_delivery
from seedbed.workbench.delivery.models import Complaint, Entered, EvidenceFile, HandedIn
from seedbed.workbench.delivery.once import KEPT_FOR
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record
from workbench.delivery.small_programme import FILE, make_books, make_programme

PDF = b"%PDF-1.7 minutes of the meeting"
GATE, NEXT_GATE = "/gates/g-1/sub-1", "/gates/g-2/sub-1"


@pytest.fixture
def programme(db):
    record()._cache.clear()
    make_programme()
    make_books()
    record().put("subprojects", {"subproject": "sub-2", "name": "Second"})
    yield record()
    record()._cache.clear()


def pdf(name="minutes.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def words(response) -> str:
    return response.content.decode()


def test_a_gate_is_handed_in_by_the_manager_and_decided_by_the_office(programme, client_of):
    manager, office = client_of(Role.SUBPROJECT_MANAGER), client_of(Role.PROGRAMME_OFFICE)
    for artefact in ("feasibility-study", "secured-funds"):
        asked = {
            "paper-artefact": artefact,
            "paper-file": pdf(content=PDF + artefact.encode()),
            "paper-note": "see p. 2",
        }
        assert manager.post(f"{GATE}/papers", asked).url == GATE
    assert [row["papers"] for row in office.get("/gates").context["waiting"]] == [2]
    assert manager.post(f"{GATE}/decision", {"decision-outcome": "passed"}).status_code == 403
    half = {"decision-outcome": "passed", "decision-artefacts": ["feasibility-study"]}
    refused = office.post(f"{GATE}/decision", half)
    assert refused.status_code == 422 and refused.context["decision"].errors["artefacts"]
    held = office.post(f"{GATE}/decision", half | {"decision-outcome": "returned"})
    assert held.status_code == 422 and held.context["decision"].errors["reason"]
    assert programme.table("gate_decisions").is_empty()
    whole = half | {"decision-artefacts": ["feasibility-study", "secured-funds"], "once": "a"}
    assert office.post(f"{GATE}/decision", whole).url == GATE
    decision = programme.table("gate_decisions").row(0, named=True)
    assert decision["outcome"] == "passed" and len(decision["evidence"]) == 2
    assert set(HandedIn.objects.values_list("decision", flat=True)) == {decision["decision"]}
    assert AuditEntry.objects.filter(why="gate-decided").count() == 1
    states = {row["gate"]: row["state"] for row in manager.get("/gates").context["rows"]}
    assert states == {"g-1": "passed", "g-2": "open"}


def test_who_hands_in_a_paper_does_not_decide_on_it(programme, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    office.post(f"{GATE}/papers", {"paper-artefact": "secured-funds", "paper-file": pdf()})
    asked = {"decision-outcome": "stopped", "decision-reason": "no money"}
    assert office.post(f"{GATE}/decision", asked).status_code == 422
    other = client_of(Role.PROGRAMME_OFFICE, email="other@example.org")
    assert other.post(f"{GATE}/decision", asked).status_code == 302


def test_a_manager_reaches_the_gates_files_and_books_of_her_subproject_only(programme, client_of):
    stranger = client_of(Role.SUBPROJECT_MANAGER, email="two@example.org", subproject="sub-2")
    assert stranger.get("/gates").context["rows"] == []
    for address in (GATE, "/evidence/ev-1/file", "/books/risks/r-1", "/books/budgets"):
        assert stranger.get(address).status_code == 404, address
    paper = {"paper-artefact": "secured-funds", "paper-evidence": "ev-1"}
    assert stranger.post(f"{GATE}/papers", paper).status_code == 404
    row = {"name": "Theirs", "subproject": "sub-1"}
    assert stranger.post("/books/risks/new", row).status_code == 422
    assert "ev-1" not in words(stranger.get("/evidence"))
    own = client_of(Role.SUBPROJECT_MANAGER)
    fetched = own.get("/evidence/ev-1/file")
    assert fetched.content == FILE and fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert AuditEntry.objects.filter(why="evidence-fetched").count() == 1


def test_files_are_sealed_sniffed_bounded_and_kept_once(programme, client_of, settings):
    manager = client_of(Role.SUBPROJECT_MANAGER)
    asked = {"title": "Minutes", "subproject": "sub-1"}
    settings.UPLOAD_LIMIT = 100
    for wrong in (
        pdf(content=b"MZ\x90\x00"),
        pdf("list.png"),
        pdf(content=b""),
        pdf(content=PDF + b"x" * 100),
    ):
        page = manager.post("/evidence/new", asked | {"file": wrong})
        assert page.status_code == 422 and page.context["form"].errors["file"]
    assert manager.post("/evidence/new", asked | {"file": pdf("../签到 表.pdf")}).status_code == 302
    row = programme.table("evidence").row(-1, named=True)
    assert row["file"] == "签到 表.pdf" and row["subproject"] == "sub-1"
    assert EvidenceFile.objects.extra(select={"raw": "content"}).get(pk=row["evidence"]).raw != PDF
    again = manager.post("/evidence/new", asked | {"file": pdf()})
    assert again.status_code == 422 and programme.table("evidence").height == 2
    EvidenceFile.objects.filter(pk=row["evidence"]).update(content=b"another")
    assert manager.get(f"/evidence/{row['evidence']}/file").status_code == 409


def test_a_file_that_was_registered_elsewhere_is_kept_under_its_entry(programme, client_of):
    EvidenceFile.objects.all().delete()
    manager = client_of(Role.SUBPROJECT_MANAGER)
    assert manager.get("/evidence/ev-1/file").status_code == 404
    manager.post("/evidence/new", {"title": "List", "subproject": "sub-1", "file": pdf(content=FILE)})
    assert manager.get("/evidence/ev-1/file").content == FILE and programme.table("evidence").height == 1


def test_a_result_comes_with_its_file_and_more_evidence_makes_a_correction(programme, client_of):
    manager, verifier = client_of(Role.SUBPROJECT_MANAGER), client_of(Role.VERIFIER)
    asked = {"indicator": "firms", "period": "2025", "value": "7", "subproject": "sub-1", "file": pdf()}
    assert manager.post("/programme/results/new", asked).status_code == 302
    first = programme.table("results").row(0, named=True)
    assert len(first["evidence"]) == 1
    link = {
        "title": "More",
        "subproject": "sub-1",
        "result": first["result"],
        "file": pdf(content=PDF + b"2"),
    }
    assert manager.post("/evidence/new", link).status_code == 302
    second = programme.table("results").row(1, named=True)
    assert second["corrects"] == first["result"] and len(second["evidence"]) == 2 and second["value"] == 7.0
    page = verifier.get("/verification")
    assert [one["result"] for one in page.context["results"]] == [second["result"]]
    assert verifier.get(f"/evidence/{second['evidence'][1]}/file").content == PDF + b"2"


def test_a_grievance_is_seen_by_who_filed_it_and_the_office_alone(programme, client_of):
    person = client_of(Role.PERSON, person="p-1")
    office = client_of(Role.PROGRAMME_OFFICE)
    address = person.post("/grievances/new", {"category": "payment", "words": "Li Na was not paid"}).url
    number = address.rpartition("/")[2]
    entry = programme.table("grievances").row(-1, named=True)
    assert entry["channel"] == "online" and entry["summary"] is None
    assert b"Li Na" not in Complaint.objects.extra(select={"raw": "words"}).get().raw
    stranger = client_of(Role.PERSON, email="else@example.org", person="p-2")
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/step", {"kind": "appealed", "words": "x"}).status_code == 404
    listed = office.get("/grievances").context
    assert [row["grievance"] for row in listed["rows"]] == ["g-old", number] and listed["overdue"] == 1
    assert "Li Na was not paid" in words(office.get(address))
    assert AuditEntry.objects.filter(why="grievance", person="p-1").count() == 1
    assert person.post(f"{address}/step", {"kind": "answered", "words": "x"}).status_code == 302
    office.post(f"{address}/step", {"kind": "acknowledged"})
    assert office.post(f"{address}/step", {"kind": "answered"}).status_code == 422
    office.post(f"{address}/step", {"kind": "answered", "words": "Paid today"})
    assert "Paid today" in words(person.get(address))
    person.post(f"{address}/step", {"kind": "appealed", "words": "Not all of it"})
    for kind in ("answered", "resolved", "closed"):
        office.post(f"{address}/step", {"kind": kind, "words": "The rest, too"})
    kinds = programme.table("grievances").filter(pl.col("grievance") == number)["kind"].to_list()
    assert kinds == ["received", "acknowledged", "answered", "appealed", "answered", "resolved", "closed"]


def test_what_a_person_wrote_goes_along_with_her_and_when_she_goes(programme, client_of):
    client_of(Role.PERSON, person="p-1").post("/grievances/new", {"category": "data", "words": "my words"})
    assert [row["words"] for row in export_from_delivery("p-1")["grievances"]] == ["my words"]
    before = programme.table("grievances").height
    programme.forget("p-1")
    assert not Complaint.objects.exists() and programme.table("grievances").height == before


def test_a_grievance_for_somebody_forgets_the_contact_when_it_is_closed(programme, client_of):
    asked = {"category": "safety", "words": "Fell", "for_somebody": "on", "channel": "telephone",
             "date": "2026-01-05", "contact": "13800000000"}  # fmt: skip
    person = client_of(Role.PERSON, person="p-1")
    person.post("/grievances/new", asked)
    own = Complaint.objects.get()
    assert own.contact == "" and not own.for_somebody
    office = client_of(Role.PROGRAMME_OFFICE)
    ahead = office.post("/grievances/new", asked | {"date": "2999-01-01"})
    assert ahead.status_code == 422 and ahead.context["form"].errors["date"]
    address = office.post("/grievances/new", asked).url
    assert "13800000000" in words(office.get(address))
    assert programme.table("grievances").row(-1, named=True)["date"] == date(2026, 1, 5)
    for kind in ("acknowledged", "answered", "resolved", "closed"):
        office.post(f"{address}/step", {"kind": kind, "words": "told"})
    assert Complaint.objects.get(for_somebody=True).contact == ""
    for_himself = office.post("/grievances/new", {"category": "data", "words": "mine"}).url
    assert office.get(for_himself).context["form"] is None


def test_a_form_sent_twice_is_taken_in_once_and_another_one_is_not(programme, client_of):
    manager = client_of(Role.SUBPROJECT_MANAGER)
    asked = {"indicator": "firms", "period": "2025", "value": "7", "subproject": "sub-1", "once": "abc"}
    addresses = {manager.post("/programme/results/new", asked).url for _ in range(2)}
    assert addresses == {"/programme/results"} and programme.table("results").height == 1
    manager.post("/programme/results/new", asked | {"value": "8"})
    assert programme.table("results")["value"].to_list() == [7.0, 8.0]
    verifier, once = client_of(Role.VERIFIER), {"evidence": "contract", "once": "v"}
    assert [verifier.post("/verification/placements/e-3", once).status_code for _ in range(2)] == [302, 302]
    assert programme.table("placements").filter(pl.col("kind") == "verified").height == 2
    Entered.objects.update(at=Entered.objects.first().at - 2 * KEPT_FOR)
    manager.post("/programme/results/new", asked | {"value": "9"})
    assert Entered.objects.count() == 1
    stranger = client_of(Role.SUBPROJECT_MANAGER, email="two@example.org", subproject="sub-2")
    result = programme.table("results")["result"][0]
    assert stranger.get("/programme/results").context["rows"] == []
    assert stranger.get(f"/programme/results/new?again={result}").status_code == 404


def test_a_risk_is_registered_changed_and_closed_with_a_reason(programme, client_of):
    manager = client_of(Role.SUBPROJECT_MANAGER)
    risk = {"name": "Flood", "likelihood": "high", "impact": "low", "subproject": "sub-1"}
    assert manager.post("/books/risks/new", risk | {"likelihood": "certain"}).status_code == 422
    assert manager.post("/books/risks/new", risk).status_code == 302
    key = programme.table("risks").filter(pl.col("name") == "Flood")["risk"][0]
    manager.post(f"/books/risks/{key}", risk | {"impact": "high", "response": "Dam"})
    assert manager.post(f"/books/risks/{key}/close", {}).status_code == 422
    manager.post(f"/books/risks/{key}/close", {"reason": "Dam stands"})
    row = programme.row("risks", key)
    assert (row["impact"], row["response"], row["closed_why"]) == ("high", "Dam", "Dam stands")
    assert [one["key"] for one in manager.get("/books/risks").context["rows"]] == ["r-1", key]
    manager.post(f"/books/risks/{key}/close", {"reopen": "1"})
    assert programme.row("risks", key)["closed_why"] is None
    late = {"name": "Dig", "subproject": "sub-1", "starts": "sometime"}
    page = manager.post("/books/activities/new", late)
    assert page.status_code == 422 and page.context["form"].errors["starts"]


def test_a_payment_is_checked_and_told_what_it_does_to_the_plan(programme, client_of):
    manager = client_of(Role.SUBPROJECT_MANAGER)
    programme.put("activities", {"activity": "a-2", "name": "Other", "subproject": "sub-2"})
    paid = {"amount": "1500", "currency": "CNY", "date": "2025-05-01", "subproject": "sub-1"}
    for wrong, field in (
        ({"amount": "0"}, "amount"),
        ({"date": "2999-01-01"}, "date"),
        ({"activity": "a-2"}, "activity"),
    ):
        page = manager.post("/money/payments/new", paid | wrong)
        assert page.status_code == 422 and page.context["form"].errors[field]
    followed = manager.post("/money/payments/new", paid | {"file": pdf("bill.pdf")}, follow=True)
    assert len(list(followed.context["messages"])) == 2  # entered, and more than was planned
    row = programme.table("disbursements").row(0, named=True)
    assert row["amount"] == 1500.0 and len(row["evidence"]) == 1
    table = followed.context["table"].frame
    assert table.select("budget", "disbursed", "left").rows() == [(1000.0, 1500.0, -500.0)]
    assert len(followed.context["pictures"]) == 1
    stranger = client_of(Role.SUBPROJECT_MANAGER, email="two@example.org", subproject="sub-2")
    assert stranger.get("/money").context["payments"] == []
    given = manager.get("/money/rules/phase-1?show=1&of-cost=3000")
    assert [one["amount"] for one in given.context["amounts"]] == [1000.0]


def test_a_forecast_is_a_job_and_its_page_is_cited(programme, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    asked = {"at": "2025-06-15", "draws": "1000", "seed": "3", "once": "f"}
    address = office.post("/forecast", asked).url
    assert office.post("/forecast", asked).url == address and Job.objects.count() == 1
    assert client_of(Role.SUBPROJECT_MANAGER).get(address).status_code == 404
    job = queue.claim("worker")
    made = [handler_of("forecast")(Work(job)) for _ in range(2)]  # taken over after a crash: no second run
    assert queue.finish(job, made[0]) and made[0] == made[1]
    (run,) = programme.runs("forecast")
    assert office.get(address).url == f"/forecast?run={run.run}"
    page = office.get(f"/forecast?run={run.run}")
    assert run.run in page.context["cite"] and words(page).count("<svg") >= 2
    csv = office.get(f"/forecast?run={run.run}&format=csv&table=fan")
    assert csv.content.decode("utf-8-sig").startswith("target,")
    assert client_of(Role.ANALYST).get("/forecast").url == "/programme/outlook"


def test_events_of_a_file_are_all_taken_in_or_none_and_never_verify(programme, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    before = programme.table("placements").height
    heading = "event,seeker,opportunity,kind,date,by\n"
    good = "x-1,p-1,o-1,completed,2025-09-01,somebody\n"
    for wrong in (
        "x-2,nobody,o-1,completed,2025-09-01,a\n",
        "x-2,p-2,o-1,verified,2025-09-01,a\n",
        "x-2,p-2,o-1,left,soon,a\n",
    ):
        file = SimpleUploadedFile("events.csv", (heading + good + wrong).encode())
        page = office.post("/programme/events", {"file": file})
        assert page.status_code == 422 and page.context["form"].errors["file"]
    assert programme.table("placements").height == before
    file = SimpleUploadedFile("events.csv", (heading + good).encode())
    assert office.post("/programme/events", {"file": file}).status_code == 302
    row = programme.table("placements").row(-1, named=True)
    assert row["event"] == "x-1" and len(row["by"]) == 36
    assert AuditEntry.objects.filter(why="events-recorded", person="p-1").count() == 1
