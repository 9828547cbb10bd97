"""What is open to one person on the market of a day, best first, and what closes the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Finding
from seedbed.store import RegionStore
from seedbed.usecases.open_market import open_market

LOOKED_AT = 2_000
"""So many opportunities are asked why they are closed; of more, the first ones by id."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What stands between a person and a place.

    Parameters
    ----------
    opportunities
        On the market.
    closest
        The opportunities open to the person that fit best: ``opportunity``, ``title``, ``fit``; best first.
    closed
        Why others are closed, most frequent first: the reason, and for how many of those looked at.
    looked_at
        Opportunities asked for a reason.
    """

    opportunities: int
    closest: pl.DataFrame
    closed: tuple[tuple[Finding, int], ...]
    looked_at: int


def find_openings(
    store: RegionStore, catalog: Catalog, seeker: str, *, on: date | None = None, k: int = 5
) -> Openings:
    """The opportunities that fit a person best, and what closes others.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.open_market.open_market` refuses: no consent, no skills, no opportunities.
    """
    opened = open_market(store, catalog, on or date.today(), seekers=[seeker])
    best = opened.market.recommendations(k=k)
    offers = opened.opportunities.select("opportunity", "title")
    closest = offers[best.indices.tolist()].with_columns(pl.Series("fit", best.fit, dtype=pl.Float64))
    looked_at = min(offers.height, LOOKED_AT)
    reasons = Counter(code for at in range(looked_at) for code in opened.market.reasons(0, at))
    closed = tuple((Finding(code), count) for code, count in reasons.most_common())
    return Openings(offers.height, closest, closed, looked_at)
