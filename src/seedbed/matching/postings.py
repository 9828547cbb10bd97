"""The demand of a market turned round, for the search: who asks each skill, tile by tile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching import kernels
from seedbed.matching.kernels import (
    HEADED,
    LANES,
    LEAST_STEP,
    LISTED,
    SCALES,
    UNASKED,
    CloseTile,
    Demand,
    Postings,
    Reach,
    Rules,
    Standing,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

TILE = 40_960
"""Opportunities, at most, whose bounds are added up together: their sums (80 KiB) stay in a near cache."""

HEAD_SHARE = 0.03
"""From this share of opportunities on, a column is a dense row."""

MOST_HEADS = 128
"""Dense rows at most."""

MOST_STEPS = 9
"""Up to so many ends of each list are noted: one per value of the first ordinal, and one before the first."""

WITHIN_SCALE = 0.98
"""The share of a dense row's weights that its largest step must reach; heavier ones go to the list."""


def standing_of(demand: Demand, n_skills: int, by_rank: NDArray[np.int32], rules: Rules) -> Standing:
    """Decide how the opportunities of a market stand and which columns are dense rows.

    Parameters
    ----------
    demand, n_skills
        What opportunities ask.
    by_rank
        int32 (m,): the opportunities in the order of their ids.
    rules
        What they need; only the first ordinal counts here.
    """
    m = by_rank.size
    ranks = np.empty(m, np.int32)
    ranks[by_rank] = np.arange(m, dtype=np.int32)
    first_asks = rules.asks[:, 0] if rules.asks.shape[1] else np.empty(0)
    alike = np.lexsort((ranks, _heaviest_skill(demand, n_skills)))
    if first_asks.size:
        alike = alike[np.argsort(first_asks[alike], kind="stable")]
    order = alike.astype(np.int32)
    counts = np.zeros((n_skills, demand.classes.size), np.int64)
    kernels.count_columns(demand, counts)
    heads = _heads(counts, m)
    n_heads = int(heads.max(initial=-1)) + 1
    weights = np.zeros((n_heads, SCALES + 1), np.int64)
    kernels.weigh_heads(demand, heads, weights)
    upto = np.cumsum(weights, axis=1)
    scales = np.minimum(np.argmax(upto >= WITHIN_SCALE * upto[:, -1:], axis=1), SCALES - 1).astype(np.uint16)
    row_begins = np.empty(m + 1, np.int64)
    rows = np.empty(int(counts.sum()), np.int64)
    least = kernels.pack_rows(order, demand, heads, scales, row_begins, rows)
    # A list's term is (weight - 1) // 4 * credit / 64, a dense row's is step * credit / 2**(8 - scale).
    least_weight = (least - 1) // 4
    least_credits = [64 / least_weight if least_weight else np.inf, *(2.0 ** (8.0 - scales) / LEAST_STEP)]
    asked = np.where(counts.any(axis=1), np.where((heads >= 0).any(axis=1), HEADED, LISTED), UNASKED)
    return Standing(
        order=order,
        first_asks=first_asks[order] if first_asks.size else first_asks,
        ranks=ranks[order],
        by_rank=by_rank,
        asked=asked.astype(np.uint8),
        heads=heads,
        scales=scales,
        classes=demand.classes,
        row_begins=row_begins,
        rows=rows,
        longest=int(np.diff(row_begins).max(initial=1)),
        least_credit=int(np.ceil(min(257.0, max(least_credits)))),
    )


