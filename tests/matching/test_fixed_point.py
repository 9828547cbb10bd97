"""Weights that add up exactly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seedbed.matching.fixed_point import CREDIT_UNITS, FIT_UNITS, WEIGHT_UNITS, credit_units, weight_units

rows = st.lists(st.lists(st.floats(0, 1e12, allow_subnormal=True), max_size=7), min_size=1, max_size=5)


def units_of(weights: list[list[float]]) -> list[list[int]]:
    indptr = np.concatenate(([0], np.cumsum([len(row) for row in weights])))
    units = weight_units(indptr, np.array([weight for row in weights for weight in row], dtype=np.float64))
    return [units[a:b].tolist() for a, b in pairwise(indptr)]


@settings(max_examples=200, deadline=None)
@given(rows)
def test_each_row_adds_up_exactly_and_keeps_the_order_of_its_weights(weights):
    for row, units in zip(weights, units_of(weights), strict=True):
        assert sum(units) == (WEIGHT_UNITS if any(weight > 0 for weight in row) else 0)
        for weight, unit in zip(row, units, strict=True):
            assert unit >= 0
            assert all(
                unit >= other for lower, other in zip(row, units, strict=True) if lower < weight
            ) or any(
                # A remainder can lift an equal or barely smaller weight by one unit at most.
                other - unit == 1
                for lower, other in zip(row, units, strict=True)
                if lower < weight
            )


@settings(max_examples=100, deadline=None)
@given(rows, st.sampled_from([2.0, 0.5, 1024.0]))
def test_the_scale_of_the_weights_does_not_matter(weights, scale):
    # Below this, halving a float loses digits: another weight, not another scale.
    assume(all(weight == 0 or weight > 1e-300 for row in weights for weight in row))
    assert units_of([[weight * scale for weight in row] for row in weights]) == units_of(weights)


def test_what_is_left_goes_to_the_largest_remainders_then_to_the_first():
    assert units_of([[1, 1, 1], [2, 1], [0, 0], [5]]) == [
        [21846, 21845, 21845],
        [43691, 21845],
        [0, 0],
        [65536],
    ]


def test_a_credit_is_rounded_to_even_and_never_beyond_the_full_one():
    strength = np.array([0.0, 0.5 / 256, 1.5 / 256, 0.5, 0.9, 1.0])
    assert credit_units(strength, np.ones(6)).tolist() == [0, 0, 2, 128, 230, 256]
    assert credit_units(strength, np.full(6, 0.5)).tolist() == [0, 1, 3, 256, 256, 256]
    assert CREDIT_UNITS * WEIGHT_UNITS == FIT_UNITS == 2**24
