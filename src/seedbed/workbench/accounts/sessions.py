"""Sessions that know whose they are (Django's documented way of extending database sessions)."""

from __future__ import annotations

from time import time

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils import timezone

from seedbed.workbench.accounts.models import BrowserSession, User

SEEN_EVERY = 300  # seconds
_BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")


class SessionStore(DatabaseSessions):
    """Keeps the user and the kind of device beside the session."""

    device = ""

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        """The model with the user."""
        return BrowserSession

    def create_model_instance(self, data: dict[str, object]) -> BrowserSession:
        """The row of a session; its last moment is counted from its first, too."""
        row = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        known = BrowserSession.objects.filter(session_key=row.session_key).first()
        if known:
            row.id, row.began_at, row.device = known.id, known.began_at, known.device
        row.device = self.device or row.device
        row.seen_at = timezone.now()
        row.expire_date = min(row.expire_date, row.began_at + settings.SESSION_LONGEST)
        return row


class Sessions(SessionMiddleware):
    """Django's, which also notes the kind of device and when it was last seen."""

    def process_request(self, request: HttpRequest) -> None:
        """Before the page."""
        super().process_request(request)
        request.session.device = device_of(request.headers.get("User-Agent", ""))

    def process_response(self, request: HttpRequest, response: object) -> object:
        """After it: a session in use says so, at most every few minutes."""
        user, now = getattr(request, "user", None), time()
        if user is not None and user.is_authenticated and now - request.session.get("seen", 0) > SEEN_EVERY:
            request.session["seen"] = int(now)
        return super().process_response(request, response)


def device_of(agent: str) -> str:
    """Browser and system from a User-Agent, nothing finer.

    >>> device_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36")
    'Chrome, Linux'
    """
    browser = next((name for name in _BROWSERS if name in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return ", ".join(part for part in (browser.replace("Edg", "Edge"), system) if part)


def end_sessions(user: User, except_key: str | None = None) -> int:
    """Sign a user out everywhere, except in one session."""
    sessions = BrowserSession.objects.filter(user=user)
    count, _ = (sessions.exclude(session_key=except_key) if except_key else sessions).delete()
    return int(count)
