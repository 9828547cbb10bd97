"""Value chains of the region with names in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.assess_chains import ChainAssessment, assess_chains
from seedbed.usecases.region_names import RegionNames

if TYPE_CHECKING:
    from seedbed.store import RegionStore

HERE = ("present", "weak")
NEAR = ("inside", "around")
STAGE = ("chain", "stage_no", "stage", "stage_zh")


def assessed_chains(store: RegionStore) -> ChainAssessment | None:
    """The chains as seen from the region's place, not kept; None where the region has none."""
    return assess_chains(store, dry_run=True)[0] if "chains" in store.tables() else None


def chain_stages(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """Every stage, with the names of the organisations on record at home."""
    at_home = assessed.chains.rows.filter(
        pl.col("state").is_in(HERE), pl.col("where") == "inside", pl.col("organisation").is_not_null()
    ).unique(["chain", "stage_no", "stage", "organisation"], maintain_order=True)
    actors = (
        at_home.with_columns(*names.columns("organisations", "organisation", "actor"))
        .group_by("chain", "stage_no", "stage", maintain_order=True)
        .agg(
            pl.col("actor_en").str.join(", ").alias("actors_en"),
            pl.col("actor_zh").str.join("、").alias("actors_zh"),
        )
    )
    return _named(
        assessed.stages.join(actors, on=["chain", "stage_no", "stage"], how="left", maintain_order="left"),
        names,
    )


def stage_places(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """How many organisations stand on a stage in each place, at home and around; a place without a name counts too."""
    there = assessed.chains.rows.filter(
        pl.col("state").is_in(HERE), pl.col("where").is_in(NEAR), pl.col("place").is_not_null()
    )
    counted = there.group_by(*STAGE, "place", maintain_order=True).agg(
        pl.col("organisation").drop_nulls().n_unique().alias("organisations")
    )
    return _named(counted, names).with_columns(*names.columns("places", "place", "place"))


def chain_coverage(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """Coverage of each chain, the fullest first."""
    return assessed.coverage.with_columns(*names.columns("chains", "chain", "chain")).sort(
        "value", "stages", "chain", descending=[True, True, False], nulls_last=True
    )


def chain_layers(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """Each chain's four layers."""
    return assessed.layers.with_columns(*names.columns("chains", "chain", "chain"))


def chain_figures(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """Published figures of stages beside the benchmark's."""
    zh = assessed.stages.select("chain", "stage_no", "stage", "stage_zh")
    figures = assessed.figures.join(zh, on=["chain", "stage_no", "stage"], how="left", maintain_order="left")
    return _named(figures, names).with_columns(
        *names.columns("measures", "measure", "measure"), *names.columns("places", "place", "place")
    )


def sole_actors(assessed: ChainAssessment, names: RegionNames) -> pl.DataFrame:
    """Organisations on which a stage hangs alone."""
    return assessed.sole_actors.with_columns(
        *names.columns("organisations", "organisation", "name"),
        *(
            pl.col("chains")
            .map_elements(
                lambda chains, lang=lang, between=between: between.join(  # type: ignore[misc]
                    names.name("chains", chain, lang) for chain in chains
                ),
                return_dtype=pl.String,
            )
            .alias(f"chains_{lang}")
            for lang, between in (("en", ", "), ("zh", "、"))
        ),
    )


def sourcing(assessed: ChainAssessment) -> pl.DataFrame:
    """The share of local suppliers, in one row; empty where nothing is bought on record."""
    local = assessed.sourcing
    row = {
        "value": local.value,
        "at_least": local.at_least,
        "at_most": local.at_most,
        "buyers": local.buyers.height,
    }
    schema = {"value": pl.Float64, "at_least": pl.Float64, "at_most": pl.Float64, "buyers": pl.Int64}
    return pl.DataFrame([row] if local.buyers.height else [], schema=schema)


def _named(frame: pl.DataFrame, names: RegionNames) -> pl.DataFrame:
    return frame.with_columns(
        *names.columns("chains", "chain", "chain"),
        pl.col("stage").alias("stage_en"),
        pl.coalesce("stage_zh", "stage").alias("stage_zh"),
    )
