"""The addresses of the registry, and who may ask for them; organisations are those of the intake's region."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role

MEMBERS = frozenset(Role)
OFFICE = frozenset({Role.PROGRAMME_OFFICE})
OWNERS = frozenset({Role.CAREER_OFFICE, Role.EMPLOYER, Role.PROVIDER})
CHANGING = OWNERS | OFFICE | {Role.SUBPROJECT_MANAGER}
NO_ID = "00000000-0000-4000-8000-000000000000"
OF_OWNERS = {**dict.fromkeys(OWNERS | OFFICE, 200), Role.SUBPROJECT_MANAGER: 404}

PAGES = {
    "organisations": (MEMBERS, "get", {}, 200),
    "organisation": (MEMBERS, "get", {"organisation": "org-1"}, 200),
    "organisation-new": (CHANGING, "get", {}, {**dict.fromkeys(CHANGING, 404), Role.PROGRAMME_OFFICE: 200}),
    "organisation-edit": (CHANGING, "get", {"organisation": "org-1"}, OF_OWNERS),
    "organisations-import": (OFFICE, "get", {}, 200),
    "organisations-imported": (OFFICE, "get", {"report": NO_ID}, 404),
    "organisations-import-stop": (OFFICE, "post", {"report": NO_ID}, 404),
    "organisations-list": (OFFICE, "get", {"report": NO_ID, "name": "rejects.csv"}, 404),
    "organisation-duplicates": (OFFICE, "get", {}, 200),
    "organisation-merge": (OFFICE, "get", {}, 404),
    "tie-new": (CHANGING, "get", {"organisation": "org-1"}, OF_OWNERS),
    "tie-edit": (CHANGING, "get", {"organisation": "org-1"}, 404),
    "places": (MEMBERS, "get", {}, 200),
    "place": (MEMBERS, "get", {"place": "500112"}, 200),
    "place-new": (OFFICE, "get", {}, 200),
    "place-edit": (OFFICE, "get", {"place": "500112"}, 200),
    "map": (MEMBERS, "get", {}, 200),
}
