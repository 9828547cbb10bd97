"""The network of the region's organisations with names in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.map_network import NetworkMap, map_network
from seedbed.usecases.observed_contents import OBSERVED_FRAMES
from seedbed.usecases.region_names import RegionNames

if TYPE_CHECKING:
    from seedbed.store import RegionStore

FEWEST = 3
"""Organisations; fewer make no network."""


def mapped_network(store: RegionStore) -> NetworkMap | None:
    """The network as it is on record, not kept; None where there is too little of it."""
    if store.table("organisations").height < FEWEST or store.table("ties").is_empty():
        return None
    return map_network(store, dry_run=True)[0]


def network_nodes(mapped: NetworkMap, names: RegionNames) -> pl.DataFrame:
    """Actors, those between most pairs first."""
    pieces = mapped.robustness.losses.select("organisation", "pieces", "lost_share")
    return (
        mapped.nodes.drop("name_zh")
        .with_columns(*names.columns("organisations", "organisation", "name"))
        .join(pieces, on="organisation", how="left", maintain_order="left")
        .sort("betweenness", "degree", "organisation", descending=[True, True, False], nulls_last=True)
    )


def brokers(mapped: NetworkMap, names: RegionNames) -> pl.DataFrame:
    """Actors that stand between others, most first."""
    return (
        mapped.brokers.filter(pl.col("total") > 0)
        .with_columns(*names.columns("organisations", "organisation", "name"))
        .sort("total", "organisation", descending=[True, False])
    )


def slices(mapped: NetworkMap) -> pl.DataFrame:
    """The network over the years; empty where no tie has a date."""
    if mapped.slices is None:
        return pl.DataFrame(schema=dict(OBSERVED_FRAMES["slices"]))
    return mapped.slices.with_columns(pl.col("day").cast(pl.String).str.slice(0, 4))
