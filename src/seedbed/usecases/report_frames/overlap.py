"""Advantages that neighbours share, as published and as their own counts give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from seedbed.evidence import as_of
from seedbed.usecases.observed_contents import OBSERVED_FRAMES
from seedbed.usecases.region_names import RegionNames

if TYPE_CHECKING:
    from seedbed.store import RegionStore

ADVANTAGES = "industries_with_comparative_advantage"
SHARED = "overlapping_advantage_industries"
SHARE = "overlap_share_of_advantage_industries"
"""Measures of a region's record: counts of industries, and the published share in percent."""


def advantage_overlaps(store: RegionStore, names: RegionNames) -> pl.DataFrame:
    """Shared advantages over each place's own, recomputed, beside the published share of the same period.

    The shared number stands on the record at an area that holds the places; where a period has several,
    none is taken.
    """
    now = as_of(store.table("observations"), datetime.max.replace(tzinfo=UTC))
    own, shared, share = (
        now.filter(pl.col("measure") == measure).select("place", "period", "value", "source", "locator")
        for measure in (ADVANTAGES, SHARED, SHARE)
    )
    alone = shared.filter(pl.len().over("period") == 1).select("period", pl.col("value").alias("shared"))
    if own.is_empty() or alone.is_empty():
        return pl.DataFrame(schema=dict(OBSERVED_FRAMES["overlaps"]))
    return (
        own.rename({"value": "advantages"})
        .join(alone, on="period", maintain_order="left")
        .join(
            share.select("place", "period", (pl.col("value") / 100).alias("published")),
            on=["place", "period"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            *names.columns("places", "place", "place"),
            pl.when(pl.col("advantages") > 0).then(pl.col("shared") / pl.col("advantages")).alias("computed"),
        )
    )
