"""Errors as RFC 9457 problem details, with our findings in the language that was asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from functools import wraps

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from seedbed.messages import Finding, Refusal
from seedbed.workbench.api.tokens import CALLS_A_MINUTE, TooManyCalls
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.oversight.logging import describe

KIND = "application/problem+json"
_LOG = logging.getLogger("seedbed.api")

# What a refusal's first finding means for the status; all others are 422: the content is wrong.
STATUS = {
    "store.key-exists": 409,
    "workbench.id-taken": 409,
    "workbench.key-used": 409,
    "workbench.no-region": 409,
    "formats.too-large": 413,
    "workbench.not-a-table": 415,
}


class FindingOut(Schema):
    """One thing that is wrong: a code that stays, and a sentence."""

    code: str
    text: str


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    findings: list[FindingOut]


def problem(request: HttpRequest, status: int, findings: Sequence[Finding] = ()) -> HttpResponse:
    """An error as a program reads it."""
    body = {
        "type": "about:blank",
        "title": said(f"workbench.problem-{status}"),
        "status": status,
        "findings": [{"code": item.code, "text": text_of(item)} for item in findings],
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=KIND)
    response.headers["Content-Language"] = "zh-Hans" if language() == "zh" else "en"
    return tell_limit(request, response)


def tell_limit(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """How many calls are left in this minute."""
    token = getattr(request, "auth", None)
    if token is not None:
        response.headers["RateLimit-Limit"] = str(CALLS_A_MINUTE)
        response.headers["RateLimit-Remaining"] = str(max(0, CALLS_A_MINUTE - token.calls))
    return response


def handle_problems(api: NinjaAPI) -> None:
    """Every error of the interface becomes a problem; none shows what is inside."""

    def told(status: int) -> Callable[[HttpRequest, Exception], HttpResponse]:
        return lambda request, _: problem(request, status)

    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problem(request, STATUS.get(refusal.findings[0].code, 422), refusal.findings)

    def unauthenticated(request: HttpRequest, _: Exception) -> HttpResponse:
        response = problem(request, 401)
        response.headers["WWW-Authenticate"] = 'Bearer realm="seedbed"'
        return response

    def too_many(request: HttpRequest, error: TooManyCalls) -> HttpResponse:
        response = problem(request, 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = dict.fromkeys(".".join(str(part) for part in item["loc"][:4]) for item in error.errors)
        return problem(
            request, 422, [Finding("workbench.bad-part", {"part": _short(part)}) for part in places]
        )

    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, error.status_code)

    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        _LOG.error(
            "%s %s failed\n%s", request.method, request.path, describe(type(error), error.__traceback__)
        )
        return problem(request, 500)

    api.add_exception_handler(Exception, broken)
    api.add_exception_handler(Http404, told(404))
    api.add_exception_handler(PermissionDenied, told(403))
    for bad in (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        api.add_exception_handler(bad, told(400))
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(AuthenticationError, unauthenticated)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(TooManyCalls, too_many)
    api.add_exception_handler(Refusal, refused)


def wrong_method_as_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ninja answers a wrong method in plain text."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        told = problem(request, 405)
        told.headers["Allow"] = response.headers["Allow"]
        return told

    return asked


def no_such_address(request: HttpRequest, **_: object) -> HttpResponse:
    """404 for what the interface does not have."""
    return problem(request, 404)


def _short(part: str) -> str:
    return part.encode("utf-8", "replace").decode()[:120]
