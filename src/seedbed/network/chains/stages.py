"""What each stage of a chain has at home: actors, a plan, a gap."""

from __future__ import annotations

import polars as pl

from seedbed.network.chains.locality import AROUND, ELSEWHERE, INSIDE, UNSAID
from seedbed.network.chains.reading import STAGE, Chains

STATUSES = ("present", "around", "planned", "missing", "elsewhere", "unsaid")
"""``present`` at home; ``around``: in an area that holds the home place, which of its places is not said;
``planned`` or ``missing`` there by what the sources say; ``elsewhere`` only; ``unsaid``: nothing is on record."""

THERE = ("present", "weak")


def stage_status(chains: Chains) -> pl.DataFrame:
    """One row per stage, in the order of the chain.

    Alternatives with the same number are stages of their own.

    Returns
    -------
    chain, stage_no, stage, stage_zh, layer, organisations (named at home: the depth), organisations_around,
    organisations_elsewhere, places (at home), status (one of :data:`STATUSES`), weak, and ``finding``, which
    says why a stage is missing or weak: ``network.stage-...`` of -missing, -planned, -around, -elsewhere, -unsaid,
    -said-weak, -unnamed (there, but no organisation is on record), -one-actor.
    """
    there = pl.col("state").is_in(THERE)
    near = pl.col("where").is_in([INSIDE, AROUND])
    at_home = there & (pl.col("where") == INSIDE)
    table = (
        chains.rows.group_by(*STAGE, maintain_order=True)
        .agg(
            pl.col("stage_zh").drop_nulls().first(),
            pl.col("layer").drop_nulls().first(),
            organisations=_named(at_home),
            organisations_around=_named(there & (pl.col("where") == AROUND)),
            organisations_elsewhere=_named(there & pl.col("where").is_in([ELSEWHERE, UNSAID])),
            places=pl.col("place").filter(at_home).drop_nulls().n_unique(),
            _home=at_home.any(),
            _around=(there & (pl.col("where") == AROUND)).any(),
            _planned=((pl.col("state") == "planned") & (pl.col("where") != ELSEWHERE)).any(),
            _missing=((pl.col("state") == "missing") & (pl.col("where") != ELSEWHERE)).any(),
            _elsewhere=(there & (pl.col("where") == ELSEWHERE)).any(),
            _said_weak=((pl.col("state") == "weak") & near).any(),
        )
        .with_columns(
            status=pl.when("_home")
            .then(pl.lit("present"))
            .when("_around")
            .then(pl.lit("around"))
            .when("_planned")
            .then(pl.lit("planned"))
            .when("_missing")
            .then(pl.lit("missing"))
            .when("_elsewhere")
            .then(pl.lit("elsewhere"))
            .otherwise(pl.lit("unsaid"))
        )
    )
    present = pl.col("status") == "present"
    table = table.with_columns(
        finding=pl.when(pl.col("_said_weak"))
        .then(pl.lit("network.stage-said-weak"))
        .when(present & (pl.col("organisations") == 0))
        .then(pl.lit("network.stage-unnamed"))
        .when(present & (pl.col("organisations") == 1))
        .then(pl.lit("network.stage-one-actor"))
        .when(~present)
        .then(pl.col("status").replace_strict(_WHY, default=None, return_dtype=pl.String))
    )
    weak = pl.col("finding").is_in(["network.stage-said-weak", "network.stage-one-actor"])
    return table.with_columns(weak=weak.fill_null(value=False)).select(
        *STAGE,
        "stage_zh",
        "layer",
        "organisations",
        "organisations_around",
        "organisations_elsewhere",
        "places",
        "status",
        "weak",
        "finding",
    )


_WHY = {
    "around": "network.stage-around",
    "planned": "network.stage-planned",
    "missing": "network.stage-missing",
    "elsewhere": "network.stage-elsewhere",
    "unsaid": "network.stage-unsaid",
}


def _named(rows: pl.Expr) -> pl.Expr:
    return pl.col("organisation").filter(rows).drop_nulls().n_unique().cast(pl.Int64)
