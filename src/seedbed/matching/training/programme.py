"""The plan as a linear and as an integer programme (HiGHS: Huangfu and Hall 2018)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.training.edges import Edges

MOST_NODES = 10_000
"""Nodes after which the integer programme stops: a count, not a time, so that runs repeat."""

ROUNDING = 1e-6
"""More than float64 loses on sums of placements; far less than one placement."""


class Prices(NamedTuple):
    """A bound on the placements of any plan, and the prices that prove it."""

    bound: int
    seats: NDArray[np.float64]
    """(m,)"""
    places: NDArray[np.float64]
    """(C,) of course places."""
    budget: float
    """Of one unit."""


class Programme(NamedTuple):
    """Steps 4 and 5 of the plan: one variable per open edge, one per edge and course that opens it."""

    edge: NDArray[np.int64]
    course: NDArray[np.int64]
    """-1 for an open edge."""
    rows: sparse.csr_array
    limits: NDArray[np.float64]
    gain: NDArray[np.float64]
    cost: NDArray[np.float64]
    n_opportunities: int
    n_courses: int

    @classmethod
    def of(cls, edges: Edges, courses: CheckedCourses, seats: NDArray[np.int64], budget: int) -> Programme:
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
        return cls(edge, course, rows, limits, np.ones(edge.size), cost, m, count)

    def relaxed(self) -> Prices:
        """The bound of the linear programme, and what a seat, a course place and a unit of budget are worth in it.

        The bound is counted from the prices alone: by weak duality ``limits @ prices`` plus what the
        variables (at most 1 each) would still gain at these prices is never below the optimum,
        however far the solver's prices are from the best.
        """
        first = -self.n_courses - 1
        prices = np.zeros(self.limits.size)
        if self.gain.size:
            answer = linprog(-self.gain, A_ub=self.rows, b_ub=self.limits, bounds=(0, None), method="highs")
            if answer.status == 0:  # else the solver's own limits were met: prices of 0 hold as any
                prices = np.maximum(-answer.ineqlin.marginals, 0.0)
        bound = self.limits @ prices + np.maximum(self.gain - self.rows.T @ prices, 0.0).sum()
        seats = prices[first - self.n_opportunities : first]
        return Prices(int(np.floor(bound + ROUNDING)), seats, prices[first:-1], float(prices[-1]))

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
        self, variables: NDArray[np.int64], edges: Edges, n: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The edge and the course of each seeker, -1 without."""
        edge_of, course_of = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
        who = edges.seeker[self.edge[variables]]
        edge_of[who], course_of[who] = self.edge[variables], self.course[variables]
        return edge_of, course_of
