"""Stable matching with capacities, and the pairs that would block a placement.

A pair *blocks* when both would gain: the seeker has a free slot or likes this opportunity better than
the least of hers, and the opportunity has a free seat or ranks her above the least of its seekers.
Seekers rank as their recommendations stand (by fit, ties by opportunity); opportunities rank by
``priority``, without one by fit, ties by the seeker's number. Both orders are strict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse, sparray

from seedbed.matching.allocation.edges import AllocationMarket
from seedbed.matching.allocation.inputs import check_capacity, check_choice, check_number, check_pairs
from seedbed.matching.recommendations import Recommendations
from seedbed.messages import Refusal

Ints = NDArray[np.int64]
Proposing = Literal["seekers", "opportunities"]
Priority: TypeAlias = sparray | Callable[[Ints, Ints], ArrayLike] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StableMatching:
    """Pairs int64 (p, 2), sorted; ``blocking_pairs`` int64 (b, 2), counted apart (none, if all is well)."""

    pairs: Ints
    blocking_pairs: Ints
    proposing: Proposing


def deferred_acceptance(
    market: AllocationMarket,
    capacity: ArrayLike,
    k: int = 50,
    proposing: Proposing = "seekers",
    priority: Priority | None = None,
) -> StableMatching:
    """A stable matching on the k recommendations of each seeker (Gale and Shapley 1962).

    One place per seeker, ``capacity[j]`` per opportunity. The side that proposes gets the best that it
    can have in any stable matching; who is placed, and how many each opportunity takes, is the same
    for both sides (Roth 1986, the rural hospitals theorem).

    With seekers proposing:

    1. A seeker without a place proposes to the best opportunity on her list that has not refused her.
    2. The opportunity keeps the best proposals that it has seats for, and refuses the others.
    3. Those refused go on with 1, until each has a place or the end of her list.

    With opportunities proposing, an opportunity with a free seat proposes to the best seeker on its
    list who has not refused it; a seeker keeps her best proposal.

    Parameters
    ----------
    priority
        How opportunities rank: a csr array (n, m) whose missing entries are 0, a function of aligned
        (seekers, opportunities), or an array aligned with ``market.recommendations(k)``; higher is
        better, ties by the seeker's number. Without one, by fit.

    Raises
    ------
    Refusal
        For capacities as :func:`seedbed.matching.allocate` does; ``matching.unknown-choice``,
        ``matching.priority-shape``, ``matching.no-eligible-pair``.
    """
    seats = check_capacity(capacity, market.n_opportunities)
    check_choice("proposing", proposing, get_args(Proposing))
    check_number("k", k, 1, 2**31)
    edges = market.recommendations(k)
    if edges.indices.size == 0:
        raise Refusal.because("matching.no-eligible-pair", min_fit=0.0)
    by_seeker, by_opportunity = _orders(edges, seats.size, priority)
    seeker = edges.seekers.astype(np.int64)
    opportunity = edges.indices.astype(np.int64)
    # Each side's list of edges, best first, and where each edge stands on the other side's list.
    mine, theirs, first, second, first_seats, second_seats = (
        (by_seeker, by_opportunity, seeker, opportunity, np.ones(market.n_seekers, dtype=np.int64), seats)
        if proposing == "seekers"
        else (
            by_opportunity,
            by_seeker,
            opportunity,
            seeker,
            seats,
            np.ones(market.n_seekers, dtype=np.int64),
        )
    )
    place = np.empty(theirs.size, dtype=np.int64)
    place[theirs] = np.arange(theirs.size)
    starts = np.concatenate([[0], np.cumsum(np.bincount(first, minlength=first_seats.size))])
    held = _propose(starts, mine, first_seats, first, second, second_seats, place)
    pairs = np.column_stack([seeker[held], opportunity[held]])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return StableMatching(pairs, blocking(edges, pairs, seats, 1, priority), proposing)


def blocking_pairs(
    market: AllocationMarket,
    pairs: ArrayLike,
    capacity: ArrayLike,
    k: int = 50,
    per_seeker: int = 1,
    priority: Priority | None = None,
) -> Ints:
    """The pairs among the k recommendations that block ``pairs``: int64 (b, 2), sorted."""
    seats = check_capacity(capacity, market.n_opportunities)
    placed = check_pairs("pairs", pairs, market.n_seekers, market.n_opportunities)
    return blocking(market.recommendations(k), placed, seats, per_seeker, priority)


def blocking(
    edges: Recommendations, pairs: Ints, capacity: Ints, per_seeker: int, priority: Priority | None = None
) -> Ints:
    """As :func:`blocking_pairs`, on given edges; pairs outside them are taken for each side's last.

    Vectorised, and apart from how the pairs came about: only ranks are compared.
    """
    n, m = edges.indptr.size - 1, capacity.size
    by_seeker, by_opportunity = _orders(edges, m, priority)
    seeker = edges.seekers.astype(np.int64)
    opportunity = edges.indices.astype(np.int64)
    rank_of_opportunity = np.empty(seeker.size, dtype=np.int64)
    rank_of_opportunity[by_seeker] = np.arange(seeker.size)
    rank_of_seeker = np.empty(seeker.size, dtype=np.int64)
    rank_of_seeker[by_opportunity] = np.arange(seeker.size)
    last = seeker.size
    matched = np.isin(seeker * m + opportunity, pairs[:, 0] * m + pairs[:, 1])
    # The worst rank that each side holds; ``last`` where it has room or holds a pair off the lists.
    on_lists = np.bincount(seeker[matched], minlength=n)
    worst_of_seeker = np.full(n, -1, dtype=np.int64)
    np.maximum.at(worst_of_seeker, seeker[matched], rank_of_opportunity[matched])
    worst_of_seeker[on_lists < per_seeker] = last
    held = np.bincount(pairs[:, 1], minlength=m)
    listed = np.bincount(opportunity[matched], minlength=m)
    worst_of_opportunity = np.full(m, -1, dtype=np.int64)
    np.maximum.at(worst_of_opportunity, opportunity[matched], rank_of_seeker[matched])
    worst_of_opportunity[(held < capacity) | (listed < held)] = last
    blocks = (
        ~matched
        & (rank_of_opportunity < worst_of_seeker[seeker])
        & (rank_of_seeker < worst_of_opportunity[opportunity])
        & (capacity[opportunity] > 0)
    )
    found = np.column_stack([seeker[blocks], opportunity[blocks]])
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _orders(edges: Recommendations, m: int, priority: Priority | None) -> tuple[Ints, Ints]:
    """Edge positions sorted by (seeker, her order) and by (opportunity, its order)."""
    seeker, opportunity = edges.seekers.astype(np.int64), edges.indices.astype(np.int64)
    merit = _merit(edges, seeker, opportunity, m, priority)
    # Recommendations come best first, so a seeker's list is the order in which her edges stand.
    return np.arange(seeker.size), np.lexsort((seeker, -merit, opportunity))


def _merit(
    edges: Recommendations, seeker: Ints, opportunity: Ints, m: int, priority: Priority | None
) -> NDArray[np.float64]:
    if priority is None:
        return edges.units.astype(np.float64)
    if callable(priority):
        merit = np.asarray(priority(seeker, opportunity), dtype=np.float64)
    elif issparse(priority):
        table = csr_array(priority)
        if table.shape != (edges.indptr.size - 1, m):
            raise Refusal.because("matching.priority-shape", edges=int(seeker.size))
        merit = np.asarray(table[seeker, opportunity], dtype=np.float64).reshape(-1)
    else:
        merit = np.asarray(priority, dtype=np.float64)
    if merit.shape != seeker.shape or np.isnan(merit).any():
        raise Refusal.because("matching.priority-shape", edges=int(seeker.size))
    return merit


def compile_kernels() -> None:
    """Compile (or read from numba's cache) what this module needs."""
    one = np.ones(1, dtype=np.int64)
    zero = np.zeros(1, dtype=np.int64)
    _propose(np.array([0, 1], dtype=np.int64), zero, one, zero, zero, one, zero)


@njit(cache=True, nogil=True)
def _propose(
    starts: Ints, order: Ints, seats: Ints, owner: Ints, other: Ints, other_seats: Ints, place: Ints
) -> Ints:
    """Steps 1-3, for either side; the edges that are held in the end.

    ``order[starts[a]:starts[a + 1]]`` is the list of proposer ``a``, who has ``seats[a]``; ``place`` is
    where an edge stands on the other side's list (lower is better); each of the other side keeps its
    best ``other_seats`` proposals in a heap with the worst on top.
    """
    size = other_seats.size
    room = np.zeros(size + 1, np.int64)
    asked = np.zeros(size, np.int64)
    for e in range(other.size):
        asked[other[e]] += 1
    for b in range(size):
        room[b + 1] = room[b] + min(other_seats[b], asked[b])
    heap = np.empty(room[size], np.int64)
    load = np.zeros(size, np.int64)
    upto = starts.copy()
    free = seats.copy()
    stack = np.empty(seats.size, np.int64)
    top = 0
    for a in range(seats.size):
        stack[top] = a
        top += 1
        while top > 0:
            top -= 1
            p = stack[top]
            while free[p] > 0 and upto[p] < starts[p + 1]:
                e = order[upto[p]]
                upto[p] += 1
                b = other[e]
                base, limit = room[b], room[b + 1] - room[b]
                if limit == 0:
                    continue
                if load[b] < limit:
                    at = load[b]
                    load[b] += 1
                    heap[base + at] = e
                    while at > 0 and place[heap[base + ((at - 1) >> 1)]] < place[heap[base + at]]:
                        up = (at - 1) >> 1
                        heap[base + at], heap[base + up] = heap[base + up], heap[base + at]
                        at = up
                    free[p] -= 1
                    continue
                worst = heap[base]
                if place[worst] < place[e]:
                    continue
                heap[base] = e
                free[p] -= 1
                at = 0
                while True:
                    child = 2 * at + 1
                    if child >= limit:
                        break
                    if child + 1 < limit and place[heap[base + child + 1]] > place[heap[base + child]]:
                        child += 1
                    if place[heap[base + at]] >= place[heap[base + child]]:
                        break
                    heap[base + at], heap[base + child] = heap[base + child], heap[base + at]
                    at = child
                q = owner[worst]
                free[q] += 1
                # With more than one free, q waits on the stack already or is at the end of its list.
                if q != p and free[q] == 1:
                    stack[top] = q
                    top += 1
    total = 0
    for b in range(size):
        total += load[b]
    held = np.empty(total, np.int64)
    at = 0
    for b in range(size):
        for s in range(load[b]):
            held[at] = heap[room[b] + s]
            at += 1
    return held
