"""Retention: what is over goes after its time, what is not stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from seedbed.workbench.accounts.models import Attempt, BrowserSession, Invitation, Letter
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.oversight.models import AuditEntry, Coming, SignInEntry
from seedbed.workbench.oversight.retention import Dropped, drop_what_is_over
from seedbed.workbench.people.models import Upload


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
        Upload.objects.create(name="cv.txt", content=b"x", at=then)
        SignInEntry.objects.create(event=Coming.SIGNED_IN, at=then)
        until = then + timedelta(days=7)
        Invitation.objects.create(email="a@example.org", email_mark="m", role="analyst", expires_at=until)
        Letter.objects.create(to="a@example.org", to_mark="m", letter="reset", values="{}", until=until)
        Attempt.objects.create(kind="sign-in", mark="m", at=then)


def test_what_is_over_goes_and_what_is_not_stays(rows):
    before = timezone.now() - timedelta(days=2000)
    seen = drop_what_is_over(before, before, dry_run=True)
    assert AuditEntry.objects.count() == 2 and Job.objects.count() == 4  # counted, not done
    assert Upload.objects.count() == SignInEntry.objects.count() == Letter.objects.count() == 2
    whole = Dropped(
        audit=1, jobs=1, lists=0, tokens=0, sessions=1, uploads=1, sign_ins=1, invitations=1, letters=1
    )
    assert drop_what_is_over(before, before) == seen == whole
    for table in (Upload, SignInEntry, Invitation, Letter):
        assert table.objects.count() == 1, table
    assert Attempt.objects.count() == 0  # each is older than a day
    assert list(AuditEntry.objects.values_list("why", flat=True)) == ["retention", "test"]
    assert Job.objects.filter(state=State.WAITING).count() == 2
    assert BrowserSession.objects.get().user.memberships.get().role == "verifier"
    assert drop_what_is_over(before, before) == Dropped(0, 0, 0, 0, 0, 0, 0, 0, 0)
