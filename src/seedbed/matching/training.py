"""The training plan: which course places, for whom, raise placements most within a budget.

Read from top to bottom: what a plan is, the steps, the edges that learning opens, the greedy search
(one cheapest augmentation after the other) and the linear programme that bounds it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
from numba import njit
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import maximum_flow

from seedbed.matching.allocation.inputs import check_capacity, check_choice, check_number
from seedbed.matching.courses import Courses, check_courses
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.market import Market

Method = Literal["auto", "greedy", "exact"]

MOST_EXACT = 5_000
"""Variables up to which ``auto`` solves the plan as an integer programme."""

MOST_LINEAR = 200_000
"""Variables up to which the linear programme bounds the plan and prices the courses, unless asked otherwise."""

MOST_NODES = 10_000
"""Nodes after which the integer programme stops: a count, not a time, so that runs repeat."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingPlan:
    """Who learns what, who is then placed where, and how much better any plan could be.

    Parameters
    ----------
    learners
        int64 (t, 2), sorted: seeker and course of every course place used.
    pairs
        int64 (p, 2), sorted: seeker and opportunity, the placements after training.
    placements_before, placements
        The most placements without training, and those of the plan.
    bound
        No plan within the budget places more, among the edges that were looked at.
    cost
        What the course places cost.
    gains
        int64 (g, 2): for every placement gained, in the order found, the placements after it and the
        cost of the plan then. The marginal cost of a placement is the difference of two rows. Empty where
        the integer programme found the plan.
    place_values, budget_value
        Placements that one more place of each course (C,), or one more unit of budget, would add to the
        linear programme: the marginal values (one choice of them where several hold). ``None`` where the programme was too large to be solved.
    method
        What found the plan: ``greedy`` or ``exact``.
    """

    learners: NDArray[np.int64]
    pairs: NDArray[np.int64]
    placements_before: int
    placements: int
    bound: int
    cost: int
    gains: NDArray[np.int64]
    place_values: NDArray[np.float64] | None
    budget_value: float | None
    method: Literal["greedy", "exact"]

    @property
    def proven(self) -> bool:
        """Whether the plan is proven best: it reaches the bound."""
        return self.placements == self.bound


