"""Which reported results wait for somebody's decision."""

from __future__ import annotations

import polars as pl

from seedbed.programme.reported import reported_in_force
from seedbed.store import RegionStore

WAITING = (
    "programme.result-unverified",
    "programme.result-verified-by-its-author",
    "programme.result-returned",
)
COLUMNS = (
    "result", "indicator", "period", "value", "numerator", "denominator", "sex", "group", "place", "subproject",
    "by", "recorded_at", "reason",
)  # fmt: skip


def results_to_verify(store: RegionStore) -> pl.DataFrame:
    """Reported results without a decision by somebody other than who entered them, and those sent back.

    Returns
    -------
    polars.DataFrame
        The columns of :data:`COLUMNS`; ``reason`` is a code of the catalogue.
    """
    standing = reported_in_force(
        store.table("results"), store.table("verifications"), verification_required=True
    )
    return standing.set_aside.filter(pl.col("reason").is_in(WAITING)).select(COLUMNS)
