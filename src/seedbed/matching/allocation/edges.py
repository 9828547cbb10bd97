"""From a market to the problem's edges: recommendations, less exclusions, plus pins."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.matching.allocation.inputs import check_pairs
from seedbed.matching.allocation.problem import Problem
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.recommendations import Recommendations
from seedbed.messages import Refusal

Ints = NDArray[np.int64]


class AllocationMarket(Protocol):
    """What allocation asks of a market (:class:`seedbed.matching.Market` is one)."""

    @property
    def n_seekers(self) -> int:
        """Number of seekers."""
        ...

    @property
    def n_opportunities(self) -> int:
        """Number of opportunities."""
        ...

    @property
    def seeker_ids(self) -> NDArray[np.str_]:
        """Ids of the seekers, (n,)."""
        ...

    @property
    def opportunity_ids(self) -> NDArray[np.str_]:
        """Ids of the opportunities, (m,)."""
        ...

    def recommendations(self, k: int = 50) -> Recommendations:
        """The k best eligible opportunities of each seeker."""
        ...

    def fit_units(self, seekers: Ints, opportunities: Ints) -> NDArray[np.int32]:
        """Fits of aligned pairs, in units of 2**-24."""
        ...

    def eligible(self, seekers: Ints, opportunities: Ints) -> NDArray[np.bool_]:
        """Eligibility of aligned pairs."""
        ...


def edges_of(
    market: AllocationMarket,
    capacity: Ints,
    *,
    per_seeker: int,
    k: int,
    min_fit: float,
    pinned: ArrayLike,
    excluded: ArrayLike,
) -> Problem:
    """The problem without constraints.

    The edges are each seeker's ``k`` recommendations with a fit of at least ``min_fit`` and a seat,
    less ``excluded``, plus ``pinned`` (which may stand outside the k best and under ``min_fit``).

    Raises
    ------
    Refusal
        ``matching.no-eligible-pair``, and for pins ``matching.pin-excluded``, ``.pin-ineligible``,
        ``.pin-no-fit``, ``.pin-over-capacity``, ``.pin-over-per-seeker``.
    """
    n, m = market.n_seekers, market.n_opportunities
    pins = check_pairs("pinned", pinned, n, m)
    barred = check_pairs("excluded", excluded, n, m)
    units = _checked_pins(market, pins, barred, capacity, per_seeker)

    recommended = market.recommendations(k)
    seeker = np.repeat(np.arange(n, dtype=np.int64), np.diff(recommended.indptr))
    opportunity = recommended.indices.astype(np.int64)
    value = recommended.units.astype(np.int64)
    kept = (value >= min_fit * FIT_UNITS) & (value > 0) & (capacity[opportunity] > 0)
    kept &= ~_among(seeker, opportunity, barred, n, m)
    # Pins are put in below, once each.
    kept &= ~_among(seeker, opportunity, pins, n, m)
    seeker, opportunity, value = seeker[kept], opportunity[kept], value[kept]
    if len(pins):
        seeker = np.concatenate([seeker, pins[:, 0]])
        opportunity = np.concatenate([opportunity, pins[:, 1]])
        value = np.concatenate([value, units])
        order = np.lexsort((opportunity, -value, seeker))
        seeker, opportunity, value = seeker[order], opportunity[order], value[order]
    if seeker.size == 0:
        raise Refusal.because("matching.no-eligible-pair", min_fit=float(min_fit))
    return Problem(
        indptr=np.concatenate([[0], np.cumsum(np.bincount(seeker, minlength=n))]).astype(np.int64),
        opportunity=opportunity.astype(np.int32),
        value=value,
        capacity=capacity,
        slots=np.full(n, per_seeker, dtype=np.int64),
        constraints=(),
        pinned=np.flatnonzero(_among(seeker, opportunity, pins, n, m)),
    )


def edges_at(problem: Problem, pairs: Ints) -> Ints:
    """Positions of the edges that are among the pairs, sorted."""
    seeker = problem.seekers().astype(np.int64)
    known = _among(
        seeker, problem.opportunity.astype(np.int64), pairs, problem.slots.size, problem.capacity.size
    )
    return np.flatnonzero(known)


def _among(seeker: Ints, opportunity: Ints, pairs: Ints, n: int, m: int) -> NDArray[np.bool_]:
    """Which edges are among the pairs; only edges of seekers who are in a pair are looked up."""
    found = np.zeros(seeker.size, dtype=np.bool_)
    if len(pairs) == 0:
        return found
    named = np.zeros(n, dtype=np.bool_)
    named[pairs[:, 0]] = True
    at = np.flatnonzero(named[seeker])
    found[at] = np.isin(seeker[at] * m + opportunity[at], pairs[:, 0] * m + pairs[:, 1])
    return found


def _checked_pins(
    market: AllocationMarket, pins: Ints, barred: Ints, capacity: Ints, per_seeker: int
) -> Ints:
    """Fit units of the pins, int64 (p,)."""
    if len(pins) == 0:
        return np.zeros(0, dtype=np.int64)
    seeker, opportunity = pins[:, 0], pins[:, 1]
    units = market.fit_units(seeker, opportunity).astype(np.int64)
    both = _among(seeker, opportunity, barred, market.n_seekers, market.n_opportunities)
    for code, wrong in (
        ("matching.pin-excluded", both),
        ("matching.pin-ineligible", ~market.eligible(seeker, opportunity)),
        ("matching.pin-no-fit", units <= 0),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise Refusal.because(
                code,
                seeker=str(market.seeker_ids[seeker[row]]),
                opportunity=str(market.opportunity_ids[opportunity[row]]),
            )
    at_opportunity = np.bincount(opportunity, minlength=capacity.size)
    crowded = np.flatnonzero(at_opportunity > capacity)
    if crowded.size:
        j = int(crowded[0])
        raise Refusal.because(
            "matching.pin-over-capacity",
            opportunity=str(market.opportunity_ids[j]),
            pins=int(at_opportunity[j]),
            capacity=int(capacity[j]),
        )
    of_seeker = np.bincount(seeker, minlength=market.n_seekers)
    busy = np.flatnonzero(of_seeker > per_seeker)
    if busy.size:
        i = int(busy[0])
        raise Refusal.because(
            "matching.pin-over-per-seeker",
            seeker=str(market.seeker_ids[i]),
            pins=int(of_seeker[i]),
            per_seeker=per_seeker,
        )
    return units
