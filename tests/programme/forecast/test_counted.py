from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from seedbed.messages import LANGUAGES
from seedbed.programme.forecast import DEFAULT_PRIOR, Goal, Pipeline, Stage, forecast

FIRST = 2020 * 12
GOAL = Goal("t", FIRST, FIRST + 59, value=600)


def codes(said):
    for finding in said.findings:
        assert len({finding.text(lang) for lang in LANGUAGES}) == len(LANGUAGES)
    return [finding.code.removeprefix("programme.forecast-") for finding in said.findings]


def test_the_same_seed_gives_the_same_forecast(steady):
    one, two, three = (forecast(steady(10, 30), GOAL, draws=500, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.paths, two.paths)
    assert not np.array_equal(one.paths, three.paths)


def test_a_higher_target_is_never_likelier(steady):
    pipeline = steady(10, 30)
    chances = [
        forecast(pipeline, replace(GOAL, value=value), draws=2000, prior=DEFAULT_PRIOR).probability
        for value in (350, 450, 550, 650, 900)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] < 0.1


def test_intervals_lie_within_one_another_around_the_median(steady):
    said = forecast(steady(10, 30), GOAL, draws=2000)
    widest, wide, narrow = (said.interval(level) for level in (0.9, 0.8, 0.5))
    assert widest[0] <= wide[0] <= narrow[0] <= said.median <= narrow[1] <= wide[1] <= widest[1]
    assert narrow[0] > said.so_far
    with pytest.raises(ValueError, match="between 0 and 1"):
        said.interval(1.0)


def test_what_is_reached_stays_reached_and_nothing_else_is_certain(steady):
    pipeline = steady(10, 30)
    assert forecast(pipeline, replace(GOAL, value=300), draws=200).probability == 1.0
    impossible = forecast(pipeline, replace(GOAL, value=1e9), draws=200)
    assert 0 < impossible.probability < 0.01
    assert impossible.probability_error < 0.01


def test_rates_stand_side_by_side(steady):
    said = forecast(steady(10, 30), GOAL, draws=200)
    assert (said.so_far, said.required, said.actual) == (300.0, 10.0, 10.0)
    assert forecast(steady(10, 30), replace(GOAL, value=250), draws=200).required == 0.0
    based = forecast(steady(10, 30), replace(GOAL, value=700, baseline=100.0), draws=200)
    assert (based.so_far, based.required) == (400.0, 10.0)


def test_when_time_has_passed_the_record_decides(steady):
    pipeline = steady(10, 30)
    for value, met in ((299, 1.0), (300, 1.0), (301, 0.0)):
        said = forecast(pipeline, replace(GOAL, last=FIRST + 29, value=value), draws=50)
        assert said.probability == met
        assert said.interval(0.9) == (300.0, 300.0)
        assert codes(said) == ["time-passed"]
    assert said.fan().height == 30


def test_a_period_counts_only_its_own_and_late_verification_belongs_to_it(steady):
    pipeline = steady(10, 30, wait=4)
    before = forecast(pipeline, Goal("t", FIRST + 12, FIRST + 23, value=100), draws=200)
    assert before.so_far == 120.0
    # Those who entered in the last months of the period are verified only in the months of grace.
    now = Goal("t", FIRST + 24, FIRST + 29, value=60)
    assert forecast(pipeline, now, draws=200).so_far == 20.0
    graced = forecast(pipeline, replace(now, grace=4), draws=2000)
    assert graced.waiting == 40
    assert graced.from_starts == 0
    assert graced.samples.max() == 60
    assert graced.probability > 0.1


def test_those_who_wait_are_beta_binomial():
    """No more starts can be verified: only the chance of the waiting is unknown."""
    months = 40
    moved = np.zeros((months, months), np.int64)
    entered = np.zeros(months, np.int64)
    entered[: months - 1] = 100
    moved[: months - 1, 1] = 60
    moved[months - 2, 1] = 60
    left = np.zeros_like(moved)
    left[: months - 1, 1] = 40
    entered[months - 1] = 50
    pipeline = Pipeline(FIRST, (Stage(entered, moved, left),))
    prior = replace(DEFAULT_PRIOR, evidence=1.0, move_spread=0.0, exit_spread=0.0)
    goal = Goal("t", FIRST, FIRST + months - 1, value=60 * (months - 1) + 30, grace=1)
    said = forecast(pipeline, goal, prior=prior, draws=20_000)
    assert said.from_starts == 0
    coming = said.samples - said.so_far
    watched = 100 * (months - 1)
    chance = stats.betabinom(50, 0.6 * watched, 0.4 * watched)
    assert coming.mean() == pytest.approx(chance.mean(), abs=0.1)
    assert coming.var() == pytest.approx(chance.var(), rel=0.05)
    assert said.probability == pytest.approx(chance.sf(29), abs=0.01)


def test_a_share_is_beta_binomial_where_all_is_to_come(steady):
    pipeline, members = steady(20, 36), steady(6, 36)
    prior = replace(DEFAULT_PRIOR, share_evidence=1.0)
    goal = Goal("t", FIRST + 36, FIRST + 59, share=0.3)
    said = forecast(pipeline, goal, members=members, prior=prior, draws=5000)
    assert (said.numerator, said.denominator, said.so_far) == (0, 0, None)
    # A share of 6 in 20 so far: as likely above as below, and spread as a beta of those who started.
    assert said.probability == pytest.approx(0.5, abs=0.06)
    total = 20 * 24
    expected = np.sqrt(0.3 * 0.7 * (1 / total + 1 / (20 * 36)))
    assert np.nanstd(said.samples) == pytest.approx(expected, rel=0.35)
    assert said.actual == pytest.approx(0.3)
    assert said.required == pytest.approx(0.3)


def test_a_share_of_nothing_is_missing_not_zero():
    none = np.zeros((8, 8), np.int64)
    empty = Pipeline(FIRST, (Stage(np.zeros(8, np.int64), none, none),))
    said = forecast(empty, Goal("t", FIRST, FIRST + 7, share=0.5), members=empty, draws=100)
    assert said.so_far is None
    assert said.probability is None
    assert said.interval(0.9) is None
    assert said.fan()["actual"].null_count() == 8


def test_an_outlook_without_a_target_has_no_probability(steady):
    said = forecast(steady(10, 30), Goal("t", FIRST, FIRST + 59), draws=200)
    assert said.probability is None
    assert said.required is None
    assert said.interval(0.8) is not None


def test_too_little_is_said_and_the_interval_is_wide(steady):
    few = forecast(steady(2, 4), replace(GOAL, value=300), draws=3000)
    many = forecast(steady(2, 40), replace(GOAL, value=300), draws=3000)
    assert codes(few) == ["too-little", "on-simulations"]
    assert codes(many) == ["on-simulations"]
    low, high = few.interval(0.8)
    assert (high - low) / few.median > 2 * (many.interval(0.8)[1] - many.interval(0.8)[0]) / many.median
    assert 0.02 < few.probability < 0.98


def test_nothing_on_record_still_has_an_answer():
    none = np.zeros((1, 1), np.int64)
    said = forecast(Pipeline(FIRST, (Stage(np.zeros(1, np.int64), none, none),)), GOAL, draws=2000)
    assert 0.005 < said.probability < 0.995
    assert codes(said) == ["too-little", "on-simulations"]


def test_a_stop_is_said_and_lowers_the_forecast(steady):
    going = steady(20, 40)
    entered, moved = going.stages[0].entered.copy(), going.stages[0].moved.copy()
    entered[36:], moved[36:] = 0, 0
    stopped = Pipeline(FIRST, (Stage(entered, moved, np.zeros_like(moved)),))
    goal = replace(GOAL, value=1100)
    halted = forecast(stopped, goal, draws=2000)
    assert codes(halted) == ["stopped", "on-simulations"]
    assert halted.findings[0].values["months"] == 4
    assert halted.median < forecast(going, goal, draws=2000).median - 80


def test_the_fan_continues_the_record_to_the_last_month(steady):
    said = forecast(steady(10, 30), GOAL, draws=300)
    fan = said.fan()
    assert fan["month"][0] == "2020-01"
    assert fan["month"][-1] == "2024-12"
    assert fan["actual"].drop_nulls().to_list() == [10.0 * at for at in range(1, 31)]
    assert fan["q50"][29] == 300.0
    assert fan["q50"][-1] == said.median
    coming = fan.tail(len(said.points))
    assert all((coming[name].diff().drop_nulls() >= 0).all() for name in ("q05", "q50", "q95"))


def test_groups_must_fit(steady):
    with pytest.raises(ValueError, match="own pipeline"):
        forecast(steady(1, 5), Goal("t", FIRST, FIRST + 59, share=0.5))
    with pytest.raises(ValueError, match="same months"):
        forecast(steady(1, 5), Goal("t", FIRST, FIRST + 59, share=0.5), members=steady(1, 4))
    with pytest.raises(ValueError, match="not both"):
        Goal("t", 0, 1, value=1, share=0.5)
    with pytest.raises(ValueError, match="not before"):
        Goal("t", 2, 1, value=1)


def test_a_far_end_with_next_to_nothing_on_record_is_still_finite(steady):
    none = np.zeros((30, 30), np.int64)
    entered = np.zeros(30, np.int64)
    entered[[0, 29]] = 1
    rare = Pipeline(FIRST, (Stage(entered, none, none),))
    said = forecast(rare, Goal("t", FIRST, FIRST + 479, value=50), draws=3000)
    assert np.isfinite(said.samples).all()
    assert 0 < said.probability < 1


def test_ten_targets_with_ten_thousand_draws_take_about_a_second(steady):
    """A guard with room for a busy machine: about 0.75 s of processor time where it was measured."""
    pipeline = steady(10, 30, wait=3)
    forecast(pipeline, GOAL, draws=100)
    begun = time.process_time()
    for seed in range(10):
        forecast(pipeline, GOAL, seed=seed)
    assert time.process_time() - begun < 4
