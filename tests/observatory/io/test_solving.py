"""Rows solved without an inverse are the rows of the inverse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.io.drawn import tables
from seedbed.observatory.io import solving
from seedbed.observatory.io.solving import rows_across, rows_times, solve_outputs, solve_rows


def _far(found, right):
    return np.abs(found - right).max() / np.abs(right).max()


@given(tables(most=12), st.booleans())
@settings(max_examples=25, deadline=None)
def test_both_ways_of_solving_give_the_inverse(table, direct):
    S = np.vstack([np.ones(table.x.size), np.linspace(0, 1, table.x.size), np.zeros(table.x.size)])
    L = np.linalg.inv(np.eye(table.x.size) - table.Z / table.x)
    kept, solving.DIRECT_BELOW = solving.DIRECT_BELOW, 400 if direct else 0
    try:
        rows, outputs = solve_rows(table.Z, table.x, S), solve_outputs(table.Z, table.x, S)
    finally:
        solving.DIRECT_BELOW = kept
    assert rows.method == ("direct" if direct else "krylov")
    assert _far(rows.values, S @ L) < 1e-11
    assert _far(outputs.values, S @ L.T) < 1e-11


@pytest.mark.parametrize("n", [450, 900])
def test_large_tables_are_searched_not_eliminated(n):
    rng = np.random.default_rng(n)
    Z = rng.lognormal(0, 2, (n, n))
    x = np.maximum(Z.sum(0), Z.sum(1)) * rng.uniform(1.01, 3, n)
    S = rng.random((7, n))
    found = solve_rows(Z, x, S)
    assert found.method == "krylov"
    assert found.residual < 1e-12
    assert _far(found.values, np.linalg.solve((np.eye(n) - Z / x).T, S.T).T) < 1e-12


def test_a_chain_in_which_the_series_never_ends_early_falls_back_to_elimination():
    n = 600  # a ring: the powers of A do not shrink in any direction before n rounds
    Z = np.roll(np.eye(n), 1, axis=1) * 0.999999
    found = solve_rows(Z, np.ones(n), np.eye(1, n))
    assert found.method == "direct"
    assert found.residual < 1e-12
    assert _far(found.values, np.linalg.solve((np.eye(n) - Z).T, np.eye(n, 1)).T) < 1e-8


def test_small_sectors_are_as_exact_as_large_ones():
    rng = np.random.default_rng(0)
    n = 500
    size = 10.0 ** rng.uniform(-4, 4, n)
    Z = rng.random((n, n)) * size[:, None] * size / size.sum()
    x = np.maximum(Z.sum(0), Z.sum(1)) * 1.4
    found = solve_outputs(Z, x, (x - Z.sum(1))[None, :])
    assert found.method == "krylov"
    np.testing.assert_allclose(found.values[0], x, rtol=1e-11)


@given(st.integers(1, 20), st.integers(1, 60), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_products_in_bands_are_products(s, n, seed):
    rng = np.random.default_rng(seed)
    rows, Z = rng.random((s, n)), rng.random((n, n))
    np.testing.assert_allclose(rows_times(rows, Z), rows @ Z, rtol=1e-12)
    np.testing.assert_allclose(rows_across(rows, Z), rows @ Z.T, rtol=1e-12)


def test_nothing_asked_is_nothing_solved():
    assert solve_rows(np.eye(2) * 0.5, np.ones(2), np.zeros((0, 2))).values.shape == (0, 2)
