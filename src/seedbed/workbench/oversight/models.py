"""The audit log and the log of coming in. Rows are only ever added."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils import timezone


class Deed(StrEnum):
    """What was done with a record."""

    SAW = "saw"
    CHANGED = "changed"
    EXPORTED = "exported"
    ERASED = "erased"
    DECIDED = "decided"
    """Proposed, accepted, declined, verified."""
    ACCOUNT = "account"
    """Invited, let in, changed the rights of somebody."""
    HOUSE = "house"
    """Backed up, restored, changed a catalogue."""


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete what stands in the log."""


class Entries(models.QuerySet):
    """A queryset that reads and adds."""

    def update(self, **kwargs: object) -> int:
        """Never."""
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never; see :func:`seedbed.workbench.oversight.audit.drop_older`."""
        raise AppendOnly

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        """Never."""
        raise AppendOnly


class AppendOnlyRow(models.Model):
    """A row that is added and then stands."""

    objects = Entries.as_manager()

    class Meta:
        """No table of its own; newest first."""

        abstract = True
        ordering = ("-at", "-id")

    def save(self, *args: object, **kwargs: object) -> None:
        """Adds; a row that stands is not changed."""
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Never."""
        raise AppendOnly


class AuditEntry(AppendOnlyRow):
    """One deed. Ids only: the log itself holds no personal data.

    ``person`` is the id of the region's tables, ``account`` that of a user whose account was
    concerned, ``why`` a code (the page, the purpose), ``what`` the id of the run, the event or the file.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=40, blank=True, db_index=True)
    roles = models.CharField(max_length=120, blank=True)
    deed = models.CharField(max_length=12)
    person = models.CharField(max_length=80, blank=True, db_index=True)
    account = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=60)
    what = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.why}"

    @property
    def role_list(self) -> list[str]:
        """The actor's roles at the time."""
        return [role for role in self.roles.split(",") if role]


class Coming(StrEnum):
    """What happened at the door; the values of what the audit log also holds are the same there."""

    SIGNED_IN = "signed-in"
    WRONG_PASSWORD = "wrong-password"
    WRONG_CODE = "wrong-code"
    STOPPED = "stopped"
    """Too many failures: the next attempts are not heard."""
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "sign-out"
    RESET_ASKED = "reset-asked"
    RESET = "password-reset"
    PASSWORD_CHANGED = "password-changed"
    FACTOR_SET_UP = "second-factor-set-up"
    FACTOR_ENDED = "second-factor-ended"
    FACTOR_TAKEN_DOWN = "second-factor"
    """By an administrator, for who lost it."""
    CODES_MADE = "recovery-codes-made"
    INVITED = "invited"
    INVITATION_TAKEN = "invitation-taken"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    LOCKED = "lock"
    UNLOCKED = "unlock"


class SignInEntry(AppendOnlyRow):
    """One event at the door. No address stands here, neither of a letter box nor of a machine.

    ``account`` is the id of the user concerned; where no user is known, ``mark`` is the keyed hash of
    the e-mail address that was given. ``origin`` is a keyed hash of the network address, by which one
    sees that two events came from the same place; ``device`` the browser and the system, nothing finer.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    event = models.CharField(max_length=24)
    account = models.CharField(max_length=40, blank=True, db_index=True)
    mark = models.CharField(max_length=64, blank=True, db_index=True)
    origin = models.CharField(max_length=16, blank=True)
    device = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
