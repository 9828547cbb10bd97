"""Background work: what waits, runs and is over; stopping it and doing it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from seedbed.workbench.accounts.permissions import Target, may, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import cancel
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.oversight.job_kinds import run_again
from seedbed.workbench.oversight.job_list import JobSearch, after, jobs_of, key_of, lasting, rows_of

ROWS = 50


@needs(Action.JOB_SEE)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs, newest first: all for who keeps the house, else one's own; on top how long the queue is."""
    everything = scope(request.user, Action.JOB_SEE).everything
    form = JobSearch(request.GET, everything=everything)
    asked = form.cleaned_data if form.is_valid() else {}
    found = jobs_of(request.user, own=bool(asked.get("own")))
    for column in ("state", "kind"):
        if asked.get(column):
            found = found.filter(**{column: asked[column]})
    behind = request.GET.get("after", "")
    page = list(after(found, behind)[: ROWS + 1])
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(page) > ROWS:
        query["after"] = key_of(page[ROWS - 1])
    rows = rows_of(page[:ROWS], request.user)
    waiting = Job.objects.filter(state=State.WAITING)
    oldest = waiting.order_by("asked_at").values_list("asked_at", flat=True).first()
    context = {
        "form": form,
        "everything": everything and not asked.get("own"),
        "rows": rows,
        "first": first if behind else None,
        "next": query.urlencode() if len(page) > ROWS else "",
        "waiting": f"{waiting.count():,}",
        "running": f"{Job.objects.filter(state=State.RUNNING).exclude(owner='').count():,}",
        "oldest": lasting(timezone.now() - oldest) if oldest else "",
        "goes_on": any(not row.job.is_over for row in rows),
    }
    return render(request, "oversight/jobs.html", context)


@needs(Action.JOB_SEE)
@require_POST
def stop(request: HttpRequest, job: UUID) -> HttpResponse:
    """Stop a job: one that waits at once, one that runs at its next step."""
    found = _to_change(request, job)
    if cancel(found.pk):
        _note(request, found, "job-stopped")
        messages.success(request, said("workbench.job-stop-asked"))
    else:
        messages.warning(request, said("workbench.job-over"))
    return _back(request)


@needs(Action.JOB_SEE)
@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Do a job that failed once more."""
    found = _to_change(request, job)
    if run_again(found):
        _note(request, found, "job-run-again")
        messages.success(request, said("workbench.job-runs-again"))
    else:
        messages.warning(request, said("workbench.job-not-again"))
    return _back(request)


def _to_change(request: HttpRequest, job: UUID) -> Job:
    """A job of one's own, or anybody's for who may change the installation."""
    found: Job = get_object_or_404(Job, pk=job)
    require(request.user, Action.JOB_SEE, Target(account=found.asked_by))
    if found.asked_by != str(request.user.pk) and not may(request.user, Action.SYSTEM_CHANGE):
        raise Http404
    return found


def _note(request: HttpRequest, job: Job, why: str) -> None:
    if job.asked_by != str(request.user.pk):
        house_changed(request.user, why, str(job.pk))


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was shown."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return redirect(address if safe else reverse("jobs"))
