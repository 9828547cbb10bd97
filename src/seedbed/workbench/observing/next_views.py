"""Ranking the industries that a place could have next: the table, the place, waiting for the run."""

from __future__ import annotations

import uuid
from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import ahead_of, findings_of, submit
from seedbed.workbench.look.forms import PlainForm, label
from seedbed.workbench.look.wording import said, word
from seedbed.workbench.observing.handlers import values_to_rank
from seedbed.workbench.observing.names import measure_names, place_names, plain
from seedbed.workbench.observing.on_record import usable
from seedbed.workbench.observing.own_tables import RANK, tables_brought_by
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import record


class RankForm(PlainForm):
    """A place of the table that was chosen, and how many industries to name."""

    place = forms.ChoiceField(label=label("place"))
    top = forms.IntegerField(label=label("how-many"), min_value=1, max_value=200, initial=20)

    def __init__(self, *args: object, places: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places


def _tables(account: str) -> dict[str, str]:
    """What can be ranked on: tables brought by the visitor, then measures on record."""
    named = measure_names()
    own = {f"own:{job.pk}": f"{job.parameters.get('name', '')} · {job.asked_at:%Y-%m-%d}" for job in tables_brought_by(account)
           if job.result and job.result.get("table") == str(job.pk)}  # fmt: skip
    measures = usable().get_column("measure").unique(maintain_order=True)
    return own | {f"record:{one}": named.get(one) or plain(one) for one in measures}


@needs(Action.OBSERVATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def next_industries_page(request: HttpRequest) -> HttpResponse:
    """Choose a table, then a place of it; POST begins."""
    tables = _tables(str(request.user.pk))
    asked = request.GET.get("table", "")
    if asked and asked not in tables:
        raise Http404
    table = asked or next(iter(tables), "")
    form, problems = None, []
    if table:
        try:
            places = values_to_rank(table).get_column("place").unique().sort().to_list()
        except Refusal as refusal:
            problems, places = list(refusal.findings), []
        named = place_names(places)
        home = str(record().settings.place or "")
        form = RankForm(
            request.POST or None,
            places=[(one, named.get(one, one)) for one in places],
            initial={"place": home if home in places else None},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        parameters = {
            "table": table,
            "place": form.cleaned_data["place"],
            "top": form.cleaned_data["top"],
            "on": date.today().isoformat(),
        }
        job = submit(RANK, parameters, asked_by=str(request.user.pk))
        house_changed(request.user, "next-industries-asked", str(job.pk))
        return redirect("next-ranked", job.pk)
    context = {
        "title": said("workbench.page-next-industries"),
        "tables": tables.items(),
        "table": table,
        "form": form,
        "problems": problems,
    }
    return render(request, "observing/next.html", context, status=422 if form and form.errors else 200)


@needs(Action.OBSERVATION_CHANGE)
@require_safe
def ranked(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far a ranking is; goes on to it once it is there."""
    found: Job = get_object_or_404(Job, pk=job, kind=RANK, asked_by=str(request.user.pk))
    if found.state == State.DONE and found.result:
        address = f"{reverse('observatory-section', args=['prospects'])}?run={found.result['run']}"
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    context = {
        "title": said("workbench.page-next-industries"),
        "job": found,
        "state_word": word("job-state", found.state),
        "ahead": ahead_of(found) if found.state == State.WAITING else 0,
        "problems": findings_of(found),
        "back": "next-industries",
    }
    return render(request, "observing/job.html", context)
