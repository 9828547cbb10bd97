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
    seeker, opportunity = edges.seekers, edges.indices
    merit = _merit(edges, seats.size, priority)
    slots = np.ones(market.n_seekers, dtype=np.int64)
    if proposing == "seekers":
        # Recommendations stand best first: her list is the order in which her edges stand.
        held = _propose(edges.indptr, opportunity[:0], slots, seeker, opportunity, seats, merit)
    else:
        starts, lists = _lists_of_opportunities(opportunity, merit, seats.size)
        # To a seeker the earlier of two edges is the better one: equal merits leave it at that.
        held = _propose(starts, lists, seats, opportunity, seeker, slots, np.zeros(merit.size))
    held.sort()  # edges stand by seeker, and hers is one
    pairs = np.column_stack([seeker[held], opportunity[held]]).astype(np.int64)
    return StableMatching(pairs, _blocking(edges, pairs, seats, 1, merit), proposing)


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
    """As :func:`blocking_pairs`, on given edges; pairs outside them are taken for each side's last."""
    return _blocking(edges, pairs, capacity, per_seeker, _merit(edges, capacity.size, priority))


def _blocking(
    edges: Recommendations, pairs: Ints, capacity: Ints, per_seeker: int, merit: NDArray[np.float64]
) -> Ints:
    """Only what each side holds counts, however it came about."""
    blocks = _blocking_edges(
        edges.indptr, edges.indices, merit, np.ascontiguousarray(pairs), capacity, per_seeker
    )
    found = np.column_stack([edges.seekers[blocks], edges.indices[blocks]]).astype(np.int64)
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _merit(edges: Recommendations, m: int, priority: Priority | None) -> NDArray[np.float64]:
    """How opportunities rank: float64 aligned with the edges, higher is better, ties by edge."""
    if priority is None:
        return edges.units.astype(np.float64)
    if callable(priority):
        given = priority(edges.seekers.astype(np.int64), edges.indices.astype(np.int64))
        merit = np.asarray(given, dtype=np.float64)
    elif issparse(priority):
        table = csr_array(priority)
        if table.shape != (edges.indptr.size - 1, m):
            raise Refusal.because("matching.priority-shape", edges=int(edges.indices.size))
        merit = np.asarray(table[edges.seekers, edges.indices], dtype=np.float64).reshape(-1)
    else:
        merit = np.asarray(priority, dtype=np.float64)
    if merit.shape != edges.indices.shape or np.isnan(merit).any():
        raise Refusal.because("matching.priority-shape", edges=int(edges.indices.size))
    return np.ascontiguousarray(merit)


def compile_kernels() -> None:
    """Compile (or read from numba's cache) what this module needs."""
    one, starts = np.ones(1, np.int64), np.array([0, 1], np.int64)
    ids, merit = np.zeros(1, np.int32), np.zeros(1)
    _propose(starts, ids[:0], one, ids, ids, one, merit)
    _lists_of_opportunities(ids, merit, 1)
    _blocking_edges(starts, ids, merit, np.zeros((1, 2), np.int64), one, 1)


@njit(cache=True, nogil=True)
def _lists_of_opportunities(
    opportunity: NDArray[np.int32], merit: NDArray[np.float64], m: int
) -> tuple[Ints, NDArray[np.int32]]:
    """Where each opportunity's list begins, and the lists: edges by falling merit, ties by edge."""
    starts = np.zeros(m + 1, np.int64)
    for e in range(opportunity.size):
        starts[opportunity[e] + 1] += 1
    for j in range(m):
        starts[j + 1] += starts[j]
    upto = starts[:-1].copy()
    lists = np.empty(opportunity.size, np.int32)
    for e in range(opportunity.size):
        j = opportunity[e]
        lists[upto[j]] = e
        upto[j] += 1
    for j in range(m):
        own = lists[starts[j] : starts[j + 1]]
        own[:] = own[np.argsort(-merit[own], kind="mergesort")]
    return starts, lists


