"""Letters wait sealed, are sent by a job, again when the mail server is away, and leave nothing behind."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seedbed.messages import Refusal
from seedbed.workbench.accounts import handlers, letters
from seedbed.workbench.accounts.models import Letter
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.work import LeaseLost, Work
from workbench.accounts.post_office import deliver


def held() -> str:
    """Everything that the tables of letters and jobs hold, as it stands there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_letter")
        rows = cursor.fetchall()
        cursor.execute("SELECT * FROM jobs_job")
        return repr(
            [[bytes(c) if isinstance(c, memoryview) else c for c in r] for r in rows + cursor.fetchall()]
        )


def test_a_waiting_letter_is_sealed_and_a_sent_one_is_gone(client_of):
    client_of(Role.ADMINISTRATOR).post("/users", {"email": "new@example.org", "role": "analyst"})
    job = Job.objects.get()
    assert list(job.parameters) == ["letter"] and job.asked_by == ""
    assert "example.org" not in held() and "invitation/" not in held()
    assert deliver() == 1
    assert mail.outbox[0].to == ["new@example.org"] and "/invitation/" in mail.outbox[0].body
    assert not Letter.objects.exists() and "example.org" not in held()


def test_the_request_does_the_same_for_known_and_unknown_addresses(make_user):
    make_user(Role.ANALYST, "known@example.org")
    counts = []
    for email in ("known@example.org", "unknown@example.org"):
        with CaptureQueriesContext(connection) as asked:
            assert Client().post("/forgotten", {"email": email}).status_code == 200
        counts.append([query["sql"].split(" ")[0] for query in asked.captured_queries])
    assert counts[0] == counts[1] and Letter.objects.count() == Job.objects.count() == 2
    assert deliver() == 2
    assert [message.to for message in mail.outbox] == [["known@example.org"]] and not Letter.objects.exists()


def test_a_mail_server_that_is_away_is_asked_again_and_given_up_in_the_end(client_of, monkeypatch):
    client_of(Role.ADMINISTRATOR).post("/users", {"email": "new@example.org", "role": "analyst"})
    away = [smtplib.SMTPServerDisconnected("away"), ConnectionRefusedError(), TimeoutError()]

    def send_mail(*_):
        raise away[Letter.objects.get().tries % 3]

    monkeypatch.setattr(letters, "send_mail", send_mail)
    for tries, wait in enumerate(letters.WAITS, start=1):
        job = queue.claim("post")
        with pytest.raises(LeaseLost):
            handlers.send_letter(Work(job))
        assert queue.claim("post") is None  # not at once
        job.refresh_from_db()
        assert (job.state, job.attempts, Letter.objects.get().tries) == (State.RUNNING, 0, tries)
        left = job.lease_until - timezone.now()
        assert timedelta(seconds=wait - 5) < left <= timedelta(seconds=wait + 1)
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refusal):
        handlers.send_letter(Work(queue.claim("post")))
    assert not Letter.objects.exists() and not mail.outbox


def test_a_letter_that_would_come_too_late_is_given_up():
    soon = timezone.now() + timedelta(seconds=20)
    assert letters.wait_before(1, soon) == timedelta(seconds=15)
    assert letters.wait_before(2, soon) is None
