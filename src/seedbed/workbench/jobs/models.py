"""A piece of work that waits, runs or is over."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class State(models.TextChoices):
    """Where a job stands; the last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """One piece of work.

    A worker holds a job by its ``owner`` (new with every claim) until ``lease_until``; it moves the
    lease on while it lives. Whoever writes to a running job names the owner: a worker whose lease
    was taken over can change nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField()
    parameters = models.JSONField(default=dict)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    priority = models.IntegerField(default=0)
    """Higher ones first; within a priority the oldest."""
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    """Progress; a total of 0 is not known yet."""
    asked_by = models.TextField(default="", blank=True)
    """Primary key of the user as text; empty for the system itself."""
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    owner = models.TextField(default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    once = models.TextField(null=True, unique=True)
    """What is submitted again under the same word is the same job."""
    result = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    """Findings of a failed job, ``[{"code": ..., "values": {...}}, ...]``."""

    class Meta:
        """Claims look for waiting jobs and for leases that ran out, the pace is counted by what was done lately."""

        indexes: ClassVar[list[object]] = [
            models.Index(fields=["state", "-priority", "asked_at"], name="job_next"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
            models.Index(fields=["asked_by", "-asked_at"], name="job_asked_by"),
            models.Index(
                fields=["kind", "finished_at"], condition=models.Q(state=State.DONE), name="job_done"
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)
