"""Who and what is still free: people without a standing placement, places that nobody holds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.store import RegionStore
from seedbed.usecases.proposal_states import ORDER

_OVER_FOR_PEOPLE = ("declined", "left", "completed")
"""After one of these a person looks for the next thing."""
_OVER_FOR_PLACES = ("declined", "left")
"""After one of these a place can be given to somebody else; one that was completed is used up."""


def free_people(store: RegionStore, among: Sequence[str] | None = None) -> list[str]:
    """Ids of people who hold neither an open proposal nor a place they have not finished; in the table's order."""
    ids = store.table("people").get_column("person") if among is None else pl.Series(among, dtype=pl.String)
    held = _held(store, _OVER_FOR_PEOPLE).get_column("seeker").unique()
    return ids.filter(~ids.is_in(held.implode())).to_list()


def free_places(store: RegionStore, among: Sequence[str] | None = None) -> dict[str, int]:
    """Places left by opportunity, where there is at least one."""
    offers = store.table("opportunities").select("opportunity", "capacity")
    if among is not None:
        offers = offers.filter(pl.col("opportunity").is_in(list(among)))
    held = _held(store, _OVER_FOR_PLACES).group_by("opportunity").agg(pl.len().cast(pl.Int64).alias("held"))
    left = offers.join(held, on="opportunity", how="left", maintain_order="left").select(
        "opportunity", (pl.col("capacity") - pl.col("held").fill_null(0)).alias("left")
    )
    left = left.filter(pl.col("left") > 0)
    return dict(zip(left["opportunity"].to_list(), left["left"].to_list(), strict=True))


def _held(store: RegionStore, over: Sequence[str]) -> pl.DataFrame:
    """Pairs seeker, opportunity whose latest proposal stands and is not over."""
    events = store.table("placements").select("seeker", "opportunity", "kind", "date", "recorded_at", "event")
    pair = ["seeker", "opportunity"]
    rank = pl.col("kind").replace_strict({kind: at for at, kind in enumerate(ORDER)}, default=0)
    ordered = events.sort(*pair, "date", rank, "recorded_at", "event")
    turn = (pl.col("kind") == "proposed").cast(pl.Int64).cum_sum().over(pair)
    latest = ordered.with_columns(turn.alias("turn")).filter(
        pl.col("turn") == pl.col("turn").max().over(pair)
    )
    return (
        latest.group_by(pair)
        .agg(pl.col("kind").is_in(list(over)).any().alias("over"))
        .filter(~pl.col("over"))
        .select(pair)
    )
