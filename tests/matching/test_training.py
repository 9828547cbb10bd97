"""The training plan against exhaustive search."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.courses import Courses
from seedbed.matching.recommendations import Cancelled
from seedbed.matching.training import training_plan
from seedbed.messages import Refusal


def most_placed(edges: np.ndarray, capacity: np.ndarray) -> int:
    """The largest matching by simple augmenting (Kuhn), seats one by one."""
    seats = [j for j, places in enumerate(capacity) for _ in range(places)]
    taker: dict[int, int] = {}

    def place(person: int, tried: set[int]) -> bool:
        for seat, j in enumerate(seats):
            if edges[person, j] and seat not in tried:
                tried.add(seat)
                if seat not in taker or place(taker[seat], tried):
                    taker[seat] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(edges)))


def instance(seed: int):
    rng = np.random.default_rng(seed)
    n, m, k, c = rng.integers(1, 5), rng.integers(1, 5), rng.integers(1, 5), rng.integers(1, 3)
    levels = np.where(rng.random((n, k)) < 0.4, rng.choice([0.5, 1.0], (n, k)), 0.0)
    weights = np.where(rng.random((m, k)) < 0.5, rng.integers(1, 4, (m, k)), 0.0)
    related = np.where(rng.random((k, k)) < 0.2, 0.5, 0.0)
    taught = np.where(rng.random((c, k)) < 0.5, rng.choice([0.5, 1.0], (c, k)), 0.0)
    allowed = rng.random((n, m)) < 0.8
    may = rng.random((n, c)) < 0.8
    capacity = rng.integers(0, 3, m)
    capacity[0] = 1
    places, cost, budget = rng.integers(0, 4, c), rng.integers(0, 4, c), int(rng.integers(0, 7))
    group = rng.random(n) < 0.7
    done, closes = rng.choice([np.nan, 3.0, 5.0], c), rng.choice([np.nan, 2.0, 4.0], m)
    return levels, weights, related, taught, allowed, may, capacity, places, cost, budget, group, done, closes


def courses_of(case) -> Courses:
    _, _, _, taught, _, may, _, places, cost, _, _, done, closes = case
    return Courses(sparse.csr_array(taught), places, cost, sparse.csr_array(may), done=done, closes=closes)


def edges_after(case, min_fit) -> list[np.ndarray]:
    """Open pairs untrained and after each course: bool (n, m) each."""
    levels, weights, related, taught, allowed, *_, done, closes = case
    untrained = open_edges(levels, weights, related, allowed, min_fit)
    after = [untrained]
    for row, day in zip(taught, done, strict=True):
        opened = open_edges(np.maximum(levels, row), weights, related, allowed, min_fit)
        after.append(untrained | (opened & ~(closes < day)))
    return after


def market_of(levels, weights, related, allowed) -> Market:
    return Market(
        sparse.csr_array(levels),
        sparse.csr_array(weights),
        related=sparse.csr_array(related),
        eligibility=Eligibility(allowed=sparse.csr_array(allowed)),
    )


def open_edges(levels, weights, related, allowed, min_fit) -> np.ndarray:
    n, m = allowed.shape
    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    units = market_of(levels, weights, related, allowed).fit_units(i, j).reshape(n, m)
    return (units >= max(1, min_fit * 2**24)) & allowed


def exhaustive(case, min_fit, counted) -> tuple[int, int]:
    """The most placements of counted people over every assignment of courses, and the least cost of them."""
    may, capacity, places, cost, budget = case[5:10]
    n, c = may.shape
    after = edges_after(case, min_fit)
    best = (-1, 0)
    for choice in product(range(c + 1), repeat=n):
        taken = np.bincount(choice, minlength=c + 1)[1:]
        spent = int((taken * cost).sum())
        if (taken > places).any() or spent > budget:
            continue
        if any(course and not may[i, course - 1] for i, course in enumerate(choice)):
            continue
        edges = np.array([after[course][i] for i, course in enumerate(choice)])
        best = max(best, (most_placed(edges[counted], capacity), -spent))
    return best[0], -best[1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.5, 0.75]), st.booleans())
def test_exact_equals_exhaustive_search_and_greedy_lies_below_its_bound(seed, min_fit, grouped):
    case = instance(seed)
    levels, weights, related, _, allowed, _, capacity, _, _, budget, group, *_ = case
    counted = group if grouped else np.ones(len(levels), np.bool_)
    market = market_of(levels, weights, related, allowed)
    most, least_cost = exhaustive(case, min_fit, counted)
    before = most_placed(edges_after(case, min_fit)[0][counted], capacity)
    # Without the linear programme (-1) prices bound the plan and guide it.
    for method, most_linear in (("exact", 10**6), ("greedy", 10**6), ("greedy", -1)):
        plan = training_plan(
            market,
            courses_of(case),
            budget,
            capacity,
            group=group if grouped else None,
            min_fit=min_fit,
            method=method,
            most_linear=most_linear,
        )
        assert plan.method == method
        assert plan.placements_before == before
        assert before <= plan.placements <= most <= plan.bound
        assert plan.optimality_gap == (plan.bound - plan.placements) / max(plan.bound, 1)
        if method == "exact":
            assert (plan.placements, plan.cost) == (most, least_cost)
        assert plan.proven == (plan.placements == plan.bound)
        assert (plan.place_values >= 0).all()
        assert plan.budget_value >= 0
        check_that_it_can_be_carried_out(plan, case, min_fit, counted)


def larger_instance(seed: int):
    """Forty seekers, twelve opportunities and six scarce courses: paths cross, and full courses are rearranged."""
    rng = np.random.default_rng(seed)
    n, m, k, c = 40, 12, 8, 6
    levels = np.where(rng.random((n, k)) < 0.15, 1.0, 0.0)
    weights = np.where(rng.random((m, k)) < 0.25, 1.0, 0.0)
    taught = np.where(rng.random((c, k)) < 0.4, 1.0, 0.0)
    allowed, may = rng.random((n, m)) < 0.4, rng.random((n, c)) < 0.4
    places, cost = rng.integers(1, 4, c), rng.choice([1, 1, 2, 3], c)
    return (
        levels, weights, np.zeros((k, k)), taught, allowed, may, rng.integers(0, 5, m), places, cost,
        int(rng.integers(5, 30)), rng.random(n) < 0.7, np.full(c, np.nan), np.full(m, np.nan),
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_plans_of_some_dozens_can_be_carried_out_and_their_bounds_hold(seed):
    case = larger_instance(seed)
    levels, weights, related, _, allowed, _, capacity, *_ = case
    market = market_of(levels, weights, related, allowed)
    everybody = np.ones(len(levels), np.bool_)
    exact = training_plan(market, courses_of(case), case[9], capacity, method="exact")
    assert exact.proven
    for most_linear in (10**6, -1):
        plan = training_plan(
            market, courses_of(case), case[9], capacity, method="greedy", most_linear=most_linear
        )
        assert plan.placements <= exact.placements <= plan.bound
        # Not promised, but what the search is for: within a tenth of the best on instances of this size.
        assert plan.placements >= 0.9 * exact.placements
        check_that_it_can_be_carried_out(plan, case, 0.5, everybody)


def check_that_it_can_be_carried_out(plan, case, min_fit, counted):
    levels, weights, related, taught, allowed, may, capacity, places, cost, budget, *_ = case
    learnt, course_of = levels.copy(), np.zeros(len(levels), np.int64)
    for seeker, course in plan.learners:
        assert may[seeker, course]
        assert counted[seeker]
        learnt[seeker] = np.maximum(learnt[seeker], taught[course])
        course_of[seeker] = course + 1
    assert np.unique(plan.learners[:, 0]).size == len(plan.learners)
    taken = np.bincount(plan.learners[:, 1], minlength=len(places))
    assert (taken <= places).all()
    assert plan.cost == (taken * cost).sum() <= budget
    after = edges_after(case, min_fit)
    assert all(after[course_of[i]][i, j] and counted[i] for i, j in plan.pairs)
    trained = market_of(learnt, weights, related, allowed)
    assert plan.fit.tolist() == (trained.fit_units(*plan.pairs.T) / 2**24).tolist()
    assert np.unique(plan.pairs[:, 0]).size == len(plan.pairs) == plan.placements
    assert (np.bincount(plan.pairs[:, 1], minlength=len(capacity)) <= capacity).all()
    if plan.method == "greedy":
        assert len(plan.gains) == plan.placements - plan.placements_before
        if len(plan.gains):
            assert plan.gains[-1].tolist() == [plan.placements, plan.cost]


def test_two_courses_that_gain_nothing_apart_gain_a_placement_together():
    """a and c can do x, b can do y; a learns y and b learns z, so that c gets x."""
    market = Market(
        sparse.csr_array([[1.0, 0, 0], [0, 1.0, 0], [1.0, 0, 0]]), sparse.eye_array(3, format="csr")
    )
    may = sparse.csr_array([[1, 0], [0, 1], [0, 0]])
    courses = Courses(sparse.csr_array([[0, 1.0, 0], [0, 0, 1.0]]), [1, 1], eligible=may)
    for method in ("greedy", "exact"):
        apart = training_plan(market, courses, 1, [1, 1, 1], method=method)
        assert (apart.placements, apart.learners.tolist()) == (2, [])
        together = training_plan(market, courses, 2, [1, 1, 1], method=method)
        assert (together.placements, together.cost) == (3, 2)
        assert together.learners.tolist() == [[0, 0], [1, 1]]


def test_the_marginal_value_of_a_scarce_place_and_of_scarce_money():
    market = Market(sparse.csr_array((4, 1)), sparse.csr_array([[1.0]]))
    scarce_place = training_plan(market, Courses(sparse.csr_array([[1.0]]), [2], [3]), 100, [4])
    assert scarce_place.placements == scarce_place.bound == 2
    assert scarce_place.place_values == pytest.approx([1.0])
    assert scarce_place.budget_value == pytest.approx(0.0)
    scarce_money = training_plan(
        market, Courses(sparse.csr_array([[1.0]]), [4], [3]), 7, [4], method="greedy"
    )
    assert (scarce_money.placements, scarce_money.bound, scarce_money.cost) == (2, 2, 6)
    assert scarce_money.gains.tolist() == [[1, 3], [2, 6]]
    assert scarce_money.budget_value == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("courses", "budget"),
    [
        (Courses(sparse.csr_array([[1.0, 1.0]]), [1]), 1),
        (Courses(sparse.csr_array([[1.0]]), [1, 2]), 1),
        (Courses(sparse.csr_array([[1.0]]), [0.5]), 1),
        (Courses(sparse.csr_array([[1.0]]), [1], [-1]), 1),
        (Courses(sparse.csr_array([[1.0]]), [1], eligible=sparse.csr_array([[1, 1]])), 1),
        (Courses(sparse.csr_array([[1.0]]), [1]), -1),
        (Courses(sparse.csr_array([[1.0]]), [1], done=[1.0, 2.0]), 1),
        (Courses(sparse.csr_array([[1.0]]), [1], closes=[]), 1),
    ],
)
def test_what_is_no_course_or_budget_is_refused(courses, budget):
    market = Market(sparse.csr_array([[1.0]]), sparse.csr_array([[1.0]]))
    with pytest.raises(Refusal):
        training_plan(market, courses, budget, [1])


def test_progress_is_told_and_stops_the_work():
    case = larger_instance(3)
    market = market_of(case[0], case[1], case[2], case[4])
    told: list[tuple[int, int]] = []
    training_plan(market, courses_of(case), 9, case[6], progress=lambda *now: told.append(now))
    assert told and all(0 <= done <= total for done, total in told)
    with pytest.raises(Cancelled):
        training_plan(market, courses_of(case), 9, case[6], progress=lambda *_: False)


def test_learning_raises_levels_and_never_lowers_them():
    market = Market(sparse.csr_array([[0.5, 1.0], [0.0, 0.0]]), sparse.eye_array(2, format="csr"))
    after = market.after_learning([0, 1], [0, 1], [1.0, 0.5])
    pairs = ([0, 0, 1, 1], [0, 1, 0, 1])
    assert (after.fit_units(*pairs) / 2**24).tolist() == [1.0, 1.0, 1.0, 0.5]
    assert (market.fit_units(*pairs) / 2**24).tolist() == [0.5, 1.0, 0.0, 0.0]
    assert after.has_nothing.tolist() == [False, False]
