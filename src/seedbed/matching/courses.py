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
    """

    taught: sparse.csr_array
    places: ArrayLike
    cost: ArrayLike | None = None
    eligible: sparse.csr_array | None = None
    ids: ArrayLike | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CheckedCourses:
    """Courses whose shapes and values are sound."""

    taught: Rows
    places: NDArray[np.int64]
    cost: NDArray[np.int64]
    eligible: Rows | None
    ids: NDArray[np.str_]

    def learners(self, course: int, n: int) -> NDArray[np.int64]:
        """The seekers who may take a course, rising: int64."""
        if self.eligible is None:
            return np.arange(n)
        rows: NDArray[np.int64] = self.eligible.row_of_each[self.eligible.columns == course]
        return rows

    def lesson(self, course: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The skills that a course teaches and the levels it brings to."""
        own = slice(self.taught.indptr[course], self.taught.indptr[course + 1])
        return self.taught.columns[own], self.taught.values[own]


def check_courses(courses: Courses, n: int, n_skills: int) -> CheckedCourses:
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
