from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seedbed.programme.forecast import DEFAULT_PRIOR, Stage
from seedbed.programme.forecast.waits import Waits, draw_waits

SURE = replace(DEFAULT_PRIOR, evidence=1.0, move_spread=0.0, exit_spread=0.0)


def made(chance, exits, months=30, size=4000, seed=3):
    """A stage in which chances are the same at any age."""
    rng = np.random.default_rng(seed)
    moved, left = np.zeros((2, months, months), np.int64)
    for at in range(months):
        here = size
        for age in range(months - at):
            moved[at, age] = rng.binomial(here, chance)
            left[at, age] = rng.binomial(here - moved[at, age], exits)
            here -= moved[at, age] + left[at, age]
    return Stage(np.full(months, size), moved, left)


def test_with_many_people_the_chances_are_those_that_made_them():
    waits = draw_waits(made(0.2, 0.05), SURE, 400, 12, np.random.default_rng(0))
    assert waits.arrives[:, 0].mean() == pytest.approx(0.2, abs=0.005)
    stays = waits.remains[:, 1:12] / waits.remains[:, :11]
    assert stays.mean() == pytest.approx(0.8 * 0.95, abs=0.005)
    assert waits.arrives.sum(axis=1).mean() == pytest.approx(0.2 / (1 - 0.8 * 0.95), abs=0.01)


def test_a_short_record_does_not_make_waits_look_short():
    """Most of the last entrants are still waiting: leaving them out would double the chance."""
    short = draw_waits(made(0.1, 0.0, months=4), SURE, 400, 12, np.random.default_rng(0))
    assert short.arrives[:, 0].mean() == pytest.approx(0.1, abs=0.01)
    assert (short.arrives[:, 3] / short.remains[:, 3]).mean() == pytest.approx(0.1, abs=0.01)


def test_chances_are_chances():
    waits = draw_waits(made(0.3, 0.1, months=9, size=5), DEFAULT_PRIOR, 300, 20, np.random.default_rng(1))
    assert (waits.arrives >= 0).all()
    assert (waits.arrives.sum(axis=1) <= 1 + 1e-12).all()
    assert (np.diff(waits.remains, axis=1) <= 0).all()


def test_the_waiting_move_on_as_each_would():
    rng = np.random.default_rng(5)
    chance = rng.uniform(0.05, 0.4, (3, 60))
    remains = np.concatenate((np.ones((3, 1)), np.cumprod(1 - chance, axis=1)[:, :-1]), axis=1)
    waits = Waits(remains * chance, remains)
    waiting = np.array([0, 4, 0, 7, 2])
    expected = np.zeros((3, 10))
    for at, number in enumerate(waiting):
        age = 5 - at
        stays = np.ones(3)
        for ahead in range(10):
            expected[:, ahead] += number * stays * chance[:, age + ahead]
            stays = stays * (1 - chance[:, age + ahead])
    np.testing.assert_allclose(waits.of_the_waiting(waiting, 10), expected, rtol=1e-10)


def test_little_evidence_leaves_the_chances_open():
    few = draw_waits(made(0.2, 0.05, months=6, size=2), DEFAULT_PRIOR, 2000, 12, np.random.default_rng(0))
    many = draw_waits(made(0.2, 0.05, months=6, size=2000), DEFAULT_PRIOR, 2000, 12, np.random.default_rng(0))
    assert few.arrives[:, 0].std() > 2 * many.arrives[:, 0].std()
