"""Global statistics against their double sums, and their moments against every possible order."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.space import geary, getis_ord, moran, weights_from_lists

NAMES = list("abcdef")
GRAPH = weights_from_lists(
    {"a": ["b", "c"], "b": ["a", "c", "d"], "c": ["a"], "d": ["e", "f"], "e": ["a", "f"], "f": ["b"]}
)
Y = np.array([2.0, 3.0, 3.2, 5.0, 8.0, 7.0])
VALUES = arrays(float, 6, elements=st.floats(0.1, 100)).filter(lambda y: np.ptp(y) > 1e-3)


def _i(y, w):
    z = y - y.mean()
    return len(y) / w.sum() * (z @ w @ z) / (z @ z)


def _c(y, w):
    z = y - y.mean()
    return (len(y) - 1) / (2 * w.sum()) * (w * (y[:, None] - y) ** 2).sum() / (z @ z)


def _g(y, w):
    return (y @ w @ y) / (y.sum() ** 2 - (y**2).sum())


STATISTICS = {"moran": (moran, _i), "geary": (geary, _c), "getis_ord": (getis_ord, _g)}


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("row_standardised", [True, False])
@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_is_its_double_sum(name, row_standardised, y):
    ours, plain = STATISTICS[name]
    matrix = GRAPH.row_standardised() if row_standardised else GRAPH.matrix
    got = ours(y, GRAPH, row_standardised=row_standardised, permutations=0)
    assert got.value == pytest.approx(plain(y, matrix.toarray()), abs=1e-9)
    assert got.p_permutation is None


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("row_standardised", [True, False])
def test_mean_variance_and_p_are_those_of_all_orders(name, row_standardised):
    ours, plain = STATISTICS[name]
    matrix = (GRAPH.row_standardised() if row_standardised else GRAPH.matrix).toarray()
    every = np.array([plain(Y[list(order)], matrix) for order in permutations(range(6))])
    got = ours(Y, GRAPH, row_standardised=row_standardised, permutations=4999, alternative="greater")
    assert got.expected == pytest.approx(every.mean(), rel=1e-10)
    assert got.variance_randomisation == pytest.approx(every.var(), rel=1e-8)
    assert got.z_randomisation == pytest.approx((got.value - every.mean()) / every.std(), rel=1e-8)
    chance = np.mean(every >= got.value - 1e-12)
    assert got.p_permutation == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 5000) + 1e-3)


@pytest.mark.parametrize("name", ["moran", "geary"])
def test_scale_and_shift_do_not_matter(name):
    ours, _ = STATISTICS[name]
    first, second = (ours(y, GRAPH, permutations=199) for y in (Y, 1000 - 3 * Y))
    assert first.value == pytest.approx(second.value, rel=1e-10)
    assert first.p_permutation == second.p_permutation


def test_alternatives_fit_together():
    p = {
        alternative: moran(Y, GRAPH, alternative=alternative)
        for alternative in ("greater", "less", "directed", "two-sided")
    }
    for field in ("p_normal", "p_randomisation", "p_permutation"):
        greater, less = (getattr(p[side], field) for side in ("greater", "less"))
        assert getattr(p["directed"], field) == min(greater, less)
        assert getattr(p["two-sided"], field) == pytest.approx(min(1, 2 * min(greater, less)))
    assert p["greater"].p_normal + p["less"].p_normal == pytest.approx(1)


def test_a_seed_gives_the_same_again():
    assert moran(Y, GRAPH, seed=4) == moran(Y, GRAPH, seed=4)


def test_without_association_p_is_even():
    generator = np.random.default_rng(0)
    size = 30
    ring = weights_from_lists({f"{at}": [f"{(at - 1) % size}", f"{(at + 1) % size}"] for at in range(size)})
    p = [
        moran(generator.normal(size=size), ring, permutations=199, seed=at).p_permutation for at in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.10
    assert 0.40 <= np.mean(np.array(p) <= 0.5) <= 0.62


def test_wrong_words_are_programming_errors():
    with pytest.raises(ValueError, match="alternative"):
        moran(Y, GRAPH, alternative="both")
    with pytest.raises(ValueError, match="permutations"):
        moran(Y, GRAPH, permutations=-1)
