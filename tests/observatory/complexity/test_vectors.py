import numpy as np
import pytest
from scipy import sparse

from observatory.economies import economy
from seedbed.observatory.complexity import vectors
from seedbed.observatory.complexity.vectors import second_vectors


def _exact(present):
    present = present.astype(float)
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    left, values, right = np.linalg.svd(
        present / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity), full_matrices=False
    )
    return left[:, 1] / np.sqrt(diversity), right[1] / np.sqrt(ubiquity), values


def _z(values):
    return (values - values.mean()) / values.std()


def _same(one, other):
    return min(np.abs(_z(one) - _z(other)).max(), np.abs(_z(one) + _z(other)).max())


@pytest.mark.parametrize(
    "shape", [(12, 9), (9, 12), (60, 200), (200, 60), (150, 140), (160, 400), (500, 180)]
)
@pytest.mark.parametrize("seed", [0, 1])
def test_within_1e_9_of_the_dense_decomposition(shape, seed):
    present = economy(*shape, seed)
    got = second_vectors(sparse.csr_array(present, dtype=float))
    places, industries, values = _exact(present)
    assert _same(got.places, places) < 1e-9
    assert _same(got.industries, industries) < 1e-9
    assert got.singular_values == pytest.approx(values[:4], abs=1e-9)


@pytest.mark.parametrize("shape", [(60, 200), (200, 60)])
def test_both_ways_find_the_same(shape, monkeypatch):
    present = sparse.csr_array(economy(*shape), dtype=float)
    dense = second_vectors(present)
    monkeypatch.setattr(vectors, "DENSE", 5)
    lanczos = second_vectors(present)
    assert _same(dense.places, lanczos.places) < 1e-11
    assert lanczos.singular_values == pytest.approx(dense.singular_values, abs=1e-12)
    again = second_vectors(present)
    assert np.array_equal(lanczos.places, again.places)


def test_it_is_the_second_eigenvector_of_the_markov_matrix():
    present = economy(25, 40).astype(float)
    walk = (present / present.sum(axis=1, keepdims=True)) @ (present / present.sum(axis=0)).T
    values, found = np.linalg.eig(walk)
    second = np.argsort(-values.real)[1]
    got = second_vectors(sparse.csr_array(present))
    assert _same(got.places, found[:, second].real) < 1e-9
    assert got.singular_values[1] ** 2 == pytest.approx(values[second].real)


@pytest.mark.parametrize("closeness", [1e-3, 1e-5])
def test_a_small_gap_is_no_excuse(closeness):
    # Two copies of an economy with a hair's difference: the second and third values nearly meet.
    present = economy(40, 50, 3)
    both = np.block([[present, np.zeros_like(present)], [np.zeros_like(present), present]])
    both = np.hstack([both, np.ones((80, max(1, int(closeness * 1e4))), dtype=bool)])
    got = second_vectors(sparse.csr_array(both, dtype=float))
    places, _, values = _exact(both)
    assert got.singular_values[:3] == pytest.approx(values[:3], abs=1e-9)
    assert _same(got.places, places) < 1e-9


@pytest.mark.parametrize("size", [30, 200])
def test_equal_values_are_seen_as_equal(size):
    ring = np.zeros((size, size))
    for step in range(4):
        ring[np.arange(size), (np.arange(size) + step) % size] = 1
    values = second_vectors(sparse.csr_array(ring)).singular_values
    assert values[1] == pytest.approx(values[2], abs=1e-12)


@pytest.mark.parametrize("shape", [(3, 4), (200, 300)])
def test_all_alike_have_nothing_beside_one(shape):
    values = second_vectors(sparse.csr_array(np.ones(shape))).singular_values
    assert values[0] == 1
    assert max(values[1:]) < 1e-6
