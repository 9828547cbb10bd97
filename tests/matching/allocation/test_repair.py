from dataclasses import replace

import numpy as np
import pytest

from seedbed.matching.allocation import Floor
from seedbed.matching.allocation.edges import edges_of
from seedbed.matching.allocation.floor import check_floors
from seedbed.matching.allocation.problem import rows_of
from seedbed.matching.allocation.repair import Repairer, improved


def with_floors(instance, homogeneous):
    bare = edges_of(
        instance.market,
        instance.capacity,
        per_seeker=instance.per_seeker,
        k=instance.k,
        min_fit=0.0,
        pinned=(),
        excluded=(),
    )
    floors = instance.floors
    if homogeneous:
        floors = [Floor(floor.members, floor.share, floor.scope, floor.reading) for floor in floors]
    checked = check_floors(floors, instance.market.n_seekers, instance.capacity)
    return replace(bare, constraints=tuple(floor.constraint() for floor in checked))


@pytest.mark.parametrize("seed", range(60))
def test_any_placements_can_be_repaired_where_floors_carry_nothing(seed, draw):
    problem = with_floors(draw(5000 + seed), homogeneous=True)
    rng = np.random.default_rng(seed)
    repairer = Repairer(problem, rows_of(problem))
    taken = np.zeros(problem.edges, dtype=bool)
    load, used = np.zeros(problem.capacity.size, int), np.zeros(problem.slots.size, int)
    seeker = problem.seekers()
    for e in rng.permutation(problem.edges):
        i, j = seeker[e], problem.opportunity[e]
        if load[j] < problem.capacity[j] and used[i] < problem.slots[i]:
            taken[e] = True
            load[j] += 1
            used[i] += 1
    state = repairer.state(np.flatnonzero(taken))
    assert repairer.relieve(state) or repairer.clear(state)
    repaired = np.flatnonzero(state.taken)
    assert problem.holds(repaired)
    # What the loops kept count of is what the placements say.
    again = repairer.state(repaired)
    for kept, counted in zip(state, again, strict=True):
        assert (kept == counted).all()
    better = improved(problem, repaired)
    assert problem.holds(better)
    assert problem.worth(better) >= problem.worth(repaired)
    # Nothing more can be put in for free.
    at = np.zeros(problem.edges, dtype=bool)
    at[better] = True
    assert not any(problem.holds(np.append(better, e)) for e in np.flatnonzero(~at))
