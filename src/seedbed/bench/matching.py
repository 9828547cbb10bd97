"""Recommendations beside SciPy: the best 50 of all opportunities for each person."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from seedbed.bench.markets import BenchMarket, zipf_market
from seedbed.bench.timing import Row, Table, timed
from seedbed.matching import Market, Recommendations

K = 50
BLOCK = 512


def bench_match(people: int = 30_000, opportunities: int = 10_000, share: float = 0.1) -> Table:
    """Time recommendations with and without eligibility.

    SciPy multiplies the same integer matrices in blocks and partitions each row; it does so on a
    random ``share`` of the people, and ids and fits are compared there.
    """
    drawn = zipf_market(people, opportunities)
    rng = np.random.Generator(np.random.PCG64(1))
    sample = np.sort(rng.choice(people, max(1, int(people * share)), replace=False))
    rows: list[Row] = []
    for work, eligibility in (("all pairs", None), ("eligible pairs", drawn.eligibility)):
        market = Market(drawn.seekers, drawn.requirements, eligibility=eligibility)
        market.recommendations(k=1)
        ours, wall, cpu = timed(partial(market.recommendations, k=K))
        rows.append(Row(work, "seedbed", 1.0, wall, cpu, agrees=True))
        if eligibility is None:
            theirs, wall, cpu = timed(partial(scipy_top, drawn, market, sample))
            rows.append(
                Row(work, "scipy", sample.size / people, wall, cpu, agrees=_same(ours, theirs, sample))
            )
    return Table(tuple(rows))


def scipy_top(
    drawn: BenchMarket, market: Market, sample: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same work as one would write it with SciPy: ids and fit units, (s, K), best first, -1 where none.

    Levels become multiples of 1/256 and weights multiples of 1/65536 as in the market, so that
    the integer product is the fit.
    """
    credits = drawn.seekers[sample].copy()
    credits.data = np.rint(credits.data * 256).astype(np.int64)
    weights = sparse.csr_array(weight_matrix(market)).T.tocsr()
    ids = np.full((sample.size, K), -1, np.int64)
    units = np.zeros((sample.size, K), np.int64)
    for start in range(0, sample.size, BLOCK):
        dense = (credits[start : start + BLOCK] @ weights).toarray()
        # Ties go to the smaller id: fold the id into the low digits.
        key = dense * weights.shape[1] + (weights.shape[1] - 1 - np.arange(weights.shape[1]))
        best = np.argpartition(-key, min(K, key.shape[1] - 1), axis=1)[:, :K]
        order = np.take_along_axis(best, np.argsort(-np.take_along_axis(key, best, 1), axis=1), 1)
        found = np.take_along_axis(dense, order, 1)
        ids[start : start + BLOCK, : order.shape[1]] = np.where(found > 0, order, -1)
        units[start : start + BLOCK, : order.shape[1]] = found
    return ids, units


def weight_matrix(market: Market) -> sparse.csr_array:
    """The market's weights in units of 1/65536, csr (m, K)."""
    demand = market.sides[1]
    shape = (market.n_opportunities, market.n_skills)
    return sparse.csr_array((demand.units.astype(np.int64), demand.skills, demand.indptr), shape=shape)


def _same(
    ours: Recommendations, theirs: tuple[NDArray[np.int64], NDArray[np.int64]], sample: NDArray[np.int64]
) -> bool:
    ids, units = theirs
    return all(
        np.array_equal(ours.indices[ours.indptr[i] : ours.indptr[i + 1]], ids[row][ids[row] >= 0])
        and np.array_equal(ours.units[ours.indptr[i] : ours.indptr[i + 1]], units[row][ids[row] >= 0])
        for row, i in enumerate(sample)
    )
