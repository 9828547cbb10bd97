"""Where each proposal stands: proposed, accepted, declined, and what came after."""

from __future__ import annotations

import polars as pl

from seedbed.store import RegionStore

ORDER = ("proposed", "accepted", "declined", "started", "completed", "assessed", "verified", "left")
"""Events of one day in the order in which they happen."""
STANDING = ("accepted", "started", "completed", "assessed", "verified")
"""States of a place that somebody took and has not given up."""


def proposal_states(store: RegionStore) -> pl.DataFrame:
    """One row per proposal, newest first.

    Returns
    -------
    pl.DataFrame
        ``event`` (the proposal's id), ``seeker``, ``opportunity``, ``run``, ``proposed_on``, ``state``, ``since``,
        ``reason`` and ``by`` (of the last event). The last event of a pair is the one with the latest date, of one
        day the one that comes later in :data:`ORDER`; a proposal that a later one of the same pair follows
        keeps the state that it had by then.
    """
    events = store.table("placements").select(
        "event", "seeker", "opportunity", "kind", "date", "run", "reason", "by", "recorded_at"
    )
    ranked = events.with_columns(
        pl.col("kind")
        .replace_strict({kind: rank for rank, kind in enumerate(ORDER)}, default=0)
        .alias("rank")
    ).sort("seeker", "opportunity", "date", "rank", "recorded_at", "event")
    pair = ["seeker", "opportunity"]
    numbered = ranked.with_columns(
        (pl.col("kind") == "proposed").cast(pl.Int64).cum_sum().over(pair).alias("turn")
    )
    last = numbered.group_by(*pair, "turn").agg(
        pl.col("kind").last().alias("state"), pl.col("date").last().alias("since"),
        pl.col("reason").last(), pl.col("by").last(),
    )  # fmt: skip
    proposals = numbered.filter(pl.col("kind") == "proposed").select(
        "event", *pair, "run", pl.col("date").alias("proposed_on"), "turn"
    )
    return (
        proposals.join(last, on=[*pair, "turn"], how="left")
        .drop("turn")
        .sort("proposed_on", "event", descending=[True, False])
    )
