"""The audit log: written where records are shown or changed, and never rewritten."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight import audit
from seedbed.workbench.oversight.logging import WithoutValues
from seedbed.workbench.oversight.models import AppendOnly, AuditEntry


def test_who_saw_what_why_is_kept_and_ones_own_record_is_not(make_user):
    office = make_user(Role.PROGRAMME_OFFICE, person="p-1")
    audit.saw_all(office, ["p-1", "p-2", "p-3", "p-2"], "desk", "run-1")
    audit.changed(office, "p-1", "profile")
    entries = list(
        AuditEntry.objects.order_by("id").values_list("deed", "person", "why", "what", "roles", "actor")
    )
    who = ("programme_office", str(office.pk))
    assert entries == [
        ("saw", "p-2", "desk", "run-1", *who),
        ("saw", "p-3", "desk", "run-1", *who),
        ("changed", "p-1", "profile", "", *who),
    ]


def test_no_row_is_changed_or_taken_away(db):
    audit.house_changed(None, "backup")
    entry = AuditEntry.objects.get()
    for deed in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(why="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["why"]),
    ):
        with pytest.raises(AppendOnly):
            deed()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE oversight_auditentry SET why = 'x'")
    assert AuditEntry.objects.get().why == "backup"


def test_retention_drops_the_old_end_and_says_so(db):
    AuditEntry.objects.create(deed="saw", why="old", at=timezone.now() - timedelta(days=800))
    audit.house_changed(None, "young")
    assert audit.drop_older(timezone.now() - timedelta(days=730)) == 1
    assert set(AuditEntry.objects.values_list("why", flat=True)) == {"young", "retention"}


def test_the_page_finds_by_person_deed_and_day_and_notes_the_search(make_user, client_of):
    office = make_user(Role.PROGRAMME_OFFICE)
    for person in ("p-1", "p-2"):
        audit.saw(office, person, "desk")
    client = client_of(Role.ADMINISTRATOR)
    page = client.get("/audit", {"person": "p-1", "deed": "saw"}).content.decode()
    assert "<code>p-1</code>" in page and "<code>p-2</code>" not in page
    assert AuditEntry.objects.get(why="audit-search").what == "p-1"
    today = timezone.localdate()
    assert "<code>p-2</code>" in client.get("/audit", {"since": today.isoformat()}).content.decode()
    tomorrow = today + timedelta(days=1)
    assert "<code>p-2</code>" not in client.get("/audit", {"since": tomorrow.isoformat()}).content.decode()


@pytest.mark.parametrize(
    "query", [{"actor": "x"}, {"since": "yesterday"}, {"page": "-1"}, {"page": "x"}, {"deed": "'; --"}]
)
def test_wrong_searches_are_answered(client_of, query):
    assert client_of(Role.ADMINISTRATOR).get("/audit", query).status_code == 200


def test_one_sees_who_looked_at_ones_own_record(make_user):
    person = make_user(Role.PERSON, person="p-1")
    office = make_user(Role.CAREER_OFFICE)
    audit.saw(office, "p-1", "desk")
    audit.saw(office, "p-2", "elsewhere")
    client = Client()
    client.force_login(person)
    page = client.get("/account/trail").content.decode()
    assert "desk" in page and "elsewhere" not in page and office.name not in page


def test_the_log_of_the_process_tells_no_values():
    try:
        raise ValueError("li.na@example.org was born 1999")
    except ValueError:
        record = logging.LogRecord(
            "django.request", 40, __file__, 1, "broke: %s for %s", ("/x?token=abc", "li.na@example.org"), None
        )
        record.exc_info = __import__("sys").exc_info()
        line = WithoutValues().format(record)
    assert "ValueError" in line and "test_audit.py" in line
    for hidden in ("li.na", "1999", "abc"):
        assert hidden not in line


def test_figures_are_in_the_text_format(client_of):
    client = client_of(Role.ADMINISTRATOR)
    client.get("/health")
    lines = client.get("/metrics").content.decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values["seedbed_users"]) == 1
    assert float(values['seedbed_request_seconds_bucket{le="+Inf"}']) == float(
        values["seedbed_request_seconds_count"]
    )
    assert float(values['seedbed_requests_total{method="GET",status="2xx"}']) >= 1


def test_an_error_page_tells_nothing_of_the_inside(client_of, monkeypatch):
    def breaks(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("seedbed.workbench.oversight.views.figures", breaks)
    client = client_of(Role.ADMINISTRATOR)
    client.raise_request_exception = False
    response = client.get("/system")
    assert response.status_code == 500 and b"secret inside" not in response.content
    assert response.headers["Content-Security-Policy"]
