"""The interface: OpenAPI 3.1 at ``/api/v1/openapi.json``, problems, tokens."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.parser import Parser

import seedbed
from seedbed.workbench.api import import_calls, run_calls, table_calls
from seedbed.workbench.api.parameters import only_known_parameters
from seedbed.workbench.api.problems import (
    KIND,
    Problem,
    handle_problems,
    no_such_address,
    tell_limit,
    wrong_method_as_problem,
)
from seedbed.workbench.api.tokens import ByToken

ABOUT = """Tables, imports, runs and reports of a Seedbed workbench.

Every call shows a token (`Authorization: Bearer seedbed_...`), made on the page *Tokens*. A token acts in the name \
of the user who made it, never reaches further than that user, and only as far as its scopes. Lists are read page by \
page: ask again with what `next` says until it is null. A parameter that a call does not name is refused (422). A call that changes something may carry an `Idempotency-Key`: \
sent again it is answered the same way and not done again; the same key with another content is refused (409). \
Errors are problem details (RFC 9457) with findings in Chinese or English, by `Accept-Language`."""


class StrictParser(Parser):
    """JSON as RFC 8259 has it: Python would also take NaN and Infinity."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body."""
        return cast("dict[str, Any]", json.loads(request.body, parse_constant=_no_number))


def _no_number(name: str) -> float:
    raise ValueError(name)


class Interface(NinjaAPI):
    """Ninja's, with our limits in the headers and our kind of problem in the description."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Every answer says how many calls are left."""
        return tell_limit(request, super().create_temporal_response(request))

    def get_openapi_schema(self, **kwargs: Any) -> dict[str, Any]:
        """Problems have a media type of their own."""
        schema: dict[str, Any] = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Problem"] = _problem_schema()
        content = {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                for status, told in operation["responses"].items():
                    if int(status) >= 400:
                        told["content"] = content
                if method in ("put", "post"):
                    operation.setdefault("parameters", []).append(_IDEMPOTENCY)
        return schema


def _problem_schema() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    finding = schema.pop("$defs")["FindingOut"]
    schema["properties"]["findings"]["items"] = finding
    return schema


_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "description": "the same key with the same content is done once; kept for a day",
}

api = Interface(
    title="Seedbed",
    version=seedbed.__version__,
    description=ABOUT,
    docs_url=None,
    urls_namespace="api",
    auth=ByToken(),
    parser=StrictParser(),
)
api.add_decorator(only_known_parameters)
api.add_router("", table_calls.router)
api.add_router("", import_calls.router)
api.add_router("", run_calls.router)
handle_problems(api)


def patterns() -> tuple[list[URLPattern], str, str]:
    """The addresses below ``api/v1/``; every other one there is a problem too."""
    found, app, namespace = api.urls
    for pattern in found:
        at_root = pattern.name == "api-root"  # Ninja's would lead to a page that there is not
        pattern.callback = no_such_address if at_root else wrong_method_as_problem(pattern.callback)
    return [*found, re_path(r"^.*$", no_such_address, name="none")], app, namespace
