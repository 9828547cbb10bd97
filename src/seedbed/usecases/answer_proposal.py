"""Accept or decline a proposed placement."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.proposal_states import proposal_states

Answer = Literal["accepted", "declined"]
OPEN = ("proposed", "accepted")
"""States in which a proposal can be answered; who accepted may still decline before it begins."""
LONGEST_REASON = 500


def answer_proposal(
    store: RegionStore,
    event: str,
    answer: str,
    *,
    by: str,
    reason: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> str:
    """Append the answer to a proposal; returns the id of its event.

    Parameters
    ----------
    event
        Id of the proposal.
    answer
        ``accepted`` or ``declined``; declining takes a reason.
    by
        Who answers: a person, an organisation. Each gives an answer once.

    Raises
    ------
    Refusal
        ``usecases.answer-unknown``, ``usecases.no-open-proposal``, ``usecases.no-reason-for-declining``,
        ``store.key-exists`` (this answer was given before).
    """
    if answer not in get_args(Answer):
        raise Refusal.because("usecases.answer-unknown", answer=answer[:40])
    found = proposal_states(store).filter(pl.col("event") == event)
    if not found.height:
        raise Refusal.because("usecases.no-open-proposal", opportunity=event)
    proposal = found.row(0, named=True)
    if proposal["state"] not in OPEN:
        raise Refusal.because("usecases.no-open-proposal", opportunity=str(proposal["opportunity"]))
    told = (reason or "").strip()[:LONGEST_REASON]
    if answer == "declined" and not told:
        raise Refusal.because("usecases.no-reason-for-declining")
    row = {
        # A person's id stands in no id of an event: it has to be forgotten one day.
        "event": f"{event}-{answer}-{'person' if by == proposal['seeker'] else by}",
        "seeker": proposal["seeker"],
        "opportunity": proposal["opportunity"],
        "kind": answer,
        "date": max(on or date.today(), proposal["proposed_on"]),
        "run": proposal["run"],
        "reason": told or None,
        "by": by,
    }
    if not dry_run:
        texts = dict.fromkeys(("run", "reason"), pl.String())
        store.append("placements", pl.DataFrame([row], schema_overrides=texts))
    return str(row["event"])
