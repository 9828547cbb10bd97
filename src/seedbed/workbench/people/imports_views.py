"""How an import stands, and its lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import ahead_of, cancel, findings_of
from seedbed.workbench.look.downloads import download
from seedbed.workbench.look.wording import said, text_of, word
from seedbed.workbench.people.importing import REJECTS, TAKEN
from seedbed.workbench.people.intake import IMPORT_OFFERS, IMPORT_PEOPLE
from seedbed.workbench.people.models import Leaflet

BACK = {IMPORT_PEOPLE: "people", "needs": "needs", "opportunities": "opportunities"}


def _own_import(user: User, job: str) -> Job:
    """An import that the visitor asked for; the lists of others are not shown, whoever asks."""
    found = get_object_or_404(Job, pk=job, kind__in=(IMPORT_PEOPLE, IMPORT_OFFERS))
    require(user, Action.JOB_SEE, Target(account=found.asked_by))
    if found.asked_by != str(user.pk):
        raise Http404
    return found


@require_safe
def import_report(request: HttpRequest, job: str) -> HttpResponse:
    """Progress; at the end what was taken over and what was not, to download."""
    found = _own_import(request.user, job)
    result = found.result or {}
    context = {
        "job": found,
        "goes_on": not found.is_over,
        "waits": found.state == State.WAITING,
        "ahead": ahead_of(found) if found.state == State.WAITING else 0,
        "state_word": word("job-state", found.state),
        "taken": result.get("taken", 0),
        "rejected": result.get("rejected", 0),
        "alike": result.get("alike", 0),
        "problems": [text_of(finding) for finding in findings_of(found)],
        "lists": sorted(Leaflet.objects.filter(job=found.pk).values_list("name", flat=True)),
        "back": BACK[found.kind if found.kind == IMPORT_PEOPLE else str(found.parameters["table"])],
    }
    return render(request, "people/import_report.html", context)


@require_safe
def import_list(request: HttpRequest, job: str, name: str) -> HttpResponse:
    """A list of an import as a file."""
    found = _own_import(request.user, job)
    if name not in (REJECTS, TAKEN):
        raise Http404
    leaflet = get_object_or_404(Leaflet, job=found.pk, name=name)
    return download(name, leaflet.content, "text/csv; charset=utf-8")


@require_POST
def import_cancel(request: HttpRequest, job: str) -> HttpResponse:
    """Stop an import: nothing of it is taken over."""
    found = _own_import(request.user, job)
    if cancel(found.pk):
        messages.success(request, said("workbench.cancel-asked"))
    return redirect("import-report", found.pk)
