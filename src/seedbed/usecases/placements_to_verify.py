"""Which placements have gone their whole path and wait for a verification by somebody else."""

from __future__ import annotations

import polars as pl

from seedbed.store import RegionStore
from seedbed.usecases.counted_placements import counted_placements

WAITING = "programme.not-verified"


def placements_to_verify(store: RegionStore) -> pl.DataFrame:
    """Placements that would count if they were verified, the oldest first.

    Returns
    -------
    polars.DataFrame
        ``event`` (the last of the path), ``seeker, opportunity, kind, date, evidence, by``, ``indicators`` (list).

    Raises
    ------
    Refusal
        Those of :func:`~seedbed.usecases.counted_placements.counted_placements`.
    """
    waiting = (
        counted_placements(store)
        .not_counted.filter(pl.col("reason") == WAITING, pl.col("path_event").is_not_null())
        .group_by("path_event")
        .agg(indicators=pl.col("indicator").unique().sort())
    )
    events = store.table("placements").select(
        "event", "seeker", "opportunity", "kind", "date", "evidence", "by"
    )
    return events.join(waiting, left_on="event", right_on="path_event").sort("date", "event")
