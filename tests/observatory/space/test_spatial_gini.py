"""The Gini coefficient by neighbourhood, against all pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import gini
from seedbed.observatory.space import spatial_gini, weights_from_lists

GRAPH = weights_from_lists({"a": ["b", "c"], "b": ["a"], "c": [], "d": ["e"], "e": ["d"]})
NEAR = np.array([[0, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 1, 0]])


@settings(max_examples=50, deadline=None)
@given(arrays(float, 5, elements=st.floats(0, 100)).filter(lambda y: np.ptp(y) > 1e-3))
def test_pairs_of_neighbours_and_of_others(y):
    differences = np.abs(y[:, None] - y)
    got = spatial_gini(y, GRAPH, permutations=0)
    assert got.neighbours == pytest.approx((differences * NEAR).sum())
    assert got.others == pytest.approx((differences * (1 - NEAR)).sum(), abs=1e-9)
    assert got.gini == gini(y)
    assert got.neighbours + got.others == pytest.approx(2 * 25 * y.mean() * got.gini)


def test_neighbours_that_are_alike_are_unlikely_by_chance():
    names = [f"{at:02d}" for at in range(20)]
    line = weights_from_lists({name: [n for n in names if abs(int(n) - int(name)) == 1] for name in names})
    got = spatial_gini(np.arange(1.0, 21), line, permutations=199, alternative="less")
    assert got.p_permutation == 1 / 200
