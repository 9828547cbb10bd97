from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from seedbed.messages import LANGUAGES
from seedbed.programme.forecast import Goal, forecast_reported

YEARS = [11, 23, 35, 47]
RISING = Goal("t", 0, 83, value=80.0, baseline=60.0)
FALLING = Goal("t", 0, 83, value=-80.0, baseline=-60.0, direction="down")


@settings(max_examples=20, deadline=None)
@given(some.lists(some.floats(50, 90), min_size=1, max_size=4))
def test_falling_is_rising_upside_down(values):
    up = forecast_reported(YEARS[: len(values)], values, RISING, draws=4000)
    down = forecast_reported(YEARS[: len(values)], [-one for one in values], FALLING, draws=4000, seed=1)
    assert up.probability == pytest.approx(down.probability, abs=0.05)
    assert up.required == -down.required


def test_on_the_way_it_is_as_likely_as_not():
    said = forecast_reported(YEARS, [63.0, 66, 69, 72], replace(RISING, value=81.0, last=83), draws=8000)
    assert said.actual == pytest.approx(0.25)
    assert said.required == pytest.approx(0.25)
    assert 0.3 < said.probability < 0.6


def test_one_value_says_little_and_says_so():
    said = forecast_reported([11], [63.0], RISING, draws=4000)
    assert [one.code for one in said.findings] == ["programme.forecast-few-values"]
    assert all(said.findings[0].text(lang) for lang in LANGUAGES)
    assert said.actual is None
    assert 0.02 < said.probability < 0.5
    low, high = said.interval(0.8)
    assert low < 63 < high


def test_even_changes_narrow_the_interval():
    even = forecast_reported(range(12, 72, 6), 60 + np.arange(10.0), RISING, draws=4000)
    rough = forecast_reported(
        range(12, 72, 6), 60 + np.arange(10.0) + 4 * (np.arange(10) % 2), RISING, draws=4000
    )
    assert np.subtract(*even.interval(0.8)) > np.subtract(*rough.interval(0.8))
    assert even.findings == ()


def test_a_share_stays_a_share():
    said = forecast_reported(
        [11, 23], [0.1, 0.9], replace(RISING, value=0.95, baseline=0.1), bounds=(0, 1), draws=500
    )
    assert said.samples.min() >= 0
    assert said.samples.max() <= 1


def test_zero_is_a_value_and_a_target_that_is_the_baseline_can_be_asked():
    said = forecast_reported([11, 23], [0.0, 0.0], replace(RISING, value=0.0, baseline=0.0), draws=500)
    assert said.so_far == 0.0
    assert 0.3 < said.probability < 0.9


def test_time_passed():
    said = forecast_reported([83], [80.0], RISING, draws=10)
    assert said.probability == 1.0
    assert [one.code for one in said.findings] == ["programme.forecast-time-passed"]


def test_what_cannot_be_read_is_refused():
    for months, values in (([], []), ([5, 5], [1.0, 2.0]), ([5], [1.0, 2.0])):
        with pytest.raises(ValueError, match="months rise"):
            forecast_reported(months, values, RISING)
    with pytest.raises(ValueError, match="with a value"):
        forecast_reported([1], [1.0], Goal("t", 0, 9, share=0.5))
