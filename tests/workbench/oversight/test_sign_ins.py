"""The log of coming in: what happens at the door, under marks, unchangeable, for administrators."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import AppendOnly, AuditEntry, Coming, SignInEntry
from seedbed.workbench.oversight.sign_ins import KEPT_FOR, drop_older
from seedbed.workbench.record.signals import person_exported
from workbench.accounts.post_office import deliver
from workbench.accounts.test_coming_in import PASSWORD, code_of, set_up, sign_in

AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0"


def events() -> list[str]:
    return list(SignInEntry.objects.order_by("id").values_list("event", flat=True))


def test_everything_at_the_door_is_noted(make_user, client_of):
    user = make_user(Role.ANALYST, "li.na@example.org")
    client = Client(headers={"User-Agent": AGENT}, REMOTE_ADDR="198.51.100.7")
    sign_in(client, "nobody@example.org", "wrong one")
    for _ in range(5):
        sign_in(client, "li.na@example.org", "wrong one")
    assert events() == ["wrong-password"] * 6 + ["stopped"]
    client = Client(headers={"User-Agent": AGENT}, REMOTE_ADDR="203.0.113.9")
    sign_in(client, "li.na@example.org")
    secret = set_up(client)
    client.post("/sign-out")
    sign_in(client, "li.na@example.org")
    client.post("/sign-in/code", {"code": "000000"})
    client.post("/sign-in/code", {"code": code_of(secret)})
    client.post("/account/recovery-codes", {"password": PASSWORD})
    client.post("/account/second-factor", {"password": PASSWORD})
    client.post("/forgotten", {"email": "li.na@example.org"})
    deliver()
    link = re.search(r"http://testserver(/reset/\S+)", mail.outbox[-1].body)[1]
    client.post(link, {"new_password": "another calm sentence"})
    assert events()[7:] == [
        "signed-in", "second-factor-set-up", "signed-out", "wrong-code", "signed-in", "recovery-codes-made",
        "second-factor-ended", "reset-asked", "password-reset",
    ]  # fmt: skip
    administrator = client_of(Role.ADMINISTRATOR)
    administrator.post("/users", {"email": "new@example.org", "role": "analyst"})
    administrator.post(f"/users/{user.pk}/lock")
    Client().post("/join", {"email": "new@example.org"})
    assert events()[-3:] == ["invited", "lock", "invited"]
    entries = list(SignInEntry.objects.order_by("id"))
    assert (entries[0].account, entries[0].device) == ("", "Firefox, Linux") and len(entries[0].mark) == 64
    assert {entry.account for entry in entries[1:14]} == {str(user.pk)}
    assert entries[0].origin == entries[6].origin != entries[7].origin
    held = repr([list(vars(entry).values()) for entry in entries])
    for plain in ("example.org", "li.na", "198.51.100", "203.0.113", "Gecko"):
        assert plain not in held


def test_administrators_read_it_and_leave_a_trace_when_they_look_somebody_up(make_user, client_of):
    make_user(Role.ANALYST, "li.na@example.org")
    for email in ("li.na@example.org", "nobody@example.org"):
        sign_in(Client(), email, "wrong one")
        Client().post("/forgotten", {"email": email})
    administrator = client_of(Role.ADMINISTRATOR)
    page = administrator.get("/sign-ins").content.decode()
    assert "4 entries" in page and "Test analyst" in page and "example.org" not in page
    for asked, count in (
        ({"email": "Li.Na@example.org"}, 2),
        ({"email": "nobody@example.org"}, 2),
        ({"event": "wrong-password"}, 2),
        ({"actor": str(User.objects.first().pk)}, 2),
        ({"until": "2020-01-01"}, 0),
    ):
        assert f"{count} entries" in administrator.get("/sign-ins", asked).content.decode(), asked
    assert AuditEntry.objects.filter(why="sign-in-search").count() == 3
    assert client_of(Role.PROGRAMME_OFFICE).get("/sign-ins").status_code == 403


def test_one_takes_the_log_of_ones_own_coming_in_along(make_user):
    make_user(Role.PERSON, "li.na@example.org", person="p-1")
    make_user(Role.ANALYST, "wang@example.org")
    for email in ("li.na@example.org", "wang@example.org"):
        sign_in(Client(headers={"User-Agent": AGENT}), email)
    (rows,) = [
        told["sign_ins"] for _, told in person_exported.send(sender=None, person="p-1") if "sign_ins" in told
    ]
    assert [(row["event"], row["device"]) for row in rows] == [("signed-in", "Firefox, Linux")]


def test_no_row_is_changed_and_old_ones_leave_by_retention_only(db):
    SignInEntry.objects.create(event=Coming.SIGNED_IN)
    old = SignInEntry(event=Coming.SIGNED_IN, at=timezone.now() - KEPT_FOR - timedelta(days=1))
    old.save()
    for change in (old.save, old.delete, SignInEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE oversight_signinentry SET event = 'x'")
    assert drop_older(timezone.now() - KEPT_FOR) == 1 and SignInEntry.objects.count() == 1
