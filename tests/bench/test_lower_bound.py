"""The lower bound counts each addition once, and takes the cheaper way."""

from __future__ import annotations

import numpy as np
import pytest

from seedbed.bench import peers
from seedbed.bench.lower_bound import Rates, lower_bound, measured_rates
from seedbed.bench.markets import esco_shaped_market
from seedbed.matching import Market


@pytest.mark.parametrize("limited", [False, True])
def test_additions_are_those_of_the_pairs_that_are_allowed(limited):
    drawn = esco_shaped_market(30, 50)
    rules = drawn.eligibility if limited else None
    market = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related, rules)
    product = peers.product_of(market, np.arange(30))
    credits, weights = (product.credits > 0).astype(int), (product.weights > 0).astype(int)
    everyone, places = np.divmod(np.arange(1_500), 50)
    allowed = market.eligible(everyone, places).reshape(30, 50)
    expected = int(((credits @ weights).toarray() * allowed).sum())
    bound = lower_bound(market, Rates(1e-9, 1.0, 0.0), threads=1)
    assert bound.additions == expected > 0
    assert bound.seconds == pytest.approx(expected * 1e-9)
    looked = lower_bound(market, Rates(0.0, 0.0, 1e-9), threads=2)
    assert looked.seconds == pytest.approx(allowed.sum() * 0.5e-9)
    dense = lower_bound(market, Rates(1.0, 1e-9, 0.0), threads=1)
    touched = ((weights @ allowed.T).T > 0) if not limited else None
    if touched is not None:
        columns = (credits.toarray() > 0) & np.asarray(touched)
        assert dense.seconds == pytest.approx(columns.sum() * 50 * 1e-9)


def test_rates_are_positive_and_rows_are_cheaper_than_lists():
    rates = measured_rates()
    assert 0 < rates.dense < rates.scatter
    assert rates.look > 0
