"""How fast recommendations could be at most on this machine, if every term of every sum is added.

For one seeker each column that she gets credit for must be added to the sums of the opportunities that she
may take: entry by entry from a list (*scattered*), or over all of them from a stored row (*dense*),
whichever costs less; and every sum must be looked at once. The three rates are measured here with loops
over 16-bit numbers that stay in the nearest cache::

    seconds = mean over seekers of (sum over columns of min(scatter * entries, dense * sums) + look * sums)
              * seekers / threads

No method that adds every term can be faster than this; finding, sorting and writing what is best come on
top, and so does memory that is further away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

from seedbed.bench import peers
from seedbed.matching import Market

SAMPLE = 256
"""Seekers whose additions are counted, drawn at random."""

BLOCK = 16
"""Seekers whose pairs are looked at together."""

_SUMS = 8_192
_ENTRIES = 1_024
_ROUNDS = 2_000

Amounts = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds of one thread for adding one list entry, adding one entry of a row, looking at one sum."""

    scatter: float
    dense: float
    look: float


@dataclass(frozen=True, slots=True)
class LowerBound:
    """``seconds`` on so many threads, and the additions for all seekers if none were dense."""

    seconds: float
    additions: float


def lower_bound(market: Market, rates: Rates, threads: int = 2) -> LowerBound:
    """The bound for ``market.recommendations()``, eligibility included, from :data:`SAMPLE` seekers."""
    rng = np.random.Generator(np.random.PCG64(3))
    sample = np.sort(rng.permutation(market.n_seekers)[:SAMPLE])
    product = peers.product_of(market, sample)
    asks = sparse.csr_array(product.weights)
    asks.data = np.ones(asks.nnz, np.int64)
    everyone = np.arange(market.n_opportunities)
    seconds = additions = 0.0
    for row in range(sample.size):
        if row % BLOCK == 0:
            block = sample[row : row + BLOCK]
            allowed = market.eligible(np.repeat(block, everyone.size), np.tile(everyone, block.size))
            # (columns, seekers): how many of those whom she may take ask for it.
            asked = asks @ allowed.reshape(block.size, -1).T.astype(np.int64)
            sums = allowed.reshape(block.size, -1).sum(axis=1)
        columns = product.credits.indices[product.credits.indptr[row] : product.credits.indptr[row + 1]]
        entries, size = asked[columns, row % BLOCK], int(sums[row % BLOCK])
        seconds += np.minimum(rates.scatter * entries, rates.dense * size).sum() + rates.look * size
        additions += entries.sum()
    scale = market.n_seekers / sample.size
    return LowerBound(float(seconds) * scale / threads, float(additions) * scale)


def measured_rates() -> Rates:
    """The three rates of this machine, each the best of a few runs."""
    rng = np.random.Generator(np.random.PCG64(5))
    places = np.sort(rng.permutation(_SUMS)[:_ENTRIES]).astype(np.uint16)
    amounts = rng.integers(1, 9, _SUMS).astype(np.uint16)
    sums = np.zeros(_SUMS, np.uint16)
    return Rates(
        _best(lambda rounds: _scatter(sums, places, amounts, rounds)) / _ENTRIES,
        _best(lambda rounds: _add(sums, amounts, rounds)) / _SUMS,
        _best(lambda rounds: _look(sums, rounds)) / _SUMS,
    )


def _best(work: Callable[[int], object]) -> float:
    work(1)
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        work(_ROUNDS)
        spent.append(time.perf_counter() - begun)
    return min(spent) / _ROUNDS


@njit(cache=True)
def _scatter(sums: Amounts, places: Amounts, amounts: Amounts, rounds: int) -> None:
    for _ in range(rounds):
        for e in range(places.size):
            sums[places[e]] += amounts[e]


@njit(cache=True)
def _add(sums: Amounts, amounts: Amounts, rounds: int) -> None:
    for _ in range(rounds):
        for i in range(sums.size):
            sums[i] += amounts[i]


@njit(cache=True)
def _look(sums: Amounts, rounds: int) -> int:
    found = 0
    for bar in range(rounds):
        above = False
        for i in range(sums.size):
            above |= sums[i] > np.uint16(bar)
        found += above
    return found
