"""Open a figure down to who says so, where, as of when, and by which code it was read."""

from __future__ import annotations

import polars as pl

import seedbed
from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.store.fingerprint import fingerprint

STATED = ("observation", "measure", "place", "industry", "sex", "group", "period", "value", "unit", "counting_rule",
          "price_basis", "border_year", "formula", "source", "locator", "recorded_at")  # fmt: skip


def trace_figure(store: RegionStore, observation: str) -> pl.DataFrame:
    """Every vintage of a figure with its producer, newest first.

    Returns
    -------
    pl.DataFrame
        The observation's columns, ``title``, ``publisher``, ``year``, ``url`` and ``licence`` of its source, ``file_hash`` (of the
        table as it stands, sha256), ``code_version``. The first row is the figure in force.

    Raises
    ------
    Refusal
        There is no such observation.
    """
    observations = store.table("observations")
    rows = observations.filter(pl.col("observation") == observation)
    if rows.is_empty():
        raise Refusal.because("usecases.unknown-id", column="observation", value=observation)
    named = [name for name in STATED if name in rows.columns]
    sources = store.table("sources").select("source", "title", "publisher", "year", "url", "licence")
    return (
        rows.select(named)
        .join(sources, on="source", how="left", maintain_order="left")
        .with_columns(
            pl.lit(fingerprint(observations)).alias("file_hash"),
            pl.lit(seedbed.__version__).alias("code_version"),
        )
        .sort("recorded_at", descending=True, nulls_last=True)
    )