@njit(cache=True, nogil=True)
def _propose(
    starts: Ints,
    lists: NDArray[np.int32],
    seats: Ints,
    owner: NDArray[np.int32],
    other: NDArray[np.int32],
    other_seats: Ints,
    merit: NDArray[np.float64],
) -> Ints:
    """Steps 1-3, for either side; the edges that are held in the end.

    ``lists[starts[a]:starts[a + 1]]`` are the edges of proposer ``a``, best first, who has ``seats[a]``;
    without ``lists`` these are the edges ``starts[a]`` and on. Each of the other side keeps the best
    ``other_seats`` proposals, by merit, ties by edge, in a heap with the worst on top (Williams 1964).
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
    upto = starts[:-1].copy()
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
                e = int(lists[upto[p]]) if lists.size else int(upto[p])
                upto[p] += 1
                b = other[e]
                limit = room[b + 1] - room[b]
                if limit == 0:
                    continue
                held = heap[room[b] : room[b + 1]]
                if load[b] < limit:
                    _sift_up(held, load[b], e, merit)
                    load[b] += 1
                    free[p] -= 1
                    continue
                worst = held[0]
                if not _worse(worst, e, merit):
                    continue
                _replace_top(held, e, merit)
                free[p] -= 1
                q = owner[worst]
                free[q] += 1
                # With more than one free, q waits on the stack already or is at the end of its list.
                if q != p and free[q] == 1:
                    stack[top] = q
                    top += 1
    kept = np.empty(load.sum(), np.int64)
    at = 0
    for b in range(size):
        kept[at : at + load[b]] = heap[room[b] : room[b] + load[b]]
        at += load[b]
    return kept


@njit(cache=True, nogil=True, inline="always")
def _worse(one: int, other: int, merit: NDArray[np.float64]) -> bool:
    return merit[one] < merit[other] or (merit[one] == merit[other] and one > other)


@njit(cache=True, nogil=True)
def _sift_up(heap: Ints, at: int, edge: int, merit: NDArray[np.float64]) -> None:
    """Put an edge behind the ``at`` edges of a heap."""
    while at > 0:
        up = (at - 1) >> 1
        if not _worse(edge, heap[up], merit):
            break
        heap[at] = heap[up]
        at = up
    heap[at] = edge


@njit(cache=True, nogil=True)
def _replace_top(heap: Ints, edge: int, merit: NDArray[np.float64]) -> None:
    """Put an edge in the place of the worst of a full heap."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= heap.size:
            break
        if child + 1 < heap.size and _worse(heap[child + 1], heap[child], merit):
            child += 1
        if not _worse(heap[child], edge, merit):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = edge


@njit(cache=True, nogil=True)
def _blocking_edges(
    indptr: Ints,
    indices: NDArray[np.int32],
    merit: NDArray[np.float64],
    pairs: Ints,
    capacity: Ints,
    per_seeker: int,
) -> Ints:
    """The edges that block: each side is asked for the last that it holds, then every edge is looked at."""
    n, m, last = indptr.size - 1, capacity.size, indices.size
    placed = np.zeros(n, np.int64)  # on the list
    held = np.zeros(m, np.int64)
    matched = np.zeros(last, np.bool_)
    worst_of_seeker = np.full(n, -1, np.int64)
    worst_of_opportunity = np.full(m, -1, np.int64)
    for row in range(len(pairs)):
        i, j = pairs[row]
        held[j] += 1
        e = indptr[i]
        while e < indptr[i + 1] and indices[e] != j:
            e += 1
        if e == indptr[i + 1]:
            worst_of_opportunity[j] = last  # a pair off the list ranks behind everybody on it
            continue
        matched[e] = True
        placed[i] += 1
        worst_of_seeker[i] = max(worst_of_seeker[i], e)
        least = worst_of_opportunity[j]
        if least == -1 or (least < last and _worse(e, least, merit)):
            worst_of_opportunity[j] = e
    for i in range(n):
        if placed[i] < per_seeker:
            worst_of_seeker[i] = last
    for j in range(m):
        if held[j] < capacity[j]:
            worst_of_opportunity[j] = last
        if capacity[j] == 0:
            worst_of_opportunity[j] = -1
    found = []
    for i in range(n):
        for e in range(indptr[i], min(indptr[i + 1], worst_of_seeker[i])):
            worst = worst_of_opportunity[indices[e]]
            if worst >= 0 and not matched[e] and (worst == last or _worse(worst, e, merit)):
                found.append(e)
    return np.array(found, np.int64)
