"""Submitting, claiming, finishing: every step is one statement or one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from seedbed.messages import Finding, Refusal, Value
from seedbed.store import Json
from seedbed.workbench.jobs.handlers import handler_of, kinds, several_of
from seedbed.workbench.jobs.models import Job, State

LEASE = timedelta(seconds=30)
"""How long a worker that says nothing keeps its job."""
ATTEMPTS = 3
"""A job that took as many workers down with it is given up."""


def submit(
    kind: str,
    parameters: Mapping[str, Json] | None = None,
    *,
    asked_by: str = "",
    once: str | None = None,
    priority: int = 0,
) -> Job:
    """Put a job on the queue; it is there once this returns (and the caller's transaction commits).

    Parameters
    ----------
    kind
        For which a handler is registered.
    asked_by
        Primary key of the user.
    once
        A word of the caller's, such as an idempotency key: the same one gives the same job.

    Raises
    ------
    Refusal
        ``workbench.unknown-job-kind``.
    """
    if handler_of(kind) is None:
        raise Refusal.because("workbench.unknown-job-kind", kind=kind, known=", ".join(kinds()) or "-")
    fields = {
        "kind": kind,
        "parameters": dict(parameters or {}),
        "asked_by": asked_by,
        "asked_at": timezone.now(),
        "priority": priority,
    }
    if once is None:
        return Job.objects.create(**fields)
    job, _ = Job.objects.get_or_create(once=once, defaults=fields)
    return job


def claim(worker: str, lease: timedelta = LEASE) -> Job | None:
    """Take the next job alone, if there is one; see :func:`claim_several`."""
    taken = claim_several(worker, lease, alone=True)
    return taken[0] if taken else None


def claim_several(worker: str, lease: timedelta = LEASE, *, alone: bool = False) -> list[Job]:
    """Take the next job and, where its kind is done together, waiting ones of its kind behind it.

    No two workers ever get the same: on PostgreSQL the rows are locked and others skip them; SQLite has
    one writer at a time. In both a row changes only if it still is as it was read. A job whose lease ran
    out is taken over before new ones, and by itself, for it may be what took its worker down; one that
    ran out too often is given up.

    Returns
    -------
    Jobs in their order, all under one owner; none where nothing waits.
    """
    while True:
        with transaction.atomic():
            job = _next()
            if job is None:
                return []
            if job.cancel_asked:
                _as_seen([job]).update(state=State.CANCELLED, owner="", lease_until=None, finished_at=Now())
                continue
            if job.attempts >= ATTEMPTS:
                given_up = Finding("workbench.job-given-up", {"attempts": job.attempts})
                _as_seen([job]).update(
                    state=State.FAILED,
                    owner="",
                    lease_until=None,
                    finished_at=Now(),
                    problems=as_records([given_up]),
                )
                continue
            several = None if alone or job.attempts else several_of(job.kind)
            jobs = [job] if several is None else [job, *_behind(job, several.most - 1)]
            owner = f"{worker}/{uuid.uuid4().hex[:12]}"
            taken = _as_seen(jobs).update(
                state=State.RUNNING,
                owner=owner,
                attempts=F("attempts") + 1,
                started_at=Now(),
                lease_until=Now() + lease,
                done=0,
                total=0,
            )
        if taken:
            return list(_in_order(Job.objects.filter(pk__in=[job.pk for job in jobs], owner=owner)))


def _next() -> Job | None:
    """A job whose lease ran out, else the most urgent that waits: each is the first of an index."""
    expired = Job.objects.filter(state=State.RUNNING, lease_until__lt=Now())
    for ready in (expired, Job.objects.filter(state=State.WAITING)):
        if (job := _unlocked(_in_order(ready)).first()) is not None:
            return job
    return None


def _behind(job: Job, most: int) -> list[Job]:
    """Fresh jobs of the same kind that wait behind one."""
    fresh = Job.objects.filter(state=State.WAITING, kind=job.kind, attempts=0, cancel_asked=False)
    return list(_unlocked(_in_order(fresh.exclude(pk=job.pk)))[:most])


def _in_order(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.order_by("-priority", "asked_at")


def _unlocked(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Those that nobody is claiming; they are locked until the transaction ends."""
    can_skip = connection.features.has_select_for_update_skip_locked
    return jobs.select_for_update(skip_locked=True) if can_skip else jobs


def _as_seen(jobs: Sequence[Job]) -> QuerySet[Job]:
    """The jobs that are still as they were read; all of them were in the same state and owner's hands."""
    first = jobs[0]
    return Job.objects.filter(
        pk__in=[job.pk for job in jobs], state=first.state, owner=first.owner, attempts=first.attempts
    )


def beat(job: Job, lease: timedelta = LEASE) -> bool | None:
    """Move the lease on; whether it was asked to stop, ``None`` where the job is no longer ours."""
    if not _ours(job).update(lease_until=Now() + lease):
        return None
    asked: bool | None = _ours(job).values_list("cancel_asked", flat=True).first()
    return asked


def tell(job: Job, done: int, total: int) -> bool:
    """Write the progress down; false where the job is no longer ours."""
    return bool(_ours(job).update(done=done, total=total))


def holds(job: Job, lease: timedelta = LEASE) -> bool:
    """Whether the job is ours, and stays so until the transaction ends."""
    return bool(_ours(job).update(lease_until=Now() + lease))


def holds_of(jobs: Sequence[Job], lease: timedelta = LEASE) -> frozenset[uuid.UUID]:
    """Which jobs of one claim are ours and go on, and stay so until the transaction ends."""
    if not jobs:
        return frozenset()
    keys = [job.pk for job in jobs]
    ours = Job.objects.filter(pk__in=keys, owner=jobs[0].owner, state=State.RUNNING, cancel_asked=False)
    if ours.update(lease_until=Now() + lease) == len(keys):
        return frozenset(keys)
    return frozenset(ours.values_list("pk", flat=True))


def finish(job: Job, result: Mapping[str, Json]) -> bool:
    """Write the result down; false where the job is no longer ours."""
    return _close(job, State.DONE, result=dict(result))


def fail(job: Job, problems: Sequence[Finding]) -> bool:
    """Write down why it cannot be done; false where the job is no longer ours."""
    return _close(job, State.FAILED, problems=as_records(problems))


def stop(job: Job) -> bool:
    """Say that it was stopped as asked; false where the job is no longer ours."""
    return _close(job, State.CANCELLED)


def give_back(job: Job) -> bool:
    """Let another worker take it at once, and do not count the attempt: the worker ends in order."""
    return bool(
        _ours(job).update(state=State.WAITING, owner="", lease_until=None, attempts=F("attempts") - 1)
    )


def cancel(job: uuid.UUID | str) -> bool:
    """Ask a job to stop: a waiting one is cancelled at once, a running one at its next progress.

    Returns whether there was anything left to stop.
    """
    if Job.objects.filter(pk=job, state=State.WAITING).update(
        state=State.CANCELLED, cancel_asked=True, finished_at=Now()
    ):
        return True
    return bool(Job.objects.filter(pk=job, state=State.RUNNING).update(cancel_asked=True))


def ahead_of(job: Job) -> int:
    """How many waiting jobs come before this one: its place in the queue, from 0."""
    before = Q(priority__gt=job.priority) | Q(priority=job.priority, asked_at__lt=job.asked_at)
    return int(Job.objects.filter(before, state=State.WAITING).count())


def sweep(before: datetime) -> int:
    """Delete jobs that were over before a moment; how many."""
    over = Job.objects.filter(state__in=(State.DONE, State.FAILED, State.CANCELLED), finished_at__lt=before)
    return int(over.delete()[0])


def as_records(problems: Sequence[Finding]) -> list[Json]:
    """Findings as they stand in a job."""
    return [{"code": item.code, "values": _plain(item.values)} for item in problems]


def _plain(values: Mapping[str, Value]) -> dict[str, Json]:
    """Values as JSON; days and moments as they are written."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def findings_of(job: Job) -> list[Finding]:
    """Why a job failed."""
    return [Finding(item["code"], item["values"]) for item in job.problems]


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, owner=job.owner, state=State.RUNNING)


def _close(job: Job, state: str, **fields: object) -> bool:
    # The claim's name stays where a job was done, so that one can see by whom.
    return bool(_ours(job).update(state=state, lease_until=None, finished_at=Now(), **fields))
