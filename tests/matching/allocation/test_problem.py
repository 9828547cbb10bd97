from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.matching.allocation.auction import FINE, counted, falls, worths
from seedbed.matching.allocation.edges import edges_of
from seedbed.matching.allocation.floor import Floor, check_floors
from seedbed.matching.allocation.problem import Problem, rows_of


def problem_of(instance):
    bare = edges_of(
        instance.market,
        instance.capacity,
        per_seeker=instance.per_seeker,
        k=instance.k,
        min_fit=0.0,
        pinned=(),
        excluded=(),
    )
    checked = check_floors(instance.floors, instance.market.n_seekers, instance.capacity)
    return replace(bare, constraints=tuple(floor.constraint() for floor in checked))


def coefficients(problem):
    """Of every constraint at every edge, from the constraints themselves: (F, e)."""
    seeker, opportunity = problem.seekers(), problem.opportunity
    return np.array(
        [
            np.isin(opportunity, row.scope) * np.where(row.members[seeker], row.inside, row.outside)
            for row in problem.constraints
        ]
    ).reshape(len(problem.constraints), problem.edges)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_kinds_and_covers_say_what_the_constraints_say(draw, seed):
    problem = problem_of(draw(seed))
    rows, table = rows_of(problem), coefficients(problem)
    rng = np.random.default_rng(seed)
    before, after = rng.integers(0, 2**20, (2, len(problem.constraints)))
    graph = (problem.indptr, problem.opportunity)

    def worth(multiplier, chance=0):
        return worths(*graph, problem.value, rows, multiplier, chance)

    assert (worth(before) == FINE * problem.value.astype(np.int64) + before @ table).all()
    # Lots are at least 0, under the chance, and depend on nothing but the pair.
    lots = worth(before, 1000) - worth(before)
    assert ((lots >= 0) & (lots < 1000)).all()
    assert (worth(after, 1000) - worth(after) == lots).all()
    taken = np.flatnonzero(rng.random(problem.edges) < 0.3)
    members, others = counted(*graph, taken, rows)
    assert (rows.inside * members + rows.outside * others == table[:, taken].sum(axis=1)).all()
    fallen = worth(before) - worth(after)
    assert (fallen <= falls(rows, before, after)[problem.opportunity]).all()


def test_lots_favour_no_one():
    """Among equal pairs nobody, and no opportunity, draws the higher lots throughout."""
    n, m = 400, 50
    indptr, opportunity = np.arange(n + 1) * m, np.tile(np.arange(m, dtype=np.int32), n)
    value, capacity, slots = np.zeros(n * m, np.int32), np.ones(m, np.int64), np.ones(n, np.int64)
    nothing = np.zeros(0, np.int64)
    rows = rows_of(Problem(indptr, opportunity, value, capacity, slots, (), nothing))
    lots = worths(indptr, opportunity, value, rows, nothing, 2**20).reshape(n, m) / 2**20
    assert abs(lots.mean() - 0.5) < 0.01
    assert np.abs(lots.mean(axis=0) - 0.5).max() < 0.08
    assert np.abs(lots.mean(axis=1) - 0.5).max() < 0.2
    assert abs(np.corrcoef(lots[:, 0], lots[:, 1])[0, 1]) < 0.2
    assert abs(np.corrcoef(lots[0], lots[1])[0, 1]) < 0.4


@pytest.mark.parametrize("wrong", ["seat", "slot", "twice", "floor"])
def test_what_does_not_hold(wrong, table_market):
    market = table_market([[9, 8], [7, 6]])
    bare = edges_of(market, np.array([1, 1]), per_seeker=1, k=9, min_fit=0, pinned=(), excluded=())
    (floor,) = check_floors([Floor([0], 1.0, [0, 1], name="all")], 2, np.array([1, 1]))
    problem = replace(bare, constraints=(floor.constraint(),))
    assert problem.holds(np.array([0]))
    assert problem.holds(np.zeros(0, dtype=np.int64))
    edges = {"seat": [0, 2], "slot": [0, 1], "twice": [0, 0], "floor": [0, 3]}[wrong]
    assert not problem.holds(np.array(edges))
    assert problem.short(np.array([0, 3])) == ("all",)
