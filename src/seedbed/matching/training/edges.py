"""The pairs of seekers and opportunities that are open now, or that a course opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from seedbed.matching import what_if
from seedbed.matching.recommendations import Cancelled
from seedbed.matching.what_if import Lessons, asking_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.courses import CheckedCourses
    from seedbed.matching.market import Market

Progress = Callable[[int, int], bool | None]

_PLACES_AT_ONCE = 4_000_000
"""Opened pairs for which memory is laid out at a time, 4 bytes each."""


class Edges(NamedTuple):
    """The pairs that are open or can be opened, by seeker and then opportunity."""

    indptr: NDArray[np.int64]
    opportunity: NDArray[np.int32]
    open_now: NDArray[np.bool_]
    option_indptr: NDArray[np.int64]
    """(e + 1,): where the courses that open an edge begin; none where it is open now."""
    options: NDArray[np.int32]

    @property
    def seeker(self) -> NDArray[np.int64]:
        """The seeker of each edge: int64 (e,)."""
        return np.repeat(np.arange(self.indptr.size - 1), np.diff(self.indptr))


def edges_of(
    market: Market,
    courses: CheckedCourses,
    counted: NDArray[np.bool_],
    seats: NDArray[np.int64],
    least: int,
    k: int,
    progress: Progress | None = None,
) -> Edges:
    """Step 1 of the plan: for each seeker the ``k`` best open pairs, and per course the ``k`` best it opens.

    Parameters
    ----------
    counted, seats
        (n,) who may be placed and trained; (m,) places: a pair without any is no edge.
    least
        Fit units that a pair must reach.

    Raises
    ------
    Cancelled
        ``progress`` returned ``False``.
    """
    n, m = market.n_seekers, market.n_opportunities
    base = market.recommendations(k)
    listed = base.seekers
    kept = (base.units >= least) & counted[listed] & (seats[base.indices] > 0)
    open_keys = np.sort(listed[kept].astype(np.int64) * m + base.indices[kept])
    pairs, taught_by = _opened(market, courses, counted, seats, least, min(k, max(m, 1)), progress)
    keys, edge_of_pair = np.unique(np.concatenate((open_keys, pairs)), return_inverse=True)
    open_now = np.zeros(keys.size, np.bool_)
    open_now[edge_of_pair[: open_keys.size]] = True
    edge = edge_of_pair[open_keys.size :]
    order = np.lexsort((taught_by, edge))
    i, j = np.divmod(keys, max(m, 1))
    return Edges(
        indptr=_pointers(i, n),
        opportunity=j.astype(np.int32),
        open_now=open_now,
        option_indptr=_pointers(edge, keys.size),
        options=taught_by[order],
    )


def compile_edges() -> None:
    """Compile (or read from numba's cache) the count of what courses open."""
    from seedbed.matching.courses import Courses, check_courses  # noqa: PLC0415 - needed here only
    from seedbed.matching.market import Market  # noqa: PLC0415

    one = sparse.csr_array([[1.0]])
    market = Market(one, one)
    edges_of(market, check_courses(Courses(one, [1]), 1, 1, 1), np.ones(1, np.bool_), np.ones(1, int), 1, 1)


def _opened(
    market: Market,
    courses: CheckedCourses,
    counted: NDArray[np.bool_],
    seats: NDArray[np.int64],
    least: int,
    k: int,
    progress: Progress | None,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Each pair (seeker x m + opportunity) that a course opens, and the course: aligned."""
    n, m = market.n_seekers, market.n_opportunities
    supply, demand = market.sides
    by_rank = market.id_orders[1]
    ranks = np.empty(m, np.int32)
    ranks[by_rank] = np.arange(m, dtype=np.int32)
    may_indptr, may = courses.takers(counted)
    lessons = Lessons(
        courses.taught.indptr, courses.taught.columns, courses.taught.values, courses.done, may_indptr, may
    )
    closes = np.where(seats > 0, courses.closes, -np.inf)
    asking = asking_of(demand, market.n_skills)
    taker = np.repeat(np.arange(n), np.diff(may_indptr))
    keys, taught_by = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    start = 0
    while start < n:
        within = np.searchsorted(may_indptr, may_indptr[start] + max(_PLACES_AT_ONCE // k, 1), side="right")
        stop = min(n, max(start + 1, int(within) - 1))
        here = slice(may_indptr[start], may_indptr[stop])
        size = may_indptr[stop] - may_indptr[start]
        opportunity, counts = np.empty(size * k, np.int32), np.zeros(size, np.int64)
        what_if.opened_by_courses(
            start, stop, supply, demand.classes, asking, market.rules, ranks, lessons, closes, least, k,
            opportunity, counts,
        )  # fmt: skip
        filled = (np.arange(k) < counts[:, None]).ravel()
        keys.append(np.repeat(taker[here], counts) * m + opportunity[filled])
        taught_by.append(np.repeat(may[here], counts))
        start = stop
        if progress is not None and progress(start, n) is False:
            raise Cancelled
    return np.concatenate(keys), np.concatenate(taught_by)


def _pointers(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)
