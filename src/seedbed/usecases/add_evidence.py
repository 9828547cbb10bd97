"""Register a file that supports results: its name and hash; the file stays with its holder."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.evidence_files import HEAD_BYTES, Limits, check_file
from seedbed.store import RegionStore

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """The id, hash, type and size (bytes) of a registered file."""

    evidence: str
    sha256: str
    type: str
    size: int


def add_evidence(
    store: RegionStore,
    path: Path,
    *,
    title: str | None = None,
    holder: str | None = None,
    subproject: str | None = None,
    received: date | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
) -> EvidenceAdded:
    """Append a file to ``evidence``. Its name is kept, not its folder.

    Raises
    ------
    Refusal
        ``usecases.evidence-missing``; ``usecases.evidence-twice``: the same bytes are registered;
        ``programme.evidence-empty``, ``programme.evidence-too-large``, ``programme.evidence-type``.
    """
    if not path.is_file():
        raise Refusal.because("usecases.evidence-missing", file=path.name)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    size = path.stat().st_size
    kind = check_file(path.name, path.suffix, size, head, limits)
    digest = hash_of(path)
    same = store.table("evidence").filter(pl.col("sha256") == digest)
    if same.height:
        raise Refusal.because("usecases.evidence-twice", file=path.name, evidence=same["evidence"][0])
    evidence = f"ev-{secrets.token_hex(6)}"
    row = {
        "evidence": evidence,
        "file": path.name,
        "sha256": digest,
        "title": title,
        "holder": holder,
        "subproject": subproject,
        "received": received or date.today(),
    }
    if not dry_run:
        kinds = dict.fromkeys(("title", "holder", "subproject"), pl.String())
        store.append("evidence", pl.DataFrame([row], schema_overrides=kinds))
    return EvidenceAdded(evidence, digest, kind, size)


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            yield piece
