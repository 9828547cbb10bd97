"""Stages that build on each other: which one a place has reached, and what the next one lacks."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.messages import Refusal
from seedbed.observatory.scorecards.scoring import Scores

REACHED = 100.0
_NOISE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Maturity:
    """``places``: ``place``, ``stage`` (0 for none, else 1..), ``node`` (its id or null). ``lacking``: for each place the
    leaves of the next stage that are not reached: ``place``, ``stage``, ``node``, ``value``, ``needed``, ``finding``."""

    places: pl.DataFrame
    lacking: pl.DataFrame


def stages_reached(scores: Scores) -> Maturity:
    """The highest stage of which it and all before it are reached in full.

    A stage is reached where every criterion below it scores 100 or more; a criterion without a figure is
    not reached, and its finding says so.

    Raises
    ------
    Refusal
        The card's dimensions are not stages.
    """
    card = scores.card
    if not card.staged:
        raise Refusal.because("observatory.card-not-staged", card=card.card)
    stage_of: dict[str, int] = {}
    stages = card.children(None)
    for number, stage in enumerate(stages, start=1):
        below = [stage.node]
        while below:
            name = below.pop()
            stage_of[name] = number
            below += [child.node for child in card.children(name)]
    leaves = {node.node for node in card.nodes if node.scale is not None}
    frame = scores.frame.filter(pl.col("node").is_in(list(leaves))).with_columns(
        pl.col("node").replace_strict(stage_of, return_dtype=pl.Int64).alias("stage"),
        (pl.col("score").fill_null(-1.0) >= REACHED - _NOISE).alias("reached"),
    )
    first_lacking = (
        frame.filter(~pl.col("reached")).group_by("place").agg(pl.col("stage").min().alias("next"))
    )
    places = (
        frame.select("place")
        .unique(maintain_order=True)
        .join(first_lacking, on="place", how="left", maintain_order="left")
        .with_columns((pl.col("next").fill_null(len(stages) + 1) - 1).alias("stage"))
        .with_columns(
            pl.col("stage")
            .replace_strict(
                {number: stage.node for number, stage in enumerate(stages, start=1)},
                default=None,
                return_dtype=pl.String,
            )
            .alias("node")
        )
        .select("place", "stage", "node")
    )
    lacking = (
        frame.filter(~pl.col("reached"))
        .join(first_lacking, on="place", maintain_order="left")
        .filter(pl.col("stage") == pl.col("next"))
        .select("place", "stage", "node", "value", pl.col("benchmark").alias("needed"), "finding")
    )
    return Maturity(places, lacking)
