"""The addresses of the intake, and who may ask for them."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role
from workbench.people.small_region import make_region

PERSON = frozenset({Role.PERSON})
ENTERING = frozenset({Role.CAREER_OFFICE})
LISTING = frozenset({Role.CAREER_OFFICE, Role.PROGRAMME_OFFICE})
OFFERING = frozenset({Role.EMPLOYER, Role.PROVIDER, Role.SUBPROJECT_MANAGER, Role.PROGRAMME_OFFICE})
COUNTING = frozenset({Role.BANK_VIEWER, Role.ANALYST})
MEMBERS = frozenset(Role)
NO_ID = "00000000-0000-4000-8000-000000000000"
_ONE = {"person": "p-of-first"}

PAGES = {
    "join": (MEMBERS | {None}, "get", {}, {None: 200, **dict.fromkeys(MEMBERS, 302)}),
    "my-profile": (PERSON, "get", {}, 200),
    "my-cv": (PERSON, "get", {}, 200),
    "my-facts": (PERSON, "get", {}, 200),
    "my-skills": (PERSON, "get", {}, 200),
    "my-wishes": (PERSON, "get", {}, 200),
    "my-consent": (PERSON, "get", {}, 200),
    "my-export": (PERSON, "get", {}, 200),
    "my-erasure": (PERSON, "get", {}, 200),
    "my-claim": (MEMBERS, "get", {"token": "wrong"}, 410),
    "my-matches": (PERSON, "get", {}, 200),
    "my-answer": (PERSON, "post", {"event": "none"}, 404),
    "people": (LISTING, "get", {}, 200),
    "person-new": (ENTERING, "get", {}, 200),
    "people-import": (ENTERING, "get", {}, 200),
    "person": (LISTING, "get", _ONE, 200),
    "person-cv": (ENTERING, "get", _ONE, 200),
    "person-facts": (ENTERING, "get", _ONE, 200),
    "person-skills": (LISTING, "get", _ONE, 200),
    "person-wishes": (ENTERING, "get", _ONE, 200),
    "person-consent": (ENTERING, "get", _ONE, 200),
    "person-export": (ENTERING, "get", _ONE, 200),
    "person-hand-over": (ENTERING, "post", _ONE, 200),
    "import-report": (MEMBERS, "get", {"job": NO_ID}, 404),
    "import-cancel": (MEMBERS, "post", {"job": NO_ID}, 404),
    "import-list": (MEMBERS, "get", {"job": NO_ID, "name": "rejects.csv"}, 404),
    "table-template": (MEMBERS, "get", {"table": "people"}, 200),
    "needs": (OFFERING | COUNTING, "get", {}, 200),
    "need-new": (OFFERING, "get", {}, 200),
    "needs-import": (OFFERING, "get", {}, 200),
    "need": (
        OFFERING | COUNTING,
        "get",
        {"need": "need-1"},
        {
            **dict.fromkeys((Role.EMPLOYER, Role.PROVIDER, Role.PROGRAMME_OFFICE), 200),
            **dict.fromkeys((Role.SUBPROJECT_MANAGER, *COUNTING), 404),
        },
    ),
    "need-edit": (
        OFFERING,
        "get",
        {"need": "need-1"},
        {
            **dict.fromkeys((Role.EMPLOYER, Role.PROVIDER, Role.PROGRAMME_OFFICE), 200),
            Role.SUBPROJECT_MANAGER: 404,
        },
    ),
    "opportunities": (MEMBERS, "get", {}, 200),
    "opportunity-new": (OFFERING, "get", {}, 200),
    "opportunities-import": (OFFERING, "get", {}, 200),
    "opportunity": (MEMBERS, "get", {"opportunity": "offer-1"}, 200),
    "opportunity-edit": (OFFERING, "get", {"opportunity": "offer-1"}, 200),
}


def prepare() -> None:
    """What the pages are about."""
    make_region()
