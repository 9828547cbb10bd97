"""Making a token, finding it by what a program shows, counting its calls."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from time import time

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.api.models import KeptAnswer, Token
from seedbed.workbench.api.scopes import TokenScope, scopes_on_offer
from seedbed.workbench.oversight.audit import account_changed

MARK = "seedbed_"
"""Begins every token, so that scanners of leaked secrets know one."""
LONGEST_DAYS = 366
AT_MOST = 20
"""Open tokens of one user."""
CALLS_A_MINUTE = 300
_KEPT_AFTER_END = timedelta(days=90)


class TooManyCalls(Exception):
    """The token's calls of this minute are used up; ``seconds`` until the next."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def make_token(user: User, name: str, scopes: Collection[TokenScope], days: int) -> tuple[Token, str]:
    """A new token and what it shows, which is told this once.

    Raises
    ------
    Refusal
        ``workbench.token-scope-refused``, ``workbench.token-days``, ``workbench.too-many-tokens``.
    """
    if not scopes or not set(scopes) <= set(scopes_on_offer(user)):
        raise Refusal.because("workbench.token-scope-refused")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal.because("workbench.token-days", longest=LONGEST_DAYS)
    if sum(token.is_open for token in Token.objects.filter(user=user)) >= AT_MOST:
        raise Refusal.because("workbench.too-many-tokens", most=AT_MOST)
    shown = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name,
        digest=_digest(shown),
        scopes=sorted(scope.value for scope in scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    account_changed(user, user, "token-made", str(token.pk))
    return token, shown


def end_token(user: User, token: Token) -> None:
    """Let it in no more."""
    Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now())
    account_changed(user, user, "token-ended", str(token.pk))


def find_token(shown: str) -> Token | None:
    """The open token that shows this."""
    if not shown.startswith(MARK):
        return None
    token = Token.objects.select_related("user").filter(digest=_digest(shown)).first()
    return token if token is not None and token.is_open else None


def count_call(token: Token) -> None:
    """Count a call, in one statement so that no process loses one.

    Raises
    ------
    TooManyCalls
    """
    now = time()
    minute = int(now // 60)
    Token.objects.filter(pk=token.pk).update(
        calls=Case(When(minute=minute, then=F("calls") + 1), default=Value(1)),
        minute=minute,
        last_used_at=timezone.now(),
    )
    token.refresh_from_db(fields=["calls", "minute"])
    if token.calls > CALLS_A_MINUTE:
        raise TooManyCalls(max(1, int(60 - now % 60)))


def sweep_tokens() -> int:
    """Delete tokens that ended or expired long ago, and kept answers that nobody asks for any more."""
    long_ago = timezone.now() - _KEPT_AFTER_END
    KeptAnswer.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    over = Token.objects.filter(expires_at__lt=long_ago) | Token.objects.filter(ended_at__lt=long_ago)
    return int(over.delete()[0])


class ByToken(HttpBearer):
    """``Authorization: Bearer seedbed_...``; a browser's session opens nothing here, so no form of another site can."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token, its call counted.

        A call without encryption is refused, not led to the encrypted address: else nobody would notice that
        the token travels in the open (ASVS 4.1.2).
        """
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise PermissionDenied
        found = find_token(token)
        if found is not None:
            request.auth = found  # the refusal's headers name its limit
            count_call(found)
        return found


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()
