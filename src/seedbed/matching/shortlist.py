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
from seedbed.matching.list_order import order_backward, order_forward, within_reach
from seedbed.matching.prefix_plan import planned_list
from seedbed.matching.priced_list import priced_people

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

    1. Go from the first place on: take the best candidate, unless the floors of a beginning ahead need
       every place from here on (:func:`seedbed.matching.list_order.order_forward`).

    For one floor this is the best list at every prefix (the forced people are the best members, the
    others the best of all that are left). For groups without common members it meets the floors
    wherever that can be, because the need ahead is the condition for unit jobs with deadlines (Horn 1974).

    For groups that overlap it may count more people than the fewest that would do, so the list goes on:

    2. Prices for membership say who should be on the list, and bound the best sum of fits
       (:mod:`seedbed.matching.priced_list`). List 1 stands if it holds the floors within 0.05 % of it.
    3. Else these people stand, ordered as in step 1 or from the last place on
       (:func:`seedbed.matching.list_order.order_backward`), if that holds the floors within 0.05 %.
    4. Else the best list is found as an integer programme (:mod:`seedbed.matching.prefix_plan`). List 1
       stands where it holds the floors within 0.05 % of that one, and where no list holds all floors:
       ``short_prefixes`` then says what it lacks.

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
    taken = order_forward(member, required)
    if bool((member.sum(axis=1) > 1).any()):
        near = within_reach(member, k)
        at = np.searchsorted(near, taken)
        taken = near[_with_overlap(at, units[near], member[near], required)]
    held = np.cumsum(member[taken], axis=0)
    short = np.count_nonzero(held < required, axis=0)
    return Shortlist(
        candidates[taken],
        units[taken],
        {floor.name: int(count) for floor, count in zip(checked, short, strict=True)},
    )


def _with_overlap(
    greedy: NDArray[np.int64],
    units: NDArray[np.int32],
    member: NDArray[np.bool_],
    required: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The greedy list if it is proven near the best one, else the priced, else the planned one.

    In this order, because the beginnings of the greedy list are the better ones, and planning takes
    longest.
    """
    k = required.shape[0]
    people, bound = priced_people(units, member, required[-1], k)

    def will_do(taken: NDArray[np.int64], best: int) -> bool:
        return _holds(taken, member, required) and _sum(units, taken) >= (1 - TOLERANCE) * best

    if will_do(greedy, bound):
        return greedy
    if people is not None and _sum(units, people) >= (1 - TOLERANCE) * bound:
        for order in (order_forward, order_backward):
            priced = people[order(member[people], required)]
            if _holds(priced, member, required):
                return priced
    planned = planned_list(units, member, required, k)
    return greedy if planned is None or will_do(greedy, _sum(units, planned)) else planned


def _holds(taken: NDArray[np.int64], member: NDArray[np.bool_], required: NDArray[np.int64]) -> bool:
    return bool((np.cumsum(member[taken], axis=0) >= required).all())


def _sum(units: NDArray[np.int32], taken: NDArray[np.int64]) -> int:
    return int(units[taken].sum(dtype=np.int64))


def _required(floor: CheckedFloor, k: int) -> NDArray[np.int64]:
    """Members that each prefix 1..k asks for, in whole numbers: int64, shape (k,)."""
    length = np.arange(1, k + 1, dtype=np.int64)
    return length * floor.share.numerator // floor.share.denominator
