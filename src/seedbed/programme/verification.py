"""A placement counts only when someone else than those who entered its path has verified it.

The desk that enters a start or an assessment does not also confirm it (four eyes). Reported
results have their own log of verifications: :mod:`seedbed.programme.reported`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import PAIR, take
from seedbed.programme.rules import VERIFIED, CountingRule


@dataclass(frozen=True, slots=True)
class Separated:
    """Events whose verifications were made by others, and what was set aside.

    Attributes
    ----------
    events
        The ``placements`` without verifications by those who entered the path.
    own
        The verifications that were set aside: ``event, seeker, opportunity, by``.
    findings
        ``programme.verified-by-who-entered``, ``programme.separation-not-shown``.
    """

    events: pl.DataFrame
    own: pl.DataFrame
    findings: tuple[Finding, ...]


def verified_by_others(events: pl.DataFrame, rules: Sequence[CountingRule]) -> Separated:
    """Set aside the verifications by those who entered an event of the path they confirm.

    1. The events of a path are those of the kinds that some rule's path names.
    2. A verification whose ``by`` entered one of them, of the same pair, is set aside. Another
       one, by someone else, still lets the pair count.
    3. Where the verification or the path does not say who entered it, the verification stands;
       the number of these is told, since separation is not shown.

    Parameters
    ----------
    events
        The table ``placements``.
    rules
        From :func:`seedbed.programme.rules.read_rules`.
    """
    steps = sorted({step for rule in rules for step in rule.path})
    typed = take("placements", events, "event", *PAIR, "kind", "by")
    entered = (
        typed.filter(pl.col("kind").is_in(steps))
        .group_by(PAIR)
        .agg(authors=pl.col("by").unique(), silent=pl.col("by").is_null().any())
    )
    acts = typed.filter(pl.col("kind") == VERIFIED).join(entered, on=PAIR)
    own = acts.filter(pl.col("by").is_in(pl.col("authors")).fill_null(False)).select("event", *PAIR, "by")
    unshown = acts.join(own, on="event", how="anti").filter(pl.col("by").is_null() | pl.col("silent")).height
    findings = []
    if own.height:
        told = {"verifications": own.height, "first": own.sort("event")["event"][0]}
        findings.append(Finding("programme.verified-by-who-entered", told, Severity.WARNING))
    if unshown:
        findings.append(Finding("programme.separation-not-shown", {"verifications": unshown}, Severity.NOTE))
    kept = events.join(own.select("event"), on="event", how="anti", maintain_order="left")
    return Separated(kept, own, tuple(findings))
