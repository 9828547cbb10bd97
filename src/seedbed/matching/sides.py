"""The two sides of a market, checked: what seekers have and what opportunities ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.fixed_point import WEIGHT_UNITS, weight_units
from seedbed.matching.kernels import CLASS_SHIFT, Demand, Postings, Rules, Supply
from seedbed.matching.sparse import rows_of, strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

MOST_CLASSES = 4
"""How many different levels a market may ask."""

MOST_RELATED = 16
"""How many other skills one skill may give credit toward."""

TILE = 16_384
"""Opportunities whose fits are added up together: their sums (64 KiB) stay in the nearest caches. The
position within a tile takes 14 bits."""

HEAD_SHARE = 0.06
"""From this share of opportunities on, adding up a dense row is quicker than following a list."""

MOST_HEADS = 64
"""Dense rows of a tile that together stay in the second-level cache."""


def supply_of(seekers: sparse.csr_array, related: sparse.csr_array | None) -> Supply:
    """The seekers' side: levels in 0..1 and, per skill, the credit toward other skills.

    Raises
    ------
    Refusal
        ``matching.value-out-of-range``, ``matching.shape-mismatch``, ``matching.too-many-related``.
    """
    levels = strongest(seekers, "seekers", most=1.0)
    n_skills = levels.shape[1]
    itself = np.arange(n_skills, dtype=np.int64)
    row, column, credit = itself, itself, np.ones(n_skills)
    if related is not None:
        given = strongest(related, "related", most=1.0)
        if given.shape != (n_skills, n_skills):
            raise shape_mismatch("related", given.shape, (n_skills, n_skills))
        of = given.row_of_each
        others = np.bincount(of[of != given.columns], minlength=n_skills)
        if others.size and others.max() > MOST_RELATED:
            worst = int(np.argmax(others))
            raise Refusal.because(
                "matching.too-many-related", row=worst, count=int(others[worst]), most=MOST_RELATED
            )
        row, column = np.concatenate((itself, of)), np.concatenate((itself, given.columns))
        credit = np.concatenate((credit, given.values))
    toward = rows_of(row, column, credit, (n_skills, n_skills))
    return Supply(levels.indptr, levels.columns, levels.values, toward.indptr, toward.columns, toward.values)


def demand_of(requirements: sparse.csr_array, asked: sparse.csr_array | None, n_skills: int) -> Demand:
    """The opportunities' side: weights in whole units and the class that is asked of each skill.

    What is asked but not required counts for nothing; what is required but not asked is asked in
    full (1.0).

    Raises
    ------
    Refusal
        ``matching.value-not-a-weight``, ``matching.value-out-of-range``, ``matching.shape-mismatch``,
        ``matching.too-many-classes``.
    """
    weights = strongest(requirements, "requirements")
    m = weights.shape[0]
    if weights.shape[1] != n_skills:
        raise shape_mismatch("requirements", weights.shape, (m, n_skills))
    level = np.ones(weights.values.size)
    if asked is not None:
        stated = strongest(asked, "asked", most=1.0)
        if stated.shape != weights.shape:
            raise shape_mismatch("asked", stated.shape, weights.shape)
        wanted, known = weights.keys, stated.keys
        at = np.searchsorted(known, wanted)
        found = at < known.size
        found[found] = known[at[found]] == wanted[found]
        level[found] = stated.values[at[found]]
    classes, number = np.unique(level, return_inverse=True)
    if classes.size > MOST_CLASSES:
        first = int(np.argmax(number >= MOST_CLASSES))
        raise Refusal.because(
            "matching.too-many-classes",
            count=int(classes.size),
            most=MOST_CLASSES,
            row=int(weights.row_of_each[first]),
            column=int(weights.columns[first]),
            value=float(level[first]),
        )
    if not classes.size:
        classes = np.ones(1)  # nobody asks anything; one class all the same, so that no table is empty
    units = weight_units(weights.indptr, weights.values)
    return Demand(weights.indptr, weights.columns, units, number.astype(np.int8), classes)


def postings_of(
    demand: Demand, n_skills: int, by_rank: NDArray[np.int32], rules: Rules, tile: int = TILE
) -> Postings:
    """Turn the demand round: who asks each skill, tile by tile.

    Opportunities that need the same marks stand together, rising by what they ask of the first
    ordinal, so that a seeker who lacks one passes over all of them at once.

    Parameters
    ----------
    demand, n_skills
        What opportunities ask.
    by_rank
        int32 (m,): the opportunities in the order of their ids.
    rules
        What they need.
    tile
        How many opportunities are added up together; at most 16384.
    """
    m = by_rank.size
    rank_of = np.empty(m, np.int64)
    rank_of[by_rank] = np.arange(m)
    pattern = _need_patterns(rules, m)
    first_asks = rules.asks[:, 0] if rules.asks.shape[1] else np.zeros(m)
    order = np.lexsort((rank_of, first_asks, pattern)).astype(np.int32)
    begins = np.ones(m, np.bool_)
    begins[1:] = pattern[order[1:]] != pattern[order[:-1]]
    begins[::tile] = True
    runs = np.append(np.flatnonzero(begins), m)
    tiles = max(1, -(-m // tile))
    position_of = np.empty(m, np.int64)
    position_of[order] = np.arange(m)
    counted = demand.units > 0
    row = np.repeat(np.arange(m, dtype=np.int32), np.diff(demand.indptr))[counted]
    position = position_of[row]
    skill = demand.skills[counted].astype(np.int64)
    asked = demand.asked[counted].astype(np.int64)
    weight = demand.units[counted].astype(np.float32)
    heads, dense, is_head = _dense_rows(
        skill, asked, position, weight, (n_skills, demand.classes.size), (tiles, tile), m
    )
    position, skill, asked = (part[~is_head] for part in (position, skill, asked))
    weight = weight[~is_head]
    which, within = np.divmod(position, tile)
    sequence = np.argsort((which * n_skills + skill) * tile + within)
    sizes = np.bincount(which * n_skills + skill, minlength=tiles * n_skills).reshape(tiles, n_skills)
    pointers = np.zeros((tiles, n_skills + 1), np.int32)
    np.cumsum(sizes, axis=1, out=pointers[:, 1:])
    return Postings(
        pointers=pointers,
        tile_entries=np.concatenate(([0], np.cumsum(sizes.sum(axis=1))[:-1])).astype(np.int64),
        places=(within | asked << CLASS_SHIFT)[sequence].astype(np.uint16),
        weights=weight[sequence],
        listed=sizes.sum(axis=0) > 0,
        heads=heads,
        dense=dense,
        classes=demand.classes,
        order=order,
        ranks=rank_of[order].astype(np.int32),
        by_rank=by_rank,
        first_asks=first_asks[order] if rules.asks.shape[1] else np.empty(0),
        runs=runs.astype(np.int64),
        tile_runs=np.searchsorted(runs, np.minimum(np.arange(tiles + 1) * tile, m)).astype(np.int64),
        tile=tile,
    )


def _dense_rows(
    skill: NDArray[np.int64],
    asked: NDArray[np.int64],
    position: NDArray[np.int64],
    weight: NDArray[np.float32],
    columns: tuple[int, int],
    tiling: tuple[int, int],
    m: int,
) -> tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.bool_]]:
    """The columns that many opportunities ask as dense rows, and which entries these take up."""
    column = skill * columns[1] + asked
    counts = np.bincount(column, minlength=columns[0] * columns[1])
    common = np.argsort(-counts, kind="stable")[:MOST_HEADS]
    common = common[counts[common] >= max(1, HEAD_SHARE * m)]
    heads = np.full(columns[0] * columns[1], -1, np.int32)
    heads[common] = np.arange(common.size)
    # A weight of everything (65536) does not fit uint16: such an entry stays in its list.
    is_head = (heads[column] >= 0) & (weight < WEIGHT_UNITS)
    dense = np.zeros((tiling[0], common.size + 1, tiling[1]), np.uint16)
    which, within = np.divmod(position[is_head], tiling[1])
    dense[which, heads[column[is_head]], within] = weight[is_head]
    return heads.reshape(columns), dense, is_head


def _need_patterns(rules: Rules, m: int) -> NDArray[np.int64]:
    """Number the different sets of needs in the order of their marks: int64, shape (m,)."""
    counts = np.diff(rules.need_indptr)
    table = np.full((m, int(counts.max(initial=0))), -1, np.int32)
    row = np.repeat(np.arange(m), counts)
    table[row, np.arange(rules.needs.size) - rules.need_indptr[row]] = rules.needs
    pattern = np.zeros(m, np.int64)
    for column in table.T:
        # Numbers stay below m x width: they are made dense again after every column.
        mixed = pattern * (rules.width + 1) + column + 1
        pattern = np.unique(mixed, return_inverse=True)[1]
    return pattern


def checked_ids(ids: ArrayLike | None, count: int, name: str) -> NDArray[np.str_]:
    """The ids of one side as an array of str; by default the row numbers.

    Raises
    ------
    Refusal
        ``matching.shape-mismatch`` or ``matching.duplicate-id``.
    """
    if ids is None:
        return np.arange(count).astype(np.str_)
    array = np.asarray(ids).astype(np.str_)
    if array.shape != (count,):
        raise shape_mismatch(name, array.shape, (count,))
    distinct, counts = np.unique(array, return_counts=True)
    if distinct.size < count:
        twice = distinct[np.argmax(counts)]
        raise Refusal.because("matching.duplicate-id", ids=name, id=str(twice), count=int(counts.max()))
    return array


def shape_mismatch(name: str, found: tuple[int, ...], wanted: tuple[int | str, ...]) -> Refusal:
    """The refusal that a matrix or vector has not the shape that the others ask for."""
    return Refusal.because(
        "matching.shape-mismatch",
        matrix=name,
        found=" x ".join(str(side) for side in found),
        wanted=" x ".join(str(side) for side in wanted),
    )
