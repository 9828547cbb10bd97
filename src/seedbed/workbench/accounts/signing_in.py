"""Coming in: password, then a one-time code where there is one."""

from __future__ import annotations

from time import time

from django.contrib.auth import authenticate, login
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.sealing import tidy_email

CODE_WITHIN = 10 * 60  # seconds between password and code
BACKEND = "seedbed.workbench.accounts.signing_in.ByEmail"


class ByEmail(BaseBackend):
    """E-mail address and password; an unknown address takes as long as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, email: str = "", password: str = "", **_: object
    ) -> User | None:
        """The user, or nobody."""
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: object) -> User | None:
        """The user of a session, while he is active."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def check_password(request: HttpRequest, email: str, password: str) -> User | None:
    """The user whose address and password these are."""
    user: User | None = authenticate(request, email=tidy_email(email), password=password)
    return user


def wait_for_code(request: HttpRequest, user: User) -> None:
    """Remember in the session that the password was right; nobody is signed in yet."""
    request.session.cycle_key()
    request.session["waiting"] = {
        "user": str(user.pk),
        "since": int(time()),
        "hash": user.get_session_auth_hash(),
    }


def who_waits(request: HttpRequest) -> User | None:
    """The user whose password was right a short while ago and has not changed since."""
    waiting = request.session.get("waiting")
    if not waiting or time() - waiting["since"] > CODE_WITHIN:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == waiting["hash"] else None


def let_in(request: HttpRequest, user: User) -> None:
    """Sign in, under a fresh session key."""
    request.session.pop("waiting", None)
    login(request, user, backend=BACKEND)
