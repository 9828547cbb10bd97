"""Courses as the training plan reads them: what they teach, their places, their cost, who may take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.sides import checked_ids, shape_mismatch
from seedbed.matching.sparse import strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    from seedbed.matching.sparse import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """The courses that a plan may choose from.

    Parameters
    ----------
    taught
        csr (C, K): the level in 0..1 that each course brings its learners to; a learner who is better
        already stays so.
    places
        (C,) whole numbers >= 0.
    cost
        (C,) whole numbers >= 0: the cost of one place, in the unit of the budget. ``None``: one each,
        so that the budget counts places.
    eligible
        csr (n, C): who may take which course; ``None``: everybody any.
    ids
        (C,) names; without them the row numbers.
    done, closes
        (C,) and (m,) numbers, for instance days: a course opens no opportunity that closes before the course
        is done. NaN is no limit; ``None``: none at all.
    """

    taught: sparse.csr_array
    places: ArrayLike
    cost: ArrayLike | None = None
    eligible: sparse.csr_array | None = None
    ids: ArrayLike | None = None
    done: ArrayLike | None = None
    closes: ArrayLike | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CheckedCourses:
    """Courses whose shapes and values are sound."""

    taught: Rows
    places: NDArray[np.int64]
    cost: NDArray[np.int64]
    eligible: Rows | None
    ids: NDArray[np.str_]
    done: NDArray[np.float64]
    """(C,) -inf without a limit."""
    closes: NDArray[np.float64]
    """(m,) inf without a limit."""

    def takers(self, counted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Who of the seekers counted, bool (n,), may take what: row pointers (n + 1,) and courses, rising.

        Courses without a place, or that teach nothing, are left out.
        """
        useful = (self.places > 0) & (np.diff(self.taught.indptr) > 0)
        if self.eligible is None:
            offered = np.flatnonzero(useful).astype(np.int32)
            counts = np.where(counted, offered.size, 0)
            courses = np.tile(offered, np.count_nonzero(counted))
        else:
            row = self.eligible.row_of_each
            kept = counted[row] & useful[self.eligible.columns]
            counts = np.bincount(row[kept], minlength=counted.size)
            courses = self.eligible.columns[kept]
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), courses


def check_courses(courses: Courses, n: int, m: int, n_skills: int) -> CheckedCourses:
    """Check the shapes and values of :class:`Courses`.

    Raises
    ------
    Refusal
        ``matching.shape-mismatch``, ``matching.value-out-of-range``, ``matching.duplicate-id``,
        ``matching.course-number-not-whole``.
    """
    taught = strongest(courses.taught, "courses.taught", most=1.0)
    count = taught.shape[0]
    if taught.shape[1] != n_skills:
        raise shape_mismatch("courses.taught", taught.shape, (count, n_skills))
    eligible = None
    if courses.eligible is not None:
        eligible = strongest(courses.eligible, "courses.eligible")
        if eligible.shape != (n, count):
            raise shape_mismatch("courses.eligible", eligible.shape, (n, count))
    cost = np.ones(count, np.int64) if courses.cost is None else courses.cost
    return CheckedCourses(
        taught,
        _whole(courses.places, count, "courses.places"),
        _whole(cost, count, "courses.cost"),
        eligible,
        checked_ids(courses.ids, count, "courses.ids"),
        _limit(courses.done, count, "courses.done", -np.inf),
        _limit(courses.closes, m, "courses.closes", np.inf),
    )


def _whole(values: ArrayLike, count: int, name: str) -> NDArray[np.int64]:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (count,):
        raise shape_mismatch(name, array.shape, (count,))
    sound = np.isfinite(array) & (np.floor(array) == array) & (array >= 0) & (array <= 2**40)
    if not sound.all():
        row = int(np.argmin(sound))
        raise Refusal.because("matching.course-number-not-whole", name=name, row=row, value=str(array[row]))
    return array.astype(np.int64)


def _limit(values: ArrayLike | None, count: int, name: str, unlimited: float) -> NDArray[np.float64]:
    if values is None:
        return np.full(count, unlimited)
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (count,):
        raise shape_mismatch(name, array.shape, (count,))
    return np.where(np.isnan(array), unlimited, array)
