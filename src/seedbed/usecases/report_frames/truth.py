"""What was drawn beside what the loop made of it; empty for real data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import say
from seedbed.usecases.compare_with_truth import compare_outcomes, compare_tagging
from seedbed.usecases.report_contents import empty_frame

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run


def tagging_truth(store: RegionStore, latest: Mapping[str, Run]) -> pl.DataFrame:
    """Skills drawn beside skills read from the texts."""
    if "synth" not in latest or "tag" not in latest:
        return empty_frame("tagging_truth")
    return compare_tagging(store)


def outcome_truth(store: RegionStore, latest: Mapping[str, Run]) -> pl.DataFrame:
    """Results that truly happened beside those that were counted, under the indicators' names."""
    if "synth-outcomes" not in latest or "count" not in latest:
        return empty_frame("outcome_truth")
    names = store.table("indicators").select("indicator", label_en="name", label_zh="name_zh")
    return compare_outcomes(store).join(names, on="indicator", how="left", maintain_order="left")


def calibration(store: RegionStore, latest: Mapping[str, Run]) -> pl.DataFrame:
    """The numbers that steered the draws beside what came out."""
    kept = [
        store.run_output(latest[kind].run, "calibration")
        for kind in ("synth", "synth-outcomes")
        if kind in latest
    ]
    if not kept:
        return empty_frame("calibration")
    drawn = pl.concat(kept, how="diagonal_relaxed")
    return drawn.with_columns(
        pl.col("what")
        .map_elements(lambda code: say(f"synth.{code}", "en"), return_dtype=pl.String)
        .alias("label_en"),
        pl.col("what")
        .map_elements(lambda code: say(f"synth.{code}", "zh"), return_dtype=pl.String)
        .alias("label_zh"),
    )
