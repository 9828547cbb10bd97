"""Other tables that a reader cannot rule out: the smallest moves away from the truth.

A *move* is a change ``y`` of all numbers with ``equations @ y = 0`` and ``values + y >= 0``. Figures
of one class move alike; with a class for each figure the problem is the full one, with few classes it
is small and finds only some of the moves. What it finds is completed and checked against all equations
in whole numbers (:class:`Others`) before it counts, so that classes cost solutions, never safety.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from seedbed.programme.suppression.solving import WholeNumbers
from seedbed.programme.suppression.system import System

Ints = NDArray[np.int64]
_FAR = np.iinfo(np.int64).max
_CORNERS = 8
_GAP = 0.5  # the search over whole numbers ends within this share of the least weight


class Others:
    """All equations of a system, to complete moves of figures and to check them."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.by_column = csc_array(system.equations.astype(np.int64))
        self._equations = csr_array(self.by_column)
        self._rows = np.flatnonzero(system.own >= 0)
        self._own = system.own[self._rows]

    def completed(self, figures: Ints) -> Ints:
        """Moves of all numbers, (n,), from moves of the figures: changes and remainders follow."""
        moved = figures.copy()
        moved[self._own] = 0
        moved[self._own] = (self._equations @ moved)[self._rows]  # each stands in its row with -1
        return moved

    def possible(self, moved: Ints) -> bool:
        """Whether the equations allow these moves and no number falls below zero."""
        return not ((self.system.values + moved < 0).any() or (self._equations @ moved).any())


class Moves:
    """The perturbation problem over classes of figures.

    Parameters
    ----------
    others
        The system.
    classes
        For each number the class with which it moves, 0, 1, ...; -1: it stays (and changes and
        remainders, which follow), (n,).
    """

    def __init__(self, others: Others, classes: Ints) -> None:
        system = others.system
        self._others, self._classes = others, classes
        self._members = np.flatnonzero(classes >= 0)
        self._of = classes[self._members]
        self._size = int(self._of.max(initial=-1)) + 1
        self._least = np.full(self._size, -_FAR)
        np.maximum.at(self._least, self._of, -system.values[self._members])
        picked = others.by_column[:, self._members].tocoo()
        rows, place = np.unique(picked.row, return_inverse=True)
        said = csr_array((picked.data, (place, self._of[picked.col])), shape=(len(rows), self._size))
        said.sum_duplicates()
        said.eliminate_zeros()
        # Reports repeat each other: equations that say the same are kept once, with the least
        # remainder. Equal sums of random marks mean the same; were two ever mistaken for each other,
        # the check in whole numbers would refuse the solution.
        marks = np.random.default_rng(0).integers(1, 2**62, self._size)
        _, first, same = np.unique(said @ marks, return_index=True, return_inverse=True)
        own = system.own[rows]
        rest = np.full(len(first), _FAR)
        np.minimum.at(rest, same, np.where(own >= 0, system.values[own], -1))  # -1: no remainder
        self._loose = np.flatnonzero(rest >= 0)
        slack_of = np.full(len(first), -1, dtype=np.int64)
        slack_of[self._loose] = np.arange(len(self._loose))
        self._slack_of = dict(zip(own[own >= 0].tolist(), slack_of[same][own >= 0].tolist(), strict=True))
        self._rests = rest[self._loose]
        said = csr_array(said[first])
        slack = csr_array(
            (-np.ones(len(self._loose)), (self._loose, np.arange(len(self._loose)))),
            shape=(len(first), len(self._loose)),
        )
        self._numbers = WholeNumbers(csr_array(hstack([said, -said, slack]).astype(np.float64)))

    def least(
        self, cell: int, amount: int, weights: NDArray[np.float64], *, whole: bool = True
    ) -> Ints | None:
        """The moves, (n,), of least weight in which a figure or change moves by ``amount``.

        ``None``: there are none among these classes; or, unless ``whole``, they are not found at once.
        """
        size, slacks = self._size, len(self._rests)
        column = int(self._classes[cell])
        slack = self._slack_of.get(cell, -1)
        if (column < 0 and slack < 0) or self._others.system.values[cell] + amount < 0:
            return None
        far = float(abs(amount) * len(self._classes))
        lower = np.concatenate([np.zeros(2 * size), -self._rests.astype(np.float64)])
        upper = np.concatenate([np.full(size, far), -self._least, np.full(slacks, np.inf)]).astype(np.float64)
        if column >= 0:
            if -self._least[column] + amount < 0:
                return None
            upper[column], upper[size + column] = (amount, 0.0) if amount > 0 else (0.0, -amount)
            lower[column if amount > 0 else size + column] = abs(amount)
        else:
            lower[2 * size + slack] = upper[2 * size + slack] = amount
        by_class = np.bincount(self._of, weights[self._members], minlength=size)
        cost: NDArray[np.float64] = np.concatenate([by_class, by_class, np.zeros(slacks)])
        found = self._numbers.least(cost, lower, upper, only_if_whole=True)
        if whole and isinstance(found, str) and found == "broken":
            # Another corner of about the same weight is mostly whole, and found much sooner.
            draw = np.random.default_rng(cell)
            for _ in range(_CORNERS):
                nudged = cost * draw.uniform(0.5, 4.0, len(cost))
                found = self._numbers.least(nudged, lower, upper, only_if_whole=True)
                if not isinstance(found, str):
                    break
            else:
                found = self._numbers.least(cost, lower, upper, gap=_GAP)
        if isinstance(found, str):
            return None
        figures = np.zeros(len(self._classes), dtype=np.int64)
        figures[self._members] = (found[:size] - found[size : 2 * size])[self._of]
        moved = self._others.completed(figures)
        return moved if self._others.possible(moved) else None
