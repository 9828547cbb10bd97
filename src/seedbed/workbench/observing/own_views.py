"""Measuring a table of one's own: bringing it, waiting, the result, another measure of the same table."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import seedbed
from seedbed.messages import Finding, Refusal, Severity
from seedbed.usecases.measure_table import MEASURES, Measured
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import ahead_of, cancel, findings_of, submit
from seedbed.workbench.look.downloads import download
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, text_of, word
from seedbed.workbench.observing.measured import blocks_of, kinds, of_place, place_choice, whole_tables
from seedbed.workbench.observing.own_tables import MEASURE, RANK, kept_measured
from seedbed.workbench.observing.showing import show
from seedbed.workbench.people.importing import REJECTS
from seedbed.workbench.people.intake import receive_many
from seedbed.workbench.people.models import Leaflet

LATEST = 10
COLUMNS = ("place", "industry", "value", "period", "group", "weight", "columns")


class OwnTableForm(PlainForm):
    """A table, which of its columns is what, and what to measure."""

    file = forms.FileField(
        label=label("own-table"),
        help_text=help_("own-table"),
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.xlsx,.ods"}),
    )
    measure = forms.ChoiceField(label=label("measure"))
    place = forms.CharField(label=label("column-place"), initial="place", max_length=80)
    industry = forms.CharField(label=label("column-industry"), initial="industry", max_length=80)
    value = forms.CharField(label=label("column-value"), initial="value", max_length=80)
    period = forms.CharField(
        label=label("column-period"), help_text=help_("column-period"), required=False, max_length=80
    )
    columns = forms.CharField(
        label=label("column-wide"), help_text=help_("column-wide"), required=False, max_length=2_000
    )
    group = forms.CharField(
        label=label("column-group"), help_text=help_("column-group"), required=False, max_length=80
    )
    weight = forms.CharField(label=label("column-weight"), required=False, max_length=80)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = kinds()


class AgainForm(PlainForm):
    """Another measure of a table that was read, for periods that it has."""

    measure = forms.ChoiceField(label=label("measure"))
    first = forms.ChoiceField(label=label("since-period"), required=False)
    last = forms.ChoiceField(label=label("period"), required=False)
    threshold = forms.FloatField(
        label=label("threshold"),
        help_text=help_("threshold"),
        initial=1.0,
        min_value=0.01,
        max_value=100,
        required=False,
    )

    def __init__(self, *args: object, periods: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = kinds()
        options = [(one, one) for one in periods]
        if len(periods) > 1:
            self.fields["first"].choices, self.fields["last"].choices = options, options
            self.fields["first"].initial, self.fields["last"].initial = periods[0], periods[-1]
        else:
            del self.fields["first"], self.fields["last"]


@needs(Action.OBSERVATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def own_table(request: HttpRequest) -> HttpResponse:
    """Bring a table; the latest results below."""
    form = OwnTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, cells = form.cleaned_data["file"], form.cleaned_data
        parameters = {name: cells[name].strip() for name in COLUMNS} | {
            "measure": cells["measure"],
            "name": file.name[:120],
        }
        try:
            job = receive_many(MEASURE, file.read(), file.name, parameters, str(request.user.pk))
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error("file", text_of(finding))
        else:
            return redirect("own-table-measured", job.pk)
    own = Job.objects.filter(kind=MEASURE, asked_by=str(request.user.pk)).order_by("-asked_at")[:LATEST]
    of_kind = dict(kinds())
    context = {
        "title": said("workbench.page-own-table"),
        "form": form,
        "jobs": [
            {
                "pk": job.pk,
                "name": job.parameters.get("name", ""),
                "measure": of_kind.get(str(job.parameters["measure"]), ""),
                "state": word("job-state", job.state),
                "at": job.asked_at,
            }
            for job in own
        ],
    }
    return render(request, "observing/own_table.html", context, status=422 if form.errors else 200)


def _own_job(user: User, job: uuid.UUID) -> Job:
    """A job of the visitor's own: tables of others are shown to nobody."""
    found: Job = get_object_or_404(Job, pk=job, kind__in=(MEASURE, RANK), asked_by=str(user.pk))
    return found


