from __future__ import annotations

import numpy as np
import pytest

from seedbed.programme.forecast import Pipeline, Stage
from seedbed.synth.programme_runs import (
    FAMILIES,
    HIDDEN,
    TUNED_ON,
    Trouble,
    draw_traits,
    programme_runs,
    run_programme,
)


@pytest.mark.parametrize("family", list(FAMILIES))
def test_a_run_is_a_possible_programme(family):
    for run in programme_runs(family, 15, 9):
        whole = Pipeline(run.first, (Stage(run.entered, run.moved, run.left),))
        known = Pipeline(run.first, (Stage(*run.known()),))
        assert known.months == run.asked_after < run.months
        assert whole.verified().sum() == run.outcome
        assert np.array_equal(known.verified(), whole.verified()[: known.months])
        assert run.target >= 1


def test_a_run_does_not_depend_on_how_many_there_are():
    for family in FAMILIES:
        few, many = (list(programme_runs(family, count, 4))[2] for count in (3, 6))
        assert np.array_equal(few.moved, many.moved)
        other = list(programme_runs(family, 3, 5))[2]
        assert few.moved.shape != other.moved.shape or not np.array_equal(few.moved, other.moved)


def test_one_family_is_hidden():
    assert HIDDEN in FAMILIES
    assert set(TUNED_ON) == set(FAMILIES) - {HIDDEN}


def troubles(family, count=200):
    for number in range(count):
        rng = np.random.default_rng(number)
        traits = draw_traits(rng)
        yield traits, FAMILIES[family](traits, rng)


def test_each_family_has_its_own_trouble():
    for family in FAMILIES:
        for _, trouble in troubles(family, 40):
            assert (trouble.starts < 1).any() == (family == "policy-stop")
            assert (trouble.lag.size > 1) == (family == "delays")
            assert trouble.lag.sum() == pytest.approx(1)
            assert family == "dropout-waves" or (trouble.exits == 1).all()


def test_a_stop_lasts_three_to_twenty_months():
    for traits, trouble in troubles("policy-stop"):
        stopped = int((trouble.starts == 0).sum())
        assert 1 <= stopped <= 20
        assert stopped >= 3 or trouble.starts[-1] == 0
        assert trouble.starts.size == traits.months


def test_about_one_wave_in_two_years():
    waves = sum(
        int((np.diff((one.exits > 1).astype(int), prepend=0) == 1).sum())
        for _, one in troubles("dropout-waves")
    )
    years = sum(traits.months for traits, _ in troubles("dropout-waves")) / 12
    assert 0.3 < waves / years < 0.6


def test_trouble_shows_in_what_happens():
    """The same programmes with and without: stops cost starts, waves cost results, slow checks delay them."""
    calm, stopped, left, unchecked = 0, 0, 0, 0
    for number in range(40):
        traits = draw_traits(np.random.default_rng(number))
        none = Trouble.none(traits.months)
        half = np.arange(traits.months) < traits.months // 2
        for name, trouble in (
            ("calm", none),
            ("stopped", Trouble(np.where(half, 0.0, 1.0), none.exits, none.checks, none.lag)),
            ("left", Trouble(none.starts, none.exits * 10, none.checks, none.lag)),
            ("unchecked", Trouble(none.starts, none.exits, np.zeros(traits.months), none.lag)),
        ):
            outcome = run_programme(traits, trouble, np.random.default_rng(number)).outcome
            calm += outcome * (name == "calm")
            stopped += outcome * (name == "stopped")
            left += outcome * (name == "left")
            unchecked += outcome * (name == "unchecked")
    assert unchecked == 0
    assert 0.3 * calm < stopped < 0.7 * calm
    assert left < 0.8 * calm
