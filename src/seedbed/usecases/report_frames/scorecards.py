"""Scores of the region's places on its cards, with ranks under other weights and stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.observed_contents import OBSERVED_FRAMES
from seedbed.usecases.region_names import RegionNames
from seedbed.usecases.score_places import FOLDER, ScoredCard, score_places

if TYPE_CHECKING:
    from datetime import date

    from seedbed.messages import Lang
    from seedbed.store import RegionStore


def scored_cards(store: RegionStore, on: date | None = None) -> tuple[ScoredCard, ...]:
    """Every card of the region, scored and not kept; none where it has no cards."""
    if not store.documents(FOLDER):
        return ()
    return score_places(store, on=on, dry_run=True)[0]


def scores(cards: Sequence[ScoredCard], names: RegionNames) -> pl.DataFrame:
    """Every place and node of every card, the whole first."""
    rows = []
    for one in cards:
        depth: dict[str | None, int] = {None: 0}
        labels = {one.card.card: (one.card.label("en"), one.card.label("zh"))}
        for node in one.card.nodes:
            depth[node.node] = depth[node.parent] + 1
            labels[node.node] = (node.label("en"), node.label("zh"))
        leaves = [node.node for node in one.card.nodes if node.scale is not None]
        rows.append(
            one.scores.frame.with_columns(
                pl.lit(one.card.card).alias("card"),
                pl.lit(one.card.label("en")).alias("card_en"),
                pl.lit(one.card.label("zh")).alias("card_zh"),
                *names.columns("places", "place", "place"),
                *_labels(labels),
                pl.col("node").replace_strict(depth, default=0, return_dtype=pl.Int64).alias("depth"),
                pl.col("node").is_in(leaves).alias("leaf"),
            )
        )
    return _together(rows, "scores")


def ranks(cards: Sequence[ScoredCard], names: RegionNames) -> pl.DataFrame:
    """Rank changes of the cards on which two places or more have a score."""
    rows = []
    for one in cards:
        if one.ranks is None:
            continue
        labels: dict[Lang, dict[str, str]] = {
            "en": {node.node: node.label("en") for node in one.card.nodes},
            "zh": {node.node: node.label("zh") for node in one.card.nodes},
        }
        rows.append(
            one.ranks.with_columns(
                pl.lit(one.card.card).alias("card"),
                *names.columns("places", "place", "place"),
                *(
                    pl.col("left_out")
                    .cast(pl.String)
                    .replace_strict(labels[lang], default=None, return_dtype=pl.String)
                    .alias(f"left_out_{lang}")
                    for lang in labels
                ),
            )
        )
    return _together(rows, "ranks")


def stages_reached(cards: Sequence[ScoredCard], names: RegionNames) -> pl.DataFrame:
    """How far places are on the staged cards."""

    def frame(one: ScoredCard) -> pl.DataFrame | None:
        if one.maturity is None:
            return None
        labels = {node.node: (node.label("en"), node.label("zh")) for node in one.card.nodes}
        return one.maturity.places.with_columns(
            pl.lit(one.card.card).alias("card"),
            pl.lit(len(one.card.children(None))).alias("stages"),
            *names.columns("places", "place", "place"),
            *_labels(labels, "stage"),
        )

    return _of_each(cards, frame, "stages_reached")


def stages_lacking(cards: Sequence[ScoredCard], names: RegionNames) -> pl.DataFrame:
    """What the next stage of each place lacks."""

    def frame(one: ScoredCard) -> pl.DataFrame | None:
        if one.maturity is None:
            return None
        labels = {node.node: (node.label("en"), node.label("zh")) for node in one.card.nodes}
        return one.maturity.lacking.with_columns(
            pl.lit(one.card.card).alias("card"),
            *names.columns("places", "place", "place"),
            *_labels(labels),
        )

    return _of_each(cards, frame, "stages_lacking")


def _of_each(
    cards: Sequence[ScoredCard], frame: Callable[[ScoredCard], pl.DataFrame | None], name: str
) -> pl.DataFrame:
    return _together([found for one in cards if (found := frame(one)) is not None], name)


def _labels(labels: dict[str, tuple[str, str]], stem: str = "label") -> tuple[pl.Expr, pl.Expr]:
    """The node's label in both languages; null where it is no node (no stage reached)."""
    english, chinese = ({node: pair[at] for node, pair in labels.items()} for at in (0, 1))
    return (
        pl.col("node").replace_strict(english, default=None, return_dtype=pl.String).alias(f"{stem}_en"),
        pl.col("node").replace_strict(chinese, default=None, return_dtype=pl.String).alias(f"{stem}_zh"),
    )


def _together(rows: list[pl.DataFrame], name: str) -> pl.DataFrame:
    kinds = OBSERVED_FRAMES[name]
    empty = pl.DataFrame(schema=dict(kinds))
    cut = [frame.select(pl.col(column).cast(kind) for column, kind in kinds.items()) for frame in rows]
    return pl.concat([empty, *cut])
