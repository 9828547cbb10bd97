"""The Gini coefficient against its definition, and the Lorenz curve against the coefficient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import gini, lorenz_curve

VALUES = arrays(float, st.integers(2, 12), elements=st.floats(0, 1e6)).filter(lambda x: x.sum() > 1e-3)


def by_definition(y, w):
    p = w / w.sum()
    return float(p @ np.abs(y[:, None] - y) @ p / 2 / (p @ y))


@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(0, 1000))
def test_is_half_the_relative_mean_difference(y, seed):
    weights = np.random.default_rng(seed).uniform(0, 5, y.size) + 1e-3
    assert gini(y) == pytest.approx(by_definition(y, np.ones(y.size)), abs=1e-9)
    assert gini(y, weights) == pytest.approx(by_definition(y, weights), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.floats(0.01, 100))
def test_does_not_mind_scale_order_or_copies(y, scale):
    value = gini(y)
    assert 0 <= value <= 1 - 1 / y.size + 1e-12
    assert gini(y * scale) == pytest.approx(value, abs=1e-9)
    assert gini(y[::-1]) == pytest.approx(value, abs=1e-12)
    assert gini(np.tile(y, 3)) == pytest.approx(value, abs=1e-9)
    assert gini(y, np.full(y.size, 7)) == pytest.approx(value, abs=1e-12)


def test_whole_weights_are_copies():
    assert gini([1, 5, 9], [3, 2, 1]) == pytest.approx(gini([1, 1, 1, 5, 5, 9]), abs=1e-12)
    assert gini([1, 5, 9], [3, 0, 1]) == pytest.approx(gini([1, 1, 1, 9]), abs=1e-12)


def test_one_who_has_all():
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([0, 0, 0, 8], corrected=True) == pytest.approx(1.0)


def test_a_transfer_to_the_poor_lowers_it():
    assert gini([2, 5, 9]) < gini([1, 5, 10])


def test_the_curve_bounds_the_coefficient():
    curve = lorenz_curve([3, 1, 8], [2, 1, 4])
    assert curve.row(0) == (0.0, 0.0)
    assert curve.row(-1) == (1.0, 1.0)
    area = np.trapezoid(curve["value_share"], curve["population_share"])
    assert gini([3, 1, 8], [2, 1, 4]) == pytest.approx(1 - 2 * area, abs=1e-12)
    assert (np.diff(curve["value_share"]) <= np.diff(curve["population_share"]) * 8 * 7 / 39 + 1e-12).all()
