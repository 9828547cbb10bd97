"""The search by lower bounds: what it promises, and the markets that try it hardest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import sparse

from seedbed.matching import Eligibility, Market, kernels
from seedbed.matching.kernels import (
    COARSE_BITS,
    FULL_FACTOR,
    LANES,
    ROUNDING,
    _add_rows,
    _any_at_bar,
    _ask_for,
    _bound_above,
    _by_class,
    _close_scratch,
    _find_close_lists,
    _find_lists,
    _how_many_at_bar,
    _how_many_bits,
    _lowest_bit,
    _nth_largest,
    _positions_at_bar,
    _put_in_order,
    _rows_of,
    _scratch,
    _sum_close_lists,
    _sum_lists,
    _which_at_bar,
    _which_at_bars,
    _workspace,
    _write_best,
)
from seedbed.matching.postings import close_tile_of, postings_of

GRID = (0.25, 0.5, 0.75, 1.0)
EXAMPLES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OF_EACH_SEARCH = settings(EXAMPLES, max_examples=10)


@njit
def expanded(i, supply, expansion, standing):
    """What a seeker's expansion gives, and whether it leaves anything behind."""
    n_skills, n_classes = standing.asked.size, standing.classes.size
    workspace = _workspace(n_skills)
    skills, packed = np.empty(n_skills, np.int32), np.empty(n_skills + 1, np.uint64)
    heads, head_credits = np.empty(n_skills * n_classes, np.int32), np.empty(n_skills * n_classes, np.uint16)
    n, h, slack, visible = _ask_for(
        i, supply, expansion, standing, workspace, skills, packed, heads, head_credits
    )
    left = workspace.strength.any() or workspace.credits.any()
    return skills[:n], _by_class(packed), heads[:h], head_credits[:h], slack, visible, left


@njit
def bounds(i, supply, expansion, standing, postings, out):
    """All bounds of a seeker; returns the slack, whether positive fits have positive bounds, what is left."""
    skills, credits, heads, head_credits, slack, visible, left = expanded(i, supply, expansion, standing)
    n, h, n_skills = skills.size, heads.size, standing.asked.size
    scratch = _scratch(1, n_skills, standing, postings)
    for t in range(postings.pointers.shape[0]):
        begins, ends = scratch.begins[0, :n], scratch.ends[0, :n]
        _find_lists(t, 0, postings.tile, skills[:n], postings, begins, ends)
        _sum_lists(postings.tile, begins, ends, credits, postings.entries, scratch.sums)
        row_begins, shifts = _rows_of(t, heads[:h], standing, postings, scratch)
        for at in range(0, postings.tile, LANES):
            _add_rows(scratch.sums, at, postings.dense, row_begins, head_credits, shifts, np.uint16(1))
        out[t * postings.tile : (t + 1) * postings.tile] = scratch.sums
    return slack, visible, left


@njit
def close_bounds(i, supply, expansion, standing, close, out):
    """All bounds of a seeker in a close tile; returns how many dense rows are added."""
    skills, credits, heads, head_credits, _, _, _ = expanded(i, supply, expansion, standing)
    packed = credits.reshape(-1).view(np.uint64)
    scratch = _close_scratch(1, standing.asked.size, standing, close)
    begins, ends = scratch.begins[0, : skills.size], scratch.ends[0, : skills.size]
    _find_close_lists(close.tile, skills, close, begins, ends)
    _sum_close_lists(close.tile, begins, ends, packed, close.entries, scratch)
    for h in range(heads.size):
        scratch.row_begins[h] = heads[h] * close.tile
        scratch.factors[h] = min(FULL_FACTOR, int(head_credits[h]) << (16 - COARSE_BITS))
    row_begins, factors = scratch.row_begins[: heads.size], scratch.factors[: heads.size]
    for at in range(0, close.tile, LANES):
        _bound_above(scratch.sums, at, close.dense, row_begins, factors, out)
    return heads.size


@njit
def nth_largest(sums, maxima, nth):
    return _nth_largest(sums, maxima, nth)


@njit
def positions_of(bounds, end, standing, close):
    """Where bounds reach 7."""
    scratch = _close_scratch(1, standing.asked.size, standing, close)
    scratch.bounds[:] = bounds
    return scratch.positions[: _positions_at_bar(end, 7, scratch)]


