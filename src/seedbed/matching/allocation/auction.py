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

Where many are worth the same, short steps ``eps`` make long price wars. So :meth:`Auction.settle` begins
with long steps and carries the prices, a little lowered, over to shorter ones (epsilon scaling). Prices of
a similar problem serve as well: lowered by what its worths have fallen, they leave little to bid for
(:func:`falls`). Seats that in the end stay free at a price above 0 are sold in a reverse auction (Bertsekas,
Castañón and Tsaknakis 1993):

5. An opportunity with a free seat and a price looks for the seeker who would gain most by coming, and
   takes her at what the second best would pay, less ``eps``. Would nobody gain, its price is 0. The
   seat that she leaves is sold in the same way.

All numbers are int64, in units of 2**-34 fit (:data:`FINE` parts per fit unit), so results are the same
on every machine and :func:`bound` is a proof, not a rounded figure.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from seedbed.matching.allocation.problem import Rows

Ints = NDArray[np.int64]
Opportunities = NDArray[np.int32]

# Parts of a fit unit in which worths, prices and multipliers are counted.
FINE = 2**10
_SHORTER = 6  # The steps shrink by this factor,
_STEPS_TO_TOP = 24  # from a length of which so many reach as high as prices can be expected to rise,
_LOWER = 4  # and from prices that are lower by so many steps of the length before.
_MANY = 0.02  # If more than this part of the seats is free at a price, the prices known were no help.


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
                here = np.uint64(e)  # Unsigned: no test for counting from the end.
                net = worth[here] - price[np.uint32(opportunity[here])]
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
    held: Ints,
) -> None:
    """Step 5 of the module; ``taken`` and ``price`` change in place.

    The edges of opportunity ``j`` are ``in_edge[in_start[j]:in_start[j+1]]``, of seekers ``in_seeker``;
    ``held``: the positions of ``taken`` to begin with, sorted.
    """
    n = slots.size
    m = price.size
    load = np.zeros(m, np.int64)
    # Her edge and what she gains from it, where seekers have one slot; side by side in memory.
    single = slots.max() <= 1
    own = np.zeros((n, 2), np.int64)
    own[:, 0] = -1
    i = 0
    for e in held:
        while indptr[i + 1] <= e:
            i += 1
        load[opportunity[e]] += 1
        own[i, 0] = e
        own[i, 1] = worth[e] - price[opportunity[e]]
    queue = np.empty(m + 1, np.int64)
    waits = np.zeros(m, np.bool_)
    head, tail = 0, 0
    most = 0
    for j in range(m):
        if load[j] < seat_start[j + 1] - seat_start[j] and price[j] > 0:
            queue[tail] = j
            tail += 1
            waits[j] = True
        most = max(most, in_start[j + 1] - in_start[j])
    offer = np.empty(most, np.int64)
    while head != tail:
        j = queue[head]
        head += 1
        if head > m:
            head = 0
        waits[j] = False
        if price[j] == 0:
            continue
        base = in_start[j]
        for x in range(in_start[j + 1] - base):
            e, i = in_edge[base + x], in_seeker[base + x]
            # What she would give up: her least place, if she has no free slot.
            if single:
                offer[x] = 0 if own[i, 0] == e else worth[e] - max(0, own[i, 1])
            elif taken[e]:
                offer[x] = 0
            else:
                offer[x] = worth[e] - max(0, _least(indptr, opportunity, worth, price, taken, i, slots[i])[1])
        before = price[j]
        while load[j] < seat_start[j + 1] - seat_start[j] and price[j] > 0:
            best, second, at = 0, 0, -1
            for x in range(in_start[j + 1] - base):
                if offer[x] > second:
                    if offer[x] > best:
                        second = best
                        best, at = offer[x], x
                    else:
                        second = offer[x]
            if best <= eps:
                price[j] = 0
                break
            price[j] = min(price[j], max(0, second - eps))
            offer[at] = 0
            enter, who = in_edge[base + at], in_seeker[base + at]
            leave = own[who, 0]
            if not single:
                leave = _least(indptr, opportunity, worth, price, taken, who, slots[who])[0]
            if leave >= 0:
                left = opportunity[leave]
                taken[leave] = False
                load[left] -= 1
                if price[left] > 0 and not waits[left]:
                    queue[tail] = left
                    tail += 1
                    if tail > m:
                        tail = 0
                    waits[left] = True
            taken[enter] = True
            load[j] += 1
            # As if at the price of before: all who hold a place here are told of the new one below.
            own[who, 0], own[who, 1] = enter, worth[enter] - before
        if single and price[j] < before:
            for x in range(base, in_start[j + 1]):
                if own[in_seeker[x], 0] == in_edge[x]:
                    own[in_seeker[x], 1] += before - price[j]


