"""Lists: DetConstSort by hand, the best list by trying all, FA*IR's table, and the bench."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.bench import bench_rank
from seedbed.bench.best_list import best_sum, bound_of_sum
from seedbed.bench.det_const_sort import det_const_sort
from seedbed.bench.fa_star_ir import members_asked

HALVES = np.array([0.5, 0.5])


def test_the_bars_are_met_on_a_few_lists():
    table = bench_rank(2, apart=False)
    assert [bar.verdict for bar in table.bars] == ["met"] * len(table.bars)
    short = {(f.work, f.contestant): f.value for f in table.figures if f.measure == "short-prefixes"}
    assert {value for (_, name), value in short.items() if name == "seedbed"} == {0.0}
    assert short["one group at 25 %, lists of 100", "det-const-sort"] > 0
    assert short["one group at 25 %, lists of 100", "det-const-sort, places from 1"] == 0


def test_det_const_sort_by_hand():
    # The second group is far behind; its first member is due at length 2, and at length 2 both come in.
    units = np.array([9, 8, 7, 3, 2], np.int32)
    group = np.array([0, 0, 0, 1, 1])
    assert det_const_sort(units, group, HALVES, 4, first_position=1).tolist() == [0, 3, 1, 4]
    # Counted from 0, candidate 1 passes 3: that one's last position 2 is compared with a place 2 from 0.
    assert det_const_sort(units, group, HALVES, 4).tolist() == [0, 1, 3, 4]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_det_const_sort_with_places_from_1_holds_every_beginning(seed):
    rng = np.random.default_rng(seed)
    parts = int(rng.integers(2, 5))
    twentieths = rng.multinomial(20, np.ones(parts) / parts)
    group = np.repeat(np.arange(parts), 30)[rng.permutation(30 * parts)]
    units = -np.sort(-rng.integers(0, 50, group.size)).astype(np.int32)
    found = det_const_sort(units, group, twentieths / 20, 20, first_position=1)
    assert len(set(found.tolist())) == 20
    held = np.cumsum(group[found][:, None] == np.arange(parts), axis=0)
    assert (held >= np.arange(1, 21)[:, None] * twentieths // 20).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans()), min_size=1, max_size=6),
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.integers(1, 4),
)
def test_the_best_sum_is_that_of_trying_all_lists(people, twentieths, k):
    people = sorted(people, reverse=True)
    k = min(k, len(people))
    units = np.array([fit for fit, *_ in people], np.int32)
    member = np.array([groups for _, *groups in people], np.bool_)
    required = np.arange(1, k + 1)[:, None] * np.array(twentieths) // 20
    sums = [
        int(units[list(order)].sum())
        for order in permutations(range(len(people)), k)
        if (np.cumsum(member[list(order)], axis=0) >= required).all()
    ]
    assert best_sum(units, member, required) == max(sums, default=None)
    if sums:
        assert bound_of_sum(units, member, required[-1], k) >= max(sums) - 1e-6


@pytest.mark.parametrize(("k", "members"), [(20, 2), (100, 17)])
def test_fa_star_ir_asks_for_fewer_than_the_share(k, members):
    # What fairsearchcore 1.0.4 gives at 25 % and alpha = 0.1, adjusted.
    assert members_asked(0.25, k)[-1] == members


def test_fa_star_ir_rejects_a_fair_coin_no_more_often_than_it_says():
    asked = members_asked(0.4, 30)
    flips = np.random.default_rng(1).random((20_000, 30)) < 0.4
    short = (np.cumsum(flips, axis=1) < asked).any(axis=1).mean()
    assert 0.03 < short < 0.11
