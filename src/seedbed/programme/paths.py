"""Each placement followed through its events.

A placement is a pair (seeker, opportunity); its events are proposed, accepted, declined,
started, completed, left, assessed, verified. All functions work on whole frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import MOMENT, PAIR, take
from seedbed.programme.rules import VERIFIED

CLOSING = ("declined", "left")
REOPENING = ("proposed", "accepted")


def usable_events(
    events: pl.DataFrame, as_of: datetime | date | None = None
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The events that can be counted from, with a column ``closed``, and what was set aside.

    Parameters
    ----------
    events
        The ``placements`` table.
    as_of
        Only events recorded up to this instant (a date: up to its end, UTC). An event that
        does not say when it was recorded belongs to no vintage.
    """
    typed = take("placements", events, "event", *PAIR, "kind", "date", "run", "recorded_at")
    findings = []
    dated = typed.filter(pl.col("date").is_not_null())
    if dated.height < typed.height:
        undated = typed.height - dated.height
        findings.append(Finding("programme.event-without-date", {"events": undated}, Severity.WARNING))
    if as_of is not None:
        unrecorded = dated["recorded_at"].null_count()
        if unrecorded:
            findings.append(
                Finding("programme.event-without-recorded-at", {"events": unrecorded}, Severity.WARNING)
            )
        dated = dated.filter(recorded_by(as_of))
    return _with_closed(dated), tuple(findings)


def follow(events: pl.DataFrame, steps: Sequence[str]) -> pl.DataFrame:
    """The earliest chain of events that takes each pair through the steps in order.

    Algorithm (the earliest choice at each step leaves the most room for the next, so a chain
    is found whenever there is one):

    1. The first step is the pair's earliest event of that kind.
    2. Each further step is the earliest event of its kind dated on or after the step before.
    3. Where a step is missing, it and all later ones are null.

    Ties on a date go to what was recorded first, then to the smaller event id, so the order
    of rows does not matter.

    Returns
    -------
    polars.DataFrame
        One row per pair in ``events``: ``seeker, opportunity`` and, per step,
        ``<step>_event`` and ``<step>_on``.
    """
    chain = events.select(PAIR).unique()
    before: str | None = None
    for step in steps:
        candidates = events.filter(pl.col("kind") == step)
        if before is not None:
            candidates = candidates.join(chain.select(*PAIR, before), on=PAIR).filter(
                pl.col("date") >= pl.col(before)
            )
        earliest = (
            candidates.sort("date", "recorded_at", "event", nulls_last=True)
            .unique(subset=PAIR, keep="first", maintain_order=True)
            .select(*PAIR, pl.col("event").alias(f"{step}_event"), pl.col("date").alias(f"{step}_on"))
        )
        chain = chain.join(earliest, on=PAIR, how="left")
        before = f"{step}_on"
    return chain


def still_open(events: pl.DataFrame) -> pl.DataFrame:
    """The events that no refusal or departure had cut off; a verification is never cut off."""
    return events.filter(~pl.col("closed") | (pl.col("kind") == VERIFIED))


def proposals_behind(events: pl.DataFrame, pairs: pl.DataFrame, until: str) -> pl.DataFrame:
    """The latest proposal of each pair up to a date.

    Parameters
    ----------
    events
        From :func:`usable_events`.
    pairs
        ``seeker, opportunity`` and a date column.
    until
        Name of that column: a proposal after it cannot stand behind the placement.

    Returns
    -------
    polars.DataFrame
        ``seeker, opportunity, proposed_event, run``; only pairs that have such a proposal.
    """
    return (
        events.filter(pl.col("kind") == "proposed")
        .join(pairs.select(*PAIR, until), on=PAIR)
        .filter(pl.col("date") <= pl.col(until))
        .sort("date", "recorded_at", "event")
        .unique(subset=PAIR, keep="last", maintain_order=True)
        .select(*PAIR, pl.col("event").alias("proposed_event"), "run")
    )


def recorded_by(as_of: datetime | date) -> pl.Expr:
    """Whether a row was recorded up to an instant (a date: up to its end, UTC)."""
    if not isinstance(as_of, datetime):
        next_day = datetime.combine(as_of + timedelta(days=1), time(), UTC)
        return pl.col("recorded_at") < pl.lit(next_day, dtype=MOMENT)
    instant = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
    return pl.col("recorded_at") <= pl.lit(instant, dtype=MOMENT)


def _with_closed(events: pl.DataFrame) -> pl.DataFrame:
    """Marks events of a pair that was declined or left earlier and not taken up again.

    Closed: the latest ``declined`` or ``left`` dated before the event has no ``proposed`` or
    ``accepted`` after it, up to the event. A proposal on the day of its refusal does not
    reopen: people refuse on the day they are asked.
    """

    def latest(kinds: Sequence[str], name: str) -> pl.DataFrame:
        return (
            events.filter(pl.col("kind").is_in(kinds))
            .select(*PAIR, "date", pl.col("date").alias(name))
            .sort("date")
        )

    return (
        events.sort("date", "event")
        .join_asof(
            latest(CLOSING, "closed_on"),
            on="date",
            by=PAIR,
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .join_asof(latest(REOPENING, "reopened_on"), on="date", by=PAIR, check_sortedness=False)
        .with_columns(
            closed=pl.col("closed_on").is_not_null()
            & ~(pl.col("reopened_on") > pl.col("closed_on")).fill_null(False)
        )
        .drop("closed_on", "reopened_on")
    )
