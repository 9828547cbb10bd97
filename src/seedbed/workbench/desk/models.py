"""Proposals that somebody contests, until the programme office has answered."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils import timezone


class Outcome(StrEnum):
    """What the office found."""

    STANDS = "stands"
    """The proposal, or its refusal, was right."""
    CHANGED = "changed"
    """Something was changed: a new match, another proposal, a correction."""


class Contest(models.Model):
    """One objection to one proposal.

    ``grievance`` is its entry in the programme's log of grievances, which holds no names and leaves with the
    region; the words stand here only.
    """

    proposal = models.CharField(max_length=160, db_index=True)
    run = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=80, db_index=True)
    opportunity = models.CharField(max_length=80)
    reason = models.TextField()
    asked_by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    grievance = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first: who waited longest comes first. One open contest per proposal and user."""

        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("proposal", "asked_by"),
                condition=models.Q(answered_at=None),
                name="contest_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.proposal}"

    @property
    def is_open(self) -> bool:
        """Whether the office still owes an answer."""
        return self.answered_at is None
