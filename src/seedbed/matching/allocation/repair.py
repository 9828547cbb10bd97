"""Primal repair: from placements that nearly satisfy the constraints to placements that do.

A *move* puts a seeker into an opportunity, where needed out of one of her other places and in the
place of one present holder; or it takes one placement away. In three steps:

1. *Repair*: per seeker the move that loses least fit per place of shortfall removed; the cheapest
   first, each judged again as things then stand; again until nothing falls short or nothing helps.
2. *Clear*: where that stalls, the scopes that still fall short are emptied, in the end everything.
   Floors that carry nothing are satisfied by then.
3. *Improve*: free seats are filled where every constraint still holds (best fit first), then the
   moves that gain fit and break nothing are made, until none is left.

Which holder gives way matters only through the groups that she is in, so per opportunity and *kind*
(pattern of memberships) the holder with the least fit stands for all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from seedbed.matching.allocation.auction import counted
from seedbed.matching.allocation.problem import Problem, Rows, rows_of

Ints = NDArray[np.int64]

_MOST_SCANS = 200
# A change of the shortfall smaller than this many places is a rounding of the sum, not a change.
_NOTHING = 1e-9


class Edges(NamedTuple):
    """A problem's edges and limits, for kernels."""

    indptr: Ints
    opportunity: NDArray[np.int32]
    value: Ints
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


class Scratch(NamedTuple):
    """Room for the change of slack that one move makes."""

    delta: Ints
    touched: Ints


@njit(cache=True, nogil=True)
def _count(rows: Rows, into: Ints, touched: Ints, listed: int, i: int, j: int, sign: int) -> int:
    """Add ``sign`` times the coefficients of the pair to ``into``; list the rows; the list's length."""
    for c in range(rows.start[j], rows.start[j + 1]):
        f = rows.covering[c]
        into[f] += sign * (rows.inside[f] if rows.membership[i, rows.group[f]] != 0 else rows.outside[f])
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
def _scan(
    edges: Edges, rows: Rows, state: State, holders: Holders, repairing: bool
) -> tuple[NDArray[np.float64], Ints]:
    """Per seeker the best move: its cost float64 (n,), ``inf`` for none, and the move int64 (n, 4).

    A move is (edge in, own edge out, holder's edge out, holder); -1 for none. The cost is fit lost
    per place of shortfall removed when repairing, else fit lost (so negative).
    """
    n = edges.slots.size
    cost = np.full(n, np.inf)
    moves = np.full((n, 4), -1, np.int64)
    widest = 0
    for j in range(edges.capacity.size):
        widest = max(widest, rows.start[j + 1] - rows.start[j])
    scratch = Scratch(np.zeros(rows.least.size, np.int64), np.empty(3 * widest, np.int64))
    most = 0
    for i in range(n):
        most = max(most, state.used[i])
    own = np.empty(most, np.int64)
    for i in range(n):
        owned = 0
        for e in range(edges.indptr[i], edges.indptr[i + 1]):
            if state.taken[e]:
                own[owned] = e
                owned += 1
                if repairing:
                    listed = _shift(rows, edges, scratch.delta, scratch.touched, i, -1, e, -1, -1)
                    change, _ = _judge(rows, state.slack, scratch, listed)
                    if change < -_NOTHING and edges.value[e] / -change < cost[i]:
                        cost[i] = edges.value[e] / -change
                        moves[i, 0], moves[i, 1], moves[i, 2], moves[i, 3] = -1, e, -1, -1
        free = state.used[i] < edges.slots[i]
        for e in range(edges.indptr[i], edges.indptr[i + 1]):
            if state.taken[e]:
                continue
            j = edges.opportunity[e]
            if repairing:
                # Coming in must itself help; leaving alone was looked at above.
                helps = False
                for c in range(rows.start[j], rows.start[j + 1]):
                    f = rows.covering[c]
                    inside = rows.membership[i, rows.group[f]] != 0
                    if state.slack[f] < 0 and (rows.inside[f] if inside else rows.outside[f]) > 0:
                        helps = True
                if not helps:
                    continue
            first = holders.start[j] - 1 if state.load[j] < edges.capacity[j] else holders.start[j]
            for s in range(-1 if free else 0, owned):
                leave = own[s] if s >= 0 else -1
                gain = edges.value[e] - (edges.value[leave] if s >= 0 else 0)
                if not repairing and gain <= 0:
                    continue
                for h in range(first, holders.start[j + 1]):
                    out, holder = -1, -1
                    if h >= holders.start[j]:
                        out, holder = holders.edge[h], holders.seeker[h]
                    loss = (edges.value[out] if out >= 0 else 0) - gain
                    if not repairing and loss >= 0:
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
                        moves[i, 0], moves[i, 1], moves[i, 2], moves[i, 3] = e, leave, out, holder
    return cost, moves


