"""A match run's allocation: certificate, floors, prices, findings, and the audit by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.matching.audit import shown
from seedbed.usecases.report_contents import Certificate, empty_frame
from seedbed.usecases.report_frames.names import floor_names, group_names, subproject_names

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run

SCARCE_SHOWN = 50


def certificate_of(match: Run | None) -> Certificate | None:
    """What a match run proved about its allocation."""
    if match is None:
        return None
    summary = match.summary
    conflict, blocking = summary.get("conflict"), summary.get("blocking_pairs")
    gap = summary["optimality_gap"]
    return Certificate(
        run=match.run,
        objective=float(str(summary["objective"])),
        bound=float(str(summary["bound"])),
        optimality_gap=float("inf") if gap is None else float(str(gap)),
        verdict=str(summary["verdict"]),
        method=str(summary["method"]),
        filled=int(str(summary["filled"])),
        filled_without_floors=int(str(summary["filled_without_floors"])),
        capacity=int(str(summary["capacity"])),
        conflict=tuple(str(name) for name in conflict) if isinstance(conflict, list) else (),
        blocking_pairs=None if blocking is None else int(str(blocking)),
    )


def floors_asked(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """Each floor under its name and the full name of its scope; a price where the floor costs something."""
    if match is None:
        return empty_frame("floors")
    floors = binding_prices(store.run_output(match.run, "floors"))
    return pl.concat([floors, _labels(store, floors.get_column("name").to_list())], how="horizontal")


def binding_prices(floors: pl.DataFrame) -> pl.DataFrame:
    """Prices only of floors that hold the allocation back; of no places there is nothing to price."""
    binds = (pl.col("filled") > 0) & (pl.col("price") > 0)
    return floors.with_columns(pl.when(binds).then("price").alias("price"))


def floor_effects(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """Who changes when one floor is dropped."""
    if match is None or "floor_effects" not in match.outputs:
        return empty_frame("floor_effects")
    effects = store.run_output(match.run, "floor_effects")
    return pl.concat([effects, _labels(store, effects.get_column("name").to_list())], how="horizontal")


def _labels(store: RegionStore, names: list[str]) -> pl.DataFrame:
    subprojects = subproject_names(store)
    named = [floor_names(store, name, subprojects) for name in names]
    rows = [
        (one.floor.en, one.floor.zh, one.scope.en, one.scope.zh, one.short.en, one.short.zh) for one in named
    ]
    columns = ("label_en", "label_zh", "scope_en", "scope_zh", "short_en", "short_zh")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def seat_prices(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """The scarcest opportunities by name, dearest first."""
    if match is None:
        return empty_frame("seat_prices")
    about = offers(store).select("opportunity", "title", "organisation_en", "organisation_zh")
    return scarce(store.run_output(match.run, "seat_prices")).join(
        about, on="opportunity", how="left", maintain_order="left"
    )


def scarce(seats: pl.DataFrame) -> pl.DataFrame:
    """Opportunities whose places are all filled and have a price, dearest first.

    One more place where some stand empty is worth nothing, whatever multiplier the bound used.
    """
    full = (pl.col("filled") > 0) & (pl.col("filled") >= pl.col("capacity"))
    return (
        seats.filter(full & (pl.col("price") > 0))
        .sort("price", "opportunity", descending=[True, False])
        .head(SCARCE_SHOWN)
    )


def offers(store: RegionStore) -> pl.DataFrame:
    """Opportunities with the names of their organisations in both languages; an unknown one keeps its id."""
    names = store.table("organisations").select("organisation", "name", "name_zh")
    return (
        store.table("opportunities")
        .join(names, on="organisation", how="left")
        .with_columns(
            pl.coalesce("name", "organisation").alias("organisation_en"),
            pl.coalesce("name_zh", "name", "organisation").alias("organisation_zh"),
        )
    )


def allocation_findings(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """What the allocation had to say; empty for runs that kept no findings."""
    if match is None or "findings" not in match.outputs:
        return empty_frame("allocation_findings")
    return store.run_output(match.run, "findings")


def audit_by_group(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """The audit, its small groups hidden."""
    if match is None:
        return empty_frame("audit")
    figures = shown(store.run_output(match.run, "audit"))
    named = [group_names(group) for group in figures.get_column("group")]
    return figures.select(
        "group",
        pl.Series("label_en", [one.en for one in named], dtype=pl.String),
        pl.Series("label_zh", [one.zh for one in named], dtype=pl.String),
        "people",
        pl.col("share_recommended").alias("recommended_rate"),
        "placed",
        pl.col("placement_rate").alias("placed_rate"),
        "mean_fit",
        pl.col("placement_rate_ratio").alias("ratio"),
        pl.col("small").alias("suppressed"),
    )
