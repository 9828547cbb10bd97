"""Recommendations over several tiles, with dense rows, rules and cancelling."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.postings import TILE
from seedbed.matching.recommendations import Cancelled

N, M, K = 24, 2 * TILE + 37, 6


def large_market(*, rules: str) -> Market:
    """Skill 0 is asked by most (a dense row), some ask it alone (a weight of everything), others are rare."""
    rng = np.random.default_rng(5)
    weights = np.zeros((M, 200))
    weights[:, 0] = rng.random(M) < 0.7
    weights[:, 1] = rng.random(M) < 0.2
    rows = np.repeat(np.arange(M), 2)
    weights[rows, rng.integers(2, 200, rows.size)] = rng.integers(1, 4, rows.size)
    weights[::7, 2:] = 0
    asked = np.where(weights > 0, rng.choice([0.25, 0.5, 0.75, 1.0], weights.shape), 0)
    levels = np.where(rng.random((N, 200)) < 0.1, rng.choice([0.25, 0.5, 1.0], (N, 200)), 0)
    levels[:20, 0] = rng.choice([0.5, 1.0], 20)
    days = rng.integers(0, 20, M)
    eligibility = {
        "none": None,
        "runs": Eligibility(
            reach=sparse.csr_array(rng.random((N, 9)) < 0.3),
            place=rng.integers(-1, 9, M),
            ordinals=[(rng.integers(0, 5, N), rng.integers(0, 5, M))],
        ),
        "all": Eligibility(
            reach=sparse.csr_array(rng.random((N, 9)) < 0.3),
            place=rng.integers(-1, 9, M),
            ordinals=[(rng.integers(0, 5, N), rng.integers(0, 5, M)), (rng.random(N), rng.random(M))],
            windows=[(rng.integers(0, 15, N), np.full(N, np.nan), days, days + 5)],
        ),
    }[rules]
    ids = rng.permutation(M).astype(str)
    return Market(
        sparse.csr_array(levels),
        sparse.csr_array(weights),
        sparse.csr_array(asked),
        eligibility=eligibility,
        opportunity_ids=ids,
    )


@pytest.mark.parametrize("rules", ["none", "runs", "all"])
def test_several_tiles_give_what_looking_at_every_pair_gives(rules):
    market = large_market(rules=rules)
    found = market.recommendations(k=K)
    everything = np.arange(M)
    rank = np.argsort(np.argsort(market.opportunity_ids))
    assert found.indices.size
    for i in range(N):
        seeker = np.full(M, i)
        units = np.where(market.eligible(seeker, everything), market.fit_units(seeker, everything), 0)
        best = np.lexsort((rank, -units))[:K]
        best = best[units[best] > 0]
        own = slice(found.indptr[i], found.indptr[i + 1])
        assert found.indices[own].tolist() == best.tolist()
        assert found.units[own].tolist() == units[best].tolist()


def test_the_best_seekers_over_several_tiles():
    market = large_market(rules="runs")
    found = market.best_seekers(np.ones(M, np.int64))
    for j in (0, 7, TILE - 1, TILE, M - 1):
        units = market.fit_units(np.arange(N), np.full(N, j))
        units = np.where(market.eligible(np.arange(N), np.full(N, j)), units, 0)
        own = found.indices[found.indptr[j] : found.indptr[j + 1]].tolist()
        assert own == ([int(np.argmax(units))] if units.any() else [])


def test_progress_can_stop_the_work():
    market = Market(sparse.csr_array(np.ones((9_000, 1))), sparse.csr_array([[1.0]]))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        told.append((done, total))
        return False

    with pytest.raises(Cancelled):
        market.recommendations(progress=stop)
    assert len(told) == 1
    assert told[0][0] < told[0][1] == 9_000
