"""Who comes when too many come at once: a CV is taken in for good, or its owner is told to come later."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_request, override

from seedbed.workbench.jobs.pace import pace_of
from seedbed.workbench.look.wording import language
from seedbed.workbench.people.intake import READ_CV

AT_ONCE, IN_LINE = 3, 11
"""Uploads of CVs that one process takes in at the same time, and that may stand in line behind them: pages
of others are made in between."""
_PATIENCE = 10.0
"""Seconds that one stands in line at most."""
_AGAIN_AFTER = 30
_PIECE = 1 << 16
_UPLOADS = frozenset({"my-cv", "person-cv"})


class AdmitUploads:
    """Answers 503 with Retry-After to an upload of a CV for which there is no room now; nothing of it is kept.

    There is none while as many jobs wait as the setting ``QUEUE_LIMIT`` allows, or while the line of this
    process is full. The answer costs next to nothing: it comes before session, form and file are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._room = threading.Semaphore(AT_ONCE)
        self._line = threading.Semaphore(AT_ONCE + IN_LINE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        if request.method != "POST" or not _is_upload(request.path_info):
            return self.get_response(request)
        pace = pace_of(READ_CV)
        if pace.waiting >= settings.QUEUE_LIMIT:
            tenth = pace.minutes_for(settings.QUEUE_LIMIT // 10)
            return later(request, max(60, 60 * (tenth or 5)))
        if not self._line.acquire(blocking=False):
            return later(request, _AGAIN_AFTER)
        try:
            if not self._room.acquire(timeout=_PATIENCE):
                return later(request, _AGAIN_AFTER)
            try:
                return self.get_response(request)
            finally:
                self._room.release()
        finally:
            self._line.release()


def _is_upload(path: str) -> bool:
    try:
        return resolve(path).url_name in _UPLOADS
    except Resolver404:
        return False


def later(request: HttpRequest, seconds: int) -> HttpResponse:
    """503: not now, and when again."""
    # The connection stays usable only if what was sent is taken off it.
    while request.read(_PIECE):
        pass
    with override(get_language_from_request(request)):
        words = {"lang": language(), "minutes": -(-seconds // 60), "again": request.path}
        response = HttpResponse(render_to_string("people/later.html", words), status=503)
    response.headers["Retry-After"] = str(seconds)
    response._has_been_logged = True  # Django would log each as an error; /metrics counts them
    return response
