"""The training plan: what is asked, the steps, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from seedbed.matching import kernels
from seedbed.matching.allocation.inputs import check_capacity, check_choice, check_number
from seedbed.matching.courses import Courses, check_courses
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.sparse import rows_of, stretches
from seedbed.matching.training.augmenting import Found, greedy, largest_matching
from seedbed.matching.training.edges import edges_of
from seedbed.matching.training.prices import priced_bound
from seedbed.matching.training.programme import Programme
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.market import Market
    from seedbed.matching.training.edges import Progress

Method = Literal["auto", "greedy", "exact"]

MOST_EXACT = 5_000
"""Variables up to which ``auto`` solves the plan as an integer programme."""

MOST_LINEAR = 40_000
"""Variables up to which the linear programme bounds the plan and prices the courses, unless asked otherwise."""

WORTH_STEPS = 50
"""Steps into which the worth of one placement is cut when prices guide the search."""

MOST_BUDGET = 2**38
"""In the unit of the courses' cost."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingPlan:
    """Who learns what, who is then placed where, and how much better any plan could be.

    Parameters
    ----------
    learners
        int64 (t, 2), sorted: seeker and course of every course place used.
    pairs
        int64 (p, 2), sorted: seeker and opportunity, the placements after training.
    fit
        float64 (p,): their fits after training, counted again by the market's kernels.
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
        Placements that one more place of each course (C,), or one more unit of budget, would add at most by
        the prices that prove the bound: the marginal values (one choice of them where several hold). Optimal
        prices of the linear programme where it was solved, else the best that were found.
    method
        What found the plan: ``greedy`` or ``exact``.
    """

    learners: NDArray[np.int64]
    pairs: NDArray[np.int64]
    fit: NDArray[np.float64]
    placements_before: int
    placements: int
    bound: int
    cost: int
    gains: NDArray[np.int64]
    place_values: NDArray[np.float64]
    budget_value: float
    method: Literal["greedy", "exact"]

    @property
    def proven(self) -> bool:
        """Whether the plan is proven best: it reaches the bound."""
        return self.placements == self.bound

    @property
    def optimality_gap(self) -> float:
        """The part of the bound that the plan does not reach; 0 where it is proven best."""
        return (self.bound - self.placements) / max(self.bound, 1)


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
    progress: Progress | None = None,
) -> TrainingPlan:
    """Choose course places and learners so that most seekers can be placed at the same time.

    A seeker can be placed where she is eligible and her fit is at least ``min_fit``; each takes one place
    and at most one course; an opportunity takes ``capacity[j]`` seekers. A course raises its learner's
    levels to what it teaches, so it only opens pairs and closes none. The number that is raised is
    the largest matching of seekers and places (Berge 1957). It is *not* submodular in the courses: two
    that gain nothing apart may gain a placement together (one learner moves on, another moves up), so
    the bound of Nemhauser, Wolsey and Fisher (1978) for greedy choice does not hold and none is claimed.

    1. *Edges.* For each seeker the ``k`` best open pairs, and for each course that she may take the ``k``
       best pairs that it opens, counted exactly. A pair without a place, or whose opportunity closes before
       the course is done, is none.
    2. *Before.* A maximum flow (Dinic 1970) gives the most placements without training.
    3. *Gains.* As long as there is one within the budget, cheapest augmenting paths are taken (Ford and
       Fulkerson 1962; the successive shortest paths of Busacker and Gowen 1960): from an unplaced seeker,
       over seekers who change places, to a free place. An edge costs nothing where it is open to the
       seeker, else the cheapest course that opens it and has room. A course stays with its learner
       until a later path leaves it unused: then its place and its cost come back. Where the bound is not
       reached, the search is done once more with paths that avoid what the prices of step 4 say is scarce
       instead of what is dear, and the better plan stays.
    4. *Bound.* The least of: the largest matching if everybody had taken every course; the placements
       before plus the places that the budget can buy, cheapest first (each gain needs one at least); and
       the dual of the linear programme below, rounded down, at its optimal prices, or beyond
       ``most_linear`` at the best that a subgradient method finds (:mod:`.prices`).
    5. *Exact.* With ``method="exact"`` (``auto``: up to :data:`MOST_EXACT` variables) the integer
       programme decides the same, first on placements, then on cost.

    The programme has one variable per open edge and one per edge and course that opens it, all in 0..1;
    each seeker's sum is at most 1, each opportunity's its capacity, each course's its places, and the costs
    add up to the budget at most. In an optimum nobody is trained who is not placed through it.

    Parameters
    ----------
    capacity
        (m,) places of the opportunities.
    budget
        0..2**38, in the unit of ``courses.cost``.
    group
        (n,) bool: count, and train, these seekers only. The others lose nothing by it: the sets of seekers
        that can be placed together form a matroid (Edmonds and Fulkerson 1965), so any placed group
        extends to a largest matching of all.
    min_fit
        In 0..1; a fit of 0 never counts.
    k
        Best pairs per seeker, and per seeker and course; with ``k >= m`` every pair is looked at.
    most_linear
        Variables up to which the linear programme is solved; its time grows faster than their number.
    progress
        Called with what is done and what there is to do; what it raises, and ``False``, stops the work.

    Returns
    -------
    TrainingPlan. With ``method="exact"`` and ``k >= m`` it equals exhaustive search; so it does whenever
    ``proven`` and ``k >= m``.

    Raises
    ------
    Refusal
        What :func:`~seedbed.matching.courses.check_courses` and ``check_capacity`` refuse;
        ``matching.number-out-of-range``, ``matching.unknown-choice``, ``matching.group-length``.
    Cancelled
        ``progress`` returned ``False``.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> seekers = csr_array([[1.0, 0.0], [1.0, 0.0]])
    >>> market = Market(seekers, csr_array([[1.0, 0.0], [0.0, 1.0]]))
    >>> plan = training_plan(market, Courses(csr_array([[0.0, 1.0]]), places=[5]), budget=1, capacity=[1, 1])
    >>> plan.placements_before, plan.placements, plan.bound, plan.cost, len(plan.learners)
    (1, 2, 2, 1, 1)
    """
    seats = check_capacity(capacity, market.n_opportunities)
    checked = check_courses(courses, market.n_seekers, market.n_opportunities, market.n_skills)
    check_number("min_fit", min_fit, 0.0, 1.0)
    check_number("budget", budget, 0, MOST_BUDGET)
    check_number("k", k, 1, 2**31)
    check_choice("method", method, get_args(Method))
    counted = np.ones(market.n_seekers, np.bool_) if group is None else np.asarray(group)
    if counted.dtype != np.bool_ or counted.shape != (market.n_seekers,):
        raise Refusal.because("matching.group-length", group="group", seekers=market.n_seekers)
    money = int(budget)
    edges = edges_of(market, checked, counted, seats, max(1, int(np.ceil(min_fit * FIT_UNITS))), k, progress)
    before = largest_matching(edges, seats, edges.open_now)
    found = greedy(edges, checked, seats, before, money, progress=progress)
    base = _placed(before)
    everything = np.ones(edges.opportunity.size, np.bool_)
    bound = min(_placed(largest_matching(edges, seats, everything)), base + _affordable(checked, money))
    programme = Programme.of(edges, checked, seats, money)
    if programme.gain.size <= most_linear:
        prices = programme.relaxed()
    else:
        prices = priced_bound(edges, checked, seats, money, _placed(found.edge_of))
    bound = min(bound, prices.bound)
    if _placed(found.edge_of) < bound:
        worth = prices.places + prices.budget * checked.cost
        guided = greedy(edges, checked, seats, before, money, _weights(worth), progress)
        found = max((found, guided), key=lambda one: (_placed(one.edge_of), -_spent(one, checked)))
        if programme.gain.size > most_linear:
            prices = priced_bound(edges, checked, seats, money, _placed(found.edge_of), prices)
            bound = min(bound, prices.bound)
    chosen: Literal["greedy", "exact"] = "greedy"
    if method == "exact" or (method == "auto" and programme.gain.size <= MOST_EXACT):
        solution, upper = programme.solved()
        bound = min(bound, upper)
        if solution is not None:
            chosen = "exact"
            found = Found(*programme.chosen(solution, edges, market.n_seekers), found.gains[:0])
    placed = np.flatnonzero(found.edge_of >= 0)
    trained = np.flatnonzero(found.course_of >= 0)
    pairs = np.column_stack([placed, edges.opportunity[found.edge_of[placed]].astype(np.int64)])
    return TrainingPlan(
        learners=np.column_stack([trained, found.course_of[trained]]),
        pairs=pairs,
        fit=_fits_after(market, checked, found.course_of, pairs),
        placements_before=base,
        placements=placed.size,
        bound=bound,
        cost=_spent(found, checked),
        gains=found.gains,
        place_values=prices.places,
        budget_value=prices.budget,
        method=chosen,
    )


