"""The demand turned round holds what was asked, once, where it belongs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.kernels import COLUMN_AT, HEADED, LANES, LISTED, UNASKED, WEIGHT_MASK
from seedbed.matching.postings import HEAD_SHARE, MOST_STEPS, close_tile_of, postings_of


def drawn(m: int = 700, skills: int = 150) -> Market:
    rng = np.random.default_rng(6)
    share = np.concatenate(([0.9, 0.3, 0.1], np.full(skills - 4, 0.02), [0.0]))
    size = 10.0 ** rng.integers(-4, 1, m)[:, None]
    weights = np.where(rng.random((m, skills)) < share, rng.random((m, skills)) * size, 0)
    asked = np.where(weights > 0, rng.choice([0.25, 0.5, 1.0], weights.shape), 0)
    return Market(
        sparse.csr_array(rng.random((5, skills))),
        sparse.csr_array(weights),
        sparse.csr_array(asked),
        eligibility=Eligibility(ordinals=[(np.zeros(5), rng.integers(0, 4, m))]),
        opportunity_ids=rng.permutation(m).astype(str),
    )


@pytest.mark.parametrize("tile", [64, 256, 40_960])
@pytest.mark.parametrize("part", [None, 3, 0])
def test_every_requirement_stands_in_one_list_or_dense_row(tile, part):
    market = drawn()
    standing, demand = market._standing, market.sides[1]
    m, n_classes = market.n_opportunities, demand.classes.size
    chosen = np.ones(m, np.bool_) if part is None else np.arange(m) % 7 < part
    postings = postings_of(standing, None if part is None else chosen, tile)
    placed = np.flatnonzero(postings.numbers >= 0)
    assert np.array_equal(np.sort(postings.numbers[placed]), np.flatnonzero(chosen))
    assert postings.tile % LANES == 0
    tiles = postings.pointers.shape[0]
    found: dict[tuple[int, int, int], int] = {}
    for t in range(tiles):
        for skill in range(market.n_skills):
            begin, end = postings.pointers[t, skill : skill + 2]
            within = postings.entries[2 * begin : 2 * end : 2].astype(int)
            assert (np.diff(within) > 0).all()
            packed = postings.entries[2 * begin + 1 : 2 * end : 2].tolist()
            for place, number in zip(within, packed, strict=True):
                found[int(postings.numbers[t * postings.tile + place]), skill, number & 3] = number & ~3
    dense = postings.dense.reshape(tiles, standing.scales.size, postings.tile)
    for skill, asked in np.argwhere(standing.heads >= 0):
        head = standing.heads[skill, asked]
        for t, place in np.argwhere(dense[:, head]):
            key = int(postings.numbers[t * postings.tile + place]), int(skill), int(asked)
            assert key not in found
            found[key] = int(dense[t, head, place]) << int(standing.scales[head])
    row = np.repeat(np.arange(m), np.diff(demand.indptr))
    counted = chosen[row] & (demand.units > 0)
    columns = (row[counted].tolist(), demand.skills[counted].tolist(), demand.asked[counted].tolist())
    keys = list(zip(*columns, strict=True))
    assert found.keys() == set(keys)
    kept, units = np.array([found[key] for key in keys], dtype=int), demand.units[counted]
    # Something is always taken off, never more than four units or a sixteenth.
    assert (kept < units).all()
    assert (units - kept <= np.maximum(4, units / 16 + 1)).all()
    assert np.array_equal(postings.peaks, postings.dense.reshape(-1, LANES).max(axis=1))
    for position in placed:
        rows = postings.rows[postings.row_begins[position] : postings.row_begins[position + 1]]
        own = np.flatnonzero(counted & (row == postings.numbers[position]))
        expected = demand.skills[own].astype(int) * n_classes + demand.asked[own]
        assert (rows >> COLUMN_AT).tolist() == expected.tolist()
        assert (rows & WEIGHT_MASK).tolist() == demand.units[own].tolist()


def test_opportunities_are_dealt_by_the_first_ordinal_so_that_what_is_within_reach_comes_first():
    market = drawn()
    postings = postings_of(market._standing, None, 128)
    asks = market.rules.asks[:, 0]
    for own in postings.numbers.reshape(-1, postings.tile):
        assert (np.diff(asks[own[own >= 0]]) >= 0).all()
    assert postings.reach.asks.tolist() == [0, 1, 2, 3]
    assert postings.reach.counts.tolist() == [np.count_nonzero(asks < value) for value in range(5)]


@pytest.mark.parametrize("tile", [64, 40_960])
def test_lists_are_cut_where_the_values_of_the_first_ordinal_end(tile):
    market = drawn()
    postings = postings_of(market._standing, np.arange(700) % 3 < 2, tile)
    asks = market.rules.asks[:, 0]
    for t, skill in np.ndindex(postings.pointers.shape[0], market.n_skills):
        begin, end = postings.pointers[t, skill : skill + 2]
        own = asks[
            postings.numbers[t * postings.tile + postings.entries[2 * begin : 2 * end : 2].astype(int)]
        ]
        expected = [np.count_nonzero(own < value) for value in range(5)]
        assert postings.cuts[t, skill].tolist() == expected


def test_too_many_values_of_the_first_ordinal_are_not_noted_list_by_list():
    eye = sparse.eye_array(20, format="csr")
    market = Market(eye, eye, eligibility=Eligibility(ordinals=[(np.arange(20), np.arange(20))]))
    postings = postings_of(market._standing)
    assert postings.reach.counts.size > MOST_STEPS
    assert not postings.cuts.size


@pytest.mark.parametrize("part", [7, 3, 0])
def test_a_close_tile_holds_every_weight_unchanged(part):
    market = drawn()
    standing, demand = market._standing, market.sides[1]
    chosen = np.arange(700) % 7 < part
    close = close_tile_of(standing, chosen)
    assert close.numbers.tolist() == [j for j in market.id_orders[1] if chosen[j]]
    size = close.numbers.size
    number = close.numbers[close.ranks[:size]]
    found: dict[tuple[int, int, int], int] = {}
    for skill in range(market.n_skills):
        for entry in close.entries[close.pointers[skill] : close.pointers[skill + 1]].tolist():
            found[int(number[entry & 0x3FFF]), skill, entry >> 14 & 3] = (entry >> 16) + 1
    dense = close.dense.reshape(standing.scales.size, close.tile)
    for skill, asked in np.argwhere(standing.heads >= 0):
        for place in np.flatnonzero(dense[standing.heads[skill, asked]]):
            key = int(number[place]), int(skill), int(asked)
            assert key not in found
            found[key] = int(dense[standing.heads[skill, asked], place])
    assert (dense.any(axis=1)).all() == (part > 0)
    row = np.repeat(np.arange(700), np.diff(demand.indptr))
    counted = chosen[row] & (demand.units > 0)
    columns = (row[counted].tolist(), demand.skills[counted].tolist(), demand.asked[counted].tolist())
    assert found == dict(zip(zip(*columns, strict=True), demand.units[counted].tolist(), strict=True))


def test_common_columns_become_dense_rows():
    market = drawn()
    standing, demand = market._standing, market.sides[1]
    counts = np.bincount(demand.skills.astype(int) * 3 + demand.asked, minlength=450).reshape(150, 3)
    assert np.array_equal(standing.heads >= 0, counts >= HEAD_SHARE * market.n_opportunities)
    assert standing.asked[0] == HEADED
    assert standing.asked[-1] == UNASKED
    assert LISTED in standing.asked
