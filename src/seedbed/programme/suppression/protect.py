"""Withhold the least further information, so that no withheld cell can be worked out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from seedbed.programme.suppression.policy import Policy
from seedbed.programme.suppression.solving import WholeNumbers
from seedbed.programme.suppression.system import System

_FREE = 1e-4  # cost of moving what is withheld already: small, so that a witness moves little else


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be printed.

    Attributes
    ----------
    known
        What the reader will be able to look up, (n,).
    exposed
        Positions that stay narrower than stated though every new figure that could help is
        withheld: earlier reports give them away.
    """

    known: NDArray[np.bool_]
    exposed: NDArray[np.int64]


def protect(system: System, known: NDArray[np.bool_], policy: Policy) -> Protected:
    """Complementary suppression, cell by cell.

    For each cell to protect (small ones, and whatever is withheld on their account):

    1. Find the cheapest other table that a reader could not rule out and in which the cell is
       ``policy.width`` more, or less: a change ``y`` of all numbers with ``equations @ y = 0``,
       ``values + y >= 0`` and ``y = 0`` on what earlier reports settled. The cost of a figure
       grows with its size and with the number of parts that it is the sum of, so that totals, which
       readers want most, are given up last.
    2. Withhold the printed figures that differ in it. The truth and that table are now both
       possible, so the interval is at least that wide; further withholding only widens it.
    3. A cell for which there is no such table was given away by earlier reports.

    The tables found are kept as witnesses: most cells are shown safe without solving anything.
    Method: the perturbation problem of Kelly, Golden and Assad (1992), Networks 22(4), solved by
    HiGHS over whole numbers where the linear solution is not whole.

    Parameters
    ----------
    system, policy
        What hangs together, and how far a reader must stay away.
    known
        A first choice of what is printed, (n,); small cells are taken out of it.
    """
    values = system.values
    known = known & ~(policy.small(values) & system.printable)
    # A figure that moved by a few persons cannot be printed beside the old one, so it is dear to
    # nobody: withholding it first lets the others be protected by what is withheld anyway.
    change, new, old = system.steps.T
    known[new[(values[change] > 0) & policy.small(values[change]) & system.settled[old]]] = False
    known = known | system.settled
    low, high = values.copy(), values.copy()
    cost = (1.0 + np.log2(1.0 + values)) * (1.0 + np.sqrt(_parts(system.equations)))
    exposed: set[int] = set()
    model = _Model(system)
    while True:
        wanted = ~known & (system.printable | (system.changes & (values > 0) & policy.small(values)))
        open_cells = np.flatnonzero(wanted & (high - low < policy.width))
        cell = next((int(cell) for cell in open_cells if int(cell) not in exposed), None)
        if cell is None:
            return Protected(known, np.array(sorted(exposed), dtype=np.int64))
        weights = np.where(known, cost, _FREE)
        moved = model.cheapest(cell, policy.width, weights)
        if moved is None:
            exposed.add(cell)
            continue
        known = known & (moved == 0)
        low, high = np.minimum(low, values + moved), np.maximum(high, values + moved)


def _parts(equations: csr_array) -> NDArray[np.float64]:
    """How many others each number is the sum of, over all equations, (n,)."""
    subtracted = np.asarray((equations < 0).sum(axis=1), dtype=np.float64).ravel()
    parts: NDArray[np.float64] = np.asarray((equations > 0).astype(np.float64).T @ subtracted)
    return parts


class _Model:
    """The perturbation problem of one system: ``y = up - down``, both at least zero."""

    def __init__(self, system: System) -> None:
        self._values = system.values
        self._movable = ~system.settled
        equations = system.equations
        self._numbers = WholeNumbers(csr_array(hstack([equations, -equations])))

    def cheapest(self, cell: int, amount: int, weights: NDArray[np.float64]) -> NDArray[np.int64] | None:
        """The cheaper of moving the cell up or down by an amount; ``None`` where neither can be."""
        best: NDArray[np.int64] | None = None
        least = np.inf
        for up in (True, False):
            moved = self._move(cell, amount, weights, up)
            if moved is not None:
                price = float(weights[moved != 0].sum())
                if price < least:
                    best, least = moved, price
                if price < 1.0:  # nothing printed moves
                    break
        return best

    def _move(
        self, cell: int, amount: int, weights: NDArray[np.float64], up: bool
    ) -> NDArray[np.int64] | None:
        values = self._values
        size = len(values)
        if not self._movable[cell] or (not up and values[cell] < amount):
            return None
        lower = np.zeros(2 * size)
        upper = np.concatenate([np.full(size, float(amount * size)), values.astype(np.float64)])
        upper[:size][~self._movable] = 0.0
        upper[size:][~self._movable] = 0.0
        upper[cell], upper[size + cell] = (amount, 0.0) if up else (0.0, amount)
        lower[cell if up else size + cell] = amount
        found = self._numbers.least(np.concatenate([weights, weights]), lower, upper)
        return None if isinstance(found, str) else found[:size] - found[size:]
