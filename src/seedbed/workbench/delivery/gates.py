"""Handing papers in for a stage gate, and the office's decision on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from seedbed.messages import Refusal, codes
from seedbed.programme.gates import Outcome
from seedbed.report.programme_wording import code
from seedbed.usecases.decide_gate import decide_gate
from seedbed.usecases.review_portfolio import review_portfolio
from seedbed.workbench.accounts.models import User
from seedbed.workbench.delivery.evidence import take_in
from seedbed.workbench.delivery.models import HandedIn
from seedbed.workbench.delivery.once import alone_with
from seedbed.workbench.look.wording import language
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import record

OPEN_STATES = ("open", "waiting", "conditional", "returned")
"""States in which a paper may still be handed in."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a gate asks for: on record with an earlier decision, handed in and waiting, or missing."""

    artefact: str
    name: str
    present: bool
    waiting: tuple[HandedIn, ...]


def standing_of_gates() -> pl.DataFrame:
    """Every gate of every subproject: see :class:`~seedbed.programme.gates.GateStanding`."""
    return review_portfolio(record()).gates.table


def waiting_papers(gate: str = "", subproject: str = "") -> QuerySet:
    """Papers that no decision has taken into account; of one gate, or of all."""
    papers = HandedIn.objects.filter(decision="")
    return papers.filter(gate=gate, subproject=subproject) if gate else papers


def papers_of(row: dict[str, object]) -> list[Paper]:
    """The checklist of a gate: a row of :func:`standing_of_gates` with what waits."""
    waiting: dict[str, list[HandedIn]] = {}
    for one in waiting_papers(str(row["gate"]), str(row["subproject"])):
        waiting.setdefault(one.artefact, []).append(one)
    present = words_in(row["present"])
    return [
        Paper(one, artefact_name(one), one in present, tuple(waiting.get(one, ())))
        for one in words_in(row["required"])
    ]


def hand_in(
    user: User,
    row: dict[str, object],
    artefact: str,
    *,
    evidence: str = "",
    upload: UploadedFile | None = None,
    note: str = "",
) -> HandedIn:
    """Put a paper before the office, as a new file or as one that is registered.

    Raises
    ------
    Refusal
        ``workbench.gate-closed``, ``workbench.gate-needs-file``, ``workbench.gate-paper-twice``, and what is
        wrong with the file.
    """
    gate, subproject = str(row["gate"]), str(row["subproject"])
    if row["state"] not in OPEN_STATES:
        raise Refusal.because("workbench.gate-closed", gate=gate, subproject=subproject)
    try:
        with transaction.atomic():
            if upload is not None:
                evidence = take_in(user, upload, subproject=subproject, title=artefact_name(artefact))
            if not evidence:
                raise Refusal.because("workbench.gate-needs-file")
            made: HandedIn = HandedIn.objects.create(
                gate=gate,
                subproject=subproject,
                artefact=artefact,
                evidence=evidence,
                note=note,
                by=str(user.pk),
            )
            house_changed(user, "gate-handed-in", f"{gate} {subproject} {artefact}"[:120])
    except IntegrityError:
        raise Refusal.because("workbench.gate-paper-twice") from None
    return made


def decide(
    user: User, row: dict[str, object], outcome: Outcome, artefacts: Sequence[str], reason: str
) -> str:
    """Decide on a gate with the papers that wait; those accepted are on record from then on.

    Raises
    ------
    Refusal
        ``workbench.gate-own-papers``: who hands in does not also decide; and what
        :func:`~seedbed.usecases.decide_gate.decide_gate` refuses.
    """
    gate, subproject = str(row["gate"]), str(row["subproject"])
    with transaction.atomic():
        alone_with("gate_decisions")
        papers = list(waiting_papers(gate, subproject))
        if any(one.by == str(user.pk) for one in papers):
            raise Refusal.because("workbench.gate-own-papers")
        files = [one.evidence for one in papers if one.artefact in artefacts]
        decision = decide_gate(
            record(), gate, outcome, str(user.pk), subproject=subproject, artefacts=artefacts,
            evidence=list(dict.fromkeys(files)), reason=reason or None,
        )  # fmt: skip
        HandedIn.objects.filter(pk__in=[one.pk for one in papers]).update(decision=decision)
        house_changed(user, "gate-decided", f"{gate} {subproject} {outcome}"[:120])
    return decision


def decisions_on(gate: str, subproject: str) -> list[dict[str, object]]:
    """What was decided on a gate of a subproject, the latest first."""
    rows = record().table("gate_decisions").filter(pl.col("gate") == gate)
    rows = rows.filter(pl.col("subproject").eq_missing(subproject) | pl.col("subproject").is_null())
    return rows.reverse().rows(named=True)


def artefact_name(artefact: str) -> str:
    """A paper in words, where the catalogue has them."""
    return _worded("pr-artefact", artefact)


def track_name(track: object) -> str:
    """A course of gates in words."""
    return _worded("pr-track", str(track)) if track else ""


def _worded(kind: str, value: str) -> str:
    lang = language()
    known = f"report.{kind}-{value.replace('_', '-')}" in codes(lang)
    return code(kind, value, lang) if known else value.replace("-", " ").replace("_", " ")


def words_in(cell: object) -> list[str]:
    """A cell that holds a list; empty where it holds none."""
    return [str(one) for one in cell] if isinstance(cell, list) else []
