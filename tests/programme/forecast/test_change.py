from __future__ import annotations

import pytest

from seedbed.programme.forecast import Goal, least_change
from seedbed.programme.forecast.change import _drawn, _least
from seedbed.programme.forecast.prior import DEFAULT_PRIOR

FIRST = 2020 * 12
GOAL = Goal("t", FIRST, FIRST + 59, value=700)
DRAWS = 1500


def test_the_least_number_is_the_least(steady):
    pipeline = steady(10, 30, wait=2)
    drawn = _drawn(pipeline, GOAL, pipeline.end, None, DEFAULT_PRIOR, DRAWS, 0)
    chances = [drawn.probability("starts", number) for number in range(401)]
    assert chances == sorted(chances)
    number = _least(lambda one: drawn.probability("starts", one), 0.7, 5000)
    assert chances[number] >= 0.7 > chances[number - 1]


def test_other_draws_confirm_it(steady):
    pipeline = steady(10, 30, wait=2)
    change = least_change(pipeline, GOAL, 0.8, "starts", draws=DRAWS)
    assert change.before < 0.5
    assert 0.8 <= change.after < 0.85
    assert change.number > 50


def test_starts_that_come_late_must_be_many_more(steady):
    """Verified six months later so far, they would have to be verified within four."""
    pipeline = steady(10, 30, wait=6)
    soon = least_change(pipeline, GOAL, 0.8, "starts", draws=DRAWS)
    late = least_change(pipeline, GOAL, 0.8, "starts", month=GOAL.last - 4, draws=DRAWS)
    assert soon.number < 1000
    assert late.number is None or late.number > 20 * soon.number


def test_where_no_number_is_enough_the_most_falls_short(steady):
    unverified = steady(10, 30, wait=30)
    change = least_change(
        unverified, Goal("t", FIRST, FIRST + 30, value=400), 0.9, "verification", draws=DRAWS
    )
    assert change.number is None
    assert change.after < 0.9


def test_no_change_where_none_is_needed(steady):
    change = least_change(steady(10, 30), Goal("t", FIRST, FIRST + 59, value=310), 0.8, "starts", draws=DRAWS)
    assert change.number == 0
    assert change.before == change.after >= 0.8


def test_verification_of_those_who_wait(steady):
    pipeline = steady(10, 58, wait=6)
    goal = Goal("t", FIRST, FIRST + 59, value=560)
    change = least_change(pipeline, goal, 0.9, "verification", draws=DRAWS)
    assert change.most == 60
    assert 0 < change.number <= 60
    assert change.after >= 0.9 > change.before
    none = least_change(pipeline, Goal("t", FIRST, FIRST + 59, value=600), 0.9, "verification", draws=DRAWS)
    assert none.number is None
    assert none.after < 0.9


def test_a_share_is_lifted_by_members(steady):
    pipeline, members = steady(10, 30), steady(2, 30)
    goal = Goal("t", FIRST, FIRST + 59, share=0.25)
    change = least_change(pipeline, goal, 0.8, "starts", members=members, draws=DRAWS)
    # From a fifth of about 600 to a quarter takes at least 40 members more.
    assert 40 <= change.number <= 150
    assert change.after >= 0.8


def test_what_cannot_be_sought_is_refused(steady):
    pipeline = steady(10, 30)
    for goal, wanted in (
        (Goal("t", FIRST, FIRST + 29, value=1), 0.8),
        (GOAL, 1.0),
        (Goal("t", FIRST, FIRST + 59, value=1, direction="down"), 0.8),
    ):
        with pytest.raises(ValueError, match="rising goal"):
            least_change(pipeline, goal, wanted, "starts")
    with pytest.raises(ValueError, match="still to come"):
        least_change(pipeline, GOAL, 0.8, "starts", month=FIRST)
    with pytest.raises(ValueError, match="own pipeline"):
        least_change(pipeline, Goal("t", FIRST, FIRST + 59, share=0.2), 0.8, "starts")
