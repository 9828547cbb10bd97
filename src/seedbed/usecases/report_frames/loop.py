"""The steps of the loop and the runs that they left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.report_contents import empty_frame

if TYPE_CHECKING:
    from seedbed.store import RegionStore
    from seedbed.usecases.run_demo import Step


def steps_taken(store: RegionStore, steps: Sequence[Step]) -> pl.DataFrame:
    """The steps of a loop that ran just now, with the start of the run that each kept."""
    started = {run.run: run.started.replace(tzinfo=None) for run in store.runs()}
    rows = [(item.step, item.count, item.run, started.get(item.run or ""), item.seconds) for item in steps]
    return pl.DataFrame(rows, schema=empty_frame("steps").schema, orient="row")


def runs_kept(store: RegionStore) -> pl.DataFrame:
    """Every run of the region, oldest first."""
    rows = [(run.run, run.kind, run.started.replace(tzinfo=None), run.seconds) for run in store.runs()]
    return pl.DataFrame(rows, schema=empty_frame("runs").schema, orient="row")
