"""Local statistics against every possible neighbourhood."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csr_array

from seedbed.observatory.space import hot_spots, local_moran, moran, weights_from_lists
from seedbed.observatory.space.permutation import conditional_counts, false_discovery_rate

LISTS = {"a": ["b", "c"], "b": ["a", "c", "d"], "c": ["a"], "d": ["e", "f"], "e": ["a", "f"], "f": ["b"]}
GRAPH = weights_from_lists(LISTS)
UNEVEN = weights_from_lists(
    LISTS, {"a": [1, 2], "b": [3, 1, 1], "c": [2], "d": [1, 5], "e": [1, 1], "f": [4]}
)
Y = np.array([2.0, 3.0, 3.2, 5.0, 8.0, 7.0])


def _lags(y, weights, place):
    """The lag of a place for every choice of its neighbours among the others."""
    row = weights.matrix[[place]].toarray()[0]
    own = row[row > 0]
    others = np.delete(y, place)
    return np.array([own @ others[list(chosen)] for chosen in permutations(range(5), own.size)])


@pytest.mark.parametrize("row_standardised", [True, False])
def test_local_values_add_up_to_the_global_one(row_standardised):
    local = local_moran(Y, UNEVEN, row_standardised=row_standardised, permutations=0)
    matrix = UNEVEN.row_standardised() if row_standardised else UNEVEN.matrix
    whole = moran(Y, UNEVEN, row_standardised=row_standardised, permutations=0)
    assert local["value"].sum() == pytest.approx(matrix.sum() * whole.value)
    other = local_moran(Y, UNEVEN, row_standardised=row_standardised, permutations=0, divisor="n-1")
    np.testing.assert_allclose(other["value"], local["value"] * 5 / 6)
    assert local["p_value"].null_count() == 6


@pytest.mark.parametrize("weights", [GRAPH, UNEVEN])
def test_chances_are_those_of_all_neighbourhoods(weights):
    draws = 20_000
    at_least, at_most = conditional_counts(Y, weights.matrix, draws, seed=1)
    observed = weights.matrix @ Y
    for place in range(6):
        every = _lags(Y, weights, place)
        for count, chance in (
            (at_least[place], np.mean(every >= observed[place] - 1e-9)),
            (at_most[place], np.mean(every <= observed[place] + 1e-9)),
        ):
            assert count / draws == pytest.approx(chance, abs=4.5 * np.sqrt(0.25 / draws))


def test_chances_of_values_with_ties_count_equal_results_as_extreme():
    y = np.array([0.1, 0.1, 0.3, 0.3, 0.3, 0.1])
    at_least, at_most = conditional_counts(y, GRAPH.matrix, 2000, seed=0)
    observed = GRAPH.matrix @ y
    for place in range(6):
        every = _lags(y, GRAPH, place)
        assert at_least[place] / 2000 == pytest.approx(np.mean(every >= observed[place] - 1e-9), abs=0.05)
        assert at_most[place] / 2000 == pytest.approx(np.mean(every <= observed[place] + 1e-9), abs=0.05)


def test_sums_that_differ_by_their_order_alone_count_as_equal():
    y = np.random.default_rng(6).random(7) / 3
    everybody = (np.ones((7, 7)) - np.eye(7)) / 3
    at_least, at_most = conditional_counts(y, csr_array(everybody), 200, seed=0)
    assert at_least.tolist() == at_most.tolist() == [200] * 7


def test_a_place_at_the_mean_is_never_significant():
    ring = {f"{at}": [f"{(at - 1) % 8}", f"{(at + 1) % 8}"] for at in range(8)}
    local = local_moran([0.0, 9.0, 2.0, -4.0, -9.0, -4.0, -3.0, 9.0], ring, permutations=199)
    assert (local["value"][0], local["p_value"][0], local["quadrant"][0]) == (0.0, 1.0, None)


def test_p_of_local_moran_looks_the_right_way():
    local = local_moran(Y, GRAPH, permutations=4999, alternative="greater")
    z = (Y - Y.mean()) / Y.std()
    matrix = GRAPH.row_standardised()
    for place in range(6):
        own = np.count_nonzero(GRAPH.matrix[[place]].toarray())
        every = z[place] * _lags(z, GRAPH, place) / own
        chance = np.mean(every >= z[place] * (matrix @ z)[place] - 1e-9)
        assert local["p_value"][place] == pytest.approx(chance, abs=0.035)


def test_quadrants_and_lags():
    local = local_moran(Y, GRAPH, permutations=0)
    z = (Y - Y.mean()) / Y.std()
    lag = GRAPH.row_standardised() @ z
    words = np.where(z > 0, "high", "low"), np.where(lag > 0, "high", "low")
    assert local["quadrant"].to_list() == [f"{a}-{b}" for a, b in zip(*words, strict=True)]
    np.testing.assert_allclose(local["lag"], lag)


@pytest.mark.parametrize("row_standardised", [True, False])
@pytest.mark.parametrize("weights", [GRAPH, UNEVEN])
def test_scores_are_standardised_by_all_neighbourhoods(weights, row_standardised):
    scores = hot_spots(Y, weights, with_itself=False, row_standardised=row_standardised)["value"]
    observed = weights.matrix @ Y
    for place in range(6):
        every = _lags(Y, weights, place)
        assert scores[place] == pytest.approx((observed[place] - every.mean()) / every.std(), rel=1e-9)


@pytest.mark.parametrize("row_standardised", [True, False])
def test_scores_with_itself_follow_the_formula(row_standardised):
    wide = UNEVEN.matrix.toarray() + np.eye(6)
    if row_standardised:
        wide /= wide.sum(axis=1, keepdims=True)
    total, squared = wide.sum(axis=1), (wide**2).sum(axis=1)
    expected = (wide @ Y - total * Y.mean()) / (Y.std() * np.sqrt((6 * squared - total**2) / 5))
    got = hot_spots(Y, UNEVEN, row_standardised=row_standardised)
    np.testing.assert_allclose(got["value"], expected, rtol=1e-12)
    np.testing.assert_allclose(got["p_normal"], 2 * stats.norm.sf(np.abs(expected)), rtol=1e-9)
    assert got["p_permutation"].null_count() == 6


def test_many_tests_are_adjusted_as_scipy_does():
    p = np.random.default_rng(0).random(50) ** 2
    np.testing.assert_allclose(false_discovery_rate(p), stats.false_discovery_control(p))
    holed = np.insert(p, 7, np.nan)
    adjusted = false_discovery_rate(holed)
    assert np.isnan(adjusted[7])
    np.testing.assert_allclose(np.delete(adjusted, 7), stats.false_discovery_control(p))
