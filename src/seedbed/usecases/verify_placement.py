"""Verify a placement, by someone other than who entered its path."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.rules import VERIFIED
from seedbed.store import RegionStore
from seedbed.usecases.placements_to_verify import PAIR, events_of, placements_to_verify


def verify_placement(
    store: RegionStore,
    event: str,
    by: str,
    *,
    also_known_as: Collection[str] = (),
    evidence: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> str:
    """Append a verification to ``placements``; returns its id.

    Parameters
    ----------
    event
        The last event of the path, from :func:`~seedbed.usecases.placements_to_verify.placements_to_verify`.
    by
        Who verifies.
    also_known_as
        Names under which the same person or desk enters events.
    evidence
        What was looked at.

    Raises
    ------
    Refusal
        ``usecases.placement-does-not-wait``; ``usecases.verifier-entered-it``: four eyes are needed.
    """
    found = placements_to_verify(store, event)
    if not found.height:
        raise Refusal.because("usecases.placement-does-not-wait", event=event)
    last = found.row(0, named=True)
    of_pair = events_of(store, found.select(PAIR))
    entered = {by, *also_known_as} & set(of_pair.filter(pl.col("kind") != VERIFIED)["by"].drop_nulls())
    if entered:
        raise Refusal.because("usecases.verifier-entered-it", result=event, by=", ".join(sorted(entered)))
    verification = f"pv-{secrets.token_hex(6)}"
    row = {
        "event": verification,
        "seeker": last["seeker"],
        "opportunity": last["opportunity"],
        "kind": VERIFIED,
        "date": max(on or date.today(), last["date"]),
        "evidence": evidence,
        "by": by,
    }
    if not dry_run:
        store.append("placements", pl.DataFrame([row], schema_overrides={"evidence": pl.String()}))
    return verification
