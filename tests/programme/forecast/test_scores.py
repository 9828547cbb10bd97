from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from seedbed.programme.forecast.scores import brier_score, covered, crps, error_of_mean, log_score, pit

CHANCES = some.floats(0.01, 0.99)


@given(CHANCES, CHANCES)
def test_saying_what_one_believes_scores_best(believed, said):
    """Both scores are proper (Gneiting and Raftery 2007)."""
    for score in (brier_score, log_score):
        expected = [
            believed * score([one], [True])[0] + (1 - believed) * score([one], [False])[0]
            for one in (believed, said)
        ]
        assert expected[0] <= expected[1] + 1e-12


def test_the_log_score_of_an_impossible_event_is_finite():
    assert log_score([0.0], [True])[0] == pytest.approx(-np.log(1e-4))


@given(some.lists(some.integers(-5, 5), min_size=1, max_size=8), some.integers(-6, 6))
def test_crps_is_the_area_between_the_distributions(drawn, outcome):
    grid = np.arange(-7, 7)
    below = np.array([np.mean([one <= x for one in drawn]) for x in grid])
    area = ((below - (outcome <= grid)) ** 2).sum()
    assert crps([drawn], [outcome])[0] == pytest.approx(area)


def test_the_transform_is_even_when_the_forecast_is_right():
    rng = np.random.default_rng(1)
    rates = rng.uniform(1, 9, 3000)
    samples, ends = rng.poisson(rates[:, None], (3000, 400)), rng.poisson(rates)
    shares = np.histogram(pit(samples, ends, rng.random(3000)), 10, (0, 1))[0] / 3000
    assert np.abs(shares - 0.1).max() < 4 * np.sqrt(0.09 / 3000)


def test_ends_belong_to_the_interval():
    assert covered([1, 1, 1], [3, 3, 3], [1, 3, 4]).tolist() == [True, True, False]


def test_the_error_of_a_mean():
    assert error_of_mean([0, 1, 0, 1]) == pytest.approx(np.sqrt(1 / 3) / 2)
    assert np.isnan(error_of_mean([1]))
