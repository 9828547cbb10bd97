"""Exposure caps: recommendations in which no opportunity stands on more lists than it can serve.

Without a cap everybody is sent to the same few good places (congestion), and places further down are
never seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from seedbed.matching.allocation.inputs import check_number
from seedbed.matching.recommendations import Recommendations
from seedbed.matching.sides import shape_mismatch
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.market import Market


def capped_recommendations(market: Market, k: int, most: ArrayLike) -> Recommendations:
    """At most ``k`` opportunities for each seeker, opportunity ``j`` on at most ``most[j]`` lists.

    The rule, exactly: all eligible pairs with a fit above 0 stand in one order, by falling fit, then
    opportunity id, then seeker id. They are gone through once, and a pair is taken if the seeker has
    fewer than ``k`` and the opportunity fewer than its most. A seeker whom a full opportunity turned away
    so gets the next best that has room.

    Since both sides rank by the same order, this is the one stable many-to-many matching with these
    quotas: of a pair that is not on the lists, the seeker has
    ``k`` better ones or the opportunity is on ``most[j]`` lists of people who rank before her. The sum
    of the fits is at least half of the largest possible (greedy b-matching: Avis 1983, Mestre 2006).

    1. Take the best ``d`` of each seeker, ``d`` = ``2k`` at first.
    2. Go through these pairs by the rule.
    3. If someone has fewer than ``k`` although there may be more beyond her ``d``, double ``d`` and repeat.
       Else the pairs beyond could not have been taken: each seeker either has ``k`` or was looked at whole.

    Memory: 24 bytes per pair of step 1; where caps are tight that may be all eligible pairs.

    Parameters
    ----------
    k
        At least 1.
    most
        (m,) whole numbers >= 0, or one number for all; for instance ``c * capacity``.

    Raises
    ------
    Refusal
        ``matching.k-below-one``, ``matching.shape-mismatch``, ``matching.number-out-of-range``.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> market = Market(csr_array([[1.0], [0.5]]), csr_array([[1.0], [1.0]]))
    >>> market.recommendations(k=1).indices.tolist()
    [0, 0]
    >>> capped_recommendations(market, k=1, most=1).indices.tolist()
    [0, 1]
    """
    if k < 1:
        raise Refusal.because("matching.k-below-one", k=k)
    m = market.n_opportunities
    given = np.asarray(most)
    if given.dtype.kind not in "iu":
        raise TypeError(f"most: how many lists must be whole numbers, not {given.dtype}")
    if given.shape not in ((), (m,)):
        raise shape_mismatch("most", given.shape, (m,))
    check_number("most", int(given.min(initial=0)), 0, 2**62)
    room = np.broadcast_to(given, (m,)).astype(np.int64)
    seeker_rank, opportunity_rank = (_ranks(ids) for ids in (market.id_orders))
    depth = min(2 * k, m)
    while True:
        listed = market.recommendations(depth)
        seekers = listed.seekers
        order = np.lexsort((seeker_rank[seekers], opportunity_rank[listed.indices], -listed.units))
        taken = np.zeros(seekers.size, np.bool_)
        held = _take(order, seekers, listed.indices, room, np.zeros(market.n_seekers, np.int64), k, taken)
        if depth >= m or not ((held < k) & (np.diff(listed.indptr) == depth)).any():
            break
        depth = min(2 * depth, m)
    return Recommendations(np.concatenate(([0], np.cumsum(held))), listed.indices[taken], listed.units[taken])


@dataclass(frozen=True, slots=True)
class Congestion:
    """How lists crowd around few opportunities.

    Parameters
    ----------
    rows
        Rows of all lists together.
    listed
        Opportunities on at least one list.
    most
        Lists on which the opportunity stands that stands on most.
    gini
        The Gini (1912) coefficient of the number of lists over all opportunities: 0 where all stand on as many,
        towards 1 where few stand on all. 0 without any row.
    """

    rows: int
    listed: int
    most: int
    gini: float


def congestion(recommendations: Recommendations, n_opportunities: int) -> Congestion:
    """Count on how many lists each of ``n_opportunities`` stands.

    >>> from seedbed.matching.recommendations import Recommendations
    >>> lists = Recommendations(np.array([0, 1, 2]), np.array([0, 0], np.int32), np.array([9, 5], np.int32))
    >>> congestion(lists, 2)
    Congestion(rows=2, listed=1, most=2, gini=0.5)
    """
    lists = np.sort(np.bincount(recommendations.indices, minlength=n_opportunities))
    rank = np.arange(1, lists.size + 1)
    total = int(lists.sum())
    gini = float((2 * rank - lists.size - 1) @ lists / (lists.size * total)) if total else 0.0
    return Congestion(total, int(np.count_nonzero(lists)), int(lists.max(initial=0)), gini)


def compile_exposure() -> None:
    """Compile (or read from numba's cache) the pass over the pairs."""
    one, number = np.zeros(1, np.int64), np.zeros(1, np.int32)
    _take(one, number, number, one, one.copy(), 1, np.zeros(1, np.bool_))


def _ranks(order: NDArray[np.int32]) -> NDArray[np.int64]:
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    return rank


@njit(cache=True, nogil=True)
def _take(
    order: NDArray[np.int64],
    seekers: NDArray[np.int32],
    opportunities: NDArray[np.int32],
    room: NDArray[np.int64],
    held: NDArray[np.int64],
    k: int,
    taken: NDArray[np.bool_],
) -> NDArray[np.int64]:  # pragma: no cover - compiled
    """Step 2: marks what is taken; how many each seeker has (``held``, filled)."""
    left = room.copy()
    for at in order:
        i, j = seekers[at], opportunities[at]
        if held[i] < k and left[j] > 0:
            held[i] += 1
            left[j] -= 1
            taken[at] = True
    return held
