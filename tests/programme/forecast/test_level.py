from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from seedbed.programme.forecast import DEFAULT_PRIOR
from seedbed.programme.forecast.level import DISCOUNTS, NOISES, _log_negative_binomial, follow_level
from seedbed.programme.forecast.seasons import seasons


def of(counts, expected=10.0, running=None):
    counts = np.asarray(counts)
    return follow_level(counts, np.ones(counts.size), DEFAULT_PRIOR, expected, running)


def mean(level):
    return float(level.weight @ (level.shape / level.rate))


def test_the_negative_binomial_is_the_textbook_one():
    size = np.array([0.5, 3.0, 40.0])
    for count, expected in ((0, 2.0), (3, 2.0), (50, 40.0)):
        ours = _log_negative_binomial(count, np.full(3, expected), size)
        theirs = stats.nbinom.logpmf(count, size, size / (size + expected))
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_a_steady_level_is_found_whatever_was_expected():
    counts = np.random.default_rng(1).poisson(40, 60)
    for expected in (1.0, 400.0):
        assert mean(of(counts, expected)) == pytest.approx(40, rel=0.1)


def test_a_level_that_moves_is_followed_with_a_shorter_memory():
    rng = np.random.default_rng(2)
    steady = of(rng.poisson(50, 60))
    moving = of(rng.poisson(50 * np.exp(np.cumsum(rng.normal(0, 0.35, 60)))))
    assert float(moving.weight @ moving.discount) < float(steady.weight @ steady.discount) - 0.05


def test_even_months_are_told_from_uneven_ones():
    rng = np.random.default_rng(3)
    even = of(rng.poisson(60, 80))
    uneven = of(rng.poisson(60 * rng.gamma(2.0, 0.5, 80)))
    assert float(uneven.weight @ np.log(uneven.noise)) < float(even.weight @ np.log(even.noise)) - 1


def test_a_stop_is_seen_and_does_not_lower_the_level():
    counts = np.random.default_rng(4).poisson(30, 40)
    stopped = counts.copy()
    stopped[25:31] = 0
    level = of(stopped)
    assert np.flatnonzero(~level.running).tolist() == list(range(25, 31))
    assert mean(level) == pytest.approx(mean(of(counts)), rel=0.15)


def test_months_before_the_first_start_and_rare_starts_are_no_stop():
    assert of([0, 0, 0, 0, 5, 6, 7]).running.all()
    assert of(np.random.default_rng(5).poisson(0.4, 50), 0.4).running.all()


def test_settings_are_all_pairs_and_weights_add_up():
    level = of([3, 4, 5])
    assert level.weight.size == len(DISCOUNTS) * len(NOISES)
    assert level.weight.sum() == pytest.approx(1)
    assert (level.spread_a_month() > 0).all()


def test_seasons_are_found_and_drawn_toward_an_even_year():
    rng = np.random.default_rng(6)
    month = np.arange(72)
    wave = np.exp(0.6 * np.cos(2 * np.pi * (month - 6) / 12))
    counts = rng.poisson(200 * wave)
    running = np.ones(72, bool)
    found = seasons(counts, 0, running, 0.5)
    assert found.mean() == pytest.approx(1)
    assert np.corrcoef(found, wave[:12])[0, 1] > 0.98
    held = seasons(counts, 0, running, 20.0)
    assert held.std() < 0.5 * found.std()
    assert np.roll(seasons(counts, 3, running, 0.5), -3) == pytest.approx(found)


def test_a_season_cannot_be_told_from_little():
    assert seasons(np.arange(12), 0, np.ones(12, bool), 1.0).tolist() == [1.0] * 12
