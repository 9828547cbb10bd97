"""Compile the kernels of allocation and stability once, on a market of three people."""

from __future__ import annotations

import numpy as np

from seedbed.matching.allocation import dual
from seedbed.matching.allocation.edges import edges_at
from seedbed.matching.allocation.floor import Floor, check_floors
from seedbed.matching.allocation.problem import Problem, rows_of
from seedbed.matching.allocation.repair import Repairer
from seedbed.matching.stability import compile_kernels


def warm_allocation() -> None:
    """Compile (or read from numba's cache) every kernel that ``allocate`` and stability use."""
    capacity = np.array([1, 2], dtype=np.int64)
    floors = check_floors([Floor([0], share=0.5)], 3, capacity)
    problem = Problem(
        indptr=np.array([0, 2, 4, 6], dtype=np.int64),
        opportunity=np.array([0, 1, 0, 1, 0, 1], dtype=np.int32),
        value=np.array([9, 5, 8, 7, 6, 4], dtype=np.int32),
        capacity=capacity,
        slots=np.ones(3, dtype=np.int64),
        constraints=tuple(floor.constraint() for floor in floors),
        pinned=np.zeros(0, dtype=np.int64),
    )
    edges_at(problem, np.array([[0, 1]], dtype=np.int64))
    dual.solve(problem, tolerance=0.0, rounds=2)
    # The second person alone misses the floor: repair has something to do, and a seat stays to be filled.
    repairer = Repairer(problem, rows_of(problem))
    state = repairer.state(np.array([2]))
    repairer.relieve(state)
    repairer.improve(state)
    compile_kernels()
