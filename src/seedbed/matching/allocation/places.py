"""How many places can be filled at all: the largest b-matching on the edges.

Maximum flow (Dinic 1970) from seekers, who give up to ``slots_i`` units, along edges of one unit, to
opportunities, which take up to ``capacity_j``.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from seedbed.matching.allocation.problem import Problem


def fillable(problem: Problem) -> int:
    """The largest number of places that can be filled, constraints aside; pins count as filled."""
    left, _ = problem.residual()
    n, m = left.slots.size, left.capacity.size
    degree = np.diff(left.indptr)
    indegree = np.bincount(left.opportunity, minlength=m)
    source, sink = n + m, n + m + 1
    seekers, opportunities = np.arange(n), np.arange(m)
    tails = np.concatenate([left.seekers(), np.full(n, source), n + opportunities])
    heads = np.concatenate([n + left.opportunity, seekers, np.full(m, sink)])
    limits = np.concatenate(
        [
            np.ones(left.edges, dtype=np.int64),
            np.minimum(left.slots, degree),
            np.minimum(left.capacity, indegree),
        ]
    )
    size = n + m + 2
    network = csr_array((limits.astype(np.int32), (tails, heads)), shape=(size, size), dtype=np.int32)
    return int(maximum_flow(network, source, sink, method="dinic").flow_value) + int(problem.pinned.size)
