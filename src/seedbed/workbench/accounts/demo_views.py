"""Coming in as one of the demo accounts; there is no such address without `--demo` on this machine alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seedbed.workbench.accounts import second_factor, signing_in
from seedbed.workbench.accounts.demo import demo_user
from seedbed.workbench.accounts.demo_door import lets_in
from seedbed.workbench.accounts.permissions import open_to_all
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import Coming
from seedbed.workbench.oversight.sign_ins import note_coming


@open_to_all
@never_cache
@require_POST
def come_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as a role, as noted as any other; an account that got a second factor meanwhile is asked for it."""
    user = demo_user(Role(role)) if role in {one.value for one in Role} and lets_in(request) else None
    if user is None:
        raise Http404
    if second_factor.has_second_factor(user):
        signing_in.wait_for_code(request, user)
        return redirect("sign-in-code")
    signing_in.let_in(request, user)
    note_coming(request, Coming.SIGNED_IN, user)
    return redirect("start")


urlpatterns = [path("demo/<slug:role>", come_in, name="demo-sign-in")]
"""Added to the addresses only where the door is open."""