@njit(cache=True, nogil=True)
def _least(
    indptr: Ints,
    opportunity: Opportunities,
    worth: Ints,
    price: Ints,
    taken: NDArray[np.bool_],
    i: int,
    slots: int,
) -> tuple[int, int]:
    """The place that a seeker gains least from, and what: (edge, gain); (-1, 0) if she has a free slot."""
    used, leave, least = 0, -1, 0
    for e in range(indptr[i], indptr[i + 1]):
        if taken[e]:
            used += 1
            net = int(worth[e] - price[opportunity[e]])
            if leave < 0 or net < least:
                leave, least = e, net
    if used < slots:
        return -1, 0
    return leave, least


@njit(cache=True, nogil=True)
def _by_opportunity(indptr: Ints, opportunity: Opportunities, m: int) -> tuple[Ints, Ints, NDArray[np.int32]]:
    """Edges in the order of their opportunities: where each begins (m+1,), edges and seekers (e,)."""
    start = np.zeros(m + 1, np.int64)
    for e in range(opportunity.size):
        start[opportunity[e] + 1] += 1
    for j in range(m):
        start[j + 1] += start[j]
    upto = start[:-1].copy()
    edge = np.empty(opportunity.size, np.int64)
    seeker = np.empty(opportunity.size, np.int32)
    for i in range(indptr.size - 1):
        for e in range(indptr[i], indptr[i + 1]):
            at = upto[opportunity[e]]
            edge[at], seeker[at] = e, i
            upto[opportunity[e]] = at + 1
    return start, edge, seeker


class Auction:
    """Auctions on the edges of one problem; keeps what does not change between them.

    ``indptr`` int64 (n+1,), ``opportunity`` int32 (e,), ``seats`` int64 (m,), ``slots`` int64 (n,).
    """

    def __init__(self, indptr: Ints, opportunity: Opportunities, seats: Ints, slots: Ints) -> None:
        self._indptr, self._opportunity, self._slots, self._seats = indptr, opportunity, slots, seats
        self._seat_start = np.concatenate([[0], np.cumsum(seats)]).astype(np.int64)
        self._into = _by_opportunity(indptr, opportunity, seats.size)

    def settle(self, worth: Ints, eps: int, top: int = 0, initial: Ints | None = None) -> tuple[Ints, Ints]:
        """Auctions with steps ever shorter down to ``eps``: sorted edge positions and price int64 (m,).

        ``initial`` int64 (m,): prices from which to begin, about ``top`` below those to come. Without
        them nothing is known: prices begin at 0, and ``top`` is not looked at.
        """
        graph = (self._indptr, self._opportunity, worth, self._seat_start, self._slots)
        price = np.zeros(self._seats.size, dtype=np.int64) if initial is None else initial
        step = eps
        while step * _STEPS_TO_TOP < (int(worth.max(initial=0)) if initial is None else top):
            step *= _SHORTER
        while True:
            taken, price = _forward(*graph, step, price)
            if step <= eps:
                break
            # Low enough that few seats stay free: to sell them in reverse takes longer than to bid anew.
            price = np.maximum(price - _LOWER * step, 0)
            step //= _SHORTER
        held = np.flatnonzero(taken)
        if initial is not None:
            unsold = self._seats - np.bincount(self._opportunity[held], minlength=self._seats.size)
            if unsold[price > 0].sum() > _MANY * held.size:
                return self.settle(worth, eps)
        _reverse(*graph, eps, *self._into, taken, price, held)
        return np.flatnonzero(taken), price


@njit(cache=True, nogil=True, inline="always")
def _lot(i: int, j: int, chance: int) -> int:
    """A number from 0 to less than ``chance`` that depends on the pair alone (SplitMix64, Steele et al. 2014)."""
    x = (np.uint64(i) << np.uint64(32)) + np.uint64(j) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int(np.int64((x ^ (x >> np.uint64(31))) >> np.uint64(42))) * chance >> 22


