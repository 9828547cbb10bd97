"""Doing the jobs that wait, as a worker would."""

from __future__ import annotations

from seedbed.messages import Refusal
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work


def do_jobs() -> list[Job]:
    """The jobs that were done, as they stand now."""
    done = []
    while (job := queue.claim("test")) is not None:
        try:
            queue.finish(job, handler_of(job.kind)(Work(job)))
        except Refusal as refusal:
            queue.fail(job, refusal.findings)
        done.append(Job.objects.get(pk=job.pk))
    return done
