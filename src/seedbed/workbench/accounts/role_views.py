"""What each role may do, for everybody to read: the table of :mod:`roles` in words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.workbench.accounts.permissions import for_signed_in
from seedbed.workbench.accounts.roles import (
    MAY_INVITE,
    OF_A_SUBPROJECT,
    OF_AN_ORGANISATION,
    WITH_SECOND_FACTOR,
    Action,
    Reach,
    Role,
    reach_of,
)
from seedbed.workbench.look.wording import language, said, word


@for_signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """One's own roles stand open, the others are unfolded one by one."""
    held = request.user.roles
    shown = sorted(Role, key=lambda role: role not in held)
    return render(
        request, "accounts/roles.html", {"roles": [_in_words(role, role in held) for role in shown]}
    )


def _in_words(role: Role, is_own: bool) -> dict[str, object]:
    stands_for = (
        "organisation" if role in OF_AN_ORGANISATION else "subproject" if role in OF_A_SUBPROJECT else "self"
    )
    between = "、" if language() == "zh" else ", "
    granted = [action for action in Action if reach_of(role, action) > Reach.NONE]
    return {
        "id": role.value,
        "role": word("role", role),
        "own": is_own,
        "stands_for": said(f"workbench.role-for-{stands_for}"),
        "second_factor": role in WITH_SECOND_FACTOR,
        "invited": between.join(word("role", other) for other in Role if other in MAY_INVITE.get(role, ())),
        "granted": [(in_words(action), _reach(role, action)) for action in granted],
    }


def in_words(action: Action) -> str:
    """``workbench.action-<thing>-<deed>``."""
    return word("action", action.value.replace(":", "-"))


def _reach(role: Role, action: Action) -> str:
    return word("reach", reach_of(role, action).name.lower())
