"""The two orders of a list: what each promises, against all orders."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.matching.list_order import order_backward, order_forward, within_reach
from seedbed.matching.priced_list import priced_people

PEOPLE = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6)
SHARES = st.tuples(st.integers(0, 20), st.integers(0, 20))


def required(twentieths: tuple[int, int], k: int) -> np.ndarray:
    return np.arange(1, k + 1)[:, None] * np.array(twentieths) // 20


def holds(member: np.ndarray, order: list[int], asked: np.ndarray) -> bool:
    return bool((np.cumsum(member[order], axis=0) >= asked).all())


@settings(max_examples=150, deadline=None)
@given(PEOPLE, SHARES)
def test_backward_holds_a_single_floor_wherever_an_order_does(people, twentieths):
    member = np.array(people, np.bool_)[:, :1]
    asked = required(twentieths, len(people))[:, :1]
    order = order_backward(member, asked).tolist()
    assert sorted(order) == list(range(len(people)))
    possible = any(holds(member, list(one), asked) for one in permutations(range(len(people))))
    assert holds(member, order, asked) == possible


@settings(max_examples=150, deadline=None)
@given(PEOPLE, SHARES, st.integers(1, 6))
def test_forward_takes_each_at_most_once_and_of_a_kind_the_best_first(people, twentieths, k):
    member = np.array(people, np.bool_)
    k = min(k, len(people))
    taken = order_forward(member, required(twentieths, k)).tolist()
    assert len(set(taken)) == k
    for kind in {tuple(row) for row in people}:
        ranks = [one for one in range(len(people)) if people[one] == kind]
        chosen = [one for one in taken if people[one] == kind]
        assert chosen == ranks[: len(chosen)]


def test_without_floors_both_keep_the_order_of_rank():
    member = np.array([[True], [False], [True], [False]])
    nothing = np.zeros((4, 1), np.int64)
    assert order_forward(member, nothing).tolist() == [0, 1, 2, 3]
    assert sorted(order_backward(member, nothing).tolist()) == [0, 1, 2, 3]


def test_backward_orders_people_without_one_member_to_spare():
    """Lists of exactly as many members as three floors ask, where forward fails now and then."""
    rng = np.random.default_rng(4)
    shares, only_backward = np.array([10, 6, 8]), 0
    asked = np.arange(1, 51)[:, None] * shares // 20
    for _ in range(30):
        units = -np.sort(-rng.integers(1, 1 << 24, 150)).astype(np.int32)
        member = rng.random((150, 3)) < [0.3, 0.25, 0.35]
        people, _ = priced_people(units, member, asked[-1], 50)
        if people is None:
            continue
        chosen = member[people]
        assert holds(chosen, order_backward(chosen, asked).tolist(), asked)
        only_backward += not holds(chosen, order_forward(chosen, asked).tolist(), asked)
    assert only_backward > 0


def test_within_reach_are_the_best_of_each_kind():
    member = np.array([[True], [True], [False], [True], [False]])
    assert within_reach(member, 2).tolist() == [0, 1, 2, 4]
    assert within_reach(member, 9).tolist() == [0, 1, 2, 3, 4]
