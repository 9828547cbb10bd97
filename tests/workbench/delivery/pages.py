"""The addresses of the programme pages, and who may ask for them."""

from __future__ import annotations

from seedbed.usecases.issue_report import issue_report
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record
from workbench.delivery.small_programme import make_books, make_programme
from workbench.people.small_region import make_region

MEMBERS = frozenset(Role)
EVERYBODY = MEMBERS | {None}
CHANGING = frozenset({Role.SUBPROJECT_MANAGER, Role.PROGRAMME_OFFICE})
VERIFYING = frozenset({Role.VERIFIER})
OFFICE = frozenset({Role.PROGRAMME_OFFICE})
OFFICE_REPORTS = {role: 200 if role in (Role.PROGRAMME_OFFICE, Role.VERIFIER) else 404 for role in EVERYBODY}
BANK_REPORTS = {**OFFICE_REPORTS, Role.BANK_VIEWER: 200}

GATE = {"gate": "g-1", "subproject": "sub-1"}
FORECAST = {role: 200 if role in (Role.PROGRAMME_OFFICE, Role.VERIFIER) else 302 for role in MEMBERS}
EVIDENCE = {
    role: 200 if role in (Role.PROGRAMME_OFFICE, Role.VERIFIER, Role.SUBPROJECT_MANAGER) else 404
    for role in MEMBERS
}
NO_JOB = "00000000-0000-4000-8000-000000000000"

PAGES = {
    "programme": (MEMBERS, "get", {}, 200),
    "programme-part": (MEMBERS, "get", {"part": "outlook"}, 200),
    "indicator": (MEMBERS, "get", {"indicator": "placed"}, 200),
    "result-new": (CHANGING, "get", {}, 200),
    "verification": (VERIFYING, "get", {}, 200),
    "verify-result": (VERIFYING, "post", {"result": "none"}, 404),
    "verify-placement": (VERIFYING, "post", {"event": "none"}, 404),
    "reports": (EVERYBODY, "get", {}, 200),
    "report-issue": (OFFICE, "get", {}, 200),
    "compare-reports": (EVERYBODY, "get", {}, 200),
    "report": (EVERYBODY, "get", {"report": "for-bank"}, BANK_REPORTS),
    "report-word": (EVERYBODY, "get", {"report": "for-office"}, OFFICE_REPORTS),
    "programme-work": (CHANGING, "get", {}, 200),
    "results": (CHANGING, "get", {}, 200),
    "events-import": (CHANGING, "get", {}, {Role.PROGRAMME_OFFICE: 200, Role.SUBPROJECT_MANAGER: 404}),
    "gates": (CHANGING, "get", {}, 200),
    "gate": (CHANGING, "get", GATE, 200),
    "gate-hand-in": (CHANGING, "post", GATE, 422),
    "gate-decide": (OFFICE, "post", GATE, 422),
    "grievances": (MEMBERS, "get", {}, 200),
    "grievance-new": (MEMBERS, "get", {}, 200),
    "grievance": (
        MEMBERS,
        "get",
        {"grievance": "g-old"},
        dict.fromkeys(MEMBERS, 404) | {Role.PROGRAMME_OFFICE: 200},
    ),
    "grievance-step": (MEMBERS, "post", {"grievance": "none"}, 404),
    "evidence": (CHANGING | VERIFYING, "get", {}, 200),
    "evidence-new": (CHANGING, "get", {}, 200),
    "evidence-file": (MEMBERS, "get", {"evidence": "ev-1"}, EVIDENCE),
    "book": (CHANGING, "get", {"book": "risks"}, 200),
    "book-new": (CHANGING, "get", {"book": "activities"}, 200),
    "book-row": (CHANGING, "get", {"book": "risks", "row": "r-1"}, 200),
    "book-close": (CHANGING, "post", {"book": "risks", "row": "r-1"}, 422),
    "money": (CHANGING, "get", {}, 200),
    "payment-new": (CHANGING, "get", {}, 200),
    "money-rule": (CHANGING, "get", {"rule": "phase-1"}, 200),
    "forecast": (MEMBERS, "get", {}, FORECAST),
    "forecast-job": (CHANGING, "get", {"job": NO_JOB}, 404),
    "cancel-forecast": (CHANGING, "post", {"job": NO_JOB}, 404),
}


def prepare() -> None:
    """A programme with its books, a report for the bank and one for the office; after it the small region of the intake."""
    make_region()
    make_programme()
    make_books()
    issue_report(record(), "for-bank", "2025", "bank")
    issue_report(record(), "for-office", "2025", "office")
