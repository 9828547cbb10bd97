"""Prices that prove a bound where the linear programme is too large to be solved: Lagrangian relaxation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from seedbed.matching.training.programme import ROUNDING, Prices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.training.edges import Edges

ROUNDS = 1_500
"""Steps of the subgradient method: a count, not a time, so that runs repeat."""


def priced_bound(
    edges: Edges,
    courses: CheckedCourses,
    seats: NDArray[np.int64],
    budget: int,
    goal: int,
    start: Prices | None = None,
) -> Prices:
    """A bound on the placements of any plan, and the prices that prove it.

    Every seat, course place and unit of budget gets a price of 0 or more. At any prices no plan places more
    than all of them are worth together, plus for each seeker what her best edge leaves of 1 after its
    prices, if anything (Lagrangian relaxation: Geoffrion 1974, Fisher 1981). The prices are moved against the
    excess of what seekers choose over what there is, each by its share of what there is (a diagonal
    scaling), with Polyak's (1969) step toward ``goal`` and directions that are averaged as in the
    volume algorithm (Barahona and Anbil 2000); where nothing improves, the search goes on from the best
    prices with shorter steps. The best bound counts.

    Parameters
    ----------
    goal
        Placements reached: the search ends when the bound is less than one above.
    start
        Where to begin; prices of 0 without.
    """
    # The budget in places of middling cost, so that its price is of the size of the others.
    unit = float(courses.cost[courses.cost > 0].mean()) if (courses.cost > 0).any() else 1.0
    limits = np.concatenate((seats, courses.places, [budget / unit])).astype(np.float64)
    prices = np.zeros(limits.size)
    if start is not None:
        prices = np.concatenate((start.seats, start.places, [start.budget * unit]))
    best, prices = lower_prices(
        edges.indptr, edges.opportunity, edges.open_now, edges.option_indptr, edges.options,
        courses.cost / unit, limits, prices, float(goal), ROUNDS,
    )  # fmt: skip
    # A place above 1, or budget above what the cheapest place is worth, proves nothing that 1 does not.
    m = seats.size
    prices[:-1] = np.minimum(prices[:-1], 1.0)
    prices[-1] = min(prices[-1], unit / max(float(courses.cost.min(initial=1)), 1.0))
    return Prices(int(np.floor(best + ROUNDING)), prices[:m], prices[m:-1], float(prices[-1]) / unit)


def compile_prices() -> None:
    """Compile (or read from numba's cache) the search for prices."""
    row, one = np.array([0, 1]), np.ones(1)
    lower_prices(
        row, np.zeros(1, np.int32), np.zeros(1, np.bool_), row, np.zeros(1, np.int32), one, np.ones(3),
        np.zeros(3), 0.0, 1,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def lower_prices(
    indptr: NDArray[np.int64],
    opportunity: NDArray[np.int32],
    open_now: NDArray[np.bool_],
    option_indptr: NDArray[np.int64],
    options: NDArray[np.int32],
    cost: NDArray[np.float64],
    limits: NDArray[np.float64],
    prices: NDArray[np.float64],
    goal: float,
    rounds: int,
) -> tuple[float, NDArray[np.float64]]:  # pragma: no cover - compiled
    """The least bound found and its prices: seats (m), course places (C), budget (1), as in ``limits``."""
    n, n_courses = indptr.size - 1, cost.size
    m = limits.size - n_courses - 1
    best, best_prices = np.inf, prices.copy()
    direction = np.zeros(limits.size)
    scale, waited = 1.0, 0
    for _ in range(rounds):
        # The value at the prices and the excess over the limits.
        excess = -limits
        value = 0.0
        for r in range(limits.size):
            value += limits[r] * prices[r]
        for p in range(n):
            most, at, by = 0.0, -1, -1
            for e in range(indptr[p], indptr[p + 1]):
                rest = 1.0 - prices[opportunity[e]]
                if rest <= most:
                    continue
                if open_now[e]:
                    most, at, by = rest, e, -1
                    continue
                for o in range(option_indptr[e], option_indptr[e + 1]):
                    c = options[o]
                    left = rest - prices[m + c] - prices[limits.size - 1] * cost[c]
                    if left > most:
                        most, at, by = left, e, c
            value += most
            if at >= 0:
                excess[opportunity[at]] += 1.0
                if by >= 0:
                    excess[m + by] += 1.0
                    excess[limits.size - 1] += cost[by]
        if value < best - 1e-4 * max(1.0, best - goal):
            waited = 0
        else:
            waited += 1
        if value < best:
            best = value
            best_prices[:] = prices
        if best < goal + 1.0:
            break
        if waited >= 40:
            scale, waited = scale * 0.8, 0
            direction[:] = 0.0
            prices = best_prices.copy()
        length = 0.0
        for r in range(limits.size):
            direction[r] = (excess[r] + direction[r]) / 2.0
            if prices[r] > 0.0 or direction[r] > 0.0:
                length += direction[r] * direction[r] / (limits[r] + 1.0)
        if length == 0.0:
            break
        step = scale * (value - goal) / length
        for r in range(limits.size):
            prices[r] = max(0.0, prices[r] + step * direction[r] / (limits[r] + 1.0))
    return best, best_prices
