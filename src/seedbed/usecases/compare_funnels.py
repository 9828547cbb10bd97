"""Compare funnels: conversion from stage to stage, beside the benchmarks that somebody has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.funnels import Conversions, beside_benchmarks, conversions
from seedbed.store import RegionStore

Step = tuple[str, int, int]
"""A funnel with the numbers of two of its stages."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedFunnels:
    """All steps; ``beside`` holds the pairs that were asked for."""

    conversions: Conversions
    beside: pl.DataFrame


def compare_funnels(
    store: RegionStore, pairs: Mapping[Step, Step] | None = None, *, confidence: float = 0.95
) -> ComparedFunnels:
    """Look at the region's funnels and their benchmarks; nothing is stored.

    Parameters
    ----------
    pairs
        An own step and the benchmark's that it can be held against: a judgement, so none is guessed.
        Steps from the first to the last counted stage may be paired as well.

    Raises
    ------
    Refusal
        ``usecases.funnel-step-unknown``: a stage that no funnel has; what is wrong with the table.
    """
    funnels = store.table("funnels")
    known = set(funnels.select("funnel", "stage_no").iter_rows())
    for funnel, *stages in (step for pair in (pairs or {}).items() for step in pair):
        for stage in stages:
            if (funnel, stage) not in known:
                there = ", ".join(f"{name}:{number}" for name, number in sorted(known))
                raise Refusal.because("usecases.funnel-step-unknown", step=f"{funnel}:{stage}", known=there)
    found = conversions(funnels, confidence)
    steps = pl.concat([found.table, found.whole]).unique(
        subset=["funnel", "from_stage", "to_stage"], keep="first", maintain_order=True
    )
    return ComparedFunnels(found, beside_benchmarks(steps, pairs or {}))
