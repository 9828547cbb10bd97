from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from seedbed.programme.forecast import Pipeline, Stage

MONTHS = 7


@some.composite
def people(draw):
    entry = draw(some.integers(0, MONTHS - 1))
    later = some.none() | some.integers(entry, MONTHS - 1)
    onward = draw(later)
    return entry, onward, None if onward is not None else draw(later)


@given(some.lists(people(), max_size=30))
def test_counts_are_those_of_the_people(stage_of, story):
    stage = stage_of(story, MONTHS)
    waiting = [sum(e == at and o is None and a is None for e, o, a in story) for at in range(MONTHS)]
    assert stage.waiting.tolist() == waiting
    at_risk = [0] * MONTHS
    for entry, onward, away in story:
        gone = onward if onward is not None else away
        last = MONTHS - 1 if gone is None else gone
        for month in range(entry, last + 1):
            at_risk[month - entry] += 1
    assert stage.at_risk().tolist() == at_risk
    pipeline = Pipeline(24_000, (stage,))
    by_month = [sum(o == at for _, o, _ in story) for at in range(MONTHS)]
    assert pipeline.verified().tolist() == by_month
    within = sum(o is not None and 2 <= e <= 4 for e, o, _ in story)
    assert pipeline.verified_of(24_002, 24_004) == within


def test_what_cannot_have_happened_is_refused():
    none = np.zeros((2, 2), np.int64)
    late = np.array([[0, 0], [0, 1]])
    with pytest.raises(ValueError, match="after the last month"):
        Stage(np.array([1, 1]), late, none)
    with pytest.raises(ValueError, match="more moved on"):
        Stage(np.array([0, 1]), np.array([[1, 0], [0, 0]]), none)
    with pytest.raises(ValueError, match="negative"):
        Stage(np.array([-1, 1]), none, none)
    with pytest.raises(ValueError, match=r"\(T, T\)"):
        Stage(np.array([1]), none, none)
    with pytest.raises(ValueError, match="same months"):
        Pipeline(
            0,
            (
                Stage(np.ones(2, np.int64), none, none),
                Stage(np.ones(1, np.int64), none[:1, :1], none[:1, :1]),
            ),
        )
