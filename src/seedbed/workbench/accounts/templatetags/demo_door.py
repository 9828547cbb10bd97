"""What pages show of a demo; nothing where its door is closed."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from seedbed.workbench.accounts.demo import demo_user
from seedbed.workbench.accounts.demo_door import lets_in
from seedbed.workbench.accounts.invitations import link_of
from seedbed.workbench.accounts.models import Invitation
from seedbed.workbench.accounts.places import of_membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.accounts.sealing import mark_of_email
from seedbed.workbench.look.wording import word

register = template.Library()


@register.inclusion_tag("accounts/demo_accounts.html", takes_context=True)
def demo_accounts(context: Context) -> dict[str, object]:
    """A button for each demo account."""
    request: HttpRequest | None = context.get("request")
    if request is None or not lets_in(request):
        return {}
    found = [(role, user) for role in Role if (user := demo_user(role)) is not None]
    accounts = [
        {
            "role": role.value,
            "words": word("role", role),
            "of": " · ".join(of_membership(held.organisation, held.subproject) for held in user.standing),
        }
        for role, user in found
    ]
    return {"accounts": accounts, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/demo_letter.html", takes_context=True)
def demo_letter(context: Context) -> dict[str, object]:
    """The link of the letter that was just asked for by joining openly, and where letters are."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request is not None else None
    if request is None or match is None or match.url_name != "join" or not lets_in(request):
        return {}
    mark = mark_of_email(request.POST.get("email", ""))
    open_ones = Invitation.objects.filter(email_mark=mark, role=Role.PERSON, invited_by=None, used_at=None)
    invitation = open_ones.order_by("-invited_at").first()
    return {
        "link": link_of(request, invitation) if invitation is not None else "",
        "folder": settings.EMAIL_FILE_PATH,
    }
