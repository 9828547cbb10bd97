import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.economies import matrices, table
from seedbed.observatory.specialisation import location_gini, specialisation_gini


def _by_differences(ratios, weights):
    """Half the relative mean difference, by definition."""
    mean = np.sum(weights * ratios)
    return np.sum(weights[:, None] * weights * np.abs(ratios[:, None] - ratios)) / (2 * mean)


@settings(max_examples=30, deadline=None)
@given(matrices)
def test_is_half_the_relative_mean_difference(values):
    base = values.sum(axis=0) / values.sum()
    ratios = values / values.sum(axis=1, keepdims=True) / base
    for variant, weights in (("unweighted", np.full(base.size, 1 / base.size)), ("lorenz", base)):
        got = specialisation_gini(table(values), variant=variant)["value"]
        assert got.to_list() == pytest.approx([_by_differences(row, weights) for row in ratios], abs=1e-12)
        assert got.is_between(-1e-12, 1).all()


def test_a_place_like_the_base_has_zero_and_a_one_industry_place_the_most():
    base = pl.DataFrame({"industry": ["i000", "i001", "i002"], "value": [10, 20, 30]})
    got = specialisation_gini(table([[1, 2, 3], [5, 0, 0]]), base)
    assert got["value"].to_list() == pytest.approx([0, 2 / 3])
    assert got["normalised"].to_list() == pytest.approx([0, 1])


def test_of_location_is_that_of_the_transposed_table():
    values = np.array([[1.0, 2, 3], [4, 0, 1]])
    for variant in ("unweighted", "lorenz"):
        one, two = (
            location_gini(table(values), variant=variant),
            specialisation_gini(table(values.T), variant=variant),
        )
        assert one["value"].equals(two["value"])


def test_against_equal_shares_it_is_the_ordinary_gini():
    got = specialisation_gini(table([[1, 1, 1, 1], [0, 0, 0, 9]]), "equal")
    assert got["value"].to_list() == pytest.approx([0, 0.75])


def test_lorenz_counts_large_industries_more():
    base = pl.DataFrame({"industry": ["i000", "i001", "i002"], "value": [1, 1, 98]})
    got = {
        variant: specialisation_gini(table([[0, 2, 98]]), base, variant=variant)["value"][0]
        for variant in ("unweighted", "lorenz")
    }
    # Quotients 0, 2, 1 with weights 0.01, 0.01, 0.98: mean difference 0.0002 + 2 * 0.0098.
    assert got["lorenz"] == pytest.approx(0.0198)
    assert got["unweighted"] == pytest.approx(4 / 9)


def test_industries_that_nobody_has_do_not_count():
    with_empty = specialisation_gini(table([[1, 2, 0], [4, 1, 0]]))
    assert with_empty["value"].to_list() == pytest.approx(
        specialisation_gini(table([[1, 2], [4, 1]]))["value"].to_list()
    )


def test_an_empty_place_has_none():
    assert specialisation_gini(table([[0, 0], [3, 1]])).row(0) == (
        "p000",
        None,
        None,
        "observatory.empty-unit",
    )
