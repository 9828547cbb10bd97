"""Markov chains against counting, powers of the matrix and Kemeny and Snell's formula."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import chain_of, income_classes, markov_chain

CHAINS = arrays(float, (4, 4), elements=st.floats(0.05, 1)).map(lambda x: x / x.sum(axis=1, keepdims=True))


@settings(max_examples=40, deadline=None)
@given(CHAINS)
def test_long_run_and_first_passage_of_connected_chains(p):
    chain = chain_of(p)
    steady = chain.steady_states[0]
    assert chain.steady_states.shape == (1, 4)
    np.testing.assert_allclose(steady @ p, steady, atol=1e-12)
    np.testing.assert_allclose(np.linalg.matrix_power(p, 500)[0], steady, atol=1e-9)
    fundamental = np.linalg.inv(np.eye(4) - p + np.outer(np.ones(4), steady))
    expected = (np.eye(4) - fundamental + np.ones((4, 4)) * np.diag(fundamental)) / steady
    np.testing.assert_allclose(chain.first_passage, expected, rtol=1e-8)
    np.testing.assert_allclose(np.diagonal(chain.first_passage), 1 / steady, rtol=1e-8)


def test_counts_every_move():
    generator = np.random.default_rng(3)
    classes = generator.integers(0, 3, (6, 9))
    expected = np.zeros((3, 3), dtype=int)
    for row in classes:
        for a, b in pairwise(row):
            expected[a, b] += 1
    chain = markov_chain(classes)
    assert (chain.transitions == expected).all()
    np.testing.assert_allclose(chain.probabilities, expected / expected.sum(axis=1, keepdims=True))


def test_sojourn_and_mobility():
    chain = chain_of([[0.9, 0.1], [0.5, 0.5]])
    np.testing.assert_allclose(chain.sojourn, [10, 2])
    np.testing.assert_allclose(chain.exit_probabilities, [0.1, 0.5])
    assert chain.mobility == pytest.approx(0.6)
    assert chain_of(np.eye(3)).mobility == 0
    assert (chain_of(np.eye(3)).sojourn == np.inf).all()


def test_each_closed_set_has_its_own_long_run():
    chain = chain_of([[0.5, 0.5, 0, 0], [0.3, 0.7, 0, 0], [0, 0, 1, 0], [0.2, 0.2, 0.2, 0.4]])
    np.testing.assert_allclose(chain.steady_states, [[0.375, 0.625, 0, 0], [0, 0, 1, 0]])
    assert chain.first_passage[0, 2] == np.inf
    assert chain.first_passage[3, 2] == np.inf
    assert chain.first_passage[3, 3] == np.inf
    assert chain.first_passage[2, 2] == 1
    assert chain.first_passage[0, 1] == pytest.approx(2)


def test_a_class_that_all_leave_in_the_end_is_passed_by():
    chain = chain_of([[0.5, 0.5], [0.0, 1.0]])
    np.testing.assert_allclose(chain.steady_states, [[0, 1]])
    assert chain.first_passage[0, 1] == pytest.approx(2)
    assert chain.first_passage[1, 0] == np.inf
    assert not chain.findings


def test_classes_are_quantiles_of_each_period():
    generator = np.random.default_rng(7)
    values = generator.normal(0, 1, (20, 6))
    classes = income_classes(values, 4)
    for period in range(6):
        bounds = np.quantile(values[:, period], [0.25, 0.5, 0.75])
        expected = np.searchsorted(bounds, values[:, period], side="left")
        assert (classes[:, period] == expected).all()
        assert np.bincount(classes[:, period]).tolist() == [5, 5, 5, 5]


def test_a_value_on_a_bound_belongs_to_the_lower_class():
    assert income_classes([[0.0], [1.0], [2.0], [3.0], [4.0]], 4).ravel().tolist() == [0, 0, 1, 2, 3]


def test_a_return_that_may_never_come_takes_for_ever():
    chain = chain_of([[0.5, 0.25, 0.25], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    assert chain.first_passage[0, 0] == np.inf
    assert chain.first_passage[0, 2] == pytest.approx(6)
