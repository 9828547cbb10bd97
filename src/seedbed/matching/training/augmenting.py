"""The search for a plan: from the largest matching without training, one cheapest way of placing one more
person after the other."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from seedbed.matching.recommendations import Cancelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.training.edges import Edges, Progress

_MOVE = 1 << 24
"""Distances are weight x this + moves: the lightest way first, of these the one with the fewest moves."""


_ALL = -2
"""No course may be reckoned with unless it has a place itself."""


class Found(NamedTuple):
    """Who is placed how."""

    edge_of: NDArray[np.int64]
    """(n,) the edge that places each seeker, -1 without."""
    course_of: NDArray[np.int64]
    """(n,) the course that she takes for it, -1 without."""
    gains: NDArray[np.int64]
    """(g, 2): placements, and the cost of the plan then."""


def largest_matching(edges: Edges, seats: NDArray[np.int64], usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The edge of each seeker in a largest matching on the usable edges, -1 without: int64 (n,)."""
    n, m = edges.indptr.size - 1, seats.size
    at = np.flatnonzero(usable)
    seeker, opportunity = edges.seeker[at], edges.opportunity[at].astype(np.int64)
    source, sink = n + m, n + m + 1
    tail = np.concatenate((np.full(n, source), seeker, n + np.arange(m)))
    head = np.concatenate((np.arange(n), n + opportunity, np.full(m, sink)))
    room = np.concatenate((np.ones(n + at.size, np.int64), np.minimum(seats, n))).astype(np.int32)
    network = sparse.csr_array((room, (tail, head)), shape=(n + m + 2, n + m + 2))
    flow = sparse.coo_array(maximum_flow(sparse.csr_matrix(network), source, sink).flow)
    used = (flow.data > 0) & (flow.row < n) & (flow.col >= n) & (flow.col < n + m)
    keys = edges.seeker * m + edges.opportunity
    taken = np.full(n, -1, np.int64)
    taken[flow.row[used]] = np.searchsorted(
        keys, flow.row[used].astype(np.int64) * m + (flow.col[used].astype(np.int64) - n)
    )
    return taken


def greedy(
    edges: Edges,
    courses: CheckedCourses,
    seats: NDArray[np.int64],
    before: NDArray[np.int64],
    budget: int,
    weight: NDArray[np.int64] | None = None,
    progress: Progress | None = None,
) -> Found:
    """Step 3 of the plan: lightest augmenting paths, as many at a time as do not touch.

    1. From all unplaced seekers at once, the distance of every opportunity: the weight of the courses that
       seekers on the way must take, then the number of moves (Dijkstra 1959).
    2. The nearest opportunities with a free place end paths. Along edges that lie on shortest paths, as many
       paths as possible are taken that share no move (Hopcroft and Karp 1973, Dinic 1970), each only as
       long as its courses have places and the budget lasts.
    3. Repeat until there is no path within the budget.

    A full course counts as having room where a chain of learners can change to other courses that open the same
    pairs at the same cost.

    Parameters
    ----------
    weight
        (C,) whole numbers >= 0, what a path should avoid; ``None``: the cost, so that cheapest comes first.
    budget
        What the courses may cost together, whatever their weights.

    Raises
    ------
    Cancelled
        ``progress`` returned ``False``.
    """
    edge_of, course_of = before.copy(), np.full(before.size, -1, np.int64)
    left = courses.places.copy()
    weights = courses.cost if weight is None else weight
    # No plan costs more than the dearest course for everybody.
    money, spent = min(budget, int(courses.cost.max(initial=0)) * before.size), 0
    placements = int(np.count_nonzero(before >= 0))
    gains: list[NDArray[np.int64]] = []
    while True:
        paid = round_of_paths(
            edges.indptr, edges.opportunity, edges.open_now, edges.option_indptr, edges.options,
            courses.cost, weights, seats, left, edge_of, course_of, money - spent,
        )  # fmt: skip
        if not paid.size:
            break
        rows = np.column_stack((placements + 1 + np.arange(paid.size), spent + np.cumsum(paid)))
        gains.append(rows)
        placements, spent = int(rows[-1, 0]), int(rows[-1, 1])
        if progress is not None and progress(spent, max(money, 1)) is False:
            raise Cancelled
    return Found(edge_of, course_of, np.concatenate(gains) if gains else np.empty((0, 2), np.int64))


