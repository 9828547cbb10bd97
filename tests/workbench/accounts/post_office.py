"""Sends the letters that wait, as a worker does."""

from __future__ import annotations

from seedbed.workbench.accounts.letters import SEND
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.work import Work


def deliver() -> int:
    """Do the jobs of letters; how many there were."""
    done = 0
    while (job := queue.claim("post")) is not None:
        assert job.kind == SEND
        assert queue.finish(job, handler_of(SEND)(Work(job)))
        done += 1
    return done
