"""What a changed source moved: published figures, what is computed from them, and scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from seedbed.evidence import moved
from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.score_places import score_places


@dataclass(frozen=True, slots=True, eq=False)
class MovedFigures:
    """``figures``: see :func:`seedbed.evidence.moved`; ``scores``: ``card``, ``place``, ``node``, ``before``, ``after``, ``change``."""

    figures: pl.DataFrame
    scores: pl.DataFrame


def list_moved_figures(store: RegionStore, source: str) -> MovedFigures:
    """List each figure and each score that the latest vintage of a source moved.

    Raises
    ------
    Refusal
        The region has no such source.
    """
    if source not in set(store.table("sources")["source"]):
        raise Refusal.because("usecases.unknown-id", column="source", value=source)
    figures = moved(store.table("observations"), source)
    scores = pl.DataFrame(
        schema={
            "card": pl.String,
            "place": pl.String,
            "node": pl.String,
            "before": pl.Float64,
            "after": pl.Float64,
        }
    )
    recorded = [moment for moment in figures["recorded_after"].to_list() if moment is not None]
    if recorded and store.documents("scorecards"):
        now, _ = score_places(store, dry_run=True)
        places = sorted({place for card in now for place in card.scores.frame["place"]})
        now, _ = score_places(store, places=places, dry_run=True)
        # The moment before the first of the new figures was recorded.
        then, _ = score_places(
            store, places=places, known=min(recorded) - timedelta(microseconds=1), dry_run=True
        )
        pairs = [
            after.scores.frame.select("place", "node", pl.col("score").alias("after"))
            .join(
                before.scores.frame.select("place", "node", pl.col("score").alias("before")),
                on=["place", "node"],
            )
            .filter(~pl.col("before").eq_missing(pl.col("after")))
            .select(pl.lit(after.card.card).alias("card"), "place", "node", "before", "after")
            for before, after in zip(then, now, strict=True)
        ]
        scores = pl.concat([scores, *pairs])
    return MovedFigures(figures, scores.with_columns((pl.col("after") - pl.col("before")).alias("change")))
