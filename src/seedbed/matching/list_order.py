"""In which order candidates stand on a list so that its beginnings hold their floors: two ways.

Candidates of the same groups are alike but for their rank, so both go by kinds of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


def compile_list_order() -> None:
    """Compile (or read from numba's cache) what this module needs."""
    member, required = np.ones((1, 1), np.bool_), np.zeros((1, 1), np.int64)
    order_forward(member, required)
    order_backward(member, required)


def within_reach(member: NDArray[np.bool_], k: int) -> NDArray[np.int64]:
    """The candidates that a list of ``k`` may hold, by rank: of each kind the ``k`` best."""
    return np.sort(_queues(member, k)[1])


@njit(cache=True, nogil=True)
def order_forward(member: NDArray[np.bool_], required: NDArray[np.int64]) -> NDArray[np.int64]:
    """The candidates taken from the first place on: int64 (k,), of at least ``k`` candidates.

    1. Let ``missing_f(q)`` be what floor ``f`` lacks if the list ended at position ``q`` with the people
       taken so far, and never more than the members left. Let ``needed(q)`` be how many people make that
       good, taking again and again the kind of person that helps most floors (the greedy cover of Dobson
       1982).
    2. At position ``p`` find the nearest ``q >= p`` with as many people needed as there are positions
       from ``p`` to ``q``: from here on each position must help. If there is none, take the best
       candidate that is left.
    3. Otherwise take the candidate that helps most of the floors lacking something at ``q``; among
       equals the best one.

    Parameters
    ----------
    member
        (c, F): who is in which group, best candidate first.
    required
        (k, F): members that the beginnings of length 1..k ask for, never falling.
    """
    k, floors = required.shape
    kinds, queues, ends = _queues(member, k)
    first, heads = ends[:-1].copy(), ends[:-1].copy()
    held = np.zeros(floors, np.int64)
    left = np.zeros(floors, np.int64)
    overlap = False
    for g in range(len(kinds)):
        groups = 0
        for f in range(floors):
            left[f] += ends[g + 1] - first[g] if kinds[g, f] else 0
            groups += kinds[g, f]
        overlap |= groups > 1
    missing = np.zeros(floors, np.int64)
    taken = np.empty(k, np.int64)
    for p in range(k):
        lacking = False
        for q in range(p, k):
            total = 0
            for f in range(floors):
                missing[f] = min(max(required[q, f] - held[f], 0), left[f])
                total += missing[f]
            # One person per missing member is the most that can be needed.
            if total > q - p and (not overlap or _needed(missing, kinds, ends[1:] - heads) > q - p):
                lacking = True
                break
        best, most = -1, -1
        for g in range(len(kinds)):
            if heads[g] == ends[g + 1]:
                continue
            helps = 0
            for f in range(floors):
                helps += lacking and kinds[g, f] and missing[f] > 0
            if helps > most or (helps == most and queues[heads[g]] < queues[heads[best]]):
                best, most = g, helps
        taken[p] = queues[heads[best]]
        heads[best] += 1
        for f in range(floors):
            held[f] += kinds[best, f]
            left[f] -= kinds[best, f]
    return taken


@njit(cache=True, nogil=True)
def order_backward(member: NDArray[np.bool_], required: NDArray[np.int64]) -> NDArray[np.int64]:
    """All of ``k`` candidates from the last place on: int64 (k,).

    The last place goes to a kind of person whom the beginning before it can spare: of these the one that
    leaves the floors the most room, counted by the floor with the least room for its size; among equals
    the worst candidate. Where nobody can be spared, the kind that leaves the least shortfall.

    ``member`` is (k, F), best candidate first, ``required`` as for :func:`order_forward`.
    """
    k, floors = required.shape
    kinds, queues, ends = _queues(member, k)
    tails = ends[1:].copy()
    held = np.zeros(floors, np.int64)
    for c in range(k):
        for f in range(floors):
            held[f] += member[c, f]
    order = np.empty(k, np.int64)
    for p in range(k - 1, -1, -1):
        best, most = -1, -np.inf
        for g in range(len(kinds)):
            if tails[g] == ends[g]:
                continue
            room = np.inf
            for f in range(floors):
                spare = held[f] - kinds[g, f] - (required[p - 1, f] if p else 0)
                room = min(room, spare / max(required[k - 1, f], 1))
            if room > most or (room == most and queues[tails[g] - 1] > queues[tails[best] - 1]):
                best, most = g, room
        tails[best] -= 1
        order[p] = queues[tails[best]]
        for f in range(floors):
            held[f] -= kinds[best, f]
    return order


@njit(cache=True, nogil=True)
def _queues(
    member: NDArray[np.bool_], k: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """A queue for each kind, of ``k`` candidates at most.

    Returns the kinds (G, F), the queues one after another, and where each ends, after a 0.
    """
    candidates, floors = member.shape
    kind = np.empty(candidates, np.int64)
    example = np.empty(candidates, np.int64)
    known = 0
    for c in range(candidates):
        g = 0
        while g < known and not _same(member[example[g]], member[c]):
            g += 1
        if g == known:
            example[known] = c
            known += 1
        kind[c] = g
    sizes = np.zeros(known, np.int64)
    for c in range(candidates):
        sizes[kind[c]] += sizes[kind[c]] < k
    ends = np.zeros(known + 1, np.int64)
    for g in range(known):
        ends[g + 1] = ends[g] + sizes[g]
    queues = np.empty(ends[known], np.int64)
    upto = ends[:-1].copy()
    for c in range(candidates):
        g = kind[c]
        if upto[g] < ends[g + 1]:
            queues[upto[g]] = c
            upto[g] += 1
    kinds = np.empty((known, floors), np.bool_)
    for g in range(known):
        kinds[g] = member[example[g]]
    return kinds, queues, ends


@njit(cache=True, nogil=True)
def _same(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    differ = 0
    for f in range(one.size):
        differ += one[f] != other[f]
    return differ == 0


@njit(cache=True, nogil=True)
def _needed(asked: NDArray[np.int64], kinds: NDArray[np.bool_], people: NDArray[np.int64]) -> int:
    """How many people a greedy cover of what is asked takes, from so many ``people`` of each kind."""
    missing, available = asked.copy(), people.copy()
    count = 0
    while True:
        kind, most = -1, 0
        for g in range(len(kinds)):
            helps = 0
            for f in range(missing.size):
                helps += available[g] > 0 and kinds[g, f] and missing[f] > 0
            if helps > most:
                kind, most = g, helps
        if kind < 0:
            return count
        taken = available[kind]
        for f in range(missing.size):
            if kinds[kind, f] and missing[f] > 0:
                taken = min(taken, missing[f])
        for f in range(missing.size):
            if kinds[kind, f] and missing[f] > 0:
                missing[f] -= taken
        available[kind] -= taken
        count += taken
