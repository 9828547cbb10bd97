"""Recommendations beside SciPy, sparse_dot_topn, DuckDB and Polars: the best 50 for each person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from seedbed.bench import peers
from seedbed.bench.markets import BenchMarket, esco_shaped_market, zipf_market
from seedbed.bench.timing import Row, Table, timed
from seedbed.matching import Market, Recommendations

K = 50

MOST_ROWS = {"sparse_dot_topn": 8_192, "scipy": 1_024, "duckdb": 256, "polars": 256}
"""How many people a peer serves at most, drawn at random: the larger sizes take some of them hours."""


def bench_match(people: int = 30_000, opportunities: int = 10_000, share: float = 0.1) -> Table:
    """Time recommendations on both seeded markets, with and without eligibility.

    Peers do the work without eligibility, which none of them knows, on a random ``share`` of the people
    and at most :data:`MOST_ROWS`; ids and fits are compared there. Peers that are not installed are left
    out. ``eligible pairs`` counts Seedbed's own work with eligibility, and as a peer the post-filter: all
    pairs of the same market, so that the ratio says what the rules save.
    """
    rows: list[Row] = []
    for make in (zipf_market, esco_shaped_market):
        rows += _one_market(make(people, opportunities), share)
    return Table(tuple(rows))


def _one_market(drawn: BenchMarket, share: float) -> list[Row]:
    market = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related)
    # The first call reads the compiled loops from disk.
    Market(drawn.seekers[:1], drawn.requirements, drawn.asked, drawn.related).recommendations(k=K)
    everybody = timed(partial(market.recommendations, k=K))
    work = f"{drawn.name}, all pairs"
    rows = [everybody.row(work, "seedbed", agrees=True)]
    contestants: dict[str, Callable[[peers.Product, int], peers.Best]] = {
        "sparse_dot_topn": peers.sparse_dot_topn_top,
        "scipy": peers.scipy_top,
        "duckdb": peers.duckdb_top,
        "polars": peers.polars_top,
    }
    rng = np.random.Generator(np.random.PCG64(1))
    shuffled = rng.permutation(market.n_seekers)
    for name, top in contestants.items():
        if not peers.available(name):
            continue
        size = max(1, min(MOST_ROWS[name], int(market.n_seekers * share)))
        sample = np.sort(shuffled[:size])
        product = peers.product_of(market, sample)
        theirs = timed(partial(top, product, K))
        agrees = _same(everybody.outcome, theirs.outcome, sample, ties=name != "sparse_dot_topn")
        rows.append(theirs.row(work, name, size / market.n_seekers, agrees=agrees))
    limited = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related, drawn.eligibility)
    some = timed(partial(limited.recommendations, k=K))
    work = f"{drawn.name}, eligible pairs"
    rows.append(some.row(work, "seedbed", agrees=True))
    rows.append(everybody.row(work, "seedbed, all pairs", agrees=_all_eligible(limited, some.outcome)))
    return rows


def _all_eligible(market: Market, found: Recommendations) -> bool:
    return bool(market.eligible(found.seekers, found.indices).all())


def _same(ours: Recommendations, theirs: peers.Best, sample: NDArray[np.int64], *, ties: bool) -> bool:
    """Whether fits and ids are the same; without ``ties``, ids of the smallest fit of a list may differ."""
    for row, seeker in enumerate(sample):
        own = slice(ours.indptr[seeker], ours.indptr[seeker + 1])
        found = theirs.units[row] > 0
        ids, units = theirs.ids[row][found], theirs.units[row][found]
        if not np.array_equal(ours.units[own], units):
            return False
        if ties:
            if not np.array_equal(ours.indices[own], ids):
                return False
        else:
            above = units > (units[-1] if units.size else 0)
            if set(ours.indices[own][above].tolist()) != set(ids[above].tolist()):
                return False
    return True
