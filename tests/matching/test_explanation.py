"""The parts of many pairs at once against the definition, requirement by requirement."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Market
from seedbed.matching.explanation import parts_of_pairs


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_parts_equal_the_definition_and_add_up_to_the_fit(seed):
    rng = np.random.default_rng(seed)
    n, m, k = rng.integers(1, 6, 3)
    grid = [0.25, 0.5, 0.75, 1.0]
    levels = np.where(rng.random((n, k)) < 0.5, rng.choice(grid, (n, k)), 0.0)
    asks = rng.random((m, k)) < 0.6
    asked = np.where(asks, rng.choice(grid, (m, k)), 0.0)
    related = np.where(rng.random((k, k)) < 0.4, rng.choice([0.25, 0.5], (k, k)), 0.0)
    np.fill_diagonal(related, 1.0)
    weights = np.where(asks, rng.integers(1, 4, (m, k)), 0.0)
    market = Market(*(sparse.csr_array(part) for part in (levels, weights, asked, related)))
    i, j = rng.integers(0, n, 7), rng.integers(0, m, 7)
    parts = parts_of_pairs(i, j, *market.sides)
    demand = market.sides[1]
    row = 0
    for pair in range(7):
        for q in range(demand.indptr[j[pair]], demand.indptr[j[pair] + 1]):
            wanted = demand.skills[q]
            offers = levels[i[pair]] * related[:, wanted]
            credits = np.rint(256 * np.minimum(1, offers / asked[j[pair], wanted])).astype(int)
            best = credits.max()
            # Of equal credits the skill that is asked itself, then the lowest column.
            names = [s for s in range(k) if credits[s] == best]
            via = -1 if best == 0 else wanted if wanted in names else names[0]
            assert parts.pair[row] == pair
            assert parts.requirement[row] == wanted
            assert parts.credit_units[row] == best
            assert parts.via_skill[row] == via
            assert parts.asked[row] == asked[j[pair], wanted]
            if via >= 0:
                assert parts.level[row] == levels[i[pair], via]
                assert parts.relation[row] == related[via, wanted]
            row += 1
    assert row == parts.pair.size
    sums = np.zeros(7, np.int64)
    np.add.at(sums, parts.pair, parts.contribution_units)
    assert sums.tolist() == market.fit_units(i, j).tolist()
    told = market.explain(int(i[0]), int(j[0]))
    assert sorted(part.requirement for part in told) == parts.requirement[parts.pair == 0].tolist()
    assert [part.contribution for part in told] == sorted((part.contribution for part in told), reverse=True)