@njit(cache=True, nogil=True)
def _apply(edges: Edges, rows: Rows, state: State, order: Ints, moves: Ints, repairing: bool) -> int:
    """Make the moves in this order, where they are still possible and still help; how many were made."""
    widest = 0
    for j in range(edges.capacity.size):
        widest = max(widest, rows.start[j + 1] - rows.start[j])
    scratch = Scratch(np.zeros(rows.least.size, np.int64), np.empty(3 * widest, np.int64))
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
def _fill(edges: Edges, rows: Rows, state: State, order: Ints, seeker: Ints) -> int:
    """Take the listed edges in order where seats and slots are free and no constraint breaks."""
    added = 0
    for t in range(order.size):
        e, i = order[t], seeker[t]
        j = edges.opportunity[e]
        if state.taken[e] or state.used[i] >= edges.slots[i] or state.load[j] >= edges.capacity[j]:
            continue
        fits = True
        for c in range(rows.start[j], rows.start[j + 1]):
            f = rows.covering[c]
            inside = rows.membership[i, rows.group[f]] != 0
            if state.slack[f] + (rows.inside[f] if inside else rows.outside[f]) < 0:
                fits = False
                break
        if fits:
            for c in range(rows.start[j], rows.start[j + 1]):
                f = rows.covering[c]
                inside = rows.membership[i, rows.group[f]] != 0
                state.slack[f] += rows.inside[f] if inside else rows.outside[f]
            state.taken[e] = True
            state.load[j] += 1
            state.used[i] += 1
            added += 1
    return added


class Repairer:
    """The repair of one problem's placements; keeps what does not change between calls."""

    def __init__(self, problem: Problem, rows: Rows) -> None:
        self._edges = Edges(
            problem.indptr, problem.opportunity, problem.value, problem.capacity, problem.slots
        )
        self._rows = rows
        self._problem = problem
        _, kind = np.unique(rows.membership, axis=0, return_inverse=True)
        self._kind = kind.reshape(-1).astype(np.int64)

    def state(self, taken: NDArray[np.bool_]) -> State:
        """Placements with their loads and slacks; the array is copied."""
        at = np.flatnonzero(taken)
        seeker, opportunity = self._ends(at)
        rows = self._rows
        members, filled = counted(self._edges.indptr, self._edges.opportunity, taken, rows)
        return State(
            taken=taken.copy(),
            load=np.bincount(opportunity, minlength=self._edges.capacity.size),
            used=np.bincount(seeker, minlength=self._edges.slots.size),
            slack=rows.inside * members + rows.outside * (filled - members) - rows.least,
        )

    def relieve(self, state: State) -> bool:
        """Step 1: whether the state now satisfies every constraint."""
        for _ in range(_MOST_SCANS):
            if not (state.slack < 0).any():
                return True
            if not self._moves(state, repairing=True):
                return False
        return not (state.slack < 0).any()

    def clear(self, state: State) -> bool:
        """Step 2 (and again step 1): whether the state now satisfies every constraint."""
        for everything in (False, False, True):
            self._empty(state, everything=everything)
            if self.relieve(state):
                return True
        return False

    def improve(self, state: State) -> None:
        """Step 3, on a state that satisfies every constraint."""
        self._fill(state)
        for _ in range(_MOST_SCANS):
            if not self._moves(state, repairing=False):
                return
            self._fill(state)

    def _moves(self, state: State, *, repairing: bool) -> int:
        cost, moves = _scan(self._edges, self._rows, state, self._holders(state), repairing)
        order = np.lexsort((np.arange(cost.size), cost))
        order = order[: int(np.count_nonzero(np.isfinite(cost)))]
        return int(_apply(self._edges, self._rows, state, order, moves, repairing))

    def _empty(self, state: State, *, everything: bool) -> None:
        """Take away every placement, or those in the scopes that fall short."""
        at = np.flatnonzero(state.taken)
        if not everything:
            short = np.zeros(self._edges.capacity.size, dtype=np.bool_)
            for f in np.flatnonzero(state.slack < 0):
                short[self._problem.constraints[f].scope] = True
            at = at[short[self._ends(at)[1]]]
        state.taken[at] = False
        renewed = self.state(state.taken)
        state.load[:], state.used[:], state.slack[:] = renewed.load, renewed.used, renewed.slack

    def _fill(self, state: State) -> None:
        edges = self._edges
        open_ = (state.load < edges.capacity)[edges.opportunity] & ~state.taken
        open_ &= np.repeat(state.used < edges.slots, np.diff(edges.indptr))
        at = np.flatnonzero(open_)
        order = at[np.lexsort((at, -edges.value[at]))]
        seeker, _ = self._ends(order)
        while order.size and _fill(edges, self._rows, state, order, seeker):
            pass

    def _holders(self, state: State) -> Holders:
        at = np.flatnonzero(state.taken)
        seeker, opportunity = self._ends(at)
        kind = self._kind[seeker]
        order = np.lexsort((at, self._edges.value[at], kind, opportunity))
        at, seeker, opportunity, kind = at[order], seeker[order], opportunity[order], kind[order]
        first = np.ones(at.size, dtype=np.bool_)
        first[1:] = (opportunity[1:] != opportunity[:-1]) | (kind[1:] != kind[:-1])
        counts = np.bincount(opportunity[first], minlength=self._edges.capacity.size)
        return Holders(np.concatenate([[0], np.cumsum(counts)]), at[first], seeker[first])

    def _ends(self, at: Ints) -> tuple[Ints, Ints]:
        seeker = np.searchsorted(self._edges.indptr, at, side="right") - 1
        return seeker, self._edges.opportunity[at].astype(np.int64)


def improved(problem: Problem, taken: Ints) -> Ints:
    """Step 3 on edge positions that satisfy a problem without pins."""
    at = np.zeros(problem.edges, dtype=np.bool_)
    at[taken] = True
    repairer = Repairer(problem, rows_of(problem))
    state = repairer.state(at)
    repairer.improve(state)
    return np.flatnonzero(state.taken)
