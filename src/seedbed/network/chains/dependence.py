"""How far a stage, or a whole region's chains, hang on single actors."""

from __future__ import annotations

import polars as pl

from seedbed.network.chains.locality import INSIDE
from seedbed.network.chains.reading import STAGE, Chains
from seedbed.network.chains.stages import THERE
from seedbed.network.reading import require_columns


def concentration(actors: pl.DataFrame) -> pl.DataFrame:
    """The Herfindahl-Hirschman index of each stage: ``sum of squared shares`` (1 one actor; 1/n all alike).

    Parameters
    ----------
    actors
        chain, stage, organisation, value (size: turnover, jobs, capacity; zero or more). Rows of one organisation
        on one stage are added up.

    Returns
    -------
    chain, stage, organisations, value (0..1), largest (share), effective (actors of equal size that would give the same,
    1 / value), finding: ``network.size-unknown`` where a size is empty, negative or not finite or their sum is zero.
    """
    require_columns(actors, "actors", "chain", "stage", "organisation", "value")
    size = pl.col("value").cast(pl.Float64)
    sound = (size.is_not_null() & size.is_finite() & (size >= 0)).fill_null(value=False)
    each = (
        actors.with_columns(size, sound=sound)
        .group_by("chain", "stage", "organisation", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("sound").all())
    )
    share = pl.col("value") / pl.col("value").sum()
    table = each.group_by("chain", "stage", maintain_order=True).agg(
        organisations=pl.len().cast(pl.Int64),
        _sound=pl.col("sound").all() & (pl.col("value").sum() > 0),
        value=(share**2).sum(),
        largest=share.max(),
    )
    return table.select(
        "chain",
        "stage",
        "organisations",
        value=pl.when("_sound").then("value"),
        largest=pl.when("_sound").then("largest"),
        effective=pl.when("_sound").then(1 / pl.col("value")),
        finding=pl.when(~pl.col("_sound")).then(pl.lit("network.size-unknown")),
    )


def sole_actors(chains: Chains) -> pl.DataFrame:
    """Organisations that are the only one on record at home on a stage: what would be empty without them.

    Returns
    -------
    organisation, stages (of which it is the only actor), of (stages on which it stands), chains (list), the most
    stages first.
    """
    at_home = (
        chains.rows.filter(
            pl.col("state").is_in(THERE), pl.col("where") == INSIDE, pl.col("organisation").is_not_null()
        )
        .select(*STAGE, "organisation")
        .unique(maintain_order=True)
        .with_columns(alone=pl.col("organisation").n_unique().over(*STAGE) == 1)
    )
    return (
        at_home.group_by("organisation")
        .agg(
            stages=pl.col("alone").sum().cast(pl.Int64),
            of=pl.len().cast(pl.Int64),
            chains=pl.col("chain").filter("alone").unique().sort(),
        )
        .filter(pl.col("stages") > 0)
        .sort("stages", "organisation", descending=[True, False])
    )
