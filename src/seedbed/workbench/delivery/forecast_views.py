"""The forecast: started here, waited for, read with its fans and figures, cited with its vintage."""

from __future__ import annotations

import uuid
from datetime import date

import polars as pl
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import seedbed
from seedbed.report.sections.forecast import forecast_of_targets
from seedbed.store import Run
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.access import sees_whole
from seedbed.workbench.delivery.contents import forecast_contents
from seedbed.workbench.delivery.entering import Day, EntryForm
from seedbed.workbench.delivery.handlers import FORECAST
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.look.downloads import csv_download
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record

LATEST = 12
SHORT = 12


class ForecastForm(EntryForm):
    """The day as of which, and the simulation."""

    at = forms.DateField(label=label("forecast-at"), help_text=help_("forecast-at"), widget=Day())
    draws = forms.IntegerField(
        label=label("draws"), help_text=help_("draws"), min_value=1_000, max_value=200_000
    )
    seed = forms.IntegerField(label=label("seed"), help_text=help_("seed"), min_value=0, max_value=2**31 - 1)


@needs(Action.PROGRAMME_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def forecast(request: HttpRequest) -> HttpResponse:
    """The latest forecast or a chosen one; the office starts another. Other readers have the issued outlook."""
    user: User = request.user
    if not sees_whole(user):
        return redirect("programme-part", "outlook")
    starts = scope(user, Action.PROGRAMME_CHANGE).everything
    form = ForecastForm(
        request.POST if request.method == "POST" else None,
        initial={"at": date.today(), "draws": 10_000, "seed": 0},
    )
    if request.method == "POST" and not starts:
        raise Http404
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def enter() -> str:
            parameters = {"at": asked["at"].isoformat(), "draws": asked["draws"], "seed": asked["seed"]}
            job = queue.submit(FORECAST, parameters, asked_by=str(user.pk))
            return reverse("forecast-job", args=[job.pk])

        return redirect(entered_once(request, enter))
    runs = list(reversed(record().runs(FORECAST)))
    chosen = _chosen(runs, request.GET.get("run", ""))
    if chosen is not None and request.GET.get("format") == "csv":
        return _as_csv(chosen, request.GET.get("table", ""))
    context = {
        "title": said("workbench.page-forecast"),
        "runs": [(run.run, _named(run)) for run in runs[:LATEST]],
        "run": chosen.run if chosen else "",
        "blocks": forecast_of_targets(forecast_contents(chosen.run), language()).blocks if chosen else (),
        "cite": _cite(request, chosen) if chosen else "",
        "form": form if starts else None,
        "jobs": _own_jobs(user),
        "wrong": bool(form.errors),
    }
    return render(request, "delivery/forecast.html", context, status=422 if form.errors else 200)


def _chosen(runs: list[Run], run: str) -> Run | None:
    if not run:
        return runs[0] if runs else None
    for one in runs:
        if one.run == run:
            return one
    raise Http404


def _named(run: Run) -> str:
    return said(
        "workbench.forecast-run", as_of=str(run.parameters["as_of"]), made=f"{run.started:%Y-%m-%d %H:%M}"
    )


def _as_csv(run: Run, table: str) -> HttpResponse:
    if table not in ("forecasts", "fan"):
        raise Http404
    frame: pl.DataFrame = record().run_output(run.run, table)
    return csv_download(f"{run.run}-{table}.csv", frame)


def _cite(request: HttpRequest, run: Run) -> str:
    """Region, run, the day it knew, the hash of the placements that it read, version, address."""
    settings = record().settings
    return said(
        "workbench.forecast-cite",
        region=settings.name_zh if language() == "zh" else settings.name,
        as_of=str(run.parameters["as_of"]),
        run=run.run,
        draws=str(run.parameters["draws"]),
        seed=str(run.parameters["seed"]),
        print=str(run.inputs.get("placements", ""))[:SHORT],
        version=run.version or seedbed.__version__,
        address=request.build_absolute_uri(f"{request.path}?run={run.run}"),
    )


def _own_jobs(user: User) -> list[Job]:
    own = Job.objects.filter(kind=FORECAST, asked_by=str(user.pk)).order_by("-asked_at")
    return list(own.filter(state__in=(State.WAITING, State.RUNNING, State.FAILED))[:3])


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far a forecast is; goes on to it once it is there."""
    found = _job(request.user, job)
    if found.state == State.DONE and found.result:
        target = f"{reverse('forecast')}?run={found.result['run']}"
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    context = {
        "title": said("workbench.page-forecast"),
        "job": found,
        "ahead": queue.ahead_of(found) if found.state == State.WAITING else 0,
        "percent": 100 * found.done // found.total if found.total else 0,
        "problems": queue.findings_of(found),
    }
    return render(request, "delivery/forecast_job.html", context)


@needs(Action.PROGRAMME_CHANGE)
@require_POST
def cancel(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stop a forecast that is not over."""
    found = _job(request.user, job)
    if queue.cancel(found.pk):
        messages.success(request, said("workbench.forecast-cancelling"))
    return redirect("forecast-job", found.pk)


def _job(user: User, job: uuid.UUID) -> Job:
    found: Job = get_object_or_404(Job, pk=job, kind=FORECAST)
    require(user, Action.JOB_SEE, Target(account=found.asked_by))
    return found
