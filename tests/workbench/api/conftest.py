"""Programs that call the workbench."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

import pytest
from django.http import HttpResponse
from django.test import Client

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.api.scopes import TokenScope, scopes_on_offer
from seedbed.workbench.api.tokens import make_token
from seedbed.workbench.people.record import record
from workbench.people.small_region import enter, make_region

ROOT = "/api/v1"


class Program:
    """Calls with a token, as a program would."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.client = Client(raise_request_exception=True)

    def call(self, method: str, path: str, **more: object) -> HttpResponse:
        headers = {
            "Authorization": f"Bearer {self.shown}",
            "Accept-Language": "en",
            **more.pop("headers", {}),
        }
        return getattr(self.client, method)(ROOT + path, headers=headers, **more)

    def get(self, path: str, **more: object) -> HttpResponse:
        return self.call("get", path, **more)

    def put(self, path: str, row: object, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("put", path, data=json.dumps(row), content_type="application/json", headers=named)


@pytest.fixture
def region(db) -> None:
    """First College and Second College with a person each, Valve Works with a need, an opportunity."""
    make_region()
    enter("p-of-second", "org-2")
    need = {"need": "need-of-firm", "organisation": "firm", "title": "阀门检测", "text": "检测"}
    record().put("needs", need)


@pytest.fixture
def program(make_user) -> Callable[..., Program]:
    """A program with a token of a user of a role; all scopes that the role can fill, unless told."""

    def of(role: Role, scopes: Collection[TokenScope] | None = None, **more: object) -> Program:
        user = make_user(role, **more)
        _, shown = make_token(user, "test", scopes_on_offer(user) if scopes is None else scopes, 30)
        return Program(shown)

    return of
