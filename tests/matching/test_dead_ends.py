"""Dead ends and the nearest way out of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market


def test_one_place_one_level_and_one_skill_are_each_the_nearest():
    skills = sparse.csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    asks = sparse.csr_array([[1.0, 0.0], [3.0, 0.0]])
    rules = Eligibility(
        reach=sparse.csr_array([[0, 1], [1, 0], [1, 1]]),
        place=np.array([0, 0]),
        ordinals=[([9, 1, 9], [5, 5])],
    )
    ends = Market(skills, asks, eligibility=rules, skill_ids=["weld", "cook"]).dead_ends([1, 0])
    told = [(end.side, end.number, end.partner, end.relax, end.skill, end.fit, end.verified) for end in ends]
    assert told == [
        ("seeker", 0, 0, ("matching.out-of-reach",), None, 1.0, True),
        ("seeker", 1, 0, ("matching.below-the-minimum",), None, 1.0, True),
        ("seeker", 2, 0, (), "weld", 1.0, True),
        ("opportunity", 0, 0, ("matching.out-of-reach",), None, 1.0, True),
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_dead_end_is_one_and_its_way_out_is_the_shortest(seed):
    rng = np.random.default_rng(seed)
    n, m, k = rng.integers(1, 6, 3)
    levels = np.where(rng.random((n, k)) < 0.4, 1.0, 0.0)
    weights = np.where(rng.random((m, k)) < 0.5, rng.integers(1, 4, (m, k)), 0.0)
    reach, place = rng.random((n, 2)) < 0.4, rng.integers(-1, 2, m)
    has, asked = rng.integers(0, 3, n), rng.integers(0, 3, m)
    opens, allowed = rng.integers(0, 9, m), rng.random((n, m)) < 0.8
    rules = Eligibility(
        reach=sparse.csr_array(reach),
        place=place,
        ordinals=[(has, asked)],
        windows=[(rng.integers(0, 9, n), np.full(n, np.nan), opens, opens + 2)],
        allowed=sparse.csr_array(allowed),
    )
    market = Market(sparse.csr_array(levels), sparse.csr_array(weights), eligibility=rules)
    capacity = rng.integers(0, 2, m)
    capacity[0] = 1
    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    fits = market.fit_units(i, j).reshape(n, m)
    matched = (fits > 0) & market.eligible(i, j).reshape(n, m)
    steps = np.array(
        [[len(market.reasons(a, b)) + (fits[a, b] == 0) for b in range(m)] for a in range(n)]
    ).reshape(n, m)
    opening = (capacity > 0) & (weights.sum(axis=1) > 0)
    ends = market.dead_ends(capacity)
    assert [end.number for end in ends if end.side == "seeker"] == np.flatnonzero(
        ~matched.any(axis=1)
    ).tolist()
    assert [end.number for end in ends if end.side == "opportunity"] == np.flatnonzero(
        ~matched.any(axis=0) & opening
    ).tolist()
    for end in ends:
        choice = steps[end.number, opening] if end.side == "seeker" else steps[:, end.number]
        if end.partner is None:
            assert not choice.size
        else:
            assert len(end.relax) + (end.skill is not None) == choice.min()
            assert end.verified
            assert 0 < end.fit <= 1
