"""Are the files of evidence still there, and still the same?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.store import RegionStore
from seedbed.usecases.add_evidence import hash_of

STATES = ("same", "renamed", "changed", "missing")


@dataclass(frozen=True, slots=True)
class EvidenceChecked:
    """``table``: evidence, file, state (one of :data:`STATES`), found (name in the folder); ``findings`` on what
    changed or is missing."""

    table: pl.DataFrame
    findings: tuple[Finding, ...]


def check_evidence(store: RegionStore, folder: Path) -> EvidenceChecked:
    """Compare a folder (and those in it) with the hashes that were registered.

    A file with the right bytes under another name is ``renamed``.

    Raises
    ------
    Refusal
        ``usecases.evidence-folder-missing``.
    """
    if not folder.is_dir():
        raise Refusal.because("usecases.evidence-folder-missing", folder=str(folder))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path: hash_of(path) for path in files}
    by_hash = {digest: path.name for path, digest in reversed(hashes.items())}
    same = {(path.name, digest) for path, digest in hashes.items()}
    names = {path.name for path in files}
    rows, findings = [], []
    for evidence, file, digest in store.table("evidence").select("evidence", "file", "sha256").iter_rows():
        known = digest.lower()
        if (file, known) in same:
            state, found = "same", file
        elif known in by_hash:
            state, found = "renamed", by_hash[known]
        else:
            state, found = ("changed", file) if file in names else ("missing", None)
            findings.append(
                Finding(
                    f"usecases.evidence-file-{state}", {"evidence": evidence, "file": file}, Severity.WARNING
                )
            )
        rows.append((evidence, file, state, found))
    columns = dict.fromkeys(("evidence", "file", "state", "found"), pl.String())
    return EvidenceChecked(pl.DataFrame(rows, schema=columns, orient="row"), tuple(findings))
