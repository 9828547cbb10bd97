"""The addresses of the programme pages, and who may ask for them."""

from __future__ import annotations

from seedbed.usecases.issue_report import issue_report
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record
from workbench.delivery.small_programme import make_programme
from workbench.people.small_region import make_region

MEMBERS = frozenset(Role)
EVERYBODY = MEMBERS | {None}
CHANGING = frozenset({Role.SUBPROJECT_MANAGER, Role.PROGRAMME_OFFICE})
VERIFYING = frozenset({Role.VERIFIER})
OFFICE = frozenset({Role.PROGRAMME_OFFICE})
OFFICE_REPORTS = {role: 200 if role in (Role.PROGRAMME_OFFICE, Role.VERIFIER) else 404 for role in EVERYBODY}
BANK_REPORTS = {**OFFICE_REPORTS, Role.BANK_VIEWER: 200}

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
}


def prepare() -> None:
    """A programme with a report for the bank and one for the office; after it the small region of the intake."""
    make_region()
    make_programme()
    issue_report(record(), "for-bank", "2025", "bank")
    issue_report(record(), "for-office", "2025", "office")
