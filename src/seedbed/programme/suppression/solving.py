"""Least values over whole numbers that keep linear equations, solved again and again (HiGHS).

The linear problem is solved first, from the basis of the one before: only bounds and costs change
from cell to cell. Its solution is mostly whole already, since the equations are sums of cells;
where it is not, the problem is solved over whole numbers.
"""

from __future__ import annotations

from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Outcome = NDArray[np.int64] | Literal["impossible", "unbounded", "broken"]

_WHOLE = 1e-6
_NO_END = 3  # status of scipy.optimize.milp
_UNBOUNDED = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class WholeNumbers:
    """Whole numbers ``x`` with ``equations @ x = 0``, within bounds that change."""

    def __init__(self, equations: csr_array) -> None:
        self._equations = equations
        self._rows, self._size = equations.shape
        self._columns = np.arange(self._size, dtype=np.int32)
        self._solver = self._model()

    def least(
        self, cost: Floats, lower: Floats, upper: Floats, *, only_if_whole: bool = False, gap: float = 0.0
    ) -> Outcome:
        """The ``x`` of least cost; ``cost`` bounded below wherever the bounds are.

        ``only_if_whole``: "broken" where the linear solution is not whole, instead of a search.
        ``gap``: the share by which a search may miss the least cost.
        """
        solver = self._solver
        solver.changeColsCost(self._size, self._columns, cost)
        solver.changeColsBounds(self._size, self._columns, lower, upper)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return "impossible"
        if status == highspy.HighsModelStatus.kOptimal:
            found = np.asarray(solver.getSolution().col_value, dtype=np.float64)
            whole = np.rint(found)
            if np.abs(found - whole).max(initial=0) < _WHOLE:
                numbers: NDArray[np.int64] = whole.astype(np.int64)
                return numbers
        elif status not in _UNBOUNDED:
            solver.clearSolver()  # a basis gone bad must not spoil the next one
        if only_if_whole:
            return "broken"
        return self._over_whole_numbers(cost, lower, upper, gap)

    def _over_whole_numbers(self, cost: Floats, lower: Floats, upper: Floats, gap: float) -> Outcome:
        held = LinearConstraint(self._equations, 0, 0) if self._rows else ()
        found = milp(
            cost,
            constraints=held,
            bounds=Bounds(lower, upper),
            integrality=np.ones(self._size),
            options={"mip_rel_gap": gap},
        )
        if found.x is None:
            return "unbounded" if found.status >= _NO_END else "impossible"
        numbers: NDArray[np.int64] = np.rint(found.x).astype(np.int64)
        return numbers

    def _model(self) -> highspy.Highs:
        by_column = self._equations.tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._size, self._rows
        model.col_cost_ = np.zeros(self._size)
        model.col_lower_, model.col_upper_ = np.zeros(self._size), np.zeros(self._size)
        model.row_lower_ = model.row_upper_ = np.zeros(self._rows)
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = by_column.indptr.astype(np.int32)
        matrix.index_, matrix.value_ = by_column.indices.astype(np.int32), by_column.data.astype(np.float64)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        # One thread and a fixed seed: the same answer every time.
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        # Presolve would throw the last basis away.
        solver.setOptionValue("presolve", "off")
        solver.passModel(model)
        return solver
