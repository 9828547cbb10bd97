import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.matching.allocation.floor import Floor, check_floors
from seedbed.messages import Refusal

shares = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=1000)


@given(
    share=shares,
    single=st.booleans(),
    reading=st.sampled_from(["share_of_filled", "reserved_seats"]),
    members=st.integers(0, 12),
    others=st.integers(0, 12),
    carried=st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (min(pair), sum(pair))),
)
def test_the_integer_row_says_what_the_words_say(share, single, reading, members, others, carried):
    """The constraint that solvers see, and the outcome counted from pairs, agree with the floor's words."""
    n, m = 24, 1 if single else 2
    capacity = np.array([24]) if single else np.array([10, 14])
    scope = [0] if single else None
    floor = Floor(np.arange(12), share, scope, reading, carried)
    (checked,) = check_floors([floor], n, capacity)
    row = checked.constraint()
    holds = row.inside * members + row.outside * others >= row.least
    whole = math.floor if single else math.ceil
    filled = members + others
    if reading == "share_of_filled":
        expected = members + carried[0] >= whole(share * (filled + carried[1]))
    else:
        kept = min(max(whole(share * (24 + carried[1])) - carried[0], 0), 24)
        expected = others <= 24 - kept
    assert holds == expected
    people = [*range(members), *range(12, 12 + others)]
    pairs = np.array([(i, i % m) for i in people], dtype=np.int64).reshape(-1, 2)
    outcome = checked.outcome(pairs, 0.0)
    assert (outcome.members_placed, outcome.filled, outcome.met) == (members, filled, expected)
    assert outcome.met == (outcome.shortfall == 0)


def test_a_share_is_the_fraction_that_people_mean():
    for share, fraction in ((0.25, Fraction(1, 4)), (1 / 3, Fraction(1, 3)), (0.1, Fraction(1, 10))):
        (checked,) = check_floors([Floor([0], share)], 1, np.array([1]))
        assert checked.share == fraction


def test_names_are_unique_and_shared_groups_are_one_array():
    women = np.array([True, False])
    floors = [Floor(women, 0.5), Floor(women, 0.5, name="women"), Floor(women, 0.5, name="women")]
    checked = check_floors([*floors, Floor([1], 0.5, name="min_filled")], 2, np.array([1]))
    assert [floor.name for floor in checked] == ["floor 1", "women", "women (2)", "min_filled (2)"]
    assert checked[0].members is checked[2].members


@pytest.mark.parametrize("share", [float("nan"), float("inf"), -0.1, 1e-12])
def test_shares_that_are_none(share):
    with pytest.raises(Refusal):
        check_floors([Floor([0], share)], 1, np.array([1]))
