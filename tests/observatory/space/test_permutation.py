"""p-values read from permutations."""

import numpy as np
import pytest

from seedbed.observatory.space.permutation import counts_beyond, normal_p, pseudo_p


def test_rounding_counts_as_equal_on_both_sides():
    assert [int(count) for count in counts_beyond(0.1 + 0.2, np.array([0.3, 0.3, 0.1]))] == [2, 3]
    assert [int(count) for count in counts_beyond(0.3, np.array([0.1 + 0.2, 0.5]))] == [2, 1]


@pytest.mark.parametrize(
    ("alternative", "expected"), [("greater", 0.05), ("less", 0.96), ("directed", 0.05), ("two-sided", 0.1)]
)
def test_the_observed_order_counts_among_the_possible(alternative, expected):
    assert float(pseudo_p(np.array(4), np.array(95), 99, alternative)) == pytest.approx(expected)


def test_p_never_exceeds_one():
    assert float(pseudo_p(np.array(99), np.array(99), 99, "two-sided")) == 1.0
    assert normal_p(0.0, "two-sided") == 1.0
    assert normal_p(1.959963984540054, "two-sided") == pytest.approx(0.05)
