"""What a page says when it cannot be shown; none of it tells what is inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from seedbed.messages import Refusal
from seedbed.workbench.look.wording import said, text_of


def _page(request: HttpRequest, status: int, name: str) -> HttpResponse:
    words = {"title": said(f"workbench.error-{name}"), "sentence": said(f"workbench.error-{name}-help")}
    return render(request, "look/error.html", {**words, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, "bad-request")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, since the form's own mark is missing or old."""
    return _page(request, 403, "stale-form")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; also for what others own."""
    return _page(request, 404, "not-found")


def too_many(request: HttpRequest, minutes: int) -> HttpResponse:
    """429, with the minutes to wait."""
    response = _page(request, 429, "too-many")
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413, without the frame: nothing of the request is read."""
    return HttpResponse(
        said("workbench.error-too-large"), status=413, content_type="text/plain; charset=utf-8"
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """409: a use case refused; its findings say why and what would help."""
    context = {
        "title": said("workbench.error-refused"),
        "findings": [text_of(item) for item in refusal.findings],
    }
    return render(request, "look/error.html", {**context, "status": 409}, status=409)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without the frame, which may be what broke."""
    return HttpResponse(render_to_string("look/broken.html"), status=500)
