"""What is on record month by month: who entered each stage, who moved on, who left, who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One wait: from entering (a start, say) to moving on (a verification, say) or leaving for good.

    Parameters
    ----------
    entered
        (T,) whole numbers: entries by month.
    moved, left
        (T, T) whole numbers [month of entry, months since]; what lies after the last month is zero.
    """

    entered: NDArray[np.int64]
    moved: NDArray[np.int64]
    left: NDArray[np.int64]

    def __post_init__(self) -> None:
        months = self.entered.size
        if self.moved.shape != (months, months) or self.left.shape != (months, months):
            raise ValueError("moved and left are (T, T) where entered is (T,)")
        if min(self.entered.min(initial=0), self.moved.min(initial=0), self.left.min(initial=0)) < 0:
            raise ValueError("counts are not negative")
        later = np.add.outer(np.arange(months), np.arange(months)) >= months
        if self.moved[later].any() or self.left[later].any():
            raise ValueError("something happened after the last month")
        if months and self.waiting.min() < 0:
            raise ValueError("more moved on or left than had entered")

    @property
    def waiting(self) -> NDArray[np.int64]:
        """(T,) those of each month of entry who neither moved on nor left."""
        return np.asarray(self.entered - self.moved.sum(axis=1) - self.left.sum(axis=1), np.int64)

    def at_risk(self) -> NDArray[np.int64]:
        """(T,) by months since entry: how many were still there and were watched in that month."""
        months = self.entered.size
        gone = np.cumsum(self.moved + self.left, axis=1)
        before = np.concatenate((np.zeros((months, 1), np.int64), gone[:, :-1]), axis=1)
        watched = np.add.outer(np.arange(months), np.arange(months)) < months
        return np.asarray(np.where(watched, self.entered[:, None] - before, 0).sum(axis=0), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """The stages one after the other; moving on from the last one is a verified result.

    Parameters
    ----------
    first
        Number of the first month (:func:`seedbed.programme.forecast.months.month_number`).
    stages
        At least one, all of the same T months. New people enter the first one; a later stage may also have
        entries of its own.
    """

    first: int
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        if not self.stages or len({stage.entered.size for stage in self.stages}) != 1:
            raise ValueError("a pipeline has at least one stage, and all stages the same months")

    @property
    def months(self) -> int:
        """How many months are on record."""
        return self.stages[0].entered.size

    @property
    def end(self) -> int:
        """The number of the first month that is not on record."""
        return self.first + self.months

    def verified(self) -> NDArray[np.int64]:
        """(T,) verified results by the month in which they were verified."""
        moved = self.stages[-1].moved
        months = np.add.outer(np.arange(self.months), np.arange(self.months))
        inside = months < self.months
        return np.bincount(months[inside], moved[inside], minlength=self.months).astype(np.int64)

    def verified_of(self, first: int, last: int) -> int:
        """Verified results of those who entered the last stage from month ``first`` to ``last``."""
        low, high = max(first - self.first, 0), max(last + 1 - self.first, 0)
        return int(self.stages[-1].moved[low:high].sum())
