"""Theil T and L: definitions, bounds, and parts that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import theil

POSITIVE = arrays(float, 9, elements=st.floats(0.01, 1000))
WEIGHTS = arrays(float, 9, elements=st.floats(0.1, 50))
GROUPS = st.lists(st.sampled_from("abc"), min_size=9, max_size=9)


@settings(max_examples=80, deadline=None)
@given(POSITIVE, WEIGHTS)
def test_follows_the_definition(y, w):
    p = w / w.sum()
    r = y / (p @ y)
    got = theil(y, w)
    assert got.t == pytest.approx(p @ (r * np.log(r)), abs=1e-10)
    assert got.l == pytest.approx(-p @ np.log(r), abs=1e-10)
    assert 0 <= got.t <= -np.log(p.min()) + 1e-12


@settings(max_examples=80, deadline=None)
@given(POSITIVE, WEIGHTS, GROUPS)
def test_total_is_between_and_within(y, w, groups):
    parts, whole = theil(y, w, groups), theil(y, w)
    assert parts.t == parts.between_t + parts.within_t
    assert parts.l == parts.between_l + parts.within_l
    assert parts.t == pytest.approx(whole.t, abs=1e-10)
    assert parts.l == pytest.approx(whole.l, abs=1e-10)
    assert parts.groups["within_t"].sum() == pytest.approx(parts.within_t, abs=1e-12)
    assert parts.groups["population_share"].sum() == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(POSITIVE, GROUPS)
def test_a_group_is_measured_as_if_it_stood_alone(y, groups):
    table = theil(y, groups=groups).groups
    for row in table.iter_rows(named=True):
        alone = theil(y[[group == row["group"] for group in groups]])
        assert row["t"] == pytest.approx(alone.t, abs=1e-10)
        assert row["l"] == pytest.approx(alone.l, abs=1e-10)
        assert row["finding"] is None


def test_units_that_are_alike_within_groups_differ_only_between():
    parts = theil([2, 2, 8, 8], groups=["a", "a", "b", "b"])
    assert parts.within_t == 0
    assert parts.between_t == pytest.approx(theil([2, 8]).t)


def test_a_unit_without_weight_counts_for_nothing():
    assert theil([1, 0, 3], [1, 0, 1]).l == pytest.approx(theil([1, 3]).l)
    assert theil([1, 7, 3], [1, 0, 1], ["a", "b", "b"]).groups["group"].to_list() == ["a", "b"]


def test_a_group_with_a_zero_has_t_but_no_l():
    result = theil([0, 4, 3, 3], groups=["a", "a", "b", "b"])
    row = result.groups.row(0, named=True)
    assert row["t"] == pytest.approx(np.log(2))
    assert (row["l"], row["finding"]) == (None, "observatory.zero-in-group")
    assert result.t == pytest.approx(theil([0, 4, 3, 3]).t)
    assert result.between_l is None


def test_labels_may_be_of_any_kind():
    numbers, words = theil([1, 2, 4], groups=np.array([1, 1, 2])), theil([1, 2, 4], groups=["1", "1", "2"])
    assert numbers.groups.equals(words.groups)
