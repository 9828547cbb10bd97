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
5. The next multipliers (:mod:`seedbed.matching.allocation.multipliers`), until the gap is within the
   tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seedbed.matching.allocation.auction import FINE, Auction, bound, counted, worths
from seedbed.matching.allocation.multipliers import Course
from seedbed.matching.allocation.problem import Problem, Rows, rows_of
from seedbed.matching.allocation.repair import Repairer
from seedbed.matching.fixed_point import FIT_UNITS

Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]

# Bids go in steps of this part of the tolerance (at least that of _LEAST_TOLERANCE) times the mean best
# fit, so that the steps alone do not fill the gap.
_PART, _LEAST_TOLERANCE = 0.5, 1e-4
_COARSE, _FINE = 6, 4  # Early rounds bid in steps this many times longer, late ones shorter.
_SHORTER = 6  # Within a round the steps shrink by this factor,
_STEPS_TO_TOP = 24  # from a length of which so many reach the highest worth.
_POLISH = 4  # Rounds with ever shorter bids at the best multipliers, if the gap is still open.
# Placements are repaired when the problem has at most so many edges, or when they miss at most so many
# places, or this part of those filled.
_SMALL = 50_000
_NEAR_PLACES = 10
_NEAR_SHARE = 0.005
_PROMISING = 1.0015  # Bounds farther than this above the lowest come with placements not worth a repair.


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
        # Where repair failed once, it is tried again only from clearly nearer.
        self.hopeless = np.inf
        # Everybody at her best in every slot: the first bound, before any round.
        self.lowest = int((_best(problem) * problem.slots).sum())
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
        eps = max(1, int(self.mean_best * max(tolerance, _LEAST_TOLERANCE) * _PART * FINE))
        nothing = np.zeros(len(self.problem.constraints), dtype=np.int64)
        taken = self._round(nothing, eps)
        unconstrained = np.flatnonzero(taken)
        for candidate in candidates:
            self._consider(np.sort(candidate))
        done = 1
        if self.problem.constraints:
            start = None if multipliers is None else multipliers * FIT_UNITS
            course = Course(self.mean_best, self.rows, start)
            fall = 0
            while True:
                course.learn(int(self.problem.value[taken].sum()), *self._counted(taken), fall)
                if done >= rounds or self._settled(tolerance):
                    break
                aim = course.next(self.lowest_multiplier, self.lowest, self.best_worth)
                if aim is None:
                    break
                before = self.lowest
                length = eps * _COARSE if course.early else eps // _FINE if course.late else eps
                taken = self._round(aim, max(1, length))
                fall = before - self.lowest
                done += 1
                if progress is not None:
                    progress(done, rounds)
        for _ in range(_POLISH):
            if eps == 1 or self._settled(tolerance):
                break
            eps = max(1, eps // _FINE)
            self._round(self.lowest_multiplier, eps)
            done += 1
        if self.best is None and self.lowest >= 0:
            near = np.zeros(self.problem.edges, dtype=np.bool_)
            near[self.nearest] = True
            self._attempt(near, force=True)
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
        if units <= self.lowest:
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
        near = short <= min(max(_NEAR_PLACES, _NEAR_SHARE * float(state.load.sum())), self.hopeless)
        if short and not (force or (near and promising) or self.problem.edges <= _SMALL):
            return
        if short and not self.repairer.relieve(state):
            left = self._shortfall(state.slack)
            if left < self.nearest_short:
                self.nearest, self.nearest_short = np.flatnonzero(state.taken), left
            # Emptying scopes is no way to places that are still to be filled.
            if (self.rows.least > 0).any() or not self.repairer.clear(state):
                self.hopeless = min(self.hopeless, 0.7 * short)
                return
        self.repairer.improve(state)
        self._consider(np.flatnonzero(state.taken))

    def _counted(self, taken: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        return counted(self.problem.indptr, self.problem.opportunity, taken, self.rows)

    def _consider(self, taken: Ints) -> None:
        """Keep placements if they satisfy everything and beat the best; ties keep the earlier ones."""
        worth = self.problem.worth(taken)
        if worth > self.best_worth and self.problem.holds(taken):
            self.best, self.best_worth = taken, worth

    def _shortfall(self, slack: Ints) -> float:
        return float((np.maximum(-slack, 0) / self.rows.seat).sum())

    def _settled(self, tolerance: float) -> bool:
        """Whether the gap is within the tolerance, or the bound proves that there is nothing to find."""
        if self.lowest < 0:
            return True
        return self.best is not None and self.lowest - self.best_worth <= tolerance * self.lowest


def _best(problem: Problem) -> Ints:
    """Each seeker's best value, 0 without an edge: int64 (n,)."""
    best = np.zeros(problem.slots.size, dtype=np.int64)
    some = np.diff(problem.indptr) > 0
    if some.any():
        best[some] = np.maximum.reduceat(problem.value, problem.indptr[:-1][some])
    return best


def _mean_best(problem: Problem) -> float:
    """Mean over seekers with an edge of their best value, in fit units; a whole fit where all are 0."""
    some = np.diff(problem.indptr) > 0
    mean = float(_best(problem)[some].mean()) if some.any() else 0.0
    return mean or float(FIT_UNITS)
