"""Why this person and this opportunity fit as they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from seedbed.catalog import Catalog
from seedbed.matching import Part
from seedbed.messages import Finding
from seedbed.store import RegionStore
from seedbed.usecases.open_market import open_market


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of a fit, which add to it exactly, and what forbids the pair if anything does."""

    seeker: str
    opportunity: str
    fit: float
    parts: tuple[Part, ...]
    not_eligible: tuple[Finding, ...]


def explain_match(
    store: RegionStore, catalog: Catalog, seeker: str, opportunity: str, on: date | None = None
) -> Explanation:
    """Explain one pair.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.nobody`` (no consent), ``usecases.no-skills``.
    """
    market = open_market(
        store, catalog, on or date.today(), seekers=[seeker], opportunities=[opportunity]
    ).market
    parts = tuple(market.explain(0, 0))
    reasons = tuple(Finding(code) for code in market.reasons(0, 0))
    return Explanation(seeker, opportunity, sum(part.contribution for part in parts), parts, reasons)
