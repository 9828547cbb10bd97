"""Allocation as general programmes for HiGHS, written from the definitions of floors and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, sparse

from seedbed.matching import Floor, Recommendations

Ints = NDArray[np.int64]


def linear_programme(edges: Recommendations, capacity: Ints, floors: Sequence[Floor]) -> float:
    """The optimum of the linear relaxation with one place each, by HiGHS with its default method.

    Floors are read as ``share_of_filled`` over a run or a subproject, with nothing carried.
    """
    once, seats = _sides(edges, capacity.size)
    shares = []
    for one in floors:
        inside, member = _edges_of(one, edges, capacity.size)
        shares.append(sparse.csr_array((inside * (float(one.share) - member))[None, :]))
    rows = sparse.vstack([once, seats, *shares]).tocsc()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = edges.indices.size, rows.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -edges.fit, np.zeros(rows.shape[1]), np.ones(rows.shape[1])
    lp.row_lower_ = np.full(rows.shape[0], -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([np.ones(once.shape[0]), capacity, np.zeros(len(floors))]).astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    solver.run()
    return -float(solver.getInfo().objective_function_value)


def whole_optimum(
    edges: Recommendations,
    capacity: Ints,
    floors: Sequence[Floor],
    per_seeker: int = 1,
    min_filled: Fraction = Fraction(0),
) -> float | None:
    """The best placements in whole people, by HiGHS's branch and bound; ``None`` if there are none."""
    once, seats = _sides(edges, capacity.size)
    rows, least, most = [once, seats], [np.zeros(once.shape[0]), np.zeros(capacity.size)], []
    most += [np.full(once.shape[0], float(per_seeker)), capacity.astype(float)]
    if min_filled > 0:
        fillable = _solve(np.ones(edges.indices.size), rows, least, most)
        assert fillable is not None
        rows.append(sparse.csr_array(np.ones((1, edges.indices.size))))
        least.append(np.array([float(ceil(min_filled * round(fillable)))]))
        most.append(np.array([np.inf]))
    for one in floors:
        inside, member = _edges_of(one, edges, capacity.size)
        share = Fraction(one.share).limit_denominator(10**6)
        scope = np.unique(np.arange(capacity.size)[_index(one.scope)])
        single = one.scope is not None and scope.size == 1
        before, all_before = one.carried
        if one.reading == "share_of_filled":
            # share * (filled + all_before) <= members + before, rounded down at a single opportunity.
            spare = Fraction(share.denominator - 1, share.denominator) if single else Fraction(0)
            rows.append(sparse.csr_array((inside * (member - float(share)))[None, :]))
            least.append(np.array([float(share * all_before - before - spare)]))
            most.append(np.array([np.inf]))
        else:
            places = int(capacity[scope].sum())
            asked = share * (places + all_before)
            kept = min(max((floor(asked) if single else ceil(asked)) - before, 0), places)
            rows.append(sparse.csr_array((inside * ~member)[None, :].astype(float)))
            least.append(np.array([0.0]))
            most.append(np.array([float(places - kept)]))
    return _solve(edges.fit, rows, least, most)


def _solve(
    worth: NDArray[np.float64],
    rows: list[sparse.csr_array],
    least: list[NDArray[np.float64]],
    most: list[NDArray[np.float64]],
) -> float | None:
    solved = optimize.milp(
        -worth,
        constraints=optimize.LinearConstraint(
            sparse.vstack(rows, format="csr"), np.concatenate(least) - 1e-9, np.concatenate(most)
        ),
        bounds=optimize.Bounds(0, 1),
        integrality=np.ones(worth.size),
        options={"mip_rel_gap": 0.0},
    )
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise RuntimeError(f"the integer programme ended without an answer: {solved.message}")
    return float(worth @ np.rint(solved.x))


def _sides(edges: Recommendations, opportunities: int) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Which edges are whose: (n, e) and (m, e), ones."""
    one, column = np.ones(edges.indices.size), np.arange(edges.indices.size)
    seekers = edges.indptr.size - 1
    return (
        sparse.csr_array((one, (edges.seekers, column)), shape=(seekers, column.size)),
        sparse.csr_array((one, (edges.indices, column)), shape=(opportunities, column.size)),
    )


def _edges_of(
    one: Floor, edges: Recommendations, opportunities: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which edges lie in a floor's scope, and which are its members'."""
    scope, members = np.zeros(opportunities, np.bool_), np.zeros(edges.indptr.size - 1, np.bool_)
    scope[_index(one.scope)] = True
    members[_index(one.members)] = True
    return scope[edges.indices], members[edges.seekers]


def _index(chosen: ArrayLike | None) -> slice | NDArray[np.bool_] | Ints:
    if chosen is None:
        return slice(None)
    array = np.asarray(chosen)
    return array if array.dtype == np.bool_ else array.astype(np.int64)
