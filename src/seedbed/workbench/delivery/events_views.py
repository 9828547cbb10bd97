"""Events of placements from a file: all of its rows, or none and what is wrong with them."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from seedbed.messages import Finding, Refusal, Severity
from seedbed.usecases.record_events import Recorded, record_events
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import EntryForm, entry_page, refuse
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import changed
from seedbed.workbench.people.record import record

SUFFIXES = (".csv", ".tsv", ".xlsx")
MOST_SHOWN = 30


class EventsForm(EntryForm):
    """A table of events."""

    file = forms.FileField(
        label=label("events-file"),
        help_text=help_("events-file"),
        widget=forms.FileInput({"accept": ",".join(SUFFIXES)}),
    )


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a file of events in, as entered by who brings it; verifications are made one by one, by others."""
    user: User = request.user
    if not scope(user, Action.PLACEMENT_RECORD).everything:
        raise Http404
    form = EventsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]

        def enter() -> str:
            recorded = _record(user, upload)
            messages.success(request, said("workbench.events-recorded", events=recorded.events))
            return reverse("programme-work")

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            wrong = refusal.findings[:MOST_SHOWN]
            refuse(form, Refusal(*wrong), "file")
            if len(refusal.findings) > len(wrong):
                form.add_error(
                    "file", said("workbench.events-more", count=len(refusal.findings) - len(wrong))
                )
    return entry_page(request, form, "events-import", back=reverse("programme-work"))


def _record(user: User, upload: UploadedFile) -> Recorded:
    """All rows of a file, or none.

    Raises
    ------
    Refusal
        What is wrong with the file or its rows; ``workbench.not-a-table``, ``formats.too-large``.
    """
    suffix = PurePath(upload.name or "").suffix.lower()
    if suffix not in SUFFIXES:
        raise Refusal.because("workbench.not-a-table")
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        raise Refusal.because(
            "formats.too-large", file=f"events{suffix}", megabytes=settings.UPLOAD_LIMIT >> 20
        )
    store, by = record(), str(user.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events{suffix}"
        path.write_bytes(upload.read())
        looked = record_events(store, path, by=by, dry_run=True)
        if looked.rejected or not looked.events:
            wrong = [one for one in looked.findings if one.severity is Severity.ERROR]
            raise Refusal(*(wrong or looked.findings or (Finding("workbench.events-none-in-file"),)))
        recorded = record_events(store, path, by=by)
    people = set(store.table("people")["person"])
    for seeker in store.table("placements").tail(recorded.events)["seeker"].unique(maintain_order=True):
        if seeker in people:
            changed(user, seeker, "events-recorded")
    return recorded
