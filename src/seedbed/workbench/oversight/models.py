"""The audit log: who saw or changed which personal record. Rows are only ever added."""

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


class AuditEntry(models.Model):
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

    objects = Entries.as_manager()

    class Meta:
        """Newest first."""

        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.why}"

    @property
    def role_list(self) -> list[str]:
        """The actor's roles at the time."""
        return [role for role in self.roles.split(",") if role]

    def save(self, *args: object, **kwargs: object) -> None:
        """Adds; a row that stands is not changed."""
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Never."""
        raise AppendOnly
