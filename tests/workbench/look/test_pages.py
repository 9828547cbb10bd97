"""What all pages share: headers, sizes, errors, forms that a screen reader can read."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from seedbed.store.forgetting import Tombstone
from seedbed.workbench.accounts.models import BrowserSession, User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.look.wording import word
from seedbed.workbench.record.signals import person_forgotten


def test_headers_keep_a_page_to_itself(db):
    headers = Client().get("/sign-in").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_an_encrypted_way_is_asked_for_unless_it_is_said_otherwise(settings, db):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    response = Client().get("/sign-in")
    assert (response.status_code, response.url) == (301, "https://testserver/sign-in")
    assert (
        Client()
        .get("/sign-in", secure=True)
        .headers["Strict-Transport-Security"]
        .startswith("max-age=31536000")
    )


def test_what_is_too_large_is_refused_unread(settings, db):
    settings.REQUEST_LIMIT = 1000
    assert Client().post("/sign-in", {"email": "x" * 2000}).status_code == 413
    assert Client().post("/sign-in", {"email": "x" * 10}).status_code == 422
    assert Client().get("/sign-in", CONTENT_LENGTH="-5").status_code == 413


def test_a_wrong_host_is_not_answered(db):
    assert Client().get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/../settings.py", "/static/%2e%2e/settings.py", "/users/../x"]
)
def test_what_is_not_there_is_said_calmly(path, db):
    response = Client().get(path)
    assert response.status_code == 404 and b"SECRET" not in response.content


def test_errors_and_helps_of_a_field_are_linked_to_it(client_of):
    client = client_of(Role.ADMINISTRATOR)
    page = client.post("/users", {"email": "no address", "role": "analyst"}).content.decode()
    field = re.search(r'<input[^>]*name="email"[^>]*id="id_email"[^>]*>', page)[0]
    described = re.search(r'aria-describedby="([^"]+)"', field)[1].split()
    assert 'aria-invalid="true"' in field
    assert described and all(f'id="{name}"' in page for name in described)
    organisation = re.search(r'<input[^>]*name="organisation"[^>]*>', page)[0]
    assert 'aria-describedby="id_organisation_helptext"' in organisation
    for name in ("email", "role", "organisation", "subproject"):
        assert f'<label for="id_{name}">' in page
    assert "Please correct" not in client.get("/users").content.decode()


def test_forms_speak_chinese_to_the_last_word(client_of):
    client = client_of(Role.ADMINISTRATOR)
    client.cookies["seedbed_language"] = "zh-hans"
    page = client.post("/users", {"email": "", "role": "analyst"}).content.decode()
    assert "这个字段是必填项" in page and "This field" not in page


def test_what_users_write_is_shown_as_text(make_user, client_of):
    user = make_user(Role.ANALYST, "li.na@example.org")
    user.name = "<script>alert(1)</script>"
    user.save()
    page = client_of(Role.ADMINISTRATOR).get("/users").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_code_without_a_word_stays_itself():
    assert word("role", "unheard-of") == "unheard-of"


def test_the_menu_shows_what_the_role_may_and_nothing_else(client_of):
    for role, seen in ((Role.ADMINISTRATOR, True), (Role.BANK_VIEWER, False), (Role.PERSON, False)):
        page = client_of(role).get("/").content.decode()
        assert ('href="/users"' in page) == ('href="/audit"' in page) == seen


def test_an_erased_person_loses_the_account_and_staff_keep_theirs(make_user):
    person = make_user(Role.PERSON, "li.na@example.org", person="p-1")
    staff = make_user(Role.CAREER_OFFICE, "wang@example.org", person="p-2")
    client = Client()
    client.force_login(person)
    for name in ("p-1", "p-2"):
        person_forgotten.send(sender=None, tombstone=Tombstone(name, "t-" + name), using="default")
    assert list(User.objects.values_list("pk", "person")) == [(staff.pk, None)]
    assert not BrowserSession.objects.filter(user_id=person.pk).exists()
    assert client.get("/account").status_code == 302
