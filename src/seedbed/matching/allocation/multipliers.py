"""Which multipliers a round tries: a walk, then boxes, then a short walk about the best ones.

1. *Walk*: each multiplier moves by its shortfall; its step shrinks when the shortfall changes sign and
   grows otherwise (Riedmiller and Braun 1993).
2. *Boxes*: every round's placements, of worth ``w`` and slack ``s``, say that ``D(lambda) >= w +
   s . lambda``. The next multipliers minimise what all rounds say together, within a box around the
   best ones that grows when the promise comes true and shrinks otherwise (Marsten, Hogan and
   Blankenship 1975, "The boxstep method for large-scale optimization"). Floors that pull on each
   other need that; it is left out where there are very many.
3. *Last walk*: when no box promises much, short steps about the best multipliers give placements on
   either side of the floors, from which repair can start.

The numbers here are floats and steer only; what they lead to is judged in integers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from seedbed.matching.allocation.auction import FINE
from seedbed.matching.allocation.problem import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# In parts of the mean best fit of a seeker:
_STEP = 2.5  # a multiplier's first step per unit of relative shortfall,
_FARTHEST = 0.25  # the farthest that it goes in one round,
_NEAREST = 1e-5  # the least that it may then go in the next,
_DEAREST = 20.0  # and in all (worths stay under 2**42, sums of 4096 of them under 2**63).
_AGAIN, _ABOUT = 0.25, 0.1  # Steps are shorter from earlier multipliers, and about the best ones.
# Aim a little above a floor, so that the whole numbers of placements land on it.
_MARGIN = 1e-4
_WALK_ROUNDS = 6  # Rounds, with the one at 0, before boxes,
_MOST_BOXED = 64  # which take at most so many constraints
_BOX = 0.02  # and begin with this half width, or with the last move.
_WORTHWHILE = 0.05  # A box that promises less than this part of the gap is widened,
_PROMISE = 1e-5  # or less than this part of the bound while there is no gap,
_WIDEST = 4.0  # up to this half width.
_LAST_WALKS = 12  # Rounds of the last walk.


class Course:
    """The multipliers to try, one round after the other.

    ``scale`` is the mean best fit of a seeker (fit units); ``start`` are prices per place (fit units,
    float (F,)) from an earlier run, ``None`` for none.
    """

    def __init__(self, scale: float, rows: Rows, start: Floats | None) -> None:
        self._scale, self._rows = scale, rows
        self._stage: Literal["walk", "boxes", "last"] = "walk"
        self._rounds = 0
        self._warm = start is not None
        price = np.zeros(rows.least.size) if start is None else start
        self._walk = _Walk(scale, rows, price, first=_AGAIN if self._warm else 1.0)
        self._boxes = _Boxes(scale, rows)

    @property
    def early(self) -> bool:
        """Whether multipliers are still far from their goal, so that bids may be rough."""
        return self._stage == "walk" and not self._warm and self._rounds < _WALK_ROUNDS

    @property
    def late(self) -> bool:
        """Whether multipliers can do little more, so that bids should be fine."""
        return self._stage == "last"

    def next(self, centre: Ints, lowest: int, best: int) -> Ints | None:
        """The next multipliers, int64 (F,), given those of the lowest bound; ``None``: enough.

        ``lowest`` and ``best``: the bound and the best worth so far (fit units; negative for none).
        """
        if self._stage == "walk" and self._rounds >= _WALK_ROUNDS and self._rows.least.size <= _MOST_BOXED:
            self._stage = "boxes"
            self._boxes.open(self._walk.moved)
        if self._stage == "boxes":
            aim = self._boxes.next(centre, lowest, best)
            if aim is not None:
                return aim
            self._stage, self._rounds = "last", 0
            self._walk = _Walk(self._scale, self._rows, centre * self._rows.seat / FINE, first=_ABOUT)
        if self._stage == "last" and self._rounds >= _LAST_WALKS:
            return None
        return self._walk.integers()

    def learn(self, worth: int, members: Ints, filled: Ints, fall: int) -> None:
        """What a round found: worth of its placements, counts (F,) in scopes, fall of the lowest bound."""
        rows = self._rows
        slack = rows.inside * members + rows.outside * (filled - members) - rows.least
        self._boxes.learn(float(worth), slack / rows.seat)
        # The first round, without multipliers, says nothing about how earlier ones should move.
        if self._stage == "boxes":
            self._boxes.resize(fall)
        elif self._rounds or not self._warm or self._stage == "last":
            self._walk.advance(slack / rows.seat, filled)
        self._rounds += 1


class _Walk:
    """Step 1: multipliers as prices per place (float, fit units), one step length each."""

    def __init__(self, scale: float, rows: Rows, price: Floats, first: float) -> None:
        count = price.size
        self._rows = rows
        self._dearest = _DEAREST * scale
        self._price = np.clip(price, 0.0, self._dearest)
        self._least = _NEAREST * scale
        self._step = np.full(count, _STEP * scale * first)
        self._far = np.full(count, _FARTHEST * scale * first)
        self.moved = self._far
        self._sign = np.zeros(count)

    def integers(self) -> Ints:
        """The multipliers in whole FINE parts of a fit unit, per unit of a constraint's left side."""
        return np.rint(self._price * FINE / self._rows.seat).astype(np.int64)

    def advance(self, slack: Floats, filled: Ints) -> None:
        """Move every multiplier by its slack (places) among ``filled`` places of its scope."""
        short = _MARGIN - slack / np.maximum(filled, 1)
        sign = np.where((short > 0) | (self._price > 0), np.sign(short), 0.0)
        turned = sign * self._sign < 0
        same = sign * self._sign > 0
        self._step = np.where(turned, self._step / 2, np.where(same, self._step * 1.25, self._step))
        # After a turn the goal lies within the last move: a part of it is far enough, as in bisection.
        self._far = np.where(turned, self.moved * 0.75, np.where(same, self._far * 1.5, self._far))
        moved = np.clip(self._step * short, -self._far, self._far)
        price = np.clip(self._price + moved, 0.0, self._dearest)
        self.moved = np.maximum(np.abs(price - self._price), self._least)
        self._price = price
        self._sign = sign


