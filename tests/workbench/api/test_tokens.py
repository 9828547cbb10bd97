"""Tokens: hashed, shown once, ending, never further than their user."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.api import tokens
from seedbed.workbench.api.models import Token
from seedbed.workbench.api.scopes import TokenScope, scopes_on_offer
from seedbed.workbench.oversight.models import AuditEntry


def test_a_token_is_kept_as_a_hash_alone(make_user):
    token, shown = tokens.make_token(make_user(Role.ANALYST), "r", [TokenScope.REGION_READ], 30)
    row = Token.objects.filter(pk=token.pk).values().get()
    assert len(shown) > 43 + len(tokens.MARK) - 1
    assert not any(
        shown in str(cell) or shown.removeprefix(tokens.MARK) in str(cell) for cell in row.values()
    )
    assert tokens.find_token(shown) == token
    assert AuditEntry.objects.filter(why="token-made", what=str(token.pk)).exists()


@pytest.mark.parametrize("role", Role)
def test_scopes_on_offer_are_those_that_the_role_can_fill(make_user, role):
    offered = set(scopes_on_offer(make_user(role)))
    sees_people = {
        Role.PERSON, Role.CAREER_OFFICE, Role.EMPLOYER, Role.PROVIDER, Role.SUBPROJECT_MANAGER,
        Role.PROGRAMME_OFFICE, Role.VERIFIER,
    }  # fmt: skip
    assert (TokenScope.PEOPLE_READ in offered) == (role in sees_people)
    assert (TokenScope.PEOPLE_IMPORT in offered) == (role is Role.CAREER_OFFICE)


def test_nobody_makes_a_token_that_reaches_further(make_user):
    user = make_user(Role.ANALYST)
    for scopes in ([TokenScope.PEOPLE_IMPORT], []):
        with pytest.raises(Refusal):
            tokens.make_token(user, "r", scopes, 30)
    for days in (0, tokens.LONGEST_DAYS + 1):
        with pytest.raises(Refusal):
            tokens.make_token(user, "r", [TokenScope.REGION_READ], days)


@pytest.mark.parametrize("what", ["ended", "expired", "locked", "changed", "nothing", "scheme"])
def test_what_does_not_let_in_is_answered_401_as_a_problem(program, region, what):
    calling = program(Role.ANALYST)
    token = Token.objects.get()
    if what == "ended":
        tokens.end_token(token.user, token)
    elif what == "expired":
        Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif what == "locked":
        token.user.is_active = False
        token.user.save()
    elif what == "changed":
        calling.shown = calling.shown[:-1] + ("a" if calling.shown[-1] != "a" else "b")
    headers = {"nothing": {"Authorization": ""}, "scheme": {"Authorization": f"Basic {calling.shown}"}}
    response = calling.get("/tables", headers=headers.get(what, {}))
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_role_that_ended_ends_what_its_token_reaches(program, region):
    calling = program(Role.PROGRAMME_OFFICE)
    assert calling.get("/tables/people").status_code == 200
    Membership.objects.update(ended_at=timezone.now())
    assert calling.get("/tables/people").status_code == 403


def test_a_browser_session_opens_nothing_and_a_call_makes_no_session(client_of, program, region):
    assert client_of(Role.ADMINISTRATOR).get("/api/v1/tables").status_code == 401
    assert not program(Role.ANALYST).get("/tables").cookies


def test_a_token_has_so_many_calls_a_minute(program, region, monkeypatch):
    monkeypatch.setattr(tokens, "CALLS_A_MINUTE", 3)
    monkeypatch.setattr(tokens, "time", lambda: 6_000_000.0 + 12)
    calling, other = program(Role.ANALYST), program(Role.EMPLOYER)
    answers = [calling.get("/tables") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "48"
    assert other.get("/tables").status_code == 200
    monkeypatch.setattr(tokens, "time", lambda: 6_000_000.0 + 61)
    assert calling.get("/tables").status_code == 200


def test_the_page_shows_a_new_token_once_and_ends_it(client_of):
    client: Client = client_of(Role.EMPLOYER)
    made = client.post("/tokens", {"name": "payroll", "scopes": ["offers-read"], "days": "30"})
    page = made.content.decode()
    shown = page.partition("<code>")[2].partition("</code>")[0]
    token = tokens.find_token(shown)
    assert token is not None and token.scopes == ["offers-read"]
    assert shown not in client.get("/tokens").content.decode()
    client.post(f"/tokens/{token.pk}/end")
    assert tokens.find_token(shown) is None


def test_the_page_refuses_what_it_did_not_offer(client_of):
    client: Client = client_of(Role.ANALYST)
    refused = client.post("/tokens", {"name": "x", "scopes": ["people-import"], "days": "30"})
    assert refused.status_code == 422
    assert not Token.objects.exists()


def test_nobody_ends_the_token_of_another(client_of, program):
    program(Role.EMPLOYER)
    token = Token.objects.get()
    assert client_of(Role.ADMINISTRATOR).post(f"/tokens/{token.pk}/end").status_code == 404
    assert Token.objects.get().is_open


def test_old_tokens_and_answers_are_swept(program):
    program(Role.EMPLOYER)
    Token.objects.update(expires_at=timezone.now() - timedelta(days=89))
    assert tokens.sweep_tokens() == 0
    Token.objects.update(expires_at=timezone.now() - timedelta(days=91))
    assert tokens.sweep_tokens() == 1
