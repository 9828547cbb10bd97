"""Exposure caps against the rule carried out pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.exposure import capped_recommendations, congestion
from seedbed.messages import Refusal


def some_market(rng: np.random.Generator) -> Market:
    n, m, k = rng.integers(1, 8), rng.integers(1, 12), rng.integers(1, 4)
    return Market(
        sparse.csr_array(np.where(rng.random((n, k)) < 0.7, rng.choice([0.25, 0.5, 1.0], (n, k)), 0.0)),
        sparse.csr_array(np.where(rng.random((m, k)) < 0.7, rng.integers(1, 4, (m, k)), 0.0)),
        eligibility=Eligibility(allowed=sparse.csr_array(rng.random((n, m)) < 0.8)),
        seeker_ids=rng.permutation(n),
        opportunity_ids=rng.permutation(m),
    )


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_lists_equal_the_rule_pair_by_pair(seed, k):
    rng = np.random.default_rng(seed)
    market = some_market(rng)
    n, m = market.n_seekers, market.n_opportunities
    most = rng.integers(0, 4, m)
    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    units = market.fit_units(i, j) * market.eligible(i, j)
    pairs = [(a, b, u) for a, b, u in zip(i, j, units, strict=True) if u > 0]
    pairs.sort(key=lambda pair: (-pair[2], market.opportunity_ids[pair[1]], market.seeker_ids[pair[0]]))
    lists: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    left = most.copy()
    for a, b, u in pairs:
        if len(lists[a]) < k and left[b]:
            lists[a].append((b, u))
            left[b] -= 1
    found = capped_recommendations(market, k, most)
    for a in range(n):
        part = slice(found.indptr[a], found.indptr[a + 1])
        assert list(zip(found.indices[part], found.units[part], strict=True)) == lists[a]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_with_room_for_everybody_nothing_changes(seed, k):
    market = some_market(np.random.default_rng(seed))
    plain, capped = market.recommendations(k), capped_recommendations(market, k, market.n_seekers)
    for name in ("indptr", "indices", "units"):
        assert getattr(plain, name).tolist() == getattr(capped, name).tolist()


def test_what_is_no_cap_is_refused():
    market = Market(sparse.csr_array([[1.0]]), sparse.csr_array([[1.0]]))
    for k, most in ((0, 1), (1, [1, 2]), (1, -1)):
        with pytest.raises(Refusal):
            capped_recommendations(market, k, most)
    with pytest.raises(TypeError):
        capped_recommendations(market, 1, 0.5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_congestion_counts_lists_and_a_cap_holds(seed, cap):
    market = some_market(np.random.default_rng(seed))
    m = market.n_opportunities
    for lists, most in (
        (market.recommendations(4), market.n_seekers),
        (capped_recommendations(market, 4, cap), cap),
    ):
        counts = [int((lists.indices == j).sum()) for j in range(m)]
        told = congestion(lists, m)
        assert (told.rows, told.listed, told.most) == (sum(counts), sum(c > 0 for c in counts), max(counts))
        assert told.most <= most
        # Gini's mean difference, pair by pair, over twice the mean.
        apart = sum(abs(a - b) for a in counts for b in counts)
        assert told.gini == pytest.approx(apart / (2 * m * sum(counts)) if sum(counts) else 0.0)
