"""The verdict on a table agrees with its eigenvalues."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.observatory.io.productivity import judge_productivity, spectral_radius


@given(st.integers(1, 7), st.integers(0, 10**6), st.floats(0.5, 1.5), st.floats(0.1, 1))
@settings(max_examples=80, deadline=None)
def test_verdict_and_bounds_agree_with_eigenvalues(n, seed, wanted, density):
    rng = np.random.default_rng(seed)
    A = rng.random((n, n)) * (rng.random((n, n)) < density)
    radius = np.abs(np.linalg.eigvals(A)).max()
    if radius < 1e-6 or abs(wanted - 1) < 1e-3:
        return
    A *= wanted / radius
    x = rng.uniform(0.5, 2, n)
    Z = A * x
    judged = judge_productivity(Z, x, Z.sum(axis=0) / x)
    assert judged.productive == (wanted < 1)
    assert judged.radius_low <= wanted * (1 + 1e-9)
    assert judged.radius_high >= wanted * (1 - 1e-9) or not judged.productive
    assert spectral_radius(Z, x) == pytest.approx(wanted, rel=1e-6)


def test_separate_blocks_next_to_one():
    for second, productive in ((0.999, True), (1.0, False), (1.001, False)):
        Z = np.array([[0.1, 0.0, 0.0], [0.0, 0.0, second], [0.0, second, 0.0]])
        Z[1, 1] = 0.0
        judged = judge_productivity(Z, np.ones(3), np.array([1.2, second, second]))
        assert judged.productive is productive
