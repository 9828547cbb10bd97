"""Passwords made of the names that everybody at the place would try first."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.passwords import WithoutWordsOfThePlace
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record
from workbench.accounts.post_office import deliver


@pytest.fixture
def place(db):
    row = {"place": "500000", "name": "Chongqing", "name_zh": "重庆市", "level": "province"}
    record().put("places", row)
    firm = {"organisation": "o", "name": "Valve Works", "name_zh": "长江阀门厂", "actor_type": "enterprise"}
    record().put("organisations", firm | {"website": "https://changjiang-valves.example"})
    record().put("subprojects", {"subproject": "s", "name": "Inland Port Campus", "name_zh": "港口园区"})


@pytest.mark.parametrize(
    "password",
    ["Chongqing2026", "ｃｈｏｎｇｑｉｎｇ2026", "重庆2026!!", "SeedBed-2026!", "changjiang2026", "Valve-Works-1", "campus-2026",
     "wang.xiaoming1", "WANG1990!", "港口园区-12345"],
)  # fmt: skip
def test_names_of_the_place_and_of_oneself_do_not_count(place, password):
    user = User(email="wang.xiaoming@example.org", name="Xiaoming Wang")
    with pytest.raises(ValidationError):
        WithoutWordsOfThePlace().validate(password, user)


@pytest.mark.parametrize(
    "password", ["a calm long sentence", "a calm valve near the port", "chongqing has nine calm bridges"]
)
def test_a_sentence_may_name_the_place(place, password):
    WithoutWordsOfThePlace().validate(password, User(email="wang@example.org", name="Wang"))


def test_who_is_invited_is_held_to_it_with_the_name_and_address_given(place, client_of):
    client_of(Role.ADMINISTRATOR).post("/users", {"email": "xiaoming@example.org", "role": "analyst"})
    deliver()
    link = re.search(r"http://testserver(/invitation/\S+)", mail.outbox[0].body)[1]
    for password in ("Xiaoming-1990", "Lihuanying-9", "chongqing123"):
        answer = Client().post(link, {"name": "Lihuanying", "new_password": password})
        assert answer.status_code == 422
    assert Client().post(link, {"name": "Lihuanying", "new_password": "a calm sentence"}).status_code == 302
