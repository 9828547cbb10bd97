"""Auction for the transport part of the problem, and the bound that any prices prove.

Bertsekas (1988), "The auction algorithm: a distributed relaxation method for the assignment
problem", with the outside option of taking nothing at worth 0, several seats per opportunity
(Bertsekas & Castañón 1989) and seekers who may take several different opportunities.

1. Every seeker with a free slot waits in a queue (first in, first out).
2. The first one looks at the worth less price of every opportunity that she does not hold, and bids
   for the best one its price plus what it is better than the second best (or than nothing), plus
   ``eps``. Nothing above 0: she leaves the queue.
3. A free seat takes the bid. A full opportunity gives up its lowest bid: that seeker queues again,
   and the price becomes the lowest bid that now holds a seat.
4. When the queue is empty, the total worth is within ``eps`` per placement of the optimum, if every
   free seat has the price 0; and it has, where prices began at 0.

Where many are worth the same, short steps ``eps`` make long price wars. So :func:`settle` begins with long
steps and carries the prices over to shorter ones (epsilon scaling). Seats that then stay free at a price
above 0 are sold in a reverse auction (Bertsekas, Castañón and Tsaknakis 1993):

5. An opportunity with a free seat and a price looks for the seeker who would gain most by coming, and
   takes her at what the second best would pay, less ``eps``. Would nobody gain, its price is 0. The
   seat that she leaves is sold in the same way.

All numbers are int64, in units of 2**-34 fit (:data:`FINE` parts per fit unit), so results are the same
on every machine and :func:`bound` is a proof, not a rounded figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from seedbed.matching.allocation.problem import Rows

Ints = NDArray[np.int64]
Opportunities = NDArray[np.int32]

# Parts of a fit unit in which worths, prices and multipliers are counted.
FINE = 2**10


@njit(cache=True, nogil=True)
def _sift_down(bids: Ints, edges: Ints, seekers: NDArray[np.int32], base: int, size: int, at: int) -> None:
    """Restore the min-heap ``base..base+size`` below ``at``; equal bids: the later edge leaves first."""
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        right = child + 1
        if right < size:
            a, b = base + child, base + right
            if bids[b] < bids[a] or (bids[b] == bids[a] and edges[b] > edges[a]):
                child = right
        a, b = base + at, base + child
        if bids[a] < bids[b] or (bids[a] == bids[b] and edges[a] > edges[b]):
            return
        bids[a], bids[b] = bids[b], bids[a]
        edges[a], edges[b] = edges[b], edges[a]
        seekers[a], seekers[b] = seekers[b], seekers[a]
        at = child


@njit(cache=True, nogil=True)
def _sift_up(bids: Ints, edges: Ints, seekers: NDArray[np.int32], base: int, at: int) -> None:
    """Move the last entry of a heap up to its place."""
    while at > 0:
        parent = (at - 1) >> 1
        a, b = base + parent, base + at
        if bids[a] < bids[b] or (bids[a] == bids[b] and edges[a] > edges[b]):
            return
        bids[a], bids[b] = bids[b], bids[a]
        edges[a], edges[b] = edges[b], edges[a]
        seekers[a], seekers[b] = seekers[b], seekers[a]
        at = parent


@njit(cache=True, nogil=True)
def _forward(
    indptr: Ints,
    opportunity: Opportunities,
    worth: Ints,
    seat_start: Ints,
    slots: Ints,
    eps: int,
    initial: Ints,
) -> tuple[NDArray[np.bool_], Ints]:
    """Steps 1-4 of the module.

    ``worth`` int64 (e,); the seats of opportunity ``j`` are ``seat_start[j]..seat_start[j+1]`` (at least
    one for every edge); ``slots`` int64 (n,); ``eps`` at least 1; ``initial`` int64 (m,), the prices
    from which to begin. Returns taken bool (e,) and price int64 (m,).
    """
    n = slots.size
    m = seat_start.size - 1
    taken = np.zeros(opportunity.size, np.bool_)
    price = initial.copy()
    load = np.zeros(m, np.int64)
    bids = np.zeros(seat_start[m], np.int64)
    edges = np.zeros(seat_start[m], np.int64)
    holders = np.zeros(seat_start[m], np.int32)
    free = slots.copy()
    queue = np.empty(n + 1, np.int32)
    waits = np.zeros(n, np.bool_)
    head, tail = 0, 0
    for i in range(n):
        if free[i] > 0 and indptr[i + 1] > indptr[i]:
            queue[tail] = i
            tail += 1
            waits[i] = True
    while head != tail:
        i = queue[head]
        head += 1
        if head > n:
            head = 0
        waits[i] = False
        several = slots[i] > 1
        while free[i] > 0:
            best, second, at = 0, 0, -1
            for e in range(indptr[i], indptr[i + 1]):
                net = worth[e] - price[opportunity[e]]
                if net > second and not (several and taken[e]):
                    if net > best:
                        second = best
                        best = net
                        at = e
                    else:
                        second = net
            if at < 0:
                break
            j = opportunity[at]
            bid = price[j] + (best - second) + eps
            base = seat_start[j]
            seats = seat_start[j + 1] - base
            taken[at] = True
            free[i] -= 1
            if load[j] < seats:
                last = load[j]
                bids[base + last], edges[base + last], holders[base + last] = bid, at, i
                _sift_up(bids, edges, holders, base, last)
                load[j] += 1
            else:
                out = holders[base]
                taken[edges[base]] = False
                free[out] += 1
                if not waits[out]:
                    queue[tail] = out
                    tail += 1
                    if tail > n:
                        tail = 0
                    waits[out] = True
                bids[base], edges[base], holders[base] = bid, at, i
                _sift_down(bids, edges, holders, base, seats, 0)
            if load[j] == seats:
                price[j] = bids[base]
    return taken, price


@njit(cache=True, nogil=True)
def _reverse(
    indptr: Ints,
    opportunity: Opportunities,
    worth: Ints,
    seat_start: Ints,
    slots: Ints,
    eps: int,
    in_start: Ints,
    in_edge: Ints,
    in_seeker: NDArray[np.int32],
    taken: NDArray[np.bool_],
    price: Ints,
) -> None:
    """Step 5 of the module; ``taken`` and ``price`` change in place.

    The edges of opportunity ``j`` are ``in_edge[in_start[j]:in_start[j+1]]``, of seekers ``in_seeker``.
    """
    n = slots.size
    m = price.size
    load = np.zeros(m, np.int64)
    used = np.zeros(n, np.int64)
    single = np.full(n, -1, np.int64)
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            if taken[e]:
                load[opportunity[e]] += 1
                used[i] += 1
                single[i] = e
    queue = np.empty(m + 1, np.int64)
    waits = np.zeros(m, np.bool_)
    head, tail = 0, 0
    for j in range(m):
        if load[j] < seat_start[j + 1] - seat_start[j] and price[j] > 0:
            queue[tail] = j
            tail += 1
            waits[j] = True
    while head != tail:
        j = queue[head]
        head += 1
        if head > m:
            head = 0
        waits[j] = False
        while load[j] < seat_start[j + 1] - seat_start[j] and price[j] > 0:
            best, second, at, leave, who = 0, 0, -1, -1, -1
            for x in range(in_start[j], in_start[j + 1]):
                e = in_edge[x]
                if taken[e]:
                    continue
                i = in_seeker[x]
                # What she has now, in the place that she would leave: her least, if she has no free slot.
                has, least = 0, -1
                if used[i] >= slots[i]:
                    if slots[i] == 1:
                        least = single[i]
                        has = worth[least] - price[opportunity[least]]
                    else:
                        for h in range(indptr[i], indptr[i + 1]):
                            if taken[h]:
                                net = worth[h] - price[opportunity[h]]
                                if least < 0 or net < has:
                                    has, least = net, h
                gain = worth[e] - max(0, has)
                if gain > best:
                    second = best
                    best, at, leave, who = gain, e, least, i
                elif gain > second:
                    second = gain
            if best <= eps:
                price[j] = 0
                break
            price[j] = min(price[j], max(0, second - eps))
            if leave >= 0:
                left = opportunity[leave]
                taken[leave] = False
                load[left] -= 1
                used[who] -= 1
                if price[left] > 0 and not waits[left]:
                    queue[tail] = left
                    tail += 1
                    if tail > m:
                        tail = 0
                    waits[left] = True
            taken[at] = True
            load[j] += 1
            used[who] += 1
            single[who] = at


class Auction:
    """Auctions on the edges of one problem; keeps what does not change between them.

    ``indptr`` int64 (n+1,), ``opportunity`` int32 (e,), ``seats`` int64 (m,), ``slots`` int64 (n,).
    """

    def __init__(self, indptr: Ints, opportunity: Opportunities, seats: Ints, slots: Ints) -> None:
        self._indptr, self._opportunity, self._slots, self._seats = indptr, opportunity, slots, seats
        self._seat_start = np.concatenate([[0], np.cumsum(seats)]).astype(np.int64)
        self._in_edge = np.argsort(opportunity, kind="stable")
        counts = np.bincount(opportunity, minlength=seats.size)
        self._in_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        seeker = np.repeat(np.arange(slots.size, dtype=np.int32), np.diff(indptr))
        self._in_seeker = seeker[self._in_edge]

    def settle(
        self, worth: Ints, steps: Sequence[int], initial: Ints | None = None
    ) -> tuple[NDArray[np.bool_], Ints]:
        """Auctions with ever shorter ``steps``: taken bool (e,) and price int64 (m,).

        ``initial`` int64 (m,): prices of a similar problem, from which to begin.
        """
        price = np.zeros(self._seats.size, dtype=np.int64) if initial is None else initial
        taken = np.zeros(self._opportunity.size, dtype=np.bool_)
        graph = (self._indptr, self._opportunity, worth, self._seat_start, self._slots)
        into = (self._in_start, self._in_edge, self._in_seeker)
        for eps in steps:
            taken, price = _forward(*graph, eps, np.maximum(price - eps, 0))
            _reverse(*graph, eps, *into, taken, price)
        return taken, price


@njit(cache=True, nogil=True)
def worths(
    indptr: Ints, opportunity: Opportunities, value: Ints, rows: Rows, multiplier: Ints, fine: int
) -> Ints:
    """Worth of each edge, int64 (e,): ``fine * value_e + sum_f multiplier_f a_fe``."""
    inside = multiplier * rows.inside
    outside = multiplier * rows.outside
    worth = np.empty(opportunity.size, np.int64)
    for i in range(indptr.size - 1):
        for e in range(indptr[i], indptr[i + 1]):
            j = opportunity[e]
            total = fine * value[e]
            for c in range(rows.start[j], rows.start[j + 1]):
                f = rows.covering[c]
                total += inside[f] if rows.membership[i, rows.group[f]] != 0 else outside[f]
            worth[e] = total
    return worth


@njit(cache=True, nogil=True)
def counted(
    indptr: Ints, opportunity: Opportunities, taken: NDArray[np.bool_], rows: Rows
) -> tuple[Ints, Ints]:
    """Per constraint the members, and all, among the taken edges of its scope: int64 (F,) each."""
    members = np.zeros(rows.least.size, np.int64)
    filled = np.zeros(rows.least.size, np.int64)
    for i in range(indptr.size - 1):
        for e in range(indptr[i], indptr[i + 1]):
            if taken[e]:
                j = opportunity[e]
                for c in range(rows.start[j], rows.start[j + 1]):
                    f = rows.covering[c]
                    filled[f] += 1
                    members[f] += rows.membership[i, rows.group[f]]
    return members, filled


@njit(cache=True, nogil=True)
def _surpluses(indptr: Ints, opportunity: Opportunities, worth: Ints, price: Ints, slots: Ints) -> Ints:
    """Sum over blocks of seekers of their ``slots`` largest positive ``worth - price``: int64 per block."""
    n = slots.size
    sums = np.zeros((n + 4095) // 4096, np.int64)
    for i in range(n):
        if slots[i] == 1:
            best = 0
            for e in range(indptr[i], indptr[i + 1]):
                best = max(best, worth[e] - price[opportunity[e]])
            sums[i // 4096] += best
        elif slots[i] > 1:
            nets = np.empty(indptr[i + 1] - indptr[i], np.int64)
            for e in range(indptr[i], indptr[i + 1]):
                nets[e - indptr[i]] = max(0, worth[e] - price[opportunity[e]])
            nets.sort()
            for rank in range(min(slots[i], nets.size)):
                sums[i // 4096] += nets[nets.size - 1 - rank]
    return sums


def bound(
    indptr: Ints, opportunity: Opportunities, worth: Ints, price: Ints, slots: Ints, seats: Ints
) -> int:
    """What no choice of edges can exceed in worth, for any ``price >= 0``: an exact integer.

    ``sum_i (the slots_i largest positive worth_ij - price_j) + sum_j seats_j price_j`` (weak duality).
    """
    surplus = sum(int(part) for part in _surpluses(indptr, opportunity, worth, price, slots))
    # Split so that no product leaves int64.
    high, low = np.divmod(price, 1 << 21)
    return surplus + (int(np.dot(seats, high)) << 21) + int(np.dot(seats, low))
