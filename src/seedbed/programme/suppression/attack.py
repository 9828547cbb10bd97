"""What a reader can conclude about a withheld cell: the exact interval of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seedbed.programme.suppression.solving import Outcome, WholeNumbers
from seedbed.programme.suppression.system import System

UNBOUNDED = int(np.iinfo(np.int64).max)
"""The upper end of a cell that nothing bounds."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """The least and the greatest whole number that each cell can have, given what is known.

    Attributes
    ----------
    cells
        Positions in the system, (k,).
    low, high
        Both reached by some solution, (k,); :data:`UNBOUNDED` where there is no greatest.
    """

    cells: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @property
    def width(self) -> NDArray[np.int64]:
        """``high - low``; 0: the reader knows the number."""
        return self.high - self.low


def attack(system: System, known: NDArray[np.bool_], cells: Sequence[int] | NDArray[np.int64]) -> Intervals:
    """The feasible interval of each cell: the attack by linear programming of disclosure control.

    1. The known numbers are fixed; all others are at least zero and keep the equations.
    2. For each cell the least and the greatest value is found (HiGHS). Where the solution is not
       whole, it is found again over whole numbers, so that both ends are reached by some table.

    Reference: Fischetti and Salazar (2001), Management Science 47(7): the attacker's subproblems.

    Parameters
    ----------
    system
        From :func:`seedbed.programme.suppression.system.system_of`.
    known
        What the reader can look up, (n,).
    cells
        Positions of the cells under attack.
    """
    positions = np.asarray(cells, dtype=np.int64)
    low, high = np.empty_like(positions), np.empty_like(positions)
    lower = np.where(known, system.values, 0).astype(np.float64)
    upper = np.where(known, system.values, np.inf)
    numbers = WholeNumbers(system.equations)
    cost = np.zeros(len(system.values))
    for place, cell in enumerate(positions):
        cost[cell] = 1.0
        low[place] = _value(numbers.least(cost, lower, upper), cell)
        high[place] = _value(numbers.least(-cost, lower, upper), cell)
        cost[cell] = 0.0
    return Intervals(positions, low, high)


def _value(found: Outcome, cell: int) -> int:
    if isinstance(found, str):
        if found == "impossible":
            raise ValueError("the known numbers contradict each other")
        return UNBOUNDED
    return int(found[cell])
