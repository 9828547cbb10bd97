"""Calls take the parameters that they name: a misspelt one is told, not passed over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.operation import Operation

from seedbed.messages import Finding, Refusal
from seedbed.workbench.look.wording import said


def only_known_parameters(call: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that refuses what it does not know, in the address and in a form.

    Raises
    ------
    Refusal
        ``workbench.unknown-parameter``, ``workbench.no-parameters``.
    """
    operation: Operation = call._ninja_operation  # type: ignore[attr-defined]

    @wraps(call)
    def asked(request: HttpRequest, **values: object) -> object:
        findings = [
            *_unknown(request.GET.keys(), _names(operation, "query")),
            *_unknown({*request.POST, *request.FILES}, _names(operation, "form") | _names(operation, "file")),
        ]
        if findings:
            raise Refusal(*findings)
        return call(request, **values)

    return asked


def _names(operation: Operation, source: str) -> frozenset[str]:
    """What an operation takes from a part of a request."""
    return frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == source
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)  # files lie flat
    )


def _unknown(given: set[str], known: frozenset[str]) -> list[Finding]:
    comma = said("workbench.list-comma")
    told = {"known": comma.join(sorted(known))} if known else {}
    code = "workbench.unknown-parameter" if known else "workbench.no-parameters"
    return [Finding(code, {"name": name[:60], **told}) for name in sorted(given - known)[:10]]
