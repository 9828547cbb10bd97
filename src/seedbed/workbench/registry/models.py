"""What an import of organisations did, for who asked for it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class OrganisationImport(models.Model):
    """Counts, flagged duplicates and rejected rows of one import."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    alike = models.JSONField(default=list)
    rejects = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.added}+{self.changed}"
