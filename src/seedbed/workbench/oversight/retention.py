"""Retention: what is over is deleted after its time, all of it by one command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from seedbed.workbench.accounts.models import Attempt, BrowserSession, Invitation, Letter
from seedbed.workbench.accounts.throttling import FORGOTTEN_AFTER
from seedbed.workbench.api.tokens import sweep_tokens
from seedbed.workbench.jobs.queue import sweep as sweep_jobs
from seedbed.workbench.oversight import sign_ins
from seedbed.workbench.oversight.audit import drop_older
from seedbed.workbench.people.models import KEPT_FOR, Leaflet, Upload
from seedbed.workbench.people.models import sweep as sweep_lists

ENDED_INVITATIONS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that went, or would go, by kind."""

    audit: int
    jobs: int
    lists: int
    tokens: int
    sessions: int
    uploads: int
    """Files that no job has read."""
    sign_ins: int
    invitations: int
    """Used, withdrawn or expired: with them goes the address."""
    letters: int
    """That could not be sent in time."""


class _Undo(Exception):
    """Nothing of it stays done."""


def drop_what_is_over(audit_before: datetime, jobs_before: datetime, *, dry_run: bool = False) -> Dropped:
    """Delete entries of the audit log and finished jobs before a moment, and what has its own time.

    Lists of imports and files stay 30 days, ended tokens 90, ended invitations 90, the log of coming in a
    year, counted failures and answers of the API a day, sessions and letters until they expire.

    Parameters
    ----------
    dry_run
        Count only: everything is done in a transaction that is undone.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            lists = Leaflet.objects.filter(made_at__lt=now - KEPT_FOR).count()
            uploads = Upload.objects.filter(at__lt=now - KEPT_FOR).count()
            sweep_lists()
            dropped = Dropped(
                audit=drop_older(audit_before),
                jobs=sweep_jobs(jobs_before),
                lists=lists,
                tokens=sweep_tokens(),
                uploads=uploads,
                sign_ins=sign_ins.drop_older(now - sign_ins.KEPT_FOR),
                invitations=_ended_invitations(now),
                letters=int(Letter.objects.filter(until__lt=now).delete()[0]),
                sessions=int(BrowserSession.objects.filter(expire_date__lt=now).delete()[0]),
            )
            Attempt.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return dropped


def _ended_invitations(now: datetime) -> int:
    """Invitations that have let in nobody, or somebody, long enough ago."""
    long_ago = now - ENDED_INVITATIONS
    ended = Q(used_at__lt=long_ago) | Q(withdrawn_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    return int(Invitation.objects.filter(ended).delete()[0])