@njit
def written(keys, size, by_rank, indices, units):
    _write_best(keys, size, by_rank, indices, units)


@njit
def in_order(keys):
    _put_in_order(keys)


def drawn_market(
    rng: np.random.Generator, n: int, m: int, skills: int, *, extreme: bool, most: int
) -> Market:
    """A market with some skills that many ask, and, where ``extreme``, with weights of very different size."""
    share = np.minimum(1.0, 2.0 / np.arange(1, skills + 1))
    weights = np.where(rng.random((m, skills)) < share, rng.integers(1, 4, (m, skills)).astype(float), 0)
    if extreme:
        weights *= 10.0 ** rng.integers(-6, 1, (m, skills))
    weights[rng.integers(0, m, 2)] = np.eye(skills)[0]  # two ask one skill only
    levels = np.where(rng.random((n, skills)) < 0.5, rng.choice(GRID, (n, skills)), 0)
    if extreme:
        levels *= 10.0 ** -rng.integers(0, 5, (n, skills)).astype(float)
    levels[0] = 1.0  # fits of exactly 1
    asked = np.where(weights > 0, rng.choice(GRID[:most], weights.shape), 0)
    related = np.where(rng.random((skills, skills)) < 3 / skills, rng.choice(GRID, (skills, skills)), 0)
    for row in related:
        row[np.flatnonzero(row)[12:]] = 0
    return Market(*(sparse.csr_array(matrix) for matrix in (levels, weights, asked, related)))


def all_units(market: Market) -> np.ndarray:
    """Fits of all pairs, 0 where they are not eligible, by the definition pair by pair."""
    n, m = market.n_seekers, market.n_opportunities
    pairs = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    return np.where(market.eligible(*pairs), market.fit_units(*pairs), 0).reshape(n, m)


def assert_the_best(market: Market, k: int) -> None:
    found = market.recommendations(k=k)
    rank = np.empty(market.n_opportunities, int)
    rank[market.id_orders[1]] = np.arange(rank.size)
    for i, units in enumerate(all_units(market)):
        best = np.lexsort((rank, -units))[:k]
        best = best[units[best] > 0]
        own = slice(found.indptr[i], found.indptr[i + 1])
        assert found.indices[own].tolist() == best.tolist()
        assert found.units[own].tolist() == units[best].tolist()


def assert_the_best_seekers(market: Market, room: int) -> None:
    found = market.best_seekers(np.full(market.n_opportunities, room))
    for j, units in enumerate(all_units(market).T):
        best = np.lexsort((np.arange(units.size), -units))[:room]
        own = slice(found.indptr[j], found.indptr[j + 1])
        assert found.indices[own].tolist() == best[units[best] > 0].tolist()


@pytest.fixture
def no_close_tile(monkeypatch):
    """Lower bounds first, however few the opportunities are."""
    monkeypatch.setattr("seedbed.matching.market.CLOSE", -1)


@pytest.fixture(params=["close tile", "one tile", "small tiles"])
def any_search(request, monkeypatch):
    """Every way to search a small market."""
    if request.param != "close tile":
        request.getfixturevalue("no_close_tile" if request.param == "one tile" else "small_tiles")


