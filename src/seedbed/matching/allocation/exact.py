"""The problem as an integer programme, for HiGHS (Huangfu and Hall 2018, "Parallelizing the dual
revised simplex method").

One binary column per edge; a row per seeker with more edges than slots, per opportunity with more
edges than seats, and per constraint. What comes back is rounded to whole edges and checked again in
integers (:meth:`Problem.holds`); a figure of the solver is never passed on unchecked, except its
proof of infeasibility and its bound, which are as good as its tolerances (1e-9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from seedbed.matching.allocation.problem import Problem

Ints = NDArray[np.int64]

# Fit units per unit of the solver's objective: costs up to 2**14 keep its tolerances, which are
# absolute, far below half a fit unit in a sum and far above rounding.
_COST_UNIT = 2**10
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ExactAnswer:
    """What the solver found.

    ``outcome``: ``"optimal"`` within the tolerance asked for, ``"stopped"`` at a limit (placements and
    bound are then what it had), ``"infeasible"`` proven; ``taken``: edge positions or ``None``;
    ``bound``: fit units, ``None`` where the solver gave none.
    """

    outcome: Literal["optimal", "stopped", "infeasible"]
    taken: Ints | None
    bound: int | None


def solve(
    problem: Problem, *, tolerance: float, nodes: int | None = None, start: Ints | None = None
) -> ExactAnswer:
    """Maximise the worth of a problem without pins.

    ``tolerance``: relative gap at which to stop, 0 for the optimum itself; ``nodes``: the most
    branch-and-bound nodes (a count, not a time, so that a run can be repeated); ``start``: edge
    positions of known placements.
    """
    solver = _model(problem, problem.value / _COST_UNIT)
    solver.setOptionValue("mip_rel_gap", float(tolerance))
    solver.setOptionValue("mip_abs_gap", 0.4 / _COST_UNIT)
    return _answer(solver, problem, nodes, start)


def feasible(problem: Problem, *, nodes: int | None = None) -> ExactAnswer:
    """Find any placements that satisfy a problem without pins, or prove that there are none."""
    return _answer(_model(problem, np.zeros(problem.edges)), problem, nodes, None)


def _answer(solver: highspy.Highs, problem: Problem, nodes: int | None, start: Ints | None) -> ExactAnswer:
    if problem.edges == 0:
        # The solver calls a model without columns empty, whatever its rows ask.
        nothing = np.zeros(0, dtype=np.int64)
        if problem.holds(nothing):
            return ExactAnswer("optimal", nothing, 0)
        return ExactAnswer("infeasible", None, None)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if start is not None:
        at = np.zeros(problem.edges)
        at[start] = 1.0
        known = highspy.HighsSolution()
        known.col_value = at.tolist()
        solver.setSolution(known)
    solver.run()
    status = solver.getModelStatus()
    # Every column is bounded, so "unbounded or infeasible" means infeasible.
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return ExactAnswer("infeasible", None, None)
    info = solver.getInfo()
    taken: Ints | None = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = np.asarray(solver.getSolution().col_value, dtype=np.float64)
        rounded = np.flatnonzero(values > 0.5)
        if problem.holds(rounded):
            taken = rounded
    optimal = status == highspy.HighsModelStatus.kOptimal
    bound: int | None = None
    if math.isfinite(info.mip_dual_bound) and abs(info.mip_dual_bound) < 1e30:
        # The optimum is a whole number of fit units: round down, less what the solver may be off.
        bound = math.floor(info.mip_dual_bound * _COST_UNIT + 0.5)
    return ExactAnswer("optimal" if optimal and taken is not None else "stopped", taken, bound)


def _model(problem: Problem, cost: NDArray[np.float64]) -> highspy.Highs:
    seeker = problem.seekers()
    opportunity = problem.opportunity
    edge = np.arange(problem.edges)
    crowded = np.diff(problem.indptr) > problem.slots
    wanted = np.bincount(opportunity, minlength=problem.capacity.size) > problem.capacity
    blocks: list[tuple[Ints, Ints, NDArray[np.float64]]] = []
    lower: list[float] = []
    upper: list[float] = []

    def limit(ends: NDArray[np.int32], binding: NDArray[np.bool_], most: Ints) -> None:
        number = np.cumsum(binding) - 1 + len(lower)
        kept = binding[ends]
        blocks.append((number[ends[kept]], edge[kept], np.ones(int(kept.sum()))))
        lower.extend([-highspy.kHighsInf] * int(binding.sum()))
        upper.extend(most[binding].astype(float).tolist())

    limit(seeker, crowded, problem.slots)
    limit(opportunity, wanted, problem.capacity)
    in_scope = np.zeros(problem.capacity.size, dtype=np.bool_)
    for row in problem.constraints:
        in_scope[:] = False
        in_scope[row.scope] = True
        coefficient = np.where(row.members[seeker], row.inside, row.outside)
        kept = in_scope[opportunity] & (coefficient != 0)
        # Divided by what they share, so that the solver sees small whole numbers.
        shared = math.gcd(row.inside, row.outside) or 1
        blocks.append((np.full(int(kept.sum()), len(lower)), edge[kept], coefficient[kept] / shared))
        lower.append(float(-(-row.least // shared)))
        upper.append(highspy.kHighsInf)

    rows = np.concatenate([block[0] for block in blocks])
    columns = np.concatenate([block[1] for block in blocks])
    values = np.concatenate([block[2] for block in blocks])
    order = np.lexsort((rows, columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = problem.edges, len(lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(problem.edges), np.ones(problem.edges)
    model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
    model.integrality_ = [highspy.HighsVarType.kInteger] * problem.edges
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=problem.edges))]).astype(
        np.int32
    )
    matrix.index_, matrix.value_ = rows[order].astype(np.int32), values[order]

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    # One thread and a fixed seed: the same answer every time.
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        solver.setOptionValue(option, _TOLERANCE)
    solver.passModel(model)
    return solver