def training_plan(
    market: Market,
    courses: Courses,
    budget: float,
    capacity: ArrayLike,
    *,
    group: ArrayLike | None = None,
    min_fit: float = 0.5,
    k: int = 50,
    method: Method = "auto",
    most_linear: int = MOST_LINEAR,
) -> TrainingPlan:
    """Choose course places and learners so that most seekers can be placed at the same time.

    A seeker can be placed where she is eligible and her fit is at least ``min_fit``; each takes one place
    and at most one course; an opportunity takes ``capacity[j]`` seekers. A course raises its learner's
    levels to what it teaches, so it only opens pairs and closes none. The number that is raised is
    the largest matching of seekers and places (Berge 1957). It is *not* submodular in the courses: two
    that gain nothing apart may gain a placement together (one learner moves on, another moves up), so
    the bound of Nemhauser, Wolsey and Fisher (1978) for greedy choice does not hold and none is claimed.

    1. *Edges.* The pairs among the ``k`` best of each seeker, untrained and after each course that she may
       take, are counted exactly both ways: open now, or opened by which courses.
    2. *Before.* A maximum flow (Dinic 1970) gives the most placements without training.
    3. *Gains.* As long as there is one within the budget, the cheapest augmenting path is taken (Ford and
       Fulkerson 1962; the successive shortest paths of Busacker and Gowen 1960): from an unplaced seeker,
       over seekers who change places, to a free place. An edge costs nothing where it is open to the
       seeker, else the cheapest course that opens it and has room. A course stays with its learner
       until a later path leaves it unused: then its place and its cost come back. Ties go by row number.
    4. *Bound.* The least of: the largest matching if everybody had taken every course; the placements
       before plus the places that the budget can buy, cheapest first (each gain needs one at least); and
       the dual of the linear programme below, rounded down.
    5. *Exact.* With ``method="exact"`` (``auto``: up to :data:`MOST_EXACT` variables) the integer
       programme decides the same, first on placements, then on cost (HiGHS: Huangfu and Hall 2018).

    The programme has one variable per open edge and one per edge and course that opens it, all in 0..1;
    each seeker's sum is at most 1, each opportunity's its capacity, each course's its places, and the costs
    add up to the budget at most. In an optimum nobody is trained who is not placed through it.

    Parameters
    ----------
    capacity
        (m,) places of the opportunities.
    budget
        At least 0, in the unit of ``courses.cost``.
    group
        (n,) bool: count, and train, these seekers only. The others lose nothing by it: the sets of seekers
        that can be placed together form a matroid (Edmonds and Fulkerson 1965), so any placed group
        extends to a largest matching of all.
    min_fit
        In 0..1; a fit of 0 never counts.
    most_linear
        Variables up to which the linear programme is solved: beyond, the bound is looser and the marginal
        values are ``None``. Time grows faster than their number (about half a minute for 440,000).
    k
        Best opportunities per seeker and course; with ``k >= m`` every pair is looked at.

    Returns
    -------
    TrainingPlan. With ``method="exact"`` and ``k >= m`` it equals exhaustive search; so it does whenever
    ``proven`` and ``k >= m``.

    Raises
    ------
    Refusal
        What :func:`~seedbed.matching.courses.check_courses` and ``check_capacity`` refuse;
        ``matching.number-out-of-range``, ``matching.unknown-choice``, ``matching.group-length``.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> seekers = csr_array([[1.0, 0.0], [1.0, 0.0]])
    >>> market = Market(seekers, csr_array([[1.0, 0.0], [0.0, 1.0]]))
    >>> plan = training_plan(market, Courses(csr_array([[0.0, 1.0]]), places=[5]), budget=1, capacity=[1, 1])
    >>> plan.placements_before, plan.placements, plan.bound, plan.cost, len(plan.learners)
    (1, 2, 2, 1, 1)
    """
    seats = check_capacity(capacity, market.n_opportunities)
    checked = check_courses(courses, market.n_seekers, market.n_skills)
    check_number("min_fit", min_fit, 0.0, 1.0)
    check_number("budget", budget, 0, 2**52)
    check_number("k", k, 1, 2**31)
    check_choice("method", method, get_args(Method))
    counted = np.ones(market.n_seekers, np.bool_) if group is None else np.asarray(group)
    if counted.dtype != np.bool_ or counted.shape != (market.n_seekers,):
        raise Refusal.because("matching.group-length", group="group", seekers=market.n_seekers)
    money = int(budget)
    edges = _edges(market, checked, counted, max(1, int(np.ceil(min_fit * FIT_UNITS))), k)
    before = _largest_matching(edges, seats, edges.open_now)
    found = _greedy(edges, checked, seats, before, money)
    placements = int(np.count_nonzero(found.edge_of >= 0))
    base = int(np.count_nonzero(before >= 0))
    everything = np.ones(edges.opportunity.size, np.bool_)
    bound = min(
        int(np.count_nonzero(_largest_matching(edges, seats, everything) >= 0)),
        base + _affordable(checked, money),
    )
    programme = _Programme.of(edges, checked, seats, money)
    place_values: NDArray[np.float64] | None = None
    budget_value: float | None = None
    if programme.gain.size <= most_linear:
        relaxed, place_values, budget_value = programme.relaxed()
        bound = min(bound, relaxed)
    chosen: Literal["greedy", "exact"] = "greedy"
    if method == "exact" or (method == "auto" and programme.gain.size <= MOST_EXACT):
        solution, upper = programme.solved()
        bound = min(bound, upper)
        if solution is not None:
            chosen = "exact"
            found = _Found(*programme.chosen(solution, edges, market.n_seekers), found.gains[:0])
            placements = int(np.count_nonzero(found.edge_of >= 0))
    placed = np.flatnonzero(found.edge_of >= 0)
    trained = np.flatnonzero(found.course_of >= 0)
    return TrainingPlan(
        learners=np.column_stack([trained, found.course_of[trained]]),
        pairs=np.column_stack([placed, edges.opportunity[found.edge_of[placed]].astype(np.int64)]),
        placements_before=base,
        placements=placements,
        bound=bound,
        cost=int(checked.cost[found.course_of[trained]].sum()),
        gains=found.gains,
        place_values=place_values,
        budget_value=budget_value,
        method=chosen,
    )


