"""Users and invitations, for those who may see, invite or change them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from seedbed.messages import Refusal
from seedbed.workbench.accounts import invitations, second_factor
from seedbed.workbench.accounts.forms import Invite
from seedbed.workbench.accounts.models import Invitation, Membership, User
from seedbed.workbench.accounts.permissions import Scope, Target, may, needs, require, scope
from seedbed.workbench.accounts.places import names_of, of_membership
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.accounts.sealing import mark_of_email
from seedbed.workbench.accounts.sessions import end_sessions
from seedbed.workbench.look.wording import language, said, text_of, word
from seedbed.workbench.oversight.audit import account_changed
from seedbed.workbench.oversight.models import Coming
from seedbed.workbench.oversight.sign_ins import note_coming

ROWS = 50


@needs(Action.USER_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def users(request: HttpRequest) -> HttpResponse:
    """Who is in, who is invited; inviting."""
    offered = invitations.roles_on_offer(request.user)
    form = Invite(request.POST or None, roles=offered, own=_own_places(request.user))
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            made = invitations.invite(
                request.user, asked["email"], Role(asked["role"]), asked["organisation"], asked["subproject"]
            )
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            invitations.send_invitation(request, made, language())
            account_changed(request.user, None, "invited", made.role)
            messages.success(request, said("workbench.invitation-sent"))
            return redirect("users")
    seen = scope(request.user, Action.USER_SEE)
    members = User.objects.filter(_members(seen)).distinct().prefetch_related("memberships")
    asked_email = request.GET.get("email", "").strip()
    if asked_email:
        members = members.filter(email_mark=mark_of_email(asked_email))
    page = Paginator(members, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [{"user": user, "roles": shown} for user, shown in _shown(page, seen)],
        "invitations": [
            {"invitation": sent, "of": of_membership(sent.organisation, sent.subproject)}
            for sent in _open_invitations(seen)[:ROWS]
        ],
        "may_change": may(request.user, Action.USER_CHANGE),
        "asked_email": asked_email,
    }
    return render(request, "accounts/users.html", context, status=422 if form.errors else 200)


@needs(Action.USER_SEE)
@require_POST
def withdraw_invitation(request: HttpRequest, invitation: str) -> HttpResponse:
    """The letter's link lets nobody in any more."""
    offered = invitations.roles_on_offer(request.user)
    found = get_object_or_404(Invitation, pk=invitation, role__in=offered)
    _require_same_place(request.user, Action.USER_INVITE, found.organisation, found.subproject)
    Invitation.objects.filter(pk=found.pk, used_at=None).update(withdrawn_at=timezone.now())
    account_changed(request.user, None, "invitation-withdrawn", found.role)
    note_coming(request, Coming.INVITATION_WITHDRAWN, email=found.email, what=found.role)
    messages.success(request, said("workbench.invitation-withdrawn"))
    return redirect("users")


@needs(Action.USER_CHANGE)
@require_POST
def change_user(request: HttpRequest, user: str, change: str) -> HttpResponse:
    """Lock, unlock, end all sessions, take a lost second factor down."""
    found = get_object_or_404(User, pk=user)
    if found == request.user:
        messages.error(request, said("workbench.not-oneself"))
        return redirect("users")
    if change == "lock":
        User.objects.filter(pk=found.pk).update(is_active=False)
        end_sessions(found)
    elif change == "unlock":
        User.objects.filter(pk=found.pk).update(is_active=True)
    elif change == "sign-out":
        end_sessions(found)
    elif change == "second-factor":
        second_factor.take_down(found)
        end_sessions(found)
    else:
        raise Http404
    account_changed(request.user, found, change)
    note_coming(request, Coming(change), found)
    messages.success(request, said("workbench.kept"))
    return redirect("users")


@needs(Action.USER_CHANGE)
@require_POST
def end_membership(request: HttpRequest, membership: int) -> HttpResponse:
    """A role ends; who held it is signed out."""
    found = get_object_or_404(Membership, pk=membership, ended_at=None)
    if found.user == request.user and found.role == Role.ADMINISTRATOR:
        messages.error(request, said("workbench.not-oneself"))
        return redirect("users")
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    end_sessions(found.user)
    account_changed(request.user, found.user, "membership-ended", found.role)
    messages.success(request, said("workbench.kept"))
    return redirect("users")


def _require_same_place(user: User, action: Action, organisation: str, subproject: str) -> None:
    require(user, action, Target(organisations=frozenset({organisation} - {""}), subproject=subproject))


def _in_scope(seen: Scope, prefix: str = "") -> Q:
    if seen.everything:
        return Q()
    places = Q(**{f"{prefix}organisation__in": seen.organisations}) | Q(
        **{f"{prefix}subproject__in": seen.subprojects}
    )
    return places & ~(Q(**{f"{prefix}organisation": ""}) & Q(**{f"{prefix}subproject": ""}))


def _members(seen: Scope) -> Q:
    if seen.everything:
        return Q()
    held = Membership.objects.filter(_in_scope(seen), ended_at=None)
    return Q(pk__in=held.values("user"))


def _open_invitations(seen: Scope) -> QuerySet:
    still = Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return still.filter(_in_scope(seen))


def _shown(page: Iterable[User], seen: Scope) -> list[tuple[User, list[dict[str, object]]]]:
    """Users with those of their roles that the onlooker may see."""
    held = {
        user: [
            one
            for one in user.memberships.all()
            if one.ended_at is None
            and (
                seen.everything
                or (one.organisation and one.organisation in seen.organisations)
                or (one.subproject and one.subproject in seen.subprojects)
            )
        ]
        for user in page
    }
    every = [one for some in held.values() for one in some]
    organisations = names_of("organisations", (one.organisation for one in every))
    subprojects = names_of("subprojects", (one.subproject for one in every))
    return [
        (
            user,
            [
                {
                    "pk": one.pk,
                    "role": word("role", one.role),
                    "of": organisations.get(one.organisation) or subprojects.get(one.subproject, ""),
                }
                for one in some
            ],
        )
        for user, some in held.items()
    ]


def _own_places(user: User) -> dict[str, frozenset[str]] | None:
    """The organisations and subprojects for which a user may invite; nothing where it is all of them."""
    seen = scope(user, Action.USER_INVITE)
    if seen.everything:
        return None
    return {"organisations": seen.organisations, "subprojects": seen.subprojects}
