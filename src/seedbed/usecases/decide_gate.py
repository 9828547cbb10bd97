"""Decide on a stage gate: the order, the artefacts and the reason are asked for before it is recorded."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

import polars as pl

from seedbed.programme.gates import Outcome, check_decision, gate_standing
from seedbed.store import RegionStore
from seedbed.usecases.verify_result import must_be_known_evidence


def decide_gate(
    store: RegionStore,
    gate: str,
    outcome: Outcome,
    by: str,
    *,
    subproject: str | None = None,
    artefacts: Sequence[str] = (),
    evidence: Sequence[str] = (),
    reason: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> str:
    """Append a decision to ``gate_decisions``; returns its id.

    Parameters
    ----------
    by
        Who decided.
    subproject
        Needed where the gate is one of each subproject.
    artefacts
        What was handed in with this decision; what came with earlier ones counts as well.

    Raises
    ------
    Refusal
        ``usecases.evidence-unknown``, and what
        :func:`~seedbed.programme.gates.check_decision` objects to.
    """
    day = on or date.today()
    standing = gate_standing(store.table("gates"), store.table("gate_decisions"), store.table("subprojects"))
    about = check_decision(
        standing, gate, outcome, day=day, subproject=subproject, artefacts=tuple(artefacts), reason=reason
    )
    must_be_known_evidence(store, evidence)
    decision = f"gd-{secrets.token_hex(6)}"
    row = {
        "decision": decision,
        "gate": gate,
        "subproject": about,
        "date": day,
        "outcome": outcome,
        "artefacts": list(artefacts),
        "evidence": list(evidence),
        "by": by,
        "reason": reason,
    }
    if not dry_run:
        lists = pl.List(pl.String())
        kinds = {"artefacts": lists, "evidence": lists, "reason": pl.String()}
        store.append("gate_decisions", pl.DataFrame([row], schema_overrides=kinds))
    return decision
