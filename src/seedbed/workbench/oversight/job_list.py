"""Jobs as rows of a page: who asked as a role, how long, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.permissions import may, scope
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.jobs.handlers import kinds
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import findings_of
from seedbed.workbench.look.forms import PlainForm, label
from seedbed.workbench.look.wording import language, said, said_later, text_of, word, word_later
from seedbed.workbench.oversight.job_kinds import can_run_again, page_of

_BETWEEN = "_"


class JobSearch(PlainForm):
    """By state and by kind; for who sees all of them, only one's own."""

    state = forms.ChoiceField(label=label("job-state"), required=False)
    kind = forms.ChoiceField(label=label("job-kind"), required=False)
    own = forms.BooleanField(label=label("job-own"), required=False)

    def __init__(self, *args: object, everything: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        any_ = ("", said_later("workbench.any"))
        self.fields["state"].choices = [
            any_,
            *((code, word_later("job-state", code)) for code in State.values),
        ]
        self.fields["kind"].choices = [any_, *((kind, word_later("job-kind", kind)) for kind in kinds())]
        if not everything:
            del self.fields["own"]


@dataclass(frozen=True, slots=True)
class Row:
    """A job as the page shows it."""

    job: Job
    kind: str
    state: str
    percent: int | None
    asker: str
    took: str
    problems: tuple[str, ...]
    page: str
    may_cancel: bool
    may_run_again: bool


def jobs_of(user: User, *, own: bool) -> QuerySet[Job]:
    """All jobs, or one's own, newest first."""
    jobs = Job.objects.order_by("-asked_at", "-pk")
    everything = scope(user, Action.JOB_SEE).everything and not own
    return jobs if everything else jobs.filter(asked_by=str(user.pk))


def after(jobs: QuerySet[Job], key: str) -> QuerySet[Job]:
    """Those behind the job of a key; all where the key is none."""
    moment, _, job = key.partition(_BETWEEN)
    try:
        at, pk = datetime.fromisoformat(moment), UUID(job)
    except ValueError:
        return jobs
    if timezone.is_naive(at):
        return jobs
    return jobs.filter(Q(asked_at__lt=at) | Q(asked_at=at, pk__lt=pk))


def key_of(job: Job) -> str:
    """The key by which the page behind a job is asked for."""
    return f"{job.asked_at.isoformat()}{_BETWEEN}{job.pk}"


def rows_of(jobs: Sequence[Job], user: User) -> list[Row]:
    """Jobs as rows, with a few questions for all of them together."""
    askers, again, changes_all = _askers(jobs, user), can_run_again(jobs), may(user, Action.SYSTEM_CHANGE)
    rows = []
    for job in jobs:
        may_change = changes_all or job.asked_by == str(user.pk)
        rows.append(
            Row(
                job=job,
                kind=word("job-kind", job.kind),
                state=_state(job),
                percent=min(100, 100 * job.done // job.total) if _counts(job) else None,
                asker=askers[job.asked_by],
                took=_took(job),
                problems=tuple(text_of(problem) for problem in findings_of(job)),
                page=page_of(job, user),
                may_cancel=may_change and not job.is_over and not job.cancel_asked,
                may_run_again=may_change and job.pk in again,
            )
        )
    return rows


def _state(job: Job) -> str:
    """In words; a job that nobody holds although it runs was put off until its lease is over."""
    if job.cancel_asked and not job.is_over:
        return said("workbench.job-stops")
    if job.state == State.RUNNING and not job.owner and job.lease_until is not None:
        return said("workbench.job-put-off", until=f"{timezone.localtime(job.lease_until):%Y-%m-%d %H:%M}")
    return word("job-state", job.state)


def _counts(job: Job) -> bool:
    return job.state == State.RUNNING and job.total > 0


def _askers(jobs: Sequence[Job], user: User) -> dict[str, str]:
    """Who asked, as the role, never by name or address: the page is about work, not about people."""
    keys = {job.asked_by for job in jobs}
    known = {str(key) for key in User.objects.filter(pk__in=keys - {""}).values_list("pk", flat=True)}
    roles: dict[str, list[Role]] = {key: [] for key in known}
    held = Membership.objects.filter(user__in=known, ended_at=None).order_by("since", "id")
    for key, role in held.values_list("user", "role").distinct():
        roles[str(key)].append(Role(role))
    between = "、" if language() == "zh" else ", "
    words = {
        key: between.join(word("role", role) for role in dict.fromkeys(own))
        or said("workbench.job-of-no-role")
        for key, own in roles.items()
    }
    gone = dict.fromkeys(keys - known, said("workbench.job-of-who-left"))
    return gone | words | {"": said("workbench.job-of-system"), str(user.pk): said("workbench.job-of-you")}


def _took(job: Job) -> str:
    """How long the last attempt took, or has taken so far."""
    if job.started_at is None or job.state == State.WAITING:
        return ""
    return lasting((job.finished_at or timezone.now()) - job.started_at)


def lasting(time: timedelta) -> str:
    """A span of time in its two largest units."""
    seconds = max(0, int(time.total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    days, more = divmod(hours, 24)
    if days:
        return said("workbench.lasting-days", days=days, hours=more)
    if hours:
        return said("workbench.lasting-hours", hours=hours, minutes=left)
    if minutes:
        return said("workbench.lasting-minutes", minutes=minutes, seconds=rest)
    return said("workbench.lasting-seconds", seconds=seconds)