def compile_training() -> None:
    """Compile (or read from numba's cache) the greedy search."""
    one, zero = np.ones(1, np.int64), np.zeros(1, np.int64)
    row = np.array([0, 1])
    state = np.full(1, -1, np.int64)
    _augment(
        row, np.zeros(1, np.int32), np.zeros(1, np.bool_), row, zero, one, one, one.copy(), state, state, 1
    )


class _Edges(NamedTuple):
    """The pairs that are open or can be opened, by seeker and then opportunity."""

    indptr: NDArray[np.int64]
    opportunity: NDArray[np.int32]
    open_now: NDArray[np.bool_]
    option_indptr: NDArray[np.int64]
    """(e + 1,): where the courses that open an edge begin; none where it is open now."""
    options: NDArray[np.int64]

    @property
    def seeker(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(self.indptr.size - 1), np.diff(self.indptr))


class _Found(NamedTuple):
    edge_of: NDArray[np.int64]
    """(n,) the edge that places each seeker, -1 without."""
    course_of: NDArray[np.int64]
    gains: NDArray[np.int64]


def _edges(market: Market, courses: CheckedCourses, counted: NDArray[np.bool_], least: int, k: int) -> _Edges:
    """Step 1."""
    n, m = market.n_seekers, market.n_opportunities
    base = market.recommendations(k)
    keys = [(base.seekers.astype(np.int64) * m + base.indices)[base.units >= least]]
    lessons = []
    for course in range(courses.places.size):
        learners = courses.learners(course, n)
        learners = learners[counted[learners]]
        if not (learners.size and courses.places[course]):
            continue
        after = market.after_learning(learners, *courses.lesson(course))
        best = after.recommendations(k)
        may_learn = np.zeros(n, np.bool_)
        may_learn[learners] = True
        lessons.append((course, after, may_learn))
        useful = (best.units >= least) & may_learn[best.seekers]
        keys.append((best.seekers.astype(np.int64) * m + best.indices)[useful])
    i, j = np.divmod(np.unique(np.concatenate(keys)), m)
    i, j = i[counted[i]], j[counted[i]]
    open_now = market.fit_units(i, j) >= least
    edge, option = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for course, after, may_learn in lessons:
        closed = np.flatnonzero(~open_now & may_learn[i])
        opened = closed[after.fit_units(i[closed], j[closed]) >= least]
        edge.append(opened)
        option.append(np.full(opened.size, course, np.int64))
    edges, options = np.concatenate(edge), np.concatenate(option)
    order = np.lexsort((options, edges))
    return _Edges(
        indptr=_pointers(i, n),
        opportunity=j.astype(np.int32),
        open_now=open_now,
        option_indptr=_pointers(edges, i.size),
        options=options[order],
    )


def _pointers(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)