def postings_of(standing: Standing, open_to: NDArray[np.bool_] | None = None, tile: int = TILE) -> Postings:
    """Turn the demand of some opportunities round and deal them to tiles.

    Parameters
    ----------
    standing
        Of the market.
    open_to
        bool (m,): which opportunities; ``None`` for all.
    tile
        How many are added up together at most; less than 65536.
    """
    chosen = np.arange(standing.order.size) if open_to is None else np.flatnonzero(open_to[standing.order])
    tiles = max(1, -(-chosen.size // tile))
    length = max(1, -(-chosen.size // (tiles * LANES))) * LANES
    dealt = np.arange(chosen.size)
    at = dealt % tiles * length + dealt // tiles
    stands, numbers, ranks = np.full((3, tiles * length), -1, np.int32)
    stands[at] = chosen
    numbers[at], ranks[at] = standing.order[chosen], standing.ranks[chosen]
    n_skills, n_heads = standing.asked.size, standing.scales.size
    pointers = np.zeros((tiles, n_skills + 1), np.int64)
    dense = np.zeros(tiles * n_heads * length, np.uint8)
    peaks = np.zeros(dense.size // LANES, np.uint8)
    row_begins = np.empty(stands.size + 1, np.int64)
    reach = _reach(standing, chosen)
    steps = reach.counts.size
    cuts = np.empty((tiles, n_skills, steps) if 1 < steps <= MOST_STEPS else (0, 0, 0), np.uint16)
    entries, rows = kernels.turn_round(stands, standing, pointers, dense, peaks, row_begins, reach, cuts)
    return Postings(
        numbers=numbers,
        ranks=ranks,
        pointers=pointers,
        entries=entries,
        dense=dense,
        peaks=peaks,
        row_begins=row_begins,
        rows=rows,
        reach=reach,
        cuts=cuts,
        tile=length,
    )


def close_tile_of(standing: Standing, open_to: NDArray[np.bool_]) -> CloseTile:
    """Turn the demand of at most :data:`CLOSE` opportunities round, for exact sums.

    Parameters
    ----------
    standing
        Of the market.
    open_to
        bool (m,): which opportunities.
    """
    size = int(np.count_nonzero(open_to))
    tile = max(1, -(-size // LANES)) * LANES
    stands, numbers = np.empty((2, size + 1), np.int32)
    ranks = np.zeros(tile, np.uint16)
    pointers = np.zeros(standing.asked.size + 1, np.int32)
    dense = np.zeros(standing.scales.size * tile, np.uint16)
    entries = kernels.turn_closely(open_to, standing, stands, numbers, ranks, pointers, dense)
    return CloseTile(
        numbers=numbers[:size],
        ranks=ranks,
        pointers=pointers,
        entries=entries,
        dense=dense,
        reach=_reach(standing, stands[:size]),
        tile=tile,
    )


def _reach(standing: Standing, stands: NDArray[np.integer]) -> Reach:
    """What opportunities that stand at such places of the order, which rise, ask of the first ordinal."""
    if not standing.first_asks.size:
        return Reach(np.empty(0), np.array([stands.size]))
    asks = standing.first_asks[stands]
    begins = np.flatnonzero(np.append(True, asks[1:] != asks[:-1])[: asks.size])
    return Reach(asks[begins], np.append(begins, asks.size))


def _heads(counts: NDArray[np.int64], m: int) -> NDArray[np.int32]:
    """int32 (K, A): the dense rows of the columns that many opportunities ask, -1 for all others."""
    count = counts.ravel()
    common = np.flatnonzero(count >= max(1, HEAD_SHARE * m))
    common = common[np.argsort(-count[common], kind="stable")][:MOST_HEADS]
    heads = np.full(count.size, -1, np.int32)
    heads[common] = np.arange(common.size)
    return heads.reshape(counts.shape)


def _heaviest_skill(demand: Demand, n_skills: int) -> NDArray[np.int64]:
    """int64 (m,): the skill on which each opportunity lays most weight, so that similar ones share it."""
    filled = np.flatnonzero(np.diff(demand.indptr))
    heaviest = np.full(demand.indptr.size - 1, -1, np.int64)
    if filled.size:
        key = demand.units.astype(np.int64) * n_skills + demand.skills
        heaviest[filled] = np.maximum.reduceat(key, demand.indptr[filled]) % n_skills
    return heaviest