def _fits_after(
    market: Market, courses: CheckedCourses, course_of: NDArray[np.int64], pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The fits of the pairs when everybody has learnt what her course teaches."""
    supply, demand = market.sides
    learner = np.flatnonzero(course_of >= 0)
    which, lesson = stretches(courses.taught.indptr, course_of[learner])
    own = np.repeat(np.arange(market.n_seekers), np.diff(supply.indptr))
    learnt = rows_of(
        np.concatenate((own, learner[which])),
        np.concatenate((supply.skills, courses.taught.columns[lesson])).astype(np.int64),
        np.concatenate((supply.levels, courses.taught.values[lesson])),
        (market.n_seekers, market.n_skills),
    )
    after = supply._replace(indptr=learnt.indptr, skills=learnt.columns, levels=learnt.values)
    units = np.zeros(len(pairs), np.int32)
    columns = np.ascontiguousarray(pairs.T)
    kernels.pair_fits(np.arange(len(pairs) + 1), columns[0], columns[1], after, demand, units)
    return units / np.float64(FIT_UNITS)


def _placed(edge_of: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(edge_of >= 0))


def _spent(found: Found, courses: CheckedCourses) -> int:
    return int(courses.cost[found.course_of[found.course_of >= 0]].sum())


def _weights(worth: NDArray[np.float64]) -> NDArray[np.int64]:
    """What course places are worth as whole numbers, coarse enough for many paths of the same weight."""
    steps: NDArray[np.int64] = 1 + np.rint(WORTH_STEPS * worth).astype(np.int64)
    return steps


def _affordable(courses: CheckedCourses, budget: int) -> int:
    """The most places that the budget buys, cheapest first."""
    bought = 0
    for course in np.argsort(courses.cost, kind="stable"):
        cost, places = int(courses.cost[course]), int(courses.places[course])
        take = places if cost == 0 else min(places, budget // cost)
        bought, budget = bought + take, budget - take * cost
    return bought
