"""Files of evidence: registered by the use case, kept sealed, handed out to who may see their subproject's books."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path, PurePath

import polars as pl
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from seedbed.messages import Refusal
from seedbed.programme.evidence_files import SUFFIXES, Limits
from seedbed.usecases.add_evidence import add_evidence
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.models import EvidenceFile
from seedbed.workbench.delivery.once import alone_with
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import record

LONGEST_NAME = 120
MOST_LISTED = 200
ACCEPT = ",".join(ending for endings in SUFFIXES.values() for ending in endings)


def file_field(*, required: bool) -> forms.FileField:
    """The field of a form that takes a file of evidence."""
    return forms.FileField(
        label=label("evidence-file"),
        help_text=help_("evidence-file"),
        required=required,
        allow_empty_file=True,  # the use case says what is wrong with it
        widget=forms.FileInput({"accept": ACCEPT}),
    )


def visible_evidence(user: User) -> pl.DataFrame:
    """The rows of ``evidence`` that a user may see: everything, or those of her subprojects."""
    return of_own_subprojects(user, record().table("evidence"), Action.PROGRAMME_SEE)


def of_own_subprojects(user: User, frame: pl.DataFrame, action: Action) -> pl.DataFrame:
    """The rows of a table with a column ``subproject`` that an action of a user reaches."""
    seen = scope(user, action)
    return frame if seen.everything else frame.filter(pl.col("subproject").is_in(list(seen.subprojects)))


def target_of(row: dict[str, object]) -> Target:
    """In whose books a row stands."""
    return Target(subproject=str(row["subproject"] or ""))


def evidence_choices(user: User) -> list[tuple[str, str]]:
    """Files that a user may name, the newest first; a form does not list older ones than these."""
    rows = visible_evidence(user).reverse().head(MOST_LISTED)
    return rows.select("evidence", pl.coalesce("title", "file")).rows()


def take_in(
    user: User, upload: UploadedFile, *, subproject: str | None, title: str | None, holder: str | None = None
) -> str:
    """Register an uploaded file and keep it; the id of the evidence.

    A file whose hash was registered before, on the command line, is kept under that entry.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.add_evidence.add_evidence` refuses.
    """
    limits = Limits(settings.UPLOAD_LIMIT)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / plain_name(upload.name or "")
        size, digest = 0, sha256()
        with path.open("wb") as stream:
            for piece in upload.chunks():
                size += len(piece)
                if size <= limits.most_bytes:
                    stream.write(piece)
                    digest.update(piece)
        if size > limits.most_bytes:
            raise Refusal.because(
                "programme.evidence-too-large", file=path.name, size=size, limit=limits.most_bytes
            )
        alone_with("evidence")
        evidence = _registered(user, digest.hexdigest())
        if evidence is None:
            added = add_evidence(
                record(), path, title=title, holder=holder, subproject=subproject, limits=limits
            )
            evidence = added.evidence
        EvidenceFile.objects.create(evidence=evidence, content=path.read_bytes(), size=size, by=str(user.pk))
        house_changed(user, "evidence-added", evidence)
    return evidence


def content_of(row: dict[str, object]) -> bytes | None:
    """The bytes of a file, if they are kept here; ``None`` where only its holder has it.

    Raises
    ------
    Refusal
        ``workbench.evidence-not-the-same``: what is kept has another hash than the one on record.
    """
    held = EvidenceFile.objects.filter(pk=row["evidence"]).first()
    if held is None:
        return None
    content: bytes = held.content
    if sha256(content).hexdigest() != str(row["sha256"]).lower():
        raise Refusal.because("workbench.evidence-not-the-same", evidence=str(row["evidence"]))
    return content


def plain_name(name: str) -> str:
    """The name of a file without folders and signs that are none, short enough to keep.

    >>> plain_name("../签到 表\\n.pdf"), plain_name("")
    ('签到 表.pdf', 'file')
    """
    last = PurePath(name.replace("\\", "/")).name
    told = "".join(sign for sign in last if sign.isprintable()).strip() or "file"
    suffix = PurePath(told).suffix[:12]
    return told if len(told) <= LONGEST_NAME else told[: LONGEST_NAME - len(suffix)] + suffix


def _registered(user: User, digest: str) -> str | None:
    """The entry of the same bytes whose file is not kept here yet and that the user may add to."""
    same = record().table("evidence").filter(pl.col("sha256").str.to_lowercase() == digest)
    for row in same.iter_rows(named=True):
        kept = EvidenceFile.objects.filter(pk=row["evidence"]).exists()
        if not kept and may(user, Action.PROGRAMME_CHANGE, target_of(row)):
            return str(row["evidence"])
    return None
