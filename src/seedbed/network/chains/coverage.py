"""How much of a chain there is at home, in all and in each of its four layers."""

from __future__ import annotations

import polars as pl

from seedbed.network.chains.reading import LAYERS
from seedbed.network.chains.stages import STATUSES


def chain_coverage(stages: pl.DataFrame) -> pl.DataFrame:
    """One row per chain, of what :func:`~seedbed.network.chains.stages.stage_status` gives.

    Returns
    -------
    chain, stages, a column per status that counts its stages, weak, ``value`` (present / stages),
    ``at_most`` (stages that are not known to be missing, planned or elsewhere / stages), ``depth`` (named
    organisations per stage present; null where none is), ``finding``
    (``network.chain-not-here``: no stage at home, around or planned).
    """
    counted = stages.group_by("chain", maintain_order=True).agg(
        stages=pl.len().cast(pl.Int64),
        **{status: (pl.col("status") == status).sum().cast(pl.Int64) for status in STATUSES},
        weak=pl.col("weak").sum().cast(pl.Int64),
        depth=pl.col("organisations").filter(pl.col("status") == "present").mean(),
    )
    near = pl.col("present") + pl.col("around") + pl.col("planned") + pl.col("missing")
    return counted.select(
        pl.all().exclude("depth"),
        value=pl.col("present") / pl.col("stages"),
        at_most=(pl.col("present") + pl.col("around") + pl.col("unsaid")) / pl.col("stages"),
        depth="depth",
        finding=pl.when(near == 0).then(pl.lit("network.chain-not-here")),
    ).sort("chain")


def four_layers(stages: pl.DataFrame) -> pl.DataFrame:
    """Production, supply, value and innovation of each chain.

    Returns
    -------
    chain, layer, stages, present, organisations (named at home, summed over the stages), ``value`` (present /
    stages; null where the chain has no stage in the layer), ``finding``: ``network.layer-unsaid`` (no stage of
    it is on record) or ``network.layer-missing`` (none is present).
    """
    grid = stages.select("chain").unique().sort("chain").join(pl.DataFrame({"layer": LAYERS}), how="cross")
    counted = stages.group_by("chain", "layer").agg(
        stages=pl.len().cast(pl.Int64),
        present=(pl.col("status") == "present").sum().cast(pl.Int64),
        organisations=pl.col("organisations").sum(),
    )
    table = grid.join(counted, on=["chain", "layer"], how="left", maintain_order="left").with_columns(
        pl.col("stages", "present", "organisations").fill_null(0)
    )
    return table.with_columns(
        value=pl.when(pl.col("stages") > 0).then(pl.col("present") / pl.col("stages")),
        finding=pl.when(pl.col("stages") == 0)
        .then(pl.lit("network.layer-unsaid"))
        .when(pl.col("present") == 0)
        .then(pl.lit("network.layer-missing")),
    )
