"""Advice for one person against learning each skill and counting the market again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.advice import Adviser, advice
from seedbed.messages import Refusal


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 1.0]), st.sampled_from([0.0, 0.3, 0.75]))
def test_every_skill_is_worth_what_the_market_says_after_learning_it(seed, level, min_fit):
    rng = np.random.default_rng(seed)
    n, m, k = rng.integers(1, 4), rng.integers(1, 7), rng.integers(1, 6)
    grid = [0.25, 0.5, 0.75, 1.0]
    asks = rng.random((m, k)) < 0.6
    market = Market(
        sparse.csr_array(np.where(rng.random((n, k)) < 0.4, rng.choice(grid, (n, k)), 0.0)),
        sparse.csr_array(np.where(asks, rng.integers(1, 4, (m, k)), 0.0)),
        sparse.csr_array(np.where(asks, rng.choice(grid, (m, k)), 0.0)),
        sparse.csr_array(np.where(rng.random((k, k)) < 0.3, 0.5, 0.0)),
        Eligibility(allowed=sparse.csr_array(rng.random((n, m)) < 0.8)),
    )
    i = int(rng.integers(n))
    who, everything = np.full(m, i), np.arange(m)
    eligible = market.eligible(who, everything)
    before = market.fit_units(who, everything).astype(np.int64)
    least = max(1, min_fit * 2**24)
    expected = []
    for skill in range(k):
        after = market.after_learning([i], [skill], [level]).fit_units(who, everything)
        rises = (after - before) * eligible
        if rises.any():
            best = max(np.flatnonzero(rises), key=lambda j: (after[j], -j))
            opened = int(np.count_nonzero((before < least) & (after >= least) & eligible))
            expected.append(
                (skill, opened, rises.sum() / 2**24, best, before[best] / 2**24, after[best] / 2**24)
            )
    expected.sort(key=lambda row: (-row[1], -row[2], row[0]))
    told = advice(market, i, k=k, level=level, min_fit=min_fit)
    assert [
        (one.skill, one.opened, one.gain, one.opportunity, one.fit_before, one.fit_after) for one in told
    ] == expected


def test_skills_are_named_and_no_more_than_asked_for():
    market = Market(
        sparse.csr_array((1, 2)), sparse.csr_array([[1.0, 0.0], [1.0, 1.0]]), skill_ids=["weld", "cook"]
    )
    adviser = Adviser(market)
    assert [one.skill for one in adviser.advice(0)] == ["weld", "cook"]
    assert [one.skill for one in adviser.advice(0, k=1)] == ["weld"]


@pytest.mark.parametrize("wrong", [{"k": 0}, {"min_fit": 1.5}, {"level": 0.0}])
def test_what_is_out_of_range_is_refused(wrong):
    market = Market(sparse.csr_array([[1.0]]), sparse.csr_array([[1.0]]))
    with pytest.raises(Refusal):
        advice(market, 0, **wrong)
