"""The addresses of the observatory, and who may ask for them: published facts, so everybody who came in."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role

MEMBERS = frozenset(Role)
CHANGING = frozenset({Role.ANALYST, Role.PROGRAMME_OFFICE})
NO_ID = "00000000-0000-4000-8000-000000000000"

PAGES = {
    "observatory": (MEMBERS, "get", {}, 200),
    "observatory-section": (MEMBERS, "get", {"section": "scorecards"}, 200),
    "observatory-measures": (MEMBERS, "get", {}, 200),
    "own-table": (CHANGING, "get", {}, 200),
    "own-table-measured": (CHANGING, "get", {"job": NO_ID}, 404),
    "own-table-again": (CHANGING, "post", {"job": NO_ID}, 404),
    "own-table-rejects": (CHANGING, "get", {"job": NO_ID}, 404),
    "observing-stop": (CHANGING, "post", {"job": NO_ID}, 404),
    "next-industries": (CHANGING, "get", {}, 200),
    "next-ranked": (CHANGING, "get", {"job": NO_ID}, 404),
    "figures": (MEMBERS, "get", {}, 200),
    "figure": (MEMBERS, "get", {"observation": "none"}, 404),
}
