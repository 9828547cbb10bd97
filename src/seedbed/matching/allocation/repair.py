"""Primal repair: from placements that nearly satisfy the constraints to placements that do.

A *move* puts a seeker into an opportunity, where needed out of one of her other places and in the
place of one present holder; or it takes one placement away. In three steps:

1. *Repair*: per seeker the move that loses least fit per place of shortfall removed; the cheapest
   first, each judged again as things then stand; again until nothing falls short or nothing helps.
2. *Clear*: where that stalls, the scopes that still fall short are emptied, in the end everything.
   Floors that carry nothing are satisfied by then.
3. *Improve*: free seats are filled where every constraint still holds (best fit first), then the
   moves that gain fit and break nothing are made, until none is left (or they gain next to nothing).

Which holder gives way matters only through the groups that she is in, so per opportunity and *kind*
(pattern of memberships) the holder with the least fit stands for all. Moves that cannot be cheaper than
the best one so far are passed over after a look at the cheapest holder.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from seedbed.matching.allocation.auction import counted
from seedbed.matching.allocation.problem import Problem, Rows, rows_of

Ints = NDArray[np.int64]

_MOST_SCANS = 200
# Moves looked for, per place that is missing: many will no longer be possible when their turn comes.
_SPARE = 12
_SAMPLE = 16
# Shortfall that the moves made after one look would remove, in parts of all, and its growth from look to
# look: few of the cheapest at first, for the next look may know cheaper ones, but not endlessly.
_DEEP, _DEEPER = 8.0, 1.5
# A change of the shortfall smaller than this many places is a rounding of the sum, not a change.
_NOTHING = 1e-9


class Edges(NamedTuple):
    """A problem's edges and limits, for kernels."""

    indptr: Ints
    opportunity: NDArray[np.int32]
    value: NDArray[np.int32]
    capacity: Ints
    slots: Ints


class State(NamedTuple):
    """Placements and what follows from them; kernels change the arrays in place."""

    taken: NDArray[np.bool_]
    """(e,)"""
    load: Ints
    """(m,)"""
    used: Ints
    """(n,)"""
    slack: Ints
    """(F,): left side less ``least``; negative where a constraint falls short."""


class Holders(NamedTuple):
    """Per opportunity the cheapest holder of each kind."""

    start: Ints
    """(m + 1,)"""
    edge: Ints
    seeker: Ints
    entry: Ints
    """(m,): fit units that coming in costs at least: the cheapest holder's, or 0 where a seat is free."""


class Scratch(NamedTuple):
    """Room for the change of slack that one move makes."""

    delta: Ints
    touched: Ints


@njit(cache=True, nogil=True)
def _scratch(rows: Rows) -> Scratch:
    """Room for a move that touches three opportunities."""
    widest = 0
    for c in range(rows.start.size - 1):
        widest = max(widest, rows.start[c + 1] - rows.start[c])
    return Scratch(np.zeros(rows.least.size, np.int64), np.empty(3 * widest, np.int64))


@njit(cache=True, nogil=True)
def _count(rows: Rows, into: Ints, touched: Ints, listed: int, i: int, j: int, sign: int) -> int:
    """Add ``sign`` times the coefficients of the pair to ``into``; list the rows; the list's length."""
    c, k = rows.cover[j], rows.kind[i]
    for x in range(rows.start[c], rows.start[c + 1]):
        f = rows.covering[x]
        into[f] += sign * rows.coefficient[k, f]
        touched[listed] = f
        listed += 1
    return listed


@njit(cache=True, nogil=True)
def _shift(
    rows: Rows, edges: Edges, into: Ints, touched: Ints, i: int, enter: int, leave: int, out: int, holder: int
) -> int:
    """What a move adds to the constraints' left sides; -1 stands for no edge."""
    listed = 0
    if enter >= 0:
        listed = _count(rows, into, touched, listed, i, edges.opportunity[enter], 1)
    if leave >= 0:
        listed = _count(rows, into, touched, listed, i, edges.opportunity[leave], -1)
    if out >= 0:
        listed = _count(rows, into, touched, listed, holder, edges.opportunity[out], -1)
    return listed


