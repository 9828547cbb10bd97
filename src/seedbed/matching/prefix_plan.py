"""The best list whose every beginning holds several floors, where people belong to several groups.

Which kinds of people (the same groups) stand among the first ``L`` is an integer programme::

    most    sum of the fits of the people on the list
    where   n_gs >= n_g(s-1)                  who is on the list stays on it
            sum_g n_gs = L_s                  s runs over the lengths at which a floor rises, and k
            sum_(g in f) n_gs >= floor(share_f * L_s)     for every floor f
            n_g(last) = sum_r z_gr            of a kind the best come first

Between two such lengths no floor rises, so a list that keeps them there keeps them everywhere. Solved with
HiGHS (Huangfu and Hall 2018) through SciPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NODES = 2_000
"""Branch-and-bound nodes after which the greedy list has to do (a count, so that a run can be replayed)."""


def planned_list(
    units: NDArray[np.int32], member: NDArray[np.bool_], required: NDArray[np.int64], k: int
) -> NDArray[np.int64] | None:
    """The list with the largest sum of fits whose every prefix holds all floors; ``None`` if there is none.

    Parameters
    ----------
    units
        (c,) fits of the candidates, best first.
    member
        (c, F): who is in which group.
    required
        (k, F): members that each prefix asks for, never falling.
    k
        The length of the list, at most ``c``.

    Returns
    -------
    int64 (k,): candidates in the order of the list; between two lengths at which a floor rises the best
    come first. ``None`` also where :data:`MOST_NODES` were not enough.
    """
    kinds, kind = np.unique(member, axis=0, return_inverse=True)
    queues = [np.flatnonzero(kind.ravel() == number)[:k] for number in range(len(kinds))]
    rises = np.any(np.diff(required, axis=0, prepend=0) > 0, axis=1)
    rises[k - 1] = True
    lengths = np.flatnonzero(rises) + 1
    groups, steps = len(kinds), lengths.size
    people = np.concatenate(queues)
    of_kind = np.repeat(np.arange(groups), [queue.size for queue in queues])
    # Variables: n by step and kind, then one z per person.
    counts = sparse.eye_array(groups * steps, format="csr")
    here = sparse.kron(sparse.eye_array(steps), np.ones((1, groups)))
    held = sparse.kron(sparse.eye_array(steps), kinds.T.astype(float))
    grown = counts[groups:] - counts[:-groups]
    chosen = sparse.csr_array((np.ones(people.size), (of_kind, np.arange(people.size))))
    rows = sparse.vstack(
        [
            sparse.hstack([block, sparse.csr_array((block.shape[0], people.size))])
            for block in (here, held, grown)
            if block.shape[0]
        ]
        + [sparse.hstack([counts[-groups:], -chosen])],
        format="csr",
    )
    floors = required[lengths - 1].ravel()
    free = np.full(floors.size + grown.shape[0], np.inf)
    lower = np.concatenate([lengths, floors, np.zeros(grown.shape[0] + groups)])
    upper = np.concatenate([lengths, free, np.zeros(groups)])
    solved = optimize.milp(
        np.concatenate([np.zeros(groups * steps), -units[people].astype(float)]),
        constraints=optimize.LinearConstraint(rows, lower, upper),
        bounds=optimize.Bounds(0, np.concatenate([np.full(groups * steps, float(k)), np.ones(people.size)])),
        # With whole counts the best z are whole as well: of each kind the first ones.
        integrality=np.concatenate([np.ones(groups * steps), np.zeros(people.size)]),
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
    )
    if solved.status != 0:
        return None
    plan = np.rint(solved.x[: groups * steps]).astype(np.int64).reshape(steps, groups)
    parts = []
    before = np.zeros(groups, np.int64)
    for now in plan:
        parts.append(
            np.sort(np.concatenate([queue[a:b] for queue, a, b in zip(queues, before, now, strict=True)]))
        )
        before = now
    return np.concatenate(parts)
