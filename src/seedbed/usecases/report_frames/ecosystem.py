"""Places, organisations and ties of the region's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.report_contents import empty_frame

if TYPE_CHECKING:
    from seedbed.store import RegionStore


def places_near(store: RegionStore, people: pl.DataFrame, opportunities: pl.DataFrame) -> pl.DataFrame:
    """Places where somebody lives or something is offered, as far as they lie near the region.

    People from far away are counted in the headline; on a map they would shrink the region to a dot.
    """
    living = people.group_by("place").agg(pl.len().alias("people"))
    offered = opportunities.group_by("place").agg(pl.col("capacity").sum().alias("seats"))
    places = store.table("places")
    inside = _within(places, store.settings.place)
    return (
        places.join(living, on="place", how="left")
        .join(offered, on="place", how="left")
        .with_columns(pl.col("people", "seats").fill_null(0))
        .filter(pl.col("place").is_in(inside) | (pl.col("seats") > 0))
        .filter((pl.col("people") > 0) | (pl.col("seats") > 0))
        .sort("place")
    )


def _within(places: pl.DataFrame, place: str) -> list[str]:
    """A place and all that lie in it."""
    inside = {place}
    parents = dict(places.select("place", "parent").iter_rows())
    for _ in range(places.height):
        more = {name for name, parent in parents.items() if parent in inside} - inside
        if not more:
            break
        inside |= more
    return sorted(inside)


def published_organisations(store: RegionStore) -> pl.DataFrame:
    """Organisations of the record; those that were drawn carry a mark."""
    organisations = store.table("organisations")
    if "synthetic" not in organisations.columns:
        return organisations
    return organisations.filter(pl.col("synthetic").fill_null("") == "")


def ties_in_words(store: RegionStore) -> pl.DataFrame:
    """The ties, with the region's own words for them where it has some."""
    ties = store.table("ties")
    absent = [name for name in ("what", "what_zh") if name not in ties.columns]
    return ties.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def own_table(store: RegionStore, name: str) -> pl.DataFrame:
    """A table of the region's own; empty where it has none."""
    return store.table(name) if name in store.tables() else empty_frame(name)
