"""What the intake holds beside the region's tables: files on their way in, lists on their way out, names."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from seedbed.workbench.accounts.sealing import SealedBytes, SealedText

KEPT_FOR = timedelta(days=30)
"""How long a report of an import waits to be fetched."""


class Upload(models.Model):
    """A file that waits to be read; deleted in the transaction that keeps what was read of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.CharField(max_length=80, blank=True, db_index=True)
    """Whose CV it is; empty for a file about many."""
    name = SealedText()
    content = SealedBytes()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class Leaflet(models.Model):
    """A list that a job made for who asked for it: what was taken over, what was not and why."""

    job = models.UUIDField()
    name = models.CharField(max_length=60)
    content = SealedBytes()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        """A name once a job."""

        constraints = (models.UniqueConstraint(fields=("job", "name"), name="leaflet_of_job"),)

    def __str__(self) -> str:
        return f"{self.job} {self.name}"


class OwnReference(models.Model):
    """Under which name or number an institution knows a person; the region's tables hold no name."""

    person = models.CharField(max_length=80)
    organisation = models.CharField(max_length=80)
    reference = SealedText()
    mark = models.CharField(max_length=64, db_index=True)
    """Keyed hash by which the whole reference is found again."""

    class Meta:
        """One a person and institution."""

        constraints = (models.UniqueConstraint(fields=("person", "organisation"), name="reference_once"),)

    def __str__(self) -> str:
        return self.person


def sweep() -> None:
    """Drop lists that nobody fetched, and files whose job is long over."""
    long_ago = timezone.now() - KEPT_FOR
    Leaflet.objects.filter(made_at__lt=long_ago).delete()
    Upload.objects.filter(at__lt=long_ago).delete()
