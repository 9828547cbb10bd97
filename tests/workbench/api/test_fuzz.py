"""The interface against its own description: no call that it allows, or does not, breaks anything."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from seedbed.store import Run
from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.api import tokens
from seedbed.workbench.api.scopes import scopes_on_offer
from seedbed.workbench.people.record import record

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# What exists, so that not every call ends at 404.
THERE = {"key": "need-1", "run": "match-1", "report": "report-1", "name": "proposals"}


@pytest.fixture
def description(region, make_user, monkeypatch):
    """The interface's own description, and a token of somebody who may do nearly everything."""
    monkeypatch.setattr(tokens, "CALLS_A_MINUTE", 10**9)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    frame = pl.DataFrame({"seeker": ["p-of-first"], "fit": [0.5]})
    for name, kind in (("match-1", "match"), ("report-1", "report")):
        told = {"audience": "public", "up_to": "2025", "snapshot": "s"}
        outputs = ("proposals", "figures")
        kept = Run(
            run=name, kind=kind, started=moment, finished=moment, parameters=told, inputs={}, version="1",
            outputs=outputs,
        )  # fmt: skip
        record().keep_run(kept, dict.fromkeys(outputs, frame))
    user = make_user(Role.PROGRAMME_OFFICE)
    for role in (Role.CAREER_OFFICE, Role.PROVIDER):
        Membership.objects.create(user=user, role=role.value, organisation="org-1")
    _, shown = tokens.make_token(
        User.objects.get(pk=user.pk), "fuzz", scopes_on_offer(User.objects.get(pk=user.pk)), 1
    )
    read = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    read.shown = shown
    return read


def test_no_call_breaks_the_interface(description):
    asked = 0
    for operation in description.get_all_operations():

        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None, phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.ok().as_strategy())
        def ask(case):
            for name, there in THERE.items():
                if name in (case.path_parameters or {}) and len(str(case.path_parameters[name])) % 2:
                    case.path_parameters[name] = there
            headers = {"Authorization": f"Bearer {description.shown}"}
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
        asked += 1
    assert asked == 15


def test_the_description_is_openapi_31_and_open_to_all(client):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["operationId"], (method, path)
            assert operation["security"] == [{"ByToken": []}]
            assert set(operation["responses"]["401"]["content"]) == {"application/problem+json"}
