"""Compile the kernels of allocation and stability once, on a market of two people."""

from __future__ import annotations

import numpy as np

from seedbed.matching.allocation import dual
from seedbed.matching.allocation.floor import Floor, check_floors
from seedbed.matching.allocation.problem import Problem
from seedbed.matching.stability import compile_kernels


def warm_allocation() -> None:
    """Compile (or read from numba's cache) every kernel that ``allocate`` and stability use."""
    capacity = np.ones(2, dtype=np.int64)
    floors = check_floors([Floor([0], share=0.5)], 2, capacity)
    problem = Problem(
        indptr=np.array([0, 2, 4], dtype=np.int64),
        opportunity=np.array([0, 1, 0, 1], dtype=np.int32),
        value=np.array([9, 5, 8, 7], dtype=np.int64),
        capacity=capacity,
        slots=np.ones(2, dtype=np.int64),
        constraints=tuple(floor.constraint() for floor in floors),
        pinned=np.zeros(0, dtype=np.int64),
    )
    dual.solve(problem, tolerance=0.0, rounds=2)
    compile_kernels()
