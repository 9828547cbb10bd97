"""Files on their way in: kept sealed until a job has read them."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from seedbed.formats.document import DocumentKind
from seedbed.formats.sniffing import sniff
from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.queue import submit
from seedbed.workbench.people.models import Upload, sweep

READ_CV = "read-cv"
IMPORT_PEOPLE = "import-people"
IMPORT_OFFERS = "import-offers"
_CV_KINDS = frozenset({DocumentKind.PDF, DocumentKind.DOCX, DocumentKind.TEXT, DocumentKind.JSON})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".ods"})


def receive_cv(person: str, data: bytes, name: str, asked_by: str = "") -> Job:
    """Take a CV in: once this returns (and the caller's transaction commits) it will be read.

    Raises
    ------
    Refusal
        ``formats.too-large``, ``formats.empty-file``, ``workbench.not-a-cv``: told at once, not by the job.
    """
    _bounded(data, name)
    if sniff(data) not in _CV_KINDS:
        raise Refusal.because("workbench.not-a-cv")
    with transaction.atomic():
        upload = Upload.objects.create(person=person, name=name[:200], content=data)
        return submit(READ_CV, {"upload": str(upload.pk), "person": person}, asked_by=asked_by, priority=1)


def receive_many(kind: str, data: bytes, name: str, parameters: dict[str, Json], asked_by: str) -> Job:
    """Take a table, or for people also an archive of CVs, in.

    Raises
    ------
    Refusal
        ``formats.too-large``, ``formats.empty-file``, ``workbench.not-a-table``.
    """
    _bounded(data, name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in _TABLE_SUFFIXES and not (kind == IMPORT_PEOPLE and suffix == ".zip"):
        raise Refusal.because("workbench.not-a-table")
    with transaction.atomic():
        sweep()
        upload = Upload.objects.create(name=name[:200], content=data)
        return submit(kind, {"upload": str(upload.pk), **parameters}, asked_by=asked_by)


def _bounded(data: bytes, name: str) -> None:
    if len(data) > settings.UPLOAD_LIMIT:
        raise Refusal.because("formats.too-large", file=name[:200], megabytes=settings.UPLOAD_LIMIT >> 20)
    if not data.strip(b" \t\r\n\x00"):
        raise Refusal.because("formats.empty-file", file=name[:200])
