"""Writing the log of coming in (ASVS 16.3.1); the doors call it, whatever came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest

from seedbed.store import Json
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.sealing import mark_of, mark_of_email
from seedbed.workbench.accounts.sessions import device_of
from seedbed.workbench.accounts.throttling import address_of
from seedbed.workbench.oversight.models import Coming, SignInEntry

KEPT_FOR = timedelta(days=366)
"""At least six months (Cybersecurity Law of the PRC, article 21)."""


def note_coming(
    request: HttpRequest, event: Coming, user: User | None = None, *, email: str = "", what: str = ""
) -> None:
    """One event; where no user is known the address that was given is noted by its mark.

    Parameters
    ----------
    user
        Whom it concerns, not who did it: that stands in the audit log.
    """
    SignInEntry.objects.create(
        event=event,
        account=str(user.pk) if user is not None else "",
        mark=mark_of_email(email) if user is None and email else "",
        origin=mark_of(address_of(request), "origin")[:16],
        device=device_of(request.headers.get("User-Agent", "")),
        what=what[:40],
    )


def drop_older(than: datetime) -> int:
    """Retention: the only way rows leave this log, from its old end."""
    old = SignInEntry.objects.filter(at__lt=than)
    count: int = old._raw_delete(old.db)
    return count


def export_sign_ins(person: str, **_: object) -> dict[str, list[dict[str, Json]]]:
    """What the log holds about the account of a person, for her own export."""
    user = User.objects.filter(person=person).first()
    if user is None:
        return {}
    own = SignInEntry.objects.filter(Q(account=str(user.pk)) | Q(mark=user.email_mark))
    return {
        "sign_ins": [
            {"at": entry.at.isoformat(), "event": entry.event, "device": entry.device, "what": entry.what}
            for entry in own
        ]
    }
