import numpy as np
import pytest

from seedbed.matching.allocation import Floor, allocate, difference, dropping_floor
from seedbed.messages import Refusal


def test_who_changes_when_a_floor_is_dropped(table_market):
    """Two seats; the floor gives one to seeker 2, who is the least fit."""
    market = table_market([[100, 90], [95, 80], [10, 9]])
    floors = [Floor([2], share=0.5, name="few"), Floor([0, 1, 2], share=0.1, name="all")]
    before = allocate(market, [1, 1], floors, tolerance=0)
    assert before.pairs[:, 0].tolist() == [0, 2]
    change = dropping_floor("few", market, [1, 1], floors, before, tolerance=0)
    assert change.placed.tolist() == [1]
    assert change.unplaced.tolist() == [2]
    assert change.moved.tolist() == [0]
    assert change.objective * 2**24 == (90 + 95) - (100 + 9)
    assert change.filled == 0
    assert [outcome.name for outcome in change.after.floors] == ["all"]


def test_a_floor_that_is_not_there(table_market):
    market = table_market([[100]])
    before = allocate(market, [1])
    with pytest.raises(Refusal, match="floor is nobody"):
        dropping_floor("nobody", market, [1], [], before)


def test_no_difference_from_itself(table_market):
    result = allocate(table_market([[100, 90], [95, 80]]), [1, 1])
    change = difference(result, result, 2)
    assert not np.concatenate([change.placed, change.unplaced, change.moved]).size
