"""Atkinson's index: definition, bounds, and what the aversion does."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import atkinson, equally_distributed_equivalent, theil

POSITIVE = arrays(float, 7, elements=st.floats(0.01, 1000))


@settings(max_examples=60, deadline=None)
@given(POSITIVE, st.sampled_from([0.25, 0.5, 0.9, 1.5, 2.0, 5.0]))
def test_follows_the_definition(y, epsilon):
    equivalent = np.mean(y ** (1 - epsilon)) ** (1 / (1 - epsilon))
    assert equally_distributed_equivalent(y, epsilon) == pytest.approx(equivalent, rel=1e-9)
    assert atkinson(y, epsilon) == pytest.approx(1 - equivalent / y.mean(), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(POSITIVE)
def test_at_one_it_is_theil_l_in_other_words(y):
    assert atkinson(y, 1) == pytest.approx(1 - np.exp(-theil(y).l), abs=1e-10)
    assert atkinson(y, 1) == pytest.approx(atkinson(y, 1 + 1e-7), abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(POSITIVE)
def test_rises_with_aversion(y):
    values = [atkinson(y, epsilon) for epsilon in (0, 0.5, 1, 2, 10, 100)]
    assert values[0] == pytest.approx(0, abs=1e-12)
    assert all(a <= b + 1e-12 for a, b in pairwise(values))
    assert values[-1] <= 1 - y.min() / y.mean() + 1e-9


def test_weights_are_copies():
    assert atkinson([1, 4], 0.5, [3, 1]) == pytest.approx(atkinson([1, 1, 1, 4], 0.5))
