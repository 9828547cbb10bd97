import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from seedbed.matching.allocation.auction import Auction, bound


def graph(worth, seats, slots):
    """All pairs as edges."""
    n, m = worth.shape
    indptr = np.arange(n + 1, dtype=np.int64) * m
    opportunity = np.tile(np.arange(m, dtype=np.int32), n)
    return indptr, opportunity, worth.reshape(-1).astype(np.int64), seats, slots


def assignment_optimum(worth, seats, slots):
    """By repeating rows and columns; exact for one place per seeker."""
    assert (slots == 1).all()
    expanded = np.repeat(np.maximum(worth, 0), seats, axis=1)
    rows, columns = linear_sum_assignment(expanded, maximize=True)
    return int(expanded[rows, columns].sum())


@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 12),
    m=st.integers(1, 6),
    levels=st.sampled_from([1, 3, 1000]),
    eps=st.sampled_from([1, 7, 40]),
)
@settings(max_examples=80, deadline=None)
def test_within_eps_per_placement_of_the_optimum(seed, n, m, levels, eps):
    rng = np.random.default_rng(seed)
    worth = rng.integers(-levels, levels + 1, size=(n, m)) * (1000 // levels)
    seats, slots = rng.integers(1, 4, size=m), np.ones(n, dtype=np.int64)
    best = assignment_optimum(worth, seats, slots)
    indptr, opportunity, flat, _, _ = graph(worth, seats, slots)
    auction = Auction(indptr, opportunity, seats, slots)
    # From nothing, from prices of another market, and from prices that are far too high.
    other = auction.settle(rng.permutation(flat), eps)[1]
    for known in (None, np.maximum(other - 3 * eps, 0), np.full(m, 10 * levels * 1000)):
        taken, price = auction.settle(flat, eps, 100 * eps, known)
        total = int(flat[taken].sum())
        load = np.bincount(opportunity[taken], minlength=m)
        assert (load <= seats).all()
        assert (np.bincount(taken // m, minlength=n) <= 1).all()
        assert (price >= 0).all()
        # Free seats cost nothing, so the prices prove how near this is to the optimum.
        assert (price[load < seats] == 0).all()
        proven = bound(indptr, opportunity, flat, price, slots, seats)
        assert total <= best <= proven
        assert proven - total <= 2 * eps * min(n, int(seats.sum()))


@given(seed=st.integers(0, 10**6), places=st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_several_places_each_and_the_bound_at_any_prices(seed, places):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    worth = rng.integers(-3, 10, size=(n, m)) * 100
    seats = rng.integers(1, 3, size=m)
    slots = np.full(n, places, dtype=np.int64)
    best = 0
    for chosen in range(2 ** (n * m)):
        table = np.array([(chosen >> bit) & 1 for bit in range(n * m)]).reshape(n, m)
        if (table.sum(axis=0) <= seats).all() and (table.sum(axis=1) <= places).all():
            best = max(best, int((table * worth).sum()))
    indptr, opportunity, flat, _, _ = graph(worth, seats, slots)
    auction = Auction(indptr, opportunity, seats, slots)
    known = np.where(seed % 2, auction.settle(rng.permutation(flat), 1)[1], 2000)
    taken, price = auction.settle(flat, 1, 40, known if seed % 3 else None)
    assert (np.bincount(taken // m, minlength=n) <= places).all()
    assert (np.bincount(taken % m, minlength=m) <= seats).all()
    assert int(flat[taken].sum()) <= best <= bound(indptr, opportunity, flat, price, slots, seats)
    assert best - int(flat[taken].sum()) <= 2 * n * m
    for _ in range(5):
        anything = rng.integers(0, 1500, size=m)
        assert bound(indptr, opportunity, flat, anything, slots, seats) >= best


def test_the_bound_is_exact_where_int64_would_not_be():
    """Prices times seats pass 2**63; Python's own integers give the reference."""
    price = np.array([2**41 + 12345, 2**41 - 1], dtype=np.int64)
    seats = np.array([2**25, 2**25 + 3], dtype=np.int64)
    empty = np.zeros(0, dtype=np.int64)
    got = bound(np.zeros(1, dtype=np.int64), empty.astype(np.int32), empty, price, empty, seats)
    assert got == sum(int(p) * int(s) for p, s in zip(price, seats, strict=True)) > 2**63


@pytest.mark.parametrize("levels", [1, 2, 8])
def test_many_equal_worths_do_not_start_price_wars(levels):
    """2,000 seekers, 800 seats, few different worths: the gap closes with bids 1/4000 of a worth."""
    rng = np.random.default_rng(levels)
    n, m, k = 2000, 400, 20
    opportunity = np.argsort(rng.random((n, m)), axis=1)[:, :k].astype(np.int32).reshape(-1)
    worth = rng.integers(1, levels + 1, size=n * k) * (10**9 // levels)
    indptr = np.arange(n + 1, dtype=np.int64) * k
    seats, slots = np.full(m, 2, dtype=np.int64), np.ones(n, dtype=np.int64)
    eps = 10**9 // 4000
    taken, price = Auction(indptr, opportunity, seats, slots).settle(worth, eps)
    proven = bound(indptr, opportunity, worth, price, slots, seats)
    total = int(worth[taken].sum())
    assert total <= proven <= total + 2 * eps * int(seats.sum())
