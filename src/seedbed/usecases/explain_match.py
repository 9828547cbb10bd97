"""Why this person and this opportunity fit as they do, what she wished, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.catalog import Catalog
from seedbed.matching import DeadEnd, Part
from seedbed.matching.dead_ends import nearest_change
from seedbed.matching.from_tables import read_preference
from seedbed.messages import Finding
from seedbed.store import RegionStore
from seedbed.usecases.open_market import open_market


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of a fit, which add to it exactly, and what forbids the pair if anything does.

    ``terms`` (one row) are the wishes and the over-qualification of
    :meth:`~seedbed.matching.Preference.terms`: beside the fit, never in it. ``nearest`` is the change that
    would bring the pair to a sufficient fit and lift what forbids it; ``way`` ``none`` and nothing to
    relax where it does already.
    """

    seeker: str
    opportunity: str
    fit: float
    parts: tuple[Part, ...]
    not_eligible: tuple[Finding, ...]
    terms: pl.DataFrame
    nearest: DeadEnd


def explain_match(
    store: RegionStore,
    catalog: Catalog,
    seeker: str,
    opportunity: str,
    on: date | None = None,
    min_fit: float = 0.5,
) -> Explanation:
    """Explain one pair; ``min_fit`` is what ``nearest`` is to reach.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.nobody`` (no consent), ``usecases.no-skills``,
        ``matching.number-out-of-range``.
    """
    opened = open_market(store, catalog, on or date.today(), seekers=[seeker], opportunities=[opportunity])
    market = opened.market
    parts = tuple(market.explain(0, 0))
    reasons = tuple(Finding(code) for code in market.reasons(0, 0))
    return Explanation(
        seeker,
        opportunity,
        sum(part.contribution for part in parts),
        parts,
        reasons,
        read_preference(opened.people, opened.opportunities).terms([0], [0]),
        nearest_change(market, 0, 0, min_fit),
    )
