"""Tokens and the answers that are kept for who asks again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from seedbed.workbench.accounts.sealing import SealedBytes


class Token(models.Model):
    """A program's way in, in the name of a user. Only the hash of what it shows is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256: what is hashed has 256 random bits, so nothing slower is needed."""
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    """Of the last call, since 1970; ``calls`` were made in it."""
    calls = models.IntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it still lets in."""
        return self.ended_at is None and timezone.now() < self.expires_at and self.user.is_active


class KeptAnswer(models.Model):
    """What a call with an idempotency key was answered; the same call is answered the same way and not done again."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)
    """SHA-256 of method, address and content."""
    body = SealedBytes()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        """A key once a token."""

        constraints = (models.UniqueConstraint(fields=("token", "key"), name="answer_once"),)

    def __str__(self) -> str:
        return str(self.pk)
