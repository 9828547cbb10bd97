"""Stable matching at a region's scale, and beside PyPI's ``matching`` where that can solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from seedbed.bench import peers
from seedbed.bench.bars import Bar, only_where
from seedbed.bench.given import GivenEdges
from seedbed.bench.hospital_resident import PACKAGE, hospital_resident
from seedbed.bench.markets import zipf_market
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import timed
from seedbed.matching import Market, Recommendations, StableMatching, deferred_acceptance

SIZES = {"S": (10_000, 500), "M": (100_000, 5_000), "L": (1_000_000, 50_000)}
"""Seekers and opportunities of the stated sizes."""

K = 50
PEER_SIZES = ((300, 100), (1_000, 300), (3_000, 1_000))
"""Instances that the peer solves in seconds; only those that are no larger than the bench's own."""

NOISE = 0.05
WHERE = "M, 100,000 x 5,000"


@dataclass(frozen=True, slots=True, eq=False)
class _Instance:
    """Edges as lists of seekers, the opportunities' merits of them, and the places."""

    work: str
    market: GivenEdges
    edges: Recommendations
    merit: NDArray[np.float64]
    capacity: NDArray[np.int64]


def bench_stable(people: int = 10_000, opportunities: int = 500, *, apart: bool = True) -> Table:
    """Time deferred acceptance, seekers proposing, and look for blocking pairs apart from it.

    The lists are each seeker's 50 best in the Zipf market with eligibility, made beforehand; an
    opportunity ranks by fit plus seeded noise (standard deviation 0.05), and has 1 to
    ``2 * people / opportunities - 1`` places, so that there are about as many places as seekers. The
    peer solves instances of its own, made in the same way, and Seedbed the same ones beside it.
    """
    peer = peers.available(PACKAGE)
    sizes = [size for size in PEER_SIZES if peer and size[0] <= people and size[1] <= opportunities]
    rows: list[Row] = []
    figures: list[Figure] = []
    differ = blocked = 0
    for size in dict.fromkeys([(people, opportunities), *sizes]):  # each once
        drawn = _instance(*size)
        own = timed(partial(_accepting, drawn), apart=apart)
        rows.append(own.row(drawn.work, "seedbed", agrees=True))
        pairs = own.outcome.pairs
        blocking = count_blocking(drawn.edges, drawn.merit, drawn.capacity, pairs)
        blocked += blocking
        figures += [
            Figure(drawn.work, "seedbed", "blocking-pairs", blocking),
            Figure(drawn.work, "seedbed", "placed", len(pairs)),
        ]
        if size in sizes:
            theirs = timed(partial(_peer_accepting, drawn), apart=apart)
            agrees = np.array_equal(theirs.outcome, pairs)
            differ += not agrees
            rows.append(theirs.row(drawn.work, PACKAGE, agrees=agrees))
    here = (people, opportunities) == SIZES["M"]
    bars = (
        Bar("bench.bar-no-blocking-pair", 0, only_where(here or blocked > 0, blocked), at_least=False,
            where=WHERE),
        Bar("bench.bar-equals-matching", 0, only_where(bool(sizes), differ), at_least=False,
            where="300 x 100 … 3,000 x 1,000, pip install seedbed[bench]"),
    )  # fmt: skip
    return Table(tuple(rows), tuple(figures), bars)


def count_blocking(
    edges: Recommendations,
    merit: NDArray[np.float64],
    capacity: NDArray[np.int64],
    pairs: NDArray[np.int64],
) -> int:
    """How many edges block ``pairs``, one place per seeker: all edges at once, by ranks.

    Seedbed's own check compares fits and merits edge by edge; this one sorts all edges from each side and
    compares ranks, and shares no line with it. A pair that is no edge is an error.
    """
    n, m, size = edges.indptr.size - 1, capacity.size, edges.indices.size
    seeker, opportunity = edges.seekers.astype(np.int64), edges.indices.astype(np.int64)
    hers = np.arange(size) - edges.indptr[seeker]
    order = np.lexsort((seeker, -merit, opportunity))
    theirs = np.empty(size, np.int64)
    theirs[order] = np.arange(size)
    key = seeker * m + opportunity
    by_key = np.argsort(key)
    at = by_key[np.searchsorted(key, pairs[:, 0] * m + pairs[:, 1], sorter=by_key)]
    if not np.array_equal(np.column_stack([seeker[at], opportunity[at]]), pairs):
        raise ValueError("a pair is not among the edges")
    if np.bincount(pairs[:, 0], minlength=n).max(initial=0) > 1:
        raise ValueError("a seeker has two places")
    load = np.bincount(pairs[:, 1], minlength=m)
    if (load > capacity).any():
        raise ValueError("an opportunity has more seekers than places")
    has = np.full(n, size)
    has[pairs[:, 0]] = hers[at]
    keeps = np.full(m, -1)
    np.maximum.at(keeps, pairs[:, 1], theirs[at])
    keeps[load < capacity] = size
    return int(((hers < has[seeker]) & (theirs < keeps[opportunity])).sum())


def _instance(people: int, opportunities: int) -> _Instance:
    drawn = zipf_market(people, opportunities)
    market = Market(drawn.seekers, drawn.requirements, eligibility=drawn.eligibility)
    edges = market.recommendations(k=K)
    rng = np.random.Generator(np.random.PCG64(17))
    capacity = rng.integers(1, max(2, 2 * people // opportunities), opportunities)
    merit = edges.fit + rng.normal(0, NOISE, edges.indices.size)
    work = f"{people:,} x {opportunities:,}, {edges.indices.size:,} edges"
    return _Instance(work, GivenEdges(market, edges), edges, merit, capacity)


def _accepting(drawn: _Instance) -> Callable[[], StableMatching]:
    """Seedbed's work, after a small one that reads the compiled loops from disk."""
    deferred_acceptance(Market(np.eye(1), np.eye(1)), [1])
    return partial(deferred_acceptance, drawn.market, drawn.capacity, priority=drawn.merit)


def _peer_accepting(drawn: _Instance) -> Callable[[], NDArray[np.int64]]:
    first = Recommendations(np.array([0, 1]), np.zeros(1, np.int32), np.ones(1, np.int32))
    hospital_resident(first, np.ones(1), np.ones(1, np.int64))
    return partial(hospital_resident, drawn.edges, drawn.merit, drawn.capacity)
