"""Allocation: HiGHS and Seedbed agree at a small size, and HiGHS's programmes are the definitions."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from seedbed.bench import bench_allocate
from seedbed.bench.allocating import eleven_floors
from seedbed.bench.given import with_ties
from seedbed.bench.instances import random_instance, solve_instances
from seedbed.bench.markets import zipf_market
from seedbed.bench.programmes import linear_programme, whole_optimum
from seedbed.matching import Floor, Market
from seedbed.matching.allocation.floor import check_floors


def test_the_bench_agrees_with_highs():
    table = bench_allocate(200, 100, instances=3, apart=False)
    assert table.agree
    assert table.frame()["contestant"].to_list() == ["seedbed", "highs-lp", "seedbed", "highs-lp", "seedbed"]
    met = [f.value for f in table.figures if f.measure == "floors-met"]
    assert met == [1, 11, 11]
    assert {bar.verdict for bar in table.bars} == {"not-judged"}


def test_small_instances_enclose_and_equal_the_optimum():
    found = solve_instances(12, first_seed=5_000)
    assert (found.dual_misses, found.exact_differs) == (0, 0)


def everything(drawn):
    """Every set of edges within the capacities, by trying all; the floors by the engine's own count."""
    edges = drawn.market.recommendations()
    seekers, size = edges.seekers, edges.indices.size
    floors = check_floors(drawn.floors, drawn.market.n_seekers, drawn.capacity)
    within = []
    for chosen in itertools.product((False, True), repeat=size):
        taken = np.flatnonzero(chosen)
        pairs = np.column_stack([seekers[taken], edges.indices[taken]]).astype(np.int64)
        if (np.bincount(pairs[:, 0], minlength=1) <= drawn.per_seeker).all() and (
            np.bincount(pairs[:, 1], minlength=drawn.capacity.size) <= drawn.capacity
        ).all():
            within.append((pairs, float(edges.fit[taken].sum())))
    most = max(len(pairs) for pairs, _ in within)
    return max(
        (
            worth
            for pairs, worth in within
            if len(pairs) >= drawn.min_filled * most
            and all(floor.outcome(pairs, 0.0).met for floor in floors)
        ),
        default=None,
    )


def test_the_integer_programme_is_the_definition():
    seen, nothing = 0, 0
    for seed in range(400):
        drawn = random_instance(seed)
        edges = drawn.market.recommendations()
        if edges.indices.size > 11:
            continue
        expected = everything(drawn)
        found = whole_optimum(edges, drawn.capacity, drawn.floors, drawn.per_seeker, drawn.min_filled)
        assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))
        seen, nothing = seen + 1, nothing + (expected is None)
        if seen >= 12 and nothing:
            break
    assert seen >= 12 and nothing


def test_the_linear_optimum_is_a_bound():
    drawn = zipf_market(60, 30)
    edges = Market(drawn.seekers, drawn.requirements).recommendations(k=10)
    floors = [Floor(drawn.women, share=0.5), Floor(drawn.women, share=Fraction(2, 3), scope=np.arange(10))]
    whole = whole_optimum(edges, drawn.capacity, floors)
    free = linear_programme(edges, drawn.capacity, [])
    assert free > linear_programme(edges, drawn.capacity, floors) >= whole - 1e-6


def test_eleven_floors_of_scarce_groups():
    floors = eleven_floors(20_000, 60)
    assert len(floors) == 11
    assert [floor.name for floor in floors[:2]] == ["women", "women in programme 1"]
    assert all(np.mean(floor.members) < floor.share for floor in floors)
    assert sum(floor.scope.sum() for floor in floors[1:7]) == 60


def test_ties_keep_lists_in_order():
    drawn = zipf_market(50, 80)
    edges = Market(drawn.seekers, drawn.requirements).recommendations(k=20)
    tied = with_ties(edges)
    assert set(np.unique(tied.units) % (1 << 20)) == {0}
    assert len(np.unique(tied.units)) < len(np.unique(edges.units)) / 5
    inside = np.diff(tied.seekers) == 0
    falls = np.diff(tied.units)[inside]
    assert (falls <= 0).all()
    assert (np.diff(tied.indices)[inside][falls == 0] > 0).all()
