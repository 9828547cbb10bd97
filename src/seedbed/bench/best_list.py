"""The best list whose every beginning holds its floors, found apart from Seedbed's own way.

An integer programme over persons and lengths (Seedbed's own plans kinds of people at the lengths where a
floor rises)::

    most    sum of the fits of those among the first k
    where   y_i1 <= y_i2 <= ... <= y_ik        y_ip = 1: person i is among the first p
            sum_i y_ip = p
            sum_(i in f) y_ip >= floor(share_f * p)     for every floor f and every length p
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse


def best_sum(units: NDArray[np.int32], member: NDArray[np.bool_], required: NDArray[np.int64]) -> int | None:
    """The largest sum of fits of a list that holds all floors; ``None`` if there is none.

    Parameters
    ----------
    units, member
        (c,) fits and (c, F) groups of the candidates.
    required
        (k, F): members that the beginnings of length 1..k ask for.
    """
    people, length = units.size, required.shape[0]
    here = sparse.eye_array(length, format="csr")
    sums = sparse.kron(here, np.ones((1, people)))
    held = sparse.kron(here, member.T.astype(float))
    everybody = sparse.eye_array(people * length, format="csr")
    stays = everybody[people:] - everybody[:-people]
    blocks = [block for block in (sums, held, stays) if block.shape[0]]
    worth = np.zeros(people * length)
    worth[-people:] = -units.astype(float)
    lower = np.concatenate([np.arange(1, length + 1), required.ravel(), np.zeros(stays.shape[0])])
    upper = np.full(lower.size, np.inf)
    upper[:length] = lower[:length]
    solved = optimize.milp(
        worth,
        constraints=optimize.LinearConstraint(sparse.vstack(blocks, format="csr"), lower, upper),
        bounds=optimize.Bounds(0, 1),
        integrality=np.ones(worth.size),
        options={"mip_rel_gap": 0.0},
    )
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise RuntimeError(f"the integer programme ended without an answer: {solved.message}")
    chosen = solved.x[-people:] > 0.5
    return int(units[chosen].sum(dtype=np.int64))


def bound_of_sum(
    units: NDArray[np.int32], member: NDArray[np.bool_], asked: NDArray[np.int64], k: int
) -> float:
    """No list of ``k`` whose whole holds ``asked`` (F,) members has a larger sum of fits than this.

    The linear programme that forgets the beginnings and allows parts of people; ``inf`` below 0 where even
    that has no solution.
    """
    solved = optimize.linprog(
        -units.astype(float),
        A_ub=-member.T.astype(float),
        b_ub=-asked.astype(float),
        A_eq=np.ones((1, units.size)),
        b_eq=[float(k)],
        bounds=(0, 1),
    )
    return -float(solved.fun) if solved.status == 0 else -np.inf
