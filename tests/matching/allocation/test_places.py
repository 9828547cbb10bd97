import itertools

import numpy as np
import pytest

from seedbed.matching.allocation.edges import edges_of
from seedbed.matching.allocation.places import fillable


@pytest.mark.parametrize("seed", range(40))
def test_the_most_places_that_can_be_filled(seed, table_market):
    rng = np.random.default_rng(seed)
    n, m, places = int(rng.integers(1, 6)), int(rng.integers(1, 4)), int(rng.integers(1, 3))
    units = (rng.random((n, m)) < 0.5) * 1000
    units[0, 0] = 1000
    capacity = rng.integers(0, 3, size=m)
    capacity[0] = max(capacity[0], 1)
    pin = [(0, 0)] if rng.random() < 0.5 else []
    problem = edges_of(
        table_market(units), capacity, per_seeker=places, k=50, min_fit=0, pinned=pin, excluded=()
    )
    pairs = np.argwhere((units > 0) & (capacity > 0))
    most = max(
        len(chosen)
        for size in range(len(pairs) + 1)
        for chosen in itertools.combinations(pairs.tolist(), size)
        if all([0, 0] in chosen for _ in pin)
        and (np.bincount([i for i, _ in chosen], minlength=n) <= places).all()
        and (np.bincount([j for _, j in chosen], minlength=m) <= capacity).all()
    )
    assert fillable(problem) == most
