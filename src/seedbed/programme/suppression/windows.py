"""Which figures to move alike, so that a possible table is cheap to find.

Most numbers stand in many reports with little change. If a number could be four more in one report,
the same table with the same four more in all reports from then on is mostly possible too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from seedbed.programme.suppression.moves import Ints, Moves, Others
from seedbed.programme.suppression.system import System

_KEPT = 64  # models at a time


def runs(system: System, known: NDArray[np.bool_]) -> Ints:
    """Classes for :class:`Moves`: a figure moves alike in all reports in a row that hold the same number.

    What earlier reports settled stays; a figure that is known from the newest report alone moves by
    itself, since it may yet be withheld.
    """
    figures = np.flatnonzero((system.layer >= 0) & ~system.settled)
    order = figures[np.lexsort((system.layer[figures], system.key[figures]))]
    layer, key, value = system.layer[order], system.key[order], system.values[order]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (key[1:] == key[:-1]) & (layer[1:] == layer[:-1] + 1) & (value[1:] == value[:-1])
    again[1:] &= ~known[order][1:] & ~known[order][:-1]
    classes = np.full(len(system.values), -1, dtype=np.int64)
    classes[order] = np.cumsum(~again) - 1
    return classes


def each(system: System, known: NDArray[np.bool_]) -> Ints:
    """Classes for :class:`Moves`: every figure that is not settled by itself; the exact problem.

    What an equation leaves alone with numbers that stay, stays too.
    """
    movable, shape = ~system.settled, abs(system.equations)
    while True:
        alone = np.flatnonzero(shape @ movable.astype(np.float64) == 1)
        stuck = np.flatnonzero((shape[alone].sum(axis=0) > 0) & movable) if len(alone) else alone
        if not len(stuck):
            break
        movable[stuck] = False
    movable &= system.layer >= 0
    return np.where(movable, np.cumsum(movable) - 1, -1)


class Windows:
    """Runs of reports in which every figure moves alike, and not at all outside.

    Parameters
    ----------
    others
        The system of one reader and indicator.
    known
        What this reader can look up, (n,): it stays.
    """

    def __init__(self, others: Others, known: NDArray[np.bool_]) -> None:
        self._others, self._system = others, others.system
        system = self._system
        figures = np.flatnonzero(system.layer >= 0)
        self._layers = int(system.layer.max(initial=-1)) + 1
        self._at = np.full((self._layers, int(system.key.max(initial=-1)) + 1), -1, dtype=np.int64)
        self._at[system.layer[figures], system.key[figures]] = figures
        self._step = {int(change): (int(new), int(old)) for change, new, old in system.steps}
        self._models: dict[tuple[int, int], Moves] = {}
        self.learn(known)

    def learn(self, known: NDArray[np.bool_]) -> None:
        """Take another choice of what is known in the newest report."""
        self._fixed = (self._at >= 0) & known[self._at]
        newest = int(self._system.layer[self._system.where].max(initial=0))
        self._models = {
            span: model for span, model in self._models.items() if not span[0] <= newest <= span[1]
        }

    def around(self, cell: int) -> Iterator[tuple[int, int]]:
        """Windows worth trying for a figure or a change: first and last report."""
        if cell not in self._step:
            layer, (first, last) = int(self._system.layer[cell]), self._reach(cell)
            yield from dict.fromkeys([(first, last), (layer, last), (first, layer), (layer, layer)])
            return
        for figure, later in zip(self._step[cell], (True, False), strict=True):
            layer, (first, last) = int(self._system.layer[figure]), self._reach(figure)
            if first <= layer <= last:
                yield (layer, last) if later else (first, layer)

    def model(self, first: int, last: int) -> Moves:
        """The problem of a window; kept for the next cell."""
        if (first, last) not in self._models:
            if len(self._models) >= _KEPT:
                del self._models[next(iter(self._models))]
            inside = slice(first, last + 1)
            free = ~self._fixed[inside].any(axis=0) & (self._at[inside] >= 0).any(axis=0)
            class_of = np.where(free, np.cumsum(free) - 1, -1)
            system = self._system
            chosen = np.flatnonzero((system.layer >= first) & (system.layer <= last))
            classes = np.full(len(system.values), -1, dtype=np.int64)
            classes[chosen] = class_of[system.key[chosen]]
            self._models[first, last] = Moves(self._others, classes)
        return self._models[first, last]

    def _reach(self, figure: int) -> tuple[int, int]:
        """The longest run of reports around one in which a figure is not known (or not printed)."""
        layer = int(self._system.layer[figure])
        fixed = np.flatnonzero(self._fixed[:, self._system.key[figure]])
        before, after = fixed[fixed <= layer], fixed[fixed >= layer]
        first = int(before[-1]) + 1 if len(before) else 0
        last = int(after[0]) - 1 if len(after) else self._layers - 1
        return first, last
