"""Turn the pairs of a match into proposals: the first event of each placement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


def propose_placements(
    store: RegionStore,
    run: str,
    on: date | None = None,
    *,
    seekers: Collection[str] | None = None,
    by: str | None = None,
    dry_run: bool = False,
) -> int:
    """Append a proposal for every pair of a match; returns how many.

    Parameters
    ----------
    seekers
        Only the pairs of these, decided one by one; when absent all but those who object to automated decisions
        (:func:`objecting`). Pairs of the run that were proposed before are left out.
    by
        Who proposes.

    Raises
    ------
    Refusal
        ``usecases.not-a-match``, ``usecases.nothing-to-propose``; ``store.key-exists``: all of it was proposed before.
    """
    proposals = proposals_of(store, run).with_columns(pl.lit(on or date.today()).alias("date"))
    if seekers is not None:
        proposals = proposals.filter(pl.col("seeker").is_in(list(seekers)))
    else:
        against = objecting(store, proposals.get_column("seeker").to_list())
        proposals = proposals.filter(~pl.col("seeker").is_in(against))
    if by is not None:
        proposals = proposals.with_columns(pl.lit(by).alias("by"))
    new = proposals.join(
        store.table("placements").select("event"), on="event", how="anti", maintain_order="left"
    )
    proposals = new if new.height else proposals  # nothing new: the store says that it is there already
    if not dry_run and proposals.height:
        store.append("placements", proposals)
    return proposals.height


def objecting(store: RegionStore, among: Sequence[str]) -> list[str]:
    """Who of some people objects to automated decisions (``objects_since`` in ``people``): each is decided about."""
    parts = store.parts("people", ("person", "objects_since"), ("person", among))
    return [
        person for part in parts for person in part.filter(pl.col("objects_since").is_not_null())["person"]
    ]
