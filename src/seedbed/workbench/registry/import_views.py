"""Importing organisations: the file, what became of it, its rejected rows."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.downloads import download, harmless_csv
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.registry.importing import import_organisations
from seedbed.workbench.registry.models import OrganisationImport
from seedbed.workbench.registry.naming import names

SUFFIXES = (".csv", ".xlsx")


class FileForm(PlainForm):
    """A table of organisations."""

    file = forms.FileField(label=label("organisations-file"), help_text=help_("organisations-file"))

    def clean_file(self) -> object:
        """CSV or Excel, not too large."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(said("workbench.file-csv-or-excel"))
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(said("workbench.error-too-large"))
        return file


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table over; what is wrong comes back with reasons."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                made = import_organisations(file.name, file.read())
                kept = OrganisationImport.objects.create(
                    user=request.user,
                    added=made.added,
                    changed=made.changed,
                    rejected=made.rejects.height,
                    alike=made.alike.select("left", "right", "score", "reason").rows(),
                    rejects=harmless_csv(made.rejects) if made.rejects.width else b"",
                )
                house_changed(request.user, "organisations-imported", str(kept.pk))
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error("file", text_of(finding))
        else:
            return redirect("organisations-imported", kept.pk)
    context = {"title": said("workbench.page-organisations-import"), "form": form}
    return render(request, "registry/import.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, report: object) -> OrganisationImport:
    return get_object_or_404(OrganisationImport, pk=report, user=request.user)


@needs(Action.ORGANISATION_MERGE)
@require_safe
def report(request: HttpRequest, report: object) -> HttpResponse:
    """What became of a table."""
    found, known = _own(request, report), names()
    alike = [
        {"left": left, "right": right, "left_name": known.get(left, left), "right_name": known.get(right, right),
         "score": f"{score:.2f}", "reason": reason}
        for left, right, score, reason in found.alike
    ]  # fmt: skip
    context = {"title": said("workbench.page-organisations-imported"), "report": found, "alike": alike}
    return render(request, "registry/imported.html", context)


@needs(Action.ORGANISATION_MERGE)
@require_safe
def rejects(request: HttpRequest, report: object) -> HttpResponse:
    """The rejected rows with their reasons."""
    found = _own(request, report)
    if not found.rejected:
        raise Http404
    return download("organisations-rejects.csv", bytes(found.rejects), "text/csv; charset=utf-8")
