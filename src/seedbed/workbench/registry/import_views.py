"""Importing organisations: the file, how far its job is, what became of it, its lists."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import ahead_of, cancel, findings_of
from seedbed.workbench.look.downloads import download
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, text_of, word
from seedbed.workbench.people.importing import REJECTS, TAKEN
from seedbed.workbench.people.intake import receive_many
from seedbed.workbench.people.models import Leaflet
from seedbed.workbench.registry.importing import IMPORT
from seedbed.workbench.registry.looking_up import briefs
from seedbed.workbench.registry.models import OrganisationImport


class FileForm(PlainForm):
    """A table of organisations."""

    file = forms.FileField(
        label=label("organisations-file"),
        help_text=help_("organisations-file"),
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.xlsx,.ods"}),
    )


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table in; a job reads it."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = receive_many(IMPORT, file.read(), file.name, {}, str(request.user.pk))
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error("file", text_of(finding))
        else:
            return redirect("organisations-imported", job.pk)
    context = {"title": said("workbench.page-organisations-import"), "form": form}
    return render(request, "registry/import.html", context, status=422 if form.errors else 200)


def _own(user: User, report: uuid.UUID) -> tuple[OrganisationImport | None, Job | None]:
    """The report and the job of an import that the visitor asked for; a report may outlive its job."""
    kept = OrganisationImport.objects.filter(pk=report, user=user).first()
    job = Job.objects.filter(pk=report, kind=IMPORT, asked_by=str(user.pk)).first()
    if kept is None and job is None:
        raise Http404
    return kept, job


@needs(Action.ORGANISATION_MERGE)
@require_safe
def report(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """How far an import is; at its end what became of the table."""
    found, job = _own(request.user, report)
    pairs = found.alike if found else []
    known = briefs(one for pair in pairs for one in pair[:2])
    alike = [
        {"left": left, "right": right, "left_name": known[left].name, "right_name": known[right].name,
         "score": f"{score:.2f}", "reason": reason}
        for left, right, score, reason in pairs
        if left in known and right in known
    ]  # fmt: skip
    context = {
        "title": said("workbench.page-organisations-imported"),
        "report": found,
        "job": job,
        "state_word": word("job-state", job.state) if job else "",
        "ahead": ahead_of(job) if job and job.state == State.WAITING else 0,
        "problems": findings_of(job) if job else [],
        "alike": alike,
        "taken": Leaflet.objects.filter(job=report, name=TAKEN).exists(),
    }
    return render(request, "registry/imported.html", context)


@needs(Action.ORGANISATION_MERGE)
@require_POST
def stop(request: HttpRequest, report: uuid.UUID) -> HttpResponse:
    """Stop an import: nothing of it is taken over."""
    _, job = _own(request.user, report)
    if job is not None and cancel(job.pk):
        messages.success(request, said("workbench.cancel-asked"))
    return redirect("organisations-imported", report)


@needs(Action.ORGANISATION_MERGE)
@require_safe
def listed(request: HttpRequest, report: uuid.UUID, name: str) -> HttpResponse:
    """What was taken over row by row, or the rejected rows with their reasons."""
    found, _ = _own(request.user, report)
    if found is None or name not in (REJECTS, TAKEN) or (name == REJECTS and not found.rejected):
        raise Http404
    content = (
        bytes(found.rejects)
        if name == REJECTS
        else bytes(get_object_or_404(Leaflet, job=report, name=TAKEN).content)
    )
    return download(f"organisations-{name}", content, "text/csv; charset=utf-8")
