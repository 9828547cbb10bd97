"""Which multipliers a round tries: those that a model of all rounds says are best, not too far away.

1. *Model*: every round's placements, of worth ``w`` and slack ``s``, say that ``D(lambda) >= w + s . lambda``
   for all multipliers (Kelley 1960, "The cutting-plane method for solving convex programs").
2. *Step*: the next multipliers minimise the largest of these cuts plus the squared distance from the
   best ones so far over ``2 t`` (Lemaréchal 1975; Kiwiel 1990, "Proximity control in bundle methods for
   convex nondifferentiable minimization"). Where a part of what the model promised comes true they
   become the best ones and ``t`` may grow; else the new cut makes the model better and ``t`` shrinks.
   The first step is each floor's shortfall, relative to its places, times ``t``.
3. *Walk*: where there are very many constraints each multiplier moves by its own shortfall instead; its
   step shrinks when the shortfall changes sign and grows otherwise (Riedmiller and Braun 1993).
4. *Last walk*: when the model promises nothing more, short steps about the best multipliers give
   placements on either side of the floors, from which repair can start.

The numbers here are floats and steer only; what they lead to is judged in integers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

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
_MOST_MODELLED = 64  # Constraints up to which there is a model.
_MOST_ROUNDS = 40  # Rounds with the model, or of the walk without one.
_TRUE = 0.1  # The part of a promise that must come true for the best multipliers to move.
_PROMISE = 1e-8  # A step that promises less than this part of the bound is lengthened,
_LONGEST = 1e3  # up to this many times the first.
_LAST_WALKS = 12  # Rounds of the last walk.


class Course:
    """The multipliers to try, one round after the other.

    ``scale`` is the mean best fit of a seeker (fit units); ``start`` are prices per place (fit units,
    float (F,)) from an earlier run, ``None`` for none.
    """

    def __init__(self, scale: float, rows: Rows, start: Floats | None) -> None:
        self._scale, self._rows, self._start = scale, rows, start
        self._stage: Literal["model", "walk", "last"] = "walk"
        if rows.least.size <= _MOST_MODELLED:
            self._stage = "model"
        self._rounds = 0
        self._model = _Model(scale, rows)
        first = np.zeros(rows.least.size) if start is None else start
        self._walk = _Walk(scale, rows, first, first=1.0 if start is None else _AGAIN)

    @property
    def late(self) -> bool:
        """Whether multipliers can do little more, so that bids should be fine."""
        return self._stage == "last"

    def next(self, centre: Ints, lowest: int) -> Ints | None:
        """The next multipliers, int64 (F,), given those of the ``lowest`` bound; ``None``: enough."""
        if self._stage == "model":
            if self._rounds == 1 and self._start is not None:
                return self._walk.integers()
            aim = self._model.next(lowest) if self._rounds < _MOST_ROUNDS else None
            if aim is not None:
                return aim
        if self._stage == "model" or (self._stage == "walk" and self._rounds >= _MOST_ROUNDS):
            self._stage, self._rounds = "last", 0
            self._walk = _Walk(self._scale, self._rows, centre * self._rows.seat / FINE, first=_ABOUT)
        if self._stage == "last" and self._rounds >= _LAST_WALKS:
            return None
        return self._walk.integers()

    def learn(self, multiplier: Ints, worth: float, slack: Ints, filled: Ints) -> None:
        """What a round found at its multipliers: worth, slack and places in scopes (F,)."""
        places = slack / self._rows.seat
        self._model.learn(multiplier, worth, places, filled)
        # The first round, without multipliers, says nothing about how earlier ones should move.
        if self._stage == "last" or (self._stage == "walk" and (self._rounds or self._start is None)):
            self._walk.advance(places, filled)
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


class _Model:
    """Steps 1 and 2, in prices per place (float, fit units)."""

    def __init__(self, scale: float, rows: Rows) -> None:
        self._scale, self._rows = scale, rows
        self._tried: list[Floats] = []
        self._worths: list[float] = []
        self._slacks: list[Floats] = []
        self._filled = np.ones(rows.least.size)
        self._length = _STEP
        self._far = np.full(rows.least.size, _FARTHEST * scale)
        self._moved = np.zeros(rows.least.size)
        self._promise = np.inf
        self._centre = 0

    def learn(self, multiplier: Ints, worth: float, slack: Floats, filled: Ints) -> None:
        """Add the cut of one round; move to the best multipliers; set the length of the next step."""
        if not self._worths:
            self._filled = np.maximum(filled, 1.0)
        self._tried.append(multiplier * self._rows.seat / FINE)
        self._worths.append(worth)
        self._slacks.append(slack)
        # What all cuts say at all multipliers tried: bounds would do, but hold the bids' steps.
        heights = (np.array(self._worths)[:, None] + np.array(self._slacks) @ np.array(self._tried).T).max(
            axis=0
        )
        before, self._centre = self._centre, int(np.argmin(heights))
        fall = float(heights[before] - heights[self._centre])
        if np.isfinite(self._promise):
            # Who went as far as was allowed, and rightly, may go farther: some floors have their price
            # only where others' places stay empty.
            rightly = fall >= 0.5 * self._promise
            limited = np.abs(self._moved) >= 0.99 * self._far
            self._far = np.where(limited & rightly, 2.0 * self._far, _FARTHEST * self._scale)
            self._length *= 1.4 if rightly else 1.0 if fall >= _TRUE * self._promise else 0.5

    def next(self, lowest: int) -> Ints | None:
        """Step 2; ``None`` where no step promises a fall that shows next to the bound ``lowest``."""
        price = self._tried[self._centre]
        worths, slacks = np.array(self._worths), np.array(self._slacks)
        height = worths + slacks @ price
        here = float(height.max())
        while True:
            # In these units a step is as long as the slope is steep.
            unit = np.sqrt(self._length * self._scale / self._filled)
            steepest = float(np.linalg.norm(slacks * unit, axis=1).max()) or 1.0
            step = _proximal(
                (height - here) / steepest**2, slacks * unit / steepest, -price / unit / steepest
            )
            self._moved = np.clip(step * steepest * unit, -self._far, self._far)
            aim = np.clip(price + self._moved, 0.0, _DEAREST * self._scale)
            self._promise = here - float(np.max(worths + slacks @ aim))
            if self._promise >= _PROMISE * lowest:
                whole: Ints = np.rint(aim * FINE / self._rows.seat).astype(np.int64)
                return whole
            if self._length >= _LONGEST * _STEP:
                return None
            self._length *= 4.0


def _proximal(height: Floats, slope: Floats, low: Floats) -> Floats:
    """The ``y >= low`` that minimises ``|y|**2 / 2 + max_i (height_i + slope_i . y)``: float (F,).

    ``low`` and ``height`` (c,) are at most 0, ``slope`` (c, F) about 1 in length. As a problem of least
    distance under inequalities, solved as one of non-negative least squares (Lawson and Hanson 1974,
    chapter 23), in which the maximum has a very small square of its own.
    """
    tiny = 1e-2
    size = low.size
    sides = np.block(
        [[-slope, np.full((height.size, 1), 1 / tiny)], [np.eye(size), np.zeros((size, 1))]],
    )
    least = np.concatenate([height + 1 / tiny**2, low])
    goal = np.append(np.zeros(size + 1), 1.0)
    matrix = np.vstack([sides.T, least])
    weights, _ = nnls(matrix, goal)
    rest = matrix @ weights - goal
    found: Floats = np.maximum(-rest[:size] / rest[-1], low)
    return found
