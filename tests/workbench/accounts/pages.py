"""Pages about roles, and who may ask for them."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Role

PAGES = {"roles": (frozenset(Role), "get", {}, 200)}