@pytest.fixture
def small_tiles(monkeypatch, no_close_tile):
    """Tiles of 64, so that small markets have many."""
    monkeypatch.setattr(
        "seedbed.matching.market.postings_of",
        lambda standing, open_to=None, tile=LANES: postings_of(standing, open_to, min(tile, LANES)),
    )


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 40, 150]), st.booleans(), st.integers(1, 4))
def test_no_bound_lies_above_its_fit_or_a_slack_below_it(seed, skills, extreme, most):
    market = drawn_market(np.random.default_rng(seed), 6, 90, skills, extreme=extreme, most=most)
    standing = market._standing
    postings = postings_of(standing, None, LANES)
    placed = postings.numbers >= 0
    units_of_all = all_units(market)
    assert units_of_all[0].max() == 2**24
    for i, units in enumerate(units_of_all):
        found = np.empty(postings.numbers.size, np.uint16)
        slack, visible, left = bounds(i, market._supply, market._expansion, standing, postings, found)
        assert not left
        assert not found[~placed].any()
        bound, units_there = found[placed].astype(np.int64), units[postings.numbers[placed]]
        assert np.all(256 * bound <= units_there)
        assert np.all((units_there < 256 * (bound + slack)) | (units_there == 0))
        if visible:
            assert np.array_equal(bound > 0, units_there > 0)


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 40, 150]), st.booleans(), st.integers(1, 4))
def test_bounds_in_a_close_tile_are_positive_where_fits_are_and_lie_near_them(seed, skills, extreme, most):
    market = drawn_market(np.random.default_rng(seed), 6, 90, skills, extreme=extreme, most=most)
    close = close_tile_of(market._standing, np.ones(90, np.bool_))
    for i, units in enumerate(all_units(market)):
        found = np.empty(close.tile, np.uint16)
        rows = close_bounds(i, market._supply, market._expansion, market._standing, close, found)
        bound, units_there = found[:90].astype(np.int64), units[close.numbers[close.ranks[:90]]]
        assert np.all(units_there > 256 * (bound - 1))
        assert np.all(units_there <= 256 * (bound + rows + 1))
        assert np.array_equal(bound > 0, units_there > 0)
        assert not found[90:].any()


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 4))
def test_a_seeker_is_expanded_the_same_with_and_without_codes(seed, extreme, most):
    market = drawn_market(np.random.default_rng(seed), 6, 90, 40, extreme=extreme, most=most)
    supply, standing, coded = market._supply, market._standing, market._expansion
    assert coded.codes.size
    divided = coded._replace(codes=coded.codes[:0])
    n_classes = standing.classes.size
    for i in range(6):
        one, other = (expanded(i, supply, expansion, standing) for expansion in (coded, divided))
        assert dict(zip(one[0].tolist(), one[1][:, :n_classes].tolist(), strict=False)) == dict(
            zip(other[0].tolist(), other[1][:, :n_classes].tolist(), strict=False)
        )
        assert sorted(zip(one[2], one[3], strict=True)) == sorted(zip(other[2], other[3], strict=True))
        assert one[4:] == other[4:]
        assert not one[6]


def test_levels_that_a_byte_cannot_tell_apart_are_not_coded(any_search):
    rng = np.random.default_rng(5)
    levels = np.where(rng.random((40, 30)) < 0.5, rng.random((40, 30)), 0)
    market = Market(sparse.csr_array(levels), sparse.csr_array(rng.integers(0, 3, (90, 30)).astype(float)))
    assert not market._expansion.codes.size
    assert_the_best(market, 20)


def test_some_fits_have_no_bound_above_zero_and_are_found_all_the_same(no_close_tile):
    weights = np.array([[1.0, 1e-5], [1.0, 0.0], [0.0, 1.0]])
    market = Market(sparse.csr_array([[0.0, 0.01]]), sparse.csr_array(weights))
    found = np.empty(LANES, np.uint16)
    postings = postings_of(market._standing)
    _, visible, _ = bounds(0, market._supply, market._expansion, market._standing, postings, found)
    assert not visible
    assert np.count_nonzero(found) == 1
    assert market.recommendations(k=1).indices.tolist() == [2]
    assert market.recommendations(k=2).indices.tolist() == [2, 0]
    assert market.recommendations(k=2).units.tolist() == [3 * 65536, 3]
    assert market.best_seekers([1, 1, 1]).units.tolist() == [3, 3 * 65536]


@OF_EACH_SEARCH
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([3, 40, 150]),
    st.booleans(),
    st.sampled_from([1, 5, 63, 64, 65, 200]),
)
def test_recommendations_with_extreme_weights_and_more_requirements_than_lanes(
    any_search, seed, skills, extreme, k
):
    assert_the_best(drawn_market(np.random.default_rng(seed), 6, 90, skills, extreme=extreme, most=4), k)


@OF_EACH_SEARCH
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([63, 64, 65, 128, 129, 500]),
    st.sampled_from([1, 10, 64, 100]),
)
def test_many_tiles_and_their_borders(any_search, seed, m, k):
    market = drawn_market(np.random.default_rng(seed), 6, m, 20, extreme=seed % 2 == 0, most=4)
    assert_the_best(market, k)
    assert_the_best_seekers(market, 2)


