"""The logarithmic mean lies between the geometric and the arithmetic, to the last digits."""

from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.observatory.change import logarithmic_mean

POSITIVE = st.floats(1e-6, 1e6)


@settings(max_examples=60, deadline=None)
@given(POSITIVE, POSITIVE)
def test_lies_between_geometric_and_arithmetic_mean(a, b):
    mean = float(logarithmic_mean(np.array(a), np.array(b)))
    assert np.sqrt(a * b) * (1 - 1e-12) <= mean <= (a + b) / 2 * (1 + 1e-12)
    assert mean == pytest.approx(float(logarithmic_mean(np.array(b), np.array(a))), rel=1e-13)


@pytest.mark.parametrize("step", [1e-15, 1e-12, 1e-8, 1e-3, 0.4, 0.6, 5.0, 1e6])
def test_is_right_to_twelve_digits_however_near_the_values_are(step):
    getcontext().prec = 60
    a, b = 3.0 * (1 + step), 3.0
    exact = (Decimal(a) - Decimal(b)) / (Decimal(a).ln() - Decimal(b).ln())
    assert float(logarithmic_mean(np.array(a), np.array(b))) == pytest.approx(float(exact), rel=1e-13)
