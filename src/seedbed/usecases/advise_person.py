"""What one person should learn, and what would change one pair."""

from __future__ import annotations

from datetime import date

import polars as pl

from seedbed.catalog import Catalog
from seedbed.matching import Adviser
from seedbed.store import RegionStore
from seedbed.usecases.open_market import open_market


def advise_person(
    store: RegionStore,
    catalog: Catalog,
    seeker: str,
    *,
    on: date | None = None,
    k: int = 10,
    level: float = 1.0,
    min_fit: float = 0.5,
) -> pl.DataFrame:
    """The skills that open most for one person, over all opportunities.

    Returns
    -------
    Frame ``skill``, ``opened`` (opportunities whose fit reaches ``min_fit`` with it), ``gain`` (fit added over all
    eligible opportunities), ``opportunity`` (that fits best after it), ``title``, ``fit_before``, ``fit_after``;
    best first.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.open_market.open_market` and :class:`~seedbed.matching.Adviser` refuse.
    """
    opened = open_market(store, catalog, on or date.today(), seekers=[seeker])
    told = Adviser(opened.market, level).advice(0, k, min_fit)
    offers, titles = opened.opportunities["opportunity"], opened.opportunities["title"]
    return pl.DataFrame(
        [
            (
                str(advice.skill),
                advice.opened,
                advice.gain,
                offers[advice.opportunity],
                titles[advice.opportunity],
                advice.fit_before,
                advice.fit_after,
            )
            for advice in told
        ],
        schema={
            "skill": pl.String, "opened": pl.Int64, "gain": pl.Float64, "opportunity": pl.String,
            "title": pl.String, "fit_before": pl.Float64, "fit_after": pl.Float64,
        },
        orient="row",
    )  # fmt: skip
