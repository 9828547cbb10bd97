"""Retention: what is over goes after its time, what is not stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from seedbed.workbench.accounts.models import BrowserSession
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.oversight.retention import Dropped, drop_what_is_over


@pytest.fixture
def rows(client_of):
    now = timezone.now()
    client_of(Role.ANALYST)
    client_of(Role.VERIFIER)
    BrowserSession.objects.filter(user__memberships__role="analyst").update(
        expire_date=now - timedelta(days=1)
    )
    for days in (1, 4000):
        then = now - timedelta(days=days)
        AuditEntry.objects.create(deed="saw", person="p", why="test", at=then)
        for state in (State.DONE, State.WAITING):
            Job.objects.create(
                kind="x", asked_at=then, state=state, finished_at=then if state == State.DONE else None
            )


def test_what_is_over_goes_and_what_is_not_stays(rows):
    before = timezone.now() - timedelta(days=2000)
    seen = drop_what_is_over(before, before, dry_run=True)
    assert AuditEntry.objects.count() == 2 and Job.objects.count() == 4  # counted, not done
    assert (
        drop_what_is_over(before, before) == seen == Dropped(audit=1, jobs=1, lists=0, tokens=0, sessions=1)
    )
    assert list(AuditEntry.objects.values_list("why", flat=True)) == ["retention", "test"]
    assert Job.objects.filter(state=State.WAITING).count() == 2
    assert BrowserSession.objects.get().user.memberships.get().role == "verifier"
    assert drop_what_is_over(before, before) == Dropped(0, 0, 0, 0, 0)
