"""Invitations: signed links that let in once, before a date, as one role."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from seedbed.messages import Lang, Refusal
from seedbed.workbench.accounts.letters import put_down
from seedbed.workbench.accounts.models import Invitation, Membership, User
from seedbed.workbench.accounts.permissions import Target, may
from seedbed.workbench.accounts.roles import (
    MAY_INVITE,
    OF_A_SUBPROJECT,
    OF_AN_ORGANISATION,
    Action,
    Role,
)
from seedbed.workbench.accounts.sealing import mark_of_email, tidy_email
from seedbed.workbench.oversight.audit import account_changed
from seedbed.workbench.oversight.models import Coming
from seedbed.workbench.oversight.sign_ins import note_coming

_SALT = "seedbed.invitation"


def roles_on_offer(inviter: User) -> tuple[Role, ...]:
    """As what a user may invite others, in the order of :class:`Role`."""
    allowed = frozenset().union(*(MAY_INVITE.get(role, frozenset()) for role in inviter.roles))
    return tuple(role for role in Role if role in allowed)


def invite(inviter: User, email: str, role: Role, organisation: str = "", subproject: str = "") -> Invitation:
    """Make an invitation; an open one to the same address for the same role ends.

    Raises
    ------
    Refusal
        ``workbench.may-not-invite``, ``workbench.role-needs-organisation``, ``workbench.role-needs-subproject``.
    """
    # Persons belong to nobody: a school invites them without lending them its own standing.
    target = Target(organisations=frozenset({organisation} - {""}), subproject=subproject)
    inside = role is Role.PERSON or may(inviter, Action.USER_INVITE, target)
    if role not in roles_on_offer(inviter) or not inside:
        raise Refusal.because("workbench.may-not-invite")
    return _make(inviter, email, role, organisation, subproject)


def invite_from_command_line(email: str, role: Role, organisation: str = "", subproject: str = "") -> str:
    """The path of an invitation's link; whoever has the machine may let anybody in.

    Raises
    ------
    Refusal
        ``workbench.role-needs-organisation``, ``workbench.role-needs-subproject``.
    """
    made = _make(None, email, role, organisation, subproject)
    account_changed(None, None, "invited", made.role)
    return _path_of(made)


@transaction.atomic
def _make(inviter: User | None, email: str, role: Role, organisation: str, subproject: str) -> Invitation:
    organisation = organisation if role in OF_AN_ORGANISATION else ""
    subproject = subproject if role in OF_A_SUBPROJECT else ""
    if role in OF_AN_ORGANISATION and not organisation:
        raise Refusal.because("workbench.role-needs-organisation")
    if role in OF_A_SUBPROJECT and not subproject:
        raise Refusal.because("workbench.role-needs-subproject")
    mark = mark_of_email(email)
    same = Invitation.objects.filter(
        email_mark=mark, role=role, organisation=organisation, subproject=subproject, used_at=None
    )
    same.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    return Invitation.objects.create(
        email=tidy_email(email),
        email_mark=mark,
        role=role.value,
        organisation=organisation,
        subproject=subproject,
        invited_by=inviter,
    )


def _path_of(invitation: Invitation) -> str:
    return str(reverse("invitation", args=[signing.dumps(str(invitation.pk), salt=_SALT)]))


def link_of(request: HttpRequest, invitation: Invitation) -> str:
    """The whole address that the letter names; the database alone does not yield it."""
    return str(request.build_absolute_uri(_path_of(invitation)))


def send_invitation(request: HttpRequest, invitation: Invitation, lang: Lang) -> None:
    """The letter, sent soon; that somebody was invited, or invited himself, is noted."""
    note_coming(request, Coming.INVITED, email=invitation.email, what=invitation.role)
    put_down(
        invitation.email,
        "invitation",
        lang,
        invitation.expires_at,
        role=invitation.role,
        link=link_of(request, invitation),
        until=f"{timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M}",
    )


def find(token: str) -> Invitation | None:
    """The open invitation of a link; changed, used, withdrawn and expired ones are none."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    invitation = Invitation.objects.filter(pk=key).first()
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept(invitation: Invitation, user: User) -> bool:
    """Give the role, once: of two that come at the same moment one is refused."""
    now = timezone.now()
    taken = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not taken:
        return False
    Membership.objects.get_or_create(
        user=user,
        role=invitation.role,
        organisation=invitation.organisation,
        subproject=invitation.subproject,
        ended_at=None,
    )
    user.__dict__.pop("standing", None)
    return True


@transaction.atomic
def accept_as_new(invitation: Invitation, name: str, password: str, language: str) -> User | None:
    """A new user out of an invitation; nobody when it was used meanwhile."""
    if not Invitation.objects.select_for_update().filter(pk=invitation.pk, used_at=None).exists():
        return None
    user = User.objects.create_user(invitation.email, name, password, language=language)
    if not accept(invitation, user):
        transaction.set_rollback(True)
        return None
    return user
