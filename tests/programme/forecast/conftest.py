from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from seedbed.programme.forecast import Pipeline, Stage

FIRST = 2020 * 12


@pytest.fixture(scope="session")
def stage_of() -> Callable[..., Stage]:
    """A stage from people: (month of entry, month of moving on or None, month of leaving or None)."""

    def build(people: Sequence[tuple[int, int | None, int | None]], months: int) -> Stage:
        entered = np.zeros(months, np.int64)
        moved, left = np.zeros((2, months, months), np.int64)
        for entry, onward, away in people:
            entered[entry] += 1
            if onward is not None:
                moved[entry, onward - entry] += 1
            elif away is not None:
                left[entry, away - entry] += 1
        return Stage(entered, moved, left)

    return build


@pytest.fixture(scope="session")
def steady() -> Callable[..., Pipeline]:
    """So many starts a month, each verified ``wait`` months later."""

    def build(starts: int, months: int, wait: int = 0, first: int = FIRST) -> Pipeline:
        moved = np.zeros((months, months), np.int64)
        for at in range(months - wait):
            moved[at, wait] = starts
        return Pipeline(first, (Stage(np.full(months, starts), moved, np.zeros_like(moved)),))

    return build
