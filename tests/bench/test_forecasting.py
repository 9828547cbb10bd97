"""Forecasts on made-up programmes: calibration within Monte Carlo error, and better than a straight line."""

from __future__ import annotations

import numpy as np
import pytest

from seedbed.bench.forecasting import LEVELS, bench_forecast, draw_on, foretell
from seedbed.bench.straight_line import run_rate, straight_line
from seedbed.messages import LANGUAGES, say
from seedbed.programme.forecast.scores import error_of_mean
from seedbed.synth.programme_runs import FAMILIES, HIDDEN, TUNED_ON, programme_runs

RUNS = 100
REGRESSION_SEED = 3


@pytest.fixture(scope="module")
def judged():
    made = {}
    for family in FAMILIES:
        runs = list(programme_runs(family, RUNS, REGRESSION_SEED))
        made[family] = foretell(runs, draws=400), draw_on("straight-line", runs)
    return made


@pytest.mark.parametrize("family", TUNED_ON)
def test_intervals_hold_the_end_as_often_as_they_say(judged, family):
    for level, held in zip(LEVELS, judged[family][0].held, strict=True):
        error = np.sqrt(level * (1 - level) / RUNS)
        assert abs(held.mean() - level) < 3 * error


def test_the_hidden_family_is_held_less_often_but_not_rarely(judged):
    """A stop is not in the record before it comes; what was measured on 1,000 runs stands in the bench."""
    eighty, ninety = (held.mean() for held in judged[HIDDEN][0].held)
    assert 0.55 < eighty < 0.85
    assert eighty < ninety < 0.95


@pytest.mark.parametrize("family", TUNED_ON)
def test_probabilities_are_a_fifth_better_than_the_line_s(judged, family):
    own, line = judged[family]
    assert own.brier < 0.8 * line.brier
    assert own.brier < own.met.mean() * (1 - own.met.mean())


def test_probabilities_of_the_hidden_family_are_no_worse_than_the_line_s(judged):
    """Within the Monte Carlo error of so few runs; the bench judges 1,000."""
    own, line = judged[HIDDEN]
    difference = own.brier_each - line.brier_each
    assert difference.mean() < 2 * error_of_mean(difference)
    assert own.brier < own.met.mean() * (1 - own.met.mean())


def test_the_table_says_what_it_is():
    table = bench_forecast(4, draws=50, apart=False)
    assert set(table.frame()["work"]) == set(FAMILIES)
    assert {bar.verdict for bar in table.bars} == {"not-judged"}
    shares = [
        one.value for one in table.figures if one.measure.startswith("pit-") and one.measure[4:].isdigit()
    ]
    assert sum(shares) == pytest.approx(3 * len(FAMILIES))
    for lang in LANGUAGES:
        assert not table.figure_table(lang).is_empty()
        assert all(bar.text(lang) for bar in table.bars)
        assert [say(note, lang) for note in table.notes]


def test_the_line_is_the_textbook_one():
    verified = np.array([2, 4, 3, 5, 4, 6])
    line = straight_line(verified, 4)
    total, month = np.cumsum(verified), np.arange(6.0)
    design = np.column_stack([np.ones(6), month])
    coefficients, squares = np.linalg.lstsq(design, total, rcond=None)[:2]
    at = np.array([1.0, 9.0])
    spread = np.sqrt(squares[0] / 4 * (1 + at @ np.linalg.inv(design.T @ design) @ at))
    assert line.centre == pytest.approx(at @ coefficients)
    assert line.scale == pytest.approx(spread)
    assert line.freedom == 4
    assert line.at_least(round(line.centre)) == pytest.approx(1 - line.below(round(line.centre) - 0.5))


def test_the_run_rate_goes_on():
    outlook = run_rate(np.array([2, 4, 3, 5, 4, 6]), 4)
    assert outlook.centre == pytest.approx(24 + 4 * 4)
    low, high = outlook.interval(0.9)
    assert low < outlook.centre < high
