"""Two matches side by side: who gained a place, who lost one, who moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore

CHANGES = ("gained", "lost", "moved")


@dataclass(frozen=True, slots=True)
class MatchesCompared:
    """From one run to another.

    ``changes``: frame seeker, change (:data:`CHANGES`), before, after (ids of opportunities, several between
    semicolons), fit_before, fit_after (sums); sorted by change and seeker. ``counts``: of each change, and ``same``:
    people with the same places in both.
    """

    changes: pl.DataFrame
    counts: Mapping[str, int]


def compare_matches(store: RegionStore, before: str, after: str) -> MatchesCompared:
    """Compare the placements of two match runs, person by person.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-match``.
    """
    one, other = (_places(store, run, name) for run, name in ((before, "before"), (after, "after")))
    joined = one.join(other, on="seeker", how="full", coalesce=True)
    change = (
        pl.when(pl.col("before").is_null() | (pl.col("places_after") > pl.col("places_before")))
        .then(pl.lit("gained"))
        .when(pl.col("after").is_null() | (pl.col("places_after") < pl.col("places_before")))
        .then(pl.lit("lost"))
        .when(pl.col("before") != pl.col("after"))
        .then(pl.lit("moved"))
        .otherwise(pl.lit("same"))
    )
    told = joined.with_columns(change.alias("change"))
    tally = dict(told.group_by("change").len().iter_rows())
    changes = told.filter(pl.col("change") != "same").select(
        "seeker", "change", "before", "after", "fit_before", "fit_after"
    )
    return MatchesCompared(
        changes.sort("change", "seeker"), {name: int(tally.get(name, 0)) for name in (*CHANGES, "same")}
    )


def _places(store: RegionStore, run: str, name: str) -> pl.DataFrame:
    if store.run(run).kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run)
    return (
        store.run_output(run, "pairs")
        .sort("seeker", "opportunity")
        .group_by("seeker", maintain_order=True)
        .agg(
            pl.col("opportunity").str.join(";").alias(name),
            pl.len().alias(f"places_{name}"),
            pl.col("fit").sum().alias(f"fit_{name}"),
        )
    )
