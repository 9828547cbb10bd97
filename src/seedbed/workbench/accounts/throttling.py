"""Against guessing: how many failures are borne before one has to wait, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from seedbed.workbench.accounts.models import Attempt
from seedbed.workbench.accounts.sealing import mark_of

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """So many failures within a time; then one waits until they are past."""

    failures: int
    minutes: int


# kind -> by what it is counted -> patience. By account alone it is generous: else anybody could lock anybody out.
PATIENCE: dict[str, dict[str, Patience]] = {
    "sign-in": {
        "account+address": Patience(5, 15),
        "account": Patience(50, 60),
        "address": Patience(100, 15),
    },
    "code": {"account": Patience(8, 15), "address": Patience(100, 15)},
    # The password once more in an open session, by whoever sits there.
    "confirm": {"account": Patience(8, 15)},
    "reset": {"account": Patience(3, 60), "address": Patience(30, 60)},
    "invitation": {"address": Patience(30, 60)},
}


def address_of(request: HttpRequest) -> str:
    """From where a request comes; a header is believed only when it is our own proxy's."""
    if settings.INSTALLATION.behind_proxy:
        forwarded = str(request.headers.get("X-Forwarded-For", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def must_wait(request: HttpRequest, kind: str, account: str) -> int:
    """Minutes to wait before the next attempt is heard; 0 for none."""
    now = timezone.now()
    for by, mark in _marks(request, kind, account).items():
        patience = PATIENCE[kind][by]
        since = now - timedelta(minutes=patience.minutes)
        failures = Attempt.objects.filter(kind=f"{kind}", mark=mark, at__gt=since).order_by("-at")
        moments = list(failures.values_list("at", flat=True)[: patience.failures])
        if len(moments) >= patience.failures:
            left = moments[-1] + timedelta(minutes=patience.minutes) - now
            return max(1, -int(-left.total_seconds() // 60))
    return 0


def note_failure(request: HttpRequest, kind: str, account: str) -> None:
    """Count a failure, and drop what is long past."""
    Attempt.objects.bulk_create(
        Attempt(kind=kind, mark=mark) for mark in _marks(request, kind, account).values()
    )
    Attempt.objects.filter(at__lt=timezone.now() - FORGOTTEN_AFTER).delete()


def note_success(request: HttpRequest, kind: str, account: str) -> None:
    """Who came in need not wait for his own slips; the address's count stays."""
    marks = _marks(request, kind, account)
    own = [mark for by, mark in marks.items() if by != "address"]
    Attempt.objects.filter(kind=kind, mark__in=own).delete()


def _marks(request: HttpRequest, kind: str, account: str) -> dict[str, str]:
    address = address_of(request)
    texts = {"account+address": f"{account}\n{address}", "account": account, "address": address}
    return {by: mark_of(texts[by], f"{kind} {by}") for by in PATIENCE[kind]}
