"""Shortlists whose every beginning holds its floors."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Market
from seedbed.matching.allocation.floor import Floor
from seedbed.messages import Refusal


def market_of(fits: list[float]) -> Market:
    """One opportunity, one skill: the levels are the fits (multiples of 1/256)."""
    return Market(sparse.csr_array(np.array(fits, dtype=float)[:, None]), sparse.csr_array([[1.0]]))


def required(share_in_twentieths: int, length: int) -> int:
    return share_in_twentieths * length // 20


def lacks(order: tuple[int, ...], groups: list[set[int]], shares: list[int]) -> list[int]:
    """How many members each prefix lacks, over all floors."""
    return [
        sum(
            max(0, required(share, p) - len(group.intersection(order[:p])))
            for group, share in zip(groups, shares, strict=True)
        )
        for p in range(1, len(order) + 1)
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=7),
    st.sets(st.integers(0, 6)),
    st.integers(1, 20),
    st.integers(1, 5),
)
def test_one_floor_gives_the_best_list_at_every_prefix(levels, members, share, k):
    members = {i for i in members if i < len(levels)}
    fits = [level / 16 for level in levels]
    floor = Floor(np.array(sorted(members), dtype=np.int64), share=share / 20)
    shortlist = market_of(fits).shortlist(0, k=k, floors=(floor,))
    size = min(k, len(fits))
    lists = list(permutations(range(len(fits)), size))
    shortfalls = [lacks(order, [members], [share]) for order in lists]
    fewest = [min(column) for column in zip(*shortfalls, strict=True)]
    ours = tuple(shortlist.seekers.tolist())
    assert lacks(ours, [members], [share]) == fewest
    assert sum(short > 0 for short in fewest) == shortlist.short_prefixes["floor 1"]
    for p in range(1, size + 1):
        best = max(
            sum(fits[i] for i in order[:p])
            for order, short in zip(lists, shortfalls, strict=True)
            if short[:p] == fewest[:p]
        )
        assert sum(fits[i] for i in ours[:p]) == best


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 2)), min_size=1, max_size=6),
    st.integers(1, 19),
    st.integers(1, 19),
)
def test_floors_of_groups_without_common_members_hold_wherever_they_can(people, first, second):
    second = min(second, 20 - first)
    fits = [level / 16 for level, _ in people]
    groups = [{i for i, (_, group) in enumerate(people) if group == number} for number in (1, 2)]
    shares = [first, second]
    floors = [
        Floor(np.array(sorted(group), dtype=np.int64), share=share / 20)
        for group, share in zip(groups, shares, strict=True)
        if share
    ]
    shortlist = market_of(fits).shortlist(0, k=6, floors=floors)
    ours = tuple(shortlist.seekers.tolist())
    possible = any(not any(lacks(order, groups, shares)) for order in permutations(range(len(fits))))
    assert (not any(lacks(ours, groups, shares))) == possible
    assert sorted(ours) == list(range(len(fits)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 12), st.sets(st.integers(0, 2), max_size=3)), min_size=1, max_size=6),
    st.tuples(*[st.integers(1, 14)] * 3),
    st.integers(1, 6),
)
def test_floors_of_overlapping_groups_hold_wherever_they_can_at_the_best_sum(people, shares, k):
    fits = [level / 16 for level, _ in people]
    groups = [{i for i, (_, kinds) in enumerate(people) if number in kinds} for number in range(3)]
    floors = [
        Floor(np.array(sorted(group), dtype=np.int64), share=share / 20)
        for group, share in zip(groups, shares, strict=True)
    ]
    size = min(k, len(fits))
    shortlist = market_of(fits).shortlist(0, k=k, floors=floors)
    ours = tuple(shortlist.seekers.tolist())
    assert len(set(ours)) == size
    holding = [
        sum(fits[i] for i in order)
        for order in permutations(range(len(fits)), size)
        if not any(lacks(order, groups, list(shares)))
    ]
    assert (not any(lacks(ours, groups, list(shares)))) == bool(holding)
    if holding:
        assert not any(shortlist.short_prefixes.values())
        assert sum(fits[i] for i in ours) >= 0.999 * max(holding)


def test_a_person_of_two_groups_serves_both_floors():
    market = market_of([1.0, 0.875, 0.75, 0.5])
    floors = (Floor([3], share=0.5, name="women"), Floor([2, 3], share=0.5, name="rural"))
    shortlist = market.shortlist(0, k=2, floors=floors)
    assert shortlist.seekers.tolist() == [0, 3]
    assert shortlist.short_prefixes == {"women": 0, "rural": 0}


def test_a_floor_that_cannot_hold_says_how_many_prefixes_are_short():
    market = market_of([1.0, 0.75, 0.5, 0.25])
    shortlist = market.shortlist(0, k=4, floors=(Floor([3], share=0.5, name="women"),))
    assert shortlist.seekers.tolist() == [0, 3, 1, 2]
    assert shortlist.short_prefixes == {"women": 1}


def test_a_floor_whose_scope_leaves_the_opportunity_out_does_not_count():
    market = Market(sparse.csr_array([[1.0], [0.5]]), sparse.csr_array([[1.0], [1.0]]))
    floor = Floor([1], share=1.0, scope=[1], name="women")
    assert market.shortlist(0, floors=(floor,)).seekers.tolist() == [0, 1]
    assert market.shortlist(0, floors=(floor,)).short_prefixes == {}
    assert market.shortlist(1, floors=(floor,)).seekers.tolist() == [1, 0]


def test_a_floor_over_100_percent_is_refused():
    with pytest.raises(Refusal) as refusal:
        market_of([1.0]).shortlist(0, floors=(Floor([0], share=1.2),))
    assert refusal.value.findings[0].code == "matching.floor-over-100-percent"