def _largest_matching(
    edges: _Edges, seats: NDArray[np.int64], usable: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Step 2: the edge of each seeker in a largest matching on the usable edges, -1 without: int64 (n,)."""
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


def _affordable(courses: CheckedCourses, budget: int) -> int:
    """The most places that the budget buys, cheapest first."""
    bought = 0
    for course in np.argsort(courses.cost, kind="stable"):
        cost, places = int(courses.cost[course]), int(courses.places[course])
        take = places if cost == 0 else min(places, budget // cost)
        bought, budget = bought + take, budget - take * cost
    return bought


def _greedy(
    edges: _Edges, courses: CheckedCourses, seats: NDArray[np.int64], before: NDArray[np.int64], budget: int
) -> _Found:
    """Step 3."""
    edge_of, course_of = before.copy(), np.full(before.size, -1, np.int64)
    left = courses.places.copy()
    placements, spent = int(np.count_nonzero(before >= 0)), 0
    gains = []
    while True:
        paid = _augment(
            edges.indptr,
            edges.opportunity,
            edges.open_now,
            edges.option_indptr,
            edges.options,
            courses.cost,
            seats,
            left,
            edge_of,
            course_of,
            budget - spent,
        )
        if paid == _NO_PATH:
            break
        placements, spent = placements + 1, spent + int(paid)
        gains.append((placements, spent))
    return _Found(edge_of, course_of, np.array(gains, np.int64).reshape(-1, 2))


_NO_PATH = np.iinfo(np.int64).max

_ROUNDING = 1e-6
"""More than float64 loses on sums of placements; far less than one placement."""


@njit(cache=True, nogil=True)
def _augment(
    indptr: NDArray[np.int64],
    opportunity: NDArray[np.int32],
    open_now: NDArray[np.bool_],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int64],
    cost: NDArray[np.int64],
    seats: NDArray[np.int64],
    left: NDArray[np.int64],
    edge_of: NDArray[np.int64],
    course_of: NDArray[np.int64],
    budget: int,
) -> int:  # pragma: no cover - compiled
    """Take the cheapest augmenting path (Dijkstra 1959); what it costs net of what comes back, or no path.

    ``left``, ``edge_of`` and ``course_of`` are changed. A path that needs a course twice must find two places.
    """
    no_path = np.iinfo(np.int64).max
    n, m = indptr.size - 1, seats.size
    starts = np.zeros(m + 1, np.int64)
    for p in range(n):
        if edge_of[p] >= 0:
            starts[opportunity[edge_of[p]] + 1] += 1
    for j in range(m):
        starts[j + 1] += starts[j]
    holders = np.empty(starts[m], np.int64)
    filled = starts[:m].copy()
    for p in range(n):
        if edge_of[p] >= 0:
            j = opportunity[edge_of[p]]
            holders[filled[j]] = p
            filled[j] += 1
    distance = np.full(m, no_path)
    via_edge, via_seeker = np.full(m, -1), np.full(m, -1)
    via_course = np.full(m, -1)
    done = np.zeros(m, np.bool_)
    queue = [(np.int64(0), np.int64(-1))]  # the unplaced seekers are the holders of no place
    goal = np.int64(-1)
    while len(queue) > 0:
        reached, at = heapq.heappop(queue)
        if at >= 0:
            if done[at] or reached > distance[at]:
                continue
            done[at] = True
            if starts[at + 1] - starts[at] < seats[at]:
                goal = at
                break
        for h in range(starts[at], starts[at + 1]) if at >= 0 else range(n):
            p = holders[h] if at >= 0 else h
            if at < 0 and edge_of[p] >= 0:
                continue
            for e in range(indptr[p], indptr[p + 1]):
                j = opportunity[e]
                if done[j] or seats[j] == 0:
                    continue
                best, chosen = no_path, np.int64(-1)
                if open_now[e]:
                    best = 0
                else:
                    for o in range(option_indptr[e], option_indptr[e + 1]):
                        c = options[o]
                        if course_of[p] == c:
                            best, chosen = 0, np.int64(-1)
                            break
                        if course_of[p] >= 0 or cost[c] >= best:
                            continue
                        used, back = 0, at
                        while back >= 0:
                            if via_course[back] == c:
                                used += 1
                            mover = edge_of[via_seeker[back]]
                            back = np.int64(opportunity[mover]) if mover >= 0 else np.int64(-1)
                        if used < left[c]:
                            best, chosen = cost[c], c
                if best == no_path or reached + best > budget or reached + best >= distance[j]:
                    continue
                distance[j] = reached + best
                via_edge[j], via_seeker[j], via_course[j] = e, p, chosen
                heapq.heappush(queue, (distance[j], np.int64(j)))
    if goal < 0:
        return no_path
    paid, at = distance[goal], goal
    while at >= 0:
        p, e = via_seeker[at], via_edge[at]
        before = np.int64(opportunity[edge_of[p]]) if edge_of[p] >= 0 else np.int64(-1)
        edge_of[p] = e
        if via_course[at] >= 0:
            course_of[p] = via_course[at]
            left[course_of[p]] -= 1
        elif open_now[e] and course_of[p] >= 0:
            left[course_of[p]] += 1
            paid -= cost[course_of[p]]
            course_of[p] = -1
        at = before
    return int(paid)


class _Programme(NamedTuple):
    """Steps 4 and 5: one variable per open edge, one per edge and course that opens it."""

    edge: NDArray[np.int64]
    course: NDArray[np.int64]
    """-1 for an open edge."""
    rows: sparse.csr_array
    limits: NDArray[np.float64]
    gain: NDArray[np.float64]
    cost: NDArray[np.float64]
    n_courses: int

    @classmethod
    def of(cls, edges: _Edges, courses: CheckedCourses, seats: NDArray[np.int64], budget: int) -> _Programme:
        """Seekers, opportunities, courses, budget: in this order stand the rows."""
        open_edges = np.flatnonzero(edges.open_now)
        counts = np.diff(edges.option_indptr)
        edge = np.concatenate((open_edges, np.repeat(np.arange(counts.size), counts)))
        course = np.concatenate((np.full(open_edges.size, -1), edges.options))
        n, m, count = edges.indptr.size - 1, seats.size, courses.places.size
        variable = np.arange(edge.size)
        by_course = np.flatnonzero(course >= 0)
        cost = np.zeros(edge.size)
        cost[by_course] = courses.cost[course[by_course]]
        row = np.concatenate(
            (
                edges.seeker[edge],
                n + edges.opportunity[edge].astype(np.int64),
                n + m + course[by_course],
                np.full(edge.size, n + m + count),
            )
        )
        column = np.concatenate((variable, variable, by_course, variable))
        value = np.concatenate((np.ones(2 * edge.size + by_course.size), cost))
        rows = sparse.csr_array((value, (row, column)), shape=(n + m + count + 1, edge.size))
        limits = np.concatenate((np.ones(n), seats, courses.places, [budget])).astype(np.float64)
        return cls(edge, course, rows, limits, np.ones(edge.size), cost, count)

    def relaxed(self) -> tuple[int, NDArray[np.float64], float]:
        """The bound, and what a course place and a unit of budget are worth in the linear programme.

        The bound is counted from the prices alone: by weak duality ``limits @ prices`` plus what the
        variables (at most 1 each) would still gain at these prices is never below the optimum,
        however far the solver's prices are from the best.
        """
        if not self.gain.size:
            return 0, np.zeros(self.n_courses), 0.0
        answer = linprog(-self.gain, A_ub=self.rows, b_ub=self.limits, bounds=(0, None), method="highs")
        if answer.status != 0:  # it is feasible and bounded: only the solver's own limits are left
            return self.gain.size, np.zeros(self.n_courses), 0.0
        prices = np.maximum(-answer.ineqlin.marginals, 0.0)
        bound = self.limits @ prices + np.maximum(self.gain - self.rows.T @ prices, 0.0).sum()
        return int(np.floor(bound + _ROUNDING)), prices[-self.n_courses - 1 : -1], float(prices[-1])

    def solved(self) -> tuple[NDArray[np.int64] | None, int]:
        """The variables of the cheapest best plan (``None``: not proven in time), and the bound."""
        if not self.gain.size:
            return np.empty(0, np.int64), 0
        within = LinearConstraint(self.rows, -np.inf, self.limits)
        settings = {"node_limit": MOST_NODES, "mip_rel_gap": 0.0}
        whole, box = np.ones(self.gain.size), Bounds(0, 1)
        best = milp(-self.gain, integrality=whole, bounds=box, constraints=within, options=settings)
        if best.status != 0:
            return None, self.gain.size
        most = round(-best.fun)
        keeping = [within, LinearConstraint(self.gain[None, :], most, np.inf)]
        cheap = milp(self.cost, integrality=whole, bounds=box, constraints=keeping, options=settings)
        variables = np.flatnonzero((cheap if cheap.status == 0 else best).x > 0.5)
        # The solver works in floats; what it chose is kept only if it holds in whole numbers.
        taken = np.zeros(self.gain.size)
        taken[variables] = 1.0
        sound = bool((self.rows @ taken <= self.limits).all()) and variables.size == most
        return (variables, most) if sound else (None, self.gain.size)

    def chosen(
        self, variables: NDArray[np.int64], edges: _Edges, n: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The edge and the course of each seeker, -1 without."""
        edge_of, course_of = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
        who = edges.seeker[self.edge[variables]]
        edge_of[who], course_of[who] = self.edge[variables], self.course[variables]
        return edge_of, course_of
