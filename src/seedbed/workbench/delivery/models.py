"""What the programme's work holds beside the region's tables: files, words of complaints, papers that wait."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from seedbed.workbench.accounts.sealing import SealedBytes, SealedText


class Entered(models.Model):
    """A form that was taken in: the same one sent again enters nothing and leads to the same page."""

    sent = models.CharField(max_length=64, primary_key=True)
    """Hash of who sent it, of the mark of the page that it stood on, and of what it said."""
    address = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.sent


class EvidenceFile(models.Model):
    """The bytes of a file whose name and hash stand in the table ``evidence``."""

    evidence = models.CharField(max_length=80, primary_key=True)
    content = SealedBytes()
    size = models.BigIntegerField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.evidence


class HandedIn(models.Model):
    """A paper that a gate asks for, with the file that it is, until the office has decided."""

    gate = models.CharField(max_length=80)
    subproject = models.CharField(max_length=80)
    artefact = models.CharField(max_length=80)
    evidence = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=80, blank=True)
    """The decision that took it into account; empty while it waits."""

    class Meta:
        """Oldest first; the same file for the same paper once."""

        ordering = ("at", "id")
        indexes = (models.Index(fields=["gate", "subproject"], name="handed_in_at"),)
        constraints = (
            models.UniqueConstraint(
                fields=("gate", "subproject", "artefact", "evidence"),
                condition=models.Q(decision=""),
                name="handed_in_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate} {self.subproject} {self.artefact}"


class Complaint(models.Model):
    """What somebody wrote in a grievance. Its entry in the programme's log holds neither words nor names."""

    grievance = models.CharField(max_length=80, unique=True)
    person = models.CharField(max_length=80, blank=True, db_index=True)
    """Who filed it, where that is one of the region's people and she filed it for herself."""
    filed_by = models.CharField(max_length=40, db_index=True)
    for_somebody = models.BooleanField(default=False)
    words = SealedText()
    contact = SealedText()
    """How to reach who has no account; forgotten when the grievance is closed."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.grievance


class Reply(models.Model):
    """What was said at a step of a complaint, by the office or by who filed it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=20)
    words = SealedText()
    by_office = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order in which they were said."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.complaint} {self.kind}"
