"""Coefficients of variation against numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.inequality import coefficient_of_variation, williamson

VALUES = arrays(float, 8, elements=st.floats(0.1, 1000))


@settings(max_examples=50, deadline=None)
@given(VALUES, arrays(float, 8, elements=st.floats(0.1, 50)))
def test_each_convention(y, w):
    mean = np.average(y, weights=w)
    assert coefficient_of_variation(y) == pytest.approx(y.std() / y.mean())
    assert coefficient_of_variation(y, sample=True) == pytest.approx(y.std(ddof=1) / y.mean())
    weighted = np.sqrt(np.average((y - mean) ** 2, weights=w))
    plain = np.sqrt(np.average((y - y.mean()) ** 2, weights=w))
    assert williamson(y, w) == pytest.approx(weighted / mean)
    assert williamson(y, w, deviations_from="plain", divided_by="plain") == pytest.approx(plain / y.mean())
    assert coefficient_of_variation(y, w, divided_by="plain") == pytest.approx(weighted / y.mean())


def test_a_negative_mean_counts_by_its_size():
    assert coefficient_of_variation([-1, -3]) == coefficient_of_variation([1, 3])


def test_a_weighted_sample_is_a_programming_error():
    with pytest.raises(ValueError, match="sample"):
        coefficient_of_variation([1, 2], [1, 1], sample=True)
