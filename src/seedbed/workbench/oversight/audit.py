"""Writing the audit log. Pages call these where they show or change a record about a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from seedbed.workbench.accounts.models import User
from seedbed.workbench.oversight.models import AuditEntry, Deed, Entries


def saw(user: User | None, person: str, why: str, what: str = "") -> None:
    """A record about a person was shown to a user; one's own record is not noted."""
    saw_all(user, (person,), why, what)


def saw_all(user: User | None, persons: Iterable[str], why: str, what: str = "") -> None:
    """The records that a list showed, in one statement."""
    own = user.person if user else None
    _add(user, Deed.SAW, [person for person in dict.fromkeys(persons) if person != own], why, what)


def changed(user: User | None, person: str, why: str, what: str = "") -> None:
    """A record about a person was changed, by himself too."""
    _add(user, Deed.CHANGED, (person,), why, what)


def exported(user: User | None, persons: Iterable[str], why: str, what: str = "") -> None:
    """Records went out in a file."""
    _add(user, Deed.EXPORTED, tuple(dict.fromkeys(persons)), why, what)


def erased(user: User | None, person: str, why: str) -> None:
    """A person was taken out of everything; that this was done stays known under the id that means nothing now."""
    _add(user, Deed.ERASED, (person,), why)


def decided(user: User | None, person: str, why: str, what: str = "") -> None:
    """A decision about a person: proposed, accepted, declined, verified."""
    _add(user, Deed.DECIDED, (person,), why, what)


def account_changed(user: User | None, account: User | None, why: str, what: str = "") -> None:
    """Something about an account: invited, let in, role given or ended, second factor."""
    AuditEntry.objects.create(
        **_who(user), deed=Deed.ACCOUNT, account=str(account.pk) if account else "", why=why, what=what
    )


def house_changed(user: User | None, why: str, what: str = "") -> None:
    """Something about the installation; without a user it was done on the command line."""
    AuditEntry.objects.create(**_who(user), deed=Deed.HOUSE, why=why, what=what)


def drop_older(than: datetime) -> int:
    """Retention: the only way rows leave the log, from its old end."""
    old: Entries = AuditEntry.objects.filter(at__lt=than)
    count: int = old._raw_delete(old.db)
    if count:
        house_changed(None, "retention", f"audit {than:%Y-%m-%d} {count}")
    return count


def _who(user: User | None) -> dict[str, str]:
    if user is None:
        return {"actor": "", "roles": ""}
    return {"actor": str(user.pk), "roles": ",".join(sorted(user.roles))[:120]}


def _add(user: User | None, deed: Deed, persons: Iterable[str], why: str, what: str = "") -> None:
    who = _who(user)
    AuditEntry.objects.bulk_create(
        AuditEntry(**who, deed=deed, person=person, why=why, what=what) for person in persons
    )
