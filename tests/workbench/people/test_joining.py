"""Coming in openly."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client

from seedbed.workbench.accounts.models import Invitation, User
from seedbed.workbench.accounts.roles import Role
from workbench.accounts.post_office import deliver


def link():
    deliver()
    return re.search(r"http://testserver(/invitation/\S+)", mail.outbox[-1].body).group(1)


def test_a_letter_lets_in_as_a_person_with_a_profile_to_begin(region):
    client = Client()
    assert "two weeks" in client.post("/join", {"email": "New@Example.org"}).content.decode()
    assert client.post(link(), {"name": "New", "new_password": "a calm long sentence"}).status_code == 302
    user = User.objects.get()
    assert user.roles == {Role.PERSON}
    assert "Choose a file" in client.get("/profile").content.decode()
    assert Client().get(link()).status_code == 410


def test_a_known_address_gets_the_same_answer_and_no_second_account(region, make_user):
    make_user(Role.PERSON, email="known@example.org")
    client = Client()
    known = client.post("/join", {"email": "known@example.org"}).content
    unknown = client.post("/join", {"email": "unknown@example.org"}).content
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub(b"", known) == strip.sub(b"", unknown)
    assert Invitation.objects.count() == 2 and User.objects.count() == 1


def test_letters_are_bounded(region):
    client = Client()
    for _ in range(3):
        assert client.post("/join", {"email": "a@example.org"}).status_code == 200
    assert client.post("/join", {"email": "a@example.org"}).status_code == 429
    assert deliver() == len(mail.outbox) == 3
