import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from seedbed.matching.allocation.auction import FINE
from seedbed.matching.allocation.multipliers import Course, _proximal
from seedbed.matching.allocation.problem import Rows


@given(seed=st.integers(0, 10**6), cuts=st.integers(1, 12), size=st.integers(1, 8))
@settings(max_examples=120, deadline=None)
def test_no_step_is_better_than_the_proximal_one(seed, cuts, size):
    rng = np.random.default_rng(seed)
    height = -rng.random(cuts) * 10.0 ** -rng.integers(0, 8)
    height[0] = 0.0
    slope = rng.normal(size=(cuts, size))
    slope /= np.linalg.norm(slope, axis=1).max()
    low = -rng.random(size) * rng.integers(0, 2, size)
    step = _proximal(height, slope, low)
    assert (step >= low).all()

    def worth(at):
        return at @ at / 2 + np.max(height + slope @ at)

    best = worth(step)
    # The function is convex: what no neighbour beats, nothing beats.
    for length in (1e-3, 1e-1, 1.0):
        for _ in range(20):
            other = np.maximum(step + length * rng.normal(size=size), low)
            assert worth(other) >= best - 1e-6 * max(1.0, abs(best))
    assert best <= 1e-7  # no step at all is worth 0


def one_group_rows(count):
    """Constraints that all have seat 1; the kinds and covers are not looked at."""
    ones, none = np.ones(count, dtype=np.int64), np.zeros(1, dtype=np.int64)
    kind, start = none.astype(np.int32), np.zeros(2, dtype=np.int64)
    return Rows(kind, kind, ones[None], start, none, ones, -ones, 0 * ones, ones)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("spread", [1.0, 1e-4])
def test_the_course_finds_the_lowest_point_of_a_convex_function(seed, spread):
    """The largest of 12 planes over four multipliers, steep or nearly level; SciPy knows the lowest point."""
    rng = np.random.default_rng(seed)
    size, unit = 4, 2.0**20
    half = rng.integers(-100, 101, size=(6, size))
    # Every slope has its opposite, so the function is bounded below.
    slopes = np.concatenate([half, -half])
    worths = (1000 + rng.random(12) * spread * 50) * unit
    planes = np.column_stack([slopes * unit, -np.ones(12)])
    lowest = linprog([0] * size + [1], planes, -worths, bounds=[(0, 20)] * size + [(None, None)]).fun
    course = Course(unit, one_group_rows(size), None)
    aim, seen = np.zeros(size, dtype=np.int64), []
    while aim is not None and len(seen) < 40:
        heights = worths + slopes @ aim / FINE
        plane = int(np.argmax(heights))
        seen.append(heights[plane])
        course.learn(aim, worths[plane], slopes[plane], np.full(size, 500))
        aim = course.next(aim, int(lowest))
    assert min(seen) - lowest <= 0.02 * (seen[0] - lowest) + 1e-7 * lowest


def test_earlier_multipliers_are_tried_as_they_were():
    rows = one_group_rows(2)
    start = np.array([3.0, 0.5]) * 2**20
    course = Course(2.0**22, rows, start)
    course.learn(np.zeros(2, dtype=np.int64), 1e9, np.array([-5, -7]), np.array([100, 100]))
    assert course.next(np.zeros(2, dtype=np.int64), 10**9).tolist() == (start * FINE).astype(int).tolist()
