"""Lagrangian relaxation of the constraints: an auction per round, with a bound that needs no trust.

Fisher (1981), "The Lagrangian relaxation method for solving integer programming problems". With a
multiplier ``lambda_f >= 0`` per constraint the problem falls apart into an auction:

1. Worth of an edge = its fit + ``sum_f lambda_f a_fe`` (members become dearer, others cheaper).
2. Auction on worths (:mod:`seedbed.matching.allocation.auction`), which gives placements and prices.
3. Bound: ``D(lambda, prices) - sum_f lambda_f least_f`` is at least the optimum, whatever the
   multipliers and prices (weak duality). It is computed in integers and rounded down to a whole fit
   unit. A negative bound proves that no placements satisfy the constraints, for fits are >= 0.
4. Placements that miss constraints are repaired (:mod:`seedbed.matching.allocation.repair`); the best
   ones that satisfy all are kept.
5. Each multiplier moves by its shortfall; its step shrinks when the shortfall changes sign and grows
   otherwise (Riedmiller and Braun 1993). Then the next round, until the gap is within the tolerance.
6. After some rounds, and with not too many constraints, the next multipliers are instead those that
   minimise what all rounds say about ``D`` together, within a box around the best ones that grows
   when the forecast comes true and shrinks otherwise (Marsten, Hogan and Blankenship 1975, "The
   boxstep method for large-scale optimization"): floors that pull on each other need that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from seedbed.matching.allocation.auction import FINE, Auction, bound, counted, worths
from seedbed.matching.allocation.problem import Problem, Rows, rows_of
from seedbed.matching.allocation.repair import Repairer
from seedbed.matching.fixed_point import FIT_UNITS

Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]

# In parts of the mean best fit of a seeker:
_STEP = 2.5  # a multiplier's first step per unit of relative shortfall,
_FARTHEST = 0.25  # the farthest that it goes in one round,
_NEAREST = 1e-5  # the least that it may then go in the next,
_DEAREST = 1e2  # and in all (worths stay under 2**42, sums of 4096 of them under 2**63).
# Aim a little above a floor, so that the whole numbers of placements land on it.
_MARGIN = 1e-4
_COARSE = 6  # The first rounds bid in steps this many times longer.
_SHORTER = 6  # Steps of bids shrink by this factor,
_STEPS_TO_TOP = 24  # from a length of which so many reach the highest worth.
_WALK_ROUNDS = 6  # Rounds of step 5 before step 6,
_MOST_BOXED = 64  # which takes at most so many constraints
_BOX, _OPENING = 0.02, 1.0  # and begins in a box of this half width, or so many times the last move.
_WORTHWHILE = 0.05  # A box that promises less than this part of the gap is widened,
_PROMISE = 1e-5  # or less than this part of the bound while there is no gap,
_WIDEST = 1.0  # up to this half width.
_LAST_WALKS = 12  # Rounds of step 5 after step 6.
_POLISH = 4  # Rounds with ever shorter bids at the best multipliers, if the gap is still open.
# Placements are repaired when the problem has at most so many edges, or when they miss at most so many
# places, or this part of those filled.
_SMALL = 50_000
_NEAR_PLACES = 10
_NEAR_SHARE = 0.005
_PROMISING = 1.0015


@dataclass(frozen=True, slots=True, eq=False)
class DualAnswer:
    """What the rounds found.

    ``taken``: edge positions of the best placements that satisfy everything, ``None`` if none did;
    ``nearest``: placements that fall short least (equal to ``taken`` where there is one);
    ``bound``: fit units, a proof; negative proves that nothing satisfies the constraints;
    ``multipliers``: fit per place, float (F,); ``prices``: fit per seat, float (m,): at the lowest bound;
    ``unconstrained``: edge positions of the best placements when no constraint is asked for.
    """

    taken: Ints | None
    nearest: Ints
    bound: int
    multipliers: NDArray[np.float64]
    prices: NDArray[np.float64]
    unconstrained: Ints
    rounds: int


def solve(
    problem: Problem,
    *,
    tolerance: float,
    rounds: int,
    multipliers: NDArray[np.float64] | None = None,
    candidates: Iterable[Ints] = (),
    progress: Progress | None = None,
) -> DualAnswer:
    """Steps 1-5 on a problem without pins (see :meth:`Problem.residual`).

    ``multipliers`` (fit per place, float (F,)) are where the search begins; ``candidates`` are edge
    positions of placements to beat, used only if they satisfy everything.
    """
    return _Search(problem).run(tolerance, rounds, multipliers, candidates, progress)


class _Search:
    """The state of one search; every number that decides something is an integer."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: Rows = rows_of(problem)
        self.repairer = Repairer(problem, self.rows)
        indegree = np.bincount(problem.opportunity, minlength=problem.capacity.size)
        # More seats than people who could take them never matter, to the auction or to the bound.
        self.seats = np.minimum(problem.capacity, indegree).astype(np.int64)
        self.auction = Auction(problem.indptr, problem.opportunity, self.seats, problem.slots)
        self.mean_best = _mean_best(problem)
        self.best: Ints | None = None
        self.best_worth = -1
        self.nearest: Ints = np.zeros(0, dtype=np.int64)
        self.nearest_short = np.inf
        self.lowest: int | None = None
        self.lowest_multiplier = np.zeros(len(problem.constraints), dtype=np.int64)
        self.lowest_price = np.zeros(problem.capacity.size, dtype=np.int64)

    def run(
        self,
        tolerance: float,
        rounds: int,
        multipliers: NDArray[np.float64] | None,
        candidates: Iterable[Ints],
        progress: Progress | None,
    ) -> DualAnswer:
        finest = max(1, int(self.mean_best * max(tolerance, 1e-4) / 2 * FINE))
        count = len(self.problem.constraints)
        taken = self._round(np.zeros(count, dtype=np.int64), finest)
        unconstrained = np.flatnonzero(taken)
        for candidate in candidates:
            self._consider(np.sort(candidate))
        done = 1
        if count:
            warm = multipliers is not None
            price = multipliers * FIT_UNITS if multipliers is not None else np.zeros(count)
            # Earlier multipliers are near their goal: begin with short steps.
            walk = _Walk(self.mean_best, self.rows, price, first=0.25 if warm else 1.0)
            boxes = _Boxes(self.mean_best, self.rows)
            boxes.learn(self._cut(taken))
            if not warm:
                walk.advance(*self._counted(taken))
            boxed, walks = count > _MOST_BOXED, 0
            while done < rounds and not self._settled(tolerance):
                boxing = done >= _WALK_ROUNDS and not boxed
                aim: Ints | None = None
                if boxing:
                    if done == _WALK_ROUNDS:
                        boxes.open(walk.moved)
                    aim = boxes.next(self.lowest_multiplier, self.lowest or 0, self.best_worth)
                    if aim is None:
                        # The multipliers can do little more: short steps about the best ones give
                        # placements on either side of the floors, from which repair can start.
                        boxed = True
                        finest = max(1, finest // 4)
                        price = self.lowest_multiplier * self.rows.seat / FINE
                        walk = _Walk(self.mean_best, self.rows, price, first=0.1)
                        continue
                elif boxed and count <= _MOST_BOXED:
                    walks += 1
                    if walks > _LAST_WALKS:
                        break
                lowest = self.lowest
                coarse = _COARSE if not warm and done < _WALK_ROUNDS else 1
                taken = self._round(walk.integers() if aim is None else aim, finest * coarse)
                boxes.learn(self._cut(taken))
                if boxing:
                    boxes.resize(lowest, self.lowest)
                else:
                    walk.advance(*self._counted(taken))
                done += 1
                if progress is not None:
                    progress(done, rounds)
        for _ in range(_POLISH):
            if finest == 1 or self._settled(tolerance):
                break
            finest = max(1, finest // 4)
            self._round(self.lowest_multiplier, finest)
            done += 1
        if self.best is None and (self.lowest is None or self.lowest >= 0):
            near = np.zeros(self.problem.edges, dtype=np.bool_)
            near[self.nearest] = True
            self._attempt(near, force=True)
        if self.lowest is None:
            raise RuntimeError("no round was made")
        return DualAnswer(
            taken=self.best,
            nearest=self.nearest if self.best is None else self.best,
            bound=self.lowest,
            multipliers=self.lowest_multiplier * self.rows.seat / (FINE * FIT_UNITS),
            prices=self.lowest_price / (FINE * FIT_UNITS),
            unconstrained=unconstrained,
            rounds=done,
        )

    def _round(self, multiplier: Ints, eps: int) -> NDArray[np.bool_]:
        """Steps 1-4 at given multipliers."""
        p = self.problem
        worth = worths(p.indptr, p.opportunity, p.value, self.rows, multiplier, FINE)
        steps = [eps]
        while steps[0] * _STEPS_TO_TOP < int(worth.max(initial=0)):
            steps.insert(0, steps[0] * _SHORTER)
        taken, price = self.auction.settle(worth, steps)
        total = bound(p.indptr, p.opportunity, worth, price, p.slots, self.seats)
        total -= sum(int(a) * int(b) for a, b in zip(multiplier, self.rows.least, strict=True))
        units = total // FINE
        if self.lowest is None or units < self.lowest:
            self.lowest, self.lowest_multiplier, self.lowest_price = units, multiplier, price
        # Far from the lowest bound the multipliers are not worth a repair.
        self._attempt(taken, force=False, promising=units <= self.lowest * _PROMISING)
        return taken

    def _attempt(self, taken: NDArray[np.bool_], *, force: bool, promising: bool = True) -> None:
        """Repair placements that are near enough, and keep them if they are the best so far."""
        state = self.repairer.state(taken)
        short = self._shortfall(state.slack)
        if short < self.nearest_short:
            self.nearest, self.nearest_short = np.flatnonzero(taken), short
        near = short <= max(_NEAR_PLACES, _NEAR_SHARE * float(state.load.sum()))
        if short and not (force or (near and promising) or self.problem.edges <= _SMALL):
            return
        if short and not self.repairer.relieve(state):
            left = self._shortfall(state.slack)
            if left < self.nearest_short:
                self.nearest, self.nearest_short = np.flatnonzero(state.taken), left
            if not self.repairer.clear(state):
                return
        self.repairer.improve(state)
        self._consider(np.flatnonzero(state.taken))

    def _counted(self, taken: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        return counted(self.problem.indptr, self.problem.opportunity, taken, self.rows)

    def _cut(self, taken: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
        """What placements say about every multiplier: worth (fit units), slack in places (F,)."""
        slack = self.repairer.state(taken).slack
        return float(self.problem.value[taken].sum()), slack / self.rows.seat

    def _consider(self, taken: Ints) -> None:
        """Keep placements if they satisfy everything and beat the best; ties keep the earlier ones."""
        worth = self.problem.worth(taken)
        if worth > self.best_worth and self.problem.holds(taken):
            self.best, self.best_worth = taken, worth

    def _shortfall(self, slack: Ints) -> float:
        return float((np.maximum(-slack, 0) / self.rows.seat).sum())

    def _settled(self, tolerance: float) -> bool:
        """Whether the gap is within the tolerance, or the bound proves that there is nothing to find."""
        if self.lowest is None:
            return False
        if self.lowest < 0:
            return True
        return self.best is not None and self.lowest - self.best_worth <= tolerance * self.lowest


class _Walk:
    """Step 5: multipliers as prices per place (float, fit units), one step length each."""

    def __init__(self, scale: float, rows: Rows, price: NDArray[np.float64], first: float) -> None:
        count = price.size
        self._rows = rows
        self._price = price.copy()
        self._dearest = _DEAREST * scale
        self._least = _NEAREST * scale
        self._step = np.full(count, _STEP * scale * first)
        self._far = np.full(count, _FARTHEST * scale * first)
        self.moved = self._far
        self._sign = np.zeros(count)

    def integers(self) -> Ints:
        """The multipliers in whole FINE parts of a fit unit, per unit of a constraint's left side."""
        return np.rint(self._price * FINE / self._rows.seat).astype(np.int64)

    def advance(self, members: Ints, filled: Ints) -> None:
        """Move every multiplier by its shortfall among (members, filled) places of its scope."""
        rows = self._rows
        left = rows.inside * members + rows.outside * (filled - members)
        room = np.maximum(filled, 1)
        short = (rows.least - left) / rows.seat / room + _MARGIN
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
    """Step 6: the lowest point of all cuts within a box, in prices per place (float, fit units)."""

    def __init__(self, scale: float, rows: Rows) -> None:
        self._scale = scale
        self._rows = rows
        self._worths: list[float] = []
        self._slacks: list[NDArray[np.float64]] = []
        self._size = np.full(rows.least.size, _BOX * scale)
        self._forecast = 0.0

    def learn(self, cut: tuple[float, NDArray[np.float64]]) -> None:
        """Placements of worth ``w`` and slack ``s`` say that ``D(price) >= w + s . price``."""
        self._worths.append(cut[0])
        self._slacks.append(cut[1])

    def open(self, moved: NDArray[np.float64]) -> None:
        """Begin with a box as wide as the multipliers moved in the last round, both ways."""
        self._size = np.maximum(_OPENING * moved, _NEAREST * self._scale)

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
        while True:
            low = np.maximum(price - self._size / self._scale, 0.0)
            high = np.maximum(np.minimum(price + self._size / self._scale, _DEAREST), low)
            box = np.column_stack([np.append(low, -np.inf), np.append(high, np.inf)])
            found = linprog(cost, matrix, height, bounds=box, method="highs-ds")
            if found.x is None:
                return None
            self._forecast = base + float(found.fun) * self._scale
            if lowest - self._forecast >= worthwhile:
                return np.rint(found.x[:-1] * self._scale * FINE / self._rows.seat).astype(np.int64)
            if self._size.max() > _WIDEST * self._scale:
                return None
            self._size = self._size * 4.0

    def resize(self, before: int | None, after: int | None) -> None:
        """Grow the box if a good part of the forecast fall of the bound came true, else shrink it."""
        if before is None or after is None:
            return
        forecast = before - self._forecast
        self._size *= 2.5 if before - after >= 0.3 * forecast else 0.5
        self._size = np.maximum(self._size, _NEAREST * self._scale)


def _mean_best(problem: Problem) -> float:
    """Mean over seekers with an edge of their best value, in fit units; a whole fit where all are 0."""
    degree = np.diff(problem.indptr)
    rows = problem.indptr[:-1][degree > 0]
    mean = float(np.maximum.reduceat(problem.value, rows).mean()) if rows.size else 0.0
    return mean or float(FIT_UNITS)
