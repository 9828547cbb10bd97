"""People by prices: the bound holds for every list, and those found hold the floors."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.matching.priced_list import priced_people


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1 << 24), st.booleans(), st.booleans()), min_size=1, max_size=8),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.integers(1, 8),
)
def test_the_bound_holds_and_the_people_hold_the_floors(people, asked, k):
    people = sorted(people, reverse=True)
    k = min(k, len(people))
    units = np.array([fit for fit, *_ in people], np.int32)
    member = np.array([groups for _, *groups in people], np.bool_)
    wanted = np.array(asked)
    found, bound = priced_people(units, member, wanted, k)
    sums = [
        int(units[list(chosen)].sum())
        for chosen in combinations(range(len(people)), k)
        if (member[list(chosen)].sum(axis=0) >= wanted).all()
    ]
    assert max(sums, default=0) <= max(bound, 0)
    if found is not None:
        assert found.tolist() == sorted(set(found.tolist()))
        assert (member[found].sum(axis=0) >= wanted).all()
        assert int(units[found].sum()) in sums


def test_floors_that_cost_nothing_leave_the_best():
    units = np.array([9, 8, 7, 6], np.int32)
    found, bound = priced_people(units, np.array([[True], [False], [True], [False]]), np.array([1]), 3)
    assert (found.tolist(), bound) == ([0, 1, 2], 24)


def test_at_scale_the_bound_is_near():
    rng = np.random.default_rng(2)
    units = -np.sort(-rng.integers(1, 1 << 24, 400)).astype(np.int32)
    member = rng.random((400, 3)) < [0.3, 0.25, 0.35]
    found, bound = priced_people(units, member, np.array([50, 30, 40]), 100)
    assert int(units[found].sum(dtype=np.int64)) >= 0.999 * bound