@njit(cache=True, nogil=True)
def worths(
    indptr: Ints,
    opportunity: Opportunities,
    value: NDArray[np.int32],
    rows: Rows,
    multiplier: Ints,
    chance: int,
) -> Ints:
    """Worth of each edge, int64 (e,): ``FINE * value_e + sum_f multiplier_f a_fe``, and a lot.

    The lot is under ``chance`` (at most 2**40) and decides among equals: without it all members of a
    group would come before all others, or after them, as soon as a multiplier moves.
    """
    kinds, covers = rows.coefficient.shape[0], rows.start.size - 1
    worth = np.empty(opportunity.size, np.int64)
    # One sum for each kind of seeker and cover of opportunity, unless that is more than there are edges.
    tabled = kinds * covers <= opportunity.size + 1024
    bonus = np.zeros((kinds if tabled else 0, covers if tabled else 0), np.int64)
    for k in range(bonus.shape[0]):
        for c in range(covers):
            for x in range(rows.start[c], rows.start[c + 1]):
                f = rows.covering[x]
                bonus[k, c] += multiplier[f] * rows.coefficient[k, f]
    for i in range(indptr.size - 1):
        k = rows.kind[i]
        for e in range(indptr[i], indptr[i + 1]):
            c = rows.cover[np.uint32(opportunity[e])]
            total = FINE * np.int64(value[e]) + _lot(i, opportunity[e], chance)
            if tabled:
                total += bonus[k, c]
            else:
                for x in range(rows.start[c], rows.start[c + 1]):
                    f = rows.covering[x]
                    total += multiplier[f] * rows.coefficient[k, f]
            worth[e] = total
    return worth


def falls(rows: Rows, before: Ints, after: Ints) -> Ints:
    """How far worths can fall when multipliers go from ``before`` to ``after``: int64 (m,), ``>= 0``."""
    rise = after - before
    fall = np.maximum(-rise * rows.inside, -rise * rows.outside)
    by_cover = np.zeros(rows.start.size - 1, dtype=np.int64)
    np.add.at(by_cover, np.repeat(np.arange(by_cover.size), np.diff(rows.start)), fall[rows.covering])
    below: Ints = np.maximum(by_cover, 0)[rows.cover]
    return below


@njit(cache=True, nogil=True)
def counted(indptr: Ints, opportunity: Opportunities, taken: Ints, rows: Rows) -> Ints:
    """Per constraint how many taken edges are of members, and of others, in its scope: int64 (2, F).

    ``taken`` are sorted edge positions.
    """
    counts = np.zeros((2, rows.least.size), np.int64)
    i = 0
    for e in taken:
        while indptr[i + 1] <= e:
            i += 1
        c = rows.cover[opportunity[e]]
        for x in range(rows.start[c], rows.start[c + 1]):
            f = rows.covering[x]
            counts[0 if rows.coefficient[rows.kind[i], f] == rows.inside[f] else 1, f] += 1
    return counts


@njit(cache=True, nogil=True)
def _surpluses(
    indptr: Ints, opportunity: Opportunities, worth: Ints, price: Ints, slots: Ints, chance: int
) -> Ints:
    """Sum over blocks of seekers of their ``slots`` largest positive ``worth - price``: int64 per block.

    Worths are taken without their lots.
    """
    n = slots.size
    sums = np.zeros((n + 4095) // 4096, np.int64)
    for i in range(n):
        if slots[i] == 1:
            best = np.int64(0)
            for e in range(indptr[i], indptr[i + 1]):
                at = np.uint64(e)
                net = worth[at] - price[np.uint32(opportunity[at])]
                if net > best:
                    best = max(best, net - _lot(i, opportunity[at], chance))
            sums[i // 4096] += best
        elif slots[i] > 1:
            nets = np.empty(indptr[i + 1] - indptr[i], np.int64)
            for e in range(indptr[i], indptr[i + 1]):
                j = opportunity[e]
                nets[e - indptr[i]] = max(0, worth[e] - price[j] - _lot(i, j, chance))
            nets.sort()
            for rank in range(min(slots[i], nets.size)):
                sums[i // 4096] += nets[nets.size - 1 - rank]
    return sums


def bound(
    indptr: Ints,
    opportunity: Opportunities,
    worth: Ints,
    price: Ints,
    slots: Ints,
    seats: Ints,
    chance: int = 0,
) -> int:
    """What no choice of edges can exceed in worth, for any ``price >= 0``: an exact integer.

    ``sum_i (the slots_i largest positive worth_ij - price_j) + sum_j seats_j price_j`` (weak duality);
    lots that worths hold (``chance`` as in :func:`worths`) are left out.
    """
    surplus = sum(int(part) for part in _surpluses(indptr, opportunity, worth, price, slots, chance))
    # Split so that no product leaves int64.
    high, low = np.divmod(price, 1 << 21)
    return surplus + (int(np.dot(seats, high)) << 21) + int(np.dot(seats, low))
