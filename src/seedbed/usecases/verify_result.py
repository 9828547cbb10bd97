"""Decide on a reported result, by someone other than who entered it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore

Decision = Literal["verified", "returned", "rejected"]


def verify_result(
    store: RegionStore,
    result: str,
    decision: Decision,
    by: str,
    *,
    on: date | None = None,
    reason: str | None = None,
    evidence: Sequence[str] = (),
    dry_run: bool = False,
) -> str:
    """Append a decision to ``verifications``; returns its id.

    Raises
    ------
    Refusal
        ``usecases.result-unknown``; ``usecases.verifier-entered-it``: four eyes are needed;
        ``usecases.decision-needs-reason``: of a result that is returned or rejected;
        ``usecases.evidence-unknown``.
    """
    results = store.table("results")
    found = results.filter(pl.col("result") == result)
    if not found.height:
        raise Refusal.because("usecases.result-unknown", result=result)
    if by in found["by"].to_list():
        raise Refusal.because("usecases.verifier-entered-it", result=result, by=by)
    if decision != "verified" and not (reason or "").strip():
        raise Refusal.because("usecases.decision-needs-reason", result=result, decision=decision)
    must_be_known_evidence(store, evidence)
    verification = f"v-{secrets.token_hex(6)}"
    row = {
        "verification": verification,
        "result": result,
        "decision": decision,
        "by": by,
        "date": on or date.today(),
        "reason": reason,
        "evidence": list(evidence),
    }
    if not dry_run:
        kinds = {"reason": pl.String(), "evidence": pl.List(pl.String())}
        store.append("verifications", pl.DataFrame([row], schema_overrides=kinds))
    return verification


def must_be_known_evidence(store: RegionStore, evidence: Sequence[str]) -> None:
    """Refuse evidence that was not registered.

    Raises
    ------
    Refusal
        ``usecases.evidence-unknown``.
    """
    unknown = sorted(set(evidence) - set(store.table("evidence")["evidence"]))
    if unknown:
        raise Refusal.because("usecases.evidence-unknown", evidence=", ".join(unknown))
