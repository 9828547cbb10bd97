"""The skills gap as the engine measured it, under the skills' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.usecases.report_contents import empty_frame

if TYPE_CHECKING:
    from seedbed.catalog import Catalog
    from seedbed.store import RegionStore, Run


def skills_gap_of(store: RegionStore, run: Run | None, catalog: Catalog) -> pl.DataFrame:
    """The rows of a skills-gap run, none left out."""
    if run is None:
        return empty_frame("skills_gap")
    labels = catalog.skills.select(pl.col("id").alias("skill"), "label_en", "label_zh")
    return store.run_output(run.run, "skills").join(labels, on="skill", how="left", maintain_order="left")
