"""Requests that are too large are refused before anything of them is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from seedbed.workbench.look.errors import too_large


class SizeLimit:
    """Answers 413 to what declares more than the limit; what declares nothing has no body in WSGI."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        declared = str(request.META.get("CONTENT_LENGTH") or "0")
        if not declared.isdecimal() or int(declared) > settings.REQUEST_LIMIT:
            return too_large(request)
        return self.get_response(request)
