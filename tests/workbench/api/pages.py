"""The page of tokens, and who may ask for it; the calls themselves are asked by this room's own tests."""

from __future__ import annotations

from seedbed.workbench.accounts.roles import Action, Reach, Role, reach_of

MAKING = frozenset(role for role in Role if reach_of(role, Action.TOKEN_MAKE) > Reach.NONE)

PAGES = {
    "tokens": (MAKING, "get", {}, 200),
    "end-token": (MAKING, "post", {"token": "00000000-0000-4000-8000-000000000000"}, 404),
}