@pytest.mark.parametrize("size", [127, 1_000])
def test_ties_without_end_go_by_id(size, any_search):
    """All fits are equal, or differ by less than any bound can tell."""
    rng = np.random.default_rng(1)
    weights = np.zeros((size, 60))
    weights[:, 0] = 1.0
    weights[np.arange(size), 1 + rng.integers(0, 59, size)] = 1 + 1e-4 * rng.integers(0, 2, size)
    ids = rng.permutation(size).astype(str)
    seekers = sparse.csr_array(np.eye(60)[[0, 0, 5]])
    market = Market(seekers, sparse.csr_array(weights), opportunity_ids=ids)
    assert np.unique(all_units(market)[0]).size == 2
    for k in (1, 50, 126, 300):
        assert_the_best(market, k)


def test_a_first_tile_that_forecasts_too_much_is_searched_again(small_tiles):
    """All the best opportunities are dealt to the first tile."""
    size, tiles = 16 * LANES, 16
    weights = np.ones((size, 2)) * [1.0, 3.0]
    # All lay most weight on the same skill, so they stand by id, and every sixteenth goes to the first tile.
    weights[::tiles] = [2.9, 3.0]
    market = Market(sparse.csr_array([[1.0, 0.0]]), sparse.csr_array(weights))
    postings = postings_of(market._standing, None, LANES)
    assert (postings.numbers[:LANES] % tiles == 0).all()
    for k in (20, 64, 65, 100):
        assert_the_best(market, k)


@pytest.mark.parametrize("places", [0, 3, 90])
def test_rules_of_every_kind_over_many_tiles(places, any_search):
    rng = np.random.default_rng(7)
    n, m, skills = 300, 400, 30
    levels = np.where(rng.random((n, skills)) < 0.3, rng.choice(GRID, (n, skills)), 0)
    weights = np.where(rng.random((m, skills)) < 0.3, rng.random((m, skills)), 0)
    rules = Eligibility(
        reach=sparse.csr_array(rng.random((n, places)) < 0.5) if places else None,
        place=rng.integers(-1, places, m) if places else None,
        ordinals=[(rng.integers(0, 5, n), rng.integers(0, 5, m))] * (1 if places == 3 else 2),
        allowed=sparse.csr_array(rng.random((n, m)) < 0.7) if places == 90 else None,
    )
    ids = rng.permutation(m).astype(str)
    market = Market(
        sparse.csr_array(levels), sparse.csr_array(weights), eligibility=rules, opportunity_ids=ids
    )
    assert_the_best(market, 20)
    assert_the_best_seekers(market, 3)


def test_the_vector_instructions_agree_with_numpy():
    rng = np.random.default_rng(3)
    sums, bars = rng.integers(0, 2**16, (2, 4 * LANES)).astype(np.uint16)

    @njit
    def ask(sums, bars, at, slack):
        which = _which_at_bars(sums, at, bars, np.uint16(slack))
        many = _how_many_at_bar(sums, at, np.uint16(40_000))
        some = _any_at_bar(sums, at, bars, 3)
        bits = _lowest_bit(np.uint64(48)), _lowest_bit(np.uint64(0)), _how_many_bits(which)
        return which, many, some, _which_at_bar(sums, at, np.uint16(40_000)), bits

    for at, slack in ((0, 0), (64, 300), (128, 65_535)):
        which, many, some, reached, bits = ask(sums, bars, at, slack)
        part, bar = sums[at : at + LANES].astype(int), bars[at : at + LANES].astype(int)
        expected = part > np.maximum(bar, slack) - slack
        assert [bool(which >> b & 1) for b in range(LANES)] == expected.tolist()
        assert many == np.count_nonzero(part >= 40_000)
        assert some == (part >= bars[3]).any()
        assert [bool(reached >> b & 1) for b in range(LANES)] == (part >= 40_000).tolist()
        assert bits == (4, 64, np.count_nonzero(expected))


