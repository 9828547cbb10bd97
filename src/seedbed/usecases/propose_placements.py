"""Turn the pairs of a match into proposals: the first event of each placement."""

from __future__ import annotations

from datetime import date

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore


def proposals_of(store: RegionStore, run: str) -> pl.DataFrame:
    """The proposals that a match makes, undated: event, seeker, opportunity, kind, run.

    An event's id follows from the run and its pair's row, so proposing a run twice is noticed.

    Raises
    ------
    Refusal
        ``usecases.not-a-match``, ``usecases.nothing-to-propose``.
    """
    match = store.run(run)
    if match.kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run)
    if match.summary.get("verdict") == "impossible":
        raise Refusal.because("usecases.nothing-to-propose", run=run)
    pairs = store.run_output(run, "pairs")
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)
    return pairs.select(
        pl.format("{}-{}", pl.lit(run), number).alias("event"),
        "seeker",
        "opportunity",
        pl.lit("proposed").alias("kind"),
        pl.lit(run).alias("run"),
    )


def propose_placements(store: RegionStore, run: str, on: date | None = None, *, dry_run: bool = False) -> int:
    """Append a proposal for every pair of a match; returns how many.

    Raises
    ------
    Refusal
        ``usecases.not-a-match``; ``store.key-exists``: the run was proposed before.
    """
    proposals = proposals_of(store, run).with_columns(pl.lit(on or date.today()).alias("date"))
    if not dry_run and proposals.height:
        store.append("placements", proposals)
    return proposals.height