class _Boxes:
    """Step 2: the lowest point of all cuts within a box, in prices per place (float, fit units)."""

    def __init__(self, scale: float, rows: Rows) -> None:
        self._scale = scale
        self._rows = rows
        self._worths: list[float] = []
        self._slacks: list[Floats] = []
        self._size = np.full(rows.least.size, _BOX * scale)
        self._promise = 0.0

    def learn(self, worth: float, slack: Floats) -> None:
        """Add the cut of one round."""
        self._worths.append(worth)
        self._slacks.append(slack)

    def open(self, moved: Floats) -> None:
        """Begin with a box as wide as the multipliers moved in the last round, both ways."""
        self._size = np.maximum(moved, max(0.1 * moved.max(), _NEAREST * self._scale))

    def next(self, centre: Ints, lowest: int, best: int) -> Ints | None:
        """Multipliers that minimise the largest of the cuts, within a box around ``centre``.

        The box grows until the cuts promise a fall of the bound that is worth a round, next to the gap
        between ``lowest`` and ``best``; ``None``: not in any box.
        """
        worthwhile = _WORTHWHILE * (lowest - best) if best >= 0 else _PROMISE * lowest
        price = centre * self._rows.seat / FINE / self._scale
        slacks = np.array(self._slacks)
        # Unknowns: prices, and the height of the cuts over the first one, in parts of the scale.
        matrix = np.column_stack([slacks, -np.ones(len(slacks))])
        base = self._worths[0]
        height = -(np.array(self._worths) - base) / self._scale
        cost = np.append(np.zeros(price.size), 1.0)
        here = float(np.max(slacks @ price - height))
        while True:
            low = np.maximum(price - self._size / self._scale, 0.0)
            high = np.maximum(np.minimum(price + self._size / self._scale, _DEAREST), low)
            box = np.column_stack([np.append(low, -np.inf), np.append(high, np.inf)])
            found = linprog(cost, matrix, height, bounds=box, method="highs-ds")
            if found.x is None:
                return None
            # Counted from what the cuts say here, not from the proven bound: that holds the bids' steps too.
            self._promise = (here - float(found.fun)) * self._scale
            if self._promise >= worthwhile:
                aim: Ints = np.rint(found.x[:-1] * self._scale * FINE / self._rows.seat).astype(np.int64)
                return aim
            if self._size.min() >= _WIDEST * self._scale:
                return None
            self._size = np.minimum(
                np.maximum(self._size * 4.0, self._size.max() / 4.0), _WIDEST * self._scale
            )

    def resize(self, fall: int) -> None:
        """Grow the box if a good part of the promised fall of the bound came true, else shrink it."""
        self._size *= 2.5 if fall >= 0.3 * self._promise else 0.5
        self._size = np.clip(self._size, _NEAREST * self._scale, _WIDEST * self._scale)
