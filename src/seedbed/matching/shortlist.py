"""Shortlists: the best seekers of one opportunity, every beginning of the list with its floors.

A floor over a list is a promise for each prefix: of the first ``p`` people at least
``floor(share * p)`` are members. It is exact counting, not the significance test of FA*IR (Zehlike
et al. 2017), which asks for fewer members than the share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.allocation.floor import check_floors
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.prefix_plan import planned_list

TOLERANCE = 5e-4
"""How far the sum of fits of the greedy list may stay below the best one."""

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.allocation.floor import CheckedFloor, Floor


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """The best eligible seekers of an opportunity.

    Parameters
    ----------
    seekers
        int32, shape (p,): seekers in the order of the list.
    units
        int32, shape (p,): their fits as whole numbers of ``2**-24``.
    short_prefixes
        For each floor (by name) how many beginnings of the list hold fewer members than it asks:
        0 wherever it can be met.
    """

    seekers: NDArray[np.int32]
    units: NDArray[np.int32]
    short_prefixes: dict[str, int]

    @property
    def fit(self) -> NDArray[np.float64]:
        """The fits in 0..1: float64, shape (p,), exact."""
        return self.units / np.float64(FIT_UNITS)


def shortlist_of(
    candidates: NDArray[np.int32],
    units: NDArray[np.int32],
    opportunity: int,
    k: int,
    floors: Sequence[Floor],
    seekers: int,
    opportunities: int,
) -> Shortlist:
    """Take ``k`` of the candidates so that every prefix holds its floors where that can be.

    1. Let ``missing_f(q)`` be what floor ``f`` lacks if the list ended at position ``q`` with the people
       taken so far: ``floor(share * q)`` less the members taken, and never more than the members left.
       Let ``needed(q)`` be how many people make that good, taking again and again the kind of person
       that helps most floors (the greedy cover of Dobson 1982).
    2. At position ``p`` find the nearest ``q >= p`` with as many people needed as there are positions
       from ``p`` to ``q``: from here on each position must help. If there is none, take the best
       candidate that is left.
    3. Otherwise take the candidate that helps most of the floors lacking something at ``q``; among
       equals the best one.

    For one floor this is the best list at every prefix (the forced people are the best members, the
    others the best of all that are left). For groups without common members it meets the floors
    wherever that can be, because step 2 is the condition for unit jobs with deadlines (Horn 1974). For
    groups that overlap the cover may count more people than the fewest that would do. There the best
    list is also found exactly (:mod:`seedbed.matching.prefix_plan`), and it is taken where the greedy
    one misses a floor that can be held, or stays more than 0.05 % below its sum of fits. Where no list
    holds all floors the greedy one stands, and ``short_prefixes`` says what it lacks.

    Parameters
    ----------
    candidates, units
        Eligible seekers with their fits, best first.
    opportunity
        Floors whose scope leaves it out do not count here.
    floors
        ``members`` and ``share`` are read; ``reading`` and ``carried`` concern allocations, not lists.
    seekers, opportunities
        The sizes of the market.

    Raises
    ------
    Refusal
        A floor over 100% or with unknown members; see :func:`check_floors`.
    """
    k = min(k, candidates.size)
    # A list counts people and has no places, so each opportunity stands with one.
    checked = [
        floor
        for floor in check_floors(floors, seekers, np.ones(opportunities, np.int64))
        if opportunity in floor.scope
    ]
    if not checked:
        return Shortlist(candidates[:k], units[:k], {})
    member = np.stack([floor.members[candidates] for floor in checked], axis=1)
    required = np.stack([_required(floor, k) for floor in checked], axis=1)
    taken = _take(member, required, k)
    if bool((member.sum(axis=1) > 1).any()):
        taken = _better(taken, planned_list(units, member, required, k), units, member, required)
    held = np.cumsum(member[taken], axis=0)
    short = np.count_nonzero(held < required, axis=0)
    return Shortlist(
        candidates[taken],
        units[taken],
        {floor.name: int(count) for floor, count in zip(checked, short, strict=True)},
    )


def _better(
    greedy: NDArray[np.int64],
    planned: NDArray[np.int64] | None,
    units: NDArray[np.int32],
    member: NDArray[np.bool_],
    required: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The greedy list, whose beginnings are the better ones, unless the planned one is clearly better."""
    if planned is None:
        return greedy
    holds = bool((np.cumsum(member[greedy], axis=0) >= required).all())
    sums = (int(units[rows].sum(dtype=np.int64)) for rows in (greedy, planned))
    return greedy if holds and next(sums) >= (1 - TOLERANCE) * next(sums) else planned


def _required(floor: CheckedFloor, k: int) -> NDArray[np.int64]:
    """Members that each prefix 1..k asks for, in whole numbers: int64, shape (k,)."""
    length = np.arange(1, k + 1, dtype=np.int64)
    return length * floor.share.numerator // floor.share.denominator


def _take(member: NDArray[np.bool_], required: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """The candidates taken, in order; ``member`` is (candidates, F), ``required`` is (k, F)."""
    # Candidates of the same groups are alike but for their rank: one queue for each kind.
    kinds, kind = np.unique(member, axis=0, return_inverse=True)
    queues = [np.flatnonzero(kind.ravel() == number) for number in range(len(kinds))]
    sizes = np.array([queue.size for queue in queues])
    heads = np.zeros(len(kinds), np.int64)
    last = member.shape[0]
    first = np.array([queue[0] for queue in queues])
    held = np.zeros(member.shape[1], np.int64)
    left = np.count_nonzero(member, axis=0)
    taken = np.empty(k, np.int64)
    overlap = bool((kinds.sum(axis=1) > 1).any())
    for p in range(k):
        missing = np.minimum(np.maximum(required[p:] - held, 0), left)
        # One person per missing member is the most that can be needed.
        tight = np.flatnonzero(missing.sum(axis=1) >= np.arange(1, k - p + 1))
        if overlap:
            available = sizes - heads
            tight = next(
                (
                    tight[at : at + 1]
                    for at, q in enumerate(tight)
                    if _needed(missing[q], kinds, available) > q
                ),
                tight[:0],
            )
        helps = (kinds & (missing[tight[0]] > 0)).sum(axis=1) if tight.size else np.zeros(len(kinds), int)
        helps = np.where(first < last, helps, -1)
        best = np.flatnonzero(helps == helps.max())
        chosen = best[np.argmin(first[best])]
        taken[p] = first[chosen]
        heads[chosen] += 1
        queue = queues[chosen]
        first[chosen] = queue[heads[chosen]] if heads[chosen] < queue.size else last
        held += kinds[chosen]
        left -= kinds[chosen]
    return taken


def _needed(missing: NDArray[np.int64], kinds: NDArray[np.bool_], available: NDArray[np.int64]) -> int:
    """How many people a greedy cover of what is missing takes, from ``available`` people of each kind."""
    missing, available = missing.copy(), available.copy()
    count = 0
    while missing.any():
        helps = np.where(available > 0, (kinds & (missing > 0)).sum(axis=1), 0)
        kind = int(np.argmax(helps))
        if not helps[kind]:
            break
        served = kinds[kind] & (missing > 0)
        taken = min(int(available[kind]), int(missing[served].min()))
        missing[served] -= taken
        available[kind] -= taken
        count += taken
    return count
