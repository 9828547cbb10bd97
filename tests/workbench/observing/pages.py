"""The addresses of the observatory, and who may ask for them: published facts, so everybody who came in."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role

MEMBERS = frozenset(Role)

PAGES = {
    "observatory": (MEMBERS, "get", {}, 200),
    "observatory-section": (MEMBERS, "get", {"section": "scorecards"}, 200),
    "observatory-measures": (MEMBERS, "get", {}, 200),
    "figures": (MEMBERS, "get", {}, 200),
    "figure": (MEMBERS, "get", {"observation": "none"}, 404),
}