def compile_search() -> None:
    """Compile (or read from numba's cache) the search for paths."""
    one, zero = np.ones(1, np.int64), np.zeros(1, np.int64)
    row, state = np.array([0, 1]), np.full(1, -1, np.int64)
    round_of_paths(
        row, np.zeros(1, np.int32), np.zeros(1, np.bool_), row, np.zeros(1, np.int32), one, one, one, zero + 1,
        state, state.copy(), 1,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _price(
    e: int,
    own: int,
    open_now: NDArray[np.bool_],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    weight: NDArray[np.int64],
    left: NDArray[np.int64],
    roomy: NDArray[np.bool_],
) -> tuple[int, int]:  # pragma: no cover - compiled
    """What edge ``e`` adds to the weight of a seeker who takes the course ``own`` (-1 none), never below 0, and
    the course that she must take for it (-1: none, or her own)."""
    far = np.iinfo(np.int64).max
    if open_now[e]:
        return 0, -1
    best, chosen = far, -1
    back = weight[own] if own >= 0 else 0
    for o in range(option_indptr[e], option_indptr[e + 1]):
        c = options[o]
        if own == c:
            return 0, -1
        more = max(weight[c] - back, 0)
        if (more < best and (left[c] > 0 or roomy[c])) or (
            more == best and left[c] > 0 and left[chosen] == 0
        ):
            best, chosen = more, c
    return best, chosen


@njit(cache=True, nogil=True)
def _roomy(
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    cost: NDArray[np.int64],
    left: NDArray[np.int64],
    stuck: NDArray[np.bool_],
) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    """Courses (C,) in which a place is free, or becomes free when learners change to other courses of the same
    cost that open the same pairs."""
    roomy = (left > 0) & ~stuck
    learners = np.flatnonzero(course_of >= 0)
    changed = True
    while changed:
        changed = False
        for p in learners:
            own = course_of[p]
            if roomy[own] or stuck[own]:
                continue
            for o in range(option_indptr[edge_of[p]], option_indptr[edge_of[p] + 1]):
                if roomy[options[o]] and cost[options[o]] == cost[own]:
                    roomy[own] = changed = True
                    break
    return roomy


@njit(cache=True, nogil=True)
def _make_room(
    course: int,
    learner_indptr: NDArray[np.int64],
    learners: NDArray[np.int64],
    busy: NDArray[np.bool_],
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    cost: NDArray[np.int64],
    left: NDArray[np.int64],
) -> bool:  # pragma: no cover - compiled
    """Free a place of a full course by the shortest chain of learners who change to another course that opens the
    same pair at the same cost; seekers who are ``busy`` stay. Whether there was one."""
    before, mover = np.full(cost.size, -1), np.full(cost.size, -1)
    queue = np.empty(cost.size, np.int64)
    queue[0], begin, end = course, 0, 1
    before[course] = course
    while begin < end:
        c = queue[begin]
        begin += 1
        for at in range(learner_indptr[c], learner_indptr[c + 1]):
            p = learners[at]
            if busy[p] or course_of[p] != c:
                continue
            for o in range(option_indptr[edge_of[p]], option_indptr[edge_of[p] + 1]):
                other = np.int64(options[o])
                if before[other] >= 0 or cost[other] != cost[course]:
                    continue
                before[other], mover[other] = c, p
                if left[other] > 0:
                    left[other] -= 1
                    while other != course:
                        course_of[mover[other]] = other
                        other = before[other]
                    left[course] += 1
                    return True
                queue[end] = other
                end += 1
    return False


@njit(cache=True, nogil=True)
def _money(own: int, chosen: int, cost: NDArray[np.int64]) -> int:  # pragma: no cover - compiled
    """What a course costs a seeker who gives up the course ``own`` (-1 none), never below 0."""
    if chosen < 0:
        return 0
    more: int = max(cost[chosen] - (cost[own] if own >= 0 else 0), 0)
    return more


@njit(cache=True, nogil=True)
def _move(
    p: int,
    e: int,
    course: int,
    open_now: NDArray[np.bool_],
    cost: NDArray[np.int64],
    left: NDArray[np.int64],
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """Place a seeker through an edge, with the course that she must take for it (-1); what comes back beyond
    what :func:`_money` reckoned with. A place in the new course is already hers; the old course's is returned."""
    own = course_of[p]
    edge_of[p] = e
    if own < 0 or (course < 0 and not open_now[e]):
        course_of[p] = max(course, own)
        return 0
    left[own] += 1
    course_of[p] = course
    back: int = max(cost[own] - cost[course], 0) if course >= 0 else cost[own]
    return back


@njit(cache=True, nogil=True)
def round_of_paths(
    indptr: NDArray[np.int64],
    opportunity: NDArray[np.int32],
    open_now: NDArray[np.bool_],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    cost: NDArray[np.int64],
    weight: NDArray[np.int64],
    seats: NDArray[np.int64],
    left: NDArray[np.int64],
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
    budget: int,
) -> NDArray[np.int64]:  # pragma: no cover - compiled
    """One round of steps 1 and 2; what each path taken costs, net of what comes back; empty: there is none.

    ``left``, ``edge_of`` and ``course_of`` are changed. Walking depth first from the unplaced seekers, a course
    place is set aside as soon as a step needs it and given back on the way back, so a path that needs a
    course twice must find two places. Where that leaves a round without a path although the distances
    promise one, the path that gave the nearest distance is taken, if its courses have the places.
    """
    starts, holders = _listed_by(edge_of, opportunity, seats.size)
    taken = np.diff(starts)
    learner_indptr, learners = _listed_by(course_of, np.arange(cost.size, dtype=np.int32), cost.size)
    stuck = np.zeros(cost.size, np.bool_)
    while True:
        costs, course = _one_round(
            indptr, opportunity, open_now, option_indptr, options, cost, weight, seats, left, edge_of, course_of,
            budget,
            starts, holders, taken, learner_indptr, learners, stuck,
        )  # fmt: skip
        if course == _ALL:
            stuck[:] = True
        elif course >= 0:
            stuck[course] = True
        else:
            return costs


@njit(cache=True, nogil=True)
def _listed_by(
    number_of: NDArray[np.int64], owner: NDArray[np.int32], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # pragma: no cover - compiled
    """Row pointers (size + 1,) and the rows p in the order of ``owner[number_of[p]]``; those of -1 are left out."""
    starts = np.zeros(size + 1, np.int64)
    for number in number_of:
        if number >= 0:
            starts[owner[number] + 1] += 1
    starts = np.cumsum(starts)
    rows, filled = np.empty(starts[size], np.int64), starts[:-1].copy()
    for p in range(number_of.size):
        if number_of[p] >= 0:
            at = owner[number_of[p]]
            rows[filled[at]] = p
            filled[at] += 1
    return starts, rows


@njit(cache=True, nogil=True)
def _one_round(
    indptr: NDArray[np.int64],
    opportunity: NDArray[np.int32],
    open_now: NDArray[np.bool_],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    cost: NDArray[np.int64],
    weight: NDArray[np.int64],
    seats: NDArray[np.int64],
    left: NDArray[np.int64],
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
    budget: int,
    starts: NDArray[np.int64],
    holders: NDArray[np.int64],
    taken: NDArray[np.int64],
    learner_indptr: NDArray[np.int64],
    learners: NDArray[np.int64],
    stuck: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], int]:  # pragma: no cover - compiled
    """A round in which no place is made free in courses that are ``stuck``. Besides the costs: a course in which
    none could be made free although the distances reckoned with it, or all (then nobody is placed otherwise than
    before), else -1."""
    n, m = indptr.size - 1, seats.size
    far = np.iinfo(np.int64).max
    roomy = _roomy(edge_of, course_of, option_indptr, options, cost, left, stuck)
    # Distances
    distance, spend = np.full(m, far), np.zeros(m, np.int64)
    via_edge, via_seeker, via_course = np.full(m, -1), np.full(m, -1), np.full(m, -1)
    done = np.zeros(m, np.bool_)
    queue = [(np.int64(0), np.int64(-1))]  # the unplaced seekers are the holders of no place
    nearest, goal = np.int64(far), np.int64(-1)
    while len(queue) > 0:
        reached, at = heapq.heappop(queue)
        if reached > nearest:
            break
        if at >= 0:
            if done[at] or reached > distance[at]:
                continue
            done[at] = True
            if taken[at] < seats[at]:
                if goal < 0:
                    nearest, goal = reached, at
                continue
        for h in range(starts[at], starts[at + 1]) if at >= 0 else range(n):
            p = holders[h] if at >= 0 else h
            if at < 0 and edge_of[p] >= 0:
                continue
            for e in range(indptr[p], indptr[p + 1]):
                j = opportunity[e]
                if done[j]:
                    continue
                paid, chosen = _price(e, course_of[p], open_now, option_indptr, options, weight, left, roomy)
                if paid == far:
                    continue
                length = reached + paid * _MOVE + 1
                money = (spend[at] if at >= 0 else 0) + _money(course_of[p], chosen, cost)
                if money > budget or length >= distance[j]:
                    continue
                if chosen >= 0:
                    used, back = 1, at
                    while back >= 0:
                        if via_course[back] == chosen:
                            used += 1
                        mover = edge_of[via_seeker[back]]
                        back = np.int64(opportunity[mover]) if mover >= 0 else np.int64(-1)
                    if used > left[chosen] and not roomy[chosen]:
                        continue
                distance[j], spend[j] = length, money
                via_edge[j], via_seeker[j], via_course[j] = e, p, chosen
                heapq.heappush(queue, (length, np.int64(j)))
    costs = np.empty(0, np.int64)
    if goal < 0:
        return costs, -1
    # Paths: a stack of steps, each an edge of a seeker to an opportunity.
    costs = np.empty(n, np.int64)
    count, room = 0, budget
    next_edge, next_holder = indptr[:-1].copy(), starts[:-1].copy()
    blocked = np.zeros(m, np.bool_)
    moved = np.zeros(n, np.bool_)
    busy = np.zeros(n, np.bool_)
    changed = False
    step_edge, step_seeker = np.empty(m + 1, np.int64), np.empty(m + 1, np.int64)
    step_course = np.empty(m + 1, np.int64)
    step_at = np.empty(m + 1, np.int64)  # the opportunity that a step's seeker leaves, -1 for an unplaced one
    for root in range(n):
        if edge_of[root] >= 0:
            continue
        depth, p, at, base, spent = 0, np.int64(root), np.int64(-1), np.int64(0), np.int64(0)
        while True:
            # Where can seeker p, who leaves ``at``, go?
            found = np.int64(-1)
            while next_edge[p] < indptr[p + 1]:
                e = next_edge[p]
                next_edge[p] += 1
                j = np.int64(opportunity[e])
                ends_here = distance[j] == nearest and taken[j] < seats[j]
                if blocked[j] or not (distance[j] < nearest or ends_here):
                    continue
                paid, chosen = _price(e, course_of[p], open_now, option_indptr, options, weight, left, roomy)
                money = _money(course_of[p], chosen, cost)
                if paid == far or base + paid * _MOVE + 1 != distance[j] or spent + money > room:
                    continue
                busy[p] = True
                if chosen >= 0 and left[chosen] == 0:
                    changed = True
                    if not _make_room(
                        chosen, learner_indptr, learners, busy, edge_of, course_of, option_indptr, options, cost, left
                    ):  # fmt: skip
                        busy[p] = False
                        continue
                found = j
                step_edge[depth], step_seeker[depth] = e, p
                step_course[depth], step_at[depth] = chosen, at
                spent += money
                if chosen >= 0:
                    left[chosen] -= 1
                depth += 1
                break
            if found >= 0 and taken[found] < seats[found]:
                # The end of a path: everybody on it moves.
                taken[found] += 1
                costs[count] = spent
                for s in range(depth):
                    q, e = step_seeker[s], step_edge[s]
                    costs[count] -= _move(q, e, step_course[s], open_now, cost, left, edge_of, course_of)
                    moved[q] = True
                    blocked[opportunity[e]] = False
                room -= costs[count]
                count += 1
                break
            if found >= 0:
                blocked[found] = True
                at = found
            if depth == 0:
                break  # the unplaced seeker has no path
            # Whom does the newcomer to ``at`` push on?
            pushed = np.int64(-1)
            while pushed < 0 and next_holder[at] < starts[at + 1]:
                q = holders[next_holder[at]]
                next_holder[at] += 1
                if not moved[q]:
                    pushed = q
            if pushed >= 0:
                p, base = pushed, distance[at]
                continue
            # Nobody: the step is taken back, and the opportunity stays blocked.
            depth -= 1
            if step_course[depth] >= 0:
                left[step_course[depth]] += 1
            p, at = step_seeker[depth], step_at[depth]
            spent -= _money(course_of[p], step_course[depth], cost)
            busy[p] = False
            base = np.int64(0) if at < 0 else distance[at]
    if count > 0:
        return costs[:count], -1
    if changed:
        return costs[:0], _ALL  # learners changed courses, the distances may no longer hold
    # The path that gave the nearest distance: first a place in every course that it needs, then the moves.
    at = goal
    while at >= 0:
        busy[via_seeker[at]] = True
        mover = edge_of[via_seeker[at]]
        at = np.int64(opportunity[mover]) if mover >= 0 else np.int64(-1)
    at = goal
    while at >= 0:
        chosen = via_course[at]
        if chosen >= 0:
            if left[chosen] == 0 and not _make_room(
                chosen, learner_indptr, learners, busy, edge_of, course_of, option_indptr, options, cost, left
            ):  # fmt: skip
                back = goal
                while back != at:
                    if via_course[back] >= 0:
                        left[via_course[back]] += 1
                    mover = edge_of[via_seeker[back]]
                    back = np.int64(opportunity[mover]) if mover >= 0 else np.int64(-1)
                return costs[:0], chosen
            left[chosen] -= 1
        mover = edge_of[via_seeker[at]]
        at = np.int64(opportunity[mover]) if mover >= 0 else np.int64(-1)
    costs[0], at = spend[goal], goal
    while at >= 0:
        p, e = via_seeker[at], via_edge[at]
        back = np.int64(opportunity[edge_of[p]]) if edge_of[p] >= 0 else np.int64(-1)
        costs[0] -= _move(p, e, via_course[at], open_now, cost, left, edge_of, course_of)
        at = back
    return costs[:1], -1
