"""The second factor: one-time codes (RFC 6238) and recovery codes, kept by django-allauth."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import WITH_SECOND_FACTOR
from seedbed.workbench.accounts.sealing import seal, unseal

_SESSION_KEY = "second-factor-secret"
# Where one may go before the second factor is set up.
ALWAYS_REACHABLE = frozenset(
    {"second-factor", "sign-out", "language", "health", "metrics", "sign-in", "recovery-codes"}
)


class SealedSecrets(DefaultMFAAdapter):
    """Seals the shared secrets like everything that must not be read from a stolen database."""

    def encrypt(self, text: str) -> str:
        """Into the database."""
        return seal(text).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Out of it."""
        return unseal(encrypted_text.encode("ascii"))

    def get_totp_label(self, user: User) -> str:
        """What the app on the phone calls the account."""
        return user.email


def has_second_factor(user: User) -> bool:
    """Whether one-time codes are set up."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def needs_second_factor(user: User) -> bool:
    """Whether one of the user's roles asks for it."""
    return settings.SECOND_FACTOR == "required" and bool(user.roles & WITH_SECOND_FACTOR)


def secret_on_offer(request: HttpRequest) -> str:
    """The secret that the session offers for setting up; the same until it is taken."""
    kept = request.session.get(_SESSION_KEY)
    secret: str = unseal(kept.encode("ascii")) if kept else generate_totp_secret()
    if not kept:  # sealed, for sessions stand in the database, too
        request.session[_SESSION_KEY] = seal(secret).decode("ascii")
    return secret


def picture_of(user: User, secret: str) -> SafeString:
    """The secret as a QR code, drawn here (an SVG without script or style)."""
    adapter = SealedSecrets()
    return mark_safe(adapter.build_totp_svg(adapter.build_totp_url(user, secret)))


@transaction.atomic
def set_up(request: HttpRequest, user: User, code: str) -> bool:
    """Begin to ask for codes, if the first one is right."""
    secret = secret_on_offer(request)
    step = _step_of(secret, code)
    if step is None or not _take(user, step):
        return False
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    request.session.pop(_SESSION_KEY)
    return True


def take_down(user: User) -> None:
    """Ask for no codes any more."""
    Authenticator.objects.filter(user=user).delete()


def recovery_codes(user: User) -> list[str]:
    """The recovery codes that have not been used."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(kept).get_unused_codes() if kept else []


def new_recovery_codes(user: User) -> list[str]:
    """Fresh recovery codes; the former ones end."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes(RecoveryCodes.activate(user).instance).get_unused_codes()


def is_right(user: User, code: str) -> bool:
    """Whether a code is this user's: a one-time code not taken before, or a recovery code, which is used up."""
    code = "".join(code.split())
    for kept in Authenticator.objects.filter(user=user):
        if kept.type == Authenticator.Type.TOTP:
            step = _step_of(SealedSecrets().decrypt(kept.data["secret"]), code)
            if step is not None and _take(user, step):
                kept.record_usage()
                return True
        elif kept.type == Authenticator.Type.RECOVERY_CODES and RecoveryCodes(kept).validate_code(code):
            return True
    return False


def _step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, one step early or late allowed."""
    steps = list(yield_hotp_counters_from_time())
    middle = steps[len(steps) // 2]
    for step in sorted({*steps, middle - 1, middle + 1}):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), code.encode()):
            return int(step)
    return None


def _take(user: User, step: int) -> bool:
    """Take a step once; of two that come with the same code one is refused, in whichever process."""
    return bool(User.objects.filter(pk=user.pk, last_code_step__lt=step).update(last_code_step=step))


class AskSecondFactor:
    """Leads who must have a second factor and has none to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """Before the page."""
        user, match = request.user, request.resolver_match
        if not user.is_authenticated or match.url_name in ALWAYS_REACHABLE:
            return None
        # Asked each time: a role may have come in this very session.
        if not needs_second_factor(user) or request.session.get("second-factor-there"):
            return None
        if has_second_factor(user):
            request.session["second-factor-there"] = True
            return None
        return redirect("second-factor")
