"""Withhold the least further information, so that no withheld cell can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seedbed.programme.suppression.moves import Ints, Moves, Others
from seedbed.programme.suppression.policy import Policy
from seedbed.programme.suppression.system import System
from seedbed.programme.suppression.windows import Windows, each, runs

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
    witnesses
        Moves, (n,) each, that the reader cannot rule out: together they make every cell wide enough.
    """

    known: NDArray[np.bool_]
    exposed: NDArray[np.int64]
    witnesses: tuple[Ints, ...]


def protect(
    system: System,
    known: NDArray[np.bool_],
    policy: Policy,
    witnesses: Iterable[Ints] = (),
) -> Protected:
    """Complementary suppression, cell by cell.

    For each cell to protect (small ones, and whatever is withheld on their account):

    1. Find the cheapest other table that a reader could not rule out and in which the cell is
       ``policy.width`` more, or less: a change ``y`` of all numbers with ``equations @ y = 0``,
       ``values + y >= 0`` and ``y = 0`` on what earlier reports settled. The cost of a figure
       grows with its size and with the number of parts that it is the sum of, so that totals, which
       readers want most, are given up last.
    2. Withhold the printed figures that differ in it. The truth and that table are now both
       possible, so the interval is at least that wide; further withholding only widens it.
    3. Where there is none so far away, one above and one below may do together; a cell for which
       there are no such tables was given away by earlier reports.

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
    cost = (1.0 + np.log2(1.0 + values)) * (1.0 + np.sqrt(_parts(system.equations)))
    exposed: set[int] = set()
    safe = _Safe(system, known, policy, witnesses)
    models: list[Moves] = []
    while True:
        wanted = ~known & (system.printable | (system.changes & (values > 0) & policy.small(values)))
        cell = safe.next_open(wanted, exposed)
        if cell is None:
            return Protected(known, np.array(sorted(exposed), dtype=np.int64), tuple(safe.found))
        weights = np.where(known, cost, _FREE)
        found: list[Ints] = []
        for number, classes in enumerate((runs, each)):
            if number == len(models):
                models.append(Moves(safe.others, classes(system, known)))
            moved = _cheapest(models[number], cell, policy.width, weights, known)
            if moved is None and classes is each:
                moved = _cheapest(models[number], cell, policy.width, weights, known, whole=True)
            if moved is not None:
                found = [moved]
                break
        else:
            found = _both_ways(models[-1], cell, policy.width, weights)
        if not found:
            exposed.add(cell)
            continue
        for moved in found:
            safe.keep(moved)
        differ = np.any([moved != 0 for moved in found], axis=0)
        if known[differ].any():
            known = known & ~differ
            safe.learn(known)


def _both_ways(model: Moves, cell: int, width: int, weights: NDArray[np.float64]) -> list[Ints]:
    """Some up and some down, together an interval of the width; empty where there is none."""
    farthest = []
    for sign in (1, -1):
        steps = (model.least(cell, sign * amount, weights) for amount in range(width - 1, 0, -1))
        farthest.append(next((moved for moved in steps if moved is not None), None))
    up, down = farthest
    if up is None or down is None or up[cell] - down[cell] < width:
        return []
    return [up, down]


def _cheapest(
    model: Moves,
    cell: int,
    amount: int,
    weights: NDArray[np.float64],
    known: NDArray[np.bool_],
    *,
    whole: bool = False,
) -> Ints | None:
    """The cheaper of moving the cell up or down by an amount; ``None`` where neither can be."""
    best: Ints | None = None
    least = np.inf
    for by in (amount, -amount):
        moved = model.least(cell, by, weights, whole=whole)
        if moved is not None:
            if not known[moved != 0].any():
                return moved
            price = float(weights[moved != 0].sum())
            if price < least:
                best, least = moved, price
    return best


class _Safe:
    """What is shown to be wide enough, by witnesses: moves that the reader cannot rule out."""

    def __init__(
        self, system: System, known: NDArray[np.bool_], policy: Policy, witnesses: Iterable[Ints]
    ) -> None:
        self._values, self._width, self._known = system.values, policy.width, known
        self._low, self._high = system.values.copy(), system.values.copy()
        self._even = np.ones(len(system.values))
        self.others = Others(system)
        self._windows = Windows(self.others, known)
        self.found: list[Ints] = []
        for moved in witnesses:
            if not moved[known].any() and self.others.possible(moved):
                self.keep(moved)

    def keep(self, moved: Ints) -> None:
        """A witness widens the intervals of all that it moves."""
        self.found.append(moved)
        np.minimum(self._low, self._values + moved, out=self._low)
        np.maximum(self._high, self._values + moved, out=self._high)

    def learn(self, known: NDArray[np.bool_]) -> None:
        """More is withheld: what was found stays possible, and more may be."""
        self._known = known
        self._windows.learn(known)

    def next_open(self, wanted: NDArray[np.bool_], exposed: Collection[int]) -> int | None:
        """The first cell that no window shows to be wide enough."""
        for cell in np.flatnonzero(wanted & (self._high - self._low < self._width)).tolist():
            if cell not in exposed and not self._wide(cell) and not self._windowed(cell):
                return int(cell)
        return None

    def _wide(self, cell: int) -> bool:
        return bool(self._high[cell] - self._low[cell] >= self._width)

    def _windowed(self, cell: int) -> bool:
        for first, last in self._windows.around(cell):
            for amount in (self._width, -self._width):
                moved = self._windows.model(first, last).least(cell, amount, self._even, whole=False)
                if moved is not None and not moved[self._known].any():
                    self.keep(moved)
                    if self._wide(cell):
                        return True
        return False


def _parts(equations: csr_array) -> NDArray[np.float64]:
    """How many others each number is the sum of, over all equations, (n,)."""
    subtracted = np.asarray((equations < 0).sum(axis=1), dtype=np.float64).ravel()
    parts: NDArray[np.float64] = np.asarray((equations > 0).astype(np.float64).T @ subtracted)
    return parts
