"""Retention: what is over is deleted after its time, all of it by one command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from seedbed.workbench.accounts.models import BrowserSession
from seedbed.workbench.api.tokens import sweep_tokens
from seedbed.workbench.jobs.queue import sweep as sweep_jobs
from seedbed.workbench.oversight.audit import drop_older
from seedbed.workbench.people.models import KEPT_FOR, Leaflet
from seedbed.workbench.people.models import sweep as sweep_lists


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that went, or would go, by kind."""

    audit: int
    jobs: int
    lists: int
    tokens: int
    sessions: int


class _Undo(Exception):
    """Nothing of it stays done."""


def drop_what_is_over(audit_before: datetime, jobs_before: datetime, *, dry_run: bool = False) -> Dropped:
    """Delete entries of the audit log and finished jobs before a moment, and what has its own time.

    Lists of imports stay 30 days, ended tokens 90, sessions until they expire.

    Parameters
    ----------
    dry_run
        Count only: everything is done in a transaction that is undone.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            lists = Leaflet.objects.filter(made_at__lt=now - KEPT_FOR).count()
            sweep_lists()
            dropped = Dropped(
                audit=drop_older(audit_before),
                jobs=sweep_jobs(jobs_before),
                lists=lists,
                tokens=sweep_tokens(),
                sessions=int(BrowserSession.objects.filter(expire_date__lt=now).delete()[0]),
            )
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return dropped
