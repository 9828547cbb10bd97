"""The benches agree with their peers at a small size; no figure of time is asserted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from seedbed.bench import Row, Table, bench_match, peers
from seedbed.bench.markets import esco_shaped_market, zipf_market
from seedbed.bench.results import write_results
from seedbed.matching import Market


def test_every_peer_that_is_installed_finds_the_same():
    frame = bench_match(300, 200, share=0.5).frame()
    assert frame["agrees"].all()
    assert {"seedbed", "scipy", "polars"} <= set(frame["contestant"])


@pytest.mark.parametrize("make", [zipf_market, esco_shaped_market])
def test_the_expanded_product_is_the_fit(make):
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


def test_a_ratio_is_that_of_the_whole_work():
    table = Table(
        (Row("w", "seedbed", 1.0, 2.0, 4.0, agrees=True), Row("w", "peer", 0.1, 1.0, 1.0, agrees=True))
    )
    peer = table.frame().filter(pl.col("contestant") == "peer").row(0, named=True)
    assert (peer["whole_s"], peer["ratio"], peer["cpu_ratio"]) == (10.0, 5.0, 2.5)


def test_a_page_keeps_the_sections_of_other_benches(tmp_path):
    page = tmp_path / "bench" / "RESULTS.md"
    table = Table((Row("w", "seedbed", 1.0, 2.0, 4.0, agrees=True),))
    write_results("one", table, page)
    write_results("two", table, page)
    write_results("one", table, page)
    text = page.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## one", "## two"]
    assert text.count("| w | seedbed | 1 | 2 | 4 |") == 2
