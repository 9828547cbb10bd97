"""A use case that refused where the page had no form to say it on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from seedbed.messages import Refusal
from seedbed.workbench.look.errors import refused


class SayRefusals:
    """Answers a refusal that a view let pass with its findings, not with an error of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for what a view raised."""
        return refused(request, exception) if isinstance(exception, Refusal) else None
