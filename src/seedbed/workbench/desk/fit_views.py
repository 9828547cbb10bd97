"""Why an opportunity fits me, before any match has been run."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from seedbed.messages import Finding, Refusal
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk.explaining import Told, tell
from seedbed.workbench.look.wording import said
from seedbed.workbench.people.catalogue import names_of
from seedbed.workbench.people.record import record


@needs(Action.CONSENT_GIVE)
@require_GET
def my_fit(request: HttpRequest, opportunity: str) -> HttpResponse:
    """One opportunity beside one's own profile as it stands: what the fit is made of, what would change it."""
    row = record().row("people", request.user.person) if request.user.person else None
    offer = record().row("opportunities", opportunity)
    if row is None or offer is None:
        raise Http404
    told: Told | None = None
    problems: tuple[Finding, ...] = ()
    try:
        told = tell(str(row["person"]), opportunity, own=True)
    except Refusal as refusal:
        problems = refusal.findings
    context = {
        "title": said("workbench.page-my-fit"),
        "person": row,
        "offer": offer,
        "organisation": names_of("organisations", "organisation")(offer["organisation"]),
        "place": names_of("places", "place")(offer["place"]),
        "told": told,
        "problems": problems,
        "own": True,
    }
    return render(request, "desk/pair.html", context)
