"""The draws beside a plain simulation of every person, month by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seedbed.programme.forecast import DEFAULT_PRIOR, Pipeline, Stage
from seedbed.programme.forecast.drawing import Future, draw_arrivals, draw_future
from seedbed.programme.forecast.level import follow_level
from seedbed.programme.forecast.waits import Waits

DRAWS = 4000
AHEAD = 10
FIRST = 24_000


def two_stages():
    """Five people a month enter; half have gone on to the second stage a month later and wait there."""
    entered = np.full(6, 6)
    none = np.zeros((6, 6), np.int64)
    onward = none.copy()
    onward[:5, 1] = 3
    second = np.array([0, 3, 3, 3, 3, 3])
    return Pipeline(FIRST, (Stage(entered, onward, none), Stage(second, none, none)))


def even_waits(*chances):
    """The same chance of moving on at any age, and nobody leaves."""
    made = []
    for chance in chances:
        remains = (1 - chance) ** np.arange(60.0)
        made.append(Waits(np.tile(remains * chance, (DRAWS, 1)), np.tile(remains, (DRAWS, 1))))
    return tuple(made)


def future_of(pipeline, rates, chances):
    level = follow_level(pipeline.stages[0].entered, np.ones(pipeline.months), DEFAULT_PRIOR, 5.0)
    return Future(pipeline, np.tile(rates, (DRAWS, 1)), even_waits(*chances), level)


def walk(rng, pipeline, rates, chances, first, last):
    """One draw, person by person: results by the month in which they come."""
    results = np.zeros(AHEAD, int)
    entry = pipeline.first + np.arange(pipeline.months)
    counts = (entry >= first) & (entry <= last)
    in_last = [True] * int(pipeline.stages[-1].waiting[counts].sum())
    two = len(pipeline.stages) == 2
    earlier = int(pipeline.stages[0].waiting.sum()) if two else 0
    for month in range(AHEAD):
        now = pipeline.end + month
        passed = rng.poisson(rates[month])
        if two:
            earlier += passed
            passed = int((rng.random(earlier) < chances[0]).sum())
            earlier -= passed
        in_last += [first <= now <= last] * passed
        luck = rng.random(len(in_last)) < chances[-1]
        results[month] = sum(one and hit for one, hit in zip(in_last, luck, strict=True))
        in_last = [one for one, hit in zip(in_last, luck, strict=True) if not hit]
    return np.cumsum(results)


@pytest.mark.parametrize("window", [(0, 10**9), (FIRST + 4, FIRST + 8), (FIRST + 8, FIRST + 12)])
@pytest.mark.parametrize("stages", [1, 2])
def test_arrivals_are_those_of_single_people(stages, window):
    pipeline = two_stages()
    chances: tuple[float, ...] = (0.3, 0.4)
    if stages == 1:
        pipeline, chances = Pipeline(FIRST, pipeline.stages[1:]), (0.4,)
    rates = np.array([4, 0, 2, 5, 1, 3, 3, 0, 6, 2.0])
    points = (pipeline.end + 3, pipeline.end + AHEAD - 1)
    drawn = draw_arrivals(
        future_of(pipeline, rates, chances), points, *window, np.random.default_rng(1)
    ).total
    rng = np.random.default_rng(2)
    walked = np.array([walk(rng, pipeline, rates, chances, *window)[[3, AHEAD - 1]] for _ in range(1500)])
    error = np.sqrt(walked.var(axis=0) / 1500 + drawn.var(axis=0) / DRAWS)
    assert (np.abs(drawn.mean(axis=0) - walked.mean(axis=0)) < 4 * error + 1e-9).all()
    # The spread is that of single people, or a little wider (one mean chance for all who wait).
    assert (drawn.var(axis=0) >= 0.85 * walked.var(axis=0)).all()
    assert (drawn.var(axis=0) <= 1.3 * walked.var(axis=0) + 1e-9).all()


def test_more_than_wait_never_arrive_and_paths_never_fall():
    pipeline = two_stages()
    points = tuple(range(pipeline.end, pipeline.end + AHEAD))
    future = draw_future(pipeline, AHEAD, DEFAULT_PRIOR, 5.0, 500, np.random.default_rng(0))
    arrivals = draw_arrivals(future, points, 0, 10**9, np.random.default_rng(0))
    for waiting, coming in zip(arrivals.waiting, arrivals.from_stage, strict=True):
        assert coming.max() <= waiting
    assert (np.diff(arrivals.total, axis=1) >= 0).all()


def test_the_chance_of_a_start_is_that_of_walking_through():
    pipeline = two_stages()
    future = future_of(pipeline, np.zeros(AHEAD), (0.3, 0.4))
    month, left = pipeline.end + 2, AHEAD - 2
    expected = sum(0.3 * 0.7**a * 0.4 * 0.6**b for a in range(left) for b in range(left) if a + b < left)
    np.testing.assert_allclose(future.chance_of_start(month, 0, 10**9), expected, rtol=1e-9)
    assert future.chance_of_start(month, 0, month - 1).max() == pytest.approx(0, abs=1e-12)


def test_stops_come_and_go_as_assumed():
    counts = np.full(60, 50)
    none = np.zeros((60, 60), np.int64)
    pipeline = Pipeline(FIRST, (Stage(counts, none, none),))
    never = replace(DEFAULT_PRIOR, stop_weight=1e-9, months_to_stop=1e9)
    often = replace(DEFAULT_PRIOR, stop_weight=1000.0, months_to_stop=10.0, length_weight=1000.0)
    running = draw_future(pipeline, 60, never, 50.0, 400, np.random.default_rng(0)).starts > 0
    assert running.all()
    stopped = draw_future(pipeline, 60, often, 50.0, 400, np.random.default_rng(0)).starts == 0
    # A chain that stops once in about 10 months and rests for 6 rests in the long run 6 of 16 months.
    assert stopped[:, 30:].mean() == pytest.approx(6 / 16, abs=0.05)
