"""The desk itself: choosing a match, starting it, waiting for it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seedbed.charts import chart_style
from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.usecases.check_match_options import check_match_options
from seedbed.usecases.run_match import MatchOptions
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, needs, open_to_all, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk.access import schools_of, sees_everything
from seedbed.workbench.desk.contests import open_contests
from seedbed.workbench.desk.forms import MatchForms, first_options, options_of, scope_of
from seedbed.workbench.desk.handlers import MATCH
from seedbed.workbench.desk.runs import listed, match_run
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.look.wording import said, text_of
from seedbed.workbench.people.record import record

LATEST = 5
_TONES = ":root { --grid-strong: var(--rule); --on-tone: var(--on-accent); }\n"


@open_to_all
@require_GET
def charts(request: HttpRequest) -> HttpResponse:
    """The style sheet of the pictures, in the colours of the pages."""
    response = HttpResponse(_TONES + chart_style(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@needs(Action.MATCH_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Choose scope, floors, pins; start; what runs now; the latest results."""
    if not record().tables():
        return render(request, "desk/no_region.html", {"title": said("workbench.page-desk")})
    schools = frozenset() if sees_everything(request.user) else schools_of(request.user)
    problems: list[str] = []
    if request.method == "POST" and "usual" in request.POST:
        usual = first_options()
        return redirect("match-job", _start(request.user, replace(usual, scope=scope_of(schools))).pk)
    if request.method == "POST":
        asked = MatchForms.sent(request.POST)
        if asked.is_valid():
            options = asked.options(schools)
            problems = [text_of(item) for item in check_match_options(record(), options)]
            if not problems:
                return redirect("match-job", _start(request.user, options).pk)
    else:
        asked = MatchForms.empty(_begin_with(request, schools))
    wrong = bool(problems) or (asked.scope.is_bound and not asked.is_valid())
    context = {
        "title": said("workbench.page-desk"),
        "asked": asked,
        "problems": problems,
        "wrong": wrong,
        "opened": wrong or "again" in request.GET or "pin" in request.GET or "bar" in request.GET,
        "jobs": _own_jobs(request.user),
        "runs": listed(LATEST),
        "contests": open_contests(request.user).count(),
    }
    return render(request, "desk/desk.html", context, status=422 if wrong else 200)


@needs(Action.MATCH_RUN)
@require_GET
def job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far a match is; goes on to its run once it is there."""
    found = _job(request.user, job)
    if found.state == State.DONE and found.result:
        target = reverse("match", kwargs={"run": found.result["run"]})
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    context = {
        "title": said("workbench.page-match-job"),
        "job": found,
        "ahead": queue.ahead_of(found) if found.state == State.WAITING else 0,
        "percent": 100 * found.done // found.total if found.total else 0,
        "problems": queue.findings_of(found),
    }
    return render(request, "desk/job.html", context)


@needs(Action.MATCH_RUN)
@require_POST
def cancel(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stop a match that is not over."""
    found = _job(request.user, job)
    if queue.cancel(found.pk):
        messages.success(request, said("workbench.match-cancelling"))
    return redirect("match-job", found.pk)


def _job(user: User, job: uuid.UUID) -> Job:
    found: Job = get_object_or_404(Job, pk=job, kind=MATCH)
    require(user, Action.JOB_SEE, Target(account=found.asked_by))
    return found


def _start(user: User, options: MatchOptions) -> Job:
    parameters: dict[str, Json] = {"options": options.as_parameters(), "on": date.today().isoformat()}
    return queue.submit(MATCH, parameters, asked_by=str(user.pk))


def _own_jobs(user: User) -> list[Job]:
    """The user's own matches that wait or run, and the latest that went wrong."""
    own = Job.objects.filter(kind=MATCH, asked_by=str(user.pk)).order_by("-asked_at")
    return list(own.filter(state__in=(State.WAITING, State.RUNNING, State.FAILED))[:LATEST])


def _begin_with(request: HttpRequest, schools: frozenset[str]) -> MatchOptions:
    """The options of an earlier run or job, with a pair more to hold or to keep apart; else the first ones."""
    again = request.GET.get("again", "")
    options = first_options()
    try:
        if again:
            options = options_of(match_run(again).parameters)
        elif "job" in request.GET:
            kept = _job(request.user, uuid.UUID(request.GET["job"])).parameters["options"]
            options = options_of(kept)
    except (Refusal, ValueError):
        raise Http404 from None
    if again and not sees_everything(request.user) and set(options.scope.institutions) - schools:
        raise Http404
    pairs = {name: tuple(request.GET.get(name, "").split(" ", 1)) for name in ("pin", "bar")}
    more = {
        field: [*(pair for pair in kept if pair != chosen), chosen]
        for name, field, kept in (("pin", "pinned", options.pinned), ("bar", "excluded", options.excluded))
        if len(chosen := pairs[name]) == 2
    }
    return options_of(
        options.as_parameters() | {name: [list(pair) for pair in kept] for name, kept in more.items()}
    )
