"""Why somebody has no place in a match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from seedbed.catalog import Catalog
from seedbed.matching.dead_ends import find_dead_ends
from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.open_market import open_market

Why = Literal["placed", "not-on-the-market", "nothing-fits", "all-taken", "passed-over"]


@dataclass(frozen=True, slots=True)
class NoPlace:
    """What became of a person in a match.

    ``why``: ``placed``; ``not-on-the-market`` (no consent on that day, or outside the run's scope); ``nothing-fits`` (nothing
    was recommended); ``all-taken`` (every recommended place went to others); ``passed-over`` (a recommended place
    stands empty: a floor or a least fit kept it). ``listed``: her recommendations, best first: opportunity,
    rank, fit, capacity, filled, least_fit (of those who got a place there), placed (whether she did).
    """

    why: Why
    listed: pl.DataFrame


def explain_no_place(store: RegionStore, run: str, seeker: str) -> NoPlace:
    """What a match says about one person.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-match``.
    """
    if store.run(run).kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run)
    pairs = store.run_output(run, "pairs")
    own = pairs.filter(pl.col("seeker") == seeker).select("opportunity", placed=pl.lit(True))
    least = pairs.group_by("opportunity").agg(pl.col("fit").min().alias("least_fit"))
    seats = store.run_output(run, "seat_prices").select("opportunity", "capacity", "filled")
    listed = (
        store.run_output(run, "recommendations")
        .filter(pl.col("seeker") == seeker)
        .select("opportunity", "rank", "fit")
        .sort("rank")
        .join(seats, on="opportunity", how="left", maintain_order="left")
        .join(least, on="opportunity", how="left", maintain_order="left")
        .join(own, on="opportunity", how="left", maintain_order="left")
        .with_columns(pl.col("placed").fill_null(False))
    )
    took_part = store.run_output(run, "seekers").filter(pl.col("seeker") == seeker).height > 0
    why: Why
    if own.height:
        why = "placed"
    elif not took_part:
        why = "not-on-the-market"
    elif not listed.height:
        why = "nothing-fits"
    else:
        why = "all-taken" if (listed["filled"] >= listed["capacity"]).all() else "passed-over"
    return NoPlace(why, listed)


def nearest_opening(
    store: RegionStore, catalog: Catalog, seeker: str, on: date | None = None, min_fit: float = 0.5
) -> str | None:
    """The opening that the fewest changes bring to a sufficient fit; ``None`` where one fits well enough already.

    :func:`~seedbed.usecases.explain_match.explain_match` of the two says which changes.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.open_market.open_market` refuses; ``matching.number-out-of-range``.
    """
    opened = open_market(store, catalog, on or date.today(), seekers=[seeker])
    ends = find_dead_ends(opened.market, opened.capacity, min_fit)
    own = next((end for end in ends if end.side == "seeker"), None)
    return (
        None if own is None or own.partner is None else str(opened.opportunities["opportunity"][own.partner])
    )