@njit(cache=True, nogil=True)
def _judge(rows: Rows, slack: Ints, scratch: Scratch, listed: int) -> tuple[float, bool]:
    """Change of the shortfall in places; whether a row falls (further) short. Clears the scratch."""
    change = 0.0
    breaks = False
    for t in range(listed):
        f = scratch.touched[t]
        d = scratch.delta[f]
        if d != 0:
            before, after = slack[f], slack[f] + d
            change += (max(0, -after) - max(0, -before)) / rows.seat[f]
            if d < 0 and after < 0:
                breaks = True
            scratch.delta[f] = 0
    return change, breaks


@njit(cache=True, nogil=True)
def _short_rows(rows: Rows, slack: Ints) -> tuple[Ints, Ints]:
    """The constraints that fall short, by cover: those of ``c`` are ``short[start[c]:start[c + 1]]``."""
    start = np.zeros(rows.start.size, np.int64)
    short = np.empty(rows.covering.size, np.int64)
    for c in range(rows.start.size - 1):
        start[c + 1] = start[c]
        for x in range(rows.start[c], rows.start[c + 1]):
            if slack[rows.covering[x]] < 0:
                short[start[c + 1]] = rows.covering[x]
                start[c + 1] += 1
    return start, short


@njit(cache=True, nogil=True)
def _scan(
    edges: Edges, rows: Rows, state: State, holders: Holders, repairing: bool, wanted: int
) -> tuple[NDArray[np.float64], Ints, NDArray[np.float64]]:
    """Per seeker the best move: its cost (n,), ``inf`` for none, the move (n, 4), and what it removes (n,).

    A move is (edge in, own edge out, holder's edge out, holder); -1 for none. The cost is fit lost
    per place of shortfall removed when repairing, else fit lost (so negative). When repairing, only about
    the ``wanted`` cheapest seekers are found.
    """
    n = edges.slots.size
    cost = np.full(n, np.inf)
    moves = np.full((n, 4), -1, np.int64)
    removed = np.zeros(n)
    scratch = _scratch(rows)
    start, short = _short_rows(rows, state.slack)
    helpful = np.zeros(rows.coefficient.shape[0], np.bool_)
    for k in range(helpful.size):
        for f in range(state.slack.size):
            if state.slack[f] < 0 and rows.coefficient[k, f] > 0:
                helpful[k] = True
    most_short = 0
    for c in range(start.size - 1):
        most_short = max(most_short, start[c + 1] - start[c])
    # One in so many seekers is asked first; the dearest of the cheapest among them, negated on top of a
    # heap, tells what to pass over in the others.
    sampled = -(-n // _SAMPLE)
    cheapest = [-np.inf] * (wanted // _SAMPLE + 1)
    cap = np.inf
    most = 0
    for i in range(n):
        most = max(most, state.used[i])
    own = np.empty(most, np.int64)
    for turn in range(sampled + n):
        i = turn * _SAMPLE if turn < sampled else turn - sampled
        if turn == sampled:
            cap = -cheapest[0]
        if turn >= sampled and i % _SAMPLE == 0:
            continue
        k = rows.kind[i]
        owned = 0
        free = state.used[i] < edges.slots[i]
        given_up = np.int64(0) if free else np.int64(2**62)
        if state.used[i] > 0:
            for e in range(edges.indptr[i], edges.indptr[i + 1]):
                if state.taken[e]:
                    own[owned] = e
                    owned += 1
                    given_up = min(given_up, edges.value[e])
                    if owned == state.used[i]:
                        break
        # Places of shortfall that leaving one of her own places removes at most.
        by_leaving = 0.0
        limit = 0.0
        if repairing:
            for s in range(owned):
                e = own[s]
                c = rows.cover[edges.opportunity[e]]
                leaving = 0.0
                for x in range(start[c], start[c + 1]):
                    leaving += max(0, -rows.coefficient[k, short[x]]) / rows.seat[short[x]]
                if leaving == 0.0:
                    continue
                by_leaving = max(by_leaving, leaving)
                listed = _shift(rows, edges, scratch.delta, scratch.touched, i, -1, e, -1, -1)
                change, _ = _judge(rows, state.slack, scratch, listed)
                if change < -_NOTHING and edges.value[e] / -change < cost[i]:
                    cost[i] = edges.value[e] / -change
                    removed[i] = -change
                    moves[i, 0], moves[i, 1], moves[i, 2], moves[i, 3] = -1, e, -1, -1
            if not helpful[k]:
                continue
            limit = min(cost[i], cap)
        for e in range(edges.indptr[i], edges.indptr[i + 1]):
            j = edges.opportunity[e]
            # What the move loses at least, per place that it can remove at most; most edges end here.
            least = holders.entry[j] + given_up - edges.value[e]
            if repairing:
                if least >= limit * (most_short + by_leaving):
                    continue
                c = rows.cover[j]
                helped = 0
                for x in range(start[c], start[c + 1]):
                    helped += rows.coefficient[k, short[x]] > 0
                # Coming in must itself help; leaving alone was looked at above.
                if helped == 0 or least >= limit * (helped + by_leaving):
                    continue
            elif least >= limit:
                continue
            if state.taken[e]:
                continue
            first = holders.start[j] - 1 if state.load[j] < edges.capacity[j] else holders.start[j]
            for s in range(-1 if free else 0, owned):
                leave = own[s] if s >= 0 else -1
                gain = np.int64(edges.value[e]) - (edges.value[leave] if s >= 0 else 0)
                if not repairing and gain <= 0:
                    continue
                for h in range(first, holders.start[j + 1]):
                    out, holder = -1, -1
                    if h >= holders.start[j]:
                        out, holder = holders.edge[h], holders.seeker[h]
                    loss = (edges.value[out] if out >= 0 else 0) - gain
                    if loss >= (limit * (helped + by_leaving) if repairing else limit):
                        continue
                    listed = _shift(rows, edges, scratch.delta, scratch.touched, i, e, leave, out, holder)
                    change, breaks = _judge(rows, state.slack, scratch, listed)
                    if repairing:
                        if change > -_NOTHING:
                            continue
                        price = loss / -change
                    else:
                        if breaks:
                            continue
                        price = float(loss)
                    if price < cost[i]:
                        cost[i] = price
                        removed[i] = -change
                        limit = min(limit, price)
                        moves[i, 0], moves[i, 1], moves[i, 2], moves[i, 3] = e, leave, out, holder
        if repairing and turn < sampled and cost[i] < -cheapest[0]:
            heapq.heapreplace(cheapest, -cost[i])
    return cost, moves, removed


@njit(cache=True, nogil=True)
def _apply(edges: Edges, rows: Rows, state: State, order: Ints, moves: Ints, repairing: bool) -> int:
    """Make the moves in this order, where they are still possible and still help; how many were made."""
    scratch = _scratch(rows)
    made = 0
    for i in order:
        enter, leave, out, holder = moves[i, 0], moves[i, 1], moves[i, 2], moves[i, 3]
        if enter >= 0:
            j = edges.opportunity[enter]
            if state.taken[enter] or (leave < 0 and state.used[i] >= edges.slots[i]):
                continue
            if out < 0 and state.load[j] >= edges.capacity[j]:
                continue
        if (leave >= 0 and not state.taken[leave]) or (out >= 0 and not state.taken[out]):
            continue
        listed = _shift(rows, edges, scratch.delta, scratch.touched, i, enter, leave, out, holder)
        change, breaks = _judge(rows, state.slack, scratch, listed)
        if change > -_NOTHING if repairing else breaks:
            continue
        _shift(rows, edges, state.slack, scratch.touched, i, enter, leave, out, holder)
        if enter >= 0:
            state.taken[enter] = True
            state.load[edges.opportunity[enter]] += 1
            state.used[i] += 1
        if leave >= 0:
            state.taken[leave] = False
            state.load[edges.opportunity[leave]] -= 1
            state.used[i] -= 1
        if out >= 0:
            state.taken[out] = False
            state.load[edges.opportunity[out]] -= 1
            state.used[holder] -= 1
        made += 1
    return made


@njit(cache=True, nogil=True)
def _open_edges(edges: Edges, state: State) -> tuple[Ints, NDArray[np.int32]]:
    """Edges that are not taken, where seats and slots are free, and their seekers."""
    count = 0
    for writing in range(2):
        if writing:
            at, seeker = np.empty(count, np.int64), np.empty(count, np.int32)
            count = 0
        for i in range(edges.slots.size):
            if state.used[i] >= edges.slots[i]:
                continue
            for e in range(edges.indptr[i], edges.indptr[i + 1]):
                j = edges.opportunity[e]
                if state.load[j] < edges.capacity[j] and not state.taken[e]:
                    if writing:
                        at[count], seeker[count] = e, i
                    count += 1
    return at, seeker


@njit(cache=True, nogil=True)
def _fill(edges: Edges, rows: Rows, state: State, order: Ints, seeker: NDArray[np.int32]) -> int:
    """Take the listed edges in order where seats and slots are free and no constraint breaks."""
    added = 0
    for t in range(order.size):
        e, i = order[t], seeker[t]
        j = edges.opportunity[e]
        if state.taken[e] or state.used[i] >= edges.slots[i] or state.load[j] >= edges.capacity[j]:
            continue
        c, k = rows.cover[j], rows.kind[i]
        fits = True
        for x in range(rows.start[c], rows.start[c + 1]):
            f = rows.covering[x]
            if state.slack[f] + rows.coefficient[k, f] < 0:
                fits = False
                break
        if fits:
            for x in range(rows.start[c], rows.start[c + 1]):
                f = rows.covering[x]
                state.slack[f] += rows.coefficient[k, f]
            state.taken[e] = True
            state.load[j] += 1
            state.used[i] += 1
            added += 1
    return added


@njit(cache=True, nogil=True)
def _holders(edges: Edges, rows: Rows, state: State, held: Ints) -> Holders:
    """The cheapest holders, of equal ones the first, from the sorted positions of the taken edges."""
    m = edges.capacity.size
    # A list for each opportunity: the last entry, and from each entry the one before.
    last = np.full(m, -1, np.int64)
    before = np.empty(held.size, np.int64)
    edge, seeker = np.empty(held.size, np.int64), np.empty(held.size, np.int64)
    count = 0
    start = np.zeros(m + 1, np.int64)
    i = 0
    for e in held:
        while edges.indptr[i + 1] <= e:
            i += 1
        j = edges.opportunity[e]
        at = last[j]
        while at >= 0 and rows.kind[seeker[at]] != rows.kind[i]:
            at = before[at]
        if at < 0:
            edge[count], seeker[count], before[count] = e, i, last[j]
            last[j] = count
            start[j + 1] += 1
            count += 1
        elif edges.value[e] < edges.value[edge[at]]:
            edge[at], seeker[at] = e, i
    ordered, who = np.empty(count, np.int64), np.empty(count, np.int64)
    entry = np.zeros(m, np.int64)
    for j in range(m):
        start[j + 1] += start[j]
        at, to = last[j], start[j]
        full = state.load[j] >= edges.capacity[j]
        entry[j] = 2**40 if full else 0  # A full opportunity without holders has no seats.
        while at >= 0:
            ordered[to], who[to] = edge[at], seeker[at]
            if full:
                entry[j] = min(entry[j], edges.value[edge[at]])
            to += 1
            at = before[at]
    return Holders(start, ordered, who, entry)


class Repairer:
    """The repair of one problem's placements; keeps what does not change between calls."""

    def __init__(self, problem: Problem, rows: Rows) -> None:
        self._edges = Edges(
            problem.indptr, problem.opportunity, problem.value, problem.capacity, problem.slots
        )
        self._rows = rows
        self._problem = problem

    def state(self, taken: Ints) -> State:
        """Placements, given as sorted edge positions, with their loads and slacks."""
        edges, rows = self._edges, self._rows
        at = np.zeros(edges.opportunity.size, dtype=np.bool_)
        at[taken] = True
        members, others = counted(edges.indptr, edges.opportunity, taken, rows)
        return State(
            taken=at,
            load=np.bincount(edges.opportunity[taken], minlength=edges.capacity.size),
            used=np.bincount(self._seekers(taken), minlength=edges.slots.size),
            slack=rows.inside * members + rows.outside * others - rows.least,
        )

    def relieve(self, state: State) -> bool:
        """Step 1: whether the state now satisfies every constraint."""
        deep = _DEEP
        for _ in range(_MOST_SCANS):
            if not (state.slack < 0).any():
                return True
            if not self._moves(state, deep):
                return False
            deep = min(deep * _DEEPER, float(_SPARE))
        return not (state.slack < 0).any()

    def clear(self, state: State) -> bool:
        """Step 2 (and again step 1): whether the state now satisfies every constraint."""
        for everything in (False, False, True):
            self._empty(state, everything=everything)
            if self.relieve(state):
                return True
        return False

    def improve(self, state: State, enough: float = 0.0) -> None:
        """Step 3, on a state that satisfies every constraint, until a look gains ``enough`` (fit units) or less."""
        self._fill(state)
        worth = self._worth(state)
        for _ in range(_MOST_SCANS):
            if not self._moves(state, None):
                return
            self._fill(state)
            before, worth = worth, self._worth(state)
            if worth - before <= enough:
                return

    def _worth(self, state: State) -> int:
        return self._problem.worth(np.flatnonzero(state.taken))

    def _moves(self, state: State, deep: float | None) -> int:
        """Look for moves and make them; how many. To repair as ``deep`` as that, or ``None``: to improve."""
        short = float((np.maximum(-state.slack, 0) / self._rows.seat).sum())
        wanted = int(_SPARE * short) + _SPARE
        holders = _holders(self._edges, self._rows, state, np.flatnonzero(state.taken))
        cost, moves, removed = _scan(self._edges, self._rows, state, holders, deep is not None, wanted)
        order = np.flatnonzero(np.isfinite(cost))
        order = order[np.argsort(cost[order], kind="stable")]
        if deep is not None:
            promised = np.cumsum(removed[order])
            order = order[: int(np.searchsorted(promised, deep * short)) + 1]
        return int(_apply(self._edges, self._rows, state, order, moves, deep is not None))

    def _empty(self, state: State, *, everything: bool) -> None:
        """Take away every placement, or those in the scopes that fall short."""
        at = np.flatnonzero(state.taken)
        short = np.zeros(self._edges.capacity.size, dtype=np.bool_)
        if everything:
            short[:] = True
        for f in np.flatnonzero(state.slack < 0):
            short[self._problem.constraints[f].scope] = True
        renewed = self.state(at[~short[self._edges.opportunity[at]]])
        for old, new in zip(state, renewed, strict=True):
            old[:] = new

    def _fill(self, state: State) -> None:
        at, seeker = _open_edges(self._edges, state)
        order = np.argsort(-self._edges.value[at], kind="stable")
        at, seeker = at[order], seeker[order]
        while at.size and _fill(self._edges, self._rows, state, at, seeker):
            pass

    def _seekers(self, at: Ints) -> Ints:
        return np.searchsorted(self._edges.indptr, at, side="right") - 1


def improved(problem: Problem, taken: Ints) -> Ints:
    """Step 3 on edge positions that satisfy a problem without pins."""
    repairer = Repairer(problem, rows_of(problem))
    state = repairer.state(taken)
    repairer.improve(state)
    return np.flatnonzero(state.taken)