@needs(Action.OBSERVATION_CHANGE)
@require_safe
def measured(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far a measure of an own table is; its result, of all places or of one."""
    found = _own_job(request.user, job)
    if found.kind != MEASURE:
        raise Http404
    title = dict(kinds()).get(str(found.parameters["measure"]), "")
    kept = kept_measured(found) if found.state == State.DONE else None
    if kept is None:
        if found.state == State.DONE:
            messages.warning(request, said("workbench.own-table-gone"))
        return _waiting(request, found, title, "own-table")
    choice = place_choice(kept, request.GET.get("place", ""))
    chosen = of_place(kept, choice.chosen if choice else "")
    result = found.result
    name = str(found.parameters.get("name", ""))
    periods = [str(one) for one in result["periods"]]
    again = AgainForm(
        periods=periods,
        initial={"measure": kept.measure, "threshold": found.parameters.get("threshold") or 1.0},
    )
    told = (Finding(item["code"], item["values"], Severity.WARNING) for item in result["told"])
    return show(
        request,
        title,
        blocks_of(chosen, name),
        [choice] if choice else [],
        problems=tuple(text_of(one) for one in told),
        files=whole_tables(chosen),
        line=_cite(request, found, title, kept),
        own=found,
        again=again,
        rejected=result["rejected"],
    )


def _cite(request: HttpRequest, job: Job, title: str, kept: Measured) -> str:
    period = kept.last if kept.first == kept.last else f"{kept.first}\u2013{kept.last}"
    return said(
        "workbench.cite-own",
        title=title,
        name=str(job.parameters.get("name", "")),
        period=f" ({period})" if period else "",
        print=str(job.result["print"]),
        day=f"{job.asked_at:%Y-%m-%d}",
        version=seedbed.__version__,
        address=request.build_absolute_uri(request.path),
    )


def _waiting(request: HttpRequest, job: Job, title: str, back: str) -> HttpResponse:
    context = {
        "title": title,
        "job": job,
        "state_word": word("job-state", job.state),
        "ahead": ahead_of(job) if job.state == State.WAITING else 0,
        "problems": findings_of(job),
        "back": back,
    }
    return render(request, "observing/job.html", context)


@needs(Action.OBSERVATION_CHANGE)
@require_POST
def again(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Another measure of the table that a job read."""
    found = _own_job(request.user, job)
    result = found.result or {}
    if found.kind != MEASURE or "table" not in result:
        raise Http404
    form = AgainForm(request.POST, periods=[str(one) for one in result["periods"]])
    if not form.is_valid() or form.cleaned_data["measure"] not in MEASURES:
        messages.warning(request, said("workbench.title-wrong"))
        return redirect("own-table-measured", job)
    asked = {name: form.cleaned_data.get(name) or None for name in ("measure", "first", "last", "threshold")}
    made = submit(
        MEASURE,
        {**asked, "table": result["table"], "name": found.parameters.get("name", "")},
        asked_by=str(request.user.pk),
    )
    return redirect("own-table-measured", made.pk)


@needs(Action.OBSERVATION_CHANGE)
@require_safe
def rejects(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """The rows of an own table that were left out, with why."""
    found = _own_job(request.user, job)
    leaflet = get_object_or_404(Leaflet, job=found.pk, name=REJECTS)
    return download("table-rejects.csv", bytes(leaflet.content), "text/csv; charset=utf-8")


@needs(Action.OBSERVATION_CHANGE)
@require_POST
def stop(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stop a job of the observatory that is not over."""
    found = _own_job(request.user, job)
    if cancel(found.pk):
        messages.success(request, said("workbench.observing-stops"))
    return redirect("own-table-measured" if found.kind == MEASURE else "next-ranked", found.pk)
