import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.charts.scale import linear_scale

values = st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9, allow_subnormal=False)), max_size=8)


@settings(max_examples=200)
@given(values, st.integers(2, 8))
def test_a_scale_holds_zero_and_every_value_between_its_end_ticks(
    found: list[float | None], count: int
) -> None:
    scale = linear_scale(found, 10, 110, count)
    assert scale.ticks[0] == scale.low and scale.ticks[-1] == scale.high
    slack = 1e-6 * (scale.high - scale.low)
    for value in [0.0, *(one for one in found if one is not None)]:
        assert scale.low - slack <= value <= scale.high + slack
        assert 10 - 1e-3 <= scale(value) <= 110 + 1e-3
    assert len(scale.ticks) <= count + 2


def test_ticks_are_round() -> None:
    assert linear_scale([0.37], 0, 1).ticks == (0.0, 0.1, 0.2, 0.3, 0.4)
    assert linear_scale([-30, 50], 0, 1).ticks == (-40.0, -20.0, 0.0, 20.0, 40.0, 60.0)


@pytest.mark.parametrize("nothing", [[], [None], [math.nan], [0.0]])
def test_a_scale_over_nothing_still_has_a_length(nothing: list[float | None]) -> None:
    scale = linear_scale(nothing, 0, 100)
    assert scale.low < scale.high
