"""From a market to the problem's edges: recommendations, less exclusions, plus pins."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numba import njit
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


class Recommended:
    """A market whose recommendations are made already; everything else is asked of the market itself.

    For more than one allocation on the same recommendations, and for recommendations of another kind
    (with exposure caps, say). They serve whatever ``k`` is asked for.
    """

    def __init__(self, market: AllocationMarket, recommendations: Recommendations) -> None:
        self._market, self._recommendations = market, recommendations
        self.n_seekers, self.n_opportunities = market.n_seekers, market.n_opportunities
        self.seeker_ids, self.opportunity_ids = market.seeker_ids, market.opportunity_ids

    def recommendations(self, k: int = 50) -> Recommendations:
        """The given ones."""
        return self._recommendations

    def fit_units(self, seekers: Ints, opportunities: Ints) -> NDArray[np.int32]:
        """Fits of aligned pairs, in units of 2**-24."""
        return self._market.fit_units(seekers, opportunities)

    def eligible(self, seekers: Ints, opportunities: Ints) -> NDArray[np.bool_]:
        """Eligibility of aligned pairs."""
        return self._market.eligible(seekers, opportunities)


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
    indptr, opportunity, value = recommended.indptr, recommended.indices, recommended.units
    kept = (value >= max(min_fit * FIT_UNITS, 1)) & (capacity > 0)[opportunity]
    # Pins are put in below, once each.
    for pairs in (barred, pins):
        if len(pairs):
            kept[_among(indptr, opportunity, pairs)] = False
    if not kept.all():
        seeker = recommended.seekers[kept]
        indptr, opportunity, value = starts_of(seeker, n), opportunity[kept], value[kept]
    if len(pins):
        seeker = np.concatenate([np.repeat(np.arange(n), np.diff(indptr)), pins[:, 0]])
        opportunity = np.concatenate([opportunity, pins[:, 1].astype(np.int32)])
        value = np.concatenate([value, units])
        order = np.lexsort((opportunity, -value, seeker))
        indptr, opportunity, value = starts_of(seeker, n), opportunity[order], value[order]
    if opportunity.size == 0:
        raise Refusal.because("matching.no-eligible-pair", min_fit=float(min_fit))
    return Problem(
        indptr=indptr,
        opportunity=opportunity,
        value=value,
        capacity=capacity,
        slots=np.full(n, per_seeker, dtype=np.int64),
        constraints=(),
        pinned=_among(indptr, opportunity, pins),
    )


def edges_at(problem: Problem, pairs: Ints) -> Ints:
    """Positions of the edges that are among the pairs, sorted."""
    found: Ints = _among(problem.indptr, problem.opportunity, pairs)
    return found


def starts_of(seeker: NDArray[np.integer], n: int) -> Ints:
    """Where each seeker's edges begin, int64 (n + 1,), from the seeker of each edge."""
    return np.concatenate([[0], np.cumsum(np.bincount(seeker, minlength=n))]).astype(np.int64)


@njit(cache=True, nogil=True)
def _among(indptr: Ints, opportunity: NDArray[np.int32], pairs: Ints) -> Ints:
    """Positions of the edges that are among the pairs, by seeker."""
    found = np.empty(len(pairs), np.int64)
    count = 0
    for row in range(len(pairs)):
        i, j = pairs[row]
        for e in range(indptr[i], indptr[i + 1]):
            if opportunity[e] == j:
                found[count] = e
                count += 1
                break
    return np.sort(found[:count])


def _checked_pins(
    market: AllocationMarket, pins: Ints, barred: Ints, capacity: Ints, per_seeker: int
) -> NDArray[np.int32]:
    """Fit units of the pins, int32 (p,)."""
    if len(pins) == 0:
        return np.zeros(0, dtype=np.int32)
    seeker, opportunity = pins[:, 0], pins[:, 1]
    units = market.fit_units(seeker, opportunity)
    key = np.array([market.n_opportunities, 1])
    both = np.isin(pins @ key, barred @ key)
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
