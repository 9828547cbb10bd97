"""Pages that oversight added, and who may ask for them."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role

MEMBERS = frozenset(Role)
NO_ID = "00000000-0000-4000-8000-000000000000"

PAGES = {
    "sign-ins": (frozenset({Role.ADMINISTRATOR}), "get", {}, 200),
    "jobs": (MEMBERS, "get", {}, 200),
    "job-stop": (MEMBERS, "post", {"job": NO_ID}, 404),
    "job-again": (MEMBERS, "post", {"job": NO_ID}, 404),
    "catalogues": (MEMBERS, "get", {}, 200),
    "catalogue-skill": (MEMBERS, "get", {}, 404),
    "catalogue-occupation": (MEMBERS, "get", {}, 404),
    "classification": (MEMBERS, "get", {"name": "isco08"}, 200),
}
