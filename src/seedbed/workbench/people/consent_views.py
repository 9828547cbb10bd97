"""Consent given and taken back, each purpose apart; objecting to automated decisions."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people import forms
from seedbed.workbench.people.consent import give, given, object_, objects, withdraw
from seedbed.workbench.people.profile_views import refuse
from seedbed.workbench.people.purposes import Purpose
from seedbed.workbench.people.subject import subject_of

SAID = ("consent-given", "consent-withdrawn", "objected", "objection-ended")


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """What one has agreed to, what one may agree to, what was said when.

    For a person without an account her institution writes down what she said to it.
    """
    subject = subject_of(request, person, Action.PROFILE_CHANGE, "consent")
    if not subject.own and User.objects.filter(person=subject.person).exists():
        raise Http404  # who has an account decides there
    held = given(subject.row)
    offered = [purpose for purpose in Purpose if purpose not in held]
    posted = request.method == "POST"
    giving = posted and request.POST.get("do") == "give"
    form = forms.Consent(request.POST if giving else None, offered=offered)
    if giving and form.is_valid():
        try:
            purposes = [Purpose(code) for code in form.cleaned_data["purposes"]]
            give(request.user, subject.row, purposes, form.cleaned_data["until"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said("workbench.consent-kept"))
            return redirect(subject.url("consent"))
    elif posted and not giving:
        _other(request, subject.row)
        return redirect(subject.url("consent"))
    trail = AuditEntry.objects.filter(person=subject.person, why__in=SAID)[:30]
    context = {
        "subject": subject,
        "form": form,
        "offered": offered,
        "held": held,
        "until": subject.row["consent_until"],
        "objects": objects(subject.row),
        "trail": trail,
    }
    return render(request, "people/consent.html", context, status=422 if form.errors else 200)


def _other(request: HttpRequest, row: Mapping[str, object]) -> None:
    do = request.POST.get("do", "")
    if do == "withdraw" and request.POST.get("purpose") in set(Purpose):
        withdraw(request.user, row, Purpose(request.POST["purpose"]))
        messages.success(request, said("workbench.consent-withdrawn"))
    elif do in ("object", "no-longer"):
        object_(request.user, row, do == "object")
        messages.success(request, said("workbench.kept"))
    else:
        raise Http404