def test_close_bounds_agree_with_numpy_up_to_the_largest_number():
    rng = np.random.default_rng(3)
    sums = rng.integers(0, 2**24 + 1, LANES).astype(np.uint32)
    sums[:3] = 2**24, 0, 1
    dense = rng.integers(0, 2**16, 3 * LANES).astype(np.uint16)
    factors, begins = np.array([FULL_FACTOR, 256], np.uint16), np.array([LANES, 2 * LANES])

    @njit
    def write(sums, dense, begins, factors, bounds):
        _bound_above(sums, 0, dense, begins, factors, bounds)

    bounds = np.empty(LANES, np.uint16)
    write(sums + np.uint32(ROUNDING), dense, begins, factors, bounds)
    rows = dense[LANES:].reshape(2, LANES).astype(np.int64) * factors[:, None] >> 16
    assert np.array_equal(bounds, np.minimum(-(-sums.astype(np.int64) // 256) + rows.sum(axis=0), 65_535))


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.integers(1, 5 * LANES), st.sampled_from([0.0, 0.01, 0.1, 1.0]))
def test_positions_at_the_bar_are_written_down_in_order(seed, end, share):
    market = Market(sparse.csr_array(np.eye(2)), sparse.csr_array(np.ones((5 * LANES, 2))))
    close = close_tile_of(market._standing, np.ones(5 * LANES, np.bool_))
    reached = np.random.default_rng(seed).random(5 * LANES) < share
    found = positions_of(reached.astype(np.uint16) + 6, end, market._standing, close)
    assert found.tolist() == np.flatnonzero(reached[:end]).tolist()


@EXAMPLES
@given(st.lists(st.integers(0, 2**20), max_size=200, unique=True), st.integers(1, 70))
def test_the_best_keys_are_written_best_first(units, room):
    keys = np.full(len(units) + LANES, 7, np.int64)
    keys[: len(units)] = [unit << 32 | 0xFFFF_FFFF - rank for rank, unit in enumerate(units)]
    by_rank = np.arange(len(units), dtype=np.int32)[::-1].copy()
    found, best = np.full((2, room), -1, np.int32)
    written(keys, len(units), by_rank, found, best)
    expected = sorted(units, reverse=True)[:room]
    assert best[: len(expected)].tolist() == expected
    assert found[: len(expected)].tolist() == [len(units) - 1 - units.index(unit) for unit in expected]
    assert (best[len(expected) :] == -1).all()


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.integers(1, 128), st.integers(1, 300))
def test_so_many_sums_reach_the_nth_largest_of_the_maxima(seed, nth, size):
    sums = np.random.default_rng(seed).integers(0, 2**16, size).astype(np.uint16)
    found = nth_largest(sums, np.empty(2 * LANES, np.uint16), nth)
    assert found == 0 or np.count_nonzero(sums >= found) >= nth
    if size <= 2 * LANES:
        assert found == (np.sort(sums)[-nth] if nth <= size else 0)


@EXAMPLES
@given(st.lists(st.integers(0, 2**62), max_size=300))
def test_keys_are_put_in_order_largest_first(keys):
    array = np.array(keys, np.int64)
    in_order(array)
    assert array.tolist() == sorted(keys, reverse=True)


def test_gaps_are_closed_in_place():
    counts = np.array([2, 0, 3, 1])
    indices, units = np.arange(12, dtype=np.int32), np.arange(12, 24, dtype=np.int32)
    assert kernels.close_gaps(counts, 3, indices) == 6
    assert kernels.close_gaps(counts, 3, units) == 6
    assert indices[:6].tolist() == [0, 1, 6, 7, 8, 9]
    assert units[:6].tolist() == [12, 13, 18, 19, 20, 21]


def test_long_runs_of_full_rows_are_moved_as_they_are():
    counts = np.full(900, 5)
    counts[[3, 7, 8, 500, 899]] = [1, 0, 4, 2, 0]
    values = np.arange(4500, dtype=np.int32)
    kept = values.reshape(900, 5)[np.arange(5) < counts[:, None]]
    assert kernels.close_gaps(counts, 5, values) == kept.size > 5 * kernels.HELD
    assert values[: kept.size].tolist() == kept.tolist()


def test_rows_without_a_gap_stay_where_they_are():
    values = np.arange(12, dtype=np.int32)
    assert kernels.close_gaps(np.full(4, 3), 3, values) == 12
    assert kernels.close_gaps(np.empty(0, np.int64), 3, values) == 0
    assert values.tolist() == list(range(12))
