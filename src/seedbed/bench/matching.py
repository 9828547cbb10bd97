"""Recommendations beside SciPy, sparse_dot_topn, DuckDB and Polars: the best 50 for each person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from seedbed.bench import peers
from seedbed.bench.bars import Bar, only_where
from seedbed.bench.lower_bound import Rates, lower_bound, measured_rates
from seedbed.bench.markets import SIZES, BenchMarket, esco_shaped_market, zipf_market
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import timed
from seedbed.matching import Eligibility, Market, Recommendations

K = 50
THREADS = 2

PEERS: dict[str, Callable[[peers.Product, int], peers.Best]] = {
    "sparse_dot_topn": peers.sparse_dot_topn_top,
    "scipy": peers.scipy_top,
    "duckdb": peers.duckdb_top,
    "polars": peers.polars_top,
}
MOST_ROWS = {"sparse_dot_topn": 300_000, "scipy": 1_024, "duckdb": 256, "polars": 256}
"""How many people a peer serves at most, drawn at random: the larger sizes take some of them hours."""
LARGE_SHARE = frozenset({"sparse_dot_topn"})
"""Peers fast enough to serve everybody, up to :data:`MOST_ROWS`."""

TIMES_SPARSE_DOT_TOPN = {"zipf": 6.0, "esco-shaped": 3.0}
TIMES_BY_RULES = 3.0
MOST_MEMORY_MIB = 1_024.0
WHERE = "M, 300,000 x 100,000"


def bench_match(
    people: int = 30_000, opportunities: int = 10_000, share: float = 0.1, *, apart: bool = True
) -> Table:
    """Time recommendations on both seeded markets, with and without eligibility.

    Peers do the work without eligibility, which none of them knows, on a random ``share`` of the people
    and at most :data:`MOST_ROWS`; sparse_dot_topn serves everybody. Ids and fits are compared there.
    Peers that are not installed are left out. ``eligible pairs`` counts Seedbed's own work with
    eligibility, and as a peer the post-filter: all pairs of the same market, so that the ratio says what
    the rules save. The row ``lower bound`` is no run: :mod:`seedbed.bench.lower_bound`.

    ``apart=False`` runs everything in this process (:func:`seedbed.bench.timing.timed`).
    """
    rates = measured_rates()
    rows: list[Row] = []
    figures: list[Figure] = []
    for make in (zipf_market, esco_shaped_market):
        drawn = make(people, opportunities)
        rows += _one_market(drawn, share, rates, figures, apart)
    table = Table(tuple(rows), tuple(figures))
    return Table(table.rows, table.figures, _bars(table, at_m=(people, opportunities) == SIZES["M"]))


def _one_market(
    drawn: BenchMarket, share: float, rates: Rates, figures: list[Figure], apart: bool
) -> list[Row]:
    everybody = timed(partial(_recommending, drawn, None), apart=apart)
    market = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related)
    work = f"{drawn.name}, all pairs"
    rows = [everybody.row(work, "seedbed", agrees=True)]
    rng = np.random.Generator(np.random.PCG64(1))
    shuffled = rng.permutation(market.n_seekers)
    for name, top in PEERS.items():
        if not peers.available(name):
            continue
        size = max(1, min(MOST_ROWS[name], int(market.n_seekers * (1.0 if name in LARGE_SHARE else share))))
        sample = np.sort(shuffled[:size])
        theirs = timed(partial(_peer_recommending, top, market, sample), apart=apart)
        agrees = _same(everybody.outcome, theirs.outcome, sample, ties=name != "sparse_dot_topn")
        rows.append(theirs.row(work, name, size / market.n_seekers, agrees=agrees))
    rows.append(_bound(work, market, rates, figures))
    some = timed(partial(_recommending, drawn, drawn.eligibility), apart=apart)
    limited = Market(drawn.seekers, drawn.requirements, drawn.asked, drawn.related, drawn.eligibility)
    work = f"{drawn.name}, eligible pairs"
    rows.append(some.row(work, "seedbed", agrees=True))
    rows.append(everybody.row(work, "seedbed, all pairs", agrees=_all_eligible(limited, some.outcome)))
    rows.append(_bound(work, limited, rates, figures))
    return rows


def _recommending(drawn: BenchMarket, eligibility: Eligibility | None) -> Callable[[], Recommendations]:
    """Seedbed's work, after one on the first person that reads the compiled loops from disk."""
    sides = (drawn.requirements, drawn.asked, drawn.related)
    Market(drawn.seekers[:1], *sides).recommendations(k=K)
    return partial(Market(drawn.seekers, *sides, eligibility).recommendations, k=K)


def _peer_recommending(
    top: Callable[[peers.Product, int], peers.Best], market: Market, sample: NDArray[np.int64]
) -> Callable[[], peers.Best]:
    top(peers.product_of(market, sample[:1]), K)
    return partial(top, peers.product_of(market, sample), K)


def _bound(work: str, market: Market, rates: Rates, figures: list[Figure]) -> Row:
    bound = lower_bound(market, rates, THREADS)
    figures.append(Figure(work, "lower bound", "additions", bound.additions))
    figures.append(Figure(work, "lower bound", "scatter-ns", rates.scatter * 1e9))
    figures.append(Figure(work, "lower bound", "dense-ns", rates.dense * 1e9))
    return Row(work, "lower bound", 1.0, bound.seconds, bound.seconds * THREADS, agrees=None)


def _bars(table: Table, *, at_m: bool) -> tuple[Bar, ...]:
    bars = []
    memory: list[float] = []
    for name, times in TIMES_SPARSE_DOT_TOPN.items():
        work, limited = f"{name}, all pairs", f"{name}, eligible pairs"
        own, peer, some = (
            table.row(work, "seedbed"), table.row(work, "sparse_dot_topn"), table.row(limited, "seedbed")
        )  # fmt: skip
        assert own is not None and some is not None
        ratio = only_where(at_m and peer is not None, peer.whole / own.whole if peer else None)
        bars.append(Bar("bench.bar-times-sparse-dot-topn", times, ratio, work=work, where=WHERE))
        ratio = only_where(at_m, own.whole / some.whole)
        bars.append(Bar("bench.bar-times-by-rules", TIMES_BY_RULES, ratio, work=limited, where=WHERE))
        memory += [row.memory for row in (own, some) if row.memory is not None]
    most = only_where(at_m and bool(memory), max(memory, default=0.0))
    bars.append(Bar("bench.bar-memory", MOST_MEMORY_MIB, most, at_least=False, where=WHERE))
    differ = sum(row.agrees is False for row in table.rows)
    bars.append(Bar("bench.bar-contestants-agree", 0, differ, at_least=False))
    return tuple(bars)


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
