"""The benches agree with their peers at a small size; no figure of time is asserted."""

from __future__ import annotations

import numpy as np
import pytest

from seedbed.bench import bench_match, peers
from seedbed.bench.markets import esco_shaped_market, zipf_market
from seedbed.matching import Market


def test_every_peer_that_is_installed_finds_the_same():
    table = bench_match(300, 200, share=0.5, apart=False)
    frame = table.frame()
    assert table.agree
    assert {"seedbed", "scipy", "polars", "lower bound"} <= set(frame["contestant"])
    verdicts = {bar.code: bar.verdict for bar in table.bars}
    assert verdicts.pop("bench.bar-contestants-agree") == "met"
    assert set(verdicts.values()) == {"not-judged"}


@pytest.mark.parametrize("make", [zipf_market, esco_shaped_market])
def test_the_expanded_product_is_the_fit(make, monkeypatch):
    monkeypatch.setattr(peers, "PART", 2)
    drawn = make(40, 60)
    market = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related)
    seekers = np.array([3, 17, 39])
    product = peers.product_of(market, seekers)
    fits = (product.credits @ product.weights).toarray()
    opportunities = np.tile(np.arange(60), 3)
    assert fits.ravel().tolist() == market.fit_units(np.repeat(seekers, 60), opportunities).tolist()
    assert fits.any()


def test_a_market_is_the_same_every_time():
    one, two = esco_shaped_market(20, 10), esco_shaped_market(20, 10)
    assert (one.seekers != two.seekers).nnz == 0
    assert (one.requirements != two.requirements).nnz == 0
    assert (one.related != two.related).nnz == 0
